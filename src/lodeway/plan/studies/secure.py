"""The cheapest plan whose builds still keep a promise to every market after any single loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from lodeway.errors import InfeasibleError, UsageError
from lodeway.network import build
from lodeway.network.model import Network
from lodeway.plan.blocks.assembly import Key
from lodeway.plan.result import Plan
from lodeway.plan.solve import plan
from lodeway.plan.solving.integers import whole_units
from lodeway.plan.solving.pricing import Converged
from lodeway.plan.solving.reading import read_plan
from lodeway.plan.studies.drill import Drill, Need, Promise, Witness, drill
from lodeway.plan.studies.kept import Kept, Say, add_row, keep, silent
from lodeway.plan.studies.losses import Element, Loss, losses
from lodeway.plan.studies.pool import Crew, Work, crew
from lodeway.plan.studies.rehearsal import Outcome, Rehearsal, rehearse, spares
from lodeway.plan.studies.waivers import Waiver, reason, sentences
from lodeway.scenario.model import Scenario

__all__ = ["Secure", "Tried", "Waiver", "secure"]

ROUNDS = 100
"""Rounds of cuts after which the search is given up."""
BATCH = 8
"""Losses rehearsed before their flows are held against the others; the same for any crew, so that its answer is the same."""
EASE = 2e-6
"""Share of a demand by which a promise that cannot be kept is lowered below what can be had, for the solver's rounding."""

Waived = dict[tuple[str, str], tuple[tuple[Need, float], ...]]
"""Tonnes by which each loss lowers the promise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A loss, and how it is known that the promise holds after it."""

    kind: str
    id: str
    name: str
    how: Literal["spared", "rehearsed"]
    """spared: flows that keep the promise after another loss use nothing of what this one takes; rehearsed: led anew."""
    binds: bool
    """Whether the cheapest plan without the promise would break it after this loss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secure:
    """The secure plan, beside the cheapest plan without the promise."""

    promise: Promise
    plain: Plan
    plan: Plan
    extra: float
    """Cost of security: what the secure plan costs more in normal times [USD, present value]."""
    bound: float
    """Proved lower bound of the secure plan's cost."""
    tried: tuple[Tried, ...]
    waivers: tuple[Waiver, ...]
    rounds: int
    cuts: int


@dataclass(slots=True)
class _Search:
    """What is known so far."""

    model: Drill
    team: Crew[Drill]
    all: tuple[Loss, ...]
    waived: Waived = field(default_factory=dict)
    pool: list[Witness] = field(default_factory=list)
    how: dict[tuple[str, str], Literal["spared", "rehearsed"]] = field(default_factory=dict)
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)
    binds: set[tuple[str, str]] = field(default_factory=set)


