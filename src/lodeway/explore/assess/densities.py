"""Numbers of deposits by the area of a tract: regressions over well explored tracts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lodeway.errors import UsageError
from lodeway.explore.assess.counts import Count

__all__ = ["REGRESSIONS", "Regression", "by_area"]

_LEAST = 1e-6
"""Chance, given what is known, beyond the greatest number that is kept."""
_NEVER = 1e-8
"""Chance of as many deposits as are known below which the regression has nothing to say of a tract."""
_RARE = 0.05
"""Chance of more than the upper bound of the regression's 90 % range."""


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

    The regression tells of all deposits of a well explored tract, whose number is log-normal about the line, with Student's doubt about line and scatter. Where some
    are known the number is that of all deposits given that there are at least so many, less those. More known deposits so leave fewer to find only while
    there are no more of them than tracts of this size have: a tract with many says by them that it is a rich one, and a note tells when they are above
    the regression's 90 % range.

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
    there = float(t.sf((math.log10(max(known - 0.5, 0.5)) - centre) / scale, freedom)) if known else 1.0
    if not there > _NEVER:
        raise UsageError(f"{known} known deposits are more than {area:g} km² have anywhere")
    last = max(known + 1, math.ceil(10 ** (centre + scale * float(t.isf(_LEAST * there, freedom)))))
    ends = np.log10(np.arange(known, last + 1) + 0.5)  # between whole numbers
    above = t.sf((ends - centre) / scale, freedom)  # the tail itself: 1 less a sum has no digits left there
    pmf = -np.diff(above, prepend=there)
    notes = [
        f"number by area: {about.source}; of all deposits"
        + (
            f", {known} of them known: given that there are at least so many, less those"
            if known
            else ", none of them known (known=N: given that there are at least N, less those)"
        )
    ]
    most = math.floor(10 ** (centre + scale * float(t.isf(_RARE, freedom))) + 0.5)
    if known > most:
        notes.append(
            f"{known} known deposits are more than the {most} within which all but one in twenty tracts of this size stay: the tract is unlike those of the regression, and the "
            "number left to find is that of its far tail, which grows with what is known; an estimate of your own (N90, N50, N10) would be better"
        )
    if not about.smallest <= area <= about.largest:
        notes.append(f"no control tract is of this size: they have {about.smallest:,.0f} to {about.largest:,.0f} km²")
    return Count("density", np.asarray(pmf / pmf.sum()), tuple(notes))
