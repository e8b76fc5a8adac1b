"""The best way between two places, really different ways, and the ways between which only a preference decides."""

from __future__ import annotations

import numpy as np

from lodeway.network.alternatives import alternatives
from lodeway.network.model import Network, Path
from lodeway.network.pareto import pareto
from lodeway.network.reasons import no_route
from lodeway.network.routing import along, grow, path
from lodeway.network.terms import Terms, weights
from lodeway.schema.tables import Commodity

__all__ = ["CRITERIA", "OVERLAP", "find_routes", "time_value"]

OVERLAP = 0.8
"""Two ways are different when they share at most this part of the shorter one's length."""
CRITERIA = ("cost", "hours", "co2", "countries")
"""What the Pareto set weighs: generalised cost, hours, CO2e, borders crossed."""
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


def find_routes(
    network: Network,
    origin: str,
    destination: str,
    terms: Terms,
    *,
    ends: tuple[str, str],
    different: int = 1,
    undominated: bool = False,
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
    undominated
        Return the Pareto set over `CRITERIA` instead.

    Raises
    ------
    NoRouteError
        When no way leads there; it says which bans or closures cut it.
    """
    weight = weights(network, terms, origin=ends[0], destination=ends[1])
    best = path(grow(network, origin, weight), destination)
    if best is None:
        raise no_route(network, origin, destination, terms, ends=ends)
    start = int(network.site_terminal[network.sites.index(origin)])
    end = int(network.site_arrival[network.sites.index(destination)])
    if undominated:
        found = pareto(network, _criteria(network, terms), np.isfinite(weight), start, end).ways
    elif different > 1:
        found = alternatives(network, weight, start, end, count=different, overlap=OVERLAP)
    else:
        return (best,)
    ways = [along(network, origin, destination, legs, weight=float(weight[list(legs)].sum())) for legs in found]
    return tuple(sorted(ways, key=lambda way: (way.weight, way.hours, way.legs)))


def _criteria(network: Network, terms: Terms) -> np.ndarray:
    legs = network.legs
    country = np.asarray(network.terminal_country)
    tail, head = country[legs.tail], country[legs.head]
    money = legs.cost + terms.time_value * legs.hours + terms.co2_price / 1000.0 * legs.co2
    return np.stack([money, legs.hours, legs.co2, (head != "") & (tail != head)])
