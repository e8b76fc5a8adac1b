"""``lodeway route``: the best ways between two places, leg by leg."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._amount import Amount
from lodeway.cli._files import check_out
from lodeway.cli._progress import Progress
from lodeway.cli._terms import Asked, dated, find_places, search_options, terms, words

if TYPE_CHECKING:
    from lodeway.network import Network, Path, Terms
    from lodeway.network.hazards.features import Features
    from lodeway.network.places import Place
    from lodeway.network.routes import Choices
    from lodeway.network.routes.otherwise import Otherwise
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
    asked = Asked(**choice)
    check_out(out, ".html")
    check_out(explore, ".html")
    world = asked.read()
    if explore is not None:
        _explore(world, explore, asked.year, as_json=as_json)
        return
    if origin is None or destination is None:
        raise click.UsageError("give FROM and TO, or --explore OUT.html")
    if pareto and alternatives > 1:
        raise click.UsageError("--alternatives and --pareto are two questions: ask one of them")
    if via and (pareto or alternatives > 1):
        raise click.UsageError("--via names one way: leave out --alternatives and --pareto, or --via")
    wanted = _Wanted(via, alternatives, pareto, _features(hazards), within, geometry or out is not None)
    document = _find(world, (origin, destination), asked, wanted)
    if out is not None:
        from lodeway.report.map_page import write_routes

        write_routes(out, _page(document))
        click.echo(f"Page: {out}", err=True)
    if as_json:
        if not geometry:
            for way in document["routes"]:
                way.pop("geometry", None)
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_text(document)))


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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be told of the ways."""

    via: tuple[str, ...]
    alternatives: int
    pareto: bool
    hazards: Features | None
    within: float
    geometry: bool


def _features(hazards: FilePath | None) -> Features | None:
    from lodeway.network.hazards.features import read_features

    return None if hazards is None else read_features(hazards)


def _find(world: Scenario, texts: tuple[str, str], asked: Asked, wanted: _Wanted) -> dict[str, Any]:
    from lodeway.errors import UsageError
    from lodeway.network import build
    from lodeway.network.routes import NEAR, find_choices, find_routes, find_way_by
    from lodeway.network.routes.answer import access_notes, answer, flags_of
    from lodeway.network.routes.otherwise import otherwise

    ends = find_places(world, texts, asked)
    if len(ends) < 2:
        raise UsageError(f"{texts[0]} and {texts[1]} are the same place")
    stops = find_places(world, wanted.via, asked, lists=True)
    if same := [place.name for place in stops if place.id in {end.id for end in ends}]:
        raise UsageError(f"--via {', '.join(same)}: the way begins or ends there")
    network = build(world, places=(*ends, *stops), progress=Progress())
    standing = _standing(world, asked, ends)
    search = terms(world, network, asked, standing=standing if asked.keep_bans else frozenset())
    flags: list[str] = []
    asked_for = network, ends[0].id, ends[1].id, search
    countries = ends[0].country, ends[1].country
    more: dict[str, Any] = {}
    if wanted.pareto:
        found = find_choices(*asked_for, ends=countries)
        ways = found.ways
        more["pareto"] = {"near": NEAR, "left_out": found.left_out, "complete": found.complete}
        flags += _of_choices(found, NEAR)
    elif stops:
        places = [ends[0], *stops, ends[1]]
        ways = (find_way_by(network, [place.id for place in places], search, ends=countries),)
    else:
        ways = find_routes(*asked_for, ends=countries, different=wanted.alternatives)
    flags = [*access_notes(network, ways, search), *flags_of(network, ways, ends=(ends[0].id, ends[1].id)), *flags]
    flags += dated(world, network, search.year)
    if stops:
        flags.append(_without_via(find_routes(*asked_for, ends=countries)[0], search))
        others = []
    else:
        better = otherwise(*asked_for, ends=countries, best=ways[0])
        others = [_other(network, found, ways[0], search) for found in better]
    flags += [other.pop("note") for other in others]
    routes = [answer(network, way, search, geometry=wanted.geometry) for way in ways]
    case = f"case {world.case} of scenario {world.name}"
    if asked.keep_bans and standing:
        flags.append(f"{case} bans transit of {', '.join(sorted(standing))}: kept to")
    elif touched := sorted(standing & {code for way in ways for code in way.countries}):
        flags.append(f"{case} bans transit of {', '.join(touched)}: not kept to here; --keep-bans does")
    if wanted.hazards is not None:
        _expose(network, ways, routes, wanted.hazards, wanted.within)
    start, end = (
        {name: getattr(place, name) for name in ("id", "name", "country", "longitude", "latitude")} for place in ends
    )
    return {
        "from": start,
        "to": end,
        "via": [place.id for place in stops],
        "year": search.year,
        "by": search.by,
        "time_value": round(search.time_value, 4),
        "flags": flags,
        **more,
        "otherwise": others,
        "routes": routes,
    }


