"""Write how later estimates of undeveloped copper deposits differ: ``python -m tools.models.revisions REPOSITORY``, a clone of DARPA-CRITICALMAAS/ta2-minmod-data.

The earlier estimates are those of the USGS tables that come with Lodeway, the later ones those of Mudd and Jowitt (2018) in MinMod.
"""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import click

from lodeway.explore.assess.library import catalogue
from tools.models.minmod import sites

OUT = Path(__file__).parents[2] / "src/lodeway/options/data/revisions.csv"
HEAD = ("name", "country", "table", "ore [Mt]", "Cu [%]", "later ore [Mt]", "later Cu [%]")
TABLES = ("porphyry-copper", "sediment-copper", "vms")
SAME = 0.005
"""Ratio from one, as a logarithm, below which both figures are the same estimate told twice."""
AMERICA = {"us", "usa", "unitedstatesofamerica", "unitedstates"}


def _name(text: str) -> str:
    """Return the letters of a name, without what stands in brackets."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", re.sub(r"\(.*?\)", "", plain))


def _country(text: str) -> str:
    letters = re.sub(r"[^a-z]", "", text.lower())
    return "us" if letters in AMERICA or "USA" in text or "United States" in text else letters


def later(repository: Path) -> dict[tuple[str, str], tuple[float, float]]:
    """Return ore [Mt] and grade [%] by name and country, where exactly one estimate bears them."""
    found: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for site in sites(repository, "mudd_jowitt_copper"):
        country = site["location_info"].get("country", [{}])[0].get("observed_name", "")
        for row in site.get("mineral_inventory", []):
            if row["commodity"].get("observed_name") == "% Cu" and "ore" in row and "grade" in row:
                found[_name(site["name"]), _country(country)].append((row["ore"]["value"], row["grade"]["value"]))
    return {key: rows[0] for key, rows in found.items() if len(rows) == 1}


@click.command()
@click.argument("repository", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=OUT, help="Where the table goes.")
def main(repository: Path, out: Path) -> None:
    """Write both estimates of each deposit that no one mined and that was estimated again, by table, country and name."""
    known = later(repository)
    pairs = {}
    for row in catalogue():
        table, again = row.kind.split(",")[0], known.get((_name(row.name), _country(row.country)))
        if table in TABLES and again is not None and row.grades.get("Cu", 0.0) > 0:
            first = row.ore / 1e6, 100 * row.grades["Cu"]
            pairs[row.name, row.country, row.kind] = None if row.started else (table, *first, *again)
    rows = []
    for (name, country, _), told in pairs.items():
        if told is None or min(told[1:]) <= 0:
            continue
        table, ore, grade, later_ore, later_grade = told
        if abs(math.log(later_ore / ore)) >= SAME or abs(math.log(later_grade / grade)) >= SAME:
            rows.append((name, country, table, f"{ore:.6g}", f"{grade:.6g}", f"{later_ore:.6g}", f"{later_grade:.4g}"))
    rows.sort(key=lambda row: (row[2], row[1], row[0]))
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(rows)
    click.echo(f"revisions: {len(rows)} deposits", err=True)


if __name__ == "__main__":
    main()
