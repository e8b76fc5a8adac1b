"""What a reader of the explorer chooses among: origins with their minerals, buyers, gates to close."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lodeway.network.model import Network
from lodeway.report.lookup import Lookup
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Gate, Site

__all__ = ["BANS", "FAMILIAR", "Buyer", "Origin", "buyers", "closable", "origins"]

BANS = ("CHN", "RUS", "IRN", "TKM")
"""Countries that a reader may bar: those that stand between Central Asia and the sea, in the order of the ladder."""


FAMILIAR = (
    "khorgos", "dostyk", "saryagash", "aktau", "kuryk", "turkmenbashi", "alat", "akhalkalaki", "poti", "batumi",
    "bosphorus", "suez", "bab-el-mandeb", "malacca", "panama", "bandar-abbas",
)  # fmt: skip
"""Gates of the atlas that public debate knows by name: they may be closed wherever some way uses them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where goods start."""

    site: Site
    minerals: tuple[str, ...]
    """Elements it yields; empty for a place that stands for any goods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Where goods end: a market by its first site."""

    site: Site
    market: str
    name: str


def origins(scenario: Scenario, *, most: int = 14, also: Sequence[Site] = ()) -> tuple[Origin, ...]:
    """Return the host states' largest site of each element, then other states' largest, after the places given.

    Parameters
    ----------
    scenario
        Its processes say what each site yields and how much.
    most
        How many sites at most; each element's largest comes before any element's second.
    also
        Further places, for goods of any kind.
    """
    lookup = Lookup(scenario)
    size: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for process in scenario.processes:
        site = lookup.sites.get(process.site)
        if site is not None and site.country in lookup.hosts and site.kind != "country":
            weight = process.capacity if process.status == "operating" and process.capacity > 0 else 0.0
            for commodity in lookup.yields[process.id].outputs:
                size[lookup.commodities[commodity].element][site.id] += weight
    ranked: list[tuple[int, str, str]] = []
    for element, sites in size.items():
        best: dict[str, str] = {}
        for name in sorted(sites, key=lambda name: _standing(lookup.sites[name], sites[name])):
            best.setdefault(lookup.sites[name].country, name)
        ranked += [(place, element, name) for place, name in enumerate(best.values()) if not place or sites[name] > 0]
    names = list(dict.fromkeys(name for _, _, name in sorted(ranked)))[:most]
    found = [
        Origin(site=lookup.sites[name], minerals=tuple(sorted(element for element in size if name in size[element])))
        for name in names
    ]
    return (*(Origin(site=site, minerals=()) for site in also), *found)


def _standing(site: Site, capacity: float) -> tuple[bool, bool, float, str]:
    """Return what ranks a site: what runs first, then what is well placed (a way is no better than its start), then the larger."""
    return capacity == 0, site.confidence == "L", -capacity, site.id


def buyers(scenario: Scenario) -> tuple[Buyer, ...]:
    """Return each market by its first site; the rest of the world takes the name of that site's country."""
    lookup = Lookup(scenario)
    found = []
    for market in scenario.markets:
        site = lookup.sites.get(market.sites[0]) if market.sites else None
        if site is not None:
            rest = "*" in market.countries
            name = lookup.country_name(site.country) if rest else market.name or market.id
            found.append(Buyer(site=site, market=market.id, name=name))
    return tuple(found)


def closable(network: Network, ways: Iterable[tuple[Sequence[str], str]], *, most: int = 22) -> tuple[str, ...]:
    """Return gates to choose among, by id: the familiar ones, then those that most ways pass.

    Parameters
    ----------
    network
        Its gates.
    ways
        Ids of the gates of each way, and the country where it ends.
    most
        How many gates at most.

    Returns
    -------
    tuple of str
        Crossings with a name of their own, sea passages, and ports outside the country where the way ends. A ferry is closed by
        closing its port.
    """
    gates = {gate.id: gate for gate in network.gates}
    count: Counter[str] = Counter()
    for passed, end in ways:
        count.update(gate for gate in passed if _named(gates[gate]) and not _last(gates[gate], end))
    known = [gate for gate in FAMILIAR if gate in gates]
    others = sorted(count.keys() - set(known), key=lambda gate: (-count[gate], gate))
    return tuple(sorted([*known, *others][:most]))


def _named(gate: Gate) -> bool:
    """Return whether people know the gate by name: the atlas numbers crossings that nobody has described."""
    return gate.kind in ("crossing", "port", "passage") and not gate.id.startswith("x-")


def _last(gate: Gate, end: str) -> bool:
    return gate.kind == "port" and gate.from_country == end
