"""Two plans that differ in one promise, in figures: cost, tonnes, days, shares, CO2, jobs, what hosts keep."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from lodeway.ledger.effect import Effect
from lodeway.plan.result import Plan, RouteFlow
from lodeway.report.lookup import Lookup
from lodeway.report.tables import compare
from lodeway.report.tables.dependence import Dependence, dependence
from lodeway.report.tables.host import Host, hosts

__all__ = ["Delivery", "Line", "Measured", "Touch", "builds", "changes", "deliveries", "lines", "other", "touches"]

LINES: Mapping[str, tuple[str, str]] = {
    "cost": ("Total cost", "USD"),
    "investment": ("of it investment", "USD"),
    "freight": ("of it freight", "USD"),
    "unmet_cost": ("of it unmet demand", "USD"),
    "unmet": ("Demand unmet, all years", "t"),
    "days": ("Days on the way to buyers, of what it touches", "d"),
    "share": ("Largest foreign country's share of demand, of what it touches", "%"),
    "above": ("Pairs of buyer and mineral above 65 % from one country", ""),
    "emissions": ("CO2e of processes and freight, all years", "t"),
    "jobs": ("Jobs in host states", ""),
    "kept": ("Value kept in host states", "USD/a"),
}
"""Key of each figure of a plan to what it is and its unit. Money is present value, but for value kept, a mean of the years as jobs are; shares are
means over years and buyers, weighted by the value of demand, of the minerals that the promise's mines and plants make or use (of all, where it
touches none), the rest of the world left out; days are weighted by gross tonnes and of the same minerals."""
Supplied = TypeVar("Supplied", RouteFlow, Dependence)
TONNES, SHARE, DAYS = 0.5, 0.05, 0.05
"""Differences of a delivery that are told: tonnes over all years, points of share, days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A figure of the plans with and without a promise; NaN where there is no such plan or no figure."""

    key: str
    what: str
    unit: str
    whole: float
    """With the promise."""
    without: float
    """Without it, as it is stated."""
    bare: float
    """Without what it touches: the most that it can change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a market gets of a commodity over all years, with a promise and without."""

    market: str
    commodity: str
    touched: bool
    """Of an element that the promise's mines and plants make or use."""
    tonnes: tuple[float, float]
    days: tuple[float, float]
    share: tuple[float, float]
    """Largest foreign country's share of demand, mean over the years [%]."""
    origin: tuple[str, str]
    """That country in the last year."""

    @property
    def differs(self) -> bool:
        """Return whether the two plans differ in it."""
        return any(
            abs(one[0] - one[1]) > least or math.isnan(one[0]) != math.isnan(one[1])
            for one, least in ((self.tonnes, TONNES), (self.share, SHARE), (self.days, DAYS))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A thing that a promise touches, in both plans."""

    kind: str
    id: str
    name: str
    country: str
    state: str
    built: tuple[float, float]
    """Size that is built of it, over all years [t/a; gross t/a for gates and links; workers]."""
    year: tuple[int, int]
    """First decision; 0 where nothing is built."""
    used: tuple[float, float]
    """First output of a process over all years [t]; gross tonnes over a gate or link."""


class Measured:
    """Figures of plans of one scenario, each worked out once."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.rest = frozenset(row.id for row in lookup.scenario.markets if "*" in row.countries)
        """Markets that stand for the rest of the world."""
        self._plans: dict[int, tuple[Plan, dict[str, float]]] = {}
        self._hosts: dict[int, tuple[Plan, tuple[Host, ...]]] = {}
        self._shares: dict[int, tuple[Plan, tuple[Dependence, ...]]] = {}

    def figures(self, plan: Plan | None, minerals: frozenset[str] = frozenset()) -> dict[str, float]:
        """Return the figures of a plan by key, days and shares of some commodities or of all; NaN each where there is no plan."""
        if plan is None:
            return dict.fromkeys(LINES, math.nan)
        if id(plan) not in self._plans:
            self._plans[id(plan)] = plan, self._figures(plan)
        return self._plans[id(plan)][1] | self._supplied(plan, minerals)

    def about(self, effect: Effect) -> frozenset[str]:
        """Return the commodities of the elements that a promise's mines and plants make or use."""
        elements = {element for thing in effect.touched.things for element in thing.elements}
        return frozenset(row.id for row in self.lookup.scenario.commodities if row.element in elements)

    def hosts(self, plan: Plan) -> tuple[Host, ...]:
        """Return what host states keep under a plan."""
        if id(plan) not in self._hosts:
            self._hosts[id(plan)] = plan, hosts(plan, self.lookup)
        return self._hosts[id(plan)][1]

    def shares(self, plan: Plan) -> tuple[Dependence, ...]:
        """Return how each market's supply is composed under a plan."""
        if id(plan) not in self._shares:
            self._shares[id(plan)] = plan, dependence(plan, self.lookup)
        return self._shares[id(plan)][1]

    def _figures(self, plan: Plan) -> dict[str, float]:
        years, kept = len(plan.years), self.hosts(plan)
        made = [row.emissions for row in plan.activities if not math.isnan(row.emissions)]
        return {
            "cost": plan.objective,
            "investment": plan.parts["investment"],
            "freight": plan.parts["freight"],
            "unmet_cost": plan.parts["unmet"],
            "unmet": math.fsum(row.tonnes for row in plan.unmet),
            "above": float(sum(row.crma_flag for row in self.shares(plan) if row.year == plan.years[-1])),
            "emissions": math.fsum(made) + math.fsum(row.gross_tonnes * row.co2 / 1000.0 for row in plan.routes),
            "jobs": math.fsum(row.jobs for row in kept if not math.isnan(row.jobs)) / years,
            "kept": math.fsum(row.value_kept for row in kept) / years,
        }

    def _supplied(self, plan: Plan, minerals: frozenset[str]) -> dict[str, float]:
        """Return days and share of some commodities, or of all."""
        price, rest = self.lookup.price, self.rest
        rows = [
            row for row in self.shares(plan) if row.market not in rest and (not minerals or row.commodity in minerals)
        ]
        routes = (row for row in plan.routes if row.market and row.market not in rest)
        return {
            "days": _days(row for row in routes if not minerals or row.commodity in minerals),
            "share": _mean(
                (row.top_share, row.demand * price(row.commodity)) for row in rows if not math.isnan(row.top_share)
            ),
        }


def other(effect: Effect) -> Plan | None:
    """Return the plan that shows what a promise does: without it, or, where that is the same, without what it touches."""
    return effect.without if effect.verdict == "effect" else effect.bare


def changes(effect: Effect, measured: Measured) -> dict[str, float]:
    """Return the figures of the plan with a promise less those of the one that shows what it does, cost left out; NaN where there are none."""
    about = measured.about(effect)
    now, then = measured.figures(effect.whole, about), measured.figures(other(effect), about)
    return {key: now[key] - then[key] for key in ("unmet", "days", "share", "above", "emissions", "jobs", "kept")}


def lines(effect: Effect, measured: Measured) -> tuple[Line, ...]:
    """Return the figures of an effect's plans, in a fixed order."""
    about = measured.about(effect)
    whole, without, bare = (measured.figures(plan, about) for plan in (effect.whole, effect.without, effect.bare))
    return tuple(
        Line(key=key, what=what, unit=unit, whole=whole[key], without=without[key], bare=bare[key])
        for key, (what, unit) in LINES.items()
    )


def deliveries(effect: Effect, measured: Measured) -> tuple[Delivery, ...]:
    """Return what markets get of the minerals that a promise touches; of all in which the two plans differ, where it touches a gate or link alone."""
    one, two = effect.whole, other(effect)
    if one is None or two is None:
        return ()
    about = measured.about(effect)
    days = [_by_pair(row for row in plan.routes if row.market) for plan in (one, two)]
    shares = [_by_pair(measured.shares(plan)) for plan in (one, two)]
    found = []
    for market, commodity in sorted(shares[0], key=lambda pair: (pair[1], pair[0])):
        pairs = [each[market, commodity] for each in shares]
        row = Delivery(
            market=market,
            commodity=commodity,
            touched=commodity in about,
            tonnes=_pair(math.fsum(row.supplied for row in rows) for rows in pairs),
            days=_pair(_days(each.get((market, commodity), ())) for each in days),
            share=_pair(_mean((row.top_share, 1.0) for row in rows if not math.isnan(row.top_share)) for rows in pairs),
            origin=(pairs[0][-1].top_origin, pairs[1][-1].top_origin),
        )
        if row.touched or (row.differs and not about):
            found.append(row)
    return tuple(sorted(found, key=lambda row: (not row.touched, row.commodity, row.market)))


def builds(effect: Effect) -> tuple[compare.BuildChange, ...]:
    """Return the builds in which an effect's two plans differ; none where there is but one plan."""
    two = other(effect)
    return () if effect.whole is None or two is None else compare.builds(effect.whole, two)


def touches(effect: Effect) -> tuple[Touch, ...]:
    """Return what is built and used of the things that a promise touches."""
    one, two = effect.whole, other(effect)
    empty = (0.0, 0, 0.0)
    found = []
    for thing in effect.touched.things:
        here, there = (empty if plan is None else _of(plan, thing.kind, thing.id) for plan in (one, two))
        found.append(
            Touch(
                kind=thing.kind,
                id=thing.id,
                name=thing.name,
                country=thing.country,
                state=thing.state,
                built=(here[0], there[0]),
                year=(here[1], there[1]),
                used=(here[2], there[2]),
            )
        )
    return tuple(found)


def _of(plan: Plan, kind: str, name: str) -> tuple[float, int, float]:
    builds = [row for row in plan.builds if (row.kind, row.what) == (kind, name)]
    if kind == "process":
        used = math.fsum(row.tonnes for row in plan.activities if row.process == name)
    else:
        used = math.fsum(row.gross_tonnes for row in plan.routes if name in (*row.gates, *row.links))
    return math.fsum(row.size for row in builds), min((row.year for row in builds), default=0), used


def _pair(values: Iterable[float]) -> tuple[float, float]:
    one, two = values
    return one, two


def _by_pair(rows: Iterable[Supplied]) -> dict[tuple[str, str], list[Supplied]]:
    """Return rows by market and commodity."""
    found: dict[tuple[str, str], list[Supplied]] = defaultdict(list)
    for row in rows:
        found[row.market, row.commodity].append(row)
    return found


def _days(routes: Iterable[RouteFlow]) -> float:
    """Return the days that a gross tonne travels; NaN where none does."""
    return _mean((row.hours / 24.0, row.gross_tonnes) for row in routes)


def _mean(pairs: Iterable[tuple[float, float]]) -> float:
    known = list(pairs)
    weight = math.fsum(each for _, each in known)
    return math.fsum(value * each for value, each in known) / weight if weight > 0 else math.nan
