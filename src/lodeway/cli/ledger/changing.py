"""``lodeway ledger approve``, ``reject``, ``withdraw``, ``correct``, ``merge``, ``split``: each is one more event, none overwrites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._rows import as_json, print_json
from lodeway.cli.ledger._opening import KINDS, author_of, kind_of, opened, place_of
from lodeway.cli.ledger.proposing import propose

if TYPE_CHECKING:
    from lodeway.ledger.register import Record, Register

__all__ = ["approve", "correct", "merge", "reject", "split", "withdraw"]

Decorator = Callable[..., Any]
why: Decorator = click.option("--reason", required=True, help="Why; it is kept with the change.")
approved: Decorator = click.option("--approve", is_flag=True, help="Approve at once, for those who may.")


@click.command("approve")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@place_of
@author_of
@click.option("--reason", default="", help="Why; it is kept with the change.")
@as_json
def approve(ids: tuple[str, ...], place: str, author: str, reason: str, as_json: bool) -> None:
    """Approve records as they stand now, a commitment with the statements and merges proposed for it. With --json: changed (id, seq), head."""
    with opened(place, author=author) as register:
        with register.together():
            rows = _with_ties(register, ids)
            seqs = [register.approve(kind, id_, reason) for kind, id_ in rows]
        _told(register, [id_ for _, id_ in rows], seqs, as_json)


@click.command("reject")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@place_of
@author_of
@why
@as_json
def reject(ids: tuple[str, ...], place: str, author: str, reason: str, as_json: bool) -> None:
    """Reject what was proposed, a commitment with what was proposed for it; what was approved before stands again.

    Of an approved commitment only what was proposed for it is rejected; `withdraw` takes back what was approved. With --json: changed (id, seq), head.
    """
    with opened(place, author=author) as register:
        with register.together():
            rows = [
                (kind, id_)
                for kind, id_ in _with_ties(register, ids)
                if register.kept(kind, id_).state != "approved" or not register.ties(id_)
            ]
            seqs = [register.reject(kind, id_, reason) for kind, id_ in rows]
        _told(register, [id_ for _, id_ in rows], seqs, as_json)


@click.command("withdraw")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@place_of
@author_of
@why
@as_json
def withdraw(ids: tuple[str, ...], place: str, author: str, reason: str, as_json: bool) -> None:
    """Take back what was approved: it counts no more, and stays in its history with the reason.

    Refused while something stands on it, such as a delivery: name that before it. What is only proposed for a commitment goes with it. `approve` makes it
    stand again. With --json: changed (id, seq), head.
    """
    with opened(place, author=author) as register:
        with register.together():
            rows = sorted(_with_ties(register, ids), key=lambda row: not _is_tie(row[0]))  # ties stand on the others
            seqs = [
                register.reject(kind, id_, reason) if _is_tie(kind) else register.withdraw(kind, id_, reason)
                for kind, id_ in rows
            ]
        _told(register, [id_ for _, id_ in rows], seqs, as_json)


@click.command("correct")
@click.argument("id_", metavar="ID")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@place_of
@author_of
@why
@approved
@as_json
def correct(
    id_: str, fields: tuple[str, ...], place: str, author: str, reason: str, approve: bool, as_json: bool
) -> None:
    """Set fields of a record to what a person reads; what stood there before stays in its history.

    With --json: changed (id, seq), head.
    """
    from dataclasses import replace

    from lodeway.ledger.exchange.tables import read_values

    with opened(place, author=author) as register:
        kind = _kind(register, id_)
        values = read_values(kind, fields)
        with register.together():
            record = register.kept(kind, id_).record
            if hasattr(record, "rule"):
                values.setdefault("rule", "person")
            seq = register.change(replace(record, **values), reason, approve=approve, action="corrected")
        _told(register, [id_], [seq], as_json)


@click.command("merge")
@click.argument("one", required=False, metavar="[ONE]")
@click.argument("other", required=False, metavar="[OTHER]")
@place_of
@author_of
@click.option("--reason", default="", help="Why; it is kept with the change. Needed with ONE and OTHER.")
@click.option("--propose", "search", is_flag=True, help="Find what seems to be one promise, and print why.")
@click.option("--keep", is_flag=True, help="Write what --propose finds, each as proposed.")
@approved
@as_json
def merge(
    one: str | None,
    other: str | None,
    place: str,
    author: str,
    reason: str,
    search: bool,
    keep: bool,
    approve: bool,
    as_json: bool,
) -> None:
    """Say that commitment OTHER is the same as commitment ONE, or with --propose find what seems to be one promise.

    --propose looks for statements of several documents, in any language, that are about one promise, and for commitments that are there
    twice; with --keep each becomes a commitment with its statements, or a merge, that `approve` approves, `reject` or `split` undoes.
    With --json: changed (id, seq), head; of --propose: proposals (commitment, into, statements, reasons), written, head.
    """
    from lodeway.errors import UsageError

    if search:
        if one or other:
            raise UsageError("--propose finds them itself: leave out ONE and OTHER")
        propose(place, author, keep=keep, approve=approve, as_json=as_json)
        return
    if not one or not other:
        raise UsageError("name commitments ONE and OTHER, or ask with --propose")
    if not reason:
        raise UsageError("--reason is needed: it is kept with the change")
    with opened(place, author=author) as register:
        _told(register, [other], [register.merge(one, other, reason, approve=approve)], as_json)


@click.command("split")
@click.argument("other")
@place_of
@author_of
@why
@approved
@as_json
def split(other: str, place: str, author: str, reason: str, approve: bool, as_json: bool) -> None:
    """Undo a merge: commitment OTHER stands for itself again. With --json: changed (id, seq), head."""
    with opened(place, author=author) as register:
        _told(register, [other], [register.split(other, reason, approve=approve)], as_json)


def _with_ties(register: Register, ids: Sequence[str]) -> list[tuple[type[Record], str]]:
    """Return kind and id of records, each commitment with what was proposed for it; all are looked up before anything is written."""
    from lodeway.ledger.register import Commitment

    found: dict[tuple[type[Record], str], None] = {}
    for kind, id_ in [(_kind(register, id_), id_) for id_ in ids]:
        found[kind, id_] = None
        if kind is Commitment:
            found |= {(type(row.record), row.record.id): None for row in register.ties(id_)}
    return list(found)


def _is_tie(kind: type[Record]) -> bool:
    from lodeway.ledger.register import Link, Merge

    return kind in (Link, Merge)


def _kind(register: Register, id_: str) -> type[Record]:
    """Return the kind of the record of that name."""
    for word in KINDS:
        if register.store.latest(kind_of(word).KIND, ids=[id_]):
            return kind_of(word)
    return type(register.kept(kind_of("commitments"), id_).record)  # raises, and names the nearest


def _told(register: Register, ids: Any, seqs: list[int], as_json: bool) -> None:
    head = register.store.head()
    if as_json:
        print_json(
            {"changed": [{"id": id_, "seq": seq} for id_, seq in zip(ids, seqs, strict=True)], "head": str(head)}
        )
    else:
        click.echo("\n".join(f"{seq} {id_}" for id_, seq in zip(ids, seqs, strict=True)))
        click.echo(f"head {head}")
