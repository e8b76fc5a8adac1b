"""Shape of the one value that the page is drawn from: `lodeway.report.context.context` returns a `Context`.

Everything is plain JSON: missing numbers are ``None``, lists stay lists, years are integers, countries ISO 3166 alpha-3.
Every table comes as a `TableView`: columns with key, title, unit and kind, rows as lists in the columns' order.
The page looks a column up by its ``key``; the same tables are the CSV files and the sheets of the workbook.

Tables of each `CaseView` (``view["tables"][name]``) and their column keys, in order:

==================  ==================================================================================================
name                column keys
==================  ==================================================================================================
builds              what name kind site country commodity pillar year first_year size unit capex workers emissions
bankability         what name kind site country commodity serves year capacity output utilisation capex rate life capital opex
                    closing feed freight time carbon tax credit break_even reference gap worth verdict floor
                    offtake_tonnes offtake_years top_up grant grant_share guarantee words
supply              market commodity year origin site stage tonnes share  (share of that year's demand)
dependence          market commodity year demand supplied unmet coverage top_origin top_tonnes top_share crma_flag hhi
                    home_share host_share
flows               element year from_node from_country from_stage to_node to_country to_stage kind tonnes
routes              commodity from to year tonnes gross_tonnes km hours cost co2 way
gates               gate name kind year through background capacity built share fee
unmet               market commodity year tonnes share cost
host                country year output_value value_kept capital_abroad jobs jobs_coverage mined refined_share
                    top_buyer top_buyer_share emissions emissions_coverage
host_minerals       country element year mined refined_here exported_raw exported_refined refined_share top_buyer top_buyer_share
target              pillar kind year value cumulative share projects unvalued
binding             kind scope label place first_year last_year years used bound unit price worth words
limits              kind scope year used bound unit price
parts               part value share
assumptions         table subject id extent what value source range note
assumption_share    commodity measure year total assumed share partly
sources             source tables rows confidence
==================  ==================================================================================================

``flows`` is a Sankey of one element and year: nodes are ``from_node`` / ``to_node`` (``"KAZ concentrate"``, ``"JPN market"``), which
carry country and stage of their own; ``kind`` is ``haul`` or ``local``; tonnes are contained tonnes of the element.
``routes.way`` is an index into ``view["ways"]``. The comparison's tables are listed in `Comparison`.
"""

from __future__ import annotations

from typing import TypedDict

__all__ = [
    "CaseView",
    "ColumnView",
    "Comparison",
    "Context",
    "Country",
    "GatePoint",
    "MapView",
    "Meta",
    "Names",
    "SegmentView",
    "SitePoint",
    "TableView",
    "Way",
]

Cell = str | float | int | bool | None | list[str]


class ColumnView(TypedDict):
    """One column of a table."""

    key: str
    title: str
    """Heading for people, without unit."""
    unit: str
    """Empty where there is none; ``%`` shares are stated as fractions times 100."""
    kind: str
    """text, number, integer, year, flag or list."""
    digits: int
    """Decimals to show of a number."""
    meaning: str
    """One sentence: what it is and how it is computed."""


class TableView(TypedDict):
    """A table with its columns described."""

    name: str
    title: str
    note: str
    """How the figures come about, with source of the formula."""
    columns: list[ColumnView]
    rows: list[list[Cell]]


class Names(TypedDict):
    """Names for people, by id."""

    sites: dict[str, str]
    commodities: dict[str, str]
    elements: dict[str, str]
    """Commodity to the element or group that its tonnes count."""
    markets: dict[str, str]
    home: dict[str, list[str]]
    """Market to the countries whose supply to it is home supply."""
    countries: dict[str, str]
    gates: dict[str, str]


class Meta(TypedDict):
    """What stands above everything."""

    title: str
    scenario: str
    question: str
    case: str
    case_title: str
    answer: list[str]
    """Three sentences that answer the question for this case."""
    cases: dict[str, str]
    """Every case of the scenario, to its title."""
    digest: str
    base_digest: str
    """Empty when the case is the base."""
    lodeway_version: str
    atlas_version: str
    years: list[int]
    price_year: int
    money: str
    """Unit of money, e.g. ``USD of 2024``."""
    discount_rate: float
    """Percent a year."""
    carbon_price: float
    """USD/t CO2e."""
    hosts: list[str]
    """Countries that count as host states."""
    attributions: list[str]
    """To be shown on the map and at the foot of the page."""
    licences: list[str]
    """One line per licence of data in the report."""
    flags: list[str]
    """What the reader should know of the network and of the figures."""


class Country(TypedDict):
    """Outline of a country, coarse, for the map."""

    id: str
    name: str
    rings: list[list[list[float]]]
    """Closed rings of [longitude, latitude]; holes are rings too (fill with the even-odd rule)."""


class SitePoint(TypedDict):
    """A site on the map."""

    id: str
    name: str
    country: str
    longitude: float
    latitude: float
    kind: str
    commodities: list[str]
    """What its processes make."""
    statuses: list[str]
    """Statuses of its processes: operating, committed, candidate, closed."""
    market: str
    """Market whose goods are handed over here, or empty."""
    used: bool
    """Something is made, sent or received here in the case or the base."""


class GatePoint(TypedDict):
    """A gate that the case or the base uses or enlarges."""

    id: str
    name: str
    kind: str
    mode: str
    status: str
    from_country: str
    to_country: str
    longitude: float
    latitude: float
    """Middle of its two sides (a ferry's from-side)."""
    capacity: float | None
    """Gross t/a in the first year, None without limit."""
    background: float
    """Gross t/a in the first year."""


class SegmentView(TypedDict):
    """A stretch of a leg."""

    mode: str
    """rail, road, sea, ferry, or empty for a crossing without length."""
    dashed: bool
    """Drawn dashed: access by road, or a gap of more than 50 km between nodes."""
    coordinates: list[list[float]]
    """[longitude, latitude] of every original node, four decimals."""


class MapView(TypedDict):
    """What the map needs, for the case and the base together."""

    countries: list[Country]
    sites: list[SitePoint]
    gates: list[GatePoint]
    legs: dict[str, list[SegmentView]]
    """Leg index (as text) to its stretches, for the legs that some way uses."""


class Way(TypedDict):
    """A path that one or more route flows take."""

    legs: list[int]
    """Keys into `MapView.legs`, in order of travel."""
    countries: list[str]
    gates: list[str]
    modes: list[str]


class CaseView(TypedDict):
    """All figures of one case."""

    case: str
    title: str
    status: str
    digest: str
    objective: float
    bound: float
    gap: float
    own: float
    """Freight, investment and unmet demand, which the gap is relative to [USD, present value]."""
    answer: list[str]
    tables: dict[str, TableView]
    ways: list[Way]
    target: dict[str, float | str | None]
    """name, amount, currency, date, first_year, last_year, value [USD], committed [USD], planned [USD], share [%], source; empty without a target."""


class Comparison(TypedDict):
    """The case against the base."""

    sentences: list[str]
    """The difference in words."""
    tables: dict[str, TableView]
    """cost: part base case change; unmet: market commodity year base case change; builds: change what name kind country
    commodity base_year base_size case_year case_size unit capex_change; room: commodity candidates base_built case_built base_unmet
    case_unmet words; supply: market commodity origin year base case change."""


class Context(TypedDict):
    """Everything the page shows."""

    meta: Meta
    names: Names
    map: MapView
    view: CaseView
    base: CaseView | None
    """The same for the base, None when the case is the base."""
    comparison: Comparison | None
