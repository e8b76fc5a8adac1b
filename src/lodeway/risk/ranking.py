"""Ranking with uncertainty: shares are drawn anew, sources of production alternate, governance varies by its standard error.

A rank without a range is a claim of certainty that the data do not bear: World Mining Data and the USGS differ by a third in the concentration of
some metals.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.atlas.own import wmd_path
from lodeway.errors import UsageError
from lodeway.risk import data
from lodeway.risk._pack import pack
from lodeway.risk.areas import EUROPEAN_UNION, find_area, names
from lodeway.risk.assessment import unknown_trade
from lodeway.risk.concentration import hhi
from lodeway.risk.data import Flows, Production, Source
from lodeway.risk.geopolrisk import governance_risk
from lodeway.risk.materials import MATERIALS, Material, find_material

__all__ = ["Disagreement", "Ranked", "disagreements", "rank_importers", "rank_materials"]

SPREAD_ESTIMATED, SPREAD_REPORTED, SPREAD_TRADE = 0.25, 0.05, 0.10
"""Standard deviation of the logarithm of an amount: of an estimated and a reported production, and of a flow. Assumptions: no
publisher states its error; BACI's reporters often differ by more."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A material's or importer's place: median and the range that nine of ten draws fall into."""

    name: str
    code: str
    score: float
    low: float
    high: float
    rank: int
    best: int
    worst: int
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the row as ``lodeway risk rank --json`` prints it; a missing figure is None."""
        known = not self.reason
        row: dict[str, Any] = {"name": self.name, "code": self.code or None}
        figures = {
            key: getattr(self, key) if known else None for key in ("score", "low", "high", "rank", "best", "worst")
        }
        return row | figures | {"reason": self.reason or None}


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


def rank_materials(importer: str, *, year: int | None = None, draws: int = 1000, seed: int = 0) -> tuple[Ranked, ...]:
    """Return every material by its GeoPolRisk score for an importer, worst first, with ranges; then those that are not known.

    Parameters
    ----------
    importer
        ISO 3166 alpha-3, a trade number, or EU.
    year
        Of trade; the last one by default.
    draws, seed
        Number of draws, and where they start; the same seed gives the same ranking.

    Examples
    --------
    >>> rows = rank_materials("JPN", draws=200)
    >>> rows[0].best <= rows[0].rank <= rows[0].worst, rows[-1].reason != ""
    (True, True)
    """
    area, when = find_area(importer), data.last_year() if year is None else year
    random = np.random.default_rng(seed)
    drawn: list[tuple[str, str, Array | str]] = []
    for material in MATERIALS:
        if material.codes:
            flows = data.flows(material.codes, when)
            drawn.append((material.name, "", _draws(material, area.members, flows, when, draws, random)))
    return _ranked(drawn, draws)


def rank_importers(
    commodity: str, *, year: int | None = None, draws: int = 1000, seed: int = 0, least: float = 0.005
) -> tuple[Ranked, ...]:
    """Return the importers of a commodity by their GeoPolRisk score, worst first, with ranges.

    Parameters
    ----------
    commodity
        Name of a material.
    year
        Of trade; the last one by default.
    draws, seed
        Number of draws, and where they start.
    least
        Importers with a smaller share of the weight traded in the world are left out.

    Examples
    --------
    >>> rows = rank_importers("rare earth", draws=100)
    >>> {"JPN", "EU27"} <= {row.code for row in rows}
    True
    """
    material, when = find_material(commodity), data.last_year() if year is None else year
    flows = data.flows(material.codes, when)
    if reason := unknown_trade(material, when, flows):
        raise UsageError(reason)
    random = np.random.default_rng(seed)
    keys, where = np.unique(flows.importer.astype(str), return_inverse=True)
    weight = np.bincount(where, np.nan_to_num(flows.tonnes), len(keys))
    chosen = [str(key) for key, size in zip(keys, weight, strict=True) if size >= least * weight.sum()]
    drawn = [
        (
            names().get(code, "European Union"),
            code,
            _draws(material, find_area(code).members, flows, when, draws, random),
        )
        for code in [*chosen, EUROPEAN_UNION]
    ]
    return _ranked(drawn, draws)


def disagreements(year: int | None = None) -> tuple[Disagreement, ...]:
    """Return how far World Mining Data and the USGS differ in the concentration of production, the widest first.

    Raises
    ------
    UsageError
        When World Mining Data has not been imported.
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
    return tuple(sorted(rows, key=lambda row: (-row.ratio, row.name)))


def _concentration(made: Production) -> float:
    amounts = np.nan_to_num(made.amounts)
    return float(((amounts / (amounts.sum() + (made.other if made.other > 0 else 0.0))) ** 2).sum())


