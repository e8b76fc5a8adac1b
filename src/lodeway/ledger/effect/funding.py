"""A plan beside the promises: which builds a promise pays for, which promises it does not need, which builds nobody has paid for."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lodeway.ledger.effect.things import things
from lodeway.ledger.register.records import Commitment
from lodeway.ledger.tracking import FIRM
from lodeway.plan.result import Build, Plan
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Agreement

__all__ = ["Funding", "Need", "Payment", "Use", "funding"]


DUST = 1e-9
"""Share of a build's cost below which what is left is rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What a commitment pays of a build."""

    commitment: str
    amount: float
    """[USD of the scenario's price year]."""
    firm: bool
    """Signed, committed, in force or delivered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A project that the plan builds, and who pays for it."""

    what: str
    name: str
    kind: str
    country: str
    year: int
    """First decision."""
    capex: float
    """Overnight cost over all years [USD of the price year]."""
    payments: tuple[Payment, ...]
    enabled_by: tuple[str, ...]
    """Commitments that allow or require it without paying."""

    @property
    def firm(self) -> float:
        """Return what is firmly promised for it [USD]."""
        return math.fsum(row.amount for row in self.payments if row.firm)

    @property
    def hoped(self) -> float:
        """Return what is announced or expected for it [USD]."""
        return math.fsum(row.amount for row in self.payments if not row.firm)

    @property
    def open(self) -> float:
        """Return what nobody has promised of it [USD]."""
        left = self.capex - self.firm - self.hoped
        return left if left > DUST * self.capex else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A commitment that the scenario ties to projects, and whether the plan needs it."""

    commitment: Commitment
    agreement: str
    needed: bool
    promised: float
    """[USD of the price year]; NaN where it pays nothing."""
    paid: float
    """Of it, what the plan's builds take up."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """A plan's builds and the promises beside them."""

    needs: tuple[Need, ...]
    """Dearest first."""
    uses: tuple[Use, ...]
    """In order of the commitments' ids."""
    strangers: tuple[str, ...]
    """Agreements with an id in the ledger that this register does not hold."""

    @property
    def unneeded(self) -> tuple[Use, ...]:
        """Return the commitments that the plan does not need."""
        return tuple(row for row in self.uses if not row.needed)

    @property
    def unpaid(self) -> tuple[Need, ...]:
        """Return the builds for which nobody has promised anything."""
        return tuple(row for row in self.needs if not row.payments)


def funding(plan: Plan, scenario: Scenario, commitments: Iterable[Commitment]) -> Funding:
    """Return which builds of a plan a commitment pays for, which commitments it does not need, and which builds nobody pays for.

    Parameters
    ----------
    plan
        A plan of the scenario.
    scenario
        Its table `agreements` says, in column `ledger`, which commitment pays for, enables or requires what.
    commitments
        Of the register; those merged into others left out.

    Notes
    -----
    No more is paid for a build than it costs, and no promise pays more than it says. Firm promises pay first, those to fewer projects before those to
    more. What is part of a promise that itself pays for the same build is not counted beside it.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from lodeway.plan import plan
    >>> from lodeway.plan.sample import sample
    >>> case = replace(sample(), agreements=(Agreement(id="loan", ledger="L1", funds=("pit-2",), amount=250000.0),))
    >>> found = funding(plan(case), case, [Commitment(id="L1", title="Loan", status="signed")])
    >>> [(row.what, round(row.capex), row.firm, round(row.open)) for row in found.needs]
    [('pit-2', 600000, 250000.0, 350000)]
    """
    known = {row.id: row for row in commitments}
    tied = [row for row in scenario.agreements if row.ledger]
    rows = sorted((row for row in tied if row.ledger in known), key=lambda row: (row.ledger, row.id))
    builds: dict[str, list[Build]] = defaultdict(list)
    for build in plan.builds:
        builds[build.what].append(build)
    payments = _payments({what: math.fsum(one.capex for one in each) for what, each in builds.items()}, rows, known)
    enabled: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name in (*row.enables, *row.requires):
            enabled[name].add(row.ledger)
    paid: dict[str, float] = defaultdict(float)
    for (agreement, _), amount in payments.items():
        paid[agreement] += amount
    found = [
        _need(
            each,
            (
                Payment(commitment=row.ledger, amount=payments[row.id, what], firm=known[row.ledger].status in FIRM)
                for row in rows
                if payments.get((row.id, what), 0.0) > 0
            ),
            enabled[what],
        )
        for what, each in builds.items()
    ]
    coming = {thing.id for thing in things(scenario) if thing.state == "coming"}
    used = set(builds) | coming.intersection(_used(plan))
    return Funding(
        needs=tuple(sorted(found, key=lambda row: (-row.capex, row.what))),
        uses=tuple(_use(row, known[row.ledger], used, paid.get(row.id, 0.0), plan) for row in rows),
        strangers=tuple(sorted(f"{row.id} ({row.ledger})" for row in tied if row.ledger not in known)),
    )


