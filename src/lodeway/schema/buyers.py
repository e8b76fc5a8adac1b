"""Who needs what, and from whom it may come: markets, demands, relations."""

from __future__ import annotations

from dataclasses import dataclass

from lodeway.schema.columns import column
from lodeway.schema.rows import NAN, Money, Row

__all__ = ["Demand", "Market", "Relation", "Step"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Market(Row):
    """An importer or bloc whose demand is to be met."""

    id: str = column("Short name.", "JPN", key=True, required=True)
    name: str = column("Name for people.", "Japan", default="")
    countries: tuple[str, ...] = column(
        "Member countries; supply from them is home supply. * is every country in no other market.",
        "JPN",
        kind="list",
        reference="country",
        wildcard=True,
        required=True,
    )
    sites: tuple[str, ...] = column(
        "Where goods are handed over.", "yokohama", kind="list", reference="sites", required=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand(Money):
    """What a market needs; years without a row of their own grow from the row before."""

    market: str = column("Who needs it.", "JPN", reference="markets", key=True, required=True)
    commodity: str = column("What is needed.", "antimony", reference="commodities", key=True, required=True)
    year: int = column("Year of the quantity.", "2024", kind="year", key=True, required=True)
    quantity: float = column("Contained tonnes.", "7000", kind="number", unit="t/a", minimum=0, required=True)
    growth: float = column("Growth after that year.", "2", kind="number", unit="%/a", default=0.0)
    unmet_cost: float = column(
        "Cost of a tonne not delivered; empty: the scenario's factor x price. `never` is not allowed: use must_meet.",
        "225750",
        kind="number",
        unit="USD/t",
        minimum=0,
        money=True,
        default=NAN,
    )
    must_meet: bool = column(
        "No shortage is allowed: without supply the plan is infeasible.", "no", kind="flag", default=False
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Money):
    """A part of a market's demand and what its buyers would pay at most; the least worth goes without first."""

    market: str = column("Who needs it.", "JPN", reference="markets", key=True, required=True)
    commodity: str = column("What is needed.", "antimony", reference="commodities", key=True, required=True)
    step: int = column(
        "Number of the step, 1 the part that is worth most.", "1", kind="integer", minimum=1, key=True, required=True
    )
    share: float = column(
        "Part of each year's demand; the steps of a demand add up to 100 %.",
        "40",
        kind="number",
        unit="%",
        minimum=0,
        maximum=100,
        required=True,
    )
    worth: float = column(
        "Most that its buyers would pay for a contained tonne: what leaving it unmet costs.",
        "60000",
        kind="number",
        unit="USD/t",
        minimum=0,
        money=True,
        required=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Row):
    """How much of a commodity an origin may sell to a market, and how fast that may grow.

    The bound in year t is ``max(multiple x level, floor x demand in the first year)
    x (1 + growth)^(t - first year)``. Pairs without a row are not bounded.
    """

    origin: str = column("Country of the commodity's last process.", "CHN", kind="country", key=True, required=True)
    market: str = column("Buyer.", "JPN", reference="markets", key=True, required=True)
    commodity: str = column("What is delivered.", "antimony", reference="commodities", key=True, required=True)
    level: float = column("Flow in 2024.", "3900", kind="number", unit="t/a", minimum=0, required=True)
    multiple: float = column(
        "How far above that level the first year may go.", "1.5", kind="number", minimum=0, default=1.5
    )
    floor: float = column(
        "Least bound, as a share of the market's demand.", "5", kind="number", unit="%", minimum=0, default=5.0
    )
    growth: float = column("Growth of the bound.", "10", kind="number", unit="%/a", default=10.0)
