"""What promises touch: rows first, then names, and a reason for every one that touches nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lodeway.ledger.effect import Touched, things, touched
from lodeway.ledger.effect.touching import dollars, general
from lodeway.ledger.examples import example
from lodeway.ledger.register import Commitment, Party
from lodeway.scenario import Scenario, read
from lodeway.schema.tables import Agreement


@pytest.fixture(scope="module")
def central_asia() -> Scenario:
    """The example."""
    return read("central-asia")


@pytest.fixture(scope="module")
def register() -> dict[str, Commitment]:
    """The example register's commitments by id."""
    return {row.id: row for row in example() if isinstance(row, Commitment)}


@pytest.fixture(scope="module")
def all_touched(central_asia: Scenario, register: dict[str, Commitment]) -> dict[str, Touched]:
    """What each commitment of the example register touches in the example."""
    known = things(central_asia)
    return {name: touched(row, central_asia, known, register.values()) for name, row in register.items()}


def pledge(title: str, *countries: str, **fields: Any) -> Commitment:
    """Return a commitment of these countries."""
    parties = tuple(Party(name=name) for name in countries)
    return Commitment(id="new", title=title, parties=parties, **fields)


def test_every_commitment_has_a_basis_or_a_reason(all_touched: dict[str, Touched]) -> None:
    """Rows or a proposal, or else a reason; never both, never neither."""
    for name, row in all_touched.items():
        assert bool(row.basis) != bool(row.reason), name
        assert bool(row.rows) == bool(row.basis), name
        assert all(thing.state != "there" for thing in row.things) or not row.basis or row.basis == "agreement", name


def test_reasons_are_counted_without_the_names_in_them(
    all_touched: dict[str, Touched], register: dict[str, Commitment], central_asia: Scenario
) -> None:
    """No id of a commitment and no name of a place of the scenario is left in what many reasons are counted by."""
    named = {row.name for row in things(central_asia)} | set(register)
    told = {general(row.reason) for row in all_touched.values() if row.reason}
    assert {name for name in named for reason in told if f" {name}" in reason} == set()
    assert len(told) < sum(bool(row.reason) for row in all_touched.values()) / 3


def test_rows_of_the_scenario_come_first(all_touched: dict[str, Touched], central_asia: Scenario) -> None:
    """Each agreement's commitment has that basis, and touches what the row names."""
    for agreement in central_asia.agreements:
        row = all_touched[agreement.ledger]
        assert row.basis == "agreement"
        assert {thing.id for thing in row.things} == {*agreement.funds, *agreement.enables, *agreement.requires}


@pytest.mark.parametrize(
    ("name", "things_"),
    [
        ("A140", {"south-djengeldi-mine"}),
        ("A143", {"sarytogan-mine"}),
        ("A100", {"pavlodar-gallium", "pavlodar-gallium-expansion"}),
        ("A052", {"mointy-kyzylzhar"}),
        ("b113", {"kuryk"}),
        ("b185", {"poti"}),
    ],
)
def test_names_make_a_proposal(all_touched: dict[str, Touched], name: str, things_: set[str]) -> None:
    """Commitments about a project that no row names, told by a reader of the register, are proposed for it and nothing else."""
    row = all_touched[name]
    assert row.basis == "names"
    assert {thing.id for thing in row.things} == things_
    assert set(row.rows[0].enables) == things_
    assert row.rows[0].ledger == name


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("A001", "target"),
        ("A005", "TITR as a whole"),
        ("A006", "no figure says"),
        ("A007", "package"),
        ("A030", "holds A031"),
        ("A195", "quantity"),
        ("b033", "holds b030, b031"),
        ("b093", "delivered"),
        ("b115", "cancelled"),
        ("b129", "names no mine"),
        ("b156", "names no mine"),
    ],
)
def test_what_touches_nothing_says_why(all_touched: dict[str, Touched], name: str, word: str) -> None:
    """A urea plant in Aktobe is not the ferroalloy plant there, ships built in Baku are not the port of Alat, customs are no enlargement."""
    assert word in all_touched[name].reason


def test_a_part_is_told_by_the_row_of_what_holds_it(all_touched: dict[str, Touched]) -> None:
    """The loans that a guarantee covers are part of the guarantee, which has a row."""
    assert all_touched["A051"].reason.startswith("part of A050")
    assert all_touched["A051"].others == ("A050",)


def test_places_alone_are_not_enough(central_asia: Scenario) -> None:
    """A mine is meant where what it makes is named too and its country takes part; a spelling may differ by a letter."""
    known = things(central_asia)
    told = {
        "Graphite of Sarytogan": {"sarytogan-mine"},
        "Graphite of Sarytogann": {"sarytogan-mine"},
        "Hospital of Sarytogan": set(),
        "Graphite of Karaganda": set(),
    }
    for title, wanted in told.items():
        row = touched(pledge(title, "KAZ", "JPN", kind="loan"), central_asia, known)
        assert {thing.id for thing in row.things} == wanted, title
    assert not touched(pledge("Graphite of Sarytogan", "UZB", "JPN"), central_asia, known).things


def test_a_proposal_says_what_it_would_pay(central_asia: Scenario) -> None:
    """Only for what may be built, in dollars of the scenario's price year; without a rate no sum is made up."""
    known = things(central_asia)
    loan = pledge("Graphite of Sarytogan", "KAZ", amount=3e12, currency="JPY", announced="2025-12-19", kind="loan")
    row = touched(loan, central_asia, known).rows[0]
    # As in the case budget-3tn: European Central Bank, 19 December 2025, 184.15 JPY and 1.1712 USD per EUR; US consumer prices.
    assert row.amount == pytest.approx(18590920697, rel=1e-6)
    assert row.funds == ("sarytogan-mine",)
    bare = touched(replace(loan, currency="KZT"), central_asia, known).rows[0]
    assert bare.funds == ()
    assert bare.amount != bare.amount


def test_dollars_need_an_amount() -> None:
    """Without one there are none; what is announced after the last index counts in money of that year."""
    assert dollars(pledge("Friendship"), 2024) != dollars(pledge("Friendship"), 2024)
    late = dollars(pledge("Loan", amount=1e6, currency="USD", announced="2026-03-01"), 2025)
    assert late == 1e6


def test_an_agreement_wins_over_what_the_register_says(central_asia: Scenario, register: dict[str, Commitment]) -> None:
    """What the analyst states of a cancelled promise stands."""
    row = Agreement(id="mine", ledger="b115", enables=("poti",))
    case = replace(central_asia, agreements=(row,))
    found = touched(register["b115"], case, things(case), register.values())
    assert (found.basis, found.rows) == ("agreement", (row,))
