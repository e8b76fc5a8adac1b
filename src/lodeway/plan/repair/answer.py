"""What an infeasible scenario is told: what is short, which limits exclude it, and what would help."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from lodeway.errors import Change, InfeasibleError, Repair, Shortage
from lodeway.network.model import Network
from lodeway.plan.blocks.transit import counted_lanes
from lodeway.plan.instance.world import world
from lodeway.plan.repair.elastic import Elastic, Outcome, elastic
from lodeway.plan.repair.levers import Group, Lever, group_of
from lodeway.plan.repair.obstacles import BROAD, Obstacle, lifted, network_of, obstacles
from lodeway.plan.repair.telling import moved, outward
from lodeway.plan.solving.conflict import Need, Told, causes, nothing_leads, sentences, wish
from lodeway.plan.solving.limits import UNITS
from lodeway.scenario import background, stated_demand, unmet_cost
from lodeway.scenario.model import Scenario

__all__ = ["infeasible"]

OFFERED = 5
"""Repairs that are told."""
ALIKE = 2
"""Repairs of one kind that are told."""
ORDER = ("capacity", "resource", "build", "link", "gate", "relation", "emissions", "workforce", "budget", "measure")
"""Kinds of limits in the order in which they are tried to be left out of a conflict: what is left is rather a rule or a
purse than nature."""


@dataclass(slots=True)
class Case:
    """A scenario that cannot be planned, with what bars goods from travelling in it."""

    scenario: Scenario
    network: Network
    whole: bool
    barred: tuple[Obstacle, ...] = ()
    known: dict[frozenset[str], Elastic] = field(default_factory=dict)

    def without(self, lifts: Collection[Obstacle]) -> Elastic:
        """Return the program in which some obstacles are gone."""
        names = frozenset(f"{row.kind} {row.id}" for row in lifts)
        if names not in self.known:
            changed = lifted(self.scenario, [change for row in lifts for change in row.changes])
            network = network_of(changed, self.scenario, self.network)
            self.known[names] = elastic(world(changed, network))
        return self.known[names]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Limits and obstacles that together exclude a demand, none of which can be spared."""

    need: Need
    groups: tuple[Group, ...]
    barred: tuple[Obstacle, ...]
    lifts: tuple[Obstacle, ...]
    """Obstacles without which the conflict stands all the same."""
    waived: tuple[Need, ...]
    """Other demand that must be met but has no part in it."""
    rivals: tuple[Need, ...]
    """Other demand that must be met and has."""


def infeasible(
    scenario: Scenario,
    network: Network,
    *,
    whole: bool = False,
    plan: Callable[[Scenario, Network], object] | None = None,
) -> InfeasibleError:
    """Return the error that says why a scenario cannot be planned and what would help.

    Parameters
    ----------
    scenario, network
        What was to be planned.
    whole
        Builds of any size would do; only whole units do not.
    plan
        Plans a repaired scenario and raises `InfeasibleError` where that cannot be; the first repair is tried with it.

    Notes
    -----
    A conflict is made irreducible by the deletion filter: one limit after another is left out, and stays out where the
    demand is short all the same (J. W. Chinneck and E. W. Dravnieks, 1991, Locating Minimal Infeasible Constraint Sets in
    Linear Programs, ORSA Journal on Computing 3(2), https://doi.org/10.1287/ijoc.3.2.157). It starts from the limits
    that have a price in phase one. A repair is the least move of a limit's cell under which nothing is short, and, of
    several limits, a set of which none can be left unmoved; every question prices its routes anew.
    """
    case = Case(scenario=scenario, network=network, whole=whole)
    base = case.without(())
    found = base.ask(whole=whole)
    if not found.short:
        return InfeasibleError(("demand that must be met is met by builds of any size, but by no whole units found",))
    case.barred = obstacles(base.world, found.short)
    conflicts = _conflicts(case, found)
    told = tuple(_told(case, row) for row in conflicts)
    by_need = {need: row for row in told for need in row.needs}
    short = tuple(_shortage(base, need, tonnes, by_need[need].because) for need, tonnes in sorted(found.short.items()))
    lines = sentences(told, found.short, whole=whole)
    # What is short is told for builds of any size where these fail already; a repair is for builds as they come.
    if any(base.program.assembly.whole) and not whole:
        case.whole, found = True, base.ask(whole=True)
    repairs = _tried(case, _repairs(case, conflicts, found), plan)
    return InfeasibleError(lines, short=short, repairs=repairs)


