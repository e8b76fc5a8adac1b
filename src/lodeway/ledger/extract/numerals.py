"""Numbers in figures, in words and in both: 2.4 miliar, двести пятьдесят, 2864億2000万, half a billion, puluhan."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from lodeway.ledger.extract.facts import Qualifier
from lodeway.ledger.extract.lexicon import Lexicon, Phrase
from lodeway.ledger.extract.tokens import Tokens

__all__ = ["Marks", "Number", "marks", "plain", "read_number"]

_GROUPS = re.compile(r"\d{1,3}(?:([.,'’])\d{3})(?:\1\d{3})*")
_VULGAR = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_LONGEST = 24
"""Digits beyond which a figure is a code, not a number."""
_WORDS = 24
"""Words that a number may have; a longer run of them is none."""
_THOUSANDS = 6
"""Groups of three figures, parted by spaces, that a number may have."""
_THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Marks:
    """Which mark parts decimals and which groups of three in a text."""

    decimal: str
    group: str
    spaces: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands.

    Parameters
    ----------
    value
        What it is.
    start, end
        Its tokens.
    figures
        Whether it begins in figures.
    scaled
        Whether a word such as million is part of it.
    vague
        ``tens_of`` and the like where no figure is given.
    base
        The number before its last word of scale, and that scale: what a range such as 3-5 million shares.
    money_only
        The scale is an abbreviation (M, T) that says so of money alone.
    """

    value: Decimal
    start: int
    end: int
    figures: bool
    scaled: bool = False
    vague: Qualifier | None = None
    scale: Decimal = field(default=Decimal(1))
    money_only: bool = False


def marks(tokens: Tokens, words: Lexicon) -> Marks:
    """Return the marks of a text: its language's, unless its plain figures all follow the other habit.

    Examples
    --------
    >>> from lodeway.ledger.extract.lexicon import lexicon
    >>> from lodeway.ledger.extract.tokens import tokenise
    >>> marks(tokenise("US$3.7 miliar dan 12.5 persen"), lexicon("id")).decimal
    '.'
    """
    decimal = str(words.settings["decimal"])
    other = "," if decimal == "." else "."
    votes: Counter[str] = Counter()
    for word in tokens.words:
        if word[0].isdecimal() and 2 < len(word) <= _LONGEST and not word.isdecimal():
            found = re.fullmatch(r"(?:\d{1,3}([.,])(?:\d{3}\1)*\d{3})?(?:(?<!\d)\d+)?([.,])\d{1,2}", word)
            if found and found[1] != found[2] and not re.fullmatch(r"\d{1,2}\.\d\d", word):
                votes[found[2]] += 1
            elif found and re.fullmatch(r"\d{1,2}\.\d\d", word):
                votes["clock" if found[2] == "." else ","] += 1
    if votes[other] > 1 and not votes[decimal]:
        decimal, other = other, decimal
    group = str(words.settings["group"])
    return Marks(decimal, other if group != " " else " ", bool(words.settings["spaces"]))


def plain(text: str, signs: Marks) -> Decimal | None:
    """Return what a figure says; None where it is no number, such as 20.12.2025.

    Examples
    --------
    >>> indonesian, english = Marks(",", ".", False), Marks(".", ",", False)
    >>> [str(plain(one, indonesian)) for one in ("1.669", "317,5", "3.7", "2.450.000,00", "1.2.3")]
    ['1669', '317.5', '3.7', '2450000.00', 'None']
    >>> [str(plain(one, english)) for one in ("1.669", "57,000", "3,5")]
    ['1.669', '57000', '3.5']
    """
    digits = re.sub(r"['’](?=\d{3})", "", text)
    if len(digits) > _LONGEST:
        return None
    if digits.isdecimal():
        return Decimal(digits)
    present = [mark for mark in ".," if mark in digits]
    if len(present) == 2:
        last = max(present, key=digits.rfind)
        whole, _, part = digits.rpartition(last)
        if last in whole or not _GROUPS.fullmatch(whole):
            return None
        return Decimal(whole.replace(".", "").replace(",", "") + "." + part)
    if not present:
        return None
    mark = present[0]
    parts = digits.split(mark)
    grouped = _GROUPS.fullmatch(digits) is not None and parts[0] != "0"
    if len(parts) > 2:
        return Decimal(digits.replace(mark, "")) if grouped else None
    if grouped and (mark != signs.decimal or (parts[1].endswith("00") and mark == ",")):
        return Decimal(digits.replace(mark, ""))
    return Decimal(".".join(parts))


