"""What markets hold back, give up first and use again agrees with what they need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from lodeway.errors import Fault
from lodeway.scenario.cases import Tables
from lodeway.scenario.recipes import parse_recipe
from lodeway.scenario.records import Record

__all__ = ["check_buying"]

_TOLERANCE = 0.01
"""Percentage points by which the steps of a demand may miss 100 %."""


def check_buying(tables: Tables) -> Iterator[Fault]:
    """Give faults of stocks, steps, recycling and offtakes that show only beside demands, processes and sites."""
    needed = {(record.get("market"), record.get("commodity")) for record in tables.get("demands", ())}
    yield from _stocks(tables, needed)
    yield from _steps(tables, needed)
    yield from _recycling(tables, needed)
    yield from _offtakes(tables, needed)


def _stocks(tables: Tables, needed: set[tuple[str | None, str | None]]) -> Iterator[Fault]:
    """A stock serves a demand, or stands where its commodity is made or used."""
    markets = {record.get("id") for record in tables.get("markets", ())}
    goods = {record.get("id") for record in tables.get("commodities", ())}
    handled: set[tuple[str | None, str]] = set()
    for record in tables.get("processes", ()):
        if (text := record.get("recipe")) and record.get("status") != "closed":
            recipe = parse_recipe(text)
            handled |= {(record.get("site"), name) for name, _ in (*recipe.inputs, *recipe.outputs)}
    for record in tables.get("stocks", ()):
        place, commodity = record.get("place"), record.get("commodity")
        if not place or commodity not in goods:
            continue
        if place in markets and (place, commodity) not in needed:
            yield record.fault(
                "commodity", f"{place} has no demand for it", allowed="a commodity that the market needs"
            )
        if place not in markets and (place, commodity) not in handled:
            message = f"no process at {place} makes or uses it"
            yield record.fault("commodity", message, allowed="a commodity made or used at the site")
        if place not in markets and record.get("minimum"):
            message = "days of demand are for markets; a site states its least tonnes"
            yield record.fault("minimum", message, allowed="0 or empty")


def _steps(tables: Tables, needed: set[tuple[str | None, str | None]]) -> Iterator[Fault]:
    """The steps of a demand add up to it, and each is worth no more than the one before."""
    groups: dict[tuple[str | None, str | None], list[Record]] = defaultdict(list)
    for record in tables.get("steps", ()):
        if record.key is not None:
            groups[record.get("market"), record.get("commodity")].append(record)
    must = {
        (record.get("market"), record.get("commodity"))
        for record in tables.get("demands", ())
        if record.get("must_meet")
    }
    for key, records in groups.items():
        records.sort(key=lambda record: record.get("step") or 0)
        first = records[0]
        if key not in needed:
            yield first.fault("commodity", f"{key[0]} has no demand for it", allowed="a demand of the market")
        if key in must:
            message = "a demand that must be met has no steps: none of it may go without"
            yield first.fault("commodity", message, allowed="a demand without must_meet")
        total = sum(record.get("share") or 0.0 for record in records)
        if abs(total - 100.0) > _TOLERANCE:
            yield records[-1].fault("share", f"the steps add up to {total:g} %", allowed="100 % in all")
        for before, after in pairwise(records):
            one, other = before.get("worth"), after.get("worth")
            if one is not None and other is not None and other > one:
                message = f"worth more than the step before ({one:g} USD/t)"
                yield after.fault("worth", message, allowed=f"at most {one:g}")


def _recycling(tables: Tables, needed: set[tuple[str | None, str | None]]) -> Iterator[Fault]:
    """Recycling stands in a market that uses what it collects."""
    country = {record.get("id"): record.get("country") for record in tables.get("sites", ())}
    owner = {code: record.get("id") for record in tables.get("markets", ()) for code in record.get("countries") or ()}
    for record in tables.get("processes", ()):
        text = record.get("recipe")
        if record.get("kind") != "recycling" or not text or record.get("site") not in country:
            continue
        market = owner.get(country[record.get("site")] or "", owner.get("*"))
        commodity = parse_recipe(text).outputs[0][0]
        if (market, commodity) not in needed:
            message = f"{market or 'no market'} uses no {commodity} that could be collected"
            yield record.fault("recipe", message, allowed="a commodity that the market of the site needs")


def _offtakes(tables: Tables, needed: set[tuple[str | None, str | None]]) -> Iterator[Fault]:
    """A market agrees to take what it needs, and a site lies in the country that is named beside it."""
    country = {record.get("id"): record.get("country") for record in tables.get("sites", ())}
    for record in tables.get("agreements", ()):
        market, commodity, site = (record.get(name) for name in ("market", "commodity", "site"))
        if market and commodity and (market, commodity) not in needed:
            yield record.fault(
                "commodity", f"{market} has no demand for it", allowed="a commodity that the market needs"
            )
        if site in country and record.get("origin") and country[site] != record.get("origin"):
            yield record.fault("site", f"the site lies in {country[site]}", allowed=f"a site in {record.get('origin')}")
