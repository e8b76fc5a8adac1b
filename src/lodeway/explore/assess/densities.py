"""Numbers of deposits by the area of a tract: regressions over well explored tracts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lodeway.errors import UsageError
from lodeway.explore.assess.counts import Count

__all__ = ["REGRESSIONS", "Regression", "by_area"]

_LEAST = 1e-6
"""Chance beyond the greatest number that is kept."""


@dataclass(frozen=True, slots=True)
class Regression:
    """Logarithm of the number of deposits, to base 10, by that of the area [km²] of control tracts."""

    constant: float
    slope: float
    deviation: float
    """About the line, with n - 2 degrees of freedom."""
    tracts: int
    mean: float
    """Of the logarithms of the areas."""
    squares: float
    """Sum of squares of the logarithms of the areas about their mean."""
    smallest: float
    largest: float
    """Areas between which there are control tracts [km²]."""
    source: str


REGRESSIONS = {
    "porphyry-copper": Regression(
        -1.04195, 0.430695, 0.242934, 33, 4.630474, 9.319238, 1552, 255_700,
        "Singer and Menzie (2010): Quantitative mineral resource assessments. Oxford University Press; from the 33 control tracts that MapWizard (CC0) lists",
    ),
    "vms": Regression(
        -0.584359, 0.384490, 0.337874, 38, 2.636719, 19.463958, 24, 81_615,
        "Mosier, Singer and Berger (2007): Volcanogenic massive sulfide deposit density. USGS Scientific Investigations Report 2007-5082; from the 38 control tracts that MapWizard (CC0) lists",
    ),
}  # fmt: skip
"""By built-in model."""


def by_area(area: float, model: str, known: int = 0) -> Count:
    """Return the chances of the number of undiscovered deposits of a tract of this area.

    The regression tells of all deposits of a well explored tract, whose number is log-normal about the line, with Student's doubt about line and scatter. Those
    that are known already are taken off: given that there are at least so many.

    Parameters
    ----------
    area
        Permissive area of the tract [km²].
    model
        One of `REGRESSIONS`.
    known
        Deposits that are known in the tract.

    Raises
    ------
    UsageError
        When there is no regression of this type, or the area is none.

    Notes
    -----
    Singer, D.A. (2008): Mineral deposit densities for estimating mineral resources. Mathematical Geosciences 40, 33-46.

    Examples
    --------
    >>> count = by_area(90_000, "porphyry-copper")
    >>> [count.quantile(chance) for chance in (0.9, 0.5, 0.1)]
    [6, 12, 26]
    """
    from scipy.stats import t

    if model not in REGRESSIONS:
        raise UsageError(
            f"there is no regression of densities for {model or 'a model that is not named'}; of: {', '.join(REGRESSIONS)}; or state D90, D50, D10"
        )
    if not 0 < area < math.inf:
        raise UsageError(f"area {area:g} km² must be above 0")
    about = REGRESSIONS[model]
    place = math.log10(area)
    centre = about.constant + about.slope * place
    scale = about.deviation * math.sqrt(1 + 1 / about.tracts + (place - about.mean) ** 2 / about.squares)
    freedom = about.tracts - 2
    last = max(known + 1, math.ceil(10 ** (centre + scale * float(t.isf(_LEAST, freedom)))))
    ends = np.log10(np.arange(last + 2) + 0.5)  # between whole numbers
    pmf = np.diff(t.cdf((ends - centre) / scale, freedom), prepend=0.0)[known:]
    if not pmf.sum() > 0:
        raise UsageError(f"{known} known deposits are more than {area:g} km² have anywhere")
    notes = [
        f"number by area: {about.source}; of all deposits"
        + (f", {known} of them known" if known else ", none of them known (known=N takes known ones off)")
    ]
    if not about.smallest <= area <= about.largest:
        notes.append(f"no control tract is of this size: they have {about.smallest:,.0f} to {about.largest:,.0f} km²")
    return Count("density", np.asarray(pmf / pmf.sum()), tuple(notes))
