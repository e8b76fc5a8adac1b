"""Price, quantity and loss if the largest partner stopped exporting."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from lodeway.risk.assessing.case import TRADE, Case
from lodeway.risk.assessing.model import zero
from lodeway.risk.formulas import disruption
from lodeway.risk.statistics.doubts import weights
from lodeway.risk.values import Value, known, missing

__all__ = ["disruption_values"]


def disruption_values(case: Case) -> tuple[Value, ...]:
    """Return price, quantity and loss if the largest partner stopped exporting."""
    wanted = ("disruption_price", "disruption_quantity", "disruption_loss", "disruption_expected_loss")
    known_mix = [row for row in case.mix if zero(row.tonnes) > 0]
    if case.unknown or not known_mix:
        reason = case.unknown or "not known from these data: no import has a weight"
        return tuple(missing(name, reason, sources=TRADE, version=case.version) for name in wanted)
    top = known_mix[0]
    sold = float(np.nansum(case.flows.tonnes[case.flows.exporter == top.country]))
    lost = sold / float(np.nansum(case.flows.tonnes))
    demand, supply = case.settings.demand_elasticity, case.settings.supply_elasticity
    ratio = float(disruption.price_ratio(lost, demand_elasticity=demand, supply_elasticity=supply))
    quantity = float(disruption.quantity_ratio(lost, demand_elasticity=demand, supply_elasticity=supply))
    loss = float(disruption.lost_value(case.value_total * 1000.0, ratio, demand_elasticity=demand))
    flags: tuple[str, ...] = (
        f"{top.name} stops exporting: {lost:.1%} of the weight in world trade is lost",
        f"elasticities are assumptions: demand {demand:g}, supply {supply:g}; no stocks, no spare capacity",
    )
    flags += tuple(dict.fromkeys(filter(None, (weights(case.flows), weights(case.imports)))))
    if math.isinf(ratio):
        flags = ("all of world trade would be lost: no price clears the market", *flags)
        ratio = quantity = loss = math.nan
    told = partial(known, coverage=case.coverage, sources=TRADE, version=case.version)
    expected = float(disruption.expected_loss(loss, case.settings.probability))
    unstated = ("no probability of the disruption is stated",) if math.isnan(case.settings.probability) else ()
    return (
        told("disruption_price", ratio, flags=flags),
        told("disruption_quantity", quantity, flags=flags),
        told("disruption_loss", loss, flags=flags),
        told("disruption_expected_loss", expected, flags=(*unstated, *flags)),
    )
