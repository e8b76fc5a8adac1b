"""Why a plan is as it is, sentence by sentence, each figure with its unit and where it comes from."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lodeway.errors import UsageError
from lodeway.plan.bankable import capital_charge, net_present_value, support
from lodeway.plan.explain import Reason, explain
from lodeway.plan.result import Build, LimitUse, Plan, Rejected, Supply
from lodeway.report import words
from lodeway.report.bankability import bankability
from lodeway.report.binding import describe
from lodeway.report.lookup import Lookup
from lodeway.report.subjects import Subject, find, gates_of
from lodeway.scenario import capital_rate
from lodeway.scenario.assumed import Assumption
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Gate

__all__ = ["TRAIN", "TRAIN_ROW", "Statement", "against", "label", "why"]

TRAIN = 2000.0
"""Gross tonnes of goods on a freight train."""
TRAIN_ROW = Assumption(
    table="explain",
    key="train",
    range="1000-3300",
    note="Container trains through Kazakhstan in the first half of 2018: 180,000 TEU on 1,861 trains, 97 TEU a train (KTZ in RailFreight, "
    "https://www.railfreight.com/business/2018/08/02/faster-and-more-trains-through-kazakhstan-this-year/); 24.8 Mt in 1.18 million TEU in 2023, "
    "21 t each (Railway Gazette International, July 2024, https://dhirubhai.net/pulse/transit-freight-drives-ktz-expansion-vladimir-waldin-7vpfe): "
    "2,030 t a train. Range: 45-50 forty-foot containers of 20 t each; 3,300 t of flour in 50 wagons (KTZ in Transport Journal, "
    "https://www.transportjournal.com/de/home/news/artikeldetail/faster-rail-transport-for-kazakh-flour.html). Scale the worth of a train with it.",
)
"""The assumption behind `TRAIN`, as a row of assumptions."""
DAYS = 365
MILLION = 1e6
SHOWN = 6
"""Rows of one kind that are told before the rest is counted."""
LEAST = 1e-6
"""Share of its revenue or investment below which what a project saves beyond its prices is the solver's rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence with the figure that it rests on."""

    text: str
    value: float = math.nan
    unit: str = ""
    origin: str = ""
    """Key of plan.json, the row there and its column, from which the figure follows."""


def why(plan: Plan, scenario: Scenario, what: str) -> tuple[Subject, tuple[Statement, ...]]:
    """Return what is asked about and the sentences that explain it.

    Parameters
    ----------
    plan
        A plan made with ``explained=True``, or read back by `lodeway.plan.reopen`.
    scenario
        The scenario it answers.
    what
        Id or name of a process, site, gate, link, training, country, limit, measure, ban, agreement, market or commodity.

    Raises
    ------
    UsageError
        When nothing is called so.

    Examples
    --------
    >>> from lodeway.plan import plan
    >>> from lodeway.plan.sample import sample
    >>> subject, statements = why(plan(sample(), explained=True), sample(), "pit-2")
    >>> statements[0].text
    'pit-2 is built: 200 t/a decided in 2026, running from 2027, for 600 thousand USD.'
    """
    subject = find(scenario, what)
    asked = _Asked(plan, scenario)
    told = tuple(asked.tell(subject))
    return subject, told or (Statement(text=f"The plan does not use {subject.name}."),)


