"""How goods travel: links, gates, rates by mode, changes of mode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lodeway.schema.columns import column
from lodeway.schema.rows import MODES, NAN, Mode, Money

__all__ = ["Cost", "Gate", "Link", "Transfer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Money):
    """A connection that the atlas lacks or that the analyst changes."""

    id: str = column("Short name; the name of an atlas link changes that link.", "kars-gyumri", key=True, required=True)
    name: str = column("Name for people.", "Kars-Gyumri railway", default="")
    mode: Mode | Literal[""] = column("rail, road, sea or ferry.", "rail", kind="choice", choices=MODES, default="")
    from_longitude: float = column(
        "One end.", "43.09", kind="number", unit="degree", minimum=-180, maximum=180, default=NAN
    )
    from_latitude: float = column(
        "One end.", "40.61", kind="number", unit="degree", minimum=-90, maximum=90, default=NAN
    )
    from_country: str = column("Country of that end.", "TUR", kind="country", default="")
    to_longitude: float = column(
        "Other end.", "43.84", kind="number", unit="degree", minimum=-180, maximum=180, default=NAN
    )
    to_latitude: float = column(
        "Other end.", "40.79", kind="number", unit="degree", minimum=-90, maximum=90, default=NAN
    )
    to_country: str = column("Country of the other end.", "ARM", kind="country", default="")
    length: float = column("Real length.", "80", kind="number", unit="km", minimum=0, default=NAN)
    time: float = column(
        "Hours to pass it; empty: length / speed of the mode.", "4", kind="number", unit="h", minimum=0, default=NAN
    )
    cost: float = column(
        "Cost to pass it; empty: length x rate of the mode.",
        "3",
        kind="number",
        unit="USD/t",
        minimum=0,
        money=True,
        default=NAN,
    )
    opens: int = column("First year it can be used.", "2030", kind="year", default=0)
    closes: int = column("First year it can no longer be used.", "2022", kind="year", default=0)
    status: Literal["open", "closed", "construction", "planned", "candidate", ""] = column(
        "State today; a candidate has only the capacity that the plan builds.",
        "closed",
        kind="choice",
        choices=("open", "closed", "construction", "planned", "candidate"),
        default="",
    )
    gate: str = column("Gate that its users pass, if any.", "torugart", default="")
    direction: Literal["both", "forward"] = column(
        "both: either way; forward: only from its first end to its other end.",
        "both",
        kind="choice",
        choices=("both", "forward"),
        default="both",
    )
    capacity: float = column(
        "Gross tonnes a year, all goods together, both ways together where it is used both ways; empty is no limit.",
        "8000000",
        kind="number",
        unit="t/a",
        minimum=0,
        default=NAN,
    )
    background: float = column(
        "Gross tonnes of other traffic in the first year.", "2000000", kind="number", unit="t/a", minimum=0, default=0.0
    )
    background_growth: float = column("Growth of that traffic.", "3", kind="number", unit="%/a", default=0.0)
    capex: float = column(
        "Cost of another yearly gross tonne; empty: cannot grow.",
        "120",
        kind="number",
        unit="USD/(t/a)",
        minimum=0,
        money=True,
        default=NAN,
    )
    unit_size: float = column(
        "Step of building; one equal to max_size makes it all or nothing. Empty: any size.",
        "10000000",
        kind="number",
        unit="t/a",
        minimum=0,
        default=NAN,
    )
    max_size: float = column(
        "Most that may be built; needed for candidates.", "10000000", kind="number", unit="t/a", minimum=0, default=NAN
    )
    lead_time: int = column("Years from decision to use.", "4", kind="integer", unit="a", minimum=0, default=0)
    life: int = column("Years over which it is paid back.", "30", kind="integer", unit="a", minimum=1, default=30)
    operator: str = column("Who runs it; what one operator runs may be lost at once.", "KTZ", default="")
    pillar: Literal["green", "connectivity", "people", ""] = column(
        "Pillar of the partnership that building it counts towards.",
        "connectivity",
        kind="choice",
        choices=("green", "connectivity", "people"),
        default="",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate(Money):
    """A border crossing, port, ferry, sea passage or transfer; empty cells take the atlas' value."""

    id: str = column("Short name; the name of an atlas gate changes that gate.", "khorgos", key=True, required=True)
    name: str = column("Name for people.", "Khorgos / Altynkol", default="")
    aliases: tuple[str, ...] = column("Other spellings.", "Altynkol;Horgos", kind="list", default=())
    kind: Literal["crossing", "port", "ferry", "passage", "transfer", ""] = column(
        "What it is.",
        "crossing",
        kind="choice",
        choices=("crossing", "port", "ferry", "passage", "transfer"),
        default="",
    )
    mode: Mode | Literal[""] = column("Mode that passes it.", "rail", kind="choice", choices=MODES, default="")
    from_country: str = column(
        "Country on one side; both sides of a port are the port's country.", "KAZ", kind="country", default=""
    )
    to_country: str = column("Country on the other side.", "CHN", kind="country", default="")
    from_gauge: int = column("Track gauge on one side.", "1520", kind="integer", unit="mm", default=0)
    to_gauge: int = column("Track gauge on the other side.", "1435", kind="integer", unit="mm", default=0)
    from_longitude: float = column(
        "One side (a port's land side).", "80.25", kind="number", unit="degree", minimum=-180, maximum=180, default=NAN
    )
    from_latitude: float = column(
        "One side.", "44.21", kind="number", unit="degree", minimum=-90, maximum=90, default=NAN
    )
    to_longitude: float = column(
        "Other side (a port's berth).", "80.42", kind="number", unit="degree", minimum=-180, maximum=180, default=NAN
    )
    to_latitude: float = column(
        "Other side.", "44.21", kind="number", unit="degree", minimum=-90, maximum=90, default=NAN
    )
    length: float = column(
        "Distance between the sides, for a ferry.", "468", kind="number", unit="km", minimum=0, default=NAN
    )
    delay: float = column(
        "Hours lost: dwell, gauge change, waiting for a ferry.", "48.6", kind="number", unit="h", minimum=0, default=NAN
    )
    delay_back: float = column(
        "Hours lost from the other side to the one side, where that takes another time; empty: as delay.",
        "112.8",
        kind="number",
        unit="h",
        minimum=0,
        default=NAN,
    )
    fee: float = column(
        "Charge for a gross tonne.", "16.5", kind="number", unit="USD/t", minimum=0, money=True, default=NAN
    )
    frequency: float = column(
        "Sailings a week; the mean wait is half the interval. Empty: any wait is part of the delay.",
        "3",
        kind="number",
        minimum=0,
        default=NAN,
    )
    capacity: float = column(
        "Gross tonnes a year, both ways together; empty is no limit.",
        "20000000",
        kind="number",
        unit="t/a",
        minimum=0,
        default=NAN,
    )
    background: float = column(
        "Gross tonnes of other traffic in the first year.",
        "15000000",
        kind="number",
        unit="t/a",
        minimum=0,
        default=0.0,
    )
    background_growth: float = column("Growth of that traffic.", "3", kind="number", unit="%/a", default=0.0)
    capex: float = column(
        "Cost of another yearly gross tonne; empty: cannot grow.",
        "50",
        kind="number",
        unit="USD/(t/a)",
        minimum=0,
        money=True,
        default=NAN,
    )
    unit_size: float = column(
        "Step of an expansion; empty: any size.", "5000000", kind="number", unit="t/a", minimum=0, default=NAN
    )
    max_size: float = column("Most that may be added.", "10000000", kind="number", unit="t/a", minimum=0, default=NAN)
    lead_time: int = column(
        "Years from decision to use of an expansion.", "3", kind="integer", unit="a", minimum=0, default=0
    )
    life: int = column(
        "Years over which an expansion is paid back.", "30", kind="integer", unit="a", minimum=1, default=30
    )
    opens: int = column("First year it can be used.", "2030", kind="year", default=0)
    closes: int = column("First year it can no longer be used.", "2031", kind="year", default=0)
    status: Literal["open", "closed", "construction", "planned", "candidate", ""] = column(
        "State today; a candidate has only the capacity that the plan builds.",
        "open",
        kind="choice",
        choices=("open", "closed", "construction", "planned", "candidate"),
        default="",
    )
    operator: str = column("Who runs it; what one operator runs may be lost at once.", "KTZ", default="")
    pillar: Literal["green", "connectivity", "people", ""] = column(
        "Pillar of the partnership an expansion counts towards.",
        "connectivity",
        kind="choice",
        choices=("green", "connectivity", "people"),
        default="",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost(Money):
    """What it takes to move a gross tonne a kilometre."""

    mode: Mode = column("Mode.", "rail", kind="choice", choices=MODES, key=True, required=True)
    country: str = column(
        "Country, or * for all others.", "KAZ", kind="country", wildcard=True, key=True, required=True
    )
    cost: float = column(
        "Freight rate.", "0.08", kind="number", unit="USD/(t*km)", minimum=0, money=True, required=True
    )
    speed: float = column(
        "Door-to-door speed without border stops.", "45", kind="number", unit="km/h", minimum=0.1, required=True
    )
    emissions: float = column("CO2e, well to wheel.", "11.3", kind="number", unit="g/(t*km)", minimum=0, required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Money):
    """What it takes to move a gross tonne from one mode to another."""

    from_mode: Mode = column("Mode it comes by.", "rail", kind="choice", choices=MODES, key=True, required=True)
    to_mode: Mode = column("Mode it goes on by.", "sea", kind="choice", choices=MODES, key=True, required=True)
    cost: float = column("Handling.", "5", kind="number", unit="USD/t", minimum=0, money=True, required=True)
    delay: float = column("Handling and waiting.", "72", kind="number", unit="h", minimum=0, required=True)