def _shortage(base: Elastic, need: Need, tonnes: float, because: tuple[str, ...]) -> Shortage:
    parts = need.scope.split("/")
    market, commodity = "", ""
    if need.kind == "offtake":
        agreement = next(row for row in base.world.scenario.agreements if row.id == need.scope)
        market, commodity = agreement.market, agreement.commodity
    elif need.kind != "requirement":
        market, commodity = parts[-2:]
    return Shortage(
        what=need.kind,
        scope=need.scope,
        market=market,
        commodity=commodity,
        year=need.year,
        tonnes=tonnes,
        unit=UNITS[need.kind],
        because=because,
    )


def _conflicts(case: Case, found: Outcome) -> list[tuple[Conflict, list[Need]]]:
    """Return conflicts with the demands that each explains, the largest shortages first."""
    conflicts: list[tuple[Conflict, list[Need]]] = []
    for need in sorted(found.short, key=lambda need: (-found.short[need], need)):
        same = next((row for row in conflicts if _explains(case, row[0], need)), None)
        if same is not None:
            same[1].append(need)
        else:
            conflicts.append((_irreducible(case, need), [need]))
    return conflicts


def _explains(case: Case, conflict: Conflict, need: Need) -> bool:
    """Return whether the limits of one demand's conflict leave another year of it short as well."""
    if _subject(conflict.need) != _subject(need):
        return False
    program = case.without(conflict.lifts)
    rivals = {_subject(rival) for rival in conflict.rivals}
    others = [other for other in program.needs if other != need and _subject(other) not in rivals]
    free = program.groups.keys() - set(conflict.groups)
    return program.is_short(need, relax=free, waive=others, whole=case.whole)


def _irreducible(case: Case, need: Need) -> Conflict:
    base = case.without(())
    others = tuple(other for other in base.needs if other != need)
    waived = list(others)
    rivals: list[Need] = []
    if not _short(case, base, need, (), waived):
        waived.clear()
        for pair in sorted({_subject(other) for other in others}):
            trial = [*waived, *(other for other in others if _subject(other) == pair)]
            if _short(case, base, need, (), trial):
                waived = trial
        rivals = [other for other in others if other not in waived]
    lifts: list[Obstacle] = []
    if case.barred and _short(case, case.without(case.barred), need, (), waived):
        lifts = list(case.barred)
    else:
        for row in case.barred:
            if _short(case, case.without([*lifts, row]), need, (), waived):
                lifts.append(row)
    program = case.without(lifts)
    priced = program.certificate(need)
    free = {group for group, rows in program.groups.items() if priced.isdisjoint(rows)}
    if not _short(case, program, need, free, waived):
        free = set()
    for kind in dict.fromkeys(group[0] for group in sorted(set(program.groups) - free, key=_order)):
        same = {group for group in program.groups if group[0] == kind}
        if not same <= free and _short(case, program, need, free | same, waived):
            free |= same
    for group in sorted(set(program.groups) - free, key=_order):
        if _short(case, program, need, free | {group}, waived):
            free.add(group)
    return Conflict(
        need=need,
        groups=tuple(sorted(set(program.groups) - free)),
        barred=tuple(row for row in case.barred if row not in lifts),
        lifts=tuple(lifts),
        waived=tuple(waived),
        rivals=tuple(rivals),
    )


def _subject(need: Need) -> tuple[str, str]:
    return need.kind, need.scope


def _order(group: Group) -> tuple[int, Group]:
    return (ORDER.index(group[0]) if group[0] in ORDER else len(ORDER), group)


def _short(case: Case, program: Elastic, need: Need, free: Collection[Group], waived: Collection[Need]) -> bool:
    return program.is_short(need, relax=free, waive=waived, whole=case.whole)


