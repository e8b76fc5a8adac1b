"""The page of a register as a reader's browser shows it, opened from disk."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from lodeway.ledger.examples import example
from lodeway.ledger.register import Commitment, Source, Statement, open_register
from lodeway.report.ledger_page import write_register

pytestmark = pytest.mark.browser

HOSTILE = '<script>document.title = "taken"</script><img src=x onerror="document.title=1">'
TEXT = f"The minister named {HOSTILE} and 3 trillion yen. The rest follows."


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the example, to which a hostile source was added."""
    path = tmp_path_factory.mktemp("register") / "register.html"
    start = TEXT.index("3 trillion")
    with open_register(":memory:", author="desk") as register:
        register.add(*example(), approve=True)
        digest = register.add_text(TEXT)
        register.add(
            Source(id="bad", title=HOSTILE, publisher=HOSTILE, address="javascript:alert(1)", digest=digest),
            Statement(
                id="s",
                source="bad",
                start=start,
                end=start + len("3 trillion yen"),
                text="3 trillion yen",
                kind="money",
                value=3e12,
                unit="JPY",
            ),
            Commitment(
                id="hostile", title=HOSTILE, sources=("bad",), announced="2026-01", conflicts=HOSTILE, note=HOSTILE
            ),
        )
        write_register(register, path, target="A001", today=date(2026, 11, 26))
    return path


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_register_fits_the_screen(
    width: int, height: int, written: Path, browser: Browser, complaints: list[str], outside: list[str]
) -> None:
    """Nothing is asked of the network, nothing runs, nothing hangs over the edge, and the answer and the bar stand on the first screen."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )

    def judge(route: Any) -> None:
        if route.request.url.startswith(written.as_uri()):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    page.route("**/*", judge)
    page.goto(written.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for place in (page.locator(".sentences p").last, page.locator(".hero svg").first):
        box = place.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= height
    assert page.title() == "Five-year target of JPY 3 trillion of private business projects"
    assert page.locator("script, img").count() == 0
    assert page.locator("#c-hostile h3").inner_text().strip() == HOSTILE
    assert page.locator("#c-hostile a").get_attribute("href") == "#about"
    assert page.locator("mark").inner_text() == "3 trillion yen"
    assert page.locator("article").count() == 354
    assert (complaints, outside) == ([], [])
    page.close()


def test_links_lead_to_commitments_that_are_there(written: Path, browser: Browser) -> None:
    """Every link within the page has its place."""
    page = browser.new_page()
    page.goto(written.as_uri())
    lost = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href')).filter(h => !document.getElementById(h.slice(1)))"
    )
    assert lost == []
    page.close()
