"""Courses of supply by year: of an importer, and of the world's exports with the years that doubtful weights make."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.report.risk_page import drawing
from lodeway.report.risk_page.drawing import Column
from lodeway.report.risk_page.words import amount, percent
from lodeway.risk.assessment import unknown_trade
from lodeway.risk.series import DOUBTFUL, Series
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import names
from lodeway.risk.statistics.doubts import UNLIKELY_PART
from lodeway.risk.statistics.materials import Material

__all__ = ["course_of", "who_sells", "world_course"]

_NAMED = 7
"""Partners with a colour of their own."""
_LATE = 4
"""Sellers of the last year that have a colour."""
_NOTES = 6
"""Doubtful years that are told."""


def course_of(found: Series, who: str) -> dict[str, Any]:
    """Return the drawing of an importer's suppliers by year, with its key and what turned."""
    known = names()
    chosen = found.partners[:_NAMED]
    rows = []
    for place, year in enumerate(found.years):
        told = not np.isnan(found.shares[:, place]).all()
        shares = (
            {known.get(code, code): float(found.shares[row, place]) for row, code in enumerate(chosen)}
            if told
            else None
        )
        tonnes = float(found.values["import_tonnes"][place])
        rows.append(Column(year, shares, tonnes if math.isfinite(tonnes) else None, found.flags[place]))
    labels = [known.get(code, code) for code in chosen]
    forms = ", ".join(data.forms(found.material.codes))
    title = f"Share of {who}'s imports of {found.material.name.lower()} ({forms}) by country, {found.years[0]} to {found.years[-1]}"
    return _hero(
        title,
        rows,
        labels,
        "t",
        [f"{one.year}: {one.why}" for one in found.breaks if one.kind not in {"edition", "jump"}][-6:],
    )


def _hero(
    title: str,
    rows: list[Column],
    labels: list[str],
    unit: str,
    breaks: list[str],
    *,
    of: str = "Imports",
    ceiling: bool = True,
) -> dict[str, Any]:
    colours = drawing.line_colours(labels)
    return {
        "heading": title, "words": "", "breaks": breaks,
        "drawing": drawing.both(lambda narrow: drawing.columns(rows, labels, unit=unit, title=title, of=of, ceiling=ceiling, narrow=narrow)),
        "key": [
            *((colours[name], name) for name in labels), (drawing.OTHERS, "others"), *([("dashed", "65 %: the EU's ceiling")] if ceiling else []),
            *([("", f"hatched: no {of.lower()} with a weight")] if any(row.shares is None for row in rows) else []),
            *([("", f"pale: {', '.join(sorted({row.flag for row in rows if row.flag}))}")] if any(row.flag for row in rows) else []),
        ],
    }  # fmt: skip


def world_course(material: Material, flows: data.Flows) -> dict[str, Any]:
    """Return the same of the world's exporters; years that doubtful weights make are told."""
    forms = ", ".join(data.forms(material.codes))
    title = f"Share of world exports of {material.name.lower()}{f' ({forms})' if forms else ''} by country"
    if reason := unknown_trade(material, data.last_year(), flows):
        return {"heading": title, "drawing": "", "key": [], "words": reason, "breaks": []}
    weighed, total, years = _totals(flows)
    keys, who = data.numbered(weighed.exporter)
    grid = np.zeros((len(keys), len(years)))
    np.add.at(grid, (who, weighed.year - years[0]), weighed.tonnes)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(total > 0, grid / total, math.nan)
    known = names()
    flags, why = _doubtful(weighed, total, years)
    sure = [place for place, year in enumerate(years) if year not in flags]
    # The largest sellers of the last year have a colour beside those of all years together.
    last = next((place for place in reversed(range(len(years))) if total[place] > 0), len(years) - 1)
    late = np.argsort(-np.nan_to_num(shares[:, last]), kind="stable")[:_LATE].tolist()
    ever = [row for row in np.argsort(-np.nansum(shares[:, sure], axis=1), kind="stable").tolist() if row not in late]
    chosen = [*late, *ever[: _NAMED - len(late)]]
    order = sorted(chosen, key=lambda row: -float(np.nansum(shares[row, sure])))
    labels = [known.get(str(keys[row]), str(keys[row])) for row in order]
    rows = [
        Column(
            year,
            {label: float(shares[row, place]) for label, row in zip(labels, order, strict=True)}
            if total[place] > 0
            else None,
            float(total[place]) if total[place] > 0 else None,
            flags.get(year, ""),
        )
        for place, year in enumerate(years)
    ]
    hero = _hero(title, rows, labels, "t", why[-_NOTES:], of="World exports", ceiling=False)
    return hero | {"turns": "Doubtful, for the price of a great flow is far from all that is like it"}


def _totals(flows: data.Flows) -> tuple[data.Flows, NDArray[np.float64], range]:
    """Return flows with a weight, their total by year [t], and the years."""
    weighed = flows.where(~np.isnan(flows.tonnes))
    years = range(1995, data.last_year() + 1)
    total = np.bincount(weighed.year - years[0], weighed.tonnes, len(years))
    return weighed, total.astype(np.float64), years


def _doubtful(weighed: data.Flows, total: NDArray[np.float64], years: range) -> tuple[dict[int, str], list[str]]:
    """Return the years of world exports that one weight, doubtful by its price, makes large or small, and that flow in words."""
    known, flags, why = names(), {}, []
    strange = weighed.where(weighed.doubtful)
    moved = np.abs(strange.likely - strange.tonnes)
    # Small flows of odd prices are many in every year; a year is told where one of them would change it.
    great = moved > UNLIKELY_PART * total[strange.year - years[0]]
    for year in sorted(set(strange.year[great].tolist())):
        first = int(np.argmax(np.where(strange.year == year, moved, 0.0)))
        flags[year] = DOUBTFUL
        seller, buyer = (known.get(str(code), str(code)) for code in (strange.exporter[first], strange.importer[first]))
        tonnes = strange.tonnes[first]
        price, usual = (_dollars(one * 1000.0) for one in (strange.value[first] / tonnes, strange.typical[first]))
        why.append(f"{year}: {amount(tonnes)} from {seller} to {buyer} at {price}, where {usual} is typical")
    return flags, why


def _dollars(price: float) -> str:
    return f"{price:,.0f} USD/t" if price >= 10 else f"{price:.2g} USD/t"


def who_sells(material: Material, year: int) -> str:
    """Return the three largest exporters of a year in a sentence."""
    flows = data.flows(material.codes, year)
    if reason := unknown_trade(material, year, flows):
        return f"Trade in it is {reason}."
    keys, where = data.numbered(flows.exporter)
    weight = np.bincount(where, np.nan_to_num(flows.tonnes), len(keys))
    order = np.argsort(-weight, kind="stable")[:3]
    known = names()
    parts = [
        f"{known.get(str(keys[row]), str(keys[row]))} {percent(float(weight[row] / weight.sum()))}" for row in order
    ]
    text = f"Of {amount(float(weight.sum()))} in world trade {', '.join(parts)} (re-exports included)."
    flags, why = _doubtful(*_totals(data.flows(material.codes)))
    if year not in flags:
        return text
    return (
        f"{text} The year's weight is doubtful, for it holds {why[list(flags).index(year)].removeprefix(f'{year}: ')}."
    )
