"""What binds the plan and what one more unit is worth, in words."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from lodeway.plan.result import LimitUse, Plan
from lodeway.report import words
from lodeway.report.figures import figure
from lodeway.report.lookup import Lookup

__all__ = ["NOTE", "Binding", "binding"]

NOTE = (
    "A limit binds where one more unit of it would lower the plan's cost; its price is the dual value of the plan's linear programme, as present value. "
    "The price holds for a small step only. Worth is the price x a hundredth of the bound, summed over the years in which it binds: what one percent more would save. What one more tonne of demand would cost is in the table of limits."
)

_WORTHLESS = 1e-6
"""USD per unit below which a dual value counts as noise of the solver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A limit that binds in one or more years."""

    kind: str = figure("Kind of limit.")
    scope: str = figure("What it bounds: ids joined by a slash.")
    label: str = figure("The same for people.")
    place: str = figure("host states, gates, policy or elsewhere: where the limit lies.")
    first_year: int = figure(
        "First year in which it binds; 0 where the limit spans all years.", title="From", kind="year"
    )
    last_year: int = figure("Last year in which it binds.", title="To", kind="year")
    years: int = figure("Number of years in which it binds.", kind="integer")
    used: float = figure("Use in the year of the highest price.", kind="number", digits=1)
    bound: float = figure("Bound in that year.", kind="number", digits=1)
    unit: str = figure("Unit of use and bound.")
    price: float = figure(
        "Highest present value of one more unit (per the row's unit).", unit="USD/unit", kind="number", digits=2
    )
    worth: float = figure(
        "Present value of one percent more in every year in which it binds.",
        title="Worth of 1 %",
        unit="USD",
        kind="number",
    )
    words: str = figure("The same in a sentence.", title="In words")


def binding(plan: Plan, lookup: Lookup, gates: Mapping[str, str] | None = None) -> tuple[Binding, ...]:
    """Return the limits that bind, by what one percent more is worth, largest first.

    Parameters
    ----------
    plan
        A plan.
    lookup
        Rows of the scenario that the plan was made from.
    gates
        Names of gates by id.

    Returns
    -------
    tuple[Binding, ...]
        One row per limit, its years together.
    """
    groups: dict[tuple[str, str], list[LimitUse]] = defaultdict(list)
    for row in plan.limits:
        if row.kind != "demand" and abs(row.price) > _WORTHLESS:
            groups[row.kind, row.scope].append(row)
    found = [_row(rows, lookup, gates or {}) for rows in groups.values()]
    return tuple(sorted(found, key=lambda row: (-row.worth, row.kind, row.scope)))


def _row(rows: list[LimitUse], lookup: Lookup, gates: Mapping[str, str]) -> Binding:
    top = max(rows, key=lambda row: (abs(row.price), -row.year))
    years = sorted({row.year for row in rows if row.year})
    label = describe(top.kind, top.scope, lookup, gates)
    return Binding(
        kind=top.kind,
        scope=top.scope,
        label=label,
        place=_place(top.kind, top.scope, lookup),
        first_year=years[0] if years else 0,
        last_year=years[-1] if years else 0,
        years=len(years) or len(lookup.scenario.years),
        used=top.used,
        bound=top.bound,
        unit=top.unit,
        price=abs(top.price),
        worth=math.fsum(abs(row.price) * row.bound / 100 for row in rows if math.isfinite(row.bound)),
        words=_sentence(top, years, label),
    )


def _place(kind: str, scope: str, lookup: Lookup) -> str:
    """Return where a limit lies, so that a reader can find those that a host state, a carrier or a ministry can move."""
    if kind in {"gate", "link"}:
        return "gates"
    if kind in _POLICY:
        return "policy"
    process = lookup.processes.get(scope)
    country = lookup.sites[process.site].country if process else scope.split("/", maxsplit=1)[0]
    if kind == "build" and process is None:
        return "gates"
    return "host states" if country in lookup.hosts else "elsewhere"


def describe(kind: str, scope: str, lookup: Lookup, gates: Mapping[str, str]) -> str:
    """Return what a limit bounds, for people: every id of its scope replaced by its name."""
    parts = [part for part in scope.split("/") if part and part != "*"]
    if kind == "relation" and len(parts) == 3:
        origin, market, commodity = parts
        return f"growth of {lookup.commodity_name(commodity)} from {lookup.country_name(origin)} to {lookup.market_name(market)}"
    names = ", ".join(_name(part, lookup, gates) for part in parts)
    return f"{_KINDS.get(kind, kind.replace('_', ' '))} {names}".strip()


def _name(part: str, lookup: Lookup, gates: Mapping[str, str]) -> str:
    if part in lookup.processes:
        return lookup.processes[part].name or part
    if part in gates:
        return gates[part]
    if part in lookup.markets:
        return lookup.market_name(part)
    if part in lookup.commodities:
        return lookup.commodity_name(part)
    return lookup.country_name(part)


_POLICY = {
    "measure", "origin_share", "stage_share", "transit_share", "budget", "emissions", "workforce", "build_rate", "stock", "offtake",
    "requirement", "fund",
}  # fmt: skip
_KINDS = {
    "capacity": "capacity of",
    "resource": "resource of",
    "gate": "capacity of",
    "link": "capacity of",
    "recycling": "what comes back from use of",
    "stock": "minimum stock of",
    "store": "room in the stock of",
    "offtake": "offtake",
    "requirement": "what is required by",
    "fund": "money of",
    "training": "places of",
    "stage_share": "share of a country in",
    "measure": "measure",
    "build": "room to build",
    "budget": "budget",
    "emissions": "emissions",
    "workforce": "workforce",
    "origin_share": "ceiling on one origin for",
    "transit_share": "ceiling on transit",
}
_UNITS = {
    "t": "tonne",
    "gross t": "gross tonne",
    "t/a": "tonne a year",
    "USD": "dollar",
    "jobs": "job",
    "workers": "place",
    "t CO2e": "tonne of CO2e",
}


def _sentence(top: LimitUse, years: list[int], label: str) -> str:
    when = f" ({words.span(years)})" if years else ""
    unit = _UNITS.get(top.unit, top.unit or "unit")
    saved = f"{words.amount(abs(top.price))} USD"
    most = " at most" if len(years) > 1 else ""
    step = "less" if top.sense == "least" else "more"
    return f"{label[:1].upper()}{label[1:]} binds{when}: one {step} {unit} would save {saved}{most} in present value."
