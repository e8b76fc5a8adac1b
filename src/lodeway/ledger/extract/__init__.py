"""Reads a text into facts: a grammar over number systems and CLDR data, in four languages, without patterns for single articles.

Every function here is pure: text, language and day of publication in, frozen facts out.
"""

from __future__ import annotations

from lodeway.ledger.extract.facts import KINDS, QUALIFIERS, Fact
from lodeway.ledger.extract.lexicon import LANGUAGES
from lodeway.ledger.extract.reading import extract

__all__ = ["KINDS", "LANGUAGES", "QUALIFIERS", "Fact", "extract"]
