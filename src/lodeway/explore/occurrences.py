"""Known deposits: the table, its checks, and the cells in which they lie."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import Fault, InputError
from lodeway.explore.grid import Grid
from lodeway.explore.settings import FILE, OccurrenceSetting
from lodeway.scenario.places import nearest
from lodeway.scenario.sheets import read_csv

__all__ = ["Occurrence", "Placed", "named", "place", "read_occurrences", "thin"]

NAMES = {
    "x": ("x", "lon", "longitude", "easting"),
    "y": ("y", "lat", "latitude", "northing"),
    "id": ("id",),
    "name": ("name",),
    "type": ("type",),
    "date": ("date",),
    "source": ("source",),
    "error": ("error",),
}
"""What a column may be called; the unit may stand behind it: ``error [km]``."""
_DEGREES = {"lon": 360.0, "longitude": 360.0, "lat": 90.0, "latitude": 90.0}
"""Ends of columns that are degrees by their name."""


@dataclass(frozen=True, slots=True)
class _Head:
    """A column as its table names it."""

    name: str
    degrees: bool
    """Whether coordinates are longitude and latitude."""

    @property
    def most(self) -> float:
        """Return the end of its values, of both signs."""
        name = self.name.partition("[")[0].strip().lower()
        return _DEGREES.get(name, math.inf) if self.degrees else math.inf


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A known deposit."""

    id: str
    x: float
    y: float
    name: str = ""
    type: str = ""
    date: str = ""
    source: str = ""
    error: float = math.nan
    """How far it may lie from there [km]; NaN where nothing is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Deposits on a grid."""

    rows: tuple[Occurrence, ...]
    """Those that count."""
    cell: NDArray[np.int64]
    """Number of the cell of each."""
    notes: tuple[str, ...]
    """What was done with the others, and what to know."""


def read_occurrences(folder: Path, setting: OccurrenceSetting) -> tuple[Occurrence, ...]:
    """Return the deposits of the table, of the wanted types.

    Parameters
    ----------
    folder
        Where the file lies.
    setting
        File name and types.

    Raises
    ------
    InputError
        With every fault: no file, no coordinates, texts where numbers stand, an id twice, a type that there is not.
    """
    path = folder / setting.file
    if not path.is_file():
        near = nearest(path.name, [entry.name for entry in folder.iterdir()])
        raise InputError([Fault(file=setting.file, message="there is no such file", suggestion=near)])
    sheet, faults = read_csv(path, file=setting.file)
    if sheet is None:
        raise InputError(faults)
    columns = _columns(setting.file, sheet.header)
    degrees = setting.crs.upper() == "EPSG:4326"
    heads = {key: _Head(sheet.header[place].strip(), degrees) for key, place in columns.items()}
    rows: list[Occurrence] = []
    seen: set[str] = set()
    for number, cells in sheet.rows:
        row = _row(setting.file, number, [str(cell) for cell in cells], columns, faults, heads)
        if row.id in seen:
            faults.append(
                Fault(file=setting.file, row=number, column="id", found=row.id, message="this id stands there twice")
            )
        seen.add(row.id)
        rows.append(row)
    if not rows and not faults:
        raise InputError([Fault(file=setting.file, message="there is no occurrence")])
    types = sorted({row.type for row in rows})
    for wanted in setting.types:
        if wanted not in types:
            close = difflib.get_close_matches(wanted, types, n=1, cutoff=0.4)
            faults.append(
                Fault(
                    file=FILE,
                    column="occurrences.types",
                    found=wanted,
                    allowed=", ".join(types),
                    suggestion=close[0] if close else "",
                    message=f"no row of {setting.file} has this type",
                )
            )
    if faults:
        raise InputError(faults)
    return tuple(row for row in rows if not setting.types or row.type in setting.types)


def _columns(file: str, header: Sequence[str]) -> dict[str, int]:
    names = [name.partition("[")[0].strip().lower() for name in header]
    found = {key: names.index(name) for key, allowed in NAMES.items() for name in allowed if name in names}
    faults = [
        Fault(
            file=file,
            row=1,
            column=key,
            found=", ".join(header),
            allowed=", ".join(NAMES[key]),
            message="there is no such column",
        )
        for key in ("x", "y")
        if key not in found
    ]
    if faults:
        raise InputError(faults)
    return found


def _row(
    file: str,
    number: int,
    line: Sequence[str],
    columns: dict[str, int],
    faults: list[Fault],
    heads: Mapping[str, _Head],
) -> Occurrence:
    def text(key: str) -> str:
        place = columns.get(key)
        return line[place].strip() if place is not None and place < len(line) else ""

    def figure(key: str, least: float, *, needed: bool) -> float:
        cell = text(key)
        head = heads.get(key, _Head(key, degrees=False))
        if not cell and not needed:
            return math.nan
        try:
            value = float(cell.replace(",", "."))
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and value >= least):
            allowed = "a number" if least < 0 else "a number of kilometres, 0 or more"
            faults.append(
                Fault(
                    file=file,
                    row=number,
                    column=head.name,
                    found=cell,
                    allowed=allowed,
                    message="this is no such number",
                )
            )
        elif abs(value) > head.most:
            allowed = f"{-head.most:g} to {head.most:g}"
            faults.append(
                Fault(file=file, row=number, column=head.name, found=cell, allowed=allowed, message="there is no such place")
            )  # fmt: skip
        return value

    return Occurrence(
        id=text("id") or f"row {number}",
        x=figure("x", -math.inf, needed=True),
        y=figure("y", -math.inf, needed=True),
        name=text("name"),
        type=text("type"),
        date=text("date"),
        source=text("source"),
        error=figure("error", 0.0, needed=False),
    )


