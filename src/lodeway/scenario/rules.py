"""What must hold within a row beyond the kind of each cell, one rule a function."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Iterator, Mapping

from lodeway.errors import Fault, UsageError
from lodeway.scenario.cases import Tables
from lodeway.scenario.places import atlas_ids, nearest
from lodeway.scenario.recipes import parse_recipe
from lodeway.scenario.records import Record
from lodeway.schema import columns
from lodeway.units import convert

__all__ = ["LIMIT_UNITS", "check_emissions", "check_rows", "with_limit_units"]

LIMIT_UNITS: Mapping[str, str] = {
    "budget": "USD",
    "emissions": "t",
    "workforce": "1",
    "origin_share": "%",
    "stage_share": "%",
    "transit_share": "%",
    "build_rate": "t/a",
}
"""Unit in which the value of each kind of limit is kept."""
_NEEDS = {"quota": "quota", "tax": "rate", "licence": "delay"}
_TOLERANCE = 0.01
"""Share by which a capacity may differ from ore x grade x recovery x utilisation."""


def check_rows(tables: Tables, *, years: tuple[int, ...], network: str) -> Iterator[Fault]:
    """Give every fault that rows have on their own.

    Parameters
    ----------
    tables
        Rows by table.
    years
        From the first to the last year that matter: those of the plan, and of the scenario that a case shortens.
    network
        With ``atlas`` a gate or link need not state what the atlas knows.
    """
    for records in tables.values():
        for record in records:
            yield from _source(record)
            yield from _years(record, years)
            for rule in _RULES.get(record.table, ()):
                yield from rule(record)
    for table in ("gates", "links"):
        known = atlas_ids(table) if network == "atlas" else frozenset()
        yield from _whole(tables.get(table, ()), table, known)


def check_emissions(tables: Tables, *, carbon_price: float) -> Iterator[Fault]:
    """Give a fault for each process that states no emissions although a limit or a price counts them.

    Counted as nothing, what is not stated would be favoured.

    Parameters
    ----------
    tables
        Rows by table.
    carbon_price
        USD per tonne CO2e, of the scenario or case.
    """
    capped = {row.get("scope") for row in tables.get("limits", ()) if row.get("kind") == "emissions"}
    lands = {row.get("id"): row.get("country") for row in tables.get("sites", ())}
    for record in tables.get("processes", ()):
        land = lands.get(record.get("site"))
        why = "a carbon price" if carbon_price > 0 else "an emissions limit"
        if record.given("emissions") or record.get("status") == "closed" or land is None:
            continue
        if carbon_price > 0 or capped & {"*", land}:
            yield record.fault("emissions", f"unknown emissions cannot be counted by {why}", allowed="t/t, 0 if none")


def _source(record: Record) -> Iterator[Fault]:
    """An assumption says why and how far."""
    if not str(record.get("source") or "").lower().startswith("assumption"):
        return
    for name, why in (("note", "its reasoning"), ("range", "low and high of its decisive figure")):
        if record.get(name) == "":
            yield record.fault(name, f"an assumption states {why}", allowed=columns(record.table)[name].meaning)
    text = record.get("range")
    if text and not any(sign.isdigit() for sign in text):
        yield record.fault("range", "a range holds numbers", allowed="low and high, e.g. 8-12")


def _years(record: Record, years: tuple[int, ...]) -> Iterator[Fault]:
    """Years must make sense for a plan of these years."""
    if not years:
        return
    first, last = years[0], years[-1]
    late = last + 100  # a row of years after the plan is of no harm, as where a copy of a scenario is made shorter
    spans = {"year": (1990, late), "opens": (1800, late), "closes": (1800, late), "price_year": (1990, last)}
    for name, (low, high) in spans.items():
        value = record.get(name) if name in columns(record.table) else None
        if value and not low <= value <= high:
            message = f"year outside the plan of {first}-{last}"
            yield record.fault(name, message, allowed=f"{low} to {high}")
    if "opens" in columns(record.table):
        opens, closes = record.get("opens"), record.get("closes")
        if opens and closes and closes <= opens:
            yield record.fault("closes", "closes before it opens", allowed=f"after {opens}")


def _candidate(record: Record) -> Iterator[Fault]:
    """A candidate can be priced."""
    if record.get("status") != "candidate":
        return
    needed = ("capex", "opex", "max_size") if record.table == "processes" else ("capex", "max_size")
    for name in needed:
        if not record.given(name):
            yield record.fault(name, f"a candidate needs {name}", allowed=columns(record.table)[name].meaning)
    if record.table == "processes" and record.get("capacity"):
        yield record.fault("capacity", "a candidate has no capacity before it is built", allowed="0 or empty")


def _committed(record: Record) -> Iterator[Fault]:
    """A committed process says from when it runs."""
    if record.get("status") == "committed" and not record.given("opens"):
        yield record.fault("opens", "a committed process needs opens", allowed=columns("processes")["opens"].meaning)


def _margin(record: Record) -> Iterator[Fault]:
    """Only a plant that exists can lose by standing idle."""
    if record.get("status") in ("candidate", "closed") and (record.get("margin") or 0.0) > 0:
        message = f"a {record.get('status')} process has no margin to lose: only operating and committed ones can idle"
        yield record.fault("margin", message, allowed="0 or empty")


def _steps(record: Record) -> Iterator[Fault]:
    """At least one unit can be built."""
    step, most = record.get("unit_size"), record.get("max_size")
    if step is not None and most is not None and step > most:
        yield record.fault("unit_size", "a unit is larger than the most that may be built", allowed=f"at most {most:g}")


def _capacity(record: Record) -> Iterator[Fault]:
    """Capacity agrees with ore, grade, recovery and utilisation where all are given."""
    factors = [record.get(name) for name in ("ore", "grade", "recovery", "utilisation")]
    capacity = record.get("capacity")
    if capacity is None or any(factor is None or math.isnan(factor) for factor in factors):
        return
    made = factors[0] * factors[1] * factors[2] * factors[3] / 1e6
    if abs(capacity - made) > _TOLERANCE * max(capacity, made):
        message = "capacity is not ore x grade x recovery x utilisation"
        yield record.fault("capacity", message, allowed=f"{made:.6g} t/a within 1 %", suggestion=f"{made:.6g}")


def _measure(record: Record) -> Iterator[Fault]:
    """A measure has its size and its days in order."""
    needed = _NEEDS.get(record.get("kind") or "")
    if needed and not record.given(needed):
        meaning = columns("measures")[needed].meaning
        yield record.fault(needed, f"a {record.get('kind')} needs {needed}", allowed=meaning)
    begins, ends = record.get("in_force"), record.get("ends")
    if begins and ends and ends < begins:
        yield record.fault("ends", "ends before it is in force", allowed=f"{begins} or later")


def _limit(record: Record) -> Iterator[Fault]:
    """A limit's unit fits its kind."""
    wanted = LIMIT_UNITS.get(record.get("kind") or "")
    unit = record.get("unit")
    if not wanted or unit is None:
        return
    try:
        value = convert(1.0, unit, wanted)
    except UsageError as error:
        yield record.fault(
            "unit", f"unit at fault: {error}", allowed=f"{wanted} or a unit that converts to it", suggestion=wanted
        )
        return
    if wanted == "%" and (record.get("value") or 0.0) * value > 100:
        yield record.fault("value", "a share is above 100 %", allowed="0 to 100 %")


