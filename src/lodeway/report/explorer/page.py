"""Writes the explorer's page: one HTML file with its styles, script and data inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from lodeway.network import build
from lodeway.network.model import Network
from lodeway.network.search.terms import Objective
from lodeway.report.explorer.document import CLOSURES, document
from lodeway.report.files import write_whole
from lodeway.report.page import bundle, embed
from lodeway.report.page.render import environment
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Site

__all__ = ["explore", "ladder", "render"]

_OBJECTIVES = {"cost": "Cheapest", "time": "Fastest", "distance": "Shortest by rail and sea"}
_DRAWN = ("OpenStreetMap", "Natural Earth")
"""Whose data the map shows."""


def explore(
    scenario: Scenario,
    network: Network | None = None,
    *,
    out: Path,
    year: int | None = None,
    also: Sequence[Site] = (),
    closures: Mapping[Objective, int] = CLOSURES,
    progress: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Write the avoidance explorer to a file and return the document it shows.

    Parameters
    ----------
    scenario, network, year, also, closures, progress
        As `lodeway.report.explorer.document` takes them; a network that is left out is built.
    out
        The HTML file, which is overwritten.

    Raises
    ------
    InputError
        When the network cannot be built.
    OSError
        When the file cannot be written.
    """
    if network is None:
        from dataclasses import replace

        network = build(replace(scenario, sites=(*scenario.sites, *also)), progress=progress)
    shown = document(scenario, network, year=year, also=also, closures=closures, progress=progress)
    write_whole(out, render(shown).encode("utf-8"))
    return shown


def render(shown: Mapping[str, Any]) -> str:
    """Return the page of a document as HTML that needs no network and no other file.

    Parameters
    ----------
    shown
        What `lodeway.report.explorer.document` returned.
    """
    meta, names = shown["meta"], shown["names"]
    minerals = sorted({mineral for origin in shown["origins"] for mineral in origin["minerals"]})
    goods = [(mineral, mineral[0].upper() + mineral[1:]) for mineral in minerals]
    if any(not origin["minerals"] for origin in shown["origins"]):
        goods.append(("", "Any freight"))
    styles = (("lodeway.report.page", "page.css"), ("lodeway.report.explorer", "explorer.css"))
    written = {key: value for key, value in shown.items() if key != "meta"}
    kept = {key: value for key, value in meta.items() if key not in ("licences", "flags", "attributions")}
    return (
        environment("lodeway.report.explorer")
        .get_template("explorer.html")
        .render(
            version=meta["lodeway_version"],
            meta=meta,
            origins=shown["origins"],
            buyers=shown["buyers"],
            goods=goods,
            bans=[{"id": country, "name": names[country]} for country in meta["bans"]],
            gates=[gate for gate in shown["gates"] if gate["closable"]],
            objectives=[(by, _OBJECTIVES[by]) for by in meta["objectives"]],
            pairs=[row for row in ladder(shown) if row["by"] == meta["objectives"][0]],
            credits=[line for line in meta["attributions"] if any(name in line for name in _DRAWN)],
            flags=_flags(shown),
            data=Markup(embed.dump({"meta": kept, **written})),  # holds no "<"
            script=Markup(bundle.script("explorer.js", package="lodeway.report.explorer")),
            style=Markup(
                "".join((resources.files(owner) / "static" / name).read_text("utf-8") for owner, name in styles)
            ),
        )
    )


def _flags(shown: Mapping[str, Any]) -> list[str]:
    """Return what is to be known of the sites on the page, and of the network as a whole."""
    sites = {site["id"] for site in (*shown["origins"], *shown["buyers"])}
    flags = [(flag, flag.partition(":")[0]) for flag in shown["meta"]["flags"]]
    return [flag for flag, head in flags if head in sites]


def ladder(shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each pair's best way as the countries that it uses are barred one after the other.

    Parameters
    ----------
    shown
        What `lodeway.report.explorer.document` returned.

    Returns
    -------
    list of dict
        ``from`` and ``to`` (site ids), ``origin``, ``goods``, ``buyer`` (names), ``by``, ``barred`` (countries, the last of which is new),
        ``km``, ``hours``, ``cost``, ``co2`` (None where there is no way), ``countries``.
    """
    rows = []
    for origin in shown["origins"]:
        for buyer in shown["buyers"]:
            for by, table in shown["states"].get(origin["id"], {}).get(buyer["id"], {}).items():
                ends = {
                    "from": origin["id"],
                    "to": buyer["id"],
                    "origin": origin["name"],
                    "goods": ", ".join(origin["minerals"]) or "any",
                    "buyer": buyer["name"],
                    "by": by,
                }
                rows += [{**ends, **rung} for rung in _rungs(shown, table)]
    return rows


def _rungs(shown: Mapping[str, Any], table: Mapping[str, int | None]) -> list[dict[str, Any]]:
    codes, barred = shown["codes"], list[str]()
    rungs = []
    while True:
        number = table["".join(sorted(codes[country] for country in barred))]
        figures = _figures(shown, number)
        rungs.append({"barred": list(barred), **figures})
        following = [name for name in shown["meta"]["bans"] if name in figures["countries"] and name not in barred]
        if not following:
            return rungs
        barred.append(following[0])


def _figures(shown: Mapping[str, Any], number: int | None) -> dict[str, Any]:
    """Return km, hours, cost, CO2e and countries of a way by its number; None where there is no way."""
    keys = ("km", "hours", "cost", "co2")
    if number is None:
        return {**dict.fromkeys(keys), "countries": []}
    columns, rows = shown["stretches"]["columns"], shown["stretches"]["rows"]
    countries, parts = shown["ways"]["rows"][number]
    sums = {key: round(sum(rows[part][columns.index(key)] for part in parts), 2) for key in keys}
    return {**sums, "countries": countries}
