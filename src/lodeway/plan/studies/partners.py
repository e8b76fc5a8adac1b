"""Importers that plan together or alone: what each coalition saves, and who gains from joining."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import InfeasibleError, UsageError
from lodeway.network.model import Network
from lodeway.plan.solving.costs import moving, parts_of
from lodeway.plan.solving.pricing import Converged
from lodeway.plan.studies.figures import built, unmet_share, unmet_tonnes
from lodeway.plan.studies.kept import Kept, Say, hold, keep, silent
from lodeway.plan.studies.pool import Work, crew
from lodeway.scenario.model import Scenario
from lodeway.scenario.places import hint

__all__ = ["Coalition", "Contested", "Importer", "Member", "Partners", "partners"]

FEW = 5
"""Partners up to which every coalition is planned, so that gains can be shared out."""
SLIVER = 1e-6
"""Share of the most that may be built that two claims may overlap by rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """What a market gets in a plan."""

    market: str
    unmet: float
    """Tonnes of demand not met, over all commodities and years."""
    unmet_share: float
    """By value at reference prices."""
    largest_share: float
    """Largest share of one foreign country in its demand of a mineral, over all years."""
    freight: float
    """Of goods on their way to it from the last plant or mine [USD, present value]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coalition:
    """A plan in which some importers decide and all others get what they got before."""

    members: tuple[str, ...]
    saved: float
    """What the plan saves against the status quo [USD, present value]."""
    bound: float
    """Most that any plan of the coalition could save, proved."""
    parts: Mapping[str, float]
    builds: Mapping[str, float]
    """Project to what is built over all years [t/a]."""
    importers: tuple[Importer, ...]
    """Every partner, member or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    """A project of which the partners' own plans together claim more than may be built."""

    what: str
    claims: Mapping[str, float]
    """Partner to what its own plan builds [t/a]."""
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What a partner gains."""

    market: str
    alone: float
    """What it saves alone, with everything to itself [USD, present value]."""
    after: float
    """What it saves alone once all other partners have planned together without it: what is left for who stays outside."""
    together: float
    """Its share of what all save together, by Shapley; NaN where there are too many partners to plan every coalition."""

    @property
    def joining(self) -> float:
        """Return what it gains from joining the others instead of staying outside."""
        return self.together - self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Partners:
    """The status quo and every coalition asked for."""

    scenario: str
    case: str
    digest: str
    status_quo: float
    """Cost when nobody builds [USD, present value]."""
    before: tuple[Importer, ...]
    coalitions: tuple[Coalition, ...]
    members: tuple[Member, ...]
    contested: tuple[Contested, ...]
    in_units: tuple[str, ...] = ()
    """Projects that the scenario wants in whole units; this study lets them be of any size."""


@dataclass(slots=True)
class _State:
    kept: Kept
    """Kept at the status quo."""
    values: NDArray[np.float64]
    partners: tuple[str, ...]


def partners(
    scenario: Scenario,
    importers: Sequence[str],
    *,
    coalitions: Iterable[Sequence[str]] = (),
    network: Network | None = None,
    workers: int = 1,
    cluster: str = "",
    say: Say = silent,
) -> Partners:
    """Return what importers save alone, in the coalitions asked for and together, and who gains from joining.

    The yardstick is the status quo: the cheapest plan of the world when nobody builds anything. A coalition then decides on all
    that may be built and on its own supply, while every other market goes on getting, over the same routes, what it got in
    the status quo. What the coalition saves is therefore its own: no other market pays for it or loses by it.

    Parameters
    ----------
    scenario
        What `lodeway.scenario.read` returned.
    importers
        Ids of markets; with one alone only its own plan is made.
    coalitions
        Sets of importers beside each alone and all together; up to five partners every coalition is planned anyway.
    network
        What `lodeway.network.build` made of the scenario; built here when left out.
    workers, cluster
        As for `lodeway.plan.studies.pool.crew`; the answer is the same.
    say
        Called with a line a step.

    Raises
    ------
    UsageError
        When an importer is no market of the scenario.
    InfeasibleError
        When demand that must be met cannot be met without building.

    Notes
    -----
    A larger coalition saves no less than any part of it, and no less than the others together and then the last partner alone. It may
    save less than its parts in sum, because two partners alone may each count on the same spare capacity or the same
    project; `contested` names the projects. Shares of the joint saving are those of L. S. Shapley (1953), A Value for n-Person Games, Contributions to the Theory of Games II, 307-317.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> found = partners(sample(), ["buyer"])
    >>> [(member.market, round(member.alone)) for member in found.members]
    [('buyer', 3330746)]
    """
    chosen = tuple(sorted(set(importers)))
    known = sorted({row.market for row in scenario.demands})
    wanted = [tuple(sorted(set(group))) for group in coalitions]
    for market in (*chosen, *(market for group in wanted for market in group)):
        if market not in known:
            raise UsageError(f"no market {market!r} with demand; {hint(market, known, name='markets')}")
    if not chosen:
        raise UsageError("name at least one importer")
    model = _model((scenario, chosen), network, say)
    every = _coalitions(chosen, wanted)
    work = Work(_prepare, (scenario, chosen), f"partners {scenario.digest} {chosen}")
    with crew(work, workers=workers, cluster=cluster, model=model) as team:
        found = team.run(_plan, every, done=lambda done, of: say(f"coalition {done} of {of}"))
        last = team.run(_stays_outside, chosen, done=lambda done, of: say(f"last partner {done} of {of}"))
    plans = {row.members: row for row in found}
    return Partners(
        in_units=model.kept.in_units(),
        scenario=scenario.name,
        case=scenario.case,
        digest=scenario.digest,
        status_quo=model.kept.base.answer.objective,
        before=_importers(model, model.values),
        coalitions=tuple(found),
        members=tuple(
            Member(
                market=market,
                alone=plans[(market,)].saved,
                after=after,
                together=_shapley(market, chosen, plans) if len(chosen) <= FEW else float("nan"),
            )
            for market, after in zip(chosen, last, strict=True)
        ),
        contested=_contested(model, [plans[(market,)] for market in chosen]),
    )


def _coalitions(chosen: tuple[str, ...], wanted: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return coalitions by size and name, each once."""
    sizes = range(1, len(chosen) + 1) if len(chosen) <= FEW else (1, len(chosen))
    found = {group for size in sizes for group in combinations(chosen, size)} | {group for group in wanted if group}
    return sorted(found, key=lambda group: (len(group), group))


