"""``lodeway risk page``: a profile of a commodity, a country or a pair, as one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lodeway.cli._rows import as_json, print_json

if TYPE_CHECKING:
    from lodeway.risk.statistics.data import Source

__all__ = ["page"]


@click.command("page")
@click.argument("commodity", required=False, default="")
@click.option(
    "--importer",
    default="",
    metavar="A3",
    help="Importer: with COMMODITY its profile for this country, alone the country's.",
)
@click.option("--partner", default="", metavar="A3", help="With --importer: what it buys from this country.")
@click.option("--year", type=int, help="Year of trade. Default: the last.")
@click.option(
    "--production",
    type=click.Choice(["usgs", "wmd"]),
    help="Source of production. Default: USGS where it has the year.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The page (.html).")
@as_json
def page(
    commodity: str, importer: str, partner: str, year: int | None, production: Source | None, out: Path, as_json: bool
) -> None:
    """Write a profile: of COMMODITY (for --importer or the world), of --importer, or of --importer and --partner.

    The page is one file that needs no script and no network. With --json: file, title, kind.
    """
    if out.suffix != ".html":
        raise click.UsageError(f"--out writes a page: its name ends in .html, not '{out.suffix}'")
    from lodeway.report.risk_page import write_profile

    told = write_profile(out, commodity=commodity, importer=importer, partner=partner, year=year, production=production)
    if as_json:
        print_json({"file": str(out), **told})
    else:
        click.echo(f"{out}: {told['title']}")
