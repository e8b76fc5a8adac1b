"""The one value that the page is drawn from; its shape is declared in `lodeway.report.context.shape`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from lodeway.network.model import Network
from lodeway.plan.result import Plan
from lodeway.report.context.answer import answer
from lodeway.report.context.charts import countries, gate_points, legs, site_points
from lodeway.report.context.credits import attributions, licences
from lodeway.report.context.shape import CaseView, Comparison, Context, MapView, Meta, Names, TableView, Way
from lodeway.report.figures import Table
from lodeway.report.lookup import Lookup
from lodeway.report.tables import case_tables, compare, difference_tables, target
from lodeway.report.tables.bankability import bankability
from lodeway.report.tables.dependence import dependence
from lodeway.report.tables.flows import Ways, ways
from lodeway.scenario import places
from lodeway.scenario.model import Scenario

__all__ = ["context", "plain"]

_DIGITS = 7
"""Significant digits of numbers on the page; files keep all."""

_IN_WAYS = {"countries", "gates", "modes"}
"""Columns of routes that the page reads from the way."""


def context(
    plan: Plan,
    base: Plan | None,
    scenario: Scenario,
    base_scenario: Scenario | None,
    network: Network,
    base_network: Network | None = None,
) -> Context:
    """Return everything the page shows, as plain JSON.

    Parameters
    ----------
    plan
        Plan of the case.
    base
        Plan of the base, None when the case is the base.
    scenario, base_scenario
        The scenarios that they were made from.
    network, base_network
        Network of the case, and that of the base where it is another.

    Returns
    -------
    Context
        Shape in `lodeway.report.context.shape`.
    """
    lookup = Lookup(scenario)
    networks = [network]
    plans = [(plan, lookup)]
    if base is not None and base_scenario is not None:
        if base_network is not None and base_network is not network:
            networks.append(base_network)
            base = _after(base, network)
        plans.append((base, Lookup(base_scenario)))
    numbers = ways(*(one for one, _ in plans))
    views = [_view(one, rows, net, numbers) for (one, rows), net in zip(plans, [network, networks[-1]], strict=False)]
    return {
        "meta": _meta(plan, base, scenario, network, views[0]["answer"]),
        "names": _names(lookup, network),
        "map": _map(plans, lookup, networks, numbers),
        "view": views[0],
        "base": views[1] if len(views) > 1 else None,
        "comparison": None if base is None else _comparison(plan, base, lookup),
    }


def _after(base: Plan, network: Network) -> Plan:
    """Return the base with its legs counted on from those of another network."""
    first = len(network.legs.tail)
    routes = tuple(replace(route, legs=tuple(leg + first for leg in route.legs)) for route in base.routes)
    return replace(base, routes=routes)


def _view(plan: Plan, lookup: Lookup, network: Network, numbers: Ways) -> CaseView:
    tables = case_tables(plan, lookup, network.gates, numbers)
    told = answer(plan, lookup, dependence(plan, lookup), bankability(plan, lookup, network.gates))
    return {
        "case": plan.case,
        "title": lookup.scenario.case_title or plan.case,
        "status": plan.status,
        "digest": plan.digest,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "own": plan.own,
        "answer": list(told),
        "tables": {name: plain(item, without=_IN_WAYS if name == "routes" else set()) for name, item in tables.items()},
        "ways": _ways(plan, numbers),
        "target": _target(plan, lookup, network),
    }


def _ways(plan: Plan, numbers: Ways) -> list[Way]:
    """Return every path by number; a path that this plan does not take is left empty."""
    found: list[Way] = [{"legs": [], "countries": [], "gates": [], "modes": []} for _ in numbers]
    for route in (route for route in plan.routes if route.legs):
        found[numbers[route.legs]] = {
            "legs": [int(leg) for leg in route.legs],
            "countries": list(route.countries),
            "gates": list(route.gates),
            "modes": list(route.modes),
        }
    return found


def _target(plan: Plan, lookup: Lookup, network: Network) -> dict[str, float | str | None]:
    goal = lookup.scenario.target
    if goal is None:
        return {}
    return {
        "name": goal.name,
        "amount": goal.amount,
        "currency": goal.currency,
        "date": goal.date,
        "first_year": goal.first_year,
        "last_year": goal.last_year,
        "source": goal.source,
        "value": goal.value,
        **target.totals(plan, lookup, network.gates),
    }


def _meta(plan: Plan, base: Plan | None, scenario: Scenario, network: Network, told: Sequence[str]) -> Meta:
    from lodeway import __version__

    return {
        "title": scenario.title or scenario.name,
        "scenario": scenario.name,
        "question": scenario.question,
        "case": scenario.case,
        "case_title": scenario.case_title or scenario.case,
        "answer": list(told),
        "cases": dict(scenario.cases),
        "digest": plan.digest,
        "base_digest": base.digest if base is not None else "",
        "lodeway_version": __version__,
        "atlas_version": scenario.atlas_version,
        "years": list(scenario.years),
        "price_year": scenario.price_year,
        "money": f"USD of {scenario.price_year}",
        "discount_rate": 100 * scenario.discount_rate,
        "carbon_price": scenario.carbon_price,
        "hosts": list(Lookup(scenario).hosts),
        "attributions": list(attributions(scenario)),
        "licences": list(licences()),
        "flags": list(network.flags),
    }


def _names(lookup: Lookup, network: Network) -> Names:
    return {
        "sites": {site.id: site.name or site.id for site in lookup.scenario.sites},
        "commodities": {row.id: row.name or row.id for row in lookup.scenario.commodities},
        "elements": {row.id: row.element for row in lookup.scenario.commodities},
        "markets": {market.id: market.name or market.id for market in lookup.scenario.markets},
        "home": {market.id: sorted(lookup.home(market.id)) for market in lookup.scenario.markets},
        "countries": dict(places.countries()),
        "gates": {gate.id: gate.name or gate.id for gate in network.gates},
    }


def _map(plans: Sequence[tuple[Plan, Lookup]], lookup: Lookup, networks: Sequence[Network], numbers: Ways) -> MapView:
    only = [plan for plan, _ in plans]
    return {
        "countries": countries(),
        "sites": site_points(only, lookup),
        "gates": gate_points(only, networks),
        "legs": legs(networks, numbers),
    }


def _comparison(plan: Plan, base: Plan, lookup: Lookup) -> Comparison:
    return {
        "sentences": list(compare.sentences(plan, base, lookup)),
        "tables": {name: plain(item) for name, item in difference_tables(plan, base, lookup).items()},
    }


def plain(item: Table, *, without: set[str] | None = None) -> TableView:
    """Return a table as plain JSON: missing numbers are None, tuples lists, numbers have seven significant digits.

    Examples
    --------
    >>> from lodeway.report.figures import Column, table
    >>> number = Column("a", "A", "t", "number", 1, "A number.")
    >>> plain(table("t", "T", "", [number], [(float("nan"),), (1.23456789,)]))["rows"]
    [[None], [1.234568]]
    """
    kept = [place for place, column in enumerate(item.columns) if column.key not in (without or set())]
    return {
        "name": item.name,
        "title": item.title,
        "note": item.note,
        "columns": [
            {
                "key": column.key,
                "title": column.title,
                "unit": column.unit,
                "kind": column.kind,
                "digits": column.digits,
                "meaning": column.meaning,
            }
            for column in (item.columns[place] for place in kept)
        ],
        "rows": [[_plain(row[place]) for place in kept] for row in item.rows],
    }


def _plain(cell: object) -> Any:
    if isinstance(cell, float):
        return float(f"{cell:.{_DIGITS}g}") if math.isfinite(cell) else None
    if isinstance(cell, tuple):
        return [str(part) for part in cast("tuple[object, ...]", cell)]
    return cell
