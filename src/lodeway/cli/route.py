"""``lodeway route``: the best way between two places, leg by leg."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from lodeway.network import Network, Path
    from lodeway.schema.tables import Site

__all__ = ["command"]


@click.command("route")
@click.argument("origin", metavar="FROM")
@click.argument("destination", metavar="TO")
@click.option("--avoid", default="", metavar="ISO3,...", help="Countries that the way may not touch.")
@click.option(
    "--year", type=int, default=None, help="Year of travel; dated links and gates count. Default: first year."
)
@click.option("--scenario", default="central-asia", help="Scenario whose rates, gates and links apply.")
@click.option("--case", default="base", help="Case of the scenario.")
@click.option("--json", "as_json", is_flag=True, help="Print the way as JSON.")
def command(
    origin: str, destination: str, avoid: str, year: int | None, scenario: str, case: str, as_json: bool
) -> None:
    """Find the best way from FROM to TO: a site, gate or port by id or name, or longitude,latitude.

    The scenario's own bans hold beside --avoid, and are told as a note.

    With --json: from, to (name, country, longitude, latitude), year, km, hours, cost (USD per gross
    tonne), co2 (kg CO2e per gross tonne), countries, gates (ids), modes, hand_links (ids of hand-made links
    used), flags (what to know about the ends and the bans), and coordinates: one line of [longitude, latitude] per
    stretch, with its mode and whether it is dashed.
    """
    document, rows = _find(origin, destination, avoid, year, scenario, case)
    if as_json:
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_table(document, rows)))


def _find(
    origin: str, destination: str, avoid: str, year: int | None, scenario: str, case: str
) -> tuple[dict[str, Any], list[_Stretch]]:
    from lodeway.errors import UsageError
    from lodeway.network import build, route
    from lodeway.network.places import find_place
    from lodeway.plan.trade import avoided
    from lodeway.scenario import read

    world = read(scenario, case=case)
    ends = find_place(world, origin), find_place(world, destination)
    if ends[0].id == ends[1].id:
        raise UsageError(f"{origin} and {destination} are the same place")
    network = build(replace(world, sites=ends))
    when = year if year is not None else world.years[0]
    banned = frozenset(code.strip().upper() for code in avoid.split(",") if code.strip())
    if unknown := sorted(banned - set(network.terminal_country)):
        raise UsageError(f"--avoid: no railway, port or gate lies in {', '.join(unknown)}; use ISO 3166 alpha-3 codes")
    standing = avoided(world, when, ends[0].country, ends[1].country)
    if standing is None:
        raise UsageError(f"a ban of case {case} forbids anything between {ends[0].country} and {ends[1].country}")
    best = route(network, ends[0].id, ends[1].id, year=when, avoid=banned | standing, time_value=world.time_value)
    document = _document(network, best, ends, when)
    if standing:
        document["flags"].append(
            f"bans of scenario {world.name}, case {case}: not through {', '.join(sorted(standing))}"
        )
    return document, _stretches(network, best)


def _document(network: Network, best: Path, ends: tuple[Site, Site], year: int) -> dict[str, Any]:
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


@dataclass(frozen=True)
class _Stretch:
    """A gate, or what lies between two gates by one mode in one country."""

    by: str
    where: str
    km: float
    hours: float
    cost: float
    co2: float

    def longer(self, other: _Stretch) -> _Stretch:
        return _Stretch(
            self.by,
            self.where,
            self.km + other.km,
            self.hours + other.hours,
            self.cost + other.cost,
            self.co2 + other.co2,
        )


def _stretches(network: Network, best: Path) -> list[_Stretch]:
    """Return the stretches of a way in order, those without any figure left out."""
    rows: list[_Stretch] = []
    for leg in best.legs:
        row = _stretch(network, leg)
        if rows and network.legs.gate[leg] < 0 and (rows[-1].by, rows[-1].where) == (row.by, row.where):
            rows[-1] = rows[-1].longer(row)
        else:
            rows.append(row)
    return [row for row in rows if row.km or row.hours or row.cost or row.by == "port"]


def _stretch(network: Network, leg: int) -> _Stretch:
    from lodeway.schema.tables import MODES

    legs, gate = network.legs, int(network.legs.gate[leg])
    figures = (float(column[leg]) for column in (legs.km, legs.hours, legs.cost, legs.co2))
    if gate >= 0:
        return _Stretch(
            network.gates[gate].kind or "gate", network.gates[gate].name or network.gates[gate].id, *figures
        )
    mode = MODES[legs.mode[leg]] if legs.mode[leg] >= 0 else "handling"
    country = network.terminal_country[legs.head[leg]] or network.terminal_country[legs.tail[leg]]
    return _Stretch(mode, "" if mode == "sea" else country, *figures)


def _table(document: dict[str, Any], rows: list[_Stretch]) -> list[str]:
    start, end = document["from"], document["to"]
    lines = [f"{start['name']} ({start['country']}) to {end['name']} ({end['country']}), {document['year']}", ""]
    lines.append(f"{'by':<10}{'where':<42}{'km':>8}{'hours':>8}{'USD/t':>9}{'kg CO2e/t':>11}")
    total = _Stretch("total", "", document["km"], document["hours"], document["cost"], document["co2"])
    for row in (*rows, total):
        figures = f"{row.km:>8,.0f}{row.hours:>8,.0f}{row.cost:>9,.2f}{row.co2:>11,.1f}"
        lines.append(f"{row.by:<10}{row.where[:41]:<42}{figures}")
    lines.append("")
    for label, key in (("countries", "countries"), ("gates", "gates"), ("hand-made links", "hand_links")):
        lines.append(f"{label}: {', '.join(document[key]) or 'none'}")
    return [*lines, *(f"note: {flag}" for flag in document["flags"])]
