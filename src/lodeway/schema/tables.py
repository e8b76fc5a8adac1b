"""Every table of a scenario, declared once: reading, checks, templates and docs follow from here.

A class is a table's row; a field is a column. The unit in a column's declaration is the unit
of the value in memory; files may state any compatible unit in the header. A missing number is
NaN, a missing year is 0, a missing date is None, a missing text is "".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lodeway.schema.columns import column

__all__ = [
    "TABLES",
    "Ban",
    "Capital",
    "Commodity",
    "Cost",
    "Demand",
    "Gate",
    "Limit",
    "Link",
    "Market",
    "Measure",
    "Process",
    "Relation",
    "Row",
    "Site",
    "Transfer",
]

Mode = Literal["rail", "road", "sea", "ferry"]
Stage = Literal["ore", "concentrate", "intermediate", "refined"]
MODES = ("rail", "road", "sea", "ferry")
STAGES = ("ore", "concentrate", "intermediate", "refined")
NAN = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What every row of every table says about where it comes from."""

    source: str = column(
        "Publisher and address of the figures, or the word assumption (then note and range must say why and how far).",
        "USGS MCS 2026, https://doi.org/10.5066/P13XCP3R",
        required=True,
        default="",
    )
    confidence: str = column(
        "H: published figure, M: derived or dated, L: weak or from general knowledge.",
        "M",
        kind="choice",
        choices=("H", "M", "L"),
        default="",
    )
    range: str = column("Low and high of the row's decisive figure, in the column's unit.", "8-12", default="")
    note: str = column("Reasoning, conversion or doubt, for the reader.", "grade x recovery x utilisation", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Money(Row):
    """A row with amounts of money, which may be stated in another currency or year."""

    currency: str = column(
        "ISO 4217 code of the row's amounts, where the header says USD; empty means what the header says.",
        "EUR",
        kind="currency",
        default="",
    )
    price_year: int = column(
        "Year of the row's prices; empty means the scenario's price year.", "2019", kind="year", default=0
    )


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
class Process(Money):
    """An operation at a site that turns inputs into outputs."""

    id: str = column("Short name.", "konchoch-mine", key=True, required=True)
    name: str = column("Name for people.", "Konchoch mine and concentrator", default="")
    site: str = column("Where it stands.", "konchoch", reference="sites", required=True)
    recipe: str = column(
        "Inputs -> outputs in contained tonnes; nothing before the arrow is a mine. "
        "The first output is what capacity, opex, capex, workers and emissions are counted by.",
        "1 antimony-concentrate -> 0.9 antimony",
        kind="recipe",
        required=True,
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
    utilisation: float = column(
        "Share of the design that runs.", "80", kind="number", unit="%", minimum=0, maximum=100, default=NAN
    )
    growth: float = column(
        "Growth of existing capacity a year after the first plan year.", "2", kind="number", unit="%/a", default=0.0
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
        "CO2e per tonne of first output.", "49.5", kind="number", unit="t/t", minimum=0, default=NAN
    )
    opens: int = column("First year it runs, or first year a candidate may be decided.", "2026", kind="year", default=0)
    closes: int = column("First year it no longer runs.", "2031", kind="year", default=0)
    pillar: Literal["green", "connectivity", "people", ""] = column(
        "Pillar of the partnership it counts towards.",
        "green",
        kind="choice",
        choices=("green", "connectivity", "people"),
        default="",
    )


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
    status: Literal["open", "closed", "construction", "planned", ""] = column(
        "State today.", "closed", kind="choice", choices=("open", "closed", "construction", "planned"), default=""
    )
    gate: str = column("Gate that its users pass, if any.", "torugart", default="")


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
    fee: float = column(
        "Charge for a gross tonne.", "16.5", kind="number", unit="USD/t", minimum=0, money=True, default=NAN
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
    pillar: Literal["green", "connectivity", "people", ""] = column(
        "Pillar of the partnership an expansion counts towards.",
        "connectivity",
        kind="choice",
        choices=("green", "connectivity", "people"),
        default="",
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Row):
    """A state's act on trade."""

    id: str = column("Short name.", "CHN-2024-SB", key=True, required=True)
    imposing: str = column("Country or market that imposes it.", "CHN", reference="country|markets", required=True)
    targets: tuple[str, ...] = column(
        "Countries or markets on the other side; * is all.",
        "*",
        kind="list",
        reference="country|markets",
        wildcard=True,
        required=True,
    )
    elements: tuple[str, ...] = column(
        "Elements it touches.", "antimony", kind="list", reference="commodities.element", required=True
    )
    stages: tuple[str, ...] = column(
        "Stages it touches; empty is all.", "refined", kind="list", choices=STAGES, default=()
    )
    direction: Literal["export", "import"] = column(
        "Which way.", "export", kind="choice", choices=("export", "import"), required=True
    )
    kind: Literal["ban", "quota", "tax", "licence"] = column(
        "ban: nothing passes; quota: bounded tonnes; tax: rate on the price; licence: delay.",
        "licence",
        kind="choice",
        choices=("ban", "quota", "tax", "licence"),
        required=True,
    )
    quota: float = column(
        "Contained tonnes a year, for a quota.", "96600", kind="number", unit="t/a", minimum=0, default=NAN
    )
    rate: float = column("Share of the price, for a tax.", "25", kind="number", unit="%", minimum=0, default=NAN)
    delay: float = column("Wait for a permit, for a licence.", "63", kind="number", unit="d", minimum=0, default=NAN)
    in_force: date | None = column("First day.", "2024-09-15", kind="date", default=None)
    ends: date | None = column("Last day; empty: open.", "2027-12-31", kind="date", default=None)


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
class Limit(Row):
    """A bound on the whole plan or a part of it."""

    id: str = column("Short name.", "jpn-65", key=True, required=True)
    kind: Literal["budget", "emissions", "workforce", "origin_share"] = column(
        "budget: overnight capital [USD]; emissions [t CO2e]; workforce: jobs in new capacity [1]; "
        "origin_share: tonnes from one foreign country, in percent of that year's demand.",
        "origin_share",
        kind="choice",
        choices=("budget", "emissions", "workforce", "origin_share"),
        required=True,
    )
    scope: str = column(
        "Market (origin_share) or country (others); * is each market, or all countries together.", "*", default="*"
    )
    commodity: str = column(
        "Commodity (origin_share); * is each.", "*", reference="commodities", wildcard=True, default="*"
    )
    opens: int = column("First year; empty: the plan's first.", "2030", kind="year", default=0)
    closes: int = column("First year it no longer holds; empty: never.", "2036", kind="year", default=0)
    whole: bool = column("The value bounds the sum over the years, not each year.", "no", kind="flag", default=False)
    value: float = column("The bound, in unit.", "65", kind="number", minimum=0, required=True)
    unit: str = column("Unit of the value.", "%", required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban(Row):
    """A country that routes must avoid."""

    id: str = column("Short name.", "no-russia", key=True, required=True)
    country: str = column("Which country.", "RUS", kind="country", required=True)
    kind: Literal["transit", "all"] = column(
        "transit: through, but neither from nor to; all: also nothing from or to.",
        "all",
        kind="choice",
        choices=("transit", "all"),
        required=True,
    )
    buyers: tuple[str, ...] = column(
        "Countries or markets whose goods must keep to it; empty is every buyer.",
        "JPN;EU",
        kind="list",
        reference="country|markets",
        default=(),
    )
    opens: int = column("First year; empty: the plan's first.", "2026", kind="year", default=0)
    closes: int = column("First year it no longer holds; empty: never.", "2030", kind="year", default=0)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Capital(Row):
    """What capital costs in a country."""

    country: str = column(
        "Country, or * for all others.", "TJK", kind="country", wildcard=True, key=True, required=True
    )
    rate: float = column("Real cost of capital in USD.", "13", kind="number", unit="%/a", minimum=0, required=True)


TABLES: dict[str, type[Row]] = {
    "commodities": Commodity,
    "sites": Site,
    "markets": Market,
    "processes": Process,
    "links": Link,
    "gates": Gate,
    "relations": Relation,
    "measures": Measure,
    "demands": Demand,
    "limits": Limit,
    "bans": Ban,
    "costs": Cost,
    "transfers": Transfer,
    "capital": Capital,
}
"""Table name (and file stem) to the class of its rows, in the order that references need."""
