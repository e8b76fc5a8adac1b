"""A moved limit in words, and its new value as a round number."""

from __future__ import annotations

import math
from fractions import Fraction

from lodeway.errors import Change
from lodeway.plan.repair.levers import Lever

__all__ = ["moved", "outward"]

DIGITS = 3
"""Significant digits to which a move is rounded up."""
SURE = 1e-6
"""Share added before rounding, so that the solver's tolerance does not undo the repair."""


def outward(start: float, amount: float, *, step: float = 0.0) -> float:
    """Return a start plus an amount that is rounded up to three digits, or to whole steps.

    Examples
    --------
    >>> outward(50.0, 7.142857), outward(0.0, 40.0, step=25.0), outward(0.0, 1234.5)
    (57.15, 50.0, 1240.0)
    """
    if amount <= 0:
        return start
    if step > 0:
        return start + step * math.ceil(amount * (1.0 - SURE) / step)
    amount *= 1.0 + SURE
    grain = Fraction(10) ** (math.floor(math.log10(amount)) - DIGITS + 1)
    return float(Fraction(str(start)) + math.ceil(Fraction(amount) / grain) * grain)


def moved(lever: Lever, change: Change) -> str:
    """Return what a move of a limit's cell is called.

    Examples
    --------
    >>> lever = Lever(group=("budget", "cap"), table="limits", row="cap", column="value", value=9e6, unit="USD", sense=1,
    ...               reach={}, sunk={}, dear=1.0)
    >>> moved(lever, Change(table="limits", row="cap", column="value", before=9e6, after=9.5e6, unit="USD"))
    'raise budget limit cap from 9,000,000 to 9,500,000 USD (by 500,000)'
    """
    verb = _VERBS.get(lever.group[0], "raise" if lever.sense > 0 else "lower")
    what = _NAMES.get(lever.group[0], "{}").format(lever.row)
    before, after = float(change.before), float(change.after)
    unit = {"1": "jobs"}.get(lever.unit, lever.unit)
    unit = "gross t/a" if lever.table in ("gates", "links") else {"d": "days"}.get(unit, unit)
    ends = f"from {_number(before)} to {_number(after)}"
    return f"{verb} {what} {ends}{f' {unit}' if unit else ''} (by {_number(abs(after - before))})"


_VERBS = {"gate": "widen", "link": "widen", "build": "let more be built of"}
_NAMES = {
    "budget": "budget limit {}",
    "workforce": "workforce limit {}",
    "emissions": "emissions limit {}",
    "origin_share": "share limit {}",
    "relation": "relation {}",
    "measure": "the quota of measure {}",
    "gate": "gate {}",
    "link": "link {}",
    "stage_share": "share limit {}",
    "transit_share": "transit limit {}",
    "build_rate": "build rate {}",
    "offtake": "the quantity of agreement {}",
    "stock": "the minimum of stock {}",
    "store": "the capacity of stock {}",
    "training": "the places of training {}",
    "fund": "the amount of agreement {}",
    "build": "{}",
    "capacity": "the capacity of process {}",
    "resource": "the resource of process {}",
}


def _number(value: float) -> str:
    """Return a number with as many digits as tell it from its neighbours."""
    text = f"{value:,.6g}" if abs(value) < 1000 else f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.replace("e+", "e")
