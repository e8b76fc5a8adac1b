"""``lodeway ledger list`` and ``show``: what stands in the register, now or at an earlier time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._rows import as_json, give, limited, out_to, print_json
from lodeway.cli.ledger._opening import KINDS, kind_of, opened, place_of

if TYPE_CHECKING:
    from lodeway.ledger.register import Kept, Register

__all__ = ["as_of", "list_", "moment", "show"]

SHOWN = {
    "commitments": ("id", "announced", "status", "parties", "amount", "currency", "title"),
    "statements": ("id", "source", "kind", "value", "unit", "text"),
    "sources": ("id", "published", "publisher", "language", "title"),
    "deliveries": ("id", "commitment", "date", "kind", "amount", "currency", "title"),
    "checks": ("id", "subject", "verdict", "dataset", "year", "message"),
}

Decorator = Callable[..., Any]
as_of: Decorator = click.option(
    "--as-of", metavar="DATE|N", help="As it stood at the end of a date, at a time (ISO 8601), or after event N."
)


@click.command("list")
@click.argument("what", type=click.Choice(KINDS), default="commitments")
@place_of
@as_of
@click.option("--approved", is_flag=True, help="Only what was approved and not withdrawn, as it was then.")
@click.option("--status", default="", metavar="S,...", help="Commitments of these statuses.")
@click.option("--party", default="", metavar="A3,...", help="Commitments that all of these take part in.")
@click.option("--pillar", default="", help="Commitments of this pillar.")
@click.option("--about", default=None, metavar="ID", help="What belongs to this record: a source's statements, parts.")
@limited
@out_to
@as_json
def list_(
    what: str,
    place: str,
    as_of: str | None,
    approved: bool,
    status: str,
    party: str,
    pillar: str,
    about: str | None,
    limit: int,
    out: str | None,
    as_json: bool,
) -> None:
    """List commitments, statements, sources, deliveries or checks, those merged into another left out.

    With --json: head, total, and under the kind's name the fields of each with state, recorded and author.
    """
    import polars as pl

    from lodeway.ledger.exchange import flat

    with opened(place) as register:
        upto = moment(register, as_of)
        kept = register.read(kind_of(what), upto=upto, about=about, approved=approved)
        if what == "commitments":
            kept = _chosen(register, kept, upto=upto, status=status, party=party, pillar=pillar)
        head = str(register.store.head())
    rows = [flat(row.record) | {"state": row.state, "recorded": row.recorded, "author": row.author} for row in kept]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    shown = frame.select(SHOWN[what]) if rows else frame
    give(what, frame, shown, out=out, limit=limit, as_json=as_json, more={"head": head})


def _chosen(
    register: Register, kept: list[Kept[Any]], *, upto: int, status: str, party: str, pillar: str
) -> list[Kept[Any]]:
    """Return the commitments that were not merged into another and that the options ask for."""
    from lodeway.errors import UsageError
    from lodeway.ledger.register.records import STATUSES

    statuses = {word.strip() for word in status.split(",") if word.strip()}
    if statuses - set(STATUSES):
        raise UsageError(f"status {', '.join(sorted(statuses - set(STATUSES)))}: allowed: {', '.join(STATUSES)}")
    parties = {word.strip().upper() for word in party.split(",") if word.strip()}
    gone = register.gone(upto=upto)
    return [
        row
        for row in kept
        if row.record.id not in gone
        and (not statuses or row.record.status in statuses)
        and parties <= {one.name.upper() for one in row.record.parties}
        and (not pillar or row.record.pillar == pillar)
    ]


def moment(register: Register, as_of: str | None) -> int:
    """Return the number of the last event that counts.

    Raises
    ------
    UsageError
        When it is neither a number nor a date.
    """
    import re

    from lodeway.errors import UsageError
    from lodeway.ledger.register.store import LAST

    if as_of is None:
        return LAST
    if as_of.isdigit() and len(as_of) != 8:
        return int(as_of)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}(T[\d:.]+Z?)?", as_of):
        raise UsageError(
            f"--as-of {as_of}: a date such as 2025-12-20, a time such as 2025-12-20T12:00:00Z, or an event's number"
        )
    return register.at(as_of)


@click.command("show")
@click.argument("id_", metavar="ID")
@place_of
@as_of
@as_json
def show(id_: str, place: str, as_of: str | None, as_json: bool) -> None:
    """Show a record: what it says, the sentences it rests on, what was delivered, and every state that it had.

    With --json: kind, record, state, statements (with sentence, start and end within it), deliveries, checks, parts, history.
    """
    from lodeway.errors import UsageError
    from lodeway.ledger.exchange import flat
    from lodeway.ledger.register import Check, Commitment, Delivery, Statement

    with opened(place) as register:
        upto = moment(register, as_of)
        states = {word: register.history(kind_of(word), id_) for word in KINDS}
        if not any(states.values()):
            register.kept(Commitment, id_)  # names the nearest
        word = next((word for word, rows in states.items() if rows and rows[0].seq <= upto), "")
        if not word:
            raise UsageError(f"{id_} was not there then")
        history = [row for row in states[word] if row.seq <= upto]
        kept = history[-1]
        statements = register.statements(id_, upto=upto) if word == "commitments" else []
        if word == "statements":
            statements = [kept]
        if word == "sources":
            statements = register.read(Statement, about=id_, upto=upto)
        document: dict[str, Any] = {
            "kind": word,
            "record": flat(kept.record),
            "state": kept.state,
            "statements": [_quoted(register, row.record) for row in statements],
            "deliveries": [flat(row.record) for row in register.read(Delivery, about=id_, upto=upto)],
            "checks": [flat(row.record) for row in register.read(Check, about=id_, upto=upto)],
            "parts": [row.record.id for row in register.read(Commitment, about=id_, upto=upto)],
            "history": [
                {
                    "seq": row.seq,
                    "recorded": row.recorded,
                    "author": row.author,
                    "action": row.action,
                    "state": row.state,
                    "reason": row.reason,
                }
                for row in history
            ],
        }
    if as_json:
        print_json(document)
    else:
        click.echo("\n".join(_text(document)))


def _quoted(register: Register, statement: Any) -> dict[str, Any]:
    from lodeway.ledger.exchange import flat

    quote = register.quote(statement)
    sentence, start, end = quote if quote else (None, None, None)
    return flat(statement) | {"sentence": sentence, "sentence_start": start, "sentence_end": end}


def _text(document: dict[str, Any]) -> list[str]:
    record = document["record"]
    lines = [f"{record.pop('id')} ({document['state']}): {record.pop('title', None) or record.get('text') or ''}"]
    lines += [f"  {name}: {value}" for name, value in record.items() if value not in (None, "", False)]
    for row in document["statements"]:
        if row["sentence"]:
            start, end = row["sentence_start"], row["sentence_end"]
            lines.append(f"  «{row['sentence'][:start]}[{row['sentence'][start:end]}]{row['sentence'][end:]}»")
            lines.append(f"    {row['source']}, characters {row['start']}-{row['end']}, {row['rule']}")
    for name in ("deliveries", "checks"):
        lines += [
            "  " + " ".join(str(cell) for cell in (name, *row.values()) if cell not in (None, ""))
            for row in document[name]
        ]
    if document["parts"]:
        lines.append(f"  holds: {', '.join(document['parts'])}")
    lines += [
        f"  {row['seq']:>6} {row['recorded'][:19]} {row['author']} {row['action']}"
        + (f": {row['reason']}" if row["reason"] else "")
        for row in document["history"]
    ]
    return lines
