"""Scores of the ledger's grammar on texts with annotated facts, by language and kind.

A folder holds ``NAME.txt`` and ``NAME.json`` with ``language``, ``published`` and ``facts``.
An annotated fact is found when a fact of its kind overlaps it and has exactly its value and unit; a year and a half are eighteen months; of counts and ranks, whose unit is a word, exactly its value. Each fact counts once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from lodeway.ledger.checks.across import lasting
from lodeway.ledger.extract import Fact, extract

__all__ = ["KINDS", "SIX", "TEXTS", "Case", "cases", "f1", "score"]

SIX = ("money", "percent", "date", "country", "count", "period")
KINDS = (*SIX, "quantity", "rank")
TEXTS = Path(__file__).parent / "texts"

Case = tuple[str, str, dict[str, Any]]
"""Name, text and annotation."""


def cases(folder: Path) -> Iterator[Case]:
    """Yield every annotated text of a folder."""
    for path in sorted(folder.glob("*.json")):
        with path.with_suffix(".txt").open(encoding="utf-8", newline="") as file:
            yield path.stem, file.read(), json.loads(path.read_text(encoding="utf-8"))


def value_of(value: Any) -> Any:
    """Return a value in the form in which two are compared."""
    if isinstance(value, list | tuple):
        return tuple(float(one) for one in value)
    return float(value) if isinstance(value, int | float) else value


def same(fact: Fact, wanted: Mapping[str, Any]) -> bool:
    """Return whether a fact is the one that is annotated."""
    overlap = fact.start < wanted["end"] and fact.end > wanted["start"]
    if fact.kind == wanted["kind"] == "period" and isinstance(fact.value, int | float) and overlap:
        return lasting(fact) == lasting(replace(fact, value=wanted["value"], unit=wanted["unit"]))
    unit = fact.kind in {"count", "rank"} or fact.unit == wanted["unit"]
    return bool(fact.kind == wanted["kind"] and overlap and unit and value_of(fact.value) == value_of(wanted["value"]))


def score(found: Sequence[Case]) -> tuple[Counter[tuple[str, str, str]], list[str]]:
    """Return how many facts were found, missed and made up, by language and kind, and each fault in words."""
    counts: Counter[tuple[str, str, str]] = Counter()
    faults: list[str] = []
    for name, text, case in found:
        language = case["language"]
        facts = extract(text, language=language, published=date.fromisoformat(case["published"]))
        left = [fact for fact in facts if fact.kind in KINDS]
        for wanted in case["facts"]:
            hit = next((fact for fact in left if same(fact, wanted)), None)
            if hit is None:
                counts[language, wanted["kind"], "missed"] += 1
                faults.append(f"{name} missed {wanted['kind']} {wanted['value']} {wanted['text']!r}")
            else:
                left.remove(hit)
                counts[language, wanted["kind"], "found"] += 1
                counts[language, wanted["kind"], "qualified"] += hit.qualifier == wanted.get("qualifier", "exact")
        for fact in left:
            counts[language, fact.kind, "made"] += 1
            faults.append(f"{name} made up {fact.kind} {fact.value} {fact.text!r}")
    return counts, faults


def f1(counts: Counter[tuple[str, str, str]], language: str = "", kinds: Sequence[str] = KINDS) -> float:
    """Return the harmonic mean of precision and recall over kinds, of one language or of all."""
    total: Counter[str] = Counter()
    for (code, kind, what), count in counts.items():
        if kind in kinds and language in {"", code}:
            total[what] += count
    return 2 * total["found"] / (2 * total["found"] + total["missed"] + total["made"] or 1)
