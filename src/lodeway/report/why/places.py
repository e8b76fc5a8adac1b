"""What passes, is worth, is made and is lacking at a gate, site, market or country."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator

from lodeway.plan.result import Build, Rejected, Supply
from lodeway.report import words
from lodeway.report.why.asked import SHOWN, Asked, Statement
from lodeway.report.why.limits import limit_in_words, limits_used
from lodeway.report.why.projects import built, left_out, of_process, of_project
from lodeway.scenario.assumed import Assumption

__all__ = ["TRAIN", "TRAIN_ROW", "of_commodity", "of_country", "of_gate", "of_link", "of_market", "of_site"]

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


def of_site(asked: Asked, key: str) -> Iterator[Statement]:
    """Tell of what stands at a site and what goods are worth there."""
    for process in asked.scenario.processes:
        if process.site == key:
            yield from of_process(asked, process.id)
    yield from _worth(asked, {key})


def _worth(asked: Asked, places: set[str], goods: str = "") -> Iterator[Statement]:
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for (site, commodity, _), price in asked.plan.prices.items():
        if site in places and goods in ("", commodity):
            found[site, commodity].append(price)
    for (site, commodity), prices in sorted(found.items()):
        span = sorted({round(min(prices), 6), round(max(prices), 6)})
        told = " to ".join(dict.fromkeys(words.amount(price) for price in span))
        yield Statement(
            text=f"One more tonne of {asked.lookup.commodity_name(commodity)} at {asked.name(site)} is worth {told} USD "
            f"(reference price {words.price(asked.lookup.price(commodity))}).",
            value=max(prices),
            unit="USD/t",
            origin=f"prices[site={site},commodity={commodity}].price",
        )


def of_gate(asked: Asked, key: str, kind: str = "gate") -> Iterator[Statement]:
    """Tell what is built at a gate, what passes it, and what one more train a day is worth."""
    yield from of_project(asked, key)
    flows: dict[tuple[str, str], float] = defaultdict(float)
    for row in asked.plan.routes:
        if key in (row.gates if kind == "gate" else row.links):
            flows[row.commodity, row.market or row.destination] += row.gross_tonnes
    total = math.fsum(flows.values())
    if total > 0:
        top = sorted(flows, key=lambda pair: -flows[pair])[:3]
        told = words.join([f"{asked.lookup.commodity_name(c)} for {asked.name(to)}" for c, to in top])
        yield Statement(
            text=f"{words.tonnes(total)} gross of the plan's goods pass {asked.name(key)} over all years, most of it {told}.",
            value=total,
            unit="gross t",
            origin=f"routes[{kind}s={key}].gross_tonnes",
        )
    else:
        yield Statement(
            text=f"None of the plan's goods pass {asked.name(key)}.", value=0.0, unit="gross t", origin="routes"
        )
    rows = [row for row in asked.plan.limits if (row.kind, row.scope) == (kind, key)]
    if not rows:
        yield Statement(
            text=f"{asked.name(key)} is not full: one more train a day would save nothing.",
            value=0.0,
            unit="USD per daily train",
            origin=f"limits: no row of kind {kind} and scope {key}",
        )
    if rows:
        yield limit_in_words(asked, kind, key, rows)
        worth = math.fsum(row.price for row in rows) * TRAIN * DAYS
        yield Statement(
            text=f"One more train a day through {asked.name(key)}, {words.amount(TRAIN * DAYS)} gross t a year at "
            f"{words.amount(TRAIN)} t a train (from KTZ's container trains; {TRAIN_ROW.range}), would save {words.money(worth)} in present value, as "
            "far as the price of a tonne holds.",
            value=worth,
            unit="USD per daily train",
            origin=f"limits[kind={kind},scope={key}].price x {TRAIN * DAYS:g}",
        )


def of_link(asked: Asked, key: str) -> Iterator[Statement]:
    """Tell of a link as of a gate."""
    yield from of_gate(asked, key, "link")


def of_market(asked: Asked, key: str) -> Iterator[Statement]:
    """Tell what a market lacks, where its goods come from and which limits bind it."""
    short: dict[str, float] = defaultdict(float)
    for need in asked.plan.unmet:
        if need.market == key:
            short[need.commodity] += need.tonnes
    for commodity, tonnes in sorted(short.items(), key=lambda item: -item[1] * asked.lookup.price(item[0]))[:SHOWN]:
        whole = math.fsum(t for (m, c, _), t in asked.plan.demand.items() if (m, c) == (key, commodity))
        yield Statement(
            text=f"{asked.name(key)} lacks {words.tonnes(tonnes)} of {asked.lookup.commodity_name(commodity)} over the plan's years, "
            f"{words.percent(100 * tonnes / whole)} of what it needs.",
            value=tonnes,
            unit="t",
            origin=f"unmet[market={key},commodity={commodity}].tonnes",
        )
    yield from _origins(asked, lambda row: row.market == key)
    yield from limits_used(
        asked, lambda row: row.kind not in ("demand", "capacity") and key in row.scope.split("/") and row.price > 0
    )


def _origins(asked: Asked, wanted: Callable[[Supply], bool]) -> Iterator[Statement]:
    got: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in asked.plan.supply:
        if wanted(row):
            got[row.commodity][row.origin] += row.tonnes
    for commodity, origins in sorted(
        got.items(), key=lambda item: -sum(item[1].values()) * asked.lookup.price(item[0])
    )[:SHOWN]:
        whole = math.fsum(origins.values())
        top = sorted(origins, key=lambda code: (-origins[code], code))[:3]
        told = words.join([f"{asked.lookup.country_name(c)} ({words.percent(100 * origins[c] / whole)})" for c in top])
        yield Statement(
            text=f"Its {asked.lookup.commodity_name(commodity)}, {words.tonnes(whole)} over all years, comes most from {told}.",
            value=100 * origins[top[0]] / whole,
            unit="%",
            origin=f"supply[commodity={commodity}].tonnes by origin",
        )


def _decided(asked: Asked, wanted: Callable[[Build | Rejected], bool]) -> Iterator[Statement]:
    """Tell of each project, built or left out, in one sentence."""
    for build in filter(wanted, asked.plan.builds):
        yield next(built(asked, build))
    for row in filter(wanted, asked.plan.rejected):
        yield next(left_out(asked, row))


def of_commodity(asked: Asked, key: str) -> Iterator[Statement]:
    """Tell what a commodity is worth, and what is built or left out for it."""
    yield from _worth(asked, {site for market in asked.scenario.markets for site in market.sites}, key)
    yield from _decided(asked, lambda project: project.commodity == key)
    yield from limits_used(asked, lambda row: key in row.scope.split("/") and row.price > 0 and row.kind != "demand")


def of_country(asked: Asked, key: str) -> Iterator[Statement]:
    """Tell what is built or left out in a country, what it delivers and which limits bind it."""
    yield from _decided(asked, lambda project: project.country == key)
    sold: dict[str, float] = defaultdict(float)
    for flow in asked.plan.supply:
        if flow.origin == key:
            sold[flow.commodity] += flow.tonnes
    for commodity, tonnes in sorted(sold.items(), key=lambda item: -item[1] * asked.lookup.price(item[0]))[:SHOWN]:
        yield Statement(
            text=f"It delivers {words.tonnes(tonnes)} of {asked.lookup.commodity_name(commodity)} to markets over all years.",
            value=tonnes,
            unit="t",
            origin=f"supply[origin={key},commodity={commodity}].tonnes",
        )
    own = {row.id for row in asked.scenario.limits if row.scope == key}
    own |= {row.id for row in asked.scenario.measures if row.imposing == key}
    yield from limits_used(
        asked,
        lambda row: (
            row.kind != "demand" and row.price > 0 and (key in row.scope.split("/") or row.scope.split("/")[0] in own)
        ),
    )
