"""Reads single-commodity problems in the GAMS form of FCNetLib (``.inc``)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import Fault, InputError
from lodeway.plan.design.gams import Workspace, run
from lodeway.plan.design.problem import Design, Rule, make_design

__all__ = ["read_inc"]

ALIAS = {"nn": "n", "n": "n", "m": "n", "ss": "s", "s": "s"}
ARC = ("n", "n", "s")
DOMAINS = {
    **dict.fromkeys(("fcost", "vcost", "xupp", "yupp"), ARC),
    "demand": ("n",),
    **dict.fromkeys(("u", "usetree", "usett1", "usett2"), ()),
}
"""What the library's model declares before it includes an instance."""


def read_inc(path: str | Path) -> Design:
    """Return the problem of an ``.inc`` file.

    Parameters
    ----------
    path
        Sets n (nodes) and s (numbers parallel arcs), parameters fcost, vcost and xupp over (m, n, s) and demand over n, above
        0 where goods are needed, and statements that change them. An arc is there where any of its figures is not 0; one whose
        fcost is below 0 costs nothing. Where xupp is not stated, nothing bounds a flow. ``usetree``, ``usett1`` and
        ``usett2`` become rules: one arc out of a node, one into a node that needs goods, at most one into one that does not.

    Returns
    -------
    Design
        With one commodity.

    Raises
    ------
    InputError
        With every fault found: the line, what stands there and what is allowed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> text = '''Set n / n1*n3 /;
    ... Set s / a1 /;
    ... Parameter fcost(m,n,s) /
    ... n1 n2 a1 5
    ... n2 n3 a1 2
    ... /;
    ... Parameter vcost(m,n,s) / n1.n2.a1 1, n2.n3.a1 1 /;
    ... Parameter demand(n) / n1 -4, n3 4 /;
    ... u = -sum(n$(demand(n)<0), demand(n));
    ... xupp(m,n,s)$(fcost(m,n,s) or vcost(m,n,s)) = u;
    ... '''
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "line.inc").write_text(text)
    ...     problem = read_inc(Path(folder, "line.inc"))
    >>> problem, problem.arc_names, problem.capacity
    (Design line: 3 nodes, 2 arcs, 1 commodities, ('n1>n2', 'n2>n3'), array([4., 4.]))
    """
    path = Path(path)
    space = run(path.read_text(encoding="utf-8-sig", errors="replace"), path.name, alias=ALIAS, domains=DOMAINS)
    missing = [name for name in ("n", "s") if name not in space.sets]
    missing += [name for name in ("demand",) if not missing and name not in space.assigned]
    missing += [] if {"fcost", "vcost"} & space.assigned else ["fcost or vcost"]
    if missing:
        raise InputError([Fault(path.name, column=name, message="is not stated") for name in missing])
    return _design(space, path.stem)


def _design(space: Workspace, name: str) -> Design:
    """Return the problem that the names of a program amount to, as the library's model reads them."""
    fixed, cost, most = (space.array(key) for key in ("fcost", "vcost", "xupp"))
    need = space.array("demand")
    there = (fixed != 0) | (cost != 0) | (most != 0) | (space.array("yupp") != 0)
    tail, head, which = np.nonzero(there)
    order = np.lexsort((which, head, tail))
    tail, head, which = tail[order], head[order], which[order]
    exists = fixed[tail, head, which] < 0
    total = float(space.array("u")) if "u" in space.assigned else float(np.maximum(need, 0).sum())
    capacity = np.minimum(most[tail, head, which], total) if "xupp" in space.assigned else np.full(tail.size, np.inf)
    nodes, letters = space.sets["n"], space.sets["s"]
    pairs = list(zip(tail.tolist(), head.tolist(), strict=True))
    several = {pair for pair in pairs if pairs.count(pair) > 1} if len(letters) > 1 else set()
    return make_design(
        name=name,
        node_names=nodes,
        arc_names=tuple(
            f"{nodes[pair[0]]}>{nodes[pair[1]]}" + (f"/{letters[letter]}" if pair in several else "")
            for pair, letter in zip(pairs, which.tolist(), strict=True)
        ),
        commodity_names=("goods",),
        tail=tail,
        head=head,
        capacity=capacity,
        fixed=np.where(exists, 0.0, fixed[tail, head, which]),
        cost=np.where(exists, 0.0, cost[tail, head, which]),
        balance=-need,
        rules=tuple(_rules(space, tail, head, need, nodes)),
    )


def _rules(
    space: Workspace, tail: NDArray[np.intp], head: NDArray[np.intp], need: NDArray[np.float64], nodes: tuple[str, ...]
) -> list[Rule]:
    """Return the bounds on how many arcs of a node are built that an instance asks for."""
    rules = []
    for node, name in enumerate(nodes):
        leaving, entering = (tuple(np.flatnonzero(ends == node).tolist()) for ends in (tail, head))
        if float(space.array("usetree")) and leaving:
            rules.append(Rule(f"one arc out of {name}", leaving, most=1))
        if float(space.array("usett1")) and need[node] > 0:
            rules.append(Rule(f"one arc into {name}", entering, least=1, most=1))
        if float(space.array("usett2")) and need[node] == 0 and entering:
            rules.append(Rule(f"one arc into {name} at most", entering, most=1))
    return rules
