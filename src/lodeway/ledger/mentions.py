"""Sums and agreements that documents name, and which of them are about the same promise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from lodeway.ledger.checks import Reading
from lodeway.ledger.checks.across import (
    CLOSE,
    ENOUGH,
    LADDER,
    Observation,
    agree,
    around,
    contrary,
    countries_of,
    likeness,
    observations,
    same_name,
    statuses,
)
from lodeway.ledger.checks.model import Place, days_apart
from lodeway.ledger.checks.vocabulary import table
from lodeway.ledger.extract import LANGUAGES, Fact

if TYPE_CHECKING:
    from lodeway.ledger.extract.lexicon import Lexicon

__all__ = ["NEAR", "SAME", "Mention", "groups", "mentions"]

NEAR = 30
"""Days between two texts that may speak of the same agreement under two names, or two records of the same promise."""
SAME = 0.02
"""Amounts of two records in one currency that differ by less are the same."""
LOOSE = 0.1
"""Sums in two currencies, or said with "about" or "more than", may differ by so much."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A sum or an agreement that a document names, and what stands around it."""

    reading: Reading
    fact: Fact
    countries: frozenset[str]
    near: tuple[Fact, ...]
    statuses: tuple[Fact, ...]
    words: frozenset[str]
    seen: Observation | None

    @property
    def place(self) -> Place:
        """Document and characters."""
        return self.reading.place(self.fact)


def mentions(reading: Reading) -> Iterator[Mention]:
    """Yield every sum and agreement that a document names; a sum's conversion is the same sum again.

    Examples
    --------
    >>> from datetime import date
    >>> from lodeway.ledger.extract import extract
    >>> text = "Japan and Kazakhstan signed the AI Cooperation Partnership, worth $2 billion (315 billion yen)."
    >>> facts = extract(text, language="en", published=date(2025, 12, 20))
    >>> [one.fact.text for one in mentions(Reading(id="a", text=text, facts=facts))]
    ['AI Cooperation Partnership', '$2 billion']
    """
    seen = {one.place: one for one in observations(reading) if one.fact.kind == "money"}
    for fact in reading.facts:
        place = reading.place(fact)
        if fact.kind == "agreement" and fact.value:
            near = tuple(around(reading, fact))
            yield Mention(
                reading=reading,
                fact=fact,
                countries=countries_of(near) or countries_of(reading.facts),
                near=near,
                statuses=tuple(statuses(reading, fact)),
                words=_words(str(fact.value)),
                seen=None,
            )
        elif place in seen and fact.kind == "money":
            near = tuple(around(reading, fact))
            told = tuple(one for one in near if one.kind == "status" and str(one.value) in LADDER)
            yield Mention(reading, fact, seen[place].countries, near, told, frozenset(), seen[place])


def _words(name: str) -> frozenset[str]:
    """Return what an agreement's name says in any language: its kind and its topics.

    Examples
    --------
    >>> _words("AI Cooperation Partnership") == _words("Kemitraan Kerja Sama AI") == _words("партнёрство в сфере ИИ") == {"partnership", "AI"}
    True
    """
    from lodeway.ledger.extract.lexicon import lexicon

    topics = {topic for topic, pattern in table("topics.csv") if pattern.search(name)}
    return frozenset(topics | {kind for code in LANGUAGES for kind in _kinds(lexicon(code), name)})


def _kinds(words: Lexicon, name: str) -> Iterator[str]:
    from lodeway.ledger.extract.tokens import tokenise

    tokens = tokenise(name)
    for index in range(len(tokens)):
        found = words.match(tokens, index, "agreement-word")
        if found and found[0].meaning:
            yield found[0].meaning


def groups(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Return mentions that are alike, directly or through others, each group in the order of the documents."""
    group = [[number] for number in range(len(mentions))]
    for one, other in _candidates(mentions):
        left, right = group[one], group[other]
        if left is right or not _alike(mentions[one], mentions[other]):
            continue
        if any(_contrary(mentions[a], mentions[b]) for a in left for b in right):
            continue
        left += right
        for number in right:
            group[number] = left
    return [[mentions[number] for number in sorted(rows)] for at, rows in enumerate(group) if at == min(rows)]


def _candidates(mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Yield pairs that could be alike: agreements, and sums whose ranges overlap, so that a great register asks of few."""
    agreements = [number for number, one in enumerate(mentions) if one.seen is None]
    yield from combinations(agreements, 2)
    sums = sorted((one.seen.low, one.seen.high, number) for number, one in enumerate(mentions) if one.seen is not None)
    for at, (_, high, number) in enumerate(sums):
        for low, _, other in sums[at + 1 :]:
            if low > high * (1 + CLOSE):
                break
            yield min(number, other), max(number, other)


def _alike(one: Mention, other: Mention) -> bool:
    if one.seen is not None and other.seen is not None:
        if contrary(one.seen, other.seen) or not agree(one.seen, other.seen) or not _as_much(one.seen, other.seen):
            return False
        if one.reading is other.reading:
            same = one.fact.value == other.fact.value and one.fact.unit == other.fact.unit
            return same and one.countries == other.countries
        common = one.countries & other.countries or one.seen.agreements & other.seen.agreements
        return bool(common) and likeness(one.seen, other.seen) >= ENOUGH
    if one.seen is not None or other.seen is not None:
        return False
    if same_name(str(one.fact.value), str(other.fact.value)):
        return True
    topical = len(one.words & other.words) >= 2 and one.words & {topic for topic, _ in table("topics.csv")}
    near = days_apart(one.reading.day, other.reading.day) <= NEAR
    return bool(topical and one.countries & other.countries and near)


def _contrary(one: Mention, other: Mention) -> bool:
    """Return whether two sums cannot be one promise, whatever a third one has in common with both."""
    return one.seen is not None and other.seen is not None and contrary(one.seen, other.seen)


def _as_much(one: Observation, other: Observation) -> bool:
    """Return whether two sums are as near to each other as rounding, a rate or a word such as "about" explains."""
    loose = one.fact.unit != other.fact.unit or {one.fact.qualifier, other.fact.qualifier} != {"exact"}
    return abs(one.stated / other.stated - 1) <= (LOOSE if loose else SAME)
