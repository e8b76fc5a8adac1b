"""``lodeway route``: the best way between two places, leg by leg."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from lodeway.network import Network, Path

__all__ = ["command"]


@click.command("route")
@click.argument("origin", metavar="FROM")
@click.argument("destination", metavar="TO")
@click.option("--avoid", default="", metavar="ISO3,...", help="Countries that the way may not touch.")
@click.option("--year", type=int, default=None, help="Year of travel; dated links and gates count. Default: first year.")
@click.option("--scenario", default="central-asia", help="Scenario whose rates, gates and links apply.")
@click.option("--case", default="base", help="Case of the scenario.")
@click.option("--json", "as_json", is_flag=True, help="Print the way as JSON.")
def command(
    origin: str, destination: str, avoid: str, year: int | None, scenario: str, case: str, as_json: bool
) -> None:
    """Find the best way from FROM to TO: a site, gate or port by id or name, or longitude,latitude.

    With --json: from, to (name, country, longitude, latitude), year, km, hours, cost (USD per gross
    tonne), co2 (kg CO2e per gross tonne), countries, gates (ids), modes, hand_links (ids of hand-made links
    used), flags (what to know about the ends), and coordinates: one line of [longitude, latitude] per
    stretch, with its mode and whether it is dashed.
    """
    found, network = _find(origin, destination, avoid, year, scenario, case)
    if as_json:
        click.echo(json.dumps(found["document"], indent=2, ensure_ascii=False))
        return
    click.echo("\n".join(_table(found["document"], found["rows"])))
    del network


def _find(
    origin: str, destination: str, avoid: str, year: int | None, scenario: str, case: str
) -> tuple[dict[str, Any], Network]:
    from dataclasses import replace

    from lodeway.errors import UsageError
    from lodeway.network import build, route
    from lodeway.network.places import find_place
    from lodeway.scenario import read

    world = read(scenario, case=case)
    ends = find_place(world, origin), find_place(world, destination)
    if ends[0].id == ends[1].id:
        raise UsageError(f"{origin} and {destination} are the same place")
    network = build(replace(world, sites=ends), progress=_progress)
    when = year if year is not None else world.years[0]
    banned = frozenset(code.strip().upper() for code in avoid.split(",") if code.strip())
    unknown = sorted(banned - set(network.terminal_country))
    if unknown:
        raise UsageError(f"--avoid: no railway, port or gate lies in {', '.join(unknown)}; use ISO 3166 alpha-3 codes")
    best = route(network, ends[0].id, ends[1].id, year=when, avoid=banned, time_value=world.time_value)
    return {"document": _document(network, best, ends, when), "rows": _rows(network, best)}, network


def _progress(text: str) -> None:
    click.echo(text, err=True)


def _document(network: Network, best: Path, ends: tuple[Any, Any], year: int) -> dict[str, Any]:
    from lodeway.network import segments

    places = [
        {"name": end.name or end.id, "country": end.country, "longitude": end.longitude, "latitude": end.latitude}
        for end in ends
    ]
    links = dict.fromkeys(link for leg in best.legs for link in network.hand_links[leg])
    own = tuple(f"{end.id}:" for end in ends)
    return {
        "from": places[0],
        "to": places[1],
        "year": year,
        "km": round(best.km, 1),
        "hours": round(best.hours, 1),
        "cost": round(best.cost, 2),
        "co2": round(best.co2, 2),
        "countries": list(best.countries),
        "gates": list(dict.fromkeys(network.gates[gate].id for gate in best.gates)),
        "modes": list(best.modes),
        "hand_links": list(links),
        "flags": [flag for flag in network.flags if flag.startswith(own)],
        "coordinates": [
            {"mode": piece.mode, "dashed": piece.dashed, "line": [list(point) for point in piece.coordinates]}
            for piece in segments(network, best.legs)
        ],
    }


def _rows(network: Network, best: Path) -> list[tuple[str, str, float, float, float, float]]:
    """Return one row per stretch of one mode and per gate: mode, where, km, hours, cost, CO2."""
    from lodeway.schema.tables import MODES

    rows: list[tuple[str, str, float, float, float, float]] = []
    for leg in best.legs:
        legs, gate = network.legs, int(network.legs.gate[leg])
        mode = MODES[legs.mode[leg]] if legs.mode[leg] >= 0 else ""
        figures = tuple(float(column[leg]) for column in (legs.km, legs.hours, legs.cost, legs.co2))
        if gate >= 0:
            rows.append((network.gates[gate].kind or "gate", network.gates[gate].name or network.gates[gate].id, *figures))  # type: ignore[arg-type]
            continue
        where = network.terminal_country[legs.head[leg]] or network.terminal_country[legs.tail[leg]]
        where = "" if mode in ("sea", "") else where
        if rows and rows[-1][:2] == (mode, where):
            rows[-1] = (mode, where, *(a + b for a, b in zip(rows[-1][2:], figures, strict=True)))  # type: ignore[arg-type]
        else:
            rows.append((mode, where, *figures))  # type: ignore[arg-type]
    return [row for row in rows if any(row[2:])]


def _table(document: dict[str, Any], rows: list[tuple[str, str, float, float, float, float]]) -> list[str]:
    start, end = document["from"], document["to"]
    lines = [f"{start['name']} ({start['country']}) to {end['name']} ({end['country']}), {document['year']}", ""]
    lines.append(f"{'by':<9}{'where':<38}{'km':>9}{'hours':>8}{'USD/t':>9}{'kg CO2e/t':>11}")
    for mode, where, km, hours, cost, co2 in rows:
        lines.append(f"{mode:<9}{where[:37]:<38}{km:>9,.0f}{hours:>8,.0f}{cost:>9,.2f}{co2:>11,.1f}")
    total = (document["km"], document["hours"], document["cost"], document["co2"])
    lines.append("{:<47}{:>9,.0f}{:>8,.0f}{:>9,.2f}{:>11,.1f}".format("total", *total))
    lines.append("")
    for label, key in (("countries", "countries"), ("gates", "gates"), ("hand-made links", "hand_links")):
        lines.append(f"{label}: {', '.join(document[key]) or 'none'}")
    return [*lines, *(f"note: {flag}" for flag in document["flags"])]
