"""What trade says of a claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.risk.assessment import unknown_trade
from lodeway.risk.claims.judging.evidence import Evidence, compared, judged
from lodeway.risk.claims.reading import Claim
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import Area
from lodeway.risk.statistics.materials import FORM_CODES, Material
from lodeway.risk.values import THIN

__all__ = ["ORE", "asked_flows", "codes_of", "of_trade", "ranked"]

TRADE_YEARS = 5
"""Years of trade that count, the last ones, where the claim names none."""
_CLEAR = 0.05
"""Of what has no weight, at most this part of the value leaves a weight known."""
ORE = frozenset({"ore and concentrate", "concentrate"})
"""Forms that are ore."""


def of_trade(
    claim: Claim,
    material: Material,
    area: Area,
    buyer: Area | None,
    year: int | None,
    named: str,
    *,
    flows: data.Flows | None = None,
) -> tuple[tuple[Evidence, ...], str, tuple[str, ...]]:
    """Return what trade says, each year; or why it says nothing. Forms that the trade table lacks are listed either way.

    `flows` are told in place of those of the trade table: what would be said if some were otherwise.
    """
    last, name = data.last_year(), material.name.lower()
    years = _years(claim, year)
    if claim.since:
        claim = replace(claim, until=claim.until or last)
    if outside := [when for when in years if not 1995 <= when <= last]:
        span = _span(tuple(outside))
        return (), f"there is trade of 1995 to {last}, none of {span}", (f"trade in {name} of {span}",)
    absent, codes = _absent(claim, material, named), codes_of(claim, material, named)
    if not codes and material.codes:
        form = "refined" if claim.refined else "ore and concentrate"
        reason = f"not known from these data: no code of the trade table is {form} of {name}"
        return (), reason, absent or (f"trade in {form} of {name}",)
    flows = data.flows(codes) if flows is None else flows
    flows = flows.where(np.isin(flows.year, years))
    if reason := unknown_trade(material, years[-1], flows):
        return (), reason, absent
    rows = [
        row
        for when in years
        for row in _of_year(claim, flows.where(flows.year == when), area, buyer, when, whole_trade=not absent)
    ]
    if found := compared(claim, rows, year):
        return found, "", absent
    partner = f" with {buyer.name}" if buyer is not None else ""
    if _unweighed(flows, area, buyer, claim):
        reason = f"not known from these data: {', '.join(codes)} of {area.name}{partner} in {_span(years)} has a value and no weight"
        return (), reason, absent or (f"weight of trade in {name} of {area.name}{partner}",)
    if part := _thin(flows, area, buyer, claim):
        whose = buyer.name if buyer is not None and claim.measure == "supplier" else area.name
        what = {"supplier": f"imports of {whose}", "destination": f"exports of {whose}"}.get(
            claim.measure, claim.measure
        )
        reason = f"not known from these data: {100 * part:.0f} % of the value of {', '.join(codes)} among all {what} in {_span(years)} has no weight"
        return (), reason, absent or (f"weight of {what}, {name}",)
    reason = f"no flow of {', '.join(codes)} of {area.name}{partner} in {_span(years)}"
    return (), reason, absent


def _years(claim: Claim, year: int | None) -> tuple[int, ...]:
    """Return the years of trade that a claim is held against."""
    last = data.last_year()
    if claim.since:
        return claim.since, claim.until or last
    years = (year,) if year is not None else tuple(range(last - TRADE_YEARS + 1, last + 1))
    return (years[0] - 1, *years) if claim.move else years


def asked_flows(
    claim: Claim,
    material: Material,
    area: Area,
    buyer: Area | None,
    year: int | None,
    named: str,
    *,
    missing: bool = False,
) -> data.Flows:
    """Return the flows that a claim is held against, those of all whom it ranks or adds up; or the rows of these that seem to be missing."""
    found = (data.gaps if missing else data.flows)(codes_of(claim, material, named))
    found = found.where(np.isin(found.year, _years(claim, year)))
    return found.where(_sides(claim, found, area, buyer)[1])


def _absent(claim: Claim, material: Material, named: str) -> tuple[str, ...]:
    """Return the codes that trade lacks of what a claim speaks of: none where it names a form that is there."""
    if codes_of(claim, material, named) and (claim.ore or named in FORM_CODES):
        return ()
    metal = [code for code, form in material.absent.items() if "metal" in form]
    return tuple(metal if claim.refined and metal else material.absent)


def codes_of(claim: Claim, material: Material, named: str) -> tuple[str, ...]:
    """Return the codes whose trade a claim speaks of."""
    kinds: frozenset[str] = frozenset({"refined"}) if claim.refined else ORE if claim.ore else frozenset()
    of = tuple(code for code in material.codes if not kinds or set(data.forms((code,))) <= kinds)
    return tuple(code for code in of if code in FORM_CODES.get(named, of))


def ranked(claim: Claim, flows: data.Flows, area: Area, buyer: Area | None) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return of each flow the country that a claim ranks, and whether it is the one that the claim is about."""
    side, _, target = _sides(claim, flows, area, buyer)
    return side, np.isin(side, list(target))


