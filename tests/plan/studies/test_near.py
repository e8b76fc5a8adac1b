"""Plans near the cheapest: what they must, may and never build."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeway.plan import residuals
from lodeway.plan.studies import Measure, near, pareto, partners
from lodeway.plan.studies.kept import keep
from lodeway.report.studies import show_front, show_near, show_partners
from lodeway.scenario.model import Scenario
from tests.plan.studies.worlds import mine, two_sources, without_new, yearly
from tests.plan.worlds import random_scenario


def scarce(**options: Any) -> Scenario:
    """Return the two sources with an old mine that has only 40 t, so that 60 t are built or left unmet."""
    base = two_sources()
    return replace(base, processes=(replace(base.processes[0], capacity=40.0), mine("new-mine", **options)))


def test_least_and_most_by_hand() -> None:
    """A tonne less costs its worth in three years; a tonne more is cheapest decided last, when one annuity falls due."""
    case = scarce()
    found = near(case, percent=10.0, alternatives=0)
    own = 3 * (100 * 10.0) + 60 * 3 * yearly()
    assert found.own == pytest.approx(own, rel=1e-9)
    worth = 3 * (10_000.0 - 2000.0 - 10.0 - yearly())
    span = found.spans[0]
    assert span.standing == "in every plan"
    assert span.least == pytest.approx(60.0 - 0.1 * own / worth, rel=1e-7)
    assert span.most == pytest.approx(60.0 + 0.1 * own / yearly(), rel=1e-7)
    assert span.without == pytest.approx(60.0 * worth, rel=1e-9)


def test_whole_units_that_are_relaxed_are_told() -> None:
    """Where the case wants whole units every study that lets builds be of any size says so, and names them; else nothing is said."""
    whole, plain = scarce(unit_size=50.0), scarce()
    for case, names in ((whole, ("new-mine",)), (plain, ())):
        shown: tuple[tuple[Any, Any], ...] = (
            (near(case, alternatives=0), show_near),
            (pareto(case, Measure(against="emissions"), points=2), show_front),
            (partners(case, ["BBB"]), show_partners),
        )
        for found, show in shown:
            assert found.in_units == names
            said = [line for line in show(found).sentences if line.startswith("Relaxed: ")]
            assert [line.startswith("Relaxed: new-mine may be built in any size") for line in said] == [True] * len(
                names
            )


def test_free_where_the_budget_pays_for_the_lack() -> None:
    """A project that the budget can do without is free, one too dear for a trace of the budget is nearly in none."""
    found = near(scarce(), percent=5000.0, alternatives=0)
    assert found.spans[0].standing == "free"
    assert found.spans[0].least == 0.0
    assert found.spans[0].most == 400.0


def test_in_none_where_nothing_may_cost_more() -> None:
    """Without a budget a project that the cheapest plan leaves out is in no plan."""
    found = near(two_sources(), percent=0.0, alternatives=0)
    assert [span.standing for span in found.spans] == ["in none"]


def test_a_project_without_a_largest_size_is_bounded_by_the_budget() -> None:
    """What may be built without limit goes as far as the budget pays."""
    case = scarce(max_size=float("inf"))
    found = near(case, percent=10.0, alternatives=0)
    assert found.spans[0].most == pytest.approx(60.0 + 0.1 * found.own / yearly(), rel=1e-6)


@settings(max_examples=6)
@given(st.integers(0, 10_000))
def test_every_alternative_is_a_plan_within_the_budget(seed: int) -> None:
    """Alternatives keep to the budget, their balances close, they differ, and every span holds what they build."""
    case = random_scenario(seed)
    found = near(case, percent=5.0, alternatives=2, seed=seed)
    spans = {span.what: span for span in found.spans}
    for row in found.alternatives:
        assert row.plan.objective <= found.budget * (1 + 1e-9)
        assert residuals(row.plan, case)[0].share < 1e-6
        assert row.distance >= 0.01
        assert all(limit.used <= limit.bound * (1 + 1e-6) + 1e-6 for limit in row.plan.limits)
        sizes: dict[str, float] = {}
        for build in row.plan.builds:
            sizes[build.what] = sizes.get(build.what, 0.0) + build.size
        for what, span in spans.items():
            slack = 1e-4 * max(1.0, span.room)
            assert span.least - slack <= sizes.get(what, 0.0) <= span.most + slack
    for span in found.spans:
        assert span.least <= span.cheapest * (1 + 1e-6) + 1e-6
        assert span.cheapest <= span.most * (1 + 1e-6) + 1e-6
        assert span.without >= -1e-9 * found.least_cost


def test_a_question_leaves_no_trace() -> None:
    """After any question the kept program, reset, gives its first answer to the last digit."""
    kept = keep(random_scenario(7))
    first = kept.base.answer
    kept.reset()
    again = kept.solve()
    builds = [column for columns in kept.builds().values() for column in columns]
    kept.price(builds, [-1e4] * len(builds))
    kept.solve()
    kept.bound(builds, [0.0] * len(builds), [0.0] * len(builds))
    kept.solve()
    kept.reset()
    last = kept.solve()
    assert again is not None
    assert last is not None
    assert last.answer.values.tolist() == again.answer.values.tolist()
    assert last.answer.objective == again.answer.objective == pytest.approx(first.objective, rel=1e-12)


def test_nothing_to_build_has_no_spans() -> None:
    """A scenario without projects has neither spans nor alternatives."""
    found = near(without_new(two_sources()), alternatives=1)
    assert found.spans == ()
    assert found.alternatives == ()
