"""What the profile of a pair shows: how much of each commodity an importer gets from one partner, and since when."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.report.risk_page import drawing
from lodeway.report.risk_page.drawing import Bar, Column, Move
from lodeway.report.risk_page.figures import CREDITS, figure, level, table
from lodeway.report.risk_page.words import percent
from lodeway.risk.assessment import unknown_trade
from lodeway.risk.checks import both, years_of_trade
from lodeway.risk.counted import only
from lodeway.risk.formulas.concentration import CRMA_CEILING
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import find_area
from lodeway.risk.statistics.doubts import weights
from lodeway.risk.statistics.materials import MATERIALS
from lodeway.risk.values import THIN

__all__ = ["document"]

_NAMED = 7
_BARS = 16
_POINTS, _LEAST = 0.2, 0.05
"""A share that moves by so much is told, and is drawn."""


def document(importer: str, partner: str, *, year: int | None) -> dict[str, Any]:
    """Return what the page shows."""
    area, other = both(lambda: find_area(importer), lambda: find_area(partner))
    if area.members & other.members:
        raise UsageError(f"{area.name} and {other.name} are not two countries")
    when = years_of_trade(year, data.last_year())
    years = range(1995, data.last_year() + 1)
    rows, silent = [], []
    paid_for: dict[str, dict[str, NDArray[np.floating]]] = {}
    for material in MATERIALS:
        flows = data.flows(material.codes)
        if reason := unknown_trade(material, when, flows.where(flows.year == when)):
            silent.append([material.name, reason])
            continue
        outside = np.isin(flows.importer, list(area.members)) & ~np.isin(flows.exporter, list(area.members))
        bought = flows.where(outside)
        weight = np.nan_to_num(bought.tonnes)
        mine = np.isin(bought.exporter, list(other.members))
        every = np.bincount(bought.year - years[0], weight, len(years))
        from_it = np.bincount(bought.year - years[0], weight * mine, len(years))
        told = np.bincount(bought.year - years[0], mine & ~np.isnan(bought.tonnes), len(years))
        worth = np.bincount(bought.year - years[0], bought.value * mine, len(years)) * 1000.0
        place = when - years[0]
        if every[place] <= 0:
            silent.append([material.name, f"no imports with a weight in {when}"])
            continue
        # A flow that has a value and no weight is not 0 t.
        from_it = np.where((told == 0) & (worth > 0), math.nan, from_it)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(every > 0, from_it / every, math.nan)
        paid = np.bincount(bought.year - years[0], bought.value, len(years))
        weighed = np.bincount(bought.year - years[0], np.where(np.isnan(bought.tonnes), 0.0, bought.value), len(years))
        # A year in which less than half of the value has a weight is no year to compare with.
        first = next(
            (column for column in range(place) if every[column] > 0 and weighed[column] >= THIN * paid[column]), place
        )
        rows.append(
            (
                material.name,
                float(shares[place]),
                float(from_it[place]),
                float(worth[place]),
                float(shares[first]),
                years[first],
                "; ".join(filter(None, (only(material), weights(bought.where(bought.year == when))))),
            )
        )
        paid_for[material.name] = {
            code: np.bincount(bought.year - years[0], bought.value * (mine & (bought.code == code)), len(years))
            * 1000.0
            for code in material.codes
        }
    rows.sort(key=lambda row: (-row[1] if math.isfinite(row[1]) else 1.0, row[0]))
    return _document(area.name, other.name, when, years, rows, _once(paid_for), silent)


def _once(paid_for: dict[str, dict[str, NDArray[np.floating]]]) -> dict[str, NDArray[np.floating]]:
    """Return what is paid for each commodity, a code that two share with the dearer of them alone: a sum counts it once."""
    course, seen = {}, set[str]()
    for name in sorted(paid_for, key=lambda name: (-sum(float(one.sum()) for one in paid_for[name].values()), name)):
        own = [worth for code, worth in paid_for[name].items() if code not in seen]
        seen.update(paid_for[name])
        if own:
            course[name] = np.sum(own, axis=0)
    return course


def _document(
    who: str,
    partner: str,
    when: int,
    years: range,
    rows: list[tuple[str, float, float, float, float, int, str]],
    course: dict[str, NDArray[np.floating]],
    silent: list[list[str]],
) -> dict[str, Any]:
    over = [row for row in rows if row[1] > CRMA_CEILING]
    total = np.sum(list(course.values()), axis=0) if course else np.zeros(len(years))
    value = float(total[when - years[0]])
    dearest = sorted(course, key=lambda name: -float(course[name].sum()))[:_NAMED]
    columns = [
        Column(
            year,
            {name: float(course[name][place] / total[place]) for name in dearest} if total[place] > 0 else None,
            float(total[place]) / 1e6 if total[place] > 0 else None,
        )
        for place, year in enumerate(years)
    ]
    colours = drawing.line_colours(dearest)
    title = f"What {who} buys from {partner}, by value"
    sentences = [
        (
            "How much.",
            f"In {when} {who} bought minerals for {value / 1e6:,.0f} million USD from {partner} under the codes of these data{_shared(rows)}.",
        ),
        (
            "Where its share is high.",
            f"For {len(over)} of {len(rows)} commodities {partner} has more than 65 % of {who}'s imports by weight"
            + (f": {', '.join(f'{row[0].lower()} {percent(row[1])}' for row in over[:8])}." if over else "."),
        ),
        ("How that changed.", _moved(rows, partner)),
    ]
    bars = [
        Bar(row[0], row[1], percent(row[1]), drawing.COLOURS[0] if row[1] > CRMA_CEILING else "#4d6271")
        for row in rows[:_BARS]
        if row[1] > 0
    ]
    cells = [
        [
            row[0],
            (percent(row[1]), level(row[1])) if math.isfinite(row[1]) else "not known",
            figure(row[2], "t"),
            figure(row[3], "USD"),
            percent(row[4]) if math.isfinite(row[4]) else "not known",
            str(row[5]),
            row[6],
        ]
        for row in rows
    ]
    facts = [
        (f"{value / 1e6:,.0f}", f"million USD of minerals, {when}"),
        (str(len(over)), f"of {len(rows)} commodities come by more than 65 % from {partner}"),
        *(
            [(rows[0][0], f"is what it has most of: {percent(rows[0][1])} of {who}'s imports")]
            if rows and rows[0][1] > 0
            else []
        ),
        (
            f"{sum(row[1] > row[4] + _POINTS for row in rows)} up, {sum(row[1] < row[4] - _POINTS for row in rows)} down",
            "shares that moved by more than 20 points",
        ),
    ]
    moved = [
        Move(row[0], row[4], row[1], row[5])
        for row in sorted(rows, key=lambda row: -abs(row[1] - row[4]) if math.isfinite(row[1] - row[4]) else 0.0)
        if math.isfinite(row[1] - row[4]) and abs(row[1] - row[4]) >= _LEAST
    ][:_BARS]
    moved.sort(key=lambda row: row.before - row.after)
    headings = ["Commodity", "Share of imports", "Tonnes", "USD", "Share at first", "First year", "To know"]
    return {
        "kind": "pair", "title": f"{who} and {partner}: what one buys from the other", "over": f"Supply risk · {when}", "sentences": sentences, "facts": facts,
        "hero": {
            "heading": title,
            "drawing": drawing.both(
                lambda narrow: drawing.columns(columns, dearest, unit="million USD", title=title, ceiling=False, narrow=narrow)
            ),
            "key": [*((colours[name], name) for name in dearest), (drawing.OTHERS, "others")], "words": "", "breaks": [],
        },
        "sections": [
            {"id": "shares", "nav": "Shares", "heading": f"Share of {who}'s imports that comes from {partner}", "drawings": [
                {"caption": f"By weight, {when}; red above 65 %", "drawing": drawing.both(lambda narrow: drawing.bars(bars, title="Shares", most=1.0, narrow=narrow))},
                *([{
                    "caption": f"What moved most: hollow in the first year of imports, full in {when}",
                    "drawing": drawing.both(lambda narrow: drawing.moves(moved, title="Shares then and now", narrow=narrow)),
                    "words": f"Red: {partner} has more than it had. Most first years are {years[0]}; the table has each.",
                }] if moved else []),
            ]},
            {"id": "all", "heading": "Every commodity", "wide": True, "table": table("all", f"{who}'s imports from {partner}, {when}", headings, cells)},
            {"id": "unknown", "heading": "What is not known", "wide": True, "table": table("unknown", "Commodities of which nothing can be said", ["Commodity", "Why"], silent)},
        ],
        "notes": ["Re-exports count as the partner's own."], "credits": list(CREDITS), "version_of_data": data.version(),
    }  # fmt: skip


def _shared(rows: list[tuple[str, float, float, float, float, int, str]]) -> str:
    """Return which codes stand under two of the commodities, and that a sum has each once; empty where none does."""
    told = {row[0] for row in rows}
    users: dict[str, list[str]] = {}
    for material in MATERIALS:
        for code in material.codes if material.name in told else ():
            users.setdefault(code, []).append(material.name.lower())
    twice = [f"{code}, which is both {' and '.join(names)}" for code, names in users.items() if len(names) > 1]
    return f" (each once: {'; '.join(twice)})" if twice else ""


def _moved(rows: list[tuple[str, float, float, float, float, int, str]], partner: str) -> str:
    known = [row for row in rows if math.isfinite(row[1] - row[4])]
    up = [row[0].lower() for row in sorted(known, key=lambda row: row[4] - row[1]) if row[1] - row[4] > _POINTS][:5]
    down = [row[0].lower() for row in sorted(known, key=lambda row: row[1] - row[4]) if row[4] - row[1] > _POINTS][:5]
    parts = [f"{partner}'s share rose most for {', '.join(up)}"] if up else []
    parts += [f"fell most for {', '.join(down)}"] if down else []
    return (
        ("; it ".join(parts) + ", by more than 20 points since the first year of imports.")
        if parts
        else "No share has moved by more than 20 points since the first year of imports."
    )