def _told(case: Case, row: tuple[Conflict, list[Need]]) -> Told:
    """Return a conflict's limits in words."""
    conflict, needs = row
    program = case.without(conflict.lifts)
    free = program.groups.keys() - set(conflict.groups)
    priced = set().union(*(program.certificate(need, relax=free) for need in needs))
    rows = {
        group: sorted(priced.intersection(program.groups[group])) or program.groups[group] for group in conflict.groups
    }
    because = causes(program.program.assembly, rows)
    because += [obstacle.words for obstacle in conflict.barred]
    told: set[tuple[str, str]] = set()
    for rival in sorted(conflict.rivals):
        if _subject(rival) not in told:
            told.add(_subject(rival))
            own = _subject(rival) == _subject(conflict.need)
            because.append("as much is asked for in other years" if own else wish(rival))
    if not because:
        because = nothing_leads(program.world, program.finder, conflict.need)
    return Told(needs=tuple(sorted(needs)), because=tuple(because))


def _repairs(case: Case, conflicts: list[tuple[Conflict, list[Need]]], found: Outcome) -> Iterator[Repair]:
    """Yield what would help: rules and purses, then offtakes, then nature, then demand; of each the cheapest plan first."""
    base = case.without(())
    alone = set.intersection(*(_movable(case, conflict) for conflict, _ in conflicts))
    rules: list[Repair] = []
    promises: list[Repair] = []
    nature: list[Repair] = []
    for group in sorted(one for one in alone if isinstance(one, tuple)):
        lever = base.levers.get(group)
        if lever is not None:
            outcome = base.ask(move=(group,), whole=case.whole)
            if not outcome.short:
                kind = nature if lever.physical else promises if group[0] == "offtake" else rules
                kind.append(_repair(case, (), outcome, found))
    for row in sorted((one for one in alone if isinstance(one, Obstacle)), key=lambda one: (one.kind, one.id)):
        outcome = case.without((row,)).ask(whole=case.whole)
        if not outcome.short:
            rules.append(_repair(case, (row,), outcome, found))
    if not rules and not promises:
        rules += _together(case, conflicts, found, physical=False)
    if not rules and not promises and not nature:
        nature += _together(case, conflicts, found, physical=True)
    for kind in (rules, promises, nature):
        yield from sorted(kind, key=lambda repair: repair.cost)
    last = _waived(case, found)
    if last is not None:
        yield last


def _movable(case: Case, conflict: Conflict) -> set[Group | Obstacle]:
    """Return what could end a conflict: its limits and obstacles, and the cells of what must hold itself."""
    base = case.without(())
    wanted = {conflict.need, *conflict.rivals}
    asked = {group_of(base.program.assembly.row_keys[need.row]) for need in base.needs if need in wanted}
    return {*conflict.groups, *conflict.barred, *(group for group in asked if group is not None)}


def _together(
    case: Case, conflicts: list[tuple[Conflict, list[Need]]], found: Outcome, *, physical: bool
) -> list[Repair]:
    """Return a repair of several limits, none of which can be left as it is; nothing where none is found."""
    lifts = sorted({row for conflict, _ in conflicts for row in conflict.barred}, key=lambda row: (row.kind, row.id))
    for some in ([], lifts) if lifts else ([],):
        program = case.without(some)
        free = {group for group, lever in program.levers.items() if physical or not lever.physical}
        outcome = program.ask(move=free, whole=case.whole)
        if outcome.short:
            continue
        kept, moving = list(some), set(outcome.moved)
        for row in some:
            rest = [other for other in kept if other is not row]
            trial = case.without(rest).ask(move=free, whole=case.whole)
            if not trial.short:
                kept, moving, outcome = rest, set(trial.moved), trial
        for group in sorted(moving, key=_order):
            trial = case.without(kept).ask(move=moving - {group}, whole=case.whole)
            if not trial.short:
                moving, outcome = moving - {group}, trial
        return [_repair(case, tuple(kept), outcome, found)]
    return []


def _repair(case: Case, lifts: tuple[Obstacle, ...], outcome: Outcome, found: Outcome) -> Repair:
    program = case.without(lifts)
    parts = [(row.cure, tuple(_fitted(program, change, outcome) for change in row.changes)) for row in lifts]
    for group, amount in sorted(outcome.moved.items()):
        lever = program.levers[group]
        change = _moved(lever, program, outcome, amount)
        parts.append((moved(lever, change), (change,)))
    return Repair(
        changes=tuple(change for _, changes in parts for change in changes),
        cost=outcome.cost - found.cost,
        words=" and ".join(words for words, _ in parts),
    )


