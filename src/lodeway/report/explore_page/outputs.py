"""Writes everything that a study gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lodeway.explore.study import Mapped
from lodeway.report.explore_page.page import write_page
from lodeway.report.explore_page.targets import areas, write_targets

__all__ = ["write_outputs"]


def write_outputs(mapped: Mapped, folder: Path, *, progress: Callable[[str], None] = lambda _: None) -> dict[str, Path]:
    """Write target polygons and the page beside the maps; return every file by what it is.

    Parameters
    ----------
    mapped
        A study with its map: `lodeway.explore.study.explore`.
    folder
        To write to.
    progress
        Called with what is being done.

    Returns
    -------
    dict
        ``intensity`` and ``target`` (GeoTIFF), ``targets`` (GeoPackage), ``report`` (HTML) and ``json``, which
        the caller writes.
    """
    progress("target areas")
    found = areas(mapped)
    targets = write_targets(folder / "targets.gpkg", mapped, found)
    progress("page")
    page = write_page(folder / "report.html", mapped, found)
    return {
        "intensity": mapped.intensity,
        "target": mapped.target,
        "targets": targets,
        "report": page,
        "json": folder / "explore.json",
    }
