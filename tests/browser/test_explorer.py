"""The avoidance explorer as a reader's browser shows it, opened from disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from lodeway.report.explorer import explore, ladder
from lodeway.scenario import read

pytestmark = pytest.mark.browser

IDLE = "window.ready === true && !window.lodeway.moving()"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The explorer of the bundled example, one gate closed at most, and what it shows."""
    out = tmp_path_factory.mktemp("explorer") / "explorer.html"
    return out, explore(read("central-asia"), out=out, closures={"cost": 1, "distance": 0})


@pytest.fixture
def explorer(
    browser: Browser, made: tuple[Path, dict[str, Any]], outside: list[str], complaints: list[str]
) -> Iterator[Page]:
    """The explorer on a wide screen, its map idle; whatever lies outside is blocked and noted."""
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    opened.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    opened.on("pageerror", lambda error: complaints.append(str(error)))

    def judge(route: Any) -> None:
        if route.request.url.startswith(made[0].as_uri()):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    opened.route("**/*", judge)
    show(opened, made, "from=almalyk&to=rotterdam&by=cost")
    yield opened
    opened.close()


def show(page: Page, made: tuple[Path, dict[str, Any]], choice: str) -> None:
    """Open the explorer at a choice."""
    page.goto("about:blank")
    page.goto(f"{made[0].as_uri()}#{choice}")
    page.wait_for_function(IDLE)


def bar(page: Page, country: str, on: bool = True) -> None:
    """Tick or clear a country, and wait until the way has moved."""
    page.locator(f'input[name="avoid"][value="{country}"]').set_checked(on)
    page.wait_for_function(IDLE)


def kilometres(page: Page) -> str:
    """Return the length that the first figure tells."""
    return page.locator("#figures dd").first.inner_text().replace("\u00a0", " ")


def rung(made: tuple[Path, dict[str, Any]], *barred: str) -> dict[str, Any]:
    """Return what the document says of Almalyk to Rotterdam without these."""
    rows = [row for row in ladder(made[1]) if (row["from"], row["to"], row["by"]) == ("almalyk", "rotterdam", "cost")]
    return next(row for row in rows if row["barred"] == list(barred))


def told(km: float) -> str:
    """Return a length as people read it: to 10 km."""
    return f"{round(km / 10) * 10:,} km"


def test_barring_russia_moves_the_way(explorer: Page, made: tuple[Path, dict[str, Any]]) -> None:
    """Ticking Russia gives another way, another headline, its figures and their difference from the free way."""
    free, without = rung(made), rung(made, "RUS")
    before = explorer.evaluate("window.lodeway.way().number")
    assert kilometres(explorer) == told(free["km"])
    bar(explorer, "RUS")
    assert explorer.evaluate("window.lodeway.way().number") != before
    assert kilometres(explorer) == told(without["km"])
    assert explorer.locator("#headline").inner_text().startswith("Without Russia, copper from Almalyk still reaches")
    apart = explorer.locator("#figures .apart").first.inner_text().replace("\u00a0", " ")
    assert apart == f"+{round(without['km'] / 10) * 10 - round(free['km'] / 10) * 10:,} km"
    assert "RUS" not in explorer.evaluate("window.lodeway.way().countries")
    bar(explorer, "RUS", on=False)
    assert kilometres(explorer) == told(free["km"])


def test_the_picture_changes(explorer: Page) -> None:
    """The map shows other pixels without Russia."""
    before = explorer.locator("#map-1 canvas").screenshot()
    bar(explorer, "RUS")
    assert explorer.locator("#map-1 canvas").screenshot() != before


def test_barring_what_is_not_used_changes_no_figure(explorer: Page) -> None:
    """Barring a country that the way does not touch leaves the way, and the headline says as before."""
    before = kilometres(explorer)
    assert "CHN" not in explorer.evaluate("window.lodeway.way().countries")
    bar(explorer, "CHN")
    assert kilometres(explorer) == before
    assert "as before" in explorer.locator("#headline").inner_text()


def test_closing_a_gate_leads_past_it(explorer: Page, made: tuple[Path, dict[str, Any]]) -> None:
    """A closed gate of the way is passed no more."""
    show(explorer, made, "from=almalyk&to=yokohama&by=cost")
    gate = explorer.evaluate(
        "window.lodeway.way().gates.find((id) => document.querySelector(`input[name=close][value=${id}]`))"
    )
    explorer.locator(f'input[name="close"][value="{gate}"]').check()
    explorer.wait_for_function(IDLE)
    assert gate not in explorer.evaluate("window.lodeway.way().gates")
    assert f"close={gate}" in explorer.url


def test_no_closure_is_dropped_unsaid(explorer: Page, made: tuple[Path, dict[str, Any]]) -> None:
    """When as many gates are closed as may be, no other can be pressed and the page says why; opening one frees them."""
    show(explorer, made, "from=almalyk&to=yokohama&by=cost")
    boxes = explorer.locator('input[name="close"]')
    first, second = (boxes.nth(number).get_attribute("value") for number in (0, 1))
    one, other = (explorer.locator(f'input[name="close"][value="{gate}"]') for gate in (first, second))
    assert "up to one at once" in explorer.locator("#closing").inner_text()
    one.check()
    explorer.wait_for_function(IDLE)
    assert other.is_disabled()
    assert one.is_checked()
    assert "To close another, press it to open it" in explorer.locator("#closing").inner_text()
    one.uncheck()
    explorer.wait_for_function(IDLE)
    assert other.is_enabled()


