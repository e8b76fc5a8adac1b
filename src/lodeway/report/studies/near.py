"""Shows what plans near the cheapest must, may and never build."""

from __future__ import annotations

from markupsafe import Markup

from lodeway.plan.studies.near import Near, Span
from lodeway.report.figures import Column, Table, table
from lodeway.report.page.numerals import number
from lodeway.report.studies.drawing import Bars, spans
from lodeway.report.studies.shape import Drawing, Shown, any_size, million, numbers, texts

__all__ = ["show_near"]

COLOURS = (("in every plan", "#a63a0a"), ("free", "#7fa8bf"), ("in none", "#b9bdb8"))
ORDER = tuple(words for words, _ in COLOURS)

SPANS: tuple[Column, ...] = (
    texts("what", "Project", "Id of the process, gate or link."),
    texts("name", "Name", "Name of the project."),
    texts("kind", "Kind", "process, gate or link."),
    texts("country", "Country", "ISO 3166 alpha-3."),
    texts("standing", "Standing", "in every plan, in none, or free, among plans within the budget."),
    numbers("least", "Least", "t/a", "Least that any plan within the budget builds over all years."),
    numbers("cheapest", "Cheapest plan", "t/a", "What the cheapest plan builds."),
    numbers("most", "Most", "t/a", "Most that any plan within the budget builds."),
    numbers("room", "May be built", "t/a", "Most that the scenario allows; gross tonnes for gates and links."),
    numbers(
        "without", "Cost without it", "USD", "What the cheapest plan costs more that builds none of it, present value."
    ),
)
PLANS: tuple[Column, ...] = (
    texts("plan", "Plan", "Name of the plan."),
    texts("how", "How found", "What it was sent to look for."),
    numbers("objective", "Cost", "USD", "Present value of all cost."),
    numbers("extra", "More than the cheapest", "USD", "Present value."),
    numbers("investment", "Investment", "USD", "Annuities within the plan's years, present value."),
    numbers("freight", "Freight", "USD", "Present value."),
    numbers("unmet", "Unmet demand", "USD", "Cost of demand not met, present value."),
    numbers(
        "distance",
        "Differs by",
        "%",
        "Least mean difference of its builds to any plan before it, in per cent of what may be built.",
        1,
    ),
)
BUILDS: tuple[Column, ...] = (
    texts("plan", "Plan", "Name of the plan."),
    texts("what", "Project", "Id of the process, gate or link."),
    Column("year", "Year", "", "year", 0, "Year of decision."),
    numbers("size", "Size", "t/a", "What is decided in the year."),
)


def show_near(found: Near) -> Shown:
    """Return what the study shows."""
    rows = sorted(found.spans, key=lambda row: (ORDER.index(row.standing), -row.without, row.what))
    count = {words: sum(row.standing == words for row in rows) for words in ORDER}
    extra = found.budget - found.least_cost
    head = (
        f"Plans may cost up to {found.percent:g} % of freight, investment and unmet demand more than the cheapest, "
        f"{million(extra)} on top of {million(found.own)}."
    )
    must = ", ".join(row.name for row in rows if row.standing == "in every plan")
    lines = [head]
    lines.append(
        f"Of {len(rows)} projects {count['in every plan']} are in every such plan{f' ({must})' if must else ''}, {count['in none']} in none, {count['free']} are free."
    )
    dear = max(rows, key=lambda row: row.without if row.without == row.without else -1.0, default=None)
    if dear is not None and dear.without > 0:
        lines.append(f"Dearest to do without: {dear.name}, {million(dear.without)}.")
    if found.alternatives:
        lines.append(
            f"{len(found.alternatives)} plans within the budget that differ from the cheapest and from one another are in the tables."
        )
    lines += any_size(
        found.in_units,
        "Whole units within the same budget are among these plans: what is in every plan, or in none, is so in whole units too; what is free may not be.",
    )
    return Shown(
        study="near",
        scenario=found.scenario,
        case=found.case,
        digest=found.digest,
        title=f"What must be built in any plan that costs up to {found.percent:g} % more",
        sentences=tuple(lines),
        figures={"percent": found.percent, "least_cost": found.least_cost, "own": found.own, "budget": found.budget},
        drawings=(
            Drawing(
                "spans",
                _drawing(rows),
                "Share of what may be built: from the least to the most among plans within the budget.",
            ),
        ),
        tables=(_spans(rows), _plans(found), _builds(found)),
        brief=("what", "standing", "least", "cheapest", "most", "without"),
    )


def _drawing(rows: list[Span]) -> Markup:
    bars = [
        Bars(
            label=row.name,
            least=row.least / row.room if row.room else 0.0,
            now=row.cheapest / row.room if row.room else 0.0,
            most=row.most / row.room if row.room else 0.0,
            group=row.standing,
            told=f"{row.name}: {row.standing}, {number(row.least)} to {number(row.most)} {row.unit}, cheapest plan {number(row.cheapest)}",
        )
        for row in rows
    ]
    return spans(bars, "Least and most of each project", "cheapest plan", COLOURS)


def _spans(rows: list[Span]) -> Table:
    cells = [
        (r.what, r.name, r.kind, r.country, r.standing, r.least, r.cheapest, r.most, r.room, r.without) for r in rows
    ]
    note = "Builds of any size; what is in every plan or in none is so in whole units too."
    return table("spans", "Projects", note, SPANS, cells)


def _plans(found: Near) -> Table:
    cells = []
    for place, row in enumerate(found.alternatives, start=1):
        parts, cost = row.plan.parts, row.plan.objective
        cells.append(
            (
                str(place),
                row.name,
                cost,
                cost - found.least_cost,
                parts["investment"],
                parts["freight"],
                parts["unmet"],
                100 * row.distance,
            )
        )
    note = "Each a mixture of two cheapest plans under a premium on builds, at the budget's edge."
    return table("plans", "Plans that differ", note, PLANS, cells)


def _builds(found: Near) -> Table:
    cells = [
        (str(place), build.what, build.year, build.size)
        for place, row in enumerate(found.alternatives, start=1)
        for build in row.plan.builds
    ]
    return table("builds", "What these plans build", "", BUILDS, cells)
