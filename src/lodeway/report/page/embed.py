"""The data that the page's script reads, packed small."""

from __future__ import annotations

import json
from typing import Any, TypedDict

from lodeway.report.page.strands import SCALE, Strand, pack, split
from lodeway.report.page.tableview import records
from lodeway.report.shape import CaseView, Context

__all__ = ["Data", "data", "dump"]

_UNDRAWN = {"ATA"}
"""Antarctica: no trade, and no projection in use shows it well."""


class Data(TypedDict):
    """What the script reads; the types stand in ``static/flows.js``."""

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
        "hosts": context["meta"]["central_asia"],
        "elements": names["elements"],
        "names": {"commodities": names["commodities"], "countries": names["countries"], "markets": names["markets"]},
        "outlines": [
            {"id": country["id"], "name": country["name"], "rings": [_ring(ring) for ring in country["rings"]]}
            for country in context["map"]["countries"]
            if country["id"] not in _UNDRAWN
        ],
        "sites": [dict(site) for site in context["map"]["sites"]],
        "gates": [dict(gate) for gate in context["map"]["gates"]],
        "strands": strands,
        "legs": legs,
        "cases": [_case(view) for view in (context["view"], context["base"]) if view is not None],
    }


def _ring(ring: list[list[float]]) -> list[int]:
    return pack([(round(longitude * SCALE), round(latitude * SCALE)) for longitude, latitude in ring])


def _case(view: CaseView) -> dict[str, Any]:
    tables = view["tables"]
    return {
        "id": view["case"],
        "title": view["title"],
        "ways": view["ways"],
        "routes": [
            {"commodity": row["commodity"], "from": row["from"], "to": row["to"], "year": row["year"],
             "tonnes": row["tonnes"], "gross": row["gross_tonnes"], "way": row["way"]}
            for row in records(tables["routes"])
        ],
        "builds": [
            {"id": row["what"], "name": row["name"], "kind": row["kind"], "site": row["site"], "country": row["country"],
             "commodity": row["commodity"], "year": row["year"], "first": row["first_year"], "size": row["size"], "unit": row["unit"]}
            for row in records(tables["builds"])
        ],
        "links": [
            {"element": row["element"], "year": row["year"], "from": row["from_node"], "fromCountry": row["from_country"],
             "fromStage": row["from_stage"], "to": row["to_node"], "toCountry": row["to_country"], "toStage": row["to_stage"],
             "kind": row["kind"], "tonnes": row["tonnes"]}
            for row in records(tables["flows"])
        ],
    }  # fmt: skip


def dump(value: object) -> str:
    r"""Return JSON that can stand inside a script element: nothing in it can end the element.

    Examples
    --------
    >>> dump({"name": "</script>"})
    '{"name":"\\u003c/script>"}'
    """
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return written.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
