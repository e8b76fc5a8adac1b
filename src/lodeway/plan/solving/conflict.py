"""Why demand that must be met cannot be: the limits in conflict, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from lodeway.plan.blocks.assembly import Assembly, Key
from lodeway.plan.instance.trade import avoided, bans_on, in_force, touching
from lodeway.plan.instance.world import World
from lodeway.plan.routing.ways import Finder, Prices
from lodeway.plan.solving.limits import UNITS
from lodeway.plan.solving.master import Answer, Master

__all__ = ["Need", "Told", "causes", "is_short", "needs", "nothing_leads", "sentences", "wish"]

SHORT = 1e-6
"""Share of a demand below which a shortage is the solver's rounding."""
NAMED = 8
"""Names that a sentence lists before it counts the rest."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Need:
    """A row that must hold: demand that must be met, the least of a stock, an offtake, a share, a requirement."""

    kind: str
    """demand, stock, offtake, requirement, origin_share or stage_share."""
    scope: str
    """Ids joined by ``/``."""
    year: int
    row: int = field(compare=False)
    column: int = field(compare=False)
    """Column of what is missing, in one program."""
    asked: float = field(compare=False)


def needs(assembly: Assembly) -> tuple[Need, ...]:
    """Return every row of a program that must hold, in order of kind, scope and year."""
    found = []
    for key, column in assembly.columns.items():
        if key[0] in ("short", "lack"):
            name = ("demand", *key[1:]) if key[0] == "short" else key[1:]
            row = assembly.rows[name] if name in assembly.rows else assembly.rows[*name[:-1], 0]
            found.append(
                Need(
                    kind=str(name[0]),
                    scope="/".join(map(str, name[1:-1])),
                    year=int(name[-1]),
                    row=row,
                    column=column,
                    asked=assembly.row_lower[row],
                )
            )
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Years of what must hold, with the causes that they share."""

    needs: tuple[Need, ...]
    because: tuple[str, ...]


def is_short(master: Master, answer: Answer) -> bool:
    """Return whether demand that must be met is not."""
    return any(answer.values[need.column] > SHORT * need.asked for need in needs(master.assembly))


def sentences(told: Sequence[Told], short: Mapping[Need, float], *, whole: bool = False) -> tuple[str, ...]:
    """Return what is short, when and why, a sentence for each conflict.

    Parameters
    ----------
    told
        Conflicts with their causes.
    short
        What is missing.
    whole
        Builds of any size would do, whole units do not.

    Examples
    --------
    >>> need = Need(kind="demand", scope="JPN/antimony", year=2031, row=0, column=0, asked=900.0)
    >>> sentences([Told(needs=(need,), because=("gate khorgos is closed",))], {need: 150.0})
    ('JPN must get all the antimony it needs, but is short by 150 t in 2031, because gate khorgos is closed',)
    """
    lines = []
    units = " (builds of any size would do, whole units do not)" if whole else ""
    for row in told:
        unit = UNITS[row.needs[0].kind]
        missing = _list([f"{_number(short[need])} {unit} in {need.year}" for need in row.needs])
        lines.append(f"{wish(row.needs[0])}, but is short by {missing}, because {_and(row.because)}{units}")
    return tuple(lines)


def wish(need: Need) -> str:
    """Return what must hold, in words.

    Examples
    --------
    >>> wish(Need(kind="stock", scope="JPN/antimony", year=2031, row=0, column=0, asked=1200.0))
    'stock JPN/antimony must hold at least 1,200 t'
    """
    parts = need.scope.split("/")
    asked = f"{_number(need.asked)} {UNITS[need.kind]}"
    if need.kind == "demand":
        return f"{parts[0]} must get all the {parts[1]} it needs"
    if need.kind in ("origin_share", "stage_share"):
        name, origin, market, commodity = parts
        return f"share limit {name} wants {market} to get at least {asked} of {commodity} from {origin}"
    words = {
        "stock": "stock {} must hold at least {}",
        "offtake": "agreement {} must deliver {}",
        "requirement": "agreement {} must have {} running",
    }
    return words.get(need.kind, "limit {} must have at least {}").format(need.scope, asked)


