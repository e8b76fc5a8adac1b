"""Occurrences: the table's checks, and what is done with those that lie badly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.errors import InputError
from lodeway.explore.occurrences import Occurrence, place, read_occurrences, thin
from lodeway.explore.settings import OccurrenceSetting
from tests.explore.conftest import utm

UTM = OccurrenceSetting(crs="EPSG:32642")


def at(column: float, row: float, name: str, error: float = float("nan")) -> Occurrence:
    """Return an occurrence at a place counted in cells."""
    return Occurrence(name, 300_000 + 1000 * column, 4_600_000 - 1000 * row, error=error)


def test_table_with_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    """What a spreadsheet writes is read: a byte-order mark, semicolons, decimal commas, units in the header."""
    text = "\ufeffid;Longitude;Latitude;type;error [km]\na;69,5;41,25;vms;2,5\n\n"
    (tmp_path / "occurrences.csv").write_text(text, encoding="utf-8")
    (row,) = read_occurrences(tmp_path, OccurrenceSetting())
    assert (row.id, row.x, row.y, row.type, row.error) == ("a", 69.5, 41.25, "vms", 2.5)


def test_all_faults_of_the_table_are_told(tmp_path: Path) -> None:
    """Texts for numbers, an id that stands twice and a type that there is not are told together."""
    text = "id,lon,lat,type,error\na,here,41,vms,\na,69,41,vms,-2\n"
    (tmp_path / "occurrences.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_occurrences(tmp_path, OccurrenceSetting(types=("vmss",)))
    told = {(fault.row, fault.column, fault.suggestion) for fault in caught.value.faults}
    assert told == {(2, "lon", ""), (3, "error", ""), (3, "id", ""), (0, "occurrences.types", "vms")}


def test_a_place_beside_the_globe_is_a_fault(tmp_path: Path) -> None:
    """Degrees beyond those of the globe are told with their column; where the coordinates are others any number may stand there."""
    (tmp_path / "occurrences.csv").write_text("id,lon,lat\na,690,41\nb,69,91\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_occurrences(tmp_path, OccurrenceSetting())
    told = [(fault.row, fault.column, fault.allowed) for fault in caught.value.faults]
    assert told == [(2, "lon", "-360 to 360"), (3, "lat", "-90 to 90")]
    assert len(read_occurrences(tmp_path, OccurrenceSetting(crs="EPSG:32642"))) == 2


def test_an_empty_table_has_no_occurrence(tmp_path: Path) -> None:
    """A table of a header alone is a fault of its own, not one of the types asked for."""
    (tmp_path / "occurrences.csv").write_text("id,lon,lat\n", encoding="utf-8")
    with pytest.raises(InputError, match="there is no occurrence"):
        read_occurrences(tmp_path, OccurrenceSetting(types=("vms",)))


def test_cells_beside_the_table_are_told(tmp_path: Path) -> None:
    """A row with more cells than the header has is a fault: its coordinates may be others'."""
    (tmp_path / "occurrences.csv").write_text("id,lon,lat\na,69,41\nb,69,5,41\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_occurrences(tmp_path, OccurrenceSetting())
    assert [(fault.row, fault.found) for fault in caught.value.faults] == [(3, "41")]


def test_table_without_coordinates(tmp_path: Path) -> None:
    """Columns that are not there are named, with what they may be called."""
    (tmp_path / "occurrences.csv").write_text("id,name\na,b\n", encoding="utf-8")
    with pytest.raises(InputError, match="lon, longitude"):
        read_occurrences(tmp_path, OccurrenceSetting())


def test_those_outside_are_left_out_and_named() -> None:
    """An occurrence beside the grid does not count, and a note names it."""
    placed = place([at(1, 1, "in"), at(-3, 1, "out")], UTM, utm())
    assert [row.id for row in placed.rows] == ["in"]
    assert placed.notes == ("outside the grid, left out: out",)


def test_two_in_one_cell_both_count() -> None:
    """Two deposits of one cell are two deposits, and a note says so."""
    placed = place([at(1.2, 1.2, "a"), at(1.7, 1.7, "b"), at(5, 5, "c")], UTM, utm())
    assert placed.cell.tolist() == [25, 25, 125]
    assert placed.notes == ("in one cell with another, each of them counts: a, b",)


def test_one_place_twice_has_a_note_of_its_own() -> None:
    """The same coordinates under two ids are named as such, beside the note on shared cells, and thinning takes one out."""
    rows = [at(1.2, 1.2, "a"), at(1.2, 1.2, "b"), at(1.7, 1.7, "c"), at(5, 5, "d")]
    placed = place(rows, UTM, utm())
    assert len(placed.rows) == 4
    assert placed.notes[0] == "in one cell with another, each of them counts: a, b, c"
    assert "same coordinates under another id, each of them counts: a, b;" in placed.notes[1]
    thinned = place(rows, OccurrenceSetting(crs=UTM.crs, thin=0.001), utm())
    assert [row.id for row in thinned.rows] == ["a", "c", "d"]
    assert not any("same coordinates" in note for note in thinned.notes)


def test_large_errors_are_told() -> None:
    """Deposits whose stated error is more than a cell are counted in a note."""
    placed = place([at(1, 1, "a", error=5.0), at(5, 5, "b", error=0.1)], UTM, utm())
    assert "1 of 2 occurrences may lie in another cell" in placed.notes[0]


def test_none_on_the_grid_is_a_fault() -> None:
    """When all lie elsewhere, coordinates are mistaken: the fault shows them and the grid's edges."""
    with pytest.raises(InputError, match="are x and y, or the coordinate systems, mistaken") as caught:
        place([Occurrence("a", 69.0, 41.0)], UTM, utm())
    assert "a: 69, 41" in str(caught.value)


def test_degrees_are_carried_into_the_grid() -> None:
    """Longitude and latitude find their cell on a projected grid."""
    placed = place([Occurrence("a", 66.75, 41.45)], OccurrenceSetting(), utm(200))
    assert placed.rows[0].id == "a"


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), min_size=1, max_size=30), st.floats(0.1, 5))
def test_thinned_points_are_apart_and_others_near_one(points: list[tuple[float, float]], least: float) -> None:
    """No two that stay are nearer than the distance, and each that goes is near one that stays."""
    x, y = np.array(points).T
    stays = thin(x, y, least)
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    kept = apart[np.ix_(stays, stays)]
    assert (kept[~np.eye(len(kept), dtype=bool)] >= least).all()
    assert (apart[np.ix_(~stays, stays)].min(axis=1, initial=np.inf) < least).all()
