"""What existing capacity loses while it stands idle, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lodeway.plan import plan
from lodeway.plan.sample import sample
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Process

PIT: dict[str, Any] = {"site": "mine", "recipe": "-> 1 ore", "status": "operating"}


def _pits(*pits: Process) -> Scenario:
    """Return the sample, where ore is worth 1000 USD/t and 1000 t/a are wanted, with these pits alone."""
    return replace(sample(), processes=pits)


def test_the_pit_that_loses_less_idles_and_is_charged_for_every_idle_tonne() -> None:
    """Of two pits the one with 20 % margin idles: 0.2 x 1000 USD/t x (500 + 550/1.05) t over its two years."""
    case = _pits(
        Process(id="first", capacity=1000.0, margin=30.0, **PIT),
        Process(id="second", capacity=500.0, margin=20.0, growth=10.0, closes=2028, **PIT),
    )
    found, free = plan(case), plan(_pits(*(replace(row, margin=0.0) for row in case.processes)))
    assert {row.process: row.tonnes for row in found.activities if row.year < 2028} == {"first": 1000.0, "second": 0.0}
    assert found.parts["idle"] == pytest.approx(0.2 * 1000 * (500 + 550 / 1.05), rel=1e-12)
    assert found.objective == pytest.approx(free.objective + found.parts["idle"], rel=1e-12)
    assert found.bound == pytest.approx(found.objective, rel=1e-9)
    assert found.own == pytest.approx(free.own, rel=1e-12)
    assert found.status == "optimal"


def test_a_running_tonne_still_costs_its_buyers_the_reference_price() -> None:
    """A margin lowers neither the cost of what is made nor the supply part: 1000 t at 1000 USD/t a year."""
    found = plan(_pits(Process(id="first", capacity=1500.0, margin=30.0, **PIT)))
    assert [row.cost for row in found.activities] == pytest.approx([1e6] * 3)
    assert found.parts["supply"] == pytest.approx(1e6 * (1 + 1 / 1.05 + 1 / 1.05**2))


def test_a_cheaper_mine_is_built_beside_an_old_one_only_where_the_old_one_loses_little() -> None:
    """A mine at 700 USD/t and some 330 USD/t of capital displaces one at 1200 USD/t, but not one that would sell at 840."""
    dear = (replace(sample().commodities[0], price=1200.0),)
    old = Process(id="old", capacity=1000.0, **PIT)
    new = replace(sample().processes[1], max_size=1000.0, lead_time=0)
    case = replace(sample(), commodities=dear, processes=(old, new))
    built = plan(case)
    assert [(row.what, round(row.size)) for row in built.builds] == [("pit-2", 1000)]
    kept = plan(replace(case, processes=(replace(old, margin=30.0), new)))
    assert kept.builds == ()
    assert kept.parts["idle"] == 0.0


def test_the_price_of_capacity_is_what_another_tonne_of_it_saves() -> None:
    """A tonne more in a pit with a margin lowers the cost by the sum of its prices over the years."""
    case = sample()
    first, second = (replace(row, margin=40.0) if row.capacity else row for row in case.processes)
    found = plan(replace(case, processes=(first, second)))
    larger = plan(replace(case, processes=(replace(first, capacity=801.0), second)))
    prices = [row.price for row in found.limits if (row.kind, row.scope) == ("capacity", "pit")]
    assert sum(prices) == pytest.approx(found.objective - larger.objective, rel=1e-6)


def test_capacity_that_runs_only_because_it_stands_is_worth_no_more_of() -> None:
    """A pit at full capacity beside a new mine that sells below its reference price has a capacity price of zero."""
    dear = (replace(sample().commodities[0], price=1200.0),)
    old = Process(id="old", capacity=600.0, margin=30.0, **PIT)
    new = replace(sample().processes[1], max_size=1000.0, lead_time=0)
    found = plan(replace(sample(), commodities=dear, processes=(old, new)))
    uses = [row for row in found.limits if (row.kind, row.scope) == ("capacity", "old")]
    assert [row.used for row in uses] == pytest.approx([600.0] * 3)
    assert [row.price for row in uses] == [0.0] * 3
