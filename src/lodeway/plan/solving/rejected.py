"""What each project that a plan leaves out lacks: the plan is made to build a little of it, and the loss is told line by line."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from lodeway.network import Path
from lodeway.plan.instance.lanes import Lane
from lodeway.plan.instance.projects import Project
from lodeway.plan.instance.world import World
from lodeway.plan.result import Rejected
from lodeway.plan.routing.ways import Finder
from lodeway.plan.solving.master import Answer, Master
from lodeway.plan.solving.pricing import converge

__all__ = ["rejected"]

LITTLE = 1e-3
"""Part of the most that may be built that is tried where any size may be: small enough that prices hold."""
BUILT = 1e-9
"""Units below which nothing is built."""
TOLD = 1e-6
"""Share of its revenue or investment below which a charge is the solver's rounding."""

Charges = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class _Lines:
    """A sum, line by line [USD, present value]."""

    revenue: float
    feed: float
    operation: float
    investment: float
    charges: Charges

    @property
    def lack(self) -> float:
        """Return cost less revenue."""
        return self.feed + self.operation + self.investment + sum(self.charges.values()) - self.revenue


def rejected(master: Master, finder: Finder, least: NDArray[np.float64], answer: Answer) -> tuple[Rejected, ...]:
    """Return what every project that is not built lacks, in order of kind and id.

    Parameters
    ----------
    master
        The program of the plan, whole units held.
    finder, least
        As for `lodeway.plan.solving.pricing.converge`.
    answer
        The plan's answer; the program still has it, and has its bounds again afterwards.

    Notes
    -----
    The cost of a plan is convex in the least that must be built of one project, and its slope at nothing is the
    subsidy of a unit below which no plan builds it and above which every plan does: the greatest reduced cost that any
    optimal prices give it. (At a vertex with ties the reduced cost of one set of prices may be less.) The slope is read
    from the dual of the row that asks for a little of it; for whole units the cost of the first one is the difference
    of two plans, all other whole units as they are. Its lines are at the prices of the second, where it lacks no less: by
    as much as the convex cost lies above its tangent there the first of the unit saves more than the last (`shift`).
    """
    matrix = csc_array(master.assembly.matrix())
    found = []
    for project in master.world.projects:
        columns = [
            master.assembly.columns["build", project.kind, project.id, decision] for decision in project.decisions
        ]
        if answer.values[columns].sum() <= BUILT:
            found.append(_of(master, finder, least, answer, matrix, project, columns))
    return tuple(found)


def _of(
    master: Master,
    finder: Finder,
    least: NDArray[np.float64],
    answer: Answer,
    matrix: csc_array,
    project: Project,
    columns: list[int],
) -> Rejected:
    units = 1.0 if project.whole else (LITTLE * project.most if math.isfinite(project.most) else 1.0)
    forced = _forced(master, finder, _near(master, least, project), project, columns, units, answer)
    if forced is None:
        return _row(project, project.decisions[0], units, math.nan, None, {}, None)
    lines = _lines(master, matrix, forced, project, columns)
    gap = forced.objective - answer.objective if project.whole else lines.lack
    year = project.decisions[int(np.argmax(forced.values[columns]))]
    tolls, figures = _goods(master, forced, project)
    return _row(project, year, units, max(0.0, gap), lines, tolls, figures)


def _near(master: Master, least: NDArray[np.float64], project: Project) -> NDArray[np.float64]:
    """Return the least costs of the lanes that begin or end at a project, so that only these are priced anew."""
    if project.kind == "training":
        return np.full(least.size, np.inf)
    if project.kind != "process":
        return least
    years = len(master.world.years)
    own = np.repeat([project.site in (lane.origin, *lane.destinations) for lane in master.world.lanes], years)
    return np.where(own, least, np.inf)


