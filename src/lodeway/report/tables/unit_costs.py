"""What a tonne of each build's product costs in the plan, part by part as the plan charges it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

from lodeway.plan.bankable import capital_charge
from lodeway.plan.finance import sinking_fund
from lodeway.plan.instance import trade
from lodeway.plan.instance.trade import Lands, in_force, lands, touching
from lodeway.plan.result import Activity, Build, Plan, RouteFlow
from lodeway.report import words
from lodeway.report.lookup import Lookup
from lodeway.report.tables.flows import enlargements
from lodeway.scenario import background, capital_rate
from lodeway.schema.tables import Gate

__all__ = ["Books", "UnitCost", "gate_cost", "process_cost"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost:
    """Cost of a build per tonne of first output (a gate: per gross tonne carried) [USD/t]."""

    output: float
    """Mean over the plan's years in which the build runs [t/a]."""
    rate: float
    """Cost of capital, as a fraction a year."""
    life: int
    lead_time: int
    capital: float
    """NaN without output."""
    closing: float = 0.0
    """Set aside for the end of life."""
    opex: float = 0.0
    feed: float = 0.0
    freight: float = 0.0
    """Of feed and product, as all below."""
    time: float = 0.0
    """At the scenario's value of an hour on the way."""
    carbon: float = 0.0
    """At the scenario's price, with what the process itself emits."""
    tax: float = 0.0
    credit: float = 0.0
    """Other products at reference price."""
    reference: float = math.nan
    worth: float = math.nan
    """What buyers pay in the plan."""
    serves: str = ""

    @property
    def break_even(self) -> float:
        """Price of the delivered product that pays all cost."""
        own = self.capital + self.closing + self.opex
        moved = self.feed + self.freight + self.time + self.carbon + self.tax
        return own + moved - self.credit


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What moving goods costs [USD/t]."""

    freight: float = 0.0
    time: float = 0.0
    carbon: float = 0.0
    tax: float = 0.0


@dataclass(frozen=True)
class Books:
    """What the plan's flows say of every site: freight, production, use."""

    plan: Plan
    lookup: Lookup

    @cached_property
    def activities(self) -> dict[tuple[str, int], Activity]:
        """Activity by process and year."""
        return {(row.process, row.year): row for row in self.plan.activities}

    @cached_property
    def leaving(self) -> dict[tuple[str, str, int], list[RouteFlow]]:
        """Routes by origin, commodity and year."""
        return _group((row.origin, row) for row in self.plan.routes)

    @cached_property
    def arriving(self) -> dict[tuple[str, str, int], list[RouteFlow]]:
        """Routes by destination, commodity and year."""
        return _group((row.destination, row) for row in self.plan.routes)

    @cached_property
    def where(self) -> Lands:
        """Countries behind the names of the scenario."""
        return lands(self.lookup.scenario)

    def moved(self, routes: Sequence[RouteFlow]) -> Moved:
        """Return what moving a contained tonne costs, mean of the routes by tonnes [USD/t]."""
        carried = math.fsum(row.tonnes for row in routes)
        if not carried > 0:
            return Moved()
        scenario = self.lookup.scenario
        dues = [self._dues(row) for row in routes]
        gross = [row.gross_tonnes / carried for row in routes]
        hours = math.fsum(g * (row.hours + wait) for g, row, (_, wait) in zip(gross, routes, dues, strict=True))
        return Moved(
            freight=math.fsum(g * row.cost for g, row in zip(gross, routes, strict=True)),
            time=scenario.time_value * hours,
            carbon=scenario.carbon_price * math.fsum(g * row.co2 / 1000 for g, row in zip(gross, routes, strict=True)),
            tax=math.fsum(row.tonnes / carried * tax for row, (tax, _) in zip(routes, dues, strict=True)),
        )

    def _dues(self, row: RouteFlow) -> tuple[float, float]:
        """Return tax [USD/t] and wait for licences [h] of a route."""
        sites, commodity = self.lookup.sites, self.lookup.commodities[row.commodity]
        ends = self.where.members(row.market) if row.market else frozenset((sites[row.destination].country,))
        acting = touching(
            self.lookup.scenario.measures,
            self.where,
            commodity,
            origin=sites[row.origin].country,
            destinations=ends,
            market=row.market,
        )
        active = [measure for measure in acting if in_force(measure, row.year)]
        return trade.tax(active, commodity), trade.wait(active)


def _group(rows: Iterable[tuple[str, RouteFlow]]) -> dict[tuple[str, str, int], list[RouteFlow]]:
    found: dict[tuple[str, str, int], list[RouteFlow]] = defaultdict(list)
    for site, row in rows:
        found[site, row.commodity, row.year].append(row)
    return found


