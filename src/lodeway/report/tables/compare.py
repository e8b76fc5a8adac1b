"""A case against its base: cost, shortage, builds and supply, and the difference told in words."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from lodeway.plan.result import Build, Plan
from lodeway.report import words
from lodeway.report.figures import figure
from lodeway.report.lookup import Lookup
from lodeway.report.tables.room import room

__all__ = [
    "BuildChange",
    "CostChange",
    "SupplyChange",
    "UnmetChange",
    "builds",
    "cost",
    "headline",
    "sentences",
    "supply",
    "unmet",
]

_EPSILON = 1e-3
"""Tonnes below which a difference is the solver's."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostChange:
    """A part of the objective in both plans."""

    part: str = figure("Part of the cost.")
    base: float = figure("Present value in the base.", unit="USD", kind="number")
    case: float = figure("Present value in the case.", unit="USD", kind="number")
    change: float = figure("Case less base.", unit="USD", kind="number")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmetChange:
    """A shortage that differs."""

    market: str = figure("Market.")
    commodity: str = figure("What it lacks.")
    year: int = figure("Year.", kind="year")
    base: float = figure("Contained tonnes short in the base.", unit="t", kind="number", digits=1)
    case: float = figure("Contained tonnes short in the case.", unit="t", kind="number", digits=1)
    change: float = figure("Case less base.", unit="t", kind="number", digits=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildChange:
    """A process or gate that the two plans build differently."""

    change: str = figure("added, dropped, larger, smaller, earlier, later.")
    what: str = figure("Id of the process or gate.")
    name: str = figure("Name for people.")
    kind: str = figure("process or gate.")
    country: str = figure("Country.")
    commodity: str = figure("First output; empty for a gate.")
    base_year: int = figure("First decision in the base; 0 where not built.", kind="year")
    base_size: float = figure("Capacity built in the base.", unit="t/a", kind="number")
    case_year: int = figure("First decision in the case; 0 where not built.", kind="year")
    case_size: float = figure("Capacity built in the case.", unit="t/a", kind="number")
    unit: str = figure("Unit of the sizes: t/a of product, gross t/a for a gate.")
    capex_change: float = figure("Overnight cost, case less base.", unit="USD", kind="number")


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyChange:
    """Supply from an origin that differs."""

    market: str = figure("Market.")
    commodity: str = figure("What it gets.")
    origin: str = figure("Country of the last process.")
    year: int = figure("Year.", kind="year")
    base: float = figure("Contained tonnes in the base.", unit="t", kind="number", digits=1)
    case: float = figure("Contained tonnes in the case.", unit="t", kind="number", digits=1)
    change: float = figure("Case less base.", unit="t", kind="number", digits=1)


def cost(plan: Plan, base: Plan) -> tuple[CostChange, ...]:
    """Return every part of the objective in both plans, and the whole."""
    parts = {part: (base.parts.get(part, 0.0), plan.parts.get(part, 0.0)) for part in (*base.parts, *plan.parts)}
    rows = [*sorted(parts.items(), key=lambda item: item[0]), ("all", (base.objective, plan.objective))]
    return tuple(
        CostChange(part=part, base=before, case=after, change=after - before) for part, (before, after) in rows
    )


def unmet(plan: Plan, base: Plan) -> tuple[UnmetChange, ...]:
    """Return shortages that differ, by market, commodity, year."""
    pairs = _pairs(
        base, plan, lambda which: (((row.market, row.commodity, row.year), row.tonnes) for row in which.unmet)
    )
    return tuple(
        UnmetChange(market=key[0], commodity=key[1], year=key[2], base=before, case=after, change=after - before)
        for key, (before, after) in pairs
    )


def supply(plan: Plan, base: Plan) -> tuple[SupplyChange, ...]:
    """Return supply by country of origin that differs, by market, commodity, origin, year."""
    pairs = _pairs(
        base,
        plan,
        lambda which: (((row.market, row.commodity, row.origin, row.year), row.tonnes) for row in which.supply),
    )
    return tuple(
        SupplyChange(
            market=key[0], commodity=key[1], origin=key[2], year=key[3], base=before, case=after, change=after - before
        )
        for key, (before, after) in pairs
    )


def _pairs(
    base: Plan, plan: Plan, rows: Callable[[Plan], Iterable[tuple[Key, float]]]
) -> list[tuple[Key, tuple[float, float]]]:
    sums: dict[Key, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for place, which in enumerate((base, plan)):
        for key, tonnes in rows(which):
            sums[key][place] += tonnes
    found = [(key, (before, after)) for key, (before, after) in sums.items() if abs(after - before) > _EPSILON]
    return sorted(found, key=lambda item: str(item[0]))


def builds(plan: Plan, base: Plan) -> tuple[BuildChange, ...]:
    """Return what the two plans build differently: added, dropped, enlarged, moved in time."""
    groups: dict[str, tuple[list[Build], list[Build]]] = defaultdict(lambda: ([], []))
    for place, which in enumerate((base, plan)):
        for build in which.builds:
            groups[build.what][place].append(build)
    rows = [_change(before, after) for before, after in groups.values()]
    order = ["added", "dropped", "larger", "smaller", "earlier", "later"]
    kept = [row for row in rows if row.change]
    return tuple(sorted(kept, key=lambda row: (order.index(row.change), -abs(row.capex_change), row.what)))


def _change(before: list[Build], after: list[Build]) -> BuildChange:
    one = (after or before)[0]
    sizes = math.fsum(build.size for build in before), math.fsum(build.size for build in after)
    years = min((build.year for build in before), default=0), min((build.year for build in after), default=0)
    return BuildChange(
        change=_kind_of_change(sizes, years),
        what=one.what,
        name=one.name,
        kind=one.kind,
        country=one.country,
        commodity=one.commodity,
        base_year=years[0],
        base_size=sizes[0],
        case_year=years[1],
        case_size=sizes[1],
        unit=one.unit,
        capex_change=math.fsum(build.capex for build in after) - math.fsum(build.capex for build in before),
    )


def _kind_of_change(sizes: tuple[float, float], years: tuple[int, int]) -> str:
    before, after = sizes
    if not years[0]:
        return "added"
    if not years[1]:
        return "dropped"
    if abs(after - before) > 1e-4 * max(after, before):
        return "larger" if after > before else "smaller"
    if years[0] != years[1]:
        return "earlier" if years[1] < years[0] else "later"
    return ""


def sentences(plan: Plan, base: Plan, lookup: Lookup) -> tuple[str, ...]:
    """Return the difference of a case to its base in words: shortage, builds, supply, cost.

    Parameters
    ----------
    plan
        Plan of the case.
    base
        Plan of the base.
    lookup
        Rows of the case's scenario.

    Returns
    -------
    tuple[str, ...]
        Sentences in plain English, a pure function of the two plans' numbers.
    """
    shortage, built, cost_change = headline(plan, base, lookup)
    return (
        shortage,
        *_total_words(plan, base, lookup),
        built,
        *_room_words(plan, base, lookup),
        *_supply_words(plan, base, lookup),
        cost_change,
        *_demand_words(plan, base, lookup),
    )


def headline(plan: Plan, base: Plan, lookup: Lookup) -> tuple[str, str, str]:
    """Return the difference in three sentences: shortage, builds, cost.

    Parameters
    ----------
    plan, base, lookup
        As in `sentences`.
    """
    shortage = f"{_years_words(plan, base)}{_unmet_words(plan, base, lookup)}"
    return shortage, _build_words(plan, base, lookup), _cost_words(plan, base)


def _years_words(plan: Plan, base: Plan) -> str:
    """Warn where the two plans do not span the same years, so that their sums cannot be set side by side."""
    if plan.years == base.years:
        return ""
    spans = [words.span(which.years) for which in (plan, base)]
    return f"{plan.case} plans {spans[0]}, the base {spans[1]}: builds, costs and sums over all years differ for that alone. "


def _unmet_words(plan: Plan, base: Plan, lookup: Lookup) -> str:
    worst: dict[tuple[str, str], UnmetChange] = {}
    totals: dict[tuple[str, str], float] = defaultdict(float)
    for row in unmet(plan, base):
        key = row.market, row.commodity
        totals[key] += row.change
        if key not in worst or abs(row.change) > abs(worst[key].change):
            worst[key] = row
    if not worst:
        return f"Under {plan.case}, every market is met as far as in the base."
    order = sorted(worst, key=lambda key: (-abs(totals[key]) * lookup.price(key[1]), key))
    told = []
    for market, commodity in order[:3]:
        row = worst[market, commodity]
        share = 100 * row.case / plan.demand[market, commodity, row.year]
        more = f"{words.tonnes(abs(row.change))} {'more' if row.change > 0 else 'less'} than in the base"
        more = more if row.base > _EPSILON else "none in the base"
        told.append(
            f"{lookup.market_name(market)} is short {words.tonnes(row.case)} of {lookup.commodity_name(commodity)} in {row.year} "
            f"({words.percent(share)} of its demand, {more})"
        )
    rest = len(order) - len(told)
    tail = ""
    if rest:
        tail = f"; {words.plural(rest, 'other pair')} of market and mineral {'differs' if rest == 1 else 'differ'} too"
    return f"Under {plan.case}, {words.join(told)}{tail}."


def _total_words(plan: Plan, base: Plan, lookup: Lookup) -> list[str]:
    """Tell what goes short of each mineral over all buyers and years, and that its split among them is no finding."""
    total: dict[str, float] = defaultdict(float)
    buyers: dict[str, set[str]] = defaultdict(set)
    for row in unmet(plan, base):
        total[row.commodity] += row.change
        buyers[row.commodity].add(row.market)
    more = sorted((name for name in total if total[name] > _EPSILON), key=lambda name: (-total[name], name))
    if not more:
        return []
    told = words.join([f"{words.tonnes(total[name])} of {lookup.commodity_name(name)}" for name in more])
    text = f"Over all markets and years {told} more than in the base {'goes' if len(more) == 1 else 'go'} unmet."
    if any(len(buyers[name]) > 1 for name in more):
        text += (
            " The totals are the finding: a tonne short costs every buyer of a mineral the same, so which of them goes"
            " short is settled by freight alone."
        )
    return [text]


def _demand_words(plan: Plan, base: Plan, lookup: Lookup) -> list[str]:
    """Tell where the case asks for other tonnes than the base, so that costs are not compared like for like."""
    change: dict[str, float] = defaultdict(float)
    for key in plan.demand.keys() | base.demand.keys():
        change[key[1]] += plan.demand.get(key, 0.0) - base.demand.get(key, 0.0)
    other = sorted(name for name in change if abs(change[name]) > _EPSILON)
    if not other:
        return []
    told = words.join(
        [
            f"{words.tonnes(abs(change[name]))} {'more' if change[name] > 0 else 'less'} {lookup.commodity_name(name)}"
            for name in other
        ]
    )
    worth = words.money(abs(math.fsum(change[name] * lookup.price(name) for name in other)))
    text = f"Against the base the case needs {told} over all years, {worth} at reference prices"
    return [f"{text}: this part of the difference in cost is no gain or loss."]


def _build_words(plan: Plan, base: Plan, lookup: Lookup) -> str:
    told = []
    rows = builds(plan, base)
    for change, verb in (
        ("added", "adds"),
        ("dropped", "drops"),
        ("larger", "builds larger"),
        ("smaller", "builds smaller"),
        ("earlier", "builds earlier"),
        ("later", "builds later"),
    ):
        some = [row for row in rows if row.change == change]
        if some:
            names = [_named(row, lookup) for row in some[:3]]
            rest = len(some) - len(names)
            told.append(f"{verb} {words.join([*names, f'{rest} more'] if rest else names)}")
    if not told:
        return "The plan builds the same as in the base."
    spent = math.fsum(row.capex_change for row in rows)
    more = f"{words.money(abs(spent))} {'more' if spent >= 0 else 'less'} capital"
    return f"The plan {words.join(told)}: {more} than in the base."


def _named(row: BuildChange, lookup: Lookup) -> str:
    place = f"{row.name or row.what} ({lookup.country_name(row.country)}"
    if row.change == "added":
        return f"{place}, {_size(row.case_size, row)}, {row.case_year})"
    if row.change == "dropped":
        return f"{place}, {_size(row.base_size, row)})"
    if row.change in {"larger", "smaller"}:
        return f"{place}, {_size(row.case_size, row)} instead of {_size(row.base_size, row)})"
    return f"{place}, {row.case_year} instead of {row.base_year})"


def _size(size: float, row: BuildChange) -> str:
    return f"{words.amount(size)} workers" if row.unit == "workers" else f"{words.tonnes(size)}/a"


def _room_words(plan: Plan, base: Plan, lookup: Lookup) -> list[str]:
    """Tell for which commodities the host states build more, and why no more for the others."""
    rows = room(plan, base, lookup)
    more = [row for row in rows if row.case_built - row.base_built > 1e-3 * row.candidates]
    full = [row for row in rows if row not in more and row.case_built >= (1 - 1e-3) * row.candidates]
    left = [row for row in rows if row not in more and row not in full]
    names = [words.join([lookup.commodity_name(row.commodity) for row in some]) for some in (more, full, left)]
    parts = [
        f"the host states build more for {names[0]}" if more else "the host states build no more than in the base",
        f"for {names[1]} all that can be built is built in the base already" if full else "",
        f"for {names[2]} what is left to build is worth less than it costs" if left else "",
    ]
    text = "; ".join(part for part in parts if part)
    return [f"{text[:1].upper()}{text[1:]}."] if rows else []


def _supply_words(plan: Plan, base: Plan, lookup: Lookup) -> list[str]:
    """Tell which origins gain and lose most, by value at reference prices over all years."""
    value: dict[str, float] = defaultdict(float)
    for row in supply(plan, base):
        value[row.origin] += row.change * lookup.price(row.commodity)
    least = max(1000.0, 0.01 * max(map(abs, value.values()), default=0.0))
    gains = sorted((origin for origin in value if value[origin] > least), key=lambda origin: (-value[origin], origin))[
        :3
    ]
    losses = sorted((origin for origin in value if value[origin] < -least), key=lambda origin: (value[origin], origin))[
        :3
    ]
    if not gains and not losses:
        return []
    parts = []
    if losses:
        parts.append(
            "less comes from "
            + words.join([f"{lookup.country_name(origin)} ({words.money(-value[origin])})" for origin in losses])
        )
    if gains:
        parts.append(
            "more from "
            + words.join([f"{lookup.country_name(origin)} ({words.money(value[origin])})" for origin in gains])
        )
    text = ", ".join(parts)
    return [f"{text[:1].upper()}{text[1:]}, at reference prices over all years."]


def _cost_words(plan: Plan, base: Plan) -> str:
    """Tell the difference of all cost, and of the part that the plan decides."""
    change = plan.objective - base.objective
    if abs(change) < 1:
        return "It costs the same as the base."
    largest = max(
        (row for row in cost(plan, base) if row.part != "all"),
        key=lambda row: (abs(row.change), row.part),
        default=None,
    )
    text = f"It costs {words.money(abs(change))} {'more' if change > 0 else 'less'} than the base in present value"
    if largest is None or abs(largest.change) < 1:
        return text + "."
    return f"{text}; the largest change is {largest.part}, {words.money(abs(largest.change))} {'more' if largest.change > 0 else 'less'}."
