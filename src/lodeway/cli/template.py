"""``lodeway template``: empty tables to fill in."""

from __future__ import annotations

import json
from pathlib import Path

import click

__all__ = ["command"]


@click.command("template")
@click.option("--xlsx", "workbook", metavar="FILE", help="Write one workbook with a sheet per table.")
@click.option("--csv", "folder", metavar="FOLDER", help="Write a folder with a CSV file per table.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(workbook: str | None, folder: str | None, as_json: bool) -> None:
    """Write empty tables with header, units, meanings and an example."""
    from lodeway.scenario import template

    if (workbook is None) == (folder is None):
        raise click.UsageError("Give either --xlsx FILE or --csv FOLDER.")
    if workbook is not None and Path(workbook).suffix.lower() != ".xlsx":
        raise click.UsageError(f"{workbook} does not end in .xlsx.")
    written = template(workbook or str(folder))
    click.echo(json.dumps({"written": str(written)}) if as_json else f"Wrote {written}")
