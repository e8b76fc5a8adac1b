"""The plan written arc by arc in linopy, from the scenario's tables alone: nothing of lodeway.plan is used."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Any

import linopy
import numpy as np
import xarray as xr

from lodeway.network import Network
from lodeway.scenario import capacity, capital_rate, demand, home, parse_recipe
from lodeway.scenario.model import Scenario
from tests.plan.further import Kept, Origins, agreed, funded, recycled, share, stepped


@dataclass(frozen=True)
class Way:
    """A commodity from a site to a site, for a market or for the plants there."""

    origin: str
    commodity: str
    destination: str
    market: str
    shuns: frozenset[str] = frozenset()
    """Countries of limited transit that it keeps out of; a flow is split among all such sets."""


@dataclass(frozen=True)
class Option:
    """Something that may be built."""

    id: str
    kind: str
    country: str
    row: Any


class Arcs:
    """The linear program of a scenario with a flow variable for every lane, year and directed leg."""

    def __init__(self, scenario: Scenario, network: Network) -> None:
        self.scenario, self.network, self.years = scenario, network, list(scenario.years)
        self.country = {site.id: site.country for site in scenario.sites}
        self.commodity = {row.id: row for row in scenario.commodities}
        self.processes = [row for row in scenario.processes if row.status != "closed"]
        self.recipe = {row.id: parse_recipe(row.recipe) for row in self.processes}
        self.need = demand(scenario)
        self.needs = sorted({(market, commodity) for market, commodity, _ in self.need})
        self.ways = self._ways()
        self.options = [
            Option(row.id, "process", self.country[row.site], row)
            for row in self.processes
            if row.status == "candidate"
        ] + [
            Option(row.id, "gate", row.from_country, row)
            for row in network.gates
            if not math.isnan(row.capex) and (row.status == "candidate" or not math.isnan(row.capacity))
        ]
        self.options += [
            Option(row.id, "link", row.from_country, row)
            for row in network.links
            if not math.isnan(row.capex) and (row.status == "candidate" or not math.isnan(row.capacity))
        ]
        self.options += [Option(row.id, "training", row.country, row) for row in scenario.training]
        self.discount = xr.DataArray(
            [(1 + scenario.discount_rate) ** -(year - self.years[0]) for year in self.years], {"year": self.years}
        )
        self.model = linopy.Model()
        self.constant = 0.0
        self._origins: dict[tuple[str, str], Origins] = {}
        self.kept = Kept(self)
        self._variables()
        self._network()
        self._balances()
        self._capacities()
        self._demands()
        self.paid = funded(self)
        self.promised = agreed(self)
        recycled(self)
        self._limits()

    def origins(self, element: str, point: str) -> Origins:
        """Return the goods of an element by where they were mined or made at a stage."""
        if (element, point) not in self._origins:
            self._origins[element, point] = Origins(self, element, point)
        return self._origins[element, point]

    @staticmethod
    def price(option: Option) -> float:
        """Return the overnight cost of capacity, or of a place [USD]."""
        return float(option.row.cost if option.kind == "training" else option.row.capex)

    def objective(self) -> float:
        """Solve by simplex in one thread and return the least present value of all cost."""
        self.model.add_objective(self._cost())
        status, _ = self.model.solve(
            "highs",
            io_api="direct",
            solver="choose" if self.whole else "simplex",
            threads=1,
            output_flag=False,
            mip_rel_gap=0.0,
            mip_abs_gap=0.0,
        )
        assert status == "ok", status
        value = self.model.objective.value
        assert value is not None
        return float(value) + self.constant

    # ---- what may travel ------------------------------------------------------------------------------------

    def _ways(self) -> list[Way]:
        made = sorted({(p.site, c) for p in self.processes for c, _ in self.recipe[p.id].outputs})
        used = sorted({(p.site, c) for p in self.processes for c, _ in self.recipe[p.id].inputs})
        ways = [Way(o, c, d, "") for o, c in made for d, k in used if c == k]
        for market in self.scenario.markets:
            wanted = {c for m, c in self.needs if m == market.id}
            ways += [Way(o, c, d, market.id) for o, c in made if c in wanted for d in market.sites]
        return [replace(way, shuns=frozenset(shuns)) for way in ways for shuns in self._shunned(way)]

    def _shunned(self, way: Way) -> list[tuple[str, ...]]:
        limited = {row.country for row in self.scenario.limits if row.kind == "transit_share"}
        limited = {country for country in limited if self._transits(way, country)}
        return [s for size in range(len(limited) + 1) for s in combinations(sorted(limited), size)]

    def _transits(self, way: Way, country: str) -> bool:
        sites = self._market(way.market).sites if way.market else (way.destination,)
        ends = {self.country[way.origin], *(self.country[site] for site in sites)}
        return country not in ends and not (way.market and country in home(self.scenario, way.market))

    def _transit_share(self, limit: Any, years: list[int]) -> None:
        counted = [
            w
            for w, way in enumerate(self.ways)
            if limit.scope in ("*", way.market) and limit.commodity in ("*", way.commodity)
            if way.origin != way.destination
        ]
        inside = [
            w
            for w in counted
            if self._transits(self.ways[w], limit.country) and limit.country not in self.ways[w].shuns
        ]
        moved = (self.sent * self.gross).sel(year=years)
        left: Any = moved.sel(way=counted).sum("way") * (-limit.value / 100)
        if inside:
            left = left + moved.sel(way=inside).sum("way")
        self.model.add_constraints((left.sum("year") if limit.whole else left) <= 0, name=f"transit {limit.id}")

    def _bans(self, kind: str, year: int, buyer: str) -> set[str]:
        return {
            ban.country
            for ban in self.scenario.bans
            if ban.kind == kind
            and ban.opens <= year
            and (not ban.closes or year < ban.closes)
            and (not ban.buyers or buyer in set().union(*(self._members(name) for name in ban.buyers)))
        }

    def _measures(self, way: Way, year: int) -> list[Any]:
        start = self.country[way.origin]
        ends = home(self.scenario, way.market) if way.market else {self.country[way.destination]}
        if way.market and start in ends and "*" not in self._market(way.market).countries:
            return []
        found = []
        for row in self.scenario.measures:
            what = self.commodity[way.commodity]
            if what.element not in row.elements or (row.stages and what.stage not in row.stages):
                continue
            days = sum(
                (row.in_force or date.min) <= date.fromordinal(day) <= (row.ends or date.max)
                for day in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
            )
            imposing = self._members(row.imposing)
            targets = set().union(*(self._members(t) for t in row.targets if t != "*"))
            everyone = "*" in row.targets
            if row.direction == "export":
                acts = start in imposing and not ends <= imposing and (everyone or ends <= targets)
            else:
                acts = ends <= imposing and start not in imposing and (everyone or start in targets)
            if acts and days * 2 >= 365 + (year % 4 == 0):
                found.append(row)
        return found

    def _market(self, name: str) -> Any:
        return next(row for row in self.scenario.markets if row.id == name)

    def _members(self, place: str) -> set[str]:
        return set(home(self.scenario, place)) if any(m.id == place for m in self.scenario.markets) else {place}

    # ---- variables ------------------------------------------------------------------------------------------

    def _variables(self) -> None:
        m, years = self.model, {"year": self.years}
        legs = self.network.legs
        ways, leg = {"way": range(len(self.ways))}, {"leg": range(legs.tail.size)}
        open_leg = np.asarray([(legs.opens <= y) & ((legs.closes == 0) | (legs.closes > y)) for y in self.years])
        allowed = np.broadcast_to(open_leg, (len(self.ways), *open_leg.shape)).copy()
        exists = np.ones((len(self.ways), len(self.years)), dtype=bool)
        place = np.asarray(self.network.terminal_country)
        for w, way in enumerate(self.ways):
            buyer = self.country[way.destination]
            ends = {self.country[way.origin], buyer}
            for t, year in enumerate(self.years):
                out = self._bans("all", year, buyer)
                banned = (out | self._bans("transit", year, buyer)) - (ends - out) | way.shuns
                touched = np.isin(place[legs.tail], sorted(banned)) | np.isin(place[legs.head], sorted(banned))
                allowed[w, t] &= ~touched
                exists[w, t] = not ends & out and not any(r.kind == "ban" for r in self._measures(way, year))
        self.flow = m.add_variables(
            lower=0, upper=xr.DataArray(np.where(allowed, np.inf, 0.0), ways | years | leg), name="flow"
        )
        self.sent = m.add_variables(
            lower=0, upper=xr.DataArray(np.where(exists, np.inf, 0.0), ways | years), name="sent"
        )
        process = {"process": [row.id for row in self.processes]}
        self.activity = m.add_variables(lower=0, coords=process | years, name="activity")
        self.idle = m.add_variables(lower=0, coords=process | years, name="idle")
        self.unmet = m.add_variables(lower=0, coords={"need": range(len(self.needs))} | years, name="unmet")
        self._build_variables()

    def _build_variables(self) -> None:
        runs = np.zeros((len(self.options), len(self.years), len(self.years)))
        left = np.ones_like(runs)
        able = np.zeros((len(self.options), len(self.years)), dtype=bool)
        for k, option in enumerate(self.options):
            row = option.row
            for d, decided in enumerate(self.years):
                for t, year in enumerate(self.years):
                    start = decided + row.lead_time
                    runs[k, d, t] = start <= year < start + row.life and not (row.closes and year >= row.closes)
                able[k, d] = runs[k, d].any() and (option.kind in ("gate", "link") or decided >= row.opens)
                enabling = [a for a in self.scenario.agreements if option.id in a.enables]
                if enabling and not any(a.opens <= decided and not 0 < a.closes <= decided for a in enabling):
                    able[k, d] = False
                if option.kind == "training":
                    gone = [max(0, year - decided - row.lead_time) for year in self.years]
                    left[k, d] = [(1 - row.attrition / 100) ** years for years in gone]
        axes = {"option": range(len(self.options)), "decided": self.years}
        self.runs = xr.DataArray(runs, axes | {"year": self.years})
        self.able = xr.DataArray(able, axes)
        self.step = xr.DataArray(
            [1.0 if math.isnan(o.row.unit_size) else o.row.unit_size for o in self.options], {"option": axes["option"]}
        )
        self.whole = any(not math.isnan(o.row.unit_size) for o in self.options)
        upper = xr.DataArray(np.where(able, np.inf, 0.0), axes)
        self.build = self.model.add_variables(lower=0, upper=upper, name="build")
        steps = [k for k, o in enumerate(self.options) if not math.isnan(o.row.unit_size)]
        if self.whole:
            most = upper.sel(option=steps).clip(max=1e6)
            units = self.model.add_variables(lower=0, upper=most, name="units", integer=True)
            self.model.add_constraints(self.build.sel(option=steps) - units == 0, name="whole units")
        there = self.runs * xr.DataArray(left, self.runs.coords)
        self.running = (self.build * (there * self.step)).sum("decided")

    # ---- equations ------------------------------------------------------------------------------------------

    def _network(self) -> None:
        legs, size = self.network.legs, len(self.network.terminal_country)
        incidence = np.zeros((legs.tail.size, size))
        incidence[np.arange(legs.tail.size), legs.tail] += 1.0
        incidence[np.arange(legs.tail.size), legs.head] -= 1.0
        starts = dict(zip(self.network.sites, self.network.site_terminal, strict=True))
        arrives = dict(zip(self.network.sites, self.network.site_arrival, strict=True))
        ends = np.zeros((len(self.ways), size))
        for w, way in enumerate(self.ways):
            ends[w, starts[way.origin]] += 1.0
            ends[w, arrives[way.destination]] -= 1.0
        axes = {"way": range(len(self.ways)), "terminal": range(size)}
        leaves = (self.flow * xr.DataArray(incidence, {"leg": range(legs.tail.size), "terminal": range(size)})).sum(
            "leg"
        )
        self.model.add_constraints(leaves - self.sent * xr.DataArray(ends, axes) == 0, name="node")
        gross = xr.DataArray([1 / self.commodity[w.commodity].content for w in self.ways], {"way": axes["way"]})
        self.gross = gross
        self._rooms("gate", self.network.gates, legs.gate)
        self._rooms("link", self.network.links, legs.link)

    def _rooms(self, kind: str, rows: Any, numbers: Any) -> None:
        legs, gross = self.network.legs, self.gross
        number = {option.id: k for k, option in enumerate(self.options) if option.kind == kind}
        for g, gate in enumerate(rows):
            if gate.status != "candidate" and math.isnan(gate.capacity):
                continue
            passing = xr.DataArray((numbers == g).astype(float), {"leg": range(legs.tail.size)})
            free = [
                0.0
                if gate.status == "candidate"
                else max(0.0, gate.capacity - gate.background * (1 + gate.background_growth / 100) ** t)
                for t in range(len(self.years))
            ]
            through = (self.flow * passing * gross).sum(["way", "leg"])
            if gate.id in number:
                through = through - self.running.sel(option=number[gate.id], drop=True)
            self.model.add_constraints(through <= xr.DataArray(free, {"year": self.years}), name=f"{kind} {gate.id}")

    def _balances(self) -> None:
        for side in ("outputs", "inputs"):
            places = sorted({(p.site, c) for p in self.processes for c, _ in getattr(self.recipe[p.id], side)})
            spare = {(p.site, c) for p in self.processes for c, _ in self.recipe[p.id].outputs[1:]}
            for site, commodity in places:
                terms: Any = 0
                for p in self.processes:
                    for name, amount in getattr(self.recipe[p.id], side):
                        if (p.site, name) == (site, commodity):
                            terms += self.activity.sel(process=p.id, drop=True) * (
                                amount / self.recipe[p.id].outputs[0][1]
                            )
                sent = [
                    w
                    for w, way in enumerate(self.ways)
                    if (way.origin if side == "outputs" else way.destination, way.commodity) == (site, commodity)
                    and not (side == "inputs" and way.market)
                ]
                if sent:
                    terms = terms - self.sent.sel(way=sent).sum("way")
                name = f"{side} {site} {commodity}"
                if side == "inputs":
                    terms = terms * -1.0  # arrived less used
                made = any(
                    (p.site, commodity) == (site, c) for p in self.processes for c, _ in self.recipe[p.id].outputs
                )
                taken = self.kept.taken(site, commodity) if (side == "outputs") == made else None
                terms = terms if taken is None else terms + taken
                loose = side == "outputs" and (site, commodity) in spare
                self.model.add_constraints(terms >= 0 if loose else terms == 0, name=name)

    def _capacities(self) -> None:
        number = {option.id: k for k, option in enumerate(self.options) if option.kind == "process"}
        for p in self.processes:
            has = [0.0 if p.status == "candidate" else capacity(p, self.scenario, year) for year in self.years]
            made = self.activity.sel(process=p.id, drop=True)
            net = made - self.running.sel(option=number[p.id], drop=True) if p.id in number else made
            self.model.add_constraints(net <= xr.DataArray(has, {"year": self.years}), name=f"capacity {p.id}")
            if p.status != "candidate":
                slack = made + self.idle.sel(process=p.id, drop=True)
                self.model.add_constraints(slack == xr.DataArray(has, {"year": self.years}), name=f"idle {p.id}")
            if not math.isnan(p.resource):
                self.model.add_constraints(made.sum("year") <= p.resource, name=f"resource {p.id}")
        for k, option in enumerate(self.options):
            if option.kind == "training" and not math.isnan(option.row.places):
                began = self.build.sel(option=k) * self.step.sel(option=k)
                self.model.add_constraints(began <= option.row.places, name=f"places {option.id}")
            if not math.isnan(option.row.max_size):
                built = (self.build.sel(option=k) * self.step.sel(option=k)).sum("decided")
                self.model.add_constraints(built <= option.row.max_size, name=f"size {option.kind} {option.id}")

    def delivered(self, market: str, commodity: str, origin: str = "") -> Any:
        """Return the tonnes that a market gets, from one country if it is named; None where nothing can come."""
        numbers = [
            w
            for w, way in enumerate(self.ways)
            if (way.market, way.commodity) == (market, commodity) and origin in ("", self.country[way.origin])
        ]
        return self.sent.sel(way=numbers).sum("way") if numbers else None

    def _demands(self) -> None:
        for n, (market, commodity) in enumerate(self.needs):
            tonnes = xr.DataArray(
                [self.need.get((market, commodity, y), 0.0) for y in self.years], {"year": self.years}
            )
            got = self.delivered(market, commodity)
            met = self.unmet.sel(need=n) if got is None else got + self.unmet.sel(need=n)
            taken = self.kept.taken(market, commodity)
            met = met if taken is None else met + taken
            self.model.add_constraints(met == tonnes, name=f"demand {market} {commodity}")
            row = next(d for d in self.scenario.demands if (d.market, d.commodity) == (market, commodity))
            if row.must_meet:
                self.model.add_constraints(self.unmet.sel(need=n) <= 0, name=f"must {market} {commodity}")
        for r in self.scenario.relations:
            got = self.delivered(r.market, r.commodity, r.origin)
            if got is not None:
                start = max(r.multiple * r.level, r.floor / 100 * self.need[r.market, r.commodity, self.years[0]])
                bound = [start * (1 + r.growth / 100) ** t for t in range(len(self.years))]
                name = f"relation {r.origin} {r.market} {r.commodity}"
                self.model.add_constraints(got <= xr.DataArray(bound, {"year": self.years}), name=name)

    def _limits(self) -> None:
        for row in self.scenario.measures:
            if row.kind == "quota":
                for year in self.years:
                    touched = [w for w, way in enumerate(self.ways) if row in self._measures(way, year)]
                    if touched:
                        sent = self.sent.sel(way=touched, year=year).sum("way")
                        self.model.add_constraints(sent <= row.quota, name=f"quota {row.id} {year}")
        for limit in self.scenario.limits:
            years = [y for y in self.years if limit.opens <= y and (not limit.closes or y < limit.closes)]
            if limit.kind in ("origin_share", "stage_share"):
                share(self, limit, years)
            elif limit.kind == "transit_share":
                self._transit_share(limit, years)
            else:
                used = getattr(self, f"_{limit.kind}")(limit).sel(year=years)
                self.model.add_constraints(
                    (used.sum("year") if limit.whole else used) <= limit.value, name=f"{limit.kind} {limit.id}"
                )

    def _build_rate(self, limit: Any) -> Any:
        first = {p.id: self.recipe[p.id].outputs[0][0] for p in self.processes}
        counted = [
            o.id == limit.scope
            or (o.kind == "process" and limit.scope in ("*", o.country) and limit.commodity in ("*", first[o.id]))
            for o in self.options
        ]
        weight = xr.DataArray([float(c) for c in counted], {"option": range(len(self.options))}) * self.step
        return (self.build * weight).sum("option").rename(decided="year")

    def _budget(self, limit: Any) -> Any:
        capex = [self.price(o) if limit.scope in ("*", o.country) else 0.0 for o in self.options]
        cost = xr.DataArray(capex, {"option": range(len(self.options))}) * self.step
        spent = (self.build * cost).sum("option")
        for k, part in self.paid.items():
            if limit.scope in ("*", self.options[k].country):
                spent = spent - part
        return spent.rename(decided="year")

    def _emissions(self, limit: Any) -> Any:
        counted = [
            0.0 if math.isnan(p.emissions) or limit.scope not in ("*", self.country[p.site]) else p.emissions
            for p in self.processes
        ]
        used = (self.activity * xr.DataArray(counted, {"process": [p.id for p in self.processes]})).sum("process")
        if limit.scope != "*":
            return used
        co2 = xr.DataArray(self.network.legs.co2 / 1000, {"leg": range(self.network.legs.tail.size)})
        return used + (self.flow * co2 * self.gross).sum(["way", "leg"])

    def _workforce(self, limit: Any) -> Any:
        jobs = [self._jobs(o) if limit.scope in ("*", o.country) else 0.0 for o in self.options]
        return (self.running * xr.DataArray(jobs, {"option": range(len(self.options))})).sum("option")

    @staticmethod
    def _jobs(option: Option) -> float:
        """Return the jobs in a unit of capacity; a worker trained fills one."""
        if option.kind == "training":
            return -1.0
        return option.row.workers / 1000 if option.kind == "process" and not math.isnan(option.row.workers) else 0.0

    # ---- cost -----------------------------------------------------------------------------------------------

    def _cost(self) -> Any:
        s, legs = self.scenario, self.network.legs
        weight = legs.cost + s.time_value * legs.hours + s.carbon_price * legs.co2 / 1000
        moved = xr.DataArray(weight, {"leg": range(legs.tail.size)})
        total = (self.flow * (moved * self.gross * self.discount)).sum()
        extra = np.zeros((len(self.ways), len(self.years)))
        for w, way in enumerate(self.ways):
            for t, year in enumerate(self.years):
                for row in self._measures(way, year):
                    price, content = self.commodity[way.commodity].price, self.commodity[way.commodity].content
                    extra[w, t] += row.rate / 100 * price if row.kind == "tax" else 0.0
                    extra[w, t] += s.time_value * row.delay * 24 / content if row.kind == "licence" else 0.0
        total += (
            self.sent * (xr.DataArray(extra, {"way": range(len(self.ways)), "year": self.years}) * self.discount)
        ).sum()
        lost = [0.0 if p.status == "candidate" else p.margin / 100 * self._value_added(p) for p in self.processes]
        total += (self.idle * (xr.DataArray(lost, {"process": [p.id for p in self.processes]}) * self.discount)).sum()
        unit = xr.DataArray([self._unit_cost(p) for p in self.processes], {"process": [p.id for p in self.processes]})
        total += (self.activity * (unit * self.discount)).sum()
        total += stepped(self) + self.kept.cost() + self.promised
        yearly = xr.DataArray([self._annuity(o) for o in self.options], {"option": range(len(self.options))})
        return total + (self.build * ((self.runs * self.discount).sum("year") * yearly * self.step)).sum()

    def _value_added(self, p: Any) -> float:
        recipe = self.recipe[p.id]
        value = sum(a * self.commodity[c].price for c, a in recipe.outputs)
        value -= sum(a * self.commodity[c].price for c, a in recipe.inputs)
        return max(0.0, float(value / recipe.outputs[0][1]))

    def _unit_cost(self, p: Any) -> float:
        cost = float(p.opex if p.status == "candidate" else self._value_added(p))
        return cost + (0.0 if math.isnan(p.emissions) else p.emissions * self.scenario.carbon_price)

    def unmet_costs(self) -> list[float]:
        """Return what a tonne of each need costs when it is not met."""
        rows = {(d.market, d.commodity): d for d in self.scenario.demands}
        return [
            self.scenario.unmet_factor * self.commodity[need[1]].price
            if math.isnan(rows[need].unmet_cost)
            else rows[need].unmet_cost
            for need in self.needs
        ]

    def _annuity(self, option: Option) -> float:
        rate, lead, life = capital_rate(self.scenario, option.country), option.row.lead_time, option.row.life
        paid_in = sum((1 + rate) ** (lead - k - 0.5) for k in range(lead)) / lead if lead else 1.0
        paid_back = float(rate / (1 - (1 + rate) ** -life) if rate else 1 / life)
        closing = option.row.decommissioning if option.kind == "process" else 0.0
        saved = closing / sum((1 + rate) ** k for k in range(life))
        return self.price(option) * float(paid_in) * paid_back + saved
