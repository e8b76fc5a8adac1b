"""The years for which a network can be asked, and those in which it changes."""

from __future__ import annotations

from lodeway.errors import UsageError
from lodeway.network.model import Network
from lodeway.network.overlay.laying import NEVER

__all__ = ["YEARS", "changes", "check_year", "outside"]

YEARS = (1990, 2150)
"""First and last year of travel: those that a scenario may be about."""


def check_year(year: int) -> int:
    """Return the year when it can be asked for.

    Raises
    ------
    UsageError
        When it lies outside `YEARS`.

    Examples
    --------
    >>> check_year(2031)
    2031
    """
    if not YEARS[0] <= year <= YEARS[1]:
        raise UsageError(f"year {year}: allowed are {YEARS[0]} to {YEARS[1]}")
    return year


def changes(network: Network) -> tuple[int, ...]:
    """Return the years in which a link or gate of the network opens or closes, in order.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.sample import sample
    >>> changes(build(sample()))
    ()
    """
    legs = network.legs
    return tuple(sorted({*legs.opens.tolist(), *legs.closes.tolist()} - {0, NEVER}))


def outside(network: Network, year: int, known: int) -> str:
    """Return what to say of a year of which the network's dates tell nothing; empty for one of which they do.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    year
        Year of travel.
    known
        Year that the undated lines and gates describe: the first of the scenario.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.sample import sample
    >>> outside(build(sample()), 1999, 2026)
    '1999: told as 2026, no link or gate is dated; what was closed since is not known'
    >>> outside(build(sample()), 2026, 2026)
    ''
    """
    dated = changes(network)
    told = f"the dated links and gates know {', '.join(map(str, dated))}" if dated else "no link or gate is dated"
    first, last = min((known, *dated)), max((known, *dated))
    if year < first:
        return f"{year}: told as {first}, {told}; what was closed since is not known"
    if dated and year > last:
        return f"{year}: told as {last}, {told}"
    return ""
