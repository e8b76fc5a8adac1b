"""Cases: what a variant overrides, adds and removes."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from lodeway.scenario import check, read

Make = Callable[..., Path]


def with_case(make: Make, text: str, **more: str) -> Path:
    """Return the small scenario with a case ``other`` and further cases."""
    files = {"cases/other.toml": text} | {f"cases/{name}.toml": content for name, content in more.items()}
    return make(files=files)


def test_base_exists_without_a_file(make: Make) -> None:
    """A scenario without cases has the case base, under the scenario's title."""
    assert read(make()).cases == {"base": "Small"}


def test_a_block_overrides_columns_of_a_row(make: Make) -> None:
    """Only the columns that the block names change, in the schema's units."""
    folder = with_case(
        make, 'title = "Richer"\n[demands."JPN/metal/2024"]\nquantity = 9000\n[sites.isfara]\nname = "Isfara"\n'
    )
    base, other = read(folder), read(folder, case="other")
    assert (base.demands[0].quantity, other.demands[0].quantity) == (7000, 9000)
    assert other.demands[0].growth == base.demands[0].growth == 2
    assert (other.case, other.case_title, base.case_title) == ("other", "Richer", "Small")
    assert repr(other.processes) == repr(base.processes)
    assert base.digest != other.digest


def test_a_block_adds_a_row(make: Make) -> None:
    """A key that no row has makes a new one, also in a table that has no file."""
    folder = with_case(make, '[bans.no-russia]\ncountry = "RUS"\nkind = "all"\nsource = "a question"\n')
    assert read(folder).bans == ()
    assert [(ban.id, ban.country, ban.opens) for ban in read(folder, case="other").bans] == [("no-russia", "RUS", 0)]


def test_remove_takes_a_row_out(make: Make) -> None:
    """``remove = true`` deletes the row of that key."""
    folder = with_case(make, "[processes.new-mine]\nremove = true\n")
    assert [row.id for row in read(folder, case="other").processes] == ["mine", "smelter"]


def test_an_empty_text_empties_a_cell(make: Make) -> None:
    """A case can take a value away, so that the column's default holds."""
    folder = with_case(make, '[processes.new-mine]\nopens = ""\nlead_time = ""\nmax_size = 5\n')
    row = next(row for row in read(folder, case="other").processes if row.id == "new-mine")
    assert (row.opens, row.lead_time, row.max_size) == (0, 0, 5)


def test_settings_are_overridden(make: Make) -> None:
    """``[scenario]`` changes settings, the rest stay."""
    folder = with_case(make, 'question = "And dearer time?"\n[scenario]\ntime_value = 100\nyears = [2026, 2028]\n')
    base, other = read(folder), read(folder, case="other")
    assert (base.time_value, other.time_value) == (0, 100)
    assert (other.years, other.question) == ((2026, 2027, 2028), "And dearer time?")
    assert other.discount_rate == base.discount_rate


def test_a_case_inherits(make: Make) -> None:
    """The parent's changes apply first, then the case's own."""
    child = 'inherits = "other"\n[capital.TJK]\nrate = 20\n'
    folder = with_case(make, '[capital.TJK]\nrate = 15\n["capital"."*"]\nrate = 9\n', child=child)
    assert {row.country: row.rate for row in read(folder, case="child").capital} == {"*": 9, "TJK": 20}


def test_money_in_a_block_is_usd_unless_the_block_says_otherwise(make: Make) -> None:
    """A currency in a block holds for the amounts of that block alone."""
    folder = with_case(make, '[processes.new-mine]\ncapex = 1000\ncurrency = "EUR"\nprice_year = 2019\n')
    row = next(row for row in read(folder, case="other").processes if row.id == "new-mine")
    assert row.capex == pytest.approx(1373.7, rel=1e-3)
    assert row.opex == 800


def test_emptying_what_a_candidate_needs_is_a_fault(make: Make) -> None:
    """An emptied cell counts as empty, not as a number."""
    faults = check(with_case(make, '[processes.new-mine]\ncapex = ""\n'))
    assert [(fault.file, fault.row, fault.column) for fault in faults] == [("cases/other.toml", 2, "capex")]