def causes(assembly: Assembly, groups: Mapping[tuple[str, str], Sequence[int]]) -> list[str]:
    """Return limits in words, with the bounds of their rows.

    Parameters
    ----------
    assembly
        The program.
    groups
        Rows of each limit.
    """
    found: Bounds = defaultdict(list)
    for rows in groups.values():
        for row in rows:
            kind, scope, year = _subject(assembly.row_keys[row])
            found[kind, scope].append((year, assembly.row_upper[row]))
    found = _by_origin(found)
    return [_sentence(kind, scope, bounds) for (kind, scope), bounds in sorted(found.items())]


Bounds = dict[tuple[str, str], list[tuple[int, float]]]
"""Year and bound of each row, by kind and scope."""


def _by_origin(found: Bounds) -> Bounds:
    """Return the bounds with the origins of one share, which are the same, as one."""
    merged: Bounds = {}
    origins: dict[tuple[str, str, str, str, str], list[str]] = defaultdict(list)
    for (kind, scope), bounds in found.items():
        if kind in ("origin_share", "stage_share"):
            name, origin, market, commodity = scope.split("/")
            origins[kind, name, market, commodity, repr(bounds)].append(origin)
        else:
            merged[kind, scope] = bounds
    for (kind, name, market, commodity, _), members in origins.items():
        whose = members[0] if len(members) == 1 else f"each of {_and(members)}"
        first = found[kind, f"{name}/{members[0]}/{market}/{commodity}"]
        merged[kind, f"{name}/{whose}/{market}/{commodity}"] = first
    return merged


def nothing_leads(world: World, finder: Finder, need: Need) -> list[str]:
    """Return why goods that would help cannot travel where no limit of the scenario is the cause."""
    parts = need.scope.split("/")
    if need.kind == "requirement":
        return [f"{parts[1]} cannot be built and run by then"]
    markets = {row.id for row in world.scenario.markets}
    agreement = next((row for row in world.scenario.agreements if row.id == parts[0]), None)
    if need.kind == "offtake" and agreement is not None:
        market, commodity = agreement.market, agreement.commodity
    else:
        market, commodity = parts[-2:]
    found = _missing(world, finder, {(market, commodity): {need.year: 1.0}}) if market in markets else []
    for operation in world.operations:
        process = operation.process
        start = max(process.opens, world.years[0]) + process.lead_time
        makes = any(commodity == made for made, _ in operation.outputs)
        if makes and not operation.exists and start > need.year:
            found.append(f"process {process.id} cannot run before {start}")
    return found or [f"nothing that the scenario knows can make enough {commodity}"]


Short = dict[tuple[str, str], dict[int, float]]
"""Tonnes short by market and commodity, by year."""


def _subject(key: Key) -> tuple[str, str, int]:
    if key[0] == "size":
        return "build", str(key[2]), 0
    if key[0] == "resource":
        return "resource", str(key[1]), 0
    return str(key[0]), "/".join(str(part) for part in key[1:-1]), int(key[-1])


def _sentence(kind: str, scope: str, bounds: list[tuple[int, float]]) -> str:
    years = [year for year, _ in bounds if year]
    when = f" in {_span(years)}" if years else " over all years"
    low, high = min(bound for _, bound in bounds), max(bound for _, bound in bounds)
    most = _number(low) if low == high else f"{_number(low)} to {_number(high)}"
    if kind == "transit_share":
        return f"transit limit {scope} bounds what may pass through its country{when}"
    if kind == "capacity" and high == 0:
        return f"process {scope} is not there{when}, or not yet built"
    if kind in ("origin_share", "stage_share") and scope.count("/") == 3:
        name, origin, market, commodity = scope.split("/")
        return f"share limit {name} lets {market} get at most {most} t of {commodity} from {origin}{when}"
    words = {
        "capacity": "capacity of process {}: {} {}{}",
        "gate": "gate {} leaves {} {}{} beside other traffic, before anything is built",
        "link": "link {} leaves {} {}{} beside other traffic, before anything is built",
        "relation": "relation {} allows {} {}{}",
        "measure": "measure {} allows {} {}{}",
        "resource": "resource of process {}: {} {}{}",
        "build": "no more may be built of {} than {} {}{}",
        "recycling": "recycling of {} is left {} {}{}",
        "store": "stock {} can hold {} {}{}",
        "fund": "agreement {} pays {} {}{}",
        "training": "training {} has places for {} {}{}",
    }
    return words.get(kind, f"{kind} limit {{}} allows {{}} {{}}{{}}").format(scope, most, UNITS[kind], when)


