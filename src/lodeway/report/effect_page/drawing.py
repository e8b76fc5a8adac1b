"""Small drawings of an effect as SVG: a figure with and without, shares by buyer, all promises by what they change."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup, escape

from lodeway.ledger.effect import Effect
from lodeway.report import words
from lodeway.report.effect_page.figures import Delivery
from lodeway.report.ledger_page.drawing import INK, LINE, SOFT, WIDTH, opened, word
from lodeway.report.lookup import Lookup
from lodeway.report.tables.dependence import CEILING

__all__ = ["PALE", "WITH", "WITHOUT", "pair", "ranking", "shares"]

WITH, WITHOUT, PALE = "#0b5580", "#c98a6b", "#d9e4ea"
"""Told apart by every kind of colour vision and in print."""
MOST_RANKED = 25
"""Promises that the drawing of all shows."""


def pair(whole: float, without: float, title: str) -> Markup:
    """Return two bars from zero, with the promise above, without it below; a missing one is a dashed line.

    Examples
    --------
    >>> str(pair(2.0, 1.0, "Jobs")).count("<rect")
    2
    """
    reach = max([abs(value) for value in (whole, without) if math.isfinite(value)], default=0.0) or 1.0
    parts = [opened(240, 30, title)]
    for place, (value, colour) in enumerate(((whole, WITH), (without, WITHOUT))):
        y = 2 + 14 * place
        if math.isfinite(value):
            parts.append(
                f'<rect x="0" y="{y}" width="{max(240 * abs(value) / reach, 1):.1f}" height="11" fill="{colour}"/>'
            )
        else:
            parts.append(f'<line x1="0" x2="240" y1="{y + 6}" y2="{y + 6}" stroke="{SOFT}" stroke-dasharray="3 4"/>')
    return Markup("".join([*parts, "</svg>"]))  # every text has been escaped


def shares(rows: Sequence[Delivery], lookup: Lookup) -> Markup:
    """Return the largest foreign country's share of each buyer's demand, with and without, and the 65 % that the European Union allows itself."""
    left, right, top, step = 250.0, 60.0, 8.0, 34.0
    foot = top + step * len(rows)
    wide = WIDTH - left - right
    parts = [opened(WIDTH, foot + 24, "Largest foreign country's share of demand")]
    for tick in (0, 25, 50, 75, 100):
        x = left + wide * tick / 100
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{foot}" stroke="{LINE}"/>')
        parts.append(word(x, foot + 16, f"{tick} %", "middle", SOFT))
    for number, row in enumerate(rows):
        y = top + step * number
        label = words.shortened(f"{lookup.market_name(row.market)}: {lookup.commodity_name(row.commodity)}", 36)
        parts.append(word(left - 8, y + 20, label, "end", INK))
        for place, (value, origin, colour) in enumerate(zip(row.share, row.origin, (WITH, WITHOUT), strict=True)):
            if math.isfinite(value):
                x = wide * min(value, 100.0) / 100
                parts.append(
                    f'<rect x="{left}" y="{y + 4 + 13 * place:.1f}" width="{max(x, 1):.1f}" height="11" fill="{colour}"/>'
                )
                parts.append(
                    word(left + x + 5, y + 13.5 + 13 * place, f"{words.percent(value)} {origin}", "start", SOFT)
                )
    x = left + wide * CEILING / 100
    parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{foot}" stroke="#a63a0a" stroke-dasharray="4 3"/>')
    return Markup("".join([*parts, "</svg>"]))  # every text has been escaped


def ranking(effects: Sequence[Effect]) -> Markup:
    """Return a bar a promise: what the plan costs more without it, and pale, without what it touches."""
    rows = [row for row in effects if row.counts]
    if not rows:
        return Markup('<p class="nothing">No promise changes anything that could be measured.</p>')
    rows = rows[:MOST_RANKED]
    left, right, top, step = 400.0, 110.0, 6.0, 26.0
    foot = top + step * len(rows)
    sizes = [abs(value) for row in rows for value in (row.change, row.most) if math.isfinite(value)]
    reach, wide = max(sizes, default=1.0) or 1.0, WIDTH - left - right
    parts = [opened(WIDTH, foot + 6, "Promises by what the plan costs more without them")]
    for number, row in enumerate(rows):
        y = top + step * number
        parts.append(f"<g><title>{escape(row.commitment.title)}</title>")
        parts.append(word(left - 8, y + 14, words.shortened(row.commitment.title, 54), "end", INK))
        for value, colour in ((row.most, PALE), (row.change if row.stated else math.nan, WITH)):
            if not math.isnan(value):
                long = wide if math.isinf(value) else wide * abs(value) / reach
                parts.append(f'<rect x="{left}" y="{y + 2}" width="{max(long, 1):.1f}" height="17" fill="{colour}"/>')
        value = row.change if row.stated else row.most
        told = "no plan" if math.isinf(value) else words.money(value)
        at = (
            wide
            if math.isinf(value)
            else wide * max(abs(value), abs(row.most) if math.isfinite(row.most) else 0) / reach
        )
        parts.append(word(left + at + 6, y + 15, told.removesuffix(" USD"), "start", SOFT))
        parts.append("</g>")
    parts.append(f'<line x1="{left}" x2="{left}" y1="{top}" y2="{foot}" stroke="{INK}"/>')
    return Markup("".join([*parts, "</svg>"]))  # every text has been escaped
