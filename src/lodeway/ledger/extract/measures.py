"""What a number measures, other than money: percentages, periods, quantities in a unit, and counts of things."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from lodeway.ledger.extract.amount import Amount, Page
from lodeway.ledger.extract.numerals import Number, read_number

__all__ = ["begins_sentence", "count", "duration", "percent", "unit"]

CENTURIES = 5
"""Beyond so many, a number before the word for a century names one of them."""
NOUN_REACH = 4
"""Words after a number in which the thing that is counted may stand: 150 joint intergovernmental documents."""


def percent(page: Page, number: Number) -> Amount | None:
    """Return a percentage, also in tenths (割) and in points, where a number begins one."""
    at = number.end
    if page.tokens.word(at) == "-" and page.tokens.glued(at):
        at += 1
    found = page.words.match(page.tokens, at, "percent")
    if found is None or _coded(page, found[1]):
        return None
    detail: dict[str, Any] = {}
    value = number.value
    end = found[1]
    if found[0].meaning in {"points", "basis"}:
        detail["points"] = True
        value /= 100 if found[0].meaning == "basis" else 1
    else:
        value *= Decimal(found[0].meaning)
        if found[0].meaning == "10":
            value, end = _tenths(page, value, end)
    return Amount(
        kind="percent", start=number.start, end=end, low=value, unit="%", qualifier=number.vague or "exact",
        rule="percent", confidence=0.98, detail=detail,
    )  # fmt: skip


def _coded(page: Page, end: int) -> bool:
    """Return whether a percent sign stands in an address, where it codes a letter: %D0%BE."""
    word = page.tokens.word(end)
    return (
        bool(word)
        and page.tokens.words[end - 1] == "%"
        and page.tokens.glued(end)
        and word[0].isascii()
        and word[0].isalnum()
    )


def _tenths(page: Page, value: Decimal, end: int) -> tuple[Decimal, int]:
    """Return tenths with the hundredths and thousandths that follow, 3割5分, 三割五分二厘, 3割半."""
    if page.tokens.word(end) == "半":
        return value + 5, end + 1
    for sign, part in (("分", Decimal(1)), ("厘", Decimal("0.1"))):
        more = read_number(page.tokens, end, page.words, page.signs)
        if more is None or page.tokens.word(more.end) != sign or not 0 < more.value < 10:
            break
        value, end = value + more.value * part, more.end + 1
    return value, end


def duration(page: Page, number: Number) -> Amount | None:
    """Return a period, or the date that lies so long ago, where a number begins one that is nobody's age."""
    at = number.end
    hyphen = page.tokens.word(at) == "-" and page.tokens.glued(at)
    found = page.words.match(page.tokens, at + 1 if hyphen else at, "duration")
    if found is None or found[0].how in {"one", "ten"}:
        return _suffixed(page, number) or _adjectived(page, number)
    value, end = number.value * Decimal(found[0].how), found[1]
    if (
        page.words.code == "ja"
        and number.start
        and page.tokens.words[number.start - 1] == "時"
        and page.tokens.glued(number.start)
    ):
        return None  # minutes of a time of day
    if _is_age(page, number.start, end) or (number.value >= 1900 and found[0].meaning == "a"):
        return None
    if number.value == 1 and page.words.code == "ja" and _priced(page, found[1]):  # 1日1240台
        return None
    if found[0].how == "100" and number.value > CENTURIES:  # the 19th
        return None
    half = page.words.match(page.tokens, end, "number")
    if half and half[0].how == "and-half" and page.tokens.glued(end):
        value, end = value + Decimal("0.5") * Decimal(found[0].how), half[1]
        if page.tokens.word(end) == "間":
            end += 1
    if page.tokens.word(end) == "の" and page.tokens.word(end + 1)[:1].isdecimal():  # 3分の1 is a third
        return None
    ago = page.words.match(page.tokens, end, "ago")
    if ago:
        return Amount(
            kind="date", start=number.start, end=ago[1], low=value, unit=found[0].meaning, rule="date.ago",
            confidence=0.85, ago=True,
        )  # fmt: skip
    end, direction = _direction(page, number.start, end)
    return Amount(
        kind="period", start=number.start, end=end, low=value, unit=found[0].meaning, qualifier=number.vague or "exact",
        rule="period", confidence=0.95, detail={"direction": direction} if direction else {},
    )  # fmt: skip


