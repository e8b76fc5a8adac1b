"""From a text to its facts: the grammar's parts one after another, each taking the words that it has read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from lodeway.ledger.extract import dates, dates_cjk
from lodeway.ledger.extract.amount import Amount
from lodeway.ledger.extract.amounts import find_amounts
from lodeway.ledger.extract.claims import find_ranks, find_shares
from lodeway.ledger.extract.countries import find_countries
from lodeway.ledger.extract.facts import Fact, Value
from lodeway.ledger.extract.intervals import joined
from lodeway.ledger.extract.lexicon import Lexicon, lexicon
from lodeway.ledger.extract.links import find_links
from lodeway.ledger.extract.moments import Moment, Reference, Unit, later, resolve
from lodeway.ledger.extract.names import find_names
from lodeway.ledger.extract.normal import Normal, normalise
from lodeway.ledger.extract.numerals import marks
from lodeway.ledger.extract.tokens import Tokens, tokenise

__all__ = ["extract"]

FARTHEST = 200
"""Years, months or days ahead beyond which a period is no deadline."""
BETWEEN = 9
"""Words that may stand between a sum and the same in another currency."""
_AGO: dict[str, tuple[Unit, int]] = {"a": ("year", 1), "mo": ("month", 1), "wk": ("day", 7), "d": ("day", 1)}


def extract(text: str, *, language: str, published: date | None = None, adjectives: bool = False) -> tuple[Fact, ...]:
    """Return every fact of a text, in order.

    Parameters
    ----------
    text
        Any text; offsets of the facts count its Unicode characters.
    language
        ISO 639-1 code of the language that it is in, one of ``LANGUAGES``.
    published
        Day of publication, from which dates without a year and words such as yesterday are told. Without it, the first whole date of
        the text stands in, and the facts say so.
    adjectives
        Whether Japanese, японский and the like count as countries too.

    Raises
    ------
    UsageError
        When there is no grammar for the language.

    Examples
    --------
    >>> from datetime import date
    >>> for fact in extract("Proyek 3 triliun yen, Jumat (19 Desember)", language="id", published=date(2025, 12, 20)):
    ...     print(fact.kind, fact.value, fact.unit, repr(fact.text))
    money 3000000000000 JPY '3 triliun yen'
    date 2025-12-19 2025-12-19 'Jumat (19 Desember)'
    """
    words = lexicon(language)
    normal = normalise(text)
    tokens = tokenise(normal.text)
    page = _Page(text, normal, tokens, words)
    for start, end in find_links(tokens, words):
        page.take(start, end)
    facts = [*_numbers(page, published), *_names(page, adjectives)]
    return tuple(sorted(facts, key=lambda fact: (fact.start, fact.end, fact.kind)))


class _Page:
    """A text with its tokens, and which of them have been read."""

    def __init__(self, text: str, normal: Normal, tokens: Tokens, words: Lexicon) -> None:
        self.text, self.normal, self.tokens, self.words = text, normal, tokens, words
        self.taken = bytearray(len(tokens))

    def span(self, start: int, end: int) -> dict[str, Any]:
        """Return place and text of tokens in the text as it was written."""
        first, last = self.normal.span(self.tokens.starts[start], self.tokens.ends[end - 1])
        return {"start": first, "end": last, "text": self.text[first:last]}

    def take(self, start: int, end: int) -> None:
        """Mark tokens as read."""
        self.taken[start:end] = b"\x01" * (end - start)


def _numbers(page: _Page, published: date | None) -> Iterable[Fact]:
    """Yield dates and amounts; the dates are told from the day of publication once all are known."""
    tokens, words = page.tokens, page.words
    signs = marks(tokens, words)
    if words.settings["order"] == "ymd":
        found = dates_cjk.find_dates(tokens, words, signs)
    else:
        found = dates.find_dates(tokens, words)
    found = joined(found, tokens, words)
    found = [row for row in found if not any(page.taken[row.start : row.end])]
    for row in found:
        page.take(row.start, row.end)
    amounts = find_amounts(tokens, words, signs, page.taken)
    for amount in amounts:
        if amount.kind == "count":  # twelve China-based firms also names China
            page.taken[amount.start + 1 : amount.end - 1] = bytes(max(0, amount.end - amount.start - 2))
    reference = Reference.of(published, [row.moment for row in found])
    before = ""
    for row in found:
        value, detail = resolve(_same(row.moment, before), reference)
        before = value or before
        known = row.confidence if value is not None else 0.3
        if reference is not None and reference.source != "published" and "reference" in detail:
            known = round(known * 0.8, 2)
        yield Fact(
            kind="date",
            **page.span(row.start, row.end),
            value=value,
            unit=value or "",
            confidence=known,
            rule=row.rule,
            detail=detail,
        )
    yield from _amounts(page, amounts, reference)
    for claim in [*find_ranks(tokens, words), *find_shares(tokens, words, amounts)]:
        yield Fact(
            kind=claim.kind, **page.span(claim.start, claim.end), value=plain_number(claim.value), unit=claim.unit,
            qualifier=claim.qualifier, confidence=claim.confidence, rule=claim.rule,
        )  # fmt: skip


def _same(moment: Moment, before: str) -> Moment:
    """Return a moment that is said to be of the same month or year with those of the date before it."""
    if not moment.same or not before[:4].isdecimal():
        return moment
    if moment.same == "month" and before[5:7].isdecimal():
        return replace(moment, year=int(before[:4]), month=int(before[5:7]))
    return replace(moment, year=int(before[:4]))


def _amounts(page: _Page, amounts: list[Amount], reference: Reference | None) -> Iterable[Fact]:
    last: tuple[Amount, Fact] | None = None
    for row in amounts:
        if row.ago:
            fact = _ago(page, row, reference)
        else:
            value: Value = plain_number(row.low)
            detail = row.detail
            if reference is not None and row.kind == "period" and detail.get("direction") == "ahead":
                detail = detail | _deadline(row, reference)
            if row.high is not None:
                value = (plain_number(row.low), plain_number(row.high))
            fact = Fact(
                kind=row.kind, **page.span(row.start, row.end), value=value, unit=row.unit, qualifier=row.qualifier,
                confidence=row.confidence, rule=row.rule, detail=detail,
            )  # fmt: skip
        if row.kind == "money":
            if last is not None and _converts(page, last[0], row):
                fact = replace(fact, detail={**fact.detail, "converts": [last[1].start, last[1].end]})
            last = row, fact
        yield fact


def _deadline(row: Amount, reference: Reference) -> dict[str, Any]:
    """Return the day by which a period that lies ahead will have passed, where it is a whole number of years, months, weeks or days."""
    unit, factor = _AGO.get(row.unit, ("day", 0))
    if not factor or row.low != row.low.to_integral_value() or row.low > FARTHEST:
        return {}
    until = later(reference.day, unit, int(row.low) * factor)
    return {"until": until.isoformat(), "reference": reference.source} if until else {}


def plain_number(value: Decimal) -> int | float:
    """Return a number as JSON has it: whole ones without a point.

    Examples
    --------
    >>> plain_number(Decimal("3E+12")), plain_number(Decimal("12.50"))
    (3000000000000, 12.5)
    """
    return int(value) if value == value.to_integral_value() else float(value)


def _ago(page: _Page, row: Amount, reference: Reference | None) -> Fact:
    """Return the date that so many days, months or years before publication is."""
    unit, factor = _AGO.get(row.unit, ("day", 0))
    value: str | None = None
    detail: dict[str, Any] = {}
    if factor and row.low == row.low.to_integral_value() and row.low < 1000:
        value, detail = resolve(Moment(unit=unit, offset=-int(row.low) * factor), reference)
    else:
        detail = {"reason": "less than a day, or not a whole number, before publication"}
    return Fact(
        kind="date", **page.span(row.start, row.end), value=value, unit=value or "", rule=row.rule, detail=detail,
        confidence=row.confidence if value else 0.3,
    )  # fmt: skip


_OPENING = frozenset("([=≈/・")
"""Signs behind which a sum restates the one before it."""


def _converts(page: _Page, first: Amount, second: Amount) -> bool:
    """Return whether a sum restates the one before it in another currency: in brackets, after "or", "the equivalent of" and the like.

    Nothing but such a sign or word, a comma before it and words for how firm the sum is may stand between the two.
    """
    if first.unit == second.unit or second.start <= first.end or second.start - first.end > BETWEEN:
        return False
    at, words = first.end, page.tokens.words
    at += words[at] in {",", "、"}
    linked = False
    while at < second.start:
        link = page.words.match(page.tokens, at, "conversion")
        if words[at] in _OPENING or link:
            linked = True
            at = link[1] if link else at + 1
            continue
        firm = page.words.match(page.tokens, at, "qualifier-before") or page.words.match(page.tokens, at, "skip")
        if firm is None:
            return False
        at = firm[1]
    after = page.words.match(page.tokens, second.end, "conversion")
    return linked or (after is not None and after[0].meaning == "after")


def _names(page: _Page, adjectives: bool) -> Iterable[Fact]:
    """Yield countries, and then the names that lie among them: an agreement's name may hold a country's."""
    links = bytearray(page.taken)
    countries: list[tuple[int, int]] = []
    for country in find_countries(page.tokens, page.words, page.taken, adjectives=adjectives):
        yield Fact(
            kind="country", **page.span(country.start, country.end), value=country.code, unit=country.code,
            confidence=country.confidence, rule=country.rule,
        )  # fmt: skip
        countries.append((country.start, country.end))
    for row in find_names(page.tokens, page.words, links):
        if row.kind == "place" and any(
            start < row.end and end > row.start for start, end in _near(countries, row.start)
        ):
            continue
        yield Fact(
            kind=row.kind,
            **page.span(row.start, row.end),
            value=row.value,
            confidence=row.confidence,
            rule=row.rule,
            detail=row.detail,
        )


def _near(spans: list[tuple[int, int]], start: int) -> list[tuple[int, int]]:
    """Return the few spans, in order, around a place."""
    at = bisect_right(spans, (start, 0))
    return spans[max(0, at - 1) : at + 2]
