"""Stocks, labels, recycling, steps, agreements and rates of the arc-by-arc program, from the scenario's tables alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from lodeway.scenario import home, market_of

if TYPE_CHECKING:
    from tests.plan.arcs import Arcs


class Kept:
    """What lies in stocks at the end of each year, with what is taken out of them in the year."""

    def __init__(self, arcs: Arcs) -> None:
        self.arcs, years = arcs, arcs.years
        self.levels: dict[tuple[str, str], Any] = {}
        self.rows = {(row.place, row.commodity): row for row in arcs.scenario.stocks}
        for (place, commodity), row in self.rows.items():
            low = np.zeros(len(years))
            for t, year in enumerate(years):
                if row.opens <= year and not (row.closes and year >= row.closes):
                    low[t] = max(row.least, row.minimum / 365 * arcs.need.get((place, commodity, year), 0.0))
            low[-1] = max(low[-1], row.initial if math.isnan(row.final) else row.final)
            high = np.full(len(years), np.inf if math.isnan(row.capacity) else row.capacity)
            self.levels[place, commodity] = arcs.model.add_variables(
                lower=xr.DataArray(low, {"year": years}),
                upper=xr.DataArray(high, {"year": years}),
                name=f"stock {place} {commodity}",
            )

    def taken(self, place: str, commodity: str) -> Any:
        """Return what comes out of a stock in each year, less what goes in; None where there is none."""
        if (place, commodity) not in self.levels:
            return None
        return self._drawn(self.levels[place, commodity], self.rows[place, commodity].initial)

    def _drawn(self, level: Any, initial: float) -> Any:
        years = self.arcs.years
        start = xr.DataArray([initial] + [0.0] * (len(years) - 1), {"year": years})
        return self._less(level) + start

    def _less(self, level: Any) -> Any:
        """Return what lay there a year before less what lies there now, nothing before the first year."""
        years = self.arcs.years
        change = np.eye(len(years), k=-1) - np.eye(len(years))
        return (level.rename(year="then") * xr.DataArray(change, {"year": years, "then": years})).sum("then")

    def by_label(self, place: str, commodity: str, names: list[str]) -> Any:
        """Return the same for each country of origin; what lay there at the start counts as of where it lies."""
        if (place, commodity) not in self.levels:
            return None
        arcs, years = self.arcs, self.arcs.years
        parts = arcs.model.add_variables(
            lower=0, coords={"label": names, "year": years}, name=f"stock of each {place} {commodity}"
        )
        arcs.model.add_constraints(
            parts.sum("label") - self.levels[place, commodity] == 0, name=f"whole stock {place} {commodity}"
        )
        start = np.zeros((len(names), len(years)))
        start[names.index(arcs.country[place]), 0] = self.rows[place, commodity].initial
        return self._less(parts) + xr.DataArray(start, {"label": names, "year": years})

    def cost(self) -> Any:
        """Return the present value of keeping what is there."""
        total: Any = 0
        for key, level in self.levels.items():
            total += (level * (self.arcs.discount * self.rows[key].holding)).sum()
        return total


class Origins:
    """The goods of one element by the country in which they were mined, or made at a stage: every country by itself."""

    def __init__(self, arcs: Arcs, element: str, point: str) -> None:
        self.arcs, self.element, self.point = arcs, element, point
        self.names = [*sorted(set(arcs.country.values())), "none"]
        self.ways = [w for w, way in enumerate(arcs.ways) if self._own(way.commodity)]
        name = f"{element} by {point}"
        axes: dict[str, Any] = {"label": self.names, "year": arcs.years}
        self.sent = arcs.model.add_variables(lower=0, coords={"way": self.ways} | axes, name=f"sent {name}")
        arcs.model.add_constraints(
            self.sent.sum("label") - arcs.sent.sel(way=self.ways) == 0, name=f"sent whole {name}"
        )
        self.parts: dict[tuple[str, str], Any] = {}
        for p in arcs.processes:
            for commodity, _ in arcs.recipe[p.id].inputs:
                if self._own(commodity):
                    part = arcs.model.add_variables(lower=0, coords=axes, name=f"part {p.id} {commodity} {name}")
                    whole = part.sum("label") - arcs.activity.sel(process=p.id, drop=True)
                    arcs.model.add_constraints(whole == 0, name=f"part whole {p.id} {commodity} {name}")
                    self.parts[p.id, commodity] = part
        self._balance()

    def _own(self, commodity: str) -> bool:
        return bool(self.arcs.commodity[commodity].element == self.element)

    def delivered(self, market: str, commodity: str, countries: set[str]) -> Any:
        """Return the tonnes that a market gets from some countries."""
        arcs = self.arcs
        numbers = [w for w in self.ways if (arcs.ways[w].market, arcs.ways[w].commodity) == (market, commodity)]
        chosen = sorted(countries & set(self.names))
        return self.sent.sel(way=numbers, label=chosen).sum(["way", "label"]) if numbers and chosen else None

    def _balance(self) -> None:
        arcs = self.arcs
        for side in ("outputs", "inputs"):
            places = {(p.site, c) for p in arcs.processes for c, _ in getattr(arcs.recipe[p.id], side) if self._own(c)}
            spare = {(p.site, c) for p in arcs.processes for c, _ in arcs.recipe[p.id].outputs[1:]}
            made = {(p.site, c) for p in arcs.processes for c, _ in arcs.recipe[p.id].outputs}
            for site, commodity in sorted(places):
                terms: Any = 0
                for p in arcs.processes:
                    if p.site == site:
                        terms += self._flow(p, side, commodity)
                here = [
                    w
                    for w in self.ways
                    if arcs.ways[w].commodity == commodity
                    and site == (arcs.ways[w].origin if side == "outputs" else arcs.ways[w].destination)
                    and not (side == "inputs" and arcs.ways[w].market)
                ]
                if here:
                    moved = self.sent.sel(way=here).sum("way")
                    terms += moved * (-1.0 if side == "outputs" else 1.0)
                if (side == "outputs") == ((site, commodity) in made):
                    taken = arcs.kept.by_label(site, commodity, self.names)
                    terms = terms if taken is None else terms + taken
                loose = side == "outputs" and (site, commodity) in spare
                name = f"{side} {site} {commodity} by {self.point}"
                arcs.model.add_constraints(terms >= 0 if loose else terms == 0, name=name)

    def _flow(self, p: Any, side: str, commodity: str) -> Any:
        """Return what a process makes of a commodity by label, or what it takes with its sign turned."""
        arcs, recipe = self.arcs, self.arcs.recipe[p.id]
        amount = sum(a for c, a in getattr(recipe, side) if c == commodity) / recipe.outputs[0][1]
        if not amount:
            return 0
        if side == "inputs":
            return self.parts[p.id, commodity] * -amount
        fed = {c: a for c, a in recipe.inputs if self._own(c)}
        if arcs.commodity[commodity].stage == self.point or not fed:
            starts = self.point == "mine" or arcs.commodity[commodity].stage == self.point
            where = arcs.country[p.site] if starts else "none"
            here = xr.DataArray([float(name == where) for name in self.names], {"label": self.names})
            return arcs.activity.sel(process=p.id, drop=True) * (here * amount)
        total: Any = 0
        for c, a in fed.items():
            total += self.parts[p.id, c] * (amount * a / sum(fed.values()))
        return total


def share(arcs: Arcs, limit: Any, years: list[int]) -> None:
    """Write a share of one country, or of the market's own together, in a market's demand."""
    for market, commodity in arcs.needs:
        if limit.scope not in ("*", market) or limit.commodity not in ("*", commodity):
            continue
        own = set(home(arcs.scenario, market))
        goods = arcs.commodity[commodity]
        point = {"origin_share": "mine" if limit.origin == "mine" else "", "stage_share": limit.stage}[limit.kind]
        point = "" if point == goods.stage else point
        found = arcs.origins(goods.element, point) if point else None
        everyone = set(arcs.country.values())
        asked = {"*": [{c} for c in sorted(everyone - own)], "home": [own]}.get(limit.country, [{limit.country}])
        for countries in asked:
            got: Any = 0
            if found is not None:
                got = found.delivered(market, commodity, countries)
            else:
                parts = [arcs.delivered(market, commodity, c) for c in sorted(countries & everyone)]
                for part in parts:
                    got = got if part is None else part + got
            if got is None or (isinstance(got, int) and limit.sense == "most"):
                continue
            bound = xr.DataArray([limit.value / 100 * arcs.need[market, commodity, y] for y in years], {"year": years})
            got = got.sel(year=years)
            if limit.whole:
                got, bound = got.sum("year"), bound.sum("year")
            name = f"{limit.id} {market} {commodity} {'+'.join(sorted(countries & everyone))}"
            arcs.model.add_constraints(got <= bound if limit.sense == "most" else got >= bound, name=name)


def recycled(arcs: Arcs) -> None:
    """Write that recyclers share what a market used some years ago."""
    groups: dict[tuple[str, str, int], list[Any]] = {}
    for p in arcs.processes:
        if p.kind == "recycling":
            market = market_of(arcs.scenario, arcs.country[p.site])
            groups.setdefault((market, arcs.recipe[p.id].outputs[0][0], p.delay), []).append(p)
    for (market, commodity, delay), rows in groups.items():
        row = min(
            (d for d in arcs.scenario.demands if (d.market, d.commodity) == (market, commodity)), key=lambda d: d.year
        )
        for year in arcs.years:
            back: Any = 0
            for p in rows:
                made = arcs.activity.sel(process=p.id, year=year, drop=True)
                won = p.collection / 100 * p.recovery / 100
                back += made * (1 / won if won > 0 else 0)
                if not won > 0:
                    arcs.model.add_constraints(made <= 0, name=f"nothing won {p.id} {year}")
            then = year - delay
            need = arcs.need.get((market, commodity, then), row.quantity * (1 + row.growth / 100) ** (then - row.year))
            if then in arcs.years:
                back += arcs.unmet.sel(need=arcs.needs.index((market, commodity)), year=then, drop=True)
            arcs.model.add_constraints(back <= need, name=f"worn out {market} {commodity} {delay} {year}")


def stepped(arcs: Arcs) -> Any:
    """Split unmet demand into steps and return what leaving them costs; years are discounted."""
    total: Any = 0
    plain = arcs.unmet_costs()
    for n, (market, commodity) in enumerate(arcs.needs):
        steps = sorted(
            (s for s in arcs.scenario.steps if (s.market, s.commodity) == (market, commodity)), key=lambda s: s.step
        )
        missing = arcs.unmet.sel(need=n, drop=True)
        need = xr.DataArray([arcs.need.get((market, commodity, y), 0.0) for y in arcs.years], {"year": arcs.years})
        arcs.model.add_constraints(missing <= need, name=f"no more unmet than needed {market} {commodity}")
        if not steps:
            total += (missing * (arcs.discount * plain[n])).sum()
            continue
        left = missing
        for step in steps:
            part = arcs.model.add_variables(
                lower=0, coords={"year": arcs.years}, name=f"step {market} {commodity} {step.step}"
            )
            arcs.model.add_constraints(
                part <= need * (step.share / 100), name=f"of step {market} {commodity} {step.step}"
            )
            left = left - part
            total += (part * (arcs.discount * step.worth)).sum()
        arcs.model.add_constraints(left == 0, name=f"all steps {market} {commodity}")
    return total


def agreed(arcs: Arcs) -> Any:
    """Write what agreements take and require and return what they cost."""
    total: Any = 0
    for row in arcs.scenario.agreements:
        years = [y for y in arcs.years if row.opens <= y and (not row.closes or y < row.closes)]
        if not math.isnan(row.quantity):
            firm, got = row.firmness / 100 * row.quantity, None
            numbers = [
                w
                for w, way in enumerate(arcs.ways)
                if (way.market, way.commodity) == (row.market, row.commodity)
                and row.origin in ("", arcs.country[way.origin])
                and row.site in ("", way.origin)
            ]
            missing = arcs.model.add_variables(
                lower=0,
                upper=0.0 if math.isnan(row.penalty) else firm,
                coords={"year": years},
                name=f"missing {row.id}",
            )
            got = missing + arcs.sent.sel(way=numbers, year=years).sum("way") if numbers else missing
            arcs.model.add_constraints(got >= firm, name=f"offtake {row.id}")
            extra = 0.0
            if not math.isnan(row.floor_price):
                extra = max(0.0, row.floor_price - arcs.commodity[row.commodity].price)
            penalty = 0.0 if math.isnan(row.penalty) else row.penalty
            worth = arcs.discount.sel(year=years)
            total += (missing * (worth * (penalty - extra))).sum()
            arcs.constant += float((worth * extra * firm).sum())
        for name in row.requires:
            k = next(k for k, o in enumerate(arcs.options) if o.id == name)
            can = [
                y for y in years if float(arcs.runs.sel(option=k, year=y).where(arcs.able.sel(option=k), 0).sum()) > 0
            ]
            built = arcs.running.sel(option=k, year=can)
            arcs.model.add_constraints(built >= row.required_size, name=f"required {row.id} {name}")
    return total


def funded(arcs: Arcs) -> dict[int, Any]:
    """Write what agreements pay of overnight cost; return it by the number of the option, by year of decision."""
    paid: dict[int, Any] = {}
    for row in arcs.scenario.agreements:
        numbers = [k for k, o in enumerate(arcs.options) if o.id in row.funds]
        if not numbers:
            continue
        years = [y for y in arcs.years if row.opens <= y and (not row.closes or y < row.closes)]
        upper = xr.DataArray([np.inf if y in years else 0.0 for y in arcs.years], {"decided": arcs.years})
        given: Any = 0
        for k in numbers:
            part = arcs.model.add_variables(lower=0, upper=upper, name=f"paid {row.id} {arcs.options[k].id}")
            paid[k] = paid[k] + part if k in paid else part
            given += part.sum("decided")
        arcs.model.add_constraints(given <= row.amount, name=f"amount {row.id}")
    for k, part in paid.items():
        cost = arcs.price(arcs.options[k]) * arcs.step.sel(option=k, drop=True)
        arcs.model.add_constraints(
            part - arcs.build.sel(option=k, drop=True) * cost <= 0, name=f"paid at most the cost {arcs.options[k].id}"
        )
    return paid
