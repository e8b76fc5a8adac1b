"""Contradictions that circulate are flagged, in texts of our own with their figures; what agrees is not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.ledger.checks import Finding, Reading, check, conversion
from lodeway.ledger.extract import extract

DAY = date(2025, 12, 20)


def read(id_: str, language: str, text: str, day: date = DAY, agencies: tuple[str, ...] = ()) -> Reading:
    """Return a text as it is read."""
    facts = extract(text, language=language, published=day)
    return Reading(id=id_, text=text, published=day, facts=facts, agencies=agencies)


def conflicts(*readings: Reading) -> list[Finding]:
    """Return what does not agree."""
    return [finding for finding in check(list(readings)) if finding.verdict in ("conflict", "contradicted")]


GOAL = read("goal", "en", "Japan set a goal of 3 trillion yen of business projects in Central Asia over five years.")

CONTRADICTIONS: dict[str, tuple[list[Reading], str, str]] = {
    "ten times the target": (
        [GOAL, read("b", "ru", "Япония вложит в страны Центральной Азии 30 трлн иен (190 млрд долларов) за пять лет.")],
        "across",
        "ten times",
    ),
    "fourteen or sixty papers": (
        [
            read("a", "en", "Japan and Kazakhstan signed 14 documents in Tokyo worth 3.7 billion dollars."),
            read("b", "ru", "Казахстан и Япония подписали более 60 соглашений на 3,7 млрд долларов."),
        ],
        "across",
        "14 documents",
    ),
    "a sum of what one holds the other": (
        [
            read(
                "a",
                "en",
                "Uzbekistan will invest in the United States 35 billion dollars in three years and 100 billion dollars in ten years, 135 billion dollars in all.",
            ),
            read(
                "b",
                "ru",
                "Узбекистан вложит в экономику США 100 млрд долларов за десять лет, из них 35 млрд долларов в первые три года.",
            ),
        ],
        "across",
        "the sum of",
    ),
    "freight of the corridor in 2024": (
        [
            read("a", "en", "Cargo on the Middle Corridor reached 3.3 million tonnes in 2024."),
            read("b", "ru", "Объём перевозок по ТМТМ в 2024 году составил 4,5 млн тонн.", date(2025, 3, 1)),
        ],
        "across",
        "3.3 million tonnes",
    ),
    "two targets in one article": (
        [
            read(
                "a",
                "ru",
                "По прогнозу министерства финансов, в 2027 году по ТМТМ пройдёт 7,2 млн тонн. Министр назвал для ТМТМ на 2027 год 10 млн тонн.",
            )
        ],
        "across",
        "7,2 млн тонн",
    ),
    "an old rate": (
        [read("a", "en", "The goal is 3 trillion yen (17.9 billion euros).")],
        "conversion",
        "above the rate",
    ),
    "another split of the same sum": (
        [
            read(
                "a",
                "en",
                "The EU pledged 12 billion euros to Central Asia: 4.3 billion euros for mining, 2.8 billion euros for digital links, 1.9 billion euros for the Aral Sea.",
            ),
            read(
                "b",
                "en",
                "The EU package of 12 billion euros for Central Asia holds 3 billion euros for transport, 2.5 billion euros for raw materials, 6.4 billion euros for water and 100 million euros for satellites.",
            ),
        ],
        "parts",
        "splits",
    ),
    "parts that exceed their sum": (
        [
            read(
                "a",
                "en",
                "The bank lends 365 million euros: 150 million euros for roads, 175 million euros for water and 140 million euros for small firms.",
            )
        ],
        "sum",
        "exceed",
    ),
    "launched before it was expected": (
        [
            read("a", "en", "Japan and Central Asia launched the AI Cooperation Partnership.", date(2025, 12, 19)),
            read("b", "en", "The AI Cooperation Partnership is expected next year.", date(2025, 12, 22)),
        ],
        "status",
        "expected",
    ),
    "a rank that is another": (
        [read("a", "en", "Kazakhstan is the second largest producer of gold in the world.")],
        "claim",
        "gold",
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_what_contradicts_is_flagged(name: str) -> None:
    """By the check that it is for, with words from the texts."""
    readings, kind, words = CONTRADICTIONS[name]
    found = conflicts(*readings)
    assert any(finding.kind == kind and words in finding.message for finding in found), found
    for finding in found:
        for source, start, end in finding.statements:
            text = next(one.text for one in readings if one.id == source)
            assert text[start:end].strip() == text[start:end] != ""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "Nilainya 3 triliun yen (Rp317,5 triliun)."),
        ("id", "Kazakhstan memasok barang senilai 100 miliar dolar AS (Rp1.669 triliun)."),
        ("id", "Kesepakatan bernilai 17 miliar dolar AS (Rp283,8 triliun)."),
        ("en", "The goal is 3 trillion yen (19 billion dollars)."),
        ("en", "A goal of 3 trillion yen ($20 billion)."),
        ("en", "The loan of 1.5 billion yuan ($209 million)."),
        ("en", "The loan of 1.5 billion yuan ($207 million)."),
        ("en", "A grant of 719 million yen ($4.6 million)."),
        ("ru", "Цель — 3 трлн иен (19 млрд долларов)."),
        ("ja", "目標は3兆円（190億ドル）です。"),
        ("en", "The EU gives 12 billion euros (14 billion dollars)."),
    ],
)
def test_conversions_that_agree_are_not_flagged(language: str, text: str) -> None:
    """Eleven of them, in four languages; each is seen."""
    found = check([read("a", language, text)])
    assert [finding.verdict for finding in found if finding.kind == "conversion"] == ["consistent"]
    assert conflicts(read("a", language, text)) == []


@pytest.mark.parametrize(
    "readings",
    [
        [GOAL, read("b", "ja", "日本は中央アジアで5年間に3兆円規模の事業を目指す。")],
        [
            GOAL,
            read(
                "b",
                "en",
                "Japan set a goal of 3 trillion yen in Central Asia in five years; America has put in 100 billion dollars.",
            ),
        ],
        [
            read("a", "en", "Kazakhstan and Japan signed more than 60 documents."),
            read("b", "en", "Japan and Kazakhstan signed 65 documents."),
        ],
        [
            read("a", "en", "The Middle Corridor carried 2.7 million tonnes in 2023."),
            read("b", "en", "The Middle Corridor carried 4.5 million tonnes in 2024."),
        ],
        [
            read("a", "en", "Japan and Uzbekistan signed 10 documents."),
            read("b", "en", "China and Tajikistan signed 30 documents."),
        ],
        [
            read(
                "a",
                "en",
                "The package of 365 million euros: 50 million euros, 100 million euros, 175 million euros and 40 million euros.",
            )
        ],
        [
            read("a", "en", "The AI Cooperation Partnership is expected to be announced.", date(2025, 12, 19)),
            read("b", "en", "Japan and Central Asia launched the AI Cooperation Partnership.", date(2025, 12, 20)),
        ],
    ],
)
def test_what_agrees_is_not_flagged(readings: list[Reading]) -> None:
    """Other words, other years, other parties, a stock beside a flow, a status that moved up."""
    assert conflicts(*readings) == []


def test_a_status_that_moves_up_is_told() -> None:
    """From expected to launched, with both days."""
    found = check(
        [
            read("a", "en", "The AI Cooperation Partnership is expected to be announced.", date(2025, 12, 19)),
            read("b", "en", "Japan and Central Asia launched the AI Cooperation Partnership.", date(2025, 12, 20)),
        ]
    )
    (moved,) = [finding for finding in found if finding.kind == "status"]
    assert moved.verdict == "consistent"
    assert "expected (2025-12-19) to launched (2025-12-20)" in moved.message


@pytest.mark.parametrize(("later", "verdict"), [(20, "consistent"), (9, "conflict")])
def test_what_was_signed_and_then_cancelled_is_told(later: int, verdict: str) -> None:
    """It moved where the later text says so; two texts of one day disagree."""
    found = check(
        [
            read("a", "en", "Kazakhstan and France signed the Uranium Supply Agreement.", date(2026, 6, 9)),
            read("b", "en", "France cancelled the Uranium Supply Agreement with Kazakhstan.", date(2026, 6, later)),
        ]
    )
    (moved,) = [finding for finding in found if finding.kind == "status"]
    assert (moved.verdict, moved.evidence["before"], moved.evidence["after"]) == (verdict, "signed", "cancelled")


def test_a_common_place_stands_for_the_country_that_one_does_not_name() -> None:
    """Almalyk in both texts, Uzbekistan in one: one smelter, ten times the cost. Another place is another smelter."""
    first = "On 3 June 2026 ministers said the smelter at {} would cost $2.4 billion."
    second = "On 3 June 2026 ministers of Uzbekistan said the smelter in Almalyk will cost $24 billion."
    day = date(2026, 6, 3)
    (found,) = conflicts(read("a", "en", first.format("Almalyk"), day), read("b", "en", second, day))
    assert "ten times" in found.message
    assert conflicts(read("a", "en", first.format("Balkhash"), day), read("b", "en", second, day)) == []


@pytest.mark.parametrize(
    ("language", "text", "claimed"),
    [
        ("en", "Chile is the biggest producer of copper.", "Chile, copper, largest producer"),
        ("ru", "Чили – крупнейший производитель меди.", "Чили, copper, largest producer"),
        ("id", "Chili adalah produsen tembaga terbesar.", "Chili, copper, largest producer"),
        ("ja", "チリは最大の銅生産国だ。", "チリ, copper, largest producer"),
        ("ja", "中国は世界のレアアース生産の約7割を占める。", "中国, rare earths, about 70 % of world production"),
        ("en", "China mines more than half of the world's rare earths.", "China, rare earths, more than 50 % of world production"),
    ],
)  # fmt: skip
def test_claims_without_the_word_world_are_checked(language: str, text: str, claimed: str) -> None:
    """A country that is the largest producer, and shares told in tenths or thirds, agree with USGS in every language."""
    (found,) = check([read("a", language, text, date(2026, 6, 3))])
    assert found.verdict == "supported"
    assert claimed in found.message


def test_copies_of_one_story_are_one_source() -> None:
    """A copy with a slip is not held against the story that it copies."""
    words = "The five leaders met in Tokyo on Saturday and agreed on projects of 3 trillion yen in five years with Japan and Central Asia, the agency said."
    copies = [
        read("a", "en", words, agencies=("AFP",)),
        read("b", "en", words.replace("3 trillion", "30 trillion"), agencies=("AFP",)),
    ]
    assert conflicts(*copies) == []


def test_a_share_of_what_another_needs_names_the_missing_code() -> None:
    """A quarter of America's uranium cannot be told from trade in ores: 284410 is missing."""
    text = "Kazakhstan supplies about 25 percent of the uranium that the United States needs."
    (found,) = [finding for finding in check([read("a", "en", text)]) if finding.kind == "claim"]
    assert found.verdict == "not_verifiable"
    assert "284410" in found.message


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Antimony made up 97 percent of Tajikistan's exports to the United States."),
        ("id", "Antimon menyumbang 97 persen ekspor Tajikistan ke AS."),
        ("ru", "На сурьму пришлось 97% экспорта Таджикистана в США."),
    ],
)
def test_what_part_of_all_exports_a_metal_is_cannot_be_told(language: str, text: str) -> None:
    """Exports of everything are missing, and so is the code of the metal: 811000."""
    (found,) = [finding for finding in check([read("a", language, text)]) if finding.kind == "claim"]
    assert found.verdict == "not_verifiable"
    assert "811000" in found.message
    assert "exports of all goods from TJK to USA" in found.evidence["missing"]


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("id", "Uzbekistan memiliki cadangan emas yang sangat besar.", "Uzbekistan"),
        ("en", "Uzbekistan has vast reserves of gold.", "Uzbekistan"),
        ("ru", "Узбекистан богат золотом.", "Узбекистан"),
        ("ja", "ウズベキスタンは金が豊富だ。", "ウズベキスタン"),
        ("id", "Turkmenistan kaya akan gas.", "Turkmenistan"),
    ],
)
def test_riches_without_a_figure_are_not_verifiable(language: str, text: str, country: str) -> None:
    """Neither supported nor contradicted: the words state no rank; what the data say of it is told."""
    reading = read("a", language, text)
    (found,) = [finding for finding in check([reading]) if finding.kind == "claim"]
    ((_, start, end),) = found.statements
    assert (found.verdict, text[start:end]) == ("not_verifiable", country)
    assert {word for word in ("reserves", "production") if word in found.message} == {"reserves", "production"}


