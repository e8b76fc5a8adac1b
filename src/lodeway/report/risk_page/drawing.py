"""Drawings as SVG: shares over time, sorted bars, places with ranges, a world map."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from markupsafe import Markup, escape

from lodeway.report.context.charts import countries
from lodeway.report.words import shortened
from lodeway.risk.series import DOUBTFUL

__all__ = [
    "COLOURS",
    "Bar",
    "Column",
    "Move",
    "Place",
    "bars",
    "both",
    "columns",
    "key",
    "line_colours",
    "moves",
    "places",
    "world",
]

COLOURS = ("#a63a0a", "#0b6394", "#c9a227", "#5d8a66", "#8a6fae", "#3a9a9a", "#d07a8d", "#6b5b4b")
OTHERS = "#b7bcc0"
FITS = 18
"""Letters that fit beside a bar."""
LETTER = 7.6
"""Width of a letter at the end of a bar, at most [px]."""
_CUT = 1.12
"""An amount above so many times the scale's largest is cut."""
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
    flag: str = ""
    """Why the year should not be compared with others; empty where it may be."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: label, length (a share or another figure), text at its end, colour, and whether it is hatched."""

    label: str
    value: float
    text: str
    colour: str = COLOURS[0]
    hatched: bool = False
    note: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A share that was, in the year `since`, and is."""

    label: str
    before: float
    after: float
    since: int


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


def both(draw: Callable[[bool], Markup]) -> Markup:
    """Return a drawing for wide and one for narrow screens, of which the page shows one; `draw` is told whether it is for a narrow one."""
    wide, narrow = draw(False), draw(True)
    return Markup('<div class="on-wide">{}</div><div class="on-narrow">{}</div>').format(wide, narrow)


def columns(
    rows: Sequence[Column],
    names: Sequence[str],
    *,
    unit: str,
    title: str,
    of: str = "Imports",
    ceiling: bool = True,
    narrow: bool = False,
) -> Markup:
    """Return shares by year as stacked columns, and below them the amount of imports or whatever `of` says; with a line at 65 % where that ceiling speaks of them.

    Years that are flagged are pale. An amount that is doubtful does not set the scale: it is cut, and its figure stands beside it.
    """
    colours = line_colours(names)
    width, left, height, low = (380.0, 42.0, 200.0, 56.0) if narrow else (860.0, 52.0, 270.0, 64.0)
    top, gap = 8.0, 34.0
    step = (width - left - 6) / max(len(rows), 1)
    sure = [row.amount for row in rows if row.amount and row.flag != DOUBTFUL]
    most = max(sure, default=0.0) or max((row.amount or 0.0 for row in rows), default=0.0) or 1.0
    alone = sum((row.amount or 0.0) > most * _CUT for row in rows) == 1
    floor = top + height + gap + low
    parts = [_open(width, floor + 24, title)]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = top + height * (1 - share)
        parts.append(f'<line x1="{left}" x2="{width}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_LINE}"/>')
        parts.append(_words(left - 6, y + 4, f"{share:.0%}", anchor="end", soft=True))
    parts.append(_words(left, top + height + gap - 12, f"{of}, {unit}", soft=True))
    tick = _tick(most)
    for amount in (0.0, tick * math.floor(most / tick)):
        y = floor - low * amount / most
        parts.append(f'<line x1="{left}" x2="{width}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_LINE}"/>')
        parts.append(_words(left - 6, y + 4, _short(amount), anchor="end", soft=True))
    for place, row in enumerate(rows):
        x, wide = left + place * step, max(step - 1.5, 1.0)
        parts += _stack(row, names, colours, x, wide, top, height, of)
        parts += _amount(row, most, unit, alone, x, wide, floor, low, width)
        last = place == len(rows) - 1
        # Beside the last year's figure there is no room for another.
        if last or (row.year % (10 if narrow else 5) == 0 and (len(rows) - 1 - place) * step > 52):
            anchor, at = ("end", x + wide) if last else ("middle", x + wide / 2)
            parts.append(_words(at, floor + 16, str(row.year), anchor=anchor, soft=True))
    if ceiling:
        y = top + height * 0.35
        parts.append(
            f'<line x1="{left}" x2="{width}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_INK}" stroke-dasharray="5 4"/>'
        )
    return _close(parts, f"{title}{narrow}")


def _stack(
    row: Column,
    names: Sequence[str],
    colours: Mapping[str, str],
    x: float,
    wide: float,
    top: float,
    height: float,
    of: str,
) -> list[str]:
    """Return the parts of a year's column, or a hatched one where nothing is known."""
    if row.shares is None:
        return [
            f'<rect x="{x:.1f}" y="{top}" width="{wide:.1f}" height="{height}" fill="url(#nothing)"><title>{row.year}: no {of.lower()} with a weight</title></rect>'
        ]
    parts, base = [], top + height
    stacked = [(name, row.shares.get(name, 0.0)) for name in names]
    rest = 1.0 - math.fsum(share for _, share in stacked)
    doubt = f", {row.flag}" if row.flag else ""
    pale = ' fill-opacity=".38"' if row.flag else ""
    for name, share in [*stacked, ("others", max(rest, 0.0))]:
        if share > 0.0005:
            tall = share * height
            base -= tall
            colour = colours.get(name, OTHERS)
            parts.append(
                f'<rect x="{x:.1f}" y="{base:.2f}" width="{wide:.1f}" height="{tall:.2f}" fill="{colour}"{pale}><title>{row.year} {escape(name)}: {share:.0%}{escape(doubt)}</title></rect>'
            )
    return parts


