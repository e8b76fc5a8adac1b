"""What each promise changes in a plan: two plans that differ in nothing but the promise."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lodeway.ledger.effect.things import Thing, things
from lodeway.ledger.effect.touching import Touched, touched
from lodeway.ledger.register.records import Commitment
from lodeway.network import build
from lodeway.network.model import Network
from lodeway.plan.result import Plan, Rejected
from lodeway.plan.solve import plan
from lodeway.plan.studies.lapse import Ask, lapses
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Agreement

__all__ = ["NONE", "Effect", "Verdict", "effects"]

Verdict = Literal["effect", "no measurable effect", "unknown"]
NONE: Verdict = "no measurable effect"
PROVED = 1e-6
"""Share of a plan's own cost up to which it counts as proved; what differs by less is the solver's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A promise with the plan that has it and the plan that does not."""

    touched: Touched
    verdict: Verdict
    reason: str
    """Why it has no measurable effect, none that is known, or no plan without it; else empty."""
    whole: Plan | None = None
    """The plan with the promise; None where nothing can be said of it."""
    without: Plan | None = None
    """The plan without it; None also where there is none."""
    bare: Plan | None = None
    """The plan without what it touches: none of that is built and none of it comes, whoever else would see to it."""
    change: float = math.nan
    """What the plan costs more without the promise [USD, present value]; infinite where there is no plan without it."""
    most: float = math.nan
    """What it costs more without what the promise touches: the most that the promise can be worth, if all hangs on it."""
    proved: float = math.nan
    """Differences of cost below this are not proved [USD]."""
    lacks: tuple[Rejected, ...] = ()
    """What projects lack that it pays for and the plan does not build with it either."""

    @property
    def promised(self) -> float:
        """Return what its rows pay at most [USD of the price year]; NaN where they pay nothing."""
        sums = [row.amount for row in self.touched.rows if row.funds and row.amount > 0]
        return math.fsum(sums) if sums else math.nan

    @property
    def stated(self) -> bool:
        """Return whether the scenario itself, and not a proposal by name, says that it changes the plan."""
        return self.verdict == "effect" and self.touched.basis == "agreement"

    @property
    def counts(self) -> bool:
        """Return whether it changes what the plan costs, as it is stated or at most."""
        return max(abs(self.change), abs(self.most)) > self.proved

    @property
    def commitment(self) -> Commitment:
        """Return what was promised."""
        return self.touched.commitment


def effects(
    chosen: Sequence[Commitment],
    scenario: Scenario,
    *,
    commitments: Iterable[Commitment] = (),
    network: Network | None = None,
    done: Callable[[int, int], None] | None = None,
    say: Callable[[str], None] | None = None,
) -> tuple[Effect, ...]:
    """Return what commitments change in a scenario's plan, the greatest change first, the unknown last.

    Parameters
    ----------
    chosen
        Commitments to look at.
    scenario
        What `lodeway.scenario.read` returned.
    commitments
        All of the register; those chosen when left out.
    network
        What `lodeway.network.build` made of the scenario; built here when left out.
    done
        Called with how many plans are there, and of how many.
    say
        Called with a line a step.

    Returns
    -------
    tuple[Effect, ...]
        Two readings. As it is stated (`Effect.change`): the rows of `agreements` that name the promise never come to hold; what they would take is not
        bound to be taken, what they pay spares no budget, what they enable cannot be built unless another row enables it, and what they
        require need not be. At most (`Effect.most`): besides, nothing that the promise touches is built or comes. Of a promise that no row names,
        only the second reading can be told, from a proposed row. What a promise pays for and the plan leaves out all the same has its lack told
        (`Effect.lacks`): given away, a sum of that size would have it built.

    Raises
    ------
    InfeasibleError
        When the scenario has no plan with all its agreements.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from lodeway.plan.sample import sample
    >>> case = replace(sample(), agreements=(Agreement(id="deal", ledger="L1", enables=("pit-2",)),))
    >>> found = effects([Commitment(id="L1", title="Licence of the second pit"), Commitment(id="L2", title="Friendship")], case)
    >>> [(row.commitment.id, row.verdict) for row in found]
    [('L1', 'effect'), ('L2', 'unknown')]
    """
    everyone, known = list(commitments) or list(chosen), things(scenario)
    about = [touched(row, scenario, known, everyone) for row in chosen]
    asks = {row.commitment.id: _asks(row) for row in about if row.basis}
    flat = list(dict.fromkeys(ask for pair in asks.values() for ask in pair))
    if not flat:
        return tuple(Effect(touched=row, verdict="unknown", reason=row.reason) for row in about)
    ways = network or build(scenario, progress=say)
    whole, plans = lapses(scenario, flat, network=ways, done=done, say=say or _silent)
    answers = dict(zip(flat, plans, strict=True))
    lacks = _lacks(about, whole, scenario, ways)
    found = []
    for row in about:
        if row.basis:
            written, bare = (answers[ask] for ask in asks[row.commitment.id])
            found.append(replace(_effect(row, whole, written, bare, scenario), lacks=lacks.get(row.commitment.id, ())))
        else:
            found.append(Effect(touched=row, verdict="unknown", reason=row.reason))
    return tuple(sorted(found, key=_rank))


def _lacks(
    about: Sequence[Touched], whole: Plan, scenario: Scenario, network: Network
) -> dict[str, tuple[Rejected, ...]]:
    """Return by commitment what the projects lack that it pays for and that the plan leaves out."""
    built = {build.what for build in whole.builds}
    wanted = {
        row.commitment.id: {name for agreement in row.rows for name in agreement.funds} - built
        for row in about
        if row.basis == "agreement"
    }
    if not any(wanted.values()):
        return {}
    left = plan(scenario, network=network, explained=True).rejected
    return {name: tuple(row for row in left if row.what in names) for name, names in wanted.items()}


def _asks(row: Touched) -> tuple[Ask, Ask]:
    """Return what to ask for both readings."""
    bare = Ask(tuple(_alone(agreement, row.things) for agreement in row.rows), alone=True)
    return (Ask(row.rows) if row.basis == "agreement" else bare), bare


def _alone(row: Agreement, touches: Sequence[Thing]) -> Agreement:
    """Return an agreement on which all that it touches hangs, but for what is there already."""
    return replace(
        row, enables=tuple(sorted({thing.id for thing in touches if thing.state != "there"} | set(row.enables)))
    )


def _effect(row: Touched, whole: Plan, written: Plan | None, bare: Plan | None, scenario: Scenario) -> Effect:
    proved = max(_proved(whole, written), _proved(whole, bare))
    change, most = _dearer(whole, written), _dearer(whole, bare)
    some = abs(change) > proved
    return Effect(
        touched=row,
        verdict="effect" if some else NONE,
        reason=_needed(written, scenario) if some else _why(row, whole, most, proved, scenario),
        whole=whole,
        without=written,
        bare=bare,
        change=change,
        most=most,
        proved=proved,
    )


def _dearer(whole: Plan, other: Plan | None) -> float:
    return math.inf if other is None else other.objective - whole.objective


def _proved(whole: Plan, other: Plan | None) -> float:
    """Return what two plans' costs may be apart without meaning anything: both gaps, and the precision of a proved plan."""
    left = whole.objective - whole.bound + (0.0 if other is None else other.objective - other.bound)
    return max(left, PROVED * whole.own)


