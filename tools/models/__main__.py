"""Write the deposits of the built-in grade and tonnage models: ``python -m tools.models --folder FOLDER``."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

HERE = Path(__file__).parents[2]
OUT = HERE / "src/lodeway/explore/assess/deposits"


@dataclass(frozen=True, slots=True)
class Source:
    """A table of the US Geological Survey and what is taken from it."""

    file: str
    sha256: str
    columns: Mapping[str, str]
    """Header in our table by header in the source; 0 and empty cells of these figures mean that nothing is reported."""
    encoding: str = "utf-8"


_PLACE = {
    "depname": "name", "country": "country", "longitude": "longitude [degree]", "latitude": "latitude [degree]", "deptype": "type",
}  # fmt: skip
_ABOUT = _PLACE | {"startdate": "started", "oreton": "ore [Mt]", "cugrd": "Cu [%]"}
_LOST = {
    "Ca?ariaco": "Cañariaco",
    "Gümü?hane": "Gümüşhane",
    "San Antonio?Philex": "San Antonio-Philex",
    "Santo Ni?o": "Santo Niño",
    "Uluta?": "Ulutaş",
}
"""Names that the source could not write."""
SOURCES = {
    "porphyry-copper": Source(
        "USGS_MRDS_Porphyry_copper_deposit.csv",
        "b603bb584f2e91a366b8e2fb0269b5fbeb72ede49bf1a762ca5daac3bc30847b",
        _ABOUT | {"mogrd": "Mo [%]", "augrd": "Au [g/t]", "aggrd": "Ag [g/t]"},
        encoding="gb18030",
    ),
    "sediment-copper": Source(
        "USGS_MRDS_Sed_copper_deposit.csv",
        "18dd8b00c17b97b114d1eec25da24b109527c8823cf41f337487a151a94e285c",
        _PLACE | {"oreton": "ore [Mt]", "cugrd": "Cu [%]", "cogrd": "Co [%]", "aggrd": "Ag [g/t]"},
    ),
    "vms": Source(
        "USGS_MRDS_VMS_deposit.csv",
        "ae9c83212dbae2f6db1c761c4367a9d8663f8358421a93be8ca555a2a80fd0f6",
        _ABOUT | {"zngrd": "Zn [%]", "pbgrd": "Pb [%]", "augrd": "Au [g/t]", "aggrd": "Ag [g/t]"},
    ),
}


def taken(source: Source, text: str) -> list[dict[str, str]]:
    """Return the deposits that state ore and at least one grade, in the source's order."""
    rows = []
    for row in csv.DictReader(io.StringIO(text)):
        cells = {ours: " ".join((row[theirs] or "").split()) for theirs, ours in source.columns.items()}
        cells["name"] = _LOST.get(cells["name"], cells["name"]).replace("\x92", "'")
        figures = [name for name in cells if "[" in name and name not in _PLACE.values()]
        for name in figures:
            cells[name] = cells[name] if cells[name] and float(cells[name]) > 0 else ""
        if cells["ore [Mt]"] and any(cells[name] for name in figures[1:]):
            rows.append(cells)
    return rows


@click.command()
@click.option(
    "--folder", type=click.Path(exists=True, path_type=Path), required=True, help="Where the source tables are."
)
@click.option("--out", type=click.Path(path_type=Path), default=OUT, help="Where ours go.")
def main(folder: Path, out: Path) -> None:
    """Check the source tables by SHA-256 and write name, country, type, ore and grades of each deposit."""
    for name, source in SOURCES.items():
        raw = (folder / source.file).read_bytes()
        if (found := hashlib.sha256(raw).hexdigest()) != source.sha256:
            raise click.ClickException(f"{source.file} has SHA-256 {found}; expected {source.sha256}")
        rows = taken(source, raw.decode(source.encoding))
        with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(source.columns.values()), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        click.echo(f"{name}: {len(rows)} deposits", err=True)


if __name__ == "__main__":
    main()