def _sides(claim: Claim, now: data.Flows, area: Area, buyer: Area | None) -> tuple[Any, Any, frozenset[str]]:
    """Return the side of the flows that is ranked, which of them count, and whose they must be."""
    side, chosen, target = now.exporter, np.ones(len(now), bool), area.members
    if claim.measure == "imports":
        side = now.importer
    elif claim.measure == "supplier" and buyer is not None:
        chosen = np.isin(now.importer, list(buyer.members)) & ~np.isin(now.exporter, list(buyer.members))
    elif claim.measure == "destination" and buyer is not None:
        side, chosen, target = now.importer, np.isin(now.exporter, list(area.members)), buyer.members
    return side, chosen, target


def _unweighed(now: data.Flows, area: Area, buyer: Area | None, claim: Claim) -> bool:
    """Return whether what a country trades has a value and, but for a small part of it, no weight."""
    side, chosen, target = _sides(claim, now, area, buyer)
    mine = chosen & np.isin(side, list(target))
    bare = mine & np.isnan(now.tonnes)
    return bool(now.value[bare].sum() > _CLEAR * now.value[mine].sum())


def _thin(flows: data.Flows, area: Area, buyer: Area | None, claim: Claim) -> float:
    """Return what part of the value that a country has flows in has no weight in the last year in which that is too much to tell ranks and shares; 0 where in none."""
    for when in sorted(set(flows.year.tolist()), reverse=True):
        now = flows.where(flows.year == when)
        side, chosen, target = _sides(claim, now, area, buyer)
        value = float(now.value[chosen].sum())
        bare = float(now.value[chosen & np.isnan(now.tonnes)].sum())
        if (chosen & np.isin(side, list(target))).any() and value - bare < THIN * value:
            return bare / value
    return 0.0


def _of_year(
    claim: Claim, now: data.Flows, area: Area, buyer: Area | None, year: int, *, whole_trade: bool
) -> Iterator[Evidence]:
    """Yield what the flows of a year say; nothing where the country has none, unless the table holds the `whole_trade` and another has some.

    What has a value and no weight is not known: nothing is said of a country with such flows, nor where most of the value is of them.
    """
    side, chosen, target = _sides(claim, now, area, buyer)
    weighed = chosen & ~np.isnan(now.tonnes)
    value = float(now.value[chosen].sum())
    if _unweighed(now, area, buyer, claim) or (value > 0 and now.value[weighed].sum() < THIN * value):
        return
    keys, where = data.numbered(side[weighed])
    weight = np.bincount(where, now.tonnes[weighed], len(keys))
    mine = np.isin(keys, list(target))
    # Where every form is in the table, no flow to or from one who trades is none; where one is lacking, it is not known.
    if weight.sum() > 0 and (mine.any() or (whole_trade and claim.measure in {"supplier", "destination"})):
        others = dict(zip(keys[~mine].tolist(), weight[~mine].tolist(), strict=True))
        yield judged(claim, "baci", year, float(weight[mine].sum()), others, float(weight.sum()), "t")


def _span(years: tuple[int, ...]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
