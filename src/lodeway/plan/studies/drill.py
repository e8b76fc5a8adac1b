"""A program that rehearses losses: nothing in it costs anything but a tonne short of what markets were promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from lodeway.network import build
from lodeway.network.model import Network
from lodeway.plan.blocks.assembly import Assembly, Key
from lodeway.plan.blocks.program import assemble
from lodeway.plan.instance.world import World, world
from lodeway.plan.routing.ways import finder
from lodeway.plan.solving.master import Master, master
from lodeway.plan.solving.pricing import converge, seed
from lodeway.plan.studies.kept import Kept, hold, silent
from lodeway.scenario.model import Scenario

__all__ = ["TIGHT", "Drill", "Need", "Promise", "Witness", "drill"]

Need = tuple[str, str, int]
"""Market, commodity and year."""

TIGHT = 1e-6
"""Share of a demand or bound that the solver's rounding explains."""
NOTHING = 1e-13
"""Tonnes short that a dollar of freight weighs: enough to choose among ways of equal scarcity, far too little to count."""
STEPS = 10
"""Steps in which the lack of a promise grows dearer."""
DEARER = 0.05
"""How much dearer each step is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What every market is to get after any loss."""

    share: float
    """Of its demand of each commodity in each year."""
    markets: tuple[str, ...] = ()
    """Those that hold the promise; all when empty."""

    def holds(self, market: str) -> bool:
        """Return whether a market holds the promise."""
        return not self.markets or market in self.markets


@dataclass(frozen=True, slots=True)
class Witness:
    """Flows that keep the promise: what they use, and the room they need of everything that may be built."""

    needs: NDArray[np.float64]
    """Of each row to which builds add room, what all other columns use of it."""
    countries: frozenset[str]
    """That send something abroad."""
    gates: frozenset[int]
    links: frozenset[int]
    processes: frozenset[str]


@dataclass(slots=True)
class Drill:
    """A program in which nothing costs anything but a tonne short of the promise, kept at any builds and no loss."""

    kept: Kept
    about: World
    promise: Promise
    unmet: dict[Need, int]
    """Column of what may be left unmet."""
    broken: dict[Need, tuple[int, ...]]
    """Columns of what is short of the promise."""
    build: dict[Key, int]
    """Columns of builds, by key."""
    shared: NDArray[np.intp]
    """Rows to which builds add room."""
    room: csr_array
    """Coefficients of builds in `shared`."""
    meshes: int
    """Meshes of the network with nothing lost."""

    def fits(self, witness: Witness, builds: Mapping[Key, float]) -> bool:
        """Return whether these builds leave the room that flows need."""
        used = witness.needs + self.room @ np.asarray([builds.get(key, 0.0) for key in self.build])
        low, high = self.kept.row_low[self.shared], self.kept.row_high[self.shared]
        ease = TIGHT * np.maximum(1.0, np.abs(np.where(np.isfinite(high), high, 0.0)))
        return bool(np.all(used <= high + ease) and np.all(used >= low - ease))


def drill(scenario: Scenario, promise: Promise, network: Network | None = None) -> Drill:
    """Return the program that rehearses losses in a scenario."""
    about = world(scenario, network or build(scenario))
    free = replace(about, discount=np.full(len(about.years), NOTHING))
    assembly = assemble(free)
    assembly.cost = [0.0] * len(assembly.cost)
    assembly.constant = 0.0
    unmet, broken = _promised(free, assembly, promise)
    program, ways = master(free, assembly), finder(about)
    least = seed(program, ways)
    done = converge(program, ways, least, progress=silent)
    if done is None:
        raise RuntimeError("the program that allows any shortage has no solution")
    builds = {key: column for key, column in assembly.columns.items() if key[0] == "build"}
    shared, room = _shared(program, builds)
    return Drill(
        kept=hold(program, ways, least, done),
        about=about,
        promise=promise,
        unmet=unmet,
        broken=broken,
        build=builds,
        shared=shared,
        room=room,
        meshes=len(program.meshes),
    )


def _promised(free: World, assembly: Assembly, promise: Promise) -> tuple[dict[Need, int], dict[Need, tuple[int, ...]]]:
    """Bound what each market may leave unmet; add columns for what is short of the promise, at one a tonne and a little more.

    The more of its promise a market lacks the dearer it is, so that what cannot be had is lacking everywhere alike.
    """
    entered: dict[int, list[int]] = {}
    for row, column, _ in assembly.entries:
        entered.setdefault(row, []).append(column)
    unmet: dict[Need, int] = {}
    broken: dict[Need, tuple[int, ...]] = {}
    for need, tonnes in free.demand.items():
        row = assembly.rows["demand", *need]
        lacking = [c for c in entered.get(row, []) if assembly.column_keys[c][0] in ("unmet", "short")]
        for column in lacking:
            assembly.bound[column] = 0.0
        unmet[need] = lacking[0]
        assembly.bound[lacking[0]] = (1.0 - promise.share) * tonnes if promise.holds(need[0]) else np.inf
        wide = promise.share * tonnes / STEPS
        broken[need] = tuple(
            assembly.column(("broken", *need, step), cost=1.0 + DEARER * step, bound=wide) for step in range(STEPS)
        )
        for column in broken[need]:
            assembly.enter(row, column, 1.0)
    return unmet, broken


def _shared(program: Master, builds: Mapping[Key, int]) -> tuple[NDArray[np.intp], csr_array]:
    """Return the rows that both builds and flows enter, and the builds' coefficients there."""
    assembly = program.assembly
    matrix = csr_array(assembly.matrix())
    columns = np.fromiter(builds.values(), dtype=np.intp)
    others = np.ones(matrix.shape[1])
    others[columns] = 0.0
    flows = np.asarray(abs(matrix) @ others) > 0
    flows[list(assembly.gate_rows.values())] = True
    flows[[row for _, row, _ in assembly.attached]] = True
    mine = np.asarray(abs(matrix) @ (1.0 - others)) > 0
    shared = np.flatnonzero(flows & mine)
    return shared, csr_array(matrix[shared, :][:, columns])