def _amount(
    row: Column, most: float, unit: str, alone: bool, x: float, wide: float, floor: float, low: float, width: float
) -> list[str]:
    """Return the bar of a year's amount; one that is beyond the scale is cut and told in figures."""
    if not row.amount:
        return []
    tall = low * min(row.amount / most, _CUT)
    told = f"<title>{row.year}: {row.amount:,.0f} {escape(unit)}{f', {escape(row.flag)}' if row.flag else ''}</title>"
    pale = ' fill-opacity=".38"' if row.flag else ""
    parts = [
        f'<rect x="{x:.1f}" y="{floor - tall:.2f}" width="{wide:.1f}" height="{max(tall, 0.8):.2f}" fill="#4d6271"{pale}>{told}</rect>'
    ]
    if row.amount > most * _CUT:
        cut = floor - low * 0.86
        parts.append(
            f'<path d="M{x - 2:.1f} {cut + 3:.1f}L{x + wide / 2:.1f} {cut - 4:.1f}L{x + wide + 2:.1f} {cut + 3:.1f}" fill="none" stroke="#fff" stroke-width="4"/>'
        )
        # Several figures would stand on each other: each bar's own words have its figure.
        text = f"{row.amount:,.0f} {unit} in {row.year}: {row.flag}" if alone else ""
        late = x > width * 0.55
        parts.append(
            _words(x - 5 if late else x + wide + 5, floor - low + 8, text, anchor="end" if late else "start", soft=True)
        )
    return parts


def bars(rows: Sequence[Bar], *, title: str, most: float | None = None, narrow: bool = False) -> Markup:
    """Return horizontal bars in the order given, longest first when they are sorted so."""
    wide, label, line = (370.0, 118.0, 25.0) if narrow else (560.0, 150.0, 25.0)
    longest = most or max((row.value for row in rows), default=1.0) or 1.0
    room = wide - label - 14 - LETTER * max((len(row.text) for row in rows), default=0)
    parts = [_open(wide, line * max(len(rows), 1) + 6, title)]
    for place, row in enumerate(rows):
        y = 3 + place * line
        size = max(room * row.value / longest, 1.0)
        fill = "url(#re-export)" if row.hatched else row.colour
        parts.append(
            _words(label - 8, y + 16, shortened(row.label, 14 if narrow else FITS), anchor="end", strong=row.strong)
        )
        parts.append(
            f'<rect x="{label}" y="{y + 3:.1f}" width="{size:.1f}" height="{line - 8:.1f}" fill="{fill}" stroke="{row.colour}" stroke-width="{0.8 if row.hatched else 0}"><title>{escape(row.note or row.label)}</title></rect>'
        )
        parts.append(_words(label + size + 6, y + 16, row.text))
    return _close(parts, f"{title}{narrow}")


