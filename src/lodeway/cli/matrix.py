"""``lodeway matrix``: the best way between every pair of places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._files import check_out
from lodeway.cli._progress import Progress
from lodeway.cli._terms import Asked, dated, find_places, rounded, search_options, terms

if TYPE_CHECKING:
    from lodeway.network import Network, Terms
    from lodeway.network.places import Place

__all__ = ["command"]

_DIGITS = {"km": 1, "hours": 1, "cost": 2, "freight": 2, "co2": 2}


@click.command("matrix")
@click.argument("origins", metavar="PLACE...", nargs=-1, required=True)
@click.option("--to", "destinations", metavar="PLACE", multiple=True, help="Destination; give it again for more.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the rows to a .csv, .parquet or .xlsx file.")
@search_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    origins: tuple[str, ...], destinations: tuple[str, ...], out: Path | None, as_json: bool, **choice: Any
) -> None:
    """Find the best way from each PLACE to each --to, or between all of them. Places may be given one by one or with commas between.

    With --json: year, by, time_value, flags (what to know), origins, destinations (ids), and rows: from, to, km, hours, cost (USD/t: freight
    and the cost of time), freight (USD/t), co2 (kg CO2e/t), per gross tonne; null where there is no way.
    """
    asked = Asked(**choice)
    check_out(out, ".csv", ".parquet", ".xlsx")
    world = asked.read()
    starts = find_places(world, origins, asked, lists=True)
    ends = find_places(world, destinations, asked, lists=True) if destinations else starts
    if {place.id for place in starts} == {place.id for place in ends} and len(starts) == 1:
        from lodeway.errors import UsageError

        raise UsageError("a matrix needs two places: name another PLACE or give --to")
    from lodeway.network import build

    places = {place.id: place for place in (*starts, *ends)}
    network = build(world, places=tuple(places.values()), progress=Progress())
    search = terms(world, network, asked)
    rows = _rows(network, search, starts, ends)
    if out is not None:
        import polars as pl

        from lodeway.atlas.export import write

        named = {"cost": "cost [USD/t]", "freight": "freight [USD/t]", "co2": "co2 [kg/t]"}
        units = named | {"km": "distance [km]", "hours": "time [h]"}
        write(pl.DataFrame(rows).rename({old: new for old, new in units.items() if rows and old in rows[0]}), out)
        click.echo(f"Rows: {out}", err=True)
    flags = dated(world, network, search.year)
    if as_json:
        head = {"year": search.year, "by": search.by, "time_value": round(search.time_value, 4), "flags": flags}
        ids = {"origins": [place.id for place in starts], "destinations": [place.id for place in ends]}
        click.echo(json.dumps(head | ids | {"rows": rows}, indent=2, ensure_ascii=False))
    elif out is None:
        click.echo("\n".join([*_table(rows, places), *(f"note: {flag}" for flag in flags)]))


def _rows(network: Network, search: Terms, starts: tuple[Place, ...], ends: tuple[Place, ...]) -> list[dict[str, Any]]:
    """Return one row for each pair of different places, those of one pair of countries searched together."""
    from lodeway.network import weights
    from lodeway.network.analysis.reach import matrix

    number = {site: place for place, site in enumerate(network.sites)}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    # A ban of transit spares the countries in which a way begins and ends; all other weights are the same for all.
    spared = search.avoid if search.ban == "transit" else frozenset()
    for origin in sorted({place.country if place.country in spared else "" for place in starts}):
        for destination in sorted({place.country if place.country in spared else "" for place in ends}):
            rows = [place for place in starts if (place.country if place.country in spared else "") == origin]
            columns = [place for place in ends if (place.country if place.country in spared else "") == destination]
            weight = weights(network, search, origin=origin or None, destination=destination or None)
            table = matrix(
                network,
                weight,
                [int(network.site_terminal[number[place.id]]) for place in rows],
                [int(network.site_arrival[number[place.id]]) for place in columns],
            )
            money = table.cost + search.time_value * table.hours
            figures = {"km": table.km, "hours": table.hours, "cost": money, "freight": table.cost, "co2": table.co2}
            for i, one in enumerate(rows):
                for j, other in enumerate(columns):
                    values = {name: _figure(figures[name][i, j], digits) for name, digits in _DIGITS.items()}
                    found[one.id, other.id] = {"from": one.id, "to": other.id} | values
    return [found[one.id, other.id] for one in starts for other in ends if one.id != other.id]


def _figure(value: float, digits: int) -> float | None:
    return None if value != value else rounded(value, digits)


def _table(rows: list[dict[str, Any]], places: dict[str, Place]) -> list[str]:
    lines = [f"{'from':<28}{'to':<28}{'km':>8}{'days':>7}{'USD/t':>9}{'kg CO2e/t':>11}"]
    for row in rows:
        names = (places[row[side]].name[:26] for side in ("from", "to"))
        start = "".join(f"{name:<28}" for name in names)
        if row["km"] is None:
            lines.append(f"{start}no way")
        else:
            days = row["hours"] / 24
            lines.append(f"{start}{row['km']:>8,.0f}{days:>7.1f}{row['cost']:>9,.2f}{row['co2']:>11,.1f}")
    return lines