def _fitted(program: Elastic, change: Change, outcome: Outcome) -> Change:
    """Return a change with the capacity that a reopened gate needs in place of one that never binds."""
    if change.after != BROAD:
        return change
    rows = program.groups["gate", change.row]
    gate = next(row for row in program.world.network.gates if row.id == change.row)
    years = {row: int(program.program.assembly.row_keys[row][-1]) for row in rows}
    first = program.world.years[0]
    most = max(float(outcome.used[row]) + background(gate, year, first=first) for row, year in years.items())
    return Change(
        table=change.table,
        row=change.row,
        column=change.column,
        before=change.before,
        after=outward(0.0, most),
        unit=change.unit,
    )


def _moved(lever: Lever, program: Elastic, outcome: Outcome, amount: float) -> Change:
    if lever.moving:
        amount = max(_percent_beyond(lever, program, outcome, row) for row in lever.reach)
    upper = program.program.assembly.row_upper
    for row, sunk in lever.sunk.items():
        excess = float(outcome.used[row]) - upper[row]
        if excess > 0:
            amount = max(amount, excess / lever.reach[row] + sunk)
    after = lever.value + lever.sense * outward(0.0, amount, step=lever.whole)
    return Change(
        table=lever.table,
        row=lever.row,
        column=lever.column,
        before=lever.value,
        after=min(after, 100.0 if lever.moving else lever.most) if lever.sense > 0 else max(after, 0.0),
        unit=lever.unit,
    )


def _percent_beyond(lever: Lever, program: Elastic, outcome: Outcome, row: int) -> float:
    """Return by how many percent of what moves a row of a share of transit is exceeded."""
    excess = float(outcome.used[row])
    if excess <= 0:
        return 0.0
    known, years = program.world, len(program.world.years)
    limit = next(one for one in known.scenario.limits if one.id == lever.row)
    counted = {number for number, _ in counted_lanes(known, limit)}
    year = int(program.program.assembly.row_keys[row][-1])
    slots = program.program.slots
    inside = [int(slot) // years in counted and (year == 0 or known.years[int(slot) % years] == year) for slot in slots]
    moved = float(outcome.flows[inside] @ program.program.per_tonne.gross[slots[inside]])
    return 100.0 * excess / moved


def _waived(case: Case, found: Outcome) -> Repair | None:
    """Return the repair that is there wherever demand is short: to let it go unmet, at what that costs."""
    program = case.without(())
    stated = stated_demand(case.scenario)
    short = {_pair(need): need for need in found.short if need.kind == "demand"}
    if not short or len(short) < len({_subject(need) for need in found.short}):
        return None
    rows = {need: stated[*_pair(need), need.year] for need in program.needs if need.kind == "demand"}
    keys = sorted({(row.market, row.commodity, row.year) for need, row in rows.items() if _pair(need) in short})
    cost = math.fsum(
        tonnes * unmet_cost(rows[need], case.scenario) * _discount(program, need.year)
        for need, tonnes in found.short.items()
    )
    changes = tuple(
        Change(table="demands", row="/".join(map(str, key)), column="must_meet", before="yes", after="no")
        for key in keys
    )
    names = " and ".join(f"{commodity} for {market}" for market, commodity in sorted(short))
    return Repair(changes=changes, cost=cost, words=f"let demand go unmet: {names}")


def _pair(need: Need) -> tuple[str, str]:
    market, commodity = need.scope.split("/")
    return market, commodity


def _discount(program: Elastic, year: int) -> float:
    return float(program.world.discount[program.world.years.index(year)])


def _tried(
    case: Case, repairs: Iterator[Repair], plan: Callable[[Scenario, Network], object] | None
) -> tuple[Repair, ...]:
    """Return the repairs from the first with which the scenario can indeed be planned on."""
    offered: list[Repair] = []
    for repair in repairs:
        if plan is not None and not offered:
            mended = lifted(case.scenario, repair.changes)
            try:
                plan(mended, network_of(mended, case.scenario, case.network))
            except InfeasibleError:
                continue
        offered.append(repair)
    some = [repair for number, repair in enumerate(offered) if _rank(offered, number) < ALIKE]
    return (*some[: OFFERED - 1], some[-1]) if len(some) > OFFERED else tuple(some)


def _rank(offered: list[Repair], number: int) -> int:
    """Return how many repairs before one change the same columns of the same tables."""
    kinds = [{(change.table, change.column) for change in repair.changes} for repair in offered]
    return kinds[:number].count(kinds[number])
