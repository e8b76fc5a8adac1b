"""``lodeway route``: the best ways between two places, leg by leg."""

from __future__ import annotations

import json
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._amount import Amount
from lodeway.cli._files import check_out
from lodeway.cli._progress import Progress
from lodeway.cli._terms import search_options

if TYPE_CHECKING:
    from lodeway.scenario import Scenario

__all__ = ["command"]

_ANY_GOODS = "Almaty"
"""Where goods of any kind begin on the explorer's page, beside the scenario's mines and plants."""
_DRAWN = ("strands", "outlines")
"""What of the explorer's document only draws the map."""


@click.command("route")
@click.argument("origin", metavar="[FROM]", required=False)
@click.argument("destination", metavar="[TO]", required=False)
@search_options
@click.option(
    "--via", metavar="PLACE", multiple=True, help="Pass this place; give it again, or with commas, for more, in order."
)
@click.option("--alternatives", type=click.IntRange(1, 50), default=1, help="This many really different ways.")
@click.option(
    "--pareto",
    is_flag=True,
    help="Every way that none beats, or nearly equals, in cost, hours, CO2e and borders at once.",
)
@click.option("--hazards", type=click.Path(path_type=FilePath), help="GeoJSON or GeoPackage of what to keep away from.")
@click.option("--within", type=Amount(), default=5.0, help="Distance [km] that counts as near a hazard. Default: 5.")
@click.option("--geometry", is_flag=True, help="Add each way's line as GeoJSON to --json.")
@click.option("--out", type=click.Path(path_type=FilePath), help="Write a page with a map (.html).")
@click.option("--explore", type=click.Path(path_type=FilePath), help="Write the avoidance explorer (.html).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    origin: str | None,
    destination: str | None,
    via: tuple[str, ...],
    alternatives: int,
    pareto: bool,
    hazards: FilePath | None,
    within: float,
    geometry: bool,
    out: FilePath | None,
    explore: FilePath | None,
    as_json: bool,
    **choice: Any,
) -> None:
    """Find the best ways from FROM to TO; or write the page in which to bar countries and crossings.

    A place is a site, gate, port, station or city by any of its names, or latitude,longitude. A name that several places
    bear is answered with all, and how to say each: "Tripoli, LBN", "Aksu, Pavlodar". One is taken unasked only where it is written as an id
    is, where only ships are asked for and it is a port, or where it has eight times the people of every other (64
    times those of a town in Central Asia, the Caucasus, Iran, Afghanistan or Mongolia). Without FROM and TO, --explore writes one page in which to bar countries and crossings.

    With --via the way passes the places given, in order: --via Aktau,Alat,Poti is the Trans-Caspian corridor.

    Without a way the exit code is 3, and the message names the bans and closures that cut it. Figures are per gross tonne. The reference has every key
    of --json: docs/reference/route-json.md.
    """
    from lodeway.network.asking import Asked
    from lodeway.report.ways.finding import find_ways

    asked = Asked(**choice)
    check_out(out, ".html")
    check_out(explore, ".html")
    if explore is not None:
        _explore(asked.read(), explore, asked.year, as_json=as_json)
        return
    if origin is None or destination is None:
        raise click.UsageError("give FROM and TO, or --explore OUT.html")
    found = find_ways(
        asked,
        (origin, destination),
        via=via,
        alternatives=alternatives,
        pareto=pareto,
        hazards=hazards,
        within=within,
        progress=Progress(),
    )
    if out is not None:
        click.echo(f"Page: {found.write(out)}", err=True)
    if as_json:
        click.echo(json.dumps(found.to_dict(geometry=geometry), indent=2, ensure_ascii=False))
    else:
        click.echo(repr(found))


def _explore(world: Scenario, out: FilePath, year: int | None, *, as_json: bool) -> None:
    from lodeway.network import build
    from lodeway.network.builder import site_places
    from lodeway.network.places import find_place
    from lodeway.report.explorer import explore
    from lodeway.schema.tables import Site

    progress = Progress()
    town = find_place(world, _ANY_GOODS)
    network = build(world, places=(*site_places(world), town), progress=progress)
    also = Site(
        id=town.id,
        name=town.name,
        country=town.country,
        longitude=town.longitude,
        latitude=town.latitude,
        kind="market",
        source="GeoNames, https://www.geonames.org",
        confidence="H",
    )
    told = explore(world, network, out=out, year=year, also=(also,), progress=progress)
    if as_json:
        click.echo(json.dumps({name: told[name] for name in told if name not in _DRAWN}, ensure_ascii=False))
    else:
        click.echo(f"Page: {out}")
