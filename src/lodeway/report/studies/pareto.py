"""Shows a front of cost against something else."""

from __future__ import annotations

from lodeway.plan.studies.pareto import Front
from lodeway.report.figures import Column, table
from lodeway.report.page.numerals import number
from lodeway.report.studies.drawing import line
from lodeway.report.studies.shape import Drawing, Shown, any_size, million, money, numbers, texts

__all__ = ["show_front"]

BUILDS: tuple[Column, ...] = (
    Column("point", "Point", "", "integer", 0, "Number of the point, from the cheapest."),
    texts("what", "Project", "Id of the process, gate or link."),
    numbers("size", "Size", "t/a", "What is built over all years."),
)


def show_front(found: Front) -> Shown:
    """Return what the study shows."""
    against = found.measure.against
    scale, unit = (100.0, "%") if against == "share" else (1.0, found.measure.unit)
    per = "USD per point" if against == "share" else f"USD/{unit.partition(' ')[0]}"
    columns: tuple[Column, ...] = (
        Column("point", "Point", "", "integer", 0, "Number of the point, from the cheapest."),
        numbers("value", "Measure", unit, f"{found.measure.title().capitalize()}, over all years.", 1),
        numbers("cost", "Cost", "USD", "Least cost with no more of the measure, present value."),
        numbers("extra", "More than the cheapest", "USD", "Present value."),
        numbers("price", "Price of one less", per, "What a unit less costs from here on, present value.", 2),
        numbers("own", "Freight, investment, unmet", "USD", "What the plan itself decides, present value."),
        numbers("investment", "Investment", "USD", "Annuities within the plan's years, present value."),
        numbers("unmet", "Not met", "%", "Share of all demand by value that is not met.", 2),
        numbers("bound", "Bound", "USD", "Proved lower bound of the cost."),
        Column("builds", "Projects", "", "integer", 0, "Projects of which something is built."),
    )
    cells = [
        (
            place,
            scale * row.value,
            row.cost,
            row.extra,
            row.price / scale,
            row.own,
            row.parts["investment"],
            100 * row.unmet,
            row.bound,
            len(row.builds),
        )
        for place, row in enumerate(found.points, start=1)
    ]
    first, last = found.points[0], found.points[-1]
    title = f"Cost against {found.measure.title()}"
    words = [f"In the cheapest plan it is {number(scale * first.value, 1)} {unit}."]
    if last is first:
        words.append(f"None has less at a price of {number(found.cap / scale, 2)} {per} or below.")
    else:
        words.append(
            f"It can go down to {number(scale * last.value, 1)} {unit} for {million(last.extra)} more; the last unit costs {number(last.price / scale, 2)} {per}."
        )
        half = next(
            row for row in found.points if row.value <= (first.value + last.value) / 2 + 1e-9 * abs(first.value)
        )
        words.append(
            f"Half of the way, to {number(scale * half.value, 1)} {unit}, costs {million(half.extra)}, "
            f"{number(100 * half.extra / last.extra, 1) if last.extra > 0 else '0'} % of the whole."
        )
    words += any_size(
        found.in_units, "Whole units reach no point below or left of this front; they may miss it by part of a unit."
    )
    points = [
        (
            scale * row.value,
            row.extra,
            f"{number(scale * row.value, 1)} {unit}: {money(row.extra)}, {number(row.price / scale, 2)} {per}",
        )
        for row in found.points
    ]
    builds = [
        (place, what, size)
        for place, row in enumerate(found.points, start=1)
        for what, size in sorted(row.builds.items())
    ]
    return Shown(
        study="pareto",
        scenario=found.scenario,
        case=found.case,
        digest=found.digest,
        title=title,
        sentences=tuple(words),
        figures={
            "against": against,
            "through": found.measure.through,
            "markets": found.measure.markets,
            "highest_price": found.cap,
        },
        drawings=(
            Drawing(
                "front",
                line(
                    points,
                    title,
                    f"{found.measure.title()} ({unit})",
                    "more than the cheapest plan (USD, present value)",
                    reverse=True,
                ),
                "Each point is the cheapest plan with no more of the measure.",
            ),
        ),
        tables=(
            table("points", "Points of the front", "Builds of any size.", columns, cells),
            table("builds", "What each point builds", "", BUILDS, builds),
        ),
        brief=("point", "value", "extra", "price", "investment", "unmet", "builds"),
    )
