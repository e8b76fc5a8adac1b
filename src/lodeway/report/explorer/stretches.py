"""Cuts ways into stretches: a gate passed, or what lies between two gates by one mode in one country."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from lodeway.network.model import Network
from lodeway.schema.tables import MODES

__all__ = ["Stretch", "countries_of", "cut", "gates_of", "gauge_breaks", "way"]

Legs = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a way; figures are per gross tonne."""

    legs: Legs
    mode: str
    """rail, road, sea or ferry; empty for handling and for gates without length."""
    gate: int
    """Index into ``Network.gates``, -1 between gates."""
    country: str
    """Where it lies; empty at sea. A gate's is the country it leads to."""
    km: float
    hours: float
    cost: float
    """[USD/t]."""
    co2: float
    """[kg CO2e/t]."""
    links: tuple[str, ...]
    """Ids of hand-made links it uses."""

    @property
    def idle(self) -> bool:
        """Return whether it neither takes nor costs anything, as a join of two lines does."""
        return self.gate < 0 and not (self.km or self.hours or self.cost or self.co2)


def cut(network: Network, legs: Legs) -> tuple[Stretch, ...]:
    """Return the stretches of a way in order of travel.

    Examples
    --------
    >>> from lodeway.network import build, route
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> [stretch.mode for stretch in cut(network, route(network, "mine", "market", year=2026).legs) if stretch.km]
    ['rail', 'sea']
    """
    return tuple(_stretch(network, tuple(part)) for _, part in groupby(legs, key=lambda leg: _likeness(network, leg)))


def _likeness(network: Network, leg: int) -> tuple[int, int, str]:
    """Return what neighbouring legs of one stretch have in common: the gate, or mode and country."""
    if network.legs.gate[leg] >= 0:
        return int(network.legs.gate[leg]), 0, ""
    return -1, int(network.legs.mode[leg]), _country(network, leg)


def _country(network: Network, leg: int) -> str:
    head, tail = int(network.legs.head[leg]), int(network.legs.tail[leg])
    return network.terminal_country[head] or network.terminal_country[tail]


def _stretch(network: Network, legs: Legs) -> Stretch:
    table, chosen, first = network.legs, list(legs), legs[0]
    mode = MODES[table.mode[first]] if table.mode[first] >= 0 else ""
    gate = int(table.gate[first])
    return Stretch(
        legs=legs,
        mode=mode,
        gate=gate,
        country="" if mode == "sea" and gate < 0 else _country(network, legs[-1]),
        km=float(table.km[chosen].sum()),
        hours=float(table.hours[chosen].sum()),
        cost=float(table.cost[chosen].sum()),
        co2=float(table.co2[chosen].sum()),
        links=tuple(dict.fromkeys(network.links[link].id for link in table.link[chosen].tolist() if link >= 0)),
    )


def countries_of(network: Network, legs: Legs) -> tuple[str, ...]:
    """Return the countries of a way in order of travel; one that it comes back to stands twice."""
    ends = (network.legs.tail[legs[0]], *network.legs.head[list(legs)]) if legs else ()
    return tuple(name for name, _ in groupby(filter(None, (network.terminal_country[end] for end in ends))))


def gates_of(network: Network, legs: Legs) -> tuple[str, ...]:
    """Return the ids of the gates of a way in order of travel."""
    passed = (int(gate) for gate in network.legs.gate[list(legs)] if gate >= 0)
    return tuple(dict.fromkeys(network.gates[gate].id for gate in passed))


def way(network: Network, legs: Legs, *, origin: str, destination: str) -> dict[str, Any]:
    """Return a way as plain values, with the keys that ``lodeway route --json`` uses.

    Parameters
    ----------
    network
        The network whose legs the way names.
    legs
        Legs in order of travel.
    origin, destination
        Names of its ends for people.

    Returns
    -------
    dict
        ``km``, ``km_by_mode``, ``hours``, ``cost`` [USD/t], ``co2`` [kg/t], ``countries`` and ``gates`` in order, ``gauge_changes`` and
        ``hand_links`` (ids of gates and links), ``legs`` (``mode``, ``from``, ``to``, ``km``, ``hours``, ``cost``, ``co2``).

    Examples
    --------
    >>> from lodeway.network import build, route
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> found = way(network, route(network, "mine", "market", year=2026).legs, origin="Mine", destination="Market")
    >>> found["km_by_mode"], found["gates"]
    ({'rail': 100.0, 'sea': 1000.0}, ['harbour'])
    """
    stretches = cut(network, legs)
    return {
        "km": _sum(stretch.km for stretch in stretches),
        "km_by_mode": {
            mode: _sum(stretch.km for stretch in stretches if stretch.mode == mode)
            for mode in MODES
            if any(stretch.mode == mode and stretch.km for stretch in stretches)
        },
        "hours": _sum(stretch.hours for stretch in stretches),
        "cost": _sum(stretch.cost for stretch in stretches),
        "co2": _sum(stretch.co2 for stretch in stretches),
        "countries": list(countries_of(network, legs)),
        "gates": list(gates_of(network, legs)),
        "gauge_changes": [gate for gate in gates_of(network, legs) if gate in gauge_breaks(network)],
        "hand_links": list(dict.fromkeys(link for stretch in stretches for link in stretch.links)),
        "legs": _named(network, stretches, origin, destination),
    }


def gauge_breaks(network: Network) -> frozenset[str]:
    """Return the ids of gates with another track gauge on each side."""
    return frozenset(
        gate.id for gate in network.gates if gate.from_gauge and gate.to_gauge and gate.from_gauge != gate.to_gauge
    )


def _sum(values: Iterable[float]) -> float:
    return round(sum(values), 2)


def _named(network: Network, stretches: Sequence[Stretch], origin: str, destination: str) -> list[dict[str, Any]]:
    """Return the stretches with the names of what they lie between."""
    shown = [stretch for stretch in stretches if not stretch.idle]
    rows = []
    for place, stretch in enumerate(shown):
        gate = network.gates[stretch.gate] if stretch.gate >= 0 else None
        before = _near(network, shown[:place][::-1]) or origin
        after = _near(network, shown[place + 1 :]) or destination
        rows.append(
            {
                "mode": stretch.mode or (gate.kind if gate else "handling"),
                "from": gate.name or gate.id if gate else before,
                "to": gate.name or gate.id if gate else after,
                "km": round(stretch.km, 2),
                "hours": round(stretch.hours, 2),
                "cost": round(stretch.cost, 2),
                "co2": round(stretch.co2, 2),
            }
        )
    return rows


def _near(network: Network, stretches: Sequence[Stretch]) -> str:
    """Return the name of the first gate among them, empty when there is none."""
    for stretch in stretches:
        if stretch.gate >= 0:
            return network.gates[stretch.gate].name or network.gates[stretch.gate].id
    return ""
