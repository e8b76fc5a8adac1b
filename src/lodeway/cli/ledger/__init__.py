"""``lodeway ledger``: what was promised, where it says so, is it true, is it done."""

from __future__ import annotations

import click

from lodeway.cli.ledger.extract import extract

__all__ = ["command"]


@click.group("ledger")
def command() -> None:
    """Keep what was promised, with the very sentence that says so."""


for _one in (extract,):
    command.add_command(_one)