def against(plan: Plan, scenario: Scenario, one: str, other: str) -> tuple[Statement, ...]:
    """Return why one project is built rather than another, line by line per tonne of first output.

    Parameters
    ----------
    plan, scenario
        As for `why`.
    one, other
        Processes by id or name.

    Raises
    ------
    UsageError
        When one of them is no process that may be built.
    """
    asked = _Asked(plan, scenario)
    pair = [find(scenario, name) for name in (one, other)]
    sums = [asked.sum_of(subject) for subject in pair]
    names = [asked.name(subject.id) for subject in pair]
    lines = {key: [mine[key] for mine in sums] for key in ("revenue", "feed", "operation", "investment", "limits")}
    net = [row["revenue"] - row["feed"] - row["operation"] - row["investment"] - row["limits"] for row in sums]
    better = 0 if net[0] >= net[1] else 1
    first, second = names[better], names[1 - better]
    told = [
        Statement(
            text=f"After all cost {first} leaves {words.price(net[better])} of {asked.product(pair[better].id)} at the plan's prices, "
            f"{second} {words.price(net[1 - better])}: {words.price(net[better] - net[1 - better])} less.",
            value=net[better] - net[1 - better],
            unit="USD/t",
            origin="builds, rejected: revenue - feed - operation - investment - limits, per discounted tonne",
        )
    ]
    titles = {
        "revenue": "its product is worth {} where it stands, that of {} {}",
        "feed": "its feed costs {}, that of {} {}",
        "operation": "its operation costs {}, that of {} {}",
        "investment": "its capital costs {}, that of {} {}",
        "limits": "it takes {} from scarce limits, {} {}",
    }
    for key, (mine, theirs) in sorted(lines.items(), key=lambda row: -abs(row[1][0] - row[1][1])):
        if abs(mine - theirs) > 1e-6 * max(abs(mine), abs(theirs), 1.0):
            text = titles[key].format(words.price(mine), names[1], words.price(theirs))
            told.append(
                Statement(text=f"Of {names[0]}: {text}.", value=mine - theirs, unit="USD/t", origin=f"{key} / tonnes")
            )
    return tuple(told)


