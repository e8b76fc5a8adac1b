"""Why a project is built or left out, and what would bring it in."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from lodeway.errors import UsageError
from lodeway.plan.bankable import capital_charge, net_present_value, support
from lodeway.plan.finance import sinking_fund
from lodeway.plan.result import Build, Rejected
from lodeway.plan.result.explain import Reason
from lodeway.report import words
from lodeway.report.subjects import Subject
from lodeway.report.tables.bankability import bankability
from lodeway.report.why.asked import SHOWN, Asked, Statement, label
from lodeway.report.why.limits import limits_used
from lodeway.scenario import capital_rate

__all__ = ["built", "left_out", "of_process", "of_project", "of_training", "sum_of"]

LEAST = 1e-6
"""Share of its revenue or investment below which what a project saves beyond its prices is the solver's rounding."""


def of_project(asked: Asked, key: str) -> Iterator[Statement]:
    """Tell when a project is built or why it is left out."""
    for build in asked.plan.builds:
        if build.what == key:
            yield from built(asked, build)
    for row in asked.plan.rejected:
        if row.what == key:
            yield from left_out(asked, row)


def of_process(asked: Asked, key: str) -> Iterator[Statement]:
    """Tell of a mine or plant: what of it is built or left out, and how far what exists is used."""
    yield from of_project(asked, key)
    made = [row for row in asked.plan.activities if row.process == key and row.capacity - row.built > 0]
    if made:
        output = math.fsum(row.tonnes for row in made)
        room = math.fsum(row.capacity for row in made)
        yield Statement(
            text=f"{asked.name(key)} exists and makes {words.tonnes(output)} of {asked.product(key)} over "
            f"{words.span([row.year for row in made])}, {words.percent(100 * output / room)} of its capacity.",
            value=output,
            unit="t",
            origin=f"activities[process={key}].tonnes",
        )
    yield from limits_used(asked, lambda row: row.kind in ("capacity", "resource", "build") and row.scope == key)


def of_training(asked: Asked, key: str) -> Iterator[Statement]:
    """Tell of a training project and how far its places are used."""
    yield from of_project(asked, key)
    yield from limits_used(asked, lambda row: row.kind == "training" and row.scope == key)


def built(asked: Asked, build: Build) -> Iterator[Statement]:
    """Tell what a project that is built earns, costs and would need."""
    name = asked.name(build.what)
    yield Statement(
        text=f"{_called(asked, build.kind, name)} is built: {words.amount(build.size)} {build.unit} decided in {build.year}, running from "
        f"{build.first_year}, for {words.money(build.capex)}.",
        value=build.size,
        unit=build.unit,
        origin=f"builds[what={build.what},year={build.year}].size",
    )
    reason = next((r for r in asked.reasons if (r.what, r.year) == (build.what, build.year)), None)
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
        text = f"That leaves {words.money(reason.net)}: {_why_no_larger(asked, build)}."
    else:
        text = f"That lacks {words.money(-reason.net)}: less of it would pay better, but it comes in whole units only."
    yield Statement(text=text, value=reason.net, unit="USD", origin="revenue - feed - operation - limits - investment")
    for row in bankability(asked.plan, asked.lookup, asked.gates) if build.kind in ("process", "gate") else ():
        if (row.what, row.year) == (build.what, build.year):
            yield Statement(text=row.words, value=row.break_even, unit="USD/t", origin="bankability.break_even")


def _called(asked: Asked, kind: str, name: str) -> str:
    """Return what a project is called: a gate that stands is enlarged, not built."""
    return f"More room at {name}" if kind in ("gate", "link") else name


def _why_no_larger(asked: Asked, build: Build) -> str:
    room = next((r for r in asked.plan.limits if r.kind == "build" and r.scope == build.what and r.price > 0), None)
    if room is not None:
        return f"no more than {words.amount(room.bound)} {room.unit} may be built of it"
    return "one more whole unit would cost more than it brings"


def left_out(asked: Asked, row: Rejected) -> Iterator[Statement]:
    """Tell what a project that is left out would cost, pay and need to enter."""
    name, origin = asked.name(row.what), f"rejected[what={row.what}]"
    if math.isnan(row.gap):
        yield Statement(
            text=f"{_called(asked, row.kind, name)} is not built: no plan within the limits can hold even {words.amount(row.size)} {row.unit} of it.",
            origin=f"{origin}.gap",
        )
        return
    size = f"{'a unit of ' if row.whole else ''}{words.amount(row.size)} {row.unit}"
    yield Statement(
        text=f"{_called(asked, row.kind, name)} is not built: {size}, decided in {row.year}, would add {words.money(row.gap)} to the plan's cost in "
        "present value.",
        value=row.gap,
        unit="USD",
        origin=f"{origin}.gap",
    )
    yield from _earnings(asked, row, name, origin)
    if _shift(row) > LEAST * max(row.revenue, row.investment):
        yield Statement(
            text=f"A whole unit shifts prices: this sum is at those with it, and the first of the unit, which would replace what is dearer, saves {words.money(row.shift)} more.",
            value=row.shift,
            unit="USD",
            origin=f"{origin}.shift",
        )
    for kind, scope, cost in row.charges:
        limit = label(kind, scope, asked.lookup, asked.names)
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
            text=f"Its goods would have to pay {words.money(cost)}{each} for {label(kind, scope, asked.lookup, asked.names)}, "
            "which is used up.",
            value=cost,
            unit="USD",
            origin=f"{origin}.tolls",
        )
    yield from _entry(asked, row, name, origin)
    if row.kind == "process" and row.output > 0:
        yield from _bankable(asked, row, name)


