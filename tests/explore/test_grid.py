"""Grids: places, areas, windows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st
from rasterio.crs import CRS

from lodeway.explore.grid import EARTH_RADIUS, Grid


def test_areas_of_degrees_add_up_to_the_earth() -> None:
    """Cells of the whole world have the area of the sphere."""
    grid = Grid(CRS.from_epsg(4326), Affine(1.0, 0, -180, 0, -1.0, 90), 360, 180)
    assert grid.areas().sum() * 360 == pytest.approx(4 * math.pi * EARTH_RADIUS**2)


def test_areas_in_feet_are_square_kilometres() -> None:
    """A cell of 1,000 US survey feet has 0.0929 km²."""
    grid = Grid(CRS.from_epsg(2227), Affine(1000.0, 0, 0, 0, -1000.0, 0), 1, 1)
    assert grid.areas()[0] == pytest.approx((1200 / 3937) ** 2)


@given(row=st.integers(0, 9), column=st.integers(0, 19), right=st.floats(0.01, 0.99), down=st.floats(0.01, 0.99))
def test_every_point_of_a_cell_is_found_in_it(row: int, column: int, right: float, down: float) -> None:
    """A point within a cell is located in that cell."""
    grid = Grid(CRS.from_epsg(4326), Affine(0.25, 0, 46, 0, -0.25, 56), 20, 10)
    x, y = 46 + 0.25 * (column + right), 56 - 0.25 * (row + down)
    assert grid.locate([x], [y])[0] == row * 20 + column


@given(width=st.integers(1, 40), height=st.integers(1, 40), side=st.integers(1, 17))
def test_windows_cover_each_cell_once(width: int, height: int, side: int) -> None:
    """No cell is left out or read twice."""
    seen = np.zeros((height, width), int)
    for window in Grid(CRS.from_epsg(4326), Affine.identity(), width, height).windows(side):
        seen[window.row : window.row + window.height, window.column : window.column + window.width] += 1
    assert (seen == 1).all()
