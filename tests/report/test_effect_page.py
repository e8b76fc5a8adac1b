"""Pages and figures of what promises change."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lodeway.ledger.effect import Effect, effects
from lodeway.ledger.register import Commitment, Party, Source
from lodeway.report.effect_page import (
    Measured,
    Quote,
    deliveries,
    document,
    lines,
    sentences,
    summary,
    touches,
    write_effect,
    write_effects,
)
from lodeway.report.effect_page.drawing import pair, ranking
from lodeway.report.lookup import Lookup
from lodeway.scenario import Scenario
from lodeway.schema.tables import Agreement
from tests.plan.worlds import scenario

EVIL = "<script>alert('x')</script>"
PARTIES = (Party(name="TJK"), Party(name="JPN"))


@pytest.fixture(scope="module")
def case() -> Scenario:
    """A world in which one promise lets a deep mine be built and another pays for a mill."""
    workers = tuple(replace(row, workers=2000.0, emissions=4.0) for row in scenario().processes)
    return scenario(
        processes=workers,
        agreements=(
            Agreement(id="mine", ledger="L1", enables=("hill-deep",)),
            Agreement(id="mill", ledger="L2", funds=("mill-new",), amount=1e6),
        ),
    )


@pytest.fixture(scope="module")
def found(case: Scenario) -> dict[str, Effect]:
    """The effects of four promises by id."""
    promises = [
        Commitment(id="L1", title=f"Licence {EVIL}", parties=PARTIES, status="signed", conflicts=f"One says {EVIL}"),
        Commitment(id="L2", title="Loan for the mill", parties=PARTIES, amount=1e6, currency="USD"),
        Commitment(id="L3", title="Antimony of the hill", parties=PARTIES, place="Hill"),
        Commitment(id="L4", title=f"Friendship {EVIL}", parties=PARTIES),
    ]
    return {row.commitment.id: row for row in effects(promises, case)}


@pytest.fixture(scope="module")
def measured(case: Scenario) -> Measured:
    """Figures of the world's plans."""
    return Measured(Lookup(case))


