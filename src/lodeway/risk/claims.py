"""Checks what people say of rank, share, change and amount against production and trade: supported, contradicted, or not to be told from these data."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lodeway.errors import UsageError
from lodeway.risk import data
from lodeway.risk.areas import Area, find_area
from lodeway.risk.assessment import unknown_trade
from lodeway.risk.checks import both
from lodeway.risk.data import Production, Source
from lodeway.risk.materials import Material, find_material
from lodeway.risk.reading import FORMS, Claim, Reading, near, read, read_claim
from lodeway.risk.values import THIN, or_none
from lodeway.risk.wording import plain

__all__ = ["VERDICTS", "Claim", "Evidence", "Verdict", "check_claim", "read_claim"]

VERDICTS = ("supported", "contradicted", "depends on the year", "depends on the source", "not verifiable")
TRADE_YEARS = 5
"""Years of trade that count, the last ones, where the claim names none."""
POINTS = 0.005
"""A share that is stated in whole percent may be off by half a point,"""
ROUND = 0.025
"""and by this much when it is a multiple of five, or thirds."""

_TITLES: dict[str, str] = {
    "production": "world production",
    "refining": "world production of metal",
    "reserves": "world reserves",
    "exports": "world exports",
    "imports": "world imports",
    "supplier": "imports of {importer}",
    "destination": "its exports, to {importer}",
}
NEAR = 0.05
"""An amount that is stated as about so much may be off by this part,"""
CHANGE = 0.1
"""and a doubling, tripling or halving by this much."""
_FORMS = {"lithium carbonate": ("283691",)}
"""Names of commodities that are said of some of its codes alone."""
_CLEAR = 0.05
"""Of what has no weight, at most this part of the value leaves a weight known,"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A country that is said to have more or less, and what it has."""

    country: str
    said: str
    """``more``, ``less`` or ``next``: the first to come after the country, or after the one before."""
    rank: int | None
    value: float
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one source says for one year."""

    source: str
    year: int
    rank: int | None
    value: float
    unit: str
    share: float
    holds: bool
    change: float = math.nan
    """Ratio to the amount of the claim's first year."""
    others: tuple[Other, ...] = ()
    """Countries that are said to have more or less."""
    before: float = math.nan
    """Share or amount of the year from which it is said to have risen or fallen."""
    before_year: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the row as ``lodeway risk claim --json`` prints it."""
        return {
            "source": self.source, "year": self.year, "rank": self.rank, "value": or_none(self.value), "unit": self.unit,
            "share": or_none(self.share), "change": or_none(self.change), "before": or_none(self.before), "before_year": self.before_year or None,
            "holds": self.holds,
            "others": [{"country": one.country, "said": one.said, "rank": one.rank, "value": one.value, "holds": one.holds} for one in self.others],
        }  # fmt: skip


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
        When a country or commodity is unknown, or none is named, or the source has not been imported. A sentence that is not understood is no error: it
        is not verifiable, and the verdict says what was not read.

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
    >>> check_claim("largest refiner", country="CHN", commodity="tungsten").missing
    ('refined production of tungsten by country',)
    """
    told, area, buyer = _read(text, country, commodity, importer)
    material, claim = told.material, told.claim
    if material is None or area is None:
        raise UsageError(_nobody(text, told, material, area))
    when = year if year is not None else told.year or None
    named = told.named or plain(commodity)
    lacking = _lacking(told, material)
    silent = Verdict(
        verdict="not verifiable", claim=text, country=area.code, commodity=material.name, importer=buyer.code if buyer else "", best=None, evidence=(),
        missing=lacking, explanation="", not_read=told.unread,
    )  # fmt: skip
    needs = f"; needs HS {', '.join(f'{code} ({material.absent[code]})' for code in lacking)}" if lacking else ""
    if year is not None and told.year not in {0, year}:
        return replace(
            silent, not_read=(str(told.year),), explanation=f"speaks of {told.year}, and asked for is {year}"
        )
    if told.vague:
        return replace(silent, explanation=f"{told.vague!r} states no number, such as 'among the top five'{needs}")
    if told.unread:
        meant = "".join(f"; did you mean {name} by {word!r}?" for word, name in near(told.unread).items())
        return replace(
            silent, explanation=f"not understood: {', '.join(told.unread)}{meant}{needs}; understood: {FORMS}"
        )
    if claim is None:
        return replace(
            silent, explanation=f"states no rank, share, change or amount of something{needs}; understood: {FORMS}"
        )
    claim = _directed(text, claim, buyer)
    if not math.isnan(claim.factor) and not claim.since and when is not None:
        claim = replace(claim, since=when - 1, until=when)  # "doubled in 2024": against the year before
    if wanting := _undated(claim, when):
        return replace(silent, missing=(wanting,), explanation=_UNDATED[wanting])
    if not math.isnan(claim.factor) or claim.since:
        when, claim = year, replace(claim, until=claim.until or when or told.year)
    made = claim.measure in {"production", "refining", "reserves"}
    if made:
        evidence, reason, absent = _made(claim, material, area, when, source)
    else:
        evidence, reason, absent = _traded(claim, material, area, buyer, when, named)
    verdict = _verdict(evidence)
    title = _TITLES[claim.measure].format(importer=buyer.name if buyer else "")
    if not made:
        codes = _codes(claim, material, named)
        title += f" (HS {', '.join(codes)}, {', '.join(data.forms(codes))})"
    best = _best(evidence, verdict)
    explanation = _explained(area, material, title, evidence, reason, absent, of_share=claim.of_share)
    if evidence and (doubts := _doubts(claim, material, area, absent, named)):
        verdict, explanation = "not verifiable", f"{doubts} {explanation}"
    return replace(silent, verdict=verdict, best=best, evidence=evidence, missing=absent, explanation=explanation)


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


