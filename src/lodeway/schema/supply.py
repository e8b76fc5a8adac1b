"""What is made, where, how, and what capital costs there: commodities, sites, processes, capital."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lodeway.schema.columns import column
from lodeway.schema.rows import NAN, STAGES, Money, Row, Stage

__all__ = ["Capital", "Commodity", "Process", "Site"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Commodity(Money):
    """A traded form of an element, counted in tonnes of contained element."""

    id: str = column("Short name, used by the other tables.", "antimony-concentrate", key=True, required=True)
    name: str = column("Name for people.", "Antimony concentrate", default="")
    element: str = column("Element or group that its tonnes count.", "antimony", required=True)
    stage: Stage = column("How far it is worked.", "concentrate", kind="choice", choices=STAGES, required=True)
    hs_codes: tuple[str, ...] = column("Harmonised System codes (HS 1992).", "261710", kind="list", default=())
    price: float = column(
        "Reference price of a contained tonne.",
        "22575",
        kind="number",
        unit="USD/t",
        minimum=0,
        money=True,
        required=True,
    )
    content: float = column(
        "Contained element in a gross tonne; transport counts contained / content.",
        "0.5",
        kind="number",
        unit="t/t",
        minimum=1e-6,
        maximum=1,
        default=1.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Row):
    """A place where something is mined, worked, loaded or needed."""

    id: str = column("Short name, used by the other tables.", "konchoch", key=True, required=True)
    name: str = column("Name for people.", "Talco Gold Konchoch", default="")
    country: str = column("ISO 3166 alpha-3.", "TJK", kind="country", required=True)
    longitude: float = column(
        "East of Greenwich.", "68.3", kind="number", unit="degree", minimum=-180, maximum=180, required=True
    )
    latitude: float = column(
        "North of the equator.", "39.28", kind="number", unit="degree", minimum=-90, maximum=90, required=True
    )
    kind: Literal["deposit", "mine", "plant", "port", "border", "market", "country"] = column(
        "What the place is; country stands for the rest of a country's output, at one place.",
        "mine",
        kind="choice",
        choices=("deposit", "mine", "plant", "port", "border", "market", "country"),
        required=True,
    )
    operator: str = column(
        "Who runs it, or holds most of it; what one operator runs may be lost at once.", "Talco Gold", default=""
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Process(Money):
    """An operation at a site that turns inputs into outputs."""

    id: str = column("Short name.", "konchoch-mine", key=True, required=True)
    name: str = column("Name for people.", "Konchoch mine and concentrator", default="")
    site: str = column("Where it stands.", "konchoch", reference="sites", required=True)
    recipe: str = column(
        "Inputs -> outputs in contained tonnes; nothing before the arrow is a mine. "
        "The first output is what capacity, opex, capex, workers and emissions are counted by. "
        "A plant makes no more of an element than comes in: a by-product of another element needs an input that carries it.",
        "1 antimony-concentrate -> 0.9 antimony",
        kind="recipe",
        required=True,
    )
    kind: Literal["recycling", ""] = column(
        "recycling: its feed is what a market used before (collection, delay); empty: mine or plant.",
        "recycling",
        kind="choice",
        choices=("recycling",),
        default="",
    )
    status: Literal["operating", "committed", "candidate", "closed"] = column(
        "operating and committed exist from their opening year on; a candidate exists only if the plan builds it.",
        "operating",
        kind="choice",
        choices=("operating", "committed", "candidate", "closed"),
        required=True,
    )
    capacity: float = column(
        "First output it can make in its first year; 0 for a candidate.",
        "16000",
        kind="number",
        unit="t/a",
        minimum=0,
        default=0.0,
    )
    ore: float = column(
        "Ore or feed it takes, where the source counts that.",
        "3300000",
        kind="number",
        unit="t/a",
        minimum=0,
        default=NAN,
    )
    grade: float = column(
        "Contained element in ore or feed.", "0.2", kind="number", unit="%", minimum=0, maximum=100, default=NAN
    )
    recovery: float = column(
        "Share of it that is won.", "85", kind="number", unit="%", minimum=0, maximum=100, default=NAN
    )
    collection: float = column(
        "Share of what the market used that is collected when it is worn out, for recycling; recovery is what is won of it.",
        "35",
        kind="number",
        unit="%",
        minimum=0,
        maximum=100,
        default=NAN,
    )
    delay: int = column(
        "Years in use before it is collected, for recycling.", "8", kind="integer", unit="a", minimum=0, default=0
    )
    utilisation: float = column(
        "Share of the design that runs. A stated capacity counts it already; the column tells where that comes from.",
        "80",
        kind="number",
        unit="%",
        minimum=0,
        maximum=100,
        default=NAN,
    )
    growth: float = column(
        "Growth of existing capacity, each year after the first in which it runs within the plan.",
        "2",
        kind="number",
        unit="%/a",
        default=0.0,
    )
    margin: float = column(
        "Share of its value added at reference prices that an existing plant loses on every tonne of capacity left idle: "
        "so far its price would fall before it stops.",
        "40",
        kind="number",
        unit="%",
        minimum=0,
        maximum=100,
        default=0.0,
    )
    resource: float = column(
        "First output that can be won over the plan's years; empty is no limit.",
        "265000",
        kind="number",
        unit="t",
        minimum=0,
        default=NAN,
    )
    opex: float = column(
        "Cost of a tonne of first output, without feed and transport; needed for candidates.",
        "24800",
        kind="number",
        unit="USD/t",
        minimum=0,
        money=True,
        default=NAN,
    )
    capex: float = column(
        "Overnight cost of yearly capacity; needed for candidates.",
        "428000",
        kind="number",
        unit="USD/(t/a)",
        minimum=0,
        money=True,
        default=NAN,
    )
    lead_time: int = column("Years from decision to first output.", "3", kind="integer", unit="a", minimum=0, default=0)
    life: int = column(
        "Years it runs and over which capital is paid back.", "20", kind="integer", unit="a", minimum=1, default=20
    )
    started: int = column(
        "Year in which existing capacity began to run: it ends when its life does. Empty: it runs on.",
        "1998",
        kind="year",
        default=0,
    )
    decommissioning: float = column(
        "Cost of closing and cleaning up yearly capacity at the end of its life, set aside over its years; for candidates.",
        "15000",
        kind="number",
        unit="USD/(t/a)",
        minimum=0,
        money=True,
        default=0.0,
    )
    unit_size: float = column(
        "Smallest step of capacity; the plan builds whole units. Empty: any size.",
        "500",
        kind="number",
        unit="t/a",
        minimum=0,
        default=NAN,
    )
    max_size: float = column(
        "Most that may be built over all years; needed for candidates.",
        "12000",
        kind="number",
        unit="t/a",
        minimum=0,
        default=NAN,
    )
    workers: float = column(
        "Jobs per yearly kilotonne of first output.", "2250", kind="number", unit="1/(kt/a)", minimum=0, default=NAN
    )
    energy: float = column(
        "Electricity per tonne of first output.", "33", kind="number", unit="MWh/t", minimum=0, default=NAN
    )
    emissions: float = column(
        "CO2e per tonne of first output; needed where a carbon price or a limit on emissions holds.",
        "49.5",
        kind="number",
        unit="t/t",
        minimum=0,
        default=NAN,
    )
    opens: int = column("First year it runs, or first year a candidate may be decided.", "2026", kind="year", default=0)
    closes: int = column(
        "First year it no longer runs, and in which its capital is no longer charged: give a candidate that closes early the life that it has.",
        "2031",
        kind="year",
        default=0,
    )
    pillar: Literal["green", "connectivity", "people", ""] = column(
        "Pillar of the partnership it counts towards.",
        "green",
        kind="choice",
        choices=("green", "connectivity", "people"),
        default="",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Capital(Row):
    """What capital costs in a country."""

    country: str = column(
        "Country, or * for all others.", "TJK", kind="country", wildcard=True, key=True, required=True
    )
    rate: float = column("Real cost of capital in USD.", "13", kind="number", unit="%/a", minimum=0, required=True)
