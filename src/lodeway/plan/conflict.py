"""Why demand that must be met cannot be: the limits in conflict, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from lodeway.plan.assembly import Key
from lodeway.plan.limits import INTERNAL, UNITS
from lodeway.plan.master import Answer, Master
from lodeway.plan.trade import avoided, bans_on, in_force, touching
from lodeway.plan.ways import Finder, Prices
from lodeway.plan.world import World

__all__ = ["conflicts", "is_short"]

SHORT = 1e-6
"""Share of a demand below which a shortage is the solver's rounding."""
NAMED = 8
"""Names that a sentence lists before it counts the rest."""

Short = dict[tuple[str, str], dict[int, float]]
"""Tonnes short by market and commodity, by year."""


def is_short(master: Master, answer: Answer) -> bool:
    """Return whether demand that must be met is not."""
    return bool(_short(master, answer) or _lacks(master, answer))


def conflicts(master: Master, finder: Finder, answer: Answer) -> tuple[str, ...]:
    """Return sentences that name the demand that cannot be met and every limit that stands in its way.

    Parameters
    ----------
    master
        The program with routes priced to the end, a shortage of demand that must be met being dear but allowed.
    finder
        Where routes come from.
    answer
        Its answer, with a shortage.

    Notes
    -----
    The limits are those with a price when nothing but the tonnes short counts (phase one of the simplex method): the
    prices are a certificate, in Farkas' sense, that these limits together exclude the demand.
    """
    short = _short(master, answer)
    lines = [_shortage(market, commodity, years) for (market, commodity), years in sorted(short.items())]
    lines += _lacks(master, answer)
    lines += _missing(master.world, finder, short)
    return tuple(lines + _limits(master))


def _short(master: Master, answer: Answer) -> Short:
    found: Short = defaultdict(dict)
    for key, column in master.assembly.columns.items():
        if key[0] == "short":
            market, commodity, year = str(key[1]), str(key[2]), int(key[3])
            if answer.values[column] > SHORT * master.world.demand[market, commodity, year]:
                found[market, commodity][year] = float(answer.values[column])
    return dict(found)


def _lacks(master: Master, answer: Answer) -> list[str]:
    """Return what lacks of stocks, offtakes, requirements and least shares, in words."""
    words = {
        "stock": "stock {} must hold",
        "offtake": "agreement {} must deliver",
        "requirement": "agreement {} must have built",
    }
    lines = []
    for key, column in master.assembly.columns.items():
        if key[0] == "lack":
            kind, scope, year, tonnes = (
                str(key[1]),
                "/".join(map(str, key[2:-1])),
                key[-1],
                float(answer.values[column]),
            )
            row = next(r for k, r in master.assembly.rows.items() if k == key[1:] or k == (*key[1:-1], 0))
            asked = master.assembly.row_lower[row]
            if tonnes > SHORT * max(asked, 1.0):
                what = words.get(kind, "limit {} must have at least").format(scope)
                unit = UNITS[kind]
                lines.append(f"{what} {_number(asked)} {unit} in {year}, but lacks {_number(tonnes)} {unit}")
    return lines


def _shortage(market: str, commodity: str, years: dict[int, float]) -> str:
    tonnes = _list([f"{_number(amount)} t in {year}" for year, amount in sorted(years.items())])
    return f"{market} must get all the {commodity} it needs, but is short of {tonnes}"


def _limits(master: Master) -> list[str]:
    """Return the limits that have a price when only the tonnes short count."""
    answer = master.phase_one()
    found: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for number, key in enumerate(master.assembly.row_keys):
        if key[0] not in INTERNAL and key[0] != "demand" and abs(answer.duals[number]) > SHORT:
            kind, scope, year = _subject(key)
            bound = master.assembly.row_upper[number]
            found[kind, scope].append((year, bound if np.isfinite(bound) else master.assembly.row_lower[number]))
    return [_sentence(kind, scope, bounds) for (kind, scope), bounds in sorted(found.items())]


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
    if kind == "capacity" and high == 0:
        return f"process {scope} is not there{when}, or not yet built"
    words = {
        "capacity": "capacity of process {}: {} {}{}",
        "gate": "gate {} leaves {} {}{} beside other traffic, before anything is built",
        "relation": "relation {} allows {} {}{}",
        "measure": "measure {} allows {} {}{}",
        "resource": "resource of process {}: {} {}{}",
        "build": "no more may be built of {} than {} {}{}",
        "origin_share": "limit {} allows {} {}{}",
        "stage_share": "limit {} bounds tonnes at {} {}{}",
        "transit_share": "limit {} bounds tonnes through a country, beyond its share, at {} {}{}",
        "recycling": "recycling of {} is left {} {}{}",
        "stock": "stock {} must hold {} {}{}",
        "store": "stock {} can hold {} {}{}",
        "offtake": "agreement {} asks for {} {}{}",
        "requirement": "agreement {} requires {} {}{}",
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


def _list(names: Sequence[str]) -> str:
    if len(names) <= NAMED:
        return ", ".join(names)
    return ", ".join(names[:NAMED]) + f" and {len(names) - NAMED} more"


def _span(years: list[int]) -> str:
    return str(min(years)) if min(years) == max(years) else f"{min(years)}-{max(years)}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
