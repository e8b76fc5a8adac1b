"""Cells as a model learns from them: all that hold deposits, and enough others, each standing for an area."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import Fault, InputError
from lodeway.explore.evidence.stack import Layer, Stack
from lodeway.explore.grid import Grid
from lodeway.explore.occurrences import Placed, named
from lodeway.explore.settings import FILE

__all__ = ["FEWEST", "Cells", "Gathered", "gather"]

FEWEST = 5
"""Deposits without which nothing is learned."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """n cells of p layers. The likelihood of a Poisson process on the ground is a sum over them.

    A sampled cell stands for more ground than its own: that is the offset without which a sampled background
    would make deposits look too frequent.
    """

    values: NDArray[np.float32]
    """Shape (n, p); NaN where a layer is missing."""
    area: NDArray[np.float64]
    """Ground that the cell stands for [km²], shape (n,)."""
    count: NDArray[np.float64]
    """Deposits in it, shape (n,)."""
    place: NDArray[np.float64]
    """Middle of the cell [km on a plane], shape (n, 2)."""
    cell: NDArray[np.int64]
    """Number of the cell on the grid, shape (n,)."""

    def __len__(self) -> int:
        """Return how many cells there are."""
        return int(self.area.size)

    def take(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Cells:
        """Return some of the cells."""
        return Cells(self.values[which], self.area[which], self.count[which], self.place[which], self.cell[which])


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """Cells of a map, and what reading all of it has told."""

    cells: Cells
    ground: float
    """km² on which at least one layer has a value."""
    missing: tuple[float, ...]
    """Share of the ground on which each layer is missing."""
    placed: NDArray[np.bool_]
    """Which of the deposits lie on the ground."""
    notes: tuple[str, ...]
    moved: Callable[[int], Cells] | None = None
    """Cells with the deposits where they may also lie, by number of the move; None where no error is larger than a cell."""


def gather(
    stack: Stack,
    placed: Placed,
    *,
    background: int,
    seed: int,
    moves: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> Gathered:
    """Return the cells to learn from, read window by window, so that memory does not grow with the map.

    Parameters
    ----------
    stack
        The layers.
    placed
        Deposits on the grid.
    background
        Most cells without deposits.
    seed
        Of the choice of cells.
    moves
        How often deposits whose stated error is larger than a cell are moved, each to a place anywhere within its error.
    progress
        Called with what is being done.

    Raises
    ------
    InputError
        When a layer has no value anywhere or the same everywhere, when too few deposits are left on the ground, or
        every cell holds one.
    """
    grid = stack.grid
    total = grid.width * grid.height
    generator = np.random.default_rng(seed)
    chance = np.sort(generator.choice(total, size=min(total, background), replace=False))
    elsewhere = _moved(grid, placed, moves, seed)
    wanted = np.union1d(np.union1d(chance, placed.cell), elsewhere)
    values = np.full((wanted.size, len(stack.layers)), np.nan, np.float32)
    areas = grid.areas()
    ground, lack = 0.0, np.zeros(len(stack.layers))
    low, high = np.full(len(stack.layers), np.inf), np.full(len(stack.layers), -np.inf)
    for window in grid.windows():
        read = stack.read(window)
        there = ~np.isnan(read)
        any_there = there.any(axis=0)
        area = np.broadcast_to(areas[window.row : window.row + window.height, None], any_there.shape)
        ground += float(area[any_there].sum())
        lack += ((any_there & ~there) * area).sum(axis=(1, 2))
        flat = np.where(there, read, np.nan).reshape(len(stack.layers), -1)
        low = np.fmin(low, np.fmin.reduce(flat, axis=1))
        high = np.fmax(high, np.fmax.reduce(flat, axis=1))
        row, column = np.divmod(wanted, grid.width)
        inside = (
            (row >= window.row)
            & (row < window.row + window.height)
            & (column >= window.column)
            & (column < window.column + window.width)
        )
        values[inside] = read[:, row[inside] - window.row, column[inside] - window.column].T
        progress(f"reading layers: row {window.row + window.height:,} of {grid.height:,}")
    _check_layers(stack.layers, low, high)
    kept = ~np.isnan(values).all(axis=1)
    on_ground = np.isin(placed.cell, wanted[kept])
    notes = _notes(placed, on_ground)
    found = int(on_ground.sum())
    if found < FEWEST:
        told = f"{found} occurrences lie where a layer has a value; at least {FEWEST} are needed"
        raise InputError([Fault(file=FILE, column="occurrences", message=told)])
    known = np.unique(wanted[kept])

    def at(deposits: NDArray[np.int64]) -> Cells:
        there = kept & np.isin(wanted, np.union1d(chance, deposits))
        count = np.zeros(wanted.size)
        np.add.at(count, np.searchsorted(wanted, deposits), 1.0)
        return _cells(grid, values[there], wanted[there], count[there], ground)

    def moved(number: int) -> Cells:
        # A place off the ground is none: the deposit stays.
        to = np.where(np.isin(elsewhere[number], known), elsewhere[number], placed.cell)[on_ground]
        return cells if np.isin(chance[np.isin(chance, known)], to).all() else at(to)

    if np.isin(chance[np.isin(chance, known)], placed.cell).all():
        raise InputError(
            [
                Fault(
                    file=FILE,
                    column="occurrences",
                    message="every cell of the map holds a deposit: there is nothing to tell apart",
                )
            ]
        )
    cells = at(placed.cell[on_ground])
    return Gathered(cells, ground, tuple((lack / ground).tolist()), on_ground, notes, moved if elsewhere.size else None)


def _moved(grid: Grid, placed: Placed, moves: int, seed: int) -> NDArray[np.int64]:
    """Return the cell of each deposit after each move, shape (moves, n); none where no error is larger than a cell.

    A place is drawn evenly from the disc of the stated error about the middle of the deposit's cell.
    """
    error = np.array([row.error for row in placed.rows], float)
    unsure = error > grid.cell
    if not unsure.any():
        return np.empty((0, placed.cell.size), np.int64)
    generator = np.random.default_rng([seed, 7])
    x, y = grid.centres(*np.divmod(placed.cell, grid.width))
    far = np.where(unsure, error, 0.0) * np.sqrt(generator.random((moves, error.size))) * grid.kilometre
    towards = 2 * np.pi * generator.random((moves, error.size))
    squeeze = np.cos(np.radians(y)) if grid.geographic else 1.0
    cell = grid.locate(x + far * np.cos(towards) / squeeze, y + far * np.sin(towards))
    return np.where(cell < 0, placed.cell, cell)


def _cells(
    grid: Grid, values: NDArray[np.float32], cell: NDArray[np.int64], count: NDArray[np.float64], ground: float
) -> Cells:
    """Return the cells, those without deposits standing for all the ground that the others leave."""
    row, column = np.divmod(cell, grid.width)
    area = grid.areas()[row]
    empty = count == 0
    area[empty] *= (ground - area[~empty].sum()) / area[empty].sum()
    return Cells(values, area, count, grid.plane(*grid.centres(row, column)), cell)


def _check_layers(layers: tuple[Layer, ...], low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
    faults = []
    for number, layer in enumerate(layers, start=1):
        if not np.isfinite(high[number - 1]):
            told = f"{layer.name}: the layer has no value on the whole map"
        elif low[number - 1] == high[number - 1]:
            told = f"{layer.name}: the layer has the same value everywhere ({low[number - 1]:g}); it can tell nothing apart"
        else:
            continue
        faults.append(Fault(file=FILE, column=f"layer {number}", message=told))
    if faults:
        raise InputError(faults)


def _notes(placed: Placed, on_ground: NDArray[np.bool_]) -> tuple[str, ...]:
    if on_ground.all():
        return ()
    return (f"where no layer has a value, left out: {named(placed.rows, ~on_ground)}",)
