"""The packed statistics hold what the atlas holds, with and without a cache."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lodeway import atlas
from lodeway.atlas import store
from lodeway.risk.statistics import _pack


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A cache folder with nothing in it, and nothing in memory; what stood in memory comes back afterwards."""
    monkeypatch.setenv(store.VARIABLE, str(tmp_path))
    monkeypatch.setattr(_pack, "pack", cache(_pack.pack.__wrapped__))
    return tmp_path


def same(first: _pack.Pack, second: _pack.Pack) -> bool:
    """Return whether two packs hold the same."""
    arrays = all(
        np.array_equal(getattr(first, name), getattr(second, name), equal_nan=name in {"tonnes", "typical", "gaps"})
        for name in _pack.ARRAYS
    )
    return arrays and (first.codes, first.areas, first.starts, first.small) == (
        second.codes,
        second.areas,
        second.starts,
        second.small,
    )


def test_every_flow_is_packed() -> None:
    """Sums of value and weight by code, and the number of missing weights, are those of the table: no row is lost."""
    found = _pack.pack()
    trade = atlas.read("trade")
    assert len(found.year) == len(trade)
    assert int(np.isnan(found.tonnes).sum()) == trade["tonnes"].null_count()
    for row in (
        trade.group_by("code").agg(pl.len(), pl.col("value").sum(), pl.col("tonnes").sum()).iter_rows(named=True)
    ):
        rows = found.of(row["code"])
        assert rows.stop - rows.start == row["len"]
        assert found.value[rows].sum() == pytest.approx(row["value"], rel=1e-9)
        assert np.nansum(found.tonnes[rows]) == pytest.approx(row["tonnes"], rel=1e-9)


def test_an_unknown_code_has_no_flows() -> None:
    """A code that the trade table lacks has an empty slice."""
    assert _pack.pack().of("284410") == slice(0, 0)


def test_the_cache_gives_the_same(fresh: Path) -> None:
    """What is mapped from the cache equals what was made, and packs of other makes are removed."""
    stale = fresh / "risk-of-another-make"
    stale.mkdir()
    made = _pack.pack()
    assert [place.name.startswith("risk-") for place in fresh.iterdir()] == [True]
    assert not stale.exists()
    _pack.pack.cache_clear()
    mapped = _pack.pack()
    assert isinstance(mapped.value, np.memmap)
    assert same(made, mapped)


def test_a_broken_entry_is_made_again(fresh: Path) -> None:
    """A file of the cache that is cut off is not believed."""
    _pack.pack()
    (place,) = fresh.iterdir()
    (place / store.META).write_text("{", encoding="utf-8")
    _pack.pack.cache_clear()
    assert len(_pack.pack().year) == atlas.describe("trade").rows
    _pack.pack.cache_clear()
    assert isinstance(_pack.pack().value, np.memmap)


def test_without_a_cache_nothing_is_kept(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`off` keeps nothing."""
    monkeypatch.setenv(store.VARIABLE, "off")
    assert len(_pack.pack().year) == atlas.describe("trade").rows
    assert not list(fresh.iterdir())
