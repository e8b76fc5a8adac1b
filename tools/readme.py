"""Refreshes what the README shows of the main job: runs its first line's command, keeps what it prints, and photographs the report.

Run it with ``just readme``; it needs Chromium. It writes ``README.md``, ``docs/_static/report.png`` and the explorer's page,
``docs/_static/explorer.html``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

__all__ = ["main", "photograph", "with_output"]

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "_static" / "report.png"
EXPLORER = ROOT / "docs" / "_static" / "explorer.html"
CASE = "diversify"


def with_output(text: str, output: str) -> str:
    r"""Return the README's text with the output below its first line that runs Lodeway.

    Examples
    --------
    >>> print(with_output("```console\n$ uv run lodeway plan x\nold\n```", "new"))
    ```console
    $ uv run lodeway plan x
    new
    ```
    """
    pattern = re.compile(r"(^```console\n\$ [^\n]*lodeway plan[^\n]*\n).*?(^```$)", re.MULTILINE | re.DOTALL)
    return pattern.sub(lambda match: f"{match[1]}{output.rstrip()}\n{match[2]}", text, count=1)


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


def main() -> None:
    """Run the main job and put its output, the picture of its report and the explorer's page in their places."""
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [sys.executable, "-m", "lodeway", "plan", "central-asia", "--case", CASE],
            check=True,
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
        )
        photograph(Path(folder) / "out" / f"central-asia-{CASE}" / "report.html", PICTURE)
        subprocess.run([sys.executable, "-m", "lodeway", "route", "--explore", str(EXPLORER)], check=True, cwd=folder)
    README.write_text(with_output(README.read_text(encoding="utf-8"), run.stdout), encoding="utf-8")


if __name__ == "__main__":
    main()
