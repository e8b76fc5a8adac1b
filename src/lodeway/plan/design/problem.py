"""A problem of network design: which links to build so that goods reach their destinations at least cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.errors import Fault, InputError

__all__ = ["Design", "Rule", "make_design"]

CLOSE = 1e-9
"""Part of a commodity's supply by which its demand may differ from it: rounding of decimal figures."""
SHOWN = 12
"""Faults of one kind that are told one by one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A bound on how many of some arcs are built.

    Examples
    --------
    >>> Rule("one gauge at most", (0, 1), most=1).most
    1.0
    """

    name: str
    arcs: tuple[int, ...]
    least: float = 0.0
    most: float = np.inf

    def __post_init__(self) -> None:
        """Hold whole numbers as they are compared."""
        object.__setattr__(self, "least", float(self.least))
        object.__setattr__(self, "most", float(self.most))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Design:
    """Nodes, arcs that may be built, and what each node has or needs; make one with `make_design` or `read`.

    An arc carries up to its capacity of all commodities together once it is built. An arc without a fixed cost is there
    already.
    """

    name: str
    node_names: tuple[str, ...]
    arc_names: tuple[str, ...]
    commodity_names: tuple[str, ...]
    tail: NDArray[np.intp]
    """Node that each arc leaves."""
    head: NDArray[np.intp]
    capacity: NDArray[np.float64]
    """[t/a], or whatever goods are counted in; infinite where nothing bounds it."""
    fixed: NDArray[np.float64]
    """Cost of building [USD/a], or any money."""
    cost: NDArray[np.float64]
    """Cost of a unit carried: (arcs, 1), or (arcs, commodities) where goods differ."""
    balance: NDArray[np.float64]
    """(nodes, commodities): what a node supplies above zero, what it needs below; each column adds up to zero."""
    rules: tuple[Rule, ...] = field(default=())

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_names)

    @property
    def arcs(self) -> int:
        """Number of arcs."""
        return int(self.tail.size)

    @property
    def commodities(self) -> int:
        """Number of commodities."""
        return len(self.commodity_names)

    def cost_matrix(self) -> NDArray[np.float64]:
        """Return the cost of a unit of each commodity on each arc (arcs, commodities)."""
        return np.broadcast_to(self.cost, (self.arcs, self.commodities))

    def __repr__(self) -> str:
        """Return the size of the problem."""
        return f"Design {self.name}: {self.nodes} nodes, {self.arcs} arcs, {self.commodities} commodities"


def make_design(
    *,
    tail: ArrayLike,
    head: ArrayLike,
    capacity: ArrayLike,
    fixed: ArrayLike,
    cost: ArrayLike,
    balance: ArrayLike,
    name: str = "design",
    node_names: tuple[str, ...] | None = None,
    arc_names: tuple[str, ...] | None = None,
    commodity_names: tuple[str, ...] | None = None,
    rules: tuple[Rule, ...] = (),
) -> Design:
    """Return a checked problem of network design.

    Parameters
    ----------
    tail, head
        Node that each arc leaves and enters, counted from 0. Parallel arcs are fine.
    capacity
        Most that an arc carries, all commodities together; infinite where nothing bounds it, 0 where it is shut.
    fixed
        Cost of building each arc; 0 where it exists.
    cost
        Cost of a unit on each arc, one figure an arc or one for each commodity (arcs, commodities).
    balance
        What each node supplies (above 0) or needs (below 0), (nodes,) or (nodes, commodities).
    name, node_names, arc_names, commodity_names
        Names for results and explanations; arcs are called ``from>to`` unless named.
    rules
        Bounds on how many of some arcs are built.

    Returns
    -------
    Design
        Frozen: its arrays cannot be written to.

    Raises
    ------
    InputError
        With every fault found: sizes, unknown nodes, negative or missing figures, supply that differs from demand.

    Examples
    --------
    >>> make_design(tail=[0, 0, 1], head=[1, 2, 2], capacity=[9, 4, 9], fixed=[5, 8, 0], cost=[1, 1, 1],
    ...             balance=[6, 0, -6])
    Design design: 3 nodes, 3 arcs, 1 commodities
    """
    figures = np.asarray(balance, dtype=np.float64)
    figures = figures[:, None] if figures.ndim == 1 else figures
    unit = np.asarray(cost, dtype=np.float64)
    unit = unit[:, None] if unit.ndim == 1 else unit
    nodes = node_names or tuple(f"n{number + 1}" for number in range(figures.shape[0]))
    goods = commodity_names or tuple(f"k{number + 1}" for number in range(figures.shape[1]))
    arrays: dict[str, NDArray[Any]] = {
        "tail": np.asarray(tail, dtype=np.intp),
        "head": np.asarray(head, dtype=np.intp),
        "capacity": np.asarray(capacity, dtype=np.float64),
        "fixed": np.asarray(fixed, dtype=np.float64),
        "cost": unit,
        "balance": figures,
    }
    faults = _sizes(name, arrays, nodes, goods) or _figures(name, arrays, nodes, goods, rules)
    if faults:
        raise InputError(faults)
    frozen = {key: array.copy() for key, array in arrays.items()}
    for array in frozen.values():
        array.setflags(write=False)
    links = arc_names or tuple(
        f"{nodes[i]}>{nodes[j]}" for i, j in zip(arrays["tail"].tolist(), arrays["head"].tolist(), strict=True)
    )
    return Design(name=name, node_names=nodes, arc_names=links, commodity_names=goods, rules=tuple(rules), **frozen)


