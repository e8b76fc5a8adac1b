"""What `lodeway ledger track` says of the example register."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lodeway.cli import main


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a register with the example."""
    monkeypatch.setenv("LODEWAY_DATA", str(tmp_path / "data"))
    place = str(tmp_path / "r.sqlite")
    assert CliRunner().invoke(main, ["ledger", "new", "--example", "central-asia", "--register", place]).exit_code == 0
    return place


def ask(*words: str, code: int = 0) -> Any:
    """Return the JSON that a command prints."""
    result = CliRunner().invoke(main, ["ledger", *words, "--json"])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_the_three_trillion_yen_are_tracked_once(place: str) -> None:
    """Sums by partner add up; packages and the state's grants stand apart; grants count when asked for."""
    told = ask("track", "A001", "--register", place, "--today", "2026-11-26")
    assert (told["goal"], told["currency"]) == (3e12, "JPY")
    for key, way in {"counted": "yes", "perhaps": "perhaps", "later": "later", "packages": "package"}.items():
        assert sum(parts.get(way, 0.0) for parts in told["by"].values()) == pytest.approx(told[key])
    assert told["packages"] > 0
    counted = ask("track", "A001", "--register", place, "--count", "private,joint,state")["counted"]
    assert counted > told["counted"]


def test_what_is_overdue_has_its_days(place: str) -> None:
    """The day asked for decides."""
    late = {row["id"]: row["days"] for row in ask("track", "--register", place, "--today", "2026-01-10")["overdue"]}
    assert late["A035"] == 10
    assert "A021" not in late
    assert "such as" in ask("track", "--register", place, "--today", "soon", code=2)["error"]["message"]


def test_what_has_moved_since_is_told(place: str) -> None:
    """With the status before and after."""
    before = ask("list", "--register", place)["head"].partition(":")[0]
    ask("correct", "A021", "status=delivered", "--reason", "first shipment", "--register", place)
    moved = ask("track", "--since", before, "--register", place)["moved"]
    assert [(row["id"], row["before"], row["after"]) for row in moved] == [("A021", "signed", "delivered")]


def test_what_was_withdrawn_counts_no_more(place: str, tmp_path: Path) -> None:
    """Neither in the sum, nor on the page, nor as a target; it is told as moved, and the page of the time before still has it."""
    head = ask("list", "--register", place, "--approved")["head"].partition(":")[0]
    states = ("--register", place, "--count", "private,joint,state")
    before = ask("track", "A001", *states)
    row = max((one for one in before["contributions"] if one["counts"] == "yes"), key=lambda one: one["amount"])
    ask("withdraw", row["id"], "--register", place, "--reason", "counted by mistake")
    told = ask("track", "A001", *states, "--since", head)
    assert told["counted"] == pytest.approx(before["counted"] - row["amount"])
    assert [(one["id"], one["after"]) for one in told["moved"]] == [(row["id"], "withdrawn")]
    page = tmp_path / "page.html"
    known = ask("page", str(page), "--target", row["id"], "--register", place, "--as-of", head)["commitments"]
    assert ask("page", str(page), "--register", place)["commitments"] == known - 1
    assert row["title"] not in page.read_text(encoding="utf-8")
    for words in (
        ("track", row["id"]),
        ("page", str(page), "--target", row["id"]),
        ("effect", row["id"], "--scenario", "central-asia"),
    ):
        message = ask(*words, "--register", place, code=2)["error"]["message"]
        assert "was withdrawn by" in message
        assert "counted by mistake" in message


def test_the_text_shows_a_bar_and_the_reasons(place: str) -> None:
    """A reader sees what does not count, and why."""
    result = CliRunner().invoke(main, ["ledger", "track", "A001", "--register", place])
    assert result.exit_code == 0
    assert "counted" in result.output
    assert "money of the state, which the rule does not count" in result.output