def _earnings(asked: Asked, row: Rejected, name: str, origin: str) -> Iterator[Statement]:
    if row.kind == "process" and not row.output > 0:
        users = [o.id for o in asked.scenario.processes if row.commodity in asked.lookup.yields[o.id].inputs]
        unbuilt = [asked.name(user) for user in users if any(r.what == user for r in asked.plan.rejected)]
        also = f"; {words.join(unbuilt)}, which would use it, is not built either" if unbuilt else ""
        yield Statement(
            text=f"Nobody would take its {asked.lookup.commodity_name(row.commodity)} at its cost{also}: its capital of "
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
        way = f" by way of {words.join([asked.name(gate) for gate in row.gates])}" if row.gates else ""
        where = f" It would go to {words.join([asked.name(buyer) for buyer in row.buyers[:3]])}{way}."
    yield Statement(
        text=f"{earns} {words.money(row.revenue)} in present value, against {told or 'no cost'}.{where}",
        value=row.revenue,
        unit="USD",
        origin=f"{origin}.revenue",
    )


def _entry(asked: Asked, row: Rejected, name: str, origin: str) -> Iterator[Statement]:
    if not row.gap > 0:
        return
    ways = []
    if row.tonnes > 0:
        now = (row.revenue + _shift(row)) / row.tonnes
        rise = row.gap / row.tonnes
        ways.append(
            f"its {asked.lookup.commodity_name(row.commodity)} were worth {words.price(now + rise)} where it stands in place of "
            f"{words.price(now)}"
        )
    if row.gap < row.investment:
        ways.append(f"its capital cost were {words.percent(100 * row.gap / row.investment)} lower")
    ways.append(f"a grant paid {words.money(row.gap)} ({words.amount(row.gap / row.size)} USD per {row.unit})")
    yield Statement(
        text=f"{_called(asked, row.kind, name)} would enter if {', or if '.join(ways)}.",
        value=row.gap / row.tonnes if row.tonnes > 0 else row.gap / row.size,
        unit="USD/t" if row.tonnes > 0 else f"USD per {row.unit}",
        origin=f"{origin}.gap / {origin}.tonnes",
    )


def _bankable(asked: Asked, row: Rejected, name: str) -> Iterator[Statement]:
    process = asked.lookup.processes[row.what]
    recipe = asked.lookup.yields[row.what]
    rate = capital_rate(asked.scenario, row.country)
    capital = capital_charge(rate, life=process.life, lead_time=process.lead_time) * row.capex / row.output
    feed = row.feed / row.tonnes
    credit = math.fsum(n * asked.lookup.price(c) for c, n in recipe.outputs.items() if c != recipe.commodity)
    closing = sinking_fund(rate, process.life) * process.decommissioning * row.size / row.output
    variable = row.operation / row.tonnes + closing + feed + row.freight - credit
    floor = capital + variable
    terms: dict[str, Any] = {"rate": rate, "life": process.life, "lead_time": process.lead_time}
    value = net_present_value(margin=row.worth - variable, output=row.output, capex=row.capex, **terms)
    needed = support(gap=floor - row.worth, output=row.output, capital=capital, capex=row.capex, **terms)
    yield Statement(
        text=f"Over its whole life of {process.life} years, at the {words.percent(100 * rate)} that capital costs in "
        f"{asked.lookup.country_name(row.country)} and the {words.price(row.worth)} that a delivered tonne is worth in the plan, "
        f"{_size_words(row)} has a net present value of {words.money(value)}; it breaks even at {words.price(floor)}.",
        value=value,
        unit="USD",
        origin=f"rejected[what={row.what}].worth, .freight, .output, .operation, .capex; processes.decommissioning, .life; capital.rate",
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


def sum_of(asked: Asked, subject: Subject) -> dict[str, float]:
    """Return the sum of a project per discounted tonne of first output [USD/t], what the first of a unit saves included."""
    keys = ("revenue", "feed", "operation", "investment", "limits")
    rows: list[Reason | Rejected] = [row for row in asked.reasons if row.what == subject.id]
    rows += [row for row in asked.plan.rejected if row.what == subject.id]
    tonnes = sum(row.tonnes for row in rows)
    if not rows or not tonnes > 0:
        raise UsageError(
            f"{subject.kind} {subject.id} cannot be compared: only processes that the plan builds or might build, and "
            "that would have a buyer, have a sum per tonne"
        )
    found = {key: sum(float(getattr(row, key)) for row in rows) / tonnes for key in keys}
    found["revenue"] += sum(_shift(row) for row in rows if isinstance(row, Rejected)) / tonnes
    return found


def _shift(row: Rejected) -> float:
    """Return what a project left out saves beyond its prices; an older version's plan does not tell."""
    return 0.0 if math.isnan(row.shift) else row.shift


def _size_words(row: Rejected) -> str:
    """Return the size that was tried, in words."""
    return f"{'a unit of ' if row.whole else ''}{words.amount(row.size)} {row.unit}"
