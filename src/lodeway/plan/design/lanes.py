"""A design as lanes: goods with one origin and one destination each, the form in which its bounds are strong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.design.problem import Design, Rule

__all__ = ["Lanes", "lanes"]


@dataclass(frozen=True, slots=True)
class Lanes:
    """The problem that is solved; the first arcs are those of the design, the rest join its sources or sinks.

    A commodity with several sources is split by sink (or the other way round, whichever gives fewer lanes): a node
    joined to each source by an arc that carries what the source has is the origin of all its lanes.
    """

    nodes: int
    tail: NDArray[np.intp]
    head: NDArray[np.intp]
    capacity: NDArray[np.float64]
    """Finite: no more than all goods together; 1 where an arc carries nothing."""
    fixed: NDArray[np.float64]
    unit: NDArray[np.float64]
    """Variable cost (arcs, lanes); infinite where a lane may not use an arc."""
    origin: NDArray[np.intp]
    destination: NDArray[np.intp]
    quantity: NDArray[np.float64]
    commodity: NDArray[np.intp]
    """Which column of the design's balance each lane is part of."""
    arcs: int
    """Arcs of the design."""
    free: NDArray[np.bool_]
    """Arcs that are open at no cost, whatever is decided."""
    rules: tuple[Rule, ...]
    grain: float
    """Every objective is a multiple of it; 0 where nothing is known."""


def lanes(problem: Design) -> Lanes:
    """Return a design as lanes."""
    size, balance = problem.nodes, problem.balance
    tails, heads, extra, owner = [], [], [], []
    ends: list[tuple[int, int, float, int]] = []
    for commodity in range(balance.shape[1]):
        sources, sinks = np.flatnonzero(balance[:, commodity] > 0), np.flatnonzero(balance[:, commodity] < 0)
        if not sources.size:
            continue
        mirrored = sources.size > sinks.size
        one, many = (sinks, sources) if mirrored else (sources, sinks)
        hub = int(one[0])
        if one.size > 1:
            hub, size = size, size + 1
            tails += one.tolist() if mirrored else [hub] * one.size
            heads += [hub] * one.size if mirrored else one.tolist()
            extra += np.abs(balance[one, commodity]).tolist()
            owner += [commodity] * one.size
        ends += [
            (*((node, hub) if mirrored else (hub, node)), abs(float(balance[node, commodity])), commodity)
            for node in many.tolist()
        ]
    origin, destination, commodity_of = (np.asarray([row[i] for row in ends], dtype=np.intp) for i in (0, 1, 3))
    quantity = np.asarray([row[2] for row in ends], dtype=np.float64)
    able = (problem.capacity > 0) & (problem.tail != problem.head)
    unit = np.where(able[:, None], problem.cost_matrix()[:, commodity_of], np.inf)
    joined = np.asarray(owner, dtype=np.intp)[:, None] == commodity_of[None, :]
    ruled = np.zeros(problem.arcs, dtype=np.bool_)
    for rule in problem.rules:
        ruled[list(rule.arcs)] = True
    return Lanes(
        nodes=size,
        tail=np.concatenate([problem.tail, np.asarray(tails, dtype=np.intp)]),
        head=np.concatenate([problem.head, np.asarray(heads, dtype=np.intp)]),
        capacity=np.concatenate(
            [np.where(able, np.minimum(problem.capacity, quantity.sum()), 1.0), np.asarray(extra, dtype=np.float64)]
        ),
        fixed=np.concatenate([problem.fixed, np.zeros(len(extra))]),
        unit=np.concatenate([unit, np.where(joined, 0.0, np.inf).reshape(len(extra), len(ends))]),
        origin=origin,
        destination=destination,
        quantity=quantity,
        commodity=commodity_of,
        arcs=problem.arcs,
        free=np.concatenate([(problem.fixed == 0) & ~ruled, np.ones(len(extra), dtype=np.bool_)]),
        rules=problem.rules,
        grain=_grain(problem, float(quantity.sum())),
    )


def _grain(problem: Design, total: float) -> float:
    """Return the greatest number of which every objective is a multiple.

    With whole costs, quantities and capacities the flows of one commodity are whole at the best vertex, and so are those of
    several where no capacity binds; then so is the cost.
    """
    carried = np.minimum(problem.capacity, total)
    figures = [problem.fixed, problem.cost, problem.balance, carried]
    if not all(
        bool(np.all(values == np.round(values))) and np.abs(values).max(initial=0) < 2**50 for values in figures
    ):
        return 0.0
    if np.count_nonzero(np.any(problem.balance != 0, axis=0)) > 1 and bool(np.any((carried < total) & (carried > 0))):
        return 0.0
    costs = np.concatenate([problem.fixed, problem.cost.ravel()]).astype(np.int64)
    return float(np.gcd.reduce(costs)) if costs.size else 0.0