def _missing(world: World, finder: Finder, short: Short) -> list[str]:
    """Return why goods that would help cannot travel: bans, measures, no route."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for (market, commodity), years in sorted(short.items()):
        year = min(years)
        sites = next(row.sites for row in world.scenario.markets if row.id == market)
        barred = {o: _obstacle(world, finder, commodity, o, sites, market, year) for o in _makers(world, commodity)}
        for origin, why in barred.items():
            if why:
                reasons[f"{commodity} cannot reach {market}: {why}"].append(origin)
        for goods, plants in () if all(barred.values()) else _feeds(world, commodity):
            for origin in _makers(world, goods):
                for plant in plants:
                    why = _obstacle(world, finder, goods, origin, (plant,), "", year)
                    if why:
                        reasons[f"{goods} cannot reach {plant}: {why}"].append(origin)
    return [f"{reason} (from {_list(sorted(set(origins)))})" for reason, origins in reasons.items()]


def _makers(world: World, commodity: str) -> list[str]:
    return sorted({o.process.site for o in world.operations if any(commodity == made for made, _ in o.outputs)})


def _feeds(world: World, commodity: str) -> Iterable[tuple[str, list[str]]]:
    """Yield every commodity that goes into another, step by step, with the plants that use it."""
    wanted, seen = [commodity], {commodity}
    while wanted:
        name = wanted.pop(0)
        makers = [o for o in world.operations if any(name == made for made, _ in o.outputs)]
        for goods in sorted({used for o in makers for used, _ in o.inputs} - seen):
            seen.add(goods)
            wanted.append(goods)
            yield goods, sorted({o.process.site for o in makers if any(goods == used for used, _ in o.inputs)})


def _obstacle(
    world: World, finder: Finder, commodity: str, origin: str, sites: Sequence[str], market: str, year: int
) -> str:
    """Return what keeps a good from travelling in a year, nothing where it may."""
    start, place = world.country[origin], world.years.index(year)
    ends = world.where.members(market) if market else frozenset(world.country[site] for site in sites)
    goods = world.commodities[commodity]
    acting = touching(world.scenario.measures, world.where, goods, origin=start, destinations=ends, market=market)
    barred = sorted(row.id for row in acting if row.kind == "ban" and in_force(row, year))
    if barred:
        return f"measure {_list(barred)} forbids it"
    bans = sorted(
        {f"{b.id} ({b.country})" for site in sites for b in bans_on(world.scenario, year, world.country[site])}
    )
    spared = {site: avoided(world.scenario, year, start, world.country[site]) for site in sites}
    if all(countries is None for countries in spared.values()):
        return f"ban {_list(bans)} forbids it"
    found = [(site, countries) for site, countries in spared.items() if countries is not None]
    if any(_leads(finder, origin, site, place, countries) for site, countries in found):
        return ""
    if any(_leads(finder, origin, site, place, frozenset()) for site, _ in found):
        return f"ban {_list(bans)} leaves no route"
    return f"no route leads there in {year}{_closed(world, place)}"


def _leads(finder: Finder, origin: str, site: str, place: int, avoid: frozenset[str]) -> bool:
    grown = finder.grow(origin, place, avoid, Prices())
    return bool(np.isfinite(grown.weight[finder.terminal[site]]))


def _closed(world: World, place: int) -> str:
    """Return the gates that are shut in a year, those that the scenario itself names first."""
    year, named = world.years[place], {gate.id for gate in world.scenario.gates}
    shut = [
        gate.id
        for number, gate in enumerate(world.network.gates)
        if world.gate_closed[number, place]
        or (gate.status in ("closed", "planned", "construction") and not 0 < gate.opens <= year)
        or gate.opens > year
        or 0 < gate.closes <= year
    ]
    shut.sort(key=lambda name: (name not in named, name))
    return f"; gates closed: {_list(shut)}" if shut else "; no gate is closed: the network has no such connection"


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _list(names: Sequence[str]) -> str:
    if len(names) <= NAMED:
        return ", ".join(names)
    return ", ".join(names[:NAMED]) + f" and {len(names) - NAMED} more"


def _span(years: list[int]) -> str:
    return str(min(years)) if min(years) == max(years) else f"{min(years)}-{max(years)}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