def _nobody(text: str, told: Reading, material: Material | None, area: Area | None) -> str:
    """Return that a sentence names no commodity or no country, with the names that its words are near to."""
    nothing = [what for what, one in (("commodity", material), ("country", area)) if one is None]
    meant = "".join(f"; did you mean {name} by {word!r}?" for word, name in near(told.unread).items())
    return (
        f"no {' and no '.join(nothing)} in {text!r}{meant or ';'} give {' and '.join(f'--{what}' for what in nothing)}"
    )


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


def _made(
    claim: Claim, material: Material, area: Area, year: int | None, source: Source | None
) -> tuple[tuple[Evidence, ...], str, tuple[str, ...]]:
    """Return what each source of production, refining or reserves says, each year; or why none does, and what is missing."""
    tables, told = _tables(claim, material, source)
    wanted = {year, year - 1} if year is not None and claim.move and not claim.since else {year}
    asked = [table for table in tables if None in wanted or table.year in wanted]
    found = [row for table in asked for row in _of_table(claim, table, area)]
    if not math.isnan(claim.factor):
        found = list(_changed(claim, found))
    elif claim.move:
        found = list(_moved(claim, found, year))
    if found:
        return tuple(found), "", ()
    unknown = list(dict.fromkeys(filter(None, (_unknown(claim, table, area) for table in asked))))
    if unknown and len(unknown) >= len({table.year for table in asked}):
        return (), f"not known: {'; '.join(unknown)}", (f"{_what(claim)} of {material.name.lower()} by {area.name}",)
    what, name = _what(claim), material.name.lower()
    lacking = year
    if claim.since:
        lacking = claim.since if claim.since not in told or not claim.until else claim.until
    elif claim.move and year is not None and year in told:
        lacking = year - 1
    when = f" in {lacking}" if lacking is not None else ""
    known = f"; there are figures for {', '.join(map(str, told))}" if told else ""
    hint = data.import_hint(material, lacking) if claim.measure == "production" and source != "usgs" else ""
    reason = f"no {what} of {name} by {area.name}{when} in these data{known}" + (f". {hint}" if hint else "")
    return (), reason, (f"{what} of {name} by country{when}",)


def _what(claim: Claim) -> str:
    return {"reserves": "reserves", "refining": "refined production"}.get(claim.measure, "production")


