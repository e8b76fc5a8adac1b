"""Independent sources against each other: amounts, counts, quantities and the state of agreements, compared where they are about the same."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

from lodeway.ledger.checks.arithmetic import adds_up, breakdowns
from lodeway.ledger.checks.model import Finding, Place, Reading, days_apart, years
from lodeway.ledger.checks.subjects import Subject, subject
from lodeway.ledger.extract import Fact
from lodeway.ledger.rates import last_known, per_dollar

__all__ = [
    "CLOSE",
    "ENOUGH",
    "LADDER",
    "QUALIFIERS",
    "Observation",
    "agree",
    "around",
    "compare",
    "contrary",
    "countries_of",
    "lasting",
    "likeness",
    "observations",
    "same_name",
    "statuses",
]

CLOSE = 0.05
"""Values that differ by less are the same."""
APART = 150
"""Days between publications, beyond which two texts without a common year are not about the same."""
ENOUGH = 1.5
"""Points of likeness that two statements need to be about the same."""
PAPERS = frozenset(
    {"document", "agreement", "memorandum", "deal", "contract", "treaty", "accord", "paper", "item", "mou"}
)
"""Counts of signed papers, whatever a paper calls them."""
PRECISE = {"memorandum": "memorandum", "mou": "memorandum", "contract": "contract", "treaty": "treaty"}
"""Papers of which one kind is never another."""
MASS = {"t": 1.0, "kg": 1e-3, "kt": 1e3, "Mt": 1e6, "g": 1e-6}
REGIONS = {"Central Asia": ("KAZ", "KGZ", "TJK", "TKM", "UZB"), "South Caucasus": ("ARM", "AZE", "GEO")}
FOLLOWS = 12
"""Characters between "expected" and the word that it is about."""
SCALES = (10.0, 100.0, 1000.0)
PLACED = re.compile(r"\b(?:in|at|near|di|dekat|в|на|под|близ)\s+([A-ZА-ЯЁ][\w’'-]{3,})")
"""A name behind a word that says where."""
STEM = 6
"""First letters of a name, which its endings leave alone."""
LADDER = {
    "expected": 0,
    "planned": 0,
    "announced": 1,
    "launched": 2,
    "signed": 2,
    "joined": 3,
    "in_force": 3,
    "delivered": 4,
    "cancelled": 5,
}
"""Steps of an agreement, from the word to the deed; what is cancelled was something before, and is nothing after."""
DAYS = {"a": 12 * 30.4375, "mo": 30.4375, "wk": 7.0, "d": 1.0, "h": 1 / 24, "min": 1 / 1440}
"""Days of a unit of time, a year as twelve months, so that a year and a half are eighteen months."""
QUALIFIERS = {
    "about": (0.9, 1.1),
    "more_than": (1.0, 1.5),
    "less_than": (0.5, 1.0),
    "up_to": (0.5, 1.0),
    "tens_of": (1.0, 10.0),
    "hundreds_of": (1.0, 10.0),
    "thousands_of": (1.0, 10.0),
    "several": (1.0, 5.0),
}
"""What a qualifier makes of a number: least and most, in parts of it."""
EXACT = (1 - CLOSE / 2, 1 + CLOSE / 2)
"""What rounding makes of a number without a qualifier."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A value and what it is about, without regard to language."""

    reading: Reading
    fact: Fact
    family: str
    low: float
    high: float
    countries: frozenset[str]
    places: frozenset[str]
    agreements: frozenset[str]
    years: frozenset[int]
    periods: frozenset[float]
    statuses: frozenset[str]
    subject: Subject

    @property
    def stated(self) -> float:
        """Value as it is stated, in the family's unit, without what its qualifier adds; the middle of a range."""
        if isinstance(self.fact.value, tuple):
            return self.middle
        return self.low / QUALIFIERS.get(self.fact.qualifier, EXACT)[0]

    @property
    def middle(self) -> float:
        """Middle of what the value may be."""
        return math.sqrt(self.low * self.high) if self.low > 0 else (self.low + self.high) / 2

    @property
    def place(self) -> Place:
        """Document and characters."""
        return self.reading.place(self.fact)


def compare(readings: Sequence[Reading]) -> list[Finding]:
    """Return where documents disagree, or where one disagrees with itself.

    Notes
    -----
    Two statements are compared when they have the same kind and unit (money in dollars of the day, that of a text without a day at the
    last rate of the atlas; counts of papers of any name) and share enough of what they are about: agreements, countries, years, periods,
    status, and beyond countries and days at least one of an agreement, a period, what is counted, or the subject that their words name: stock
    or deals, turnover, grant or loan, a commodity, a kind of thing. Values that have their like in the other document are set aside first, so
    that a text with a stock and a flow is not held against its own likeness. Copies of one agency's story count as one document.
    """
    independent = _independent(readings)
    seen = {one.id: observations(one) for one in independent}
    found = [finding for one in independent for finding in _alone(seen[one.id])]
    for first, second in combinations(independent, 2):
        parts = list(_parts(first, second))
        told = {place for finding in parts for place in finding.statements}
        found += parts
        found += _pair(*([row for row in seen[one.id] if row.place not in told] for one in (first, second)))
    return found + list(_states(independent))


