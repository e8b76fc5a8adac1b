"""What each build costs a tonne, and what would make it bankable: an offtake, a grant or a guarantee."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lodeway.plan.bankable import Support, support
from lodeway.plan.result import Build, Plan
from lodeway.report import words
from lodeway.report.figures import figure
from lodeway.report.lookup import Lookup
from lodeway.report.tables.unit_costs import Books, UnitCost, gate_cost, process_cost
from lodeway.schema.tables import Gate

__all__ = ["NOTE", "Bankability", "bankability"]

NOTE = (
    "Break-even price = (capital charge + what is set aside for closing) x capacity / output + opex + feed at reference price + what moving feed and "
    "product costs (freight, value of time, carbon price, taxes) + carbon price of what it emits - other products at reference price, per tonne of first output. Capital charge = annuity over the life at the country's cost of capital, with interest during "
    "construction (Short, Packey and Holt 1995, A Manual for the Economic Evaluation of Energy Efficiency and Renewable Energy "
    "Technologies, NREL/TP-462-5173). Output is the mean over the plan's years in which the build runs. Any one of three closes the gap to the reference "
    "price. (1) An offtake: a buyer pays at least the break-even price until the capital is paid back. (2) A grant at the start, as large as the present "
    "value of what is short. (3) A guarantee that lowers the cost of capital until the build breaks even. For a gate, the break-even price is the charge on "
    "each gross tonne that its enlargement carries."
)


def _per_tonne(meaning: str, title: str) -> Any:
    return figure(meaning, title=title, unit="USD/t", kind="number", digits=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bankability:
    """One build as a lender sees it."""

    what: str = figure("Id of the process or gate.")
    name: str = figure("Name for people.")
    kind: str = figure("process or gate.")
    site: str = figure("Site.")
    country: str = figure("Country.")
    commodity: str = figure("First output; empty for a gate.", title="Product")
    serves: str = figure("Markets or sites that its product goes to, largest first.")
    year: int = figure("Year of decision.", title="Decided", kind="year")
    capacity: float = figure("Yearly capacity built; gross tonnes for a gate.", unit="t/a", kind="number", digits=0)
    output: float = figure(
        "Mean yearly output over the plan's years in which it runs.", unit="t/a", kind="number", digits=0
    )
    utilisation: float = figure("Output in percent of capacity.", unit="%", kind="number", digits=0)
    capex: float = figure("Overnight capital cost.", title="Capital cost", unit="USD", kind="number", digits=0)
    rate: float = figure(
        "Real cost of capital in its country.", title="Cost of capital", unit="%/a", kind="number", digits=1
    )
    life: int = figure("Years over which capital is paid back.", unit="a", kind="integer")
    capital: float = _per_tonne("Capital charge per tonne of output.", "Capital per tonne")
    opex: float = _per_tonne("Operating cost per tonne.", "Operation per tonne")
    closing: float = _per_tonne("Set aside for closing at the end of its life, per tonne.", "Closing per tonne")
    feed: float = _per_tonne("Feed at reference price, per tonne.", "Feed per tonne")
    freight: float = _per_tonne("Freight of feed and product, per tonne.", "Freight per tonne")
    time: float = _per_tonne(
        "Time of feed and product on the way, at the value of an hour, per tonne.", "Time per tonne"
    )
    carbon: float = _per_tonne("Carbon price of what it and its freight emit, per tonne.", "Carbon per tonne")
    tax: float = _per_tonne("Taxes on the trade of feed and product, per tonne.", "Taxes per tonne")
    credit: float = _per_tonne("Other products at reference price, per tonne.", "Other products")
    break_even: float = _per_tonne("Price of the delivered product that pays all cost.", "Break-even price")
    reference: float = _per_tonne("Reference price of the product.", "Reference price")
    gap: float = _per_tonne("Break-even less reference price.", "Gap")
    worth: float = _per_tonne(
        "What a tonne is worth to its buyers in the plan, mean of the delivered tonnes.", "Worth to buyers"
    )
    verdict: str = figure("pays, needs support, or no output.")
    floor: float = _per_tonne("Offtake: price floor.", "Offtake floor")
    offtake_tonnes: float = figure("Offtake: tonnes a year.", title="Offtake", unit="t/a", kind="number", digits=0)
    offtake_years: int = figure("Offtake: years, from first output.", title="Offtake years", unit="a", kind="integer")
    top_up: float = figure(
        "Offtake: what the floor costs the buyer above the reference price.",
        title="Offtake top-up",
        unit="USD/a",
        kind="number",
        digits=0,
    )
    grant: float = figure("Grant at the start, instead.", unit="USD", kind="number", digits=0)
    grant_share: float = figure(
        "Grant in percent of capital cost; above 100 even free capital does not suffice.",
        unit="%",
        kind="number",
        digits=0,
    )
    guarantee: float = figure(
        "Guarantee, instead: cost of capital at which it breaks even; missing where even 0 % does not suffice.",
        title="Guaranteed rate",
        unit="%/a",
        kind="number",
        digits=1,
    )
    words: str = figure("The same in a sentence.", title="In words")


def bankability(plan: Plan, lookup: Lookup, gates: Sequence[Gate] = ()) -> tuple[Bankability, ...]:
    """Return one row per build of the plan.

    Parameters
    ----------
    plan
        A plan.
    lookup
        Rows of the scenario that the plan was made from.
    gates
        Gates of the network, for enlargements of gates.

    Returns
    -------
    tuple[Bankability, ...]
        Sorted by country, site, what, year.
    """
    books = Books(plan, lookup)
    by_gate = {gate.id: gate for gate in gates}
    rows = []
    for build in (row for row in plan.builds if row.kind in ("process", "gate")):
        process = build.kind == "process"
        cost = process_cost(build, books) if process else gate_cost(build, books, by_gate[build.what])
        rows.append(_judge(build, cost, lookup))
    return tuple(sorted(rows, key=lambda row: (row.kind != "process", row.country, row.site, row.what, row.year)))


def _judge(build: Build, cost: UnitCost, lookup: Lookup) -> Bankability:
    gap = cost.break_even - cost.reference
    needed = _support(build, cost)
    verdict = _verdict(build.kind, cost.output, gap)
    return Bankability(
        what=build.what,
        name=build.name,
        kind=build.kind,
        site=lookup.site_name(build.site),
        country=build.country,
        commodity=build.commodity,
        serves=cost.serves,
        year=build.year,
        capacity=build.size,
        output=cost.output,
        utilisation=100 * cost.output / build.size if build.size > 0 else math.nan,
        capex=build.capex,
        rate=100 * cost.rate,
        life=cost.life,
        capital=cost.capital,
        opex=cost.opex,
        closing=cost.closing,
        feed=cost.feed,
        freight=cost.freight,
        time=cost.time,
        carbon=cost.carbon,
        tax=cost.tax,
        credit=cost.credit,
        break_even=cost.break_even,
        reference=cost.reference,
        gap=gap,
        worth=cost.worth,
        verdict=verdict,
        floor=cost.break_even,
        offtake_tonnes=cost.output,
        offtake_years=cost.life,
        top_up=needed.top_up,
        grant=needed.grant,
        grant_share=100 * needed.grant / build.capex if build.capex > 0 else math.nan,
        guarantee=100 * needed.guarantee,
        words=_sentence(build, cost, needed, verdict),
    )


def _support(build: Build, cost: UnitCost) -> Support:
    return support(
        gap=cost.break_even - cost.reference,
        output=cost.output,
        capital=cost.capital,
        capex=build.capex,
        rate=cost.rate,
        life=cost.life,
        lead_time=cost.lead_time,
    )


def _verdict(kind: str, output: float, gap: float) -> str:
    if output <= 0:
        return "no output"
    if kind == "gate":
        return "needs a charge"
    return "pays at reference price" if gap <= 0 else "needs support"


def _sentence(build: Build, cost: UnitCost, needed: Support, verdict: str) -> str:
    floor = words.price(cost.break_even)
    if verdict == "no output":
        return "Carries nothing within the plan's years: no break-even can be given."
    if verdict == "needs a charge":
        return f"Pays for itself with a charge of {floor} on {words.tonnes(cost.output)} gross a year."
    if verdict == "pays at reference price":
        return f"Pays at the reference price: breaks even at {floor} against {words.price(cost.reference)}."
    offtake = (
        f"an offtake of {words.tonnes(cost.output)} a year over {cost.life} years at a floor of {floor} "
        f"({words.money(needed.top_up)} a year above the reference price of {words.price(cost.reference)})"
    )
    if build.capex <= 0:
        return f"Bankable with {offtake}; it has no capital cost that a grant or a guarantee could lower."
    share = f"{words.percent(100 * needed.grant / build.capex)} of capital cost"
    if needed.grant > build.capex:
        share = "more than the whole capital cost, so operation itself needs support"
    grant = f"a grant of {words.money(needed.grant)} ({share})"
    buyers = "" if math.isnan(cost.worth) else f" In the plan a tonne is worth {words.price(cost.worth)} to its buyers."
    if cost.feed > 0 and cost.worth < cost.break_even:
        buyers += (
            " That is less than it costs here: the plan counts the feed from standing mines below its reference price,"
            " at what keeping them running saves."
        )
    if math.isnan(needed.guarantee):
        return (
            f"Bankable with {offtake}, or with {grant}; no guarantee alone suffices, not even capital at 0 %.{buyers}"
        )
    cut = f"from {words.percent(100 * cost.rate)} to {words.percent(100 * needed.guarantee)}"
    return f"Bankable with {offtake}, or with {grant}, or with a guarantee that cuts the cost of capital {cut}.{buyers}"