def test_the_first_whole_date_of_a_text_stands_in_for_its_day() -> None:
    """A rate of 2025-12-19 judges what a text without a day of publication says on that day; without any day there is no verdict."""
    words = "Japan set a goal of 3 trillion yen (19 billion dollars)"
    told = []
    for text in (f"{words} on 19 December 2025.", f"{words}."):
        facts = extract(text, language="en", published=None)
        (found,) = [row for row in check([Reading(id="a", text=text, facts=facts)]) if row.kind == "conversion"]
        told.append((found.verdict, found.evidence["year"], found.evidence["day_from"]))
    assert told == [("consistent", 2025, "first whole date of the text"), ("not_verifiable", None, None)]


def test_sums_of_texts_without_a_day_are_compared_at_the_last_known_rate() -> None:
    """Yen meet dollars though neither text has a day, and whatever the day is on which they are checked."""
    told = []
    for name, amount in (("a", "3 trillion yen"), ("b", "190 billion dollars")):
        text = f"Japan plans projects of {amount} in Central Asia in five years."
        told.append(Reading(id=name, text=text, facts=extract(text, language="en")))
    (found,) = conflicts(*told)
    assert {name for name, _, _ in found.statements} == {"a", "b"}
    assert 8 < found.evidence["ratio"] < 12


