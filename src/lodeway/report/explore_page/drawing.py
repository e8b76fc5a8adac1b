"""Drawings of a study: maps as pictures inside SVG, curves, bars."""

from __future__ import annotations

import base64
import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from lodeway.explore.grid import Grid
from lodeway.explore.validation.placing import standing
from lodeway.report.explore_page.surroundings import Degree, Name

__all__ = ["BEST", "RANGE", "Line", "Sheet", "bars", "curves", "dots", "map_of", "pairs"]

_INK, _SOFT, _LINE = "#1c2329", "#56606a", "#d8dbd9"
BEST = ((0.01, "#5c1a00"), (0.05, "#a63a0a"), (0.1, "#cd744a"), (0.2, "#e3a57e"), (0.5, "#f0d3bd"), (1.0, "#f1efec"))
"""Shares of the ground, the best first, and their colours."""
RANGE = ((2.0, "#d9e6ee"), (4.0, "#a9c8db"), (8.0, "#6ea3c2"), (16.0, "#2f7ba6"), (np.inf, "#0b3f5e"))
"""Upper over lower limit of the intensity, and their colours."""
_NAMES, _LARGE = 12, 6
"""Cities, and deposits, that are named at most; cities that are named on narrow screens as well."""
_WIDE = 860
"""Most pixels of a map's picture on a side."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A raster made small enough to be drawn."""

    grid: Grid
    bands: NDArray[np.float32]

    @classmethod
    def read(cls, path: Path) -> Sheet:
        """Return all bands of a raster at no more than 860 pixels a side: the nearest cell of each pixel."""
        import rasterio

        from lodeway.explore.evidence.rasters import grid_of

        with rasterio.open(path) as file:
            whole = grid_of(file)
            times = max(1.0, max(file.width, file.height) / _WIDE)
            size = max(1, round(file.height / times)), max(1, round(file.width / times))
            bands = file.read(out_shape=(file.count, *size))
            return cls(whole.resized(size[1], size[0]), bands)

    def shares(self) -> NDArray[np.float64]:
        """Return the share of the ground that ranks above each cell, shape (height, width); NaN off the ground."""
        values = self.bands[0]
        there = ~np.isnan(values)
        area = np.broadcast_to(self.grid.areas()[:, None], values.shape)[there]
        found = np.full(values.shape, np.nan)
        found[there] = standing(-values[there], area)
        return found

    def limits(self, shares: Sequence[float]) -> list[float]:
        """Return the intensity that just so large a share of the ground, the best, reaches or exceeds; NaN where no cell is so small."""
        found, values = self.shares(), self.bands[0]
        kept = [values[found <= share] for share in shares]
        return [float(one.min()) if one.size else math.nan for one in kept]


def map_of(
    sheet: Sheet,
    values: NDArray[np.float64],
    classes: Sequence[tuple[float, str]],
    *,
    title: str,
    points: NDArray[np.float64] | None = None,
    outlines: Sequence[NDArray[np.float64]] = (),
    degrees: Sequence[Degree] = (),
    names: Sequence[Name] = (),
) -> Markup:
    """Return a map: each cell in the colour of the first class whose limit it does not pass.

    Parameters
    ----------
    sheet
        Its grid.
    values
        Shape of the grid; NaN where there is no ground.
    classes
        Limits in rising order, with colours.
    title
        For those who do not see it.
    points
        Places of deposits in the grid's system, shape (n, 2).
    outlines
        Lines in the grid's system, each of shape (n, 2).
    degrees
        Meridians and parallels.
    names
        Places to name as far as there is room, the most important first.
    """
    grid = sheet.grid
    stretch = 1.0
    if grid.geographic:
        stretch = 1 / np.cos(np.radians(grid.transform.f + grid.transform.e * grid.height / 2))
    width = 860.0
    height = width * grid.height * abs(grid.transform.e) * stretch / (grid.width * grid.transform.a)

    def at(places: NDArray[np.float64]) -> NDArray[np.float64]:
        across = (places[:, 0] - grid.transform.c) / (grid.transform.a * grid.width) * width
        down = (places[:, 1] - grid.transform.f) / (grid.transform.e * grid.height) * height
        return np.column_stack([across, down])

    frame = f"map-{zlib.crc32(title.encode()):x}"
    parts = [
        f'<svg viewBox="0 0 {width:.0f} {height + 26:.0f}" role="img" aria-label="{escape(title)}">',
        f'<image x="0" y="0" width="{width:.0f}" height="{height:.1f}" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,{_picture(values, classes)}"/>',
        f'<clipPath id="{frame}"><rect width="{width:.0f}" height="{height:.1f}"/></clipPath>',
    ]
    lines = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in at(line)) for line in outlines if len(line) > 1)
    if lines:
        parts.append(f'<path d="{lines}" fill="none" stroke="{_SOFT}" stroke-width=".8" clip-path="url(#{frame})"/>')
    labels = []
    for one in degrees:
        course = at(one.line)
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in course)
        parts.append(
            f'<path class="degree" d="M{path}" fill="none" stroke="{_INK}" stroke-opacity=".22" stroke-width=".7" clip-path="url(#{frame})"/>'
        )
        labels.append(_degree(one, course, width, height))
    if points is not None:
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#fff" fill-opacity=".85" stroke="{_INK}" stroke-width="1.4"/>'
            for x, y in at(points)
        ]
    parts += [*labels, *_names(names, at, width, height)]
    parts.append(f'<rect width="{width:.0f}" height="{height:.1f}" fill="none" stroke="{_LINE}"/>')
    parts.append(_scale(grid, width, height))
    return Markup("".join([*parts, "</svg>"]))


