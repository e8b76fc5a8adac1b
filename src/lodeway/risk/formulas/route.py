"""Risk on the way: of the country that produces, of every country crossed and of narrow passages.

A new indicator. A composite alone misleads, since plain governance scores punish a way for crossing many small states: show beside it the
share of tonnage through each country (`transit_dependency`) and what the loss of one costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.risk import checks

__all__ = ["path_risk", "route_aware_score", "transit_dependency"]

Array = NDArray[np.float64]


def path_risk(origin: float, transit: ArrayLike = (), *, weight: float = 1.0, passages: ArrayLike = ()) -> float:
    """Return the risk that goods of one way do not arrive, as if its parts failed on their own.

    Parameters
    ----------
    origin
        Governance risk of the producing country, 0 to 1.
    transit
        Risk of each country crossed, 0 to 1: governance risk, or how likely that country is to stop goods of this importer, which
        is the analyst's to state.
    weight
        Of transit, 0 to 1: with 0 only the producing country counts.
    passages
        Risk of each narrow passage, 0 to 1.

    Returns
    -------
    float
        ``1 - (1 - origin) * prod(1 - weight * transit) * prod(1 - passages)``; NaN where a part is missing and counts.

    Examples
    --------
    >>> path_risk(0.4), path_risk(0.4, [0.9, 0.9], weight=0.0)
    (0.4, 0.4)
    >>> round(path_risk(0.5, [0.5], passages=[0.5]), 3)
    0.875
    """
    crossed = checks.fractions(transit, what="risk of transit")
    checks.fractions([origin, weight], what="risk of the origin and weight of transit")
    kept = np.prod(1.0 - weight * crossed) if weight > 0 else 1.0
    safe = (1.0 - origin) * kept * np.prod(1.0 - checks.fractions(passages, what="risk of passages"))
    # 1 - (1 - x) is not x in the last digit: without anything on the way the origin's own risk stands.
    return float(1.0 - safe) if safe != 1.0 - origin else float(origin)


def route_aware_score(
    production_hhi: float, risks: ArrayLike, tonnes: ArrayLike, *, home_production: float = 0.0
) -> float:
    """Return the GeoPolRisk score with the risk of each way in place of that of its partner.

    Parameters
    ----------
    production_hhi
        Concentration of world production.
    risks
        Of each way, see `path_risk`.
    tonnes
        On each way [t].
    home_production
        Of the importer [t].

    Returns
    -------
    float
        ``hhi * sum(risk * tonnes) / (sum(tonnes) + home_production)``; NaN where nothing is supplied.

    Examples
    --------
    >>> round(route_aware_score(0.5, [0.2, 0.6], [50, 50]), 3)
    0.2
    """
    moved = checks.amounts(tonnes, what="tonnes")
    supply = float(moved.sum()) + home_production
    return (
        production_hhi * (float((np.asarray(risks, dtype=np.float64) * moved).sum()) / supply)
        if supply > 0
        else float("nan")
    )


def transit_dependency(
    ways: Sequence[Sequence[str]], tonnes: Sequence[float], *, ends: bool = False
) -> Mapping[str, float]:
    """Return the share of tonnage that crosses each country.

    Parameters
    ----------
    ways
        For each way its countries in order of travel, first and last included.
    tonnes
        On each way [t].
    ends
        Count the first and the last country too.

    Returns
    -------
    Mapping[str, float]
        Country to share, the largest first; a way counts once for a country however often it enters.

    Examples
    --------
    >>> transit_dependency([["KAZ", "RUS", "JPN"], ["KAZ", "CHN", "JPN"]], [3.0, 1.0])
    {'RUS': 0.75, 'CHN': 0.25}
    """
    total = float(sum(tonnes))
    through: dict[str, float] = {}
    for way, moved in zip(ways, tonnes, strict=True):
        inner = set(way) if ends else set(way[1:-1]) - {way[0], way[-1]} if way else set()
        for country in inner:
            through[country] = through.get(country, 0.0) + moved
    ordered = sorted(through.items(), key=lambda item: (-item[1], item[0]))
    return {country: moved / total for country, moved in ordered} if total > 0 else {}