def _prepare(payload: tuple[Scenario, tuple[str, ...]]) -> _State:
    return _model(payload, None, silent)


def _model(payload: tuple[Scenario, tuple[str, ...]], network: Network | None, say: Say) -> _State:
    """Return the program kept at the status quo, with builds free again."""
    kept = keep(payload[0], network, say=say)
    builds = [column for columns in kept.builds().values() for column in columns]
    kept.bound(builds, [0.0] * len(builds), [0.0] * len(builds))
    done = kept.solve(say=say)
    if done is None:
        raise InfeasibleError(("demand that must be met cannot be met when nobody builds: there is no status quo",))
    held = hold(kept.master, kept.finder, kept.least, done)
    held.high[builds] = kept.high[builds]
    return _State(held, np.maximum(done.answer.values, 0.0), payload[1])


def _plan(model: _State, members: tuple[str, ...]) -> Coalition:
    """Return the cheapest plan in which the members decide and all other markets get what they got."""
    model.kept.reset()
    done = _decided(model, members, model.values)
    values = np.maximum(done.answer.values, 0.0)
    before = model.kept.base.answer.objective
    return Coalition(
        members=members,
        saved=before - done.answer.objective,
        bound=before - done.bound,
        parts=parts_of(model.kept.master, values),
        builds=built(model.kept.master, values),
        importers=_importers(model, values),
    )


