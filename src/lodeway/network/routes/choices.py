"""The best way between two places, really different ways, and the ways between which only a preference decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.network.model import Network, Path
from lodeway.network.routes.alternatives import alternatives
from lodeway.network.routes.pareto import distinct, pareto
from lodeway.network.routes.reasons import no_route
from lodeway.network.search.routing import along, grow, path
from lodeway.network.search.terms import Objective, Terms, money, weights
from lodeway.network.search.years import check_year
from lodeway.schema.tables import Commodity

__all__ = [
    "CRITERIA",
    "NEAR",
    "OVERLAP",
    "Choices",
    "find_choices",
    "find_routes",
    "find_way_by",
    "route",
    "time_value",
]

OVERLAP = 0.8
"""Two ways are different when they share at most this part of the shorter one's length."""
CRITERIA = ("cost", "hours", "co2", "countries")
"""What the Pareto set weighs: generalised cost, hours, CO2e, borders crossed."""
NEAR = 0.02
"""A way that is at most this much worse than another in all of `CRITERIA` is no choice beside it: lengths and rates are no surer."""
HOURS_A_YEAR = 8760.0


def time_value(commodity: Commodity, rate: float) -> float:
    """Return what an hour on the way costs a gross tonne of a commodity [USD/(t h)]: price x content x rate / 8760 h.

    Parameters
    ----------
    commodity
        Its price [USD per contained tonne] and content [contained tonnes per gross tonne].
    rate
        What capital costs a year, as a fraction.

    Notes
    -----
    The carrying cost of goods in transit, as in W. J. Baumol and H. D. Vinod (1970), An Inventory Theoretic Model of
    Freight Transport Demand, Management Science 16(7).

    Examples
    --------
    >>> round(time_value(Commodity(id="u3o8", element="uranium", stage="concentrate", price=150e3, content=0.848), 0.07), 3)
    1.016
    """
    return commodity.price * commodity.content * rate / HOURS_A_YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The ways between which only a preference decides."""

    ways: tuple[Path, ...]
    """The best by the terms of the search first."""
    left_out: int
    """Further ways that another is within `NEAR` of in every criterion."""
    complete: bool
    """False when the search stopped at its limit and there may be more."""


def find_routes(
    network: Network, origin: str, destination: str, terms: Terms, *, ends: tuple[str, str], different: int = 1
) -> tuple[Path, ...]:
    """Return the best way between two sites first, then the others that were asked for.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    origin, destination
        Ids of the sites.
    terms
        Year, objective, bans and closures.
    ends
        Countries of the sites.
    different
        How many really different ways: any two share at most 80 % of the shorter one's length.

    Raises
    ------
    NoRouteError
        When no way leads there; it says which bans or closures cut it.
    """
    weight, best = _best(network, origin, destination, terms, ends)
    if different == 1:
        return (best,)
    start, end = _terminals(network, origin, destination)
    found = alternatives(network, weight, start, end, count=different, overlap=OVERLAP)
    return _ordered(network, origin, destination, found, weight)


def route(
    network: Network,
    origin: str,
    destination: str,
    *,
    year: int,
    by: Objective = "cost",
    avoid: Collection[str] = frozenset(),
    time_value: float = 0.0,
    co2_price: float = 0.0,
) -> Path:
    """Return the best way between two sites of a network that is at hand; `lodeway.find_route` asks for any places.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    origin, destination
        Ids of the sites.
    year
        Year of travel, 1990 to 2150; dated links and gates count.
    by
        What is least: cost (with that of time and CO2e), time, distance or co2.
    avoid
        Set of ISO 3166 alpha-3 codes of countries that the way may not touch.
    time_value
        USD per gross tonne and hour.
    co2_price
        USD per t CO2e.

    Returns
    -------
    Path
        Cost in USD, hours, km and kg CO2e per gross tonne.

    Raises
    ------
    UsageError
        When the network has no such site or country, or a value is not allowed.
    NoRouteError
        When no way leads there; it says which bans or closures cut it.

    Examples
    --------
    >>> from lodeway.network import build, route
    >>> from lodeway.network.sample import sample
    >>> route(build(sample()), "mine", "market", year=2026).countries
    ('AAA', 'BBB')
    """
    if isinstance(avoid, str):
        raise UsageError(f"avoid {avoid!r}: allowed is a set of country codes, such as {{{avoid!r}}}")
    terms = Terms(
        year=check_year(year),
        by=by,
        avoid=frozenset(code.upper() for code in avoid),
        time_value=time_value,
        co2_price=co2_price,
    )
    best = path(grow(network, origin, weights(network, terms)), destination)
    if best is None:
        start, end = _terminals(network, origin, destination)
        ends = network.terminal_country[start], network.terminal_country[end]
        raise no_route(network, origin, destination, terms, ends=ends)
    return best


def find_way_by(network: Network, stops: Sequence[str], terms: Terms, *, ends: tuple[str, str]) -> Path:
    """Return the best way by some sites in order: the best ways from each to the next, one after the other.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    stops
        Ids of the sites: origin, those to pass, destination.
    terms, ends
        As `find_routes` takes them; the countries are those of the first and the last site.

    Raises
    ------
    NoRouteError
        When no way leads from one to the next; it says which bans or closures cut it.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.sample import sample
    >>> way = find_way_by(build(sample()), ["mine", "market"], Terms(year=2026), ends=("AAA", "BBB"))
    >>> way.km, way.countries
    (1100.0, ('AAA', 'BBB'))
    """
    parts = [_best(network, *pair, terms, ends)[1] for pair in pairwise(stops)]
    legs = [leg for part in parts for leg in part.legs]
    return along(network, stops[0], stops[-1], legs, weight=sum(part.weight for part in parts))


def find_choices(network: Network, origin: str, destination: str, terms: Terms, *, ends: tuple[str, str]) -> Choices:
    """Return the ways that no other beats in all of `CRITERIA`; parameters and errors are those of `find_routes`.

    Of ways that differ by at most `NEAR` in every criterion one is told; the best way in each criterion always is.
    """
    weight, _ = _best(network, origin, destination, terms, ends)
    start, end = _terminals(network, origin, destination)
    found = distinct(pareto(network, _criteria(network, terms), np.isfinite(weight), start, end), NEAR)
    ways = _ordered(network, origin, destination, found.ways, weight)
    return Choices(ways=ways, left_out=found.left_out, complete=found.complete)


def _best(
    network: Network, origin: str, destination: str, terms: Terms, ends: tuple[str, str]
) -> tuple[NDArray[np.float64], Path]:
    """Return the weights under the terms and the best way."""
    weight = weights(network, terms, origin=ends[0], destination=ends[1])
    best = path(grow(network, origin, weight), destination)
    if best is None:
        raise no_route(network, origin, destination, terms, ends=ends)
    return weight, best


def _terminals(network: Network, origin: str, destination: str) -> tuple[int, int]:
    start, end = network.sites.index(origin), network.sites.index(destination)
    return int(network.site_terminal[start]), int(network.site_arrival[end])


def _ordered(
    network: Network,
    origin: str,
    destination: str,
    found: Sequence[Sequence[int]],
    weight: NDArray[np.float64],
) -> tuple[Path, ...]:
    ways = [along(network, origin, destination, legs, weight=float(weight[list(legs)].sum())) for legs in found]
    return tuple(sorted(ways, key=lambda way: (way.weight, way.hours, way.legs)))


def _criteria(network: Network, terms: Terms) -> np.ndarray:
    legs = network.legs
    country = np.asarray(network.terminal_country)
    tail, head = country[legs.tail], country[legs.head]
    spent = money(legs, time_value=terms.time_value, co2_price=terms.co2_price)
    return np.stack([spent, legs.hours, legs.co2, (head != "") & (tail != head)])
