"""What plants, deposits and gates can do, and how much may be built."""

from __future__ import annotations

import math

import numpy as np

from lodeway.plan.blocks.assembly import Assembly, Key
from lodeway.plan.blocks.variables import running
from lodeway.plan.instance.periods import periods
from lodeway.plan.instance.projects import Project
from lodeway.plan.instance.world import World
from lodeway.schema.tables import Limit

__all__ = ["build_bounds", "build_rate", "gate_capacity", "link_capacity", "process_capacity", "resource"]


def process_capacity(world: World, assembly: Assembly) -> None:
    """Write the capacity of every process and year.

    ``x[p,t] - step[p] sum_{t - lead - life < d <= t - lead} y[p,d] <= existing[p,t]``
    """
    options = {project.id: project for project in world.projects if project.kind == "process"}
    for operation in world.operations:
        process = operation.process
        for place, year in enumerate(world.years):
            row = assembly.row(("capacity", process.id, year), upper=float(operation.capacity[place]))
            assembly.enter(row, assembly.columns["activity", process.id, year], 1.0)
            if process.id in options:
                for column in running(assembly, options[process.id], year):
                    assembly.enter(row, column, -options[process.id].step)


def resource(world: World, assembly: Assembly) -> None:
    """Write what can be won in all: ``sum_t x[p,t] <= resource[p]``."""
    for operation in world.operations:
        process = operation.process
        if not math.isnan(process.resource):
            row = assembly.row(("resource", process.id), upper=process.resource)
            for year in world.years:
                assembly.enter(row, assembly.columns["activity", process.id, year], 1.0)


def gate_capacity(world: World, assembly: Assembly) -> None:
    """Write the capacity of every bounded gate and year, in gross tonnes, both ways together.

    ``sum_r passes[r,g] gross[r] f[r,t] - step[g] sum_running y[g,d] <= max(0, capacity[g] - background[g,t])``

    Routes enter when they are priced.
    """
    options = {project.id: project for project in world.projects if project.kind == "gate"}
    for number, gate in enumerate(world.network.gates):
        _room(world, assembly, number, ("gate", gate.id), options.get(gate.id))


def link_capacity(world: World, assembly: Assembly) -> None:
    """Write the capacity of every bounded link and year, in gross tonnes, all goods and both ways together.

    ``sum_r passes[r,e] gross[r] f[r,t] - step[e] sum_running y[e,d] <= max(0, capacity[e] - background[e,t])``

    Routes enter when they are priced.
    """
    options = {project.id: project for project in world.projects if project.kind == "link"}
    for number, link in enumerate(world.network.links):
        _room(world, assembly, len(world.network.gates) + number, ("link", link.id), options.get(link.id))


def _room(world: World, assembly: Assembly, number: int, key: Key, project: Project | None) -> None:
    for place, year in enumerate(world.years):
        if np.isfinite(world.gate_free[number, place]):
            row = assembly.row((*key, year), upper=float(world.gate_free[number, place]))
            assembly.gate_rows[number, place] = row
            for column in running(assembly, project, year) if project else ():
                assembly.enter(row, column, -project.step if project else 0.0)


def build_bounds(world: World, assembly: Assembly) -> None:
    """Write the most that may be built over all years: ``sum_d y[k,d] <= largest[k]`` (in units)."""
    for project in world.projects:
        if math.isfinite(project.most):
            row = assembly.row(("size", project.kind, project.id), upper=project.most)
            for decision in project.decisions:
                assembly.enter(row, assembly.columns["build", project.kind, project.id, decision], 1.0)


def build_rate(world: World, assembly: Assembly) -> None:
    """Write how fast may be built: ``sum_k in scope step[k] y[k,t] <= rate``, and what schools have places for.

    A country, or all, bounds the processes there, of one first output if it is named; a name bounds that project alone.
    """
    for limit in sorted(world.scenario.limits, key=lambda row: row.id):
        for years in periods(limit, world.years) if limit.kind == "build_rate" else ():
            row = assembly.row(("build_rate", limit.id, 0 if limit.whole else years[0]), upper=limit.value)
            for project in world.projects:
                if _paced(limit, project):
                    for decision in (year for year in project.decisions if year in years):
                        column = assembly.columns["build", project.kind, project.id, decision]
                        assembly.enter(row, column, project.step)
    places = {row.id: row.places for row in world.scenario.training}
    for project in world.projects:
        if project.kind == "training" and not math.isnan(places[project.id]):
            for decision in project.decisions:
                row = assembly.row(("training", project.id, decision), upper=places[project.id])
                assembly.enter(row, assembly.columns["build", project.kind, project.id, decision], project.step)


def _paced(limit: Limit, project: Project) -> bool:
    if limit.scope == project.id and project.kind != "training":
        return True
    fits = limit.commodity in ("*", project.commodity)
    return project.kind == "process" and limit.scope in ("*", project.country) and fits