def _forced(
    master: Master,
    finder: Finder,
    least: NDArray[np.float64],
    project: Project,
    columns: list[int],
    units: float,
    answer: Answer,
) -> Answer | None:
    """Return the answer in which units of a project must be built; None where that cannot be."""
    solver, bound = master.solver, np.asarray(master.assembly.bound)
    row = master.assembly.rows.get(("size", project.kind, project.id))
    for column in columns:
        solver.changeColBounds(column, 0.0, bound[column])
    cheapest = columns[int(np.argmin(answer.reduced[columns]))]
    if row is None:
        solver.changeColBounds(cheapest, units, bound[cheapest])
    else:
        solver.changeRowBounds(row, units, master.assembly.row_upper[row])
    solver.setOptionValue("simplex_strategy", 1)
    done = converge(master, finder, least, progress=_silent)
    if row is not None:
        solver.changeRowBounds(row, -np.inf, master.assembly.row_upper[row])
    for column in columns:
        solver.changeColBounds(column, 0.0, 0.0 if project.whole else bound[column])
    return None if done is None else done.answer


def _lines(master: Master, matrix: csc_array, forced: Answer, project: Project, columns: list[int]) -> _Lines:
    """Return the sum of a project at the prices of the plan that builds a little of it.

    What a column earns is its coefficients times the duals of its rows; what it earns in its own capacity the build
    pays for, so these cancel.
    """
    revenue = feed = operation = investment = 0.0
    charges: Charges = defaultdict(float)
    runs = [
        master.assembly.columns["activity", project.id, year]
        for year in (master.world.years if project.kind == "process" else ())
    ]
    for column in (*runs, *columns):
        amount = float(forced.values[column])
        if column in runs:
            operation += amount * master.assembly.cost[column]
        else:
            investment += amount * master.assembly.cost[column]
        for place in range(matrix.indptr[column], matrix.indptr[column + 1]):
            row = int(matrix.indices[place])
            key = master.assembly.row_keys[row]
            earned = amount * float(matrix.data[place]) * float(forced.duals[row])
            if key[0] == "supply" or (key[0] == project.kind and key[1] == project.id):
                revenue += earned
            elif key[0] == "feed":
                feed -= earned
            elif not (key[0] == "size" or (key[0] == "capacity" and key[1] == project.id)):
                charges[_subject(key)] -= earned
    return _Lines(revenue, feed, operation, investment, charges)


def _subject(key: tuple[str | int, ...]) -> tuple[str, str]:
    return str(key[0]), "/".join(str(part) for part in (key[1:-1] if isinstance(key[-1], int) else key[1:]))


@dataclass(frozen=True, slots=True)
class _Figures:
    """Where a project's goods would go."""

    tonnes: float
    """First output, discounted [t]."""
    output: float
    """First output a year, mean of the years in which it runs [t/a]."""
    freight: float
    """Of product and feed [USD per tonne of first output]."""
    worth: float
    """What a delivered tonne is worth [USD/t]."""
    buyers: tuple[str, ...]
    gates: tuple[str, ...]


