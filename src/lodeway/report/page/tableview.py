"""Tables as the page shows them: names for ids, years side by side, money in millions, what is missing explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lodeway.report.context.shape import Cell, ColumnView, Names, TableView
from lodeway.report.page.numerals import NOT_KNOWN, heading, text

__all__ = ["Grid", "Row", "grid", "only", "ordered", "pivot", "records"]

_ABSENT = {
    ("gates", "capacity"): "no limit",
    ("gates", "share"): "no limit",
    ("dependence", "top_tonnes"): "no supply",
    ("dependence", "top_share"): "no supply",
    ("dependence", "hhi"): "no supply",
    ("dependence", "home_share"): "no supply",
    ("dependence", "host_share"): "no supply, or no host state",
    ("host", "jobs_coverage"): "nothing made",
    ("host", "emissions_coverage"): "nothing made",
    ("host", "refined_share"): "nothing mined",
    ("host", "top_buyer_share"): "no exports",
    ("host_minerals", "refined_share"): "nothing mined",
    ("host_minerals", "top_buyer_share"): "no exports",
    ("bankability", "guarantee"): "not enough",
    ("assumption_share", "share"): "no tonnes",
    ("assumptions", "value"): "none stated",
}
"""Table and column to what a missing figure means there; elsewhere it is not known."""

_MILLION = 1e6
_BIG = 2e7
"""Money columns that reach this are shown in millions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row ready for HTML."""

    cells: tuple[str, ...]
    year: str
    """Year that the row belongs to, empty where the table is not sliced by year."""
    element: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table ready for HTML."""

    id: str
    title: str
    note: str
    headings: tuple[str, ...]
    numeric: tuple[bool, ...]
    meanings: tuple[tuple[str, str], ...]
    """Heading and what it says, for the columns that have something to say."""
    rows: tuple[Row, ...]
    absent: frozenset[str]
    """Words that stand for a missing figure."""
    missing: tuple[str, ...]
    """Headings of columns in which something is not known."""

    def named(self, name: str, *, title: str = "") -> Grid:
        """Return the grid under another id and title."""
        return replace(self, id=name, title=title or self.title)


def records(table: TableView) -> list[dict[str, Cell]]:
    """Return the rows of a table by column key.

    Examples
    --------
    >>> column = {"key": "km", "title": "", "unit": "km", "kind": "number", "digits": 0, "meaning": ""}
    >>> records({"name": "t", "title": "", "note": "", "columns": [column], "rows": [[3.0]]})
    [{'km': 3.0}]
    """
    keys = [column["key"] for column in table["columns"]]
    return [dict(zip(keys, row, strict=True)) for row in table["rows"]]


def only(table: TableView, keys: Sequence[str]) -> TableView:
    """Return the table with these columns, in this order.

    Examples
    --------
    >>> columns = [{"key": key, "title": key, "unit": "", "kind": "text", "digits": 0, "meaning": ""} for key in "ab"]
    >>> only({"name": "t", "title": "", "note": "", "columns": columns, "rows": [["x", "y"]]}, ["b"])["rows"]
    [['y']]
    """
    known = [column["key"] for column in table["columns"]]
    places = [known.index(key) for key in keys]
    return {
        **table,
        "columns": [table["columns"][place] for place in places],
        "rows": [[row[place] for place in places] for row in table["rows"]],
    }


def ordered(table: TableView, rank: Callable[[Mapping[str, Cell]], tuple[float, ...]]) -> TableView:
    """Return the table with its rows in the order of `rank`, which gets each row by column key.

    Examples
    --------
    >>> column = {"key": "t", "title": "", "unit": "", "kind": "number", "digits": 0, "meaning": ""}
    >>> table = {"name": "n", "title": "", "note": "", "columns": [column], "rows": [[1.0], [2.0]]}
    >>> ordered(table, lambda row: (-row["t"],))["rows"]
    [[2.0], [1.0]]
    """
    pairs = sorted(zip(records(table), table["rows"], strict=True), key=lambda pair: rank(pair[0]))
    return {**table, "rows": [row for _, row in pairs]}


def pivot(
    table: TableView, keys: Sequence[str], value: str, years: Sequence[int], *, first: Sequence[str] = ()
) -> TableView:
    """Return a table with one row per combination of keys and one column per year.

    Parameters
    ----------
    table
        A table with a column ``year``.
    keys
        Columns that tell rows apart.
    value
        Column to sum; a year without a row has nothing, which is 0.
    years
        Years in order.
    first
        Further columns, taken from each combination's first row.

    Returns
    -------
    TableView
        Columns keys, first, then a column per year.

    Examples
    --------
    >>> make = lambda key, kind: {"key": key, "title": key, "unit": "", "kind": kind, "digits": 0, "meaning": ""}
    >>> columns = [make("to", "text"), make("year", "year"), make("t", "number")]
    >>> table = {"name": "n", "title": "", "note": "", "columns": columns, "rows": [["a", 2026, 1.0], ["a", 2027, 2.0]]}
    >>> pivot(table, ["to"], "t", [2026, 2027])["rows"]
    [['a', 1.0, 2.0]]
    """
    columns = {column["key"]: column for column in table["columns"]}
    sums: dict[tuple[Cell, ...], dict[int, float]] = {}
    heads: dict[tuple[Cell, ...], list[Cell]] = {}
    for row in records(table):
        key = tuple(_hashable(row[name]) for name in keys)
        heads.setdefault(key, [*(row[name] for name in keys), *(row[name] for name in first)])
        year, amount = row["year"], row[value]
        if isinstance(year, int) and isinstance(amount, int | float):
            sums.setdefault(key, {})[year] = sums.setdefault(key, {}).get(year, 0.0) + amount
    unit = columns[value]["unit"]
    by_year: list[ColumnView] = [
        {**columns[value], "key": str(year), "title": str(year), "meaning": ""} for year in years
    ]
    return {
        "name": table["name"],
        "title": table["title"],
        "note": f"{columns[value]['title']} ({unit}) by year. {table['note']}" if unit else table["note"],
        "columns": [*(columns[name] for name in (*keys, *first)), *by_year],
        "rows": [[*heads[key], *(amounts.get(year, 0.0) for year in years)] for key, amounts in sums.items()],
    }