def _of_table(claim: Claim, table: Production, area: Area) -> Iterator[Evidence]:
    """Yield what a table says of a country; nothing where the figure of one that is spoken of is withheld or not named."""
    if _unknown(claim, table, area):
        return
    named = dict(zip(table.iso3, table.amounts.tolist(), strict=True))
    inside = [iso3 for iso3 in named if iso3 in area.members]
    amount = math.fsum(named[iso3] for iso3 in inside)
    others = {iso3: made for iso3, made in named.items() if iso3 not in inside and not math.isnan(made)}
    whole = math.fsum(others.values()) + amount + (table.other if table.other > 0 else 0.0)
    stated = not math.isnan(claim.tonnes) or (claim.start is not None and not claim.of_share)
    if whole > 0 and not (stated and math.isnan(data.in_tonnes(table.unit))):
        yield _weighed(claim, table.source, table.year, amount, others, whole, table.unit)


def _unknown(claim: Claim, table: Production, area: Area) -> str:
    """Return why a table does not tell what one of the countries that are spoken of makes; empty where it tells.

    The USGS names the largest alone, and withholds some: who is not named may make some. World Mining Data names all.
    """
    named = dict(zip(table.iso3, table.amounts.tolist(), strict=True))
    for one in (area, *(find_area(code) for code in (*claim.above, *claim.below, *claim.following))):
        inside = [made for iso3, made in named.items() if iso3 in one.members]
        told = f"{data.SOURCE_NAMES[table.source]} of {table.year}"
        if any(math.isnan(made) for made in inside):
            return f"{told} withholds the figure of {one.name}"
        if not inside and table.source != "wmd":
            return f"{told} does not name {one.name}, which may be among those that it lumps together or leaves out"
    return ""


def _doubts(claim: Claim, material: Material, area: Area, absent: tuple[str, ...], named: str) -> str:
    """Return why what trade says of a claim settles nothing, empty where it does."""
    doubts = []
    if absent:
        ores = any({"ore and concentrate", "concentrate"} & set(data.forms((code,))) for code in material.codes)
        hint = "; say 'ore' where ore alone is meant" if ores and not claim.ore else ""
        doubts.append(
            f"{material.name} moves in forms that these data lack, and what all of it comes to they do not tell{hint}."
        )
    kinds = set(data.forms(_codes(claim, material, named)))
    if claim.measure not in {"production", "refining", "reserves"} and kinds >= {"ore and concentrate", "refined"}:
        doubts.append(f"Trade in {material.name.lower()} adds up ore and metal by gross weight; say which is meant.")
    if claim.measure == "supplier":
        doubts.append(_passes_on(claim, material, area))
    return " ".join(filter(None, doubts))


def _passes_on(claim: Claim, material: Material, area: Area) -> str:
    """Return why what a country sells may be what others mined: its goods are ore, and no source has it produce any. Empty where it is not."""
    if claim.refined or data.forms(material.codes) != ("ore and concentrate",):
        return ""
    tables, _ = _tables(Claim(measure="production"), material, None)
    made = [
        float(amount)
        for table in tables
        for iso3, amount in zip(table.iso3, table.amounts, strict=True)
        if iso3 in area.members
    ]
    if not tables or any(math.isnan(amount) or amount > 0 for amount in made):
        return ""
    name = material.name.lower()
    if made or any(table.source == "wmd" for table in tables):
        return (
            f"{area.name} has no production of {name}: what it sells is re-export, whose origin these data do not tell."
        )
    return f"No source names {area.name} as a producer of {name}: what it sells may be re-export, whose origin these data do not tell."


def _tables(claim: Claim, material: Material, source: Source | None) -> tuple[list[Production], list[int]]:
    """Return every table that speaks of a claim, and their years."""
    if claim.measure in {"reserves", "refining"}:
        tables: list[Production] = []
        if source != "wmd" and claim.measure == "reserves" and (kept := data.reserves(material)) is not None:
            tables = [kept]
        elif source != "wmd" and claim.measure == "refining":
            tables = [
                made for when in data.refined_years(material) if (made := data.refined(material, when)) is not None
            ]
        return tables, [table.year for table in tables]
    found = [
        made
        for one in ((source,) if source else reversed(data.sources(material)))
        for when in data.production_years(material, one)
        if (made := data.production(material, when, one)) is not None
    ]
    return found, sorted({table.year for table in found})