def _direction(page: Page, start: int, end: int) -> tuple[int, str]:
    """Return whether a period lies ahead or back, and the token after the word that says so behind it: lima tahun ke depan."""
    after = page.words.match(page.tokens, end, "direction-after")
    if after:
        return after[1], after[0].meaning
    before = page.words.before(page.tokens, start, "direction-before")
    return end, before[0].meaning if before else ""


def _suffixed(page: Page, number: Number) -> Amount | None:
    """Return a period whose unit is an adjective after a hyphen, 12-летний срок, 3-дневный; years only before a term, else they are an age."""
    at = number.end + 1
    if page.tokens.word(number.end) != "-" or not page.tokens.glued(number.end):
        return None
    found = page.words.match(page.tokens, at, "duration-suffix")
    if found is None or (found[0].how and page.words.match(page.tokens, found[1], found[0].how) is None):
        return None
    return Amount(
        kind="period",
        start=number.start,
        end=found[1],
        low=number.value,
        unit=found[0].meaning,
        rule="period.word",
        confidence=0.9,
    )


def _adjectived(page: Page, number: Number) -> Amount | None:
    """Return a period with a word between number and unit, five full years, три календарных дня."""
    between = page.words.match(page.tokens, number.end, "between-duration")
    if between is None:
        return None
    return duration(page, replace(number, end=between[1]))


def _is_age(page: Page, start: int, end: int) -> bool:
    """Return whether years are somebody's age."""
    if page.words.before(page.tokens, start, "age-before"):
        return True
    at = end + 1 if page.tokens.word(end) == "-" else end
    return page.words.match(page.tokens, at, "age-after") is not None


def _priced_by(page: Page, number: Number) -> bool:
    """Return whether a word such as thousand is what a price is for: per thousand cubic metres, за тысячу кубов."""
    alone = number.end - number.start == 1 and number.scaled and not number.figures
    return alone and page.tokens.word(number.start - 1) in page.words.settings.get("per", ())


def unit(page: Page, number: Number) -> Amount | None:
    """Return a quantity where a unit follows a number."""
    if _priced_by(page, number):
        return None
    at = number.end
    if page.tokens.word(at) == "-" and page.tokens.glued(at) and page.tokens.glued(at + 1):
        at += 1
    found = page.words.match(page.tokens, at, "unit")
    if found is None:
        return None
    if (
        found[1] - at == 1
        and len(page.tokens.words[at]) == 1
        and found[1] < len(page.tokens)
        and _runs_on(page, found[1])
    ):
        return None
    if number.value == 1 and not number.figures:  # a tonne is what a price is for
        return None
    if _is_speed(page, found[1]) or (number.value == 1 and _priced(page, found[1])):
        return None
    return Amount(
        kind="quantity", start=number.start, end=found[1], low=number.value * Decimal(found[0].how or 1),
        unit=found[0].meaning, qualifier=number.vague or "exact", rule="quantity", confidence=0.95,
    )  # fmt: skip


def _runs_on(page: Page, end: int) -> bool:
    first = page.tokens.words[end][0]
    return page.tokens.glued(end) and ((first.isalnum() and first < "\u3040") or first == "'")


def _is_speed(page: Page, end: int) -> bool:
    """Return whether a unit of length is one of speed, km/h."""
    return page.tokens.word(end) == "/" and page.words.match(page.tokens, end + 1, "hour-sign") is not None


def _priced(page: Page, end: int) -> bool:
    """Return whether one unit is what a price is for: 1キロ1500ドル."""
    if page.tokens.words[end : end + 2] == ["平", "均"]:
        end += 2
    word = page.tokens.word(end + (page.tokens.word(end) == "約"))
    return bool(word) and page.tokens.glued(end) and (word[0].isdecimal() or word in {"当", "あ"})


