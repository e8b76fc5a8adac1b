"""What each section of the page shows, from the context's tables."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from lodeway.report.context.shape import CaseView, Cell, Context, TableView
from lodeway.report.page.bars import year_bars
from lodeway.report.page.numerals import NOT_KNOWN, number
from lodeway.report.page.tableview import Grid, grid, only, ordered, pivot, records

__all__ = ["deals", "difference", "goal", "grids", "hosts", "matrix"]

_CEILING, _HALF = 65.0, 40.0
"""Percent of demand from one foreign country at which a cell of the overview is set off; 65 as in the tables."""


_TITLES = {
    "routes": "Ways and their tonnes, host states first",
    "flows": "Flows by year",
    "builds": "Decisions to build",
    "bankability": "Unit cost and support of each decision",
    "target": "Value decided, by pillar",
    "binding": "Limits that bind, by what one percent more is worth",
    "unmet": "Tonnes not met",
    "assumptions": "Every assumption",
    "sources": "Every source and what rests on it",
    "supply": "Supply by origin",
    "dependence": "Dependence in figures",
    "host": "Host states in figures",
    "host_minerals": "Host states by mineral",
}
"""Captions where the table's own title already heads the section."""


def grids(context: Context) -> dict[str, Grid]:
    """Return the tables of the case by the name that the templates use."""
    tables, names, years = context["view"]["tables"], context["names"], context["meta"]["years"]
    plain = ["dependence", "host", "host_minerals", "parts", "assumption_share", "assumptions", "sources"]
    made = {name: grid(tables[name], names) for name in plain}
    made["bankability"] = grid(tables["bankability"], names, sliced=False)
    gates = only(tables["gates"], [key for key in _keys(tables["gates"]) if key != "gate"])
    made["gates"] = grid(ordered(gates, lambda row: (-_float(row["through"]),)), names)
    made["binding"] = grid(
        only(
            tables["binding"], ["label", "first_year", "last_year", "used", "bound", "unit", "price", "worth", "words"]
        ),
        names,
    )
    made["routes"] = grid(_routes(context), names)
    made["target"] = grid(_pillars(tables["target"]), names)
    made["supply"] = grid(pivot(tables["supply"], ["commodity", "market", "origin", "stage"], "tonnes", years), names)
    flows = ["element", "from_country", "from_stage", "to_country", "to_stage", "kind"]
    made["flows"] = grid(pivot(tables["flows"], flows, "tonnes", years), names)
    made["unmet"] = grid(pivot(tables["unmet"], ["commodity", "market"], "tonnes", years), names)
    made["builds"] = grid(_builds(context["view"]), names, sliced=False)
    return {name: one.named(name, title=_TITLES.get(name, "")) for name, one in made.items()}


def _keys(table: TableView) -> list[str]:
    return [column["key"] for column in table["columns"]]


def _routes(context: Context) -> TableView:
    """Return routes with their way in words and a column per year."""
    view, names = context["view"], context["names"]
    table = view["tables"]["routes"]
    place = [column["key"] for column in table["columns"]].index("way")
    told: TableView = {
        **table,
        "columns": [
            *table["columns"],
            {
                "key": "through",
                "title": "Countries in order (ISO 3166)",
                "unit": "",
                "kind": "text",
                "digits": 0,
                "meaning": "",
            },
            {
                "key": "via",
                "title": "Crossings and ports in order",
                "unit": "",
                "kind": "text",
                "digits": 0,
                "meaning": "",
            },
            {
                "key": "by",
                "title": "By",
                "unit": "",
                "kind": "text",
                "digits": 0,
                "meaning": "Modes in order of travel.",
            },
        ],
        "rows": [[*row, *_told(view, row[place], names["gates"])] for row in table["rows"]],
    }
    wide = pivot(
        told, ["commodity", "from", "to", "way"], "tonnes", context["meta"]["years"],
        first=["through", "via", "by", "km", "hours", "cost", "co2"],
    )  # fmt: skip
    countries = {site["id"]: site["country"] for site in context["map"]["sites"]}
    hosts, years = context["meta"]["hosts"], context["meta"]["years"]

    def standing(row: Mapping[str, Cell]) -> tuple[float, ...]:
        """Host states first, then by the tonnes of all years."""
        return countries.get(str(row["from"])) not in hosts, -sum(_float(row[str(year)]) for year in years)

    return only(ordered(wide, standing), [key for key in _keys(wide) if key != "way"])


