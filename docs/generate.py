"""Reference pages that follow from the code: commands, scenario tables, atlas tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from lodeway.scenario.settings import Setting

__all__ = [
    "atlas_tables",
    "commands",
    "growth",
    "indicators",
    "option_rows",
    "published",
    "rates",
    "report_tables",
    "scenario_tables",
    "write",
]


def write(folder: Path) -> None:
    """Write every generated page into `folder`; a page that would not change is left alone."""
    folder.mkdir(exist_ok=True)
    pages = {
        "commands.md": commands(),
        "tables.md": scenario_tables(),
        "report.md": report_tables(),
        "atlas.md": atlas_tables(),
        "rates.md": rates(),
        "published.md": published(),
        "indicators.md": indicators(),
        "growth.md": growth(),
    }
    for name, text in pages.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def cell(text: object) -> str:
    """Return text that can stand in a cell of a Markdown table."""
    return str(text).replace("|", "\\|").replace("\n", " ").replace("*", "\\*")


def grid(header: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Yield a command and, for a group, its subcommands, each with its full name."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for inner in command.list_commands(context):
            subcommand = command.get_command(context, inner)
            if subcommand is not None:
                yield from walk(f"{name} {inner}", subcommand)


def option_rows(command: click.Command) -> list[tuple[object, ...]]:
    """Return spelling and meaning of each argument and option of a command."""
    context = click.Context(command)
    rows: list[tuple[object, ...]] = []
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option):
            record = parameter.get_help_record(context)
            if record is not None:
                rows.append((f"`{record[0]}`", record[1]))
        else:
            rows.append((f"`{parameter.make_metavar(context)}`", "argument"))
    return rows


def commands() -> str:
    """Return the page of all commands with their options, in Markdown."""
    from lodeway.cli import main

    parts = ["# Commands\n"]
    for name, command in walk("lodeway", main):
        usage = " ".join([name, *command.collect_usage_pieces(click.Context(command))])
        help_text = "\n".join(line.strip() for line in (command.help or "").replace("\b", "").splitlines())
        parts += [f"## {name}\n", f"```text\n{usage}\n```\n", help_text + "\n"]
        parts.append(grid(("Option", "Meaning"), option_rows(command)))
    return "\n".join(parts)


def scenario_tables() -> str:
    """Return the page of all scenario tables and their columns, in Markdown."""
    from lodeway.scenario.settings import SETTINGS, TARGET
    from lodeway.schema import TABLES, Row

    parts = [
        "# Scenario tables\n",
        (
            "One CSV file (or one sheet of an `.xlsx`) per table. The unit stands in the header, as in `capacity [t/a]`, and may "
            "be any compatible unit. A column with a default may be left out.\n"
        ),
        "Every table may also have these columns:\n",
        grid(HEADER, [column_row(field) for field in dataclasses.fields(Row)]),
    ]
    parts += ["## scenario.toml\n", grid(("Key", "Meaning", "Allowed"), setting_rows(SETTINGS)), "### target\n"]
    parts += ["A promised value of projects; the report states progress towards it.\n"]
    parts.append(grid(("Key", "Meaning", "Allowed"), setting_rows(TARGET)))
    common = {field.name for field in dataclasses.fields(Row)}
    for name, row in TABLES.items():
        rows = [column_row(field) for field in dataclasses.fields(row) if field.name not in common]
        parts += [f"## {name}\n", (row.__doc__ or "").replace("\n    ", "\n").strip() + "\n", grid(HEADER, rows)]
    return "\n".join(parts)


def setting_rows(settings: Mapping[str, Setting]) -> list[tuple[object, ...]]:
    """Return what the page says of each setting."""
    return [
        (f"`{name}`", setting.meaning + (" Required." if setting.required else ""), setting.allowed)
        for name, setting in settings.items()
    ]


HEADER = ("Column", "Unit", "Meaning", "Default", "Example")


def column_row(field: dataclasses.Field[Any]) -> tuple[object, ...]:
    """Return what the page says of one column."""
    column = field.metadata["column"]
    meaning = column.meaning
    if column.choices:
        meaning += " One of: " + ", ".join(column.choices) + "."
    if column.reference:
        meaning += f" Refers to {column.reference}."
    if column.key:
        meaning += " Part of the key."
    if column.required or field.default is dataclasses.MISSING:
        default = "required"
    else:
        empty = field.default in ("", (), None) or field.default != field.default
        default = "" if empty or column.kind in ("year", "flag") or column.unit == "mm" else str(field.default)
    return (f"`{field.name}`", column.unit, meaning, default, f"`{column.example}`")


def report_tables() -> str:
    """Return the page of all tables of the report and their columns, in Markdown."""
    from lodeway.network import build
    from lodeway.plan import plan
    from lodeway.plan.sample import sample
    from lodeway.report.lookup import Lookup
    from lodeway.report.tables import case_tables, difference_tables
    from lodeway.report.tables.flows import ways

    scenario = sample()
    network = build(scenario)
    answer = plan(scenario, network=network)
    lookup = Lookup(scenario)
    tables = case_tables(answer, lookup, network.gates, ways(answer))
    parts = ["# Tables of the report\n", "Each is a CSV file beside `report.html` and a sheet of `report.xlsx`.\n"]
    for prefix, found in (("", tables), ("difference_", difference_tables(answer, answer, lookup))):
        for name, table in found.items():
            rows = [(f"`{column.key}`", column.unit, column.meaning) for column in table.columns]
            parts += [f"## {prefix}{name}\n", f"{table.title}. {table.note}\n"]
            parts.append(grid(("Column", "Unit", "Meaning"), list(rows)))
    return "\n".join(parts)


def atlas_tables() -> str:
    """Return the page of all atlas tables with their licences and sources, in Markdown."""
    from lodeway import atlas

    parts = [
        "# Atlas tables\n",
        (
            "`lodeway atlas` lists them, `lodeway atlas show TABLE` prints or exports one and "
            '`lodeway atlas query "SQL"` asks across them.\n'
        ),
    ]
    tables = atlas.tables()
    overview = [(f"[{table.name}](#{table.name})", table.title, f"{table.rows:,}", table.licence) for table in tables]
    parts.append(grid(("Table", "What it holds", "Rows", "Licence"), list(overview)))
    for table in tables:
        columns = [(f"`{column.name}`", column.type, column.unit, column.meaning) for column in table.columns]
        about = [
            ("Version", table.version),
            ("Date", table.date),
            ("Sources", ", ".join(table.sources)),
            ("Licence", table.licence),
            ("Changes", table.changes),
            ("Doubts", table.doubts),
        ]
        parts += [f"## {table.name}\n", table.title + ".\n"]
        parts.append(grid(("", ""), list(about)))
        parts.append(grid(("Column", "Type", "Unit", "Meaning"), list(columns)))
    columns_of_sources = ("id", "title", "publisher", "address", "licence", "version")
    sources = atlas.read("sources").select(columns_of_sources).rows()
    parts += ["## Where the data come from\n", grid(tuple(name.title() for name in columns_of_sources), list(sources))]
    return "\n".join(parts)


def rates() -> str:
    """Return the page of the example's rates with their sources, in Markdown."""
    from lodeway.scenario import read

    scenario = read("central-asia")
    parts = [
        "# Rates of the example\n",
        (
            f"`costs.csv` and `transfers.csv` of the example `central-asia`, in USD of {scenario.price_year}; `*` stands for every "
            "country without a row of its own.\n"
        ),
    ]
    costs: list[tuple[object, ...]] = [
        (row.mode, row.country, f"{row.cost:.4f}", f"{row.speed:g}", f"{row.emissions:g}", row.source, row.note)
        for row in scenario.costs
    ]
    parts.append(grid(("Mode", "Country", "USD/(t km)", "km/h", "g CO2e/(t km)", "Source", "Note"), costs))
    changes: list[tuple[object, ...]] = [
        (row.from_mode, row.to_mode, f"{row.cost:.2f}", f"{row.delay:g}", row.source, row.note)
        for row in scenario.transfers
    ]
    parts += ["## Changes of mode\n", grid(("From", "To", "USD/t", "h", "Source", "Note"), changes)]
    return "\n".join(parts)


def growth() -> str:
    """Return the page that shows how time and memory of the world's plan grow, in Markdown."""
    from plots import page

    return page()


def published() -> str:
    """Return the page that sets published distances and times beside those of the network, in Markdown."""
    from published import page

    return page()


def indicators() -> str:
    """Return the page of all indicators of supply risk, in Markdown."""
    from lodeway.risk import INDICATORS

    rows: list[tuple[object, ...]] = [
        (f"`{one.name}`", one.title, one.unit, one.formula, one.high, one.reference) for one in INDICATORS.values()
    ]
    parts = [
        "# Indicators of supply risk\n",
        "How they come about is told in [Supply risk](../explanation/risk.md).\n",
        grid(("Name", "What it is", "Unit", "Formula", "A high value means", "Reference"), rows),
    ]
    return "\n".join(parts)
