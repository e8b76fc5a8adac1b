"""Trade indicators of one commodity and importer year by year: trend, breaks, and who supplied when."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.risk.assessment import unknown_trade
from lodeway.risk.checks import both
from lodeway.risk.formulas import geopolrisk
from lodeway.risk.formulas.concentration import hhi, top_share
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import Area, find_area, names
from lodeway.risk.statistics.doubts import HARDLY, LITTLE, LOW_COVERAGE, UNLIKELY_PART, brief, priced, unlikely, without
from lodeway.risk.statistics.materials import Material, asked_as, find_material
from lodeway.risk.values import THIN, or_none

__all__ = ["COLUMNS", "DOUBTFUL", "LITTLE", "LOW", "Break", "Series", "Trend", "series", "trend"]

COLUMNS = ("import_tonnes", "import_value", "imports_hhi", "imports_top1", "mix_governance", "trade_price", "coverage")
_JUMP = 0.3
"""A largest share that moves by more in a year is told as a break."""
_FEW = 8
"""Years that a trend needs."""
_FAR = 10.0
"""A weight is doubtful where the mean price is this many times above or below the median of all years, or the weight this many times that of
every other year; and where flows whose own price is unlikely make a tenth of it, see `lodeway.risk.statistics.doubts`."""
DOUBTFUL, LOW = "doubtful weight", LOW_COVERAGE
"""Flags of years that no trend rests on."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A year in which figures before and after are not of one kind, or in which supply turned over."""

    year: int
    kind: str
    """``edition`` of the data, ``supplier`` (another one leads), ``jump`` (of its share) or ``weight`` (far from all other years: doubtful)."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How an indicator moves: median slope per ten years, and how likely so steady a course is by chance.

    `counted` years between `first` and `last` have a figure that a trend may rest on; with fewer than eight no trend is told.
    """

    name: str
    slope: float
    chance: float
    first: int
    last: int
    counted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Indicators by year, and each partner's share; NaN where nothing is known, `reason` where nothing is in any year."""

    material: Material
    importer: Area
    years: tuple[int, ...]
    values: dict[str, Array]
    leaders: tuple[str, ...]
    """Largest partner of each year, empty where none is known."""
    partners: tuple[str, ...]
    shares: Array
    """Share of imports by weight: a row a partner, a column a year."""
    flags: tuple[str, ...]
    """Of each year: `DOUBTFUL`, `LITTLE`, `LOW`, or empty where figures may be compared."""
    trends: tuple[Trend, ...]
    breaks: tuple[Break, ...]
    notes: tuple[str, ...]
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """Return the document that ``lodeway risk series --json`` prints."""
        rows = []
        for column, year in enumerate(self.years):
            row: dict[str, Any] = {"year": year, "top_partner": self.leaders[column] or None}
            row |= {name: or_none(self.values[name][column]) for name in COLUMNS}
            rows.append(row | {"flag": self.flags[column] or None})
        return {
            "commodity": self.material.name,
            "importer": self.importer.code,
            "reason": self.reason or None,
            "series": rows,
            "shares": [
                {"partner": partner, "share": [or_none(value) for value in self.shares[row]]}
                for row, partner in enumerate(self.partners)
            ],
            "trends": [
                {
                    "name": one.name,
                    "per_decade": or_none(one.slope),
                    "chance": or_none(one.chance),
                    "first": one.first,
                    "last": one.last,
                    "years": one.counted,
                }
                for one in self.trends
            ],
            "breaks": [{"year": one.year, "kind": one.kind, "why": one.why} for one in self.breaks],
            "notes": list(self.notes),
        }


def trend(years: ArrayLike, values: ArrayLike) -> tuple[float, float]:
    """Return the median slope per ten years, and the chance of so steady a course without any trend.

    Parameters
    ----------
    years, values
        Years and figures; NaN figures are left out.

    Returns
    -------
    slope, chance : float
        NaN where fewer than eight figures are known.

    Notes
    -----
    Sen, P. K. (1968), Journal of the American Statistical Association 63, 1379-1389; Mann, H. B. (1945), Econometrica 13, 245-259.

    Examples
    --------
    >>> slope, chance = trend(range(2000, 2020), [0.1 + 0.02 * year for year in range(20)])
    >>> round(slope, 6), chance < 0.001
    (0.2, True)
    """
    from scipy.stats import kendalltau, theilslopes

    when, figures = np.asarray(years, dtype=np.float64), np.asarray(values, dtype=np.float64)
    told = ~np.isnan(figures)
    if told.sum() < _FEW:
        return math.nan, math.nan
    slope = float(theilslopes(figures[told], when[told])[0]) * 10.0
    if np.ptp(figures[told]) == 0:
        return slope, 1.0
    return slope, float(kendalltau(when[told], figures[told]).pvalue)


