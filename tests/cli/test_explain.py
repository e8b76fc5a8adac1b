"""What `lodeway explain` and `lodeway compare` say of two small plans."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.network import build
from lodeway.plan import plan
from lodeway.report import write
from lodeway.report.why import TRAIN
from lodeway.scenario.model import Scenario, Target
from lodeway.schema.tables import Ban, Measure
from tests.plan.worlds import limit, scenario

Ask = Callable[..., str]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the folders of three plans: as it is, with a small purse, and with a quota."""
    quota = Measure(
        id="CHN-Q",
        imposing="CHN",
        targets=("*",),
        elements=("antimony",),
        stages=("refined",),
        direction="export",
        kind="quota",
        quota=500.0,
    )
    cases: dict[str, Scenario] = {
        "plain": scenario(),
        "poor": scenario(case="poor", limits=(limit("budget", 1e6, "USD", whole=True, id="purse"),)),
        "quota": scenario(case="quota", measures=(quota,)),
    }
    found = {}
    for name, case in cases.items():
        found[name] = tmp_path_factory.mktemp(name)
        write(plan(case, explained=True), scenario=case, network=build(case), folder=found[name])
    return found


@pytest.fixture(scope="module")
def ask(folders: dict[str, Path]) -> Ask:
    """Return what runs a command on plans by their names and gives what it prints."""

    def run(command: str, *words: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, [command, *(str(folders.get(word, word)) for word in words)])
        assert result.exit_code == code, result.output
        return result.output

    return run


def test_a_build_is_explained_by_what_it_earns_and_costs(ask: Ask) -> None:
    """The mill is named with its size, and revenue less all cost is told."""
    text = ask("explain", "plain", "mill-new")
    assert "mill-new is built: " in text
    assert "At the plan's prices its output is worth" in text


def test_one_more_million_of_a_purse_is_priced(ask: Ask, folders: dict[str, Path]) -> None:
    """The sentence on the purse has a million times the price of the plan's limit."""
    record = json.loads(ask("explain", "poor", "purse", "--json"))
    worth = next(row for row in record["statements"] if "one more million USD" in row["text"])
    limits = json.loads((folders["poor"] / "plan.json").read_text(encoding="utf-8"))["limits"]
    price = next(row["price"] for row in limits if row["kind"] == "budget")
    assert worth["value"] == pytest.approx(1e6 * price)
    assert worth["origin"] == "limits[kind=budget,scope=purse].price"


def test_one_more_train_a_day_is_priced_with_its_assumption(ask: Ask) -> None:
    """A daily train is 365 trains of the assumed tonnes at the sum of the yearly prices; the range stands beside it."""
    record = json.loads(ask("explain", "plain", "west", "--json"))
    train = next(row for row in record["statements"] if "train a day" in row["text"])
    tonne = next(row for row in record["statements"] if "gross tonne" in row["text"] and "would save" in row["text"])
    assert train["value"] == pytest.approx(tonne["value"] * 365 * TRAIN)
    assert "; 1000-3300)" in train["text"]


def test_one_more_tonne_of_quota_is_priced(ask: Ask) -> None:
    """The quota binds and names its measure, state and direction."""
    text = ask("explain", "quota", "chn-q")
    assert "Measure CHN-Q is a quota of China on the export of antimony" in text
    assert "one more tonne of quota a year would save" in " ".join(text.split())


def test_a_rejected_project_tells_what_would_make_it_enter(ask: Ask) -> None:
    """With a purse of a million not all that pays is built: what is left out names the purse and its price of entry."""
    record = json.loads(ask("explain", "poor", "country:TJK", "--json"))
    assert any("is not built" in row["text"] or "is built" in row["text"] for row in record["statements"])


def test_an_unknown_name_ends_in_a_usage_error(ask: Ask) -> None:
    """The nearest name is told, exit code 2."""
    assert "did you mean process mill-new" in ask("explain", "plain", "mill-nwe", code=2)


