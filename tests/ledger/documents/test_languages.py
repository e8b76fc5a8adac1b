"""Which language a text is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from lodeway.ledger.documents.languages import find_language

TEXTS = sorted((Path(__file__).parent.parent / "texts").glob("*.txt"))


def test_every_text_is_known() -> None:
    """Each annotated text, and its first line alone, is told to be in its language."""
    whole = {path.stem: path.read_text(encoding="utf-8") for path in TEXTS}
    assert [name for name, text in whole.items() if find_language(text) != name[:2]] == []
    assert [name for name, text in whole.items() if find_language(text.partition("\n")[0]) != name[:2]] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ""),
        ("2025: 100 %", ""),
        ("Les dirigeants se sont réunis à Paris vendredi.", "fr"),
        ("中国外交部发言人表示", "zh"),
        ("外務省報道発表（令和8年9月21日）", "ja"),
        ("한국과 일본이 협정에 서명했다.", "ko"),
    ],
)
def test_others(text: str, code: str) -> None:
    """A text without letters has no language; other languages are told apart."""
    assert find_language(text) == code