def process_cost(build: Build, books: Books) -> UnitCost:
    """Return the unit cost of a mine or plant.

    Parameters
    ----------
    build
        A build of a process.
    books
        The plan's flows.
    """
    lookup = books.lookup
    process = lookup.processes[build.what]
    recipe = lookup.yields[build.what]
    outputs = _outputs(build, books)
    output = math.fsum(outputs.values()) / len(outputs) if outputs else 0.0
    scenario, rate = lookup.scenario, capital_rate(lookup.scenario, build.country)
    charge = capital_charge(rate, life=process.life, lead_time=process.lead_time)
    carbon = scenario.carbon_price * process.emissions if scenario.carbon_price else 0.0
    moved = _moved(build, books, outputs)
    others = [(name, amount) for name, amount in recipe.outputs.items() if name != recipe.commodity]
    return UnitCost(
        output=output,
        rate=rate,
        life=process.life,
        lead_time=process.lead_time,
        capital=charge * build.capex / output if output > 0 else math.nan,
        closing=sinking_fund(rate, process.life) * process.decommissioning * build.size / output
        if output > 0
        else math.nan,
        opex=process.opex,
        feed=math.fsum(amount * lookup.price(name) for name, amount in recipe.inputs.items()),
        freight=moved.freight,
        time=moved.time,
        carbon=carbon + moved.carbon,
        tax=moved.tax,
        credit=math.fsum(amount * lookup.price(name) for name, amount in others),
        reference=lookup.price(recipe.commodity),
        worth=_worth(build, books, outputs),
        serves=_serves(build, books, outputs),
    )


def _outputs(build: Build, books: Books) -> dict[int, float]:
    """Return the build's yearly output; capacity that existed before is used first, builds of one process share alike."""
    process = books.lookup.processes[build.what]
    outputs = {}
    for year in books.plan.years:
        row = books.activities.get((build.what, year))
        if row is None or not build.first_year <= year < build.first_year + process.life or row.built <= 0:
            continue
        outputs[year] = max(row.tonnes - (row.capacity - row.built), 0.0) * min(build.size / row.built, 1.0)
    return outputs


def _moved(build: Build, books: Books, outputs: Mapping[int, float]) -> Moved:
    """Return what moving feed and products costs, mean over the years by output [USD/t of first output]."""
    recipe = books.lookup.yields[build.what]
    total = math.fsum(outputs.values())
    if not total > 0:
        return Moved(freight=math.nan)
    paid: dict[str, float] = defaultdict(float)
    for year, tonnes in outputs.items():
        for amounts, routes in ((recipe.outputs, books.leaving), (recipe.inputs, books.arriving)):
            for commodity, amount in amounts.items():
                moved = books.moved(routes.get((build.site, commodity, year), []))
                for part in fields(moved):
                    paid[part.name] += tonnes / total * amount * getattr(moved, part.name)
    return Moved(**paid)


def _serves(build: Build, books: Books, outputs: Mapping[int, float]) -> str:
    """Return the three largest buyers: markets, or the sites that work the product further."""
    lookup = books.lookup
    buyers: dict[str, float] = defaultdict(float)
    for year in outputs:
        for row in books.leaving.get((build.site, build.commodity, year), []):
            place = "the same site" if row.destination == build.site else lookup.site_name(row.destination)
            buyers[lookup.market_name(row.market) if row.market else place] += row.tonnes
    return words.join(sorted(buyers, key=lambda buyer: (-buyers[buyer], buyer))[:3])


def _worth(build: Build, books: Books, outputs: Mapping[int, float]) -> float:
    """Return what a delivered tonne is worth at its destinations, mean by tonnes [USD/t]."""
    priced = [
        (row.tonnes, books.plan.prices[row.destination, build.commodity, year])
        for year in outputs
        for row in books.leaving.get((build.site, build.commodity, year), [])
        if (row.destination, build.commodity, year) in books.plan.prices
    ]
    total = math.fsum(tonnes for tonnes, _ in priced)
    return math.fsum(tonnes * price for tonnes, price in priced) / total if total > 0 else math.nan


def gate_cost(build: Build, books: Books, gate: Gate) -> UnitCost:
    """Return the charge per gross tonne that pays for a gate's enlargement, at the tonnes it carries beyond what was free before.

    Parameters
    ----------
    build
        A build of a gate.
    books
        The plan's flows.
    gate
        The gate, atlas and scenario merged.
    """
    years = range(build.first_year, min(build.first_year + gate.life, books.plan.years[-1] + 1))
    carried = [_carried(build, books.plan, gate, year) for year in years]
    output = math.fsum(carried) / len(carried) if carried else 0.0
    rate = capital_rate(books.lookup.scenario, build.country)
    charge = capital_charge(rate, life=gate.life, lead_time=gate.lead_time)
    capital = charge * build.capex / output if output > 0 else math.nan
    return UnitCost(output=output, rate=rate, life=gate.life, lead_time=gate.lead_time, capital=capital)


def _carried(build: Build, plan: Plan, gate: Gate, year: int) -> float:
    """Return the gross tonnes that an enlargement carries; enlargements of one gate share alike."""
    through = math.fsum(row.gross_tonnes for row in plan.routes if row.year == year and gate.id in row.gates)
    before = 0.0 if gate.status == "candidate" or math.isnan(gate.capacity) else gate.capacity
    other = background(gate, year, first=plan.years[0])
    built = math.fsum(row.size for row in enlargements(plan, gate, year))
    return max(through - max(before - other, 0.0), 0.0) * build.size / built if built > 0 else 0.0
