"""What takes long to make is kept between runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lodeway.atlas import store


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_arrays_come_back_as_they_were_and_read_only() -> None:
    """An entry gives the same arrays, mapped from disk, and the same values."""
    store.save("one", {"km": np.arange(5.0), "u": np.asarray([1, 2], dtype=np.int32)}, {"names": ["a"]})
    kept = store.load("one")
    assert kept is not None
    arrays, values = kept
    assert isinstance(arrays["km"], np.memmap)
    assert arrays["km"].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert arrays["u"].dtype == np.int32
    assert values == {"names": ["a"]}
    with pytest.raises(ValueError, match="read-only"):
        arrays["km"][0] = 1.0


def test_absent_or_broken_entries_are_none(cache: Path) -> None:
    """An entry that is not there, or of which a part was lost, is made again."""
    assert store.load("one") is None
    store.save("one", {"km": np.arange(5.0)}, {})
    (cache / "one" / "km.npy").unlink()
    assert store.load("one") is None


def test_only_the_last_used_entries_are_kept(cache: Path) -> None:
    """Beyond the limit the entries used longest ago are removed."""
    for number in range(store.KEPT + 3):
        store.save(f"entry-{number}", {"x": np.arange(2)}, {})
    assert len(list(cache.iterdir())) == store.KEPT


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be written, or the cache is off, work goes on without it."""
    (tmp_path / "file").write_text("in the way")
    for place in (str(tmp_path / "file" / "cache"), "off"):
        monkeypatch.setenv(store.VARIABLE, place)
        store.save("one", {"x": np.arange(2)}, {})
        assert store.load("one") is None