def test_two_plans_are_compared_with_causes(ask: Ask, tmp_path: Path) -> None:
    """The purse makes the mill smaller, and the sentence says so; the page has the sentences and the tables."""
    page = tmp_path / "page.html"
    text = " ".join(ask("compare", "plain", "poor", "--out", str(page)).split())
    assert "poor adds purse in limits." in text
    assert "because budget purse, which poor adds, binds harder" in text
    assert "Differences and their causes" in page.read_text(encoding="utf-8")
    record = json.loads(ask("compare", "plain", "poor", "--json"))
    assert {"a", "b", "differences", "cost", "builds", "supply", "unmet"} <= record.keys()
    assert any(row["cause"] for row in record["differences"] if row["topic"] == "build")
    assert "topic" in ask("compare", "plain", "poor", "--as", "table")


def test_a_plan_does_not_differ_from_itself(ask: Ask) -> None:
    """Nothing is told of the same plan twice."""
    assert "They are the same." in ask("compare", "plain", "plain")


def test_compare_needs_two_plans_or_two_cases(ask: Ask) -> None:
    """One plan, or two plans with a case, is a usage error."""
    ask("compare", "central-asia", code=2)
    ask("compare", "plain", "poor", "--case", "base", code=2)


def test_rows_that_differ_are_named(ask: Ask) -> None:
    """The quota's own row is told first."""
    assert "quota adds CHN-Q in measures." in ask("compare", "plain", "quota")


def test_plans_of_other_years_or_money_are_not_compared(folders: dict[str, Path], tmp_path: Path) -> None:
    """What nine years cost and deliver says nothing beside ten: both are told, with the remedy."""
    for name, change in (("years", {"years": (2026, 2027)}), ("price_year", {"price_year": 2020})):
        case, folder = replace(scenario(), **change), tmp_path / name
        write(plan(case), scenario=case, network=build(case), folder=folder)
        result = CliRunner().invoke(main, ["compare", str(folders["plain"]), str(folder)])
        assert result.exit_code == 2
        assert f"cannot be compared: {name} 202" in result.stderr


def test_every_setting_that_differs_is_told(folders: dict[str, Path], tmp_path: Path) -> None:
    """Whatever enters the digest is told before the rows: a number with both values, anything else in words."""
    promise = Target(
        name="Promise", amount=5.0, currency="JPY", date="2025-12-19", first_year=2026, last_year=2028, countries=("KAZ",),
        source="Press", value=1.0,
    )  # fmt: skip
    case = replace(scenario(), target=promise, unmet_factor=8.0, atlas_version="2020.1")
    write(plan(case), scenario=case, network=build(case), folder=tmp_path)
    result = CliRunner().invoke(main, ["compare", str(folders["plain"]), str(tmp_path), "--json"])
    told = {row["what"]: row for row in json.loads(result.stdout)["differences"] if row["topic"] == "scenario"}
    assert set(told) == {"target", "unmet_factor", "atlas_version"}
    assert (told["unmet_factor"]["a"], told["unmet_factor"]["b"]) == (10.0, 8.0)
    assert "has target Promise (5 JPY) in place of none." in told["target"]["text"]


def test_what_a_case_states_comes_before_what_follows_from_it(folders: dict[str, Path], tmp_path: Path) -> None:
    """A mine is built because the way of others is banned, not because more of it is wanted than may be built."""
    ban = Ban(id="CHN-ban", country="CHN", kind="all")
    case = scenario(case="barred", bans=(ban,))
    write(plan(case), scenario=case, network=build(case), folder=tmp_path)
    result = CliRunner().invoke(main, ["compare", str(folders["plain"]), str(tmp_path), "--json"])
    rows = json.loads(result.stdout)["differences"]
    assert [row["what"] for row in rows if row["topic"] == "scenario"] == ["bans/CHN-ban"]
    causes = [row["cause"] for row in rows if row["topic"] in ("build", "supply", "unmet")]
    assert causes
    assert set(causes) == {"barred adds CHN-ban in bans"}
