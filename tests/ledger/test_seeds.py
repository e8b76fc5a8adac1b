"""Every fact that a person found in three news texts is found; the texts are not ours to ship and lie beside the checkout or where LODEWAY_TEST_SEEDS says."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lodeway.ledger.documents import Document, read_document
from lodeway.ledger.extract import Fact, extract

ROOT = Path(__file__).parent.parent.parent
ALPHA3 = {"KZ": "KAZ", "KG": "KGZ", "TJ": "TJK", "TM": "TKM", "UZ": "UZB", "JP": "JPN", "US": "USA"}
NO_VALUE = {"claim", "goal", "focus", "meeting"}
"""What a reader concludes from a sentence: no value stands there, so nothing is extracted but what the sentence counts, dates and names."""


def folder() -> Path | None:
    """Return the folder of the seed texts, or None."""
    for place in (os.environ.get("LODEWAY_TEST_SEEDS"), ROOT.parent / "shared" / "seeds"):
        if place and Path(place).is_dir():
            return Path(place)
    return None


@cache
def seeds() -> dict[str, tuple[Document, tuple[Fact, ...]]]:
    """Return document and facts of each seed by the three figures of its name."""
    place = folder()
    if place is None:
        pytest.skip("not run: needs the seed texts; set LODEWAY_TEST_SEEDS to their folder")
    documents = {path.name[:3]: read_document(path) for path in sorted(place.glob("*.txt"))}
    return {name: (one, extract(one.text, language=one.language)) for name, one in documents.items()}


def annotated() -> list[dict[str, Any]]:
    """Return the facts that a person found."""
    seeds()
    place = folder()
    assert place is not None
    rows: list[dict[str, Any]] = json.loads((place.parent / "facts" / "seed_facts.json").read_text(encoding="utf-8"))
    return rows


def within(row: dict[str, Any], *kinds: str) -> list[Fact]:
    """Return the facts of some kinds that share a character with an annotation."""
    return [
        fact
        for fact in seeds()[row["doc"]][1]
        if fact.kind in kinds and fact.start < row["end"] and fact.end > row["start"]
    ]


def is_found(row: dict[str, Any]) -> bool:
    """Return whether the facts say what an annotation says, with our kinds for its kinds."""
    kind = row["kind"]
    money = [(fact.value, fact.unit) for fact in within(row, "money")]
    checks = {
        "publisher": lambda: _publisher(row),
        "date": lambda: row["iso"] in [fact.value for fact in within(row, "date")],
        "relative_date": lambda: [fact.value for fact in within(row, "period")] == [1],
        "place": lambda: bool(within(row, "place", "country")),
        "actor": lambda: any(fact.text in row["text"] for fact in within(row, "person")),
        "party": lambda: [fact.value for fact in within(row, "country")] == [ALPHA3[code] for code in row["iso2"]],
        "pillar": lambda: [fact.value for fact in within(row, "pillar")] == [row["code"]],
        "agreement": lambda: bool(within(row, "agreement")),
        "pledge": lambda: [fact.value for fact in within(row, "agreement")] == ["TITR"],
        "deadline": lambda: [(fact.value, fact.unit) for fact in within(row, "period")] == [(row["years"], "a")],
        "documents": lambda: _counted(row),
        "count_claim": lambda: _counted(row),
        "ranking_claim": lambda: bool(within(row, "rank")),
        "share_claim": lambda: [fact.value for fact in within(row, "share")] == [row["value"]],
        "headline": lambda: within(row, "money", "count", "percent") == [],
        "noise": lambda: within(row, *{fact.kind for fact in seeds()[row["doc"]][1]}) == [],
    }
    if kind in {"target", "conversion", "investment_stock", "deal"}:
        return money == [(row["value"], row["currency"])]
    return kind in NO_VALUE or bool(checks[kind]())


def _publisher(row: dict[str, Any]) -> bool:
    document = seeds()[row["doc"]][0]
    return row["text"].startswith(document.publisher) and set(row["agency"].split(", ")) <= set(document.agencies)


def _counted(row: dict[str, Any]) -> bool:
    return [(fact.value, fact.qualifier) for fact in within(row, "count")] == [(row["value"], row["qualifier"])]


def test_every_fact_is_found() -> None:
    """Each fact of the annotation is found with its value, in its place."""
    assert [row["id"] for row in annotated() if not is_found(row)] == []


def test_spans_are_exact() -> None:
    """Dates, sums, counts and deadlines begin and end where a person says that they do; a sum within a longer phrase ends with it."""
    kinds = {
        "date": "date",
        "conversion": "money",
        "investment_stock": "money",
        "deal": "money",
        "documents": "count",
        "deadline": "period",
    }
    wrong = [
        (row["id"], fact.start, fact.end)
        for row in annotated()
        if row["kind"] in kinds
        for fact in within(row, kinds[row["kind"]])
        if (fact.start, fact.end) != (row["start"], row["end"])
    ]
    assert wrong == []


def test_nothing_is_made_up() -> None:
    """The seeds hold these values and no others; each was checked by reading."""
    found = {
        name: sorted(
            (fact.kind, fact.start, fact.value)
            for fact in facts
            if fact.kind in {"money", "percent", "date", "count", "period", "rank", "share", "quantity"}
        )
        for name, (_, facts) in seeds().items()
    }
    assert found == {
        "000": [
            ("count", 92, 5),
            ("count", 789, 3),
            ("count", 2562, 150),
            ("date", 378, "2025-12-20"),
            ("money", 1765, 3_000_000_000_000),
            ("money", 1792, 317_500_000_000_000),
            ("period", 1814, 5),
            ("period", 2094, 20),
        ],
        "001": [
            ("count", 293, 5),
            ("date", 266, "2025-12-19"),
            ("date", 835, "2025"),
            ("date", 1545, "2025"),
            ("date", 2159, "2024"),
            ("date", 2483, "2025-06"),
            ("period", 540, 2),
            ("period", 559, 1),
            ("period", 1379, 1),
            ("rank", 3009, 1),
        ],
        "003": [
            ("count", 3139, 600),
            ("count", 3832, 5),
            ("date", 552, "2025-11-06"),
            ("date", 655, "2025-11-06"),
            ("date", 2169, "2024"),
            ("date", 3778, "2015"),
            ("money", 2767, 100_000_000_000),
            ("money", 2807, 1_669_000_000_000_000),
            ("money", 2969, 17_000_000_000),
            ("money", 3008, 283_800_000_000_000),
            ("percent", 2130, 97),
            ("percent", 3067, 25),
            ("rank", 1945, 2),
            ("rank", 2719, 1),
            ("share", 2130, 97),
            ("share", 3059, 25),
        ],
    }  # fmt: skip


def test_conversions_point_at_what_they_convert() -> None:
    """Each of the three sums in rupiah says which sum it restates."""
    for name, pairs in {"000": [(1792, 1765)], "003": [(2807, 2767), (3008, 2969)]}.items():
        found = [(fact.start, fact.detail["converts"][0]) for fact in seeds()[name][1] if "converts" in fact.detail]
        assert found == pairs


def test_status_of_one_agreement_moves() -> None:
    """The partnership on artificial intelligence is expected in one text and launched in the other."""
    for name, status, word in (("001", "expected", "kemitraan AI"), ("000", "launched", "Kemitraan Kerja Sama AI")):
        facts = seeds()[name][1]
        place = next(fact for fact in facts if fact.kind == "agreement" and fact.text.startswith(word))
        before = [fact for fact in facts if fact.kind == "status" and fact.end <= place.start]
        assert before[-1].value == status
