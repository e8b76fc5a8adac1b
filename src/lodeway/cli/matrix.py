"""``lodeway matrix``: the best way between every pair of places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from lodeway.cli._files import check_out
from lodeway.cli._progress import Progress
from lodeway.cli._terms import search_options

__all__ = ["command"]


@click.command("matrix")
@click.argument("origins", metavar="PLACE...", nargs=-1, required=True)
@click.option("--to", "destinations", metavar="PLACE", multiple=True, help="Destination; give it again for more.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the rows to a .csv, .parquet or .xlsx file.")
@search_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    origins: tuple[str, ...], destinations: tuple[str, ...], out: Path | None, as_json: bool, **choice: Any
) -> None:
    """Find the best way from each PLACE to each --to, or between all of them. Places may be given one by one or with commas between.

    With --json: year, by, time_value, flags (what to know), origins, destinations (ids), and rows: from, to, km, hours, cost (USD/t: freight
    and the cost of time), freight (USD/t), co2 (kg CO2e/t), per gross tonne; null where there is no way.
    """
    from lodeway.network.asking import Asked
    from lodeway.report.ways.pairs import find_pairs

    asked = Asked(**choice)
    check_out(out, ".csv", ".parquet", ".xlsx")
    found = find_pairs(asked, origins, destinations, progress=Progress())
    if out is not None:
        from lodeway.atlas.export import write

        write(found.to_frame(), out)
        click.echo(f"Rows: {out}", err=True)
    if as_json:
        click.echo(json.dumps(found.to_dict(), indent=2, ensure_ascii=False))
    elif out is None:
        click.echo(repr(found))