def _need(builds: list[Build], payments: Iterable[Payment], enabled: Iterable[str]) -> Need:
    first = builds[0]
    return Need(
        what=first.what,
        name=first.name,
        kind=first.kind,
        country=first.country,
        year=min(row.year for row in builds),
        capex=math.fsum(row.capex for row in builds),
        payments=tuple(payments),
        enabled_by=tuple(sorted(enabled)),
    )


def _payments(
    costs: Mapping[str, float], rows: Iterable[Agreement], known: Mapping[str, Commitment]
) -> dict[tuple[str, str], float]:
    """Return what each agreement pays of each build [USD]."""
    payers = [row for row in rows if row.funds and row.amount > 0]
    order = sorted(payers, key=lambda row: (known[row.ledger].status not in FIRM, len(row.funds), row.ledger, row.id))
    purse = {row.id: row.amount for row in order}
    left = dict(costs)
    found: dict[tuple[str, str], float] = {}
    for row in order:
        above = {other.ledger: other for other in payers if other.ledger in _above(row.ledger, known)}
        for what in sorted(row.funds):
            if any(what in other.funds for other in above.values()):
                continue
            amount = min(purse[row.id], left.get(what, 0.0))
            if amount > 0:
                found[row.id, what] = amount
                purse[row.id] -= amount
                left[what] -= amount
    return found


def _above(name: str, known: Mapping[str, Commitment]) -> Iterator[str]:
    """Yield what a commitment is part of, from one to the next."""
    seen = {name}
    while name in known and known[name].part_of and known[name].part_of not in seen:
        name = known[name].part_of
        seen.add(name)
        yield name


def _used(plan: Plan) -> Iterator[str]:
    """Yield the gates, links and processes that a plan uses."""
    for route in plan.routes:
        if route.tonnes > 0:
            yield from (*route.gates, *route.links)
    yield from (row.process for row in plan.activities if row.tonnes > 0)


def _use(row: Agreement, commitment: Commitment, used: set[str], paid: float, plan: Plan) -> Use:
    names = sorted({*row.funds, *row.enables, *row.requires})
    wanted = [name for name in names if name in used]
    takes = [one for one in plan.shortfalls if one.agreement == row.id]
    if takes:
        firm, lost = math.fsum(one.firm for one in takes), math.fsum(one.tonnes for one in takes)
        reason = f"{firm - lost:,.0f} of {firm:,.0f} firm tonnes are taken"
    elif wanted and not paid and not used.intersection((*row.enables, *row.requires)):
        wanted, reason = [], f"others pay for all of {', '.join(wanted)}"
    elif wanted:
        reason = f"{'pays for' if paid else 'enables'} {', '.join(wanted)}"
    else:
        reason = f"the plan has no use for {', '.join(names)}"
    return Use(
        commitment=commitment,
        agreement=row.id,
        needed=bool(wanted or takes),
        promised=row.amount if row.funds else math.nan,
        paid=paid,
        reason=reason,
    )