def _changed(claim: Claim, rows: Sequence[Evidence]) -> Iterator[Evidence]:
    """Yield by source the last year of a change against its first; nothing where a source lacks one of them."""
    for source in dict.fromkeys(row.source for row in rows):
        mine = {row.year: row for row in rows if row.source == source}
        last = claim.until or max(mine)
        first = mine.get(claim.since)
        if first is not None and last in mine and last > claim.since and first.value > 0:
            ratio = mine[last].value / first.value
            yield replace(mine[last], change=ratio, holds=_changes(claim, ratio))


def _moved(claim: Claim, rows: Sequence[Evidence], year: int | None) -> Iterator[Evidence]:
    """Yield by source the years in which something is said to have risen or fallen, held against the year since when, or the one before."""
    for source in dict.fromkeys(row.source for row in rows):
        mine = {row.year: row for row in rows if row.source == source}
        last = claim.until or max(mine)
        for when in [last] if claim.since else [year] if year is not None else sorted(mine):
            earlier = claim.since or when - 1
            if when not in mine or earlier not in mine or earlier >= when:
                continue
            now, then = mine[when], mine[earlier]
            was, has = (then.share, now.share) if claim.of_share else (then.value, now.value)
            moved = has > was if claim.move == "rose" else has < was
            if claim.start is not None:
                first = replace(claim, share=claim.start.value, tonnes=claim.start.value, bound=claim.start.bound, upper=claim.start.upper)  # fmt: skip
                moved = moved and (
                    _holds(first, was)
                    if claim.of_share
                    else _reaches(was * data.in_tonnes(now.unit), first.tonnes, first.bound, NEAR)
                )
            yield replace(now, holds=now.holds and moved, before=was, before_year=earlier)


def _traded(
    claim: Claim, material: Material, area: Area, buyer: Area | None, year: int | None, named: str = ""
) -> tuple[tuple[Evidence, ...], str, tuple[str, ...]]:
    """Return what trade says, each year; or why it says nothing. Forms that the trade table lacks are listed either way."""
    last, name = data.last_year(), material.name.lower()
    years = (year,) if year is not None else tuple(range(last - TRADE_YEARS + 1, last + 1))
    if claim.since:
        claim = replace(claim, until=claim.until or last)
        years = (claim.since, claim.until)
    elif claim.move:
        years = (years[0] - 1, *years)
    if outside := [when for when in years if not 1995 <= when <= last]:
        span = _span(tuple(outside))
        return (), f"there is trade of 1995 to {last}, none of {span}", (f"trade in {name} of {span}",)
    absent, codes = _absent(claim, material, named), _codes(claim, material, named)
    if not codes and material.codes:
        form = "refined" if claim.refined else "ore and concentrate"
        reason = f"not known from these data: no code of the trade table is {form} of {name}"
        return (), reason, absent or (f"trade in {form} of {name}",)
    flows = data.flows(codes)
    flows = flows.where(np.isin(flows.year, years))
    if reason := unknown_trade(material, years[-1], flows):
        return (), reason, absent
    found = [
        row
        for when in years
        for row in _of_year(claim, flows.where(flows.year == when), area, buyer, when, whole_trade=not absent)
    ]
    if not math.isnan(claim.factor):
        found = list(_changed(claim, found))
    elif claim.move:
        found = list(_moved(claim, found, year))
    if found:
        return tuple(found), "", absent
    partner = f" with {buyer.name}" if buyer is not None else ""
    if _unweighed(flows, area, buyer, claim):
        reason = f"not known from these data: {', '.join(codes)} of {area.name}{partner} in {_span(years)} has a value and no weight"
        return (), reason, absent or (f"weight of trade in {name} of {area.name}{partner}",)
    reason = f"no flow of {', '.join(codes)} of {area.name}{partner} in {_span(years)}"
    return (), reason, absent


