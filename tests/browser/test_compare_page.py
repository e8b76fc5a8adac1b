"""The page on which two plans stand side by side, as a reader's browser shows it, opened from disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from lodeway.network import build
from lodeway.plan import plan
from lodeway.report.differences import Comparison, comparison, write_page
from tests.browser.conftest import scenario, without_china

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (390, 844)]


@pytest.fixture(scope="module")
def found() -> Comparison:
    """How the case without China differs from the base."""
    one, other = scenario(), without_china()
    network = build(one)
    return comparison(plan(one, network=network), plan(other, network=network), one, other, names=("base", "no-china"))


@pytest.fixture(scope="module")
def file(found: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page."""
    path = tmp_path_factory.mktemp("compare") / "compare.html"
    write_page(path, found)
    return path


def opened(browser: Browser, file: Path, size: tuple[int, int], complaints: list[str], outside: list[str]) -> Page:
    """Return the page on a screen of a size; what lies outside is blocked and noted."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def judge(route: Any) -> None:
        if route.request.url.startswith(file.as_uri()):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    page.route("**/*", judge)
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize("size", SIZES)
def test_it_fits_the_screen(
    size: tuple[int, int], browser: Browser, file: Path, complaints: list[str], outside: list[str]
) -> None:
    """Nothing is asked of the network, nothing complains, the page is no wider than the screen, and the first difference stands on the first screen."""
    page = opened(browser, file, size, complaints, outside)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    sentences = page.locator("main li")
    for sentence in sentences.all():
        box = sentence.bounding_box()
        assert box is not None
        assert box["x"] > 16
        assert box["x"] + box["width"] <= size[0]
    first = sentences.first.bounding_box()
    assert first is not None
    assert first["y"] + first["height"] <= size[1]
    assert (complaints, outside) == ([], [])
    page.close()


def test_the_whole_difference_comes_first(browser: Browser, file: Path, found: Comparison) -> None:
    """The first sentence says what B costs more in all; each difference is told once, and its row names figures of both plans."""
    page = opened(browser, file, SIZES[0], [], [])
    told = page.locator("main li").all_inner_texts()
    whole = next(row.text for row in found.differences if (row.topic, row.what) == ("cost", "all"))
    assert told[0] == whole
    assert sorted(told) == sorted(row.text for row in found.differences)
    rows = page.locator("#table-differences tbody tr")
    assert rows.count() == len(found.differences)
    page.close()


@pytest.mark.parametrize("size", SIZES)
def test_rows_of_tables_stay_low(size: tuple[int, int], browser: Browser, file: Path) -> None:
    """On a phone too a row of the table of differences takes no more than a third of the screen: it scrolls sideways instead."""
    page = opened(browser, file, size, [], [])
    heights = page.locator("#table-differences tbody tr").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert 0 < max(heights) < size[1] / 3
    page.close()
