"""A target is reached by what counts, once; what does not count says why."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.errors import UsageError
from lodeway.ledger.register import Commitment, Delivery, Party
from lodeway.ledger.register.records import STATUSES
from lodeway.ledger.tracking import FIRM, Rule, last_day, overdue, track

TWO = (Party(name="JPN"), Party(name="UZB"))
GOAL = Commitment(
    id="goal",
    title="Three trillion yen in five years",
    kind="target",
    parties=(Party(name="JPN"), Party(name="KAZ"), Party(name="UZB")),
    amount=3e12,
    currency="JPY",
    announced="2025-12-20",
    deadline="2030-12",
)


def deal(id_: str = "deal", amount: float | None = 1e9, **more: Any) -> Commitment:
    """Return a private deal of a billion yen that counts as it is."""
    values: dict[str, Any] = {
        "title": id_,
        "parties": TWO,
        "currency": "" if amount is None else "JPY",
        "announced": "2026-02-01",
        "status": "signed",
        "nature": "private",
        "stock": "flow",
    }
    return Commitment(id=id_, amount=amount, **(values | more))


@pytest.mark.parametrize(
    ("row", "counts", "reason"),
    [
        (deal(), "yes", "counts"),
        (deal(nature="joint"), "yes", "counts"),
        (deal(nature="unknown"), "perhaps", "not known"),
        (deal(nature="state"), "no", "money of the state"),
        (deal(status="expected"), "later", "expected only"),
        (deal(status="cancelled"), "no", "cancelled"),
        (deal(stock="stock"), "no", "a stock"),
        (deal(umbrella=True), "package", "not known one by one"),
        (deal(kind="target"), "no", "a target itself"),
        (deal(amount=None), "no", "no amount"),
        (deal(currency="KZT"), "no", "no reference rate of KZT"),
    ],
)
def test_each_row_says_whether_it_counts_and_why(row: Commitment, counts: str, reason: str) -> None:
    """One reason a row."""
    (found,) = track(GOAL, [GOAL, row]).contributions
    assert found.counts == counts
    assert reason in found.reason


@pytest.mark.parametrize(
    "row",
    [
        deal(announced="2025-11"),
        deal(announced="2031"),
        deal(parties=(Party(name="CHN"), Party(name="UZB"))),
        deal(parties=(Party(name="JPN"), Party(name="GEO"))),
    ],
)
def test_rows_of_others_or_of_another_time_are_not_looked_at(row: Commitment) -> None:
    """The target's first party must take part, with one of the others, in the target's time."""
    assert track(GOAL, [row]).contributions == ()


def test_an_umbrella_and_its_parts_count_once() -> None:
    """The parts of an umbrella count and it does not; the parts of a plain deal are within it."""
    parts = [deal("a", part_of="all"), deal("b", part_of="all")]
    assert track(GOAL, [deal("all", 5e9, umbrella=True), *parts]).total("yes") == 2e9
    whole = track(GOAL, [deal("all", 5e9), *parts])
    assert whole.total("yes") == 5e9
    assert [row.reason for row in whole.contributions] == ["counts", *["within all, which is counted"] * 2]


def test_a_grant_of_the_state_counts_only_by_a_rule() -> None:
    """The X-ray for a port's customs is the state's money: it counts where the rule says so."""
    grant = deal("grant", 719e6, nature="state", announced="2026-01-30")
    assert track(GOAL, [grant]).total("yes") == 0
    assert track(GOAL, [grant], rule=Rule(natures=("private", "joint", "state"))).total("yes") == 719e6


def test_other_currencies_count_at_the_rate_of_their_day() -> None:
    """On a Saturday the rate of Friday holds: 157.23 yen a dollar on 19 December 2025."""
    row = deal(amount=1e6, currency="USD", announced="2025-12-20")
    assert track(GOAL, [row]).total("yes") == pytest.approx(157.23e6, rel=1e-4)


def test_deliveries_of_what_counts_are_added() -> None:
    """What was paid for a deal that does not count is not."""
    rows = [deal("a"), deal("b", stock="stock")]
    paid = [
        Delivery(id=f"paid-{name}", commitment=name, amount=4e8, currency="JPY", date="2026-03-01") for name in "ab"
    ]
    assert track(GOAL, rows, paid).delivered == 4e8


def test_a_target_without_an_amount_cannot_be_tracked() -> None:
    """It is told."""
    with pytest.raises(UsageError, match="no amount"):
        track(replace(GOAL, amount=None, currency=""), [])


DEALS = st.lists(
    st.builds(
        lambda number, status, nature, stock, umbrella, amount: (number, status, nature, stock, umbrella, amount),
        st.integers(0, 5),
        st.sampled_from(STATUSES),
        st.sampled_from(["state", "private", "joint", "unknown"]),
        st.sampled_from(["stock", "flow", "unknown"]),
        st.booleans(),
        st.sampled_from([None, 1e9, 2e9]),
    ),
    max_size=8,
)


@given(DEALS)
def test_sums_are_those_of_their_rows_in_any_order(cells: list[Any]) -> None:
    """Every split adds up to the totals, no amount counts twice, and the order of rows changes nothing."""
    rows = [
        deal(
            f"d{place}",
            amount,
            status=status,
            nature=nature,
            stock=stock,
            umbrella=umbrella,
            part_of=f"d{number}" if number < place else "",
        )
        for place, (number, status, nature, stock, umbrella, amount) in enumerate(cells)
    ]
    progress = track(GOAL, rows)
    back = track(GOAL, rows[::-1])
    for way in ("yes", "perhaps", "later", "package"):
        assert progress.total(way) == back.total(way)
        for what in ("status", "pillar", "partner", "year", "kind"):
            assert sum(parts.get(way, 0.0) for parts in progress.by(what).values()) == progress.total(way)
    counted = {row.commitment.id: row.commitment for row in progress.contributions if row.counts == "yes"}
    for row in counted.values():
        assert row.status in FIRM
        assert row.stock != "stock"
        assert not row.umbrella
        assert row.part_of not in counted
        assert not math.isnan(row.amount or math.nan)


def test_what_is_late_is_told_by_the_end_of_its_deadline() -> None:
    """A deadline of a month or year ends with it; what is delivered or given up is not late."""
    rows = [
        deal("year", deadline="2025"),
        deal("month", deadline="2026-01"),
        deal("done", deadline="2024", status="delivered"),
        deal("gone", deadline="2024", status="cancelled"),
        deal("open"),
    ]
    assert [(row.id, days) for row, days in overdue(rows, date(2026, 1, 31))] == [("year", 31)]
    assert [row.id for row, _ in overdue(rows, date(2026, 2, 1))] == ["year", "month"]
    assert last_day("2024-02") == date(2024, 2, 29)
