"""Whether a verdict from trade turns on weights that their prices belie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lodeway.risk import data
from lodeway.risk.areas import Area
from lodeway.risk.doubts import priced
from lodeway.risk.judging.evidence import ROUND, verdict_of
from lodeway.risk.judging.traded import asked_flows, of_trade
from lodeway.risk.materials import Material
from lodeway.risk.reading import Claim

__all__ = ["turns_on"]

_MOVES = ROUND
"""A weight that would differ by less than this part of the year's whole turns no verdict: a round share is forgiven as much."""
_SINGLY = 8
"""Doubtful flows that are tried one by one, those whose weight would differ most."""


def turns_on(
    claim: Claim, material: Material, area: Area, buyer: Area | None, year: int | None, named: str, verdict: str
) -> str:
    """Return that a verdict would be another if doubtful weights were as their typical prices say: which flows, and what it would be; empty where it stands.

    Parameters
    ----------
    claim, material, area, buyer, year, named
        As `of_trade` takes them.
    verdict
        What is found by the weights as they stand, which no figure is changed by.

    Examples
    --------
    >>> from lodeway.risk.areas import find_area
    >>> from lodeway.risk.materials import find_material
    >>> from lodeway.risk.reading import read_claim
    >>> claim, bauxite = read_claim("largest supplier"), find_material("bauxite")
    >>> australia, china = find_area("AUS"), find_area("CHN")
    >>> turns_on(claim, bauxite, australia, china, 2023, "bauxite", "supported").split(":")[0]
    'turns on a doubtful weight'
    """
    flows = asked_flows(claim, material, area, buyer, year, named)
    for chosen in _tried(flows):
        retold = replace(flows, tonnes=np.where(chosen, flows.likely, flows.tonnes))
        evidence, _, _ = of_trade(claim, material, area, buyer, year, named, flows=retold)
        other = verdict_of(evidence)
        if other != verdict:
            if int(chosen.sum()) == 1:
                return f"turns on a doubtful weight: {priced(flows.where(chosen))}. By it as it stands: {verdict}; at the typical price: {other}"
            return f"turns on doubtful weights: {priced(flows.where(chosen))}. By these as they stand: {verdict}; at typical prices: {other}"
    return ""


def _tried(flows: data.Flows) -> Iterator[NDArray[np.bool_]]:
    """Yield which flows are taken at the typical price: the greatest doubtful ones one by one, so that the one that it turns on is named; then all."""
    whole = np.bincount(flows.year, np.nan_to_num(flows.tonnes))[flows.year] if len(flows) else flows.tonnes
    moved = np.where(flows.doubtful, np.abs(flows.likely - flows.tonnes), 0.0)
    counts = moved > _MOVES * whole
    places = np.flatnonzero(counts)
    order = places[np.argsort(-moved[places], kind="stable")]
    for place in order[:_SINGLY].tolist():
        yield np.arange(len(flows)) == place
    if len(order) > 1:
        yield counts
