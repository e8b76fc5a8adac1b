"""A promise and its effect in words and as plain values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lodeway.ledger.effect import Effect
from lodeway.ledger.register import Register, Source
from lodeway.ledger.register.store import LAST
from lodeway.ledger.tracking import FIRM
from lodeway.plan.result import Plan, Rejected
from lodeway.report import words
from lodeway.report.effect_page.figures import Line, Measured, Touch, builds, changes, deliveries, lines, other, touches

__all__ = ["Quote", "cell", "difference", "document", "firmness", "quotes_of", "sentences", "summary", "told"]

SAME = 1e-8
"""Share of a figure below which a difference is the solver's."""
ROLES = {"candidate": "may be built", "coming": "on its way", "there": "there already"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a source about a promise, in their sentence; without a kept text only the source."""

    source: Source
    sentence: str = ""
    start: int = 0
    end: int = 0

    @property
    def parts(self) -> tuple[str, str, str]:
        """Return what stands before the words in their sentence, the words, and what stands behind."""
        return self.sentence[: self.start], self.sentence[self.start : self.end], self.sentence[self.end :]


def quotes_of(register: Register, commitment: str, *, upto: int = LAST) -> tuple[Quote, ...]:
    """Return the sentences that a commitment rests on, then its sources whose texts are not kept.

    Parameters
    ----------
    register
        An open register.
    commitment
        Id of a commitment.
    upto
        Number of the last event that counts.
    """
    from lodeway.ledger.register import Commitment

    sources = {row.record.id: row.record for row in register.read(Source, upto=upto)}
    found = []
    for kept in register.statements(commitment, upto=upto):
        quote = register.quote(kept.record)
        if quote and kept.record.source in sources:
            sentence, start, end = quote
            found.append(Quote(source=sources[kept.record.source], sentence=sentence, start=start, end=end))
    told = {row.source.id for row in found}
    others = [
        name for name in register.kept(Commitment, commitment).record.sources if name in sources and name not in told
    ]
    return (*found, *(Quote(source=sources[name]) for name in others))


def told(line: Line, value: float) -> str:
    """Return a figure's value with its unit; total cost to the ten millions, that a change may show.

    Examples
    --------
    >>> from lodeway.report.effect_page.figures import Line
    >>> line = Line(key="days", what="Days", unit="d", whole=8.4, without=9.1, bare=float("nan"))
    >>> told(line, line.whole), difference(line, line.without), told(line, line.bare)
    ('8.4 days', '-0.7 days', 'none')
    """
    if not math.isfinite(value):
        return "none"
    if line.key == "cost":
        return f"{value / 1e9:,.2f} billion USD"
    if line.unit.startswith("USD"):
        return words.money(value) + line.unit.removeprefix("USD").replace("/a", " a year")
    if line.unit == "t":
        return words.tonnes(value)
    if line.unit == "%":
        return f"{words.amount(value)} %"
    return f"{words.amount(value)} {'days' if line.unit == 'd' else line.unit}".strip()


def cell(value: float) -> str:
    """Return a number in a cell of a table; empty where there is none.

    Examples
    --------
    >>> cell(1234.5), cell(0.001), cell(float("nan"))
    ('1,230', '0', '')
    """
    return "" if math.isnan(value) else words.amount(value) if abs(value) >= 0.005 else "0"


def difference(line: Line, against: float) -> str:
    """Return a figure with the promise less that of a plan without it; "same" below what the numbers carry."""
    change = line.whole - against
    if not math.isfinite(change):
        return "none"
    if abs(change) <= SAME * max(abs(line.whole), 1.0):
        return "same"
    sign = "+" if change > 0 else "-"
    if line.unit.startswith("USD"):
        return sign + words.money(abs(change)) + line.unit.removeprefix("USD").replace("/a", " a year")
    unit = {"t": " t", "%": " points", "d": " days"}.get(line.unit, "")
    return (
        f"{sign}{words.tonnes(abs(change)).removesuffix(' t') if line.unit == 't' else words.amount(abs(change))}{unit}"
    )


def firmness(effect: Effect) -> str:
    """Return how firm a promise is, in a sentence."""
    row = effect.commitment
    money = {"state": "the state's money", "private": "private money", "joint": "money of state and firms"}
    parts = [
        row.status.replace("_", " ") + (f" on {row.status_date}" if row.status_date else ""),
        money.get(row.nature, "whose money it is no source says"),
        {"stock": "a total that stands at a time", "flow": "something new"}.get(row.stock, "new or a total: not said"),
    ]
    if row.umbrella:
        parts.append("a package that holds others")
    if row.deadline:
        parts.append(f"due {row.deadline}")
    if row.confidence:
        parts.append(f"read with {row.confidence} confidence")
    firm = "Firm" if row.status in FIRM else "Not firm"
    tail = f" Sources disagree: {row.conflicts}." if row.conflicts else ""
    return f"{firm}: {'; '.join(parts)}.{tail}"


def sentences(effect: Effect, measured: Measured) -> tuple[str, ...]:
    """Return what a promise changes, in sentences: a pure function of the plans' numbers."""
    if effect.whole is None:
        return (f"Unknown: {effect.reason}.",)
    found = [_verdict(effect)]
    if effect.touched.basis == "names":
        names = words.join([thing.name for thing in effect.touched.things])
        found.append(
            f"No row of the scenario's agreements names it: that it is about {names} is a proposal by the names in its text, and what is told is "
            "the most that it can change."
        )
    elif effect.verdict != "effect" and abs(effect.most) > effect.proved:
        found.append(
            f"If all that it touches hung on it, the plan would cost {words.money(effect.most)} more without it."
        )
    found += [_gift(row, effect.promised) for row in effect.lacks if not math.isnan(row.gap)]
    two = other(effect)
    some = effect.verdict == "effect" or abs(effect.most) > effect.proved
    if two is not None and (
        some or any(row.built[0] != row.built[1] or row.used[0] != row.used[1] for row in touches(effect))
    ):
        differing = _changes(effect, two, measured)
        if differing and not some:
            found.append("What it touches is put to use all the same, and at one cost others are served otherwise:")
        found += differing
    return tuple(found)


def _gift(row: Rejected, promised: float) -> str:
    """Return what a project lacks to be built, and what the promised sum would do if it were a gift."""
    size = f"{words.amount(row.size)} {row.unit}"
    if row.whole:
        given = "is enough" if promised >= row.gap else "is not enough"
        return f"{row.name} lacks {words.money(row.gap)} (present value) to be built at {size}: given away, the promised {words.money(promised)} {given}."
    carried = row.size * promised / row.gap if row.gap > 0 else math.inf
    much = (
        "all that may be built"
        if math.isinf(carried)
        else f"{words.amount(carried)} {row.unit}, or all that may be built if that is less"
    )
    lack = f"{row.name} lacks {words.money(row.gap / row.size)} per {row.unit} (present value)"
    return f"{lack}: given away, the promised {words.money(promised)} would carry {much}."


def _verdict(effect: Effect) -> str:
    if effect.verdict != "effect":
        return f"No measurable effect: {effect.reason}."
    if math.isinf(effect.change):
        return f"{effect.reason[:1].upper()}{effect.reason[1:]}."
    sense = "more" if effect.change > 0 else "less"
    lead = "Without what it touches" if effect.touched.basis == "names" else "Without it"
    return f"{lead} the plan costs {words.money(abs(effect.change))} {sense} (present value; {words.money(effect.proved)} are proved)."


def _changes(effect: Effect, two: Plan, measured: Measured) -> list[str]:
    """Return the builds, jobs and deliveries that differ, the plan with the promise against that without."""
    lookup, whole = measured.lookup, effect.whole
    if whole is None:
        return []
    found = []
    if built := builds(effect):
        rows = [f"{row.name} ({row.change})" for row in built[:4]]
        more = f" and {len(built) - 4} more" if len(built) > 4 else ""
        found.append(
            f"The plan with it builds otherwise than the plan without: {words.join(rows) if not more else ', '.join(rows) + more}."
        )
    now, then = measured.figures(whole), measured.figures(two)
    jobs, kept = now["jobs"] - then["jobs"], now["kept"] - then["kept"]
    if abs(jobs) >= 1 or abs(kept) >= 1e5:
        found.append(
            f"With it host states have {abs(jobs):,.0f} {'more' if jobs >= 0 else 'fewer'} jobs and keep {words.money(abs(kept))} a year "
            f"{'more' if kept >= 0 else 'less'}."
        )
    moved = [row for row in deliveries(effect, measured) if row.differs]
    moved.sort(
        key=lambda row: -abs(row.share[0] - row.share[1]) if not math.isnan(row.share[0] - row.share[1]) else 0.0
    )
    found += [
        f"{lookup.market_name(row.market)} gets {words.percent(row.share[0])} of its {lookup.commodity_name(row.commodity)} from its largest foreign supplier with it, "
        f"{words.percent(row.share[1])} without (mean of all years)."
        for row in moved[:2]
        if abs(row.share[0] - row.share[1]) >= 0.5
    ]
    return found


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


def _both(name: str, pair: Iterable[float]) -> dict[str, Any]:
    one, two = pair
    return {f"with_{name}": _number(one), f"without_{name}": _number(two)}


def _number(value: float) -> float | None:
    """Return a number with twelve significant digits; None where it is missing or endless."""
    return float(f"{value:.12g}") + 0.0 if math.isfinite(value) else None
