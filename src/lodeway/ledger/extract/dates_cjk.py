"""Dates written from the year down without spaces: 2025年12月20日, 令和7年, 4〜6月期, 今月18日, 24年度."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from lodeway.ledger.extract.dates import FIRST_YEAR, LAST_YEAR, Found, each_date, speaks_of_future
from lodeway.ledger.extract.lexicon import Lexicon
from lodeway.ledger.extract.moments import UNITS, Moment
from lodeway.ledger.extract.numerals import Marks, read_number
from lodeway.ledger.extract.tokens import Tokens

__all__ = ["find_dates"]

STARTS = frozenset({"relative", "era", "number", "part", "weekday"})
"""Kinds of words with which a date may begin, besides figures."""
SHORT_YEARS = range(10, 60)
"""Years of two figures that a newspaper writes for 2010 to 2059."""
SENTENCE = 60
"""Tokens after a date within which the verb of its sentence is looked for."""
VERB_ENDS = frozenset("るうくすつぶむぐ")
"""Last signs of verbs that are not in the past."""
PAST_ENDS = frozenset("。、とが」")
"""What may follow the sign of the past at the end of a clause."""
PAST_STEMS = frozenset("しっいれめげけせべえき")
"""Last signs of a verb before the sign of the past."""
CLAUSE = 10
"""Tokens behind a date within which the verb of a clause that describes a noun is looked for."""
TERM = 10
"""Tokens before a number of days in which a word such as 日数 makes it a stretch of time."""


OF_TWENTIES = frozenset(str(year) for year in range(20, 30))
"""Years of two figures that are years even before の."""


@dataclass(frozen=True, slots=True)
class _Number:
    value: int
    end: int
    figures: bool


def find_dates(tokens: Tokens, words: Lexicon, signs: Marks) -> list[Found]:
    """Return every date of a text in order, none overlapping."""
    return each_date(tokens, words, STARTS, _Reader(tokens, words, signs).read)


class _Reader:
    def __init__(self, tokens: Tokens, words: Lexicon, signs: Marks) -> None:
        self.tokens, self.words, self.signs = tokens, words, signs

    def read(self, index: int) -> Found | None:
        """Return the date that starts at a token, with what follows it in brackets."""
        if index and self.tokens.glued(index) and self.tokens.words[index - 1] in {"第", ".", "-", "+"}:
            return None
        if self.tokens.numbers_item(index + 1):
            return None
        hit = self._relative(index) or self._year(index) or self._month(index) or self._day(index)
        hit = hit or self._part(index) or self._weekday_alone(index) or self._figures(index)
        if hit is None:
            return None
        moment, end = self._weekday(hit.moment, hit.end)
        part = self.words.match(self.tokens, end, "calendar")
        if part and part[0].meaning in {"start", "middle", "end"}:
            moment, end = replace(moment, part=part[0].meaning), part[1]
        if not moment.whole and moment.unit is None and moment.year is None:
            moment = replace(moment, future=self._future(hit.start, end))
        return replace(hit, moment=moment, end=end)

    def _future(self, start: int, end: int) -> bool:
        """Return whether the sentence, whose verb stands last, speaks of what is to come."""
        if self._of_past_clause(end):
            return False
        if self.words.match(self.tokens, end, "deadline"):
            return self._due(end)
        if speaks_of_future(self.tokens, start, self.words):
            return True
        whole = self.tokens.word(end) == "、"  # 大統領は2日、…した: the day is that of the last verb
        for at in range(end, min(len(self.tokens), end + SENTENCE)):
            word = self.tokens.words[at]
            if word == "。":
                return self._not_past(at - 1)
            if word == "た" and self.tokens.word(at + 1) in ({"。"} if whole else PAST_ENDS):
                return False
            future = self.words.match(self.tokens, at, "future")
            if future and (not whole or "。" in self.tokens.words[future[1] : future[1] + 3]):
                return True
        return False

    def _due(self, end: int) -> bool:
        """Return whether what is done by a date is still to be done: not where the verb tells of what was, 3月までに完成した, unless it says who said so."""
        said = self.words.match(self.tokens, end, "deadline")
        for at in range(said[1] if said else end, min(len(self.tokens), end + SENTENCE)):
            word = self.tokens.words[at]
            told = at > end + len("までに") and self.words.match(self.tokens, at, "reported")
            if word == "。" or told or self.words.match(self.tokens, at, "future"):
                return True
            if word == "た" and self.tokens.word(at + 1) in PAST_ENDS:
                return False
        return True

    def _of_past_clause(self, end: int) -> bool:
        """Return whether a date belongs to a verb in the past, whatever else the sentence speaks of: 4月に示した目標 and 計画を4月に示した alike."""
        if self.tokens.word(end) != "に":
            return False
        for at in range(end + 1, min(len(self.tokens) - 1, end + CLAUSE)):
            word = self.tokens.words[at]
            if word in {"。", "、"}:
                return False
            if word == "た" and self.tokens.words[at - 1] in PAST_STEMS:
                after = self.tokens.words[at + 1][0]
                return after == "。" or "一" <= after <= "鿿" or "ァ" <= after <= "ヺ"
        return False

    def _not_past(self, index: int) -> bool:
        """Return whether the verb that ends a sentence is in the form of what is or will be, 終わる, and of no lasting state, している."""
        if self.tokens.word(index) not in VERB_ENDS:
            return False
        return self.tokens.word(index - 1) not in {"い", "あ"}

    def _number(self, index: int) -> _Number | None:
        word = self.tokens.word(index)
        if not word:
            return None
        if word.isdecimal():
            return _Number(int(word), index + 1, True) if len(word) <= 4 else None
        if "number" not in self.words.firsts.get(word, ()):
            return None
        found = read_number(self.tokens, index, self.words, self.signs)
        if (
            found is None
            or found.figures
            or found.scaled
            or found.vague
            or found.value != found.value.to_integral_value()
        ):
            return None
        return _Number(int(found.value), found.end, False) if found.value < Decimal(3000) else None

    def _sign(self, index: int, *meanings: str) -> int | None:
        found = self.words.match(self.tokens, index, "calendar")
        return found[1] if found and found[0].meaning in meanings else None

    def _to(self, index: int) -> int | None:
        found = self.words.match(self.tokens, index, "calendar-to")
        return found[1] if found else None

    def _relative(self, index: int) -> Found | None:
        """Return yesterday, last year and the like, with a month or day of it: 昨年10月, 今月18日."""
        found = self.words.match(self.tokens, index, "relative")
        if found is None:
            return None
        if found[0].meaning.endswith("same"):
            return self._same(index, found[0].meaning.removesuffix("-same"), found[1])
        moment = Moment(unit=UNITS[found[0].meaning], offset=int(found[0].how))
        end = found[1]
        if moment.unit == "year":
            inner = self._month(end)
            if inner is not None:
                inside = replace(inner.moment, unit="year", offset=moment.offset)
                return Found(index, inner.end, inside, "date.relative", 0.93)
        if moment.unit == "month":
            day = self._day(end)
            if day is not None:
                return Found(
                    index, day.end, replace(day.moment, unit="month", offset=moment.offset), "date.relative", 0.93
                )
        if moment.unit == "week":
            weekday = self.words.match(self.tokens, end, "weekday")
            if weekday:
                return Found(index, weekday[1], replace(moment, weekday=int(weekday[0].meaning)), "date.relative", 0.9)
        return Found(index, end, moment, "date.relative", 0.9)

    def _same(self, index: int, unit: str, end: int) -> Found | None:
        """Return a date within the month or year that was named before, 同月8日."""
        inner = self._day(end) if unit == "month" else self._month(end) if unit == "year" else None
        if inner is None:
            return None
        return Found(index, inner.end, replace(inner.moment, same=unit), "date.same", 0.85)

    def _year(self, index: int) -> Found | None:
        """Return a year of four figures or of an era, with month and day where they follow."""
        era = self.words.match(self.tokens, index, "era")
        at = era[1] if era else index
        number = self._number(at)
        if era and self.tokens.word(at) == "元":
            number = _Number(1, at + 1, False)
        if number is None:
            return None
        sign = self.words.match(self.tokens, number.end, "calendar")
        if sign and sign[0].meaning == "decade" and FIRST_YEAR <= number.value <= LAST_YEAR:
            return Found(index, sign[1], Moment(year=number.value, decade=True), "date.decade", 0.9)
        if not sign or sign[0].meaning not in {"year", "fiscal"}:
            return self._years(index, number) if not era else None
        year = number.value + int(era[0].meaning) if era else number.value
        end, confidence = sign[1], 0.97
        if not FIRST_YEAR <= year <= LAST_YEAR:
            month = self._month(end)
            if (
                number.value not in SHORT_YEARS
                or not number.figures
                or not (month or sign[0].meaning == "fiscal" or self._is_short_year(index, end))
            ):
                return None
            year, confidence = 2000 + number.value, 0.75
        fiscal = sign[0].meaning == "fiscal"
        moment = Moment(year=year, fiscal=fiscal)
        month = None if fiscal else self._month(end)
        if month is not None:
            until = replace(month.moment.until, year=year) if month.moment.until else None
            return Found(index, month.end, replace(month.moment, year=year, until=until), "date.full", confidence)
        part = self.words.match(self.tokens, self._past(end), "part")
        if part:
            kind, which = part[0].meaning[0], int(part[0].meaning[1])
            inside = Moment(year=year, quarter=which) if kind == "q" else Moment(year=year, half=which)
            return Found(index, part[1], inside, "date.part", 0.9)
        return Found(index, end, moment, "date.year", confidence)

    def _past(self, index: int) -> int:
        return index + 1 if self.tokens.word(index) == "の" else index

    def _years(self, index: int, number: _Number) -> Found | None:
        """Return an interval of years, 2024〜26年."""
        joined = self._to(number.end)
        last = self._number(joined) if joined is not None and self.tokens.words[number.end] not in "・、と" else None
        if joined is None or last is None or not FIRST_YEAR <= number.value <= LAST_YEAR:
            return None
        end = self._sign(last.end, "year", "fiscal")
        if end is None:
            return None
        until = last.value if last.value > 100 else number.value // 100 * 100 + last.value
        if until <= number.value:
            return None
        return Found(index, end, Moment(year=number.value, until=Moment(year=until)), "date.years", 0.9)

    def _is_short_year(self, index: int, end: int) -> bool:
        """Return whether 24年 is a year of this century rather than a stretch of time."""
        if self.words.before(self.tokens, index, "not-a-date"):
            return False
        after = self.words.match(self.tokens, end, "not-a-date")
        year = self.words.match(self.tokens, end, "short-year")
        if after and after[0].meaning == "after" and (year is None or year[1] <= after[1]):
            return False
        if self.tokens.word(end) == "の":  # 24年の is a year, 15年の契約 a term
            return self.tokens.word(index) in OF_TWENTIES
        return year is not None

    def _month(self, index: int) -> Found | None:
        """Return a month, with its day where one follows, or months as an interval."""
        number = self._number(index)
        if number is None or not 1 <= number.value <= 12:
            return None
        end = self._sign(number.end, "month")
        if end is None:
            joined = self._to(number.end)
            last = self._number(joined) if joined is not None else None
            after = self._sign(last.end, "month") if last is not None else None
            if last is None or after is None or not 1 <= last.value <= 12 or last.value <= number.value:
                return None
            if self._day_of(after) is not None:
                return None
            moment = Moment(month=number.value, until=Moment(month=last.value))
            return Found(index, self._sign(after, "term") or after, moment, "date.months", 0.92)
        if self.tokens.word(end) == "間":
            return None
        day = self._day_of(end)
        if day is None:
            day = self._day_list(end)
        if day is not None:
            until = day.moment.until
            if until is not None and until.month is None:
                until = replace(until, month=number.value)
            return Found(index, day.end, replace(day.moment, month=number.value, until=until), "date.month-day", 0.96)
        third = self._sign(end, "third")
        joined = self._to(end)
        if joined is not None and self.tokens.words[end] not in "・、と":
            later = self._month(joined)
            if later is not None and later.moment.day is None and later.moment.until is None:
                moment = Moment(month=number.value, until=Moment(month=later.moment.month))
                return Found(index, later.end, moment, "date.months", 0.9)
        return Found(index, third or self._sign(end, "term") or end, Moment(month=number.value), "date.month", 0.9)

    def _day_of(self, index: int) -> Found | None:
        """Return a day of the month that has just been named."""
        number = self._number(index)
        if number is None or not 1 <= number.value <= 31:
            return None
        end = self._sign(number.end, "day")
        if end is None or self.tokens.word(end) == "間":
            return self._day_list(index)
        joined = self._to(end)
        if joined is not None and self.tokens.words[end] not in "・、と":
            last = self._number(joined)
            after = self._sign(last.end, "day") if last is not None else None
            if last is not None and after is not None and last.value > number.value:
                return Found(index, after, Moment(day=number.value, until=Moment(day=last.value)), "date.day", 0.9)
            month = self._month(joined)
            if month is not None and month.moment.day is not None:
                return Found(index, month.end, Moment(day=number.value, until=month.moment), "date.day", 0.9)
        return Found(index, end, Moment(day=number.value), "date.day", 0.9)

    def _day_list(self, index: int) -> Found | None:
        """Return two days that share one sign, 19、20日 or 8〜9日."""
        number = self._number(index)
        if number is None or not 1 <= number.value <= 31:
            return None
        joined = self._to(number.end)
        last = self._number(joined) if joined is not None else None
        if last is None or last.value <= number.value or last.value > 31:
            return None
        end = self._sign(last.end, "day")
        if end is None or self.tokens.word(end) == "間":
            return None
        return Found(index, end, Moment(day=number.value, until=Moment(day=last.value)), "date.day", 0.9)

    def _day(self, index: int) -> Found | None:
        """Return a day whose month is not named."""
        if self.words.before(self.tokens, index, "not-a-date"):
            return None
        hit = self._day_of(index)
        if hit is None:
            return None
        if hit.moment.day == 1 and self.tokens.word(hit.end)[:1].isdecimal() and self.tokens.glued(hit.end):
            return None  # 1日1240台 is what a day brings
        after = self.words.match(self.tokens, hit.end, "not-a-date")
        if (after and after[0].meaning == "after") or self._of_term(index):
            return None
        return replace(hit, confidence=0.87)

    def _of_term(self, index: int) -> bool:
        """Return whether days are a stretch of time that the sentence speaks of: 輸送日数は45日から15日に短縮."""
        for at in range(index - 1, max(-1, index - TERM - 1), -1):
            if self.tokens.words[at] in {"。", "、"}:
                return False
            if self.words.match(self.tokens, at, "stretch"):
                return True
        return False

    def _part(self, index: int) -> Found | None:
        found = self.words.match(self.tokens, index, "part")
        if found is None or (self.tokens.words[index] in "前後" and index and self.tokens.glued(index)):
            return None
        if len(found[0].rest) < 2:  # 前半 and 上期 say too little without a year
            return None
        kind, which = found[0].meaning[0], int(found[0].meaning[1])
        moment = Moment(quarter=which) if kind == "q" else Moment(half=which)
        return Found(index, found[1], moment, "date.part", 0.8)

    def _weekday(self, moment: Moment, end: int) -> tuple[Moment, int]:
        """Return a moment with the weekday that stands behind it in brackets, 20日(土)."""
        tokens = self.tokens
        if moment.day is None:
            return moment, end
        at = end + 1 if tokens.word(end) == "(" else end
        found = self.words.match(tokens, at, "weekday")
        if found is None or (found[0].how == "short" and at == end):
            return moment, end
        after = found[1]
        if at > end:
            if tokens.word(after) != ")":
                return moment, end
            after += 1
        return replace(moment, weekday=int(found[0].meaning)), after

    def _weekday_alone(self, index: int) -> Found | None:
        found = self.words.match(self.tokens, index, "weekday")
        if found is None or found[0].how == "short":
            return None
        return Found(index, found[1], Moment(weekday=int(found[0].meaning)), "date.weekday-alone", 0.8)

    def _figures(self, index: int) -> Found | None:
        """Return 2025/12/20 or 2025-12-20."""
        tokens = self.tokens
        whole = re.fullmatch(r"(\d{4})\.(\d{1,2})\.(\d{1,2})", tokens.words[index])
        if whole:
            return self._whole(index, index + 1, int(whole[1]), int(whole[2]), int(whole[3]))
        parts = [tokens.word(index + step) for step in (0, 2, 4)]
        mark = tokens.word(index + 1)
        if mark not in {"/", "-"} or tokens.word(index + 3) != mark or not all(part.isdecimal() for part in parts):
            return None
        return self._whole(index, index + 5, *map(int, parts))

    @staticmethod
    def _whole(index: int, end: int, year: int, month: int, day: int) -> Found | None:
        if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 31):
            return None
        return Found(index, end, Moment(year=year, month=month, day=day), "date.figures", 0.97)
