"""Which rows seem to be missing."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lodeway.risk.assessment import assess
from lodeway.risk.matrices import matrix
from lodeway.risk.series import DOUBTFUL, series
from lodeway.risk.statistics import data
from lodeway.risk.statistics._gaps import NOTHING, PART, WORTH, missing_rows
from lodeway.risk.statistics._pack import pack
from lodeway.risk.statistics.doubts import MISSING
from lodeway.risk.statistics.materials import find_material


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
    assert (~np.isnan(found.tonnes)).mean() > 0.9
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
            if worth.get((year + 1, code, seller, buyer), 0.0) <= NOTHING * mean:  # weights are half of the values here
                expected.add((year + 1, code, seller, buyer, mean))
    for some in (rows, rows[::-1]):
        columns = np.array(some, dtype=float).reshape(-1, 5).T
        year, code, seller, buyer = columns[:4].astype(int)
        found = missing_rows(year, code, seller, buyer, columns[4], columns[4] / 2)
        assert {tuple(row) for row in found[:, :5].tolist()} == expected
        assert all(math.isclose(row[5], row[4] / 2) for row in found.tolist())


def test_a_side_without_a_weight_weighs_as_its_value_says() -> None:
    """The known side's price is that of both; with no weight on either side the weight is not known; a row with the usual weight and a wrong value is there."""
    years, zero = np.array([2014, 2016]), np.zeros(2, int)
    values = np.array([5e3, 7e3])
    one = missing_rows(years, zero, zero, zero + 1, values, np.array([50.0, math.nan]))
    assert one[0, 4:].tolist() == [6000.0, 60.0]
    none = missing_rows(years, zero, zero, zero + 1, values, np.full(2, math.nan))
    assert none[0, 4] == 6000.0
    assert math.isnan(none[0, 5])
    years, zero = np.array([2014, 2015, 2016]), np.zeros(3, int)
    there = missing_rows(years, zero, zero, zero + 1, np.array([5e3, 1.0, 7e3]), np.array([50.0, 55.0, 70.0]))
    assert len(there) == 0


def test_gas_that_states_keep_to_themselves_is_marked() -> None:
    """Germany's row of natural gas says that Russian pipeline gas is absent, in the answer and in the matrix; Japan's, all liquefied, does not."""
    assert any(
        flag.startswith(MISSING) for flag in assess("natural gas", "DEU", year=2021).value("import_tonnes").flags
    )
    table, _ = matrix((2021,), materials=(find_material("natural gas"),))
    flags = {row["importer"]: row["flags"] or "" for row in table.iter_rows(named=True)}
    assert MISSING in flags["DEU"]
    assert MISSING not in flags["JPN"]