def places(rows: Sequence[Place], *, title: str, axis: str, narrow: bool = False) -> Markup:
    """Return dots with the range that nine of ten draws fall into."""
    wide, label, line = (370.0, 122.0, 21.0) if narrow else (560.0, 160.0, 21.0)
    most = max((row.high for row in rows), default=1.0) or 1.0
    room = wide - label - 60
    parts = [_open(wide, line * len(rows) + 26, title)]
    parts += _scale(most, label, room, line * len(rows), "{:g}")
    parts.append(_words(wide - 2, line * len(rows) + 18, axis, anchor="end", soft=True))
    for place, row in enumerate(rows):
        y = 13 + place * line
        colour = COLOURS[0] if row.strong else "#4d6271"
        first, last, dot = (label + room * value / most for value in (row.low, row.high, row.value))
        parts.append(
            _words(label - 8, y + 4, shortened(row.label, 15 if narrow else FITS), anchor="end", strong=row.strong)
        )
        parts.append(
            f'<line x1="{first:.1f}" x2="{last:.1f}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="3" stroke-opacity=".45"/>'
            f'<circle cx="{dot:.1f}" cy="{y}" r="4.5" fill="{colour}"><title>{escape(row.label)}: {row.value:.3f}, {row.low:.3f} to {row.high:.3f}</title></circle>'
        )
    return _close(parts, f"{title}{narrow}")


def moves(rows: Sequence[Move], *, title: str, narrow: bool = False) -> Markup:
    """Return for each row a hollow dot where a share was and a full one where it is, joined by a line: red where it has risen."""
    wide, label, line = (370.0, 122.0, 22.0) if narrow else (560.0, 160.0, 22.0)
    room = wide - label - 30
    parts = [_open(wide, line * len(rows) + 26, title)]
    parts += _scale(1.0, label, room, line * len(rows), "{:.0%}")
    for place, row in enumerate(rows):
        y = 13 + place * line
        before, after = label + room * row.before, label + room * row.after
        colour = COLOURS[0] if row.after > row.before else COLOURS[1]
        parts.append(_words(label - 8, y + 4, shortened(row.label, 15 if narrow else FITS), anchor="end"))
        parts.append(
            f'<line x1="{before:.1f}" x2="{after:.1f}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2.5" stroke-opacity=".5"/>'
            f'<circle cx="{before:.1f}" cy="{y}" r="4" fill="#fff" stroke="{colour}" stroke-width="1.6"/>'
            f'<circle cx="{after:.1f}" cy="{y}" r="5" fill="{colour}"><title>{escape(row.label)}: {row.before:.0%} in {row.since}, {row.after:.0%} now</title></circle>'
        )
    return _close(parts, f"{title}{narrow}")


def _scale(most: float, left: float, room: float, height: float, form: str) -> list[str]:
    """Return lines and figures of a horizontal scale."""
    tick, parts = _tick(most), []
    for number in range(int(most / tick + 1e-9) + 1):
        x = left + room * number * tick / most
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="2" y2="{height + 4:.0f}" stroke="{_LINE}"/>')
        parts.append(_words(x, height + 18, form.format(number * tick), anchor="middle", soft=True))
    return parts


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
            # Straight and dashed: who sells to whom. A curve would look like a way.
            parts.append(
                f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{target[0]:.1f}" y2="{target[1]:.1f}" stroke="#0b6394" stroke-opacity=".7" '
                f'stroke-width="{1 + 3 * share:.1f}" stroke-dasharray="6 5"><title>{escape(code)} sells to the importer: not the way it goes</title></line>'
            )
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#0b6394" fill-opacity=".35" stroke="#0b6394"><title>{escape(code)}: {share:.0%} of imports</title></circle>'
        )
        if share >= 0.03:
            words = _words(x, y + 4, f"{code} {share:.0%}", anchor="middle", halo=True)
            parts.append(words if share >= 0.1 else words.replace("<text ", '<text class="minor" ', 1))
    return _close(parts, title)


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


def _close(parts: list[str], name: str) -> Markup:
    """Return the drawing; its patterns bear a name of their own, so that one that is hidden takes none from another."""
    own = f"{zlib.crc32(name.encode()):08x}"
    text = re.sub(r"(id=\"|url\(#)(nothing|re-export)", rf"\1\2-{own}", "".join([*parts, "</svg>"]))
    return Markup(text)  # every text has been escaped


def _short(amount: float) -> str:
    """Return an amount with few letters.

    Examples
    --------
    >>> _short(0.0), _short(400.0), _short(25000.0), _short(2e6)
    ('0', '400', '25k', '2M')
    """
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if amount >= size:
            return f"{amount / size:g}{letter}"
    return f"{amount:g}"


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
    return float(next(size * part for part in (0.2, 0.5, 1.0, 2.0) if most / (size * part) <= 6.01))


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