_HALO = 'stroke="#fff" stroke-width="3" stroke-opacity=".8" paint-order="stroke"'
"""What makes a label readable on any colour."""


def _degree(one: Degree, course: NDArray[np.float64], width: float, height: float) -> str:
    """Return the label of a meridian at the lower edge, of a parallel at the left one; none where the line does not come there."""
    along, off, edge = (course[:, 1], course[:, 0], height) if one.meridian else (course[:, 0], course[:, 1], 0.0)
    order = np.argsort(along)
    place = float(np.interp(edge, along[order], off[order]))
    if not 24 < place < (width if one.meridian else height) - 24:
        return ""
    x, y, anchor = (place, height - 6, "middle") if one.meridian else (5.0, place + 4, "start")
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_SOFT}" {_HALO}>{one.label}</text>'


def _names(
    names: Sequence[Name], at: Callable[[NDArray[np.float64]], NDArray[np.float64]], width: float, height: float
) -> list[str]:
    """Return marks and labels of places, each only where it covers no other; those beyond the first few are left out on narrow screens."""
    parts: list[str] = []
    taken: list[tuple[float, float, float, float]] = []
    shown = {True: 0, False: 0}
    for one in names:
        if shown[one.deposit] == _NAMES:
            continue
        x, y = (float(value) for value in at(np.array([[one.x, one.y]]))[0])
        # On narrow screens text has twice the size.
        minor = one.deposit or shown[False] >= _LARGE
        size = 12.5 if minor else 24.0
        long = 0.6 * size * len(one.text) + 12
        left = x + long > width - 4
        box = (x - long if left else x - 6, y - size, x + 6 if left else x + long, y + size / 2)
        crowded = any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
        if crowded or box[0] < 60 or box[1] < 0 or box[2] > width or box[3] > height - 24:
            continue
        taken.append(box)
        shown[one.deposit] += 1
        text = f'x="{x + (-8 if left else 8):.1f}" y="{y + 4:.1f}" text-anchor="{"end" if left else "start"}"'
        style = ' font-style="italic"' if one.deposit else ""
        kind = ' class="minor"' if minor else ""
        if not one.deposit:
            parts.append(f'<rect x="{x - 2.5:.1f}" y="{y - 2.5:.1f}" width="5" height="5" fill="{_INK}"/>')
        parts.append(f'<text {text}{kind}{style} fill="{_INK}" {_HALO}>{escape(one.text)}</text>')
    return parts


def _scale(grid: Grid, width: float, height: float) -> str:
    """Return a scale bar of a round number of kilometres, some fifth of the width."""
    across = grid.width * grid.transform.a / grid.kilometre
    if grid.geographic:
        across *= float(np.cos(np.radians(grid.transform.f + grid.transform.e * grid.height / 2)))
    rough = across / 5
    power = 10 ** np.floor(np.log10(rough))
    step = max(one * power for one in (1, 2, 5) if one * power <= rough)
    long = step / across * width
    y = height + 12
    return (
        f'<path d="M1 {y - 5:.1f}V{y:.1f}H{long:.1f}V{y - 5:.1f}" fill="none" stroke="{_INK}"/>'
        f'<text x="{long + 8:.1f}" y="{y + 3:.1f}" fill="{_INK}">{step:,.10g} km</text>'
    )


