"""Parts against their sum, within a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

from lodeway.ledger.checks.model import Finding, Reading
from lodeway.ledger.extract import Fact

__all__ = ["breakdowns", "sums"]

ROUNDING = 0.015
"""Parts that are rounded may miss their sum by this much."""
MOST = 8
"""Parts that are looked at together."""


def breakdowns(reading: Reading) -> Iterator[tuple[Fact, list[Fact]]]:
    """Yield each amount that a sentence splits: the first and greatest one with at least two smaller ones after it in the same unit."""
    for span in reading.sentences:
        for unit, group in _by_unit(reading.within(span)).items():
            if not unit:
                continue
            whole, parts = group[0], [fact for fact in group[1:] if fact.number < group[0].number]
            if len(parts) >= 2 and len(parts) == len(group) - 1:
                yield whole, parts[:MOST]


def sums(reading: Reading) -> Iterator[Finding]:
    """Yield a finding for every amount that is split into parts: a conflict where they exceed it, or where a stated total is none.

    Parts that stay below their sum are no conflict: a text need not name them all.
    """
    for whole, parts in breakdowns(reading):
        total = math.fsum(fact.number for fact in parts)
        ratio = total / whole.number
        if ratio < 1 - ROUNDING:
            continue
        fits = ratio <= 1 + ROUNDING
        yield Finding(
            kind="sum",
            verdict="consistent" if fits else "conflict",
            statements=tuple(reading.place(fact) for fact in (whole, *parts)),
            message=f"{' + '.join(fact.text for fact in parts)} {'make' if fits else 'exceed'} {whole.text}"
            + ("" if fits else f" by {ratio - 1:.0%}"),
            evidence={"sum": total, "stated": whole.number, "unit": whole.unit},
        )


def adds_up(value: float, others: list[Fact]) -> tuple[Fact, ...]:
    """Return two or three amounts that make a value, empty if none do."""
    for size in (2, 3):
        for group in combinations(others[:MOST], size):
            total = math.fsum(fact.number for fact in group)
            if abs(total / value - 1) <= ROUNDING / 5:
                return group
    return ()


def _by_unit(facts: list[Fact]) -> dict[str, list[Fact]]:
    """Return plain amounts of money and quantities by unit, in the order of the text; conversions are the same amount again."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        plain = isinstance(fact.value, int | float) and fact.value > 0 and fact.qualifier in ("exact", "about")
        if fact.kind in ("money", "quantity") and plain and "converts" not in fact.detail:
            found.setdefault(fact.unit, []).append(fact)
    return found
