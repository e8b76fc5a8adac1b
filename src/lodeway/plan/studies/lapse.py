"""The plan when agreements never come to hold: what each of them changes, asked of one kept program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import InfeasibleError
from lodeway.network import build
from lodeway.network.model import Network
from lodeway.plan.instance.passages import passages
from lodeway.plan.instance.projects import projects
from lodeway.plan.instance.world import World
from lodeway.plan.result import Plan
from lodeway.plan.solving.integers import whole_units
from lodeway.plan.solving.pricing import Converged
from lodeway.plan.solving.reading import read_plan
from lodeway.plan.studies.kept import Kept, Say, keep, silent
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Agreement

__all__ = ["Ask", "Lapse", "coming", "lapse", "lapses"]

COMING = ("construction", "planned")
"""States of gates and links that are not there yet and that no plan decides on."""
TRACE = 1e-9
"""Units below which nothing is built or paid."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Agreements that shall never hold."""

    rows: tuple[Agreement, ...]
    """One that the scenario does not have is added first."""
    alone: bool = False
    """Whether all hangs on them: other agreements that enable the same do not save it, and those that require it let it go."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """A scenario in which agreements never hold."""

    scenario: Scenario
    shut: tuple[str, ...] = ()
    """Gates and links that never open."""
    gone: tuple[str, ...] = ()
    """Committed processes that never run."""


def lapse(scenario: Scenario, ask: Ask, *, comes: frozenset[str] = frozenset()) -> Lapse:
    """Return the scenario in which agreements never come to hold.

    Parameters
    ----------
    scenario
        What `lodeway.scenario.read` returned.
    ask
        Which agreements.
    comes
        Gates and links that are under construction or planned, as `coming` returns them.

    Returns
    -------
    Lapse
        Nothing is taken under them, nothing is paid and nothing required. What they enable cannot be decided, and if it is committed or
        under construction it does not come, unless another agreement that holds in some year enables it too and may.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> deal = Agreement(id="deal", enables=("pit-2",))
    >>> [row.opens for row in lapse(sample(), Ask((deal,))).scenario.agreements]
    [2029]
    """
    never = scenario.years[-1] + 1
    lost = {row.id: replace(row, opens=never, closes=0) for row in ask.rows}
    barred = {name for row in lost.values() for name in row.enables} if ask.alone else set()
    kept = [
        replace(
            row,
            enables=tuple(name for name in row.enables if name not in barred),
            requires=tuple(name for name in row.requires if name not in barred),
        )
        for row in scenario.agreements
        if row.id not in lost
    ]
    alive = {name for row in kept if row.opens < never for name in row.enables}
    dead = {name for row in lost.values() for name in row.enables} - alive
    gone = tuple(sorted(row.id for row in scenario.processes if row.id in dead and row.status == "committed"))
    shut = tuple(sorted(dead & comes))
    changed = replace(
        scenario,
        agreements=(*kept, *lost.values()),
        processes=tuple(replace(row, status="closed") if row.id in gone else row for row in scenario.processes),
        gates=tuple(replace(row, status="closed", opens=0) if row.id in shut else row for row in scenario.gates),
        links=tuple(replace(row, status="closed", opens=0) if row.id in shut else row for row in scenario.links),
    )
    return Lapse(changed, shut, gone)


def coming(network: Network) -> frozenset[str]:
    """Return the gates and links that are under construction or planned."""
    return frozenset(row.id for row in passages(network) if row.status in COMING)


def lapses(
    scenario: Scenario,
    asks: Sequence[Ask],
    *,
    network: Network | None = None,
    done: Callable[[int, int], None] | None = None,
    say: Say = silent,
) -> tuple[Plan, tuple[Plan | None, ...]]:
    """Return the plan, and for each set of agreements the plan in which they never come to hold.

    Parameters
    ----------
    scenario
        What `lodeway.scenario.read` returned.
    asks
        Which agreements shall not hold in each.
    network
        What `lodeway.network.build` made of the scenario; built here when left out.
    done
        Called with how many plans are there, and of how many.
    say
        Called with a line a step.

    Returns
    -------
    tuple
        Builds in whole units where the scenario says so. None where no plan meets all that must be met.

    Raises
    ------
    InfeasibleError
        When there is no plan with the agreements.

    Notes
    -----
    Where a lapse only takes builds, money and requirements away, the program of the plan is kept and solved on from its basis. Where it
    takes an offtake, a committed process, a gate or a link away, the equations are others and are written anew on the same network.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> whole, (without,) = lapses(sample(), [Ask((Agreement(id="deal", enables=("pit-2",)),))])
    >>> round(sum(row.size for row in whole.builds)), without.builds, without.objective > whole.objective
    (200, (), True)
    """
    ways = network or build(scenario, progress=say)
    kept = keep(scenario, ways, say=say)
    whole = _settled(kept, kept.base, say)
    if whole is None:
        raise InfeasibleError(("demand that must be met is met by builds of any size, but by no whole units found",))
    base, values = whole
    comes, passed, told = coming(ways), _used(base), done or _untold
    told(1, len(asks) + 1)
    found: list[Plan | None] = []
    for number, ask in enumerate(asks, start=2):
        case = lapse(scenario, ask, comes=comes)
        if _rewrites(case, ask, scenario, passed):
            found.append(_anew(case, ways, say))
        else:
            found.append(_on(kept, case, ways, base, values, say))
        told(number, len(asks) + 1)
    return base, tuple(found)


def _settled(kept: Kept, relaxed: Converged, say: Say) -> tuple[Plan, NDArray[np.float64]] | None:
    """Return the plan of a relaxation in whole units with its values; None where no whole units are found."""
    try:
        done = whole_units(kept.master, kept.finder, kept.least, relaxed, progress=say)
    except InfeasibleError:
        return None
    return read_plan(kept.master, done.answer, bound=done.bound, rounds=done.rounds), done.answer.values


def _rewrites(case: Lapse, ask: Ask, scenario: Scenario, passed: set[str]) -> bool:
    """Return whether more than bounds of the program change: a gate or link that no goods pass is not missed."""
    stated = {row.id for row in scenario.agreements}
    return bool(
        not passed.isdisjoint(case.shut) or case.gone or any(row.id in stated and row.quantity > 0 for row in ask.rows)
    )


def _anew(case: Lapse, network: Network, say: Say) -> Plan | None:
    try:
        kept = keep(case.scenario, network, twist=lambda about: _closed(about, case.shut), say=say)
    except InfeasibleError:
        return None
    found = _settled(kept, kept.base, say)
    return None if found is None else found[0]


def _closed(about: World, names: Sequence[str]) -> World:
    """Return what the equations see when gates and links never open."""
    free, closed = about.gate_free.copy(), about.gate_closed.copy()
    rows = [number for number, row in enumerate(passages(about.network)) if row.id in names]
    free[rows], closed[rows] = 0.0, True
    options = tuple(row for row in about.projects if row.kind not in ("gate", "link") or row.id not in names)
    return replace(about, gate_free=free, gate_closed=closed, projects=options)


def _on(kept: Kept, case: Lapse, network: Network, base: Plan, values: NDArray[np.float64], say: Say) -> Plan | None:
    """Return the plan of a lapse that only changes bounds, solved on from the kept program."""
    columns, rows = _lost(kept, case.scenario)
    if not rows and not np.any(values[columns] > TRACE):
        return _unmissed(base, case)
    if case.shut:
        # No goods pass them now, but a plan that differs might have led some there.
        return _anew(case, network, say)
    kept.reset()
    with _without(kept, columns, rows):
        done = kept.solve(say=say)
        found = None if done is None else _settled(kept, done, say)
    return None if found is None else replace(found[0], digest=case.scenario.digest)


def _unmissed(base: Plan, case: Lapse) -> Plan:
    """Return the plan as that of a lapse of nothing that it uses: it is feasible still, and nothing got cheaper."""
    return replace(base, digest=case.scenario.digest)


def _used(base: Plan) -> set[str]:
    """Return the gates and links that a plan's goods pass."""
    return {name for route in base.routes for name in (*route.gates, *route.links)}


