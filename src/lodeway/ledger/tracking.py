"""How far a target is, what is overdue, what has moved: counted once, and every row that does not count says why."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lodeway.errors import UsageError
from lodeway.ledger.rates import last_known, per_dollar
from lodeway.ledger.register.records import Commitment, Delivery

__all__ = ["BY", "Contribution", "Progress", "Rule", "last_day", "overdue", "track"]

BY = ("status", "pillar", "partner", "year", "kind")
FIRM = ("signed", "committed", "in_force", "delivered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What counts towards a target."""

    natures: tuple[str, ...] = ("private", "joint")
    """Whose money counts; grants of states count towards a target for business projects only where a rule says so."""
    statuses: tuple[str, ...] = FIRM
    kinds: tuple[str, ...] = ()
    """Only these kinds; empty: all but targets."""
    since: str = ""
    """First day; empty: the day on which the target was announced."""
    until: str = ""
    """Last day; empty: the target's deadline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """A commitment beside a target: how much of it counts, and why not the rest."""

    commitment: Commitment
    amount: float
    """In the target's currency; NaN where no amount or no rate is known."""
    counts: str
    """yes, perhaps (its nature is not known), later (not firm yet), package (an umbrella over deals that are not known one
    by one), or no."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a target is."""

    target: Commitment
    contributions: tuple[Contribution, ...]
    delivered: float
    """Disbursed according to deliveries of what counts, in the target's currency."""
    rule: Rule

    def total(self, counts: str) -> float:
        """Return the sum of what counts in that way, rows without an amount left out."""
        return math.fsum(
            row.amount for row in self.contributions if row.counts == counts and not math.isnan(row.amount)
        )

    def by(self, what: str) -> dict[str, dict[str, float]]:
        """Return the sums by status, pillar, partner, year or kind: for each value a sum by way of counting."""
        sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for row in self.contributions:
            if row.counts == "no" or math.isnan(row.amount):
                continue
            for value, share in _values(row.commitment, what, self.target):
                sums[value][row.counts] += row.amount * share
        return {value: dict(parts) for value, parts in sorted(sums.items())}


@dataclass(frozen=True, slots=True)
class _Book:
    """All commitments by id, with what each holds."""

    rows: Mapping[str, Commitment]
    parts: Mapping[str, list[str]] = field(default_factory=dict)


def track(
    target: Commitment,
    commitments: Iterable[Commitment],
    deliveries: Iterable[Delivery] = (),
    rule: Rule | None = None,
) -> Progress:
    """Return how far a target is, by the commitments of its parties in its time.

    Parameters
    ----------
    target
        A commitment with an amount.
    commitments
        All there are; those merged into others left out.
    deliveries
        What was paid.
    rule
        What counts.

    Returns
    -------
    Progress
        With a row for each commitment in its time that the target's first party takes part in with another of them, in
        the order given.

    Raises
    ------
    UsageError
        When the target has no amount.

    Notes
    -----
    Counted once: an umbrella is left out beside what it holds, and what is part of a row that counts is left out beside that row. A stock is a
    total at a time and never counts towards a flow. Amounts are converted at the European Central Bank's reference rates of the day on
    which they were announced, or of the last day of the month or year that is given.

    Examples
    --------
    >>> from lodeway.ledger.register import Party
    >>> two = (Party(name="JPN"), Party(name="KAZ"))
    >>> goal = Commitment(id="goal", title="Goal", parties=two, amount=3e12, currency="JPY", kind="target", announced="2025-12-20")
    >>> mine = Commitment(id="mine", title="Mine", parties=two, amount=6e10, currency="JPY", announced="2026-02-01",
    ...                   status="signed", nature="private", stock="flow")
    >>> grant = Commitment(id="grant", title="Grant", parties=two, amount=7e8, currency="JPY", announced="2026-01-30",
    ...                    status="signed", nature="state", stock="flow")
    >>> progress = track(goal, [goal, mine, grant])
    >>> progress.total("yes"), [row.reason for row in progress.contributions]
    (60000000000.0, ['counts', 'money of the state, which the rule does not count'])
    """
    if target.amount is None:
        raise UsageError(f"{target.id} has no amount that could be reached")
    rule = rule or Rule()
    book = _booked(commitments)
    since, until = rule.since or target.announced, rule.until or target.deadline or "9999"
    names = [party.name for party in target.parties]
    rows = []
    for row in book.rows.values():
        if row.id == target.id or not _between(names, {party.name for party in row.parties}):
            continue
        if not (first_day(since) <= last_day(row.announced) and first_day(row.announced) <= last_day(until)):
            continue
        amount = _converted(row.amount, row.currency, target.currency, row.announced)
        counts, reason = _judged(row, rule, book, amount)
        rows.append(Contribution(commitment=row, amount=amount, counts=counts, reason=reason))
    counted = {row.commitment.id for row in rows if row.counts == "yes"}
    paid = [
        _converted(one.amount, one.currency, target.currency, one.date)
        for one in deliveries
        if one.commitment in counted and one.amount is not None
    ]
    return Progress(
        target=target,
        contributions=tuple(rows),
        delivered=math.fsum(value for value in paid if not math.isnan(value)),
        rule=rule,
    )


