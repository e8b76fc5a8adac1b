"""Shows what each assumption does to the plan."""

from __future__ import annotations

import math

from lodeway.plan.studies.sensitivity import Bar, Outcome, Tornado
from lodeway.report.figures import Column, table
from lodeway.report.page.numerals import number
from lodeway.report.studies.drawing import Spread, bars
from lodeway.report.studies.shape import Drawing, Shown, million, money, numbers, texts

__all__ = ["show_tornado"]

MEASURES = {
    "own": "freight, investment and unmet demand",
    "objective": "cost of everything",
    "investment": "investment",
    "unmet": "share of demand by value that is not met",
}
COLUMNS: tuple[Column, ...] = (
    texts("parameter", "Assumption", "Setting, or table.column, with @key for the rows that have the key."),
    texts("title", "Name", "In words."),
    texts("low", "Low", "Value, or change of what is stated."),
    texts("high", "High", "Value, or change of what is stated."),
    numbers("low_change", "At low", "USD", "Change of the measure against the base when the assumption alone is low."),
    numbers(
        "high_change", "At high", "USD", "Change of the measure against the base when the assumption alone is high."
    ),
    numbers("low_unmet", "Not met at low", "%", "Share of all demand by value that is not met.", 2),
    numbers("high_unmet", "Not met at high", "%", "Share of all demand by value that is not met.", 2),
    numbers("low_objective", "Cost at low", "USD", "Present value of all cost."),
    numbers("high_objective", "Cost at high", "USD", "Present value of all cost."),
    Column(
        "projects", "Projects changed", "", "integer", 0, "Projects of which more or less is built than in the base."
    ),
    Column("changed", "Which", "", "list", 0, "Their ids."),
    texts("source", "Source", "Where low and high come from."),
    texts("fault", "No plan", "Why there is no plan at low or high."),
)


def show_tornado(found: Tornado) -> Shown:
    """Return what the study shows."""
    measure, scale = found.measure, 100.0 if found.measure == "unmet" else 1.0
    base = getattr(found.base, measure)
    columns = tuple(
        column
        if measure != "unmet" or not column.key.endswith("_change")
        else numbers(column.key, column.title, "%", column.meaning, 2)
        for column in COLUMNS
    )
    cells = [_row(found, bar, scale) for bar in found.bars]
    rows = [
        Spread(
            label=bar.doubt.title,
            low=scale * (getattr(bar.low, measure) - base),
            high=scale * (getattr(bar.high, measure) - base),
            told=f"{bar.doubt.title}: {bar.doubt.low} {_told(found, bar.low)}, {bar.doubt.high} {_told(found, bar.high)}",
        )
        for bar in found.bars
    ]
    title = f"What each assumption does to {MEASURES[measure]}"
    lines = [f"Base: {_amount(found, base)}, {MEASURES[measure]}."]
    lines += [f"{row.told}." for row in rows[:3]]
    moving = [bar for bar in found.bars if bar.changed]
    lines.append(f"{len(moving)} of {len(found.bars)} assumptions change what is built.")
    return Shown(
        study="tornado",
        scenario=found.scenario,
        case=found.case,
        digest=found.digest,
        title=title,
        sentences=tuple(lines),
        figures={"measure": measure, "base": base, "base_objective": found.base.objective},
        drawings=(
            Drawing(
                "tornado",
                bars(
                    rows,
                    title,
                    "change against the base (%)"
                    if measure == "unmet"
                    else "change against the base (USD, present value)",
                ),
                "One assumption at a time; the longest bar first. A broken bar is longer than drawn.",
            ),
        ),
        tables=(table("bars", "Assumptions", "Routes are priced anew under each value.", columns, cells),),
        brief=("title", "low", "high", "low_change", "high_change", "projects"),
    )


def _row(found: Tornado, bar: Bar, scale: float) -> tuple[object, ...]:
    base = getattr(found.base, found.measure)
    return (
        bar.doubt.parameter,
        bar.doubt.title,
        str(bar.doubt.low),
        str(bar.doubt.high),
        scale * (getattr(bar.low, found.measure) - base),
        scale * (getattr(bar.high, found.measure) - base),
        100 * bar.low.unmet,
        100 * bar.high.unmet,
        bar.low.objective,
        bar.high.objective,
        len(bar.changed),
        bar.changed,
        bar.doubt.source,
        "; ".join(dict.fromkeys(end.fault.replace("\n", " ") for end in (bar.low, bar.high) if end.fault)),
    )


def _amount(found: Tornado, value: float) -> str:
    return f"{number(100 * value, 2)} %" if found.measure == "unmet" else million(value)


def _told(found: Tornado, end: Outcome) -> str:
    change = getattr(end, found.measure) - getattr(found.base, found.measure)
    if math.isnan(change):
        return "has no plan"
    return f"{'+' if change > 0 else ''}{number(100 * change, 2)} %" if found.measure == "unmet" else money(change)
