"""What a text shows of its origin: the publisher of its dateline, the agencies that it names."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources

__all__ = ["find_agencies", "find_publisher"]

HEAD = 1500
"""Characters in which a dateline stands."""
_DOMAIN = re.compile(
    r"(?m)(?:^|[\s,|(])((?:www\.)?[A-Za-z0-9][A-Za-z0-9-]{1,40}\.(?:com|co|net|org|info|news|id|co\.id|ru|kz|uz|kg|tj|tm|jp|co\.jp|uk|co\.uk|eu|asia|az|ge|tr|media|io))\)?\s*[–—-]\s",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?m)^([A-ZА-ЯЁ][\w.]{2,20}(?: [A-ZА-ЯЁ][\w.]{2,20}){0,2}) [-–—] (?=[A-ZА-ЯЁ\"“«])")
_PLACE = re.compile(r"[A-ZА-ЯЁ., ]+")


@cache
def _agencies() -> dict[str, str]:
    place = resources.files("lodeway.ledger.documents") / "agencies.csv"
    rows = csv.DictReader(place.read_text(encoding="utf-8").splitlines())
    return {word: row["agency"] for row in rows for word in row["spelled"].split("|")}


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted(_agencies(), key=len, reverse=True)
    bounded = [
        rf"(?<!\w){re.escape(word)}(?!\w)" if word.isascii() or "А" <= word[0] <= "я" else re.escape(word)
        for word in words
    ]
    return re.compile("|".join(bounded))


def find_agencies(text: str) -> tuple[str, ...]:
    """Return the news agencies that a text names, in order.

    Examples
    --------
    >>> find_agencies("kata Uyama kepada AFP ... dilansir Antara")
    ('AFP', 'Antara')
    """
    return tuple(dict.fromkeys(_agencies()[found.group()] for found in _pattern().finditer(text)))


def find_publisher(text: str) -> str:
    """Return the publisher that a dateline names: a site, or a name before a dash at the head of a paragraph.

    Examples
    --------
    >>> find_publisher("JAKARTA, CONTOH.COM – Jepang"), find_publisher("Harian Pagi - Presiden"), find_publisher("TOKYO - Japan")
    ('CONTOH.COM', 'Harian Pagi', '')
    """
    head = text[:HEAD]
    found = _DOMAIN.search(head)
    if found:
        return found[1]
    for name in _NAME.finditer(head):
        if not _PLACE.fullmatch(name[1]):
            return name[1]
    return ""
