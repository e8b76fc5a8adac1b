"""The answer to a scenario's question in three sentences, written from a plan's numbers."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from lodeway.plan.result import Build, Plan
from lodeway.report import words
from lodeway.report.bankability import Bankability
from lodeway.report.dependence import Dependence
from lodeway.report.lookup import Lookup

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
        Rows of `lodeway.report.dependence.dependence`.
    banks
        Rows of `lodeway.report.bankability.bankability`.

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
    merged: dict[str, list[Build]] = defaultdict(list)
    for build in plan.builds:
        merged[build.what].append(build)
    order = sorted(merged, key=lambda what: (-math.fsum(build.capex for build in merged[what]), what))
    named = [_named(merged[what], lookup) for what in order[:3]]
    rest = len(order) - len(named)
    capex = math.fsum(build.capex for build in plan.builds)
    listed = words.join([*named, f"{rest} more"] if rest else named)
    return f"Build {words.plural(len(order), 'project')} for {words.money(capex)} (overnight cost): {listed}."


def _named(builds: Sequence[Build], lookup: Lookup) -> str:
    one = builds[0]
    size = words.tonnes(math.fsum(build.size for build in builds))
    goods = f"{size} of {lookup.commodity_name(one.commodity)}" if one.kind == "process" else f"{size} gross"
    decided = words.span([build.year for build in builds])
    return f"{one.name or one.what} ({lookup.country_name(one.country)}, {goods} a year, decided {decided})"


def _dependence_sentence(depend: Sequence[Dependence], lookup: Lookup) -> str:
    if not depend:
        return "No demand is stated, so there is no dependence to tell of."
    year = max(row.year for row in depend)
    last = [row for row in depend if row.year == year]
    above = [row for row in last if row.crma_flag]
    head = f"In {year} one foreign country delivers more than 65 % of demand in {len(above)} of {words.plural(len(last), 'pair')} of market and mineral"
    if above:
        worst = max(above, key=lambda row: (row.top_share, row.market, row.commodity))
        head += (
            f" (the furthest: {lookup.market_name(worst.market)}, {words.percent(worst.top_share)} of its "
            f"{lookup.commodity_name(worst.commodity)} from {lookup.country_name(worst.top_origin)})"
        )
    rest = {market.id for market in lookup.scenario.markets if "*" in market.countries}
    hosts = [row for row in last if row.central_asia_share > 0 and row.market not in rest]
    if not hosts:
        return f"{head}; the host states deliver nothing."
    best = max(hosts, key=lambda row: (row.central_asia_share * row.demand * lookup.price(row.commodity), row.market))
    return (
        f"{head}; the host states deliver most to {lookup.market_name(best.market)}: {words.percent(best.central_asia_share)} of its "
        f"{lookup.commodity_name(best.commodity)}."
    )


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
        lack = f"over all years {words.join([*told, f'{rest} smaller shortages'] if rest else told)} stay unmet"
    else:
        lack = "all demand is met"
    works = [row for row in banks if row.kind == "process" and row.output > 0]
    if not works:
        return f"{lack[:1].upper()}{lack[1:]}; no new mine or plant needs support."
    support = _support(sum(row.gap <= 0 for row in works), len(works))
    grant = math.fsum(row.grant for row in works if row.grant > 0)
    if grant > 0:
        support += f"; the rest needs grants of {words.money(grant)} in all, or the offtakes or guarantees listed"
    return f"{lack[:1].upper()}{lack[1:]}; {support}."


def _support(pays: int, works: int) -> str:
    """Tell how many of the new mines and plants pay at reference prices."""
    if works == 1:
        return f"the one new mine or plant {'pays' if pays else 'does not pay'} at the reference price"
    if pays == works:
        return f"all {works} new mines and plants pay at reference prices"
    return f"{pays or 'none'} of {works} new mines and plants {'pays' if pays < 2 else 'pay'} at reference prices"
