"""What builds must satisfy so that nothing is short: cuts from the prices of a rehearsal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, diags_array
from scipy.sparse.csgraph import connected_components

from lodeway.plan.blocks.assembly import Key
from lodeway.plan.solving.master import Answer, Master

__all__ = ["Cut", "cuts"]

DUST = 1e-9
"""Prices below this are the solver's rounding [t/t]."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What builds must satisfy: sum of coefficient x units >= least."""

    coefficients: tuple[tuple[Key, float], ...]
    least: float

    def misses(self, builds: dict[Key, float]) -> float:
        """Return by how much builds miss it, as a share of its size."""
        reached = sum(value * builds.get(key, 0.0) for key, value in self.coefficients)
        return (self.least - reached) / max(1.0, abs(self.least))


def cuts(
    program: Master,
    answer: Answer,
    builds: dict[Key, int],
    *,
    high: NDArray[np.float64],
    gone: Iterable[int],
    tight: float,
) -> tuple[Cut, ...]:
    """Return what builds must satisfy so that the program's tonnes short can vanish.

    Parameters
    ----------
    program
        In which only tonnes short cost anything.
    answer
        Its answer for given builds, priced to the end.
    builds
        Columns of builds by key.
    high
        Upper bound of each column.
    gone
        Columns that are lost.
    tight
        Tonnes short below which a cut is not worth having.

    Notes
    -----
    By duality the tonnes short are, for any builds y, at least ``sum_i p_i b_i + sum_j min(0, r_j) u_j + sum_k r_k y_k`` with
    prices p, right-hand sides b, reduced costs r and bounds u (J. F. Benders (1962), Numerische Mathematik 4, 238-252). The prices
    fall apart into parts that no column joins: each part alone is such a bound too, and a sharper one, since it
    names few builds. Where gates, links, transit or emissions are scarce in a year all parts of that year are taken as one, because a
    route that is not in the program might join them.
    """
    prices = np.where(np.abs(answer.duals) > DUST, answer.duals, 0.0)
    lower, upper = program.assembly.bounds()
    bound = np.where(prices > 0, lower, upper)
    prices = np.where(np.isfinite(bound), prices, 0.0)
    matrix = csc_array(program.columns())
    active = np.flatnonzero(prices)
    part = _parts(program, matrix, prices, active, set(builds.values()) | set(gone))
    columns = np.fromiter(builds.values(), dtype=np.intp)
    cost = np.zeros(matrix.shape[1])
    for key, column in program.assembly.columns.items():
        if key[0] == "broken":
            cost[column] = program.assembly.cost[column]
    capped = np.flatnonzero(np.isfinite(high) & (high > 0))
    capped = capped[~np.isin(capped, columns)]
    found = []
    for number in range(part.max(initial=-1) + 1):
        rows = active[part == number]
        mine = np.zeros(prices.size)
        mine[rows] = prices[rows]
        worth = np.asarray(matrix.T @ mine)
        least = float(mine[rows] @ bound[rows]) + float(np.minimum(0.0, cost[capped] - worth[capped]) @ high[capped])
        if least - float(worth[columns] @ answer.values[columns]) > tight:
            slopes = {key: float(worth[column]) for key, column in builds.items() if abs(worth[column]) > DUST}
            found.append(_scaled(slopes, least))
    return tuple(found)


def _scaled(slopes: dict[Key, float], least: float) -> Cut:
    """Return ``sum slope x units >= least`` with a largest coefficient of one; a cut without builds cannot be met."""
    size = max((abs(value) for value in slopes.values()), default=1.0)
    return Cut(tuple((key, value / size) for key, value in slopes.items()), least / size)


def _parts(
    program: Master, matrix: csc_array, prices: NDArray[np.float64], active: NDArray[np.intp], left_out: set[int]
) -> NDArray[np.int32]:
    """Return the number of the part of each row that has a price."""
    keep = np.ones(matrix.shape[1])
    keep[list(left_out)] = 0.0
    inside = csr_array(abs(matrix))[active, :] @ diags_array(keep)
    joined = csr_array(inside @ inside.T)
    found_on_the_way = {
        *program.assembly.gate_rows.values(),
        *(row for _, row in program.assembly.transport_rows),
        *(row for matrix in program.through for row in np.unique(matrix.indices).tolist()),
    }
    scarce = {program.assembly.row_keys[row][-1] for row in found_on_the_way if prices[row]}
    scarce = {0} if 0 in scarce else scarce
    for year in scarce:
        same = [n for n, row in enumerate(active) if year in (0, program.assembly.row_keys[row][-1])]
        link = np.zeros((active.size, active.size))
        link[same[0], same] = 1.0
        joined = csr_array(joined + csr_array(link))
    labels: NDArray[np.int32] = connected_components(joined, directed=False)[1]
    return labels
