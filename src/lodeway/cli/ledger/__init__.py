"""``lodeway ledger``: what was promised, where it says so, whether it is true and whether it is done."""

from __future__ import annotations

import click

from lodeway.cli.ledger.changing import approve, correct, merge, reject, split, withdraw
from lodeway.cli.ledger.effect import effect
from lodeway.cli.ledger.exchanging import export, import_
from lodeway.cli.ledger.extract import extract
from lodeway.cli.ledger.keeping import backup, new, restore, serve, verify
from lodeway.cli.ledger.listing import list_, show
from lodeway.cli.ledger.reading import add, check
from lodeway.cli.ledger.tracking import page, track

__all__ = ["command"]


@click.group("ledger")
def command() -> None:
    """Keep what was promised, with its source, its author and every state that it had.

    The register is a file, or a schema of a PostgreSQL server that an office shares: --register, or the environment variable
    LODEWAY_REGISTER, names it.
    """


for _one in (
    new,
    extract,
    add,
    check,
    list_,
    show,
    approve,
    reject,
    withdraw,
    correct,
    merge,
    split,
    track,
    effect,
    page,
    import_,
    export,
    verify,
    backup,
    restore,
    serve,
):
    command.add_command(_one)
