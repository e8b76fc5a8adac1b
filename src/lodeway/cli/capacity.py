"""``lodeway capacity``: the most that can go between two places in a year, and what bounds it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._progress import Progress
from lodeway.cli._terms import Asked, dated, find_places, rounded, search_options, terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lodeway.network import Network

__all__ = ["command"]


@click.command("capacity")
@click.argument("origin", metavar="FROM")
@click.argument("destination", metavar="TO")
@search_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(origin: str, destination: str, as_json: bool, **choice: Any) -> None:
    """Find the most gross tonnes a year from FROM to TO, and the cut of gates that bounds it.

    A gate takes its capacity less the traffic of others, both directions together. Gates whose capacity is not known
    bound nothing, which is said.

    With --json: from, to, year, tonnes (gross t/a; null when no gate of known capacity bounds it), unlimited, cut and
    gates (gate, tonnes), flags. No way: exit code 3, and the bans and closures that cut it.
    """
    import numpy as np

    from lodeway.errors import UsageError
    from lodeway.network import build, weights
    from lodeway.network.capacity import capacity, free_capacity
    from lodeway.network.reasons import no_route

    asked = Asked(**choice)
    world = asked.read()
    ends = find_places(world, (origin, destination))
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
    document: dict[str, Any] = {
        "from": ends[0].id,
        "to": ends[1].id,
        "year": search.year,
        "tonnes": rounded(flow.tonnes, 0),
        "unlimited": flow.unlimited,
        "cut": _bounds(network, limit, flow.gates),
        "gates": _bounds(network, flow.gate_tonnes, np.flatnonzero(flow.gate_tonnes > 0).tolist()),
        "flags": [
            f"{int(np.isinf(limit).sum())} of {limit.size} gates have no known capacity and bound nothing",
            *dated(world, network, search.year),
        ],
    }
    if as_json:
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    names = {gate.id: gate.name or gate.id for gate in network.gates}
    title = f"{ends[0].name} ({ends[0].country}) to {ends[1].name} ({ends[1].country}), {search.year}"
    if document["unlimited"]:
        lines = [title, "", "No gate of known capacity bounds what can go between them."]
    else:
        lines = [title, "", f"At most {flow.tonnes:,.0f} gross tonnes a year, bounded by"]
        lines += [f"  {names[row['gate']]:<40}{row['tonnes']:>14,.0f} t/a left" for row in document["cut"]]
    click.echo("\n".join([*lines, *(f"note: {flag}" for flag in document["flags"])]))


def _bounds(network: Network, tonnes: NDArray[np.float64], gates: Sequence[int]) -> list[dict[str, Any]]:
    """Return gates with their tonnes, the largest first."""
    rows = [{"gate": network.gates[gate].id, "tonnes": round(float(tonnes[gate]))} for gate in gates]
    return sorted(rows, key=lambda row: (-row["tonnes"], row["gate"]))
