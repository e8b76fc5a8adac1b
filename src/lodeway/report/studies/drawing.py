"""Small drawings as SVG that stand alone: bars to both sides, points on a line, spans between ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from lodeway.report.words import shortened

__all__ = ["INK", "Bars", "Spread", "bars", "line", "spans", "ticks"]

INK, SOFT, LINE, PAPER = "#1c2329", "#56606a", "#d8dbd9", "#fdfdfb"
LOW, HIGH, ACCENT, PALE = "#0b5580", "#a63a0a", "#a63a0a", "#e4e6e2"
"""Colours of the report's page; low and high differ for every kind of colour vision and in print."""
WIDE = 760
FONT = 'font-family="system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Liberation Sans, Arial, sans-serif"'
CLEAR = 12.0
"""How many times the next a bar may be before it is drawn broken."""


@dataclass(frozen=True, slots=True)
class Spread:
    """One row of a tornado: differences from the base, and what it says."""

    label: str
    low: float
    high: float
    told: str


@dataclass(frozen=True, slots=True)
class Bars:
    """One row of spans: a track from zero to its end, the part between least and most filled, a mark at now."""

    label: str
    least: float
    now: float
    most: float
    group: str
    told: str


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round values that cover a span.

    Examples
    --------
    >>> ticks(0.0, 97.0)
    [0.0, 20.0, 40.0, 60.0, 80.0]
    """
    if not high > low:
        return [low]
    raw = (high - low) / about
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * size for factor in (1.0, 2.0, 5.0, 10.0) if factor * size >= raw)
    first = math.ceil(low / step - 1e-9)
    return [n * step for n in range(first, math.floor(high / step + 1e-9) + 1)]


def _svg(body: str, high: float, title: str, told: str) -> Markup:
    """Return a drawing of texts that are escaped already."""
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high:.0f}" role="img" {FONT} font-size="12" fill="{INK}">'
        f"<title>{escape(title)}</title><desc>{escape(told)}</desc>"
        f'<rect width="{WIDE}" height="{high:.0f}" fill="{PAPER}"/>{body}</svg>'
    )


def bars(
    rows: Sequence[Spread], title: str, unit: str, *, key: tuple[str, str] = ("low value", "high value")
) -> Markup:
    """Return a row for each thing: two differences from zero, to one side or to both.

    A bar many times longer than the others is drawn broken, with its value, so that the others can be read.
    """
    left, right, top, step = 250, 30, 34, 26
    ends = [end for row in rows for end in (row.low, row.high) if math.isfinite(end)]
    reach = _reach([abs(end) for end in ends])
    low, high = (max(-reach, min(0.0, *ends, 0.0)), min(reach, max(0.0, *ends, 0.0))) if ends else (0.0, 1.0)
    low, high = (low, high) if high > low else (0.0, 1.0)
    foot = top + step * len(rows)

    def at(value: float) -> float:
        return left + (WIDE - left - right) * (min(max(value, low), high) - low) / (high - low)

    parts = []
    for place, (words, colour) in enumerate(zip(key, (LOW, HIGH), strict=True)) if all(key) else ():
        x = left + 170 * place
        parts.append(f'<rect x="{x}" y="6" width="11" height="11" fill="{colour}"/>')
        parts.append(f'<text x="{x + 16}" y="16" fill="{SOFT}">{escape(words)}</text>')
    for value in ticks(low, high, 5):
        parts.append(f'<path d="M{at(value):.1f} {top - 4}V{foot + 4}" stroke="{LINE}"/>')
        parts.append(
            f'<text x="{at(value):.1f}" y="{foot + 18}" text-anchor="middle" fill="{SOFT}">{_short(value)}</text>'
        )
    for place, row in enumerate(rows):
        y = top + step * place
        parts.append(f"<g><title>{escape(row.told)}</title>")
        parts.append(f'<text x="{left - 10}" y="{y + 14}" text-anchor="end">{escape(shortened(row.label, 33))}</text>')
        halved = row.low != 0 and not row.low * row.high < 0
        for value, colour, lift in ((row.low, LOW, 0.0), (row.high, HIGH, 1.0 if halved else 0.0)):
            parts.append(_bar(value, colour, y + 1 + 9 * lift, 9 if halved else 18, at, low, high))
        parts.append("</g>")
    parts.append(f'<path d="M{at(0.0):.1f} {top - 4}V{foot + 4}" stroke="{INK}"/>')
    parts.append(f'<text x="{WIDE - right}" y="{foot + 36}" text-anchor="end" fill="{SOFT}">{escape(unit)}</text>')
    return _svg("".join(parts), foot + 46, title, "; ".join(row.told for row in rows[:6]))


def _reach(sizes: Sequence[float]) -> float:
    """Return how far bars are drawn: as far as the longest, or the next where that is many times shorter."""
    far = sorted(sizes, reverse=True) or [1.0]
    reach = far[0]
    for one, other in pairwise(far):
        if other > 0 and one > CLEAR * other:
            reach = other * 1.15
            break
    return reach or 1.0


def _bar(value: float, colour: str, y: float, thick: int, at: Callable[[float], float], low: float, high: float) -> str:
    """Return one bar, broken where it is longer than there is room."""
    if not math.isfinite(value):
        return f'<text x="{at(0.0) + 4:.1f}" y="{y + thick - 1:.1f}" fill="{colour}" font-size="10">no plan</text>'
    one, other = sorted((at(0.0), at(value)))
    drawn = f'<rect x="{one:.1f}" y="{y:.1f}" width="{max(other - one, 0.8):.1f}" height="{thick}" fill="{colour}"/>'
    if low * 1.001 <= value <= high * 1.001:
        return drawn
    edge, side, anchor = (other - 16, -6, "end") if value > 0 else (one + 16, 6, "start")
    return (
        f'{drawn}<path d="M{edge - 4:.1f} {y + thick + 1:.1f}l4 -{thick + 2}m4 0l-4 {thick + 2}" stroke="{PAPER}" stroke-width="3" fill="none"/>'
        f'<text x="{edge + side:.1f}" y="{y + thick / 2 + 4:.1f}" text-anchor="{anchor}" fill="{PAPER}">{_short(value, sign=True)}</text>'
    )


def line(
    points: Sequence[tuple[float, float, str]], title: str, across: str, up: str, *, reverse: bool = False
) -> Markup:
    """Return points joined by a line: across, up and what each says; reversed, less stands to the right."""
    left, right, top, foot, high = 86, 24, 22, 48, 400
    xs, ys = [x for x, _, _ in points], [y for _, y, _ in points]
    x_low, x_high = min(xs), max(xs)
    y_low, y_high = min(0.0, *ys), max(ys)
    x_low, x_high = (
        (x_low - 0.04 * (x_high - x_low), x_high + 0.04 * (x_high - x_low))
        if x_high > x_low
        else (x_low - 1, x_high + 1)
    )
    y_high = y_high + 0.06 * (y_high - y_low) if y_high > y_low else y_low + 1

    def x_of(x: float) -> float:
        share = (x - x_low) / (x_high - x_low)
        return left + (WIDE - left - right) * (1 - share if reverse else share)

    def y_of(y: float) -> float:
        return high - foot - (high - foot - top) * (y - y_low) / (y_high - y_low)

    parts = []
    for value in ticks(y_low, y_high):
        parts.append(f'<path d="M{left} {y_of(value):.1f}H{WIDE - right}" stroke="{LINE}"/>')
        parts.append(
            f'<text x="{left - 8}" y="{y_of(value) + 4:.1f}" text-anchor="end" fill="{SOFT}">{_short(value)}</text>'
        )
    for value in ticks(x_low, x_high):
        parts.append(f'<path d="M{x_of(value):.1f} {high - foot}v5" stroke="{SOFT}"/>')
        parts.append(
            f'<text x="{x_of(value):.1f}" y="{high - foot + 18}" text-anchor="middle" fill="{SOFT}">{_short(value)}</text>'
        )
    way = "M" + "L".join(f"{x_of(x):.1f} {y_of(y):.1f}" for x, y, _ in points)
    parts.append(f'<path d="{way}" fill="none" stroke="{ACCENT}" stroke-width="2"/>')
    parts += [
        f'<circle cx="{x_of(x):.1f}" cy="{y_of(y):.1f}" r="5" fill="{ACCENT}" stroke="{PAPER}" stroke-width="1.5"><title>{escape(told)}</title></circle>'
        for x, y, told in points
    ]
    parts.append(f'<text x="{left}" y="14" fill="{SOFT}">{escape(up)}</text>')
    parts.append(
        f'<text x="{WIDE - right}" y="{high - 8}" text-anchor="end" fill="{SOFT}">{escape(across)}{" →" if not reverse else " (less to the right)"}</text>'
    )
    return _svg("".join(parts), high, title, "; ".join(told for _, _, told in points))


def spans(rows: Sequence[Bars], title: str, note: str, colours: Sequence[tuple[str, str]]) -> Markup:
    """Return a row for each thing, in shares of the most there can be: filled from least to most, a tick at now.

    `colours` holds the words and colour of each group, in the order of the key.
    """
    left, right, top, step = 240, 24, 40, 21
    high = top + step * len(rows) + 30
    wide = WIDE - left - right
    paint = dict(colours)
    parts, x = [], 12.0
    for words, colour in colours:
        parts.append(
            f'<rect x="{x:.0f}" y="7" width="11" height="11" fill="{colour}"/><text x="{x + 16:.0f}" y="17" fill="{SOFT}">{escape(words)}</text>'
        )
        x += 34 + 6.6 * len(words)
    parts.append(
        f'<path d="M{x + 5:.0f} 5v15" stroke="{INK}" stroke-width="3"/><text x="{x + 14:.0f}" y="17" fill="{SOFT}">{escape(note)}</text>'
    )
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        at = left + wide * share
        parts.append(f'<path d="M{at:.1f} {top - 6}V{high - 26:.0f}" stroke="{LINE}"/>')
        parts.append(
            f'<text x="{at:.1f}" y="{high - 10:.0f}" text-anchor="middle" fill="{SOFT}">{share * 100:.0f} %</text>'
        )
    for place, row in enumerate(rows):
        y = top + step * place
        parts.append(f"<g><title>{escape(row.told)}</title>")
        parts.append(f'<text x="{left - 10}" y="{y + 11}" text-anchor="end">{escape(shortened(row.label, 33))}</text>')
        parts.append(f'<rect x="{left}" y="{y + 4}" width="{wide}" height="6" fill="{PALE}"/>')
        parts.append(
            f'<rect x="{left + wide * row.least:.1f}" y="{y + 1}" width="{max(1.5, wide * (row.most - row.least)):.1f}" height="12" rx="2" fill="{paint[row.group]}"/>'
        )
        parts.append(f'<path d="M{left + wide * row.now:.1f} {y - 1}v16" stroke="{INK}" stroke-width="3"/></g>')
    return _svg("".join(parts), high, title, "; ".join(row.told for row in rows))


def _short(value: float, *, sign: bool = False) -> str:
    """Return a number as short as an axis needs it.

    Examples
    --------
    >>> _short(2.5e9), _short(-3000000.0, sign=True), _short(0.25), _short(0.0, sign=True)
    ('2.5 bn', '−3 m', '0.25', '0')
    """
    size, mark = abs(value), "−" if value < 0 else "+" if sign and value > 0 else ""
    for unit, word in ((1e12, " tn"), (1e9, " bn"), (1e6, " m"), (1e3, " k")):
        if size >= unit * 0.9995:
            return f"{mark}{size / unit:.3g}{word}"
    return f"{mark}{size:.3g}" if size else "0"