def thin(x: NDArray[np.float64], y: NDArray[np.float64], distance: float) -> NDArray[np.bool_]:
    """Tell which points stay so that no two are nearer than `distance`: each one goes that lies near an earlier one that stays.

    Examples
    --------
    >>> thin(np.array([0.0, 1.0, 2.0]), np.zeros(3), 1.5).tolist()
    [True, False, True]
    """
    from scipy.spatial import cKDTree

    stays = np.ones(x.size, bool)
    if distance <= 0 or x.size < 2:
        return stays
    pairs = cKDTree(np.column_stack([x, y])).query_pairs(np.nextafter(distance, 0), output_type="ndarray")
    for number in range(1, x.size):
        stays[number] = not stays[pairs[pairs[:, 1] == number, 0]].any()
    return stays


def place(rows: Sequence[Occurrence], setting: OccurrenceSetting, grid: Grid) -> Placed:
    """Return the deposits on the grid, with a note on each that is left out or shares a cell.

    Raises
    ------
    InputError
        When the coordinate system is unknown, or no deposit lies on the grid.
    """
    from rasterio.crs import CRS
    from rasterio.errors import CRSError
    from rasterio.warp import transform

    try:
        system = CRS.from_user_input(setting.crs)
    except CRSError as error:
        found = Fault(file=FILE, column="occurrences.crs", found=setting.crs, message=f"unknown system: {error}")
        raise InputError([found]) from error
    x, y = np.array([row.x for row in rows], float), np.array([row.y for row in rows], float)
    if system != grid.crs and rows:
        carried = transform(system, grid.crs, x, y)
        x, y = np.asarray(carried[0], float), np.asarray(carried[1], float)
    cell = grid.locate(x, y)
    notes: list[str] = []
    inside = cell >= 0
    if not inside.any():
        raise InputError([_nowhere(setting, rows, grid)])
    if not inside.all():
        notes.append(f"outside the grid, left out: {named(rows, ~inside)}")
    flat = grid.plane(x, y)
    stays = inside.copy()
    stays[inside] = thin(flat[inside, 0], flat[inside, 1], setting.thin)
    if (inside & ~stays).any():
        notes.append(f"nearer than {setting.thin:g} km to another, left out: {named(rows, inside & ~stays)}")
    kept = [row for row, there in zip(rows, stays, strict=True) if there]
    own = cell[stays]
    cells, many = np.unique(own, return_counts=True)
    shared = np.isin(own, cells[many > 1])
    if shared.any():
        notes.append(f"in one cell with another, each of them counts: {named(kept, shared)}")
    _, spot, often = np.unique(flat[stays], axis=0, return_inverse=True, return_counts=True)
    twice = often[spot.ravel()] > 1
    if twice.any():
        notes.append(
            f"at the same coordinates under another id, each of them counts: {named(kept, twice)}; if it is one deposit, take the others out, "
            "or state thin (0.001 [km] does)"
        )
    unsure = sum(row.error > grid.cell for row in kept)
    if unsure:
        notes.append(
            f"{unsure} of {len(kept)} occurrences may lie in another cell: their stated error is larger than one; each resampled model of the "
            "range has them anywhere within it, and so has a second block score (auc.located); the map itself has them where they are stated"
        )
    return Placed(tuple(kept), own, tuple(notes))


def _nowhere(setting: OccurrenceSetting, rows: Sequence[Occurrence], grid: Grid) -> Fault:
    west, north = grid.transform.c, grid.transform.f
    edges = [west, north + grid.transform.e * grid.height, west + grid.transform.a * grid.width, north]
    found = f"{rows[0].id}: {rows[0].x:g}, {rows[0].y:g}" if rows else ""
    return Fault(
        file=setting.file,
        found=found,
        allowed=f"within {', '.join(f'{edge:.6g}' for edge in edges)} ({grid.crs.to_string()})",
        message="no occurrence lies on the grid; are x and y, or the coordinate systems, mistaken?"
        if rows
        else "there is no occurrence",
    )


def named(rows: Sequence[Occurrence], which: NDArray[np.bool_], most: int = 8) -> str:
    """Return the ids of some deposits, the first ones and how many more.

    Examples
    --------
    >>> named([Occurrence(id, 0.0, 0.0) for id in "abc"], np.array([True, False, True]), most=1)
    'a and 1 more'
    """
    names = [row.id for row, wanted in zip(rows, which, strict=True) if wanted]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
