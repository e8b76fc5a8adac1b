"""Grade and tonnage models: the known deposits of a type, and deposits drawn in their likeness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.explore.assess.ratios import from_ratios, to_ratios

if TYPE_CHECKING:
    import polars as pl

__all__ = ["ENOUGH", "LEAST", "NEIGHBOURS", "SHAPES", "Drawn", "GradeTonnage", "Shape", "draw", "rule_of_thumb"]

Shape = Literal["smoothed", "empirical", "lognormal", "kernel"]
SHAPES: tuple[Shape, ...] = ("smoothed", "empirical", "lognormal", "kernel")
"""How deposits are drawn: about known ones, known ones as they are, from normal densities of logarithms, or from kernel densities of them."""
LEAST = 20
"""Deposits that a density needs, as in MapMark4."""
ENOUGH = 100
"""Deposits above which they are smoothed unasked: five neighbours in size are then at most a twentieth of them."""
NEIGHBOURS = 2
"""How many neighbours in size a deposit is smoothed over, on either side: with two, published totals come out best (``python -m tools.models.smoothing``)."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class GradeTonnage:
    """The known, well explored deposits that undiscovered ones of a type are taken to be like."""

    name: str
    title: str
    metals: tuple[str, ...]
    ore: Values
    """Ore of each deposit [t], or its contained metal where `metals` is one and `grades` are 1."""
    grades: Values
    """Share of each metal in the ore [t/t], by deposit and metal; NaN where it is not reported."""
    source: str = ""
    licence: str = ""
    date: str = ""
    note: str = ""
    contained: bool = False
    """Whether the model states contained metal, with no ore."""

    @property
    def size(self) -> int:
        """Number of deposits."""
        return self.ore.size

    @property
    def reported(self) -> dict[str, int]:
        """Number of deposits that report each metal."""
        counts = np.isfinite(self.grades).sum(axis=0)
        return {metal: int(count) for metal, count in zip(self.metals, counts, strict=True)}

    def to_frame(self) -> pl.DataFrame:
        """Return a row per deposit: ore, or contained metal, and the grade of each metal, null where it is not reported."""
        import polars as pl

        amount = "metal [t]" if self.contained else "ore [t]"
        cells = {f"{metal} [t/t]": self.grades[:, place] for place, metal in enumerate(self.metals)}
        return pl.DataFrame({amount: self.ore} | cells, nan_to_null=True)

    def __repr__(self) -> str:
        """Return the model in a line, as ``lodeway assess --models`` lists it."""
        metals = ", ".join(f"{metal} {number}" for metal, number in self.reported.items())
        return f"{self.name:<26}{self.size:>4} deposits  {self.title}; report {metals}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """Deposits that were drawn: ore [t], and each metal in it [t], by deposit and metal."""

    ore: Values
    metal: Values


def draw(model: GradeTonnage, number: int, shape: Shape, generator: np.random.Generator) -> Drawn:
    """Return deposits drawn in the likeness of a model's.

    A metal that a known deposit does not report counts as none in the deposits drawn after it, as EMINERS and the published
    assessments count it: a by-product's total stands for the share of deposits that report it.

    Parameters
    ----------
    model
        Known deposits.
    number
        How many to draw.
    shape
        ``smoothed``: known deposits, each as often as any other (balanced bootstrap), so that tonnage and grades keep together; the
        tonnage lies anywhere between those of its second neighbours in size, evenly in logarithms, and mean ore and metals stay
        those of the known deposits. ``empirical``: known deposits as they are.
        ``lognormal``: the logarithm of the tonnage is normal, grades and gangue are normal in log-ratios, tonnage and grades
        independent. ``kernel``: the same with a Gaussian about each known deposit.
    generator
        Source of chance.

    Raises
    ------
    UsageError
        When the model has too few deposits for a density.

    Notes
    -----
    Davison, A.C., Hinkley, D.V., Schechtman, E. (1986): Efficient bootstrap simulation. Biometrika 73, 555-566; Silverman, B.W.,
    Young, G.A. (1987): The bootstrap: to smooth or not to smooth? Biometrika 74, 469-479; Ellefsen (2017), USGS Techniques and
    Methods 7-C15, for the densities.

    Examples
    --------
    >>> import numpy as np
    >>> model = GradeTonnage(name="two", title="", metals=("Cu",), ore=np.array([1e6, 3e6]), grades=np.array([[0.01], [np.nan]]))
    >>> drawn = draw(model, 4, "empirical", np.random.default_rng(1))
    >>> sorted(drawn.ore.tolist()), float(drawn.metal.sum())
    ([1000000.0, 1000000.0, 3000000.0, 3000000.0], 20000.0)
    """
    if shape == "empirical":
        chosen = _balanced(model.size, number, generator)
        ore, grades = model.ore[chosen], model.grades[chosen]
    elif model.size < LEAST:
        raise UsageError(f"{model.name} has {model.size} deposits; a {shape} density needs {LEAST}: use empirical")
    elif shape == "smoothed":
        ore, grades = smoothed(model, number, generator)
    else:
        ore = np.exp(_logarithms(np.log(model.ore), number, shape, generator))
        grades = np.ones((number, 1)) if model.contained else _grades(model, number, shape, generator)
    return Drawn(ore, np.nan_to_num(ore[:, None] * grades))


def smoothed(
    model: GradeTonnage, number: int, generator: np.random.Generator, *, neighbours: int = NEIGHBOURS
) -> tuple[Values, Values]:
    """Return ore [t] and grades [t/t] of deposits drawn about known ones, whose mean ore and metals they keep.

    The tonnage is even in logarithms between those of the neighbours in size; at the ends, where there are none, up to the last.
    Smoothing in logarithms alone would add ore to a mean deposit: ore and each metal are divided by what it adds.

    Examples
    --------
    >>> import numpy as np
    >>> known = GradeTonnage(name="four", title="", metals=("Cu",), ore=np.array([1e6, 2e6, 4e6, 8e6]), grades=np.full((4, 1), 0.01))
    >>> ore, grades = smoothed(known, 400_000, np.random.default_rng(1), neighbours=1)
    >>> round(float(ore.mean()) / 1e6, 2), round(float((ore * grades[:, 0]).mean()) / 1e4, 2)
    (3.75, 3.75)
    """
    # Of equal tonnages those of lower grades first: rows may come in any order.
    order = np.lexsort((*np.nan_to_num(model.grades).T[::-1], model.ore))
    padded = np.pad(np.log(model.ore[order]), neighbours, mode="edge")
    low, width = padded[: model.size], padded[2 * neighbours :] - padded[: model.size]
    # The mean of exp over an interval of logarithms.
    means = np.exp(low) * np.divide(np.expm1(width), width, out=np.ones_like(width), where=width > 0)
    grades = np.nan_to_num(model.grades[order])
    before, after = grades.T @ model.ore[order], grades.T @ means
    kept = np.divide(before, after, out=np.ones_like(before), where=after > 0)
    level = model.ore.sum() / means.sum()
    chosen = _balanced(model.size, number, generator)
    ore = level * np.exp(low[chosen] + width[chosen] * generator.random(number))
    return ore, model.grades[order][chosen] * (kept / level)


def _balanced(size: int, number: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """Return numbers of known deposits in chance order, each as often as any other, give or take one."""
    rounds = -(-number // size)
    chosen = np.concatenate([generator.permutation(size) for _ in range(rounds)]) if number else np.empty(0, np.int64)
    return generator.permutation(chosen[:number]).astype(np.int64)


def rule_of_thumb(values: Values) -> float:
    """Return the bandwidth that R calls nrd0: 0.9 times the lesser of deviation and quartile range / 1.34, times n to -1/5.

    Examples
    --------
    >>> round(rule_of_thumb(np.arange(1.0, 11.0)), 6)
    1.719286
    """
    deviation = float(values.std(ddof=1))
    low, high = np.percentile(values, [25, 75])
    spread = min(deviation, float(high - low) / 1.34) or deviation or abs(float(values[0])) or 1.0
    return float(0.9 * spread * values.size**-0.2)


def _normal(number: int, axes: int, generator: np.random.Generator) -> Values:
    """Return independent standard normal numbers, each column stratified (Latin hypercube): as even as chance allows."""
    from scipy.special import ndtri

    columns = [(generator.permutation(number) + generator.random(number)) / number for _ in range(axes)]
    return np.asarray(ndtri(np.column_stack(columns))) if number else np.empty((0, axes))


def _logarithms(known: Values, number: int, shape: Shape, generator: np.random.Generator) -> Values:
    scatter = _normal(number, 1, generator)[:, 0]
    if shape == "lognormal":
        return np.asarray(known.mean() + known.std(ddof=1) * scatter)
    return known[_balanced(known.size, number, generator)] + rule_of_thumb(known) * scatter


def _grades(model: GradeTonnage, number: int, shape: Shape, generator: np.random.Generator) -> Values:
    """Return grades drawn in log-ratio space: which metals are reported as in a known deposit, then their shares."""
    present = np.isfinite(model.grades)
    chosen = present[_balanced(model.size, number, generator)]
    grades = np.full(chosen.shape, np.nan)
    for pattern in np.unique(present, axis=0):
        rows = np.flatnonzero((chosen == pattern).all(axis=1))
        if not rows.size or not pattern.any():
            continue
        like = model.grades[present[:, pattern].all(axis=1)][:, pattern]
        if len(like) < LEAST:
            told = ", ".join(metal for metal, held in zip(model.metals, pattern, strict=True) if held)
            raise UsageError(
                f"{model.name}: {len(like)} deposits report {told} together; a {shape} density needs {LEAST}: use empirical"
            )
        grades[np.ix_(rows, pattern)] = _DENSITIES[shape](like, rows.size, generator)
    return grades


def _normal_grades(known: Values, number: int, generator: np.random.Generator) -> Values:
    ratios = to_ratios(known)
    root = np.linalg.cholesky(np.atleast_2d(np.cov(ratios, rowvar=False)))
    return from_ratios(ratios.mean(axis=0) + _normal(number, ratios.shape[1], generator) @ root.T)


def _kernel_grades(known: Values, number: int, generator: np.random.Generator) -> Values:
    """Draw about known deposits with Silverman's bandwidth matrix (Silverman, 1986, equation 4.14)."""
    ratios = to_ratios(known)
    count, axes = ratios.shape
    factor = (4 / (axes + 2)) ** (1 / (axes + 4)) * count ** (-1 / (axes + 4))
    root = np.linalg.cholesky(np.atleast_2d(np.cov(ratios, rowvar=False))) * factor
    about = ratios[_balanced(count, number, generator)]
    return from_ratios(about + _normal(number, axes, generator) @ root.T)


_DENSITIES: dict[str, Callable[[Values, int, np.random.Generator], Values]] = {
    "lognormal": _normal_grades,
    "kernel": _kernel_grades,
}