def _independent(readings: Sequence[Reading]) -> list[Reading]:
    """Return one document of each group of copies."""
    from lodeway.ledger.documents import Document, group_copies

    documents = [
        Document(
            name=one.id,
            format="text",
            text=one.text,
            language="",
            digest="",
            agencies=one.agencies,
            published=one.published,
        )
        for one in readings
    ]
    return [readings[group[0]] for group in group_copies(documents)]


def observations(reading: Reading) -> list[Observation]:
    """Return the comparable values of a document; conversions are the same amount again."""
    found = []
    for fact in reading.facts:
        family, scale = _family(fact, reading.day)
        if not family or "converts" in fact.detail:
            continue
        low, high = _range(fact)
        near = around(reading, fact)
        found.append(
            Observation(
                reading=reading,
                fact=fact,
                family=family,
                low=low * scale,
                high=high * scale,
                countries=countries_of(near) or countries_of(reading.facts),
                places=_places(reading, fact, near),
                agreements=frozenset(str(one.value) for one in near if one.kind == "agreement" and one.value),
                years=years(near),
                periods=frozenset(
                    lasting(one) for one in near if one.kind == "period" and isinstance(one.value, int | float)
                ),
                statuses=frozenset(str(one.value) for one in near if one.kind == "status"),
                subject=subject(reading, fact),
            )
        )
    return found


def _places(reading: Reading, fact: Fact, near: Sequence[Fact]) -> frozenset[str]:
    """Return the places that the sentence of a value names: those of the tables, and any name behind in, at or the like, without its ending."""
    start, end = reading.sentence(fact)
    known = {str(one.value or one.text) for one in near if one.kind == "place"}
    taken = [(one.start, one.end) for one in reading.within((start, end))]
    for found in PLACED.finditer(reading.text, start, end):
        if not any(left <= found.start(1) < right for left, right in taken):
            known.add(found[1].casefold()[:STEM])
    return frozenset(known)


def _family(fact: Fact, day: date | None) -> tuple[str, float]:
    """Return what a value may be compared with, and what to multiply it by; an empty name for nothing."""
    number = isinstance(fact.value, int | float | tuple)
    if not number:
        return "", 1.0
    if fact.kind == "money":
        rate = per_dollar(fact.unit, day or last_known()) if len(fact.unit) == 3 else math.nan
        return ("money", 1 / rate) if not math.isnan(rate) else (f"money {fact.unit}", 1.0)
    if fact.kind == "quantity":
        return ("mass", MASS[fact.unit]) if fact.unit in MASS else (f"quantity {fact.unit}", 1.0)
    if fact.kind == "count":
        return ("papers" if fact.unit in PAPERS else f"count {fact.unit}"), 1.0
    return "", 1.0


def lasting(fact: Fact) -> float:
    """Return how many days a period lasts.

    Examples
    --------
    >>> from lodeway.ledger.extract import extract
    >>> lasting(*extract("полтора года", language="ru")) == lasting(*extract("18 месяцев", language="ru"))
    True
    """
    return round(fact.number * DAYS.get(fact.unit, 1.0), 6)


def _range(fact: Fact) -> tuple[float, float]:
    if isinstance(fact.value, tuple):
        return float(fact.value[0]), float(fact.value[1])
    low, high = QUALIFIERS.get(fact.qualifier, EXACT)
    return fact.number * low, fact.number * high


def around(reading: Reading, fact: Fact) -> list[Fact]:
    """Return the facts of a sentence, with those of the sentence before where it names no country or agreement itself."""
    spans = reading.sentences
    place = next((number for number, (start, end) in enumerate(spans) if start <= fact.start < end), 0)
    own = reading.within(spans[place]) if spans else list(reading.facts)
    if place and not any(one.kind in ("country", "agreement", "place") for one in own):
        own = reading.within(spans[place - 1]) + own
    return own


def countries_of(facts: Sequence[Fact]) -> frozenset[str]:
    """Return the countries that facts name, one by one or by a region of theirs.

    Examples
    --------
    >>> from lodeway.ledger.extract import extract
    >>> sorted(countries_of(extract("Japan and Central Asia", language="en")))
    ['JPN', 'KAZ', 'KGZ', 'TJK', 'TKM', 'UZB']
    """
    named = {str(one.value) for one in facts if one.kind == "country" and one.value}
    for one in facts:
        if one.kind == "place" and one.value in REGIONS:
            named.update(REGIONS[str(one.value)])
    return frozenset(named)