def test_a_range_of_another_text_is_no_part_of_a_sum() -> None:
    """135 billion is what 35 and 100 make; that the other text also says 3 to 5 billion takes nothing from that."""
    one = read("a", "en", "Uzbekistan will invest 135 billion dollars in the United States.")
    words = "Uzbekistan will invest 35 billion dollars in the United States in three years and 100 billion dollars in ten years"
    other = read("b", "en", f"Uzbekistan will spend 3 to 5 billion dollars on aircraft. {words}.")
    assert ["the sum of" in found.message for found in conflicts(one, other)] == [True]


@pytest.mark.parametrize("currency", ["KZT", "UZS", "RUB"])
def test_a_currency_without_a_rate_is_not_verifiable(currency: str) -> None:
    """Missing is missing: no verdict is made up."""
    verdict, ratio = conversion(1e9, currency, 2e6, "USD", DAY)
    assert verdict == "not_verifiable"
    assert ratio != ratio


def test_the_command_checks_files_and_registers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files alone, a register alone, verdicts kept once."""
    monkeypatch.setenv("LODEWAY_DATA", str(tmp_path / "data"))
    place = str(tmp_path / "r.sqlite")
    files = []
    for name, text in {
        "one": f"{GOAL.text} Ministers of the six states met in Tokyo and spoke of ports and roads.",
        "two": "Business worth 30 trillion yen is what Japan wants to do with Central Asia within five years, a paper writes.",
    }.items():
        files.append(tmp_path / f"{name}.txt")
        files[-1].write_text(text, encoding="utf-8")

    def ask(*words: str) -> Any:
        result = CliRunner().invoke(main, ["ledger", *words, "--json"])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    names = [str(file) for file in files]
    day = ("--published", "2025-12-20", "--language", "en")
    alone = [row for row in ask("check", *names, *day)["findings"] if row["verdict"] == "conflict"]
    added = ask("add", *names, *day, "--register", place)["added"]
    assert all(row["statements"] > 3 for row in added)
    assert [row["statements"] for row in ask("add", *names, *day, "--register", place)["added"]] == [0, 0]
    for _ in range(2):
        kept = [row for row in ask("check", "--register", place, "--keep")["findings"] if row["verdict"] == "conflict"]
        assert [row["evidence"] for row in kept] == [row["evidence"] for row in alone] != []
    checks = ask("list", "checks", "--register", place)["checks"]
    assert [row["verdict"] for row in checks if row["dataset"] == "across"] == ["conflict"]
    source = added[0]["source"]
    shown = ask("show", source, "--register", place)
    money = next(row for row in shown["statements"] if row["kind"] == "money")
    assert money["sentence"][money["sentence_start"] : money["sentence_end"]] == "3 trillion yen"


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "The United Kingdom has invested 100 billion dollars in Kazakhstan so far.", "The United Kingdom and Kazakhstan signed deals worth 17 billion dollars."),
        ("en", "Direct investment stock of the EU in Kazakhstan: 100 billion euros.", "EU firms and Kazakhstan signed deals worth 10 billion euros."),
        ("ru", "Объём накопленных инвестиций Китая в Узбекистан достиг 40 млрд долларов.", "Китай и Узбекистан подписали контракты на 4 млрд долларов."),
        ("en", "Japan will give Kazakhstan a grant of 719 million yen for Aktau port.", "Japan will lend Kazakhstan 40 billion yen for a solar plant."),
        ("en", "Germany and Uzbekistan signed contracts worth 9 billion euros.", "Germany will pay 30 million euros for vocational schools in Uzbekistan."),
        ("en", "South Korea will import 300 tonnes of tungsten from Uzbekistan in 2027.", "South Korea will import 9,000 tonnes of copper from Uzbekistan in 2027."),
        ("en", "Trade between France and Kazakhstan was 5 billion euros in 2025.", "France and Kazakhstan signed deals for 1 billion euros in 2025."),
        ("en", "Exports of Kazakhstan to Japan were $700 million in 2024.", "Imports of Kazakhstan from Japan were $1.9 billion in 2024."),
        ("en", "Exports of Kazakhstan to Japan were $700 million in 2024.", "Exports of Japan to Kazakhstan were $1.9 billion in 2024."),
        ("en", "South Korea and Uzbekistan signed 12 memoranda on minerals.", "South Korea and Uzbekistan signed three contracts for trains."),
        ("en", "Japan and Kazakhstan signed 10 memoranda in 2025.", "Japan and Uzbekistan signed 4 memoranda in 2025."),
    ],
)  # fmt: skip
def test_what_is_about_something_else_is_no_conflict(language: str, first: str, second: str) -> None:
    """A stock beside deals, a grant beside a loan, two metals, two directions, two kinds of paper, other parties: in either order."""
    pair = [read("a", language, first), read("b", language, second)]
    assert conflicts(*pair) == []
    assert conflicts(*reversed(pair)) == []


@pytest.mark.parametrize(
    ("first", "second", "factor"),
    [
        ("Japan and Kazakhstan signed 14 documents.", "Japan and Kazakhstan signed more than 60 documents.", 60 / 14),
        ("Trade between France and Kazakhstan was 5 billion euros in 2025.", "Trade between France and Kazakhstan was about 8 billion euros in 2025.", 8 / 5),
        ("Japan gives Kazakhstan a grant of 7 million yen.", "Japan gives Kazakhstan a grant of up to 35 million yen.", 5),
    ],
)  # fmt: skip
def test_the_factor_is_that_of_the_figures_told(first: str, second: str, factor: float) -> None:
    """Whatever a qualifier allows: it decides whether there is a conflict, not by how much."""
    (found,) = conflicts(read("a", "en", first), read("b", "en", second))
    assert found.evidence["ratio"] == pytest.approx(factor)
    assert f"factor of {factor:.2f}" in found.message


def test_each_sum_of_a_sentence_is_converted_at_its_own_day() -> None:
    """Two sums with two days: the second is not judged at the rate of the first."""
    text = "The grant of 50 million euros ($58 million) was agreed on 4 June 2026; the loan of 100 million euros ($90 million) on 5 June 2026."
    facts = extract(text, language="en", published=None)
    found = [row for row in check([Reading(id="a", text=text, facts=facts)]) if row.kind == "conversion"]
    assert [row.evidence["query"].split(" on ")[1][:10] for row in found] == ["2026-06-04", "2026-06-05"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Kazakhstan aims to become the world's second largest producer of tungsten by 2030."),
        ("en", "Kazakhstan could become the second largest producer of gallium by 2030."),
        ("en", "Kazakhstan was never the world's largest copper producer."),
        ("ru", "Казахстан может стать крупнейшим в мире производителем вольфрама к 2030 году."),
        ("id", "Kazakhstan bukan produsen tembaga terbesar di dunia."),
        ("ja", "カザフスタンは世界最大の銅生産国ではない。"),
    ],
)
def test_what_is_denied_or_ahead_is_not_contradicted(language: str, text: str) -> None:
    """The data tell what is: neither a wish nor a denial is held against them."""
    found = [row for row in check([read("a", language, text)]) if row.kind == "claim"]
    assert [row.verdict for row in found] == ["not_verifiable"]
    assert "told as a fact" in found[0].message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "China accounts for about 30 percent of rare earth production and Chile for 23 percent of copper production.",
            ["China, rare earths, about 30 % of world production", "Chile, copper, 23 % of world production"],
        ),
        (
            "China produces 60 percent of the world's rare earths and Australia 8 percent.",
            ["China, rare earths, 60 % of world production"],
        ),
        (
            "China mines 40 percent of the world's rare earths and Chile is the second largest producer of copper.",
            ["China, rare earths, 40 % of world production", "Chile, copper, second largest producer"],
        ),
    ],
)
def test_each_country_of_a_sentence_has_its_own_figure(text: str, told: list[str]) -> None:
    """The country after "and" is not the one that the first figure is bought by."""
    found = [row.message.split(":")[0] for row in check([read("a", "en", text)]) if row.kind == "claim"]
    assert found == told


def test_a_corrected_value_is_told_as_corrected() -> None:
    """The factor is that of the value that stands, so the words are too, and where the text says otherwise that is said."""
    from lodeway.ledger.reading import readings
    from lodeway.ledger.register import Statement
    from tests.ledger.test_merging import filled

    texts = {
        "a": ("en", "Japan and Kazakhstan signed 14 documents."),
        "b": ("en", "Japan and Kazakhstan signed 20 documents."),
    }
    with filled(texts) as register:
        (row,) = [kept.record for kept in register.read(Statement, about="a") if kept.record.kind == "count"]
        register.correct(row.id, "misread", value=40.0)
        (found,) = conflicts(*readings(register))
    assert found.evidence["ratio"] == pytest.approx(2)
    assert "a says 40 document (corrected from 14 documents), b says 20 documents" in found.message
