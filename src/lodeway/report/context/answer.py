"""The answer to a scenario's question in three sentences, written from a plan's numbers."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from lodeway.plan.result import Build, Plan
from lodeway.report import words
from lodeway.report.lookup import Lookup
from lodeway.report.tables.bankability import Bankability
from lodeway.report.tables.builds import by_project
from lodeway.report.tables.dependence import Dependence

__all__ = ["answer"]


def answer(
    plan: Plan, lookup: Lookup, depend: Sequence[Dependence], banks: Sequence[Bankability]
) -> tuple[str, str, str]:
    """Return three sentences: what to build, what it does to dependence, what it takes and what stays short.

    Parameters
    ----------
    plan
        A plan.
    lookup
        Rows of the scenario that the plan was made from.
    depend
        Rows of `lodeway.report.tables.dependence.dependence`.
    banks
        Rows of `lodeway.report.tables.bankability.bankability`.

    Returns
    -------
    tuple[str, str, str]
        A pure function of the numbers: a changed number changes the sentence.
    """
    return _build_sentence(plan, lookup), _dependence_sentence(depend, lookup), _need_sentence(plan, lookup, banks)


def _build_sentence(plan: Plan, lookup: Lookup) -> str:
    if not plan.builds:
        return (
            "Nothing new is worth building: capacity and routes that exist or are committed serve demand at least cost."
        )
    merged = by_project(plan)
    order = list(merged)
    listed = words.join([_named(merged[what], lookup) for what in order[:3]])
    capex = words.money(math.fsum(build.capex for build in plan.builds))
    head = f"{_projects([merged[what][0] for what in order], lookup)} for {capex}"
    return f"{head}: {listed}." if len(order) <= 3 else f"{head}; the largest are {listed}."


def _projects(builds: Sequence[Build], lookup: Lookup) -> str:
    """Tell how many mines and plants there are, of which elements, and which gates are enlarged."""
    works = [build for build in builds if build.kind == "process"]
    elements = sorted({lookup.commodities[build.commodity].element for build in works})
    gates = [build.name or build.what for build in builds if build.kind == "gate"]
    parts = [f"build {words.plural(len(works), 'mine or plant')} for {words.join(elements)}"] if works else []
    if gates:
        parts.append(f"enlarge {words.join([*gates[:3], f'{len(gates) - 3} more'] if len(gates) > 3 else gates)}")
    lines = [build.name or build.what for build in builds if build.kind == "link"]
    if lines:
        parts.append(f"lay {words.join([*lines[:3], f'{len(lines) - 3} more'] if len(lines) > 3 else lines)}")
    taught = sorted({lookup.country_name(build.country) for build in builds if build.kind == "training"})
    if taught:
        parts.append(f"train workers in {words.join(taught)}")
    text = words.join(parts).replace("mine or plants", "mines and plants")
    return text[:1].upper() + text[1:]


def _named(builds: Sequence[Build], lookup: Lookup) -> str:
    one = builds[0]
    decided = words.span([build.year for build in builds])
    return f"{one.name or one.what} ({lookup.country_name(one.country)}, {decided})"


def _dependence_sentence(depend: Sequence[Dependence], lookup: Lookup) -> str:
    if not depend:
        return "No demand is stated, so there is no dependence to tell of."
    rest = {market.id for market in lookup.scenario.markets if "*" in market.countries}
    rows = [row for row in depend if row.market not in rest]
    first, last = (bound(row.year for row in rows) for bound in (min, max))
    now, then = (sum(row.crma_flag for row in rows if row.year == year) for year in (first, last))
    pairs = words.plural(sum(row.year == last for row in rows), "pair")
    if then:
        head = f"In {last} {then} of {pairs} of importer and mineral depend on one foreign country for more than 65 %, against {now} in {first}"
    else:
        head = f"In {last} no importer gets more than 65 % of a mineral from one foreign country, against {now} of {pairs} of importer and mineral in {first}"
    return f"{head}; {_hosts(rows, last, lookup)}."


def _hosts(rows: Sequence[Dependence], year: int, lookup: Lookup) -> str:
    """Tell where the host states deliver most, by value, leaving out the market on whose home the others depend most."""
    leaders = Counter(row.top_origin for row in rows if row.year == year and row.crma_flag)
    leader = max(leaders, key=lambda country: (leaders[country], country), default="")
    found = [
        row for row in rows if row.year == year and row.host_share >= 0.05 and leader not in lookup.home(row.market)
    ]
    found.sort(key=lambda row: (-row.host_share * row.demand * lookup.price(row.commodity), row.market))
    told = [
        f"{words.percent(row.host_share)} of {lookup.commodity_name(row.commodity)} in {lookup.market_name(row.market)}"
        for row in found[:4]
    ]
    is_market = any(leader in lookup.home(row.market) for row in rows)
    outside = f" outside {lookup.country_name(leader)}" if is_market else ""
    if not told:
        return f"the host states deliver nothing{outside}"
    return f"the host states then supply {words.join(told)} (the largest by value{outside})"


def _need_sentence(plan: Plan, lookup: Lookup, banks: Sequence[Bankability]) -> str:
    short: dict[tuple[str, str], float] = defaultdict(float)
    for row in plan.unmet:
        short[row.market, row.commodity] += row.tonnes
    short = {key: tonnes for key, tonnes in short.items() if tonnes > 1e-3}
    if short:
        value = {key: tonnes * lookup.price(key[1]) for key, tonnes in short.items()}
        order = sorted(short, key=lambda key: (-value[key], key))
        told = [
            f"{words.tonnes(short[key])} of {lookup.commodity_name(key[1])} in {lookup.market_name(key[0])}"
            for key in order[:3]
        ]
        rest = len(order) - len(told)
        lack = (
            f"over all years {words.join([*told, words.plural(rest, 'smaller shortage')] if rest else told)} stay unmet"
        )
    else:
        lack = "all demand is met"
    works = [row for row in banks if row.kind == "process" and row.output > 0]
    if not works:
        return f"{lack[:1].upper()}{lack[1:]}; no new mine or plant needs support."
    names = {row.what for row in works}
    short_of = {row.what for row in works if row.gap > 0}
    support = _support(len(names - short_of), len(names))
    grant = math.fsum(row.grant for row in works if row.grant > 0)
    if short_of:
        who = "the others need" if len(short_of) < len(names) else ("it needs" if len(names) == 1 else "they need")
        support += f"; {who} support worth {words.money(grant)} today, as an offtake, a grant or a guarantee"
    return f"{lack[:1].upper()}{lack[1:]}; {support}."


def _support(pays: int, works: int) -> str:
    """Tell how many of the new mines and plants pay at reference prices."""
    if works == 1:
        return f"the one new mine or plant {'pays' if pays else 'does not pay'} at the reference price"
    if pays == works:
        return f"all {works} new mines and plants pay at reference prices"
    return f"{pays or 'none'} of {works} new mines and plants {'pays' if pays < 2 else 'pay'} at reference prices"
