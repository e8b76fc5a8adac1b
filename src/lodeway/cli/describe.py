"""``lodeway describe``: a scenario's tables as a data package."""

from __future__ import annotations

import json
from pathlib import Path

import click

from lodeway.cli._files import check_out

__all__ = ["command"]


@click.command("describe")
@click.argument("folder")
@click.option("--out", type=click.Path(path_type=Path), help="File to write (.json). Default: FOLDER/datapackage.json.")
@click.option("--json", "as_json", is_flag=True, help="Print the description instead of writing it.")
def command(folder: str, out: Path | None, as_json: bool) -> None:
    """Write FOLDER/datapackage.json: fields, units, keys, sources and licence of every table.

    An example that ships with Lodeway stays as it is: copy it first (lodeway new), or give --out.
    """
    from lodeway.scenario import describe, write_package

    check_out(out, ".json")
    if as_json:
        click.echo(json.dumps(describe(folder), indent=2, ensure_ascii=False))
    else:
        click.echo(f"Wrote {write_package(folder, out=out)}")
