"""Concentration of world production and reserves."""

from __future__ import annotations

import math

import numpy as np

from lodeway.risk.assessing.case import Case
from lodeway.risk.formulas import concentration
from lodeway.risk.statistics import data
from lodeway.risk.statistics.data import Production
from lodeway.risk.values import THIN, Value, known, missing

__all__ = ["production_values", "refining_values", "reserve_values"]


def production_values(case: Case) -> tuple[Value, ...]:
    """Return the concentration of world production."""
    subject = (
        "production_hhi",
        "production_top1",
        "production_top3",
        "production_effective",
        "production_over_ceiling",
    )
    if case.made is None:
        reason = case.no_production()
        return tuple(missing(name, reason, sources=(case.maker,), version=case.version) for name in subject)
    return _concentrated(case, "production", case.made, (*subject,))


def refining_values(case: Case) -> tuple[Value, ...]:
    """Return the concentration of the world's refined production, where the USGS has it by country."""
    subject = ("refining_hhi", "refining_top1", "refining_top3", "refining_effective", "refining_over_ceiling")
    kept = data.refined(case.material, case.year)
    if kept is None:
        years = data.refined_years(case.material)
        known = f"; there are figures for {', '.join(map(str, years))}" if years else ""
        reason = f"not known from these data: USGS gives no refined production of {case.material.name.lower()} by country in {case.year}{known}"
        return tuple(missing(name, reason, sources=("usgs-mcs-2026",), version=case.version) for name in subject)
    return _concentrated(case, "refining", kept, subject)


def reserve_values(case: Case) -> tuple[Value, ...]:
    """Return the concentration of world reserves."""
    subject = ("reserves_hhi", "reserves_top1", "reserves_top3", "reserves_effective")
    kept = data.reserves(case.material)
    if kept is None:
        reason = f"not known from these data: USGS gives no usable reserves of {case.material.name.lower()} by country"
        return tuple(missing(name, reason, sources=("usgs-mcs-2026",), version=case.version) for name in subject)
    return _concentrated(case, "reserves", kept, subject)


def _concentrated(case: Case, subject: str, made: Production, wanted: tuple[str, ...]) -> tuple[Value, ...]:
    flags = _production_flags(made)
    amounts = made.amounts
    # What is of no named country counts in the total, spread so thin that it adds nothing to the squares: a lower bound.
    total = float(np.nansum(amounts)) + (made.other if made.other > 0 else 0.0)
    part = np.sort(np.nan_to_num(amounts) / total)[::-1] if total > 0 else np.array([math.nan])
    index = float((part**2).sum())
    figures = {
        "hhi": index,
        "top1": float(part[0]),
        "top3": float(part[:3].sum()),
        "effective": 1.0 / index if index > 0 else math.nan,
        "over_ceiling": float(part[0] > concentration.CRMA_CEILING),
    }
    return tuple(
        known(
            name, figures[name.removeprefix(f"{subject}_")], coverage=made.coverage, flags=flags, sources=(made.source,),
            version=data.version("wmd" if made.source == "wmd" else "usgs"),
        )
        for name in wanted
    )  # fmt: skip


def _production_flags(made: Production) -> tuple[str, ...]:
    flags = []
    if made.other > 0:
        flags.append(f"countries not named have {1 - made.coverage:.1%}: HHI is a lower bound")
    withheld = [iso3 for iso3, amount in zip(made.iso3, made.amounts, strict=True) if math.isnan(amount)]
    if withheld:
        flags.append(f"not given for {', '.join(withheld)}")
    named = float(np.nansum(made.amounts)) + (made.other if made.other > 0 else 0.0)
    if made.total > 0 and abs(named - made.total) > 0.03 * made.total:
        flags.append(f"rows and published total differ by {named / made.total - 1:+.1%}")
    if made.estimated > THIN:
        flags.append(f"{made.estimated:.0%} of it is estimated")
    return tuple(flags)
