"""A plan read back from its folder."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from lodeway.errors import UsageError
from lodeway.network import build
from lodeway.plan import document, plan, reopen
from lodeway.report import write
from tests.plan.worlds import scenario


def test_a_plan_read_back_is_the_plan(tmp_path: Path) -> None:
    """All but the legs and the digits beyond the twelfth comes back, with the very scenario."""
    case = scenario()
    found = plan(case, explained=True)
    write(found, scenario=case, network=build(case), folder=tmp_path)
    opened = reopen(tmp_path)
    assert opened.scenario == case
    assert document(opened.plan) == document(found)
    assert reopen(tmp_path / "plan.json").plan == opened.plan


def test_what_is_no_plan_is_told(tmp_path: Path) -> None:
    """A folder without a plan, a text and a plan of an older version are each told apart."""
    with pytest.raises(UsageError, match="no plan there"):
        reopen(tmp_path)
    (tmp_path / "plan.json").write_text("nothing", encoding="utf-8")
    with pytest.raises(UsageError, match="no JSON"):
        reopen(tmp_path)
    (tmp_path / "plan.json").write_text(json.dumps({"limits": []}), encoding="utf-8")
    with pytest.raises(UsageError, match="lacks prices, demand, rejected"):
        reopen(tmp_path)


def test_a_plan_of_another_state_of_its_scenario_is_refused(tmp_path: Path) -> None:
    """With a scenario beside it that has another digest the plan cannot be explained."""
    case = scenario()
    write(plan(case), scenario=replace(case, discount_rate=0.1), network=build(case), folder=tmp_path)
    with pytest.raises(UsageError, match="another state"):
        reopen(tmp_path)
