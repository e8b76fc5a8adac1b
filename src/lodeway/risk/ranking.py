"""Ranking with uncertainty: the order is that of one source of production, the ranges are of every source there is.

A rank without a range is a claim of certainty that the data do not bear: World Mining Data and the USGS differ by a third in the concentration of
some metals. Their middle would be a figure that neither publishes, and moves with the seed; so the score is that of the data as they stand by the
first source, the range reaches over what both allow, and where their own ranges do not meet the row says so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.atlas.own import wmd_path
from lodeway.errors import UsageError
from lodeway.risk.assessment import unknown_trade
from lodeway.risk.checks import both, years_of_trade
from lodeway.risk.formulas.concentration import hhi
from lodeway.risk.formulas.geopolrisk import governance_risk
from lodeway.risk.statistics import data, doubts
from lodeway.risk.statistics._pack import pack
from lodeway.risk.statistics.areas import EUROPEAN_UNION, Area, find_area, names
from lodeway.risk.statistics.data import Flows, Production, Source
from lodeway.risk.statistics.materials import MATERIALS, Material, find_material
from lodeway.risk.statistics.producers import Home, home, matters, producers
from lodeway.risk.values import THIN, low_coverage

__all__ = ["BySource", "Disagreement", "Ranked", "disagreements", "rank_importers", "rank_materials"]

SPREAD_ESTIMATED, SPREAD_REPORTED, SPREAD_TRADE = 0.25, 0.05, 0.10
"""Standard deviation of the logarithm of an amount: of an estimated and a reported production, and of a flow. Assumptions: no
publisher states its error; BACI's reporters often differ by more."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class BySource:
    """Score by one source of production: of the data as they stand, and the range that nine of ten draws fall into."""

    source: str
    score: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """Scores by source, the first one's first: a draw a column."""

    sources: tuple[BySource, ...]
    scores: Array
    coverage: float
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A material's or importer's place.

    Parameters
    ----------
    name, code
        Of the material or importer.
    score
        GeoPolRisk by the first source of `sources`, of the data as they stand; what the rows are ordered by.
    low, high
        From the lowest to the highest end of the ranges by source that nine of ten draws fall into.
    rank, best, worst
        Place by score; range of places that nine of ten draws fall into, sources alternating.
    sources
        Score and range by each source of production.
    coverage
        Share of imports that the score rests on.
    doubts
        Of suppliers that produce nothing, and of a year with hardly any trade, see `lodeway.risk.statistics.doubts`.
    reason
        Why there is no score.
    """

    name: str
    code: str
    score: float
    low: float
    high: float
    rank: int
    best: int
    worst: int
    sources: tuple[BySource, ...] = ()
    coverage: float = math.nan
    doubts: tuple[str, ...] = ()
    reason: str = ""

    @property
    def disagree(self) -> bool:
        """Whether the ranges by source do not meet."""
        return max((one.low for one in self.sources), default=0.0) > min(
            (one.high for one in self.sources), default=0.0
        )

    @property
    def flags(self) -> tuple[str, ...]:
        """What to know before the rank is used."""
        found: tuple[str, ...] = ()
        if self.disagree:
            told = " against ".join(f"{one.score:.3f} by {data.SOURCE_NAMES[one.source]}" for one in self.sources)
            found = (f"sources disagree: {told}",)
        found += self.doubts
        return (*found, low_coverage(self.coverage)) if self.coverage < THIN else found

    def to_dict(self) -> dict[str, Any]:
        """Return the row as ``lodeway risk rank --json`` prints it; a missing figure is None."""
        known = not self.reason
        row: dict[str, Any] = {"name": self.name, "code": self.code or None}
        figures = {
            key: getattr(self, key) if known else None for key in ("score", "low", "high", "rank", "best", "worst")
        }
        by_source = [
            {"source": one.source, "score": one.score, "low": one.low, "high": one.high} for one in self.sources
        ]
        coverage = self.coverage if math.isfinite(self.coverage) else None
        return row | figures | {
            "sources": by_source, "disagree": self.disagree, "coverage": coverage, "flags": list(self.flags), "reason": self.reason or None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Concentration of a material's production by two sources for the same year."""

    name: str
    year: int
    usgs: float
    wmd: float
    ratio: float
    """Of the greater to the smaller."""

    def to_dict(self) -> dict[str, Any]:
        """Return the row as ``lodeway risk sources --json`` prints it."""
        return {"name": self.name, "year": self.year, "hhi_usgs": self.usgs, "hhi_wmd": self.wmd, "ratio": self.ratio}


