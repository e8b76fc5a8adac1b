"""Profiles of supply risk as a reader's browser shows them, opened from disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from lodeway.atlas import own
from lodeway.report.risk_page import write_profile

pytestmark = pytest.mark.browser

KINDS: dict[str, dict[str, Any]] = {
    "commodity": {"commodity": "antimony", "importer": "JPN"},
    "country": {"importer": "JPN"},
    "pair": {"importer": "JPN", "partner": "CHN"},
    "unknown": {"commodity": "germanium", "importer": "JPN"},
    "silent": {"commodity": "gallium", "importer": "JPN"},
    "exporter": {"importer": "KAZ"},
}


CUT = """() => [...document.querySelectorAll('svg text')].filter(text => {
    const own = text.getBoundingClientRect(), all = text.ownerSVGElement.getBoundingClientRect()
    return own.width > 0 && (own.left < all.left - 1 || own.right > all.right + 1)
}).map(text => text.textContent)"""
"""Words of drawings that hang over their drawing's edge, where the browser cuts them."""


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of each kind, by USGS alone."""
    folder = tmp_path_factory.mktemp("profiles")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(own.VARIABLE, str(folder / "own"))
        for kind, what in KINDS.items():
            write_profile(folder / f"{kind}.html", draws=40, **what)
    return {kind: folder / f"{kind}.html" for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_a_profile_fits_the_screen(
    kind: str,
    width: int,
    height: int,
    profiles: dict[str, Path],
    browser: Browser,
    complaints: list[str],
    outside: list[str],
) -> None:
    """Nothing is asked of the network, nothing complains, nothing hangs over the edge, and the answer stands on the first screen."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )

    def judge(route: Any) -> None:
        if route.request.url.startswith(profiles[kind].as_uri()):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    page.route("**/*", judge)
    page.goto(profiles[kind].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for sentence in page.locator(".sentences p").all():
        box = sentence.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= height
    hero = page.locator(".hero svg:visible").bounding_box()
    assert hero is not None
    assert hero["y"] < height
    assert page.evaluate(CUT) == []
    # What scrolls on its own would look cut off: on a phone the indicators are cards.
    if kind == "commodity":
        wide = page.evaluate(
            "(([one]) => one.scrollWidth - one.clientWidth)([document.querySelector('#table-indicators').parentElement])"
        )
        assert wide <= 1
    assert (complaints, outside) == ([], [])
    page.close()