def _picture(values: NDArray[np.float64], classes: Sequence[tuple[float, str]]) -> str:
    """Return a PNG of the classes, clear where there is no ground, as base64."""
    import warnings

    from rasterio.errors import NotGeoreferencedWarning
    from rasterio.io import MemoryFile

    limits = np.array([limit for limit, _ in classes])
    place = np.minimum(np.searchsorted(limits, np.nan_to_num(values)), limits.size - 1)
    colours = np.array([[int(colour[n : n + 2], 16) for n in (1, 3, 5)] + [255] for _, colour in classes], np.uint8)
    pixels = colours[place]
    pixels[np.isnan(values)] = 0
    with MemoryFile() as memory:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # a picture has no place on the ground
            with memory.open(
                driver="PNG", width=values.shape[1], height=values.shape[0], count=4, dtype="uint8"
            ) as file:
                file.write(np.moveaxis(pixels, 2, 0))
        return base64.b64encode(memory.read()).decode()


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A curve, and the band around it if it has one."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    colour: str
    dashed: bool = False
    low: NDArray[np.float64] | None = None
    high: NDArray[np.float64] | None = None


def curves(
    lines: Sequence[Line],
    *,
    title: str,
    across: str,
    up: str,
    marks: Sequence[tuple[float, float, str]] = (),
    most: float = 1.0,
    log: bool = False,
    figure: str = "{:.0%}",
) -> Markup:
    """Return curves over shares from 0 to 1; `most` ends the upward scale, `log` stretches small shares."""
    width, left, top, side, foot = 440.0, 66.0, 8.0, 280.0, 44.0
    wide = width - left - 24
    least = 0.001

    def to_x(values: NDArray[np.float64]) -> NDArray[np.float64]:
        held = np.clip(values, least if log else 0.0, 1)
        share = (np.log10(held) - np.log10(least)) / -np.log10(least) if log else held
        return np.asarray(left + wide * share)

    def to_y(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(top + side * (1 - np.clip(values / most, 0, 1)))

    parts = [f'<svg viewBox="0 0 {width:.0f} {top + side + foot:.0f}" role="img" aria-label="{escape(title)}">']
    for share in np.linspace(0, 1, 6):
        y = float(to_y(np.array([share * most]))[0])
        parts.append(f'<line x1="{left}" x2="{left + wide}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_LINE}"/>')
        parts.append(
            f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" fill="{_SOFT}">{figure.format(share * most)}</text>'
        )
    for tick in (0.001, 0.01, 0.1, 1.0) if log else (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        x = float(to_x(np.array([tick]))[0])
        words = f"{tick:.1%}" if tick == least and log else f"{tick:.0%}"
        parts.append(f'<text x="{x:.1f}" y="{top + side + 17:.1f}" text-anchor="middle" fill="{_SOFT}">{words}</text>')
    for line in lines:
        if line.low is not None and line.high is not None:
            there = np.r_[to_x(line.x), to_x(line.x)[::-1]]
            edge = np.r_[to_y(line.high), to_y(line.low)[::-1]]
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(there, edge, strict=True))
            parts.append(f'<path d="M{path}Z" fill="{line.colour}" fill-opacity=".16"/>')
    for line in lines:
        known = np.isfinite(line.y)
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(to_x(line.x[known]), to_y(line.y[known]), strict=True))
        dash = ' stroke-dasharray="5 4"' if line.dashed else ""
        parts.append(f'<path d="M{path}" fill="none" stroke="{line.colour}" stroke-width="2"{dash}/>')
    for x_of, y_of, words in marks:
        x, y = float(to_x(np.array([x_of]))[0]), float(to_y(np.array([y_of]))[0])
        near = x > left + wide * 0.6
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{_INK}"/>')
        parts.append(
            f'<text x="{x + (-8 if near else 8):.1f}" y="{y + 16:.1f}" text-anchor="{"end" if near else "start"}" fill="{_INK}">{escape(words)}</text>'
        )
    parts.append(
        f'<text x="{left + wide / 2:.1f}" y="{top + side + 36:.1f}" text-anchor="middle" fill="{_INK}">{escape(across)}</text>'
    )
    parts.append(
        f'<text transform="translate(12 {top + side / 2:.1f}) rotate(-90)" text-anchor="middle" fill="{_INK}">{escape(up)}</text>'
    )
    return Markup("".join([*parts, "</svg>"]))


