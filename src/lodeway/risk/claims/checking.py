"""Checks what people say of rank, share, change and amount against production and trade: supported, contradicted, or not to be told from these data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from lodeway.errors import UsageError
from lodeway.risk.checks import both
from lodeway.risk.claims.judging.alone import no_supplier
from lodeway.risk.claims.judging.doubted import stands_beside, turns_on
from lodeway.risk.claims.judging.evidence import Evidence, verdict_of
from lodeway.risk.claims.judging.made import of_production, tables
from lodeway.risk.claims.judging.traded import ORE, codes_of, of_trade
from lodeway.risk.claims.reading import FORMS, Claim, Reading, near, read, read_claim
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import WORLD, Area, find_area
from lodeway.risk.statistics.data import Source
from lodeway.risk.statistics.materials import FORM_CODES, Material, Withheld, find_material, is_part
from lodeway.risk.statistics.spellings import plain

__all__ = ["VERDICTS", "Claim", "Evidence", "Verdict", "check_claim", "read_claim"]

VERDICTS = ("supported", "contradicted", "depends on the year", "depends on the source", "not verifiable")

_TITLES: dict[str, str] = {
    "production": "world production",
    "refining": "world production of metal",
    "reserves": "world reserves",
    "exports": "world exports",
    "imports": "world imports",
    "supplier": "imports of {importer}",
    "destination": "its exports, to {importer}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a claim holds, by which evidence, and what is missing to know more.

    Parameters
    ----------
    verdict
        One of `VERDICTS`.
    claim, country, commodity, importer
        What was asked; codes, or empty where it is not named.
    best
        The newest evidence; where it depends, the newest that supports the claim.
    evidence
        What each source says of each year.
    missing
        What would tell more and these data lack: codes of the Harmonised System, or a table in words ("refined production of tungsten by country").
    not_read
        Words of the claim that are not understood; then it is not verifiable.
    explanation
        In a sentence.
    """

    verdict: str
    claim: str
    country: str
    commodity: str
    importer: str
    best: Evidence | None
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...]
    explanation: str
    not_read: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the document that ``lodeway risk claim --json`` prints."""
        best = dict.fromkeys(("rank", "value", "unit", "share", "change", "year", "source"))
        if self.best is not None:
            told = self.best.to_dict()
            best = {key: told[key] for key in best}
        return {
            "claim": self.claim, "country": self.country, "commodity": self.commodity, "importer": self.importer or None, "verdict": self.verdict,
            **best, "missing": list(self.missing), "not_read": list(self.not_read), "explanation": self.explanation, "evidence": [row.to_dict() for row in self.evidence],
        }  # fmt: skip


def check_claim(
    text: str,
    *,
    country: str = "",
    commodity: str = "",
    year: int | None = None,
    importer: str = "",
    source: Source | None = None,
) -> Verdict:
    """Return whether a claim holds by production or trade.

    Parameters
    ----------
    text
        Such as ``second largest producer``, ``24 % of world production`` or ``Japan depends for 60 % on China for rare earths``.
    country
        Of which it is said; ISO 3166 alpha-3, number or name. May stand in the text.
    commodity
        Name of a material, its symbol or a code; may stand in the text.
    year
        Only this one; otherwise that of the text, or all years of production and the last five of trade.
    importer
        For claims on a supplier's share or rank; may stand in the text.
    source
        ``usgs`` or ``wmd``: only this source of production.

    Returns
    -------
    Verdict
        One of `VERDICTS`.

    Raises
    ------
    UsageError
        When a country or commodity that is given is unknown, or the source has not been imported. A sentence that is not understood, or names none or
        one of two, is no error: it is not verifiable, and the verdict says what was not read.

    Examples
    --------
    >>> found = check_claim("second largest producer", country="TJK", commodity="antimony", source="usgs")
    >>> found.verdict, found.best.rank
    ('contradicted', 3)
    >>> found = check_claim("largest supplier", country="KAZ", commodity="uranium", importer="USA")
    >>> found.verdict, found.missing
    ('not verifiable', ('284410',))
    >>> check_claim("Japan depends for 60 % on China for rare earths", year=2024).verdict
    'contradicted'
    >>> found = check_claim("World antimony production is about 110,000 tonnes", source="usgs", year=2025)
    >>> found.verdict, found.best.value, check_claim("largest producer").missing
    ('supported', 110000.0, ('commodity', 'country'))
    >>> check_claim("largest refiner", country="CHN", commodity="tungsten").missing
    ('refined production of tungsten by country',)
    """
    told, area, buyer = _read(text, country, commodity, importer)
    material, claim = told.material, told.claim
    when = year if year is not None else told.year or None
    if material is not None and area is None and buyer is not None and claim is not None and not told.unread:
        return _alone(text, material, buyer, when or data.last_year())
    if area is None and material is not None and told.of_whole and not told.unread:
        area = WORLD
    if told.unclear or material is None or area is None:
        return _unnamed(text, told, material, area, buyer)
    named = told.named or plain(commodity)
    lacking = _lacking(told, material)
    silent = Verdict(
        verdict="not verifiable", claim=text, country=area.code, commodity=material.name, importer=buyer.code if buyer else "", best=None, evidence=(),
        missing=lacking, explanation="", not_read=told.unread,
    )  # fmt: skip
    needs = f"; needs HS {_forms(material, lacking)}" if lacking else ""
    if year is not None and told.year not in {0, year}:
        return replace(
            silent, not_read=(str(told.year),), explanation=f"speaks of {told.year}, and asked for is {year}"
        )
    if told.vague:
        return replace(silent, explanation=f"{told.vague!r} states no number, such as 'among the top five'{needs}")
    if told.unread:
        words = f"{', '.join(told.unread)}{_meant(told)}"
        return replace(silent, explanation=f"not understood: {words}{needs}; understood: {FORMS}")
    if claim is None:
        return replace(
            silent, explanation=f"states no rank, share, change or amount of something{needs}; understood: {FORMS}"
        )
    if is_part(named) or (named in FORM_CODES and not claim.of_trade):
        what = f"{'trade in' if claim.of_trade else _TITLES[claim.measure].removeprefix('world ') + ' of'} {named}"
        return replace(
            silent, missing=(what,), explanation=f"these data tell {named} from no other {material.name.lower()}"
        )
    claim = _directed(text, claim, buyer)
    if not math.isnan(claim.factor) and not claim.since and when is not None:
        claim = replace(claim, since=when - 1, until=when)  # "doubled in 2024": against the year before
    if wanting := _undated(claim, when):
        return replace(silent, missing=(wanting,), explanation=_UNDATED[wanting])
    if not math.isnan(claim.factor) or claim.since:
        when, claim = year, replace(claim, until=claim.until or when or told.year)
    return _told(silent, claim, material, area, buyer, when, named, source)


def _told(
    silent: Verdict,
    claim: Claim,
    material: Material,
    area: Area,
    buyer: Area | None,
    when: int | None,
    named: str,
    source: Source | None,
) -> Verdict:
    """Return the verdict of a claim that is read whole: by production or trade, and by neither where their figures do not bear it."""
    title = _TITLES[claim.measure].format(importer=buyer.name if buyer else "")
    if claim.of_trade:
        evidence, reason, absent = of_trade(claim, material, area, buyer, when, named)
        codes = codes_of(claim, material, named)
        title += f" (HS {', '.join(codes)}, {', '.join(data.forms(codes))})"
    else:
        evidence, reason, absent = of_production(claim, material, area, when, source)
    verdict = verdict_of(evidence)
    best = _best(evidence, verdict)
    explanation = _explained(area, material, title, evidence, reason, absent, of_share=claim.of_share)
    if evidence and (doubts := _doubts(claim, material, area, buyer, absent, named)):
        verdict, explanation = "not verifiable", f"{doubts} {explanation}"
    elif evidence and claim.of_trade and (turned := turns_on(claim, material, area, buyer, when, named, verdict)):
        verdict, explanation = "not verifiable", f"{turned}. {explanation}"
    elif evidence and claim.of_trade and (beside := stands_beside(claim, material, area, buyer, when, named)):
        explanation = f"{explanation}. {beside}"
    return replace(silent, verdict=verdict, best=best, evidence=evidence, missing=absent, explanation=explanation)


def _alone(text: str, material: Material, buyer: Area, year: int) -> Verdict:
    """Return the verdict of a claim on what a country imports that names no supplier."""
    return Verdict(
        verdict="not verifiable", claim=text, country="", commodity=material.name, importer=buyer.code, best=None, evidence=(),
        missing=(f"use of {material.name.lower()} by {buyer.name}",), explanation=no_supplier(material, buyer, year),
    )  # fmt: skip


def _directed(text: str, claim: Claim, buyer: Area | None) -> Claim:
    """Return the claim as one on a supplier where imports of one importer are spoken of.

    Raises
    ------
    UsageError
        When an importer is given that has no part in it, or is wanting.
    """
    if claim.measure == "imports" and buyer is not None and claim.rank == 0:
        claim = replace(claim, measure="supplier")
    if claim.measure in {"imports", "exports"} and buyer is not None:
        raise UsageError(
            f"{text!r} is said of {claim.measure} from and to all the world; leave out --importer, or ask for the largest supplier"
        )
    if claim.measure in {"supplier", "destination"} and buyer is None:
        raise UsageError(
            f"a claim on {'suppliers' if claim.measure == 'supplier' else 'destinations'} needs --importer"
        )
    return claim


_UNDATED = {
    "the year since when": "states a change and no year since when, such as 'since 2015'",
    "the year of the first figure": "states from what it rose or fell and not of which year that is, such as 'from 90 % in 2009 to 66 % in 2024'",
    "the year of the change": "states a rise or fall and no year of it, such as 'in 2024' or 'since 2015'",
}
"""What is wanting of a change, and how it is told."""


def _undated(claim: Claim, year: int | None) -> str:
    """Return which year a change lacks, empty where it lacks none."""
    if not math.isnan(claim.factor) and not claim.since:
        return "the year since when"
    if claim.start is not None and not claim.since:
        return "the year of the first figure"
    level = not (math.isnan(claim.share) and math.isnan(claim.tonnes))
    return "the year of the change" if claim.move and not claim.since and not level and year is None else ""


def _unnamed(text: str, told: Reading, material: Material | None, area: Area | None, buyer: Area | None) -> Verdict:
    """Return the verdict of a sentence that names no commodity or no country, or one of two, with the names that its words are near to."""
    nothing = () if told.unclear else tuple(what for what, one in (("commodity", material), ("country", area)) if one is None)  # fmt: skip
    options = " and ".join(f"--{what}" for what in nothing)
    lacking = f"no {' and no '.join(nothing)} in {text!r}{_meant(told) or ';'} give {options}"
    return Verdict(
        verdict="not verifiable", claim=text, country=area.code if area else "", commodity=material.name if material else "", importer=buyer.code if buyer else "",
        best=None, evidence=(), missing=nothing, explanation=f"{told.unclear}: say which" if told.unclear else lacking, not_read=told.unread,
    )  # fmt: skip


def _meant(told: Reading) -> str:
    """Return the names that words which are not read are near to, as a question."""
    return "".join(f"; did you mean {name} by {word!r}?" for word, name in near(told.unread).items())


def _forms(material: Material, codes: Iterable[str]) -> str:
    """Return codes that the trade table lacks, each with what moves under it."""
    return ", ".join(f"{code} ({material.absent[code]})" for code in codes)


def _lacking(told: Reading, material: Material) -> tuple[str, ...]:
    """Return the codes that a claim on trade would need and that the trade table does not hold."""
    if not told.trade or (told.claim is not None and told.claim.ore):
        return ()
    return tuple(material.absent)


def _read(text: str, country: str, commodity: str, importer: str) -> tuple[Reading, Area | None, Area | None]:
    """Return what the sentence says with what the options add: the claim, of whom, and to whom goods go; all faults at once."""
    (area, buyer), material = both(
        lambda: both(
            lambda: find_area(country) if country else None, lambda: find_area(importer) if importer else None
        ),
        lambda: find_material(commodity) if commodity else None,
    )
    told = read(text, country=area, importer=buyer, material=material)
    return (
        told,
        area or (find_area(told.country) if told.country else None),
        buyer or (find_area(told.importer) if told.importer else None),
    )


def _kept(claim: Claim, material: Material, area: Area, buyer: Area | None, named: str) -> Iterator[Withheld]:
    """Yield the flows that states keep to themselves and that would count in what a claim on trade adds up or ranks."""
    codes = codes_of(claim, material, named) if claim.of_trade else ()
    for one in material.withheld:
        concerned = claim.measure in {"exports", "imports"}
        if claim.measure == "supplier" and buyer is not None:
            concerned = not one.importers.isdisjoint(buyer.members)
        elif claim.measure == "destination":
            concerned = not one.exporters.isdisjoint(area.members)
        if one.code in codes and concerned:
            yield one


def _doubts(
    claim: Claim, material: Material, area: Area, buyer: Area | None, absent: tuple[str, ...], named: str
) -> str:
    """Return why what trade says of a claim settles nothing, empty where it does."""
    doubts = []
    if absent:
        ores = not ORE.isdisjoint(data.forms(material.codes))
        hint = "; say 'ore' where ore alone is meant" if ores and not claim.ore else ""
        doubts.append(
            f"{material.name} moves in forms that these data lack, and what all of it comes to they do not tell{hint}."
        )
    kinds = set(data.forms(codes_of(claim, material, named)))
    if claim.of_trade and kinds >= {"ore and concentrate", "refined"}:
        doubts.append(f"Trade in {material.name.lower()} adds up ore and metal by gross weight; say which is meant.")
    doubts += [f"HS {one.code} is {one.why}." for one in _kept(claim, material, area, buyer, named)]
    if claim.measure == "supplier":
        doubts.append(_passes_on(claim, material, area))
    return " ".join(filter(None, doubts))


def _passes_on(claim: Claim, material: Material, area: Area) -> str:
    """Return why what a country sells may be what others mined: its goods are ore, and no source has it produce any. Empty where it is not."""
    if claim.refined or data.forms(material.codes) != ("ore and concentrate",):
        return ""
    found = tables("production", material)
    made = [
        amount
        for table in found
        for iso3, amount in zip(table.iso3, table.amounts.tolist(), strict=True)
        if iso3 in area.members
    ]
    if not found or any(math.isnan(amount) or amount > 0 for amount in made):
        return ""
    name = material.name.lower()
    if made or any(table.source == "wmd" for table in found):
        return (
            f"{area.name} has no production of {name}: what it sells is re-export, whose origin these data do not tell."
        )
    return f"No source names {area.name} as a producer of {name}: what it sells may be re-export, whose origin these data do not tell."


def _best(evidence: tuple[Evidence, ...], verdict: str) -> Evidence | None:
    """Return the newest evidence; where it depends, the newest that supports the claim."""
    rows = [row for row in evidence if row.holds] if verdict.startswith("depends") else list(evidence)
    return max(rows, key=lambda row: (row.year, row.source == "wmd"), default=None)


def _explained(
    area: Area,
    material: Material,
    title: str,
    evidence: tuple[Evidence, ...],
    reason: str,
    absent: tuple[str, ...],
    *,
    of_share: bool = False,
) -> str:
    if not evidence:
        codes = [code for code in absent if code.isdigit()]
        needs = f"; needs HS {_forms(material, codes)}" if codes and "needs HS" not in reason else ""
        return f"{reason}{needs}"
    parts = []
    for row in sorted(evidence, key=lambda row: (row.source != "wmd", row.source, -row.year)):
        by = data.SOURCE_NAMES[row.source]
        if row.source == "wmd" and "(" in material.sheet:
            by += f", {material.sheet}"
        place = "none" if row.rank is None else f"rank {row.rank}"
        moved = "" if math.isnan(row.change) else f"{row.change:.2f} times as much, "
        if row.before_year:
            was = f"{row.before:.1%}" if of_share else f"{row.before:,.0f} {row.unit}"
            moved = f"{was} in {row.before_year}, then "
        beside = "".join(
            f"; {one.country} {'none' if one.rank is None else f'rank {one.rank}'}, {one.value:,.0f} {row.unit}"
            for one in row.others
        )
        if area is WORLD:
            parts.append(f"{moved}{row.value:,.0f} {row.unit} in {row.year} by {by}")
            continue
        parts.append(f"{moved}{place} in {row.year} by {by} ({row.value:,.0f} {row.unit}, {row.share:.1%}{beside})")
    text = f"{area.name}, {material.name.lower()}, {title}: {'; '.join(parts)}"
    return f"{text}. Not in these data: HS {_forms(material, absent)}" if absent else text
