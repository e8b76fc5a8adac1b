"""Text as the grammar reads it, with the way back to every character of the text as it was written.

Full-width digits, ligatures, decomposed letters, no-break spaces and marks of direction are one thing to a reader and many to a program. They
are put into one form here; `Normal.origin` leads back, so that every fact points at the characters of the original text.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Normal", "normalise"]

_KEPT = frozenset({"No", "Lm"})
"""Categories left alone: ½, ² and ① say something else than the digits that they decompose to."""


@dataclass(frozen=True, slots=True)
class Normal:
    """Text in one form, and for each of its characters (and its end) the place in the original; None where both are the same."""

    text: str
    origin: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters from `start` up to `end` stand in the original text.

        Examples
        --------
        >>> normalise("a\u200f５％").span(1, 3)
        (2, 4)
        """
        if self.origin is None:
            return start, end
        last = self.origin[end - 1] + 1 if end > start else self.origin[start]
        while last < self.origin[end] and end < len(self.origin) - 1 and last <= self.origin[end - 1]:
            last += 1
        return self.origin[start], last


def _form(character: str) -> str:
    """Return what one character becomes: nothing for marks that are not seen, a space for any kind of space."""
    category = unicodedata.category(character)
    if category in {"Cf", "Mn", "Me"} or character == "\ufeff":
        return ""
    if category == "Zs":
        return character if character == "\u3000" else " "  # a wide space parts a number from the item that it numbers
    if category in _KEPT or character in "…™№ー":
        return character
    return unicodedata.normalize("NFKC", character)


def normalise(text: str) -> Normal:
    """Return text in one form; takes time in proportion to its length.

    Examples
    --------
    >>> normalise("Ｒｐ３１７，５\u00a0triliun").text
    'Rp317,5 triliun'
    >>> normalise("и\u0306").text
    'й'
    """
    seen = set(text)
    changed = {character: form for character in seen if (form := _form(character)) != character}
    if not changed:
        return Normal(text, None)
    marks = "".join(re.escape(character) for character in changed)
    combining = "".join(
        re.escape(character) for character in seen if unicodedata.combining(character) or character in "\uff9e\uff9f"
    )
    pattern = f".(?:[{combining}])+|[{marks}]" if combining else f"[{marks}]"
    parts: list[str] = []
    origin = array("q")
    last = 0
    for found in re.finditer(pattern, text, re.DOTALL):
        start, end = found.span()
        form = unicodedata.normalize("NFC", found.group()) if end - start > 1 else changed.get(found.group(), "")
        if end - start > 1 and len(form) > 1:
            form = "".join(changed.get(one, one) for one in form)
        elif form in changed:
            form = changed[form]
        parts += [text[last:start], form]
        origin.extend(range(last, start))
        origin.extend([start] * len(form))
        last = end
    parts.append(text[last:])
    origin.extend(range(last, len(text) + 1))
    return Normal("".join(parts), origin)