def pairs(rows: Sequence[tuple[str, float, float]], *, title: str, colours: tuple[str, str]) -> Markup:
    """Return two bars for each row: what was expected and what was found."""
    width, left, high = 420.0, 118.0, 44.0
    most = max((max(one, other) for _, one, other in rows), default=1.0) or 1.0
    parts = [f'<svg viewBox="0 0 {width:.0f} {high * len(rows) + 6:.0f}" role="img" aria-label="{escape(title)}">']
    for number, (words, *both) in enumerate(rows):
        y = number * high + 6
        parts.append(f'<text x="{left - 8}" y="{y + 21:.1f}" text-anchor="end" fill="{_INK}">{escape(words)}</text>')
        for place, (value, colour) in enumerate(zip(both, colours, strict=True)):
            long = value / most * (width - left - 52)
            top = y + place * 17
            parts.append(f'<rect x="{left}" y="{top:.1f}" width="{long:.1f}" height="15" fill="{colour}"/>')
            parts.append(f'<text x="{left + long + 6:.1f}" y="{top + 12:.1f}" fill="{_INK}">{value:,.1f}</text>')
    return Markup("".join([*parts, "</svg>"]))


def bars(rows: Sequence[tuple[str, float, str, str]], *, title: str) -> Markup:
    """Return a bar for each row (label, value, colour, words at its end); a value below 0 has a short grey bar to the left."""
    width, left, high = 640.0, 190.0, 26.0
    most = max((value for _, value, _, _ in rows), default=0.0) or 1.0
    room = width - left - 150
    parts = [f'<svg viewBox="0 0 {width:.0f} {high * len(rows) + 8:.0f}" role="img" aria-label="{escape(title)}">']
    for number, (label, value, colour, words) in enumerate(rows):
        y = number * high + 4
        short = label if len(label) <= 25 else label[:24] + "…"
        parts.append(f'<text x="{left - 8}" y="{y + 15:.1f}" text-anchor="end" fill="{_INK}">{escape(short)}</text>')
        long = max(value, 0.0) / most * room
        parts.append(
            f'<rect x="{left}" y="{y:.1f}" width="{max(long, 1):.1f}" height="20" fill="{colour if value > 0 else _LINE}"/>'
        )
        parts.append(f'<text x="{left + long + 8:.1f}" y="{y + 15:.1f}" fill="{_INK}">{escape(words)}</text>')
    return Markup("".join([*parts, "</svg>"]))


def dots(null: Sequence[float], score: float, se: float, *, title: str) -> Markup:
    """Return the scores of moved deposits as dots, with the score itself and its range, on a scale from 0.3 to 1."""
    width, left, high = 640.0, 14.0, 120.0
    low, top = 0.3, 1.0

    def to_x(value: float) -> float:
        return left + (min(max(value, low), top) - low) / (top - low) * (width - 2 * left)

    parts = [f'<svg viewBox="0 0 {width:.0f} {high:.0f}" role="img" aria-label="{escape(title)}">']
    for tick in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        x = to_x(tick)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="8" y2="92" stroke="{_SOFT if tick == 0.5 else _LINE}"/>')
        parts.append(f'<text x="{x:.1f}" y="110" text-anchor="middle" fill="{_SOFT}">{tick:.1f}</text>')
    parts += [
        f'<circle cx="{to_x(value):.1f}" cy="{68 - 9 * (number % 3):.1f}" r="4.5" fill="#8fa3b0"/>'
        for number, value in enumerate(null)
    ]
    if np.isfinite(se):
        parts.append(
            f'<line x1="{to_x(score - 2 * se):.1f}" x2="{to_x(score + 2 * se):.1f}" y1="28" y2="28" stroke="#a63a0a" stroke-width="3"/>'
        )
    parts.append(f'<circle cx="{to_x(score):.1f}" cy="28" r="7" fill="#a63a0a"/>')
    return Markup("".join([*parts, "</svg>"]))
