"""``lodeway capacity``: the most that can go between two places in a year, and what bounds it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._progress import Progress
from lodeway.cli._terms import rounded, search_options

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lodeway.network import Network
    from lodeway.network.analysis.capacity import Share

__all__ = ["command"]


@click.command("capacity")
@click.argument("origin", metavar="FROM")
@click.argument("destination", metavar="TO")
@search_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(origin: str, destination: str, as_json: bool, **choice: Any) -> None:
    """Find the most gross tonnes a year from FROM to TO, and the cut of gates that bounds it.

    A gate takes its capacity less the traffic of others, both directions together. Of most gates no figure is known:
    they bound nothing, and those that the goods pass are named. Where a way passes none of known capacity the answer
    is "not known".

    With --json: from, to, year, answer (a sentence), tonnes (gross t/a; null when not known), unlimited (true when not
    known), cut and gates (gate, tonnes: of the cut, and carried), ways (tonnes, km, countries, gates, without_figure:
    the ways that carry it, or the shortest one without bound), without_figure (gates of these ways whose capacity is
    not known), flags. No way: exit code 3, and the bans and closures that cut it.
    """
    import numpy as np

    from lodeway.errors import UsageError
    from lodeway.network import build, weights
    from lodeway.network.analysis.capacity import Share, capacity, free_capacity
    from lodeway.network.asking import Asked, dated, find_places, terms
    from lodeway.network.routes.reasons import no_route

    asked = Asked(**choice)
    world = asked.read()
    ends = find_places(world, (origin, destination), asked)
    if len(ends) < 2:
        raise UsageError(f"{origin} and {destination} are the same place")
    network = build(world, places=ends, progress=Progress())
    search = terms(world, network, asked)
    allowed = np.isfinite(weights(network, search, origin=ends[0].country, destination=ends[1].country))
    start = int(network.site_terminal[network.sites.index(ends[0].id)])
    end = int(network.site_arrival[network.sites.index(ends[1].id)])
    limit = free_capacity(network, year=search.year, first_year=world.years[0])
    flow = capacity(network, allowed, start, end, gate_limit=limit)
    if not flow.connected:
        raise no_route(network, ends[0].id, ends[1].id, search, ends=(ends[0].country, ends[1].country))
    shares = (Share(tonnes=np.inf, legs=flow.free),) if flow.unlimited else flow.shares
    ways = [_way(network, limit, share) for share in shares]
    missing = list(dict.fromkeys(gate for way in ways for gate in way["without_figure"]))
    names = {gate.id: gate.name or gate.id for gate in network.gates}
    document: dict[str, Any] = {
        "from": ends[0].id,
        "to": ends[1].id,
        "year": search.year,
        "answer": _answer(flow.tonnes, [names[gate] for gate in missing]),
        "tonnes": rounded(flow.tonnes, 0),
        "unlimited": flow.unlimited,
        "cut": _bounds(network, limit, flow.gates),
        "gates": _bounds(network, flow.gate_tonnes, np.flatnonzero(flow.gate_tonnes > 0).tolist()),
        "ways": ways,
        "without_figure": missing,
        "flags": [
            f"{int(np.isinf(limit).sum())} of {limit.size} gates have no known capacity and bound nothing",
            *dated(world, network, search.year),
        ],
    }
    if as_json:
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    title = f"{ends[0].name} ({ends[0].country}) to {ends[1].name} ({ends[1].country}), {search.year}"
    click.echo("\n".join([title, "", *_text(document, names), *(f"note: {flag}" for flag in document["flags"])]))


def _way(network: Network, limit: NDArray[np.float64], share: Share) -> dict[str, Any]:
    """Return one of the ways that carry a flow."""
    import numpy as np

    from lodeway.network.analysis.capacity import unknown

    legs = network.legs
    own = np.asarray(share.legs, dtype=np.intp)
    countries = (network.terminal_country[place] for place in (legs.tail[own[0]], *legs.head[own]))
    passed = dict.fromkeys(gate for gate in legs.gate[own].tolist() if gate >= 0)
    return {
        "tonnes": rounded(share.tonnes, 0),
        "km": round(float(legs.km[own].sum()), 1),
        "countries": list(dict.fromkeys(code for code in countries if code)),
        "gates": [network.gates[gate].id for gate in passed],
        "without_figure": [network.gates[gate].id for gate in unknown(network, share.legs, limit)],
    }


def _answer(tonnes: float, missing: Sequence[str]) -> str:
    """Return the answer in a sentence."""
    if tonnes < float("inf"):
        return f"at most {tonnes:,.0f} gross tonnes a year"
    if missing:
        return f"not known: these gates carry no figure: {', '.join(missing)}"
    return "not known: a way passes no gate at all, and lines carry no figure"


def _text(document: dict[str, Any], names: dict[str, str]) -> list[str]:
    answer = document["answer"][0].upper() + document["answer"][1:]
    if document["unlimited"]:
        way = document["ways"][0]
        return [
            answer,
            f"They stand on a way of {way['km']:,.0f} km by {', '.join(way['countries'])} that no figure bounds.",
        ]
    lines = [f"{answer}, bounded by"]
    lines += [f"  {names[row['gate']]:<40}{row['tonnes']:>14,.0f} t/a left" for row in document["cut"]]
    lines += ["", f"{'by':<46}{'t/a':>14}{'km':>9}"]
    for way in document["ways"]:
        lines.append(f"  {', '.join(way['countries'])[:43]:<44}{way['tonnes']:>14,.0f}{way['km']:>9,.0f}")
    if document["without_figure"]:
        told = ", ".join(names[gate] for gate in document["without_figure"])
        lines += ["", f"Gates on these ways that carry no figure, and might bound it further: {told}"]
    return lines


def _bounds(network: Network, tonnes: NDArray[np.float64], gates: Sequence[int]) -> list[dict[str, Any]]:
    """Return gates with their tonnes, the largest first."""
    rows = [{"gate": network.gates[gate].id, "tonnes": round(float(tonnes[gate]))} for gate in gates]
    return sorted(rows, key=lambda row: (-row["tonnes"], row["gate"]))
