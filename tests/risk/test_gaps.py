"""Which rows seem to be missing."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lodeway.risk import data
from lodeway.risk._gaps import NOTHING, PART, WORTH, missing_rows
from lodeway.risk._pack import pack
from lodeway.risk.assessment import assess
from lodeway.risk.doubts import MISSING
from lodeway.risk.materials import find_material
from lodeway.risk.matrices import matrix
from lodeway.risk.series import DOUBTFUL, series


def test_a_year_that_both_neighbours_belie_is_marked_everywhere() -> None:
    """Saudi crude oil to Japan has no row of 2015: the series, the answer and the matrix say so, and no trend or break rests on the year."""
    course = series("crude oil", "JPN")
    assert course.flags[course.years.index(2015)] == DOUBTFUL
    (told,) = (one for one in course.breaks if one.year == 2015)
    assert told.why.startswith(MISSING)
    assert not any(one.kind == "supplier" and one.year in {2015, 2016} for one in course.breaks)
    answer = assess("crude oil", "JPN", year=2015)
    assert any(flag.startswith(MISSING) for flag in answer.value("import_tonnes").flags)
    assert not any(
        flag.startswith(MISSING) for flag in assess("crude oil", "JPN", year=2016).value("import_tonnes").flags
    )
    table, _ = matrix((2015,), materials=(find_material("crude oil"),))
    rows = {row["importer"]: row for row in table.iter_rows(named=True)}
    assert MISSING in rows["JPN"]["flags"]
    assert MISSING not in (rows["KOR"]["flags"] or "")


def test_few_rows_are_missing() -> None:
    """Of 1.26 million rows some hundreds; none of the first or last year, which has no year on one side."""
    codes = tuple(sorted(set(pack().codes)))
    found = data.gaps(codes)
    assert 100 < len(found) < 3000
    assert found.year.min() > 1995
    assert found.year.max() < data.last_year()


@given(
    st.lists(
        st.tuples(
            st.integers(2000, 2005),
            st.integers(0, 1),
            st.integers(0, 2),
            st.integers(3, 4),
            st.sampled_from([5.0, 900.0, 2e3, 9e4]),
        ),
        max_size=40,
        unique_by=lambda row: row[:4],
    )
)
def test_it_is_what_going_through_all_pairs_gives(rows: list[tuple[int, int, int, int, float]]) -> None:
    """The same rows as by a search in a dictionary, in any order of the flows."""
    worth = {row[:4]: row[4] for row in rows}
    whole: dict[tuple[int, int, int], float] = {}
    for year, code, _, buyer, value in rows:
        whole[year, code, buyer] = whole.get((year, code, buyer), 0.0) + value
    expected = set()
    for year, code, seller, buyer in worth:
        sides = [(year, code, seller, buyer), (year + 2, code, seller, buyer)]
        if all(one in worth and worth[one] >= max(WORTH, PART * whole[one[0], code, buyer]) for one in sides):
            mean = sum(worth[one] for one in sides) / 2
            if worth.get((year + 1, code, seller, buyer), 0.0) <= NOTHING * mean:
                expected.add((year + 1, code, seller, buyer, mean))
    for some in (rows, rows[::-1]):
        columns = np.array(some, dtype=float).reshape(-1, 5).T
        year, code, seller, buyer = columns[:4].astype(int)
        found = missing_rows(year, code, seller, buyer, columns[4], columns[4] / 2)
        assert {tuple(row) for row in found[:, :5].tolist()} == expected
        assert all(math.isclose(row[5], row[4] / 2) for row in found.tolist())
