"""Dates in languages that part words by spaces: 20 декабря 2025 г., Friday (Dec. 19), Sabtu (20/12/2025), Q3 2026, last October."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from lodeway.ledger.extract.lexicon import Lexicon
from lodeway.ledger.extract.moments import UNITS, Moment
from lodeway.ledger.extract.tokens import Tokens

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Found",
    "each_date",
    "find_dates",
    "leads_to_month",
    "speaks_of_future",
    "year_number",
]

FIRST_YEAR, LAST_YEAR = 1900, 2099
STARTS = frozenset({"day-ordinal", "month", "weekday", "relative", "part", "calendar", "when"})
"""Kinds of words with which a date may begin, besides figures."""
DASHES = frozenset({"-", "–", "—", "−"})
"""Between two dates a dash makes an interval; which words do is told by `intervals`."""
LOOK_BACK = 9
"""Words before a date in which a sign of the future counts."""
STOPS = frozenset({".", "!", "?", ";"})
"""Signs at which a sentence ends."""
VERB = 5
"""Letters that a word has more than to be taken for a verb by its ending."""
NUMBER = 6
"""Words that a number before a unit of time may have."""
_WHOLE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})")
_QUIET = frozenset({"may", "march"})
"""Names of months that are also words: only beside a number or after a preposition."""


@dataclass(frozen=True, slots=True)
class Found:
    """A date as it is said and the tokens that say it."""

    start: int
    end: int
    moment: Moment
    rule: str
    confidence: float


def year_number(word: str) -> int | None:
    """Return a year of four figures, else None.

    Examples
    --------
    >>> year_number("2025"), year_number("1850"), year_number("20.5")
    (2025, None, None)
    """
    if len(word) == 4 and word.isdecimal() and FIRST_YEAR <= int(word) <= LAST_YEAR:
        return int(word)
    return None


def speaks_of_future(tokens: Tokens, index: int, words: Lexicon) -> bool:
    """Return whether the sentence has said before a token that it speaks of what is to come."""
    for at in range(index - 1, max(-1, index - LOOK_BACK - 1), -1):
        if tokens.words[at] in {".", "。", "、", "!", "?"} or "\n" in tokens.gap(at + 1):
            return False
        if words.match(tokens, at, "future"):
            return words.before(tokens, at, "was") is None  # what had been due in March
    return False


def leads_to_month(tokens: Tokens, index: int, words: Lexicon) -> bool:
    """Return whether a preposition and a month stand at a token: in October, pada bulan Oktober."""
    found = words.match(tokens, index, "calendar")
    if found is None or found[0].meaning != "in":
        return False
    named = words.match(tokens, found[1], "calendar")
    at = named[1] if named and named[0].meaning == "month" else found[1]
    return words.match(tokens, at, "month") is not None


def find_dates(tokens: Tokens, words: Lexicon) -> list[Found]:
    """Return every date of a text in order, none overlapping."""
    return each_date(tokens, words, STARTS, _Reader(tokens, words).read)


def each_date(
    tokens: Tokens, words: Lexicon, starts: frozenset[str], read: Callable[[int], Found | None]
) -> list[Found]:
    """Return what `read` finds at each figure and at each word of a kind in `starts`, in order, none overlapping."""
    found: list[Found] = []
    index = 0
    while index < len(tokens):
        word = tokens.words[index]
        begins = word[0].isdecimal() or not starts.isdisjoint(words.firsts.get(word, ()))
        hit = read(index) if begins else None
        if hit is not None:
            found.append(hit)
        index = hit.end if hit is not None else index + 1
    return found


class _Reader:
    def __init__(self, tokens: Tokens, words: Lexicon) -> None:
        self.tokens, self.words = tokens, words
        self.order = str(words.settings["order"])

    def read(self, index: int) -> Found | None:
        """Return the date that starts at a token."""
        for attempt in (self._weekday, self._core, self._relative, self._part, self._year):
            hit = attempt(index)
            if hit is not None:
                moment = hit.moment
                if not moment.whole and moment.unit is None and not moment.direction and moment.year is None:
                    past = self.words.before(self.tokens, hit.start, "past") is not None
                    said = speaks_of_future(self.tokens, hit.start, self.words) or self._due(hit)
                    future = not past and (said or moment.future)
                    moment = replace(moment, future=future, past=past)
                return replace(hit, moment=self._situated(hit, moment))
        return None

    def _due(self, hit: Found) -> bool:
        """Return whether a date is one by which something is to be done: by March, unless a verb near it tells of what was."""
        if self.words.before(self.tokens, hit.start, "deadline") is None:
            return False
        before = range(hit.start - 1, max(-1, hit.start - LOOK_BACK - 1), -1)
        after = range(hit.end, min(len(self.tokens), hit.end + LOOK_BACK))
        for places in (before, after):
            for at in places:
                if self.tokens.words[at] in STOPS:
                    break
                if self.words.match(self.tokens, at, "behind"):
                    return False
        return True

    def _situated(self, hit: Found, moment: Moment) -> Moment:
        before = self._calendar_before(hit.start)
        return replace(moment, part=before) if before in {"start", "middle", "end"} else moment

    # --- words around a date

    def _calendar(self, index: int, *meanings: str) -> int | None:
        """Return the token after a word of the calendar with one of these meanings."""
        found = self.words.match(self.tokens, index, "calendar")
        return found[1] if found and found[0].meaning in meanings else None

    def _to(self, index: int) -> int | None:
        """Return the token after a word or dash that leads to the end of an interval."""
        found = self.words.match(self.tokens, index, "calendar-to")
        return found[1] if found else None

    def _dash(self, index: int) -> int | None:
        """Return the token after a dash."""
        return index + 1 if self.tokens.word(index) in DASHES else None

    def _calendar_before(self, index: int) -> str:
        found = self.words.before(self.tokens, index, "calendar")
        return found[0].meaning if found else ""

    def _direction(self, index: int) -> tuple[str, int]:
        """Return ``last`` or ``next`` where a word after says so, and the token after it."""
        found = self.words.match(self.tokens, index, "when")
        if found and found[0].meaning in {"last", "next"} and self.words.settings.get("when") == "after":
            return found[0].meaning, found[1]
        return "", index

    def _direction_before(self, index: int) -> tuple[str, int]:
        found = self.words.before(self.tokens, index, "when")
        if found and found[0].meaning in {"last", "next"} and self.words.settings.get("when") == "before":
            return found[0].meaning, found[1]
        return "", index

    def _day(self, index: int) -> tuple[int, int] | None:
        """Return a day of the month and the token after it, past an ending such as 20th or 20-го."""
        word = self.tokens.word(index)
        spelled = self.words.match(self.tokens, index, "day-ordinal")
        if spelled:
            return int(spelled[0].meaning), spelled[1]
        if not word.isdecimal() or len(word) > 2 or not 1 <= int(word) <= 31:
            return None
        end = index + 1
        after = self._calendar(end, "ordinal")
        if after is not None and self.tokens.glued(end):
            return int(word), after
        if self.tokens.word(end) == "-" and self.tokens.glued(end):
            after = self._calendar(end + 1, "ordinal")
            if after is not None:
                return int(word), after
        return int(word), end

    def _month(self, index: int) -> tuple[int, int] | None:
        found = self.words.match(self.tokens, index, "month")
        if found is None:
            return None
        end = found[1]
        if found[0].how == "short" and self.tokens.word(end) == "." and self.tokens.glued(end):
            end += 1
        return int(found[0].meaning), end

    def _year_at(self, index: int) -> tuple[int, int] | None:
        """Return a year and the token after it and the word for year."""
        if (self.tokens.word(index) == "," and self.order == "mdy") or (
            self.tokens.word(index) == "-" and self.tokens.glued(index) and year_number(self.tokens.word(index + 1))
        ):
            index += 1
        before = self._calendar(index, "year")
        start = before if before is not None else index
        year = year_number(self.tokens.word(start))
        if year is None:
            return None
        return year, self._past_year(start + 1)

    def _past_year(self, end: int) -> int:
        """Return the token after what may follow the figures of a year: -м году, г."""
        if self.tokens.word(end) == "-" and self.tokens.glued(end):
            after = self._calendar(end + 1, "ordinal")
            if after is not None and self.tokens.glued(end + 1):
                end = after
        after = self._calendar(end, "year")
        if after is not None and self.words.settings.get("year_word") == "after":
            end = after
            if self.tokens.word(end) == "." and self.tokens.glued(end) and len(self.tokens.words[end - 1]) <= 2:
                end += 1
        return end

    # --- kinds of dates

    def _weekday(self, index: int) -> Found | None:
        found = self.words.match(self.tokens, index, "weekday")
        if found is None:
            return None
        weekday, end = int(found[0].meaning), found[1]
        short = found[0].how == "short" or (len(self.tokens.words[index]) <= 4 and self.tokens.word(end) == ".")
        if self.tokens.word(end) == "." and short:
            end += 1
        relative = self.words.match(self.tokens, end, "relative")
        if relative and relative[0].meaning == "week":
            moment = Moment(unit="week", offset=int(relative[0].how), weekday=weekday)
            return Found(index, relative[1], moment, "date.relative", 0.9)
        direction, after = self._direction(end)
        before, start = self._direction_before(index)
        core, last = self._after_weekday(end)
        if core is not None:
            return Found(index, last, replace(core.moment, weekday=weekday), "date.weekday", 0.97)
        if found[0].how == "short":
            return None
        moment = Moment(weekday=weekday, direction=direction or before)
        if not moment.direction:
            future = speaks_of_future(self.tokens, index, self.words) or self._starts_then(index)
            moment = replace(moment, future=future)
        return Found(start, after if direction else end, moment, "date.weekday-alone", 0.85)

    def _starts_then(self, index: int) -> bool:
        """Return whether a verb that is not in the past says what begins on a day: остановят работу с понедельника."""
        if self.words.before(self.tokens, index, "starting") is None:
            return False
        ends = tuple(self.words.settings.get("not_past", ()))
        for at in range(index - 1, max(-1, index - LOOK_BACK - 1), -1):
            word = self.tokens.words[at]
            if word in STOPS or self.words.match(self.tokens, at, "behind"):
                return False
            if ends and len(word) > VERB and word.endswith(ends):
                return True
        return False

    def _after_weekday(self, end: int) -> tuple[Found | None, int]:
        """Return the date that a weekday introduces, through a comma, a bracket or nothing."""
        opened = self.tokens.word(end) == "("
        at = end + 1 if self.tokens.word(end) in {",", "("} else end
        if self.tokens.word(end) == "," and self.tokens.word(at) == "(":
            opened, at = True, at + 1
        at = self._calendar(at, "day") or at
        if self.tokens.word(at) == "the":
            at += 1
        core = self._core(at, short=True)
        if core is None or core.moment.day is None:
            return None, end
        last = core.end
        return core, last + 1 if opened and self.tokens.word(last) == ")" else last

    def _core(self, index: int, *, short: bool = False) -> Found | None:
        """Return a date that starts with figures or the name of a month."""
        index_of_word = self._calendar(index, "month", "day")
        at = index_of_word if index_of_word is not None else index
        spelled = self.words.match(self.tokens, at, "day-ordinal") is not None
        if self.tokens.word(at)[:1].isdecimal() or spelled:
            hit = self._numeric(at, short=short) or self._day_first(at)
        else:
            hit = self._month_first(at)
        return replace(hit, start=index) if hit else None

    def _numeric(self, index: int, *, short: bool) -> Found | None:
        """Return 20.12.2025, 20/12/2025, 2025-12-20; with a weekday before it also 9/11."""
        tokens = self.tokens
        whole = _WHOLE.fullmatch(tokens.words[index]) or _YEAR_FIRST.fullmatch(tokens.words[index])
        if whole:
            return self._numbers(index, index + 1, whole[1], whole[2], whole[3])
        mark = tokens.word(index + 1)
        if mark not in {"/", "-"} or not tokens.glued(index + 1) or not tokens.glued(index + 2):
            return None
        first, second = tokens.words[index], tokens.word(index + 2)
        if tokens.word(index + 3) == mark and tokens.glued(index + 3) and tokens.glued(index + 4):
            return self._numbers(index, index + 5, first, second, tokens.word(index + 4))
        bracketed = self.order == "dmy" and self.tokens.word(index - 1) == "(" and self.tokens.word(index + 3) == ")"
        if (short or (index and bracketed)) and mark == "/" and first.isdecimal() and second.isdecimal():
            day, month = int(first), int(second)
            if 1 <= month <= 12 and 1 <= day <= 31:
                return Found(index, index + 3, Moment(month=month, day=day), "date.figures", 0.9)
        return None

    def _numbers(self, index: int, end: int, one: str, two: str, three: str) -> Found | None:
        if not (one.isdecimal() and two.isdecimal() and three.isdecimal()):
            return None
        confidence = 0.97
        if year_number(one) is not None:
            end = self._past_year(end)
            year, month, day = int(one), int(two), int(three)
        else:
            day, month, year = int(one), int(two), int(three) + (2000 if len(three) == 2 else 0)
            if self.order == "mdy" and self.tokens.words[index].isdecimal():
                if day <= 12 and month <= 12 and day != month:
                    confidence = 0.7
                if day <= 12:
                    day, month = month, day
        if not (1 <= month <= 12 and 1 <= day <= 31 and FIRST_YEAR <= year <= LAST_YEAR):
            return None
        return Found(index, self._past_year(end), Moment(year=year, month=month, day=day), "date.figures", confidence)

    def _day_first(self, index: int) -> Found | None:
        """Return 20 December 2025, 19–20 декабря, 31 августа – 1 сентября."""
        found = self._day(index)
        if found is None:
            return None
        day, end = found
        until: Moment | None = None
        joined = self._to(end)
        if joined is not None:
            second = self._day(joined)
            if second is not None and self._month(self._filled(second[1])) is not None:
                until, end = Moment(day=second[0]), second[1]
        month = self._month(self._filled(end))
        if month is None:
            return None
        moment, end = Moment(month=month[0], day=day), month[1]
        if until is not None:
            moment = replace(moment, until=replace(until, month=month[0]))
        else:
            moment, end = self._to_day_of_month(moment, end)
        return self._with_year(index, end, moment)

    def _filled(self, index: int) -> int:
        if self.tokens.word(index) == "-" and self.tokens.glued(index) and self.tokens.glued(index + 1):
            return index + 1  # 20-Dec-2025
        found = self.words.match(self.tokens, index, "filler")
        return found[1] if found else index

    def _to_day_of_month(self, moment: Moment, end: int) -> tuple[Moment, int]:
        joined = self._dash(end)
        if joined is None:
            return moment, end
        second = self._day(joined)
        month = self._month(self._filled(second[1])) if second else None
        if second is None or month is None:
            return moment, end
        return replace(moment, until=Moment(month=month[0], day=second[0])), month[1]

    def _with_year(self, index: int, end: int, moment: Moment) -> Found:
        """Return a date with the year that follows, in figures or as "last year"."""
        year = self._year_at(end)
        if year is not None:
            until = replace(moment.until, year=year[0]) if moment.until else None
            if until is not None and (until.month or 0) < (moment.month or 0):
                moment = replace(moment, year=year[0] - 1, until=until)
            else:
                moment = replace(moment, year=year[0], until=until)
            return Found(index, year[1], moment, "date.named", 0.98)
        at = end + 1 if self.tokens.word(end) == "," else end
        relative = self.words.match(self.tokens, at, "relative")
        if relative and relative[0].meaning == "year" and "\n" not in self.tokens.gap(at):
            return Found(
                index, relative[1], replace(moment, unit="year", offset=int(relative[0].how)), "date.named", 0.9
            )
        return Found(index, end, moment, "date.named", 0.93)

    def _month_first(self, index: int) -> Found | None:
        """Return December 19, 2025, Dec. 19-20, Januari–April 2026, июнь 2026, last October."""
        month = self._month(index)
        if month is None:
            return None
        number, end = month
        day = self._day(end) if self.order == "mdy" else None
        if day is not None and not self._counts(day[1]):
            return self._month_day(index, number, day)
        joined = self._to(end)
        last = self._month(joined) if joined is not None else None
        if last is not None and self.tokens.word(last[1]).isdecimal() and self._day(last[1]) and self.order == "mdy":
            last = None
        if last is not None:
            return self._with_year(index, last[1], Moment(month=number, until=Moment(month=last[0])))
        hit = self._with_year(index, end, Moment(month=number))
        if hit.moment.year is None and hit.moment.unit is None:
            return self._month_alone(hit)
        return hit

    def _counts(self, index: int) -> bool:
        """Return whether a number after a month counts something instead: in December 12 companies signed."""
        number = self.words.match(self.tokens, index, "number")
        return (
            self.words.match(self.tokens, index, "noun") is not None
            or self.words.match(self.tokens, index, "percent") is not None
            or (number is not None and number[0].how != "joiner")
        )

    def _month_day(self, index: int, month: int, day: tuple[int, int]) -> Found:
        moment, end = Moment(month=month, day=day[0]), day[1]
        joined = self._to(end)
        if joined is not None:
            second = self._day(joined)
            other = self._month(joined)
            if second is not None and second[0] > day[0] and not self._month(second[1]):
                moment, end = replace(moment, until=Moment(month=month, day=second[0])), second[1]
            elif other is not None and self._day(other[1]) and self.tokens.words[end] != "and":
                last = self._day(other[1])
                assert last is not None
                moment, end = replace(moment, until=Moment(month=other[0], day=last[0])), last[1]
        return self._with_year(index, end, moment)

    def _month_alone(self, hit: Found) -> Found | None:
        word = self.tokens.words[hit.start]
        direction, end = self._direction(hit.end)
        if direction:
            return Found(hit.start, end, replace(hit.moment, direction=direction), "date.month", 0.9)
        direction, start = self._direction_before(hit.start)
        if direction:
            return Found(start, hit.end, replace(hit.moment, direction=direction), "date.month", 0.9)
        leads = self._calendar_before(hit.start)
        introduced = leads in {"in", "month", "start", "middle", "end"}
        found = self.words.match(self.tokens, hit.start, "month")
        if (found and found[0].how == "short") or (not introduced and word in _QUIET):
            return None
        return Found(hit.start, hit.end, hit.moment, "date.month", 0.88 if introduced else 0.8)

    def _relative(self, index: int) -> Found | None:
        found = self.words.match(self.tokens, index, "relative")
        if found is None:
            return None
        phrase, end = found
        if phrase.meaning != "day" and self._numbered(index):
            return None
        if self.words.before(self.tokens, end, "same-period"):
            return None  # periode yang sama tahun sebelumnya: before a year that the text names
        if year_number(self.tokens.word(end)) and "\n" not in self.tokens.gap(end):
            return None  # akhir tahun 2026 is of that year
        moment = Moment(unit=UNITS[phrase.meaning], offset=int(phrase.how))
        return Found(index, end, moment, "date.relative", 0.9)

    def _numbered(self, index: int) -> bool:
        """Return whether a number stands before a word that alone would tell a date: dua tahun mendatang is a period."""
        at, longest = index, 0
        while at and longest < NUMBER:
            word = self.words.before(self.tokens, at, "number")
            if word is None and not self.tokens.words[at - 1][0].isdecimal():
                break
            at, longest = (word[1] if word else at - 1), longest + 1
        if at == index:
            return False
        signs = ("currency-sign", "currency-code")  # Rp500 triliun tahun lalu: the year is no part of the sum
        return not any(self.words.before(self.tokens, at, cls) for cls in signs)

    def _part(self, index: int) -> Found | None:
        """Return a quarter or half of a year."""
        found = self.words.match(self.tokens, index, "part")
        if found is None:
            return None
        kind, number = found[0].meaning[0], int(found[0].meaning[1])
        moment = Moment(quarter=number) if kind == "q" else Moment(half=number)
        end = found[1]
        while end - found[1] < 2 and (self._filled(end) > end or self._calendar(end, "in") is not None):
            end += 1
        if self.tokens.word(end) == "/" and year_number(self.tokens.word(end + 1)):
            end += 1
        hit = self._with_year(index, end, moment)
        if hit.moment.year is None and hit.moment.unit is None:
            told, end = self._direction(found[1])  # semester I kemarin
            return Found(index, end if told else found[1], replace(moment, direction=told), "date.part", 0.8)
        return replace(hit, rule="date.part")

    def _year(self, index: int) -> Found | None:
        """Return a year, years as an interval, or a decade."""
        named = self._calendar(index, "year")
        at = named if named is not None and self.words.settings.get("year_word") != "after" else index
        if self.tokens.word(at) == "-" and at > index:
            at += 1
        year = year_number(self.tokens.word(at))
        if year is None or (at == index and self._not_year(at)):
            return None
        season = self._season(index, at, year)
        if season is not None:
            return season
        decade = self._decade(at, year)
        if decade is not None:
            return decade
        end = self._past_year(at + 1)
        joined = self._dash(end)
        last = year_number(self.tokens.word(joined)) if joined is not None else None
        if joined is not None and last is not None and last > year:
            return Found(
                index, self._past_year(joined + 1), Moment(year=year, until=Moment(year=last)), "date.years", 0.93
            )
        if named is None and end == at + 1 and not self._bare(at):
            return None
        sure = end > at + 1 or named is not None or self._calendar_before(index) in {"in", "start", "middle", "end"}
        return Found(index, end, Moment(year=year), "date.year", 0.95 if sure else 0.8)

    def _season(self, index: int, at: int, year: int) -> Found | None:
        """Return a year that begins in one and ends in the next, 2024-25, 2025/26 or 2025/2026."""
        tokens = self.tokens
        following = tokens.word(at + 2)
        if tokens.word(at + 1) not in {"-", "–", "/"} or following not in {f"{(year + 1) % 100:02d}", str(year + 1)}:
            return None
        if not tokens.glued(at + 1) or not tokens.glued(at + 2):
            return None
        return Found(index, self._past_year(at + 3), Moment(year=year, until=Moment(year=year + 1)), "date.years", 0.88)

    def _decade(self, at: int, year: int) -> Found | None:
        if year % 10:
            return None
        end = at + 2 if self.tokens.word(at + 1) == "-" and self.tokens.glued(at + 1) else at + 1
        after = self._calendar(end, "decade")
        if after is None or not self.tokens.glued(end):
            return None
        return Found(at, self._calendar(after, "year") or after, Moment(year=year, decade=True), "date.decade", 0.9)

    def _not_year(self, at: int) -> bool:
        """Return whether figures that could be a year are part of something else."""
        tokens = self.tokens
        if at and tokens.glued(at) and (tokens.words[at - 1].isalnum() or tokens.words[at - 1] in "+:#$€£¥./№"):
            return True
        if self.words.before(tokens, at, "currency-sign") or self.words.before(tokens, at, "currency-code"):
            return True
        if self.words.before(tokens, at, "compared") and leads_to_month(tokens, at + 1, self.words):
            return True  # 2600 грузовиков против 1900 в октябре
        opened = tokens.word(at - 1) == "("  # (2019: $541 million)
        signs = {"+", "%", "°"} if opened else {":", "+", "%", "°"}
        return at + 1 < len(tokens) and tokens.glued(at + 1) and tokens.words[at + 1] in signs

    def _bare(self, at: int) -> bool:
        """Return whether figures stand alone: nothing that could be counted, paid or measured follows."""
        number = self.words.match(self.tokens, at + 1, "number")
        if number is not None and number[0].how != "joiner":
            return False
        classes = ("currency", "currency-code", "currency-sign", "percent", "unit", "duration", "noun")
        return all(self.words.match(self.tokens, at + 1, cls) is None for cls in classes)
