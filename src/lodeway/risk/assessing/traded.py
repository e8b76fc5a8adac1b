"""Size, concentration and governance of imports, and concentration of the world's exports."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.typing import NDArray

from lodeway.risk.assessing.case import TRADE, Case, unknown_trade
from lodeway.risk.assessing.model import zero
from lodeway.risk.formulas import concentration
from lodeway.risk.statistics import data
from lodeway.risk.statistics.doubts import weights
from lodeway.risk.values import Value, known, missing

__all__ = ["trade_values"]

_IMPORTED = ("imports_hhi", "imports_top1", "imports_top3", "imports_effective")


def trade_values(case: Case) -> tuple[Value, ...]:
    """Return size, price and concentration of imports, and the concentration of the world's exports."""
    return (*_export_values(case), *_import_values(case))


def _export_values(case: Case) -> tuple[Value, ...]:
    wanted = ("exports_hhi", "exports_top1", "exports_top3", "exports_effective")
    reason = unknown_trade(case.material, case.year, case.flows)
    if reason:
        return tuple(missing(name, reason, sources=TRADE, version=case.version) for name in wanted)
    keys, where = data.numbered(case.flows.exporter)
    weight = np.bincount(where, np.nan_to_num(case.flows.tonnes), len(keys)).astype(np.float64)
    weighed = case.flows.value[~np.isnan(case.flows.tonnes)].sum() / case.flows.value.sum()
    return _spread(
        case, "exports", weight, float(weighed), ("re-exports count as exports", *filter(None, (weights(case.flows),)))
    )


def _import_values(case: Case) -> tuple[Value, ...]:
    wanted = (
        "import_tonnes",
        "import_value",
        *_IMPORTED,
        "imports_over_ceiling",
        "mining_partners",
        "mix_governance",
    )
    if case.unknown:
        return tuple(missing(name, case.unknown, sources=TRADE, version=case.version) for name in wanted)
    weight = np.array([zero(row.tonnes) for row in case.mix])
    flags = case.mix_flags()
    total = float(weight.sum())
    told = partial(known, coverage=case.coverage, flags=flags, sources=TRADE, version=case.version)
    spread = _spread(case, "imports", weight, case.coverage, flags)
    top = float(concentration.top_share(weight))
    ceiling = told("imports_over_ceiling", math.nan if math.isnan(top) else float(top > concentration.CRMA_CEILING))
    return (
        told("import_tonnes", total if total > 0 else math.nan),
        known("import_value", case.value_total * 1000.0, coverage=1.0, sources=TRADE, version=case.version),
        *spread, ceiling, _mining_partners(case, weight), _mix_governance(case, weight),
    )  # fmt: skip


def _spread(
    case: Case, subject: str, weight: NDArray[np.float64], coverage: float, flags: tuple[str, ...]
) -> tuple[Value, ...]:
    figures = {
        "hhi": concentration.hhi(weight),
        "top1": concentration.top_share(weight),
        "top3": concentration.top_share(weight, 3),
        "effective": concentration.effective_suppliers(weight),
    }
    return tuple(
        known(f"{subject}_{key}", float(figure), coverage=coverage, flags=flags, sources=TRADE, version=case.version)
        for key, figure in figures.items()
    )


def _mining_partners(case: Case, weight: NDArray[np.float64]) -> Value:
    if case.made is None:
        return missing("mining_partners", case.no_production(), sources=TRADE, version=case.version)
    from_producers = float(sum(zero(row.tonnes) for row in case.mix if row.produces))
    total = float(weight.sum())
    flags = case.mix_flags()
    if silent := [row for row in case.mix if row.produces is None and zero(row.tonnes) > 0]:
        part = sum(row.tonnes for row in silent) / total
        flags += (f"{part:.1%} comes from countries that may produce it and are not named: lower bound",)
    return known(
        "mining_partners", from_producers / total if total > 0 else math.nan, coverage=case.coverage, flags=flags,
        sources=(*TRADE, case.maker), version=case.version,
    )  # fmt: skip


def _mix_governance(case: Case, weight: NDArray[np.float64]) -> Value:
    risk = np.array([row.governance for row in case.mix])
    told = ~np.isnan(risk) & (weight > 0)
    total = float(weight[told].sum())
    return known(
        "mix_governance", float((risk[told] * weight[told]).sum()) / total if total > 0 else math.nan,
        coverage=case.governed(weight, told), flags=case.governance_flags(weight, told), sources=(*TRADE, "wgi"), version=case.version,
    )  # fmt: skip
