"""Shows what importers save alone and together."""

from __future__ import annotations

import math

from lodeway.plan.studies.partners import Partners
from lodeway.report.figures import Column, table
from lodeway.report.studies.drawing import Spread, bars
from lodeway.report.studies.shape import Drawing, Shown, any_size, million, numbers, texts

__all__ = ["show_partners"]

MEMBERS: tuple[Column, ...] = (
    texts("market", "Importer", "Id of the market."),
    numbers("alone", "Alone, first", "USD", "What it saves alone with everything to itself, present value."),
    numbers("after", "Alone, last", "USD", "What it saves alone once all others have planned together without it."),
    numbers("together", "Together", "USD", "Its share of what all save together, by Shapley."),
    numbers("joining", "Gain from joining", "USD", "Together less alone, last."),
)
COALITIONS: tuple[Column, ...] = (
    texts("members", "Coalition", "Importers that decide; all other markets get what they got."),
    numbers("saved", "Saved", "USD", "Against the status quo in which nobody builds, present value."),
    numbers("bound", "At most", "USD", "Most that any plan of the coalition could save, proved."),
    numbers("investment", "Investment", "USD", "Annuities within the plan's years, present value."),
    numbers("freight", "Freight", "USD", "Of all goods of the world, present value."),
    numbers("unmet", "Unmet demand", "USD", "Cost of demand not met, present value."),
    Column("projects", "Projects", "", "integer", 0, "Projects of which something is built."),
)
IMPORTERS: tuple[Column, ...] = (
    texts("members", "Coalition", "Importers that decide; empty for the status quo."),
    texts("market", "Importer", "Id of the market."),
    numbers("unmet", "Not met", "t", "Demand not met, over all commodities and years."),
    numbers("unmet_share", "Not met", "%", "By value at reference prices.", 2),
    numbers(
        "largest_share",
        "Largest share",
        "%",
        "Largest share of one foreign country in its demand of a mineral, over all years.",
        1,
    ),
    numbers("freight", "Freight", "USD", "Of goods on their way to it from the last plant or mine, present value."),
)
CONTESTED: tuple[Column, ...] = (
    texts("what", "Project", "Id of the process, gate or link."),
    texts("claims", "Claims", "What the plan of each partner alone builds [t/a]."),
    numbers("claimed", "Claimed", "t/a", "Sum of the claims."),
    numbers("most", "May be built", "t/a", "Most that the scenario allows."),
)


def show_partners(found: Partners) -> Shown:
    """Return what the study shows."""
    names = [member.market for member in found.members]
    whole = next(row for row in found.coalitions if set(row.members) == set(names))
    alone = sum(member.alone for member in found.members)
    lines = [f"Status quo, nobody builds: {million(found.status_quo)}."]
    if len(names) > 1:
        lines.append(
            f"Together {', '.join(names)} save {million(whole.saved)}; each alone, with everything to itself, {million(alone)} in sum."
        )
        if found.contested:
            lines.append(
                f"The plans made alone cannot all come true: together they claim more than there is of {len(found.contested)} projects, "
                f"among them {', '.join(row.what for row in found.contested[:5])}."
            )
        gains = [member for member in found.members if not math.isnan(member.together)]
        lines += [
            f"{row.market} gains {million(row.joining)} from joining: {million(row.together)} together, {million(row.after)} outside."
            for row in sorted(gains, key=lambda row: -row.joining)
        ]
    else:
        lines.append(f"{names[0]} alone saves {million(whole.saved)}.")
    coalitions = [
        (
            " ".join(r.members),
            r.saved,
            r.bound,
            r.parts["investment"],
            r.parts["freight"],
            r.parts["unmet"],
            len(r.builds),
        )
        for r in found.coalitions
    ]
    groups = [("", found.before), *((" ".join(row.members), row.importers) for row in found.coalitions)]
    importers = [
        (group, r.market, r.unmet, 100 * r.unmet_share, 100 * r.largest_share, r.freight)
        for group, rows in groups
        for r in rows
    ]
    contested = [
        (r.what, "; ".join(f"{name} {size:.10g}" for name, size in r.claims.items()), sum(r.claims.values()), r.most)
        for r in found.contested
    ]
    spreads = [
        Spread(
            label=row.market,
            low=row.after,
            high=row.together,
            told=f"{row.market}: outside {million(row.after)}, together {million(row.together)}",
        )
        for row in found.members
        if not math.isnan(row.together)
    ]
    drawings = (
        (
            Drawing(
                "gains",
                bars(
                    spreads,
                    "What each partner saves",
                    "saved against the status quo (USD, present value)",
                    key=("staying outside", "joining"),
                ),
                "What is left for who stays outside while the others plan together; its share of what all save together.",
            ),
        )
        if len(spreads) > 1
        else ()
    )
    lines += any_size(
        found.in_units, "In whole units every coalition's cost is no less; what one saves may be more or less."
    )
    return Shown(
        study="partners",
        scenario=found.scenario,
        case=found.case,
        digest=found.digest,
        title=f"{', '.join(names)}: alone and together" if len(names) > 1 else f"{names[0]} alone",
        sentences=tuple(lines),
        figures={"status_quo": found.status_quo, "together": whole.saved, "alone": alone},
        drawings=drawings,
        tables=(
            table(
                "members",
                "Who gains",
                "Savings against the status quo.",
                MEMBERS,
                [(r.market, r.alone, r.after, r.together, r.joining) for r in found.members],
            ),
            table(
                "coalitions",
                "Coalitions",
                "All markets outside get what they got in the status quo, over the same routes.",
                COALITIONS,
                coalitions,
            ),
            table("importers", "What each importer gets", "", IMPORTERS, importers),
            table("contested", "Projects that several count on", "", CONTESTED, contested),
        ),
        brief=("market", "alone", "after", "together", "joining"),
    )
