"""The report as a reader's browser shows it, opened from disk."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from lodeway.report.context.shape import Context

pytestmark = pytest.mark.browser

IDLE = "window.ready === true"


def of_year(routes: list[dict[str, Any]], year: int) -> list[dict[str, Any]]:
    """Return the routes of a year."""
    return [route for route in routes if route["year"] == year]


def nodes(shown: Context, way: int) -> list[tuple[float, ...]]:
    """Return the original nodes of a way in order of travel, neighbours that coincide taken once."""
    found: list[tuple[float, ...]] = []
    for leg in shown["view"]["ways"][way]["legs"]:
        for segment in shown["map"]["legs"][str(leg)]:
            for node in segment["coordinates"]:
                if not found or found[-1] != tuple(node):
                    found.append(tuple(node))
    return found


def drawn(page: Page) -> Any:
    """Return what the maps in sight show."""
    page.wait_for_function(IDLE)
    return page.evaluate("window.lodeway.drawn()")


def choose_year(page: Page, year: int) -> None:
    """Move the slider to a year."""
    first = int(page.evaluate("window.lodeway.data.years[0]"))
    page.locator("#year").fill(str(year - first))
    page.wait_for_function(f"window.ready === true && window.lodeway.state().year === {year}")


def test_asks_nothing_of_the_network(page: Page, outside: list[str], complaints: list[str]) -> None:
    """The page loads, draws and follows the slider without a request to anywhere and without a complaint."""
    choose_year(page, 2027)
    assert (outside, complaints) == ([], [])


@pytest.mark.parametrize("year", [2026, 2027, 2028, 2029])
def test_draws_every_route_of_the_year(page: Page, shown: Context, routes: list[dict[str, Any]], year: int) -> None:
    """In each year the map draws as many routes as the plan has, each with as many vertices as its way has nodes."""
    choose_year(page, year)
    (map_shown,) = drawn(page)
    expected = of_year(routes, year)
    assert map_shown["routes"] == len(expected) > 0
    assert map_shown["vertices"] == [len(nodes(shown, route["way"])) for route in expected]


def test_draws_both_plans_side_by_side(page: Page, shown: Context, routes: list[dict[str, Any]]) -> None:
    """Side by side shows the case on one map and the base on another, moved together."""
    page.locator('input[name="show"][value="both"]').check()
    case, base = drawn(page)
    assert shown["base"] is not None
    table = shown["base"]["tables"]["routes"]
    year = [column["key"] for column in table["columns"]].index("year")
    assert case["routes"] == len(of_year(routes, 2029))
    assert base["routes"] == sum(row[year] == 2029 for row in table["rows"])
    page.locator("#map-1").focus()
    page.keyboard.press("+")
    page.wait_for_function(IDLE)
    one, other = drawn(page)
    assert one["view"] == other["view"]
    assert one["view"]["scale"] > case["view"]["scale"]


def test_slider_obeys_the_keyboard(page: Page, routes: list[dict[str, Any]]) -> None:
    """Home on the slider shows the first year, an arrow the next, and the words follow."""
    page.locator("#year").focus()
    page.keyboard.press("Home")
    page.wait_for_function("window.ready === true && window.lodeway.state().year === 2026")
    assert drawn(page)[0]["routes"] == len(of_year(routes, 2026))
    page.keyboard.press("ArrowRight")
    page.wait_for_function("window.ready === true && window.lodeway.state().year === 2027")
    assert drawn(page)[0]["routes"] == len(of_year(routes, 2027))
    assert page.locator("#map-words").inner_text().startswith("2027")


def test_map_obeys_the_keyboard(page: Page) -> None:
    """On the map, plus zooms, n names the next place and Escape lets go of it."""
    page.locator("#map-1").focus()
    page.keyboard.press("+")
    page.keyboard.press("n")
    tip = page.locator("#map-1 .tip")
    assert tip.inner_text().strip()
    page.keyboard.press("Escape")
    assert tip.is_hidden()


def test_mineral_filters_map_and_tables(page: Page, routes: list[dict[str, Any]], shown: Context) -> None:
    """A mineral chosen leaves only its routes on the map and only its rows in the table of routes."""
    page.locator("#mineral").select_option("antimony")
    element = shown["names"]["elements"]
    expected = [route for route in of_year(routes, 2029) if element[route["commodity"]] == "antimony"]
    assert drawn(page)[0]["routes"] == len(expected)
    rows = page.locator("#table-routes tbody tr:visible").evaluate_all(
        "(rows) => rows.map((row) => row.dataset.element)"
    )
    assert set(rows) == {"antimony"}


def test_address_holds_the_choice(page: Page, browser: Browser, report: Path) -> None:
    """What is chosen stands in the address, and the address opens the same."""
    page.locator("#mineral").select_option("copper")
    choose_year(page, 2028)
    page.wait_for_function("location.hash.includes('year=2028') && location.hash.includes('mineral=copper')")
    address = page.url
    again = browser.new_page()
    again.goto(address)
    again.wait_for_function(IDLE)
    state = again.evaluate("window.lodeway.state()")
    again.close()
    assert (state["year"], state["element"]) == (2028, "copper")


def test_nothing_crosses_the_whole_map(page: Page) -> None:
    """A way across the Pacific leaves no straight line longer than a tenth of the world map."""
    page.locator('input[name="sheet"][value="world"]').check()
    page.wait_for_function(IDLE)
    longest = page.evaluate(
        """() => {
          let [longest, path] = [0, 0];
          let last = [0, 0];
          const pen = CanvasRenderingContext2D.prototype;
          const { beginPath, moveTo, lineTo, stroke } = pen;
          pen.beginPath = function () { path = 0; beginPath.call(this); };
          pen.moveTo = function (x, y) { last = [x, y]; moveTo.call(this, x, y); };
          pen.lineTo = function (x, y) {
            path = Math.max(path, Math.hypot(x - last[0], y - last[1]) / this.canvas.clientWidth);
            last = [x, y];
            lineTo.call(this, x, y);
          };
          pen.stroke = function () { longest = Math.max(longest, path); stroke.call(this); };
          window.ready = false;
          document.querySelector('[data-zoom="0"]').click();
          return new Promise((done) => setTimeout(() => done(longest), 600));
        }"""
    )
    assert 0 < longest < 0.1


def test_credit_stands_on_every_map(page: Page, shown: Context) -> None:
    """Each map names whose data it shows."""
    page.locator('input[name="show"][value="both"]').check()
    drawn(page)
    lines = page.locator(".map-panel:visible .credit").all_inner_texts()
    assert len(lines) == 2
    assert all("Natural Earth" in line for line in lines)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_first_screen(browser: Browser, report: Path, shown: Context, width: int, height: int) -> None:
    """Question, three sentences and the map begin on the first screen; nothing makes the page scroll sideways."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(report.as_uri())
    page.wait_for_function(IDLE)
    tops = page.evaluate(
        "['h1', '.sentences p:last-child', '#map-1'].map((one) => document.querySelector(one).getBoundingClientRect().top)"
    )
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert all(0 <= top < height for top in tops)
    assert wide <= width


