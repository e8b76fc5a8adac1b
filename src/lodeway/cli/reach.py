"""``lodeway reach``: what can be reached from a place, and at what cost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._amount import Amount
from lodeway.cli._files import check_out
from lodeway.cli._progress import Progress
from lodeway.cli._terms import search_options

if TYPE_CHECKING:
    from lodeway.network import Network
    from lodeway.network.analysis.reach import Reach

__all__ = ["command"]

UNITS = {"cost": "USD/t", "time": "h", "distance": "km", "co2": "kg CO2e/t"}
SHOWN = 20


@click.command("reach")
@click.argument("origin", metavar="FROM")
@click.option("--within", type=Amount(), help="Most that a way may cost, take or measure, as --by says.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write a page with a map (.html), or rows (.csv, .parquet, .xlsx)."
)
@search_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(origin: str, within: float | None, out: Path | None, as_json: bool, **choice: Any) -> None:
    """Find every station, port, crossing and city that can be reached from FROM.

    With --json: from (id, name, country), year, by, within, unit, flags (what to know), and places, the nearest first: name, country,
    longitude, latitude, km, hours, cost (USD/t: freight and the cost of time), freight (USD/t), co2 (kg CO2e/t).
    """
    from lodeway.network import build, weights
    from lodeway.network.analysis.reach import reach
    from lodeway.network.asking import Asked, dated, find_places, terms

    asked = Asked(**choice)
    check_out(out, ".html", ".csv", ".parquet", ".xlsx")
    world = asked.read()
    (start,) = find_places(world, (origin,), asked)
    network = build(world, places=(start,), progress=Progress())
    search = terms(world, network, asked)
    weight = weights(network, search, origin=start.country)
    found = reach(network, weight, int(network.site_terminal[0]))
    rows = _rows(network, found, search.time_value, float("inf") if within is None else within)
    document = {
        "from": {name: getattr(start, name) for name in ("id", "name", "country", "longitude", "latitude")},
        "year": search.year,
        "by": search.by,
        "within": within,
        "unit": UNITS[search.by],
        "flags": dated(world, network, search.year),
        "places": rows,
    }
    if out is not None:
        _write(document, out)
    if as_json:
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    elif out is None:
        click.echo("\n".join(_table(document)))


def _rows(network: Network, found: Reach, time_value: float, within: float) -> list[dict[str, Any]]:
    """Return a row for each place that has a name, the nearest first, each name of a country once."""
    import numpy as np

    rows: dict[tuple[str, str], dict[str, Any]] = {}
    node = network.leg_nodes[network.leg_start[1:] - 1]
    for terminal in np.argsort(found.weight, kind="stable").tolist():
        if not found.weight[terminal] <= within or not np.isfinite(found.weight[terminal]):
            break
        name, country = network.terminal_name[terminal], network.terminal_country[terminal]
        leg = int(found.leg[terminal])
        if name and leg >= 0:
            hours, freight = float(found.hours[terminal]), float(found.cost[terminal])
            rows.setdefault(
                (name, country),
                {
                    "name": name,
                    "country": country,
                    "longitude": round(float(network.node_longitude[node[leg]]), 4),
                    "latitude": round(float(network.node_latitude[node[leg]]), 4),
                    "km": round(float(found.km[terminal]), 1),
                    "hours": round(hours, 1),
                    "cost": round(freight + time_value * hours, 2),
                    "freight": round(freight, 2),
                    "co2": round(float(found.co2[terminal]), 2),
                },
            )
    return list(rows.values())


def _write(document: dict[str, Any], out: Path) -> None:
    if out.suffix == ".html":
        from lodeway.report.map_page import write_reach

        limit = "" if document["within"] is None else f" within {document['within']:g} {document['unit']}"
        title = f"Reached from {document['from']['name']}{limit}, {document['year']}"
        write_reach(out, {"title": title, "origin": document["from"], "points": document["places"]})
    else:
        import polars as pl

        from lodeway.atlas.export import write

        units = {"km": "distance [km]", "hours": "time [h]", "cost": "cost [USD/t]", "freight": "freight [USD/t]"}
        write(pl.DataFrame(document["places"]).rename(units | {"co2": "co2 [kg/t]"}), out)
    click.echo(f"Written: {out}", err=True)


def _table(document: dict[str, Any]) -> list[str]:
    rows = document["places"]
    limit = "" if document["within"] is None else f" within {document['within']:g} {document['unit']}"
    lines = [f"{len(rows):,} places reached from {document['from']['name']}{limit} in {document['year']}", ""]
    lines.append(f"{'place':<40}{'country':<9}{'km':>8}{'days':>7}{'USD/t':>9}{'kg CO2e/t':>11}")
    for row in rows[:SHOWN]:
        figures = f"{row['km']:>8,.0f}{row['hours'] / 24:>7.1f}{row['cost']:>9,.2f}{row['co2']:>11,.1f}"
        lines.append(f"{row['name'][:39]:<40}{row['country']:<9}{figures}")
    if len(rows) > SHOWN:
        lines.append(f"and {len(rows) - SHOWN:,} more: --json or --out gives all")
    return [*lines, *(f"note: {flag}" for flag in document["flags"])]
