"""Whether, builds being what they are, flows can be led after a loss so that every market still gets what it was promised."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.blocks.assembly import Key
from lodeway.plan.routing.routes import Routes, joined
from lodeway.plan.routing.ways import Finder, Prices, finder
from lodeway.plan.solving.limits import INTERNAL
from lodeway.plan.solving.master import Answer
from lodeway.plan.solving.pricing import converge
from lodeway.plan.studies.cuts import DUST, Cut, cuts
from lodeway.plan.studies.drill import TIGHT, Drill, Need, Witness
from lodeway.plan.studies.kept import silent
from lodeway.plan.studies.losses import Loss, leaves

__all__ = ["Outcome", "Rehearsal", "rehearse", "spares"]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A task: what is lost, and the builds; None for any builds that the scenario's limits allow."""

    loss: Loss
    builds: tuple[tuple[Key, float], ...] | None
    waived: tuple[tuple[Need, float], ...] = ()
    """Tonnes by which a promise is lowered."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Flows that keep the promise; or what is short, and what builds must therefore satisfy."""

    short: tuple[tuple[Need, float], ...]
    """Fewest tonnes short of the promise."""
    cuts: tuple[Cut, ...] = ()
    witness: Witness | None = None
    held_by: tuple[tuple[str, int], ...] = ()
    """Kinds of limits in the way and how many of each, the most first."""


def spares(witness: Witness, loss: Loss) -> bool:
    """Return whether flows use nothing of what is lost, so that its loss changes nothing for them."""
    return not (
        loss.countries & witness.countries
        or loss.gates & witness.gates
        or loss.links & witness.links
        or loss.processes & witness.processes
    )


def rehearse(model: Drill, task: Rehearsal) -> Outcome:
    """Return whether the promise can be kept after a loss, with flows that keep it or with what is short."""
    kept, loss, program = model.kept, task.loss, model.kept.master
    kept.reset()
    _forget_meshes(model)
    high = kept.high.copy()
    if task.builds is not None:
        units = dict(task.builds)
        held = [units.get(key, 0.0) for key in model.build]
        kept.bound(list(model.build.values()), held, held)
    for need, tonnes in task.waived:
        high[model.unmet[need]] += tonnes
        kept.bound([model.unmet[need]], [0.0], [high[model.unmet[need]]])
    slots = _lost_slots(model, loss)
    cut = _cut(model, program.routes, loss)
    gone = _lost_columns(model, loss, cut | np.isin(program.slots, slots))
    high[gone] = 0.0
    kept.bound(gone, [0.0] * len(gone), [0.0] * len(gone))
    ways = _around(model, loss, slots)
    least = kept.least.copy()
    least[ways.seed_of < 0] = np.inf
    least[slots] = np.inf
    done = converge(program, ways, least, progress=silent)
    if done is None:
        raise RuntimeError("the program that allows any shortage has no solution")
    answer = done.answer
    values = np.maximum(answer.values, 0.0)
    lacking = {need: float(values[list(columns)].sum()) for need, columns in model.broken.items()}
    short = tuple((need, lack) for need, lack in lacking.items() if lack > TIGHT * model.about.demand[need])
    if not short:
        return Outcome((), witness=_witness(model, values))
    if task.builds is None:
        return Outcome(short, held_by=_held_by(model, answer))
    high = np.concatenate([high, np.full(values.size - high.size, np.inf)])
    tight = 0.5 * min(TIGHT * model.about.demand[need] for need, _ in short)
    return Outcome(short, cuts=cuts(program, answer, model.build, high=high, gone=gone, tight=tight))


def _forget_meshes(model: Drill) -> None:
    """Drop the meshes of losses rehearsed before."""
    usual = model.kept.finder
    del usual.meshes[model.meshes :]
    usual.numbers = {avoid: number for avoid, number in usual.numbers.items() if number < model.meshes}
    usual.nears = {
        mesh: steps
        for mesh, steps in usual.nears.items()
        if all(number < model.meshes for number, _ in [*steps, (mesh, None)])
    }
    usual.bases = {number: base for number, base in usual.bases.items() if number < model.meshes}


def _lost_slots(model: Drill, loss: Loss) -> NDArray[np.intp]:
    """Return the slots of lanes that lead out of a country that is lost."""
    years = len(model.about.years)
    lanes = [
        n for n, lane in enumerate(model.about.lanes) if lane.country in loss.countries and leaves(model.about, lane)
    ]
    return (np.asarray(lanes, dtype=np.intp)[:, None] * years + np.arange(years)).reshape(-1)


def _lost_columns(model: Drill, loss: Loss, lost: NDArray[np.bool_]) -> list[int]:
    """Return the columns that nothing may use: routes that are lost, activities of processes that are lost."""
    program = model.kept.master
    activities = [c for key, c in program.assembly.columns.items() if key[0] == "activity" and key[1] in loss.processes]
    return activities + (program.first + np.flatnonzero(lost)).tolist()