def secure(
    scenario: Scenario,
    *,
    network: Network | None = None,
    share: float = 0.8,
    kinds: Sequence[str] = ("country", "gate"),
    groups: Sequence[Element] = (),
    markets: Sequence[str] = (),
    where_possible: bool = False,
    workers: int = 1,
    cluster: str = "",
    say: Say = silent,
) -> Secure:
    """Return the cheapest plan whose builds keep a promise to every market after any single loss.

    Builds are decided before the loss; after it flows are led anew with the builds as they are. The loss lasts from the first
    year on, and all limits of the scenario hold after it too, but for what a loss excuses: stockpiles are drawn on below their minimum (that is what they
    are for), and offtakes need not be delivered.

    Parameters
    ----------
    scenario
        What `lodeway.scenario.read` returned.
    network
        What `lodeway.network.build` made of it; built here when left out.
    share
        Of the demand of each market, commodity and year that is still met, between 0 and 1.
    kinds
        Of what may be lost, one at a time: country, gate, port, link, process, operator.
    groups
        Elements that are lost together, whatever their operator.
    markets
        Markets that hold the promise; all when left out.
    where_possible
        Lower a promise that no builds can keep to what can be had, instead of giving up.
    workers, cluster
        As for `lodeway.plan.studies.pool.crew`; the answer is the same.
    say
        Called with a line a step.

    Raises
    ------
    InfeasibleError
        When some promise cannot be kept after some loss, whatever is built; each is named.

    Notes
    -----
    Builds and normal flows are the master problem; each loss is a problem of its own in which only tonnes short of the
    promise count, on the whole network. Its prices give cuts on builds (Benders), the master gives new builds, until
    all losses keep the promise: as cuts exclude no plan that is secure, the master's bound is one of the secure plan.
    A loss need not be rehearsed where flows found for another one use nothing of it and these builds leave the room that they need.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> secure(sample(), kinds=["country"])
    Traceback (most recent call last):
    lodeway.errors.InfeasibleError: no plan satisfies all limits:
    - after the loss of country AAA, buyer can get 0 % of its ore in 2026-2028, not 80 %: no way is left from any mine or plant
    """
    if not 0.0 < share <= 1.0:
        raise UsageError(f"the share to be met lies above 0 and up to 1, not at {share}")
    network = network or build(scenario, progress=say)
    known = {market for row in scenario.demands for market in (row.market,)}
    for market in markets:
        if market not in known:
            raise UsageError(f"no market {market!r} with demand; markets: {', '.join(sorted(known))}")
    promise = Promise(share=share, markets=tuple(markets))
    plain = plan(scenario, network=network, progress=lambda text: say(f"plan without the promise: {text}"))
    kept = keep(scenario, network)
    model = drill(scenario, promise, network)
    every = losses(model.about, kinds, groups)
    say(f"{len(every)} losses to try")
    work = Work(_prepare, (scenario, promise), f"secure {scenario.digest} {promise}")
    with crew(work, workers=workers, cluster=cluster, model=model) as team:
        search = _Search(model, team, every)
        done, rounds, cuts = _search(search, kept, where_possible, say)
    found = read_plan(kept.master, done.answer, bound=done.bound, rounds=rounds)
    return Secure(
        promise=promise,
        plain=plain,
        plan=found,
        extra=found.objective - plain.objective,
        bound=found.bound,
        tried=tuple(
            Tried(kind=row.kind, id=row.id, name=row.name, how=search.how[row.key], binds=row.key in search.binds)
            for row in every
        ),
        waivers=_waivers(search),
        rounds=rounds,
        cuts=cuts,
    )


def _prepare(payload: tuple[Scenario, Promise]) -> Drill:
    return drill(*payload)


def _search(search: _Search, kept: Kept, where_possible: bool, say: Say) -> tuple[Converged, int, int]:
    """Return the answer whose builds, in whole units where the scenario says so, keep the promise after every loss."""
    program = kept.master
    whole = np.flatnonzero(program.assembly.whole)
    high = np.asarray(program.assembly.bound)[whole]
    done, count, settled = kept.base, 0, False
    for number in range(1, ROUNDS + 1):
        builds = {key: max(0.0, float(done.answer.values[column])) for key, column in search.model.build.items()}
        broken = _try_all(search, builds, say)
        if number == 1:
            search.binds = {loss.key for loss, _ in broken}
            broken = _with_waivers(search, builds, broken, where_possible, say)
        cuts = [cut for _, outcome in broken for cut in outcome.cuts]
        say(
            f"round {number}: cost {done.answer.objective:.8g}, {len(broken)} losses break the promise, {len(cuts)} cuts"
        )
        if not broken and settled:
            return done, number, count
        if broken:
            if settled and whole.size:
                program.solver.changeColsBounds(whole.size, whole.astype(np.int32), np.zeros(whole.size), high)
            settled = False
            for cut in cuts:
                columns = {program.assembly.columns[key]: value for key, value in cut.coefficients}
                add_row(program, ("study", "cut", count), columns, lower=cut.least)
                count += 1
            answer = kept.solve()
            if answer is None:
                raise InfeasibleError(_together(broken))
            done = answer
        else:
            done, settled = whole_units(program, kept.finder, kept.least, done, progress=say), True
    raise RuntimeError(f"builds still break the promise after {ROUNDS} rounds")