def _draws(
    material: Material, members: frozenset[str], flows: Flows, year: int, draws: int, random: np.random.Generator
) -> Array | str:
    """Return the score of each draw, or why there is none."""
    if reason := unknown_trade(material, year, flows):
        return reason
    imports = flows.where(
        np.isin(flows.importer, list(members)) & ~np.isin(flows.exporter, list(members)) & ~np.isnan(flows.tonnes)
    )
    tables = [made for source in _sources(material) if (made := data.production(material, year, source)) is not None]
    if not len(imports):
        return "not known from these data: no imports with a weight"
    if not tables:
        return f"not known from these data: no production in {year}"
    keys, where = np.unique(imports.exporter.astype(str), return_inverse=True)
    weight = np.bincount(where, imports.tonnes, len(keys))
    estimate, error = _stability(year)
    told = np.array([key in estimate for key in keys.tolist()])
    if not told.any():
        return "not known from these data: no partner has a governance figure"
    mean = np.array([estimate.get(key, math.nan) for key in keys.tolist()])[told]
    spread = np.array([error.get(key, 0.0) for key in keys.tolist()])[told]
    moved = weight[told] * np.exp(random.normal(0.0, SPREAD_TRADE, (draws, int(told.sum()))))
    risk = governance_risk(mean + spread * random.normal(size=(draws, len(mean))))
    which = random.integers(len(tables), size=draws)
    index, home = np.empty(draws), np.empty(draws)
    for number, made in enumerate(tables):
        rows = np.flatnonzero(which == number)
        index[rows], home[rows] = _drawn_production(made, members, len(rows), random)
    scores = index * (risk * moved).sum(axis=1) / (moved.sum(axis=1) + home)
    return "not known from these data: production is withheld" if np.isnan(scores).all() else scores


def _drawn_production(
    made: Production, members: frozenset[str], draws: int, random: np.random.Generator
) -> tuple[Array, Array]:
    estimated = made.estimated if made.estimated == made.estimated else 0.0
    sigma = estimated * SPREAD_ESTIMATED + (1.0 - estimated) * SPREAD_REPORTED
    factor = np.exp(random.normal(0.0, sigma, (draws, len(made.amounts))))
    amounts = np.nan_to_num(made.amounts) * factor
    rest = np.full((draws, 1), made.other if made.other > 0 else 0.0)
    whole = np.concatenate([amounts, rest], axis=1)
    # What is of no named country is spread thin: it counts in the total alone.
    index = hhi(whole) - (rest[:, 0] / whole.sum(axis=1)) ** 2
    inside = [number for number, iso3 in enumerate(made.iso3) if iso3 in members]
    return index, (made.tonnes[inside] * factor[:, inside]).sum(axis=1) if inside else np.zeros(draws)


def _sources(material: Material) -> tuple[Source, ...]:
    return ("usgs", "wmd") if material.sheet and wmd_path() is not None else ("usgs",)


def _stability(year: int) -> tuple[dict[str, float], dict[str, float]]:
    rows = pack().small["governance"]
    of = max((row[0] for row in rows if row[0] <= year), default=min(row[0] for row in rows))
    return {row[1]: row[2] for row in rows if row[0] == of}, {row[1]: row[3] for row in rows if row[0] == of}


def _ranked(drawn: list[tuple[str, str, Array | str]], draws: int) -> tuple[Ranked, ...]:
    known = [(name, code, scores) for name, code, scores in drawn if not isinstance(scores, str)]
    rows = []
    if known:
        grid = np.stack([scores for _, _, scores in known])
        places = (-grid).argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") + 1
        score = np.median(grid, axis=1)
        rank = (-score).argsort(kind="stable").argsort(kind="stable") + 1
        for row, (name, code, _) in enumerate(known):
            low, high = np.quantile(grid[row], [0.05, 0.95])
            best, worst = np.quantile(places[row], [0.05, 0.95], method="nearest")
            rows.append(
                Ranked(
                    name=name, code=code, score=float(score[row]), low=float(low), high=float(high), rank=int(rank[row]),
                    best=min(int(best), int(rank[row])), worst=max(int(worst), int(rank[row])),
                )
            )  # fmt: skip
    silent = [
        Ranked(name=name, code=code, score=math.nan, low=math.nan, high=math.nan, rank=0, best=0, worst=0, reason=why)
        for name, code, why in drawn
        if isinstance(why, str)
    ]
    return (*sorted(rows, key=lambda row: row.rank), *sorted(silent, key=lambda row: row.name))
