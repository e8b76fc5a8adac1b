"""Who really mined it: imports followed back through countries that re-export.

The method of Kastner, T., Kastner, M. and Nonhebel, S. (2011), Tracing distant environmental impacts of agricultural products from a
consumer perspective, Ecological Economics 70(6), 1032-1040: each country's exports have the mix of its own production and imports.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.risk import checks

__all__ = ["LIMITS", "OriginMix", "supply_mix", "trace"]

LIMITS = (
    "Origin mix: production counts content where trade counts gross weight, so that a producer's own share is a lower bound.",
    "Origin mix: every country is taken to export the mean mix of what it mines and imports in the same year; stocks are left out.",
    "Origin mix: forms of the material that the trade table does not hold are not followed.",
)

_LEAK = 1e-12
"""Share of supply that vanishes, so that the equations can be solved where goods only circle."""
_NOTHING = 1e-9
"""An unknown share below this is the leak."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OriginMix:
    """Imports by country of origin; what `unknown` says came from countries that neither mine nor import enough."""

    origins: Array
    unknown: float


def supply_mix(production: ArrayLike, trade: ArrayLike, possible: ArrayLike = 0.0) -> tuple[Array, Array]:
    """Return of what origin each country's supply is.

    Parameters
    ----------
    production
        By country [t].
    trade
        ``trade[i, j]`` moves from country i to country j [t].
    possible
        By country: what one that is not named among the producers may still have mined of what it exports beyond its supply [t].

    Returns
    -------
    mix : numpy.ndarray
        ``mix[k, o]``: share of country k's supply that country o mined.
    unknown : numpy.ndarray
        Share of country k's supply whose origin is not known, since the country exports more than it mines and imports. Each row of `mix`
        and its `unknown` sum to 1.

    Notes
    -----
    With supply ``x = production + imports`` the shares solve ``(I - A) S = diag(production / x)``, ``A[k, l] = trade[l, k] / x[k]``. Where
    exports exceed supply, a country that mines is taken to have mined the excess (production counts content, trade gross
    weight); that of any other country is of unknown origin, beyond what is `possible`.

    Examples
    --------
    >>> mix, unknown = supply_mix([10, 0, 0], [[0, 10, 0], [0, 0, 4], [0, 0, 0]])
    >>> mix[2].round(9).tolist(), unknown.tolist()
    ([1.0, 0.0, 0.0], [0.0, 0.0, 0.0])
    """
    made = np.nan_to_num(checks.amounts(production, what="production"))
    flows = np.nan_to_num(checks.amounts(trade, what="trade"))
    imports, exports = flows.sum(axis=0), flows.sum(axis=1)
    excess = np.maximum(exports - made - imports, 0.0)
    own = made + np.where(made > 0, excess, np.minimum(excess, np.broadcast_to(possible, excess.shape)))
    supply = made + imports + excess
    used = np.where(supply > 0, supply, 1.0)
    # Goods that only circle make the matrix singular: the smallest leak makes it solvable, and they stay of unknown origin.
    left = np.eye(len(made)) * (1.0 + _LEAK) - flows.T / used[:, None]
    mix = np.clip(np.linalg.solve(left, np.diag(own / used)), 0.0, 1.0)
    unknown = np.where(supply > 0, np.clip(1.0 - mix.sum(axis=1), 0.0, 1.0), 0.0)
    return mix, np.where(unknown > _NOTHING, unknown, 0.0)


def trace(production: ArrayLike, trade: ArrayLike, importers: ArrayLike) -> OriginMix:
    """Return the origins of what some countries together import from all others.

    Parameters
    ----------
    production
        By country [t].
    trade
        ``trade[i, j]`` moves from country i to country j [t].
    importers
        True for each country that belongs to the importer; what moves among them does not count.

    Returns
    -------
    OriginMix
        Tonnes by origin, which sum to the imports, less those of unknown origin.

    Examples
    --------
    >>> found = trace([90, 0, 0], [[0, 50, 10], [0, 0, 30], [0, 0, 0]], [False, False, True])
    >>> found.origins.round(9).tolist(), found.unknown
    ([40.0, 0.0, 0.0], 0.0)
    """
    inside = np.asarray(importers, dtype=bool)
    flows = np.nan_to_num(np.asarray(trade, dtype=np.float64))
    mix, unknown = supply_mix(production, flows)
    bought = np.where(inside, 0.0, flows[:, inside].sum(axis=1))
    return OriginMix(bought @ mix, float(bought @ unknown))
