"""How far the price of an existing plant in Central Asia would fall before it stops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lodeway.schema.tables import Process
from tools.example import hand
from tools.example.central import COUNTRIES
from tools.example.recipes import output

__all__ = ["with_margins"]


def with_margins(works: Sequence[Process], country: Mapping[str, str]) -> tuple[Process, ...]:
    """Return the works, those that stand or are being built in Central Asia with the margin of their product.

    Plants elsewhere keep none: they sell at the reference price, so new supply takes their place first.
    """
    margins = {line["commodity"]: line for line in hand.plain("margins")}
    return tuple(
        _with(row, margins[output(row.recipe)])
        if row.status in ("operating", "committed") and country[row.site] in COUNTRIES and output(row.recipe) in margins
        else row
        for row in works
    )


def _with(row: Process, line: Mapping[str, str]) -> Process:
    reason = f"Margin {line['margin']} % (assumption, {line['range']}): {line['note']}"
    note = f"{row.note.rstrip('.')}. {reason}" if row.note else reason
    return replace(row, margin=float(line["margin"]), note=note)
