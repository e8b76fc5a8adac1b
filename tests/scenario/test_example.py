"""The example central-asia: sound, sourced, and faults planted in it are found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lodeway.scenario import assumptions, check, examples, locate, new, read
from lodeway.scenario.money import on_day

CASES = ("budget-3tn", "carbon-price", "china-embargo", "diversify", "no-russia", "no-russia-no-china-transit")


def test_every_example_is_sound() -> None:
    """No example that ships has a fault, in any case."""
    assert "central-asia" in examples()
    for name in examples():
        assert check(name) == ()


def test_the_example_has_its_cases() -> None:
    """All cases that the questions need are there, each with a title and a question of its own."""
    base = read("central-asia")
    assert set(CASES) <= set(base.cases)
    for name in base.cases:
        scenario = read("central-asia", case=name)
        assert scenario.years == tuple(range(2026, 2036))
        assert scenario.question.endswith("?")
        assert (scenario.question == base.question) == (name == "base")
        assert (scenario.digest == base.digest) == (name == "base")


def test_the_budget_is_the_target(tmp_path: Path) -> None:
    """The purse of budget-3tn is the promised 3 trillion yen at the rate of 2025-12-19 in USD of 2024."""
    scenario = read("central-asia", case="budget-3tn")
    (limit,) = scenario.limits
    assert scenario.target is not None
    assert limit.value == pytest.approx(scenario.target.value, rel=1e-9)
    assert scenario.target.value == on_day(3e12, currency="JPY", day="2025-12-19", price_year=2024)
    assert (limit.kind, limit.whole, limit.unit) == ("budget", True, "USD")


def test_diversify_bounds_six_importers_from_2030() -> None:
    """Six markets, 65 %, every commodity, from 2030; the rest of the world is not bound."""
    limits = read("central-asia", case="diversify").limits
    assert {limit.scope for limit in limits} == {"JPN", "EU", "USA", "KOR", "IND", "CHN"}
    assert {(limit.kind, limit.value, limit.unit, limit.commodity, limit.opens) for limit in limits} == {
        ("origin_share", 65, "%", "*", 2030)
    }


def test_bans_of_the_russia_cases() -> None:
    """Russia is shut out altogether, China in the second case only as a way through."""
    standing = set(read("central-asia").bans)
    one = {(ban.country, ban.kind) for ban in read("central-asia", case="no-russia").bans if ban not in standing}
    two = {
        (ban.country, ban.kind)
        for ban in read("central-asia", case="no-russia-no-china-transit").bans
        if ban not in standing
    }
    assert one == {("RUS", "all")}
    assert two == {("RUS", "all"), ("CHN", "transit")}


def test_every_row_says_where_it_comes_from() -> None:
    """Each assumption has its reasoning and range; every other source names a publisher and an address."""
    scenario = read("central-asia")
    assumed = assumptions(scenario)
    assert all(entry.note and entry.range for entry in assumed)
    assert {entry.key for entry in assumed if entry.table == "scenario"} >= {"discount_rate", "unmet_factor"}
    for row in (*scenario.measures, *scenario.capital):
        assert row.source.startswith("assumption") or "https://" in row.source or "http://" in row.source


def test_ten_faults_planted_in_the_example_are_all_found(tmp_path: Path) -> None:
    """Ten faults of ten kinds in a copy of the example are reported at once, each in its file and column."""
    folder = new(tmp_path / "copy", "central-asia")

    def edit(file: str, old: str, new: str) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    def append(file: str, **cells: str) -> None:
        path = folder / file
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        row = ",".join(cells.get(name.split(" [")[0], "") for name in header)
        path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8", newline="")

    edit("capital.csv", "rate [%/a]", "rat [%/a]")
    edit("commodities.csv", "price [USD/t]", "price [USX/t]")
    site, process = "konchoch", {"recipe": "-> 1 antimony-concentrate", "source": "x", "emissions": "1"}
    append("processes.csv", **process, id="misspelt", site="konchosh", status="operating", capacity="1")
    append("processes.csv", **process, id="negative", site=site, status="operating", capacity="-1")
    append("processes.csv", **process, id="late", site=site, status="operating", capacity="1", opens="2205")
    append("processes.csv", **process, id="unpriced", site=site, status="candidate", opex="1", max_size="1")
    text = {"recipe": "1 antimony -> 1.2 antimony-concentrate", "source": "x", "status": "operating", "emissions": "1"}
    append("processes.csv", **text, id="back", site=site, capacity="1")
    append("markets.csv", id="JPN", countries="JPN", sites="yokohama", source="x")
    append("demands.csv", market="JPN", commodity="copper", year="2030", quantity="a lot", source="x")
    (folder / "costs.csv").unlink()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found = {(fault.file, fault.column, fault.suggestion) for fault in check(folder)}
    assert found == {
        ("capital.csv", "rat [%/a]", "rate [%/a]"),
        ("commodities.csv", "price", "price [USD/t]"),
        ("processes.csv", "site", "konchoch"),
        ("processes.csv", "capacity", ""),
        ("processes.csv", "opens", ""),
        ("processes.csv", "capex", ""),
        ("processes.csv", "recipe", ""),
        ("markets.csv", "id", ""),
        ("demands.csv", "quantity", ""),
        ("costs.csv", "", ""),
    }
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_example_reads_the_same_from_a_semicolon_copy(tmp_path: Path) -> None:
    """A spreadsheet that writes semicolons and decimal commas keeps the example's digest."""
    import csv

    folder = tmp_path / "copy"
    shutil.copytree(locate("central-asia"), folder)
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, delimiter=";")
            writer.writerow(header)
            numeric = [("[" in name) for name in header]
            writer.writerows(
                [cell.replace(".", ",") if is_number else cell for cell, is_number in zip(row, numeric, strict=True)]
                for row in rows
            )
    assert read(folder).digest == read("central-asia").digest
