"""Every test of the register runs on a file and on a real server."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lodeway.ledger.register import Commitment, Register, Source, Statement, open_register

TEXT = "Menteri berkata: nilai proyek 3 triliun yen. Rincian menyusul."
START, END = TEXT.index("3 triliun yen"), TEXT.index("3 triliun yen") + len("3 triliun yen")


@dataclass(frozen=True)
class Place:
    """Where a register can be opened as often as wanted."""

    address: str
    run: Callable[[str], None]
    """Does to the tables, from outside, what nobody should: guards are switched off first."""

    def open(self) -> Register:
        """Return the register, made if need be."""
        return open_register(self.address, author="desk", create=True)


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.database)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Return a place without a register, in a file or on a server."""
    if request.param == "file":
        yield Place(str(tmp_path / "register.sqlite"), lambda statement: _tamper_file(tmp_path, statement))
        return
    server: Any = request.getfixturevalue("postgres")
    from pg8000.native import Connection

    schema = f"test_{uuid.uuid4().hex[:12]}"
    owner = Connection(
        server.user, host=server.host, port=server.port, database=server.database, password=server.password
    )

    def tamper(statement: str) -> None:
        owner.run(f"SET search_path = {schema}")
        for name in ("event", "document"):
            owner.run(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        owner.run(statement)
        for name in ("event", "document"):
            owner.run(f"ALTER TABLE {name} ENABLE TRIGGER USER")

    word = f":{server.password}" if server.password else ""
    address = f"postgresql://{server.user}{word}@{server.host}:{server.port}/{server.database}?schema={schema}"
    yield Place(address, tamper)
    owner.run(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    for role in ("approve", "propose", "read"):
        owner.run(f"DROP ROLE IF EXISTS {schema}_{role}")
    owner.close()


def _tamper_file(folder: Path, statement: str) -> None:
    import sqlite3

    connection = sqlite3.connect(folder / "register.sqlite")
    guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    for _, guard in guards:
        connection.execute(guard)
    connection.commit()
    connection.close()


@pytest.fixture
def register(place: Place) -> Iterator[Register]:
    """Return an empty register."""
    with place.open() as opened:
        yield opened


@pytest.fixture
def filled(register: Register) -> Register:
    """Return a register with one source, one statement and three commitments."""
    source = Source(id="agency", title="Summit", language="id", published="2025-12-20", digest=register.add_text(TEXT))
    register.add(source, statement(source.id))
    register.add(
        Commitment(id="target", title="Business projects", amount=3e12, currency="JPY", status="announced"),
        Commitment(id="target-ja", title="Business projects, as told in Japanese"),
        Commitment(id="grant", title="X-ray for the port", part_of="target", amount=719e6, currency="JPY"),
    )
    return register


def statement(source: str, start: int = START, end: int = END) -> Statement:
    """Return the statement of the money in the text."""
    return Statement(
        id=Statement.name(source, start, end, "money"),
        source=source,
        start=start,
        end=end,
        text=TEXT[start:end],
        kind="money",
        value=3e12,
        unit="JPY",
        announced="2025-12-20",
        confidence=0.9,
        rule="money.id",
    )
