"""Checks a design against its problem anew, in sums without rounding, and costs it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.design.problem import Design

__all__ = ["broken", "cost_of", "tidy"]

CLOSE = 1e-7
"""Part of a quantity by which a balance or capacity may be missed; the solver's own rounding is a hundredth of it."""
NEAR = 1e-6
"""Distance from a whole number that the solver's rounding explains."""


def broken(problem: Design, built: NDArray[np.bool_], flow: NDArray[np.float64], *, close: float = CLOSE) -> list[str]:
    """Return what a design breaks, in words: flows below zero, balances, capacities, what is not built, rules.

    Examples
    --------
    >>> from lodeway.plan.design import make_design
    >>> problem = make_design(tail=[0], head=[1], capacity=[3], fixed=[1], cost=[1], balance=[4, -4])
    >>> broken(problem, np.array([True]), np.array([[4.0]]))
    ['n1>n2 carries 4, more than its capacity 3']
    """
    found = []
    if bool(np.any(flow < 0)):
        found.append("a flow is below zero")
    for node in range(problem.nodes):
        leaving, entering = flow[problem.tail == node], flow[problem.head == node]
        for commodity in range(problem.commodities):
            wanted = float(problem.balance[node, commodity])
            left = math.fsum([*leaving[:, commodity], *(-entering[:, commodity]), -wanted])
            if abs(left) > close * max(1.0, abs(wanted), float(entering[:, commodity].sum())):
                goods = problem.commodity_names[commodity]
                found.append(f"{problem.node_names[node]} is out of balance in {goods} by {left:g}")
    for arc in range(problem.arcs):
        load, most = math.fsum(flow[arc]), float(problem.capacity[arc])
        if load > most + close * max(1.0, most):
            found.append(f"{problem.arc_names[arc]} carries {load:g}, more than its capacity {most:g}")
        if load > 0 and not built[arc]:
            found.append(f"{problem.arc_names[arc]} carries {load:g} and is not built")
    for rule in problem.rules:
        count = int(built[list(rule.arcs)].sum())
        if not rule.least <= count <= rule.most:
            found.append(f"rule {rule.name}: {count} built, allowed {rule.least:g} to {rule.most:g}")
    return found


def cost_of(problem: Design, built: NDArray[np.bool_], flow: NDArray[np.float64]) -> tuple[float, float]:
    """Return fixed and variable cost of a design, each summed without rounding."""
    carried = problem.cost_matrix() * flow
    return math.fsum(problem.fixed[built]), math.fsum(carried[flow > 0])


def tidy(problem: Design, built: NDArray[np.bool_], flow: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the flows in whole numbers if they are meant to be, exactly feasible; else as they are."""
    whole = np.round(flow)
    if bool(np.all(np.abs(whole - flow) < NEAR * np.maximum(1.0, whole))) and not broken(
        problem, built, whole, close=0.0
    ):
        return whole
    return flow
