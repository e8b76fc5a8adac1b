"""Concentration of imports by country of mining."""

from __future__ import annotations

import math

import numpy as np

from lodeway.risk.assessing.case import TRADE, Case
from lodeway.risk.assessing.model import zero
from lodeway.risk.formulas.origin import supply_mix
from lodeway.risk.statistics import data
from lodeway.risk.statistics.data import Production
from lodeway.risk.statistics.doubts import few
from lodeway.risk.statistics.producers import tables
from lodeway.risk.values import THIN, Value, known, missing

__all__ = ["origin_values"]


def origin_values(case: Case) -> tuple[Value, ...]:
    """Return the concentration of imports by country of mining."""
    wanted = ("origin_hhi", "origin_top1", "origin_top3", "origin_effective")
    reason = case.unknown or ("" if case.made is not None else case.no_production())
    if not reason and not any(zero(row.tonnes) > 0 for row in case.mix):
        reason = "not known from these data: no import has a weight"
    if reason or case.made is None:
        return tuple(missing(name, reason, sources=TRADE, version=case.version) for name in wanted)
    origins, unknown = _traced(case, case.made)
    total = math.fsum([*origins.values(), unknown])
    rows = [
        case.partner(country, tonnes, math.nan, tonnes / total) for country, tonnes in origins.items() if tonnes > 0
    ]
    rows += [case.partner("", unknown, math.nan, unknown / total)] if unknown > 1e-9 * total else []
    case.origins = tuple(sorted(rows, key=lambda row: (-row.tonnes, row.country)))
    flags: tuple[str, ...] = (f"{unknown / total:.1%} is of unknown origin",) if unknown > 1e-3 * total else ()
    if maybe := [row for row in case.origins if row.unnamed]:
        part = math.fsum(row.share for row in maybe)
        flags += (
            f"{part:.1%} is taken to be mined where it is sold as ore, by countries that {case.producers.told()} does not name ({few([row.country for row in maybe])})",
        )
    flags += ("content and gross weight are mixed, stocks are left out: indicative",)
    told = np.array([row.tonnes for row in case.origins if row.country])
    if told.sum() < THIN * total:
        reason = f"not known from these data: {unknown / total:.1%} comes from countries that are not known to mine it and do not import enough of it"
        return tuple(missing(name, reason, sources=TRADE, version=case.version) for name in wanted)
    figures = {
        "hhi": float(((told / total) ** 2).sum()),
        "top1": float(told.max() / total),
        "top3": float(np.sort(told)[::-1][:3].sum() / total),
    }
    figures["effective"] = 1.0 / figures["hhi"]
    sources = (*TRADE, case.maker)
    return tuple(
        known(
            f"origin_{key}", figures[key], coverage=case.coverage * float(told.sum()) / total, flags=flags, sources=sources,
            version=case.version,
        )
        for key in ("hhi", "top1", "top3", "effective")
    )  # fmt: skip


def _traced(case: Case, made: Production) -> tuple[dict[str, float], float]:
    weighed = case.flows.where(~np.isnan(case.flows.tonnes))
    exporters, importers = weighed.exporter.tolist(), weighed.importer.tolist()
    named = {country for one in tables(case.material, case.year) for country in one.iso3}
    areas = sorted({*exporters, *importers, *made.iso3, *named})
    size, place = len(areas), {area: number for number, area in enumerate(areas)}
    source, target = (np.array([place[area] for area in side], dtype=np.int64) for side in (exporters, importers))
    trade = np.bincount(source * size + target, weighed.tonnes, size * size).reshape(size, size)
    produced = np.zeros(size)
    # Where the source that is used is silent of a country, another at hand may name it.
    for one in (*tables(case.material, case.year), made):
        for country, amount in zip(one.iso3, one.tonnes.tolist(), strict=True):
            if amount > 0:
                produced[place[country]] = amount
    # Ore that a country sells beyond what it buys was likely mined there, though no source names it; metal may be from stocks.
    ore = [code for code in case.material.codes if data.forms((code,)) == ("ore and concentrate",)]
    coarse = np.where(np.isin(weighed.code, ore), weighed.tonnes, 0.0)
    more = np.bincount(source, coarse, size) - np.bincount(target, coarse, size)
    unnamed = np.array([case.producers.unnamed(area) for area in areas])
    inside = np.array([area in case.area.members for area in areas])
    mix, unknown = supply_mix(produced, trade, np.where(unnamed, np.maximum(more, 0.0), 0.0))
    bought = np.where(inside, 0.0, trade[:, inside].sum(axis=1))
    tonnes = bought @ mix
    return dict(zip(areas, tonnes.tolist(), strict=True)), float(bought @ unknown)
