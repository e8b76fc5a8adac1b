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
    """Return what to say of a year of which the network does not tell all; empty for one of which it does.

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
    '1999: railways, roads, crossings and rates are known as of 2026 only; no link or gate is dated, so the answer is that of 2026'
    >>> outside(build(sample()), 2026, 2026)
    ''
    """
    dated = changes(network)
    listed = ", ".join(map(str, dated))
    first, last = min((known, *dated)), max((known, *dated))
    if year < known:
        told = f"links and gates are dated for {listed}" if dated else "no link or gate is dated"
        so = f", so the answer is that of {first}" if year < first else ""
        return f"{year}: railways, roads, crossings and rates are known as of {known} only; {told}{so}"
    if dated and year > last:
        return f"{year}: told as {last}, the dated links and gates know {listed}"
    return ""
