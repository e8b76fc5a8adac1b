"""More instances of network design: those of a folder with other figures, and networks drawn as the Canad instances were.

Usage: ``python benchmarks/design_cases.py FOLDER [PATTERN]`` writes a ``.dow`` file for each name in `DRAWN` that fits the pattern;
``bench_design.py`` runs them.
"""

from __future__ import annotations

import dataclasses
import sys
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.design import Design, make_design

SPREAD = (0.75, 1.25)
"""Factors by which figures are varied."""
DRAWN: dict[str, tuple[int, int, int, float, float]] = {
    **{
        f"x{row:02}-{number}": (nodes, arcs, goods, fixed, capacity)
        for row, (nodes, arcs, goods) in {
            4: (10, 60, 10),
            5: (10, 60, 25),
            6: (10, 60, 50),
            8: (10, 82, 25),
            9: (10, 82, 50),
            10: (20, 120, 40),
            11: (20, 120, 100),
            12: (20, 120, 200),
            13: (20, 220, 40),
            14: (20, 220, 100),
            15: (20, 220, 200),
            16: (20, 314, 40),
            17: (20, 314, 100),
            18: (20, 314, 200),
        }.items()
        for number, (fixed, capacity) in {2: (0.05, 1.0), 3: (0.1, 1.0), 6: (0.1, 2.0), 9: (0.1, 8.0)}.items()
    },
    **{
        f"y-{nodes}-{arcs}-{goods}-{kind}": (nodes, arcs, goods, fixed, capacity)
        for nodes, arcs, goods, low, high in (
            (20, 230, 40, 0.002, 0.005),
            (20, 300, 40, 0.002, 0.005),
            (20, 230, 200, 0.005, 0.02),
            (30, 520, 100, 0.005, 0.02),
            (30, 520, 400, 0.005, 0.02),
            (30, 700, 100, 0.005, 0.02),
        )
        for kind, (fixed, capacity) in {
            "vl": (low, 7.0),
            "fl": (high, 7.0),
            "vt": (low, 16.0),
            "ft": (high, 16.0),
        }.items()
    },
}
"""Nodes, arcs, commodities, fixed-cost ratio and capacity ratio; sizes and ratios are those of the published groups R and C."""


def varied(problem: Design, seed: int) -> Design:
    """Return a problem whose costs and capacities are multiplied by factors drawn from a seed; whole figures stay whole."""
    dice = np.random.default_rng(seed)

    def vary(values: NDArray[np.float64]) -> NDArray[np.float64]:
        drawn = values * dice.uniform(*SPREAD, values.shape)
        return np.where(values == np.round(values), np.round(drawn), drawn) if np.isfinite(values).all() else drawn

    return dataclasses.replace(
        problem,
        name=f"{problem.name} varied by {seed}",
        fixed=vary(problem.fixed),
        cost=vary(problem.cost),
        capacity=vary(problem.capacity),
    )


def canad(nodes: int, arcs: int, goods: int, fixed_ratio: float, capacity_ratio: float, seed: int) -> Design:
    """Return a network drawn by the rules of T. G. Crainic, A. Frangioni, B. Gendron, 2001, Discrete Applied Mathematics 112.

    Arcs, origins and destinations are drawn at random, costs, capacities, quantities evenly; then capacities u are scaled to
    arcs * quantity / sum(u) = capacity ratio and fixed costs f to goods * sum(f) / (quantity * sum(cost)) = goods * fixed ratio.
    """
    dice = np.random.default_rng(seed)
    ring = dice.permutation(nodes)
    pairs = {(int(a), int(b)) for a, b in zip(ring, np.roll(ring, -1), strict=True)}
    while len(pairs) < arcs:
        a, b = (int(node) for node in dice.choice(nodes, 2, replace=False))
        pairs.add((a, b))
    tail, head = np.asarray(sorted(pairs)).T
    balance = np.zeros((nodes, goods))
    for commodity in range(goods):
        start, end = dice.choice(nodes, 2, replace=False)
        quantity = float(dice.integers(10, 101))
        balance[start, commodity] += quantity
        balance[end, commodity] -= quantity
    total = float(np.maximum(balance, 0).sum())
    cost = dice.integers(10, 101, arcs).astype(np.float64)
    capacity, fixed = (dice.uniform(1.0, 10.0, arcs) for _ in range(2))
    capacity = np.maximum(1.0, np.round(capacity * arcs * total / capacity_ratio / capacity.sum()))
    fixed = np.maximum(1.0, np.round(fixed * fixed_ratio * total * cost.sum() / fixed.sum()))
    return make_design(
        tail=tail, head=head, capacity=np.minimum(capacity, total), fixed=fixed, cost=cost, balance=balance
    )


def write_dow(problem: Design, path: Path) -> None:
    """Write a problem whose commodities have one origin and one destination each."""
    rows: list[tuple[int, ...]] = [(problem.nodes, problem.arcs, problem.commodities)]
    rows += [
        (tail + 1, head + 1, cost, capacity, fixed, 0, 0)
        for tail, head, cost, capacity, fixed in zip(
            problem.tail.tolist(),
            problem.head.tolist(),
            problem.cost[:, 0].astype(int).tolist(),
            problem.capacity.astype(int).tolist(),
            problem.fixed.astype(int).tolist(),
            strict=True,
        )
    ]
    for balance in problem.balance.T:
        rows.append((int(balance.argmax()) + 1, int(balance.argmin()) + 1, int(balance.max())))
    lines = [" ".join(map(str, row)) for row in rows]
    path.write_text("\n".join([path.stem, *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number, (name, figures) in enumerate(DRAWN.items()):
        if fnmatch(name, sys.argv[2] if len(sys.argv) > 2 else "*"):
            write_dow(canad(*figures, seed=number), folder / f"{name}.dow")
