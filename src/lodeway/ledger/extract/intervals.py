"""Two dates that are the ends of one stretch of time: from 2026 to 2029, с ноября 2026 по июнь 2030, 2026年11月～30年6月."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lodeway.ledger.extract.dates import DASHES, Found
from lodeway.ledger.extract.lexicon import Lexicon
from lodeway.ledger.extract.moments import Moment
from lodeway.ledger.extract.tokens import Tokens

__all__ = ["joined"]

MOVED = 6
"""Words before or behind two dates among which a verb says that something was moved from the one to the other."""
WAVES = frozenset({"~", "〜", "～"})


def joined(found: Sequence[Found], tokens: Tokens, words: Lexicon) -> list[Found]:
    """Return dates in order, the two ends of an interval as one.

    A dash joins two dates that have a year, and so does a word that leads from one to the other: "to" between months and days, and between
    years behind "from"; "and" behind "between". Dates that something is put off from and to stay two.

    Examples
    --------
    >>> from lodeway.ledger.extract import extract
    >>> text = "Work runs from 2026 to 2029; it was put off from 2025 to 2026."
    >>> [fact.value for fact in extract(text, language="en") if fact.kind == "date"]
    ['2026/2029', '2025', '2026']
    """
    rows: list[Found] = []
    for row in found:
        last = rows[-1] if rows else None
        if last is not None and _is_interval(last, row, tokens, words):
            until = replace(row.moment, future=False, past=False)
            moment = replace(last.moment, until=until)
            rows[-1] = Found(last.start, row.end, moment, "date.interval", min(last.confidence, row.confidence) - 0.03)
        else:
            rows.append(row)
    return rows


def _is_interval(first: Found, last: Found, tokens: Tokens, words: Lexicon) -> bool:
    """Return whether the second of two dates is where a stretch of time ends that begins with the first."""
    if last.start - first.end > 2 or not (_stated(first.moment) and _stated(last.moment)):
        return False
    if _key(first.moment) >= _key(last.moment) or tokens.parted(last.start):
        return False
    link = words.match(tokens, first.end, "calendar-to")
    if link is None or link[1] != last.start:
        return False
    word = tokens.words[first.end]
    months = first.moment.month is not None and last.moment.month is not None
    if word in DASHES or word in WAVES:
        return months or first.moment.month == last.moment.month
    if _moved(first, last, tokens, words):
        return False
    opening = words.before(tokens, first.start, "calendar-from")
    opened = opening[0].meaning if opening else ""
    if words.settings["order"] == "ymd":
        return (
            tokens.words[first.end : link[1]] == ["か", "ら"]
            and words.match(tokens, last.end, "calendar-until") is not None
        )
    if words.match(tokens, first.end, "joiner-of-dates"):
        return opened == "between"
    return months or opened == "from"


def _stated(moment: Moment) -> bool:
    """Return whether a moment is a year, a month or a day that the text names in full, and no interval."""
    plain = moment.until is None and moment.unit is None and not (moment.quarter or moment.half or moment.decade)
    return plain and moment.year is not None and not moment.part and not moment.fiscal


def _key(moment: Moment) -> tuple[int, int, int]:
    return moment.year or 0, moment.month or 0, moment.day or 0


def _moved(first: Found, last: Found, tokens: Tokens, words: Lexicon) -> bool:
    """Return whether a verb beside two dates says that something was put off, brought forward or prolonged."""
    before = range(max(0, first.start - MOVED), first.start)
    after = range(last.end, min(len(tokens), last.end + MOVED))
    for places in (reversed(before), after):
        for at in places:
            if tokens.words[at] in {".", "。", ";"}:
                break
            if words.match(tokens, at, "moved"):
                return True
    return False
