"""A promise and its effect in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lodeway.ledger.effect import Effect
from lodeway.ledger.register import Register, Source
from lodeway.ledger.register.store import LAST
from lodeway.ledger.tracking import FIRM
from lodeway.plan.result import Plan, Rejected
from lodeway.report import words
from lodeway.report.effect_page.figures import Line, Measured, builds, deliveries, other, touches

__all__ = ["Quote", "cell", "difference", "firmness", "quotes_of", "sentences", "told"]

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
        name
        for name in register.kept(Commitment, commitment, upto=upto).record.sources
        if name in sources and name not in told
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
