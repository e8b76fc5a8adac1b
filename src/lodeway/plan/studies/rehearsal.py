"""Whether, builds being what they are, flows can be led after a loss so that every market still gets what it was promised."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lodeway.network import Path
from lodeway.plan.assembly import Key
from lodeway.plan.costs import moving
from lodeway.plan.master import Answer
from lodeway.plan.studies.cuts import DUST, Cut, cuts
from lodeway.plan.studies.drill import TIGHT, Drill, Need, Witness
from lodeway.plan.studies.losses import Loss, leaves
from lodeway.plan.studies.settle import settle
from lodeway.plan.ways import Finder, finder

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
    high = kept.high.copy()
    if task.builds is not None:
        units = dict(task.builds)
        held = [units.get(key, 0.0) for key in model.build]
        kept.bound(list(model.build.values()), held, held)
    for need, tonnes in task.waived:
        high[model.unmet[need]] += tonnes
        kept.bound([model.unmet[need]], [0.0], [high[model.unmet[need]]])
    ways, round_it = _around(model, loss)
    slots = _lost_slots(model, loss)
    gone = _lost_columns(model, loss, slots)
    high[gone] = 0.0
    kept.bound(gone, [0.0] * len(gone), [0.0] * len(gone))
    for slot, way in round_it.items():
        if slot not in slots:
            program.offer(slot, way)
    answer = settle(program, ways, slots)
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


def _lost_slots(model: Drill, loss: Loss) -> frozenset[int]:
    """Return the slots of lanes that lead out of a country that is lost."""
    if not loss.countries:
        return frozenset()
    years = len(model.about.years)
    return frozenset(
        number * years + place
        for number, lane in enumerate(model.about.lanes)
        if lane.country in loss.countries and leaves(model.about, lane)
        for place in range(years)
    )


def _lost_columns(model: Drill, loss: Loss, slots: frozenset[int]) -> list[int]:
    """Return the columns that nothing may use: routes that are cut, activities of processes that are lost."""
    program = model.kept.master
    gone = [
        program.first + number
        for number, (slot, way) in enumerate(zip(program.slots, program.paths, strict=True))
        if slot in slots or _cut(model, way, loss)
    ]
    activities = [c for key, c in program.assembly.columns.items() if key[0] == "activity" and key[1] in loss.processes]
    return activities + gone


def _cut(model: Drill, way: Path, loss: Loss) -> bool:
    if not loss.gates.isdisjoint(way.gates):
        return True
    return bool(loss.links) and any(int(model.about.network.legs.link[leg]) in loss.links for leg in way.legs)


def _around(model: Drill, loss: Loss) -> tuple[Finder, dict[int, Path]]:
    """Return where ways come from that spare what is lost, and the best such way of every slot whose own is cut."""
    if not loss.gates and not loss.links:
        return model.kept.finder, {}
    if loss.key not in model.around:
        about = model.about
        closed = about.gate_closed.copy()
        closed[list(loss.gates), :] = True
        network = about.network
        if loss.links:
            cost = np.where(np.isin(network.legs.link, list(loss.links)), np.inf, network.legs.cost)
            network = replace(network, legs=replace(network.legs, cost=cost))
        ways = finder(replace(about, gate_closed=closed, network=network))
        found = {}
        for slot, way in model.seeds.items():
            if _cut(model, way, loss):
                other = ways.plain(*divmod(slot, len(about.years)))
                if other is not None:
                    found[slot] = other
        model.around[loss.key] = (ways, found)
    return model.around[loss.key]


def _witness(model: Drill, values: NDArray[np.float64]) -> Witness:
    """Return what flows use and need."""
    program, about = model.kept.master, model.about
    others = values.copy()
    others[list(model.build.values())] = 0.0
    used = moving(program, _swept(model, values))
    lanes = {slot // len(about.years) for slot, _, _ in used}
    links = about.network.legs.link
    return Witness(
        needs=np.asarray((program.columns() @ others)[model.shared]),
        countries=frozenset(about.lanes[n].country for n in lanes if leaves(about, about.lanes[n])),
        gates=frozenset(gate for _, way, _ in used for gate in way.gates),
        links=frozenset(int(links[leg]) for _, way, _ in used for leg in way.legs if links[leg] >= 0),
        processes=frozenset(
            str(key[1]) for key, c in program.assembly.columns.items() if key[0] == "activity" and values[c] > DUST
        ),
    )


def _swept(model: Drill, values: NDArray[np.float64]) -> NDArray[np.float64]:
    clean = values.copy()
    clean[clean < DUST] = 0.0
    return clean


def _held_by(model: Drill, answer: Answer) -> tuple[tuple[str, int], ...]:
    """Return which kinds of limits have a price when only tonnes short count."""
    keys = model.kept.master.assembly.row_keys
    priced = Counter(
        str(keys[row][0])
        for row in np.flatnonzero(np.abs(answer.duals) > 1e-6)
        if keys[row][0] not in ("supply", "feed", "demand", "label")
    )
    return tuple(sorted(priced.items(), key=lambda item: (-item[1], item[0])))
