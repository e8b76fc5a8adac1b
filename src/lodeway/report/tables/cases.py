"""Every table of the report, for one plan and for a case against its base."""

from __future__ import annotations

from collections.abc import Sequence

from lodeway.plan.result import Plan
from lodeway.report.figures import Table, table
from lodeway.report.lookup import Lookup
from lodeway.report.tables import (
    assumptions,
    bankability,
    binding,
    builds,
    compare,
    dependence,
    flows,
    host,
    room,
    target,
)
from lodeway.report.tables.flows import Ways
from lodeway.schema.tables import Gate

__all__ = ["case_tables", "difference_tables"]


def case_tables(plan: Plan, lookup: Lookup, gates: Sequence[Gate], numbers: Ways) -> dict[str, Table]:
    """Return the tables of one plan by name.

    Parameters
    ----------
    plan
        A plan.
    lookup
        Rows of the scenario that the plan was made from.
    gates
        Gates of the network.
    numbers
        Number of every path: `lodeway.report.tables.flows.ways`.

    Returns
    -------
    dict[str, Table]
        In the order of the report.
    """
    found = [
        *_decisions(plan, lookup, gates),
        *_supplies(plan, lookup),
        *_movements(plan, lookup, gates, numbers),
        *_states(plan, lookup, gates),
        *_grounds(plan, lookup),
    ]
    return {item.name: item for item in found}


def _decisions(plan: Plan, lookup: Lookup, gates: Sequence[Gate]) -> list[Table]:
    names = {gate.id: gate.name or gate.id for gate in gates}
    return [
        table("builds", "What to build", builds.BUILDS_NOTE, builds.BuildRow, builds.builds(plan, lookup)),
        table(
            "bankability",
            "What makes each build bankable",
            bankability.NOTE,
            bankability.Bankability,
            bankability.bankability(plan, lookup, gates),
        ),
        table(
            "binding",
            "What binds, and what one more unit is worth",
            binding.NOTE,
            binding.Binding,
            binding.binding(plan, lookup, names),
        ),
        table("limits", "Limits", builds.LIMITS_NOTE, builds.LimitRow, builds.limits(plan)),
        table("parts", "Cost of the plan", builds.PARTS_NOTE, builds.Part, builds.parts(plan)),
    ]


def _supplies(plan: Plan, lookup: Lookup) -> list[Table]:
    return [
        table("supply", "Supply mix", dependence.NOTE, dependence.SupplyShare, dependence.supply_mix(plan, lookup)),
        table("dependence", "Dependence", dependence.NOTE, dependence.Dependence, dependence.dependence(plan, lookup)),
        table("unmet", "Unmet demand", flows.UNMET_NOTE, flows.Short, flows.unmet(plan, lookup)),
    ]


def _movements(plan: Plan, lookup: Lookup, gates: Sequence[Gate], numbers: Ways) -> list[Table]:
    return [
        table("flows", "From mine to market", flows.FLOWS_NOTE, flows.Flow, flows.flows(plan, lookup)),
        table("routes", "Routes", flows.ROUTES_NOTE, flows.Route, flows.routes(plan, numbers)),
        table("gates", "Crossings, ports and passages", flows.GATES_NOTE, flows.GateUse, flows.gate_use(plan, gates)),
    ]


def _states(plan: Plan, lookup: Lookup, gates: Sequence[Gate]) -> list[Table]:
    minerals = host.host_minerals(plan, lookup)
    return [
        table("host", "The host's view", host.NOTE, host.Host, host.hosts(plan, lookup)),
        table("host_minerals", "The host's view by mineral", host.NOTE, host.HostMineral, minerals),
        table(
            "target",
            "Investment against the target",
            target.NOTE,
            target.TargetRow,
            target.progress(plan, lookup, gates),
        ),
    ]


def _grounds(plan: Plan, lookup: Lookup) -> list[Table]:
    return [
        table("assumptions", "Assumptions", assumptions.NOTE, assumptions.Assumption, assumptions.assumptions(lookup)),
        table(
            "assumption_share",
            "Tonnes that rest on assumption",
            assumptions.SHARES_NOTE,
            assumptions.AssumptionShare,
            assumptions.shares(plan, lookup),
        ),
        table("sources", "Sources", assumptions.SOURCES_NOTE, assumptions.Source, assumptions.sources(lookup)),
    ]


def difference_tables(plan: Plan, base: Plan, lookup: Lookup) -> dict[str, Table]:
    """Return the tables of a case against its base: cost, unmet, builds, room, supply.

    Parameters
    ----------
    plan
        Plan of the case.
    base
        Plan of the base.
    lookup
        Rows of the case's scenario.
    """
    note = "Case less base. Money as present value in USD of the scenario's price year; tonnes are contained tonnes of one year."
    found = [
        table("cost", "Difference of cost", note, compare.CostChange, compare.cost(plan, base)),
        table("unmet", "Difference of unmet demand", note, compare.UnmetChange, compare.unmet(plan, base)),
        table("builds", "Difference of builds", note, compare.BuildChange, compare.builds(plan, base)),
        table("room", "What could be built, and why no more is", room.NOTE, room.Room, room.room(plan, base, lookup)),
        table("supply", "Difference of supply", note, compare.SupplyChange, compare.supply(plan, base)),
    ]
    return {item.name: item for item in found}
