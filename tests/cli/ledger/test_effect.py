"""What `lodeway ledger effect` and `track --plan` say of the example."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.ledger.examples import example
from lodeway.ledger.register import Source, Statement, open_register

ROOT = Path(__file__).parents[3]
FEW = ("A001", "A006", "A021", "A110", "A140", "b001", "b167")
TEXT = "They met in Tashkent. Orano, Navoiyuran and Itochu put 214 million US dollars into South Djengeldi. Output follows."


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a register with the example, and with one sentence about South Djengeldi whose text is kept."""
    folder = tmp_path_factory.mktemp("register")
    place = str(folder / "r.sqlite")
    assert CliRunner().invoke(main, ["ledger", "new", "--example", "central-asia", "--register", place]).exit_code == 0
    with open_register(place, author="desk") as register:
        digest = register.add_text(TEXT)
        start = TEXT.index("214 million US dollars")
        words = TEXT[start : start + 22]
        register.add(Source(id="note", publisher="Note", published="2025-03-20", digest=digest))
        told = Statement(
            id=Statement.name("note", start, start + 22, "money"),
            source="note",
            start=start,
            end=start + 22,
            text=words,
            kind="money",
            value=2.14e8,
            unit="USD",
        )
        register.add(told)
        register.link([told.id], "A141", "says so")
    return place


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a register with promises of every kind: two that change the plan, two that do not, a proposal, two unknown."""
    place = str(tmp_path_factory.mktemp("few") / "few.sqlite")
    with open_register(place, author="desk", create=True) as register:
        records = [row for row in example() if row.id in FEW or isinstance(row, Source)]
        register.add(*records, approve=True)
    return place


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what this machine remembers of registers out of the user's folder."""
    monkeypatch.setenv("LODEWAY_DATA", str(tmp_path / "data"))


def ask(*words: str, code: int = 0) -> Any:
    """Return the JSON that a command prints."""
    result = CliRunner().invoke(main, ["ledger", *words, "--json"])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def documented(title: str) -> set[str]:
    """Return the keys in the table below a heading of the reference page."""
    page = (ROOT / "docs" / "reference" / "ledger-json.md").read_text("utf-8")
    text = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL)
    assert text, title
    return {
        key for row in re.findall(r"^\| (`.*?`) \|", text[1], re.MULTILINE) for key in re.findall(r"`([\w-]+)`", row)
    }


def test_one_promise_is_told_with_its_sentence_and_both_plans(place: str, tmp_path: Path) -> None:
    """The money for South Djengeldi changes nothing, the mine does; every key is documented, and the page shows the words."""
    page = tmp_path / "one.html"
    told = ask("effect", "A141", "--scenario", "central-asia", "--register", place, "--out", str(page))
    assert told["verdict"] == "no measurable effect"
    assert told["most"] > 1e7
    (quote,) = [row for row in told["quotes"] if row["sentence"]]
    assert quote["sentence"][quote["start"] : quote["end"]] == "214 million US dollars"
    assert quote["sentence"].startswith("Orano")
    assert quote["sentence"].endswith("Djengeldi.")
    assert [row["id"] for row in told["touches"]] == ["south-djengeldi-mine"]
    assert "<mark>214 million US dollars</mark>" in page.read_text("utf-8")
    assert set(told) == documented("lodeway ledger effect")
    for key in ("commitment", "quotes", "agreements", "touches", "figures", "builds", "deliveries", "hosts"):
        row = told[key] if key == "commitment" else told[key][0]
        assert set(row) == documented(f"effect: {key}"), key