def series(commodity: str, importer: str) -> Series:
    """Return a commodity's imports to an importer, year by year.

    Parameters
    ----------
    commodity
        Name of a material.
    importer
        ISO 3166 alpha-3, a trade number, or EU.

    Raises
    ------
    UsageError
        When a name is unknown.

    Examples
    --------
    >>> found = series("rare earth", "JPN")
    >>> found.years[0], found.leaders[-1], [one.year for one in found.breaks if one.kind == "edition"]
    (1995, 'CHN', [2023])
    """
    material, area = both(lambda: find_material(commodity), lambda: find_area(importer))
    flows = data.flows(material.codes)
    inside = np.isin(flows.importer, list(area.members)) & ~np.isin(flows.exporter, list(area.members))
    reason = unknown_trade(material, data.last_year(), flows)
    chosen = flows.where(inside)
    if not reason and not len(chosen):
        reason = f"not known from these data: {area.name} has no imports of {', '.join(material.codes)} in any year"
    years = tuple(range(1995, data.last_year() + 1))
    if reason:
        chosen = chosen.where(np.zeros(len(chosen), bool))
    keys, who = data.numbered(chosen.exporter)
    when = chosen.year - years[0]
    weighed = ~np.isnan(chosen.tonnes)
    grid = np.zeros((len(keys), len(years)))
    np.add.at(grid, (who[weighed], when[weighed]), chosen.tonnes[weighed])
    value = np.bincount(when, chosen.value, len(years)) if len(chosen) else np.zeros(len(years))
    valued = np.bincount(when[weighed], chosen.value[weighed], len(years)) if len(chosen) else np.zeros(len(years))
    total = grid.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(total > 0, grid / total, math.nan)
        coverage = np.where(value > 0, valued / value, math.nan)
    risk = _risks(keys, years)
    governed = np.where(np.isnan(risk), 0.0, grid).sum(axis=0)
    values = {
        "import_tonnes": np.where(total > 0, total, math.nan),
        "import_value": np.where(value > 0, value * 1000.0, math.nan),
        "imports_hhi": hhi(grid.T) if len(keys) else np.full(len(years), math.nan),
        "imports_top1": top_share(grid.T) if len(keys) else np.full(len(years), math.nan),
        "mix_governance": geopolrisk.import_risk(np.nansum(risk * grid, axis=0), governed, 0.0),
        "trade_price": geopolrisk.price(valued, total),
        "coverage": coverage,
    }
    leaders = tuple(str(keys[column.argmax()]) if size > 0 else "" for column, size in zip(grid.T, total, strict=True))
    breaks = (
        ()
        if reason
        else _breaks(years, leaders, values, [*_unlikely(chosen, total, years), *_unseen(material, area, total, years)])
    )
    flags = _flags(years, values, breaks)
    order = np.argsort(-np.nan_to_num(shares).sum(axis=1), kind="stable")
    return Series(
        material=material,
        importer=area,
        years=years,
        values=values,
        leaders=leaders,
        partners=tuple(keys[order].tolist()),
        shares=shares[order],
        flags=flags,
        trends=() if reason else _trends(years, values, flags),
        breaks=breaks,
        notes=(*filter(None, [asked_as(commodity, material)]), *_notes(material, years, values, flags)),
        reason=reason,
    )


def _risks(partners: NDArray[Any], years: tuple[int, ...]) -> Array:
    """Return the governance risk of each partner in each year."""
    tables = [data.governance(year)[0] for year in years]
    return np.array([[table.get(partner, math.nan) for table in tables] for partner in partners.tolist()]).reshape(
        len(partners), len(years)
    )


def _flags(years: tuple[int, ...], values: dict[str, Array], breaks: tuple[Break, ...]) -> tuple[str, ...]:
    """Return of each year why nothing should rest on its shares; empty where they may be compared."""
    doubtful = {one.year for one in breaks if one.kind == "weight"}
    tonnes, coverage = values["import_tonnes"], values["coverage"]
    least = HARDLY * _middle(tonnes)
    return tuple(
        DOUBTFUL if year in doubtful else LOW if part < THIN else LITTLE if weight < least else ""
        for year, weight, part in zip(years, tonnes.tolist(), coverage.tolist(), strict=True)
    )


def _middle(figures: Array) -> float:
    """Return the median of the years that have a figure; NaN where none has."""
    return math.nan if np.isnan(figures).all() else float(np.nanmedian(figures))


def _trends(years: tuple[int, ...], values: dict[str, Array], flags: tuple[str, ...]) -> tuple[Trend, ...]:
    found = []
    for name in ("imports_hhi", "imports_top1", "mix_governance", "import_tonnes"):
        # Governance of another edition would look like a trend: only the years before it count.
        until = data.GOVERNANCE_BREAK if name == "mix_governance" else years[-1] + 1
        # A year of little trade says nothing of shares, and all of how much is imported.
        left_out = {DOUBTFUL, LOW} if name == "import_tonnes" else {DOUBTFUL, LOW, LITTLE}
        kept = [
            place
            for place, year in enumerate(years)
            if year < until and flags[place] not in left_out and not math.isnan(values[name][place])
        ]
        slope, chance = trend([years[place] for place in kept], values[name][kept]) if kept else (math.nan, math.nan)
        first, last = (years[kept[0]], years[kept[-1]]) if kept else (years[0], years[-1])
        found.append(Trend(name=name, slope=slope, chance=chance, first=first, last=last, counted=len(kept)))
    return tuple(found)


