"""An amount in one currency against the same in another, by the reference rate of the day."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date

from lodeway.ledger.checks.model import Finding, Reading, whole_days
from lodeway.ledger.extract import Fact
from lodeway.ledger.rates import atlas_version, per_dollar

__all__ = ["TOLERANCE", "conversion", "conversions"]

TOLERANCE = 0.05
"""Rounding and the rates of banks explain so much."""
DATASET = "exchange_rates_daily (European Central Bank)"


def conversion(
    amount: float, currency: str, stated: float, into: str, day: date, *, tolerance: float = TOLERANCE
) -> tuple[str, float]:
    """Return a verdict on a stated conversion, and the ratio of what is stated to what the rate gives.

    Returns
    -------
    tuple
        ``consistent``, ``conflict``, or ``not_verifiable`` with NaN where there is no rate for the day.

    Examples
    --------
    >>> verdict, ratio = conversion(3e12, "JPY", 17.9e9, "EUR", date(2025, 12, 19))
    >>> verdict, round(ratio, 2)
    ('conflict', 1.1)
    >>> conversion(3e12, "JPY", 19e9, "USD", date(2025, 12, 19))[0]
    'consistent'
    """
    ratio = stated / per_dollar(into, day) / (amount / per_dollar(currency, day)) if amount else math.nan
    if math.isnan(ratio):
        return "not_verifiable", ratio
    return ("consistent" if abs(ratio - 1) <= tolerance else "conflict"), ratio


def conversions(reading: Reading) -> Iterator[Finding]:
    """Yield a finding for every amount that a document states in a second currency."""
    amounts = {(fact.start, fact.end): fact for fact in reading.facts if fact.kind == "money"}
    for fact in amounts.values():
        span = fact.detail.get("converts")
        if span is None:
            continue
        first = amounts.get((span[0], span[1]))
        if first is None or not (first.number > 0 and fact.number > 0) or first.unit == fact.unit:
            continue
        verdict, ratio = "not_verifiable", math.nan
        day, told = _day(reading, fact)
        if day is not None:
            verdict, ratio = conversion(first.number, first.unit, fact.number, fact.unit, day)
        yield Finding(
            kind="conversion",
            verdict=verdict,
            statements=(reading.place(first), reading.place(fact)),
            message=_message(first, fact, verdict, ratio, day),
            evidence={
                "dataset": DATASET,
                "version": atlas_version(),
                "year": day.year if day else None,
                "day_from": told,
                "query": f"rate of {fact.unit} against {first.unit} on {day or 'a day that is not known'}, or the last one before",
                "ratio": None if math.isnan(ratio) else ratio,
                "tolerance": TOLERANCE,
            },
        )


def _day(reading: Reading, fact: Fact) -> tuple[date | None, str | None]:
    """Return the day whose rate a sum is held against, and whence it is known."""
    if reading.published:
        return reading.published, "published"
    if day := _own_day(reading, fact):
        return day, "nearest whole date of the sentence"
    return reading.day, "first whole date of the text" if reading.day else None


def _own_day(reading: Reading, fact: Fact) -> date | None:
    """Return the nearest of several whole dates of a sentence: each of its sums has its day. None where it states one or none."""
    start, end = reading.sentence(fact)
    whole = list(whole_days(reading.within((start, end))))
    if len(whole) < 2:
        return None
    parts = re.split(r"([;；])", reading.text[start:end])
    at = start
    for part in parts:
        if at <= fact.start < at + len(part):
            whole = [pair for pair in whole if at <= pair[0].start < at + len(part)] or whole
        at += len(part)
    return min(whole, key=lambda pair: max(pair[0].start - fact.end, fact.start - pair[0].end))[1]


def _message(first: Fact, second: Fact, verdict: str, ratio: float, day: date | None) -> str:
    if day is None:
        return f"{first.text} as {second.text}: no day of publication is known; give --published"
    if verdict == "not_verifiable":
        lacking = " and ".join(unit for unit in (first.unit, second.unit) if math.isnan(per_dollar(unit, day)))
        return f"{first.text} as {second.text}: these data hold no reference rate of {lacking} for {day.isoformat()}"
    return f"{first.text} as {second.text}: {abs(ratio - 1):.1%} {'above' if ratio > 1 else 'below'} the rate of {day.isoformat()}"
