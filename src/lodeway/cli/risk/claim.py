"""``lodeway risk claim``: whether what is said of a rank or share holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lodeway.cli._rows import as_json, print_json

if TYPE_CHECKING:
    from lodeway.risk.statistics.data import Source

__all__ = ["claim"]


@click.command("claim")
@click.argument("text")
@click.option("--country", default="", metavar="A3", help="Country of which it is said; may stand in the text.")
@click.option("--commodity", default="", help="What it produces or trades; may stand in the text.")
@click.option("--year", type=int, help="Only this year. Default: all years of production, the last five of trade.")
@click.option(
    "--importer", default="", metavar="A3", help="For claims on a supplier's rank or share, and on where exports go."
)
@click.option(
    "--production", type=click.Choice(["usgs", "wmd"]), help="Only this source of production. Default: each there is."
)
@as_json
def claim(
    text: str, country: str, commodity: str, year: int | None, importer: str, production: Source | None, as_json: bool
) -> None:
    """Check a claim such as "second largest producer" or "Japan depends for 60 % on China for rare earths".

    The verdict is supported, contradicted, depends on the year, depends on the source, or not verifiable; so is a sentence that is not understood.
    With --json: claim, country, commodity, importer, verdict, rank, value, unit, share, change, year, source, missing (codes and tables that would
    tell), not_read (words), explanation, and evidence: source, year, rank, value, unit, share, change, before and before_year (of a rise or fall), holds,
    others (said to have more or less).
    """
    from lodeway.risk import check_claim

    found = check_claim(text, country=country, commodity=commodity, year=year, importer=importer, source=production)
    if as_json:
        print_json(found.to_dict())
        return
    click.echo(f"{found.verdict}: {text}\n{found.explanation}")
