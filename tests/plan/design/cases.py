"""Small random designs, and their optimum by trying every choice."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog

from lodeway.plan.design import Design, Rule, make_design


@st.composite
def designs(draw: st.DrawFn, *, rules: bool = False) -> Design:
    """Draw a design of at most eight arcs: parallel, shut, unbounded, existing ones and loops among them."""
    nodes = draw(st.integers(2, 5))
    arcs = draw(st.integers(1, 8))
    goods = draw(st.integers(1, 3))
    ends = st.integers(0, nodes - 1)
    balance = np.zeros((nodes, goods))
    for commodity in range(goods):
        for _ in range(draw(st.integers(1, 2))):
            start, end, amount = draw(ends), draw(ends), draw(st.integers(1, 6))
            balance[start, commodity] += amount
            balance[end, commodity] -= amount
    several = draw(st.booleans())
    shape = (arcs, goods if several else 1)
    figures = st.integers(0, 9)
    made: tuple[Rule, ...] = ()
    if rules:
        some = st.lists(st.integers(0, arcs - 1), min_size=1, max_size=arcs, unique=True)
        made = tuple(
            Rule(f"rule {number}", tuple(draw(some)), least=draw(st.integers(0, 1)), most=draw(st.integers(1, 3)))
            for number in range(draw(st.integers(1, 2)))
        )
    return make_design(
        tail=draw(st.lists(ends, min_size=arcs, max_size=arcs)),
        head=draw(st.lists(ends, min_size=arcs, max_size=arcs)),
        capacity=draw(st.lists(st.sampled_from([0, 2, 3, 5, 8, np.inf]), min_size=arcs, max_size=arcs)),
        fixed=draw(st.lists(st.sampled_from([0, 1, 4, 7, 20]), min_size=arcs, max_size=arcs)),
        cost=np.asarray(draw(st.lists(figures, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]))).reshape(
            shape
        ),
        balance=balance,
        rules=made,
    )


def shipping(problem: Design, built: np.ndarray) -> float:
    """Return the least variable cost over what is built, infinite where demand cannot be met."""
    arcs, goods, nodes = problem.arcs, problem.commodities, problem.nodes
    equal = np.zeros((nodes * goods, arcs * goods))
    within = np.zeros((arcs, arcs * goods))
    for arc, commodity in itertools.product(range(arcs), range(goods)):
        column = arc * goods + commodity
        equal[problem.tail[arc] * goods + commodity, column] += 1
        equal[problem.head[arc] * goods + commodity, column] -= 1
        within[arc, column] = 1
    most = np.where(built, np.minimum(problem.capacity, 1e4), 0.0)
    found = linprog(
        problem.cost_matrix().ravel(), A_ub=within, b_ub=most, A_eq=equal, b_eq=problem.balance.ravel(), method="highs"
    )
    return float(found.fun or 0.0) if found.status == 0 else np.inf


def optimum(problem: Design) -> float:
    """Return the least cost over every choice of arcs, infinite where none will do."""
    best = np.inf
    for choice in itertools.product((False, True), repeat=problem.arcs):
        built = np.asarray(choice)
        counts = [(rule, int(built[list(rule.arcs)].sum())) for rule in problem.rules]
        cost = float(problem.fixed[built].sum())
        if cost < best and all(rule.least <= count <= rule.most for rule, count in counts):
            best = min(best, cost + shipping(problem, built))
    return best
