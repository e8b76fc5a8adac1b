"""An amount, and the page that it is read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lodeway.ledger.extract.facts import Kind, Qualifier
from lodeway.ledger.extract.lexicon import Lexicon
from lodeway.ledger.extract.numerals import Marks
from lodeway.ledger.extract.tokens import Tokens

__all__ = ["Amount", "Page"]


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


@dataclass(frozen=True, slots=True)
class Page:
    """Tokens of a text, the words of its language, its marks in figures, and which tokens have been read."""

    tokens: Tokens
    words: Lexicon
    signs: Marks
    taken: bytearray
