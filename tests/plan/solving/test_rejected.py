"""What projects left out lack: the subsidy with which they enter, and the price of a limit."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lodeway.plan import Plan, Rejected, plan
from lodeway.plan.sample import sample
from lodeway.scenario.model import Scenario
from tests.plan.worlds import limit, random_scenario, scenario


def dear(capex: float) -> Scenario:
    """Return the sample with a second pit of this capital cost."""
    known = sample()
    return replace(known, processes=(known.processes[0], replace(known.processes[1], capex=capex)), unmet_factor=2.0)


def built(found: Plan, what: str) -> bool:
    """Return whether a plan builds something."""
    return any(build.what == what for build in found.builds)


def test_the_sum_of_a_rejected_pit_is_that_of_its_figures() -> None:
    """200 t short cost 2000 USD each; a pit of 700 USD/t opex lacks what its annuities exceed the 1300 USD/t left."""
    found = plan(dear(40_000.0), explained=True)
    (row,) = [row for row in found.rejected if row.what == "pit-2"]
    assert row.revenue - row.operation + row.gap == pytest.approx(row.investment + row.feed + row.limits)
    assert row.operation == pytest.approx(700.0 * row.tonnes)
    assert row.gap > 0
    assert row.buyers == ("buyer",)


@pytest.mark.parametrize(("share", "enters"), [(1.01, True), (0.99, False)])
def test_the_subsidy_decides(share: float, enters: bool) -> None:
    """With a hundredth more than its gap off its capital cost the pit is built, with a hundredth less it is not."""
    found = plan(dear(40_000.0), explained=True)
    row = next(row for row in found.rejected if row.what == "pit-2")
    cut = share * row.gap / row.investment
    assert built(plan(dear(40_000.0 * (1.0 - cut))), "pit-2") == enters


def test_a_pit_that_is_built_is_not_rejected() -> None:
    """The sample builds its second pit, so that only the harbour, if anything, is left out."""
    assert not any(row.what == "pit-2" for row in plan(sample(), explained=True).rejected)


def test_nothing_is_said_unless_asked() -> None:
    """Without being asked a plan says nothing of what it leaves out, and is the same otherwise."""
    quiet, told = plan(dear(40_000.0)), plan(dear(40_000.0), explained=True)
    assert quiet.rejected == ()
    assert replace(told, rejected=()).objective == pytest.approx(quiet.objective)
    assert told.builds == quiet.builds


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_subsidy_decides_in_random_scenarios(seed: int) -> None:
    """A project that can be decided in one year enters with a hundredth more than its gap off its capital cost; with a hundredth less not at the size that was asked.

    The gap is that of a thousandth of its largest size: of less than that, the first part may be worth a little more.
    """
    case = random_scenario(seed, places=6, years=2)
    late = {process.id for process in case.processes if process.lead_time == 1}
    rows = [row for row in plan(case, explained=True).rejected if row.what in late and _plain(row)]
    assume(rows)
    row = rows[0]
    enough, short = (plan(_cut(case, row, share * row.gap / row.investment)) for share in (1.01, 0.99))
    assert built(enough, row.what)
    assert sum(build.size for build in short.builds if build.what == row.what) < row.size


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), unit=st.sampled_from([0.0, 50.0, 400.0]), purse=st.sampled_from([3e5, 3e6, 1e9]))
def test_the_lines_of_every_rejected_project_add_up(seed: int, unit: float, purse: float) -> None:
    """In any size and in whole units, with a scarce purse or none: all that is told sums to what the project adds."""
    case = replace(
        random_scenario(seed, places=6, years=2), limits=(limit("budget", purse, "USD", whole=True, id="purse"),)
    )
    processes = tuple(replace(row, unit_size=unit) if row.status == "candidate" else row for row in case.processes)
    found = plan(replace(case, processes=processes), explained=True)
    for row in found.rejected:
        if math.isfinite(row.gap):
            charges = math.fsum(cost for _, _, cost in row.charges)
            lines = row.revenue + row.shift - row.feed - row.operation - row.investment - charges
            size = max(row.revenue, row.investment, row.gap)
            assert lines == pytest.approx(-row.gap, abs=1e-5 * size)
            assert row.shift >= -1e-6 * size
            assert row.whole or row.shift <= 1e-6 * size


def _plain(row: Rejected) -> bool:
    return math.isfinite(row.gap) and 1e-3 * row.investment < row.gap < 0.95 * row.investment


def _cut(case: Scenario, row: Rejected, part: float) -> Scenario:
    cheaper = tuple(
        replace(process, capex=process.capex * (1.0 - part)) if process.id == row.what else process
        for process in case.processes
    )
    return replace(case, processes=cheaper)


def test_the_gap_of_a_whole_unit_is_the_difference_of_two_plans() -> None:
    """Made to build one unit of 250 t/a, the plan costs exactly the gap more; its first 200 t/a save what is short, its last 50 t/a what another pit makes."""
    known = dear(40_000.0)
    whole = replace(
        known, processes=(known.processes[0], replace(known.processes[1], opens=2027, unit_size=250.0, max_size=250.0))
    )
    found = plan(whole, explained=True)
    row = next(row for row in found.rejected if row.what == "pit-2")
    assert (row.whole, row.size) == (True, 250.0)
    assert row.revenue + row.shift - row.operation - row.investment == pytest.approx(-row.gap)
    (little,) = [row for row in plan(known, explained=True).rejected if row.what == "pit-2"]
    fall = little.revenue / little.tonnes - row.revenue / row.tonnes
    assert fall > 0
    assert row.shift == pytest.approx(200.0 / 250.0 * fall * row.tonnes)
    given_away = replace(whole, processes=(known.processes[0], replace(whole.processes[1], capex=0.0)))
    assert row.gap == pytest.approx(plan(given_away).objective + row.investment - found.objective)


@settings(max_examples=10, deadline=None)
@given(purse=st.floats(1e5, 4e6))
def test_the_price_of_a_budget_lies_between_its_left_and_right_differences(purse: float) -> None:
    """One more dollar saves no more than the last one did and no less than the next one will."""
    step = 1e-3 * purse

    def cost(value: float) -> float:
        return plan(scenario(limits=(limit("budget", value, "USD", whole=True, id="purse"),))).objective

    found = plan(scenario(limits=(limit("budget", purse, "USD", whole=True, id="purse"),)))
    price = next((row.price for row in found.limits if (row.kind, row.scope) == ("budget", "purse")), 0.0)
    slack = 1e-6 * found.objective / step
    assert (found.objective - cost(purse + step)) / step <= price + slack
    assert price <= (cost(purse - step) - found.objective) / step + slack