def test_all_promises_are_ranked_and_written(few: str, tmp_path: Path) -> None:
    """All of the register, each known or unknown with a reason; the files hold the same rows."""
    base = ("effect", "--all", "--scenario", "central-asia", "--register", few)
    told = ask(*base)
    assert set(told) == documented("effect --all")
    assert set(told["effects"][0]) == documented("effect: effects")
    assert [row["id"] for row in told["effects"]] == ["b001", "A140", "b167", "A021", "A110"]
    assert {row["id"] for row in told["unknown"]} == {"A001", "A006"}
    assert all(row["reason"] for row in told["unknown"])
    sizes = [abs(row["change"]) for row in told["effects"] if row["verdict"] == "effect"]
    assert sizes == sorted(sizes, reverse=True)
    assert ask(*base, "--out", str(tmp_path / "all.csv"))["total"] == len(FEW)
    with (tmp_path / "all.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == [row["id"] for row in told["effects"] + told["unknown"]]


def test_what_is_paid_for_and_left_out_has_its_lack_told(few: str) -> None:
    """The port of Aktau is not enlarged with the loan either: nothing is short there, so that it lacks all that it costs in the plan's years."""
    told = ask("effect", "A110", "--scenario", "central-asia", "--register", few)
    assert told["promised"] == pytest.approx(24.6e6 * 1.13, rel=0.05)
    (row,) = told["lacks"]
    assert set(row) == documented("effect: lacks")
    assert row["what"] == "aktau"
    assert row["gap"] > 0
    assert any("given away" in sentence for sentence in told["sentences"])


def test_the_text_ranks_and_counts(few: str, tmp_path: Path) -> None:
    """A reader sees what changes the plan, what does not, and how many are unknown for which reason."""
    base = ["ledger", "effect", "--all", "--scenario", "central-asia", "--register", few]
    result = CliRunner().invoke(main, base)
    assert result.exit_code == 0, result.output
    assert "no measurable effect, even at most: 2\n  A021, A110" in result.stdout
    assert "unknown: 2" in result.stdout
    assert "a target: what comes of it are other commitments" in result.stdout


def test_calls_that_are_wrong_say_what_is_allowed(place: str, tmp_path: Path) -> None:
    """One commitment or all; a page for one, a table only for all; the nearest commitment is named."""
    base = ("--scenario", "central-asia", "--register", place)
    for words, told in {
        (): "--all",
        ("A141", "--all"): "--all",
        ("A141", "--out", str(tmp_path / "one.csv")): ".html",
        ("b0001",): "b001",
        ("A141", "--case", "none"): "none",
    }.items():
        result = CliRunner().invoke(main, ["ledger", "effect", *words, *base])
        assert result.exit_code in (1, 2), result.output
        assert told in result.stderr, words


def test_a_merged_promise_is_found_under_either_name(place: str, tmp_path: Path) -> None:
    """What was merged into another has the other's effect, and a row of the scenario that names it counts for the other."""
    copy = str(tmp_path / "copy.sqlite")
    shutil.copy(place, copy)
    with open_register(copy, author="desk") as register:
        register.merge("b180", "A050", "the same guarantee")
    told = ask("effect", "A050", "--scenario", "central-asia", "--register", copy)
    assert told["commitment"]["id"] == "b180"
    assert told["basis"] == "agreement"


def test_tracking_beside_a_plan(place: str, tmp_path: Path) -> None:
    """Builds, payments, what is not needed and what nobody pays for; the page has it too; a plan of something else is refused."""
    out = tmp_path / "out"
    assert CliRunner().invoke(main, ["plan", "central-asia", "--out", str(out)]).exit_code == 0
    told = ask("track", "--register", place, "--plan", str(out))["plan"]
    assert set(told) == documented("track: plan")
    assert set(told["builds"][0]) == documented("track: builds")
    assert set(told["commitments"][0]) == documented("track: commitments")
    plan = json.loads((out / "plan.json").read_text("utf-8"))
    assert {row["what"] for row in told["builds"]} == {row["what"] for row in plan["builds"]}
    assert sum(row["capex"] for row in told["builds"]) == pytest.approx(sum(row["capex"] for row in plan["builds"]))
    mine = next(row for row in told["builds"] if row["what"] == "north-katpar-mine")
    assert [row["commitment"] for row in mine["payments"]] == ["b001"]
    assert {"b030", "b031", "b002"} <= set(told["unneeded"])
    assert "koksay-mine" in told["unpaid"]
    again = ask("track", "--register", place, "--plan", str(out / "plan.json"), "--scenario", "central-asia")["plan"]
    assert again == told
    page = tmp_path / "page.html"
    ask("page", str(page), "--register", place, "--plan", str(out))
    assert "Beside the plan" in page.read_text("utf-8")
    assert (
        "nobody pays for"
        in CliRunner().invoke(main, ["ledger", "track", "--register", place, "--plan", str(out)]).output
    )
    assert "--plan" in ask("track", "--register", place, "--scenario", "central-asia", code=2)["error"]["message"]
    plan["digest"] = "0" * 64
    (tmp_path / "other.json").write_text(json.dumps(plan), encoding="utf-8")
    words = ("track", "--register", place, "--plan", str(tmp_path / "other.json"), "--scenario", "central-asia")
    assert "another state" in ask(*words, code=2)["error"]["message"]