def _other(network: Network, found: Otherwise, best: Path, search: Terms) -> dict[str, Any]:
    """Return a better way that something closed, barred or not yet open keeps goods from, with a sentence."""
    from lodeway.network.routes.answer import figures

    names = {gate.id: gate.name or gate.id for gate in network.gates}
    names |= {link.id: link.name or link.id for link in network.links}
    shut = [names[one] for one in (*found.gates, *found.links)]
    if found.kind == "closed":
        start = f"closed, but would better this way: {', '.join(shut)}; with {'it' if len(shut) == 1 else 'them'}"
    elif found.kind == "planned":
        start = f"opens by {found.year} and would better this way: {', '.join(shut)}; with {'it' if len(shut) == 1 else 'them'}"
    else:
        start = f"barred, but would better this way: {', '.join((*found.countries, *shut))}; without these bans"
    figure, old = figures(found.way, search), figures(best, search)
    units = {"km": "km", "hours": "h", "cost": "USD/t", "co2": "kg CO2e/t"}
    less = ", ".join(
        f"{abs(figure[name] - old[name]):,.0f} {unit} {'less' if figure[name] < old[name] else 'more'}"
        for name, unit in units.items()
        if round(abs(figure[name] - old[name])) > 0
    )
    note = (
        f"{start} {less} ({figure['km']:,.0f} km, {figure['hours'] / 24:.1f} days, by {', '.join(found.way.countries)})"
    )
    if found.kind == "planned":
        note += f"; ask with --year {found.year}"
    return {
        "kind": found.kind,
        "gates": list(found.gates),
        "links": list(found.links),
        "countries": list(found.countries),
        "year": found.year or None,
        **figure,
        "by": list(found.way.countries),
        "note": note,
    }


def _without_via(best: Path, search: Terms) -> str:
    """Return what to say of the best way that need not pass the places asked for."""
    from lodeway.network.routes.answer import figures

    figure = figures(best, search)
    return (
        f"without --via the best way by {search.by} has {figure['km']:,.0f} km, {figure['hours'] / 24:.1f} days, "
        f"{figure['cost']:,.0f} USD/t, by {', '.join(best.countries)}"
    )


def _of_choices(found: Choices, near: float) -> list[str]:
    """Return what is to be said of a Pareto set."""
    told = []
    if found.left_out:
        told.append(
            f"ways left out because one shown is at most {near:.0%} worse in cost, hours, CO2e and borders: {found.left_out}"
        )
    if not found.complete:
        told.append("the search for ways that none beats stopped at its limit; there may be more")
    return told


