"""Cuts ways into stretches: a gate passed, or what lies between two gates by one mode in one country."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from lodeway.network.model import Network
from lodeway.schema.tables import MODES

__all__ = ["Stretch", "countries_of", "cut", "gates_of"]

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
