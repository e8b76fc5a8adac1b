"""Lines that a page puts between the paragraphs to lead elsewhere: "Read also:", "Baca juga:". What they say is not what the text says."""

from __future__ import annotations

from lodeway.ledger.extract.lexicon import Lexicon
from lodeway.ledger.extract.tokens import Tokens

__all__ = ["LONGEST", "find_links"]

LONGEST = 40
"""Words beyond which a line is no headline."""
SHORTEST = 3
"""Letters that words on both sides of a missing space must have for it to end a headline."""


def find_links(tokens: Tokens, words: Lexicon) -> list[tuple[int, int]]:
    """Return the tokens of every headline that a link line shows: to the end of its line, or to where the next paragraph is glued to it.

    Examples
    --------
    >>> from lodeway.ledger.extract.lexicon import lexicon
    >>> from lodeway.ledger.extract.tokens import tokenise
    >>> tokens = tokenise("Baca juga: Ekspor Tembus Rp12 TriliunHarga tembaga naik")
    >>> start, end = find_links(tokens, lexicon("id"))[0]
    >>> tokens.words[start:end]
    ['ekspor', 'tembus', 'rp', '12', 'triliun']
    """
    found: list[tuple[int, int]] = []
    table = words.tables.get("related", {})
    if not table:
        return found
    index = 0
    while index < len(tokens):
        if tokens.words[index] not in table or (match := words.match(tokens, index, "related")) is None:
            index += 1
            continue
        start = match[1]
        marked = tokens.word(start) in {":", "：", "»", "|"}
        start += marked
        if start < len(tokens) and (marked or "\n" in tokens.gap(start)):
            end = _end(tokens, start)
            if end > start:
                found.append((start, end))
                index = end
                continue
        index = start
    return found


def _end(tokens: Tokens, start: int) -> int:
    """Return the token after a headline; none where the line is a paragraph that nothing parts from it."""
    for at in range(start + 1, min(len(tokens), start + LONGEST)):
        if "\n" in tokens.gap(at):
            return at
        if tokens.glued(at) and _seam(tokens, at):
            return at
    return min(len(tokens), start + LONGEST) if start + LONGEST >= len(tokens) else start


def _seam(tokens: Tokens, at: int) -> bool:
    """Return whether two words meet without a space, the first in small letters, the second with a capital."""
    before, after = tokens.raw(at - 1), tokens.raw(at)
    return before[-1].islower() and after[0].isupper() and min(len(before), len(after)) >= SHORTEST
