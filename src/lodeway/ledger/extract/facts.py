"""A fact: one value that a text states, with the characters that state it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

__all__ = ["KINDS", "QUALIFIERS", "Fact", "Kind", "Qualifier", "Value", "qualifier_of"]

Kind = Literal[
    "date",
    "money",
    "percent",
    "count",
    "quantity",
    "period",
    "rank",
    "share",
    "country",
    "person",
    "organisation",
    "place",
    "agreement",
    "status",
    "pillar",
]
Qualifier = Literal[
    "exact", "about", "more_than", "up_to", "less_than", "range", "several", "tens_of", "hundreds_of", "thousands_of"
]
Value = float | int | str | tuple[float, float] | None
KINDS: tuple[Kind, ...] = get_args(Kind)
QUALIFIERS: tuple[Qualifier, ...] = get_args(Qualifier)
_BY_NAME: dict[str, Qualifier] = {str(name): name for name in QUALIFIERS}


def qualifier_of(word: str) -> Qualifier:
    """Return a qualifier by its name, as the tables of the languages have it.

    Raises
    ------
    KeyError
        When there is none of that name.
    """
    return _BY_NAME[word]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One value with its place in the text.

    Parameters
    ----------
    kind
        What sort of value, one of `KINDS`.
    start, end
        Place in the decoded text, in Unicode characters; `text` is what stands there.
    value
        A number, two numbers for a range, an ISO 8601 date or interval, an ISO 3166 code, or an identifier; None where the text does not
        say enough, and then ``detail["reason"]`` tells what is missing.
    unit
        ISO 4217 currency, UCUM-like unit, what is counted; of dates and countries the value again.
    qualifier
        One of `QUALIFIERS`.
    confidence
        0 to 1: how often the rule is right on texts that it was not made for, as far as that is known.
    rule
        Which rule of the grammar made it.
    detail
        What else the text says of the value, such as ``year_inferred`` or ``converts``.

    Examples
    --------
    >>> Fact(kind="percent", start=4, end=7, text="25%", value=25, unit="%", rule="percent").to_dict()["value"]
    25
    """

    kind: Kind
    start: int
    end: int
    text: str
    value: Value
    unit: str = ""
    qualifier: Qualifier = "exact"
    confidence: float = 0.9
    rule: str
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> float:
        """Value as one number: the middle of a range; NaN where it is none.

        Examples
        --------
        >>> Fact(kind="money", start=0, end=9, text="$3-5 bn", value=(3e9, 5e9), unit="USD", rule="money").number
        4000000000.0
        """
        if isinstance(self.value, tuple):
            return (self.value[0] + self.value[1]) / 2
        return float(self.value) if isinstance(self.value, int | float) else math.nan

    def to_dict(self) -> dict[str, Any]:
        """Return the fact with the keys that ``lodeway ledger extract --json`` prints."""
        value: Any = list(self.value) if isinstance(self.value, tuple) else self.value
        return {
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "value": value,
            "unit": self.unit,
            "qualifier": self.qualifier,
            "confidence": self.confidence,
            "rule": self.rule,
            "detail": dict(self.detail),
        }
