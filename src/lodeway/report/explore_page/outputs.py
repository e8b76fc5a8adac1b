"""Writes everything that a study gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lodeway.explore.study import Mapped
from lodeway.report.explore_page.page import write_page
from lodeway.report.explore_page.targets import Area, areas, write_targets

__all__ = ["write_outputs"]


def write_outputs(mapped: Mapped, folder: Path, *, progress: Callable[[str], None] = lambda _: None) -> dict[str, Path]:
    """Write target polygons, where there is a signal, and the page beside the maps; return every file by what it is.

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
        the caller writes; without a signal no ``target`` and ``targets``, and those of an earlier run go.
    """
    found: tuple[Area, ...] = ()
    files = {"intensity": mapped.intensity}
    if mapped.target is None:
        (folder / "targets.gpkg").unlink(missing_ok=True)
    else:
        progress("target areas")
        found = areas(mapped)
        files |= {"target": mapped.target, "targets": write_targets(folder / "targets.gpkg", mapped, found)}
    progress("page")
    return files | {"report": write_page(folder / "report.html", mapped, found), "json": folder / "explore.json"}