def test_reads_without_script(browser: Browser, report: Path, shown: Context) -> None:
    """Without JavaScript every table stands in the page with all its rows."""
    page = browser.new_page(java_script_enabled=False)
    page.goto(report.as_uri())
    text = page.locator("#table-dependence").inner_text()
    rows = page.locator("#table-dependence tbody tr").count()
    controls = page.locator("#controls").is_visible()
    page.close()
    assert rows == len(shown["view"]["tables"]["dependence"]["rows"])
    assert all(str(year) in text for year in shown["meta"]["years"])
    assert not controls


def test_tables_sort_by_keyboard(page: Page) -> None:
    """Enter on a heading sorts the table by it and says so to a screen reader."""
    head = page.locator("#table-routes thead th").filter(has_text="Distance")
    head.locator("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    index = head.evaluate("(cell) => cell.cellIndex")
    shown = page.locator("#table-routes tbody tr").evaluate_all(
        f"(rows) => rows.map((row) => Number(row.cells[{index}].textContent.replaceAll(',', '')))"
    )
    assert shown == sorted(shown, reverse=True)


def test_table_copies_as_csv(page: Page) -> None:
    """The button beside a table copies its headings and rows, numbers without separators."""
    page.evaluate(
        """() => {
          document.execCommand = () => { window.copied = document.querySelector('textarea').value; return true; };
          Object.defineProperty(navigator, 'clipboard', { value: undefined });
        }"""
    )
    page.locator("#routes .tools button", has_text="Copy as CSV").first.click()
    page.wait_for_function("window.copied")
    lines = str(page.evaluate("window.copied")).splitlines()
    assert lines[0].startswith("Commodity,From,To")
    assert re.search(r",\d{4,}", lines[1])


def test_headings_and_labels(page: Page) -> None:
    """Headings descend one level at a time; controls, tables, drawings and regions have names."""
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].filter((one) => !one.closest('[hidden]')).map((one) => Number(one.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    nameless = page.evaluate(
        """() => [
          ...[...document.querySelectorAll('input, select')].filter((one) => !one.labels.length && !one.ariaLabel),
          ...[...document.querySelectorAll('button, a')].filter((one) => !(one.ariaLabel || one.textContent.trim())),
          ...[...document.querySelectorAll('table')].filter((one) => !one.caption || !one.caption.textContent.trim()),
          ...[...document.querySelectorAll('svg')].filter((one) => !one.closest('[aria-hidden]') && !one.getAttribute('aria-label')),
          ...[...document.querySelectorAll('[role=region], [role=group], nav')].filter((one) => !one.ariaLabel && !one.getAttribute('aria-labelledby')),
          ...[...document.querySelectorAll('th')].filter((one) => !one.scope),
        ].map((one) => one.outerHTML.slice(0, 90))"""
    )
    assert nameless == []
    doubled = page.evaluate(
        "(() => { const ids = [...document.querySelectorAll('[id]')].map((one) => one.id); return ids.filter((id, place) => ids.indexOf(id) !== place); })()"
    )
    assert doubled == []


def test_text_stands_out_from_its_ground(page: Page) -> None:
    """Text has a contrast of at least 4.5 : 1 with the ground behind it (WCAG 2.2, success criterion 1.4.3)."""
    weak = page.evaluate(
        """() => {
          const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
          const light = ([red, green, blue]) => [red, green, blue]
            .map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
            .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
          const ground = (one) => {
            for (let at = one; at; at = at.parentElement) {
              const colour = parse(getComputedStyle(at).backgroundColor);
              if (colour.length === 3 || colour[3] > 0.9) return colour;
            }
            return [255, 255, 255];
          };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = [];
          while (walker.nextNode()) {
            const one = walker.currentNode.parentElement;
            if (!walker.currentNode.textContent.trim() || one.closest('script, svg, .skip, [hidden]') || !one.checkVisibility()) continue;
            const [text, back] = [light(parse(getComputedStyle(one).color)), light(ground(one))];
            const ratio = (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
            if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${one.className} ${one.textContent.slice(0, 40)}`);
          }
          return found;
        }"""
    )
    assert weak == []


def test_prints_on_a4(page: Page) -> None:
    """The report prints as a PDF with the map of the chosen year."""
    choose_year(page, 2028)
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert b"/MediaBox" in printed or len(printed) > 50_000
