"""Files of tracts, and the cases made of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.errors import InputError
from lodeway.options import read_prospects
from lodeway.scenario import check, read

GOOD = """
[[tracts]]
id = "arcs"
name = "Kipchak arcs"
country = "KAZ"
longitude = 75.0
latitude = 43.6
count = "N90=1,N50=2,N10=8"
model = "porphyry-copper"
metal = "Cu"
commodity = "copper-concentrate"
like = "koksay-mine"
recovery = 0.87
detection = 0.5
exploration_cost = 60e6
exploration_time = 3
most = 200000
source = "USGS SIR 2010-5090-Z"
"""


def file(folder: Path, text: str) -> Path:
    """Return a file of this text."""
    path = folder / "tracts.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_tract_is_read(tmp_path: Path) -> None:
    """Figures come as they stand; what is left out has its default."""
    (row,) = read_prospects(file(tmp_path, GOOD), read("central-asia"))
    assert (row.id, row.like.id, row.model.size, row.least, row.most) == ("arcs", "koksay-mine", 422, 0.0, 200_000.0)


@pytest.mark.parametrize(
    ("old", "new", "column", "told"),
    [
        ('"Cu"', '"Cuu"', "metal", "Cu"),
        ('"porphyry-copper"', '"porphyry"', "model", "no model"),
        ('"copper-concentrate"', '"copper-concentrat"', "commodity", "copper-concentrate"),
        ('"koksay-mine"', '"kutessay-mine"', "like", "koksay-mine"),
        ("0.87", "1.2", "recovery", "0 to 1"),
        ('"KAZ"', '"KAS"', "country", "ISO 3166"),
        ("75.0", "275.0", "longitude", "-180 to 180"),
        ("N10=8", "N10=1", "count", "less than N50"),
        ("detection", "detecton", "detecton", "detection"),
        ('source = "USGS SIR 2010-5090-Z"', "", "source", "a text"),
        ('source = "USGS SIR 2010-5090-Z"', 'source = "assumption"\nrange = "0-9"', "note", "a text"),
        (
            'source = "USGS SIR 2010-5090-Z"',
            'source = "assumption"\nnote = "as next door"\nrange = "wide"',
            "range",
            "low and high",
        ),
        ('"arcs"', '"koksay"', "id", "koksay"),
    ],
)
def test_a_fault_has_its_place(tmp_path: Path, old: str, new: str, column: str, told: str) -> None:
    """Each fault names the key, and what is allowed or near."""
    with pytest.raises(InputError) as error:
        read_prospects(file(tmp_path, GOOD.replace(old, new, 1)), read("central-asia"))
    assert any(fault.column.endswith(column) and told in str(fault) for fault in error.value.faults)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Three faults of one tract and one of another make four."""
    text = GOOD.replace("0.87", "2").replace("75.0", "500").replace("0.5", "9") + GOOD.replace('"Cu"', '"Fe"')
    with pytest.raises(InputError) as error:
        read_prospects(file(tmp_path, text), read("central-asia"))
    assert len(error.value.faults) == 4


@pytest.mark.parametrize("source", ["USGS SIR 2010-5090-Z", 'assumption"\nnote = "as next door"\nrange = "2-8'])
def test_cases_pass_the_scenarios_own_checks(tmp_path: Path, source: str) -> None:
    """Cases of a tract, published or assumed, are written into a copy of the example, which then has no fault, and read as one mine each."""
    folder = _copy(tmp_path)
    run = CliRunner().invoke(
        main,
        [
            "options",
            "write",
            str(file(tmp_path, GOOD.replace("USGS SIR 2010-5090-Z", source))),
            str(folder),
            "--draws",
            "2000",
            "--json",
        ],
    )
    assert run.exit_code == 0, run.output
    told = json.loads(run.stdout)
    assert [row["name"] for row in told["cases"]] == [
        "arcs-explored", "arcs-low", "arcs-middle", "arcs-high", "explored-all",
    ]  # fmt: skip
    assert check(folder) == ()
    before = {row.id for row in read(folder).processes}
    for row in told["cases"][:-1]:
        wider = read(folder, case=row["name"])
        assert {one.id for one in wider.processes} - before == {row["name"]}
        assert "arcs" in {one.id for one in wider.sites}


def _copy(folder: Path) -> Path:
    """Return a copy of the example."""
    run = CliRunner().invoke(main, ["new", str(folder / "mine"), "--json"])
    assert run.exit_code == 0, run.output
    return folder / "mine"


def test_a_workbook_or_nothing_takes_no_cases(tmp_path: Path) -> None:
    """Cases are files of a folder: an example's name is refused, with what to do."""
    run = CliRunner().invoke(main, ["options", "write", str(file(tmp_path, GOOD)), "central-asia"])
    assert run.exit_code == 2
    assert "lodeway new" in run.output