def rank_materials(
    importer: str, *, year: int | None = None, production: Source | None = None, draws: int = 1000, seed: int = 0
) -> tuple[Ranked, ...]:
    """Return every material by its GeoPolRisk score for an importer, worst first, with ranges; then those that are not known.

    Parameters
    ----------
    importer
        ISO 3166 alpha-3, a trade number, or EU.
    year
        Of trade; the last one by default.
    production
        Source by which the rows are ordered: ``usgs`` or ``wmd``; by default USGS, and the other where USGS has none.
    draws, seed
        Number of draws by each source, and where they start; the order does not depend on them.

    Raises
    ------
    UsageError
        When the importer is unknown or there is no trade of the year.

    Examples
    --------
    >>> rows = rank_materials("JPN", draws=200)
    >>> rows[0].best <= rows[0].rank <= rows[0].worst, rows[-1].reason != ""
    (True, True)
    >>> [row.name for row in rows] == [row.name for row in rank_materials("JPN", draws=50, seed=9)]
    True
    """
    area, when = find_area(importer), years_of_trade(year, data.last_year())
    drawn = [
        (
            material.name,
            "",
            _draws(material, area, data.flows(material.codes, when), when, production, draws, seed),
        )
        for material in MATERIALS
    ]
    return _ranked(drawn, draws, seed)


def rank_importers(
    commodity: str,
    *,
    year: int | None = None,
    production: Source | None = None,
    draws: int = 1000,
    seed: int = 0,
    least: float = 0.005,
    union: bool = False,
) -> tuple[Ranked, ...]:
    """Return the importers of a commodity by their GeoPolRisk score, worst first, with ranges.

    Parameters
    ----------
    commodity
        Name of a material, its symbol or a code.
    year
        Of trade; the last one by default.
    production
        Source by which the rows are ordered, see `rank_materials`.
    draws, seed
        Number of draws by each source, and where they start.
    least
        Importers with a smaller share of the weight traded in the world are left out.
    union
        The European Union stands in place of its members, so that none counts twice.

    Raises
    ------
    UsageError
        When the commodity is unknown, its trade is not known, or there is no trade of the year.

    Examples
    --------
    >>> rows = rank_importers("rare earth", draws=100)
    >>> codes, together = ({row.code for row in found} for found in (rows, rank_importers("rare earth", draws=100, union=True)))
    >>> "DEU" in codes, "EU27" in codes, "DEU" in together, "EU27" in together
    (True, False, False, True)
    """
    material, when = both(lambda: find_material(commodity), lambda: years_of_trade(year, data.last_year()))
    flows = data.flows(material.codes, when)
    if reason := unknown_trade(material, when, flows):
        raise UsageError(reason)
    keys, where = data.numbered(flows.importer)
    weight = np.bincount(where, np.nan_to_num(flows.tonnes), len(keys))
    chosen = [str(key) for key, size in zip(keys, weight, strict=True) if size >= least * weight.sum()]
    if union:
        members = find_area(EUROPEAN_UNION).members
        chosen = [*(code for code in chosen if code not in members), EUROPEAN_UNION]
    drawn = [
        (
            names().get(code, "European Union"),
            code,
            _draws(material, find_area(code), flows, when, production, draws, seed),
        )
        for code in chosen
    ]
    return _ranked(drawn, draws, seed)


def disagreements(year: int | None = None) -> tuple[Disagreement, ...]:
    """Return how far World Mining Data and the USGS differ in the concentration of production, the widest first.

    Raises
    ------
    UsageError
        When World Mining Data has not been imported, or both have no year in common with the one asked for.
    """
    if wmd_path() is None:
        raise UsageError(f"World Mining Data has not been imported; {data.IMPORT_HINT}")
    when = data.last_year() if year is None else year
    rows = []
    for material in MATERIALS:
        both = (
            [data.production(material, when, source) for source in ("usgs", "wmd")]
            if material.chapter and material.sheet
            else []
        )
        if len(both) == 2 and both[0] is not None and both[1] is not None:
            usgs, wmd = (_concentration(made) for made in both if made is not None)
            rows.append(
                Disagreement(name=material.name, year=when, usgs=usgs, wmd=wmd, ratio=max(usgs, wmd) / min(usgs, wmd))
            )
    if not rows:
        years = sorted({year for one in MATERIALS if one.chapter and one.sheet for year in _shared_years(one)})
        raise UsageError(
            f"no commodity has production of {when} by both sources; allowed: {', '.join(map(str, years))}"
        )
    return tuple(sorted(rows, key=lambda row: (-row.ratio, row.name)))