class _Asked:
    """A plan with everything that its sentences look up."""

    def __init__(self, plan: Plan, scenario: Scenario) -> None:
        self.plan, self.scenario, self.lookup = plan, scenario, Lookup(scenario)

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        return gates_of(self.scenario)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        return explain(self.plan, self.scenario, gates=self.gates, links=self.scenario.links)

    @cached_property
    def names(self) -> dict[str, str]:
        rows: list[Any] = [
            *self.gates,
            *self.scenario.processes,
            *self.scenario.links,
            *self.scenario.training,
            *self.scenario.sites,
        ]
        return {row.id: row.name or row.id for row in reversed(rows)} | {
            row.id: self.lookup.market_name(row.id) for row in self.scenario.markets
        }

    def name(self, key: str) -> str:
        return self.names.get(key, key)

    def product(self, process: str) -> str:
        return self.lookup.commodity_name(self.lookup.yields[process].commodity)

    def sum_of(self, subject: Subject) -> dict[str, float]:
        """Return the sum of a project per discounted tonne of first output [USD/t], what the first of a unit saves included."""
        keys = ("revenue", "feed", "operation", "investment", "limits")
        rows: list[Reason | Rejected] = [row for row in self.reasons if row.what == subject.id]
        rows += [row for row in self.plan.rejected if row.what == subject.id]
        tonnes = sum(row.tonnes for row in rows)
        if not rows or not tonnes > 0:
            raise UsageError(
                f"{subject.kind} {subject.id} cannot be compared: only processes that the plan builds or might build, and "
                "that would have a buyer, have a sum per tonne"
            )
        found = {key: sum(float(getattr(row, key)) for row in rows) / tonnes for key in keys}
        found["revenue"] += sum(_shift(row) for row in rows if isinstance(row, Rejected)) / tonnes
        return found

    def tell(self, subject: Subject) -> Iterator[Statement]:
        yield from getattr(self, f"_{subject.kind}")(subject.id)

    def _project(self, key: str) -> Iterator[Statement]:
        for build in self.plan.builds:
            if build.what == key:
                yield from self._built(build)
        for row in self.plan.rejected:
            if row.what == key:
                yield from self._left_out(row)

    def _process(self, key: str) -> Iterator[Statement]:
        yield from self._project(key)
        made = [row for row in self.plan.activities if row.process == key and row.capacity - row.built > 0]
        if made:
            output = math.fsum(row.tonnes for row in made)
            room = math.fsum(row.capacity for row in made)
            yield Statement(
                text=f"{self.name(key)} exists and makes {words.tonnes(output)} of {self.product(key)} over "
                f"{words.span([row.year for row in made])}, {words.percent(100 * output / room)} of its capacity.",
                value=output,
                unit="t",
                origin=f"activities[process={key}].tonnes",
            )
        yield from self._limits(lambda row: row.kind in ("capacity", "resource", "build") and row.scope == key)

    def _built(self, build: Build) -> Iterator[Statement]:
        name = self.name(build.what)
        yield Statement(
            text=f"{self._called(build.kind, name)} is built: {words.amount(build.size)} {build.unit} decided in {build.year}, running from "
            f"{build.first_year}, for {words.money(build.capex)}.",
            value=build.size,
            unit=build.unit,
            origin=f"builds[what={build.what},year={build.year}].size",
        )
        reason = next((r for r in self.reasons if (r.what, r.year) == (build.what, build.year)), None)
        if reason is None:
            return
        earns = "its output is worth" if build.kind == "process" else "it saves its users"
        costs = [
            (reason.feed, "feed"),
            (reason.operation, "operation"),
            (reason.limits, "what it takes from scarce limits"),
            (reason.investment, "capital within the plan's years"),
        ]
        told = words.join([f"{words.money(amount)} for {label}" for amount, label in costs if amount > 0.5])
        yield Statement(
            text=f"At the plan's prices {earns} {words.money(reason.revenue)} in present value, against {told or 'no cost'}.",
            value=reason.revenue,
            unit="USD",
            origin="prices x activities x recipe" if build.kind == "process" else f"limits[{build.kind}].price",
        )
        even = abs(reason.net) <= 1e-6 * max(reason.revenue, reason.investment, 1.0)
        if even:
            text = f"That leaves nothing: at this size a little more or less of {name} changes nothing."
        elif reason.net > 0:
            text = f"That leaves {words.money(reason.net)}: {self._why_no_larger(build)}."
        else:
            text = (
                f"That lacks {words.money(-reason.net)}: less of it would pay better, but it comes in whole units only."
            )
        yield Statement(
            text=text, value=reason.net, unit="USD", origin="revenue - feed - operation - limits - investment"
        )
        for row in bankability(self.plan, self.lookup, self.gates) if build.kind in ("process", "gate") else ():
            if (row.what, row.year) == (build.what, build.year):
                yield Statement(text=row.words, value=row.break_even, unit="USD/t", origin="bankability.break_even")

    def _called(self, kind: str, name: str) -> str:
        """Return what a project is called: a gate that stands is enlarged, not built."""
        return f"More room at {name}" if kind in ("gate", "link") else name

    def _why_no_larger(self, build: Build) -> str:
        room = next((r for r in self.plan.limits if r.kind == "build" and r.scope == build.what and r.price > 0), None)
        if room is not None:
            return f"no more than {words.amount(room.bound)} {room.unit} may be built of it"
        return "one more whole unit would cost more than it brings"

    def _left_out(self, row: Rejected) -> Iterator[Statement]:
        name, origin = self.name(row.what), f"rejected[what={row.what}]"
        if math.isnan(row.gap):
            yield Statement(
                text=f"{self._called(row.kind, name)} is not built: no plan within the limits can hold even {words.amount(row.size)} {row.unit} of it.",
                origin=f"{origin}.gap",
            )
            return
        size = f"{'a unit of ' if row.whole else ''}{words.amount(row.size)} {row.unit}"
        yield Statement(
            text=f"{self._called(row.kind, name)} is not built: {size}, decided in {row.year}, would add {words.money(row.gap)} to the plan's cost in "
            "present value.",
            value=row.gap,
            unit="USD",
            origin=f"{origin}.gap",
        )
        yield from self._earnings(row, name, origin)
        if _shift(row) > LEAST * max(row.revenue, row.investment):
            yield Statement(
                text=f"A whole unit shifts prices: this sum is at those with it, and the first of the unit, which would replace what is dearer, saves {words.money(row.shift)} more.",
                value=row.shift,
                unit="USD",
                origin=f"{origin}.shift",
            )
        for kind, scope, cost in row.charges:
            limit = label(kind, scope, self.lookup, self.names)
            yield Statement(
                text=f"It would take {words.money(cost)} from {limit}, which is scarce."
                if cost > 0
                else f"It would help to keep {limit}, which is worth {words.money(-cost)}.",
                value=cost,
                unit="USD",
                origin=f"{origin}.charges",
            )
        for kind, scope, cost in row.tolls[:SHOWN]:
            each = f" ({words.price(cost / row.tonnes)})" if row.tonnes > 0 else ""
            yield Statement(
                text=f"Its goods would have to pay {words.money(cost)}{each} for {label(kind, scope, self.lookup, self.names)}, "
                "which is used up.",
                value=cost,
                unit="USD",
                origin=f"{origin}.tolls",
            )
        yield from self._entry(row, name, origin)
        if row.kind == "process" and row.output > 0:
            yield from self._bankable(row, name)

    def _earnings(self, row: Rejected, name: str, origin: str) -> Iterator[Statement]:
        if row.kind == "process" and not row.output > 0:
            users = [o.id for o in self.scenario.processes if row.commodity in self.lookup.yields[o.id].inputs]
            unbuilt = [self.name(user) for user in users if any(r.what == user for r in self.plan.rejected)]
            also = f"; {words.join(unbuilt)}, which would use it, is not built either" if unbuilt else ""
            yield Statement(
                text=f"Nobody would take its {self.lookup.commodity_name(row.commodity)} at its cost{also}: its capital of "
                f"{words.money(row.investment)} would earn nothing.",
                value=row.investment,
                unit="USD",
                origin=f"{origin}.investment",
            )
            return
        earns = "Its output would be worth" if row.kind == "process" else "It would save its users"
        costs = [(row.feed, "feed"), (row.operation, "operation"), (row.investment, "capital within the plan's years")]
        told = words.join([f"{words.money(amount)} for {label}" for amount, label in costs if amount > 0.5])
        where = ""
        if row.buyers:
            way = f" by way of {words.join([self.name(gate) for gate in row.gates])}" if row.gates else ""
            where = f" It would go to {words.join([self.name(buyer) for buyer in row.buyers[:3]])}{way}."
        yield Statement(
            text=f"{earns} {words.money(row.revenue)} in present value, against {told or 'no cost'}.{where}",
            value=row.revenue,
            unit="USD",
            origin=f"{origin}.revenue",
        )

    def _entry(self, row: Rejected, name: str, origin: str) -> Iterator[Statement]:
        if not row.gap > 0:
            return
        ways = []
        if row.tonnes > 0:
            now = (row.revenue + _shift(row)) / row.tonnes
            rise = row.gap / row.tonnes
            ways.append(
                f"its {self.lookup.commodity_name(row.commodity)} were worth {words.price(now + rise)} where it stands in place of "
                f"{words.price(now)}"
            )
        if row.gap < row.investment:
            ways.append(f"its capital cost were {words.percent(100 * row.gap / row.investment)} lower")
        ways.append(f"a grant paid {words.money(row.gap)} ({words.amount(row.gap / row.size)} USD per {row.unit})")
        yield Statement(
            text=f"{self._called(row.kind, name)} would enter if {', or if '.join(ways)}.",
            value=row.gap / row.tonnes if row.tonnes > 0 else row.gap / row.size,
            unit="USD/t" if row.tonnes > 0 else f"USD per {row.unit}",
            origin=f"{origin}.gap / {origin}.tonnes",
        )

    def _bankable(self, row: Rejected, name: str) -> Iterator[Statement]:
        process = self.lookup.processes[row.what]
        recipe = self.lookup.yields[row.what]
        rate = capital_rate(self.scenario, row.country)
        capital = capital_charge(rate, life=process.life, lead_time=process.lead_time) * row.capex / row.output
        feed = row.feed / row.tonnes
        credit = math.fsum(n * self.lookup.price(c) for c, n in recipe.outputs.items() if c != recipe.commodity)
        variable = process.opex + feed + row.freight - credit
        floor = capital + variable
        terms: dict[str, Any] = {"rate": rate, "life": process.life, "lead_time": process.lead_time}
        value = net_present_value(margin=row.worth - variable, output=row.output, capex=row.capex, **terms)
        needed = support(gap=floor - row.worth, output=row.output, capital=capital, capex=row.capex, **terms)
        yield Statement(
            text=f"Over its whole life of {process.life} years, at the {words.percent(100 * rate)} that capital costs in "
            f"{self.lookup.country_name(row.country)} and the {words.price(row.worth)} that a delivered tonne is worth in the plan, "
            f"{size_words(row)} has a net present value of {words.money(value)}; it breaks even at {words.price(floor)}.",
            value=value,
            unit="USD",
            origin=f"rejected[what={row.what}].worth, .freight, .output, .capex; processes.opex, .life; capital.rate",
        )
        if floor <= row.worth:
            return
        ways = [
            f"an offtake of {words.tonnes(row.output)} a year over {process.life} years at a floor of {words.price(floor)}",
            f"a grant of {words.money(needed.grant)}",
        ]
        if not math.isnan(needed.guarantee):
            ways.append(f"a guarantee that cuts its cost of capital to {words.percent(100 * needed.guarantee)}")
        yield Statement(
            text=f"It is bankable with {', or with '.join(ways)}.", value=floor, unit="USD/t", origin="break-even price"
        )

    def _limits(self, wanted: Callable[[LimitUse], bool]) -> Iterator[Statement]:
        """Tell of each limit how far it is used and what one more unit is worth, its years together."""
        groups: dict[tuple[str, str], list[LimitUse]] = defaultdict(list)
        for row in self.plan.limits:
            if wanted(row):
                groups[row.kind, row.scope].append(row)
        for (kind, scope), rows in sorted(groups.items(), key=lambda item: -sum(row.price for row in item[1]))[:SHOWN]:
            yield self._limit_words(kind, scope, rows)

    def _limit_words(self, kind: str, scope: str, rows: list[LimitUse]) -> Statement:
        limit = label(kind, scope, self.lookup, self.names)
        limit = f"{limit[:1].upper()}{limit[1:]}"
        binding = [row for row in rows if row.price > 0]
        origin = f"limits[kind={kind},scope={scope}].price"
        if not binding:
            top = max(rows, key=lambda row: row.used / row.bound if row.bound else 0.0)
            share = f", at most {words.percent(100 * top.used / top.bound)}" if top.bound else ""
            return Statement(
                text=f"{limit} does not bind{share}: more of it is worth nothing.",
                value=0.0,
                unit=f"USD/{top.unit}",
                origin=origin,
            )
        years = [row.year for row in binding if row.year]
        when = f" in {words.span(years)}" if years else " over all years"
        total = math.fsum(row.price for row in binding)
        unit, step, told = _UNITS.get(kind, ("one more unit", 1.0, rows[0].unit))
        verb = "less" if binding[0].sense == "least" else "more"
        each = f"{unit.replace('more', verb)}{' a year' if len(years) > 1 else ''}"
        return Statement(
            text=f"{limit} is used up{when}: {each} would save {words.money(total * step)} in present value.",
            value=total * step,
            unit=f"USD per {told}",
            origin=origin,
        )

    def _site(self, key: str) -> Iterator[Statement]:
        for process in self.scenario.processes:
            if process.site == key:
                yield from self._process(process.id)
        yield from self._worth({key})

    def _worth(self, places: set[str], goods: str = "") -> Iterator[Statement]:
        found: dict[tuple[str, str], list[float]] = defaultdict(list)
        for (site, commodity, _), price in self.plan.prices.items():
            if site in places and goods in ("", commodity):
                found[site, commodity].append(price)
        for (site, commodity), prices in sorted(found.items()):
            span = sorted({round(min(prices), 6), round(max(prices), 6)})
            told = " to ".join(dict.fromkeys(words.amount(price) for price in span))
            yield Statement(
                text=f"One more tonne of {self.lookup.commodity_name(commodity)} at {self.name(site)} is worth {told} USD "
                f"(reference price {words.price(self.lookup.price(commodity))}).",
                value=max(prices),
                unit="USD/t",
                origin=f"prices[site={site},commodity={commodity}].price",
            )

    def _gate(self, key: str, kind: str = "gate") -> Iterator[Statement]:
        yield from self._project(key)
        flows: dict[tuple[str, str], float] = defaultdict(float)
        for row in self.plan.routes:
            if key in (row.gates if kind == "gate" else row.links):
                flows[row.commodity, row.market or row.destination] += row.gross_tonnes
        total = math.fsum(flows.values())
        if total > 0:
            top = sorted(flows, key=lambda pair: -flows[pair])[:3]
            told = words.join([f"{self.lookup.commodity_name(c)} for {self.name(to)}" for c, to in top])
            yield Statement(
                text=f"{words.tonnes(total)} gross of the plan's goods pass {self.name(key)} over all years, most of it {told}.",
                value=total,
                unit="gross t",
                origin=f"routes[{kind}s={key}].gross_tonnes",
            )
        else:
            yield Statement(
                text=f"None of the plan's goods pass {self.name(key)}.", value=0.0, unit="gross t", origin="routes"
            )
        rows = [row for row in self.plan.limits if (row.kind, row.scope) == (kind, key)]
        if not rows:
            yield Statement(
                text=f"{self.name(key)} is not full: one more train a day would save nothing.",
                value=0.0,
                unit="USD per daily train",
                origin=f"limits: no row of kind {kind} and scope {key}",
            )
        if rows:
            yield self._limit_words(kind, key, rows)
            worth = math.fsum(row.price for row in rows) * TRAIN * DAYS
            yield Statement(
                text=f"One more train a day through {self.name(key)}, {words.amount(TRAIN * DAYS)} gross t a year at "
                f"{words.amount(TRAIN)} t a train (from KTZ's container trains; {TRAIN_ROW.range}), would save {words.money(worth)} in present value, as "
                "far as the price of a tonne holds.",
                value=worth,
                unit="USD per daily train",
                origin=f"limits[kind={kind},scope={key}].price x {TRAIN * DAYS:g}",
            )

    def _link(self, key: str) -> Iterator[Statement]:
        yield from self._gate(key, "link")

    def _training(self, key: str) -> Iterator[Statement]:
        yield from self._project(key)
        yield from self._limits(lambda row: row.kind == "training" and row.scope == key)

    def _limit(self, key: str) -> Iterator[Statement]:
        limit = next(row for row in self.scenario.limits if row.id == key)
        yield Statement(
            text=f"Limit {key}: {limit.kind.replace('_', ' ')}, {words.amount(limit.value)} {limit.unit} for "
            f"{'all' if limit.scope == '*' else self.name(limit.scope)}.",
            value=limit.value,
            unit=limit.unit,
            origin=f"scenario.json: limits[id={key}].value",
        )
        rows = [row for row in self.plan.limits if row.kind == limit.kind and row.scope.split("/")[0] == key]
        yield from self._limits(lambda row: row in rows)
        if limit.kind in ("origin_share", "stage_share") and any(row.price > 0 for row in rows):
            worth = 0.0
            for row in rows:
                market, commodity = row.scope.split("/")[-2:]
                years = [row.year] if row.year else list(self.plan.years)
                worth += (
                    row.price * math.fsum(self.plan.demand.get((market, commodity, year), 0.0) for year in years) / 100
                )
            yield Statement(
                text=f"One percentage point more would save {words.money(worth)} in present value, over all markets and years.",
                value=worth,
                unit="USD per percentage point",
                origin=f"limits[kind={limit.kind},scope={key}/...].price x demand / 100",
            )
        if not rows:
            yield Statement(text="Nothing in the plan comes under it.", value=0.0, origin="limits")

    def _measure(self, key: str) -> Iterator[Statement]:
        measure = next(row for row in self.scenario.measures if row.id == key)
        yield Statement(
            text=f"Measure {key} is a {measure.kind} of {self.lookup.country_name(measure.imposing)} on the {measure.direction} of "
            f"{words.join(list(measure.elements))}.",
            origin=f"scenario.json: measures[id={key}]",
        )
        if measure.kind == "quota":
            yield from self._limits(lambda row: row.kind == "measure" and row.scope == key)
        else:
            yield Statement(
                text=f"A {measure.kind} has no price in a plan; `lodeway compare` with a case without it tells what it costs."
            )

    def _ban(self, key: str) -> Iterator[Statement]:
        ban = next(row for row in self.scenario.bans if row.id == key)
        what = "transit through" if ban.kind == "transit" else "everything from, to and through"
        yield Statement(
            text=f"Ban {key} bars {what} {self.lookup.country_name(ban.country)}. A ban has no price in a plan; `lodeway compare` "
            "with a case without it tells what it costs.",
            origin=f"scenario.json: bans[id={key}]",
        )

    def _agreement(self, key: str) -> Iterator[Statement]:
        yield from self._limits(
            lambda row: row.kind in ("offtake", "requirement", "fund") and row.scope.split("/")[0] == key
        )

    def _market(self, key: str) -> Iterator[Statement]:
        short: dict[str, float] = defaultdict(float)
        for need in self.plan.unmet:
            if need.market == key:
                short[need.commodity] += need.tonnes
        for commodity, tonnes in sorted(short.items(), key=lambda item: -item[1] * self.lookup.price(item[0]))[:SHOWN]:
            whole = math.fsum(t for (m, c, _), t in self.plan.demand.items() if (m, c) == (key, commodity))
            yield Statement(
                text=f"{self.name(key)} lacks {words.tonnes(tonnes)} of {self.lookup.commodity_name(commodity)} over the plan's years, "
                f"{words.percent(100 * tonnes / whole)} of what it needs.",
                value=tonnes,
                unit="t",
                origin=f"unmet[market={key},commodity={commodity}].tonnes",
            )
        yield from self._origins(lambda row: row.market == key)
        yield from self._limits(
            lambda row: row.kind not in ("demand", "capacity") and key in row.scope.split("/") and row.price > 0
        )

    def _origins(self, wanted: Callable[[Supply], bool]) -> Iterator[Statement]:
        got: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for row in self.plan.supply:
            if wanted(row):
                got[row.commodity][row.origin] += row.tonnes
        for commodity, origins in sorted(
            got.items(), key=lambda item: -sum(item[1].values()) * self.lookup.price(item[0])
        )[:SHOWN]:
            whole = math.fsum(origins.values())
            top = sorted(origins, key=lambda code: (-origins[code], code))[:3]
            told = words.join(
                [f"{self.lookup.country_name(c)} ({words.percent(100 * origins[c] / whole)})" for c in top]
            )
            yield Statement(
                text=f"Its {self.lookup.commodity_name(commodity)}, {words.tonnes(whole)} over all years, comes most from {told}.",
                value=100 * origins[top[0]] / whole,
                unit="%",
                origin=f"supply[commodity={commodity}].tonnes by origin",
            )

    def _commodity(self, key: str) -> Iterator[Statement]:
        yield from self._worth({site for market in self.scenario.markets for site in market.sites}, key)
        for build in self.plan.builds:
            if build.commodity == key:
                yield next(self._built(build))
        for row in self.plan.rejected:
            if row.commodity == key:
                yield next(self._left_out(row))
        yield from self._limits(lambda row: key in row.scope.split("/") and row.price > 0 and row.kind != "demand")

    def _country(self, key: str) -> Iterator[Statement]:
        for build in self.plan.builds:
            if build.country == key:
                yield next(self._built(build))
        for row in self.plan.rejected:
            if row.country == key:
                yield next(self._left_out(row))
        sold: dict[str, float] = defaultdict(float)
        for flow in self.plan.supply:
            if flow.origin == key:
                sold[flow.commodity] += flow.tonnes
        for commodity, tonnes in sorted(sold.items(), key=lambda item: -item[1] * self.lookup.price(item[0]))[:SHOWN]:
            yield Statement(
                text=f"It delivers {words.tonnes(tonnes)} of {self.lookup.commodity_name(commodity)} to markets over all years.",
                value=tonnes,
                unit="t",
                origin=f"supply[origin={key},commodity={commodity}].tonnes",
            )
        own = {row.id for row in self.scenario.limits if row.scope == key}
        own |= {row.id for row in self.scenario.measures if row.imposing == key}
        yield from self._limits(
            lambda row: (
                row.kind != "demand"
                and row.price > 0
                and (key in row.scope.split("/") or row.scope.split("/")[0] in own)
            )
        )