def _decided(model: _State, members: tuple[str, ...], values: NDArray[np.float64]) -> Converged:
    """Return the cheapest plan in which the markets that are no members get what they get in these values."""
    kept, program = model.kept, model.kept.master
    years = len(kept.world.years)
    least = kept.least.copy()
    others = set()
    for number, lane in enumerate(kept.world.lanes):
        if lane.market and lane.market not in members:
            least[number * years : (number + 1) * years] = np.inf
            others.add(number)
    outside = np.isin(program.slots // years, list(others))
    mine, theirs = program.first + np.flatnonzero(~outside), program.first + np.flatnonzero(outside)
    kept.bound(mine.tolist(), [0.0] * mine.size, [np.inf] * mine.size)
    kept.bound(theirs.tolist(), values[theirs].tolist(), values[theirs].tolist())
    done = kept.solve(least=least)
    if done is None:
        raise RuntimeError("what all markets get already is a plan of any coalition, yet none is found")
    return done


def _stays_outside(model: _State, market: str) -> float:
    """Return what a partner saves alone when all others have planned together without it."""
    kept = model.kept
    kept.reset()
    others = tuple(name for name in model.partners if name != market)
    first = kept.base
    if others:
        first = _decided(model, others, model.values)
    values = np.maximum(first.answer.values, 0.0)
    builds = [column for columns in kept.builds().values() for column in columns]
    kept.bound(builds, values[builds].tolist(), kept.high[builds].tolist())
    last = _decided(model, (market,), values)
    return first.answer.objective - last.answer.objective


def _importers(model: _State, values: NDArray[np.float64]) -> tuple[Importer, ...]:
    return tuple(_importer(model, market, values) for market in model.partners)


def _importer(model: _State, market: str, values: NDArray[np.float64]) -> Importer:
    program, world = model.kept.master, model.kept.world
    need: dict[str, float] = {}
    for (buyer, commodity, _), wanted in world.demand.items():
        if buyer == market:
            need[commodity] = need.get(commodity, 0.0) + wanted
    sent: dict[tuple[str, str], float] = {}
    freight = 0.0
    for slot, way, moved in moving(program, values):
        lane, place = world.lanes[slot // len(world.years)], slot % len(world.years)
        if lane.market == market:
            freight += float(world.discount[place]) * moved * lane.gross * way.cost
            if lane.country not in world.where.members(market):
                sent[lane.commodity, lane.country] = sent.get((lane.commodity, lane.country), 0.0) + moved
    return Importer(
        market=market,
        unmet=sum(tonnes for (buyer, _), tonnes in unmet_tonnes(program, values).items() if buyer == market),
        unmet_share=unmet_share(program, values, market),
        largest_share=max((moved / need[commodity] for (commodity, _), moved in sent.items()), default=0.0),
        freight=freight,
    )


def _shapley(market: str, chosen: tuple[str, ...], plans: Mapping[tuple[str, ...], Coalition]) -> float:
    """Return a partner's mean gain over all orders in which partners may join."""
    size, others = len(chosen), [name for name in chosen if name != market]
    total = 0.0
    for count in range(size):
        weight = factorial(count) * factorial(size - count - 1) / factorial(size)
        for group in combinations(others, count):
            before = plans[group].saved if group else 0.0
            total += weight * (plans[tuple(sorted((*group, market)))].saved - before)
    return total


def _contested(model: _State, alone: Sequence[Coalition]) -> tuple[Contested, ...]:
    """Return the projects of which own plans together claim more than may be built."""
    found = []
    for project in model.kept.world.projects:
        claims = {row.members[0]: row.builds[project.id] for row in alone if project.id in row.builds}
        most = project.most * project.step
        if len(claims) > 1 and sum(claims.values()) > most * (1.0 + SLIVER):
            found.append(Contested(what=project.id, claims=claims, most=most))
    return tuple(found)
