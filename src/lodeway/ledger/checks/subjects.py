"""What a value is about: its nature (stock, deals, turnover, grant, loan), its commodity and the kind of thing that it is for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lodeway.ledger.checks.model import Reading
from lodeway.ledger.checks.vocabulary import table
from lodeway.ledger.extract import Fact

__all__ = ["Subject", "subject"]

DIRECTED = frozenset({"exports", "imports"})
"""Natures that turn round with the country that is named first."""
OPEN = frozenset({"plan"})
"""Natures that go with every other: a plan may be one for a loan."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the words around a value say that it is about; an empty set where they say nothing."""

    natures: frozenset[str] = frozenset()
    commodities: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()

    def differs(self, other: Subject) -> bool:
        """Return whether both say what they are about, and it is not the same.

        Examples
        --------
        >>> Subject(natures=frozenset({"stock"})).differs(Subject(natures=frozenset({"deals"})))
        True
        >>> Subject(natures=frozenset({"stock"})).differs(Subject())
        False
        """
        return any(
            mine and theirs and not mine & theirs
            for mine, theirs in (
                (self.natures - OPEN, other.natures - OPEN),
                (self.commodities, other.commodities),
                (self.themes, other.themes),
            )
        )

    def shares(self, other: Subject) -> frozenset[str]:
        """Return what both say that they are about; that both are plans is nothing.

        Examples
        --------
        >>> sorted(Subject(themes=frozenset({"port"})).shares(Subject(themes=frozenset({"port", "rail"}))))
        ['port']
        """
        natures = (self.natures & other.natures) - OPEN
        return natures | (self.commodities & other.commodities) | (self.themes & other.themes)


def subject(reading: Reading, fact: Fact) -> Subject:
    """Return what a value is about, in the words of its sentence that are nearer to it than to another value of its kind.

    Examples
    --------
    >>> from lodeway.ledger.extract import extract
    >>> text = "Japan will lend 40 billion yen for a solar plant and give a grant of 2 billion yen for a port."
    >>> facts = extract(text, language="en")
    >>> for one in facts:
    ...     if one.kind == "money":
    ...         found = subject(Reading(id="a", text=text, facts=facts), one)
    ...         print(sorted(found.natures), sorted(found.themes))
    ['loan'] ['sun and wind']
    ['grant'] ['port']
    """
    start, end = reading.sentence(fact)
    inside = reading.within((start, end))
    values = [one for one in inside if one.kind == fact.kind and "converts" not in one.detail]
    names = [(one.start, one.end) for one in inside if one.kind in ("country", "agreement")]
    first = next((str(one.value) for one in inside if one.kind == "country"), "")
    found: dict[str, set[str]] = {}
    for kind in ("natures", "commodities", "themes"):
        hits = [
            (name, left + start, right + start)
            for name, left, right in _hits(kind, reading.text[start:end])
            if not any(a <= left + start < b for a, b in names)
        ]
        own = {name for name, left, right in hits if _nearest(left, right, values) == (fact.start, fact.end)}
        # A sentence that says once what all its values are says it of each.
        found[kind] = own or ({name for name, _, _ in hits} if len({name for name, _, _ in hits}) == 1 else set())
    natures = {f"{name} of {first}" if name in DIRECTED and first else name for name in found["natures"]}
    return Subject(frozenset(natures), frozenset(found["commodities"]), frozenset(found["themes"]))


@lru_cache(maxsize=4096)
def _hits(kind: str, words: str) -> tuple[tuple[str, int, int], ...]:
    return tuple(
        (name, match.start(), match.end())
        for name, pattern in table(f"{kind}.csv")
        for match in pattern.finditer(words)
    )


def _nearest(start: int, end: int, values: list[Fact]) -> tuple[int, int]:
    """Return the place of the value that stands nearest to some words."""
    one = min(values, key=lambda one: max(one.start - end, start - one.end, 0))
    return one.start, one.end
