"""How far limits, measures and agreements are used, and what one more of each is worth."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator

from lodeway.plan.result import LimitUse
from lodeway.report import words
from lodeway.report.why.asked import SHOWN, Asked, Statement, label

__all__ = ["limit_in_words", "limits_used", "of_agreement", "of_ban", "of_limit", "of_measure"]

MILLION = 1e6
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


def limits_used(asked: Asked, wanted: Callable[[LimitUse], bool]) -> Iterator[Statement]:
    """Tell of each limit how far it is used and what one more unit is worth, its years together."""
    groups: dict[tuple[str, str], list[LimitUse]] = defaultdict(list)
    for row in asked.plan.limits:
        if wanted(row):
            groups[row.kind, row.scope].append(row)
    for (kind, scope), rows in sorted(groups.items(), key=lambda item: -sum(row.price for row in item[1]))[:SHOWN]:
        yield limit_in_words(asked, kind, scope, rows)


def limit_in_words(asked: Asked, kind: str, scope: str, rows: list[LimitUse]) -> Statement:
    """Tell how far one limit is used and what one more unit of it is worth, its years together."""
    limit = label(kind, scope, asked.lookup, asked.names)
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


def of_limit(asked: Asked, key: str) -> Iterator[Statement]:
    """Tell what a limit asks for, how far it is used and what more of it is worth."""
    limit = next(row for row in asked.scenario.limits if row.id == key)
    yield Statement(
        text=f"Limit {key}: {limit.kind.replace('_', ' ')}, {words.amount(limit.value)} {limit.unit} for "
        f"{'all' if limit.scope == '*' else asked.name(limit.scope)}.",
        value=limit.value,
        unit=limit.unit,
        origin=f"scenario.json: limits[id={key}].value",
    )
    rows = [row for row in asked.plan.limits if row.kind == limit.kind and row.scope.split("/")[0] == key]
    yield from limits_used(asked, lambda row: row in rows)
    if limit.kind in ("origin_share", "stage_share") and any(row.price > 0 for row in rows):
        worth = 0.0
        for row in rows:
            market, commodity = row.scope.split("/")[-2:]
            years = [row.year] if row.year else list(asked.plan.years)
            worth += (
                row.price * math.fsum(asked.plan.demand.get((market, commodity, year), 0.0) for year in years) / 100
            )
        yield Statement(
            text=f"One percentage point more would save {words.money(worth)} in present value, over all markets and years.",
            value=worth,
            unit="USD per percentage point",
            origin=f"limits[kind={limit.kind},scope={key}/...].price x demand / 100",
        )
    if not rows:
        yield Statement(text="Nothing in the plan comes under it.", value=0.0, origin="limits")


def of_measure(asked: Asked, key: str) -> Iterator[Statement]:
    """Tell what a trade measure does, and what one more tonne of a quota is worth."""
    measure = next(row for row in asked.scenario.measures if row.id == key)
    yield Statement(
        text=f"Measure {key} is a {measure.kind} of {asked.lookup.country_name(measure.imposing)} on the {measure.direction} of "
        f"{words.join(list(measure.elements))}.",
        origin=f"scenario.json: measures[id={key}]",
    )
    if measure.kind == "quota":
        yield from limits_used(asked, lambda row: row.kind == "measure" and row.scope == key)
    else:
        yield Statement(
            text=f"A {measure.kind} has no price in a plan; `lodeway compare` with a case without it tells what it costs."
        )


def of_ban(asked: Asked, key: str) -> Iterator[Statement]:
    """Tell what a ban bars."""
    ban = next(row for row in asked.scenario.bans if row.id == key)
    what = "transit through" if ban.kind == "transit" else "everything from, to and through"
    yield Statement(
        text=f"Ban {key} bars {what} {asked.lookup.country_name(ban.country)}. A ban has no price in a plan; `lodeway compare` "
        "with a case without it tells what it costs.",
        origin=f"scenario.json: bans[id={key}]",
    )


def of_agreement(asked: Asked, key: str) -> Iterator[Statement]:
    """Tell how far an agreement binds."""
    yield from limits_used(
        asked, lambda row: row.kind in ("offtake", "requirement", "fund") and row.scope.split("/")[0] == key
    )
