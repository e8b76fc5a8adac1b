"""Sums over the flows of some years, by material, importer and year, that the indicators of the matrix follow from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.risk import exact
from lodeway.risk.statistics import data
from lodeway.risk.statistics._pack import pack
from lodeway.risk.statistics.areas import EUROPEAN_UNION, find_area, names
from lodeway.risk.statistics.materials import Material

__all__ = ["Trade", "by_material", "importers_of", "read_trade", "sums_of", "unseen_of"]

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Trade:
    """Flows of some years with small numbers in place of names."""

    year: Whole
    code: Whole
    exporter: Whole
    importer: Whole
    value: Array
    tonnes: Array
    typical: Array
    codes: tuple[str, ...]
    areas: tuple[str, ...]


def read_trade(years: tuple[int, ...]) -> Trade:
    """Return the flows of some years."""
    if not years:
        raise UsageError("no year")
    found = pack()
    if outside := [one for one in years if not found.years[0] <= one <= found.years[-1]]:
        raise UsageError(f"no trade of {', '.join(map(str, outside))}; allowed: {found.years[0]} to {found.years[-1]}")
    rows = np.flatnonzero(np.isin(found.year, years) if len(years) > 1 else found.year == years[0])
    year = found.year[rows].astype(np.int64)
    code, exporter, importer = (
        getattr(found, name)[rows].astype(np.int64) for name in ("code", "exporter", "importer")
    )
    return Trade(
        year,
        code,
        exporter,
        importer,
        found.value[rows],
        found.tonnes[rows],
        found.typical[rows],
        found.codes,
        found.areas,
    )


def importers_of(trade: Trade) -> tuple[str, ...]:
    """Return every country that imports anything, and the European Union."""
    known = names()
    present = np.bincount(trade.importer, minlength=len(trade.areas)) > 0
    return (*(area for number, area in enumerate(trade.areas) if present[number] and area in known), EUROPEAN_UNION)


def by_material(trade: Trade, materials: tuple[Material, ...]) -> tuple[Whole, Whole]:
    """Return the row of each flow and the number of the material it belongs to; a code of two materials counts for both."""
    number = {code: place for place, code in enumerate(trade.codes)}
    uses: dict[int, list[int]] = {}
    for kind, material in enumerate(materials):
        for code in material.codes:
            if code in number:
                uses.setdefault(number[code], []).append(kind)
    rows, kinds = [], []
    for turn in range(max(map(len, uses.values()), default=0)):
        of_code = np.full(len(trade.codes), -1)
        for place, several in uses.items():
            if turn < len(several):
                of_code[place] = several[turn]
        found = of_code[trade.code]
        rows.append(np.flatnonzero(found >= 0))
        kinds.append(found[found >= 0])
    return np.concatenate(rows), np.concatenate(kinds)


def sums_of(
    trade: Trade,
    rows: Whole,
    kind: Whole,
    importers: tuple[str, ...],
    years: tuple[int, ...],
    as_published: bool,
    kinds: int,
    gross: NDArray[np.bool_],
) -> dict[str, Any]:
    """Return by material, importer and year the sums that all indicators follow from."""
    union = find_area(EUROPEAN_UNION).members
    inside = np.array([area in union for area in trade.areas])
    place = {area: number for number, area in enumerate(importers)}
    number = np.array([place.get(area, -1) for area in trade.areas])
    exporter, importer = trade.exporter[rows], trade.importer[rows]
    when = np.searchsorted(years, trade.year[rows])
    # What goes into the Union counts twice: for the country, and for the Union, where partners inside it do not count.
    to_union = np.flatnonzero(inside[importer] & (np.bool_(as_published) | ~inside[exporter]))
    both = np.concatenate([np.arange(len(rows)), to_union])
    target = np.concatenate([number[importer], np.full(len(to_union), len(importers) - 1)])
    partner, when = exporter[both], when[both]
    risk = np.stack([_risk(year, trade.areas, as_published) for year in years])[when, partner]
    if as_published:
        risk[len(rows) :][inside[partner[len(rows) :]]] = 0.0
    cell = (kind[both] * len(importers) + target) * len(years) + when
    size = kinds * len(importers) * len(years)
    found = _added(cell, partner, trade.value[rows][both], trade.tonnes[rows][both], risk, size, len(trade.areas))
    weight = np.where(gross, np.nan_to_num(trade.tonnes[rows]), 0.0)
    # Of few flows: only these are added up.
    strange = np.flatnonzero(~np.isnan(trade.typical[rows][both]))
    which = rows[both[strange]]
    return found | {
        "gross": np.bincount(cell, weight[both], size).astype(np.float64),
        "doubtful": np.bincount(cell[strange], trade.tonnes[which], size).astype(np.float64),
        "likely": np.bincount(cell[strange], trade.value[which] / trade.typical[which], size).astype(np.float64),
    }


def unseen_of(materials: tuple[Material, ...], importers: tuple[str, ...], years: tuple[int, ...]) -> Array:
    """Return the weight of rows that seem to be missing [t], by material, importer and year, see `lodeway.risk.statistics._gaps`."""
    found, union = pack(), find_area(EUROPEAN_UNION).members
    place = {area: number for number, area in enumerate(importers)}
    added = np.zeros((len(materials), len(importers), len(years)))
    uses = {code: [row for row, one in enumerate(materials) if code in one.codes] for code in found.codes}
    for year, code, exporter, importer, _, tonnes in found.gaps[np.isin(found.gaps[:, 0], years)].tolist():
        seller, buyer = found.areas[int(exporter)], found.areas[int(importer)]
        targets = [place[buyer]] if buyer in place else []
        if buyer in union and seller not in union:
            targets.append(len(importers) - 1)
        for row in uses[found.codes[int(code)]]:
            added[row, targets, years.index(int(year))] += 0.0 if math.isnan(tonnes) else tonnes
    return added.ravel()


def _risk(year: int, areas: tuple[str, ...], as_published: bool) -> Array:
    if as_published:
        risks = exact.exact_governance(year)
        return np.array([risks.get(area, exact.NEUTRAL) for area in areas])
    risks, _ = data.governance(year)
    return np.array([risks.get(area, math.nan) for area in areas])


def _added(
    cell: Whole, partner: Whole, value: Array, tonnes: Array, risk: Array, size: int, span: int
) -> dict[str, Any]:
    weighed, told = ~np.isnan(tonnes), ~np.isnan(risk)
    weight = np.where(weighed, tonnes, 0.0)

    def add(figures: Array) -> Array:
        return np.asarray(np.bincount(cell, figures, size), dtype=np.float64)

    # A partner's codes are added up before its share is squared.
    keys = cell * span + partner
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    together = np.add.reduceat(weight[order], starts) if len(starts) else weight
    of_cell, who = np.divmod(keys[order][starts], span)
    top, top_partner = np.zeros(size), np.full(size, -1)
    firsts = np.flatnonzero(np.diff(of_cell, prepend=-1))
    if len(firsts):
        top[of_cell[firsts]] = np.maximum.reduceat(together, firsts)
    leads = np.flatnonzero(together == top[of_cell])[::-1]
    top_partner[of_cell[leads]] = who[leads]  # of equals the first
    return {
        "rows": np.bincount(cell, minlength=size), "value": add(value), "valued": add(np.where(weighed, value, 0.0)), "tonnes": add(weight),
        "governed": add(np.where(told, weight, 0.0)), "at_risk": add(np.where(told, risk, 0.0) * weight),
        "squares": np.bincount(of_cell, together**2, size), "top": top, "top_partner": top_partner,
        "pairs": (of_cell, who, together),
    }  # fmt: skip