def _pillars(table: TableView) -> TableView:
    """Return investment by pillar and kind, a column per year and the sum's share of the target."""
    rows = records(table)
    years = sorted({row["year"] for row in rows if isinstance(row["year"], int)})
    wide = pivot(table, ["pillar", "kind"], "value", years)
    last = {(row["pillar"], row["kind"]): row["share"] for row in rows if years and row["year"] == years[-1]}
    share = [column for column in table["columns"] if column["key"] == "share"]
    return {
        **wide,
        "columns": [*wide["columns"], *share],
        "rows": [[*row, last.get((row[0], row[1]))] for row in wide["rows"]],
    }


def _told(view: CaseView, way: Cell, gates: Mapping[str, str]) -> list[Cell]:
    taken = view["ways"][int(way)] if isinstance(way, int | float) else None
    if taken is None:
        return ["", "", ""]
    via = ", ".join(gates.get(gate, gate) for gate in taken["gates"])
    return [" → ".join(taken["countries"]), via or "none", ", ".join(taken["modes"])]


def _builds(view: CaseView) -> TableView:
    """Return builds with the two prices that say whether they pay."""
    table, banks = view["tables"]["builds"], view["tables"]["bankability"]
    found = {(row["what"], row["year"]): row for row in records(banks)}
    added = ["break_even", "reference", "verdict"]
    columns = [column for column in banks["columns"] if column["key"] in added]
    kept = only(
        table, ["name", "country", "commodity", "year", "first_year", "size", "unit", "capex", "workers", "emissions"]
    )
    rows = [
        [*short, *(found.get((full["what"], full["year"]), {}).get(column["key"]) for column in columns)]
        for short, full in zip(kept["rows"], records(table), strict=True)
    ]
    return {**kept, "columns": [*kept["columns"], *columns], "rows": rows}


def deals(context: Context) -> list[dict[str, Any]]:
    """Return each project with the sentence on what would make it bankable, those that need support first.

    Steps of one project that come to the same verdict stand together: the largest speaks, the others are named.
    """
    names = context["names"]["countries"]
    steps: dict[tuple[str, str], list[dict[str, Cell]]] = defaultdict(list)
    for row in records(context["view"]["tables"]["bankability"]):
        steps[str(row["what"]), str(row["verdict"])].append(row)
    found = []
    for rows in steps.values():
        largest, *others = sorted(rows, key=lambda row: (-_float(row["capex"]), str(row["year"])))
        found.append(
            {
                "name": largest["name"],
                "country": names.get(str(largest["country"]), largest["country"]),
                "year": largest["year"],
                "words": largest["words"],
                "others": sorted(str(row["year"]) for row in others),
                "support": largest["verdict"] == "needs support",
                "capex": _float(largest["capex"]),
            }
        )
    return sorted(found, key=lambda deal: (not deal["support"], -deal["capex"]))


def matrix(context: Context) -> dict[str, Any]:
    """Return the overview of dependence: per commodity and market the largest foreign origin, for every year."""
    names = context["names"]
    cells: dict[str, dict[str, dict[int, list[str]]]] = defaultdict(lambda: defaultdict(dict))
    markets: dict[str, None] = {}
    for row in records(context["view"]["tables"]["dependence"]):
        markets[str(row["market"])] = None
        if isinstance(row["year"], int):
            cells[str(row["commodity"])][str(row["market"])][row["year"]] = _cell(row, names["countries"])
    last = context["meta"]["years"][-1]
    order = [market for market in names["markets"] if market in markets]
    commodities = [commodity for commodity in names["commodities"] if commodity in cells]
    return {
        "markets": [names["markets"].get(market, market) for market in order],
        "rows": [
            {
                "name": names["commodities"].get(commodity, commodity),
                "element": names["elements"].get(commodity, ""),
                "cells": [
                    {
                        "now": years.get(last, ["no demand", "", "none"]),
                        "all": json.dumps(years, ensure_ascii=False, separators=(",", ":")),
                    }
                    for years in (cells[commodity][market] for market in order)
                ],
            }
            for commodity in commodities
        ],
    }


