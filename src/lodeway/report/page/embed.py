"""The data that the page's script reads, packed small."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypedDict

from lodeway.report.context.shape import CaseView, Cell, Context, Country, TableView
from lodeway.report.page.strands import SCALE, Strand, pack, split
from lodeway.report.page.tableview import only

__all__ = ["Data", "data", "dump", "outlines"]

_UNDRAWN = {"ATA"}
"""Antarctica: no trade, and no projection in use shows it well."""


class Data(TypedDict):
    """What the script reads; the types stand in ``static/data.js``."""

    years: list[int]
    hosts: list[str]
    elements: dict[str, str]
    names: dict[str, dict[str, str]]
    outlines: list[dict[str, Any]]
    sites: list[dict[str, Any]]
    gates: list[dict[str, Any]]
    strands: list[Strand]
    legs: dict[str, list[int]]
    cases: list[dict[str, Any]]


def data(context: Context) -> Data:
    """Return what maps and drawings need of a context.

    Parameters
    ----------
    context
        Everything the page shows.

    Returns
    -------
    Data
        Geometry once per strand, figures of the case and, when it differs, of the base.
    """
    names = context["names"]
    strands, legs = split(context["map"]["legs"])
    return {
        "years": context["meta"]["years"],
        "hosts": context["meta"]["hosts"],
        "elements": names["elements"],
        "names": {"commodities": names["commodities"], "countries": names["countries"], "markets": names["markets"]},
        "outlines": outlines(context["map"]["countries"]),
        "sites": [dict(site) for site in context["map"]["sites"]],
        "gates": [dict(gate) for gate in context["map"]["gates"]],
        "strands": strands,
        "legs": legs,
        "cases": [_case(view) for view in (context["view"], context["base"]) if view is not None],
    }


def outlines(countries: Sequence[Country]) -> list[dict[str, Any]]:
    """Return the outlines that maps draw, packed: `lodeway.report.page.strands.pack`."""
    return [
        {"id": country["id"], "name": country["name"], "rings": [_ring(ring) for ring in country["rings"]]}
        for country in countries
        if country["id"] not in _UNDRAWN
    ]


def _ring(ring: list[list[float]]) -> list[int]:
    return pack([(round(longitude * SCALE), round(latitude * SCALE)) for longitude, latitude in ring])


def _case(view: CaseView) -> dict[str, Any]:
    tables = view["tables"]
    return {
        "id": view["case"],
        "title": view["title"],
        "ways": view["ways"],
        "routes": _columns(tables["routes"], ["commodity", "from", "to", "year", "tonnes", "gross_tonnes", "way"]),
        "builds": _columns(
            tables["builds"],
            ["what", "name", "kind", "site", "country", "commodity", "year", "first_year", "size", "unit"],
        ),
        "links": _columns(
            tables["flows"],
            [
                "element",
                "year",
                "from_node",
                "from_country",
                "from_stage",
                "to_node",
                "to_country",
                "to_stage",
                "kind",
                "tonnes",
            ],
        ),
    }


def _columns(table: TableView, keys: Sequence[str]) -> list[list[Cell]]:
    """Return the rows with these columns only; the script names them as ``static/data.js`` says."""
    return only(table, keys)["rows"]


def dump(value: object) -> str:
    r"""Return JSON that can stand inside a script element: nothing in it can end the element.

    Examples
    --------
    >>> dump({"name": "</script>"})
    '{"name":"\\u003c/script>"}'
    """
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return written.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
