"""``lodeway network hazards``: what runs near fault lines, flood zones and the like."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from lodeway.cli._amount import Amount
from lodeway.cli._rows import as_json, give, limited, out_to, print_json

if TYPE_CHECKING:
    from lodeway.network import Network, Path
    from lodeway.network.hazards.exposure import Exposure
    from lodeway.network.hazards.features import Features

__all__ = ["command"]


@click.command("hazards")
@click.argument("file", metavar="FEATURES")
@click.option(
    "--within", type=Amount(), required=True, metavar="KM", help="Distance; 0 counts what lies inside areas only."
)
@click.option("--layer", metavar="NAME", help="Layer of a GeoPackage that has several.")
@click.option(
    "--route", "ends", nargs=2, metavar="FROM TO", help="The best way between two places, not whole countries."
)
@click.option("--year", type=int, help="Year of travel; default: the scenario's first.")
@click.option("--legs", is_flag=True, help="Every leg of the scenario's network, as an input for stress tests.")
@click.option(
    "--mode", type=click.Choice(["rail", "road"]), default="rail", show_default=True, help="Lines of countries."
)
@click.option(
    "--scenario", default="central-asia", show_default=True, help="Scenario whose sites, gates and links apply."
)
@click.option("--case", default="base", show_default=True, help="Case of the scenario.")
@out_to
@limited
@as_json
def command(
    file: str, within: float, layer: str | None, ends: tuple[str, str] | None, year: int | None, legs: bool, mode: str,
    scenario: str, case: str, out: str | None, limit: int, as_json: bool,
) -> None:  # fmt: skip
    """Tell how much of each country's lines, or of a route, runs near FEATURES: fault lines, flood zones.

    FEATURES is a .geojson or .gpkg file in WGS 84 longitude and latitude. Shares are of length; low and high move lines that are drawn straight
    over more than 10 km by 10 km away from the features and towards them.
    """
    from lodeway.network.hazards.country_exposure import country_exposure
    from lodeway.network.hazards.features import read_features
    from lodeway.network.hazards.shares import leg_exposure

    if ends and legs:
        raise click.UsageError("Give either --route or --legs.")
    features = read_features(file, layer)
    if ends:
        network, way = _route(*ends, year, scenario, case)
        _give_route(network, way, features, within, out=out, limit=limit, as_json=as_json)
        return
    if legs:
        from lodeway.network import build
        from lodeway.scenario import read

        rows = leg_exposure(build(read(scenario, case=case)), features, within=within)
    else:
        rows = country_exposure(features, within=within, mode=mode)
    more = {"features": features.source, "within": within}
    give("legs" if legs else "countries", rows, rows, out=out, limit=limit, as_json=as_json, more=more)


def _give_route(
    network: Network, way: Path, features: Features, within: float, *, out: str | None, limit: int, as_json: bool
) -> None:
    import polars as pl

    from lodeway.network.hazards.exposure import exposure

    found = exposure(network, way.legs, features, within=within)
    columns = {"mode": pl.String, "country": pl.String, "start": pl.Float64, "km": pl.Float64, "feature": pl.String}
    columns |= {"nearest": pl.Float64, "uncertain": pl.Boolean, "leg": pl.Int64}
    stretches = pl.DataFrame([asdict(stretch) for stretch in found.stretches], schema=columns)
    if as_json and out is None:
        from lodeway.atlas.export import plain

        print_json(plain(asdict(found)))
        return
    if out is None:
        click.echo("\n".join(_told(found)))
    give("stretches", stretches, stretches.drop("leg"), out=out, limit=limit, as_json=as_json)


def _told(found: Exposure) -> list[str]:
    def share(part: float) -> str:
        return f"{100 * part:.1f} %"

    lines = [
        f"{found.km:,.0f} of {found.length:,.0f} km ({share(found.share)}) within {found.within:g} km of {found.features}",
        (
            f"{share(found.share_low)} to {share(found.share_high)} if the true line runs 10 km aside "
            f"where it is drawn straight ({share(found.uncertain)} of the way)"
        ),
    ]
    for label, parts in (("by mode", found.by_mode), ("by country", found.by_country)):
        told = (f"{part.name or 'at sea'} {part.km:,.0f} of {part.length:,.0f} km" for part in parts)
        lines.append(f"{label}: {', '.join(told)}")
    return [*lines, ""]


def _route(origin: str, destination: str, year: int | None, scenario: str, case: str) -> tuple[Network, Path]:
    from lodeway.errors import UsageError
    from lodeway.network import Terms, build
    from lodeway.network.asking import find_places
    from lodeway.network.routes import find_routes
    from lodeway.network.search.years import check_year
    from lodeway.scenario import read

    if year is not None:
        check_year(year)
    world = read(scenario, case=case)
    ends = find_places(world, (origin, destination))
    if len(ends) < 2:
        raise UsageError(f"{origin} and {destination} are the same place")
    network = build(world, places=ends)
    terms = Terms(year=year if year is not None else world.years[0], time_value=world.time_value)
    (way,) = find_routes(network, ends[0].id, ends[1].id, terms, ends=(ends[0].country, ends[1].country))
    return network, way