def _booked(commitments: Iterable[Commitment]) -> _Book:
    rows = {row.id: row for row in commitments}
    parts: dict[str, list[str]] = defaultdict(list)
    for row in rows.values():
        if row.part_of in rows:
            parts[row.part_of].append(row.id)
    return _Book(rows, parts)


def _between(names: Sequence[str], parties: set[str]) -> bool:
    """Return whether the first of the names takes part, with another of them if there is one."""
    return not names or (names[0] in parties and (len(names) == 1 or not parties.isdisjoint(names[1:])))


def _judged(row: Commitment, rule: Rule, book: _Book, amount: float) -> tuple[str, str]:
    """Return whether a commitment counts, and why or why not."""
    unfit = _unfit(row, rule, book)
    if unfit:
        return "no", unfit
    above = row.part_of
    while above in book.rows:
        if not _unfit(book.rows[above], rule, book) and book.rows[above].amount is not None:
            return "no", f"within {above}, which is counted"
        above = book.rows[above].part_of
    if row.nature == "state" and "state" not in rule.natures:
        return "no", "money of the state, which the rule does not count"
    if row.amount is None:
        return "no", "no amount is known"
    if math.isnan(amount):
        return "no", f"no reference rate of {row.currency} on that day"
    if row.umbrella:
        return "package", "an umbrella over deals that are not known one by one"
    if row.status not in rule.statuses:
        return "later", f"{row.status} only"
    if row.nature not in rule.natures:
        return "perhaps", "whose money it is is not known"
    return "yes", "counts"


def _unfit(row: Commitment, rule: Rule, book: _Book) -> str:
    """Return why a commitment of that shape can never count; empty if it can."""
    if row.kind == "target":
        return "a target itself"
    if rule.kinds and row.kind not in rule.kinds:
        return f"a {row.kind}, which the rule does not count"
    if row.status in ("cancelled", "suspended"):
        return row.status
    if row.stock == "stock":
        return "a stock: a total at a time, not something new"
    if row.umbrella and (held := book.parts.get(row.id)):
        return f"holds {', '.join(held)}, which are looked at one by one"
    return ""


def _converted(amount: float | None, currency: str, into: str, on: str) -> float:
    """Return an amount in another currency at the reference rates of its day, or the last ones where that is later or not known; NaN where there are none."""
    if amount is None or not currency or not into:
        return math.nan
    if currency == into:
        return amount
    day = min(last_day(on), last_known())
    return amount / per_dollar(currency, day) * per_dollar(into, day)


def first_day(text: str) -> date:
    """Return the first day of a date that may stop at the month or year."""
    parts = [int(part) for part in text.split("-")] if text else [1]
    return date(*[*parts, 1, 1][:3])


def last_day(text: str) -> date:
    """Return the last day of a date that may stop at the month or year.

    Examples
    --------
    >>> last_day("2030-12"), last_day("2028-02"), last_day("2025")
    (datetime.date(2030, 12, 31), datetime.date(2028, 2, 29), datetime.date(2025, 12, 31))
    """
    import calendar

    if not text:
        return date.max
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])


def overdue(commitments: Iterable[Commitment], today: date) -> list[tuple[Commitment, int]]:
    """Return what should have been done by a day and is neither delivered nor given up, with the days since, longest first.

    Examples
    --------
    >>> late = Commitment(id="line", title="Railway", deadline="2025", status="signed")
    >>> overdue([late], date(2026, 1, 10))[0][1]
    10
    """
    late = [
        (row, (today - last_day(row.deadline)).days)
        for row in commitments
        if row.deadline and row.status not in ("delivered", "cancelled") and last_day(row.deadline) < today
    ]
    return sorted(late, key=lambda pair: (-pair[1], pair[0].id))


def _values(row: Commitment, what: str, target: Commitment) -> Sequence[tuple[str, float]]:
    """Return the values by which a commitment is sorted, each with its share."""
    if what == "partner":
        others = [party.name for party in row.parties if party.name != target.parties[0].name] or ["none named"]
        return [(" and ".join(sorted(others)), 1.0)]
    value: Any = row.announced[:4] if what == "year" else getattr(row, what)
    return [(str(value) or "not said", 1.0)]
