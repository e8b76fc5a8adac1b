"""Writes the page of a study: maps, curves, what drives the score, target areas."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.study import Mapped, Study
from lodeway.explore.validation.placing import precision
from lodeway.report.explore_page.drawing import BEST, RANGE, Line, Sheet, bars, curves, dots, map_of, pairs
from lodeway.report.explore_page.surroundings import Name, cities, graticule, outlines
from lodeway.report.explore_page.targets import LARGEST, Area
from lodeway.report.page.profile import write_profile_page

__all__ = ["write_page"]

_BLOCK, _RANDOM, _FOUND = "#a63a0a", "#0b6394", "#8fa3b0"
_DIRECTIONS = {"rising": "#a63a0a", "falling": "#0b6394", "mixed": "#c9a227", "class": "#5d8a66"}
_WORDS = {
    "rising": "more where it is high",
    "falling": "more where it is low",
    "mixed": "neither up nor down",
    "class": "by class",
}
_BEST = 0.05
"""Share of the ground, the best, of which the first screen tells what it held."""
_FINE = 4.0
"""Times its share that the best ground is to hold for the map to tell where to look: a fifth of the deposits (assumption)."""
_SHOWN = 15
"""Target areas in the table."""


def write_page(path: Path, mapped: Mapped, found: Sequence[Area]) -> Path:
    """Write the page, which opens from disk and asks nothing of the network; return its path.

    Parameters
    ----------
    path
        The HTML file, which is overwritten.
    mapped
        The study and its map.
    found
        Target areas, the best first.
    """
    study = mapped.study
    sheet = Sheet.read(mapped.intensity)
    sections = [
        _trust(study),
        _counts(study),
        _drivers(study),
        _unsure(study, sheet),
        _targets(mapped, found),
        _evidence(study),
    ]
    write_profile_page(
        path,
        {
            "kind": "explore",
            "over": "Where undiscovered deposits may be",
            "title": study.evidence.title,
            "sentences": _sentences(mapped),
            "hero": _hero(study, sheet),
            "facts": _facts(study),
            "sections": [section for section in sections if section],
            "version_of_data": f"the study {study.digest[:16]}",
            "notes": [*([study.evidence.note] if study.evidence.note else []), *study.notes],
            "credits": _credits(study),
        },
    )
    return path


def _sentences(mapped: Mapped) -> list[tuple[str, str]]:
    own = mapped.study.judgement
    lead, _, rest = own.verdict.partition(": ")
    target = own.target
    told = [(f"{lead.capitalize()}.", f"{rest[0].upper()}{rest[1:]}.")]
    told.append(("", _best(float(np.interp(_BEST, own.curve.area, own.curve.middle)))))
    if own.signal:
        told.append(
            (
                "",
                f"{target.area_share:.1%} of the ground is target area, sized to hold {target.level:.0%} of deposits; it held {target.coverage:.0%} of those unseen.",
            )
        )
    apart = f"{abs(own.gap):.2f} {'too much' if own.gap > 0 else 'less'}" if abs(own.gap) >= 0.005 else "the same"
    told.append(("", f"A random division of the same cells scores {own.random:.2f}: {apart}."))
    return told


def _best(held: float) -> str:
    """Say what the best ground held of the deposits not seen, and what that is good for."""
    times = held / _BEST
    words = f"Its best {_BEST:.0%} of ground held {held:.0%} of the deposits not seen"
    if times < 1.0:
        return f"{words}, fewer than any {_BEST:.0%} would."
    if times < 1.5:
        return f"{words}, hardly more than any {_BEST:.0%} would."
    if times < _FINE:
        return f"{words}, {times:.1f} times as many as any {_BEST:.0%} would: the map tells poor ground from better, not where in the better to look."
    return f"{words}, {times:.1f} times as many as any {_BEST:.0%} would."


def _facts(study: Study) -> list[tuple[str, str]]:
    own = study.judgement
    blocks = f"{own.blocks.size:,.3g} {own.blocks.unit}"
    target = [(f"{own.target.area_share:.1%}", f"of the ground to hold {own.target.level:.0%} of deposits")]
    return [
        (f"{own.block:.2f} ± {own.se:.2f}", f"AUC in unseen blocks of {blocks}, {len(own.repeats)} repeats"),
        (f"{own.random:.2f}", "AUC of a random division, which flatters"),
        (
            f"{own.count.expected:.0f} / {own.count.found:.0f}",
            f"deposits expected / found in unseen blocks (9 in 10: {own.count.low:.0f} to {own.count.high:.0f})",
        ),
        *(target if own.signal else []),
        (f"{study.gathered.ground:,.0f}", "km² of ground with evidence"),
    ]


def _hero(study: Study, sheet: Sheet) -> dict[str, Any]:
    drawing = map_of(
        sheet,
        sheet.shares(),
        BEST,
        title="Map of the ground by intensity, the best first",
        points=_points(study),
        outlines=outlines(study.grid),
        degrees=graticule(study.grid),
        names=[*cities(study.grid), *_named(study)],
    )
    lead = study.judgement.verdict.partition(": ")[0].capitalize()
    words = "" if study.judgement.signal else f"{lead}: {', and '.join(study.judgement.doubts)}."
    return {
        "heading": "The ground by deposits per 1,000 km², with known deposits",
        "words": words,
        "key": [*_legend(sheet), ("", "○ known deposit"), ("", "■ city")],
        "drawing": drawing,
    }


def _legend(sheet: Sheet) -> list[tuple[str, str]]:
    """Return the colour of each share of the ground, with the intensities [deposits per 1,000 km²] between which it lies."""
    bounds = sheet.limits([share for share, _ in BEST[:-1]])
    shares = ["best 1 %", "to 5 %", "to 10 %", "to 20 %", "to 50 %", "rest"]
    if not all(map(math.isfinite, bounds)):  # a flat map, or one of few cells
        return [(colour, share) for (_, colour), share in zip(BEST, shares, strict=True)]
    limits = [f"{1000 * value:.2g}" for value in bounds]
    told = [f"over {limits[0]}", *(f"{low} to {high}" for high, low in pairwise(limits)), f"under {limits[-1]}"]
    return [(colour, f"{share}: {words}") for (_, colour), share, words in zip(BEST, shares, told, strict=True)]


def _named(study: Study) -> list[Name]:
    """Return the deposits that their table names."""
    kept = [row for row, there in zip(study.placed.rows, study.gathered.placed, strict=True) if there]
    places = _points(study)
    return [
        Name(float(x), float(y), row.name, deposit=True) for (x, y), row in zip(places, kept, strict=True) if row.name
    ]


def _points(study: Study) -> NDArray[np.float64]:
    cell = study.placed.cell[study.gathered.placed]
    return np.column_stack(study.grid.centres(*np.divmod(cell, study.grid.width)))


def _trust(study: Study) -> dict[str, Any]:
    own = study.judgement
    curve, chance = own.curve, np.linspace(0, 1, 50)
    density = precision(curve, float(study.gathered.cells.count.sum()), study.gathered.ground) * 1000
    success = curves(
        [
            Line(chance, chance, "#8b949b", dashed=True),
            Line(own.random_curve.area, own.random_curve.middle, _RANDOM, dashed=True),
            Line(curve.area, curve.middle, _BLOCK, low=curve.low, high=curve.high),
        ],
        title="Success rate",
        across="share of the ground, the best first",
        up="share of unseen deposits",
        marks=[(own.target.area_share, own.target.level, f"target: {own.target.area_share:.1%}")],
    )
    cross = int(np.argmin(np.abs(curve.middle - (1 - curve.area))))
    prediction = curves(
        [
            Line(curve.area, curve.middle, _BLOCK, low=curve.low, high=curve.high),
            Line(curve.area, 1 - curve.area, "#56606a"),
        ],
        title="Prediction against area",
        across="share of the ground taken",
        up="deposits held; ground left",
        marks=[
            (
                float(curve.area[cross]),
                float(curve.middle[cross]),
                f"{curve.middle[cross]:.0%} in {curve.area[cross]:.0%}",
            )
        ],
    )
    most = float(np.nanmax(density[1:])) or 1.0
    order = np.argsort(curve.middle)
    recall = curves(
        [Line(curve.middle[order], density[order], _BLOCK)],
        title="Precision and recall",
        across="share of unseen deposits held (recall)",
        up="deposits per 1,000 km² (precision)",
        most=most,
        figure="{:.2g}",
    )
    told = dots(own.null, own.block, own.se, title="Block score beside scores of moved deposits")
    lucky = (
        " None was made: how often chance does as well is not known."
        if math.isnan(own.probability)
        else f" As good a score comes by chance with probability {own.probability:.2f}."
    )
    return {
        "id": "trust",
        "heading": "How far the map can be trusted",
        "nav": "Trust",
        "words": f"Scores are those of blocks of {own.blocks.size:,.3g} {own.blocks.unit} ({own.blocks.why}), {len(own.repeats)} times laid anew. Bands: 8 in 10 sets of deposits drawn anew.",
        "key": [(_BLOCK, "unseen blocks"), (_RANDOM, "random division"), ("#8b949b", "chance")],
        "drawings": [
            {"caption": "Success rate (for rare deposits, the ROC curve)", "drawing": success},
            {"caption": "Prediction against area", "drawing": prediction},
            {"caption": "Precision and recall", "drawing": recall},
            {
                "caption": "Against chance",
                "drawing": told,
                "words": f"AUC. Red: the score with two standard errors. Grey: {len(own.null)} maps whose deposits were moved together over the ground.{lucky}",
            },
        ],
    }


def _counts(study: Study) -> dict[str, Any]:
    own = study.judgement
    names = ["poorer half", "next 30 %", "next 10 %", "next 5 %", "best 5 %"]
    rows = [(words, row.expected, row.found) for words, row in zip(names, own.reliability, strict=True)]
    ratios = own.count.ratios
    return {
        "id": "count",
        "heading": "Is the number of deposits right?",
        "nav": "Count",
        "words": f"In blocks that neither the model nor the correction of its level had seen, {own.count.expected:.1f} deposits were expected and {own.count.found:.0f} are known; expected over found went from {min(ratios):.2f} to {max(ratios):.2f} over the repeats.",
        "key": [(_BLOCK, "expected"), (_FOUND, "found")],
        "drawings": [
            {
                "caption": "Deposits by how rich the ground was thought to be",
                "drawing": pairs(rows, title="Expected and found", colours=(_BLOCK, _FOUND)),
            }
        ],
    }


def _drivers(study: Study) -> dict[str, Any]:
    rows = [
        (row.name, row.importance, _DIRECTIONS[row.direction], f"{row.importance:+.3f}")
        for row in study.judgement.influences
    ]
    used = [one for one in _DIRECTIONS if any(row.direction == one for row in study.judgement.influences)]
    return {
        "id": "drivers",
        "heading": "What drives the score",
        "nav": "Drivers",
        "words": "How much the score in unseen blocks falls when a layer's values are mixed there. What is near 0 could be left out; layers that say the same share their weight.",
        "key": [(_DIRECTIONS[one], _WORDS[one]) for one in used],
        "drawings": [{"caption": "Fall of the AUC", "drawing": bars(rows, title="Importance of layers")}],
    }


def _unsure(study: Study, sheet: Sheet) -> dict[str, Any] | None:
    if len(sheet.bands) < 3:
        return None
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = sheet.bands[2].astype(float) / sheet.bands[1]
    words = ["up to 2 times", "4", "8", "16", "more"]
    return {
        "id": "range",
        "heading": "Where the intensity is least sure",
        "nav": "Range",
        "words": f"95 % over 5 % quantile of the intensity, from {len(study.draws)} models of blocks drawn with replacement.",
        "key": [(colour, text) for (_, colour), text in zip(RANGE, words, strict=True)],
        "drawings": [
            {
                "caption": "Upper over lower limit",
                "drawing": map_of(
                    sheet,
                    ratio,
                    RANGE,
                    title="Map of the range of the intensity",
                    outlines=outlines(study.grid),
                    degrees=graticule(study.grid),
                ),
            }
        ],
    }


def _targets(mapped: Mapped, found: Sequence[Area]) -> dict[str, Any]:
    from rasterio.crs import CRS
    from rasterio.warp import transform

    section = {"id": "targets", "heading": "Target areas", "nav": "Targets", "wide": True}
    if mapped.target is None:
        told = mapped.study.judgement.verdict
        return section | {
            "words": f"None are told, and neither target.tif nor targets.gpkg is written: {told}. The order of this ground would be that of chance."
        }
    rows = []
    for number, one in enumerate(found[:_SHOWN], start=1):
        east, north = (
            float(part[0])
            for part in transform(mapped.study.grid.crs, CRS.from_epsg(4326), [one.best[0]], [one.best[1]])[:2]
        )
        rows.append(
            [
                (str(number), ""),
                (f"{one.size:,.0f}", ""),
                (f"{one.expected:,.2f}", ""),
                (str(one.known), ""),
                (f"{one.expected / one.size * 1000:,.3g}", ""),
                (f"{abs(north):.2f} {'N' if north >= 0 else 'S'}, {abs(east):.2f} {'E' if east >= 0 else 'W'}", ""),
                (one.because or "no single layer", ""),
            ]
        )
    grid = {
        "id": "targets",
        "caption": f"The {len(rows)} target areas with most deposits expected, of {len(found):,}",
        "headings": ["Rank", "km²", "Expected", "Known", "Per 1,000 km²", "Richest cell", "What raises it"],
        "numeric": [False, True, True, True, True, False, False],
        "rows": rows,
    }
    return section | {
        "words": f"Ground whose intensity is above the limit, in pieces that hang together; those of more than {LARGEST:.0%} of the ground are cut, each cell to the nearest of the richest places that far apart. All are in targets.gpkg. Expected deposits include the known ones.",
        "table": grid,
    }


def _evidence(study: Study) -> dict[str, Any]:
    rows = [
        [
            (setting.name, ""),
            (f"{setting.make} of {setting.file}" if setting.make else setting.file, ""),
            (setting.kind, ""),
            (f"{missing:.1%}", ""),
            (setting.source or "not stated", ""),
            (setting.licence or "not stated", ""),
        ]
        for setting, missing in zip(study.evidence.layers, study.gathered.missing, strict=True)
    ]
    grid = {
        "id": "evidence",
        "caption": f"{len(rows)} layers on a grid of {study.grid.width:,} x {study.grid.height:,} cells",
        "headings": ["Layer", "Made from", "Kind", "Missing", "Source", "Terms"],
        "numeric": [False, False, False, True, False, False],
        "rows": rows,
    }
    return {"id": "evidence", "heading": "The evidence", "nav": "Evidence", "wide": True, "table": grid}


def _credits(study: Study) -> list[str]:
    return sorted(
        {row.source for row in study.evidence.layers if row.source}
        | {"Borders: Natural Earth, public domain", "Cities: GeoNames, CC BY 4.0"}
    )
