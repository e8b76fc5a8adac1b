"""What a date in a text leaves open, and how the day of publication closes it."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal, get_args

__all__ = ["UNITS", "Moment", "Reference", "Unit", "later", "resolve"]

Unit = Literal["day", "week", "month", "quarter", "year", "fiscal"]
UNITS: dict[str, Unit] = {str(name): name for name in get_args(Unit)}
FUTURE_WEIGHT = 2
"""News tells of what was: a day ahead must be this many times nearer than one behind to be the one that is meant."""
FAR = 400
"""Days within which a date without a year must lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A date as it is said: what is missing is None.

    Parameters
    ----------
    year, month, day
        As stated.
    until
        End of an interval that starts with these.
    weekday
        0 for Monday, when named.
    quarter, half
        Of the year.
    unit, offset
        Of a relative date: ("day", -1) is yesterday. With `month` and ("year", -1): October last year.
    direction
        ``last`` or ``next`` before a weekday or month.
    future, past
        Whether the sentence speaks of what is to come, or the words before of what was: since June.
    part
        ``start``, ``middle`` or ``end`` of the period.
    same
        ``month`` or ``year``: that of the date before it.
    decade, fiscal
        The year stands for ten years, or for a fiscal year from April.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    until: Moment | None = None
    weekday: int | None = None
    quarter: int | None = None
    half: int | None = None
    unit: Unit | None = None
    offset: int = 0
    direction: str = ""
    future: bool = False
    past: bool = False
    part: str = ""
    decade: bool = False
    fiscal: bool = False
    same: str = ""

    @property
    def whole(self) -> bool:
        """Whether year, month and day are all stated."""
        return None not in (self.year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Reference:
    """The day from which a text speaks, and how it is known: ``published``, ``text`` or ``weekday``."""

    day: date
    source: str

    @classmethod
    def of(cls, published: date | None, moments: Sequence[Moment]) -> Reference | None:
        """Return the day of publication, or else the first whole date of the text, or else what a weekday tells.

        Examples
        --------
        >>> Reference.of(None, [Moment(year=2024), Moment(month=12, day=19, weekday=4)])
        Reference(day=datetime.date(2025, 12, 19), source='weekday')
        """
        if published is not None:
            return cls(published, "published")
        for moment in moments:
            last = moment.until if moment.until is not None and moment.until.whole else moment
            if last.year and last.month and last.day:
                return cls(date(last.year, last.month, last.day), "text")
        years = [moment.year for moment in moments if moment.year]
        for moment in moments:
            if years and moment.weekday is not None and moment.month and moment.day:
                for year in range(max(years), max(years) + 12):
                    found = _day(year, moment.month, moment.day)
                    if found and found.weekday() == moment.weekday:
                        return cls(found, "weekday")
        return None


def _day(year: int, month: int, day: int) -> date | None:
    """Return a day, None where the month has none such."""
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _nearest(moment: Moment, reference: date) -> int:
    """Return the year that is meant where a month, or a day of it, is named without one."""
    scored = []
    for year in (reference.year - 1, reference.year, reference.year + 1):
        month = moment.month or (moment.quarter or 1) * 3 - 2
        month = 7 if moment.half == 2 else month
        first = _day(year, month, moment.day or 1)
        last = _last(moment, year, month)
        if first is None or last is None:
            continue
        behind, ahead = (reference - last).days, (first - reference).days
        if ahead > 0 and moment.until is not None:
            ahead = (last - reference).days
        distance = 0 if behind <= 0 and ahead <= 0 else behind if behind > 0 else ahead * FUTURE_WEIGHT
        if (moment.direction == "last" and ahead >= 0) or (moment.direction == "next" and behind >= 0):
            distance += FAR * 4
        elif (moment.future and behind > 0) or (moment.past and ahead > 0):
            distance += FAR * FUTURE_WEIGHT
        if moment.weekday is not None and moment.day and first.weekday() != moment.weekday:
            distance += FAR * 8
        scored.append((distance, year))
    return min(scored)[1] if scored else reference.year


def _last(moment: Moment, year: int, month: int) -> date | None:
    """Return the last day of a moment in a year: of its interval, its month, or itself."""
    day = moment.day
    if moment.until is not None and moment.until.month is not None:
        year += moment.until.month < month
        month, day = moment.until.month, moment.until.day
    elif moment.quarter or moment.half:
        month += 2 if moment.quarter else 5
    return _day(year, month, day or calendar.monthrange(year, month)[1])


def later(day: date, unit: Unit, count: int) -> date | None:
    """Return the day so many days, months or years later; the last of its month where that has no such day.

    Examples
    --------
    >>> later(date(2025, 12, 20), "year", 5), later(date(2026, 1, 31), "month", 1)
    (datetime.date(2030, 12, 20), datetime.date(2026, 2, 28))
    """
    if unit == "day":
        return day + timedelta(days=count)
    year, month = _shifted(day.year, day.month, count * (12 if unit == "year" else 1))
    if year > date.max.year:
        return None
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _shifted(year: int, month: int, months: int) -> tuple[int, int]:
    total = year * 12 + month - 1 + months
    return total // 12, total % 12 + 1


def resolve(moment: Moment, reference: Reference | None) -> tuple[str | None, dict[str, Any]]:
    """Return the ISO 8601 date or interval, None where it cannot be told, and what is to be known of it.

    Examples
    --------
    >>> published = Reference(date(2025, 12, 20), "published")
    >>> resolve(Moment(month=12, day=19, weekday=4), published)
    ('2025-12-19', {'year_inferred': True, 'reference': 'published', 'weekday_ok': True})
    >>> resolve(Moment(unit="year", offset=-1), published)[0], resolve(Moment(month=6), None)[0]
    ('2024', '--06')
    """
    detail: dict[str, Any] = {"part": moment.part} if moment.part else {}
    if moment.unit is not None or moment.direction or (moment.weekday is not None and moment.month is None):
        if reference is None:
            return None, detail | {"reason": "the day of publication is not known"}
        detail |= {"reference": reference.source}
        if moment.unit is None and moment.weekday is not None and moment.month is None:
            return _weekday(moment, reference.day).isoformat(), detail
        if moment.unit is not None:
            value = _relative(moment, reference.day)
            return value, detail
    if moment.year is None and moment.month is None and moment.day is None and not moment.quarter and not moment.half:
        return None, detail | {"reason": "no part of the date is known"}
    filled, inferred = _filled(moment, reference)
    if inferred:
        detail |= {"year_inferred": True, "reference": reference.source if reference else "none"}
    if moment.weekday is not None and filled.whole:
        found = _day(filled.year or 1, filled.month or 1, filled.day or 1)
        detail["weekday_ok"] = found is not None and found.weekday() == moment.weekday
    if filled.until is not None:
        return f"{_iso(filled)}/{_iso(filled.until)}", detail
    return _iso(filled), detail


def _filled(moment: Moment, reference: Reference | None) -> tuple[Moment, bool]:
    """Return a moment with its year, and whether that was inferred."""
    until = moment.until
    if until is not None and moment.year is None and until.year is not None:
        moment = replace(moment, year=until.year - (1 if (until.month or 0) < (moment.month or 0) else 0))
    if moment.year is not None or reference is None:
        if until is not None and until.year is None and moment.year is not None:
            moment = replace(moment, until=replace(until, year=moment.year))
        return moment, False
    if moment.month is None and moment.day is not None:
        return _of_month(moment, reference.day), True
    asked = moment
    if until is not None and until.weekday is not None and moment.weekday is None:
        asked = replace(moment, weekday=None)
    parted = moment.month or moment.quarter or moment.half
    year = _nearest(asked, reference.day) if parted else reference.day.year
    if until is not None:
        until = replace(until, year=year + (1 if (until.month or 12) < (moment.month or 1) else 0))
    return replace(moment, year=year, until=until), True


def _of_month(moment: Moment, day: date) -> Moment:
    """Return a moment that names only a day of the month, in the month that is meant."""
    best: tuple[int, int, int] | None = None
    for months in (-1, 0, 1):
        year, month = _shifted(day.year, day.month, months)
        found = _day(year, month, moment.day or 1)
        if found is None:
            continue
        ahead = (found - day).days
        distance = -ahead if ahead <= 0 else ahead * FUTURE_WEIGHT * 2
        if moment.future and ahead < 0:
            distance += FAR
        if best is None or distance < best[0]:
            best = distance, year, month
    assert best is not None  # every month but the shortest has the day, and three are tried
    until = replace(moment.until, year=best[1], month=best[2]) if moment.until is not None else None
    return replace(moment, year=best[1], month=best[2], until=until)


def _weekday(moment: Moment, day: date) -> date:
    """Return the day of a weekday: the last one up to today, or the next one."""
    weekday = moment.weekday or 0
    if moment.direction == "next" or (moment.future and not moment.direction):
        return day + timedelta(days=(weekday - day.weekday()) % 7 or (7 if moment.direction == "next" else 0))
    back = (day.weekday() - weekday) % 7
    return day - timedelta(days=back or (7 if moment.direction == "last" else 0))


def _relative(moment: Moment, day: date) -> str:
    """Return the date of a relative expression, with month or day of it where they are named."""
    offset = moment.offset
    if moment.unit == "day":
        return (day + timedelta(days=offset)).isoformat()
    if moment.unit == "week":
        monday = day + timedelta(days=offset * 7 - day.weekday())
        if moment.weekday is not None:
            return (monday + timedelta(days=moment.weekday)).isoformat()
        return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
    if moment.unit == "month":
        year, month = _shifted(day.year, day.month, offset)
        return _iso(replace(moment, year=year, month=month, unit=None))
    if moment.unit == "quarter":
        year, month = _shifted(day.year, (day.month - 1) // 3 * 3 + 1, offset * 3)
        return _iso(Moment(year=year, quarter=(month - 1) // 3 + 1))
    if moment.unit == "fiscal":
        return _iso(Moment(year=day.year + offset - (1 if day.month < 4 else 0), fiscal=True))
    filled = replace(moment, year=day.year + offset, unit=None)
    if filled.until is not None:
        return f"{_iso(filled)}/{_iso(replace(filled.until, year=filled.year))}"
    return _iso(filled)


def _iso(moment: Moment) -> str:
    """Return what is stated in ISO 8601; a quarter is YYYY-Qn, a half YYYY-Hn, an unknown year two hyphens."""
    year = f"{moment.year:04d}" if moment.year is not None else "-"
    if moment.decade and moment.year is not None:
        return f"{year}/{moment.year + 9:04d}"
    if moment.quarter:
        return f"{year}-Q{moment.quarter}"
    if moment.half:
        return f"{year}-H{moment.half}"
    if moment.month is None:
        return f"---{moment.day:02d}" if moment.year is None and moment.day else year
    return f"{year}-{moment.month:02d}" + (f"-{moment.day:02d}" if moment.day else "")
