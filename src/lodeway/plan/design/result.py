"""The frozen value that network design returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.design.problem import Design

__all__ = ["DesignPlan"]

SHOWN = 12
"""Arcs that are named before the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DesignPlan:
    """What to build and what it carries.

    ``objective`` is worked out anew from what is built and carried, ``bound`` is a proved lower bound of every design's
    cost, ``gap`` is ``(objective - bound) / objective``.
    """

    problem: Design
    status: Literal["optimal", "gap"]
    """optimal: the gap is within what was asked for."""
    objective: float
    bound: float
    gap: float
    built: NDArray[np.bool_]
    """Arcs that are built or there already, (arcs,)."""
    flow: NDArray[np.float64]
    """What each arc carries of each commodity, (arcs, commodities)."""
    fixed_cost: float
    variable_cost: float
    nodes: int
    """Nodes of the search."""
    stopped: Literal["", "seconds", "nodes", "keyboard"]
    """What ended the search before its gap was reached."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the arcs that are built at a cost."""
        paid = self.built & (self.problem.fixed > 0)
        return tuple(self.problem.arc_names[arc] for arc in np.flatnonzero(paid))

    def document(self) -> dict[str, Any]:
        """Return the plan as JSON can hold it: figures, and a row for each arc that is built or used."""
        problem, load = self.problem, self.flow.sum(axis=1)
        rows = [
            {
                "arc": problem.arc_names[arc],
                "from": problem.node_names[problem.tail[arc]],
                "to": problem.node_names[problem.head[arc]],
                "fixed_cost": float(problem.fixed[arc]),
                "capacity": float(problem.capacity[arc]) if np.isfinite(problem.capacity[arc]) else None,
                "flow": float(load[arc]),
            }
            for arc in np.flatnonzero((self.built & (problem.fixed > 0)) | (load > 0))
        ]
        return {
            "problem": problem.name,
            "status": self.status,
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            "fixed_cost": self.fixed_cost,
            "variable_cost": self.variable_cost,
            "nodes": self.nodes,
            "stopped": self.stopped,
            "arcs": rows,
        }

    def flows(self) -> list[dict[str, Any]]:
        """Return a row for each arc and commodity that it carries."""
        arcs, goods = np.nonzero(self.flow)
        return [
            {
                "arc": self.problem.arc_names[arc],
                "commodity": self.problem.commodity_names[commodity],
                "flow": float(self.flow[arc, commodity]),
            }
            for arc, commodity in zip(arcs.tolist(), goods.tolist(), strict=True)
        ]

    def __repr__(self) -> str:
        """Return what is built at what cost, and how good that is."""
        names = ", ".join(self.names[:SHOWN]) + (
            f" and {len(self.names) - SHOWN} more" if len(self.names) > SHOWN else ""
        )
        return (
            f"DesignPlan of {self.problem.name}: {self.status}, cost {self.objective:.10g}, bound {self.bound:.10g}, "
            f"gap {self.gap:.2g}\n  builds {len(self.names)} of {int((self.problem.fixed > 0).sum())} arcs: {names or 'none'}"
        )
