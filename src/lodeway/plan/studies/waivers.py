"""Promises that no builds can keep, and what stands in their way, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Waiver", "reason", "sentences"]

WORDS = {
    "relation": "how fast origins may sell more to a market (relations)",
    "capacity": "capacity of mines and plants",
    "size": "the most that may be built",
    "resource": "deposits",
    "gate": "room at gates",
    "link": "room on links",
    "measure": "quotas",
    "origin_share": "shares of origins",
    "budget": "budgets",
    "emissions": "emission limits",
    "workforce": "workforce",
}
NAMED = 3
"""Kinds of limits that a reason lists."""
DIGITS = 4
"""Most digits after the point with which a share is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A promise that no builds can keep, and what can be had."""

    kind: str
    loss: str
    name: str
    market: str
    commodity: str
    year: int
    reached: float
    """Share of the demand that can be met."""
    reason: str


def reason(held_by: Sequence[tuple[str, int]]) -> str:
    """Return in words what keeps more from being delivered: kinds of limits, the most frequent first.

    Examples
    --------
    >>> reason([("relation", 12), ("capacity", 3)])
    'held back by how fast origins may sell more to a market (relations), capacity of mines and plants'
    >>> reason([])
    'no way is left from any mine or plant'
    """
    if not held_by:
        return "no way is left from any mine or plant"
    return "held back by " + ", ".join(WORDS.get(kind, f"{kind} limits") for kind, _ in held_by[:NAMED])


def sentences(waivers: Sequence[Waiver], share: float) -> tuple[str, ...]:
    """Return a sentence for each loss, market and commodity."""
    groups: dict[tuple[str, str, str, str, str], list[Waiver]] = {}
    for row in waivers:
        groups.setdefault((row.kind, row.loss, row.market, row.commodity, row.reason), []).append(row)
    return tuple(
        f"after the loss of {kind} {loss}, {market} can get {_reached(rows, share)} of its {commodity} in {_years(rows)}, "
        f"not {share:.0%}: {why}".replace("%", " %")
        for (kind, loss, market, commodity, why), rows in groups.items()
    )


def _reached(rows: Sequence[Waiver], share: float) -> str:
    low, high = (_short(value, share) for value in (min(row.reached for row in rows), max(row.reached for row in rows)))
    return low if low == high else f"{low} to {high}"


def _short(reached: float, share: float) -> str:
    """Return a share in percent, with as many digits as tell it from the one that was promised."""
    told = [(f"{reached:.{digits}%}", f"{share:.{digits}%}") for digits in range(DIGITS)]
    return next((mine for mine, promised in told if mine != promised), told[-1][0])


def _years(rows: Sequence[Waiver]) -> str:
    """Return years as spans: 2026-2028, 2031."""
    spans: list[list[int]] = []
    for year in sorted(row.year for row in rows):
        if spans and spans[-1][1] == year - 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
