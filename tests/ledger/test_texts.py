"""Texts with annotated facts, most of which were annotated before the grammar was written or run on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger.scoring import SIX, cases, f1, score

TEXTS = list(cases(Path(__file__).parent / "texts"))
LANGUAGES = ("en", "id", "ja", "ru")


def test_there_are_enough_texts() -> None:
    """Each of four languages has at least ten texts, and each place names the characters that it says."""
    assert {code: sum(case["language"] == code for _, _, case in TEXTS) >= 10 for code in LANGUAGES} == dict.fromkeys(
        LANGUAGES, True
    )
    assert [
        row for _, text, case in TEXTS for row in case["facts"] if text[row["start"] : row["end"]] != row["text"]
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_are_exact(language: str) -> None:
    """Money, percentages, dates, countries, counts and periods are read with an F1 of at least 0.97 in each language."""
    counts, faults = score([row for row in TEXTS if row[2]["language"] == language])
    assert f1(counts, language, SIX) >= 0.97, faults
    assert f1(counts, language) >= 0.97, faults


def test_qualifiers_are_right() -> None:
    """Of the facts that are found, 98 in 100 are also as firm as the text says."""
    counts, _ = score(TEXTS)
    found = sum(count for row, count in counts.items() if row[2] == "found")
    assert sum(count for row, count in counts.items() if row[2] == "qualified") >= 0.98 * found
