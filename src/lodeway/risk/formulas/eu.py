"""Supply risk and economic importance in the manner of the European Commission's criticality assessment.

Formulas of: European Commission, Methodology for establishing the EU list of critical raw materials (2017), and Blengini et al. (2017), Resources
Policy 53, 12-19. The Commission's own results rest on tables that are not open here (six governance indicators, trade
restrictions, recycling, substitution): what these functions return is "EU-style", never the Commission's figure.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.errors import UsageError
from lodeway.risk import checks
from lodeway.risk.formulas.concentration import shares

__all__ = [
    "IMPORTANCE_THRESHOLD",
    "RISK_THRESHOLD",
    "economic_importance",
    "import_reliance",
    "scaled_governance",
    "supply_risk",
    "weighted_hhi",
]

RISK_THRESHOLD = 1.0
"""A material is critical from this supply risk on (Commission, 2023)."""
IMPORTANCE_THRESHOLD = 2.8
"""... and from this economic importance on."""
TOLERANCE = 0.01
"""Shares of use may miss 1 by this much for rounding."""

Array = NDArray[np.float64]


def scaled_governance(estimate: ArrayLike) -> Array:
    """Return governance on the Commission's scale: 0 best, 10 worst.

    Parameters
    ----------
    estimate
        Worldwide Governance Indicator in standard normal units, or the mean of the six.

    Examples
    --------
    >>> scaled_governance([2.5, 0.0, -2.5])
    array([ 0.,  5., 10.])
    """
    return np.clip((2.5 - np.asarray(estimate, dtype=np.float64)) * 2.0, 0.0, 10.0)


def weighted_hhi(amounts: ArrayLike, governance: ArrayLike, trade: ArrayLike = 1.0) -> Array:
    """Return concentration weighted by governance and trade restrictions.

    Parameters
    ----------
    amounts
        Supply by country, along the last axis, in any one unit.
    governance
        By country, 0 (best) to 10 (worst).
    trade
        Trade parameter by country: 1 without restriction, above 1 with export restrictions, 0.8 for a member of the Union.

    Returns
    -------
    numpy.ndarray
        ``sum of share^2 * governance * trade``, 0 to 10 where the trade parameter is 1; NaN where nothing is supplied or a
        supplier's governance is missing.

    Examples
    --------
    >>> float(weighted_hhi([5.0], [10.0]))
    10.0
    >>> float(weighted_hhi([1, 1], [4.0, 6.0], [1.0, 2.0]))
    4.0
    """
    part = shares(amounts)
    worse = checks.fractions(governance, what="governance", most=10.0) * checks.amounts(trade, what="trade parameter")
    term = np.where(np.nan_to_num(part) > 0, part**2 * worse, 0.0)
    return np.where(np.isnan(part).all(axis=-1), np.nan, term.sum(axis=-1))


def import_reliance(imports: ArrayLike, exports: ArrayLike, production: ArrayLike) -> Array:
    """Return net imports in apparent consumption, cut to 0..1; NaN where there is no consumption.

    Examples
    --------
    >>> float(import_reliance(80, 20, 40))
    0.6
    """
    net = checks.amounts(imports, what="imports") - checks.amounts(exports, what="exports")
    use = net + checks.amounts(production, what="production")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(use > 0, np.clip(net / use, 0.0, 1.0), np.nan)


def supply_risk(
    world: ArrayLike,
    sourcing: ArrayLike,
    reliance: ArrayLike,
    *,
    recycling: ArrayLike = 0.0,
    substitution: ArrayLike = 1.0,
) -> Array:
    """Return the supply risk of one stage.

    Parameters
    ----------
    world
        Weighted concentration of global supply, see `weighted_hhi`.
    sourcing
        Weighted concentration of what the importer gets, home production included.
    reliance
        Import reliance, 0 to 1.
    recycling
        End-of-life recycling input rate, 0 to 1; 0 is the upper bound of risk.
    substitution
        Substitution index, 0 to 1; 1 is no substitution.

    Returns
    -------
    numpy.ndarray
        ``(world * reliance / 2 + sourcing * (1 - reliance / 2)) * (1 - recycling) * substitution``. Where one of the two concentrations is
        missing the other stands for both, as the Commission does. The stage of the highest risk counts.

    Examples
    --------
    >>> float(supply_risk(10, 10, 0.5)), float(supply_risk(8, 2, 0.0)), float(supply_risk(8, 2, 1.0))
    (10.0, 2.0, 5.0)
    """
    globe, own = np.asarray(world, dtype=np.float64), np.asarray(sourcing, dtype=np.float64)
    globe, own = np.where(np.isnan(globe), own, globe), np.where(np.isnan(own), globe, own)
    half = checks.fractions(reliance, what="import reliance") / 2.0
    mixed = globe * half + own * (1.0 - half)
    kept = 1.0 - checks.fractions(recycling, what="recycling")
    return np.asarray(mixed * kept * checks.fractions(substitution, what="substitution"))


def economic_importance(use: ArrayLike, value_added: ArrayLike, *, largest: float, substitution: float = 1.0) -> float:
    """Return the economic importance of a material.

    Parameters
    ----------
    use
        Share of the material's use by sector, which sum to 1.
    value_added
        Value added of each sector, in any one unit of money.
    largest
        Value added of the largest sector, same unit.
    substitution
        Substitution index for economic importance, 0 to 1.

    Returns
    -------
    float
        ``sum(use * value_added) * 10 / largest * substitution``, 0 to 10.

    Raises
    ------
    UsageError
        When the shares do not sum to 1, something is negative, or the largest sector is smaller than one that is given.

    Examples
    --------
    >>> economic_importance([0.5, 0.5], [100.0, 50.0], largest=100.0)
    7.5
    """
    part, worth = checks.fractions(use, what="share of use"), checks.amounts(value_added, what="value added")
    if not worth.size or not largest >= float(worth.max()):
        raise UsageError(f"largest value added {largest:g}: allowed is that of the largest sector or more")
    if abs(float(part.sum()) - 1.0) > TOLERANCE:
        raise UsageError(f"shares of use sum to {float(part.sum()):.3f}, allowed: 1")
    return float((part * worth).sum()) * 10.0 / largest * float(checks.fractions(substitution, what="substitution"))
