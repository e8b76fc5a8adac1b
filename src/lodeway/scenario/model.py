"""The frozen value that a scenario folder becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from lodeway.schema.tables import (
    Agreement,
    Ban,
    Capital,
    Commodity,
    Cost,
    Demand,
    Gate,
    Limit,
    Link,
    Market,
    Measure,
    Process,
    Relation,
    Site,
    Step,
    Stock,
    Training,
    Transfer,
)

__all__ = ["Scenario", "Source", "Target"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A promised value of projects, to which the plan's builds are compared (never a budget)."""

    name: str
    amount: float
    currency: str
    date: str
    first_year: int
    last_year: int
    countries: tuple[str, ...]
    source: str
    value: float
    """The amount in USD of the scenario's price year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a setting, such as the discount rate, comes from."""

    setting: str
    source: str
    """Publisher and address, or the word assumption."""
    range: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What the analyst states: tables of frozen rows, in memory units, one case applied."""

    name: str
    title: str
    question: str
    """In plain words; a case may ask its own."""
    licence: str = ""
    """Under which the scenario's own tables may be used."""
    case: str
    case_title: str
    years: tuple[int, ...]
    price_year: int = 2024
    discount_rate: float = 0.05
    """Real, per year, as a fraction."""
    carbon_price: float = 0.0
    """USD per tonne CO2e."""
    time_value: float = 0.0
    """USD per gross tonne and hour, added to freight in the choice of routes and in the objective."""
    unmet_factor: float = 10.0
    """Cost of unmet demand, in reference prices."""
    network: Literal["atlas", "links"] = "atlas"
    """atlas: rail, road, sea and gates of the atlas with this scenario's changes; links: only the scenario's own links and gates."""
    atlas_version: str = ""
    target: Target | None = None
    sources: tuple[Source, ...] = ()
    """Where settings come from."""
    commodities: tuple[Commodity, ...] = ()
    sites: tuple[Site, ...] = ()
    markets: tuple[Market, ...] = ()
    processes: tuple[Process, ...] = ()
    links: tuple[Link, ...] = ()
    gates: tuple[Gate, ...] = ()
    relations: tuple[Relation, ...] = ()
    measures: tuple[Measure, ...] = ()
    demands: tuple[Demand, ...] = ()
    steps: tuple[Step, ...] = ()
    stocks: tuple[Stock, ...] = ()
    training: tuple[Training, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    limits: tuple[Limit, ...] = ()
    bans: tuple[Ban, ...] = ()
    costs: tuple[Cost, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    capital: tuple[Capital, ...] = ()
    cases: Mapping[str, str] = field(default_factory=dict)
    """Name of every case of the folder, to its title."""

    @cached_property
    def digest(self) -> str:
        """What tells this problem from any other: it covers all that can change a result, however the scenario was made."""
        from lodeway.scenario.digest import digest

        return digest(self)
