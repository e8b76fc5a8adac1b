"""Kinds of numbers that options take: finite, and within bounds."""

from __future__ import annotations

import math

import click

__all__ = ["Number", "fraction"]


class Number(click.ParamType[float]):
    """A finite number, with bounds where they are given; what is none of that ends the command with 2.

    Examples
    --------
    >>> Number(least=0.0, most=1.0).convert("0.25", None, None)
    0.25
    """

    name = "number"

    def __init__(self, *, least: float = -math.inf, most: float = math.inf, below: float = math.inf) -> None:
        self.least, self.most, self.below = least, most, below

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number of a text."""
        try:
            found = float(str(value).replace(",", "."))
        except ValueError:
            found = math.nan
        if not (math.isfinite(found) and self.least <= found <= self.most and found < self.below):
            self.fail(f"found {value!r}, allowed: {self._allowed()}", param, ctx)
        return found

    def _allowed(self) -> str:
        if math.isfinite(self.below):
            return f"a number below {self.below:g}"
        if math.isfinite(self.most):
            return f"{self.least:g} to {self.most:g}"
        return f"{self.least:g} and above" if math.isfinite(self.least) else "a number"


fraction = Number(least=0.0, most=1.0)
"""A share, rate or probability."""
