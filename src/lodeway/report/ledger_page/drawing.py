"""Drawings of the register as SVG: how far a target is, and commitments over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from lodeway.ledger.effect import Funding
from lodeway.ledger.register import Commitment
from lodeway.ledger.tracking import Progress, first_day
from lodeway.report.words import money, shortened

__all__ = [
    "INK",
    "LINE",
    "PAID",
    "SOFT",
    "STATUS_COLOURS",
    "WAYS",
    "WIDTH",
    "funding_bars",
    "opened",
    "progress_bar",
    "timeline",
    "word",
]

WAYS = {
    "yes": ("#2e6b4f", "counts"),
    "perhaps": ("#c9a227", "counts if it is not the state's money"),
    "later": ("#0b6394", "announced or expected"),
    "package": ("#b7bcc0", "packages, deals not known"),
}
"""Colour and words of each way of counting."""
PAID = {
    "firm": ("#2e6b4f", "firmly promised"),
    "hoped": ("#8fb3c9", "announced or expected"),
    "open": ("#e4e6e2", "nobody has promised"),
}
"""Colour and words of the parts of what a build costs."""
STATUS_COLOURS = {
    "expected": "#b7bcc0",
    "announced": "#8fb3c9",
    "signed": "#0b6394",
    "committed": "#0b6394",
    "in_force": "#2e6b4f",
    "delivered": "#10181f",
    "suspended": "#c9a227",
    "cancelled": "#a63a0a",
}
QUARTERS = 20
"""Quarters that are drawn one by one; what is earlier stands in one column."""
_ORDER = list(STATUS_COLOURS)
INK, SOFT, LINE = "#1c2329", "#56606a", "#d8dbd9"
WIDTH = 860.0


def progress_bar(progress: Progress) -> Markup:
    """Return a bar whose whole length is the target, or all that is named if that is more."""
    goal = progress.target.amount or 0.0
    sums = {way: progress.total(way) for way in WAYS}
    whole = max(goal, sum(sums.values())) or 1.0
    parts = [opened(WIDTH, 66, f"{progress.target.title}: {sums['yes'] / goal if goal else 0:.1%} counted")]
    parts.append(f'<rect x="0" y="20" width="{WIDTH * goal / whole:.1f}" height="30" fill="#f3f3ef" stroke="{SOFT}"/>')
    left = 0.0
    for way, (colour, words) in WAYS.items():
        wide = WIDTH * sums[way] / whole
        if wide > 0:
            parts.append(
                f'<rect x="{left:.2f}" y="20" width="{max(wide, 1.5):.2f}" height="30" fill="{colour}"><title>{escape(words)}: {sums[way]:,.0f} {escape(progress.target.currency)}</title></rect>'
            )
        left += wide
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = WIDTH * share * goal / whole
        anchor = "start" if share == 0 else "end" if share == 1 else "middle"
        parts.append(f'<text x="{x:.1f}" y="64" fill="{SOFT}" text-anchor="{anchor}">{share:.0%}</text>')
    parts.append("</svg>")
    return Markup("".join(parts))  # every text has been escaped


def funding_bars(funding: Funding) -> Markup:
    """Return a bar a build, as long as what it costs, in parts by who has promised to pay."""
    left, right, step = 330.0, 90.0, 25.0
    reach = max((row.capex for row in funding.needs), default=0.0) or 1.0
    wide = WIDTH - left - right
    parts = [opened(WIDTH, 6 + step * len(funding.needs), "Who pays for the builds of the plan")]
    for number, row in enumerate(funding.needs):
        y, x = 4 + step * number, left
        parts.append(word(left - 8, y + 14, shortened(row.name, 44), "end", INK))
        for name, (colour, words) in PAID.items():
            amount = float(getattr(row, name))
            if amount > 0:
                long = max(wide * amount / reach, 1.0)
                parts.append(
                    f'<rect x="{x:.1f}" y="{y:.0f}" width="{long:.1f}" height="18" fill="{colour}"><title>{escape(row.name)}, {escape(words)}: {amount:,.0f} USD</title></rect>'
                )
                x += long
        parts.append(word(x + 5, y + 14, money(row.capex).removesuffix(" USD")))
    parts.append("</svg>")
    return Markup("".join(parts))  # every text has been escaped


def timeline(commitments: Sequence[Commitment], lanes: Mapping[str, str]) -> Markup:
    """Return a dot a commitment, by quarter and lane, coloured by status; those of a quarter are stacked.

    Parameters
    ----------
    commitments
        Those with a date.
    lanes
        Party, and how its lane is called; a commitment stands in the lane of the first of them that takes part.
    """
    rows = [row for row in commitments if row.announced]
    if not rows:
        return Markup("<p class='nothing'>No commitment has a date.</p>")
    last = _quarter(max(row.announced for row in rows))
    first = max(_quarter(min(row.announced for row in rows)), last - QUARTERS + 1)
    early = any(_quarter(row.announced) < first for row in rows)
    cells: dict[tuple[str, int], list[Commitment]] = defaultdict(list)
    for row in rows:
        names = {party.name for party in row.parties}
        lane = next((name for name in lanes if name in names), "")
        cells[lane, max(_quarter(row.announced), first - 1)].append(row)
    used = [name for name in [*lanes, ""] if any(lane == name for lane, _ in cells)]
    left, dot, top = 190.0, 7.2, 6.0
    step = (WIDTH - left - 4) / (last - first + 1 + early)
    across = max(1, int((step - 4) // dot))
    deep = {name: max(-(-len(found) // across) for (lane, _), found in cells.items() if lane == name) for name in used}
    heights = {name: max(deep[name] * dot + 10, 28.0) for name in used}
    foot = top + sum(heights.values())
    parts = [opened(WIDTH, foot + 24, "Commitments by quarter and partner")]
    if early:
        # It ends where its column does: the years begin there, and phones draw larger letters.
        parts.append(word(left + step - 6, foot + 16, "earlier", "end"))
    for quarter in range(first, last + 1):
        if quarter % 4 == 0:
            x = left + step * (quarter - first + early)
            parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{foot:.1f}" stroke="{LINE}"/>')
            parts.append(word(x + 3, foot + 16, str(quarter // 4)))
    base = top
    for name in used:
        base += heights[name]
        parts.append(f'<line x1="{left}" x2="{WIDTH}" y1="{base:.1f}" y2="{base:.1f}" stroke="{LINE}"/>')
        parts.append(
            f'<text x="{left - 8}" y="{base - 8:.1f}" text-anchor="end">{escape(lanes.get(name, "others"))}</text>'
        )
        for (lane, quarter), found in cells.items():
            if lane != name:
                continue
            x = left + 2 + step * (quarter - first + early)
            for place, row in enumerate(sorted(found, key=lambda one: (_ORDER.index(one.status), one.id))):
                cx = x + (place % across + 0.5) * dot
                cy = base - 4 - (place // across + 0.5) * dot
                parts.append(
                    f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{dot / 2 - 0.4:.1f}" fill="{STATUS_COLOURS[row.status]}"><title>{escape(row.announced)} {escape(row.status)}: {escape(row.title)}</title></circle>'
                )
    parts.append("</svg>")
    return Markup("".join(parts))  # every text has been escaped


def _quarter(text: str) -> int:
    """Return a running number of the quarter in which a date begins."""
    day = first_day(text)
    return day.year * 4 + (day.month - 1) // 3


def word(x: float, y: float, text: str, anchor: str = "start", colour: str = SOFT) -> str:
    """Return a text of a drawing; it is escaped here."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def opened(width: float, height: float, title: str) -> str:
    """Return the beginning of a drawing, with its name for those who do not see it."""
    return f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{escape(title)}"><title>{escape(title)}</title>'
