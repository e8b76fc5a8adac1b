"""``lodeway ledger extract``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lodeway.cli import main

TEXT = "Jepang menargetkan proyek 3 triliun yen (sekitar Rp317,5 triliun) dalam lima tahun ke depan, kata pejabat pada Jumat (19 Desember)."


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Return exit code, output and messages of a call."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    printed = capsys.readouterr()
    return int(caught.value.code or 0), printed.out, printed.err


def test_json_has_every_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each fact has the keys of the contract, and its place is counted in characters of the file."""
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    code, out, _ = run(["ledger", "extract", str(path), "--published", "2025-12-20", "--json"], capsys)
    record = json.loads(out)
    assert (code, record["language"], record["published"]) == (0, "id", "2025-12-20")
    assert set(record["facts"][0]) == {
        "kind",
        "start",
        "end",
        "text",
        "value",
        "unit",
        "qualifier",
        "confidence",
        "rule",
        "detail",
    }
    assert [TEXT[row["start"] : row["end"]] for row in record["facts"]] == [row["text"] for row in record["facts"]]
    assert [(row["value"], row["unit"]) for row in record["facts"] if row["kind"] == "money"] == [
        (3e12, "JPY"),
        (317.5e12, "IDR"),
    ]
    assert [row["value"] for row in record["facts"] if row["kind"] == "date"] == ["2025-12-19"]
    assert "text" not in record


def test_text_of_other_formats_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the file is no text, the document says which text the places count."""
    path = tmp_path / "a.html"
    path.write_text(f"<p>{TEXT}</p>", encoding="utf-8")
    record = json.loads(run(["ledger", "extract", str(path), "--json"], capsys)[1])
    assert all(record["text"][row["start"] : row["end"]] == row["text"] for row in record["facts"])


def test_table_is_safe_for_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table shows kind, value, unit and place, and no control character of the text."""
    path = tmp_path / "a.txt"
    path.write_text(TEXT.replace("3 triliun yen", "3 \u202etriliun\u202c yen"), encoding="utf-8")
    code, out, _ = run(["ledger", "extract", str(path), "--kind", "money"], capsys)
    assert code == 0
    assert "3,000,000,000,000" in out
    assert "\u202e" not in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--kind", "weather"], "unknown kind 'weather'; allowed: date, money"),
        (["--language", "fr"], "no grammar for language 'fr'; allowed: en, id, ja, ru"),
        (["--published", "20.12.2025"], "does not match the format"),
    ],
)
def test_wrong_calls(tmp_path: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong option ends with exit code 2 and says what is allowed."""
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    code, _, err = run(["ledger", "extract", str(path), *arguments], capsys)
    assert code == 2
    assert message in err


def test_text_in_another_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A text in a language without grammar names the language and how to say otherwise."""
    path = tmp_path / "a.txt"
    path.write_text(
        "Les dirigeants se sont réunis à Tokyo vendredi pour signer un accord sur les minéraux critiques.",
        encoding="utf-8",
    )
    code, _, err = run(["ledger", "extract", str(path)], capsys)
    assert code == 2
    assert "seems to be in language 'fr'; say --language, one of en, id, ja, ru" in err
