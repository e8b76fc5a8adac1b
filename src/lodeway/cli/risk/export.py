"""``lodeway risk export``: characterisation factors for programs of life-cycle assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._rows import as_json, print_json
from lodeway.cli.risk._numbers import fraction

if TYPE_CHECKING:
    from lodeway.risk.exporting import Factor
    from lodeway.risk.statistics.data import Source

__all__ = ["export"]

_SHOWN = 8
"""Factors of low coverage that are printed."""


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
@click.option(
    "--least-coverage",
    type=fraction,
    default=0.5,
    show_default=True,
    help="Factors that rest on a smaller share of imports are left out and listed; 0 keeps and marks them.",
)
@as_json
def export(
    form: str,
    out: str,
    importers: str,
    year: int | None,
    method: str,
    production: Source | None,
    least_coverage: float,
    as_json: bool,
) -> None:
    """Write GeoPolRisk characterisation factors (kg Cu-eq per kg) for Brightway, SimaPro or openLCA, one category an importer.

    With --json: file, format, title, year, method, importers, materials, factors, missing, low_coverage and left_out (material, importer, coverage),
    and flagged (material, importer, flags). What is not known is left out, never 0. The file's own comments list what is left out, and which factors
    to use with care: low coverage, hardly any trade, suppliers that do not produce it.
    """
    from lodeway.risk.exporting import factors, write_factors
    from lodeway.risk.values import THIN

    chosen = [word.strip() for word in importers.split(",") if word.strip()]
    found = factors(year=year, importers=chosen, method=method, production=production, least_coverage=least_coverage)
    place = write_factors(found, form, out)
    thin = [factor for factor in found.factors if factor.coverage < THIN]
    if as_json:
        print_json(
            {
                "file": str(place), "format": form, "title": found.title, "year": found.year, "method": found.method,
                "importers": len(found.importers()), "materials": len(found.materials()), "factors": len(found.factors), "missing": found.missing,
                "low_coverage": [_row(factor) for factor in thin], "left_out": [_row(factor) for factor in found.left_out],
                "flagged": [
                    {"material": factor.material, "importer": factor.importer, "flags": list(factor.flags)} for factor in found.factors if factor.flags
                ],
            }
        )  # fmt: skip
        return
    click.echo(
        f"{place}: {len(found.factors):,} factors of {len(found.materials())} materials and {len(found.importers())} importers; "
        f"{found.missing:,} are not known and left out"
    )
    for flag, flagged in found.marked().items():
        click.echo(f"{len(flagged):,} factors marked in the file's comments: {flag}")
    for rows, what in ((found.left_out, "left out"), (thin, "marked")):
        if rows:
            shown = ", ".join(f"{row.material} {row.importer} {row.coverage:.0%}" for row in rows[:_SHOWN])
            more = f" and {len(rows) - _SHOWN:,} more: --json lists all" if len(rows) > _SHOWN else ""
            click.echo(f"low coverage, {what}: {shown}{more}")


def _row(factor: Factor) -> dict[str, Any]:
    return {"material": factor.material, "importer": factor.importer, "coverage": factor.coverage}
