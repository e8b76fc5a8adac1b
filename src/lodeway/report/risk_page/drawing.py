"""Drawings as SVG: shares over time, sorted bars, places with ranges, a world map."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from markupsafe import Markup, escape

from lodeway.report.charts import countries
from lodeway.report.words import shortened

__all__ = ["COLOURS", "Bar", "Column", "Place", "bars", "columns", "line_colours", "places", "world"]

COLOURS = ("#a63a0a", "#0b6394", "#c9a227", "#5d8a66", "#8a6fae", "#3a9a9a", "#d07a8d", "#6b5b4b")
OTHERS = "#b7bcc0"
FITS = 18
"""Letters that fit beside a bar."""
_INK, _SOFT, _LINE = "#1c2329", "#56606a", "#d8dbd9"
_CLASSES = (0.0, 0.02, 0.05, 0.15, 0.35)
_SHADES = ("#f6e7da", "#f0cdb2", "#e3a57e", "#cd744a", "#a63a0a")
"""Fill by share of world production: class limits and colours."""


@dataclass(frozen=True, slots=True)
class Column:
    """A year: share by name, and the amount that they are shares of; None where nothing is known."""

    year: int
    shares: Mapping[str, float] | None
    amount: float | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: label, length (a share or another figure), text at its end, colour, and whether it is hatched."""

    label: str
    value: float
    text: str
    colour: str = COLOURS[0]
    hatched: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A dot with its range."""

    label: str
    value: float
    low: float
    high: float
    strong: bool = False


def line_colours(names: Sequence[str]) -> dict[str, str]:
    """Return a colour for each of the first names; the others are grey."""
    return {name: COLOURS[place] if place < len(COLOURS) else OTHERS for place, name in enumerate(names)}


def columns(rows: Sequence[Column], names: Sequence[str], *, unit: str, title: str, ceiling: bool = True) -> Markup:
    """Return shares by year as stacked columns, and below them the amount; with a line at 65 % where that ceiling speaks of them."""
    colours = line_colours(names)
    width, left, top, height, gap, low = 860.0, 52.0, 8.0, 270.0, 26.0, 64.0
    step = (width - left - 6) / max(len(rows), 1)
    most = max((row.amount or 0.0 for row in rows), default=0.0) or 1.0
    parts = [_open(width, top + height + gap + low + 24, title)]
    for share in (0.0, 0.25, 0.5, 0.65, 0.75, 1.0):
        y = top + height * (1 - share)
        if share != 0.65:
            parts.append(f'<line x1="{left}" x2="{width}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_LINE}"/>')
            parts.append(_words(left - 6, y + 4, f"{share:.0%}", anchor="end", soft=True))
    for place, row in enumerate(rows):
        x, wide = left + place * step, max(step - 1.5, 1.0)
        if row.shares is None:
            parts.append(
                f'<rect x="{x:.1f}" y="{top}" width="{wide:.1f}" height="{height}" fill="url(#nothing)"><title>{row.year}: no imports with a weight</title></rect>'
            )
        else:
            base = top + height
            rest = 1.0
            stacked = [(name, row.shares.get(name, 0.0)) for name in names]
            rest -= math.fsum(share for _, share in stacked)
            for name, share in [*stacked, ("others", max(rest, 0.0))]:
                if share > 0.0005:
                    tall = share * height
                    base -= tall
                    colour = colours.get(name, OTHERS)
                    parts.append(
                        f'<rect x="{x:.1f}" y="{base:.2f}" width="{wide:.1f}" height="{tall:.2f}" fill="{colour}"><title>{row.year} {escape(name)}: {share:.0%}</title></rect>'
                    )
        if row.amount:
            tall = low * row.amount / most
            parts.append(
                f'<rect x="{x:.1f}" y="{top + height + gap + low - tall:.2f}" width="{wide:.1f}" height="{max(tall, 0.6):.2f}" fill="#4d6271"><title>{row.year}: {row.amount:,.0f} {escape(unit)}</title></rect>'
            )
        if row.year % 5 == 0 or place == len(rows) - 1:
            parts.append(_words(x + wide / 2, top + height + gap + low + 16, str(row.year), anchor="middle", soft=True))
    if ceiling:
        y = top + height * 0.35
        parts.append(
            f'<line x1="{left}" x2="{width}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_INK}" stroke-dasharray="5 4"/>'
        )
    parts.append(_words(left, top + height + gap - 8, f"Imports, {unit}; most in a year: {most:,.0f}", soft=True))
    parts.append("</svg>")
    return Markup("".join(parts))  # every text has been escaped


def bars(rows: Sequence[Bar], *, title: str, most: float | None = None) -> Markup:
    """Return horizontal bars in the order given, longest first when they are sorted so."""
    wide, label, line = 520.0, 150.0, 25.0
    longest = most or max((row.value for row in rows), default=1.0) or 1.0
    room = wide - label - 120
    parts = [_open(wide, line * max(len(rows), 1) + 6, title)]
    for place, row in enumerate(rows):
        y = 3 + place * line
        size = max(room * row.value / longest, 1.0)
        fill = "url(#re-export)" if row.hatched else row.colour
        parts.append(_words(label - 8, y + 16, shortened(row.label, FITS), anchor="end"))
        parts.append(
            f'<rect x="{label}" y="{y + 3:.1f}" width="{size:.1f}" height="{line - 8:.1f}" fill="{fill}" stroke="{row.colour}" stroke-width="{0.8 if row.hatched else 0}"><title>{escape(row.note or row.label)}</title></rect>'
        )
        parts.append(_words(label + size + 6, y + 16, row.text))
    parts.append("</svg>")
    return Markup("".join(parts))  # every text has been escaped


def places(rows: Sequence[Place], *, title: str, axis: str) -> Markup:
    """Return dots with the range that nine of ten draws fall into."""
    wide, label, line = 520.0, 160.0, 21.0
    most = max((row.high for row in rows), default=1.0) or 1.0
    room = wide - label - 60
    parts = [_open(wide, line * len(rows) + 26, title)]
    tick = _tick(most)
    for number in range(int(most / tick) + 1):
        x = label + room * number * tick / most
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="2" y2="{line * len(rows) + 4:.0f}" stroke="{_LINE}"/>')
        parts.append(_words(x, line * len(rows) + 18, f"{number * tick:g}", anchor="middle", soft=True))
    parts.append(_words(wide, line * len(rows) + 18, axis, anchor="end", soft=True))
    for place, row in enumerate(rows):
        y = 13 + place * line
        colour = COLOURS[0] if row.strong else "#4d6271"
        first, last, dot = (label + room * value / most for value in (row.low, row.high, row.value))
        parts.append(_words(label - 8, y + 4, shortened(row.label, FITS), anchor="end", strong=row.strong))
        parts.append(
            f'<line x1="{first:.1f}" x2="{last:.1f}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="3" stroke-opacity=".45"/>'
            f'<circle cx="{dot:.1f}" cy="{y}" r="4.5" fill="{colour}"><title>{escape(row.label)}: {row.value:.3f}, {row.low:.3f} to {row.high:.3f}</title></circle>'
        )
    parts.append("</svg>")
    return Markup("".join(parts))  # every text has been escaped


def world(
    production: Mapping[str, float], partners: Mapping[str, float], importers: Sequence[str], *, title: str
) -> Markup:
    """Return a map: countries filled by their share of production, circles for the share of imports, the importer outlined.

    Parameters
    ----------
    production, partners
        Share by country (ISO 3166 alpha-3), 0 to 1.
    importers
        Countries of the importer.
    """
    wide, high = 860.0, 400.0
    parts = [_open(wide, high, title)]
    for code, name, line in _outlines():
        share = production.get(code, 0.0)
        fill = (
            "#edece6" if share <= 0 else _SHADES[max(number for number, limit in enumerate(_CLASSES) if share >= limit)]
        )
        mine = code in importers
        edge = f'stroke="{_INK}" stroke-width="1.6"' if mine else 'stroke="#fff" stroke-width=".5"'
        told = f"{name}: {share:.1%} of world production" if share > 0 else name
        parts.append(f'<path d="{line}" fill="{fill}" {edge}><title>{escape(told)}</title></path>')
    points = _points()
    target = next((points[code] for code in importers if code in points), None)
    for code, share in sorted(partners.items(), key=lambda item: -item[1]):
        if code not in points or share < 0.005:
            continue
        x, y = points[code]
        radius = 3.0 + 17.0 * math.sqrt(share)
        if target is not None:
            bend = (x + target[0]) / 2, min(y, target[1]) - abs(x - target[0]) * 0.16 - 8
            parts.append(
                f'<path d="M{x:.1f} {y:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {target[0]:.1f} {target[1]:.1f}" fill="none" stroke="#0b6394" stroke-opacity=".55" stroke-width="{1 + 5 * share:.1f}"/>'
            )
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#0b6394" fill-opacity=".35" stroke="#0b6394"><title>{escape(code)}: {share:.0%} of imports</title></circle>'
        )
        if share >= 0.03:
            parts.append(_words(x, y + 4, f"{code} {share:.0%}", anchor="middle", halo=True))
    parts.append("</svg>")
    return Markup("".join(parts))  # every text has been escaped


def key() -> list[tuple[str, str]]:
    """Return colour and words of each class of the map."""
    words = [f"{low:.0%} to {high:.0%}" for low, high in pairwise(_CLASSES)]
    return [
        *zip(_SHADES, [f"below {_CLASSES[1]:.0%}", *words[1:], f"above {_CLASSES[-1]:.0%}"], strict=True),
        ("#edece6", "none named"),
    ]


def _open(width: float, height: float, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{escape(title)}">'
        '<defs><pattern id="nothing" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="7" height="7" fill="#f3f3ef"/><line x1="0" y1="0" x2="0" y2="7" stroke="#d8dbd9" stroke-width="2"/></pattern>'
        '<pattern id="re-export" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" fill="#fff"/><line x1="0" y1="0" x2="0" y2="6" stroke="#a63a0a" stroke-width="3"/></pattern></defs>'
    )


def _words(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    soft: bool = False,
    strong: bool = False,
    halo: bool = False,
) -> str:
    weight = ' font-weight="650"' if strong else ""
    around = ' paint-order="stroke" stroke="#fff" stroke-width="3" stroke-linejoin="round"' if halo else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_SOFT if soft else _INK}"{weight}{around}>{escape(text)}</text>'


def _tick(most: float) -> float:
    """Return a round step that gives two to six ticks."""
    size = 10.0 ** math.floor(math.log10(most))
    return float(next(size * part for part in (0.2, 0.5, 1.0, 2.0) if most / (size * part) <= 6))


@cache
def _outlines() -> tuple[tuple[str, str, str], ...]:
    """Return code, name and SVG path of every country but Antarctica."""
    found = []
    for country in countries():
        if country["id"] == "ATA":
            continue
        lines = []
        for ring in country["rings"]:
            # A ring that crosses the 180th meridian goes on beyond the map's edge instead of back across the whole map.
            across = max(point[0] for point in ring) - min(point[0] for point in ring) > 180
            points = [
                _project(longitude + 360 if across and longitude < 0 else longitude, latitude)
                for longitude, latitude in ring
            ]
            lines.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
        found.append((country["id"], country["name"], "".join(lines)))
    return tuple(found)


@cache
def _points() -> dict[str, tuple[float, float]]:
    """Return a point inside each country."""
    from lodeway import atlas

    frame = atlas.read("countries").drop_nulls(["longitude", "latitude"])
    return {
        code: _project(longitude, latitude)
        for code, longitude, latitude in frame.select("iso3", "longitude", "latitude").iter_rows()
    }


def _project(longitude: float, latitude: float) -> tuple[float, float]:
    """Return a point of the map [px], in the Equal Earth projection (Savric, Patterson and Jenny 2018)."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    squared = theta * theta
    sixth = squared**3
    x = (
        math.radians(longitude)
        * math.cos(theta)
        / (math.sqrt(3) / 2 * (a1 + 3 * a2 * squared + sixth * (7 * a3 + 9 * a4 * squared)))
    )
    y = theta * (a1 + a2 * squared + sixth * (a3 + a4 * squared))
    return 418 + x * 152, 205 - y * 152
