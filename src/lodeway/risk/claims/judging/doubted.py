"""Whether a verdict from trade turns on weights that their prices belie, or on weights that are missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.risk.claims.judging.evidence import ROUND, verdict_of
from lodeway.risk.claims.judging.traded import asked_flows, of_trade, ranked
from lodeway.risk.claims.reading import Claim
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import Area, names
from lodeway.risk.statistics.doubts import brief, priced, unseen, weights, without
from lodeway.risk.statistics.materials import Material
from lodeway.risk.values import THIN

__all__ = ["stands_beside", "turns_on"]

_MOVES = ROUND
"""A weight that would differ by less than this part of the year's whole turns no verdict: a round share is forgiven as much."""
_SINGLY = 8
"""Doubtful flows that are tried one by one, those whose weight would differ most."""
_TIMES = (1.0, 0.5, 2.0)
"""Multiples of the world's price that a flow without a weight may have been sold at."""


def turns_on(
    claim: Claim, material: Material, area: Area, buyer: Area | None, year: int | None, named: str, verdict: str
) -> str:
    """Return that a verdict would be another if doubtful weights were as typical prices say, missing ones as the world's price says, or rows that seem to be missing were there.

    Parameters
    ----------
    claim, material, area, buyer, year, named
        As `of_trade` takes them.
    verdict
        What is found by the weights as they stand, which no figure is changed by.

    Returns
    -------
    str
        Which flows it turns on, and what it would be; empty where it stands.

    Examples
    --------
    >>> from lodeway.risk.statistics.areas import find_area
    >>> from lodeway.risk.statistics.materials import find_material
    >>> from lodeway.risk.claims.reading import read_claim
    >>> claim, bauxite = read_claim("largest supplier"), find_material("bauxite")
    >>> australia, china = find_area("AUS"), find_area("CHN")
    >>> turns_on(claim, bauxite, australia, china, 2023, "bauxite", "supported").split(":")[0]
    'turns on a doubtful weight'
    >>> mexico, oil = find_area("MEX"), find_material("crude oil")
    >>> turns_on(claim, oil, mexico, find_area("TWN"), 2021, "crude oil", "supported").split(":")[0]
    'turns on missing weights'
    """
    flows = asked_flows(claim, material, area, buyer, year, named)
    gaps = asked_flows(claim, material, area, buyer, year, named, missing=True)
    for retold, told in chain(_doubted(flows), _bare(flows), _filled(flows, gaps)):
        evidence, _, _ = of_trade(claim, material, area, buyer, year, named, flows=retold)
        other = verdict_of(evidence)
        if other != verdict:
            return f"turns on {told.format(verdict=verdict, other=other)}"
    return _mostly(flows, ranked(claim, flows, area, buyer)[0])


def _mostly(flows: data.Flows, side: NDArray[Any]) -> str:
    """Return that most of a year's weight is doubtful, so that typical prices are no firm ground either; empty where it is not, or where value and weight have one leader."""
    for year in sorted(set(flows.year.tolist())):
        chosen = flows.year == year
        now, (keys, who) = flows.where(chosen), data.numbered(side[chosen])
        strange = now.where(now.doubtful)
        leaders = {int(np.bincount(who, np.nan_to_num(one), len(keys)).argmax()) for one in (now.value, now.tonnes, now.likely)}  # fmt: skip
        if len(leaders) > 1 and strange.tonnes.sum() > THIN * np.nansum(now.tonnes):
            return f"most of the weight of {year} is doubtful by its price: {priced(strange)}"
    return ""


def stands_beside(
    claim: Claim, material: Material, area: Area, buyer: Area | None, year: int | None, named: str
) -> str:
    """Return the flows of doubtful weight and the missing rows that a verdict does not turn on, where they weigh a tenth of what it speaks of; else nothing."""
    flows = asked_flows(claim, material, area, buyer, year, named)
    gaps = asked_flows(claim, material, area, buyer, year, named, missing=True)
    mine, gone = ranked(claim, flows, area, buyer)[1], ranked(claim, gaps, area, buyer)[1]
    priced_so, lacking = [], []
    for when in sorted(set(flows.year.tolist())):
        for part, lost in ((np.full(len(mine), True), np.full(len(gone), True)), (mine, gone)):
            now = flows.where(part & (flows.year == when))
            priced_so.append(weights(now))
            lacking.append(without(float(np.nansum(now.tonnes)), gaps.where(lost & (gaps.year == when))))
    priced_so, lacking = ([*dict.fromkeys(filter(None, said))] for said in (priced_so, lacking))
    told = [f"Stands at typical prices too; {'; '.join(priced_so)}."] if priced_so else []
    told += [f"The verdict stands with the mean of both years too; {'; '.join(lacking)}."] if lacking else []
    return " ".join(told)


