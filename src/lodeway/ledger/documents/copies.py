"""Copies: one agency story printed by many papers is one source, not many."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Sequence

from lodeway.ledger.documents.model import Document

__all__ = ["group_copies"]

WORDS = 5
"""Words in a row that two copies share."""
LETTERS = 10
"""The same for scripts without spaces, in characters."""
CONTAINED = 0.5
"""Share of the shorter text's word rows that the other must hold."""
FIGURES = 0.6
"""Share of figures that texts of one agency, in whichever language, must have in common."""
FEWEST = 4
"""Figures below which that says nothing."""
DAYS = 3
"""Days within which papers print the same story."""
COMMON = 50
"""A row of words that this many documents have is a formula of the trade."""


def group_copies(documents: Sequence[Document]) -> tuple[tuple[int, ...], ...]:
    """Return the documents by story, each as the numbers of those that tell the same one.

    Two documents are copies when the shorter one's rows of five words are mostly in the other, or when both name an agency in common, were
    published within three days, and state mostly the same figures: so a translation is found too.

    Examples
    --------
    >>> def paper(text): return Document(name="", format="text", text=text, language="en", digest="")
    >>> story = "Five leaders met in Tokyo on Saturday and agreed to build a road of 523 km for 4.7 billion dollars by 2030"
    >>> group_copies([paper(story + ", reports say."), paper("Quite another thing happened elsewhere in the world."), paper("TOKYO: " + story)])
    ((0, 2), (1,))
    """
    shingles = [_shingles(document.text) for document in documents]
    parent = list(range(len(documents)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for left, right in _likely(shingles) | _sisters(documents):
        parent[max(root(left), root(right))] = min(root(left), root(right))
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for one in range(len(documents)):
        groups[root(one)].append(one)
    return tuple(tuple(rows) for rows in groups.values())


def _shingles(text: str) -> frozenset[int]:
    """Return every row of words, or of characters where there are no spaces, as a number."""
    plain = text.casefold()
    if len(re.findall(r"[ぁ-ヺ一-鿿]", plain)) > len(plain) / 4:
        joined = re.sub(r"\W+", "", plain)
        rows = (joined[at : at + LETTERS] for at in range(max(1, len(joined) - LETTERS + 1)))
    else:
        words = re.findall(r"\w+", plain)
        rows = (" ".join(words[at : at + WORDS]) for at in range(max(1, len(words) - WORDS + 1)))
    return frozenset(zlib.crc32(row.encode()) for row in rows)


def _likely(shingles: Sequence[frozenset[int]]) -> set[tuple[int, int]]:
    """Return the pairs of which one holds most of the other."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for number, rows in enumerate(shingles):
        for row in rows:
            holders[row].append(number)
    shared: defaultdict[tuple[int, int], int] = defaultdict(int)
    for numbers in holders.values():
        if 1 < len(numbers) <= COMMON:
            for at, left in enumerate(numbers):
                for right in numbers[at + 1 :]:
                    shared[left, right] += 1
    return {
        pair
        for pair, count in shared.items()
        if count >= CONTAINED * min(len(shingles[pair[0]]), len(shingles[pair[1]]))
    }


def _sisters(documents: Sequence[Document]) -> set[tuple[int, int]]:
    """Return the pairs that name one agency and state the same figures."""
    figures = [frozenset(re.sub(r"[.,]", "", word) for word in re.findall(r"\d[\d.,]*", one.text)) for one in documents]
    found: set[tuple[int, int]] = set()
    by_agency: defaultdict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(documents):
        for agency in one.agencies:
            by_agency[agency].append(number)
    for numbers in by_agency.values():
        for at, left in enumerate(numbers):
            for right in numbers[at + 1 :]:
                both, either = figures[left] & figures[right], figures[left] | figures[right]
                if (
                    len(both) >= FEWEST
                    and len(both) >= FIGURES * len(either)
                    and _near(documents[left], documents[right])
                ):
                    found.add((left, right))
    return found


def _near(left: Document, right: Document) -> bool:
    if left.published is None or right.published is None:
        return True
    return abs((left.published - right.published).days) <= DAYS