def _hashable(cell: Cell) -> Cell:
    return ",".join(cell) if isinstance(cell, list) else cell


def grid(table: TableView, names: Names, *, sliced: bool = True) -> Grid:
    """Return a table ready for HTML.

    Parameters
    ----------
    table
        The table.
    names
        Names for ids.
    sliced
        Whether a column ``year`` makes the rows follow the chosen year.

    Returns
    -------
    Grid
        Text of every cell, with "not known" for what is missing.
    """
    scaled = _in_millions(table)
    keys = [column["key"] for column in scaled["columns"]]
    readers = [
        _reader(column, names, _ABSENT.get((table["name"], column["key"]), NOT_KNOWN)) for column in scaled["columns"]
    ]
    rows = []
    for row in scaled["rows"]:
        record = dict(zip(keys, row, strict=True))
        rows.append(
            Row(
                cells=tuple(read(cell) for read, cell in zip(readers, row, strict=True)),
                year=str(record["year"]) if sliced and "year" in record else "",
                element=_element(record, names),
            )
        )
    numeric = tuple(column["kind"] in {"number", "integer"} for column in scaled["columns"])
    headings = tuple(heading(column) for column in scaled["columns"])
    return Grid(
        id=table["name"],
        title=table["title"],
        note=table["note"],
        headings=headings,
        numeric=numeric,
        meanings=tuple(
            (title, column["meaning"])
            for title, column in zip(headings, scaled["columns"], strict=True)
            if column["meaning"]
        ),
        rows=tuple(rows),
        absent=frozenset({NOT_KNOWN, *(words for (name, _), words in _ABSENT.items() if name == table["name"])}),
        missing=tuple(
            title for place, title in enumerate(headings) if any(row.cells[place] == NOT_KNOWN for row in rows)
        ),
    )


def _element(record: Mapping[str, Cell], names: Names) -> str:
    if "element" in record:
        return str(record["element"])
    return names["elements"].get(str(record.get("commodity", "")), "")


def _reader(column: ColumnView, names: Names, absent: str) -> Callable[[Cell], str]:
    """Return the function that writes a column's cells, ids replaced by names."""
    known = _names_of(column["key"], names)

    def read(cell: Cell) -> str:
        if cell is None:
            return absent
        if isinstance(cell, list):
            return ", ".join(known.get(part, part) for part in cell)
        if isinstance(cell, str):
            return known.get(cell, cell)
        return text(cell, column)

    return read


def _names_of(key: str, names: Names) -> Mapping[str, str]:
    if key == "commodity":
        return names["commodities"]
    if key in {"market", "to_market"}:
        return names["markets"]
    if key in {"country", "countries", "origin", "top_origin", "from_country"}:
        return names["countries"]
    if key in {"top_buyer", "to_country"}:
        return {**names["countries"], **names["markets"]}
    if key in {"site", "from", "to"}:
        return names["sites"]
    if key in {"gate", "gates"}:
        return names["gates"]
    return {}


def _in_millions(table: TableView) -> TableView:
    """Return the table with its large columns of money in millions."""
    big = {
        column["unit"] for place, column in enumerate(table["columns"]) if _is_big_money(column, _column(table, place))
    }
    scaled = {place for place, column in enumerate(table["columns"]) if column["unit"] in big}
    if not scaled:
        return table
    columns: list[ColumnView] = [
        {**column, "unit": f"million {column['unit']}", "digits": 1} if place in scaled else column
        for place, column in enumerate(table["columns"])
    ]
    rows = [
        [
            cell / _MILLION if place in scaled and isinstance(cell, int | float) else cell
            for place, cell in enumerate(row)
        ]
        for row in table["rows"]
    ]
    return {**table, "columns": columns, "rows": rows}


def _column(table: TableView, place: int) -> Iterable[Cell]:
    return (row[place] for row in table["rows"])


def _is_big_money(column: ColumnView, cells: Iterable[Cell]) -> bool:
    if column["unit"] not in {"USD", "USD/a"} and not column["unit"].startswith("USD of"):
        return False
    return max((abs(cell) for cell in cells if isinstance(cell, int | float)), default=0.0) >= _BIG
