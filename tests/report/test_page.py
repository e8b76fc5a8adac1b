"""The page as a document: complete, well formed, safe to open, without the network."""

from __future__ import annotations

import copy
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from lodeway.network import build
from lodeway.plan import plan
from lodeway.plan.sample import sample
from lodeway.report import page
from lodeway.report.context import context
from lodeway.report.context.shape import Context, TableView
from lodeway.report.page.tableview import grid, pivot

VOID = {"meta", "link", "br", "input", "img", "hr"}
NASTY = "Is it <b>\"worth\"</b> 'building' </script><script>alert(1)</script> & <!-- this?"


class Document(HTMLParser):
    """Reads a document and notes what does not close, and what each element refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Note an end that no start fits."""
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"{tag} closes {self.open[-1:]}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Keep text by element."""
        self.words.setdefault(self.open[-1] if self.open else "", []).append(data)


def read(html: str) -> Document:
    """Return the document read."""
    document = Document()
    document.feed(html)
    document.close()
    return document


@pytest.fixture(scope="module")
def shown() -> Context:
    """Everything that the sample's report shows."""
    scenario = sample()
    network = build(scenario)
    return context(plan(scenario, network=network), None, scenario, None, network)


def test_document_is_well_formed(shown: Context) -> None:
    """Every element that opens closes, in order."""
    document = read(page.render(shown))
    assert (document.faults, document.open) == ([], [])


def test_refers_to_nothing_outside(shown: Context) -> None:
    """No element loads anything: addresses stand only in links that a reader may follow."""
    document = read(page.render(shown))
    for tag, attributes in document.found:
        assert not {"src", "srcset", "poster", "action", "background"} & set(attributes), (tag, attributes)
        if tag != "a":
            assert not re.match(r"(?:https?:)?//", attributes.get("href") or ""), (tag, attributes)
    assert not re.search(r"@import|url\((?!#)", "".join(document.words["style"]))
    assert not re.search(r"\bfetch\(|XMLHttpRequest|import\(", "".join(document.words["script"]))


def test_text_cannot_break_out(shown: Context) -> None:
    """Markup in a scenario's words shows as words, in the text and in the script's data."""
    nasty = copy.deepcopy(shown)
    nasty["meta"]["question"] = NASTY
    nasty["names"]["commodities"]["ore"] = NASTY
    document = read(page.render(nasty))
    assert (document.faults, document.open) == ([], [])
    assert "".join(document.words["h1"]) == NASTY
    assert len([tag for tag, _ in document.found if tag == "script"]) == len(
        [tag for tag, _ in read(page.render(shown)).found if tag == "script"]
    )
    data = json.loads(next(words for words in document.words["script"] if words.startswith("{")))
    assert data["names"]["commodities"]["ore"] == NASTY


def test_tables_are_complete(shown: Context) -> None:
    """Tables have captions and scoped headings, and every number's heading says its unit."""
    html = page.render(shown)
    document = read(html)
    tables = [attributes for tag, attributes in document.found if tag == "table"]
    assert len(tables) == html.count("<caption")
    assert all(attributes.get("scope") in {"col", "row"} for tag, attributes in document.found if tag == "th")
    assert "Distance (km)" in html
    assert "Capital cost (USD)" in html


def test_missing_is_named_never_zero(shown: Context) -> None:
    """A missing figure reads "not known" with a reason below, and copies as an empty cell."""
    html = page.render(shown)
    assert '<td class="n missing">not known</td>' in html
    assert "the scenario states no figure from which" in html


def test_answer_stands_first(shown: Context) -> None:
    """The question is the only first heading and the three sentences follow it before anything else."""
    html = page.render(shown)
    assert html.count("<h1") == 1
    places = [html.index(f"<p>{sentence[:20]}") for sentence in shown["meta"]["answer"]]
    assert len(places) == 3
    assert html.index("<h1") < places[0] < places[1] < places[2] < html.index("<canvas")


def test_base_alone_has_no_comparison(shown: Context) -> None:
    """Without another case there is nothing to compare and nothing offers to."""
    html = page.render(shown)
    assert 'id="difference"' not in html
    assert 'name="show"' not in html


def table(**columns: tuple[str, list[Any]]) -> TableView:
    """Return a table of columns: kind and cells by key."""
    return {
        "name": "table",
        "title": "Table",
        "note": "",
        "columns": [{"key": key, "title": key, "unit": "USD" if key == "cost" else "", "kind": kind, "digits": 1, "meaning": ""} for key, (kind, _) in columns.items()],
        "rows": [list(row) for row in zip(*(cells for _, cells in columns.values()), strict=True)],
    }  # fmt: skip


def test_pivot_keeps_every_tonne() -> None:
    """Years side by side sum to the rows they came from, and a year without a row is 0."""
    tall = table(
        to=("text", ["a", "a", "b", "a"]), year=("year", [2026, 2027, 2027, 2026]), t=("number", [1.0, 2.0, 4.0, 8.0])
    )
    wide = pivot(tall, ["to"], "t", [2026, 2027])
    assert wide["rows"] == [["a", 9.0, 2.0], ["b", 0.0, 4.0]]


def test_large_money_reads_in_millions(shown: Context) -> None:
    """Money from twenty million on stands in millions, with the unit in the heading."""
    made = grid(table(cost=("number", [2.5e7, 1e6])), shown["names"])
    assert made.headings == ("cost (million USD)",)
    assert [row.cells for row in made.rows] == [("25.0",), ("1.0",)]
