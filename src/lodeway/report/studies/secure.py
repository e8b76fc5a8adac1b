"""Shows what security costs and where it cannot be had."""

from __future__ import annotations

from collections import defaultdict

from lodeway.plan.result import Plan
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
    texts("what", "Project", "Id of the process, gate or link."),
    texts("name", "Name", "Name of the project."),
    numbers("plain", "Cheapest plan", "t/a", "What the cheapest plan without the promise builds over all years."),
    numbers("secure", "Secure plan", "t/a", "What the secure plan builds over all years."),
    numbers("more", "More", "t/a", "Difference; gross tonnes for gates and links."),
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
    names = {row.what: row.name for plan in (found.plain, found.plan) for row in plan.builds}
    capex = {row.what: row.capex / row.size for plan in (found.plain, found.plan) for row in plan.builds}
    before, after = _sizes(found.plain), _sizes(found.plan)
    cells = [
        (
            what,
            names[what],
            before[what],
            after[what],
            after[what] - before[what],
            capex[what] * (after[what] - before[what]),
        )
        for what in sorted(names)
    ]
    cells.sort(key=lambda row: (-abs(row[5]), row[0]))
    moved = [row for row in cells if abs(row[5]) > 1e-3 * max(1.0, abs(capex[row[0]] * max(row[2], row[3])))]
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
            label=str(name), low=0.0, high=money_, told=f"{name}: {number(one)} to {number(other)} t/a, {money(money_)}"
        )
        for _, name, one, other, _, money_ in moved[:SHOWN]
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
            table("builds", "What is built", "Over all years.", BUILDS, cells),
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
        brief=("what", "plain", "secure", "more", "capex"),
    )


def _sizes(plan: Plan) -> defaultdict[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    for row in plan.builds:
        found[row.what] += row.size
    return found
