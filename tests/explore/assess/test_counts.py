"""Numbers of deposits: what holds for any estimate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from lodeway.errors import UsageError
from lodeway.explore.assess import Estimate, deposit_density, from_intensity, mark3, negative_binomial, pooled
from lodeway.explore.assess.densities import REGRESSIONS, by_area

SORTED = st.lists(st.integers(0, 60), min_size=5, max_size=5).map(sorted)


def estimate(numbers: list[int]) -> Estimate:
    """Return the estimate of five numbers, the smallest first."""
    return Estimate.of(dict(zip(("N90", "N50", "N10", "N05", "N01"), numbers, strict=True)))


@given(SORTED)
def test_mark3_keeps_what_was_stated(numbers: list[int]) -> None:
    """Chances sum to 1, and each stated number is reached with about the chance stated: never less than up to half its own share off."""
    count = mark3(estimate(numbers))
    assert count.pmf.sum() == pytest.approx(1)
    assert (count.pmf >= 0).all()
    for number, chance in zip(numbers, (0.9, 0.5, 0.1, 0.05, 0.01), strict=True):
        reached = count.pmf[number:].sum()
        above = count.pmf[number + 1 :].sum()
        assert above <= chance + 1e-9
        assert reached >= chance - 1e-9


@given(SORTED)
def test_mark3_has_the_published_mean(numbers: list[int]) -> None:
    """The mean lies near Singer and Menzie's formula; only their share below N90, a third of it where Mark3 tends to a half, differs."""
    formula = float(np.dot((0.233, 0.4, 0.225, 0.045, 0.03), numbers))
    assert mark3(estimate(numbers)).mean == pytest.approx(formula, abs=0.02 * numbers[0] + 0.011 * numbers[-1] + 0.05)


def test_mark3_asks_for_whole_numbers() -> None:
    """Half a deposit is no number that Mark3 can take."""
    with pytest.raises(UsageError, match="whole numbers"):
        mark3(Estimate.of({"N90": 0.5, "N50": 1, "N10": 2}))


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 30))
def test_negative_binomial_is_a_distribution(low: int, more: int, most: int) -> None:
    """Whatever is stated, chances are finite and sum to 1; where it misses one expert's numbers it says by what."""
    stated = Estimate.of({"N90": low, "N50": low + more, "N10": low + more + most})
    count = negative_binomial([stated])
    assert np.isfinite(count.pmf).all()
    assert count.pmf.sum() == pytest.approx(1)
    found = [count.quantile(chance) for chance in (0.9, 0.5, 0.1)]
    assert bool(count.notes) == (found != [low, low + more, low + more + most])


@given(st.floats(0.01, 40), st.floats(1, 20))
def test_intensity_keeps_mean_and_variance(mean: float, spread: float) -> None:
    """The distribution has the mean and the variance that the map states."""
    count = from_intensity(mean, mean * spread)
    assert count.mean == pytest.approx(mean, rel=1e-3)
    assert count.variance == pytest.approx(mean * spread, rel=2e-2)


def test_intensity_of_independent_deposits_is_poisson() -> None:
    """With the variance at the mean none is found with the chance exp(-mean)."""
    assert from_intensity(2.0, 2.0).p0 == pytest.approx(np.exp(-2))
    with pytest.raises(UsageError, match="at least the mean"):
        from_intensity(2.0, 1.0)


def test_density_without_doubt_is_poisson() -> None:
    """Where the three densities are the same the number is Poisson about area times density."""
    count = deposit_density(1000, 0.003, 0.003, 0.003)
    assert count.mean == pytest.approx(3, rel=1e-4)
    assert count.variance == pytest.approx(3, rel=1e-3)


@given(st.floats(1.01, 8))
def test_density_of_a_wider_doubt_has_more_none(factor: float) -> None:
    """With doubt about the density none at all is more likely than without."""
    assert deposit_density(1000, 0.002 / factor, 0.002, 0.002 * factor).variance > 2.0
    assert deposit_density(1000, 0.002 / factor, 0.002, 0.002 * factor).p0 > np.exp(-2) * 0.999


def test_a_pool_is_between_its_members() -> None:
    """Pooled experts expect what the weighted mean of their expectations is."""
    few, many = mark3(estimate([0, 1, 2, 2, 2])), mark3(estimate([5, 9, 12, 12, 12]))
    assert pooled((few, many), (3, 1)).mean == pytest.approx((3 * few.mean + many.mean) / 4)


@pytest.mark.parametrize(
    ("name", "line"), [("porphyry-copper", (-1.041858, 0.430677, 0.2444)), ("vms", (-0.585, 0.385, 0.338))]
)
def test_regressions_of_density_are_the_published_ones(name: str, line: tuple[float, float, float]) -> None:
    """Constant and slope worked out of the control tracts are those that Singer and Menzie (2010) and Mosier and others (2007) published, the scatter within 1 %."""
    about = REGRESSIONS[name]
    assert (about.constant, about.slope) == pytest.approx(line[:2], abs=7e-4)
    assert about.deviation == pytest.approx(line[2], rel=0.01)


def test_a_number_by_area_keeps_the_line_and_its_doubt() -> None:
    """West Philippine (47,100 km², 16 deposits) lies above the line's nine; ten, fifty and ninety per cent lie about it as Student's t says."""
    count = by_area(47_100, "porphyry-copper")
    centre = 10 ** (-1.041858 + 0.430677 * np.log10(47_100))
    factor = 10 ** (1.309 * 0.2444 * np.sqrt(1 + 1 / 33))  # at about the mean area
    for chance, expected in ((0.9, centre / factor), (0.5, centre), (0.1, centre * factor)):
        assert abs(count.quantile(chance) - expected) <= 1
    assert count.pmf.sum() == pytest.approx(1)


@given(st.floats(2e3, 2e5), st.integers(0, 20))
def test_known_deposits_are_taken_off(area: float, known: int) -> None:
    """The more are known, the fewer are left to find of the same ground, but never fewer than none."""
    none, some = by_area(area, "vms"), by_area(area, "vms", known)
    assert some.pmf.sum() == pytest.approx(1)
    assert some.mean + known >= none.mean - 1e-9
    assert (some.pmf >= 0).all()


def test_the_tail_beyond_what_is_known_is_not_cut() -> None:
    """Far beyond the line the mean of what is left is the integral of the conditional tail, not of a piece of it, and a note says that it is the tail."""
    for known in (100, 300):
        count = by_area(90_000, "porphyry-copper", known)
        about = REGRESSIONS["porphyry-copper"]
        place = np.log10(90_000)
        centre = about.constant + about.slope * place
        scale = about.deviation * np.sqrt(1 + 1 / about.tracts + (place - about.mean) ** 2 / about.squares)
        law = t(about.tracts - 2, centre, scale)
        more = law.sf(np.log10(np.arange(known + 1, 200_000) - 0.5)) / law.sf(np.log10(known - 0.5))
        assert count.mean == pytest.approx(more.sum(), rel=0.01)
        assert any("more than the 3" in note and "one in twenty" in note for note in count.notes)
    assert by_area(90_000, "porphyry-copper", 300).mean > by_area(90_000, "porphyry-copper", 100).mean
    assert not any("one in twenty" in note for note in by_area(90_000, "porphyry-copper", 15).notes)
    with pytest.raises(UsageError, match="known deposits are more than"):
        by_area(90_000, "porphyry-copper", 5000)


def test_a_type_without_published_density_is_an_error() -> None:
    """Where no regression is known, those that are known are named."""
    with pytest.raises(UsageError, match="porphyry-copper, vms"):
        by_area(1000, "nickel-laterite")
