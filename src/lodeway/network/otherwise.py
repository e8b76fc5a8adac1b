"""What closed gates and bans cost a way: the best way as it would be without them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from lodeway.network.model import Network, Path
from lodeway.network.routing import grow, path
from lodeway.network.terms import Terms, weights

__all__ = ["Otherwise", "closed_on", "otherwise"]

WORTH = 1e-3
"""A way that is better by a smaller share of its weight is not told: lengths and rates are no surer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """The best way if something were open that is not."""

    kind: Literal["closed", "barred"]
    """closed: gates and links that are closed in the year; barred: by the terms of the search."""
    gates: tuple[str, ...]
    """Ids of those gates, links and countries that the way uses."""
    links: tuple[str, ...]
    countries: tuple[str, ...]
    way: Path


def otherwise(
    network: Network, origin: str, destination: str, terms: Terms, *, ends: tuple[str, str], best: Path | None
) -> tuple[Otherwise, ...]:
    """Return by which better ways closed gates, and bans, keep goods from going; one search for each.

    Parameters
    ----------
    network, origin, destination, terms, ends
        As `lodeway.network.routes.find_routes` takes them.
    best
        The best way under the terms; None when there is none.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from lodeway.network import build, route
    >>> from lodeway.network.sample import sample
    >>> scenario = sample()
    >>> shut = replace(scenario, gates=tuple(replace(gate, status="closed") for gate in scenario.gates))
    >>> found = otherwise(build(shut), "mine", "market", Terms(year=2026), ends=("AAA", "BBB"), best=None)
    >>> [(one.kind, one.gates, one.way.km) for one in found]
    [('closed', ('harbour',), 1100.0)]
    """
    found = []
    for kind, lifted in _lifted(terms):
        weight = weights(network, lifted, origin=ends[0], destination=ends[1])
        way = path(grow(network, origin, weight), destination)
        if way is None or (best is not None and way.weight >= best.weight * (1 - WORTH)):
            continue
        if kind == "closed":
            gates, links = closed_on(network, way)
            found.append(Otherwise(kind="closed", gates=gates, links=links, countries=(), way=way))
        else:
            found.append(_barred(network, terms, way))
    return tuple(found)


def _lifted(terms: Terms) -> list[tuple[Literal["closed", "barred"], Terms]]:
    """Return the terms with what is closed open, and, where they bar anything, without bans."""
    tried: list[tuple[Literal["closed", "barred"], Terms]] = [("closed", replace(terms, reopened=True))]
    if terms.avoid or terms.gates or terms.links:
        tried.append(("barred", terms.without(modes=terms.modes)))
    return tried


def closed_on(network: Network, way: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of the gates and links of status closed that a way uses."""
    gates = (network.gates[number] for number in dict.fromkeys(way.gates))
    links = (network.links[number] for number in _links(network, way))
    return (
        tuple(gate.id for gate in gates if gate.status == "closed"),
        tuple(link.id for link in links if link.status == "closed"),
    )


def _links(network: Network, way: Path) -> list[int]:
    return [number for number in dict.fromkeys(network.legs.link[list(way.legs)].tolist()) if number >= 0]


def _barred(network: Network, terms: Terms, way: Path) -> Otherwise:
    gates = (network.gates[number].id for number in dict.fromkeys(way.gates))
    links = (network.links[number].id for number in _links(network, way))
    return Otherwise(
        kind="barred",
        gates=tuple(gate for gate in gates if gate in terms.gates),
        links=tuple(link for link in links if link in terms.links),
        countries=tuple(code for code in dict.fromkeys(way.countries) if code in terms.avoid),
        way=way,
    )