def _absent(claim: Claim, material: Material, named: str) -> tuple[str, ...]:
    """Return the codes that trade lacks of what a claim speaks of: none where it names a form that is there."""
    if _codes(claim, material, named) and (claim.ore or named in _FORMS):
        return ()
    metal = [code for code, form in material.absent.items() if "metal" in form]
    return tuple(metal if claim.refined and metal else material.absent)


def _codes(claim: Claim, material: Material, named: str = "") -> tuple[str, ...]:
    """Return the codes whose trade a claim speaks of."""
    kinds = {"refined"} if claim.refined else {"ore and concentrate", "concentrate"} if claim.ore else set()
    of = tuple(code for code in material.codes if not kinds or set(data.forms((code,))) <= kinds)
    return tuple(code for code in of if code in _FORMS.get(named, of))


def _sides(claim: Claim, now: data.Flows, area: Area, buyer: Area | None) -> tuple[Any, Any, frozenset[str]]:
    """Return the side of the flows that is ranked, which of them count, and whose they must be."""
    side, chosen, target = now.exporter, np.ones(len(now), bool), area.members
    if claim.measure == "imports":
        side = now.importer
    elif claim.measure == "supplier" and buyer is not None:
        chosen = np.isin(now.importer, list(buyer.members)) & ~np.isin(now.exporter, list(buyer.members))
    elif claim.measure == "destination" and buyer is not None:
        side, chosen, target = now.importer, np.isin(now.exporter, list(area.members)), buyer.members
    return side, chosen, target


def _unweighed(now: data.Flows, area: Area, buyer: Area | None, claim: Claim) -> bool:
    """Return whether what a country trades has a value and, but for a small part of it, no weight."""
    side, chosen, target = _sides(claim, now, area, buyer)
    mine = chosen & np.isin(side, list(target))
    bare = mine & np.isnan(now.tonnes)
    return bool(now.value[bare].sum() > _CLEAR * now.value[mine].sum())


def _of_year(
    claim: Claim, now: data.Flows, area: Area, buyer: Area | None, year: int, *, whole_trade: bool
) -> Iterator[Evidence]:
    """Yield what the flows of a year say; nothing where the country has none, unless the table holds the `whole_trade` and another has some.

    What has a value and no weight is not known: nothing is said of a country with such flows, nor where most of the value is of them.
    """
    side, chosen, target = _sides(claim, now, area, buyer)
    weighed = chosen & ~np.isnan(now.tonnes)
    value = float(now.value[chosen].sum())
    if _unweighed(now, area, buyer, claim) or (value > 0 and now.value[weighed].sum() < THIN * value):
        return
    keys, where = data.numbered(side[weighed])
    weight = np.bincount(where, now.tonnes[weighed], len(keys))
    mine = np.isin(keys, list(target))
    # Where every form is in the table, no flow to or from one who trades is none; where one is lacking, it is not known.
    if weight.sum() > 0 and (mine.any() or (whole_trade and claim.measure in {"supplier", "destination"})):
        others = dict(zip(keys[~mine].tolist(), weight[~mine].tolist(), strict=True))
        yield _weighed(claim, "baci", year, float(weight[mine].sum()), others, float(weight.sum()), "t")


def _weighed(
    claim: Claim, source: str, year: int, amount: float, others: dict[str, float], whole: float, unit: str
) -> Evidence:
    rank = 1 + sum(other > amount for other in others.values()) if amount > 0 else None
    share = amount / whole
    if claim.rank:
        holds = rank is not None and (rank <= claim.rank if claim.among else rank == claim.rank)
    elif not math.isnan(claim.tonnes):
        holds = _reaches(amount * data.in_tonnes(unit), claim.tonnes, claim.bound, NEAR)
    elif not math.isnan(claim.share):
        holds = _holds(claim, share)
    else:
        holds = bool(claim.above or claim.below or claim.following or claim.move)
    beside = tuple(_beside(claim, amount, rank, others))
    holds = holds and all(one.holds for one in beside)
    return Evidence(
        source=source, year=year, rank=rank, value=amount, unit=unit, share=share, holds=holds, others=beside
    )


