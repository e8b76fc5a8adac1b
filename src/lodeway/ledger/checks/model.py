"""A document as it was read, and what a check finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from lodeway.ledger.extract import Fact

__all__ = ["KINDS", "VERDICTS", "WHOLE", "Finding", "Place", "Reading", "Span", "days_apart", "whole_days", "years"]

KINDS = ("conversion", "sum", "across", "parts", "status", "claim")
VERDICTS = ("consistent", "conflict", "supported", "contradicted", "depends_on_year", "not_verifiable")
BREAK = re.compile(r"(?:[.!?…](?=[\s\"'»”)])|[。！？\n])[\s\"'»”)]*")
"""Where a sentence ends: not at the point inside a number."""
SHORT = re.compile(
    r"(?:^|[\s(])(?:[A-ZА-ЯЁ]|[A-Z]\.[A-Z]|No|Mr|Dr|St|vs|approx|г|гг|млрд|млн|тыс|долл|руб|им|ул|Rp|Dr|Prof)$"
)
"""What a point does not end a sentence after: initials and abbreviations."""

WHOLE = re.compile(r"\d{4}-\d{2}-\d{2}")
"""A date with year, month and day."""
YEAR = re.compile(r"\d{4}")
"""A date that is a year alone."""

Span = tuple[int, int]
Place = tuple[str, int, int]
"""Document, first character and first character after."""


@dataclass(frozen=True)
class Reading:
    """A document with its facts.

    Parameters
    ----------
    id
        By which findings name it.
    text
        What its facts count characters of.
    published
        Day of publication.
    facts
        As `lodeway.ledger.extract.extract` gives them.
    agencies
        Who wrote it: copies of one agency's story are no independent sources.
    """

    id: str
    text: str
    facts: Sequence[Fact]
    published: date | None = None
    agencies: tuple[str, ...] = ()

    @cached_property
    def day(self) -> date | None:
        """Day from which the document speaks: that of publication, or else the first whole date that it states; None where it states none."""
        if self.published is not None:
            return self.published
        return next((day for _, day in whole_days(self.facts)), None)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Places of the sentences, in order."""
        spans, start = [], 0
        for found in BREAK.finditer(self.text):
            if self.text[found.start()] == "." and SHORT.search(self.text[start : found.start()]):
                continue
            spans.append((start, found.end()))
            start = found.end()
        if self.text[start:].strip():
            spans.append((start, len(self.text)))
        return tuple(spans)

    def place(self, fact: Fact) -> Place:
        """Return where a fact stands, as findings name it."""
        return self.id, fact.start, fact.end

    def sentence(self, fact: Fact) -> Span:
        """Return the place of the sentence that a fact stands in."""
        return next(((start, end) for start, end in self.sentences if start <= fact.start < end), (0, len(self.text)))

    def within(self, span: Span) -> list[Fact]:
        """Return the facts of a part of the text."""
        return [fact for fact in self.facts if span[0] <= fact.start and fact.end <= span[1]]


def whole_days(facts: Iterable[Fact]) -> Iterator[tuple[Fact, date]]:
    """Yield the dates that name year, month and day, each with that day; intervals left out.

    Examples
    --------
    >>> from lodeway.ledger.extract import extract
    >>> [str(day) for _, day in whole_days(extract("Signed on 19 December 2025, due in 2030.", language="en"))]
    ['2025-12-19']
    """
    for fact in facts:
        if fact.kind == "date" and WHOLE.fullmatch(str(fact.value)):
            yield fact, date.fromisoformat(str(fact.value))


def years(facts: Iterable[Fact]) -> frozenset[int]:
    """Return the years that bare years name: not those of days, on which something was said.

    Examples
    --------
    >>> from lodeway.ledger.extract import extract
    >>> sorted(years(extract("Signed on 19 December 2025, due in 2030.", language="en")))
    [2030]
    """
    return frozenset(int(str(fact.value)) for fact in facts if fact.kind == "date" and YEAR.fullmatch(str(fact.value)))


def days_apart(one: date | None, other: date | None) -> int:
    """Return the days between two days, 0 where one is not known."""
    return abs((one - other).days) if one and other else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check finds, and what it compared."""

    kind: str
    """One of `KINDS`."""
    verdict: str
    """One of `VERDICTS`."""
    statements: tuple[Place, ...]
    """Where each statement stands that it is about."""
    message: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    """What it was compared with: dataset, version, year, query, values."""

    def to_dict(self) -> dict[str, Any]:
        """Return the finding with the keys that ``lodeway ledger check --json`` prints."""
        return {
            "kind": self.kind,
            "verdict": self.verdict,
            "statements": [{"source": name, "start": start, "end": end} for name, start, end in self.statements],
            "message": self.message,
            "evidence": dict(self.evidence),
        }
