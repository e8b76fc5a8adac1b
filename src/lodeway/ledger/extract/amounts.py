"""Money, percentages, quantities, periods and counts: a number, what stands around it, and how firmly it is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from lodeway.ledger.extract.facts import Kind, Qualifier
from lodeway.ledger.extract.lexicon import Lexicon
from lodeway.ledger.extract.numerals import Marks, Number, read_number
from lodeway.ledger.extract.tokens import Tokens

__all__ = ["Amount", "find_amounts"]

CHANGE_REACH = 8
"""Words before "to" in which a verb of change makes it no upper bound: grew to 10 million."""
CARRIED = 25
"""Words after a sum within which another may leave out the currency."""
LEAST_CARRIED = 1_000_000
"""Sum below which such a number may as well count something."""
BRACKET = 9
"""Words within which a bracket closes that stands between a sum and its currency."""
NOUN_REACH = 4
"""Words after a number in which the thing that is counted may stand: 150 joint intergovernmental documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number with its unit, and the tokens that say it."""

    kind: Kind
    start: int
    end: int
    low: Decimal
    high: Decimal | None = None
    unit: str
    qualifier: Qualifier = "exact"
    rule: str
    confidence: float
    ago: bool = False
    detail: dict[str, Any] = field(default_factory=dict)


def find_amounts(tokens: Tokens, words: Lexicon, signs: Marks, taken: bytearray) -> list[Amount]:
    """Return every amount whose tokens are not taken by something else, in order, none overlapping; marks what it takes."""
    reader = _Reader(tokens, words, signs, taken)
    found: list[Amount] = []
    index, firsts, count = 0, words.firsts, len(tokens)
    while index < count:
        word = tokens.words[index]
        known = firsts.get(word)
        if taken[index] or not (
            word[0].isdecimal() or word[0] in "½¼¾" or (known and ("number" in known or "duration-whole" in known))
        ):
            index += 1
            continue
        hits = list(reader.read(index))
        for hit in hits:
            if hit.kind == "money":
                reader.last_money = hit
            taken[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
        found += hits
        index = max([reader.past, *(hit.end for hit in hits)]) if hits else max(index + 1, reader.past)
    return found


class _Reader:
    def __init__(self, tokens: Tokens, words: Lexicon, signs: Marks, taken: bytearray) -> None:
        self.tokens, self.words, self.signs, self.taken = tokens, words, signs, taken
        self.past = 0
        self.last_money: Amount | None = None

    def read(self, index: int) -> Iterator[Amount]:
        """Yield the amount at a token, or the two of a change such as from 5 to 7 percent."""
        self.past = index + 1
        whole = self._whole(index)
        if whole is not None:
            yield whole
            return
        number = self._number(index)
        if number is None:
            return
        self.past = max(self.past, number.end)
        first = self._amount(number)
        for second in self._ranged(number, first):
            yield self._qualified(second)
            first = None
        if first is not None:
            yield self._qualified(first)

    def _whole(self, index: int) -> Amount | None:
        """Return a period that is one word: двухдневный, setahun."""
        found = self.words.match(self.tokens, index, "duration-whole")
        number = self.words.match(self.tokens, index, "number")
        if found is None or (number and number[1] >= found[1]):
            return None
        value = Decimal(found[0].how)
        return Amount(
            kind="period",
            start=index,
            end=found[1],
            low=value,
            unit=found[0].meaning,
            rule="period.word",
            confidence=0.9,
        )

    def _number(self, index: int) -> Number | None:
        """Return the number at a token unless it belongs to a word, a code or a time of day."""
        tokens = self.tokens
        if self._belongs(index):
            return None
        number = read_number(tokens, index, self.words, self.signs)
        if number is None or any(self.taken[number.start : number.end]):
            return None
        after = tokens.word(number.end)
        if after in {":", "/", "+"} and tokens.glued(number.end) and tokens.word(number.end + 1)[:1].isdecimal():
            self.past = number.end + 2
            return None
        if (
            (
                number.figures and number.end - number.start == 1 and tokens.glued(number.end)
                if number.end < len(tokens)
                else False
            )
            and self.words.match(tokens, number.end, "calendar")
            and self._ordinal(number.end)
        ):
            return None
        if after == "-" and number.figures and not number.scaled and self._ordinal(number.end + 1):
            return None
        return number

    def _ordinal(self, index: int) -> bool:
        found = self.words.match(self.tokens, index, "calendar")
        return bool(found and found[0].meaning == "ordinal" and self.tokens.glued(index))

    def _belongs(self, index: int) -> bool:
        """Return whether figures are part of a name or code: G20, C5+1, COVID-19, No. 8, 第2."""
        tokens = self.tokens
        if not index or not tokens.words[index][0].isdecimal():
            return False
        before = tokens.words[index - 1]
        if self.words.match(tokens, index - 1, "numbering"):
            return True
        if before == "." and index > 1 and self.words.match(tokens, index - 2, "numbering"):
            return True
        if not tokens.glued(index):
            return False
        if before in {"/", ":"}:  # 24/7 and 10:30, but not 60%:40%
            return index > 1 and tokens.words[index - 2][0].isdecimal()
        if before in {"#", "№", "+", "_", "@"}:
            return True
        if before in {"-", "–"} and index > 1 and tokens.glued(index - 1):
            if tokens.words[index - 2][0].isdecimal():
                return True
            return (
                tokens.words[index - 2].isalpha()
                and tokens.words[index - 2].isascii()
                and self._sign_before(index) is None
            )
        if before.isalpha() and before[-1].isascii():
            return self._sign_before(index) is None
        return False

    # --- what a number measures

    def _sign_before(self, index: int) -> tuple[str, int] | None:
        """Return the currency whose sign or code stands before a number, and where it starts."""
        for cls in ("currency-sign", "currency-code"):
            found = self.words.before(self.tokens, index, cls)
            if found and not self.tokens.parted(index):
                return found[0].meaning, found[1]
        return None

    def _currency_after(self, index: int) -> tuple[str, int] | None:
        """Return the currency that stands after a number, and the token after it."""
        best: tuple[str, int] | None = None
        for cls in ("currency", "currency-sign", "currency-code"):
            found = self.words.match(self.tokens, index, cls)
            if found and (best is None or found[1] > best[1]):
                best = found[0].meaning, found[1]
        if best is None and self.tokens.word(index) == "of":
            return self._currency_after(index + 1)
        if best is not None and self.tokens.parted(index):
            return None
        return best

    def _currency_past_brackets(self, index: int) -> tuple[str, int] | None:
        """Return the currency that stands behind a sum in brackets: 1.5 billion (US$209 million) yuan."""
        if self.tokens.word(index) != "(":
            return None
        for at in range(index + 1, min(index + BRACKET, len(self.tokens))):
            if self.tokens.words[at] == ")":
                found = self.words.match(self.tokens, at + 1, "currency")
                return (found[0].meaning, index) if found else None
        return None

    def _amount(self, number: Number) -> Amount | None:
        """Return the amount that a number begins, by what stands next to it."""
        before = self._sign_before(number.start)
        after = self._currency_after(number.end) or self._currency_past_brackets(number.end)
        if before or after:
            return self._money(number, before, after)
        small = self.words.match(self.tokens, number.end, "subunit")
        if small and small[0].how and number.value < 100:
            value = number.value * Decimal(small[0].meaning)
            return Amount(
                kind="money", start=number.start, end=small[1], low=value, unit=small[0].how, rule="money.small", confidence=0.7
            )  # fmt: skip
        number = self._without_money_scale(number)
        for attempt in (self._percent, self._duration, self._unit, self._count):
            hit = attempt(number)
            if hit is not None:
                return hit
        return self._qualified_between(number) or self._carried(number)

    def _carried(self, number: Number) -> Amount | None:
        """Return a sum that leaves out its currency, which the sum before it in the sentence named: $5 billion this year and 3 billion next."""
        last, end = self.last_money, number.end
        if last is None or not number.scaled or number.value < LEAST_CARRIED or end - last.end > CARRIED:
            return None
        if any(word in {".", "。", "!", "?", ";"} for word in self.tokens.words[last.end : number.start]):
            return None
        after = self.tokens.word(end)
        if after and after[0].isalnum() and not self.words.match(self.tokens, end, "function"):
            return None
        return replace(
            last, start=number.start, end=end, low=number.value, high=None, qualifier=number.vague or "exact",
            rule="money.carried", confidence=0.6, detail={"currency_from": "the sum before"},
        )  # fmt: skip

    def _qualified_between(self, number: Number) -> Amount | None:
        """Return an amount whose qualifier stands between number and unit: 100 с лишним компаний, 100 lebih perusahaan."""
        found = self.words.match(self.tokens, number.end, "qualifier-after")
        if found is None:
            return None
        end = found[1] + (self.tokens.word(found[1]) == "の")
        moved = replace(number, end=end)
        after = self._currency_after(end)
        hit = self._money(moved, None, after) if after else None
        hit = hit or self._percent(moved) or self._duration(moved) or self._unit(moved) or self._count(moved)
        if hit is None or hit.ago:
            return None
        qualifier: Qualifier = found[0].meaning  # type: ignore[assignment]
        return replace(hit, qualifier=qualifier)

    def _without_money_scale(self, number: Number) -> Number:
        """Return a number without M or T for million, which say so of money or before what is measured or counted."""
        if not number.money_only:
            return number
        lower = self.tokens.raw(number.end - 1).islower()
        if lower and (
            self.words.match(self.tokens, number.end, "unit") or self.words.match(self.tokens, number.end, "noun")
        ):
            return number
        return replace(
            number,
            value=number.value / number.scale,
            end=number.end - 1,
            scale=Decimal(1),
            scaled=False,
            money_only=False,
        )

    def _money(self, number: Number, before: tuple[str, int] | None, after: tuple[str, int] | None) -> Amount | None:
        start = before[1] if before else number.start
        end, value = number.end, number.value
        if before and after and after[0] != before[0] and not self._agrees(before[0], after[0]):
            after = None
        if after:
            end = after[1]
            value, end = self._small_change(value, end)
        if value == 1 and self.tokens.word(end) in {"=", "＝"}:  # one dollar = 157 yen states a rate
            return None
        currency = after[0] if after else before[0] if before else ""
        return Amount(
            kind="money", start=start, end=end, low=value, unit=currency, qualifier=number.vague or "exact",
            rule="money.vague" if number.vague else "money.word" if after and not before else "money.sign",
            confidence=0.85 if number.vague else 0.98,
        )  # fmt: skip

    @staticmethod
    def _agrees(sign: str, word: str) -> bool:
        """Return whether a sign that many currencies share may stand beside this one's name."""
        return (sign == "USD" and word.endswith("D")) or (sign == "JPY" and word == "CNY")

    def _small_change(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """Return an amount with cents or sen that follow it."""
        if not self.tokens.word(end)[:1].isdecimal() or value != value.to_integral_value():
            return value, end
        cents = read_number(self.tokens, end, self.words, self.signs)
        found = self.words.match(self.tokens, cents.end, "subunit") if cents else None
        if cents and found and cents.value < 100:
            return value + cents.value * Decimal(found[0].meaning), found[1]
        return value, end

    def _percent(self, number: Number) -> Amount | None:
        at = number.end
        if self.tokens.word(at) == "-" and self.tokens.glued(at):
            at += 1
        found = self.words.match(self.tokens, at, "percent")
        if found is None or self._coded(found[1]):
            return None
        detail: dict[str, Any] = {}
        value = number.value
        end = found[1]
        if found[0].meaning == "points":
            detail["points"] = True
        else:
            value *= Decimal(found[0].meaning)
            if found[0].meaning == "10":
                value, end = self._tenths(value, end)
        return Amount(
            kind="percent", start=number.start, end=end, low=value, unit="%", qualifier=number.vague or "exact",
            rule="percent", confidence=0.98, detail=detail,
        )  # fmt: skip

    def _coded(self, end: int) -> bool:
        """Return whether a percent sign stands in an address, where it codes a letter: %D0%BE."""
        word = self.tokens.word(end)
        return (
            bool(word)
            and self.tokens.words[end - 1] == "%"
            and self.tokens.glued(end)
            and word[0].isascii()
            and word[0].isalnum()
        )

    def _tenths(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """Return tenths with the hundredths that follow, 3割5分."""
        if self.tokens.word(end) in {"五", "半"} and self.tokens.word(end) == "半":
            return value + 5, end + 1
        more = read_number(self.tokens, end, self.words, self.signs) if self.tokens.word(end)[:1].isdecimal() else None
        if more and self.tokens.word(more.end) == "分" and more.value < 10:
            return value + more.value, more.end + 1
        return value, end

    def _duration(self, number: Number) -> Amount | None:
        at = number.end
        hyphen = self.tokens.word(at) == "-" and self.tokens.glued(at)
        found = self.words.match(self.tokens, at + 1 if hyphen else at, "duration")
        if found is None or found[0].how in {"one", "ten"}:
            return self._suffixed(number) or self._adjectived(number)
        value, end = number.value * Decimal(found[0].how), found[1]
        if (
            self.words.code == "ja"
            and number.start
            and self.tokens.words[number.start - 1] == "時"
            and self.tokens.glued(number.start)
        ):
            return None  # minutes of a time of day
        if self._is_age(number.start, end) or (number.value >= 1900 and found[0].meaning == "a"):
            return None
        half = self.words.match(self.tokens, end, "number")
        if half and half[0].how == "and-half" and self.tokens.glued(end):
            value, end = value + Decimal("0.5") * Decimal(found[0].how), half[1]
            if self.tokens.word(end) == "間":
                end += 1
        if self.tokens.word(end) == "の" and self.tokens.word(end + 1)[:1].isdecimal():  # 3分の1 is a third
            return None
        ago = self.words.match(self.tokens, end, "ago")
        if ago:
            return Amount(
                kind="date", start=number.start, end=ago[1], low=value, unit=found[0].meaning, rule="date.ago",
                confidence=0.85, ago=True,
            )  # fmt: skip
        end, direction = self._direction(number.start, end)
        return Amount(
            kind="period", start=number.start, end=end, low=value, unit=found[0].meaning, qualifier=number.vague or "exact",
            rule="period", confidence=0.95, detail={"direction": direction} if direction else {},
        )  # fmt: skip

    def _direction(self, start: int, end: int) -> tuple[int, str]:
        """Return whether a period lies ahead or back, and the token after the word that says so behind it: lima tahun ke depan."""
        after = self.words.match(self.tokens, end, "direction-after")
        if after:
            return after[1], after[0].meaning
        before = self.words.before(self.tokens, start, "direction-before")
        return end, before[0].meaning if before else ""

    def _suffixed(self, number: Number) -> Amount | None:
        """Return a period whose unit is an adjective after a hyphen, 12-летний срок, 3-дневный; years only before a term, else they are an age."""
        at = number.end + 1
        if self.tokens.word(number.end) != "-" or not self.tokens.glued(number.end):
            return None
        found = self.words.match(self.tokens, at, "duration-suffix")
        if found is None or (found[0].how and self.words.match(self.tokens, found[1], found[0].how) is None):
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

    def _adjectived(self, number: Number) -> Amount | None:
        """Return a period with a word between number and unit, five full years, три календарных дня."""
        between = self.words.match(self.tokens, number.end, "between-duration")
        if between is None:
            return None
        return self._duration(replace(number, end=between[1]))

    def _is_age(self, start: int, end: int) -> bool:
        """Return whether years are somebody's age."""
        if self.words.before(self.tokens, start, "age-before"):
            return True
        at = end + 1 if self.tokens.word(end) == "-" else end
        return self.words.match(self.tokens, at, "age-after") is not None

    def _unit(self, number: Number) -> Amount | None:
        at = number.end
        if self.tokens.word(at) == "-" and self.tokens.glued(at) and self.tokens.glued(at + 1):
            at += 1
        found = self.words.match(self.tokens, at, "unit")
        if found is None:
            return None
        if (
            found[1] - at == 1
            and len(self.tokens.words[at]) == 1
            and found[1] < len(self.tokens)
            and self._runs_on(found[1])
        ):
            return None
        if number.value == 1 and not number.figures:  # a tonne is what a price is for
            return None
        if self._is_speed(found[1]) or (number.value == 1 and self._priced(found[1])):
            return None
        return Amount(
            kind="quantity", start=number.start, end=found[1], low=number.value * Decimal(found[0].how or 1),
            unit=found[0].meaning, qualifier=number.vague or "exact", rule="quantity", confidence=0.95,
        )  # fmt: skip

    def _is_speed(self, end: int) -> bool:
        """Return whether a unit of length is one of speed, km/h."""
        return self.tokens.word(end) == "/" and self.words.match(self.tokens, end + 1, "hour-sign") is not None

    def _priced(self, end: int) -> bool:
        """Return whether one unit is what a price is for: 1キロ1500ドル."""
        word = self.tokens.word(end)
        return bool(word) and self.tokens.glued(end) and (word[0].isdecimal() or word in {"当", "あ"})

    def _runs_on(self, end: int) -> bool:
        first = self.tokens.words[end][0]
        return self.tokens.glued(end) and ((first.isalnum() and first < "\u3040") or first == "'")

    def _count(self, number: Number) -> Amount | None:
        """Return what is counted: a noun of the table near the number, or else the word after figures."""
        if number.value != number.value.to_integral_value():
            whole = self._whole_thousands(number)
            if whole is None:
                return None
            number = whole
        small = not number.figures and not number.scaled and number.vague is None
        if small and number.value < 2:
            return None
        at = number.end
        of = self.words.match(self.tokens, at, "joiner")
        if of:
            at = of[1]
            inner = read_number(self.tokens, at, self.words, self.signs)
            if inner is None or inner.value <= number.value:
                return None
            noun = self._noun(inner.end)
            if noun is None:
                return None
            return self._counted(number, number.end, noun[0], 0.85)
        noun = self._noun(at)
        if noun is not None and self.tokens.word(noun[1]) == "目":  # the third person from the left
            return None
        if noun is not None:
            return self._counted(number, noun[1], noun[0], 0.95)
        other = self._other_noun(at) if self.words.code != "ja" else None
        if other is not None:
            return self._counted(number, at + 1, other, 0.75 if number.figures else 0.65)
        return None

    def _whole_thousands(self, number: Number) -> Number | None:
        """Return a number whose mark groups thousands after all, since nobody counts 2.615 patients."""
        if number.scaled or number.end - number.start != 1:
            return None
        word = self.tokens.words[number.start]
        if not re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", word):
            return None
        return replace(number, value=Decimal(re.sub(r"[.,]", "", word)))

    def _counted(self, number: Number, end: int, unit: str, confidence: float) -> Amount:
        return Amount(
            kind="count", start=number.start, end=end, low=number.value, unit=unit, qualifier=number.vague or "exact",
            rule="count", confidence=confidence,
        )  # fmt: skip

    def _noun(self, at: int) -> tuple[str, int] | None:
        """Return the first counted noun within reach, past adjectives and names."""
        reach = 1 if self.words.code == "ja" else NOUN_REACH
        for step in range(at, min(at + reach, len(self.tokens))):
            if self.tokens.parted(step):
                return None
            found = self.words.match(self.tokens, step, "noun")
            if found is not None:
                return found[0].meaning, found[1]
            word = self.tokens.words[step]
            passes = word.isalpha() or word == "-" or (step > at and word.isdecimal())
            if not passes or self.words.match(self.tokens, step, "function"):
                return None
        return None

    def _other_noun(self, at: int) -> str | None:
        word = self.tokens.word(at)
        if len(word) < 3 or not word.isalpha() or self.words.match(self.tokens, at, "function"):
            return None
        if self.tokens.glued(at) or self.tokens.parted(at) or not self.tokens.raw(at).islower():
            return None
        return word if "month" not in self.words.firsts.get(word, ()) else None

    # --- ranges and qualifiers

    def _ranged(self, number: Number, first: Amount | None) -> Iterator[Amount]:
        """Yield the amount from one number to another, or both where the text tells of a change."""
        bare = first is None or first.kind == "count" or (first.kind == "money" and first.end == number.end)
        at = number.end if bare or first is None else first.end
        joined = self.words.match(self.tokens, at, "range")
        if joined is None or joined[0].meaning not in {"to", "and"}:
            return
        opening = self._opening(first.start if first else number.start)
        if joined[0].meaning == "and" and opening != "between":
            return
        dash = self.tokens.words[at] in {"-", "–", "—", "~", "〜"}
        if not bare and not dash and opening not in {"between", "from"}:
            return
        after = joined[1]
        sign = None
        for cls in ("currency-sign", "currency-code"):
            sign = sign or self.words.match(self.tokens, after, cls)
        second = self._second(sign[1] if sign else after)
        if second is None:
            return
        other = self._amount(second)
        if other is None and first is not None and bare and first.kind == "money":
            other = replace(first, start=second.start, end=second.end, low=second.value)
        if other is None or other.kind not in {"money", "percent", "quantity", "period", "count"} or other.ago:
            return
        yield from self._joined(number, first, second, other, opening)

    def _second(self, at: int) -> Number | None:
        if at >= len(self.tokens) or self.tokens.parted(at):
            return None
        return read_number(self.tokens, at, self.words, self.signs)

    def _joined(
        self, number: Number, first: Amount | None, second: Number, other: Amount, opening: str
    ) -> Iterator[Amount]:
        factor = other.low / second.value if second.value else Decimal(1)
        low = number.value * factor
        if not number.scaled and second.scaled and second.value != 0:
            low = number.value * second.scale * factor if number.value * second.scale < second.value else low
        if (
            first is not None
            and first.unit == other.unit
            and first.kind == other.kind
            and first.kind != "money"
            and first.end > number.end
        ):
            low = first.low
        if first is not None and first.kind == other.kind and first.unit != other.unit and first.kind != "count":
            return
        start = first.start if first is not None else number.start
        if low >= other.low or opening == "change":
            if opening != "change":
                return
            yield replace(other, start=start, end=number.end, low=low)
            yield other
            return
        yield replace(
            other, start=start, low=low, high=other.low, qualifier="range", confidence=other.confidence - 0.05
        )

    def _opening(self, start: int) -> str:
        """Return ``between`` or ``from`` where such a word opens a range, ``change`` where one tells of a change."""
        found = self.words.before(self.tokens, start, "range")
        if found and found[0].meaning in {"between", "from"}:
            return found[0].meaning
        return "change" if self.words.before(self.tokens, start, "change-from") else ""

    def _qualified(self, amount: Amount) -> Amount:
        """Return an amount with what the words before and after it say of its firmness."""
        if amount.qualifier != "exact" or amount.kind == "date":
            return amount
        after = self.words.match(self.tokens, amount.end, "qualifier-after")
        if after and not self.tokens.parted(amount.end) and not self._begins_another(after[1]):
            qualifier: Qualifier = after[0].meaning  # type: ignore[assignment]
            return replace(amount, qualifier=qualifier, end=after[1] if qualifier != "about" else amount.end)
        return self._qualified_before(amount)

    def _begins_another(self, end: int) -> bool:
        """Return whether words that seem to follow an amount open the next one: three years and more than $100 billion."""
        found = self.words.match(self.tokens, end - 1, "qualifier-before")
        return found is not None and found[1] > end

    def _qualified_before(self, amount: Amount) -> Amount:
        at = amount.start
        for _ in range(3):
            found = self.words.before(self.tokens, at, "qualifier-before")
            if found is not None:
                qualifier: Qualifier = found[0].meaning  # type: ignore[assignment]
                if qualifier == "up_to" and self._changes(found[1]) and len(found[0].rest) == 0:
                    return amount
                if amount.kind == "period" and self.tokens.words[found[1]] in self.words.settings.get("spans", ()):
                    return amount
                wide = qualifier != "about" and not any(self.taken[found[1] : amount.start])
                return replace(amount, qualifier=qualifier, start=found[1] if wide else amount.start)
            passed = self.words.before(self.tokens, at, "skip")
            if passed is None:
                return amount
            at = passed[1]
        return amount

    def _changes(self, index: int) -> bool:
        """Return whether a verb of change stands shortly before a word."""
        for at in range(index - 1, max(-1, index - CHANGE_REACH - 1), -1):
            if self.tokens.words[at] in {".", ";", "。"}:
                return False
            if self.words.match(self.tokens, at, "change"):
                return True
        return False
