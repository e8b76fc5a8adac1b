"""Concentration of imports by country of mining."""

from __future__ import annotations

import math

import numpy as np

from lodeway.risk.assessing.case import TRADE, Case
from lodeway.risk.assessing.model import zero
from lodeway.risk.data import Production
from lodeway.risk.origin import supply_mix
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
    flags += ("content and gross weight are mixed, stocks are left out: indicative",)
    told = np.array([row.tonnes for row in case.origins if row.country])
    if told.sum() < THIN * total:
        reason = f"not known from these data: {unknown / total:.1%} comes from countries that neither mine nor import enough of it"
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
    areas = sorted({*exporters, *importers, *made.iso3})
    size, place = len(areas), {area: number for number, area in enumerate(areas)}
    source, target = (np.array([place[area] for area in side], dtype=np.int64) for side in (exporters, importers))
    trade = np.bincount(source * size + target, weighed.tonnes, size * size).reshape(size, size)
    produced = np.zeros(size)
    produced[[place[country] for country in made.iso3]] = np.nan_to_num(made.tonnes)
    inside = np.array([area in case.area.members for area in areas])
    mix, unknown = supply_mix(produced, trade)
    bought = np.where(inside, 0.0, trade[:, inside].sum(axis=1))
    tonnes = bought @ mix
    return dict(zip(areas, tonnes.tolist(), strict=True)), float(bought @ unknown)
