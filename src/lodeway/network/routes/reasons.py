"""Why no way leads from one place to another: the bans and closures that together cut it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from lodeway.errors import NoRouteError
from lodeway.network.geometry import distance
from lodeway.network.model import Network
from lodeway.network.overlay.attaching import PORT_CATCHMENT, REMOTE
from lodeway.network.overlay.laying import NEVER, usable
from lodeway.network.routes.otherwise import otherwise
from lodeway.network.search.routing import grow
from lodeway.network.search.terms import Terms, weights
from lodeway.schema.tables import MODES

__all__ = ["conflict", "no_route"]


def conflict(reaches: Callable[[Terms], bool], terms: Terms) -> tuple[str, ...]:
    """Return an irreducible set of restrictions that cut a way: lifting any one of them alone opens one.

    Empty when no way leads there even without any of them.

    Parameters
    ----------
    reaches
        Tells whether a way exists under terms.
    terms
        Terms under which none does.

    Examples
    --------
    >>> wanted = {"RUS", "CHN"}
    >>> conflict(lambda terms: not wanted <= terms.avoid, Terms(year=2026, avoid=frozenset({"CHN", "IRN", "RUS"})))
    ('CHN is barred', 'RUS is barred')
    """
    if not reaches(terms.without()):
        return ()
    kept, told = terms, []
    for name, lifted in _restrictions(terms):
        if reaches(tried := lifted(kept)):
            told.append(name)
        else:
            kept = tried
    return tuple(told)


def _restrictions(terms: Terms) -> list[tuple[str, Callable[[Terms], Terms]]]:
    """Return each restriction in words and how to lift it."""
    rows: list[tuple[str, Callable[[Terms], Terms]]] = []
    if terms.modes != frozenset(MODES):
        text = f"only {', '.join(mode for mode in MODES if mode in terms.modes)} may be used"
        rows.append((text, lambda now: replace(now, modes=frozenset(MODES))))
    closures = (("links", "link {} is closed"), ("gates", "gate {} is closed"), ("avoid", "{} is barred"))
    for name, words in closures:
        rows += [(words.format(value), _lifting(name, value)) for value in sorted(getattr(terms, name))]
    return rows


def _lifting(name: str, value: str) -> Callable[[Terms], Terms]:
    return lambda now: replace(now, **{name: getattr(now, name) - {value}})


def no_route(network: Network, origin: str, destination: str, terms: Terms, *, ends: tuple[str, str]) -> NoRouteError:
    """Return the error that says why no way leads from one site to another; `ends` are their countries."""
    end = int(network.site_arrival[network.sites.index(destination)])

    def reaches(tried: Terms) -> bool:
        weight = weights(network, tried, origin=ends[0], destination=ends[1])
        return bool(np.isfinite(grow(network, origin, weight).weight[end]))

    names = [
        network.terminal_name[network.site_terminal[network.sites.index(site)]] or site
        for site in (origin, destination)
    ]
    start = f"no way leads from {names[0]} ({ends[0]}) to {names[1]} ({ends[1]}) in {terms.year}"
    if terms.modes.isdisjoint(("rail", "road")):
        start += _landlocked(network, (origin, destination), names)
        start += _ports(network, (origin, destination), names, ends)
    if cut := conflict(reaches, terms):
        also = "without any one of these there is one" if len(cut) > 1 else "otherwise there is one"
        shut = _shut(network, origin, destination, terms, ends)
        more = f"; {', '.join(shut)}, or there would be one all the same" if shut else ""
        return NoRouteError(f"{start}: {', '.join(cut)}; {also}{more}", cut)
    later = sorted({int(year) for year in network.legs.opens if terms.year < year != NEVER})
    for year in later:
        if reaches(replace(terms, year=year)):
            return NoRouteError(f"{start}: links or gates that it needs open in {year}")
    if shut := _shut(network, origin, destination, terms, ends):
        return NoRouteError(f"{start}: {', '.join(shut)}; otherwise there is one", shut)
    return NoRouteError(f"{start}: no railway, road, ferry or sea lane joins them")


def _shut(network: Network, origin: str, destination: str, terms: Terms, ends: tuple[str, str]) -> tuple[str, ...]:
    """Return the gates and links that are closed today and without which a way under the terms is not to be had."""
    for found in otherwise(network, origin, destination, terms, ends=ends, best=None):
        if found.kind == "closed":
            return (
                *(f"gate {gate} is closed" for gate in found.gates),
                *(f"link {link} is closed" for link in found.links),
            )
    return ()


def _landlocked(network: Network, sites: tuple[str, str], names: Sequence[str]) -> str:
    """Return what to say of ends by different waters of which one is landlocked, as the atlas' sea lanes tell it."""
    from lodeway.network.overlay.sea import read_sea

    sea = read_sea()
    waters = [sea.landlocked(*_point(network, site)) for site in sites]
    if waters[0] == waters[1]:
        return ""
    told = [f"{name} lies on the {water}" for name, water in zip(names, waters, strict=True) if water]
    return f" ({' and '.join(told)}, from which no sea lane leads to the ocean)"


def _ports(network: Network, sites: tuple[str, str], names: Sequence[str], ends: tuple[str, str]) -> str:
    """Return the port that ends without one of their own have near by, where only ships and ferries may be used."""
    told = []
    for site, name, country in zip(sites, names, ends, strict=True):
        here = _point(network, site)
        ports = [
            gate for gate in network.gates if gate.kind == "port" and gate.from_country == country and usable(gate)
        ]
        far = [float(distance(*here, gate.from_longitude, gate.from_latitude)) for gate in ports]
        near = int(np.argmin(far)) if far else -1
        if far and PORT_CATCHMENT < far[near] <= REMOTE:
            told.append(f"the port of {name} is {ports[near].name or ports[near].id}, {far[near]:.0f} km from it")
    return f" ({' and '.join(told)}: ask for it)" if told else ""


def _point(network: Network, site: str) -> tuple[float, float]:
    """Return longitude and latitude of a site: where the legs that leave it begin."""
    leg = int(np.argmax(network.legs.tail == network.site_terminal[network.sites.index(site)]))
    node = network.leg_nodes[network.leg_start[leg]]
    return float(network.node_longitude[node]), float(network.node_latitude[node])
