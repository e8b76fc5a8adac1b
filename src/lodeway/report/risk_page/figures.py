"""Tables of a profile as text, and whom to credit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from lodeway.risk.assessment import Assessment
from lodeway.risk.indicators import INDICATORS, Indicator
from lodeway.risk.values import Value

__all__ = ["CREDITS", "figure", "indicator_rows", "level", "table"]

CREDITS = (
    "Trade: CEPII, BACI (Gaulier and Zignago 2010; Etalab Open Licence 2.0)",
    "Governance: World Bank, Worldwide Governance Indicators (CC BY 4.0)",
    "Production and reserves: U.S. Geological Survey, Mineral Commodity Summaries 2026 (public domain); World Nuclear Association for uranium",
    "Country outlines: Natural Earth (public domain)",
)
OWN = "World Mining Data (Austrian Federal Ministry of Finance), from the reader's own copy: do not pass on without its publisher's leave"
_STEPS = 5


def figure(value: float, unit: str = "") -> str:
    """Return a figure with three significant digits.

    Examples
    --------
    >>> figure(0.26448), figure(9.0, "t"), figure(106649.0, "USD"), figure(float("nan"))
    ('0.264', '9', '106,649', 'not known')
    """
    if not math.isfinite(value):
        return "not known"
    if value == 0:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 1000 or (unit in {"t", "USD"} and value >= 1) else f"{value:.3g}"


def level(value: float, one: Indicator | None = None, *, best: float = 0.0, worst: float = 1.0) -> str:
    """Return the class of a cell by how bad its value is, from ``level-0`` to ``level-4``; empty where that is not known.

    Examples
    --------
    >>> level(0.9), level(0.05), level(float("nan"))
    ('level-4', 'level-0', '')
    """
    if one is not None:
        best, worst = one.best, one.worst
    if not all(map(math.isfinite, (value, best, worst))):
        return ""
    part = (value - best) / (worst - best)
    return f"level-{min(_STEPS - 1, max(0, int(part * _STEPS)))}"


def indicator_rows(found: Assessment) -> dict[str, Any]:
    """Return a row for each indicator that is known, their doubts by number, and those that are not known by reason."""
    doubts: dict[str, int] = {}
    silent: dict[str, list[str]] = {}
    rows = []
    for value in found.indicators:
        if not value.known:
            silent.setdefault(value.flags[0], []).append(INDICATORS[value.name].title)
            continue
        marks = [doubts.setdefault(flag, len(doubts) + 1) for flag in value.flags]
        rows.append(_row(value) | {"marks": marks})
    return {"rows": rows, "doubts": list(doubts), "silent": list(silent.items())}


def _row(value: Value) -> dict[str, Any]:
    one = INDICATORS[value.name]
    coverage = f"{value.coverage:.0%}" if math.isfinite(value.coverage) else ""
    return {
        "title": one.title, "figure": figure(value.value, value.unit), "unit": value.unit, "level": level(value.value, one), "coverage": coverage,
        "high": one.high, "formula": one.formula, "reference": one.reference,
    }  # fmt: skip


def table(
    identity: str, caption: str, headings: Sequence[str], rows: Sequence[Sequence[Any]], *, note: str = ""
) -> dict[str, Any]:
    """Return a table: a cell is text or ``(text, class)``; the first of a row is its heading; columns of figures stand to the right."""
    cells = [[cell if isinstance(cell, tuple) else (str(cell), "") for cell in row] for row in rows]
    numeric = [
        column > 0
        and all(
            words == "" or words == "not known" or words.lstrip("<")[:1].isdigit()
            for words, _ in (row[column] for row in cells)
        )
        for column in range(len(headings))
    ]
    return {
        "id": identity,
        "caption": caption,
        "headings": list(headings),
        "numeric": numeric,
        "rows": cells,
        "note": note,
    }
