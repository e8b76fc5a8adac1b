"""``lodeway risk export``: characterisation factors for programs of life-cycle assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lodeway.cli._rows import as_json, print_json

if TYPE_CHECKING:
    from lodeway.risk.data import Source

__all__ = ["export"]


@click.command("export")
@click.option(
    "--to",
    "form",
    type=click.Choice(["brightway", "simapro", "openlca"]),
    required=True,
    help="Program that is to read it.",
)
@click.option(
    "--out",
    required=True,
    metavar="FILE",
    help=".bw2package for Brightway, .csv for SimaPro, .zip (JSON-LD) for openLCA.",
)
@click.option("--importer", "importers", default="", metavar="A3,...", help="Only these importers. Default: all.")
@click.option("--year", type=int, help="Year of trade and production. Default: the last of trade.")
@click.option(
    "--method",
    type=click.Choice(["repaired", "geopolrisk-2.0.1"]),
    default="repaired",
    show_default=True,
    help="Whose formulas.",
)
@click.option(
    "--production",
    type=click.Choice(["usgs", "wmd"]),
    help="Source of production. Default: USGS where it has the year.",
)
@as_json
def export(
    form: str, out: str, importers: str, year: int | None, method: str, production: Source | None, as_json: bool
) -> None:
    """Write GeoPolRisk characterisation factors (kg Cu-eq per kg) for Brightway, SimaPro or openLCA, one category an importer.

    With --json: file, format, title, year, method, importers, materials, factors, missing. What is not known is left out, never 0.
    """
    from lodeway.risk.exporting import factors, write_factors

    chosen = [word.strip() for word in importers.split(",") if word.strip()]
    found = factors(year=year, importers=chosen, method=method, production=production)
    place = write_factors(found, form, out)
    if as_json:
        print_json(
            {
                "file": str(place), "format": form, "title": found.title, "year": found.year, "method": found.method,
                "importers": len(found.importers()), "materials": len(found.materials()), "factors": len(found.factors), "missing": found.missing,
            }
        )  # fmt: skip
        return
    click.echo(
        f"{place}: {len(found.factors):,} factors of {len(found.materials())} materials and {len(found.importers())} importers; "
        f"{found.missing:,} are not known and left out"
    )