def _whole(flows: data.Flows) -> NDArray[Any]:
    """Return for each flow what all of its year weigh together."""
    return np.bincount(flows.year, np.nan_to_num(flows.tonnes))[flows.year] if len(flows) else flows.tonnes


def _doubted(flows: data.Flows) -> Iterator[tuple[data.Flows, str]]:
    """Yield the flows with doubtful weights at the typical price: the greatest one by one, so that the one that it turns on is named; then all."""
    moved = np.where(flows.doubtful, np.abs(flows.likely - flows.tonnes), 0.0)
    counts = moved > _MOVES * _whole(flows)
    places = np.flatnonzero(counts)
    order = places[np.argsort(-moved[places], kind="stable")]
    for place in order[:_SINGLY].tolist():
        chosen = np.arange(len(flows)) == place
        told = f"a doubtful weight: {priced(flows.where(chosen))}. By it as it stands: {{verdict}}; at the typical price: {{other}}"
        yield _at(flows, chosen, flows.likely), told
    if len(order) > 1:
        told = f"doubtful weights: {priced(flows.where(counts))}. By these as they stand: {{verdict}}; at typical prices: {{other}}"
        yield _at(flows, counts, flows.likely), told


def _at(flows: data.Flows, chosen: NDArray[np.bool_], tonnes: NDArray[Any]) -> data.Flows:
    return replace(flows, tonnes=np.where(chosen, tonnes, flows.tonnes))


def _bare(flows: data.Flows) -> Iterator[tuple[data.Flows, str]]:
    """Yield the flows with those that have a value and no weight at the world's price of their code and year, at half and at twice of it."""
    bare = np.isnan(flows.tonnes) & (flows.value > 0)
    if not bare.any():
        return
    price = _world_price(flows)
    bare &= ~np.isnan(price)
    for times in _TIMES:
        tonnes = flows.value / (price * times)
        added = np.bincount(flows.year, np.where(bare, tonnes, 0.0))[flows.year]
        chosen = bare & (added > _MOVES * (_whole(flows) + added))
        if chosen.any():
            told = _unweighed(flows.where(chosen), tonnes[chosen], times)
            yield _at(flows, chosen, tonnes), f"missing weights: {told}. By the weights that there are: {{verdict}}; with these: {{other}}"  # fmt: skip


def _filled(flows: data.Flows, gaps: data.Flows) -> Iterator[tuple[data.Flows, str]]:
    """Yield the flows with the rows that seem to be missing, at the mean of the years on both sides."""
    if len(gaps):
        weighed = np.where(np.isnan(gaps.tonnes), gaps.value / _world_price(gaps), gaps.tonnes)
        gaps = replace(gaps, tonnes=weighed).where(~np.isnan(weighed))
    if len(gaps):
        filled = data.Flows(*(np.concatenate([getattr(flows, one.name), getattr(gaps, one.name)]) for one in fields(flows)))  # fmt: skip
        row = "a missing row" if len(gaps) == 1 else "missing rows"
        yield filled, f"{row}: {unseen(gaps)}. By the rows that there are: {{verdict}}; with the mean: {{other}}"


def _world_price(flows: data.Flows) -> NDArray[Any]:
    """Return for each flow what the world paid for its code in its year [kUSD/t], doubtful weights left out; NaN where nothing tells it."""
    found = np.full(len(flows), np.nan)
    for code in dict.fromkeys(flows.code.tolist()):
        every = data.flows((code,))
        every = every.where(~np.isnan(every.tonnes) & ~every.doubtful & np.isin(every.year, flows.year))
        for year in set(every.year.tolist()):
            now = every.where(every.year == year)
            weight = float(now.tonnes.sum())
            if weight > 0:
                found[(flows.code == code) & (flows.year == year)] = float(now.value.sum()) / weight
    return found


def _unweighed(flows: data.Flows, tonnes: NDArray[Any], times: float, *, most: int = 3) -> str:
    """Return flows without a weight in words, those first that would weigh most; those that all others together hide are left out."""
    order = np.argsort(-tonnes, kind="stable")
    order = order[tonnes[order] > 0.01 * tonnes.sum()]
    known = names()
    price = flows.value / tonnes
    of = {1.0: "the world's price", 0.5: "half the world's price", 2.0: "twice the world's price"}[times]
    told = [
        f"{known.get(flows.exporter[row], flows.exporter[row])} to {known.get(flows.importer[row], flows.importer[row])} {flows.year[row]}, "
        f"{brief(flows.value[row] / 1000)} million USD and no weight, about {float(f'{tonnes[row]:.2g}'):,.0f} t at {brief(price[row])} kUSD/t, {of}"
        for row in order[:most].tolist()
    ]
    more = f"; and {len(order) - most} more" if len(order) > most else ""
    return "; ".join(told) + more