def _needed(written: Plan | None, scenario: Scenario) -> str:
    """Return why there is no plan without a promise; empty where there is one."""
    bound = [row.id for row in scenario.agreements if row.quantity > 0 and math.isnan(row.penalty)]
    also = f", such as what {', '.join(bound)} binds to be taken" if bound else ""
    return "" if written else f"without it no plan keeps all that must hold{also}"


def _why(row: Touched, whole: Plan, most: float, proved: float, scenario: Scenario) -> str:
    """Return why a promise changes nothing that could be measured."""
    built = {build.what for build in whole.builds}
    open_ = [thing for thing in row.things if thing.state == "candidate"]
    if open_ and len(open_) == len(row.things) and built.isdisjoint(thing.id for thing in open_):
        return f"the plan builds nothing of it with the promise either: {', '.join(thing.name for thing in open_[:3])}"
    names = ", ".join(thing.name for thing in open_ if thing.id in built)
    if abs(most) <= proved:
        return f"with and without it the plan costs the same, within the {proved:,.0f} USD that are proved"
    if not any(agreement.funds for agreement in row.rows):
        return "another agreement sees to it too"
    if any(limit.kind == "budget" for limit in scenario.limits):
        return f"the plan builds {names} without the promised money too: no budget that it would spare is full"
    return f"the plan builds {names} without the promised money too: every project finds capital at its country's cost, and no budget limits it"


def _rank(row: Effect) -> tuple[bool, float, float, str]:
    if row.verdict == "unknown":
        return True, 0.0, 0.0, row.commitment.id
    return False, -abs(row.change) if row.verdict == "effect" else 0.0, -abs(row.most), row.commitment.id


def _silent(text: str) -> None:
    """Say nothing."""
