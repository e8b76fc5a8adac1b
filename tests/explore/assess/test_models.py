"""Deposits drawn in the likeness of known ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lodeway.errors import InputError, UsageError
from lodeway.explore.assess import Estimate, GradeTonnage, assess, built_in, mark3, read_model
from lodeway.explore.assess.library import built_in_names
from lodeway.explore.assess.models import SHAPES, Shape, draw
from lodeway.explore.assess.ratios import from_ratios, to_ratios


def model(ore: list[float], grades: list[float]) -> GradeTonnage:
    """Return a copper model of these deposits."""
    return GradeTonnage(
        name="own", title="", metals=("Cu",), ore=np.array(ore), grades=np.array(grades)[:, None]
    )  # fmt: skip


@pytest.mark.parametrize("name", built_in_names())
def test_built_in_models_are_sourced_and_sane(name: str) -> None:
    """Each model states source, licence and date; ore is above 0, grades leave gangue, every deposit reports something."""
    found = built_in(name)
    assert all((found.source, found.licence, found.date))
    assert (found.ore > 0).all()
    assert (np.nansum(found.grades, axis=1) < 1).all()
    assert np.isfinite(found.grades).any(axis=1).sum() >= found.size - 1
    assert all(count > 0 for count in found.reported.values())


@given(arrays(float, (5, 3), elements=st.floats(1e-9, 0.3)))
def test_log_ratios_turn_back(grades: np.ndarray) -> None:
    """Grades come back from their log-ratios, and the ratios are orthonormal: distances are Aitchison's."""
    ratios = to_ratios(grades)
    assert np.allclose(from_ratios(ratios), grades, rtol=1e-6)
    parts = np.log(np.column_stack([grades, 1 - grades.sum(axis=1)]))
    centred = parts - parts.mean(axis=1, keepdims=True)
    assert np.linalg.norm(ratios[0] - ratios[1]) == pytest.approx(np.linalg.norm(centred[0] - centred[1]), abs=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
def test_draws_have_the_models_middle(shape: Shape) -> None:
    """In every shape the median ore and copper of 40,000 deposits lie near those of the known ones."""
    known = built_in("porphyry-copper")
    drawn = draw(known, 40_000, shape, np.random.default_rng(3))
    assert np.median(drawn.ore) == pytest.approx(np.median(known.ore), rel=0.08)
    assert np.median(drawn.metal[:, 0] / drawn.ore) == pytest.approx(np.median(known.grades[:, 0]), rel=0.05)
    reported = (drawn.metal > 0).mean(axis=0)
    assert reported == pytest.approx(np.isfinite(known.grades).mean(axis=0), abs=0.01)


@given(st.integers(1, 500), st.integers(0, 2**32))
def test_known_deposits_come_equally_often(number: int, seed: int) -> None:
    """Each known deposit is drawn as often as any other, give or take one."""
    known = model([1.0, 2.0, 3.0], [0.1, 0.1, 0.1])
    counts = np.bincount(draw(known, number, "empirical", np.random.default_rng(seed)).ore.astype(int), minlength=4)[1:]
    assert counts.sum() == number
    assert counts.max() - counts.min() <= 1


@given(st.lists(st.integers(1, 10**6), min_size=20, max_size=60), st.integers(0, 2**32))
def test_smoothed_deposits_lie_between_their_neighbours(sizes: list[int], seed: int) -> None:
    """Each drawn tonnage lies, but for one factor of all, between those of the second neighbours of its deposit, and none beyond all known."""
    ore = np.array(sizes, float)
    known = model(ore.tolist(), [0.01] * ore.size)
    drawn = draw(known, 3 * ore.size, "smoothed", np.random.default_rng(seed)).ore
    order = np.sort(ore)
    around = np.pad(order, 2, mode="edge")
    means = np.array(
        [
            low if high == low else (high - low) / np.log(high / low)
            for low, high in zip(around, around[4:], strict=False)
        ]
    )
    plain = drawn * means.sum() / ore.sum()
    assert (plain >= order[0] * (1 - 1e-9)).all()
    assert (plain <= order[-1] * (1 + 1e-9)).all()
    # Three draws of each deposit: the lowest three below the third lowest deposit, and so on up.
    sorted_plain = np.sort(plain)
    reach = np.repeat(around[4:], 3)
    assert (sorted_plain <= np.sort(reach) * (1 + 1e-9)).all()
    assert (sorted_plain >= np.sort(np.repeat(around[: ore.size], 3)) * (1 - 1e-9)).all()


def test_smoothing_keeps_mean_ore_and_metals() -> None:
    """Two million smoothed deposits have the mean ore and metals of the known ones, and as many report each metal."""
    known = built_in("porphyry-copper-gold")
    drawn = draw(known, 2_000_000, "smoothed", np.random.default_rng(5))
    error = 4 * drawn.ore.std() / drawn.ore.size**0.5
    assert drawn.ore.mean() == pytest.approx(known.ore.mean(), abs=error)
    metals = np.nan_to_num(known.ore[:, None] * known.grades).mean(axis=0)
    for place, metal in enumerate(metals):
        error = 4 * drawn.metal[:, place].std() / drawn.ore.size**0.5
        assert drawn.metal[:, place].mean() == pytest.approx(metal, abs=error)


def test_smoothing_knows_no_order_of_rows() -> None:
    """The same deposits in another order of rows are smoothed to the same draws."""
    known = built_in("vms")
    turned = replace(known, ore=known.ore[::-1].copy(), grades=known.grades[::-1].copy())
    first, second = (draw(one, 5_000, "smoothed", np.random.default_rng(2)) for one in (known, turned))
    assert np.array_equal(first.ore, second.ore)
    assert np.array_equal(first.metal, second.metal)


def test_few_deposits_are_drawn_as_they_are() -> None:
    """Unasked, 422 deposits are smoothed and 47 are not; asked, twenty may be and fourteen not."""
    count = mark3(Estimate.of({"N90": 1, "N50": 2, "N10": 8}))
    shapes = {
        name: assess(count, built_in(name), draws=200).shape
        for name in ("porphyry-copper", "sediment-copper-nonbrecciated")
    }
    assert shapes == {"porphyry-copper": "smoothed", "sediment-copper-nonbrecciated": "empirical"}
    assert assess(count, built_in("sediment-copper-nonbrecciated"), shape="smoothed", draws=200).shape == "smoothed"
    with pytest.raises(UsageError, match="use empirical"):
        assess(count, built_in("revett"), shape="smoothed", draws=200)


def test_the_mean_is_number_times_deposit() -> None:
    """The mean total is the expected number times the mean deposit, to a per mille at 20,000 draws."""
    known = built_in("porphyry-copper")
    count = mark3(Estimate.of({"N90": 1, "N50": 2, "N10": 8}))
    found = assess(count, known)
    assert found.ore.mean == pytest.approx(count.mean * known.ore.mean(), rel=2e-3)


def test_a_seed_fixes_every_draw() -> None:
    """Two runs with the same seed are the same; another seed draws others."""
    count = mark3(Estimate.of({"N90": 1, "N50": 2, "N10": 8}))
    first, again, other = (assess(count, built_in("vms"), draws=500, seed=seed).ore.draws for seed in (7, 7, 8))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_density_needs_twenty_deposits() -> None:
    """Fourteen deposits make no density; the message says what to do."""
    with pytest.raises(UsageError, match="14 deposits; a lognormal density needs 20: use empirical"):
        draw(built_in("revett"), 10, "lognormal", np.random.default_rng(1))


def test_own_tables_are_read_with_their_units(tmp_path: Path) -> None:
    """Megatonnes, per cent and grams a tonne become tonnes and shares, with a decimal comma too; an empty grade is missing."""
    file = tmp_path / "own.csv"
    file.write_text("Deposit Name;Tonnage (Mt);Cu Grade (%);Au [g/t]\nA;1,5;0,4;\nB;2;1;0,5\n", encoding="utf-8")
    found = read_model(file)
    assert found.ore.tolist() == [1.5e6, 2e6]
    assert found.grades[:, 0].tolist() == pytest.approx([0.004, 0.01])
    assert np.isnan(found.grades[0, 1])
    assert found.grades[1, 1] == pytest.approx(5e-7)


def test_contained_metal_alone_is_a_model(tmp_path: Path) -> None:
    """A table of one metal and no ore states its tonnes."""
    file = tmp_path / "u.csv"
    file.write_text("ID,Name,U\n1,a,18.3\n2,b,20\n", encoding="utf-8")
    found = read_model(file)
    assert found.contained
    assert found.ore.tolist() == [18.3, 20.0]


def test_all_faults_of_a_table_are_told(tmp_path: Path) -> None:
    """An unknown column, an unknown unit, a figure that is none and grades beyond the whole are told, each with its place."""
    head = tmp_path / "head.csv"
    head.write_text("name,ore [t],Cu [oz/t],Gold [g/t]\nA,1,2,3\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_model(head)
    assert {fault.column for fault in told.value.faults} == {"Gold [g/t]"}
    cells = tmp_path / "cells.csv"
    cells.write_text("name,ore [t],Cu [%]\nA,0,1\nB,x,1\nC,1,101\nD,1,-1\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_model(cells)
    assert {fault.row for fault in told.value.faults} == {2, 3, 4, 5}
    units = tmp_path / "units.csv"
    units.write_text("name,ore [km],Cu [t/a]\nA,1,1\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_model(units)
    assert {fault.column for fault in told.value.faults} == {"ore [km]", "Cu [t/a]"}