def label(kind: str, scope: str, lookup: Lookup, names: Mapping[str, str]) -> str:
    """Return what a limit is called in a sentence.

    Parameters
    ----------
    kind, scope
        As in `lodeway.plan.LimitUse`.
    lookup
        Rows of the scenario.
    names
        Names of gates and the like by id.
    """
    parts = scope.split("/")
    if kind in ("origin_share", "stage_share") and len(parts) == 4:
        limit, origin, market, commodity = parts
        return (
            f"share limit {limit} on {lookup.commodity_name(commodity)} from {lookup.country_name(origin)} for "
            f"{lookup.market_name(market)}"
        )
    return describe(kind, scope, lookup, names)


def _shift(row: Rejected) -> float:
    """Return what a project left out saves beyond its prices; an older version's plan does not tell."""
    return 0.0 if math.isnan(row.shift) else row.shift


def size_words(row: Rejected) -> str:
    """Return the size that was tried, in words."""
    return f"{'a unit of ' if row.whole else ''}{words.amount(row.size)} {row.unit}"


_UNITS: dict[str, tuple[str, float, str]] = {
    "budget": ("one more million USD", MILLION, "million USD"),
    "fund": ("one more million USD", MILLION, "million USD"),
    "workforce": ("one more worker", 1.0, "worker"),
    "training": ("one more place", 1.0, "place"),
    "emissions": ("one more tonne of CO2e", 1.0, "t CO2e"),
    "gate": ("one more gross tonne", 1.0, "gross t"),
    "link": ("one more gross tonne", 1.0, "gross t"),
    "transit_share": ("one more gross tonne in transit", 1.0, "gross t"),
    "measure": ("one more tonne of quota", 1.0, "t"),
    "build": ("one more tonne of yearly capacity", 1.0, "t/a"),
    "build_rate": ("one more tonne of yearly capacity", 1.0, "t/a"),
    "capacity": ("one more tonne of yearly capacity", 1.0, "t/a"),
    "relation": ("one more tonne", 1.0, "t"),
    "resource": ("one more tonne in the ground", 1.0, "t"),
    "origin_share": ("one more tonne", 1.0, "t"),
    "stage_share": ("one more tonne", 1.0, "t"),
}
"""Kind of limit to what one more of it is called, how many of its units that is, and the unit."""