def _standing(world: Scenario, asked: Asked, ends: tuple[Place, ...]) -> frozenset[str]:
    """Return the countries that the scenario's bans keep goods between these ends out of."""
    from lodeway.errors import NoRouteError
    from lodeway.plan.instance.trade import avoided

    own = {end.country for end in ends}
    if asked.ban == "all" and (barred := sorted(own & {code.upper() for code in words(asked.avoid)})):
        raise NoRouteError(
            f"--avoid bars {', '.join(barred)}, where the way begins or ends; "
            "with --ban transit goods may begin and end there",
            [f"{code} is barred" for code in barred],
        )
    year = asked.year if asked.year is not None else world.years[0]
    found = avoided(world, year, ends[0].country, ends[1].country)
    if found is None and asked.keep_bans:
        told = f"case {world.case} of scenario {world.name} bans all trade between {' and '.join(sorted(own))}"
        raise NoRouteError(told, [f"ban of case {world.case}"])
    return found or frozenset()


def _page(document: dict[str, Any]) -> dict[str, Any]:
    """Return what the map page shows of the answer."""
    ends = [document["from"], document["to"]]
    title = f"{ends[0]['name']} ({ends[0]['country']}) to {ends[1]['name']} ({ends[1]['country']}), {document['year']}"
    routes = []
    for number, way in enumerate(document["routes"], start=1):
        shape = way["geometry"]
        lines = zip(shape["coordinates"], shape["modes"], shape["dashed"], strict=True)
        features = [
            {
                "type": "Feature",
                "properties": {"mode": mode, "dashed": dashed},
                "geometry": {"type": "LineString", "coordinates": line},
            }
            for line, mode, dashed in lines
        ]
        geometry = {"type": "FeatureCollection", "features": features}
        routes.append(way | {"label": f"Way {number}", "geometry": geometry})
    places = [{name: end[name] for name in ("name", "longitude", "latitude")} for end in ends]
    return {"title": title, "routes": routes, "places": places, "flags": document["flags"]}


def _expose(
    network: Network, ways: tuple[Path, ...], routes: list[dict[str, Any]], features: Features, within: float
) -> None:
    from lodeway.network.hazards.exposure import exposure

    for way, route in zip(ways, routes, strict=True):
        found = exposure(network, way.legs, features, within=within)
        route["exposure"] = {"share": round(found.share, 4), "km": round(found.km, 1), "within": within}


def _text(document: dict[str, Any]) -> list[str]:
    start, end = document["from"], document["to"]
    lines = [f"{start['name']} ({start['country']}) to {end['name']} ({end['country']}), {document['year']}"]
    for number, way in enumerate(document["routes"], start=1):
        if len(document["routes"]) > 1:
            lines += ["", f"Way {number} of {len(document['routes'])}"]
        lines += ["", *_table(way)]
    return [*lines, *(f"note: {flag}" for flag in document["flags"])]


def _table(way: dict[str, Any]) -> list[str]:
    lines = [f"{'by':<10}{'where':<42}{'km':>8}{'hours':>8}{'USD/t':>9}{'kg CO2e/t':>11}"]
    total = {"mode": "total", "where": "", **{key: way[key] for key in ("km", "hours", "cost", "co2")}}
    for leg in (*way["legs"], total):
        where = leg.get("where", _where(leg)) if leg is not total else ""
        figures = f"{leg['km']:>8,.0f}{leg['hours']:>8,.0f}{leg['cost']:>9,.2f}{leg['co2']:>11,.1f}"
        lines.append(f"{leg['mode']:<10}{where[:41]:<42}{figures}")
    lines += [
        "",
        f"{way['hours'] / 24:.1f} days; USD/t is {way['freight']:,.2f} freight and fees, the rest the cost of time",
    ]
    for label, key in (("countries", "countries"), ("gates", "gates"), ("hand-made links", "hand_links")):
        lines.append(f"{label}: {', '.join(way[key]) or 'none'}")
    lines.append(f"changes of gauge: {way['gauge_changes']}")
    if "exposure" in way:
        near = way["exposure"]
        lines.append(f"within {near['within']:g} km of a hazard: {near['km']:,.0f} km ({near['share']:.1%})")
    return lines


def _where(leg: dict[str, Any]) -> str:
    if leg["from"] == leg["to"]:
        return str(leg["from"] or leg["country"])
    return f"{leg['from']} - {leg['to']}"