def read_number(tokens: Tokens, index: int, words: Lexicon, signs: Marks) -> Number | None:
    """Return the longest number that starts at a token; None where there is none.

    Examples
    --------
    >>> from lodeway.ledger.extract.lexicon import lexicon
    >>> from lodeway.ledger.extract.tokens import tokenise
    >>> def value(text, code):
    ...     tokens = tokenise(text)
    ...     return float(read_number(tokens, 0, lexicon(code), marks(tokens, lexicon(code))).value)
    >>> value("2864億2000万円", "ja"), value("двести пятьдесят тысяч", "ru"), value("satu setengah miliar", "id")
    (286420000000.0, 250000.0, 1500000000.0)
    """
    return _Reader(tokens, index, words, signs).read()


class _Reader:
    """Reads one number, token by token, without going back further than one phrase."""

    def __init__(self, tokens: Tokens, index: int, words: Lexicon, signs: Marks) -> None:
        self.tokens, self.start, self.words, self.signs = tokens, index, words, signs
        self.at = index
        self.total = Decimal(0)
        self.section = Decimal(0)
        self.pending: Decimal | None = None
        self.seen = False
        self.figures = False
        self.last_scale: Decimal | None = None
        self.scale = Decimal(1)
        self.vague: Qualifier | None = None
        self.money_only = False

    def read(self) -> Number | None:
        while self.at < min(len(self.tokens), self.start + _WORDS) and self._step():
            pass
        if not self.seen:
            return None
        value = self.total + self.section + (self.pending or 0)
        scaled = self.last_scale is not None
        return Number(
            value,
            self.start,
            self.at,
            self.figures,
            scaled,
            self.vague,
            self.scale if scaled else Decimal(1),
            self.money_only,
        )

    def _step(self) -> bool:
        word = self.tokens.words[self.at]
        if self.seen and self.tokens.words[self.at - 1] == "." and self.tokens.raw(self.at)[0].isupper():
            return False  # 210 млн. Четыре проекта: another sentence
        if word[0].isdecimal():
            return self._figure()
        if word in _VULGAR and (self.pending is not None or not self.seen):
            self.pending = (self.pending or 0) + _VULGAR[word]
            return self._advance(self.at + 1)
        if word == "-" and self._hyphened(self.at + 1):
            return True
        found = self.words.match(self.tokens, self.at, "number")
        return found is not None and self._word(*found)

    def _advance(self, end: int) -> bool:
        self.seen, self.at = True, end
        return True

    def _figure(self) -> bool:
        text, end = self.tokens.words[self.at], self.at + 1
        if self.seen and (self.pending is not None or not self._continues(text)):
            return False
        if self.signs.spaces and re.fullmatch(r"\d{1,3}", text):
            text, end = self._spaced(text, end)
        value = plain(text, self.signs)
        if value is None:
            return False
        value, end = self._dotted(value, end)
        if not self.seen:
            self.figures = True
        self.pending = value
        return self._advance(end)

    def _dotted(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """Return figures with decimals behind a middle dot, as papers set from top to bottom print them: 63・5%."""
        mark = self.words.settings.get("decimal_dot")
        part = self.tokens.word(end + 1)
        if (
            not mark
            or self.tokens.word(end) != mark
            or not part.isdecimal()
            or len(part) > 2
            or not self.tokens.glued(end + 1)
        ):
            return value, end
        if not any(self.words.match(self.tokens, end + 2, cls) for cls in ("percent", "number", "unit", "currency")):
            return value, end
        return Decimal(f"{value}.{part}"), end + 2

    def _continues(self, text: str) -> bool:
        """Return whether figures may follow a word of scale: 7億1900万, 1 miliar 500 juta, but not "in 1 million 500 people"."""
        if self.words.code == "ja":
            return (
                self.tokens.glued(self.at)
                and (self.last_scale is not None or self.section > 0)
                and plain(text, self.signs) is not None
            )
        if self.last_scale is None or self.tokens.gap(self.at) != " ":
            return False
        if self.signs.spaces and self.last_scale == _THOUSAND and self._units(text):
            return True
        if self.tokens.words[self.at - 1] == ".":
            return False
        after = self.words.match(self.tokens, self.at + 1, "number")
        return after is not None and after[0].how in {"scale", "short"} and Decimal(after[0].meaning) < self.last_scale

    def _units(self, text: str) -> bool:
        """Return whether figures behind a thousand are its units, since what they count follows: 3 тыс. 200 человек."""
        if not re.fullmatch(r"[1-9]\d{0,2}", text):
            return False
        return any(self.words.match(self.tokens, self.at + 1, cls) for cls in ("noun", "currency", "unit"))

    def _spaced(self, text: str, end: int) -> tuple[str, int]:
        """Return figures whose thousands are parted by spaces, 27 500, joined."""
        tokens = self.tokens
        last = min(len(tokens), end + _THOUSANDS)
        while end < last and tokens.gap(end) == " " and re.fullmatch(r"\d{3}(?:,\d+)?", tokens.words[end]):
            text, end = text + tokens.words[end], end + 1
            if "," in text:
                break
        return text, end

    def _word(self, phrase: Phrase, end: int) -> bool:
        how = phrase.how
        if how == "joiner":
            return self._joiner(end)
        if how == "scale-adjective":
            return False
        if how.startswith("vague"):
            return self._vague(phrase, end)
        value = Decimal(phrase.meaning)
        if how in {"add", "digit", "teen"}:
            return self._add(value, how, end)
        if how == "times":
            return self._times(value, end)
        if how in {"scale", "short", "money-short"}:
            return self._scaled(value, how, end)
        return self._fraction(value, how, end)

    def _hyphened(self, end: int) -> bool:
        """Take a scale behind a hyphen: $100-billion, 5-миллиардный, half-billion."""
        if self.pending is None or not (self.figures or 0 < self.pending < 1):
            return False
        after = self.words.match(self.tokens, end, "number")
        if after is None or after[0].how not in {"scale", "scale-adjective"} or not self.tokens.glued(end):
            return False
        return self._scaled(Decimal(after[0].meaning), "scale", after[1])

    def _joiner(self, end: int) -> bool:
        """Pass "and" or a hyphen between parts of one number in words, two hundred and fifty, twenty-five."""
        if self.figures or not self.seen:
            return False
        after = self.words.match(self.tokens, end, "number")
        if after is None or after[0].how != "add":
            return False
        value = Decimal(after[0].meaning)
        hyphen = self.tokens.words[self.at] == "-"
        fits = self.pending is not None and self.pending % 100 >= 20 and self.pending % 10 == 0 and value < 10
        if hyphen and not fits:
            return False
        if not hyphen and not ((self.pending is None and self.section % 100 == 0 and self.section) or self.last_scale):
            return False
        if not hyphen and self.last_scale is not None and not self.section:
            return False
        self.at = end
        return True

    def _vague(self, phrase: Phrase, end: int) -> bool:
        value = Decimal(phrase.meaning)
        if phrase.how == "vague-few":
            if self.seen:
                return False
            after = self.words.match(self.tokens, end, "number")
            if after is None or after[0].how not in {"times", "scale", "add"} or Decimal(after[0].meaning) < 10:
                return False
            self.vague, self.pending = "several", Decimal(1)
            return self._advance(end)
        if phrase.how == "vague-times" and self.pending is not None and self.vague is None and not self.figures:
            return self._times(value, end)  # два десятка
        if self.pending is not None or (self.seen and self.vague is None):
            return False
        if phrase.how == "vague-times":
            self.vague = self.vague or ("tens_of" if value < 100 else "hundreds_of" if value < 1000 else "thousands_of")
            self.section = (self.section or Decimal(1)) * value
            return self._advance(end)
        if self.vague is None:
            self.vague = "hundreds_of" if value == 100 else "thousands_of" if value == 1000 else "several"
        self.total = (self.section or Decimal(1)) * value
        self.section, self.last_scale, self.scale = Decimal(0), value, value
        return self._advance(end)

    def _add(self, value: Decimal, how: str, end: int) -> bool:
        if self.figures and self.last_scale is None:
            return False
        if how == "teen":
            if self.pending is None or self.pending >= 10:
                return False
            self.pending += 10
            return self._advance(end)
        if self.pending is None:
            self.pending = value
        elif how == "digit":
            self.pending = self.pending * 10 + value
        elif self._fits(self.pending, value):
            self.pending += value
        else:
            return False
        return self._advance(end)

    @staticmethod
    def _fits(sum_: Decimal, value: Decimal) -> bool:
        """Return whether a smaller word may follow: 20 and 5, 200 and 50, not 2 and 3."""
        if value < 10:
            return sum_ % 10 == 0 and sum_ % 100 != 10 and sum_ >= 20
        return value < 100 <= sum_ and sum_ % 100 == 0

    def _times(self, value: Decimal, end: int) -> bool:
        if self.pending is None and self.section and self.section % (value * 10) != 0:
            return False
        pending = Decimal(1) if self.pending is None else self.pending
        hundreds = pending - pending % 100 if pending >= 100 and pending % 100 and not self.figures else Decimal(0)
        self.section += hundreds + (pending - hundreds) * value  # seratus dua puluh is 100 and 20
        self.pending = None
        return self._advance(end)

    def _scaled(self, value: Decimal, how: str, end: int) -> bool:
        if how != "scale":
            if not self.figures or self.pending is None or self._runs_on(end):
                return False
            self.money_only = how == "money-short"
        current = self.section + (self.pending or Decimal(0))
        has = bool(self.section) or self.pending is not None
        if self.last_scale is not None and not has:
            self.total *= value  # a thousand million, ribu triliun
        else:
            if self.last_scale is not None and value >= self.last_scale:
                self.total = (self.total + current) * value  # two thousand five hundred billion
            else:
                self.total += (current if has else Decimal(1)) * value
        self.section, self.pending, self.last_scale, self.scale = Decimal(0), None, value, value
        return self._advance(end)

    def _runs_on(self, end: int) -> bool:
        """Return whether an abbreviation of one letter is part of a longer word."""
        if self.tokens.ends[self.at] - self.tokens.starts[self.at] > 1:
            return False
        return end < len(self.tokens) and self.tokens.glued(end) and self.tokens.words[end].isalnum()

    def _fraction(self, value: Decimal, how: str, end: int) -> bool:
        if how == "and-half":
            if self.pending is None and self.last_scale is None:
                return False
            if self.pending is not None:
                self.pending += value
            elif not self.section:
                self.total += value * (self.last_scale or 1)
            return self._advance(end)
        if how == "add-scale":
            if self.seen:
                return False
            self.total, self.last_scale, self.scale = value, value, value
            return self._advance(end)
        if self.seen and self._halves(value):
            self.pending = (self.pending or Decimal(0)) + value
            return self._advance(end)
        if self.seen:
            return False
        self.pending = value
        return self._advance(end)

    def _halves(self, value: Decimal) -> bool:
        """Return whether a fraction may follow a number at once, as in satu setengah."""
        return self.words.settings.get("half_after", False) and self.pending is not None and value == Decimal("0.5")
