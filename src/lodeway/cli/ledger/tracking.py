"""``lodeway ledger track`` and ``page``: how far a target is, what is overdue, what has moved."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._rows import as_json, print_json, table
from lodeway.cli.ledger import _plan
from lodeway.cli.ledger._opening import opened, place_of
from lodeway.cli.ledger.listing import as_of, moment

if TYPE_CHECKING:
    from lodeway.ledger.register import Kept, Register
    from lodeway.ledger.tracking import Progress

__all__ = ["page", "track"]

WAYS = {
    "yes": ("counted", "counts"),
    "perhaps": ("perhaps", "counts if it is not the state's money, which no source says"),
    "later": ("later", "announced or expected, not firm"),
    "package": ("packages", "told as packages, whose deals are not known one by one"),
}
"""For each way of counting its key and its words."""


@click.command("track")
@click.argument("target", required=False, metavar="[TARGET]")
@place_of
@click.option(
    "--by",
    default="partner",
    type=click.Choice(["status", "pillar", "partner", "year", "kind"]),
    show_default=True,
    help="How the sums are split.",
)
@click.option(
    "--count",
    "natures",
    default="private,joint",
    show_default=True,
    metavar="N,...",
    help="Whose money counts: private, joint, state.",
)
@click.option(
    "--since", default=None, metavar="DATE", help="Also list what has moved in the register since the end of that day."
)
@click.option(
    "--today", default=None, metavar="DATE", help="The day for which to tell what is overdue. Default: today."
)
@_plan.plan_of
@_plan.scenario_of
@as_json
def track(
    target: str | None,
    place: str,
    by: str,
    natures: str,
    since: str | None,
    today: str | None,
    plan_place: Path | None,
    scenario: str | None,
    as_json: bool,
) -> None:
    """Tell how far commitment TARGET is, what is overdue, and what has moved.

    Each amount counts once: an umbrella gives way to what it holds, a part to what holds it, a stock never counts, and a
    state's grant only with --count state. With --json: target, currency, goal, counted, perhaps, later, packages, delivered, by, contributions
    (id, title, amount, counts, reason), overdue (id, title, deadline, days), moved (id, title, action, before, after, recorded, author).

    With --plan also which builds of the plan a commitment pays for, which commitments the plan does not need, and which builds nobody pays for, by
    the scenario's table agreements; in JSON under plan: builds, commitments, unneeded, unpaid, strangers.
    """
    from lodeway.ledger.register import Commitment, Delivery
    from lodeway.ledger.tracking import Rule, overdue
    from lodeway.ledger.tracking import track as progress_of

    day, rule = _day(today), Rule(natures=_natures(natures))
    with opened(place) as register:
        kept = register.standing()
        rows = [row.record for row in kept]
        document: dict[str, Any] = {}
        if target is not None:
            goal = register.kept(Commitment, register.merged(target)).record
            deliveries = [row.record for row in register.read(Delivery)]
            progress = progress_of(goal, rows, deliveries, rule)
            document |= _progress(progress, by)
        document["overdue"] = [
            {"id": row.id, "title": row.title, "deadline": row.deadline, "days": days}
            for row, days in overdue(rows, day)
        ]
        if since is not None:
            document["moved"] = _moved(register, kept, moment(register, since))
        beside = _plan.beside(register, plan_place, scenario)
    if as_json:
        print_json(document | ({"plan": _plan.document(beside)} if beside else {}))
    else:
        click.echo("\n".join([*_text(document, by), *(["", *_plan.text(beside)] if beside else [])]))


@click.command("page")
@click.argument("file", metavar="FILE.html", type=click.Path(path_type=Path))
@place_of
@click.option("--target", default="", metavar="ID", help="Commitment whose progress comes first.")
@click.option(
    "--count", "natures", default="private,joint", show_default=True, metavar="N,...", help="Whose money counts."
)
@click.option(
    "--today", default=None, metavar="DATE", help="The day for which to tell what is overdue. Default: today."
)
@as_of
@_plan.plan_of
@_plan.scenario_of
@as_json
def page(
    file: Path,
    place: str,
    target: str,
    natures: str,
    today: str | None,
    as_of: str | None,
    plan_place: Path | None,
    scenario: str | None,
    as_json: bool,
) -> None:
    """Write the register as one page: progress, timeline, what is overdue, every commitment with its sources and words.

    With --plan also who pays for the builds of a plan.

    With --json: file, title, commitments, overdue, head.
    """
    from lodeway.cli._files import check_out
    from lodeway.ledger.tracking import Rule
    from lodeway.report.ledger_page import write_register

    check_out(file, ".html")
    day, rule = _day(today), Rule(natures=_natures(natures))
    with opened(place) as register:
        told = write_register(
            register,
            file,
            target=target,
            upto=moment(register, as_of),
            today=day,
            rule=rule,
            funding=_plan.beside(register, plan_place, scenario),
        )
    if as_json:
        print_json({"file": str(file)} | told)
    else:
        click.echo(f"{file}: {told['commitments']:,} commitments, {told['overdue']:,} overdue\nhead {told['head']}")


def _day(today: str | None) -> date:
    from lodeway.errors import UsageError

    try:
        return date.fromisoformat(today) if today else datetime.now(UTC).date()
    except ValueError as error:
        raise UsageError(f"--today {today}: a date such as 2026-11-26") from error


def _natures(words: str) -> tuple[str, ...]:
    from lodeway.errors import UsageError

    found = tuple(word.strip() for word in words.split(",") if word.strip())
    if wrong := [word for word in found if word not in ("private", "joint", "state", "unknown")]:
        raise UsageError(f"--count {', '.join(wrong)}: private, joint, state or unknown")
    return found


def _progress(progress: Progress, by: str) -> dict[str, Any]:
    return {
        "target": progress.target.id,
        "title": progress.target.title,
        "currency": progress.target.currency,
        "goal": progress.target.amount,
        **{key: progress.total(way) for way, (key, _) in WAYS.items()},
        "delivered": progress.delivered,
        "by": progress.by(by),
        "contributions": [
            {
                "id": row.commitment.id,
                "title": row.commitment.title,
                "amount": None if math.isnan(row.amount) else row.amount,
                "counts": row.counts,
                "reason": row.reason,
            }
            for row in progress.contributions
        ],
    }


def _moved(register: Register, kept: list[Kept[Any]], since: int) -> list[dict[str, Any]]:
    """Return the commitments that were added, changed or dropped after an event, with the status before and after."""
    from lodeway.ledger.register import Commitment

    before = {row.record.id: row.record.status for row in register.read(Commitment, upto=since)} if since else {}
    dropped = [row for row in register.dropped(Commitment) if row.record.id in before]
    return [
        {
            "id": row.record.id,
            "title": row.record.title,
            "action": row.action,
            "before": before.get(row.record.id),
            "after": row.action if row.state == "rejected" else row.record.status,
            "recorded": row.recorded,
            "author": row.author,
        }
        for row in [*kept, *dropped]
        if row.seq > since
    ]


def _text(document: dict[str, Any], by: str) -> list[str]:
    lines = []
    if "target" in document:
        goal, currency = document["goal"], document["currency"]
        lines.append(f"{document['title']}: {_money(goal)} {currency}")
        lines.append(f"{_bar(document['counted'] / goal)} {document['counted'] / goal:.1%} counted")
        lines += [f"  {words}: {_money(document[key])} {currency}" for key, words in WAYS.values()]
        lines.append(f"  paid out of what counts: {_money(document['delivered'])} {currency}")
        if document["by"]:
            import polars as pl

            rows = [
                {by: name} | {key: _money(parts.get(way, 0.0)) for way, (key, _) in WAYS.items()}
                for name, parts in document["by"].items()
            ]
            lines += ["", *table(pl.DataFrame(rows))]
        reasons: dict[str, int] = {}
        for row in document["contributions"]:
            if row["counts"] == "no":
                reasons[row["reason"]] = reasons.get(row["reason"], 0) + 1
        if reasons:
            lines += ["", "does not count:"]
            lines += [f"  {count:>3}  {reason}" for reason, count in sorted(reasons.items(), key=lambda pair: -pair[1])]
        lines.append("")
    lines.append(f"overdue: {len(document['overdue'])}")
    lines += [f"  {row['days']:>5} days  {row['id']}  {row['title']}" for row in document["overdue"]]
    if "moved" in document:
        lines += ["", f"moved: {len(document['moved'])}"]
        lines += [
            f"  {row['recorded'][:10]}  {row['id']}  {row['before'] or 'new'} -> {row['after']}  {row['title']}"
            for row in document["moved"]
        ]
    return lines


def _money(amount: float) -> str:
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if amount >= size:
            return f"{amount / size:,.3g} {word}"
    return f"{amount:,.0f}"


def _bar(share: float, width: int = 40) -> str:
    full = round(min(share, 1.0) * width)
    return "█" * full + "░" * (width - full)
