"""What a tonne of each build's product costs in the plan: capital, operation, feed, freight."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lodeway.plan.bankable import capital_charge
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
    opex: float = 0.0
    feed: float = 0.0
    freight: float = 0.0
    credit: float = 0.0
    """Other products at reference price."""
    reference: float = math.nan
    worth: float = math.nan
    """What buyers pay in the plan."""
    serves: str = ""

    @property
    def break_even(self) -> float:
        """Price of the delivered product that pays all cost."""
        return self.capital + self.opex + self.feed + self.freight - self.credit


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

    def freight(self, routes: Sequence[RouteFlow]) -> float:
        """Return freight per contained tonne, mean of the routes by tonnes [USD/t]."""
        carried = math.fsum(row.tonnes for row in routes)
        return math.fsum(row.cost * row.gross_tonnes for row in routes) / carried if carried > 0 else 0.0


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
    rate = capital_rate(lookup.scenario, build.country)
    charge = capital_charge(rate, life=process.life, lead_time=process.lead_time)
    others = [(name, amount) for name, amount in recipe.outputs.items() if name != recipe.commodity]
    return UnitCost(
        output=output,
        rate=rate,
        life=process.life,
        lead_time=process.lead_time,
        capital=charge * build.capex / output if output > 0 else math.nan,
        opex=process.opex,
        feed=math.fsum(amount * lookup.price(name) for name, amount in recipe.inputs.items()),
        freight=_freight(build, books, outputs),
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


def _freight(build: Build, books: Books, outputs: Mapping[int, float]) -> float:
    """Return the freight of feed and products, mean over the years by output [USD/t of first output]."""
    recipe = books.lookup.yields[build.what]
    total = math.fsum(outputs.values())
    paid = 0.0
    for year, tonnes in outputs.items():
        for commodity, amount in recipe.outputs.items():
            paid += tonnes * amount * books.freight(books.leaving.get((build.site, commodity, year), []))
        for commodity, amount in recipe.inputs.items():
            paid += tonnes * amount * books.freight(books.arriving.get((build.site, commodity, year), []))
    return paid / total if total > 0 else math.nan


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
