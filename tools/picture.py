"""Makes the README's picture from the real report: plans the bundled example and opens its page in Chromium.

Run it with ``just picture``; it needs Chromium and writes ``docs/_static/report.png``.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import lodeway

__all__ = ["main", "photograph"]

PICTURE = Path(__file__).parent.parent / "docs" / "_static" / "report.png"


def photograph(page: Path, picture: Path, *, width: int = 1280, height: int = 860) -> None:
    """Write what Chromium shows of the page's first screen once its map is drawn."""
    chromium = os.environ.get("LODEWAY_TEST_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        sys.exit("needs Chromium: apt-get install chromium, or set LODEWAY_TEST_CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        window = browser.new_page(viewport={"width": width, "height": height})
        window.goto(page.as_uri())
        window.wait_for_function("window.ready === true")
        picture.parent.mkdir(parents=True, exist_ok=True)
        window.screenshot(path=picture)
        browser.close()


def main(case: str = "diversify") -> None:
    """Plan the example's case, write its report and photograph it."""
    base_scenario = lodeway.read_scenario("central-asia")
    scenario = lodeway.read_scenario("central-asia", case=case)
    network = lodeway.build_network(scenario)
    plan = lodeway.plan_scenario(scenario, network=network)
    base = lodeway.plan_scenario(base_scenario, network=network)
    with tempfile.TemporaryDirectory() as folder:
        lodeway.write_report(
            plan, base=base, scenario=scenario, base_scenario=base_scenario, network=network, folder=Path(folder)
        )
        photograph(Path(folder) / "report.html", PICTURE)


if __name__ == "__main__":
    main(*sys.argv[1:])
