"""What each importer loses when an exporter stops."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.risk.assessment import unknown_trade
from lodeway.risk.checks import both, years_of_trade
from lodeway.risk.formulas import disruption
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import Area, find_area, names
from lodeway.risk.statistics.doubts import weights
from lodeway.risk.statistics.materials import Material, find_material
from lodeway.risk.values import or_none

__all__ = ["HARDLY_ANY", "losses"]

HARDLY_ANY = 1e-4
"""Below this part of world trade an exporter's loss is told as one that no market would feel."""


def losses(
    commodity: str,
    exporter: str,
    *,
    year: int | None = None,
    severity: float = 1.0,
    probability: float = math.nan,
    demand_elasticity: float = -0.3,
    supply_elasticity: float = 0.2,
) -> dict[str, Any]:
    """Return price, quantity and each importer's loss when an exporter stops exporting a commodity.

    Parameters
    ----------
    commodity, exporter
        Name of a material; country that stops.
    year
        Of trade; the last one by default.
    severity
        Share of its exports that is lost, 0 to 1.
    probability
        Of it in a year; NaN where it is not stated.
    demand_elasticity, supply_elasticity
        Assumptions unless the analyst knows better.

    Returns
    -------
    dict
        As ``lodeway risk disruption --json`` prints it. The price rises for all who buy on the world market, whether they bought from that exporter or not;
        `direct_share` is what each bought from it.

    Raises
    ------
    UsageError
        When a name is unknown, the material's trade is not known from these data, or the country exports none of it.

    Examples
    --------
    >>> found = losses("rare earth", "CHN", year=2024)
    >>> found["price_ratio"] > 1, found["losses"][0]["loss_usd"] > 0
    (True, True)
    """
    material, area = both(lambda: find_material(commodity), lambda: find_area(exporter))
    when = years_of_trade(year, data.last_year())
    flows = data.flows(material.codes, when)
    if reason := unknown_trade(material, when, flows):
        raise UsageError(reason)
    if area.is_group:  # its trade within is no export
        flows = flows.where(
            ~(np.isin(flows.exporter, list(area.members)) & np.isin(flows.importer, list(area.members)))
        )
    inside = np.isin(flows.exporter, list(area.members))
    sold, traded = float(np.nansum(flows.tonnes[inside])), float(np.nansum(flows.tonnes))
    if not sold > 0:
        raise UsageError(_nothing(material, area, when, flows, inside))
    lost = severity * sold / traded
    ratio = float(
        disruption.price_ratio(lost, demand_elasticity=demand_elasticity, supply_elasticity=supply_elasticity)
    )
    quantity = float(
        disruption.quantity_ratio(lost, demand_elasticity=demand_elasticity, supply_elasticity=supply_elasticity)
    )
    others = flows.where(~np.isin(flows.importer, list(area.members)))
    keys, where = data.numbered(others.importer)
    paid = np.bincount(where, others.value, len(keys)) * 1000.0
    weight = np.bincount(where, np.nan_to_num(others.tonnes), len(keys))
    bought = np.bincount(
        where, np.where(np.isin(others.exporter, list(area.members)), np.nan_to_num(others.tonnes), 0.0), len(keys)
    )
    harm = disruption.lost_value(paid, ratio, demand_elasticity=demand_elasticity)
    expected = disruption.expected_loss(harm, probability)
    rows = [
        {
            "importer": str(key), "name": names().get(str(key), str(key)), "value_usd": float(paid[row]),
            "direct_share": float(bought[row] / weight[row]) if weight[row] > 0 else None, "loss_usd": or_none(harm[row]),
            "expected_usd": or_none(expected[row]),
        }
        for row, key in enumerate(keys)
    ]  # fmt: skip
    order = np.argsort(-np.nan_to_num(harm), kind="stable")
    rows = [rows[place] for place in order.tolist()]
    notes = [
        f"elasticities are assumptions: demand {demand_elasticity:g}, supply {supply_elasticity:g}; no stocks, no spare capacity",
        "loss: area left of the demand curve between the old and the new price, on the value of imports",
        *(
            [f"hardly an exporter: {sold:,.3g} t of {traded:,.0f} t in world trade, whose loss no market would feel"]
            if sold < HARDLY_ANY * traded
            else []
        ),
        *filter(None, (weights(flows),)),
        *(f"{material.name}: {doubt}" for doubt in material.doubts),
    ]
    if math.isinf(ratio):
        notes.insert(0, "all of world trade would be lost: no price clears the market")
    return {
        "commodity": material.name, "exporter": area.code, "year": when, "severity": severity, "lost_share": lost, "price_ratio": or_none(ratio),
        "quantity_ratio": or_none(quantity), "losses": rows, "notes": notes,
    }  # fmt: skip


def _nothing(material: Material, area: Area, year: int, flows: data.Flows, inside: NDArray[np.bool_]) -> str:
    """Return why nothing is lost: the country exports none, or none with a weight; and who does."""
    codes, known = ", ".join(material.codes), names()
    keys, where = data.numbered(flows.exporter)
    weight = np.bincount(where, np.nan_to_num(flows.tonnes), len(keys))
    first = ", ".join(
        f"{known.get(keys[row], keys[row])} ({keys[row]})" for row in np.argsort(-weight, kind="stable")[:5]
    )
    what = "no export with a weight" if inside.any() else "no exports"
    return (
        f"not known from these data: {area.name} has {what} of {codes} in {year}, which may be none or unreported: no loss can be told. "
        f"Largest exporters of {material.name.lower()}: {first}"
    )
