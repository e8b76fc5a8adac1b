"""Who pays for the builds of a plan."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.ledger.effect import funding
from lodeway.ledger.register import Commitment
from lodeway.plan import Plan, plan
from lodeway.scenario import Scenario
from lodeway.schema.tables import Agreement
from tests.plan.worlds import scenario


@pytest.fixture(scope="module")
def built() -> tuple[Plan, Scenario]:
    """A plan that builds a mine, a plant and a gate."""
    case = scenario()
    found = plan(case)
    assert {row.what for row in found.builds} >= {"hill-deep", "mill-new"}
    return found, case


def promise(name: str, status: str = "signed", part_of: str = "") -> Commitment:
    """Return a commitment."""
    return Commitment(id=name, title=name, status=status, part_of=part_of)


def pays(name: str, amount: float, *what: str) -> Agreement:
    """Return an agreement that pays."""
    return Agreement(id=f"row-{name}", ledger=name, funds=what, amount=amount)


def test_firm_money_pays_first_and_never_more_than_the_cost(built: tuple[Plan, Scenario]) -> None:
    """A loan that is only announced pays what a signed one leaves; nobody pays twice for one dollar."""
    found, case = built
    cost = sum(row.capex for row in found.builds if row.what == "hill-deep")
    rows = (pays("a", cost, "hill-deep"), pays("b", 0.75 * cost, "hill-deep"))
    told = funding(found, replace(case, agreements=rows), [promise("a", "announced"), promise("b")])
    need = next(row for row in told.needs if row.what == "hill-deep")
    assert need.firm == pytest.approx(0.75 * cost)
    assert need.hoped == pytest.approx(0.25 * cost)
    assert need.open == 0.0
    assert {row.commitment.id: row.needed for row in told.uses} == {"a": True, "b": True}


def test_a_part_is_not_counted_beside_what_holds_it(built: tuple[Plan, Scenario]) -> None:
    """A tranche of a loan pays nothing where the whole loan pays for the same build."""
    found, case = built
    rows = (pays("loan", 1e5, "hill-deep"), pays("tranche", 4e4, "hill-deep"))
    told = funding(found, replace(case, agreements=rows), [promise("loan"), promise("tranche", part_of="loan")])
    need = next(row for row in told.needs if row.what == "hill-deep")
    assert [(row.commitment, row.amount) for row in need.payments] == [("loan", 1e5)]


def test_what_the_plan_does_not_build_is_not_needed(built: tuple[Plan, Scenario]) -> None:
    """Money for a gate that goods pass but nobody enlarges, money where others pay it all; permission for a build is needed."""
    found, case = built
    assert any("harbour" in row.gates for row in found.routes)
    rows = (
        pays("gate", 1e6, "harbour"),
        pays("all", 1e12, "mill-new"),
        pays("late", 1e6, "mill-new"),
        Agreement(id="row-free", ledger="free", enables=("hill-deep",)),
    )
    told = funding(found, replace(case, agreements=rows), [promise(name) for name in ("gate", "all", "late", "free")])
    assert {row.commitment.id for row in told.unneeded} == {"gate", "late"}
    assert "others pay" in next(row.reason for row in told.uses if row.commitment.id == "late")
    assert next(row for row in told.needs if row.what == "hill-deep").enabled_by == ("free",)
    assert "hill-deep" in {row.what for row in told.unpaid}


def test_an_offtake_is_needed_for_what_is_taken() -> None:
    """It says how much of its firm tonnes is taken."""
    taken = Agreement(
        id="row", ledger="deal", market="EU", commodity="metal", quantity=100.0, penalty=9e4, origin="KAZ", opens=2028
    )
    case = scenario(agreements=(taken,))
    told = funding(plan(case), case, [promise("deal")])
    assert told.uses[0].needed
    assert told.uses[0].reason == "200 of 200 firm tonnes are taken"


def test_agreements_of_another_register_are_named(built: tuple[Plan, Scenario]) -> None:
    """A row whose commitment the register does not hold is told of and pays nothing."""
    found, case = built
    told = funding(found, replace(case, agreements=(pays("gone", 1e6, "hill-deep"),)), [])
    assert told.strangers == ("row-gone (gone)",)
    assert all(not row.payments for row in told.needs)


@given(
    st.lists(
        st.tuples(
            st.floats(1.0, 1e8),
            st.sampled_from([("hill-deep",), ("mill-new",), ("hill-deep", "mill-new")]),
            st.booleans(),
        ),
        max_size=6,
    )
)
def test_money_is_neither_made_nor_lost(
    built: tuple[Plan, Scenario], offers: list[tuple[float, tuple[str, ...], bool]]
) -> None:
    """No promise pays more than it says, no build gets more than it costs, and what is paid is what is got."""
    found, case = built
    rows = tuple(pays(f"p{n}", amount, *what) for n, (amount, what, _) in enumerate(offers))
    known = [promise(f"p{n}", "signed" if firm else "expected") for n, (_, _, firm) in enumerate(offers)]
    told = funding(found, replace(case, agreements=rows), known)
    got = math.fsum(row.firm + row.hoped for row in told.needs)
    assert got == pytest.approx(math.fsum(row.paid for row in told.uses))
    assert all(row.paid <= row.promised * (1 + 1e-12) for row in told.uses)
    assert all(row.firm + row.hoped <= row.capex * (1 + 1e-9) for row in told.needs)
