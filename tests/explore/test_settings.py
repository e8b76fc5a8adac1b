"""evidence.toml: what is allowed, and all faults at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from lodeway.errors import InputError, UsageError
from lodeway.explore.settings import read


def faults(folder: Path, text: str) -> dict[str, str]:
    """Return each fault's place and words."""
    (folder / "evidence.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(folder)
    return {fault.column: str(fault) for fault in caught.value.faults}


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Each wrong key and value has its own line, with the nearest name."""
    found = faults(
        tmp_path,
        """
        titel = "x"
        [model]
        kind = "boostin"
        background = 5
        [validation]
        level = 1.5
        fold = 3
        [[layer]]
        name = "a"
        file = "a.tif"
        kind = "class"
        [[layer]]
        name = "a"
        make = "class"
        """,
    )
    assert set(found) == {
        "titel", "model.kind", "model.background", "validation.level", "validation.fold", "layer 2.file", "layer 2.name", "layer 2.column",
    }  # fmt: skip
    assert "did you mean 'title'?" in found["titel"]
    assert "did you mean 'folds'?" in found["validation.fold"]
    assert "boosting" in found["model.kind"]


def test_keys_without_a_meaning_are_faults(tmp_path: Path) -> None:
    """Keys of made layers on a raster, and of rasters on a made layer, are faults that say what is allowed; each is named as a key, not as a column."""
    found = faults(
        tmp_path,
        """
        [[layer]]
        name = "a"
        file = "a.tif"
        layer = "faults"
        column = "rock"
        radius = 3
        [[layer]]
        name = "b"
        file = "b.gpkg"
        make = "density"
        layer = "faults"
        radius = 3
        band = 2
        column = "rock"
        [[layer]]
        name = "c"
        file = "c.tif"
        band = 2
        nodata = 0
        fuzzy.shape = "small"
        """,
    )
    assert set(found) == {"layer 1.layer", "layer 1.column", "layer 1.radius", "layer 2.band", "layer 2.column"}
    assert found["layer 1.radius"].startswith(
        "evidence.toml, key layer 1.radius: means nothing for a raster; found '3'"
    )
    assert "allowed: band, file, fuzzy, kind, licence, name, nodata, source, variable" in found["layer 1.layer"]
    assert "means nothing for a layer with make = 'density'" in found["layer 2.band"]


def test_a_study_without_rasters_states_its_grid(tmp_path: Path) -> None:
    """Features alone make no grid; part of a grid is none."""
    layer = '[[layer]]\nname = "a"\nfile = "a.geojson"\nmake = "distance"\n'
    assert "grid" in faults(tmp_path, layer)
    assert "belong together" in faults(tmp_path, f'{layer}[grid]\ncrs = "EPSG:4326"')["grid"]


def test_text_that_is_no_toml(tmp_path: Path) -> None:
    """A slip in the syntax is told with its line."""
    assert "line 1" in faults(tmp_path, "title = \n[model]\n")[""]


def test_no_folder_and_no_file(tmp_path: Path) -> None:
    """A folder that is not there, or holds no evidence.toml, is a wrong call."""
    with pytest.raises(UsageError, match="no such folder"):
        read(tmp_path / "nowhere")
    with pytest.raises(UsageError, match=r"evidence\.toml"):
        read(tmp_path)