def _sizes(name: str, arrays: dict[str, NDArray[Any]], nodes: tuple[str, ...], goods: tuple[str, ...]) -> list[Fault]:
    """Return the arrays that are not as long as they must be."""
    arcs, most = arrays["tail"].size, len(goods)
    allowed: dict[str, tuple[tuple[int, ...], ...]] = {
        **dict.fromkeys(("tail", "head", "capacity", "fixed"), ((arcs,),)),
        "cost": ((arcs, 1), (arcs, most)),
        "balance": ((len(nodes), most),),
    }
    return [
        Fault(
            file=name,
            column=key,
            found=" x ".join(map(str, arrays[key].shape)),
            allowed=" or ".join(" x ".join(map(str, shape)) for shape in shapes),
            message="wrong size",
        )
        for key, shapes in allowed.items()
        if arrays[key].shape not in shapes
    ]


def _figures(
    name: str,
    arrays: dict[str, NDArray[Any]],
    nodes: tuple[str, ...],
    goods: tuple[str, ...],
    rules: tuple[Rule, ...],
) -> list[Fault]:
    """Return what is wrong in the figures of arrays whose sizes are right."""
    faults: list[Fault] = []
    count, arcs = len(nodes), arrays["tail"].size
    for key in ("tail", "head"):
        bad = np.flatnonzero((arrays[key] < 0) | (arrays[key] >= count))
        faults += _rows(name, key, bad, arrays[key], f"0 to {count - 1}", "no such node")
    for key, endless in (("capacity", True), ("fixed", False), ("cost", False)):
        values = arrays[key] if arrays[key].ndim == 1 else arrays[key].min(axis=1, initial=np.inf)
        sound = (values >= 0) if endless else ((values >= 0) & np.isfinite(arrays[key].reshape(arcs, -1)).all(axis=1))
        faults += _rows(name, key, np.flatnonzero(~sound), values, "a number of at least 0", "not allowed")
    faults += _rows(
        name,
        "balance",
        np.flatnonzero(~np.isfinite(arrays["balance"]).all(axis=1)),
        arrays["balance"].sum(axis=1),
        "a number",
        "not allowed",
    )
    faults += [
        Fault(
            file=name, column="rules", found=str(arc), allowed=f"0 to {arcs - 1}", message=f"{rule.name}: no such arc"
        )
        for rule in rules
        for arc in rule.arcs
        if not 0 <= arc < arcs
    ]
    faults += [
        Fault(
            file=name,
            column="rules",
            found=f"{rule.least:g}",
            allowed=f"at most {min(rule.most, len(rule.arcs)):g}",
            message=f"{rule.name}: asks for more arcs than it names"
            if rule.least > len(rule.arcs)
            else f"{rule.name}: least exceeds most",
        )
        for rule in rules
        if rule.least > min(rule.most, len(rule.arcs))
    ]
    return faults or _unbalanced(name, arrays["balance"], goods)


def _rows(name: str, key: str, bad: NDArray[np.intp], values: NDArray[Any], allowed: str, message: str) -> list[Fault]:
    return [
        Fault(file=name, row=row + 1, column=key, found=f"{values[row]:g}", allowed=allowed, message=message)
        for row in bad[:SHOWN].tolist()
    ]


def _unbalanced(name: str, balance: NDArray[np.float64], goods: tuple[str, ...]) -> list[Fault]:
    supply, need = np.maximum(balance, 0).sum(axis=0), np.maximum(-balance, 0).sum(axis=0)
    return [
        Fault(
            file=name,
            column=goods[number],
            found=f"supply {supply[number]:g}, demand {need[number]:g}",
            allowed="supply that equals demand",
            message="goods do not balance",
        )
        for number in np.flatnonzero(np.abs(supply - need) > CLOSE * np.maximum(supply, need))[:SHOWN].tolist()
    ]
