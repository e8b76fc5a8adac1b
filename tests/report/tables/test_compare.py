"""A case against its base, in numbers and in words."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

from lodeway.plan import Plan, Unmet
from lodeway.report.context.answer import answer
from lodeway.report.lookup import Lookup
from lodeway.report.tables.bankability import bankability
from lodeway.report.tables.compare import builds, cost, sentences, supply, unmet
from lodeway.report.tables.dependence import dependence
from lodeway.report.tables.room import room

Make = Callable[..., Any]


def embargo(base: Plan, *, short: float = 220.0, size: float = 900.0) -> Plan:
    """Return a case in which Japan lacks more in 2028 and the smelter is larger, at a higher cost."""
    worse = tuple(
        Unmet(market=row.market, commodity=row.commodity, year=row.year, tonnes=short)
        if (row.market, row.year) == ("JPN", 2028)
        else row
        for row in base.unmet
    )
    larger = dataclasses.replace(base.builds[0], size=size, capex=10000 * size)
    lost = tuple(
        dataclasses.replace(row, tonnes=row.tonnes - short + 100) if (row.origin, row.year) == ("CHN", 2028) else row
        for row in base.supply
    )
    return dataclasses.replace(
        base,
        case="china-embargo",
        unmet=worse,
        builds=(larger,),
        supply=lost,
        objective=base.objective + 1.2e9,
        parts={"supply": 40e6, "unmet": 1.26e9},
    )


def test_only_differences_are_listed(make_plan: Make) -> None:
    """A plan against itself differs in nothing; the case differs in one shortage, one build, one supply."""
    base = make_plan()
    assert (unmet(base, base), builds(base, base), supply(base, base)) == ((), (), ())
    case = embargo(base)
    (shortage,) = unmet(case, base)
    assert (shortage.market, shortage.year, shortage.change) == ("JPN", 2028, 120.0)
    (build,) = builds(case, base)
    assert (build.change, build.case_size, build.capex_change) == ("larger", 900.0, 4.5e6)
    (moved,) = supply(case, base)
    assert (moved.origin, moved.change) == ("CHN", -120.0)


def test_the_parts_of_the_difference_add_up_to_it(make_plan: Make) -> None:
    """Differences by part sum to the difference of the objective."""
    base = make_plan()
    rows = {row.part: row.change for row in cost(embargo(base), base)}
    assert rows.pop("all") == pytest.approx(1.2e9)
    assert sum(rows.values()) == pytest.approx(1.2e9)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"year": 2027}, "later"),
        ({"size": 500.0}, "larger"),
        ({"size": 400.0}, "smaller"),
        ({"what": "other"}, "added"),
    ],
)
def test_builds_are_told_apart(make_plan: Make, changes: dict[str, Any], kind: str) -> None:
    """A build is later, larger, smaller or new; what is gone is dropped."""
    base = make_plan()
    case = dataclasses.replace(base, builds=(dataclasses.replace(base.builds[0], **changes),))
    assert builds(case, base)[0].change == kind
    assert ("dropped" in {row.change for row in builds(case, base)}) == (kind == "added")


def test_the_difference_in_words(make_scenario: Make, make_plan: Make) -> None:
    """Shortage, builds, supply and cost are told from the numbers."""
    base = make_plan()
    told = " ".join(sentences(embargo(base), base, Lookup(make_scenario(case="china-embargo"))))
    assert told == (
        "Under china-embargo, Japan is short 220 t of metal in 2028 (22 % of its demand, 120 t more than in the base). "
        "Over all markets and years 120 t of metal more than in the base goes unmet. "
        "The plan builds larger Isfara smelter (Tajikistan, 900 t/a instead of 450 t/a): 4.5 million USD more capital than in the base. "
        "The host states build more for metal. "
        "Less comes from China (2.4 million USD), at reference prices over all years. "
        "It costs 1.2 billion USD more than the base in present value; the largest change is unmet, 1.2 billion USD more."
    )


@pytest.mark.parametrize("change", [{"short": 221.0}, {"size": 910.0}])
def test_a_changed_number_changes_the_words(make_scenario: Make, make_plan: Make, change: dict[str, float]) -> None:
    """No sentence is fixed: another shortage or size gives other words."""
    base = make_plan()
    lookup = Lookup(make_scenario(case="china-embargo"))
    assert sentences(embargo(base), base, lookup) != sentences(embargo(base, **change), base, lookup)


def test_other_demand_is_told(make_scenario: Make, make_plan: Make) -> None:
    """A case that needs fewer tonnes says how many and what they are worth, since its cost is lower by them."""
    base = make_plan()
    key = next(iter(base.demand))
    case = dataclasses.replace(base, demand={**base.demand, key: base.demand[key] - 100.0})
    told = sentences(case, base, Lookup(make_scenario()))[-1]
    assert told.startswith("Against the base the case needs 100 t less metal over all years")


def test_the_split_of_a_shortage_is_no_finding(make_scenario: Make, make_plan: Make) -> None:
    """Where several buyers go short of a mineral, the words say that only the total counts."""
    base = make_plan()
    more = tuple(dataclasses.replace(row, tonnes=row.tonnes + 50.0) for row in base.unmet)
    assert len({row.market for row in more}) > 1
    told = " ".join(sentences(dataclasses.replace(base, unmet=more), base, Lookup(make_scenario())))
    assert "The totals are the finding" in told
    assert "The totals are the finding" not in " ".join(sentences(base, base, Lookup(make_scenario())))


def test_unlike_years_are_told_first(make_scenario: Make, make_plan: Make) -> None:
    """A case of two years beside a base of more says so before anything else; of the same years it does not."""
    base, lookup = make_plan(), Lookup(make_scenario())
    short = dataclasses.replace(embargo(base), years=base.years[:2])
    first, last = base.years[0], base.years[-1]
    assert sentences(short, base, lookup)[0].startswith(
        f"china-embargo plans {first}-{first + 1}, the base {first}-{last}: "
    )
    assert sentences(embargo(base), base, lookup)[0].startswith("Under china-embargo, ")


def test_the_same_plan_says_so(make_scenario: Make, make_plan: Make) -> None:
    """A case that changes nothing is told as such."""
    base = make_plan()
    assert sentences(base, base, Lookup(make_scenario())) == (
        "Under base, every market is met as far as in the base.",
        "The plan builds the same as in the base.",
        "The host states build no more than in the base; for metal what is left to build is worth less than it costs.",
        "It costs the same as the base.",
    )


def test_the_answer_has_three_sentences_from_the_numbers(make_scenario: Make, make_plan: Make) -> None:
    """What to build, what it does to dependence, what it needs and what stays short."""
    lookup, plan = Lookup(make_scenario()), make_plan()
    told = answer(plan, lookup, dependence(plan, lookup), bankability(plan, lookup))
    assert told == (
        "Build 1 mine or plant for antimony for 4.5 million USD: Isfara smelter (Tajikistan, 2026).",
        "In 2029 no importer gets more than 65 % of a mineral from one foreign country, against 1 of 2 pairs of importer and mineral in 2026; the host states then supply 45 % of metal in Japan (the largest by value).",
        "Over all years 2,000 t of metal in European Union and 400 t of metal in Japan stay unmet; the one new mine or plant pays at the reference price.",
    )
    json.dumps(told)


def test_the_answer_without_builds(make_scenario: Make, make_plan: Make) -> None:
    """A plan that builds nothing says so."""
    lookup, plan = Lookup(make_scenario()), make_plan(builds=(), unmet=())
    told = answer(plan, lookup, dependence(plan, lookup), ())
    assert told[0].startswith("Nothing new is worth building")
    assert told[2] == "All demand is met; no new mine or plant needs support."


@pytest.mark.parametrize(
    ("built", "told"),
    [
        (450.0, "no more than the base: the 450 t a year that are left are worth less than they cost"),
        (900.0, "builds 450 t a year more than the base, 100 % of what can be built"),
        (225.0, "builds 225 t a year less than the base: the 675 t a year that are left are worth less than they cost"),
    ],
)
def test_what_is_left_to_build_is_told(make_scenario: Make, make_plan: Make, built: float, told: str) -> None:
    """Of 900 t a year that can be smelted the base builds 450; the case builds the same, all, or half of it."""
    base = make_plan()
    case = dataclasses.replace(base, case="other", builds=(dataclasses.replace(base.builds[0], size=built),))
    (row,) = room(case, base, Lookup(make_scenario()))
    assert (row.candidates, row.base_built, row.case_built) == (900.0, 450.0, built)
    assert told in row.words
