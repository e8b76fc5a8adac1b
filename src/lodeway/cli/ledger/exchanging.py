"""``lodeway ledger import`` and ``export``: records from and to tables that others read."""

from __future__ import annotations

import click

from lodeway.cli._rows import as_json, print_json
from lodeway.cli.ledger._opening import KINDS, author_of, kind_of, opened, place_of

__all__ = ["export", "import_"]


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

    With --json: added, head.
    """
    from lodeway.ledger.exchange import read_records

    records = read_records(kind_of(what), file)
    with opened(place, author=author, create=True) as register:
        seqs = register.add(*records, approve=approve, reason=reason or f"imported from {file}")
        head = register.store.head()
    if as_json:
        print_json({"added": len(seqs), "head": str(head)})
    else:
        click.echo(f"{len(seqs):,} {what} added\nhead {head}")


@click.command("export")
@click.argument("file", metavar="FILE")
@click.option("--what", type=click.Choice(KINDS), default="commitments", show_default=True, help="What to write.")
@place_of
@as_json
def export(file: str, what: str, place: str, as_json: bool) -> None:
    """Write commitments, statements, sources, deliveries or checks to FILE (.csv, .jsonl, .xlsx).

    With --json: file, total, head.
    """
    from lodeway.ledger.exchange import write_records

    with opened(place) as register:
        records = [kept.record for kept in register.read(kind_of(what))]
        head = register.store.head()
    written = write_records(records, file)
    if as_json:
        print_json({"file": str(written), "total": len(records), "head": str(head)})
    else:
        click.echo(f"{written}: {len(records):,} {what}")
