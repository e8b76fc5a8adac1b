"""Write the nickel laterites of MinMod: ``python -m tools.models.laterite REPOSITORY``, a clone of DARPA-CRITICALMAAS/ta2-minmod-data."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from tools.models.minmod import sites

OUT = Path(__file__).parents[2] / "src/lodeway/explore/assess/deposits/nickel-laterite.csv"
RESOURCES = ("Measured", "Indicated", "Inferred")
RESERVES = ("Proven", "Probable")
METALS = {"%Ni": "Ni [%]", "%Co": "Co [%]"}


def taken(site: Mapping[str, Any]) -> dict[str, str] | None:
    """Return a laterite with the ore and mean grades of its resources, or of its reserves where it states no resource; None for another type."""
    kinds = [one["observed_name"] for one in site.get("deposit_type_candidate", [])]
    if "Laterite" not in kinds:
        return None
    for categories in (RESOURCES, RESERVES):
        ore, metal = dict.fromkeys(METALS, 0.0), dict.fromkeys(METALS, 0.0)
        for row in site.get("mineral_inventory", []):
            name = row["commodity"].get("observed_name")
            told = {one["observed_name"] for one in row.get("category", [])}
            if name in METALS and told & set(categories) and "ore" in row and "grade" in row:
                ore[name] += row["ore"]["value"]
                metal[name] += row["ore"]["value"] * row["grade"]["value"]
        if ore["%Ni"] > 0:
            kind = ", ".join(sorted(one.lower() for one in set(kinds) - {"Laterite"}))
            grades = {
                head: f"{metal[name] / ore[name]:.4g}" if metal[name] > 0 else "" for name, head in METALS.items()
            }
            country = site["location_info"]["country"][0]["observed_name"]
            return {"name": site["name"], "country": country, "type": kind, "ore [Mt]": f"{ore['%Ni']:.6g}", **grades}
    return None


@click.command()
@click.argument("repository", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=OUT, help="Where the table goes.")
def main(repository: Path, out: Path) -> None:
    """Write name, country, type, ore and grades of each laterite, by country and name."""
    rows = [row for site in sites(repository, "mudd_jowitt_nickel") if (row := taken(site)) is not None]
    rows.sort(key=lambda row: (row["country"], row["name"]))
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    click.echo(f"nickel-laterite: {len(rows)} deposits", err=True)


if __name__ == "__main__":
    main()
