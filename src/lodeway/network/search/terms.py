"""The terms of a search: what a way is judged by, and what it may not use."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.network.model import Legs, Network
from lodeway.network.search.structure import countries
from lodeway.schema.tables import MODES

__all__ = ["OBJECTIVES", "Objective", "Terms", "dated", "money", "shut", "weights"]

Objective = Literal["cost", "time", "distance", "co2"]
OBJECTIVES: tuple[Objective, ...] = ("cost", "time", "distance", "co2")
_TIE = 1e-7
"""Share of the cost that decides between ways of the same time, length or CO2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Year, objective and what is closed; every search of one network takes them."""

    year: int
    by: Objective = "cost"
    """cost: freight and fees plus `time_value` x hours plus `co2_price` x CO2e; or hours, km, kg CO2e."""
    avoid: frozenset[str] = frozenset()
    """ISO 3166 alpha-3 codes of countries to keep out of."""
    ban: Literal["all", "transit"] = "all"
    """all: nothing may touch them; transit: nothing may pass through, while goods may begin or end there."""
    gates: frozenset[str] = frozenset()
    """Ids of gates that may not be passed."""
    links: frozenset[str] = frozenset()
    """Ids of hand-made links that may not be used."""
    modes: frozenset[str] = frozenset(MODES)
    """Modes that may be used, beside the road from a place to its nearest station or port; with sea the ferries sail too."""
    time_value: float = 0.0
    """USD per gross tonne and hour."""
    co2_price: float = 0.0
    """USD per t CO2e."""
    reopened: bool = False
    """Gates and links that are closed in these years may be used: what if they were open."""

    def without(self, **kept: object) -> Terms:
        """Return the same terms with nothing closed, but for what is given."""
        from dataclasses import replace

        free = {"avoid": frozenset(), "gates": frozenset(), "links": frozenset(), "modes": frozenset(MODES)}
        return replace(self, **(free | kept))  # type: ignore[arg-type]


def weights(
    network: Network, terms: Terms, *, origin: str | None = None, destination: str | None = None
) -> NDArray[np.float64]:
    """Return what each leg counts under the terms, infinite where it may not be used.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    terms
        The terms of the search.
    origin, destination
        Countries (ISO 3166 alpha-3) of the ends, which a ban of transit lets goods leave and enter.

    Raises
    ------
    UsageError
        When a country, gate, link, mode or objective has no such name, one text stands where several names are taken,
        or a cost of time or CO2e is no number of 0 or more.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.sample import sample
    >>> round(float(weights(build(sample()), Terms(year=2026, by="distance")).max()))
    1000
    """
    legs = network.legs
    spent = money(legs, time_value=terms.time_value, co2_price=terms.co2_price)
    parts = {"cost": spent, "time": legs.hours, "distance": legs.km, "co2": legs.co2}
    if terms.by not in parts:
        raise UsageError(f"by {terms.by!r}: allowed are {', '.join(OBJECTIVES)}")
    weight: NDArray[np.float64] = parts[terms.by] + (0.0 if terms.by == "cost" else _TIE * spent)
    return np.where(shut(network, terms, origin=origin, destination=destination), np.inf, weight)


def money(legs: Legs, *, time_value: float, co2_price: float) -> NDArray[np.float64]:
    """Return what each leg costs with its hours and its CO2e [USD per gross tonne].

    Parameters
    ----------
    legs
        Legs of a network.
    time_value
        USD per gross tonne and hour.
    co2_price
        USD per t CO2e.

    Raises
    ------
    UsageError
        When either is no number of 0 or more: a search has no answer under negative weights.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.sample import sample
    >>> legs = build(sample()).legs
    >>> bool((money(legs, time_value=0.0, co2_price=0.0) == legs.cost).all())
    True
    """
    for name, value in (("time_value", time_value), ("co2_price", co2_price)):
        if not 0.0 <= value < math.inf:
            raise UsageError(f"{name} {value:g}: allowed is any number of 0 or more [USD/t]")
    return legs.cost + time_value * legs.hours + co2_price / 1000.0 * legs.co2


def dated(legs: Legs, year: int) -> NDArray[np.bool_]:
    """Return which legs are not there in a year: not yet open, or closed by then."""
    return (legs.opens > year) | ((legs.closes > 0) & (legs.closes <= year))


def shut(
    network: Network, terms: Terms, *, origin: str | None = None, destination: str | None = None
) -> NDArray[np.bool_]:
    """Return which legs may not be used under the terms; a candidate without an opening year is not there."""
    legs = network.legs
    for name in ("avoid", "gates", "links", "modes"):
        if isinstance(one := getattr(terms, name), str):
            raise UsageError(f"{name} {one!r}: allowed is a set of names, such as {{{one!r}}}")
    closed = dated(legs, terms.year)
    for own, rows in ((legs.gate, network.gates), (legs.link, network.links)):
        if terms.reopened:
            closed &= ~np.asarray([*(row.status == "closed" for row in rows), False], dtype=np.bool_)[own]
        absent = [row.status == "candidate" and not row.opens for row in rows]
        closed |= np.asarray([*absent, False], dtype=np.bool_)[own]
    closed |= _by_name(legs.gate, [gate.id for gate in network.gates], terms.gates, "gate")
    closed |= _by_name(legs.link, [link.id for link in network.links], terms.links, "link")
    closed |= _modes(network, terms.modes)
    number, country = countries(network)
    if unknown := sorted(terms.avoid - set(number)):
        told = f"no railway, road, port or gate lies in {', '.join(unknown)}{_meant(unknown, set(number))}"
        raise UsageError(f"{told}; use ISO 3166 alpha-3 codes")
    for code in sorted(terms.avoid):
        tail, head = country[legs.tail] == number[code], country[legs.head] == number[code]
        may_leave = terms.ban == "transit" and code == origin
        may_enter = terms.ban == "transit" and code == destination
        if may_leave and may_enter:
            continue
        if may_leave:
            closed |= head & ~tail
        elif may_enter:
            closed |= tail & ~head
        else:
            closed |= tail | head
    return closed


def _meant(unknown: list[str], known: set[str]) -> str:
    """Return which codes may be meant by what is none: by the name of the country, else by the letters."""
    import difflib

    from lodeway import atlas

    rows = atlas.read("countries").select("iso3", "name").iter_rows()
    names = {str(name).casefold(): code for code, name in rows if code in known}
    near: list[str] = []
    for text in unknown:
        word = text.casefold()
        same = [name for name in names if word in name] if len(word) > 3 else []
        alike = same or difflib.get_close_matches(word, names, n=1, cutoff=0.8)
        like = [code for code in sorted(known) if code[:2] == text[:2]] or difflib.get_close_matches(
            text, sorted(known)
        )
        near += [names[name] for name in alike[:2]] or like[:4]
    return f"; did you mean {', '.join(dict.fromkeys(near))}?" if near else ""


def _by_name(own: NDArray[np.int32], names: list[str], chosen: frozenset[str], what: str) -> NDArray[np.bool_]:
    if not chosen:
        return np.zeros(own.size, dtype=np.bool_)
    if unknown := sorted(chosen - set(names)):
        import difflib

        near = difflib.get_close_matches(unknown[0], names, n=3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise UsageError(f"the network has no {what} {', '.join(unknown)}{hint}")
    flagged = np.asarray([name in chosen for name in names] + [False], dtype=np.bool_)
    return flagged[own]


def _modes(network: Network, modes: frozenset[str]) -> NDArray[np.bool_]:
    """Return which legs are of a mode that may not be used.

    The road from a place to its station or port is no mode of the way: so is combined transport defined, whose road leg leads to
    "the nearest suitable rail loading station" however far that is (Council Directive 92/106/EEC, article 1).
    """
    if unknown := sorted(modes - set(MODES)):
        raise UsageError(f"no mode is called {', '.join(unknown)}; modes are {', '.join(MODES)}")
    used = modes | {"ferry"} if "sea" in modes else modes
    barred = np.asarray([mode not in used for mode in MODES] + [False], dtype=np.bool_)
    return barred[network.legs.mode] & ~network.legs.access
