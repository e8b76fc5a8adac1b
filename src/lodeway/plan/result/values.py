"""The frozen value that planning returns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "Activity",
    "Build",
    "LimitUse",
    "Plan",
    "Rejected",
    "RouteFlow",
    "Shortfall",
    "StockLevel",
    "Supply",
    "Surplus",
    "Unmet",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """Capacity that the plan decides to build."""

    what: str
    """Id of the process, gate, link or training."""
    name: str
    kind: Literal["process", "gate", "link", "training"]
    site: str
    country: str
    year: int
    """Year of decision; output starts ``lead time`` later."""
    first_year: int
    """First year of output."""
    size: float
    unit: str
    capex: float
    """Overnight cost [USD of the price year]."""
    pillar: str
    commodity: str
    """First output; empty for a gate, link or training."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What a market gets of a commodity from an origin in a year."""

    market: str
    commodity: str
    year: int
    origin: str
    """ISO 3166 alpha-3 of the country of the commodity's last process."""
    site: str
    """Id of the site of that process."""
    stage: str
    tonnes: float
    label: str = ""
    """Where the goods were mined or made before, as far as a limit asks for it; several points joined by ``+``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """Demand that is not met."""

    market: str
    commodity: str
    year: int
    tonnes: float
    cost: float = math.nan
    """What going without costs [USD of the price year]: the worth of the steps left unmet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevel:
    """What lies in a stock at the end of a year, and what lay there a year before."""

    place: str
    """Market or site."""
    side: Literal["market", "supply", "feed"]
    """Whose balance it enters: the market's demand, what the site makes, or what it uses."""
    commodity: str
    year: int
    before: float
    tonnes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """How far an offtake is kept in a year."""

    agreement: str
    market: str
    commodity: str
    year: int
    firm: float
    """Tonnes that must be taken."""
    tonnes: float
    """Of these, tonnes that are not."""
    cost: float
    """Penalty [USD]."""
    premium: float
    """What the floor price adds to the reference price, for the firm tonnes taken [USD]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surplus:
    """Output of a second or later product that nobody takes."""

    site: str
    commodity: str
    year: int
    tonnes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFlow:
    """Tonnes of a commodity on one route in one year. Figures are per gross tonne.

    A plant that is fed by its own site has a route without legs.
    """

    commodity: str
    origin: str
    """Id of the site it comes from (``from`` in JSON)."""
    destination: str
    """Id of the site it goes to (``to`` in JSON)."""
    year: int
    tonnes: float
    """Contained tonnes."""
    gross_tonnes: float
    km: float
    hours: float
    cost: float
    """Freight, fees and handling [USD per gross tonne], without the value of time."""
    co2: float
    """[kg CO2e per gross tonne]."""
    countries: tuple[str, ...]
    """In order of travel, from a border crossing or port to the next, origin and destination included."""
    gates: tuple[str, ...]
    """In order of travel."""
    modes: tuple[str, ...]
    """In order of travel, repeats merged."""
    legs: tuple[int, ...]
    """Index of each leg in the network's `legs`, in order of travel; geometry follows from them."""
    market: str = ""
    """Market it delivers to; empty where it feeds the processes of its destination."""
    links: tuple[str, ...] = ()
    """Hand-made links, in order of travel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What a process makes in a year."""

    process: str
    site: str
    country: str
    commodity: str
    """First output."""
    year: int
    tonnes: float
    capacity: float
    built: float
    """Part of `capacity` that the plan built."""
    cost: float
    """What its buyers pay for making it [USD]: value added at reference prices of what exists, opex of what is built.

    What the plant loses while it stands idle is not in it: that is the part ``idle`` of the plan."""
    emissions: float
    """[t CO2e]; NaN where no figure is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitUse:
    """How far a limit is used and what one more unit of it is worth."""

    kind: str
    """demand, capacity, resource, recycling, gate, link, relation, measure, build, build_rate, training, budget, fund,
    emissions, workforce, origin_share, stage_share, stock, store, offtake, requirement."""
    scope: str
    """What it bounds, for people and programs: ids joined by ``/``."""
    year: int
    """0 where the limit spans all years."""
    used: float
    bound: float
    unit: str
    price: float
    """Present value of one more unit of a bound from above, or one less of a least [USD of the price year per unit]; of a
    demand, what one more tonne costs; 0 where it does not bind."""
    sense: Literal["most", "least"] = "most"
    """Whether the bound is the most or the least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A project that the plan leaves out, and the sum of a plan that is made to build `size` of it.

    Money is present value over the plan's years [USD]; NaN where no plan within the limits can hold it.
    """

    what: str
    """Id of the process, gate, link or training."""
    name: str
    kind: Literal["process", "gate", "link", "training"]
    site: str
    country: str
    commodity: str
    """First output; empty for a gate, link or training."""
    year: int
    """Year in which it would be decided."""
    size: float
    """How much is tried: a whole unit, or a thousandth of the most that may be built."""
    unit: str
    whole: bool
    """Whether it comes in whole units of that size only."""
    capex: float
    """Overnight cost of that size [USD of the price year]."""
    gap: float
    """What building it adds to the plan's cost: the subsidy with which it enters."""
    revenue: float
    """Its output at the plan's prices where it stands; of a gate or link, what its users save."""
    feed: float
    operation: float
    """Opex and carbon price."""
    limits: float
    """What it takes from scarce limits at their price: `charges` added up."""
    investment: float
    """Annuities within the plan's years."""
    tonnes: float
    """First output, each year's discounted [t]."""
    output: float
    """First output a year, mean of the years in which it runs [t/a]."""
    freight: float
    """Of product and feed, with the value of time, carbon price and taxes [USD per tonne of first output]."""
    worth: float
    """What a delivered tonne is worth to its buyers [USD/t]."""
    buyers: tuple[str, ...]
    """Markets and sites that would take its product, the largest first."""
    gates: tuple[str, ...]
    """On the way of the largest part of it."""
    charges: tuple[tuple[str, str, float], ...]
    """Kind, scope and cost of the scarce limits that it takes from, below 0 where it helps to keep one [USD, present value]."""
    tolls: tuple[tuple[str, str, float], ...]
    """The same of those that its goods pay on their way: full gates, quotas, shares [USD, present value]."""
    shift: float = math.nan
    """What it saves beyond `revenue`, which is at the prices of the plan with it: a whole unit shifts prices, and the first
    of it replaces what is dearer than the last does. `revenue` and this less all costs is `gap` with its sign turned."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Plan:
    """What to build and to move, and what it costs.

    ``objective`` is the present value of all cost [USD of the price year]; ``bound`` is a proved lower bound of it;
    ``gap`` is ``(objective - bound) / own`` where ``own`` is the part that the plan decides: freight,
    investment and unmet demand, without existing supply at its reference price and what idle capacity loses.
    """

    scenario: str
    case: str
    digest: str
    status: Literal["optimal", "gap"]
    years: tuple[int, ...]
    objective: float
    bound: float
    gap: float
    own: float
    parts: Mapping[str, float]
    """Objective by part: supply, idle, freight, time, investment, unmet, carbon, tax, stock, shortfall, premium [USD,
    present value]."""
    builds: tuple[Build, ...]
    supply: tuple[Supply, ...]
    unmet: tuple[Unmet, ...]
    routes: tuple[RouteFlow, ...]
    activities: tuple[Activity, ...]
    limits: tuple[LimitUse, ...]
    prices: Mapping[tuple[str, str, int], float]
    """(site, commodity, year) to what one more tonne there is worth [USD of that year, not discounted]."""
    demand: Mapping[tuple[str, str, int], float]
    """(market, commodity, year) to tonnes needed."""
    surplus: tuple[Surplus, ...] = ()
    stocks: tuple[StockLevel, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    """Every offtake and year, kept or not."""
    rejected: tuple[Rejected, ...] = ()
    """What projects that are not built lack; only where the plan was asked to say."""
    rounds: int
    """Rounds of column generation."""
    columns: int
    """Routes that were priced into the master problem."""
    note: str = ""
    """What the reader should know of the search: that it was interrupted."""

    def to_frame(self, name: str = "builds") -> pl.DataFrame:
        """Return one table with the columns that ``plan.json`` has; what is missing is null.

        `name` is builds, supply, unmet, routes, activities, surplus, stocks, shortfalls, limits, rejected, prices or demand.
        """
        from lodeway.plan.result.document import frame

        return frame(self, name)

    def __repr__(self) -> str:
        """Return the plan in a few lines: what it costs, builds and leaves unmet."""
        lines = [
            (
                f"Plan of {self.scenario}, case {self.case}: {self.status}, "
                f"{self.objective:.6g} USD (present value), gap {self.gap:.2g}"
            )
        ]
        lines += [
            f"  {row.year}  {row.what}: {row.size:,.0f} {row.unit} for {row.capex:,.0f} USD" for row in self.builds
        ]
        short: dict[str, float] = {}
        for need in self.unmet:
            short[need.commodity] = short.get(need.commodity, 0.0) + need.tonnes
        lines += [f"  unmet: {tonnes:,.0f} t of {commodity}" for commodity, tonnes in sorted(short.items())]
        return "\n".join(lines)
