"""Map pages of answers as a reader's browser shows them, opened from disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from lodeway.network import Terms, build, path, segments, tree
from lodeway.network.routes.answer import answer
from lodeway.report.map_page import write_reach, write_routes
from lodeway.scenario import read

pytestmark = pytest.mark.browser


def opened(browser: Browser, file: Path, complaints: list[str], outside: list[str], hash_: str = "") -> Page:
    """Return a page opened from disk, its map idle; whatever lies outside is blocked and noted."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
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
    page.goto(f"{file.as_uri()}{hash_}")
    page.wait_for_function("window.ready === true")
    return page


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of two ways of the bundled example, with and without China."""
    network = build(read("central-asia"))
    shown = []
    for label, avoid in (("free", frozenset[str]()), ("without China", frozenset({"CHN"}))):
        found = path(tree(network, "konchoch", year=2026, avoid=avoid, time_value=0.1), "yokohama")
        assert found is not None
        features = [
            {
                "type": "Feature",
                "properties": {"mode": piece.mode, "dashed": piece.dashed},
                "geometry": {"type": "LineString", "coordinates": [list(point) for point in piece.coordinates]},
            }
            for piece in segments(network, found.legs)
        ]
        told = answer(network, found, Terms(year=2026, time_value=0.1))
        shown.append({"label": label, **told, "geometry": {"type": "FeatureCollection", "features": features}})
    file = tmp_path_factory.mktemp("routes") / "routes.html"
    write_routes(file, {"title": "Konchoch to Yokohama", "routes": shown})
    return file


@pytest.fixture(scope="module")
def reach(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of three places and a line."""
    file = tmp_path_factory.mktemp("reach") / "reach.html"
    points = [
        {"longitude": 69.3, "latitude": 41.3, "hours": 30.0, "cost": 41.0, "country": "UZB", "name": "Tashkent"},
        {"longitude": 74.6, "latitude": 42.9, "hours": 12.0, "cost": 18.0, "country": "KGZ", "name": "Bishkek"},
        {"longitude": 44.5, "latitude": 40.2, "hours": None, "cost": None, "country": "ARM", "name": "Yerevan"},
    ]
    lines = [{"coordinates": [[76.9, 43.3], [74.6, 42.9]], "hours": 12.0, "cost": 18.0}]
    origin = {"name": "Almaty", "longitude": 76.93, "latitude": 43.28}
    write_reach(file, {"title": "From Almaty", "origin": origin, "points": points, "lines": lines})
    return file


def test_choosing_a_route_shows_it(browser: Browser, routes: Path, complaints: list[str], outside: list[str]) -> None:
    """Another route chosen gives another picture and other words, and stands in the address."""
    page = opened(browser, routes, complaints, outside)
    before = page.locator("#map-1 canvas").screenshot()
    assert page.locator("#map-words").inner_text().startswith("free:")
    page.locator('input[name="route"][value="1"]').check()
    page.wait_for_function("window.ready === true")
    assert page.locator("#map-words").inner_text().startswith("without China:")
    assert page.locator("#map-1 canvas").screenshot() != before
    assert page.url.endswith("#route=1")
    page.close()
    page = opened(browser, routes, complaints, outside, "#route=1")
    assert page.locator('input[name="route"][value="1"]').is_checked()
    assert (outside, complaints) == ([], [])
    page.close()


def test_reach_is_coloured_by_what_is_chosen(
    browser: Browser, reach: Path, complaints: list[str], outside: list[str]
) -> None:
    """The key counts every place in its class and those not reached; time instead of freight gives other classes."""
    page = opened(browser, reach, complaints, outside)
    rows = page.locator("#classes tbody tr")
    assert sum(int(text) for text in rows.locator("td").all_inner_texts()) == 3
    assert "not reached" in rows.last.inner_text()
    assert "2 of 3 places reached from Almaty" in page.locator("#map-words").inner_text()
    before = rows.first.inner_text()
    page.locator('input[name="measure"][value="hours"]').check()
    page.wait_for_function("window.ready === true")
    assert rows.first.inner_text() != before
    assert (outside, complaints) == ([], [])
    page.close()


@pytest.mark.parametrize("which", ["routes", "reach"])
def test_map_pages_fit_a_phone(
    browser: Browser, which: str, complaints: list[str], outside: list[str], request: pytest.FixtureRequest
) -> None:
    """On a phone nothing is wider than the screen."""
    page = opened(browser, request.getfixturevalue(which), complaints, outside)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