def _lost(kept: Kept, scenario: Scenario) -> tuple[list[int], list[int]]:
    """Return the columns that a scenario no longer has, and the rows that no longer bind."""
    about, assembly = kept.world, kept.master.assembly
    options = projects(scenario, about.operations, about.network.gates, about.network.links)
    decided = {(row.kind, row.id, year) for row in options for year in row.decisions}
    never = scenario.years[-1]
    lapsed = {row.id for row in scenario.agreements if row.opens > never}
    columns = [
        column
        for key, column in assembly.columns.items()
        if (key[0] == "build" and key[1:] not in decided) or (key[0] == "fund" and key[1] in lapsed)
    ]
    required = {(row.id, name) for row in scenario.agreements if row.id not in lapsed for name in row.requires}
    rows = [row for key, row in assembly.rows.items() if key[0] == "requirement" and key[1:3] not in required]
    return columns, rows


@contextmanager
def _without(kept: Kept, columns: Sequence[int], rows: Sequence[int]) -> Iterator[None]:
    """Hold columns at nothing and free rows from below, in the solver and where whole units are looked for."""
    assembly = kept.master.assembly
    bound, lower = [assembly.bound[k] for k in columns], [assembly.row_lower[k] for k in rows]
    kept.bound(columns, [0.0] * len(columns), [0.0] * len(columns))
    kept.limit(rows, [-np.inf] * len(rows), [assembly.row_upper[k] for k in rows])
    for column in columns:
        assembly.bound[column] = 0.0
    for row in rows:
        assembly.row_lower[row] = -np.inf
    try:
        yield
    finally:
        for column, most in zip(columns, bound, strict=True):
            assembly.bound[column] = most
        for row, least in zip(rows, lower, strict=True):
            assembly.row_lower[row] = least


def _untold(done: int, of: int) -> None:
    """Say nothing."""
