"""The number of deposits that a map of ``lodeway explore`` adds up to, on all of its ground or within an outline."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from lodeway.errors import Fault, InputError, UsageError
from lodeway.explore.assess.outlines import read_outline
from lodeway.explore.assess.tracts import Stated, Tract

__all__ = ["read_map"]

_Z = 1.6448536269514722
"""Standard normal deviate that is exceeded with a chance of 5 %."""
_FILE = "explore.json"
_MAP = "intensity.tif"


def read_map(folder: Path, outline: Path | None = None, *, despite_verdict: bool = False) -> Tract:
    """Return the tract that a mapped study makes: mean and variance of the number of deposits on its ground.

    Parameters
    ----------
    folder
        What ``lodeway explore`` wrote (``explore.json`` and ``intensity.tif``), or the study's folder with them in ``out``.
    outline
        GeoJSON of one outline within which deposits are counted; left out: all ground of the map.
    despite_verdict
        Take the number of a map that is not to be used: `despite` of the tract then has its verdict.

    Returns
    -------
    Tract
        `stated` has ``mean`` and ``variance``; `notes` say what they hold.

    Raises
    ------
    UsageError
        When there is no such folder, or it holds no study.
    InputError
        When its files cannot be used, the verdict is not a signal, or the outline lies off the map.

    Notes
    -----
    The mean is the sum of intensity times area over the cells whose middle lies within. Its variance has two parts: the scatter of deposits
    about it, mean times the dispersion that blocks never seen have shown; and the doubt about it, from the 5 % and 95 % quantiles of
    the intensity over resampled blocks, added up as if all cells erred together, which is the most that they can tell.
    """
    place = next((one for one in (folder, folder / "out") if (one / _FILE).is_file()), None)
    if place is None:
        raise UsageError(f"no {_FILE} in {folder} or {folder / 'out'}: map it first with lodeway explore {folder}")
    told = _document(place / _FILE)
    if not told["signal"] and not despite_verdict:
        message, allowed = "the map gives no number of deposits", "a verdict that is a signal, or --despite-verdict"
        raise InputError(
            [Fault(file=str(place / _FILE), column="verdict", found=told["verdict"], message=message, allowed=allowed)]
        )
    found, name = ({}, "") if outline is None else (read_outline(outline)[0], outline.stem)
    total, low, high, cells = _sums(place / _MAP, outline)
    if not cells:
        message, allowed = "no cell of the map has its middle within the outline", f"an outline on the ground of {_MAP}"
        raise InputError([Fault(file=str(outline or place / _MAP), message=message, allowed=allowed)])
    dispersion = told["count"]["dispersion"]
    doubt = (high - low) / (2 * _Z) if math.isfinite(high) else 0.0
    notes = [
        f"mean {total:.3g} deposits on {cells:,} cells of {told['title'] or place}, known ones included: outline ground that is not explored yet",
        f"variance: scatter {total * dispersion:.3g} (dispersion {dispersion:g} in unseen blocks) and doubt about the map {doubt**2:.3g}",
    ]
    if not math.isfinite(high):
        notes.append("the map has no range (model.draws = 0): the doubt about it is not known and left out")
    despite = "" if told["signal"] else told["verdict"]
    if despite:
        notes.insert(0, f"the number stands against the map's verdict (--despite-verdict): {despite}")
    return Tract(
        stated=Stated(figures={"mean": total, "variance": max(total * dispersion + doubt**2, total)}),
        name=str(found.get("name") or name or told["title"]), model=str(found.get("model", "")),
        source=f"{place / _FILE}, digest {told['digest']}", notes=tuple(notes), known_included=True, despite=despite,
    )  # fmt: skip


def _document(path: Path) -> Mapping[str, Any]:
    """Return what the study told, checked as far as it is used."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError([Fault(file=str(path), message=f"cannot be read: {error}", allowed="JSON")]) from error
    own = told if isinstance(told, dict) else {}
    count = own.get("count")
    dispersion = count.get("dispersion") if isinstance(count, dict) else None
    wanted = {"title": str, "digest": str, "verdict": str, "signal": bool}
    faults = [
        Fault(file=str(path), column=key, message="is missing or of another kind", found=str(own.get(key)), allowed=kind.__name__)
        for key, kind in wanted.items()
        if not isinstance(own.get(key), kind)
    ]  # fmt: skip
    if isinstance(dispersion, bool) or not isinstance(dispersion, int | float) or not dispersion >= 1:
        allowed = "a number of 1 or more: deposits in unseen blocks"
        faults.append(
            Fault(
                file=str(path), column="count.dispersion", message="no figure", found=str(dispersion), allowed=allowed
            )
        )
    if faults:
        raise InputError(faults)
    return own


def _sums(path: Path, outline: Path | None) -> tuple[float, float, float, int]:
    """Return the sums of intensity and of its range over the cells within [deposits], and how many cells those are.

    The range is NaN where the map has none.
    """
    import rasterio
    from rasterio.errors import RasterioError
    from rasterio.features import rasterize

    from lodeway.explore.evidence.rasters import grid_of
    from lodeway.explore.evidence.vectors import read_vectors
    from lodeway.explore.tiles import SIDE

    try:
        with rasterio.open(path) as file:
            grid = grid_of(file)
            shapes = None if outline is None else read_vectors(outline, grid.crs).shapes
            areas, bands = grid.areas(), 3 if file.count == 3 else 1
            sums, cells = np.zeros(bands), 0
            for window in grid.windows(SIDE):
                values = file.read(list(range(1, bands + 1)), window=window.of_raster()).astype(np.float64)
                there = ~np.isnan(values[0])
                if shapes is not None:
                    size = window.height, window.width
                    there &= rasterize(shapes, out_shape=size, transform=grid.part(window), dtype="uint8") > 0
                area = np.broadcast_to(areas[window.row : window.row + window.height, None], there.shape)
                sums += (values[:, there] * area[there]).sum(axis=1)
                cells += int(there.sum())
    except (RasterioError, ValueError) as error:
        raise InputError([Fault(file=str(path), message=str(error), allowed=f"the {_MAP} of the study")]) from error
    low, high = (sums[1], sums[2]) if bands == 3 else (math.nan, math.nan)
    return float(sums[0]), float(low), float(high), cells