class Page(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.marked: list[str] = []
        self.links: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.inside = tag
        self.links += [str(value) for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        """Note what is marked."""
        if self.inside == "mark":
            self.marked.append(data)
            self.inside = ""


def test_the_sentence_is_highlighted_and_nothing_runs(
    found: dict[str, Effect], measured: Measured, tmp_path: Path
) -> None:
    """The words stand marked in their sentence; scripts in titles and addresses are text, and no link leads to one."""
    text = f"They pay 1 million {EVIL} today."
    start = text.index("1 million")
    quotes = [
        Quote(
            source=Source(id="s", publisher="Paper", address="javascript:alert(1)"),
            sentence=text,
            start=start,
            end=start + 9,
        ),
        Quote(source=Source(id="t", publisher=EVIL, address="https://example.org/a")),
    ]
    write_effect(found["L1"], measured, quotes, tmp_path / "one.html")
    page = Page((tmp_path / "one.html").read_text("utf-8"))
    assert page.marked == ["1 million"]
    assert "script" not in page.tags
    assert not any(link.startswith("javascript") for link in page.links)
    assert "https://example.org/a" in page.links
    assert page.tags.count("svg") > 8


@pytest.mark.parametrize("name", ["L1", "L2", "L3", "L4"])
def test_every_kind_of_promise_has_a_page(
    found: dict[str, Effect], measured: Measured, tmp_path: Path, name: str
) -> None:
    """With an effect, without, proposed, unknown: the page says which, in its own words."""
    write_effect(found[name], measured, (), tmp_path / "one.html")
    text = (tmp_path / "one.html").read_text("utf-8")
    assert found[name].verdict in text.lower()
    for sentence in sentences(found[name], measured):
        assert sentence.partition("<")[0][:40] in text.replace("&#39;", "'")
    assert ("A proposal" in text) is (name == "L3")


def test_the_page_of_all_ranks_and_tells_the_unknown_apart(
    found: dict[str, Effect], measured: Measured, tmp_path: Path
) -> None:
    """All promises are there, scripts in their titles as text."""
    write_effects(list(found.values()), measured, tmp_path / "all.html")
    text = (tmp_path / "all.html").read_text("utf-8")
    assert "script" not in Page(text).tags
    assert [text.count(f">{name}<") for name in found] == [1, 1, 1, 1]
    assert text.index("Friendship") > text.index('id="unknown"')
    assert text.index(">L1<") < text.index('id="none"') < text.index('id="unknown"')


def test_figures_are_those_of_the_plans(found: dict[str, Effect], measured: Measured) -> None:
    """Cost, unmet tonnes and jobs are recounted from the plans; with the mine there is more work and less is short."""
    one = found["L1"]
    assert one.whole is not None
    assert one.without is not None
    told = {row.key: row for row in lines(one, measured)}
    assert told["cost"].without - told["cost"].whole == pytest.approx(one.change)
    for side, plan in (("whole", one.whole), ("without", one.without)):
        assert getattr(told["unmet"], side) == pytest.approx(math.fsum(row.tonnes for row in plan.unmet))
        hosts = [row for row in plan.activities if row.country in measured.lookup.hosts]
        jobs = math.fsum(2.0 * row.tonnes for row in hosts) / len(plan.years)
        assert getattr(told["jobs"], side) == pytest.approx(jobs)
    assert told["jobs"].whole > told["jobs"].without
    assert told["cost"].bare == told["cost"].without


def test_deliveries_and_builds_of_both_plans(found: dict[str, Effect], measured: Measured) -> None:
    """What buyers get adds up to the plan's supply, and the mine stands in one plan only."""
    one = found["L1"]
    assert one.whole is not None
    rows = deliveries(one, measured)
    assert {row.market for row in rows} == {"JPN", "EU"}
    assert all(row.touched for row in rows)
    assert math.fsum(row.tonnes[0] for row in rows) == pytest.approx(math.fsum(row.tonnes for row in one.whole.supply))
    (mine,) = touches(one)
    assert mine.built[0] > 0 == mine.built[1]
    assert mine.year[1] == 0


def test_words_say_which_reading_they_are(found: dict[str, Effect], measured: Measured) -> None:
    """Stated, at most, proposed, unknown."""
    assert "Without it the plan costs" in sentences(found["L1"], measured)[0]
    second = " ".join(sentences(found["L2"], measured))
    assert second.startswith("No measurable effect: the plan builds")
    assert "If all that it touches hung on it" in second
    assert "proposal by the names" in " ".join(sentences(found["L3"], measured))
    assert sentences(found["L4"], measured) == (
        "Unknown: names no mine, plant, port, crossing or link of the scenario.",
    )


def test_plain_values_are_json(found: dict[str, Effect], measured: Measured) -> None:
    """No value is endless or missing but as null, and the table's row agrees with the document."""
    for effect in found.values():
        told = document(effect, measured, ())
        row = summary(effect, measured)
        json.dumps([told, row], allow_nan=False)
        assert {key: told[key] for key in ("verdict", "change", "most", "reason")} == {
            key: row[key] for key in ("verdict", "change", "most", "reason")
        }
        assert (told["figures"] == []) is (effect.verdict == "unknown")


def test_drawings_draw_what_there_is(found: dict[str, Effect]) -> None:
    """A missing value is a dashed line, no bar; promises without an effect are not drawn."""
    assert "stroke-dasharray" in pair(1.0, math.nan, "Jobs")
    assert str(pair(1.0, math.nan, "Jobs")).count("<rect") == 1
    drawn = str(ranking(list(found.values())))
    assert "Friendship" not in drawn
    assert EVIL not in drawn
    assert "No promise changes" in ranking([found["L4"]])