def _unlikely(chosen: data.Flows, total: Array, years: tuple[int, ...]) -> list[Break]:
    """Return the years whose imports rest on flows of doubtful weight, with these in words."""
    strange = chosen.where(chosen.doubtful)
    part, likely = (np.bincount(strange.year - years[0], one, len(years)) for one in (strange.tonnes, strange.likely))
    far = np.flatnonzero(unlikely(total, part, likely) > UNLIKELY_PART).tolist()
    return [
        Break(
            year=years[place],
            kind="weight",
            why=f"weight is doubtful by its price: {priced(strange.where(strange.year == years[place]))}",
        )
        for place in far
    ]


def _unseen(material: Material, area: Area, total: Array, years: tuple[int, ...]) -> list[Break]:
    """Return the years in which a supplier's row seems to be missing, that row in words."""
    rows = data.unseen(material.codes, area.members)
    told = {
        year: without(float(total[years.index(year)]), rows.where(rows.year == year))
        for year in set(rows.year.tolist())
    }
    return [Break(year=year, kind="weight", why=why) for year, why in sorted(told.items()) if why]


def _breaks(
    years: tuple[int, ...], leaders: tuple[str, ...], values: dict[str, Array], strange: list[Break]
) -> tuple[Break, ...]:
    top, price = values["imports_top1"], values["trade_price"]
    found = [
        Break(year=data.GOVERNANCE_BREAK, kind="edition", why="governance is of another edition from this year on")
    ]
    known = names()
    middle = _middle(price)
    far = np.flatnonzero((price > middle * _FAR) | (price < middle / _FAR)).tolist()
    found += [
        Break(year=years[place], kind="weight", why=_dear(values["import_tonnes"][place], price[place], middle))
        for place in far
    ]
    found += _outlier(years, values["import_tonnes"])
    told = {one.year for one in found if one.kind == "weight"}
    for one in strange:
        if one.year not in told:
            told.add(one.year)
            found.append(one)
    # A year of doubtful weight or hardly any trade turns nothing: the years on both sides of it are compared.
    doubtful = {one.year for one in found if one.kind == "weight"}
    tonnes = values["import_tonnes"]
    least = HARDLY * _middle(tonnes)
    sure = [place for place, year in enumerate(years) if year not in doubtful and not tonnes[place] < least]
    for before, after in pairwise(sure):
        if leaders[before] and leaders[after] and leaders[before] != leaders[after]:
            change = f"{known.get(leaders[after], leaders[after])} leads in place of {known.get(leaders[before], leaders[before])}"
            found.append(Break(year=years[after], kind="supplier", why=change))
        elif abs(top[after] - top[before]) > _JUMP:
            found.append(
                Break(year=years[after], kind="jump", why=f"largest share from {top[before]:.0%} to {top[after]:.0%}")
            )
    return tuple(sorted(found, key=lambda one: (one.year, one.kind)))


def _dear(tonnes: float, price: float, middle: float) -> str:
    return f"weight of {tonnes:,.0f} t is doubtful: a price of {brief(price)} kUSD/t against {brief(middle)} in the median year"


def _outlier(years: tuple[int, ...], tonnes: Array) -> list[Break]:
    known = np.sort(tonnes[~np.isnan(tonnes)])[::-1]
    if len(known) < _FEW or known[0] <= _FAR * known[1]:
        return []
    year = years[int(np.nanargmax(tonnes))]
    return [
        Break(
            year=year,
            kind="weight",
            why=f"weight of {known[0]:,.0f} t is doubtful: {known[0] / known[1]:.0f} times that of any other year",
        )
    ]


def _notes(
    material: Material, years: tuple[int, ...], values: dict[str, Array], flags: tuple[str, ...]
) -> tuple[str, ...]:
    notes = [f"{material.name}: {doubt}" for doubt in material.doubts]
    silent = [year for year, tonnes in zip(years, values["import_tonnes"], strict=True) if math.isnan(tonnes)]
    if silent and len(silent) < len(years):
        notes.append(f"no imports with a weight in {', '.join(map(str, silent))}")
    for flag, why in (
        (
            DOUBTFUL,
            "the weight is far from that of all other years, its price from all like it, or a supplier's row seems to be missing",
        ),
        (LITTLE, "the weight is below a twentieth of the median year's"),
        (LOW, "less than half of the value has a weight"),
    ):
        if marked := [str(year) for year, one in zip(years, flags, strict=True) if one == flag]:
            notes.append(f"{flag} in {', '.join(marked)}: {why}; no trend of shares rests on it")
    notes.append("governance of 1995, 1997, 1999 and 2001 is that of the nearest year with figures")
    return tuple(notes)
