"""Makes the README's picture from the real report: plans the bundled example and opens its page in Chromium.

Run it with ``just picture``; it needs Chromium and writes ``docs/_static/report.png``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

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
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["plan", "central-asia", "--case", case, "--out", folder]
        subprocess.run([sys.executable, "-m", "lodeway", *arguments], check=True)
        photograph(Path(folder) / "report.html", PICTURE)


if __name__ == "__main__":
    main(*sys.argv[1:])