def _beside(claim: Claim, amount: float, mine: int | None, others: dict[str, float]) -> Iterator[Other]:
    """Yield what those have that are said to have more or less than a country's amount, or to come next."""
    for said, codes in (("more", claim.above), ("less", claim.below), ("next", claim.following)):
        for place, code in enumerate(codes, start=1):
            theirs = math.fsum(others.get(member, 0.0) for member in find_area(code).members)
            rank = 1 + (amount > theirs) + sum(other > theirs for iso3, other in others.items() if iso3 != code)
            holds = theirs > amount if said == "more" else theirs < amount
            if said == "next":
                holds = mine is not None and theirs > 0 and rank == mine + place
            yield Other(country=code, said=said, rank=rank if theirs > 0 else None, value=theirs, holds=holds)


def _reaches(figure: float, stated: float, bound: str, near: float) -> bool:
    """Return whether a figure is what is stated of it; about so much is within a part of it."""
    if bound == "at least":
        return figure >= stated
    return figure <= stated if bound == "at most" else abs(figure - stated) <= near * stated


def _changes(claim: Claim, ratio: float) -> bool:
    """Return whether a ratio is the one that is claimed, and on the same side of 1: what fell by a tenth has not risen by less than a fifth."""
    if (ratio > 1) != (claim.factor > 1):
        return False
    if claim.bound != "about" or claim.factor in {0.5, 2.0, 3.0, 4.0}:
        return _reaches(ratio, claim.factor, claim.bound, CHANGE)
    part = abs(claim.factor - 1)
    coarse = math.isclose(part * 20, round(part * 20), abs_tol=1e-9)
    return abs(ratio - claim.factor) <= max(ROUND if coarse else POINTS, NEAR * part) + 1e-9


def _holds(claim: Claim, share: float) -> bool:
    if claim.bound == "at least":
        return share >= claim.share
    if claim.bound == "at most":
        return share <= claim.share
    if claim.bound == "between":
        return claim.share - POINTS <= share <= claim.upper + POINTS
    coarse = math.isclose(claim.share * 20, round(claim.share * 20), abs_tol=1e-9)
    coarse |= math.isclose(claim.share * 3, round(claim.share * 3), abs_tol=0.0015)  # a third, or two
    return abs(share - claim.share) <= (ROUND if coarse else POINTS) + 1e-9


def _verdict(evidence: tuple[Evidence, ...]) -> str:
    if not evidence:
        return "not verifiable"
    if all(row.holds for row in evidence):
        return "supported"
    if not any(row.holds for row in evidence):
        return "contradicted"
    by_source: dict[str, set[bool]] = {}
    for row in evidence:
        by_source.setdefault(row.source, set()).add(row.holds)
    return "depends on the year" if any(len(kinds) > 1 for kinds in by_source.values()) else "depends on the source"


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
        told = ", ".join(f"{code} ({material.absent[code]})" for code in codes)
        needs = f"; needs HS {told}" if codes and "needs HS" not in reason else ""
        return f"{reason}{needs}"
    parts = []
    for row in sorted(evidence, key=lambda row: (row.source != "wmd", row.source, -row.year)):
        place = "none" if row.rank is None else f"rank {row.rank}"
        moved = "" if math.isnan(row.change) else f"{row.change:.2f} times as much, "
        if row.before_year:
            was = f"{row.before:.1%}" if of_share else f"{row.before:,.0f} {row.unit}"
            moved = f"{was} in {row.before_year}, then "
        beside = "".join(
            f"; {one.country} {'none' if one.rank is None else f'rank {one.rank}'}, {one.value:,.0f} {row.unit}"
            for one in row.others
        )
        parts.append(
            f"{moved}{place} in {row.year} by {data.SOURCE_NAMES[row.source]} ({row.value:,.0f} {row.unit}, {row.share:.1%}{beside})"
        )
    text = f"{area.name}, {material.name.lower()}, {title}: {'; '.join(parts)}"
    return text + (
        f". Not in these data: HS {', '.join(f'{code} ({material.absent[code]})' for code in absent)}" if absent else ""
    )


def _span(years: tuple[int, ...]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