def count(page: Page, number: Number) -> Amount | None:
    """Return what is counted: a noun of the table near the number, or else the word after figures."""
    if number.value != number.value.to_integral_value():
        whole = _whole_thousands(page, number)
        if whole is None:
            return None
        number = whole
    if _priced_by(page, number) or page.words.match(page.tokens, number.start, "fraction"):
        return None
    small = not number.figures and not number.scaled and number.vague is None
    if small and number.value < 2:
        return None
    at = number.end
    of = page.words.match(page.tokens, at, "joiner")
    if of:
        at = of[1]
        inner = read_number(page.tokens, at, page.words, page.signs)
        if inner is None or inner.value <= number.value:
            return None
        noun = _noun(page, inner.end)
        if noun is None:
            return None
        return _counted(number, number.end, noun[0], 0.85)
    noun = _noun(page, at)
    if noun is not None and _counts_nothing(page, number, noun[1]):
        return None
    if noun is not None:
        return _counted(number, noun[1], noun[0], 0.95)
    other = _other_noun(page, at) if page.words.code != "ja" else None
    if other is not None:
        counted = _counted(number, at + 1, other, 0.75 if number.figures else 0.65)
        return replace(counted, rule="count.word")
    return None


def _counts_nothing(page: Page, number: Number, end: int) -> bool:
    """Return whether a number and a noun number something, name a price's unit or a year: 3人目, 1箱300ドル, 10事業年度."""
    if page.tokens.word(end) == "目" or page.tokens.words[end : end + 2] == ["年", "度"]:
        return True
    return page.words.code == "ja" and number.value == 1 and _priced(page, end)


def _whole_thousands(page: Page, number: Number) -> Number | None:
    """Return a number whose mark groups thousands after all, since nobody counts 2.615 patients."""
    if number.scaled or number.end - number.start != 1:
        return None
    word = page.tokens.words[number.start]
    if not re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", word):
        return None
    return replace(number, value=Decimal(re.sub(r"[.,]", "", word)))


def _counted(number: Number, end: int, unit: str, confidence: float) -> Amount:
    return Amount(
        kind="count", start=number.start, end=end, low=number.value, unit=unit, qualifier=number.vague or "exact",
        rule="count", confidence=confidence,
    )  # fmt: skip


def _noun(page: Page, at: int) -> tuple[str, int] | None:
    """Return the first counted noun within reach, past adjectives and names."""
    last = at + (1 if page.words.code == "ja" else NOUN_REACH)
    step = at - 1
    while (step := step + 1) < min(last, len(page.tokens)):
        if page.tokens.words[step] == "." and step > at and len(page.tokens.words[step - 1]) == 1:
            last += 2  # the U.S. of two U.S. companies is one word
            continue
        if page.tokens.parted(step) or (step == at and begins_sentence(page, at)):
            return None
        found = page.words.match(page.tokens, step, "noun")
        if found is not None:
            return found[0].meaning, found[1]
        word = page.tokens.words[step]
        passes = _describes(page, word) or word == "-" or (step > at and word.isdecimal())
        if not passes or page.words.match(page.tokens, step, "function"):
            return None
    return None


def begins_sentence(page: Page, at: int) -> bool:
    """Return whether a word begins a sentence after an abbreviation, 4,2 млрд. Контракт."""
    tokens = page.tokens
    return 0 < at < len(tokens) and tokens.words[at - 1] == "." and tokens.raw(at)[0].isupper()


def _describes(page: Page, word: str) -> bool:
    """Return whether a word may stand between a number and what it counts: where words are inflected, an adjective or a foreign name."""
    endings = page.words.settings.get("adjectives")
    return word.isalpha() and (endings is None or word.isascii() or word.endswith(tuple(endings)))


def _other_noun(page: Page, at: int) -> str | None:
    word = page.tokens.word(at)
    if len(word) < 3 or not word.isalpha() or page.words.match(page.tokens, at, "function"):
        return None
    if page.words.match(page.tokens, at, "superlative"):  # nomor dua terbesar
        return None
    if at > 1 and page.tokens.words[at - 1].isdecimal() and re.fullmatch(r"[A-Z]{4,}", page.tokens.raw(at - 2)):
        return None  # FTSE 350 mining stocks
    if page.tokens.glued(at) or page.tokens.parted(at) or not page.tokens.raw(at).islower():
        return None
    return word if "month" not in page.words.firsts.get(word, ()) else None
