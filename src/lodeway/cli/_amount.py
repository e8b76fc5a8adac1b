"""A number of an option that must be one: neither NaN nor infinite."""

from __future__ import annotations

import math
from typing import Any

import click

__all__ = ["Amount"]


class Amount(click.FloatRange):
    """A finite number, 0 or more; above 0 or up to a most where so told."""

    name = "number"

    def __init__(self, *, above: bool = False, most: float | None = None) -> None:
        super().__init__(min=0, max=most, min_open=above)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number; what is none, is below 0 or has no end is a fault of usage."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value} is no amount: any number of 0 or more is allowed", param, ctx)
        return number
