"""Distances and times agree with what others have published."""

from __future__ import annotations

import importlib.util
import math
import statistics
import sys
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

DOCS = Path(__file__).parent.parent.parent / "docs"
MEDIAN, MOST = 0.03, 0.08
"""Relative error of distances that the median and that any may have."""
CORRIDOR, ANY = 0.20, 0.35
"""Relative error of times: those of the Trans-Caspian schedule, and any."""
SCHEDULE = ("altynkol-poti", "altynkol-constanta")


@lru_cache(maxsize=1)
def published() -> ModuleType:
    """Return the module of the documentation that measures the network."""
    spec = importlib.util.spec_from_file_location("published", DOCS / "published.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["published"] = module  # dataclasses look their module up by name
    spec.loader.exec_module(module)
    return module


def error(found: float, stated: float) -> float:
    """Return the relative error; infinite where there is no way."""
    return math.inf if math.isnan(found) else abs(found / stated - 1)


@lru_cache(maxsize=1)
def distance_errors() -> dict[str, float]:
    """Return the error of every published distance."""
    return {row.id: error(published().kilometres(row), row.published) for row in published().read_distances()}


@lru_cache(maxsize=1)
def time_errors() -> dict[str, float]:
    """Return the error of every published time."""
    rows = published().read_times()
    found = published().hours(rows)
    return {row.id: error(hours / 24, row.published) for row, hours in zip(rows, found, strict=True)}


def test_every_figure_has_a_source_an_address_and_words_of_its_own() -> None:
    """A figure without a source, or a row that repeats another's id, is not in the tables."""
    for rows in (published().read_distances(), published().read_apart(), published().read_times()):
        assert len({row.id for row in rows}) == len(rows)
        assert all(row.source and row.address.startswith("http") and row.published > 0 for row in rows)


def test_there_are_figures_enough_of_every_mode() -> None:
    """At least twenty railways, eight sea ways and twenty roads are compared."""
    modes = [row.mode for row in published().read_distances()]
    assert modes.count("rail") >= 20
    assert modes.count("sea") >= 8
    assert modes.count("road") >= 20


@pytest.mark.parametrize("modes", [{"rail", "road", "sea"}, {"rail"}, {"road"}, {"sea"}])
def test_median_distance_is_within_three_per_cent(modes: set[str]) -> None:
    """Half of all distances, and half of those of each mode, are within 3 % of the published ones."""
    errors = [distance_errors()[row.id] for row in published().read_distances() if row.mode in modes]
    assert statistics.median(errors) <= MEDIAN


@pytest.mark.parametrize("name", [row.id for row in published().read_distances()])
def test_distance_is_within_eight_per_cent(name: str) -> None:
    """Every distance is within 8 % of the published one; no row is let off."""
    assert distance_errors()[name] <= MOST


@pytest.mark.parametrize("row", published().read_apart(), ids=lambda row: row.id)
def test_distances_set_apart_differ_still(row: Any) -> None:
    """A published distance that the network has learned must not stay among those that it misses; each says why."""
    assert row.note
    assert error(published().kilometres(row), row.published) > MOST, "move this row to published.csv"


@pytest.mark.parametrize("name", SCHEDULE)
def test_time_of_the_trans_caspian_schedule_is_within_a_fifth(name: str) -> None:
    """12 days to Poti and 20-22 to Constanta come out within 20 % by rates that were not fitted to them."""
    assert time_errors()[name] <= CORRIDOR


@pytest.mark.parametrize("name", [row.id for row in published().read_times() if not row.defect])
def test_time_is_within_a_third(name: str) -> None:
    """A time is within 35 % of the published one unless its row names a defect."""
    assert time_errors()[name] <= ANY


def test_defects_of_times_are_there_still() -> None:
    """A row that agrees must not go on naming a defect."""
    agreeing = [row.id for row in published().read_times() if row.defect and time_errors()[row.id] <= ANY]
    assert not agreeing, "take the defect off these rows of published_times.csv"
