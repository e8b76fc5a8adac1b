"""GeoPolRisk: the risk that political instability of suppliers brings to an importer, and the factor for life-cycle assessment.

Formulas after Koyamparambath, A. et al. (2024) and the article on geopolrisk-py (Journal of Open Source Software,
doi:10.21105/joss.09600); written from the published equations.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.risk import checks

__all__ = [
    "COPPER",
    "GAS_DENSITY",
    "characterisation_factor",
    "governance_risk",
    "import_risk",
    "price",
    "score",
]

COPPER = 0.409412948
"""Mean of copper's score times price over countries of the OECD, 2017-2021 [USD/kg]: the unit in which factors are expressed
(geopolrisk-py 2.0.1; its derivation is not published with the number)."""
GAS_DENSITY = 800.0
"""Tonnes in a million cubic metres of natural gas: 0.8 kg/m3, the density that geopolrisk-py names but never applies."""

Array = NDArray[np.float64]


def governance_risk(political_stability: ArrayLike) -> Array:
    """Return political stability of the Worldwide Governance Indicators as a risk between 0 and 1.

    Parameters
    ----------
    political_stability
        Estimate in standard normal units, about -2.5 (weak) to 2.5 (strong).

    Returns
    -------
    numpy.ndarray
        ``(2.5 - estimate) / 5``, cut to 0..1; NaN where the estimate is missing.

    Examples
    --------
    >>> governance_risk([2.5, 0.0, -2.5, -2.8])
    array([0. , 0.5, 1. , 1. ])
    """
    return np.clip((2.5 - np.asarray(political_stability, dtype=np.float64)) / 5.0, 0.0, 1.0)


def import_risk(weighted: ArrayLike, imports: ArrayLike, production: ArrayLike) -> Array:
    """Return the share of an importer's supply that is at risk.

    Parameters
    ----------
    weighted
        Sum over partners of governance risk times imports [t].
    imports
        Sum of imports [t].
    production
        Home production [t].

    Returns
    -------
    numpy.ndarray
        ``weighted / (imports + production)``; NaN where there is no supply or a part is missing.

    Examples
    --------
    >>> float(import_risk(0.4 * 80, 80, 20))
    0.32
    """
    supply = checks.amounts(imports, what="imports") + checks.amounts(production, what="production")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(supply > 0, np.asarray(weighted, dtype=np.float64) / supply, np.nan)


def score(production_hhi: ArrayLike, risk: ArrayLike) -> Array:
    """Return the GeoPolRisk score: concentration of world production times import risk.

    Examples
    --------
    >>> float(score(0.25, 0.4))
    0.1
    """
    return np.asarray(np.asarray(production_hhi, dtype=np.float64) * np.asarray(risk, dtype=np.float64))


def price(value: ArrayLike, tonnes: ArrayLike) -> Array:
    """Return the mean price of imports.

    Parameters
    ----------
    value
        Sum of values [kUSD].
    tonnes
        Sum of weights [t].

    Returns
    -------
    numpy.ndarray
        [kUSD/t], which is [USD/kg]; NaN where no weight is known.

    Examples
    --------
    >>> float(price(500, 20))
    25.0
    """
    weight = checks.amounts(tonnes, what="tonnes")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(weight > 0, np.asarray(value, dtype=np.float64) / weight, np.nan)


def characterisation_factor(risk_score: ArrayLike, mean_price: ArrayLike) -> Array:
    """Return the factor for life-cycle assessment [kg Cu-eq per kg].

    Parameters
    ----------
    risk_score
        GeoPolRisk score.
    mean_price
        Mean price of imports [USD/kg].

    Examples
    --------
    >>> round(float(characterisation_factor(0.1, 8.0)), 6)
    1.954017
    """
    worth = np.asarray(risk_score, dtype=np.float64) * np.asarray(mean_price, dtype=np.float64)
    return np.asarray(worth / COPPER)