def _shared_years(material: Material) -> set[int]:
    return set(data.production_years(material, "usgs")) & set(data.production_years(material, "wmd"))


def _concentration(made: Production) -> float:
    amounts = np.nan_to_num(made.amounts)
    return float(((amounts / (amounts.sum() + (made.other if made.other > 0 else 0.0))) ** 2).sum())


def _draws(
    material: Material, area: Area, flows: Flows, year: int, first: Source | None, draws: int, seed: int
) -> _Drawn | str:
    """Return the scores by each source, or why there is none."""
    if reason := unknown_trade(material, year, flows):
        return reason
    members = list(area.members)
    imports = flows.where(np.isin(flows.importer, members) & ~np.isin(flows.exporter, members))
    paid = float(imports.value.sum())
    imports = imports.where(~np.isnan(imports.tonnes))
    if not len(imports):
        return "not known from these data: no imports with a weight"
    tables = [
        made for source in _sources(material, first) if (made := data.production(material, year, source)) is not None
    ]
    if not tables:
        hint = data.import_hint(material, year)
        return f"not known from these data: no production in {year}" + (f"; {hint}" if hint else "")
    keys, where = data.numbered(imports.exporter)
    weight = np.asarray(np.bincount(where, imports.tonnes, len(keys)), dtype=np.float64)
    estimate, error = _stability(year)
    told = np.array([key in estimate for key in keys.tolist()])
    if not told.any():
        return "not known from these data: no partner has a governance figure"
    coverage = float(imports.value.sum()) / paid * float(weight[told].sum() / weight.sum()) if paid > 0 else math.nan
    mean = np.array([estimate.get(key, math.nan) for key in keys.tolist()])[told]
    spread = np.array([error.get(key, 0.0) for key in keys.tolist()])[told]
    random = np.random.default_rng([seed, *(ord(letter) for letter in material.name)])
    moved = weight[told] * np.exp(random.normal(0.0, SPREAD_TRADE, (draws, int(told.sum()))))
    if imports.doubtful.any():
        # A weight that its price belies is as likely wrong as right: every other draw takes that at the typical price. Draws of its own leave all others as they are.
        likely = np.bincount(where, imports.likely, len(keys))[told]
        wrong = np.random.default_rng([seed, 1]).random(moved.shape) < 0.5
        moved = np.where(wrong, moved * likely / weight[told], moved)
    risk = governance_risk(mean + spread * random.normal(size=(draws, len(mean))))
    at_risk, whole = float((governance_risk(mean) * weight[told]).sum()), float(weight[told].sum())
    by_source, scores = [], []
    homes = [home(material, year, made, area) for made in tables]
    for made, own in zip(tables, homes, strict=True):
        index, drawn_home = _drawn_production(made, own, draws, random)
        drawn = index * (risk * moved).sum(axis=1) / (moved.sum(axis=1) + drawn_home)
        stands = _concentration(made) * at_risk / (whole + own.tonnes)
        reason = reason or own.reason
        if math.isnan(stands) or np.isnan(drawn).any():
            continue
        low, high = np.quantile(drawn, [0.05, 0.95]).tolist()
        by_source.append(BySource(source=made.source, score=stands, low=min(low, stands), high=max(high, stands)))
        scores.append(drawn)
    if not scores:
        return reason or "not known from these data: production is withheld"
    return _Drawn(
        sources=tuple(by_source), scores=np.stack(scores), coverage=coverage, doubts=_doubts(material, area, year, homes[0], keys.tolist(), weight, imports)
    )  # fmt: skip


