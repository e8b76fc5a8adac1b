"""Best ways through a built network, under the prices, year and bans of the moment."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.network.model import Network, Path, Tree
from lodeway.network.search.structure import countries, pattern, walk
from lodeway.network.search.structure import grow as search
from lodeway.network.search.terms import dated, money
from lodeway.schema.tables import MODES

__all__ = ["along", "grow", "path", "tree"]

_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=8)
def _sites(network: Network) -> dict[str, int]:
    return {site: number for number, site in enumerate(network.sites)}


def _site(network: Network, site: str) -> int:
    """Return the number of a site."""
    sites = _sites(network)
    if site not in sites:
        near = difflib.get_close_matches(site, sites, n=3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise UsageError(f"the network has no site {site!r}{hint}")
    return sites[site]


def _departure(network: Network, site: str) -> int:
    return int(network.site_terminal[_site(network, site)])


def _weights(
    network: Network,
    *,
    year: int,
    avoid: frozenset[str],
    gate_price: NDArray[np.float64] | None,
    co2_price: float,
    time_value: float,
    gate_closed: NDArray[np.bool_] | None,
    link_price: NDArray[np.float64] | None,
    link_closed: NDArray[np.bool_] | None,
) -> NDArray[np.float64]:
    """Return what each leg costs under these prices, infinite where it may not be used."""
    legs = network.legs
    weight = money(legs, time_value=time_value, co2_price=co2_price)
    at_gate = legs.gate >= 0
    if gate_price is not None:
        weight[at_gate] += gate_price[legs.gate[at_gate]]
    shut = dated(legs, year)
    if gate_closed is not None:
        shut[at_gate] |= gate_closed[legs.gate[at_gate]]
    on_link = legs.link >= 0
    if link_price is not None:
        weight[on_link] += link_price[legs.link[on_link]]
    if link_closed is not None:
        shut[on_link] |= link_closed[legs.link[on_link]]
    number, country = countries(network)
    numbers = [number[name] for name in avoid if name in number]
    if numbers:
        banned = np.isin(country, numbers)
        shut |= banned[legs.tail] | banned[legs.head]
    weight[shut] = np.inf
    return weight


def tree(
    network: Network,
    origin_site: str,
    *,
    year: int,
    avoid: frozenset[str] = _NONE,
    gate_price: NDArray[np.float64] | None = None,
    co2_price: float = 0.0,
    time_value: float = 0.0,
    gate_closed: NDArray[np.bool_] | None = None,
    link_price: NDArray[np.float64] | None = None,
    link_closed: NDArray[np.bool_] | None = None,
) -> Tree:
    """Return the best paths from a site to every terminal.

    Minimised is cost + ``time_value`` x hours + ``co2_price`` x CO2 + prices of gates and links, over the legs that
    exist in the year and touch no country to avoid.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    origin_site
        Id of a site of the network.
    year
        Dated links and gates count as of this year.
    avoid
        ISO 3166 alpha-3 codes of countries no terminal of which may be touched; those that the network does not reach
        bar nothing, as a scenario's bans may name any country.
    gate_price
        USD per gross tonne on top of the fee, per gate of the network; none when left out.
    co2_price
        USD/t CO2e.
    time_value
        USD per gross tonne and hour.
    gate_closed
        True for each gate of the network that may not be passed.
    link_price, link_closed
        The same for each hand-made link of the network.

    Raises
    ------
    UsageError
        When the network has no such site, or a cost of time or CO2e is no number of 0 or more.

    Examples
    --------
    >>> from lodeway.network import build, path, tree
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> path(tree(network, "mine", year=2026), "market").km
    1100.0
    """
    weight = _weights(
        network,
        year=year,
        avoid=avoid,
        gate_price=gate_price,
        co2_price=co2_price,
        time_value=time_value,
        gate_closed=gate_closed,
        link_price=link_price,
        link_closed=link_closed,
    )
    return grow(network, origin_site, weight)


def grow(network: Network, origin_site: str, weight: NDArray[np.float64]) -> Tree:
    """Return the best paths from a site to every terminal under a weight per leg, infinite where it is shut.

    Examples
    --------
    >>> from lodeway.network import Terms, build, weights
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> shortest = grow(network, "mine", weights(network, Terms(year=2026, by="distance")))
    >>> round(float(shortest.weight[network.site_arrival[0]]))
    1100
    """
    reached, arrival = search(pattern(network), weight, np.asarray([_departure(network, origin_site)]))
    return Tree(network=network, origin=origin_site, weight=reached[0], leg=arrival[0])


def path(tree: Tree, destination_site: str) -> Path | None:
    """Return the tree's best path to a site, or None when there is none.

    Figures are per gross tonne and leave out the prices given to `tree`, which only `Path.weight` holds.

    Raises
    ------
    UsageError
        When the network has no such site.

    Examples
    --------
    >>> from lodeway.network import build, path, tree
    >>> from lodeway.network.sample import sample
    >>> path(tree(build(sample()), "mine", year=2026, avoid=frozenset({"BBB"})), "market") is None
    True
    """
    network = tree.network
    end = int(network.site_arrival[_site(network, destination_site)])
    if not np.isfinite(tree.weight[end]):
        return None
    legs = walk(network.legs.tail, tree.leg, end)
    return along(network, tree.origin, destination_site, legs, weight=float(tree.weight[end]))


def along(network: Network, origin: str, destination: str, legs: Sequence[int], *, weight: float) -> Path:
    """Return the path that these legs make between two sites, with its figures."""
    chosen = np.asarray(legs, dtype=np.intp)
    modes = (MODES[number] for number in network.legs.mode[chosen] if number >= 0)
    terminals = (_departure(network, origin), *(int(head) for head in network.legs.head[chosen]))
    countries = (network.terminal_country[terminal] for terminal in terminals)
    return Path(
        origin=origin,
        destination=destination,
        legs=tuple(int(leg) for leg in legs),
        gates=tuple(int(gate) for gate in network.legs.gate[chosen] if gate >= 0),
        weight=weight,
        cost=float(network.legs.cost[chosen].sum()),
        hours=float(network.legs.hours[chosen].sum()),
        km=float(network.legs.km[chosen].sum()),
        co2=float(network.legs.co2[chosen].sum()),
        countries=tuple(country for country, _ in groupby(filter(None, countries))),
        modes=tuple(dict.fromkeys(modes)),
    )
