"""From what a tract may hold to a few outcomes of exploring it, each with its chance and its mine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.assess.outcome import Outcome, assess
from lodeway.explore.assess.tracts import count
from lodeway.options.tracts import Prospect

__all__ = ["Branch", "branches", "explored"]

NAMES = ("low", "middle", "high")
"""Outcomes in which a deposit is found, equally likely, the smallest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One outcome of exploring a tract: its best deposit and the mine that it would become."""

    name: str
    chance: float
    """From 0 to 1; what is missing to 1 over all branches is that nothing is found that would be mined."""
    ore: float
    """Ore of the deposit [t]."""
    metal: float
    """Metal in it [t]."""
    output: float
    """Output of the mine [t/a]."""
    least: float
    most: float
    """Output at the smallest and the greatest deposit of the branch [t/a]."""


def explored(prospect: Prospect, *, draws: int = 20_000, seed: int = 1) -> Outcome:
    """Return the assessment of a tract."""
    return assess(count(prospect.stated), prospect.model, draws=draws, seed=seed)


def branches(prospect: Prospect, outcome: Outcome) -> tuple[Branch, ...]:
    """Return the outcomes of exploring a tract, the smallest find first.

    Exploration looks for the deposit with most metal. The draws in which it is worth a mine are cut into three of equal
    chance; each branch has their mean, so that the expected metal of all branches is that of the assessment, times the chance of detection.

    Parameters
    ----------
    prospect
        The tract.
    outcome
        What `explored` returned.

    Returns
    -------
    tuple of Branch
        Three; none where no draw holds a deposit that would be mined.

    Notes
    -----
    Bracket means: McNamee, P., Celona, J. (1990): Decision analysis with Supertree, 2nd edition, on discrete approximation.
    """
    draws = outcome.numbers.size
    metal = outcome.deposits.metal[:, outcome.model.metals.index(prospect.metal)]
    best = _best(metal, outcome.owner, draws)
    found = best[best >= 0]
    found = found[metal[found] >= max(prospect.least, np.nextafter(0.0, 1.0))]
    found = found[np.argsort(metal[found], kind="stable")]
    rows = []
    for name, part in zip(NAMES, np.array_split(found, len(NAMES)), strict=True):
        if part.size:
            tonnes = float(metal[part].mean())
            output, least, most = (
                min(amount * prospect.recovery / prospect.like.life, prospect.most)
                for amount in (tonnes, float(metal[part[0]]), float(metal[part[-1]]))
            )
            rows.append(
                Branch(
                    name=name,
                    chance=prospect.detection * part.size / draws,
                    ore=float(outcome.deposits.ore[part].mean()),
                    metal=tonnes,
                    output=output,
                    least=least,
                    most=most,
                )
            )
    return tuple(rows)


def _best(metal: NDArray[np.float64], owner: NDArray[np.int64], draws: int) -> NDArray[np.int64]:
    """Return the deposit with most metal of each draw, -1 for a draw without any."""
    best = np.full(draws, -1)
    order = np.lexsort((metal, owner))
    last = np.flatnonzero(np.diff(owner[order], append=-1))
    best[owner[order][last]] = order[last]
    return best
