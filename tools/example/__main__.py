"""Write the example's tables: ``python -m tools.example``."""

from __future__ import annotations

from pathlib import Path

import click

from tools.example.build import build
from tools.example.writing import write, write_text

FOLDER = Path(__file__).parents[2] / "src/lodeway/examples/central-asia"


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, help="Where the CSV files go.")
def main(folder: Path) -> None:
    """Make commodities, sites, markets, processes, demands and relations of central-asia, and its case no-russia."""
    (folder / "cases").mkdir(parents=True, exist_ok=True)
    tables = build()
    write_text(tables.no_russia, folder / "cases" / "no-russia.toml")
    for name, rows in tables.by_name().items():
        write(rows, folder / f"{name}.csv")
        click.echo(f"{name}: {len(rows)} rows", err=True)


if __name__ == "__main__":
    main()
