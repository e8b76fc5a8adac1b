"""Money, percentages, quantities, periods and counts: a number, what stands around it, and how firmly it is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from lodeway.ledger.extract.amount import Amount, Page
from lodeway.ledger.extract.dates import leads_to_month
from lodeway.ledger.extract.facts import qualifier_of
from lodeway.ledger.extract.firmness import qualified
from lodeway.ledger.extract.lexicon import Lexicon
from lodeway.ledger.extract.measures import begins_sentence, count, duration, percent, unit
from lodeway.ledger.extract.numerals import Marks, Number, read_number
from lodeway.ledger.extract.tokens import Tokens

__all__ = ["find_amounts"]

WORDS = frozenset({"number", "duration-whole", "percent-whole"})
"""Classes of words with which an amount may begin."""
CARRIED = 40
"""Words after a sum within which another may leave out the currency."""
CARRIED_RULE = "money.carried"
"""Rule of such a sum: a currency that stands nearer is the one that is meant."""
LEAST_CARRIED = 1_000_000
"""Sum below which such a number may as well count something."""
COMPARED = 16
"""Words after a count within which that of an earlier time may leave out what is counted."""
BRACKET = 9
"""Words within which a bracket closes that stands between a sum and its currency."""


def find_amounts(tokens: Tokens, words: Lexicon, signs: Marks, taken: bytearray) -> list[Amount]:
    """Return every amount whose tokens are not taken by something else, in order, none overlapping; marks what it takes."""
    reader = _Reader(tokens, words, signs, taken)
    found: list[Amount] = []
    index, firsts = 0, words.firsts
    while index < len(tokens):
        word = tokens.words[index]
        known = firsts.get(word)
        if taken[index] or not (word[0].isdecimal() or word[0] in "½¼¾" or (known and not WORDS.isdisjoint(known))):
            index += 1
            continue
        hits = list(reader.read(index))
        for hit in hits:
            if hit.kind == "money":
                reader.last_money = hit
            elif hit.kind == "count":
                reader.last_count = hit
            taken[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
        found += hits
        index = max([reader.past, *(hit.end for hit in hits)]) if hits else max(index + 1, reader.past)
    return found


class _Reader:
    def __init__(self, tokens: Tokens, words: Lexicon, signs: Marks, taken: bytearray) -> None:
        self.page = Page(tokens, words, signs, taken)
        self.tokens, self.words, self.signs, self.taken = tokens, words, signs, taken
        self.past = 0
        self.last_money: Amount | None = None
        self.last_count: Amount | None = None

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
        for second in self._ranged(number, first if first is None or first.rule != CARRIED_RULE else None):
            yield qualified(self.page, second)
            first = None
        if first is not None:
            yield qualified(self.page, first)

    def _whole(self, index: int) -> Amount | None:
        """Return a period or a percentage that is one word: двухдневный, setahun, полпроцента."""
        part = self.words.match(self.tokens, index, "percent-whole")
        if part is not None:
            value = Decimal(part[0].meaning)
            return Amount(
                kind="percent", start=index, end=part[1], low=value, unit="%", rule="percent.word", confidence=0.95
            )
        found = self.words.match(self.tokens, index, "duration-whole")
        number = self.words.match(self.tokens, index, "number")
        if found is None or (number and number[1] >= found[1]):
            return None
        value = Decimal(found[0].how)
        way = self.words.match(self.tokens, index, "direction-before")
        detail = {"direction": way[0].meaning} if way and way[1] < found[1] else {}
        return Amount(
            kind="period",
            start=index,
            end=found[1],
            low=value,
            unit=found[0].meaning,
            rule="period.word",
            confidence=0.9,
            detail=detail,
        )

    def _number(self, index: int) -> Number | None:
        """Return the number at a token unless it belongs to a word, a code or a time of day."""
        tokens = self.tokens
        if self._belongs(index):
            return None
        number = read_number(tokens, index, self.words, self.signs)
        if number is None or any(self.taken[number.start : number.end]) or tokens.numbers_item(number.end):
            return None
        number = self._said_twice(number)
        after = tokens.word(number.end)
        coded = after in {":", "/", "+"} and tokens.glued(number.end) and tokens.glued(number.end + 1)
        if coded and tokens.word(number.end + 1)[:1].isdecimal():
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

    def _said_twice(self, number: Number) -> Number:
        """Return a number with itself in brackets behind it, as contracts have it: ten (10) years, 30 (tiga puluh) hari."""
        tokens = self.tokens
        if tokens.word(number.end) != "(" or number.end + 1 >= len(tokens):
            return number
        again = read_number(tokens, number.end + 1, self.words, self.signs)
        if again is None or again.value != number.value or tokens.word(again.end) != ")":
            return number
        return replace(number, end=again.end + 1)

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
        if before in {"#", "№", "_", "@"}:
            return True
        if before == "+":  # C5+1, but not (+23,1%)
            return tokens.glued(index - 1) and tokens.words[index - 2].isalnum()
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
            if found and not self.tokens.parted(index) and not self._is_letter(found[1], index):
                return found[0].meaning, found[1]
        return None

    def _is_letter(self, start: int, index: int) -> bool:
        """Return whether a sign that is one letter is none here: R12 million is a sum, R12 names something."""
        if index - start > 1 or not re.fullmatch("[A-Z]", self.tokens.raw(start)):
            return False
        after = self.words.match(self.tokens, index + 1, "number")
        return not self.tokens.glued(index) or after is None or after[0].how not in {"scale", "short", "money-short"}

    def _currency_after(self, index: int) -> tuple[str, int] | None:
        """Return the currency that stands after a number, also behind a hyphen, and the token after it."""
        if self.tokens.word(index) == "-" and self.tokens.glued(index) and self.tokens.glued(index + 1):
            found = self.words.match(self.tokens, index + 1, "currency")
            return (found[0].meaning, found[1]) if found and not self.tokens.word(found[1])[:1].isdecimal() else None
        if begins_sentence(self.page, index):
            return None
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
        for attempt in (percent, duration, unit, count):
            hit = attempt(self.page, number)
            if hit is not None:
                return (self._carried(number) if hit.rule == "count.word" else None) or hit
        return self._qualified_between(number) or self._carried(number) or self._compared(number)

    def _carried(self, number: Number) -> Amount | None:
        """Return a sum that leaves out its currency, which the sum before it named: $5 billion this year and 3 billion next; of these, 350 million is a loan."""
        last, end = self.last_money, number.end
        if last is None or not number.scaled or number.value < LEAST_CARRIED or end - last.end > CARRIED:
            return None
        between = self.tokens.words[last.end : number.start]
        if sum(word in {".", "。", "!", "?", ";"} for word in between) > 1:
            return None
        after = self.tokens.word(end)
        apart = self.words.before(self.tokens, number.start, "among") is not None
        if after and after[0].isalnum() and not apart and not self._goes_on(end):
            return None
        if number.vague and len(between) and not {".", "。"}.isdisjoint(between):
            return None
        return replace(
            last, start=number.start, end=end, low=number.value, high=None, qualifier=number.vague or "exact",
            rule=CARRIED_RULE, confidence=0.6, detail={"currency_from": "the sum before"},
        )  # fmt: skip

    def _compared(self, number: Number) -> Amount | None:
        """Return a count of what was just counted, at the time that follows: 2,600 lorries, up from 1,900 in October."""
        last = self.last_count
        if last is None or not number.figures or not 0 <= number.start - last.end <= COMPARED:
            return None
        if not {".", "。", ";"}.isdisjoint(self.tokens.words[last.end : number.start]):
            return None
        if self.words.before(self.tokens, number.start, "compared") is None or not leads_to_month(
            self.tokens, number.end, self.words
        ):
            return None
        return replace(
            last, start=number.start, end=number.end, low=number.value, high=None, qualifier="exact",
            rule="count.compared", confidence=0.7,
        )  # fmt: skip

    def _goes_on(self, index: int) -> bool:
        """Return whether the sentence goes on without naming what a number counts: a preposition, a verb, a new sentence."""
        begins = self.tokens.words[index - 1] == "." and self.tokens.raw(index)[0].isupper()
        known = self.words.match(self.tokens, index, "function") is not None
        return begins or known or self.words.verbal(self.tokens.words[index])

    def _qualified_between(self, number: Number) -> Amount | None:
        """Return an amount whose qualifier stands between number and unit: 100 с лишним компаний, 100 lebih perusahaan."""
        found = self.words.match(self.tokens, number.end, "qualifier-after")
        if found is None:
            return None
        end = found[1] + (self.tokens.word(found[1]) == "の")
        moved = replace(number, end=end)
        after = self._currency_after(end)
        hit = self._money(moved, None, after) if after else None
        hit = (
            hit
            or percent(self.page, moved)
            or duration(self.page, moved)
            or unit(self.page, moved)
            or count(self.page, moved)
        )
        if hit is None or hit.ago:
            return None
        qualifier = qualifier_of(found[0].meaning)
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

    # --- ranges and qualifiers

    def _ranged(self, number: Number, first: Amount | None) -> Iterator[Amount]:
        """Yield the amount from one number to another, or both where the text tells of a change."""
        bare = first is None or first.kind == "count" or (first.kind == "money" and first.end == number.end)
        at = number.end if bare or first is None else first.end
        joined = self.words.match(self.tokens, at, "range")
        if joined is None or joined[0].meaning not in {"to", "and", "becomes"}:
            return
        opening = self._opening(first.start if first else number.start)
        if opening == "by":  # cut by $158 million to $2.6 billion; cut by 3 to 8 percent is a range
            opening = "change" if first is not None and first.kind in {"money", "percent"} else ""
        if joined[0].meaning == "becomes" and opening != "change":
            return
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
        if first is not None and bare and first.kind == "money" and self._shares(second, other, dash=dash):
            other = replace(first, start=second.start, end=second.end, low=second.value)
        if other is None or other.kind not in {"money", "percent", "quantity", "period", "count"} or other.ago:
            return
        yield from self._joined(number, first, second, other, opening)

    @staticmethod
    def _shares(second: Number, other: Amount | None, *, dash: bool) -> bool:
        """Return whether the end of a range has the currency of its beginning: it names none, and the word behind it is not what it counts."""
        if other is None or other.rule == CARRIED_RULE:
            return True
        return other.rule == "count.word" and (dash or second.scaled)

    def _second(self, at: int) -> Number | None:
        if at >= len(self.tokens) or self.tokens.parted(at):
            return None
        return read_number(self.tokens, at, self.words, self.signs)

    def _joined(
        self, number: Number, first: Amount | None, second: Number, other: Amount, opening: str
    ) -> Iterator[Amount]:
        if first is not None and first.kind != other.kind and first.end > number.end:
            return  # десять лет — 190 млрд долларов: two amounts, one dash
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
        change = self.words.before(self.tokens, start, "change-from")
        return change[0].meaning or "change" if change else ""
