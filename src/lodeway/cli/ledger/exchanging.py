"""``lodeway ledger import`` and ``export``: records from and to tables that others read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lodeway.cli._rows import as_json, print_json
from lodeway.cli.ledger._opening import KINDS, author_of, kind_of, opened, place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lodeway.ledger.register import Record, Register

__all__ = ["export", "import_"]

FEW = 5
"""Sources that are not there, up to which each row that names one is told."""


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("--what", type=click.Choice(KINDS), default="commitments", show_default=True, help="What each row is.")
@place_of
@author_of
@click.option("--approve", is_flag=True, help="Approve at once, for those who may.")
@click.option("--reason", default="", help="Why; it is kept with each record.")
@as_json
def import_(file: str, what: str, place: str, author: str, approve: bool, reason: str, as_json: bool) -> None:
    """Add the rows of FILE (.csv, .jsonl, .xlsx), all or none; the register is made if it is not there.

    An IATI activity file (.xml) brings commitments, deliveries and sources at once. With --json: added, head.
    """
    from lodeway.ledger.exchange import read_iati, read_records

    iati = file.lower().endswith(".xml")
    records = read_iati(file) if iati else read_records(kind_of(what), file)
    with opened(place, author=author, create=True) as register:
        _need_sources(register, records, file)
        seqs = register.add(*records, approve=approve, reason=reason or f"imported from {file}")
        head = register.store.head()
    if as_json:
        print_json({"added": len(seqs), "head": str(head)})
    else:
        click.echo(f"{len(seqs):,} {'records' if iati else what} added\nhead {head}")


@click.command("export")
@click.argument("file", metavar="FILE")
@click.option("--what", type=click.Choice(KINDS), default="commitments", show_default=True, help="What to write.")
@place_of
@as_json
def export(file: str, what: str, place: str, as_json: bool) -> None:
    """Write commitments, statements, sources, deliveries or checks to FILE (.csv, .jsonl, .xlsx).

    An ending .xml writes commitments, deliveries and sources as IATI 2.03 activities, and tells what breaks a rule of the standard; an ending
    .prov.json writes the whole history as W3C PROV. With --json: file, total, head, breaches (row, column, found, message), left_out (ids of
    sources that no activity names or that have no address: IATI has no place for them).
    """
    from lodeway.ledger.exchange import breaches, unplaced, write_iati, write_prov, write_records
    from lodeway.ledger.register import Commitment, Delivery, Source

    broken, left_out = [], []
    with opened(place) as register:
        head = register.store.head()
        if file.lower().endswith(".prov.json"):
            written, total, what = write_prov(register.store.events(), file), head.seq, "events"
        elif file.lower().endswith(".xml"):
            rows = [kept.record for kind in (Source, Commitment, Delivery) for kept in register.read(kind)]
            left_out = unplaced(rows)
            written, total, what = write_iati(rows, file), len(rows) - len(left_out), "records"
            broken = breaches(written)
        else:
            records = [kept.record for kept in register.read(kind_of(what))]
            written, total = write_records(records, file), len(records)
    if as_json:
        more = {"breaches": [fault.to_dict() for fault in broken], "left_out": left_out}
        print_json({"file": str(written), "total": total, "head": str(head)} | more)
    else:
        click.echo(f"{written}: {total:,} {what}")
        if left_out:
            click.echo(f"left out, since no activity names them or they have no address: sources {', '.join(left_out)}")
        for fault in broken:
            click.echo(str(fault))


def _need_sources(register: Register, records: Sequence[Record], file: str) -> None:
    """Say once which sources are not there, and how to bring them, in place of one fault for each row that names one."""
    from pathlib import Path

    from lodeway.errors import Fault, InputError
    from lodeway.ledger.register import Commitment, Source

    named = {name: row.id for row in records if isinstance(row, Commitment) for name in row.sources}
    there = {row.id for row in records if isinstance(row, Source)}
    there |= {kept.record.id for kept in register.read(Source, ids=sorted(named))} if named else set()
    absent = sorted(set(named) - there)
    if len(absent) <= FEW:
        return
    hint = "export them with `lodeway ledger export FILE --what sources` and import them first with `lodeway ledger import FILE --what sources`"
    some = ", ".join(absent[:FEW])
    raise InputError(
        [
            Fault(
                file=Path(file).name,
                column="sources",
                found=f"{some} and {len(absent) - FEW:,} more",
                message=f"no such sources; {hint}",
            )
        ]
    )