def with_limit_units(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return limits with values in the unit of their kind; one whose unit is at fault stays as it is."""
    return tuple(_in_unit(record) for record in records)


def _in_unit(record: Record) -> Record:
    wanted = LIMIT_UNITS.get(record.get("kind") or "")
    unit, value = record.get("unit"), record.get("value")
    if not wanted or unit is None or value is None or any(_limit(record)):
        return record
    values = {**record.values, "value": convert(value, unit, wanted), "unit": wanted}
    return dataclasses.replace(record, values=values)


def _share(record: Record) -> Iterator[Fault]:
    """A limit says whose share it bounds, and only a share does."""
    kind = record.get("kind")
    if kind == "stage_share" and not record.given("stage"):
        yield record.fault("stage", "a stage_share needs stage", allowed=columns("limits")["stage"].meaning)
    shares = ("origin_share", "stage_share")
    if kind == "transit_share" and record.get("country") in ("*", "home"):
        message = "a transit_share needs the country that is passed"
        yield record.fault("country", message, allowed="ISO 3166 alpha-3 code")
    placed = (*shares, "transit_share")
    own = {"stage": shares[1:], "origin": shares[:1], "country": placed, "sense": shares}
    plain = {"stage": "", "origin": "last", "country": "*", "sense": "most"}
    for name, kinds in own.items():
        if kind and kind not in kinds and record.get(name) not in (None, plain[name]):
            message = f"a limit on {kind} has no {name}"
            yield record.fault(name, message, allowed=f"empty, or kind {' or '.join(kinds)}")
    if record.get("sense") == "least" and record.get("country") == "*":
        message = "every foreign country by itself cannot be asked for a least share"
        yield record.fault("country", message, allowed="a country or home")


def _recycling(record: Record) -> Iterator[Fault]:
    """A recycler says what is collected and what is won of it; nothing else collects."""
    if record.get("kind") == "recycling":
        for name in ("collection", "recovery"):
            if not record.given(name):
                yield record.fault(name, f"recycling needs {name}", allowed=columns("processes")[name].meaning)
        if record.given("ore") or record.given("grade"):
            yield record.fault("kind", "recycling has no ore: its feed is what was used", allowed="no ore and grade")
        text = record.get("recipe")
        recipe = parse_recipe(text) if text else None
        if recipe is not None and (recipe.inputs or len(recipe.outputs) > 1):
            message = "recycling makes the one commodity that it collects"
            yield record.fault("recipe", message, allowed="nothing before the arrow, one commodity after it")
    elif record.given("collection") or record.get("delay"):
        message = "only recycling collects what was used"
        yield record.fault("collection", message, allowed="empty, or kind recycling")


def _existing(record: Record) -> Iterator[Fault]:
    """What exists has begun to run; what may be built will be closed."""
    if record.get("status") == "candidate" and record.get("started"):
        yield record.fault("started", "a candidate has not started", allowed="empty")
    if record.get("status") not in ("candidate", None) and record.get("decommissioning"):
        message = "only candidates set money aside; of what exists it is spent whatever the plan"
        yield record.fault("decommissioning", message, allowed="0 or empty")


def _stock(record: Record) -> Iterator[Fault]:
    """What must lie in a stock fits into it."""
    capacity = record.get("capacity")
    for name in ("initial", "least", "final"):
        tonnes = record.get(name)
        if capacity is not None and tonnes is not None and tonnes > capacity:
            yield record.fault(name, "more than the stock can hold", allowed=f"at most {capacity:g} t")


def _agreement(record: Record) -> Iterator[Fault]:
    """An offtake says who takes how much of what, and what it pays or requires has a size."""
    offtake = [name for name in ("market", "commodity", "quantity") if record.given(name)]
    if offtake and len(offtake) < 3:
        for name in ("market", "commodity", "quantity"):
            if name not in offtake:
                yield record.fault(name, f"an offtake needs {name}", allowed=columns("agreements")[name].meaning)
    for names, size in (("funds", "amount"), ("requires", "required_size")):
        if record.get(names) and not record.given(size):
            message = f"what an agreement {names} has {size}"
            yield record.fault(size, message, allowed=columns("agreements")[size].meaning)
    if not offtake and not any(record.get(name) for name in ("funds", "enables", "requires")):
        message = "an agreement takes, funds, enables or requires something"
        yield record.fault("quantity", message, allowed="an offtake, or names in funds, enables or requires")


def _whole(records: Iterable[Record], table: str, known: frozenset[str]) -> Iterator[Fault]:
    """A gate or link that the atlas does not have states everything itself."""
    ends = ("from_country", "to_country", "from_longitude", "from_latitude", "to_longitude", "to_latitude")
    needed = ("mode", *ends) if table == "links" else ("kind", "mode", *ends)
    for record in records:
        if record.get("id") in known or record.get("id") is None:
            continue
        missing = [name for name in needed if not record.given(name)]
        if missing:
            message = f"the atlas has no such {table[:-1]}, and a new one needs {', '.join(missing)}"
            yield record.fault(
                "id", message, allowed=f"a {table[:-1]} of the atlas", suggestion=nearest(record.get("id"), known)
            )
        yield from _candidate(record)


_RULES: Mapping[str, tuple[Callable[[Record], Iterator[Fault]], ...]] = {
    "processes": (_candidate, _committed, _margin, _steps, _capacity, _recycling, _existing),
    "links": (_steps,),
    "gates": (_steps,),
    "measures": (_measure,),
    "limits": (_limit, _share),
    "training": (_steps,),
    "stocks": (_stock,),
    "agreements": (_agreement,),
}
