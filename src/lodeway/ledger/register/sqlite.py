"""The register as one SQLite file: the default, for one desk."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lodeway.errors import Fault, InputError, UsageError
from lodeway.ledger.register._sql import COLUMNS, ENTRY, WAIT, SqlStore, event_of
from lodeway.ledger.register.chain import ORIGIN, Entry, Event, Finding, seal

__all__ = ["SqliteStore"]

APPLICATION = 0x4C646731
"""``Ldg1``: what the file says of itself in its header."""
GUARDS = {
    f"{table}_{what}": f"CREATE TRIGGER {table}_{what} BEFORE {what.upper()} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, '{table}: what is written stays'); END"
    for table in ("event", "document")
    for what in ("update", "delete")
}
TABLES = (
    """CREATE TABLE event (
        seq INTEGER PRIMARY KEY CHECK (seq > 0), recorded TEXT NOT NULL, author TEXT NOT NULL CHECK (author <> ''),
        action TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL CHECK (id <> ''), about TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected')), body TEXT NOT NULL,
        reason TEXT NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT""",
    "CREATE INDEX event_record ON event (kind, id, seq)",
    "CREATE INDEX event_about ON event (kind, about, seq)",
    "CREATE INDEX event_recorded ON event (recorded)",
    "CREATE TABLE document (digest TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT",
    "CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), register TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT",
    *GUARDS.values(),
)


class SqliteStore(SqlStore):
    """A register in a file that only grows.

    Parameters
    ----------
    path
        The file; ``:memory:`` keeps the register while it is open.
    author
        Who writes.
    create
        Whether to make the file if it is not there.

    Raises
    ------
    UsageError
        When the file is not there and shall not be made.
    InputError
        When the file is something else than a register.
    """

    BEGIN = "BEGIN IMMEDIATE"
    LISTED = "SELECT value FROM json_each(:ids)"

    def __init__(self, path: Path | str, author: str, *, create: bool = False) -> None:
        self.path = path
        self.author = author
        if str(path) != ":memory:" and not create and not Path(path).is_file():
            raise UsageError(f"no register at {path}; `lodeway ledger new --register {path}` makes one")
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=WAIT)
        try:
            self._prepare(create=create or str(path) == ":memory:")
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise InputError([Fault(file=str(path), message=f"not a register: {error}")]) from error
        except InputError:
            self._connection.close()
            raise

    def _prepare(self, *, create: bool) -> None:
        run = self._connection.execute
        (application,) = run("PRAGMA application_id").fetchone()
        if application != APPLICATION:
            if not create or run("SELECT count(*) FROM sqlite_schema").fetchone() != (0,):
                raise InputError([Fault(file=str(self.path), message="not a register, but another database")])
            run("PRAGMA journal_mode = WAL")
            with self.writing():
                if run("PRAGMA application_id").fetchone() != (APPLICATION,):  # nobody was quicker
                    for statement in TABLES:
                        run(statement)
                    run("INSERT INTO head VALUES (1, ?, 0, ?)", (str(uuid.uuid4()), ORIGIN))
                    run(f"PRAGMA application_id = {APPLICATION}")
        run("PRAGMA cache_size = -65536")  # KiB
        run("PRAGMA synchronous = FULL")  # what is acknowledged outlives a loss of power

    def _run(self, query: str, **values: Any) -> list[Any]:
        return self._connection.execute(query, values).fetchall()

    def _hold(self) -> None:
        """Do nothing: ``BEGIN IMMEDIATE`` has done it."""

    def append(self, entries: Sequence[Entry]) -> list[int]:
        """Write entries as the next events, all or none, and return their numbers once they are safe on disk."""
        with self.writing():
            head = self.head()
            seq, hash_ = head.seq, head.hash
            last = self._connection.execute("SELECT recorded FROM event WHERE seq = ?", (seq,)).fetchone()
            now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
            recorded = max(now, last[0]) if last else now  # a clock set back does not turn the order
            rows: list[tuple[Any, ...]] = []
            for entry in entries:
                seq += 1
                hash_ = seal(hash_, seq, recorded, self.author, entry)
                rows.append((seq, recorded, self.author, *_cells(entry), hash_))
            self._insert(rows)
            self._connection.execute("UPDATE head SET seq = ?, hash = ?", (seq, hash_))
        return list(range(head.seq + 1, seq + 1))

    def _insert(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._connection.executemany(f"INSERT INTO event ({COLUMNS}) VALUES ({', '.join('?' * 11)})", rows)

    def events(self, after: int = 0) -> Iterator[Event]:
        """Yield the events after a number, in order."""
        found = self._connection.execute(f"SELECT {COLUMNS} FROM event WHERE seq > ? ORDER BY seq", (after,))
        return map(event_of, found)

    def keep_text(self, digest: str, text: str) -> None:
        """Keep a document's text under the SHA-256 of its UTF-8."""
        with self.writing():
            self._connection.execute("INSERT OR IGNORE INTO document VALUES (?, ?)", (digest, text))

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield every digest with its text."""
        return iter(self._connection.execute("SELECT digest, text FROM document ORDER BY digest"))

    def guards(self) -> Iterator[Finding]:
        """Yield a finding for every trigger that is gone or was changed."""
        there = dict(self._connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))
        for name, statement in GUARDS.items():
            if there.get(name) != statement:
                yield Finding(seq=0, what="unguarded", message=f"trigger {name} was taken out or changed")

    def restore(self, register: str, events: Sequence[Event]) -> None:
        """Write events with the numbers, times, authors and seals that they have, into a register that holds none."""
        with self.writing():
            if self.head().seq:
                raise UsageError(f"{self.path} already holds events; restore into a new file")
            self._insert([(row.seq, row.recorded, row.author, *_cells(row.entry), row.hash) for row in events])
            seq, hash_ = (events[-1].seq, events[-1].hash) if events else (0, ORIGIN)
            self._connection.execute("UPDATE head SET register = ?, seq = ?, hash = ?", (register, seq, hash_))

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()


def _cells(entry: Entry) -> tuple[str, ...]:
    return tuple(getattr(entry, name) for name in ENTRY)
