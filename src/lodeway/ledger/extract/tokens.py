"""Words, numerals and signs of a text, found in one pass that takes time in proportion to its length."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Tokens", "fold", "tokenise"]

_UPPER = "A-ZÀ-ÖØ-ÞŠŽĞİŞĀĪŪА-ЯЁЀ-ЏҐҒҚҢҮҰҺӘӨ"
_LOWER = "a-zß-öø-ÿšžğışāīūа-яёѐ-џґғқңүұһәө"
_TOKEN = re.compile(
    r"\d+(?:[.,'’]\d+)*"  # a numeral, its points and commas read later
    rf"|[{_UPPER}]?[{_LOWER}]+"  # IndonesiaPilar is two words that a page glued together
    rf"|[{_UPPER}]+(?![{_LOWER}])|[{_UPPER}]"
    r"|[ァ-ヺー]+"  # a run of katakana is one word; kanji and hiragana stand alone and are joined by the tables
    r"|\S"
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a text as parallel lists: where each starts and ends, and its word in lower case."""

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]

    def __len__(self) -> int:
        return len(self.words)

    def raw(self, index: int) -> str:
        """Return a token as it is written."""
        return self.text[self.starts[index] : self.ends[index]]

    def gap(self, index: int) -> str:
        """Return what stands between a token and the one before it."""
        return self.text[self.ends[index - 1] : self.starts[index]] if index else ""

    def parted(self, index: int) -> bool:
        """Return whether a blank line stands before a token; a single line end is where a page is wide."""
        return index > 0 and self.text.count("\n", self.ends[index - 1], self.starts[index]) > 1

    def numbers_item(self, end: int) -> bool:
        """Return whether figures of one or two digits that end before a token number the item that it begins: １　円借款."""
        return (
            0 < end < len(self.words)
            and "\u3000" in self.gap(end)
            and self.words[end - 1].isdecimal()
            and self.ends[end - 1] - self.starts[end - 1] <= 2
        )

    def glued(self, index: int) -> bool:
        """Return whether a token follows the one before it without a space."""
        return 0 < index < len(self.starts) and self.ends[index - 1] == self.starts[index]

    def word(self, index: int) -> str:
        """Return the word at a place, empty beyond either end."""
        return self.words[index] if 0 <= index < len(self.words) else ""


def fold(word: str) -> str:
    """Return a word in the form in which tables keep it.

    Examples
    --------
    >>> fold("Соединённые"), fold("İran")
    ('соединенные', 'iran')
    """
    return word.lower().replace("ё", "е").replace("\u0307", "").replace("’", "'")


def tokenise(text: str) -> Tokens:
    """Return the tokens of a normalised text.

    Examples
    --------
    >>> tokenise("Rp317 TriliunPerdana, 5カ国").words
    ['rp', '317', 'triliun', 'perdana', ',', '5', 'カ', '国']
    """
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        starts.append(start)
        ends.append(end)
        words.append(fold(found.group()))
    return Tokens(text, starts, ends, words)
