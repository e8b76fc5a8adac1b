"""Faults: found all at once, each at its place, and nothing runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.errors import InputError
from lodeway.scenario import check, read

Make = Callable[..., Path]

PLANTED = {
    "commodities.csv": ("price [USD/t]", "prise [USD/t]"),
    "demands.csv": ("quantity [t/a]", "quantity [tonn/a]"),
    "sites.csv": (
        "tokyo,JPN,139.7,35.6,market,Natural Earth",
        "tokyo,JPN,139.7,35.6,market,x\nisfara,TJK,70.6,40.1,plant,x",
    ),
    "capital.csv": ("TJK,13.5", "TJK,about 13"),
}
PROCESSES = """\
id,site,recipe,status,capacity [t/a],capex [USD/(t/a)],opex [USD/t],max_size [t/a],opens,source
mine,konchosh,-> 1 concentrate,operating,2300,,,,,x
smelter,isfara,1 concentrate -> 0.9 metal,operating,-1800,,,,,x
back,isfara,1 metal -> 1.2 concentrate,operating,10,,,,,x
new,konchoch,-> 1 concentrate,candidate,,,800,16000,,x
late,konchoch,-> 1 concentrate,operating,10,,,,2140,x
"""
EXPECTED = [  # file, row, column, found, suggestion, part of the message
    ("capital.csv", 3, "rate", "about 13", "13", "not a number"),
    ("commodities.csv", 1, "prise [USD/t]", "prise [USD/t]", "price [USD/t]", "unknown column"),
    ("costs.csv", 0, "", "", "", "required file is missing"),
    ("demands.csv", 1, "quantity", "tonn/a", "quantity [tonne/a]", "unit at fault"),
    ("processes.csv", 2, "site", "konchosh", "konchoch", "unknown name"),
    ("processes.csv", 3, "capacity", "-1800", "", "negative number"),
    (
        "processes.csv",
        4,
        "recipe",
        "1 metal -> 1.2 concentrate",
        "",
        "cycle of recipes makes matter: smelter -> back -> smelter",
    ),
    ("processes.csv", 5, "capex", "", "", "a candidate needs capex"),
    ("processes.csv", 6, "opens", "2140", "", "year outside"),
    ("sites.csv", 5, "id", "isfara", "", "duplicate key"),
]


@pytest.fixture
def planted(make: Make) -> Path:
    """Folder with ten faults of ten kinds."""
    return make("planted", edits=PLANTED, files={"processes.csv": PROCESSES, "costs.csv": None})


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_ten_planted_faults_are_reported_at_once(planted: Path) -> None:
    """Each of ten faults of ten kinds is reported once with file, row, column and nearest name, and no other is."""
    faults = check(planted)
    actual = [(fault.file, fault.row, fault.column, fault.found, fault.suggestion) for fault in faults]
    assert actual == [expected[:5] for expected in EXPECTED]
    for fault, expected in zip(faults, EXPECTED, strict=True):
        assert expected[5] in fault.message


def test_a_scenario_with_faults_is_not_read(planted: Path) -> None:
    """Reading raises one error that carries all faults."""
    with pytest.raises(InputError) as raised:
        read(planted)
    assert raised.value.faults == check(planted)


def test_check_exits_1_and_writes_nothing(planted: Path, tmp_path: Path) -> None:
    """The command prints every fault as JSON, exits 1, and leaves the folder and its surroundings as they were."""
    before = snapshot(tmp_path)
    result = CliRunner().invoke(main, ["check", str(planted), "--json"])
    assert result.exit_code == 1
    faults = json.loads(result.stdout)["faults"]
    assert [(fault["file"], fault["row"], fault["column"]) for fault in faults] == [line[:3] for line in EXPECTED]
    assert set(faults[0]) == {"file", "row", "column", "found", "allowed", "suggestion", "message"}
    assert snapshot(tmp_path) == before


def test_check_prints_faults_by_file(planted: Path) -> None:
    """Without --json every fault stands on a line of its own below its file, and the count closes the list."""
    result = CliRunner().invoke(main, ["check", str(planted)])
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert "processes.csv: 5 faults" in lines
    assert lines[-1] == "10 faults in 6 files; nothing was run or written"
    assert sum(line.startswith("  ") for line in lines) == 10


def test_a_sound_scenario_has_no_faults(make: Make) -> None:
    """The small scenario is sound and the command says so with exit code 0."""
    folder = make()
    assert check(folder) == ()
    result = CliRunner().invoke(main, ["check", str(folder)])
    assert (result.exit_code, result.stdout) == (0, f"{folder}: no faults\n")


ONE_FAULT = [  # file, old, new, row, column, suggestion, part of the message
    ("commodities.csv", "price [USD/t]", "price", 1, "price", "price [USD/t]", "states no unit"),
    ("commodities.csv", "price [USD/t]", "price [USD]", 1, "price", "price [USD/t]", "cannot be converted"),
    ("commodities.csv", "price [USD/t]", "price [USX/t]", 1, "price", "price [USD/t]", "no known unit"),
    ("commodities.csv", "metal,antimony,refined", "metal,antimony,refinde", 3, "stage", "refined", "unknown choice"),
    ("commodities.csv", "22575,1,", "22575,1.5,", 3, "content", "", "out of range"),
    ("commodities.csv", "22575,1,USGS", "22575,1,", 3, "source", "", "required cell is empty"),
    ("commodities.csv", "22575,1,USGS", '"22,575",1,USGS', 3, "price", "", "ambiguous number: 22,575 may mean 22575 or 22.575"),
    ("commodities.csv", "22575,1,USGS", "22575,1,USGS,left over", 3, "", "", "more cells than the 6 columns"),
    ("commodities.csv", "22575,1,USGS", "nan,1,USGS", 3, "price", "", "not a number"),
    ("commodities.csv", "22575,1,USGS", "1e999,1,USGS", 3, "price", "", "out of range"),
    ("sites.csv", "tokyo,JPN", "tokyo,Japan", 4, "country", "JPN", "unknown country"),
    ("sites.csv", "tokyo,JPN", "tokyo,JAP", 4, "country", "JPN", "unknown country"),
    ("sites.csv", "39.28", "139.28", 2, "latitude", "", "out of range"),
    ("markets.csv", "JPN,JPN,tokyo", "JPN,JPN,isfara", 2, "sites", "", "lies in TJK, outside the market"),
    ("markets.csv", "JPN,JPN,tokyo", "JPN,JPN,tokio", 2, "sites", "tokyo", "unknown name"),
    ("demands.csv", "JPN,metal,2024", "JPN,metals,2024", 2, "commodity", "metal", "unknown name"),
    ("demands.csv", "JPN,metal,2024", "JPN,metal,1985", 2, "year", "", "year outside the plan of 2026-2030"),
    ("demands.csv", "JPN,metal,2024", "JPN,metal,24", 2, "year", "", "not a year"),
    ("processes.csv", "1 concentrate -> 0.9 metal", "1 concentrat -> 0.9 metal", 3, "recipe", "concentrate", "unknown name"),
    ("processes.csv", "1 concentrate -> 0.9 metal", "1 concentrate -> 1.1 metal", 3, "recipe", "", "makes matter: 1.1 t of antimony"),
    ("processes.csv", "1 concentrate -> 0.9 metal", "1 concentrate 0.9 metal", 3, "recipe", "", "needs one arrow"),
    ("processes.csv", ",3,2027", ",2.5,2027", 4, "lead_time", "2", "not a whole number"),
    ("processes.csv", "12500,800,16000", "12500,,16000", 4, "opex", "", "a candidate needs opex"),
    ("processes.csv", "12500,800,16000", "12500,800,", 4, "max_size", "", "a candidate needs max_size"),
    ("processes.csv", "candidate,,", "candidate,5,", 4, "capacity", "", "no capacity before it is built"),
    ("costs.csv", "sea,*", "rail,*", 3, "mode", "", "duplicate key"),
    ("capital.csv", "Damodaran\nTJK", "assumption\nTJK", 2, "note", "", "an assumption states its reasoning"),
    ("scenario.toml", "years = [2026, 2030]", "years = [2030, 2026]", 3, "years", "", "wrong value"),
    ("scenario.toml", 'title = "Small"', "discount_rat = 0.05", 2, "discount_rat", "discount_rate", "unknown setting"),
    ("scenario.toml", 'title = "Small"', "title = Small", 2, "", "", "not TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "row", "column", "suggestion", "message"), ONE_FAULT)
def test_a_fault_has_its_place(
    make: Make, file: str, old: str, new: str, row: int, column: str, suggestion: str, message: str
) -> None:
    """A single fault is found where it was planted, with what was probably meant."""
    faults = [fault for fault in check(make(edits={file: (old, new)})) if fault.file == file]
    assert [(fault.row, fault.column, fault.suggestion) for fault in faults if message in fault.message] == [
        (row, column, suggestion)
    ]


def test_only_what_exists_may_have_a_margin(make: Make) -> None:
    """A margin of a candidate or closed process is a fault, that of an operating or committed one is not."""
    rows = """\
