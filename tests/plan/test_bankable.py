"""The arithmetic of project finance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.plan.bankable import capital_charge, grant_needed, net_present_value, support


@given(
    rate=st.floats(0.01, 0.3),
    life=st.integers(1, 40),
    lead=st.integers(0, 8),
    output=st.floats(1.0, 1e5),
    capex=st.floats(1e3, 1e10),
)
def test_worth_is_nothing_where_the_margin_pays_the_capital_charge(
    rate: float, life: int, lead: int, output: float, capex: float
) -> None:
    """A margin of the capital charge per tonne leaves no value; a cent of it more leaves one, a cent less lacks one."""
    margin = capital_charge(rate, life=life, lead_time=lead) * capex / output
    terms = {"output": output, "capex": capex, "rate": rate, "life": life, "lead_time": lead}
    assert net_present_value(margin=margin, **terms) == pytest.approx(0.0, abs=1e-9 * capex)  # type: ignore[arg-type]
    assert net_present_value(margin=1.01 * margin, **terms) > 0 > net_present_value(margin=0.99 * margin, **terms)  # type: ignore[arg-type]


def test_cash_flows_year_by_year_give_the_same_worth() -> None:
    """100 t a year at 300 USD for 3 years after 50,000 USD at once, at 10 %, added up by hand."""
    by_hand = sum(30_000.0 / 1.1**year for year in (1, 2, 3)) - 50_000.0
    found = net_present_value(margin=300.0, output=100.0, capex=50_000.0, rate=0.10, life=3, lead_time=0)
    assert found == pytest.approx(by_hand)


def test_each_support_closes_the_gap() -> None:
    """With the grant off its capital, or at the guaranteed rate, the project breaks even at the price it gets."""
    charge = capital_charge(0.12, life=15, lead_time=2)
    capital = charge * 1e6 / 100.0
    needed = support(gap=400.0, output=100.0, capital=capital, capex=1e6, rate=0.12, life=15, lead_time=2)
    assert needed.top_up == 40_000.0
    assert charge * (1e6 - needed.grant) / 100.0 == pytest.approx(capital - 400.0)
    assert capital_charge(needed.guarantee, life=15, lead_time=2) * 1e6 / 100.0 == pytest.approx(capital - 400.0)
    assert needed.grant == grant_needed(40_000.0, 0.12, life=15, lead_time=2)
