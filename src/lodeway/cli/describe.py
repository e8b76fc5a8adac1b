"""``lodeway describe``: a scenario's tables as a data package."""

from __future__ import annotations

import json

import click

__all__ = ["command"]


@click.command("describe")
@click.argument("folder")
@click.option("--json", "as_json", is_flag=True, help="Print the description instead of writing it.")
def command(folder: str, as_json: bool) -> None:
    """Write FOLDER/datapackage.json: fields, units, keys, sources and licence of every table."""
    from lodeway.scenario import describe, write_package

    if as_json:
        click.echo(json.dumps(describe(folder), indent=2, ensure_ascii=False))
    else:
        click.echo(f"Wrote {write_package(folder)}")