def likeness(one: Observation, other: Observation) -> float:
    """Return how sure it is that two values are about the same; minus infinity where it cannot be."""
    if contrary(one, other):
        return -math.inf
    if one.years and other.years and not one.years & other.years:
        return -math.inf
    if one.periods and other.periods and not one.periods & other.periods:
        return -math.inf
    if not (one.years and other.years) and one.reading.day is None and other.reading.day is None:
        mine, theirs = years(one.reading.facts), years(other.reading.facts)
        if mine and theirs and not mine & theirs:
            return -math.inf
    days = days_apart(one.reading.day, other.reading.day)
    if not (one.years & other.years) and days > APART:
        return -math.inf
    points = 2.0 * bool(one.agreements & other.agreements)
    if one.countries and other.countries:
        points += len(one.countries & other.countries) / min(len(one.countries), len(other.countries))
    elif one.places & other.places:
        points += 1  # a place says which country, where one of them does not
    points += bool(one.years & other.years) + bool(one.periods & other.periods)
    points += 0.5 * bool(one.statuses & other.statuses) + 0.5 * (days <= 7)
    if one.agreements and other.agreements and not one.agreements & other.agreements:
        points -= 1
    return points


def contrary(one: Observation, other: Observation) -> bool:
    """Return whether two values cannot be about the same: another unit, subject, kind of paper, or parties of which neither holds the other's."""
    if one.family != other.family or one.subject.differs(other.subject):
        return True
    papers = {PRECISE.get(row.fact.unit, "") for row in (one, other)} if one.family == "papers" else set()
    if len(papers - {""}) > 1:
        return True
    apart = (
        one.countries and other.countries and not (one.countries <= other.countries or other.countries <= one.countries)
    )
    return bool(apart and not one.agreements & other.agreements)


def _common(one: Observation, other: Observation) -> bool:
    """Return whether two values have more in common than countries and days: an agreement, a term, a subject, or what is counted."""
    counted = one.fact.kind == "count"
    return bool(
        counted or one.agreements & other.agreements or one.periods & other.periods or one.subject.shares(other.subject)
    )


def agree(one: Observation, other: Observation) -> bool:
    """Return whether two values may be the same: their ranges overlap."""
    return one.low <= other.high * (1 + CLOSE / 2) and other.low <= one.high * (1 + CLOSE / 2)


def _pair(left: list[Observation], right: list[Observation]) -> Iterator[Finding]:
    """Yield what two documents disagree on: values that have their like in the other are set aside, the rest are paired by likeness."""
    rest = [one for one in left if not any(one.family == other.family and agree(one, other) for other in right)]
    others = [one for one in right if not any(one.family == other.family and agree(one, other) for other in left)]
    pairs = sorted(
        ((likeness(one, other), one, other) for one in rest for other in others),
        key=lambda row: (-row[0], row[1].fact.start, row[2].fact.start),
    )
    used: set[Place] = set()
    for points, one, other in pairs:
        if points < ENOUGH or not _common(one, other) or one.place in used or other.place in used:
            continue
        used |= {one.place, other.place}
        yield _conflict(one, other, points)
    for own, theirs in ((rest, right), (others, left)):
        yield from (finding for one in own if one.place not in used and (finding := _added(one, theirs)) is not None)


def _added(one: Observation, theirs: Sequence[Observation]) -> Finding | None:
    """Return that a value is the sum of two or three of another document, which itself does not add them; None if it is of none."""
    like = [other.fact for other in theirs if other.family == one.family and other.fact.unit == one.fact.unit]
    plain = [fact for fact in like if not isinstance(fact.value, tuple)]
    group = () if isinstance(one.fact.value, tuple) else adds_up(one.fact.number, plain)
    if not group:
        return None
    source = theirs[0].reading
    return Finding(
        kind="across",
        verdict="conflict",
        statements=(one.place, *(source.place(fact) for fact in group)),
        message=f"{one.reading.id} says {one.fact.text}, the sum of {' and '.join(fact.text for fact in group)}, which {source.id} does not add",
        evidence={"sum": one.fact.number, "unit": one.fact.unit},
    )


def _alone(rows: list[Observation]) -> Iterator[Finding]:
    """Yield where one document gives two values for the same agreement or countries, the same year and the same unit."""
    for one, other in combinations(rows, 2):
        same = one.agreements & other.agreements or (one.countries and one.countries == other.countries)
        if (
            not contrary(one, other)
            and same
            and _common(one, other)
            and one.years
            and one.years == other.years
            and not agree(one, other)
            and one.reading.sentence(one.fact) != other.reading.sentence(other.fact)
        ):
            yield _conflict(one, other, math.nan)