def _doubts(
    material: Material, area: Area, year: int, own: Home, partners: list[str], weight: Array, imports: Flows
) -> tuple[str, ...]:
    """Return the doubts of a row by the first source of production."""
    makers = producers(material, year)
    total = float(weight.sum())
    if not total > 0:
        return ()
    without = math.fsum(weight[[makers.of(partner) is False for partner in partners]]) / total
    maybe = math.fsum(weight[[makers.unnamed(partner) for partner in partners]]) / total
    gross = float(imports.tonnes[np.isin(imports.code, list(material.gross))].sum()) / total
    few = doubts.LITTLE if total < doubts.HARDLY * float(doubts.usual_tonnes(material.codes, [area.code])[0]) else ""
    hidden = doubts.HOME if matters(own.unnamed, total) else ""
    mixed = doubts.GROSS if gross > doubts.GROSS_PART else ""
    borrowed = doubts.BORROWED if own.borrowed else ""
    unseen = doubts.without(total, data.unseen(material.codes, area.members, year))
    if not unseen and (kept := material.kept(area.members)):
        unseen = f"{doubts.MISSING}: {kept}"
    barren = doubts.barren(without, maybe)
    return tuple(filter(None, (few, barren, hidden, borrowed, mixed, doubts.weights(imports), unseen)))


def _drawn_production(made: Production, own: Home, draws: int, random: np.random.Generator) -> tuple[Array, Array]:
    estimated = made.estimated if made.estimated == made.estimated else 0.0
    sigma = estimated * SPREAD_ESTIMATED + (1.0 - estimated) * SPREAD_REPORTED
    factor = np.exp(random.normal(0.0, sigma, (draws, len(made.amounts))))
    amounts = np.nan_to_num(made.amounts) * factor
    rest = np.full((draws, 1), made.other if made.other > 0 else 0.0)
    whole = np.concatenate([amounts, rest], axis=1)
    # What is of no named country is spread thin: it counts in the total alone.
    index = hhi(whole) - (rest[:, 0] / whole.sum(axis=1)) ** 2
    place = {iso3: number for number, iso3 in enumerate(made.iso3)}
    inside = [(place[iso3], tonnes) for iso3, tonnes in own.by.items() if iso3 in place]
    drawn = np.full(draws, math.fsum(tonnes for iso3, tonnes in own.by.items() if iso3 not in place))
    for number, tonnes in inside:
        drawn += tonnes * factor[:, number]
    return index, drawn


def _sources(material: Material, first: Source | None) -> tuple[Source, ...]:
    """Return the sources there are for a material, the one that orders the rows first."""
    return tuple(sorted(data.sources(material), key=lambda source: source != (first or "usgs")))


def _stability(year: int) -> tuple[dict[str, float], dict[str, float]]:
    rows = pack().small["governance"]
    of = max((row[0] for row in rows if row[0] <= year), default=min(row[0] for row in rows))
    return {row[1]: row[2] for row in rows if row[0] == of}, {row[1]: row[3] for row in rows if row[0] == of}


def _ranked(drawn: list[tuple[str, str, _Drawn | str]], draws: int, seed: int) -> tuple[Ranked, ...]:
    known = [(name, code, found) for name, code, found in drawn if not isinstance(found, str)]
    rows = []
    if known:
        random = np.random.default_rng(seed)
        # Each draw takes one source for a row: ranks then range over what every source allows.
        grid = np.stack(
            [found.scores[random.integers(len(found.scores), size=draws), np.arange(draws)] for _, _, found in known]
        )
        places = (-grid).argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") + 1
        score = np.array([found.sources[0].score for _, _, found in known])
        rank = (-score).argsort(kind="stable").argsort(kind="stable") + 1
        for row, (name, code, found) in enumerate(known):
            best, worst = np.quantile(places[row], [0.05, 0.95], method="nearest")
            rows.append(
                Ranked(
                    name=name, code=code, score=float(score[row]), low=min(one.low for one in found.sources), high=max(one.high for one in found.sources),
                    rank=int(rank[row]), best=min(int(best), int(rank[row])), worst=max(int(worst), int(rank[row])), sources=found.sources,
                    coverage=found.coverage, doubts=found.doubts,
                )
            )  # fmt: skip
    silent = [
        Ranked(name=name, code=code, score=math.nan, low=math.nan, high=math.nan, rank=0, best=0, worst=0, reason=why)
        for name, code, why in drawn
        if isinstance(why, str)
    ]
    return (*sorted(rows, key=lambda row: row.rank), *sorted(silent, key=lambda row: row.name))
