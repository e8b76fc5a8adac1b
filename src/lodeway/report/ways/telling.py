"""Ways in the words and columns of a terminal."""

from __future__ import annotations

from typing import Any

from lodeway.network import Network, Path, Terms
from lodeway.network.routes import NEAR, Choices
from lodeway.network.routes.answer import figures
from lodeway.network.routes.otherwise import Otherwise

__all__ = ["lines", "note_of", "of_choices", "page", "without_via"]


def lines(document: dict[str, Any]) -> list[str]:
    """Return the lines that ``lodeway route`` prints of the document that it prints with ``--json``."""
    start, end = document["from"], document["to"]
    told = [f"{start['name']} ({start['country']}) to {end['name']} ({end['country']}), {document['year']}"]
    for number, way in enumerate(document["routes"], start=1):
        if len(document["routes"]) > 1:
            told += ["", f"Way {number} of {len(document['routes'])}"]
        told += ["", *_table(way)]
    return [*told, *(f"note: {flag}" for flag in document["flags"])]


def _table(way: dict[str, Any]) -> list[str]:
    told = [f"{'by':<10}{'where':<42}{'km':>8}{'hours':>8}{'USD/t':>9}{'kg CO2e/t':>11}"]
    total = {"mode": "total", "where": "", **{key: way[key] for key in ("km", "hours", "cost", "co2")}}
    for leg in (*way["legs"], total):
        where = leg.get("where", _where(leg)) if leg is not total else ""
        cells = f"{leg['km']:>8,.0f}{leg['hours']:>8,.0f}{leg['cost']:>9,.2f}{leg['co2']:>11,.1f}"
        told.append(f"{leg['mode']:<10}{where[:41]:<42}{cells}")
    told += [
        "",
        f"{way['hours'] / 24:.1f} days; USD/t is {way['freight']:,.2f} freight and fees, the rest the cost of time",
    ]
    for label, key in (("countries", "countries"), ("gates", "gates"), ("hand-made links", "hand_links")):
        told.append(f"{label}: {', '.join(way[key]) or 'none'}")
    told.append(f"changes of gauge: {way['gauge_changes']}")
    if "exposure" in way:
        near = way["exposure"]
        told.append(f"within {near['within']:g} km of a hazard: {near['km']:,.0f} km ({near['share']:.1%})")
    return told


def _where(leg: dict[str, Any]) -> str:
    if leg["from"] == leg["to"]:
        return str(leg["from"] or leg["country"])
    return f"{leg['from']} - {leg['to']}"


def note_of(network: Network, found: Otherwise, best: Path, search: Terms) -> str:
    """Return in a sentence what a better way that is not to be had would spare."""
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
    text = (
        f"{start} {less} ({figure['km']:,.0f} km, {figure['hours'] / 24:.1f} days, by {', '.join(found.way.countries)})"
    )
    if found.kind == "planned":
        text += f"; ask with --year {found.year}"
    return text


def without_via(best: Path, search: Terms) -> str:
    """Return what to say of the best way that need not pass the places asked for."""
    figure = figures(best, search)
    return (
        f"without --via the best way by {search.by} has {figure['km']:,.0f} km, {figure['hours'] / 24:.1f} days, "
        f"{figure['cost']:,.0f} USD/t, by {', '.join(best.countries)}"
    )


def of_choices(found: Choices) -> list[str]:
    """Return what is to be said of a Pareto set."""
    told = []
    if found.left_out:
        told.append(
            f"ways left out because one shown is at most {NEAR:.0%} worse in cost, hours, CO2e and borders: {found.left_out}"
        )
    if not found.complete:
        told.append("the search for ways that none beats stopped at its limit; there may be more")
    return told


def page(document: dict[str, Any]) -> dict[str, Any]:
    """Return what the map page shows of the answer."""
    ends = [document["from"], document["to"]]
    title = f"{ends[0]['name']} ({ends[0]['country']}) to {ends[1]['name']} ({ends[1]['country']}), {document['year']}"
    routes = []
    for number, way in enumerate(document["routes"], start=1):
        shape = way["geometry"]
        pieces = zip(shape["coordinates"], shape["modes"], shape["dashed"], strict=True)
        features = [
            {
                "type": "Feature",
                "properties": {"mode": mode, "dashed": dashed},
                "geometry": {"type": "LineString", "coordinates": line},
            }
            for line, mode, dashed in pieces
        ]
        geometry = {"type": "FeatureCollection", "features": features}
        routes.append(way | {"label": f"Way {number}", "geometry": geometry})
    places = [{name: end[name] for name in ("name", "longitude", "latitude")} for end in ends]
    return {"title": title, "routes": routes, "places": places, "flags": document["flags"]}
