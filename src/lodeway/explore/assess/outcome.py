"""Ore and metal of all undiscovered deposits of a tract, by simulation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.explore.assess.counts import Count
from lodeway.explore.assess.models import ENOUGH, Drawn, GradeTonnage, Shape, draw

__all__ = ["CONVENTION", "LEVELS", "Amount", "Outcome", "assess", "default_shape"]

Values = NDArray[np.float64]

LEVELS = (95, 90, 50, 10, 5)
"""Chances [%] at which amounts are told."""
MOST = 5e7
"""Deposits that may be drawn at once: some gigabytes."""
CONVENTION = "exceedance, as in the assessments of the US Geological Survey: qNN is the amount that is reached or exceeded with a chance of NN %"


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity that is not known: one value a draw [t]."""

    draws: Values

    @property
    def mean(self) -> float:
        """Expected amount."""
        return float(self.draws.mean())

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return float(self.draws.std(ddof=1)) if self.draws.size > 1 else 0.0

    @property
    def p0(self) -> float:
        """Chance of none."""
        return float(np.mean(self.draws == 0))

    @property
    def above_mean(self) -> float:
        """Chance of more than the expected amount."""
        return float(np.mean(self.draws > self.mean))

    def exceeded(self, chance: float) -> float:
        """Return the amount that is reached or exceeded with this chance [%].

        Examples
        --------
        >>> Amount(np.arange(101.0)).exceeded(90)
        10.0
        """
        return float(np.percentile(self.draws, 100 - chance))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a tract may hold: the number of its deposits, their ore and metals, draw by draw."""

    count: Count
    model: GradeTonnage
    shape: Shape
    seed: int
    numbers: NDArray[np.int64]
    """Deposits in each draw."""
    deposits: Drawn
    """Every deposit, those of the first draw first."""
    owner: NDArray[np.int64]
    """Draw that each deposit belongs to."""

    def total(self, values: Values) -> Amount:
        """Return the sum over each draw's deposits of a value that each deposit has."""
        return Amount(np.bincount(self.owner, values, self.numbers.size).astype(float))

    @property
    def ore(self) -> Amount:
        """All ore [t]."""
        return self.total(self.deposits.ore)

    @property
    def metal(self) -> dict[str, Amount]:
        """All of each metal [t]."""
        return {name: self.total(self.deposits.metal[:, place]) for place, name in enumerate(self.model.metals)}


def default_shape(method: str, size: int) -> Shape:
    """Return how deposits are drawn where nothing else is asked for, by method and number of known deposits.

    The home programs differ: Mark3's totals come out when deposits are drawn about known ones, MapMark4 draws from normal densities.
    Where known deposits are few, and neighbours in size far apart, they are drawn as they are.

    Examples
    --------
    >>> default_shape("mark3", 422), default_shape("mark3", 47), default_shape("negbin", 422)
    ('smoothed', 'empirical', 'lognormal')
    """
    if method == "negbin":
        return "lognormal"
    return "smoothed" if size >= ENOUGH else "empirical"


def assess(
    count: Count, model: GradeTonnage, *, shape: Shape | None = None, draws: int = 20_000, seed: int = 1
) -> Outcome:
    """Return what a tract may hold in undiscovered deposits.

    Parameters
    ----------
    count
        Chances of the number of deposits.
    model
        Known deposits of the type.
    shape
        How deposits are drawn (`lodeway.explore.assess.models.SHAPES`); left out: as the count's home program does.
    draws
        Simulations, 100 or more.
    seed
        The same seed gives the same draws.

    Raises
    ------
    UsageError
        When there are too few draws or too many, or too few deposits for the shape.

    Notes
    -----
    Numbers of deposits are stratified: each comes as often as its chance says, give or take one draw.

    Examples
    --------
    >>> from lodeway.explore.assess import Estimate, built_in, mark3
    >>> count = mark3(Estimate.of({"N90": 1, "N50": 2, "N10": 8}))
    >>> found = assess(count, built_in("porphyry-copper"))
    >>> 13e6 < found.metal["Cu"].mean < 14e6
    True
    """
    if draws < 100:
        raise UsageError(f"{draws} draws are too few; at least 100 are needed, 20,000 are usual")
    if draws * count.mean > MOST:
        fits = f"{MOST / count.mean:,.0f}"
        raise UsageError(
            f"{draws:,} draws of {count.mean:,.0f} deposits on average are too many to hold; at most {fits} draws fit"
        )
    chosen = shape or default_shape(count.method, model.size)
    generator = np.random.default_rng(seed)
    steps = (generator.permutation(draws) + generator.random(draws)) / draws
    numbers = np.searchsorted(np.cumsum(count.pmf), steps * count.pmf.sum(), side="right")
    numbers = np.minimum(numbers, count.pmf.size - 1).astype(np.int64)
    deposits = draw(model, int(numbers.sum()), chosen, generator)
    owner = np.repeat(np.arange(draws), numbers)
    return Outcome(
        count=count, model=model, shape=chosen, seed=seed, numbers=numbers, deposits=deposits, owner=owner
    )  # fmt: skip
