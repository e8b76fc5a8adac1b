"""Sums of figures of a stretch, and what a gate adds to them."""

from __future__ import annotations

import math

from lodeway.network._rates import Figures
from lodeway.schema.tables import Gate

__all__ = ["passing", "plus", "zero"]


def zero(value: float) -> float:
    """Return 0 for an empty charge or delay: a gate that states none costs none."""
    return 0.0 if math.isnan(value) else value


def plus(*figures: Figures) -> Figures:
    """Return the sum, column by column.

    Examples
    --------
    >>> plus(Figures(1.0, 2.0, 3.0, 4.0), Figures(1.0, 0.0, 0.0, 0.0))
    Figures(cost=2.0, hours=2.0, km=3.0, co2=4.0)
    """
    return Figures(*(float(sum(column)) for column in zip(*figures, strict=True)))


def passing(gate: Gate) -> Figures:
    """Return fee and delay of a gate; an empty one is none.

    Examples
    --------
    >>> passing(Gate(id="khorgos", fee=2.0))
    Figures(cost=2.0, hours=0.0, km=0.0, co2=0.0)
    """
    return Figures(zero(gate.fee), zero(gate.delay), 0.0, 0.0)
