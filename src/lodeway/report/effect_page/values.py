"""A promise and its effect as plain values: what JSON and tables hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from lodeway.ledger.effect import Effect
from lodeway.ledger.tracking import FIRM
from lodeway.plan.result import Plan
from lodeway.report.effect_page.figures import Line, Measured, Touch, builds, changes, deliveries, lines, other, touches
from lodeway.report.effect_page.telling import Quote, sentences

__all__ = ["document", "summary"]


def summary(effect: Effect, measured: Measured) -> dict[str, Any]:
    """Return a promise's line in the table of all: plain values, missing ones None.

    The differences are those of the plan with the promise less that without it; where that is the same, less that without what it touches, which
    ``reading`` says.
    """
    row = effect.commitment
    line: dict[str, Any] = {
        "id": row.id,
        "title": row.title,
        "parties": [party.name for party in row.parties],
        "status": row.status,
        "nature": row.nature,
        "firm": row.status in FIRM,
        "basis": effect.touched.basis,
        "touches": [thing.id for thing in effect.touched.things],
        "verdict": effect.verdict,
        "change": _number(effect.change),
        "most": _number(effect.most),
        "proved": _number(effect.proved),
        "reading": "" if effect.whole is None else "stated" if effect.stated else "most",
        "reason": effect.reason,
        "others": list(effect.touched.others),
    }
    for key, value in changes(effect, measured).items():
        line[key] = _number(value)
    return line


def document(effect: Effect, measured: Measured, quotes: Sequence[Quote]) -> dict[str, Any]:
    """Return a promise and its effect as plain values, with the keys of ``lodeway ledger effect --json``."""
    row, about = effect.commitment, effect.touched
    two = other(effect)
    return {
        "commitment": {
            "id": row.id,
            "title": row.title,
            "parties": [party.name for party in row.parties],
            "kind": row.kind,
            "amount": row.amount,
            "currency": row.currency,
            "qualifier": row.qualifier,
            "status": row.status,
            "firm": row.status in FIRM,
            "nature": row.nature,
            "stock": row.stock,
            "umbrella": row.umbrella,
            "deadline": row.deadline,
            "confidence": row.confidence,
            "conflicts": row.conflicts,
        },
        "quotes": [
            {
                "source": quote.source.id,
                "publisher": quote.source.publisher,
                "address": quote.source.address,
                "published": quote.source.published,
                "sentence": quote.sentence or None,
                "start": quote.start,
                "end": quote.end,
            }
            for quote in quotes
        ],
        "basis": about.basis,
        "agreements": [
            {
                "id": each.id,
                "funds": list(each.funds),
                "amount": _number(each.amount),
                "enables": list(each.enables),
                "requires": list(each.requires),
                "market": each.market,
                "commodity": each.commodity,
                "quantity": _number(each.quantity),
            }
            for each in about.rows
        ],
        "programmes": list(about.programmes),
        "others": list(about.others),
        "verdict": effect.verdict,
        "reason": effect.reason,
        "change": _number(effect.change),
        "most": _number(effect.most),
        "proved": _number(effect.proved),
        "promised": _number(effect.promised),
        "lacks": [
            {
                "what": each.what,
                "name": each.name,
                "size": each.size,
                "unit": each.unit,
                "whole": each.whole,
                "gap": _number(each.gap),
            }
            for each in effect.lacks
        ],
        "sentences": list(sentences(effect, measured)),
        "touches": [_touch(each, effect) for each in touches(effect)],
        "figures": [_line(each) for each in (lines(effect, measured) if effect.whole else ())],
        "builds": [
            {
                "what": each.what,
                "name": each.name,
                "change": each.change,
                "with_year": each.case_year or None,
                "with_size": each.case_size,
                "without_year": each.base_year or None,
                "without_size": each.base_size,
                "unit": each.unit,
            }
            for each in builds(effect)
        ],
        "deliveries": [
            {
                "market": each.market,
                "commodity": each.commodity,
                "touched": each.touched,
                **_both("tonnes", each.tonnes),
                **_both("days", each.days),
                **_both("share", each.share),
                "with_origin": each.origin[0],
                "without_origin": each.origin[1],
            }
            for each in deliveries(effect, measured)
        ],
        "hosts": _hosts(effect.whole, two, measured),
    }


def _touch(each: Touch, effect: Effect) -> dict[str, Any]:
    row = {"kind": each.kind, "id": each.id, "name": each.name, "country": each.country, "state": each.state}
    if effect.whole is None:
        return row | dict.fromkeys(
            ("with_built", "without_built", "with_year", "without_year", "with_used", "without_used")
        )
    years = {"with_year": each.year[0] or None, "without_year": each.year[1] or None}
    return row | _both("built", each.built) | years | _both("used", each.used)


def _line(each: Line) -> dict[str, Any]:
    values = {"with": _number(each.whole), "without": _number(each.without), "bare": _number(each.bare)}
    return {"key": each.key, "what": each.what, "unit": each.unit} | values


def _hosts(one: Plan | None, two: Plan | None, measured: Measured) -> list[dict[str, Any]]:
    """Return what each host state gains, means over the years."""
    if one is None or two is None:
        return []
    found = []
    for country in measured.lookup.hosts:
        line: dict[str, Any] = {"country": country}
        for side, plan in (("with", one), ("without", two)):
            rows = [row for row in measured.hosts(plan) if row.country == country]
            jobs = [row.jobs for row in rows if not math.isnan(row.jobs)]
            line[f"{side}_jobs"] = _number(math.fsum(jobs) / len(plan.years)) if jobs else None
            line[f"{side}_kept"] = _number(math.fsum(row.value_kept for row in rows) / len(plan.years))
        found.append(line)
    return found


def _both(name: str, pair: tuple[float, float]) -> dict[str, Any]:
    one, two = pair
    return {f"with_{name}": _number(one), f"without_{name}": _number(two)}


def _number(value: float) -> float | None:
    """Return a number with twelve significant digits; None where it is missing or endless."""
    return float(f"{value:.12g}") + 0.0 if math.isfinite(value) else None