def _conflict(one: Observation, other: Observation, points: float) -> Finding:
    ratio = max(one.stated, other.stated) / max(min(one.stated, other.stated), 1e-300)
    scale = next((scale for scale in SCALES if abs(ratio / scale - 1) < CLOSE * 2), None)
    words = {
        10.0: "one is ten times the other",
        100.0: "one is a hundred times the other",
        1000.0: "one is a thousand times the other",
    }
    tail = words[scale] if scale else f"they differ by a factor of {ratio:.2f}"
    return Finding(
        kind="across",
        verdict="conflict",
        statements=(one.place, other.place),
        message=f"{_said(one)}, {_said(other)}: {tail}",
        evidence={
            "ratio": ratio,
            "likeness": None if math.isnan(points) else points,
            "agreements": sorted(one.agreements & other.agreements),
            "countries": sorted(one.countries & other.countries),
            "years": sorted(one.years & other.years),
            "subject": sorted(one.subject.shares(other.subject)),
        },
    )


def _said(one: Observation) -> str:
    """Return who says what; of a value that was corrected, the value that stands, since the text no longer does."""
    fact = one.fact
    if not fact.detail.get("corrected"):
        return f"{one.reading.id} says {fact.text}"
    ends = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    value = " to ".join(f"{end:,.12g}" for end in ends if isinstance(end, int | float))
    return f"{one.reading.id} says {value} {fact.unit} (corrected from {fact.text})"


def _parts(first: Reading, second: Reading) -> Iterator[Finding]:
    """Yield where two documents split the same sum into parts that have nothing in common."""
    for whole, parts in breakdowns(first):
        for other, others in breakdowns(second):
            if whole.unit != other.unit or abs(whole.number / other.number - 1) > CLOSE:
                continue
            alone = [part for part in others if not any(abs(part.number / mine.number - 1) <= CLOSE for mine in parts)]
            if alone:
                yield Finding(
                    kind="parts",
                    verdict="conflict",
                    statements=(
                        *(first.place(fact) for fact in (whole, *parts)),
                        *(second.place(fact) for fact in (other, *others)),
                    ),
                    message=f"{first.id} splits {whole.text} into {', '.join(fact.text for fact in parts)}; {second.id} has {', '.join(fact.text for fact in alone)}",
                    evidence={"unit": whole.unit, "stated": whole.number},
                )


def _states(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Yield for each agreement whether its status moved up from one document to the next, or was told two ways at a time."""
    told: dict[str, list[tuple[date, Reading, Fact, str]]] = {}
    for one in readings:
        for fact in one.facts:
            if fact.kind != "agreement" or not fact.value or one.day is None:
                continue
            name = next((known for known in told if same_name(known, str(fact.value))), str(fact.value))
            told.setdefault(name, []).extend(
                (one.day, one, status, str(status.value)) for status in statuses(one, fact)
            )
    for name, rows in told.items():
        best: dict[str, tuple[date, Reading, Fact, str]] = {}
        for row in rows:
            key = row[1].id
            if key not in best or LADDER[row[3]] > LADDER[best[key][3]]:
                best[key] = row
        ordered = sorted(best.values(), key=lambda row: (row[0], row[1].id))
        for before, after in pairwise(ordered):
            step = LADDER[after[3]] - LADDER[before[3]]
            if not step:
                continue
            moved = step > 0 and after[0] > before[0]
            yield Finding(
                kind="status",
                verdict="consistent" if moved else "conflict",
                statements=tuple(row[1].place(row[2]) for row in (before, after)),
                message=f"{name} moved from {before[3]} ({before[0].isoformat()}) to {after[3]} ({after[0].isoformat()})"
                if moved
                else f"{name} is {before[3]} in {before[1].id} ({before[0].isoformat()}) and {after[3]} in {after[1].id} ({after[0].isoformat()})",
                evidence={"agreement": name, "before": before[3], "after": after[3]},
            )


def statuses(reading: Reading, agreement: Fact) -> Iterator[Fact]:
    """Yield the statuses of the sentence that names an agreement; of "expected to be announced" the first word counts."""
    last: Fact | None = None
    for fact in reading.within(reading.sentence(agreement)):
        if fact.kind != "status" or str(fact.value) not in LADDER:
            continue
        follows = last is not None and LADDER[str(last.value)] == 0 and fact.start - last.end <= FOLLOWS
        if not follows:
            yield fact
        last = fact


def same_name(one: str, other: str) -> bool:
    """Return whether one name holds all words of the other, and the other has at least two."""
    mine, theirs = (set(re.findall(r"\w+", name.casefold())) for name in (one, other))
    return one == other or (min(len(mine), len(theirs)) >= 2 and (mine <= theirs or theirs <= mine))
