"""From what a tract may hold to a few outcomes of exploring it, each with its chance and its mine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.assess.economics import Terms, as_mines
from lodeway.explore.assess.outcome import Outcome, assess
from lodeway.explore.assess.tracts import count
from lodeway.options.tracts import Prospect

__all__ = ["Branch", "branches", "explored"]

Values = NDArray[np.float64]

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
    opex: float
    """Running cost [USD per tonne of output]."""
    capex: float
    """Overnight capital [USD per t/a of output]."""
    life: int
    """Years of output."""


def explored(prospect: Prospect, *, draws: int = 20_000, seed: int = 1) -> Outcome:
    """Return the assessment of a tract."""
    return assess(count(prospect.stated, model=prospect.model.name), prospect.model, draws=draws, seed=seed)


@dataclass(frozen=True, slots=True)
class _Mines:
    """What each deposit of an assessment would be as a mine."""

    score: Values
    """By which the best of a tract is known; not above 0 where it would not be mined."""
    won: Values
    """Metal that is won [t]."""
    output: Values
    """t/a."""
    running: Values
    """Running cost over the life [USD]."""
    capital: Values
    """USD."""


def branches(prospect: Prospect, outcome: Outcome) -> tuple[Branch, ...]:
    """Return the outcomes of exploring a tract, the smallest find first.

    Exploration looks for the best deposit: the one with most metal or, where the tract states prices and costs, with the greatest net
    present value. The draws in which it is worth a mine are cut into three of equal chance; each branch has their mean, so that the
    expected metal of all branches is that of the assessment, times the chance of detection.

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
    mines = _by_terms(prospect, outcome, metal, prospect.terms) if prospect.terms else _like(prospect, metal)
    best = _best(mines.score, outcome.owner, draws)
    found = best[best >= 0]
    found = found[(mines.score[found] > 0) & (metal[found] >= prospect.least) & (metal[found] > 0)]
    found = found[np.lexsort((mines.won[found], mines.output[found]))]
    rows = []
    for name, part in zip(NAMES, np.array_split(found, len(NAMES)), strict=True):
        if part.size:
            output, won = float(mines.output[part].mean()), float(mines.won[part].mean())
            rows.append(
                Branch(
                    name=name,
                    chance=prospect.detection * part.size / draws,
                    ore=float(outcome.deposits.ore[part].mean()),
                    metal=float(metal[part].mean()),
                    output=output,
                    least=float(mines.output[part[0]]),
                    most=float(mines.output[part[-1]]),
                    opex=float(mines.running[part].mean()) / won,
                    capex=float(mines.capital[part].mean()) / output,
                    life=max(1, round(won / output)) if prospect.terms else prospect.like.life,
                )
            )
    return tuple(rows)


def _like(prospect: Prospect, metal: Values) -> _Mines:
    """Return mines with the life and the costs a tonne of the project that they are like."""
    won = metal * prospect.recovery
    output = np.minimum(won / prospect.like.life, prospect.most)
    return _Mines(metal, won, output, won * prospect.like.opex, output * prospect.like.capex)


def _by_terms(prospect: Prospect, outcome: Outcome, metal: Values, terms: Terms) -> _Mines:
    """Return mines with the size and the costs that the tract's terms give to each deposit at its depth."""
    valued = as_mines(outcome, terms)
    won = metal * valued.taken * prospect.recovery
    output = np.minimum(won / valued.life, prospect.most)
    return _Mines(valued.npv, won, output, valued.milled * valued.operating, valued.capital)


def _best(score: Values, owner: NDArray[np.int64], draws: int) -> NDArray[np.int64]:
    """Return the deposit with the greatest score of each draw, -1 for a draw without any."""
    best = np.full(draws, -1)
    order = np.lexsort((score, owner))
    last = np.flatnonzero(np.diff(owner[order], append=-1))
    best[owner[order][last]] = order[last]
    return best
