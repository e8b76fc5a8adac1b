"""The words of a language: tables of this folder, joined with what the Unicode CLDR knows, looked up by their first word.

A language is a folder of ``languages``: ``language.toml`` with its marks and orders, and one CSV file per class of words with the columns ``word`` (variants
parted by ``|``), ``meaning`` and, where a class needs it, ``how``. Months, weekdays, countries, currencies, units and cities also come from the CLDR. A fifth language is one more folder.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from lodeway.errors import UsageError
from lodeway.ledger.extract import cldr
from lodeway.ledger.extract.tokens import Tokens, fold, tokenise

__all__ = ["LANGUAGES", "Lexicon", "Phrase", "lexicon"]

LANGUAGES = ("en", "id", "ja", "ru")
ACRONYM = 6
"""Names in capitals of up to this many letters are read in capitals alone: AS, US, UAE."""
VERB = 5
"""Letters that a word has at least to be taken for a verb by its beginning or ending."""
REACH = 6
"""No phrase that is looked for backwards has more words."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word or words of one class, what they mean, and how they may be written."""

    meaning: str
    how: str
    rest: tuple[frozenset[str], ...]
    """For each word after the first, the forms that it may have."""
    spelled: str
    """As the table has it, where capitals matter; else empty."""


class Lexicon:
    """All phrases of a language by class and first word.

    Examples
    --------
    >>> from lodeway.ledger.extract.tokens import tokenise
    >>> found = lexicon("id").match(tokenise("Korea Selatan"), 0, "country")
    >>> found[0].meaning, found[1]
    ('KOR', 2)
    """

    def __init__(self, code: str, settings: Mapping[str, Any], phrases: Iterable[tuple[str, str, Phrase]]) -> None:
        self.code = code
        self.settings = settings
        tables: dict[str, dict[str, list[Phrase]]] = {}
        for cls, first, phrase in phrases:
            tables.setdefault(cls, {}).setdefault(first, []).append(phrase)
        for table in tables.values():
            for rows in table.values():
                rows.sort(key=lambda row: (-len(row.rest), row.spelled == ""))
        self.tables = tables
        self.firsts: dict[str, frozenset[str]] = {}
        known: dict[str, set[str]] = {}
        for cls, table in tables.items():
            for word in table:
                known.setdefault(word, set()).add(cls)
        self.firsts = {word: frozenset(classes) for word, classes in known.items()}

    def match(self, tokens: Tokens, index: int, cls: str) -> tuple[Phrase, int] | None:
        """Return the longest phrase of a class that starts at a token, and the token after it."""
        table, words = self.tables.get(cls), tokens.words
        if table is None or not 0 <= index < len(words):
            return None
        for row in table.get(words[index], ()):
            rest = row.rest
            end = index + 1 + len(rest)
            if rest and (
                end > len(words)
                or any(word not in forms for word, forms in zip(words[index + 1 : end], rest, strict=True))
            ):
                continue
            if not row.spelled or _spelled(tokens, index, end, row.spelled):
                return row, end
        return None

    def verbal(self, word: str) -> bool:
        """Return whether a word has the beginning or ending of a verb, where a language's settings name such."""
        verbs = self.settings.get("verbs", {})
        if len(word) < VERB or not word.isalpha():
            return False
        return word.endswith(tuple(verbs.get("end", ()))) or word.startswith(tuple(verbs.get("begin", ())))

    def before(self, tokens: Tokens, end: int, cls: str) -> tuple[Phrase, int] | None:
        """Return the longest phrase of a class that ends before a token, and the token at which it starts."""
        for start in range(max(0, end - REACH), end):
            found = self.match(tokens, start, cls)
            if found and found[1] == end:
                return found[0], start
        return None


def _spelled(tokens: Tokens, index: int, end: int, spelled: str) -> bool:
    written = tokens.text[tokens.starts[index] : tokens.ends[end - 1]]
    if (spelled.isupper() and len(spelled) <= ACRONYM) or len(spelled) < 3 or spelled[-1] == "$":
        return written == spelled
    return not written[0].islower()


def _rows(folder: Traversable) -> Iterator[tuple[str, str, str, str]]:
    """Yield class, word, meaning and how of every row of a language's tables."""
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".csv") and entry.name != "endings.csv":
            for row in csv.DictReader(entry.read_text(encoding="utf-8").splitlines()):
                cls, how = entry.name.removesuffix(".csv"), row.get("how") or ""
                if cls == "qualifier":
                    cls = f"qualifier-{how}"
                for word in row["word"].split("|"):
                    yield cls, word.strip(), row["meaning"], how


def _endings(folder: Traversable) -> list[tuple[str, tuple[str, ...]]]:
    """Return what may stand in place of each ending of a word as the tables have it, the longest ending first."""
    place = folder / "endings.csv"
    if not place.is_file():
        return []
    lines = place.read_text(encoding="utf-8").splitlines()
    rows = [(row["ending"], tuple(row["forms"].split("|"))) for row in csv.DictReader(lines)]
    return sorted(rows, key=lambda row: -len(row[0]))


def _forms(word: str, endings: list[tuple[str, tuple[str, ...]]]) -> frozenset[str]:
    """Return a word with every ending that its own may turn into."""
    for ending, forms in endings:
        if word.endswith(ending) and len(word) - len(ending) >= 2 and word[-1:].isalpha():
            stem = word.removesuffix(ending) if ending else word
            return frozenset([word, *(stem + form for form in forms)])
    return frozenset([word])


def _borrowed(settings: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the names of countries in languages whose spelling a language's papers also use."""
    for code in settings.get("country_names_of", ()):
        yield from (row for row in cldr.words(code) if row[0] == "country")


@cache
def lexicon(code: str) -> Lexicon:
    """Return the words of a language by its ISO 639-1 code.

    Raises
    ------
    UsageError
        When there is no folder for it.
    """
    if code not in LANGUAGES:
        raise UsageError(f"no grammar for language {code!r}; allowed: {', '.join(LANGUAGES)}")
    folder = resources.files("lodeway.ledger.extract") / "languages" / code
    settings = tomllib.loads((folder / "language.toml").read_text(encoding="utf-8"))
    endings, bent = _endings(folder), frozenset(settings.get("inflected", ()))
    phrases: dict[tuple[Any, ...], tuple[str, str, Phrase]] = {}
    for cls, word, meaning, how in [*_rows(folder), *cldr.words(code), *_borrowed(settings)]:
        exact = how == "money-short" or cls == "currency-sign" or (cls == "unit" and len(word) < 3)
        spelled = word if exact or (cls in cldr.CASED and word[0].isupper()) else ""
        tokens = tokenise(word)
        forms = [_forms(fold(one), endings if cls in bent and not spelled.isupper() else []) for one in tokens.words]
        for first in forms[0]:
            key = (
                cls,
                first,
                tuple(tuple(sorted(one)) for one in forms[1:]),
                spelled if exact or spelled.isupper() else bool(spelled),
            )
            phrases.setdefault(key, (cls, first, Phrase(meaning, how, tuple(forms[1:]), spelled)))
    return Lexicon(code, settings, phrases.values())
