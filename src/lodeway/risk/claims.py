"""Checks what people say of rank and share against production and trade: supported, contradicted, or not to be told from these data."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from lodeway.atlas.own import wmd_path
from lodeway.errors import UsageError
from lodeway.risk import data
from lodeway.risk.areas import Area, find_area
from lodeway.risk.assessment import unknown_trade
from lodeway.risk.data import Source
from lodeway.risk.materials import MATERIALS, Material, find_material

__all__ = ["VERDICTS", "Claim", "Evidence", "Verdict", "check_claim", "read_claim"]

VERDICTS = ("supported", "contradicted", "depends on the year", "depends on the source", "not verifiable")
TRADE_YEARS = 5
"""Years of trade that count, the last ones, where the claim names none."""
POINTS = 0.005
"""A share that is stated in whole percent may be off by half a point,"""
ROUND = 0.025
"""and by this much when it is a multiple of five."""

Measure = Literal["production", "reserves", "exports", "imports", "supplier", "destination"]
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LARGEST = r"(?:largest|biggest|leading|most important|main|greatest|top)"
_WORDS: tuple[tuple[str, Measure], ...] = (
    (r"\breserves?\b|\bdeposits?\b", "reserves"),
    (r"\bsuppl(?:y|ies|ier|iers)\b|\bimports? from\b|\bsource of\b", "supplier"),
    (r"\bexports? (?:go|goes|went|to)\b|\bof (?:its|their|the country's) exports\b|\bexports? to\b", "destination"),
    (r"\bimporters?\b|\bimports\b|\bbuyers?\b", "imports"),
    (r"\bexporters?\b|\bexports?\b", "exports"),
    (r"\bproduc\w*\b|\bmin(?:er|ers|es|ed|ing|e)\b|\boutput\b", "production"),
)
_FORMS = (
    '"second largest producer", "among the top three exporters", "third largest reserves", "largest supplier" with --importer, '
    '"24 % of world production", "more than 65 percent of imports" with --importer'
)
_PLAIN = frozenset(
    re.findall(
        r"\S+",
        """
    a about account accounted accounts alone among an approximately are around as at by cent country country's countries for from
    global globally go goes had has have held hold holds in is it its made make makes nearly number of on place per percent position
    provide provided provides rank ranked ranking ranks roughly s sell sells share some supplied the their them to total was went
    were with within world world's worldwide year
    above below biggest equal exceed exceeding exceeds first greatest important largest leading least less main more most no over
    than top under up
    """,
    )
) | {*_ORDINALS, *_NUMBERS}
"""Words that change nothing that is not read, or are read as rank, share or bound."""
_TITLES: dict[str, str] = {
    "production": "world production",
    "reserves": "world reserves",
    "exports": "world exports",
    "imports": "world imports",
    "supplier": "imports of {importer}",
    "destination": "its exports, to {importer}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is claimed: a rank, being among the first so many, or a share.

    Parameters
    ----------
    measure
        Of what.
    rank
        Claimed rank; 0 where none is.
    among
        The rank may be better than claimed: "among the top three".
    share
        Claimed share, 0 to 1; NaN where none is.
    bound
        ``about``, ``at least`` or ``at most``.
    """

    measure: Measure
    rank: int = 0
    among: bool = False
    share: float = math.nan
    bound: str = "about"


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

    def to_dict(self) -> dict[str, Any]:
        """Return the row as ``lodeway risk claim --json`` prints it."""
        return {
            "source": self.source, "year": self.year, "rank": self.rank, "value": _plain(self.value), "unit": self.unit,
            "share": _plain(self.share), "holds": self.holds,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a claim holds, by which evidence, and what is missing to know more."""

    verdict: str
    claim: str
    country: str
    commodity: str
    importer: str
    best: Evidence | None
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...]
    explanation: str

    def to_dict(self) -> dict[str, Any]:
        """Return the document that ``lodeway risk claim --json`` prints."""
        best = dict.fromkeys(("rank", "value", "unit", "share", "year", "source"))
        if self.best is not None:
            told = self.best.to_dict()
            best = {key: told[key] for key in best}
        return {
            "claim": self.claim, "country": self.country, "commodity": self.commodity, "importer": self.importer or None, "verdict": self.verdict,
            **best, "missing": list(self.missing), "explanation": self.explanation, "evidence": [row.to_dict() for row in self.evidence],
        }  # fmt: skip


def read_claim(text: str) -> Claim:
    """Return what a sentence claims.

    Raises
    ------
    UsageError
        When no rank or share, or not of what, can be read; says which forms are understood.

    Examples
    --------
    >>> read_claim("second largest producer")
    Claim(measure='production', rank=2, among=False, share=nan, bound='about')
    >>> read_claim("provides over 65 % of world exports").share
    0.65
    """
    words = " ".join(text.casefold().replace("-", " ").split())
    measure = next((name for pattern, name in _WORDS if re.search(pattern, words)), None)
    percent = re.search(r"(\d+(?:[.,]\d+)?)\s*(?:%|per ?cent)", words)
    if measure is not None and percent:
        return Claim(
            measure=measure, share=float(percent[1].replace(",", ".")) / 100.0, bound=_bound(words[: percent.start()])
        )
    if measure is not None and (found := _rank(words)) and found[0] > 0:
        return Claim(measure=measure, rank=found[0], among=found[1])
    raise UsageError(
        f"no rank or share of production, reserves, exports, imports or supply in {text!r}; understood: {_FORMS}"
    )


def _bound(before: str) -> str:
    if re.search(r"(?:more than|over|above|at least|exceeds?|exceeding)\s*(?:about\s*)?$", before):
        return "at least"
    if re.search(r"(?:less than|under|below|at most|up to)\s*(?:about\s*)?$", before):
        return "at most"
    return "about"


def _rank(words: str) -> tuple[int, bool] | None:
    """Return the rank that is claimed, and whether a better one holds too."""
    numbers = "|".join(_NUMBERS)
    if found := re.search(
        rf"\b(?:among|one of|in|within)\b.*?\b(?:top|first|largest)\s+(\d+|{numbers})\b|\btop\s+(\d+|{numbers})\b",
        words,
    ):
        return _number(found[1] or found[2]), True
    if found := re.search(rf"\b({'|'.join(_ORDINALS)}|\d+(?:st|[nr]d|th))\s+{_LARGEST}\b", words):
        return _number(found[1]), False
    if found := re.search(r"\b(?:ranks?|ranked|number|no\.?|#)\s*(\d+|" + numbers + r")\b", words):
        return _number(found[1]), False
    if re.search(rf"\b{_LARGEST}\b|\bmost\b", words):
        return 1, False
    return None


def _number(word: str) -> int:
    if word in _ORDINALS:
        return _ORDINALS.index(word) + 1
    if word in _NUMBERS:
        return _NUMBERS.index(word) + 1
    return int(re.sub(r"\D", "", word))


def check_claim(
    text: str,
    *,
    country: str,
    commodity: str = "",
    year: int | None = None,
    importer: str = "",
    source: Source | None = None,
) -> Verdict:
    """Return whether a claim holds by production or trade.

    Parameters
    ----------
    text
        Such as ``second largest producer`` or ``24 % of world production``.
    country
        Of which it is said; ISO 3166 alpha-3, number or name.
    commodity
        Name of a material; may stand in the text.
    year
        Only this one; otherwise all years of production, or the last five of trade.
    importer
        For claims on a supplier's share or rank.
    source
        ``usgs`` or ``wmd``: only this source of production.

    Returns
    -------
    Verdict
        One of `VERDICTS`.

    Raises
    ------
    UsageError
        When the claim, the country or the commodity is not understood.

    Examples
    --------
    >>> found = check_claim("second largest producer", country="TJK", commodity="antimony", source="usgs")
    >>> found.verdict, found.best.rank
    ('contradicted', 3)
    >>> found = check_claim("largest supplier", country="KAZ", commodity="uranium", importer="USA")
    >>> found.verdict, found.missing
    ('not verifiable', ('284410',))
    """
    claim, area = read_claim(text), find_area(country)
    material = find_material(commodity) if commodity else _mentioned(text)
    buyer = find_area(importer) if importer else None
    _understood(text, (material.name, *material.names, *_names(area), *(_names(buyer) if buyer else ())))
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
    if claim.measure in {"production", "reserves"}:
        evidence, reason, absent = _made(claim, material, area, year, source)
    else:
        evidence, reason, absent = _traded(claim, material, area, buyer, year)
    verdict = _verdict(evidence)
    title = _TITLES[claim.measure].format(importer=buyer.name if buyer else "")
    best = _best(evidence, verdict)
    return Verdict(
        verdict=verdict, claim=text, country=area.code, commodity=material.name, importer=buyer.code if buyer else "", best=best,
        evidence=evidence, missing=absent, explanation=_explained(area, material, title, evidence, reason, absent),
    )  # fmt: skip


def _names(area: Area) -> tuple[str, ...]:
    """Return how a sentence may name an area: its code of three or two letters, and its name."""
    return (area.code, area.code[:2], area.name)


def _understood(text: str, names: tuple[str, ...]) -> None:
    """Refuse a sentence with words that are not read: a firm answer to half a sentence would be a wrong one."""
    words = " ".join(text.casefold().replace("-", " ").split())
    for name in sorted(names, key=len, reverse=True):
        words = re.sub(rf"\b{re.escape(name.casefold().replace('-', ' '))}(?:s|'s)?\b", " ", words)
    for pattern, _ in _WORDS:
        words = re.sub(pattern, " ", words)
    words = re.sub(
        r"(?:\bno\.?|#)?\s*\d+(?:[.,]\d+)?\s*(?:%|per ?cent)|\b\d+(?:st|[nr]d|th)\b|(?:\bno\.?|#)\s*\d+\b", " ", words
    )
    words = re.sub(r"\b(?:top|first|largest|number|ranks?|ranked)\s+\d+\b", " ", words)
    left = [word for word in re.findall(r"[^\s,.;:()\"]+", words) if word not in _PLAIN]
    if re.search(r"\bone of the\s+" + _LARGEST + r"\b(?!\s+(?:\d+|" + "|".join(_NUMBERS) + r")\b)", text.casefold()):
        left.insert(0, "one of the largest")
    if left:
        raise UsageError(
            f"not understood in {text!r}: {', '.join(dict.fromkeys(left))}; years, importers and sources have options; understood: {_FORMS}"
        )


def _mentioned(text: str) -> Material:
    words = f" {text.casefold()} "
    for material in sorted(MATERIALS, key=lambda one: -len(one.name)):
        if any(re.search(rf"\b{re.escape(word.casefold())}\b", words) for word in (material.name, *material.names)):
            return material
    raise UsageError(f"no commodity in {text!r}; give --commodity")


def _made(
    claim: Claim, material: Material, area: Area, year: int | None, source: Source | None
) -> tuple[tuple[Evidence, ...], str, tuple[str, ...]]:
    """Return what each source of production or reserves says, each year; or why none does."""
    found: list[Evidence] = []
    sources: tuple[Source, ...] = (source,) if source else ("wmd", "usgs") if wmd_path() is not None else ("usgs",)
    told: list[int] = []
    for one in sources:
        if claim.measure == "reserves":
            kept = data.reserves(material) if one == "usgs" else None
            tables = [kept] if kept is not None else []
        else:
            years = data.production_years(material, one)
            told += years
            tables = [made for when in years if (made := data.production(material, when, one)) is not None]
        for table in tables:
            if year is not None and table.year != year:
                continue
            inside = [number for number, iso3 in enumerate(table.iso3) if iso3 in area.members]
            others = [
                float(amount)
                for number, amount in enumerate(table.amounts)
                if number not in inside and not math.isnan(amount)
            ]
            amount = math.fsum(float(table.amounts[number]) for number in inside) if inside else 0.0
            whole = (
                math.fsum(others) + (0.0 if math.isnan(amount) else amount) + (table.other if table.other > 0 else 0.0)
            )
            withheld = math.isnan(amount) or (not inside and table.other > 0)
            if withheld or whole <= 0:
                continue
            found.append(_weighed(claim, table.source, table.year, amount, others, whole, table.unit))
    if found:
        return tuple(found), "", ()
    what = claim.measure if claim.measure == "reserves" else "production"
    when = f" in {year}" if year is not None else ""
    known = f"; there are figures for {', '.join(map(str, sorted(set(told))))}" if told else ""
    return (), f"no {what} of {material.name.lower()} by {area.name}{when} in these data{known}. {data.IMPORT_HINT}", ()


def _traded(
    claim: Claim, material: Material, area: Area, buyer: Area | None, year: int | None
) -> tuple[tuple[Evidence, ...], str, tuple[str, ...]]:
    """Return what trade says, each year; or why it says nothing. Forms that the trade table lacks are listed either way."""
    last = data.last_year()
    years = (year,) if year is not None else tuple(range(last - TRADE_YEARS + 1, last + 1))
    absent = tuple(material.absent)
    flows = data.flows(material.codes)
    flows = flows.where(np.isin(flows.year, years))
    if reason := unknown_trade(material, years[-1], flows):
        return (), reason, absent
    flows = flows.where(~np.isnan(flows.tonnes))
    found: list[Evidence] = []
    for when in years:
        now = flows.where(flows.year == when)
        side, chosen = now.exporter, np.ones(len(now), bool)
        if claim.measure == "imports":
            side = now.importer
        elif claim.measure == "supplier" and buyer is not None:
            chosen = np.isin(now.importer, list(buyer.members)) & ~np.isin(now.exporter, list(buyer.members))
        elif claim.measure == "destination" and buyer is not None:
            side, chosen = now.importer, np.isin(now.exporter, list(area.members))
        target = buyer.members if claim.measure == "destination" and buyer is not None else area.members
        keys, where = np.unique(side[chosen].astype(str), return_inverse=True)
        weight = np.bincount(where, now.tonnes[chosen], len(keys))
        mine = np.isin(keys, list(target))
        if weight.sum() > 0 and mine.any():
            found.append(
                _weighed(
                    claim, "baci", when, float(weight[mine].sum()), weight[~mine].tolist(), float(weight.sum()), "t"
                )
            )
    if found:
        return tuple(found), "", absent
    partner = f" with {buyer.name}" if buyer is not None else ""
    reason = f"no flow of {', '.join(material.codes)} of {area.name}{partner} in {_span(years)}"
    return (), reason, absent


def _weighed(
    claim: Claim, source: str, year: int, amount: float, others: list[float], whole: float, unit: str
) -> Evidence:
    rank = 1 + sum(other > amount for other in others) if amount > 0 else None
    share = amount / whole
    if claim.rank:
        holds = rank is not None and (rank <= claim.rank if claim.among else rank == claim.rank)
    else:
        holds = _holds(claim, share)
    return Evidence(source=source, year=year, rank=rank, value=amount, unit=unit, share=share, holds=holds)


def _holds(claim: Claim, share: float) -> bool:
    if claim.bound == "at least":
        return share >= claim.share
    if claim.bound == "at most":
        return share <= claim.share
    coarse = math.isclose(claim.share * 20, round(claim.share * 20), abs_tol=1e-9)
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
    area: Area, material: Material, title: str, evidence: tuple[Evidence, ...], reason: str, absent: tuple[str, ...]
) -> str:
    if not evidence:
        needs = f"; needs HS {', '.join(absent)}" if absent and "needs HS" not in reason else ""
        return f"{reason}{needs}"
    parts = []
    for row in sorted(evidence, key=lambda row: (row.source != "wmd", row.source, -row.year)):
        place = "none" if row.rank is None else f"rank {row.rank}"
        parts.append(
            f"{place} in {row.year} by {data.SOURCE_NAMES[row.source]} ({row.value:,.0f} {row.unit}, {row.share:.1%})"
        )
    text = f"{area.name}, {material.name.lower()}, {title}: {'; '.join(parts)}"
    return text + (
        f". Not in these data: HS {', '.join(f'{code} ({material.absent[code]})' for code in absent)}" if absent else ""
    )


def _span(years: tuple[int, ...]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