def _together(broken: Sequence[tuple[Loss, Outcome]]) -> tuple[str, ...]:
    names = ", ".join(f"{loss.kind} {loss.id}" for loss, _ in broken)
    why = "the promise can be kept after each loss alone, but not after all with the same builds"
    return (f"{why}: a budget, workforce or other limit on builds stands in the way; still broken: {names}",)


def _try_all(search: _Search, builds: dict[Key, float], say: Say) -> list[tuple[Loss, Outcome]]:
    """Return the losses after which these builds break the promise."""
    search.pool = [witness for witness in search.pool if search.model.fits(witness, builds)]
    task = tuple((key, units) for key, units in builds.items() if units)
    waiting = list(search.all)
    broken: list[tuple[Loss, Outcome]] = []
    rehearsed: set[tuple[str, str]] = set()
    while waiting:
        open_: list[Loss] = []
        for loss in waiting:
            if _covered(search, loss):
                search.how[loss.key] = "rehearsed" if loss.key in rehearsed else "spared"
            else:
                open_.append(loss)
        batch, waiting = open_[:BATCH], open_[BATCH:]
        tasks = [Rehearsal(loss, task, search.waived.get(loss.key, ())) for loss in batch]
        for loss, outcome in zip(batch, search.team.run(rehearse, tasks), strict=True):
            search.how[loss.key] = "rehearsed"
            rehearsed.add(loss.key)
            if outcome.witness is None:
                broken.append((loss, outcome))
            elif loss.key not in search.waived:
                search.pool.append(outcome.witness)
        if batch:
            say(f"{len(search.all) - len(waiting)} of {len(search.all)} losses tried, {len(broken)} break the promise")
    return broken


def _covered(search: _Search, loss: Loss) -> bool:
    """Return whether known flows that keep the whole promise use nothing of what is lost."""
    return any(spares(witness, loss) for witness in search.pool)


def _with_waivers(
    search: _Search, builds: dict[Key, float], broken: list[tuple[Loss, Outcome]], where_possible: bool, say: Say
) -> list[tuple[Loss, Outcome]]:
    """Find what no builds can keep after these losses; lower it or give up; return what is still broken."""
    say(f"{len(broken)} losses break the promise: can any builds keep it?")
    tasks = [Rehearsal(loss, None) for loss, _ in broken]
    out_of_reach = [
        (loss, outcome)
        for (loss, _), outcome in zip(broken, search.team.run(rehearse, tasks), strict=True)
        if outcome.short
    ]
    if not out_of_reach:
        return broken
    demand = search.model.about.demand
    for loss, outcome in out_of_reach:
        search.waived[loss.key] = tuple((need, tonnes + EASE * demand[need]) for need, tonnes in outcome.short)
        search.reasons[loss.key] = reason(outcome.held_by)
    if not where_possible:
        raise InfeasibleError(sentences(_waivers(search), search.model.promise.share))
    task = tuple((key, units) for key, units in builds.items() if units)
    again = [Rehearsal(loss, task, search.waived.get(loss.key, ())) for loss, _ in broken]
    outcomes = search.team.run(rehearse, again)
    return [(loss, outcome) for (loss, _), outcome in zip(broken, outcomes, strict=True) if outcome.short]


def _waivers(search: _Search) -> tuple[Waiver, ...]:
    """Return every promise that is lowered, with what can be had."""
    demand, share = search.model.about.demand, search.model.promise.share
    names = {loss.key: loss for loss in search.all}
    return tuple(
        Waiver(
            kind=key[0],
            loss=key[1],
            name=names[key].name,
            market=need[0],
            commodity=need[1],
            year=need[2],
            reached=max(0.0, share - tonnes / demand[need]),
            reason=search.reasons[key],
        )
        for key, rows in sorted(search.waived.items())
        for need, tonnes in sorted(rows)
    )
