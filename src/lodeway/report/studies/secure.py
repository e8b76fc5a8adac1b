"""Shows what security costs and where it cannot be had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lodeway.plan.result import Build
from lodeway.plan.studies.secure import Secure
from lodeway.plan.studies.waivers import sentences
from lodeway.report.figures import Column, table
from lodeway.report.page.numerals import number
from lodeway.report.studies.drawing import Spread, bars
from lodeway.report.studies.shape import Drawing, Shown, million, money, numbers, texts

__all__ = ["show_secure"]

SHOWN = 20
"""Projects that the drawing shows."""

BUILDS: tuple[Column, ...] = (
    texts("what", "Project", "Id of the process, gate, link or training."),
    texts("name", "Name", "Name of the project."),
    texts("kind", "Kind", "process, gate, link or training."),
    texts("site", "Site", "Id of the site; empty for a gate, link or training."),
    texts("country", "Country", "ISO 3166 alpha-3."),
    texts("commodity", "Product", "First output; empty for a gate, link or training."),
    texts("pillar", "Pillar", "Pillar of the partnership."),
    Column("year", "Decided", "", "year", 0, "Year of decision."),
    Column("first_year", "Runs from", "", "year", 0, "First year of output."),
    texts("unit", "Unit", "Of the sizes: t/a, gross t/a for gates and links, workers for training."),
    numbers("plain", "Cheapest plan", "", "What the cheapest plan without the promise decides in this year."),
    numbers("secure", "Secure plan", "", "What the secure plan decides in this year."),
    numbers("more", "More", "", "Difference."),
    numbers("capital", "Capital", "USD", "Overnight cost of what the secure plan decides in this year."),
    numbers("capex", "More capital", "USD", "Difference of overnight cost."),
)
LOSSES: tuple[Column, ...] = (
    texts("kind", "Kind", "Of what is lost."),
    texts("id", "Lost", "Its id."),
    texts("name", "Name", "Its name."),
    texts(
        "how",
        "How tried",
        "spared: flows that keep the promise use nothing of it; rehearsed: flows were led anew without it.",
    ),
    Column("binds", "Binds", "", "flag", 0, "The cheapest plan would break the promise after this loss."),
)
WAIVERS: tuple[Column, ...] = (
    texts("kind", "Kind", "Of what is lost."),
    texts("loss", "Lost", "Its id."),
    texts("market", "Market", "Whose promise no builds can keep."),
    texts("commodity", "Commodity", "Of what."),
    Column("year", "Year", "", "year", 0, "In which year."),
    numbers("reached", "Can be met", "%", "Share of the demand that can be met, everything built that may be.", 1),
    texts("reason", "Reason", "Limits in the way, the most frequent kind first."),
)


def show_secure(found: Secure) -> Shown:
    """Return what the study shows."""
    share = 100 * found.promise.share
    builds = _decisions(found)
    moved = _by_project(builds)
    binding = [row for row in found.tried if row.binds]
    whom = ", ".join(found.promise.markets) or "every market"
    lines = [
        f"Security costs {million(found.extra)}: {number(100 * found.extra / found.plain.own, 1)} % of the cheapest plan's freight, investment and unmet demand.",
        f"For it {whom} still gets {number(share)} % of its demand of each mineral in each year after any one of {len(found.tried):,} losses"
        + (f", but for {len(found.waivers):,} promises that no builds can keep." if found.waivers else "."),
        f"Proved: no secure plan costs less than {million(found.bound)}, {number(100 * found.plan.gap, 4)} % of the plan's own cost below this one.",
        f"The cheapest plan would break the promise after {len(binding)} losses: {', '.join(row.id for row in binding[:12])}."
        if binding
        else "The cheapest plan keeps the promise as it is.",
    ]
    rows = [
        Spread(
            label=row.name,
            low=0.0,
            high=row.capex,
            told=f"{row.name}: {number(row.plain)} to {number(row.secure)} {row.unit}, {money(row.capex)}",
        )
        for row in moved[:SHOWN]
    ]
    told = sentences(found.waivers, found.promise.share)
    drawings = (
        (
            Drawing(
                "builds",
                bars(
                    rows,
                    "What security adds",
                    "overnight cost against the cheapest plan (USD)",
                    key=("", "secure plan"),
                ),
                "What the secure plan builds more or less than the cheapest.",
            ),
        )
        if rows
        else ()
    )
    return Shown(
        study="secure",
        scenario=found.plan.scenario,
        case=found.plan.case,
        digest=found.plan.digest,
        title=f"The cheapest plan that still meets {number(share)} % of demand after any single loss",
        sentences=(
            *lines,
            *told[:SHOWN],
            *((f"and {len(told) - SHOWN} more: table waivers",) if len(told) > SHOWN else ()),
        ),
        figures={
            "share": found.promise.share,
            "markets": found.promise.markets,
            "extra": found.extra,
            "plain": found.plain.objective,
            "secure": found.plan.objective,
            "bound": found.bound,
            "gap": found.plan.gap,
            "rounds": found.rounds,
            "cuts": found.cuts,
        },
        drawings=drawings,
        tables=(
            table(
                "builds",
                "What is built",
                "By year of decision; a project that both plans build, but in other years, has a row for each.",
                BUILDS,
                [tuple(getattr(row, column.key) for column in BUILDS) for row in builds],
            ),
            table(
                "losses",
                "Losses tried",
                "Each lasts from the first year on.",
                LOSSES,
                [(r.kind, r.id, r.name, r.how, r.binds) for r in found.tried],
            ),
            table(
                "waivers",
                "Promises that no builds can keep",
                "Lowered to what can be met.",
                WAIVERS,
                [(r.kind, r.loss, r.market, r.commodity, r.year, 100 * r.reached, r.reason) for r in found.waivers],
            ),
        ),
        brief=("what", "year", "unit", "plain", "secure", "capex"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    """What both plans build of a project in one year."""

    what: str
    name: str
    kind: str
    site: str
    country: str
    commodity: str
    pillar: str
    year: int
    first_year: int
    unit: str
    plain: float
    secure: float
    more: float
    capital: float
    capex: float


def _decisions(found: Secure) -> list[_Decision]:
    """Return what either plan decides, by project and year, the largest difference of a project's capital first."""
    before = {(row.kind, row.what, row.year): row for row in found.plain.builds}
    after = {(row.kind, row.what, row.year): row for row in found.plan.builds}
    rows = [_decision(before.get(key), after.get(key)) for key in sorted(before.keys() | after.keys())]
    more = {(row.kind, row.what): 0.0 for row in rows}
    for row in rows:
        more[row.kind, row.what] += row.capex
    return sorted(rows, key=lambda row: (-abs(more[row.kind, row.what]), row.what, row.kind, row.year))


