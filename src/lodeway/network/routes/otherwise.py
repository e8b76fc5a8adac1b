"""What closed gates, bans, and lines not open yet cost a way: the best way as it would be without them, or with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from lodeway.network.model import Network, Path
from lodeway.network.overlay.laying import NEVER
from lodeway.network.search.routing import grow, path
from lodeway.network.search.terms import Terms, weights

__all__ = ["Otherwise", "closed_on", "otherwise"]

WORTH = 1e-3
"""A way that is better by a smaller share of its weight is not told: lengths and rates are no surer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """The best way if something were open that is not."""

    kind: Literal["closed", "planned", "barred"]
    """closed: gates and links that are closed in the year; planned: they open in a later one; barred: by the terms of the search."""
    gates: tuple[str, ...]
    """Ids of those gates, links and countries that the way uses."""
    links: tuple[str, ...]
    countries: tuple[str, ...]
    way: Path
    year: int = 0
    """Of what is planned the first year in which the way is open; else 0."""


def otherwise(
    network: Network, origin: str, destination: str, terms: Terms, *, ends: tuple[str, str], best: Path | None
) -> tuple[Otherwise, ...]:
    """Return by which better ways goods would go if closed gates were open, later lines were there, or bans were lifted.

    One search for what is closed, one for the bans, and one for each later year in which something opens: a year is told when
    its way is better than those of the years before.

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
    >>> later = replace(scenario, gates=tuple(replace(gate, opens=2031) for gate in scenario.gates))
    >>> found = otherwise(build(later), "mine", "market", Terms(year=2026), ends=("AAA", "BBB"), best=None)
    >>> [(one.kind, one.gates, one.year) for one in found]
    [('planned', ('harbour',), 2031)]
    """
    least = float("inf") if best is None else best.weight * (1 - WORTH)

    def better(lifted: Terms, least: float) -> Path | None:
        weight = weights(network, lifted, origin=ends[0], destination=ends[1])
        way = path(grow(network, origin, weight), destination)
        return way if way is not None and way.weight < least else None

    found = []
    if (way := better(replace(terms, reopened=True), least)) is not None:
        gates, links = closed_on(network, way)
        found.append(Otherwise(kind="closed", gates=gates, links=links, countries=(), way=way))
    soon = least
    for year in _later(network, terms.year):
        if (way := better(replace(terms, year=year), soon)) is not None:
            gates, links = _planned(network, way, terms.year)
            found.append(Otherwise(kind="planned", gates=gates, links=links, countries=(), way=way, year=year))
            soon = way.weight * (1 - WORTH)
    bans = terms.avoid or terms.gates or terms.links
    if bans and (way := better(terms.without(modes=terms.modes), least)) is not None:
        found.append(_barred(network, terms, way))
    return tuple(found)


def _later(network: Network, year: int) -> tuple[int, ...]:
    """Return the years after this one in which a gate or link opens, in order."""
    return tuple(sorted({opens for opens in network.legs.opens.tolist() if year < opens != NEVER}))


def _planned(network: Network, way: Path, year: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of the gates and links that a way uses and that open after a year."""
    gates = (network.gates[number] for number in dict.fromkeys(way.gates))
    links = (network.links[number] for number in _links(network, way))
    return tuple(gate.id for gate in gates if gate.opens > year), tuple(link.id for link in links if link.opens > year)


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