FAULTY = [  # text of the case, line, column, suggestion, part of the message
    ("[demand.x]\nquantity = 1\n", 1, "demand", "demands", "unknown table"),
    ('titel = "x"\n', 1, "titel", "title", "unknown table or setting"),
    ('inherits = "bas"\n', 1, "inherits", "", "unknown case"),
    ('inherits = "other"\n', 1, "inherits", "", "inherits from itself"),
    ("\n[sites.isfarra]\nlongitude = 1.0\n", 2, "country", "isfara", "no row 'isfarra'"),
    ("[sites.isfarra]\nremove = true\n", 1, "sites", "isfara", "no such row to remove"),
    ('[demands."JPN/metal"]\nquantity = 1\n', 1, "demands", "JPN/metal/2024", "which has 3 parts"),
    ('[sites.isfara]\nname = "x"\nlongitud = 1.0\n', 3, "longitud", "longitude", "unknown column"),
    ("[sites.isfara]\nlongitude = 200.0\n", 2, "longitude", "", "out of range"),
    ('[sites.isfara]\nlongitude = "east"\n', 2, "longitude", "", "not a number"),
    ('[sites.isfara]\nsource = ""\n', 2, "source", "", "required"),
    ('[processes.smelter]\nsite = "isfarra"\n', 2, "site", "isfara", "unknown name"),
    ("[scenario]\ncarbon_prize = 1\n", 2, "carbon_prize", "carbon_price", "unknown setting"),
    ("[scenario]\ncarbon_price = -1\n", 2, "carbon_price", "", "wrong value"),
    ("[scenario\n", 1, "", "", "not TOML"),
]


@pytest.mark.parametrize(("text", "line", "column", "suggestion", "message"), FAULTY)
def test_a_fault_in_a_case_names_file_and_line(
    make: Make, text: str, line: int, column: str, suggestion: str, message: str
) -> None:
    """Every mistake in a case is reported at its line, with what was probably meant."""
    faults = [fault for fault in check(with_case(make, text)) if message in fault.message]
    assert {(fault.file, fault.row) for fault in faults} == {("cases/other.toml", line)}
    assert (column, suggestion) in {(fault.column, fault.suggestion) for fault in faults}


def test_a_gate_of_the_atlas_without_a_row_is_named_as_such(make: Make) -> None:
    """To close a gate that only the atlas knows a case must say where that is from; no other gate is meant."""
    text = '[scenario]\nnetwork = "atlas"\n[gates.karamyk]\nstatus = "closed"\n'
    folder = with_case(make, text, told=f'{text}source = "assumption"\nrange = "0-1"\nnote = "shut"\n')
    (fault,) = check(folder, case="other")
    assert (fault.row, fault.column, fault.suggestion) == (3, "source", "")
    assert "'karamyk' is a gate of the atlas" in fault.message
    assert check(folder, case="told") == ()


def test_a_row_that_a_case_breaks_is_named_with_the_case(make: Make) -> None:
    """Taking a site away leaves its processes without one; the fault stands at their row and names the case."""
    faults = check(with_case(make, "[sites.isfara]\nremove = true\n"))
    assert [(fault.file, fault.row, fault.column) for fault in faults] == [("processes.csv", 3, "site")]
    assert faults[0].message.endswith("(case other)")


def test_a_fault_of_the_base_is_not_told_again_for_every_case(make: Make) -> None:
    """What is wrong in a file is wrong once, however many cases there are."""
    folder = make(
        edits={"sites.csv": ("39.28", "n/a"), "processes.csv": ("new-mine,konchoch", "new-mine,konchosh")},
        files={"cases/one.toml": 'title = "1"\n', "cases/two.toml": 'title = "2"\n'},
    )
    assert len(check(folder)) == 2


def test_only_the_case_asked_for_is_checked(make: Make) -> None:
    """``case`` narrows the check to the files and that case."""
    folder = with_case(make, "[sites.isfara]\nlongitude = 200.0\n", good='title = "Good"\n')
    assert check(folder, case="good") == ()
    assert len(check(folder, case="other")) == len(check(folder)) == 1


def test_missing_stays_missing(make: Make) -> None:
    """An empty number is NaN, not 0."""
    assert math.isnan(read(make()).processes[0].opex)