def _decision(before: Build | None, after: Build | None) -> _Decision:
    row = after or before
    if row is None:
        raise ValueError("a decision of neither plan")
    plain, secure = (before.size if before else 0.0), (after.size if after else 0.0)
    capital = after.capex if after else 0.0
    return _Decision(
        what=row.what,
        name=row.name,
        kind=row.kind,
        site=row.site,
        country=row.country,
        commodity=row.commodity,
        pillar=row.pillar,
        year=row.year,
        first_year=row.first_year,
        unit=row.unit,
        plain=plain,
        secure=secure,
        more=secure - plain,
        capital=capital,
        capex=capital - (before.capex if before else 0.0),
    )


def _by_project(rows: Sequence[_Decision]) -> list[_Decision]:
    """Return the projects of which the plans do not build the same, their years added up."""
    merged: dict[tuple[str, str], _Decision] = {}
    for row in rows:
        known = merged.get((row.kind, row.what))
        sums = ("plain", "secure", "more", "capital", "capex")
        merged[row.kind, row.what] = (
            replace(known, **{key: getattr(known, key) + getattr(row, key) for key in sums}) if known else row
        )
    rate = {key: row.capex / row.more if row.more else 0.0 for key, row in merged.items()}
    return [
        row
        for key, row in merged.items()
        if abs(row.capex) > 1e-3 * max(1.0, abs(rate[key] * max(row.plain, row.secure)))
    ]