def _goods(master: Master, forced: Answer, project: Project) -> tuple[Charges, _Figures | None]:
    """Return what its goods pay to scarce gates and limits on trade, and where they would go."""
    if project.kind != "process":
        return {}, None
    world, years = master.world, len(master.world.years)
    made = {
        place: float(forced.values[master.assembly.columns["activity", project.id, year]])
        for place, year in enumerate(world.years)
    }
    tolls: Charges = defaultdict(float)
    carried = paid = 0.0
    arrived: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    worth: list[tuple[float, float]] = []
    buyers: dict[str, float] = defaultdict(float)
    ways: list[tuple[float, tuple[str, ...]]] = []
    inputs = {name: amount for o in world.operations if o.process.id == project.id for name, amount in o.inputs}
    moving = np.flatnonzero(forced.values[master.first :] > BUILT)
    matrix = csc_array(master.columns())
    for number in moving:
        slot = int(master.slots[number])
        lane, place = world.lanes[slot // years], slot % years
        out = lane.origin == project.site and lane.commodity == project.commodity
        into = project.site in lane.destinations and lane.commodity in inputs and not lane.market
        if not (out or into) or made[place] <= 0:
            continue
        tonnes = float(forced.values[master.first + number])
        way = master.paths[int(number)]
        if into:
            arrived[lane.commodity][0] += tonnes
            arrived[lane.commodity][1] += tonnes * _moving(world, lane, place, way)
            continue
        paid += tonnes * _moving(world, lane, place, way)
        carried += tonnes
        buyers[lane.market or lane.destinations[0]] += tonnes
        ways.append((tonnes, tuple(world.network.gates[gate].id for gate in way.gates)))
        column = master.first + int(number)
        for entry in range(matrix.indptr[column], matrix.indptr[column + 1]):
            row = int(matrix.indices[entry])
            kind = str(master.assembly.row_keys[row][0])
            earned = tonnes * float(matrix.data[entry]) * float(forced.duals[row])
            if kind in ("demand", "feed"):
                worth.append((earned / float(world.discount[place]), tonnes))
            elif kind not in ("supply", "label"):
                tolls[_subject(master.assembly.row_keys[row])] -= earned
    running = [tonnes for tonnes in made.values() if tonnes > 0]
    return tolls, _Figures(
        tonnes=sum(tonnes * float(world.discount[place]) for place, tonnes in made.items()),
        output=sum(running) / len(running) if running else 0.0,
        freight=paid / carried
        + sum(inputs[name] * money / tonnes for name, (tonnes, money) in arrived.items() if tonnes > 0)
        if carried > 0
        else math.nan,
        worth=sum(money for money, _ in worth) / carried if carried > 0 else math.nan,
        buyers=tuple(sorted(buyers, key=lambda name: (-buyers[name], name))),
        gates=max(ways, default=(0.0, ()))[1],
    )


def _moving(world: World, lane: Lane, place: int, way: Path) -> float:
    """Return what moving a contained tonne costs in a year: freight, time, carbon price and taxes [USD/t]."""
    scenario = world.scenario
    hours = way.hours + float(lane.wait[place])
    gross = way.cost + scenario.time_value * hours + scenario.carbon_price * way.co2 / 1000.0
    return lane.gross * gross + float(lane.tax[place])


def _row(
    project: Project,
    year: int,
    units: float,
    gap: float,
    lines: _Lines | None,
    tolls: Charges,
    figures: _Figures | None,
) -> Rejected:
    charges = lines.charges if lines is not None else {}
    least = TOLD * max(lines.revenue, lines.investment) if lines is not None else 0.0
    return Rejected(
        what=project.id,
        name=project.name,
        kind=project.kind,
        site=project.site,
        country=project.country,
        commodity=project.commodity,
        year=year,
        size=units * project.step,
        whole=project.whole,
        unit={"process": "t/a", "training": "workers"}.get(project.kind, "gross t/a"),
        capex=units * project.capex,
        gap=gap,
        revenue=lines.revenue if lines else math.nan,
        feed=lines.feed if lines else math.nan,
        operation=lines.operation if lines else math.nan,
        limits=sum(charges.values()) if lines else math.nan,
        investment=lines.investment if lines else math.nan,
        tonnes=figures.tonnes if figures else math.nan,
        output=figures.output if figures else math.nan,
        freight=figures.freight if figures else math.nan,
        worth=figures.worth if figures else math.nan,
        buyers=figures.buyers if figures else (),
        gates=figures.gates if figures else (),
        charges=_told(charges, least, helped=True),
        tolls=_told(tolls, least),
        shift=lines.lack - gap if lines else math.nan,
    )


def _told(charges: Charges, least: float, *, helped: bool = False) -> tuple[tuple[str, str, float], ...]:
    """Return charges that count, the largest first; those below zero, where a limit is helped, only if asked for."""
    some = [
        (kind, scope, amount)
        for (kind, scope), amount in charges.items()
        if amount > least or (helped and amount < -least)
    ]
    return tuple(sorted(some, key=lambda row: (-row[2], row)))


def _silent(text: str) -> None:
    """Say nothing."""