def _cut(model: Drill, routes: Routes, loss: Loss) -> NDArray[np.bool_]:
    """Return which routes pass a gate or link that is lost."""
    if not loss.gates and not loss.links:
        return np.zeros(len(routes), dtype=np.bool_)
    legs = model.about.network.legs
    lost = np.isin(legs.gate, list(loss.gates)) | np.isin(legs.link, list(loss.links))
    owner = np.repeat(np.arange(len(routes)), np.diff(routes.arc_start))
    hit = np.zeros(routes.arcs.size, dtype=np.bool_)
    for number in np.unique(routes.mesh):
        mesh = model.kept.master.meshes[number]
        arc = np.repeat(np.arange(mesh.start.size - 1), np.diff(mesh.start))
        closed = np.bincount(arc, weights=lost[mesh.legs], minlength=mesh.start.size - 1) > 0
        own = routes.mesh[owner] == number
        hit[own] = closed[routes.arcs[own]]
    return np.bincount(owner, weights=hit, minlength=len(routes)) > 0


def _around(model: Drill, loss: Loss, slots: NDArray[np.intp]) -> Finder:
    """Return where ways come from that spare what is lost; the best of every slot whose own is cut is offered."""
    usual, program, about = model.kept.finder, model.kept.master, model.about
    if usual.seeds is None:
        raise ValueError("seed comes before a rehearsal")
    if not loss.gates and not loss.links:
        return usual
    closed = about.gate_closed.copy()
    closed[[*loss.gates, *(len(about.network.gates) + link for link in loss.links)], :] = True
    ways = finder(replace(about, gate_closed=closed), condense=False)
    ways.meshes = usual.meshes
    cut = _cut(model, usual.seeds, loss)
    wanted = np.setdiff1d(usual.seeds.slot[cut], slots)
    found = _best(ways, wanted, closed)
    program.offer(found)
    spared = usual.seeds.take(np.flatnonzero(~cut))
    seeds = joined([spared, found])
    ways.seeds = seeds.take(np.argsort(seeds.slot, kind="stable"))
    ways.seed_of = np.full(usual.seed_of.size, -1, dtype=np.intp)
    ways.seed_of[ways.seeds.slot] = np.arange(len(seeds))
    return ways


def _best(ways: Finder, slots: NDArray[np.intp], closed: NDArray[np.bool_]) -> Routes:
    """Return the best ways of slots where nothing is scarce; years with the same network are searched once."""
    legs, years = ways.world.network.legs, ways.world.years
    eras: dict[bytes, list[int]] = {}
    for place, year in enumerate(years):
        open_ = (legs.opens <= year) & ((legs.closes == 0) | (legs.closes > year))
        mark = open_.tobytes() + closed[:, place].tobytes() + ways.end_avoid[:, place].tobytes()
        eras.setdefault(mark, []).append(place)
    parts = []
    for places in eras.values():
        lanes = np.unique(slots[np.isin(slots % len(years), places)] // len(years))
        if not lanes.size:
            continue
        best = ways.search(lanes, places[0], Prices(co2=ways.world.scenario.carbon_price))
        routes = best.routes(np.arange(best.lane.size), len(years), places[0])
        for place in places:
            own = replace(routes, slot=routes.slot - places[0] + place)
            parts.append(own.take(np.flatnonzero(np.isin(own.slot, slots))))
    return joined(parts)


def _witness(model: Drill, values: NDArray[np.float64]) -> Witness:
    """Return what flows use and need."""
    program, about = model.kept.master, model.about
    others = values.copy()
    others[list(model.build.values())] = 0.0
    used = np.flatnonzero(values[program.first :] > DUST)
    lanes = np.unique(program.slots[used] // len(about.years)).tolist()
    paths, legs = program.paths, about.network.legs
    ridden = np.unique(np.asarray([leg for route in used.tolist() for leg in paths.legs(route)], dtype=np.intp))
    return Witness(
        needs=np.asarray((program.columns() @ others)[model.shared]),
        countries=frozenset(about.lanes[n].country for n in lanes if leaves(about, about.lanes[n])),
        gates=frozenset(gate for gate in legs.gate[ridden].tolist() if gate >= 0),
        links=frozenset(link for link in legs.link[ridden].tolist() if link >= 0),
        processes=frozenset(
            str(key[1]) for key, c in program.assembly.columns.items() if key[0] == "activity" and values[c] > DUST
        ),
    )


def _held_by(model: Drill, answer: Answer) -> tuple[tuple[str, int], ...]:
    """Return which kinds of limits have a price when only tonnes short count."""
    keys = model.kept.master.assembly.row_keys
    priced = Counter(
        str(keys[row][0])
        for row in np.flatnonzero(np.abs(answer.duals) > 1e-6)
        if keys[row][0] not in INTERNAL | {"demand"}
    )
    return tuple(sorted(priced.items(), key=lambda item: (-item[1], item[0])))
