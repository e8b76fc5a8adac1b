"""Writes the page of a register."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from lodeway.ledger.effect import Funding
from lodeway.ledger.register import Check, Commitment, Delivery, Register, Source, Statement
from lodeway.ledger.register.store import LAST
from lodeway.ledger.tracking import Progress, Rule, overdue, track
from lodeway.report.files import write_whole
from lodeway.report.ledger_page.drawing import PAID, STATUS_COLOURS, WAYS, funding_bars, progress_bar, timeline
from lodeway.report.page.render import environment

__all__ = ["web", "write_register"]

_PACKAGE = "lodeway.report.ledger_page"
_STYLES = (("lodeway.report.page", "page.css"), (_PACKAGE, "ledger-page.css"))
LANES = {
    "JPN": "Japan",
    "EU": "EU",
    "USA": "United States",
    "CHN": "China",
    "RUS": "Russia",
    "KOR": "South Korea",
    "KAZ": "Kazakhstan",
}
SIZES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def write_register(
    register: Register,
    path: Path,
    *,
    target: str = "",
    upto: int = LAST,
    today: date | None = None,
    rule: Rule | None = None,
    funding: Funding | None = None,
) -> dict[str, Any]:
    """Write a register as one page, which opens from disk and asks nothing of the network; return its title and counts.

    Parameters
    ----------
    register
        What to show.
    path
        The HTML file, which is overwritten.
    target
        Id of a commitment with an amount, whose progress comes first; empty: none.
    upto
        Number of the last event that counts.
    today
        Day for which to tell what is overdue.
    rule
        What counts towards the target.
    funding
        Who pays for the builds of a plan: what `lodeway.ledger.effect.funding` returned.

    Raises
    ------
    UsageError
        When the target is not there or has no amount.
    """
    from lodeway import __version__

    day = today or datetime.now(UTC).date()
    rows = [row.record for row in register.standing(upto=upto)]
    sources = {row.record.id: row.record for row in register.read(Source, upto=upto)}
    deliveries = [row.record for row in register.read(Delivery, upto=upto)]
    progress = None
    if target:
        progress = track(
            register.kept(Commitment, register.merged(target, upto=upto), upto=upto).record, rows, deliveries, rule
        )
    late = overdue(rows, day)
    head = register.store.head()
    title = progress.target.title if progress else "What was promised"
    style = Markup("".join((resources.files(own) / "static" / name).read_text("utf-8") for own, name in _STYLES))
    pages = environment(_PACKAGE)
    pages.filters["web"] = web
    text = pages.get_template("register.html").render(
        version=__version__,
        style=style,
        title=title,
        sentences=_sentences(progress, rows, late, day),
        bar=progress_bar(progress) if progress else None,
        ways=[(colour, words) for colour, words in WAYS.values()],
        payers=list(PAID.values()),
        funding=funding,
        paid=funding_bars(funding) if funding else None,
        sums=_sums(progress) if progress else [],
        reasons=_reasons(progress) if progress else [],
        timeline=timeline(rows, LANES),
        statuses=[(colour, name.replace("_", " ")) for name, colour in STATUS_COLOURS.items() if name != "committed"],
        late=[{"row": row, "days": days} for row, days in late],
        commitments=[
            _row(row, sources, deliveries)
            for row in sorted(rows, key=lambda one: (one.announced, one.id), reverse=True)
        ],
        quotes=_quotes(register, upto),
        checks=[row.record for row in register.read(Check, upto=upto)],
        head=str(head),
        day=day.isoformat(),
        money=_money,
    )
    write_whole(path, text)
    return {"title": title, "commitments": len(rows), "overdue": len(late), "head": str(head)}


def _sentences(progress: Progress | None, rows: Sequence[Commitment], late: Sequence[Any], day: date) -> list[str]:
    found = []
    if progress:
        goal, currency = progress.target.amount or math.nan, progress.target.currency
        counted = progress.total("yes")
        found.append(
            f"Of {_money(goal)} {currency}, {_money(counted)} ({counted / goal:.1%}) is signed, of private or joint money, and known deal by deal."
        )
        more = [
            f"{_money(progress.total(way))} is {words}"
            for way, words in (
                ("perhaps", "signed, but no source says whose money it is"),
                ("later", "announced or expected only"),
                ("package", "told as packages whose deals are not known one by one"),
            )
            if progress.total(way)
        ]
        if more:
            found.append(f"Besides, {'; '.join(more)}.")
    disputed = sum(bool(row.conflicts) for row in rows)
    found.append(f"The register holds {len(rows):,} commitments; on {disputed:,} of them sources disagree.")
    if late:
        found.append(f"On {day.isoformat()} {len(late):,} are overdue, the longest by {late[0][1]:,} days.")
    return found


def _sums(progress: Progress) -> list[dict[str, Any]]:
    return [
        {"name": name, "cells": [parts.get(way, 0.0) for way in WAYS]} for name, parts in progress.by("partner").items()
    ]


def _reasons(progress: Progress) -> list[dict[str, Any]]:
    """Return every commitment beside the target, those that count first."""
    order = {way: place for place, way in enumerate([*WAYS, "no"])}
    return [
        {"row": row.commitment, "amount": row.amount, "counts": row.counts, "reason": row.reason}
        for row in sorted(progress.contributions, key=lambda one: (order[one.counts], one.commitment.id))
    ]


def _row(row: Commitment, sources: dict[str, Source], deliveries: Sequence[Delivery]) -> dict[str, Any]:
    return {
        "row": row,
        "parties": ", ".join(party.name for party in row.parties),
        "sources": [sources[name] for name in row.sources if name in sources],
        "deliveries": [one for one in deliveries if one.commitment == row.id],
        "colour": STATUS_COLOURS[row.status],
    }


def _quotes(register: Register, upto: int) -> list[dict[str, Any]]:
    """Return statements whose text is kept, each in its sentence."""
    found = []
    for kept in register.read(Statement, upto=upto):
        quote = register.quote(kept.record)
        if quote:
            sentence, start, end = quote
            found.append(
                {
                    "statement": kept.record,
                    "before": sentence[:start],
                    "words": sentence[start:end],
                    "after": sentence[end:],
                }
            )
    return found


def web(address: str) -> str:
    """Return an address of the web; anything else, such as a script, leads nowhere.

    Examples
    --------
    >>> web("https://example.org/a"), web("javascript:alert(1)")
    ('https://example.org/a', '#about')
    """
    return address if address.startswith(("https://", "http://")) else "#about"


def _money(amount: float) -> str:
    """Return an amount in words that a reader takes in at once.

    Examples
    --------
    >>> _money(3e12), _money(719e6), _money(0)
    ('3 trillion', '719 million', '0')
    """
    for size, word in SIZES:
        if abs(amount) >= size:
            return f"{amount / size:,.3g} {word}"
    return f"{amount:,.0f}"
