"""What a gate states, as numbers that can be added."""

from __future__ import annotations

import math

from lodeway.schema.tables import Gate

__all__ = ["waiting", "zero"]

WEEK = 168.0
"""Hours of a week."""


def zero(value: float) -> float:
    """Return 0 for an empty charge or delay: a gate that states none costs none."""
    return 0.0 if math.isnan(value) else value


def waiting(gate: Gate) -> float:
    """Return the mean wait for the next sailing [h]: half the interval; none where no frequency is stated.

    Examples
    --------
    >>> waiting(Gate(id="poti-constanta", kind="ferry", frequency=2.0))
    42.0
    """
    return 0.0 if math.isnan(gate.frequency) or gate.frequency <= 0 else WEEK / gate.frequency / 2.0
