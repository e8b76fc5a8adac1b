"""What the repository promises about itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
KINDS = {".py", ".md", ".toml", ".csv", ".js", ".css", ".html", ".cff", ".yml", ".txt", ""}
SKIPPED = {".git", ".venv", "_build", "_generated", "out", "dist", "build", "__pycache__", "node_modules", "uv.lock"}


def dependencies() -> list[str]:
    """Return the name of every package that the project asks for, in whichever group."""
    groups = PROJECT["dependency-groups"].values()
    wanted = [
        *PROJECT["project"]["dependencies"],
        *(entry for group in groups for entry in group if isinstance(entry, str)),
    ]
    return sorted({re.split(r"[^A-Za-z0-9._-]", entry)[0] for entry in wanted})


def texts() -> Iterator[Path]:
    """Yield every text file of the repository."""
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part not in {".ci", ".gitignore"} for part in parts)
        if path.suffix in KINDS and path.is_file() and not hidden and SKIPPED.isdisjoint(parts):
            yield path


@pytest.mark.parametrize("name", dependencies())
def test_each_dependency_says_why(name: str) -> None:
    """CONTRIBUTING.md gives a reason for every dependency."""
    assert re.search(
        rf"^- `{re.escape(name)}`: .{{15}}", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE
    )


def test_no_upper_bounds() -> None:
    """Neither Python nor any package that users install is capped or pinned."""
    wanted = [PROJECT["project"]["requires-python"], *PROJECT["project"]["dependencies"]]
    assert [entry for entry in wanted if re.search(r"[<~]|==", entry)] == []


def test_no_machine_is_named() -> None:
    """No file names a path that exists on one machine only."""
    pattern = re.compile(r"(?<![\w.])/(?:work|root|home|Users|tmp)/\w")
    assert [
        path.relative_to(ROOT).as_posix() for path in texts() if pattern.search(path.read_text(encoding="utf-8"))
    ] == []


def test_ci_runs_the_line_of_the_readme() -> None:
    """Continuous integration ends with the very line that the README gives for the tests."""
    line = [row for row in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines() if row.strip()][-1]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert " pytest " in line
    assert re.search(rf"^\$ {re.escape(line)}$", readme, re.MULTILINE)


def test_each_recipe_says_what_it_does() -> None:
    """Every recipe of the justfile has a comment above it, which `just` lists."""
    lines = (ROOT / "justfile").read_text(encoding="utf-8").splitlines()
    recipes = [number for number, line in enumerate(lines) if re.match(r"[a-z][\w -]*[^=]*:(?!=)", line)]
    assert recipes
    assert [lines[number] for number in recipes if not lines[number - 1].startswith("# ")] == []


def test_versions_agree() -> None:
    """The citation names the version of the package."""
    assert f"version: {PROJECT['project']['version']}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