def test_the_address_restores_the_choice(explorer: Page, made: tuple[Path, dict[str, Any]]) -> None:
    """What is chosen stands in the address, and the address opens the same."""
    bar(explorer, "RUS")
    bar(explorer, "IRN")
    explorer.locator("#to").select_option("yokohama")
    explorer.wait_for_function(IDLE)
    headline = explorer.locator("#headline").inner_text()
    choice = explorer.evaluate("window.lodeway.state()")
    show(explorer, made, explorer.url.partition("#")[2])
    assert explorer.evaluate("window.lodeway.state()") == choice
    assert explorer.locator("#headline").inner_text() == headline
    assert explorer.locator('input[name="avoid"][value="IRN"]').is_checked()


def test_no_way_gives_a_reason_and_no_figure(explorer: Page, made: tuple[Path, dict[str, Any]]) -> None:
    """China's own port cannot be reached without China: the page says why and shows no length."""
    show(explorer, made, "from=almalyk&to=shanghai&by=cost&avoid=CHN")
    assert "cannot reach" in explorer.locator("#headline").inner_text()
    assert "lies in China" in explorer.locator("#reason").inner_text()
    assert kilometres(explorer) == "no way"


def test_the_tables_say_what_the_map_shows(explorer: Page) -> None:
    """The legs' table ends with the way's own sums, and each gate of the way has a source."""
    cells = explorer.locator("#legs tbody tr").last.locator("td").all_inner_texts()
    assert cells[1] == explorer.evaluate("Math.round(window.lodeway.way().km).toLocaleString('en-GB')")
    sources = explorer.locator("#sources tbody").inner_text()
    for name in explorer.evaluate("window.lodeway.way().gates.map((id) => window.lodeway.model.gates.get(id).name)"):
        assert name in sources


def test_alternatives_are_really_different(explorer: Page) -> None:
    """Each alternative leaves out a country or gate of the way and shares at most 80 % of its length."""
    cards = explorer.locator("#alternatives button")
    assert cards.count() >= 1
    for words in cards.all_inner_texts():
        share = int(words.rpartition("shares ")[2].partition(" %")[0])
        assert share <= 80
    cards.first.click()
    assert cards.first.get_attribute("aria-pressed") == "true"


def test_the_ladder_is_a_choice(explorer: Page, made: tuple[Path, dict[str, Any]]) -> None:
    """The ladder tells the document's lengths, and pressing a rung bars what it names."""
    lengths = [words.replace("\u00a0", " ") for words in explorer.locator("#ladder .km").all_inner_texts()]
    assert lengths[:2] == [told(rung(made)["km"]), told(rung(made, "RUS")["km"])]
    explorer.locator("#ladder .rung").nth(1).click()
    explorer.wait_for_function(IDLE)
    assert explorer.evaluate("window.lodeway.state().avoid") == ["RUS"]


def test_obeys_the_keyboard(explorer: Page) -> None:
    """Space on a focused country bars it; on the map n names a place."""
    explorer.locator('input[name="avoid"][value="RUS"]').focus()
    explorer.keyboard.press("Space")
    explorer.wait_for_function(IDLE)
    assert explorer.evaluate("window.lodeway.state().avoid") == ["RUS"]
    explorer.locator("#map-1").focus()
    explorer.keyboard.press("n")
    assert explorer.locator("#map-1 .tip").inner_text().strip()


def test_reduced_motion_is_respected(browser: Browser, made: tuple[Path, dict[str, Any]]) -> None:
    """A reader who asks for less motion sees the new way at once."""
    page = browser.new_page(reduced_motion="reduce")
    show(page, made, "from=almalyk&to=rotterdam&by=cost")
    page.locator('input[name="avoid"][value="RUS"]').check()
    assert page.evaluate("window.lodeway.moving()") is False
    page.close()


def test_the_way_moves(explorer: Page) -> None:
    """A reader who does not mind motion sees the way on its way."""
    explorer.locator('input[name="avoid"][value="RUS"]').check()
    assert explorer.evaluate("window.lodeway.moving()") is True


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_wider_than_the_screen(explorer: Page, width: int) -> None:
    """On a phone and on a desk the page scrolls only downwards."""
    explorer.set_viewport_size({"width": width, "height": 844})
    assert explorer.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_asks_nothing_of_the_network(explorer: Page, outside: list[str], complaints: list[str]) -> None:
    """The page loads, moves and sorts without a request to anywhere and without a complaint."""
    bar(explorer, "RUS")
    explorer.locator('input[name="by"][value="distance"]').check()
    explorer.wait_for_function(IDLE)
    assert (outside, complaints) == ([], [])
