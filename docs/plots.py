"""Plots of how time and memory of the world's plan grow, drawn from what `benchmarks/growth.py` measured."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

__all__ = ["page", "plot"]

MEASURED = Path(__file__).parent.parent / "benchmarks" / "growth.json"
AXES = {
    "years": (
        "years",
        "Twenty commodities and 156 sites; gates with expansion, shares, transit limits and one purse for all years.",
    ),
    "commodities": ("commodities", "Three years and all sites; half of the commodities are ores, half are metals."),
    "sites": ("sites", "Three years and twenty commodities; the largest mines, plants and markets first."),
    "edges": (
        "edges of the road network",
        "All ways between some 2,000 terminals on the roads west of a meridian, which is what most of the time goes to when a network is laid for the first time.",
    ),
}
"""What is changed, in words, and what is kept."""
WHAT = (
    "The plan of the whole world (`benchmarks/world.py`) on the rail, road and sea network of the atlas, unreduced, to a proved "
    "gap of 1e-6 of the plan's own cost. Each mark is one run in a process of its own, with one of its sizes changed and the "
    "others kept; both axes are logarithmic, and the dashed line is what would grow in proportion."
)
HOW = "Time is that of the processor, with the network from the cache. `python benchmarks/growth.py` measures anew."
STYLE = 'fill="none" stroke="currentColor" font-size="11"'
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 340.0, 230.0, 56.0, 42.0, 14.0, 16.0
Points = Sequence[tuple[float, float]]


def page() -> str:
    """Return the page in Markdown."""
    about: dict[str, Any] = json.loads(MEASURED.read_text(encoding="utf-8"))
    lines = [
        "# How time and memory grow",
        "",
        WHAT,
        "",
        f"Measured on {about['date']}: {about['machine']}. {HOW}",
        "",
    ]
    for axis, (name, kept) in AXES.items():
        rows = sorted((row for row in about["points"] if row["axis"] == axis), key=lambda row: float(row["x"]))
        if len(rows) < 2:
            continue
        lines += [f"## {name[0].upper()}{name[1:]}", "", kept, "", '<div class="growth">']
        for key, what in (("cpu", "seconds"), ("mib", "MiB")):
            lines.append(plot([(float(row["x"]), float(row[key])) for row in rows], name, what))
        lines += ["</div>", "", f"| {name} | seconds | MiB | gap |", "| --- | --- | --- | --- |"]
        for row in rows:
            gap = f"{row['gap']:.0e}" if "gap" in row else ""
            lines.append(f"| {row['x']:,} | {row['cpu']:,.1f} | {row['mib']:,.0f} | {gap} |")
        lines.append("")
    return "\n".join(lines)


def plot(points: Points, across: str, up: str) -> str:
    """Return a drawing of points on two logarithmic axes, with what it shows in words for those who do not see it.

    Examples
    --------
    >>> "4 years: 8 seconds" in plot([(2, 4.0), (4, 8.0)], "years", "seconds")
    True
    """
    xs, ys = [x for x, _ in points], [y for _, y in points]
    first = points[0]
    line = [(x, first[1] * x / first[0]) for x in (xs[0], xs[-1])]
    left, right = _span(xs)
    low, high = _span([*ys, *(y for _, y in line)])

    def at(x: float, y: float) -> tuple[float, float]:
        along = (math.log(x) - math.log(left)) / (math.log(right) - math.log(left))
        above = (math.log(y) - math.log(low)) / (math.log(high) - math.log(low))
        return LEFT + along * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - above * (HEIGHT - BOTTOM - TOP)

    told = "; ".join(f"{x:,.0f} {across}: {y:,.3g} {up}" for x, y in points)
    alt = escape(f"{up} against {across}, both logarithmic. {told}.")
    parts = [
        f'<svg viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" width="{WIDTH:.0f}" role="img" aria-label="{alt}" {STYLE}>',
        f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>',
    ]
    for x in xs:
        here, floor = at(x, low)
        parts.append(f'<path d="M{here:.1f} {floor:.1f}v4"/>')
        parts.append(_text(here, floor + 16, "middle", _short(x)))
    for y in _ticks(low, high):
        _, here = at(left, y)
        parts.append(f'<path d="M{LEFT} {here:.1f}H{WIDTH - RIGHT}" stroke-opacity="0.15"/>')
        parts.append(_text(LEFT - 6, here + 4, "end", _short(y)))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, "middle", across))
    parts.append(_text(LEFT + 6, TOP + 4, "start", up))
    parts.append(f'<polyline points="{_corners(line, at)}" stroke-dasharray="4 4" stroke-opacity="0.5"/>')
    parts.append(f'<polyline points="{_corners(points, at)}" stroke="var(--color-brand-primary)" stroke-width="2"/>')
    for x, y in points:
        here, above = at(x, y)
        parts.append(
            f'<circle cx="{here:.1f}" cy="{above:.1f}" r="3.5" fill="var(--color-brand-primary)" stroke="none"/>'
        )
    return "".join([*parts, "</svg>"])


def _corners(points: Points, at: Any) -> str:
    return " ".join(f"{here:.1f},{above:.1f}" for here, above in (at(x, y) for x, y in points))


def _text(x: float, y: float, anchor: str, text: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="currentColor" stroke="none">{escape(text)}</text>'
    )


def _span(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of a logarithmic axis, with some room on both sides."""
    return min(values) / 1.2, max(values) * 1.2


def _ticks(low: float, high: float) -> list[float]:
    """Return 1, 2 and 5 times powers of ten between two values.

    Examples
    --------
    >>> _ticks(3.0, 60.0)
    [5.0, 10.0, 20.0, 50.0]
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [float(step) * 10.0**power for power in powers for step in (1, 2, 5) if low <= step * 10.0**power <= high]


def _short(value: float) -> str:
    return f"{value / 1000:,.0f}k" if value >= 10_000 else f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"
