"""Writes what a study shows: CSV per table, SVG per drawing, JSON, one page."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from lodeway.report.figures import Cell, Table
from lodeway.report.files import csv_text, json_text, write_whole
from lodeway.report.page.numerals import NOT_KNOWN, number
from lodeway.report.studies.shape import Shown
from lodeway.scenario.writing import check_folder

__all__ = ["SIGN", "document", "summary", "write"]

SIGN = "study.json"
"""File by which a folder with a study is known."""

FEW = 25
"""Rows that the command prints."""
BIG = 2e7
"""Sums of money from which a column is shown in millions."""
MANY = 400
"""Rows that the page shows of a table; the CSV file has all."""


def document(shown: Shown) -> dict[str, Any]:
    """Return the study as ``--json`` prints it: keys of columns, missing numbers null."""
    return {
        "study": shown.study,
        "scenario": shown.scenario,
        "case": shown.case,
        "digest": shown.digest,
        "sentences": list(shown.sentences),
        **{key: _plain(value) for key, value in shown.figures.items()},
        **{
            table.name: [{key: _plain(cell) for key, cell in row.items()} for row in table.records()]
            for table in shown.tables
        },
    }


def summary(shown: Shown, width: int = 100) -> list[str]:
    """Return the lines that the command prints: what is found, and the first rows of the first table."""
    first = shown.tables[0]
    places = [place for place, column in enumerate(first.columns) if column.key in shown.brief]
    columns = [first.columns[place] for place in places]
    first = _in_millions(first)
    units = [first.columns[place].unit for place in places]
    heads = [f"{c.title} [{unit}]" if unit else c.title for c, unit in zip(columns, units, strict=True)]
    rows = [[_text(row[place], first.columns[place].digits) for place in places] for row in first.rows[:FEW]]
    lines = [shown.title, "", *shown.sentences, ""]
    if rows:
        room = [max(len(head), *(len(row[n]) for row in rows)) for n, head in enumerate(heads)]
        while sum(room) + 2 * (len(room) - 1) > width and max(room) > 12:
            room[room.index(max(room))] -= 1
        lines.extend(
            "  ".join(_fit(cell, room[n], columns[n].kind) for n, cell in enumerate(cells)).rstrip()
            for cells in [heads, *rows]
        )
    if len(first.rows) > FEW:
        lines.append(f"{FEW} of {len(first.rows):,} rows; --json or --out has all")
    return lines


def _fit(text: str, room: int, kind: str) -> str:
    cut = text if len(text) <= room else text[: room - 1].rstrip() + "…"
    return f"{cut:>{room}}" if kind in ("number", "integer") else f"{cut:<{room}}"


def write(shown: Shown, folder: Path, *, say: Callable[[str], None] | None = None) -> tuple[Path, ...]:
    """Write the study into a folder and return the files' paths.

    One CSV file per table, one SVG file per drawing, study.json, and index.html with all of them, which needs no other file.

    Raises
    ------
    UsageError
        When the folder holds a scenario, or files and no study.
    """
    check_folder(folder, SIGN)
    folder.mkdir(parents=True, exist_ok=True)
    files = {f"{table.name}.csv": csv_text(table) for table in shown.tables}
    files |= {f"{drawing.name}.svg": str(drawing.svg) + "\n" for drawing in shown.drawings}
    files[SIGN] = json_text(document(shown))
    files["index.html"] = _page(shown)
    for name, text in files.items():
        if say:
            say(name)
        write_whole(folder / name, text)
    return tuple(folder / name for name in sorted(files))


def _page(shown: Shown) -> str:
    from importlib import resources

    from lodeway import __version__
    from lodeway.report.page.render import environment

    styles = [("lodeway.report.page", "static", "page.css"), ("lodeway.report.studies", "templates", "study.css")]
    return (
        environment("lodeway.report.studies")
        .get_template("study.html")
        .render(
            shown=shown,
            tables=[_view(table) for table in shown.tables if table.rows],
            version=__version__,
            style=Markup("".join(resources.files(own).joinpath(*place).read_text("utf-8") for own, *place in styles)),
        )
    )


def _in_millions(table: Table) -> Table:
    """Return the table with large sums of money in millions, as people read them."""
    big = [
        column.unit == "USD"
        and max((abs(cell) for cell in table.column(column.key) if isinstance(cell, float)), default=0.0) >= BIG
        for column in table.columns
    ]
    columns = tuple(
        replace(column, unit="million USD", digits=1) if large else column
        for column, large in zip(table.columns, big, strict=True)
    )
    rows = tuple(
        tuple(cell / 1e6 if large and isinstance(cell, float) else cell for cell, large in zip(row, big, strict=True))
        for row in table.rows
    )
    return replace(table, columns=columns, rows=rows)


def _view(table: Table) -> dict[str, Any]:
    table = _in_millions(table)
    return {
        "name": table.name,
        "title": table.title,
        "note": table.note,
        "columns": [
            {
                "title": f"{c.title} ({c.unit})" if c.unit else c.title,
                "meaning": c.meaning,
                "right": c.kind in ("number", "integer"),
            }
            for c in table.columns
        ],
        "rows": [
            [_text(cell, column.digits) for cell, column in zip(row, table.columns, strict=True)]
            for row in table.rows[:MANY]
        ],
        "more": max(0, len(table.rows) - MANY),
    }


def _text(cell: Cell, digits: int) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return number(cell, digits) if math.isfinite(cell) else NOT_KNOWN
    return ", ".join(str(part) for part in cell) if isinstance(cell, tuple) else str(cell)


def _plain(cell: Cell | None) -> Any:
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return list(cell) if isinstance(cell, tuple) else cell
