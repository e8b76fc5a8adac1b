"""What Python is told of plans: why one is as it is, how two differ, and their tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import lodeway
from lodeway.cli import main
from lodeway.network import build
from lodeway.plan.result import Plan
from lodeway.plan.result.document import TABLES
from lodeway.scenario.model import Scenario
from tests.plan.worlds import limit, scenario


@pytest.fixture(scope="module")
def plain() -> Scenario:
    """Return the world as it is."""
    return scenario()


@pytest.fixture(scope="module")
def poor() -> Scenario:
    """Return the world with a small purse."""
    return scenario(case="poor", limits=(limit("budget", 1e6, "USD", whole=True, id="purse"),))


@pytest.fixture(scope="module")
def plans(plain: Scenario, poor: Scenario) -> tuple[Plan, Plan]:
    """Return the plans of both."""
    return lodeway.plan_scenario(plain, explained=True), lodeway.plan_scenario(poor, explained=True)


@pytest.fixture(scope="module")
def folders(
    plans: tuple[Plan, Plan], plain: Scenario, poor: Scenario, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """Return where both were written."""
    made = []
    for plan, case in zip(plans, (plain, poor), strict=True):
        made.append(tmp_path_factory.mktemp(case.case))
        lodeway.write_report(plan, scenario=case, network=build(case), folder=made[-1])
    return made[0], made[1]


def told(*arguments: object) -> str:
    """Run a command and return what it prints."""
    result = CliRunner().invoke(main, [str(word) for word in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("other", [None, "hill-deep"])
def test_an_explanation_is_what_the_command_tells(folders: tuple[Path, Path], other: str | None) -> None:
    """Text and document of a folder, an opened plan and the command are the same."""
    more = [] if other is None else ["--against", other]
    subject = "mill-new"
    found = lodeway.explain(lodeway.open_plan(folders[0]), subject, against=other)
    assert repr(lodeway.explain(folders[0], subject, against=other)) == repr(found)
    assert told("explain", folders[0], subject, *more) == f"{found!r}\n"
    assert json.loads(told("explain", folders[0], subject, *more, "--json")) == found.to_dict()
    assert found.to_frame()["text"].to_list() == [row.text for row in found.statements]


def test_a_plan_at_hand_is_explained_with_its_scenario(
    plans: tuple[Plan, Plan], plain: Scenario, poor: Scenario
) -> None:
    """A plan that was never written needs the scenario that it answers, and no other."""
    assert "mill-new is built" in repr(lodeway.explain(plans[0], "mill-new", scenario=plain))
    with pytest.raises(lodeway.UsageError, match="needs the scenario that it answers"):
        lodeway.explain(plans[0], "mill-new")
    with pytest.raises(lodeway.UsageError, match="answers another state of scenario"):
        lodeway.explain(plans[0], "mill-new", scenario=poor)


def test_a_plan_that_does_not_say_what_it_leaves_out_is_not_explained(poor: Scenario) -> None:
    """Without the sums of what is not built an explanation would be half of one: the error says how to make the plan."""
    with pytest.raises(lodeway.UsageError, match="make it with explained=True"):
        lodeway.explain(lodeway.plan_scenario(poor), "purse", scenario=poor)


def test_a_comparison_is_what_the_command_tells(
    folders: tuple[Path, Path], plans: tuple[Plan, Plan], plain: Scenario, poor: Scenario
) -> None:
    """Two folders, two opened plans and two plans with their scenarios differ in the same sentences as the command tells."""
    found = lodeway.compare_plans(*folders)
    assert told("compare", *folders) == f"{found!r}\n"
    assert json.loads(told("compare", *folders, "--json")) == found.to_dict()
    opened = lodeway.compare_plans(*map(lodeway.open_plan, folders))
    fresh = lodeway.compare_plans(*plans, scenarios=(plain, poor))
    assert repr(opened) == repr(found)
    assert [row.text for row in fresh.differences] == [row.text for row in found.differences]


def test_tables_of_a_comparison_have_the_rows_of_its_document(folders: tuple[Path, Path]) -> None:
    """Each table of the document is given as a frame; another name is refused with the nearest."""
    found = lodeway.compare_plans(*folders)
    for table in found.tables:
        assert found.to_frame(table.name).height == len(found.to_dict()[table.name])
    with pytest.raises(lodeway.UsageError, match="no table 'build-s'; did you mean 'builds'"):
        found.to_frame("build-s")


def test_tables_of_a_plan_have_the_rows_of_its_file(folders: tuple[Path, Path]) -> None:
    """Every table of plan.json is given as a frame with its keys and rows, an empty one with its columns."""
    document = json.loads((folders[0] / "plan.json").read_text(encoding="utf-8"))
    plan = lodeway.open_plan(folders[0]).plan
    for name in (*TABLES, "prices", "demand"):
        frame = plan.to_frame(name)
        assert frame.to_dicts() == document[name]
        assert frame.columns
    with pytest.raises(lodeway.UsageError, match="a plan has no table 'build'; did you mean 'builds'"):
        plan.to_frame("build")


def test_an_opened_plan_prints_as_the_plan(folders: tuple[Path, Path]) -> None:
    """What was opened shows its builds, not its tables of thousands of rows."""
    opened = lodeway.open_plan(folders[0])
    assert repr(opened) == repr(opened.plan)
    assert "mill-new" in repr(opened)
