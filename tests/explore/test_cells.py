"""Cells to learn from: sampled without changing what they add up to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lodeway.errors import InputError
from lodeway.explore.cells import Gathered, gather
from lodeway.explore.evidence import open_stack
from lodeway.explore.occurrences import place, read_occurrences
from lodeway.explore.settings import read
from tests.explore.conftest import SIDE


def gathered(folder: Path, background: int = 100_000) -> Gathered:
    """Return the cells of a study."""
    evidence = read(folder)
    with open_stack(folder, evidence) as stack:
        rows = read_occurrences(folder, evidence.occurrences)
        return gather(stack, place(rows, evidence.occurrences, stack.grid), background=background, seed=1)


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
