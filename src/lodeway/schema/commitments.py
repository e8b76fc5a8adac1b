"""What is held back, promised and taught: stockpiles, agreements, training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lodeway.schema.columns import column
from lodeway.schema.rows import NAN, Money

__all__ = ["Agreement", "Stock", "Training"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock(Money):
    """A stockpile of a market, or at a site that makes or uses the commodity."""

    place: str = column(
        "Market whose demand it serves, or site.", "JPN", reference="markets|sites", key=True, required=True
    )
    commodity: str = column("What is held.", "antimony", reference="commodities", key=True, required=True)
    initial: float = column(
        "Contained tonnes at the start of the plan.", "1200", kind="number", unit="t", minimum=0, default=0.0
    )
    minimum: float = column(
        "Days of the market's demand of a year that must lie there at its end; for markets.",
        "60",
        kind="number",
        unit="d",
        minimum=0,
        default=0.0,
    )
    least: float = column(
        "Contained tonnes that must lie there at the end of each year, if that is more.",
        "500",
        kind="number",
        unit="t",
        minimum=0,
        default=0.0,
    )
    opens: int = column("First year of that minimum; empty: the plan's first.", "2028", kind="year", default=0)
    closes: int = column(
        "First year without that minimum, when it may be drawn down; empty: never.", "2034", kind="year", default=0
    )
    final: float = column(
        "Contained tonnes that must lie there at the end of the last year; empty: what lay there at the start.",
        "0",
        kind="number",
        unit="t",
        minimum=0,
        default=NAN,
    )
    capacity: float = column(
        "Most contained tonnes it can hold; empty is no limit.", "5000", kind="number", unit="t", minimum=0, default=NAN
    )
    holding: float = column(
        "Cost of keeping a contained tonne for a year.",
        "45",
        kind="number",
        unit="USD/(t*a)",
        minimum=0,
        money=True,
        default=0.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Training(Money):
    """A programme that trains workers for a country's new mines and plants."""

    id: str = column("Short name.", "kyrgyz-miners", key=True, required=True)
    name: str = column("Name for people.", "Mining school Bishkek", default="")
    country: str = column("Whose workforce grows.", "KGZ", kind="country", required=True)
    cost: float = column(
        "Cost of a place: teachers, rooms, upkeep, until the worker is trained.",
        "12000",
        kind="number",
        unit="USD",
        minimum=0,
        money=True,
        required=True,
    )
    places: float = column(
        "Most workers that may begin in a year: what teachers and rooms allow; empty is no limit.",
        "150",
        kind="number",
        unit="1/a",
        minimum=0,
        default=NAN,
    )
    max_size: float = column(
        "Most workers over all years; empty is no limit.", "900", kind="number", minimum=0, default=NAN
    )
    unit_size: float = column("Size of a class; empty: any number.", "25", kind="number", minimum=0, default=NAN)
    lead_time: int = column("Years from beginning to work.", "3", kind="integer", unit="a", minimum=0, default=0)
    life: int = column("Years that a trained worker stays.", "20", kind="integer", unit="a", minimum=1, default=20)
    attrition: float = column(
        "Share of the trained that leave in a year.",
        "4",
        kind="number",
        unit="%/a",
        minimum=0,
        maximum=100,
        default=0.0,
    )
    opens: int = column("First year in which workers may begin.", "2027", kind="year", default=0)
    closes: int = column("First year in which those trained no longer count.", "2040", kind="year", default=0)
    pillar: Literal["green", "connectivity", "people", ""] = column(
        "Pillar of the partnership it counts towards.",
        "people",
        kind="choice",
        choices=("green", "connectivity", "people"),
        default="people",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Money):
    """A commitment that touches the plan: an offtake, what it funds, enables and requires."""

    id: str = column("Short name.", "kaz-jpn-uranium", key=True, required=True)
    name: str = column("Name for people.", "Kazatomprom's supply of Japanese utilities", default="")
    ledger: str = column("Id of the commitment in the ledger.", "JPN-KAZ-2024-01", default="")
    market: str = column("Who takes the goods, for an offtake.", "JPN", reference="markets", default="")
    commodity: str = column("What is taken.", "uranium", reference="commodities", default="")
    origin: str = column("Country that made it last; empty: any.", "KAZ", kind="country", default="")
    site: str = column("Site that made it; empty: any of the origin.", "ulba", reference="sites", default="")
    quantity: float = column(
        "Contained tonnes a year that are agreed.", "900", kind="number", unit="t/a", minimum=0, default=NAN
    )
    firmness: float = column(
        "Share of the quantity that must be taken.",
        "100",
        kind="number",
        unit="%",
        minimum=0,
        maximum=100,
        default=100.0,
    )
    floor_price: float = column(
        "Least price of a contained tonne; what it lies above the reference price is paid for every firm tonne.",
        "25000",
        kind="number",
        unit="USD/t",
        minimum=0,
        money=True,
        default=NAN,
    )
    penalty: float = column(
        "Cost of a firm tonne that is not taken; empty: none may be missing.",
        "5000",
        kind="number",
        unit="USD/t",
        minimum=0,
        money=True,
        default=NAN,
    )
    funds: tuple[str, ...] = column(
        "Candidates (processes, gates, links, training) whose overnight cost it pays, up to its amount: budgets are spared it.",
        "konchoch-mine-2",
        kind="list",
        default=(),
    )
    amount: float = column(
        "Most that it pays, over all years.", "50000000", kind="number", unit="USD", minimum=0, money=True, default=NAN
    )
    enables: tuple[str, ...] = column(
        "Candidates that may be decided only while it, or another agreement that enables them, holds; of what is committed or under construction: what would not come without it, as `lodeway ledger effect` asks.",
        "konchoch-mine-2",
        kind="list",
        default=(),
    )
    requires: tuple[str, ...] = column(
        "Candidates that must be built for it.", "konchoch-mine-2", kind="list", default=()
    )
    required_size: float = column(
        "Yearly capacity of each of these that must run while it holds.",
        "2000",
        kind="number",
        unit="t/a",
        minimum=0,
        default=NAN,
    )
    opens: int = column("First year it holds; empty: the plan's first.", "2027", kind="year", default=0)
    closes: int = column("First year it no longer holds; empty: never.", "2035", kind="year", default=0)