id,site,recipe,status,capacity [t/a],margin [%],capex [USD/(t/a)],opex [USD/t],max_size [t/a],opens,source
mine,konchoch,-> 1 concentrate,operating,2300,40,,,,,x
smelter,isfara,1 concentrate -> 0.9 metal,committed,1800,100,,,,2027,x
new,konchoch,-> 1 concentrate,candidate,,40,12500,800,16000,,x
other,konchoch,-> 1 concentrate,candidate,,0,12500,800,16000,,x
shut,konchoch,-> 1 concentrate,closed,900,40,,,,,x
much,konchoch,-> 1 concentrate,operating,900,140,,,,,x
"""
    faults = check(make(files={"processes.csv": rows}))
    assert [(fault.row, fault.column) for fault in faults] == [(4, "margin"), (6, "margin"), (7, "margin")]


def test_one_cause_is_one_fault(make: Make) -> None:
    """A missing file of sites is one fault; the names that point into it are not reported as well."""
    assert [(fault.file, fault.message) for fault in check(make(files={"sites.csv": None}))] == [
        ("sites.csv", "required file is missing")
    ]


def test_an_unknown_file_is_a_fault(make: Make) -> None:
    """A table whose file name is misspelt is not passed over."""
    faults = check(make(files={"gate.csv": "id,source\n"}))
    assert [(fault.file, fault.suggestion) for fault in faults] == [("gate.csv", "gates.csv")]


def test_text_that_is_not_utf_8_is_a_fault(make: Make) -> None:
    """Bytes of another encoding are reported with their row, not guessed."""
    folder = make()
    path = folder / "sites.csv"
    path.write_bytes(path.read_bytes().replace(b"Talco", "Täjik".encode("latin-1")))
    assert [(fault.file, fault.row) for fault in check(folder)] == [("sites.csv", 3)]


def test_capacity_agrees_with_ore_grade_recovery_and_utilisation(make: Make) -> None:
    """A capacity that is not ore x grade x recovery x utilisation within 1 % is a fault that names the right one."""
    header = "id,site,recipe,status,capacity [t/a],ore [kt/a],grade [g/t],recovery [%],utilisation [%],source\n"
    right = "mine,konchoch,-> 1 concentrate,operating,5610,3300,2500,85,80,x\n"
    smelter = "smelter,isfara,1 concentrate -> 0.9 metal,operating,1800,,,,,x\n"
    assert check(make("right", files={"processes.csv": header + right + smelter})) == ()
    wrong = right.replace("5610", "6600")
    faults = check(make("wrong", files={"processes.csv": header + wrong + smelter}))
    assert [(fault.row, fault.column, fault.suggestion) for fault in faults] == [(2, "capacity", "5610")]


def test_a_misspelt_gate_is_answered_with_the_nearest(make: Make) -> None:
    """A gate that the atlas does not have and that does not state everything is probably a misspelt one."""
    gates = {"gates.csv": "id,delay [h],source\nkhorgoss,35,x\n"}
    faults = check(make(files=gates, edits={"scenario.toml": ('"links"', '"atlas"')}))
    assert [(fault.file, fault.row, fault.column, fault.suggestion) for fault in faults] == [
        ("gates.csv", 2, "id", "khorgos")
    ]


def test_a_shorter_case_may_keep_rows_of_later_years(make: Make) -> None:
    """A case that ends earlier than the scenario does not make its later rows wrong."""
    shorter = "[scenario]\nyears = [2026, 2026]\n"
    assert check(make(files={"cases/short.toml": shorter})) == ()


LIMITS = "id,kind,scope,value,unit,source\ncap,emissions,{},1000,t,x\n"


@pytest.mark.parametrize(
    ("edits", "files", "rows"),
    [
        ({}, {}, []),
        ({"scenario.toml": ('network = "links"', 'network = "links"\ncarbon_price = 50')}, {}, [2, 3, 4]),
        ({}, {"limits.csv": LIMITS.format("*")}, [2, 3, 4]),
        ({}, {"limits.csv": LIMITS.format("JPN")}, []),
        ({}, {"cases/dear.toml": 'title = "Dear"\n\n[scenario]\ncarbon_price = 50\n'}, [2, 3, 4]),
    ],
)
def test_what_counts_emissions_needs_them(
    make: Make, edits: dict[str, tuple[str, str]], files: dict[str, str], rows: list[int]
) -> None:
    """A price or a limit on carbon, of the scenario or a case, would favour a process that states no emissions."""
    faults = check(make("carbon", edits=edits, files=files))
    assert [(fault.file, fault.row, fault.column) for fault in faults] == [
        ("processes.csv", row, "emissions") for row in rows
    ]
    stated = make("stated", edits=edits, files=files)
    table = (stated / "processes.csv").read_text(encoding="utf-8").splitlines()
    cells = [f"{line},{'emissions [t/t]' if number == 0 else 0}" for number, line in enumerate(table)]
    (stated / "processes.csv").write_text("\n".join(cells) + "\n", encoding="utf-8")
    assert check(stated) == ()


def test_a_shorter_plan_keeps_its_rows(make: Make) -> None:
    """Rows of years after the plan do nothing: making the plan shorter is no fault."""
    later = ("metal,2024,7000,2,METI\n", "metal,2024,7000,2,METI\nJPN,metal,2029,9000,,METI\n")
    opens = ("16000,3,2027,im-mining", "16000,3,2030,im-mining")
    years = ("[2026, 2030]", "[2026, 2027]")
    edits = {"scenario.toml": years, "demands.csv": later, "processes.csv": opens}
    assert check(make("short", edits=edits)) == ()