def _cell(row: Mapping[str, Cell], countries: Mapping[str, str]) -> list[str]:
    share, origin = row["top_share"], str(row["top_origin"] or "")
    if not isinstance(share, int | float):
        return ["no supply" if not row["supplied"] else NOT_KNOWN, "", "none"]
    if not origin or share == 0:
        return ["home supply only", "", "none"]
    level = "high" if share > _CEILING else "middle" if share > _HALF else "low"
    return [countries.get(origin, origin), f"{number(share)} %", level]


def hosts(context: Context) -> list[dict[str, Any]]:
    """Return each host state's value kept by year, drawn, with the last year's figures as text."""
    by_country: dict[str, dict[int, Mapping[str, Cell]]] = defaultdict(dict)
    for row in records(context["view"]["tables"]["host"]):
        if isinstance(row["year"], int):
            by_country[str(row["country"])][row["year"]] = row
    names = context["names"]
    return [
        {
            "name": names["countries"].get(country, country),
            "svg": _kept(names["countries"].get(country, country), rows),
            "facts": _facts(rows[max(rows)], {**names["countries"], **names["markets"]}),
            "year": max(rows),
        }
        for country, rows in by_country.items()
    ]


def _kept(name: str, rows: Mapping[int, Mapping[str, Cell]]) -> Markup:
    values = {year: row["value_kept"] for year, row in rows.items()}
    millions = {year: value / 1e6 if isinstance(value, int | float) else None for year, value in values.items()}
    return year_bars(millions, f"{name}: value kept at home", "million USD/a")


def _facts(row: Mapping[str, Cell], names: Mapping[str, str]) -> list[tuple[str, str]]:
    def told(key: str, unit: str, digits: int = 0, scale: float = 1.0) -> str:
        value = row[key]
        return f"{number(value / scale, digits)} {unit}".strip() if isinstance(value, int | float) else NOT_KNOWN

    buyer = str(row["top_buyer"] or "")
    return [
        ("Value kept at home", told("value_kept", "million USD/a", scale=1e6)),
        ("Jobs in operation", told("jobs", "") + _covered(row["jobs_coverage"])),
        ("Mined tonnes refined at home", told("refined_share", "%") if row["mined"] else "nothing mined"),
        (
            "Largest buyer",
            f"{names.get(buyer, buyer)}, {told('top_buyer_share', '%')} of exports" if buyer else "no exports",
        ),
        ("CO2e of processes", told("emissions", "t/a") + _covered(row["emissions_coverage"])),
    ]


def _covered(share: Cell) -> str:
    return f" (known for {number(share)} % of value added)" if isinstance(share, int | float) else ""


def goal(context: Context) -> dict[str, Any]:
    """Return the promised value and what counts towards it, as text and as parts of a bar; empty without a target."""
    found = context["view"]["target"]
    if not found:
        return {}
    value = _float(found["value"])
    parts = {key: _float(found.get(key)) for key in ("committed", "planned")}
    return {
        "name": found["name"],
        "source": found["source"],
        "amount": _money(_float(found["amount"]), str(found["currency"])),
        "date": found["date"],
        "span": f"{found['first_year']}–{found['last_year']}",
        "value": _money(value),
        "parts": [
            {
                "name": key,
                "money": _money(amount),
                "share": number(100 * amount / value, 1),
                "width": min(100.0, 100 * amount / value),
            }
            for key, amount in parts.items()
        ],
        "share": number(_float(found["share"]), 1),
    }


def _money(value: float, currency: str = "USD") -> str:
    """Return money in words of its size: 19 billion USD."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{number(float(f'{value / size:.3g}'), 2).rstrip('0').rstrip('.')} {word} {currency}"
    return f"{number(value)} {currency}"


def _float(value: Cell) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def difference(context: Context) -> Sequence[Grid]:
    """Return the tables of the case against the base; none when the case is the base."""
    comparison, years = context["comparison"], context["meta"]["years"]
    if comparison is None:
        return ()
    tables = dict(comparison["tables"])
    for name, keys in {"unmet": ["commodity", "market"], "supply": ["commodity", "market", "origin"]}.items():
        wide = pivot(tables[name], keys, "change", years)
        tables[name] = ordered(wide, lambda row: (-sum(abs(_float(row[str(year)])) for year in years),))
    if "what" in (keys := [column["key"] for column in tables["builds"]["columns"]]):
        tables["builds"] = only(tables["builds"], [key for key in keys if key not in {"what", "kind"}])
    return tuple(grid(tables[name], context["names"], sliced=False).named(f"difference-{name}") for name in tables)
