"""Cells to learn from: sampled without changing what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from lodeway.errors import InputError
from lodeway.explore.cells import Gathered, gather
from lodeway.explore.evidence import open_stack
from lodeway.explore.occurrences import place, read_occurrences
from lodeway.explore.settings import read
from tests.explore.conftest import SIDE


def gathered(folder: Path, background: int = 100_000, moves: int = 0) -> Gathered:
    """Return the cells of a study."""
    evidence = read(folder)
    with open_stack(folder, evidence) as stack:
        rows = read_occurrences(folder, evidence.occurrences)
        placed = place(rows, evidence.occurrences, stack.grid)
        return gather(stack, placed, background=background, seed=1, moves=moves)


def with_errors(folder: Path, errors: Sequence[float]) -> Path:
    """Return a study whose deposits, from the first on, state these errors [km]."""
    head, *lines = (folder / "occurrences.csv").read_text(encoding="utf-8").splitlines()
    stated = [f"{line}{errors[n]}" if n < len(errors) else line for n, line in enumerate(lines)]
    (folder / "occurrences.csv").write_text("\n".join([head, *stated]) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("background", [100_000, 120])
def test_deposits_move_within_their_error(study: Callable[..., Path], background: int) -> None:
    """Deposits with an error of 4 km lie anywhere within it after a move, those with half a cell or none stated stay, and the ground stays whole."""
    far = 4.0
    folder = with_errors(study(occurrences=[(12.5, 12.5)] * 6 + [(3.5, 3.5), (20.5, 20.5)]), [far] * 6 + [0.5])
    found = gathered(folder, background, moves=200)
    assert found.moved is not None
    away = []
    for number in range(200):
        own = found.moved(number)
        assert own.area.sum() == pytest.approx(SIDE**2)
        row, column = np.divmod(own.cell[own.count > 0], SIDE)
        assert {(3, 3), (20, 20)} <= set(zip(row.tolist(), column.tolist(), strict=True))
        there = np.repeat(np.hypot(row - 12, column - 12), own.count[own.count > 0].astype(int))
        assert there.size == 8
        away += [one for one in there.tolist() if one < 10]
    assert max(away) <= far + np.sqrt(0.5)
    # Two thirds of the radius on average, as in any disc filled evenly; the middles of cells add a little scatter.
    assert np.mean(away) == pytest.approx(2 / 3 * far, rel=0.05)
    assert found.cells.count.max() == 6


def test_without_errors_nothing_moves(study: Callable[..., Path]) -> None:
    """Where no error is larger than a cell there are no moves, and errors change no cell that the model itself learns from."""
    folder = study()
    still = gathered(folder, 200, moves=3)
    assert still.moved is None
    moving = gathered(with_errors(folder, [3.0] * 15), 200, moves=3)
    assert moving.moved is not None
    assert moving.cells.cell.tolist() == still.cells.cell.tolist()
    assert moving.cells.area == pytest.approx(still.cells.area)


def test_no_deposit_moves_off_the_ground(study: Callable[..., Path]) -> None:
    """A place where no layer has a value, or off the map, is none: all deposits are there after every move."""
    a, b = (np.random.default_rng(n).normal(size=(SIDE, SIDE)).astype(np.float32) for n in (1, 2))
    a[:, :10] = b[:, :10] = np.nan
    found = gathered(with_errors(study({"a": a, "b": b}, [(10.5, n + 0.5) for n in range(6)]), [5.0] * 6), moves=40)
    assert found.moved is not None
    for number in range(40):
        own = found.moved(number)
        assert own.count.sum() == 6
        assert (own.cell[own.count > 0] % SIDE >= 10).all()


def test_sampled_cells_stand_for_all_the_ground(study: Callable[..., Path]) -> None:
    """Areas add up to the ground whether all cells are taken or some; deposits are always there."""
    folder = study()
    whole, some = gathered(folder), gathered(folder, 120)
    assert len(whole.cells) == SIDE**2
    assert len(some.cells) < 140
    for one in (whole, some):
        assert one.cells.area.sum() == pytest.approx(SIDE**2)
        assert one.cells.count.sum() == 15


def test_missing_in_places_is_kept_and_told(study: Callable[..., Path]) -> None:
    """Where one layer is missing the cell stays; where all are it is no ground."""
    a, b = (np.random.default_rng(n).normal(size=(SIDE, SIDE)).astype(np.float32) for n in (1, 2))
    a[:12] = np.nan
    b[:6] = np.nan
    found = gathered(study({"a": a, "b": b}))
    assert found.ground == 18 * SIDE
    assert found.missing == (6 / 18, 0.0)
    assert found.notes[0].startswith("where no layer has a value, left out: d0, d1")
    assert found.cells.count.sum() == 10


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (np.full((SIDE, SIDE), np.nan, np.float32), "b: the layer has no value on the whole map"),
        (np.full((SIDE, SIDE), 7, np.float32), r"b: the layer has the same value everywhere \(7\)"),
    ],
)
def test_layers_that_tell_nothing_are_faults(study: Callable[..., Path], layer: np.ndarray, words: str) -> None:
    """A layer without any value, or with one only, is named."""
    good = np.random.default_rng(1).normal(size=(SIDE, SIDE)).astype(np.float32)
    with pytest.raises(InputError, match=words):
        gathered(study({"a": good, "b": layer}))


def test_too_few_deposits(study: Callable[..., Path]) -> None:
    """Nothing is learned from four deposits."""
    with pytest.raises(InputError, match="4 occurrences lie where a layer has a value; at least 5 are needed"):
        gathered(study(occurrences=[(n + 0.5, 3.5) for n in range(4)]))


def test_one_class_only(study: Callable[..., Path]) -> None:
    """A map of which every cell holds a deposit has nothing to tell apart."""
    layers = {"a": np.arange(9, dtype=np.float32).reshape(3, 3)}
    places = [(x + 0.5, y + 0.5) for x in range(3) for y in range(3)]
    with pytest.raises(InputError, match="nothing to tell apart"):
        gathered(study(layers, places))
