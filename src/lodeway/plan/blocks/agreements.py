"""What is agreed: goods that must be taken, builds that must be there, money that spares a budget."""

from __future__ import annotations

import math
from collections import defaultdict

from lodeway.plan.blocks.assembly import Assembly
from lodeway.plan.blocks.variables import lack, running
from lodeway.plan.instance.periods import holds
from lodeway.plan.instance.world import World
from lodeway.schema.tables import Agreement

__all__ = ["funding", "offtake", "requirement"]


def offtake(world: World, assembly: Assembly) -> None:
    """Write the least that a market takes of an origin or site while an agreement holds.

    ``sum_r from o to m f[r,t] + missing[a,t] >= firmness[a] quantity[a]``

    A tonne that is missing costs the penalty; without one none may be missing. What the floor price lies above the
    reference price is paid for every firm tonne that is taken.
    """
    for row in sorted(world.scenario.agreements, key=lambda row: row.id):
        firm = row.firmness / 100.0 * row.quantity
        if not firm > 0:
            continue
        for place, year in enumerate(world.years):
            if holds(row, year):
                key = ("offtake", row.id, year)
                number, present = assembly.row(key, lower=firm), float(world.discount[place])
                for slot in _taken(world, row, place):
                    assembly.attach(slot, number)
                extra = premium(world, row)
                assembly.constant += present * extra * firm
                if math.isnan(row.penalty):
                    column = lack(world, assembly, key, row.commodity)
                else:
                    cost = present * (row.penalty - extra)
                    column = assembly.column(("missing", row.id, year), cost=cost, bound=firm)
                assembly.enter(number, column, 1.0)


def premium(world: World, row: Agreement) -> float:
    """Return what a floor price lies above the reference price [USD/t]."""
    price = world.commodities[row.commodity].price
    return 0.0 if math.isnan(row.floor_price) else max(0.0, row.floor_price - price)


def requirement(world: World, assembly: Assembly) -> None:
    """Write what must run while an agreement holds: ``existing[k,t] + step[k] sum_running y[k,d] >= size[a]``.

    It binds from the first year in which it holds and the builds it names could run.
    """
    existing = {operation.process.id: operation.capacity for operation in world.operations}
    for agreement in sorted(world.scenario.agreements, key=lambda row: row.id):
        for name in sorted(agreement.requires):
            options = [project for project in world.projects if project.id == name]
            for place, year in enumerate(world.years):
                columns = [(p.step, column) for p in options for column in running(assembly, p, year)]
                there = float(existing[name][place]) if name in existing else 0.0
                if holds(agreement, year) and agreement.required_size > there and (columns or year == world.years[-1]):
                    key = ("requirement", agreement.id, name, year)
                    row = assembly.row(key, lower=agreement.required_size - there)
                    for step, column in columns:
                        assembly.enter(row, column, step)
                    commodity = next((p.commodity for p in options), "")
                    assembly.enter(row, lack(world, assembly, key, commodity), 1.0)


def funding(world: World, assembly: Assembly) -> None:
    """Write what agreements pay of overnight cost, which budgets are then spared.

    ``fund[a]:  sum_k,t z[a,k,t] <= amount[a]``, ``spent[k,t]:  sum_a z[a,k,t] <= capex[k] y[k,t]``
    """
    payers: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for agreement in sorted(world.scenario.agreements, key=lambda row: row.id):
        columns = []
        for project in world.projects:
            for decision in project.decisions if project.id in agreement.funds else ():
                if holds(agreement, decision):
                    columns.append(assembly.column(("fund", agreement.id, project.kind, project.id, decision)))
                    payers[project.kind, project.id, decision].append(columns[-1])
        if columns:
            row = assembly.row(("fund", agreement.id, 0), upper=agreement.amount)
            for column in columns:
                assembly.enter(row, column, 1.0)
    capex: dict[tuple[str, str], float] = {(project.kind, project.id): project.capex for project in world.projects}
    for (kind, name, decision), columns in payers.items():
        row = assembly.row(("spent", kind, name, decision), upper=0.0)
        assembly.enter(row, assembly.columns["build", kind, name, decision], -capex[kind, name])
        for column in columns:
            assembly.enter(row, column, 1.0)


def _taken(world: World, row: Agreement, place: int) -> list[int]:
    """Return the slots of the lanes that fulfil an offtake in a year."""
    years = len(world.years)
    return [
        number * years + place
        for number in world.deliveries.get((row.market, row.commodity), ())
        if world.lanes[number].most[place] > 0
        and row.origin in ("", world.lanes[number].country)
        and row.site in ("", world.lanes[number].origin)
    ]
