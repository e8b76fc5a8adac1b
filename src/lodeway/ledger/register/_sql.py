"""What a file and a server have in common: how events are asked for in SQL, and how writers keep out of each other's way."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, ClassVar, Self

from lodeway.ledger.register.chain import Entry, Event, Head
from lodeway.ledger.register.store import LAST

__all__ = ["COLUMNS", "ENTRY", "WAIT", "SqlStore", "event_of"]

ENTRY = ("action", "kind", "id", "about", "state", "body", "reason")
COLUMNS = f"seq, recorded, author, {', '.join(ENTRY)}, hash"
WAIT = 60.0
"""Seconds that a writer waits for others."""


class SqlStore(ABC):
    """Reads the tables ``event``, ``document`` and ``head`` of a register, and lets one writer in at a time."""

    BEGIN: ClassVar[str]
    """Statement that begins to write."""
    LISTED: ClassVar[str]
    """Query for the texts of the JSON array ``:ids``."""

    _alone = False

    @abstractmethod
    def _run(self, query: str, **values: Any) -> list[Any]:
        """Run one statement and return its rows."""

    @abstractmethod
    def _hold(self) -> None:
        """Keep other writers out until the transaction that has begun ends."""

    @abstractmethod
    def close(self) -> None:
        """Let the file or the server go."""

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep other writers out, and keep all that is written inside, or nothing; inside itself it changes nothing."""
        if self._alone:
            yield
            return
        self._run(self.BEGIN)
        self._alone = True
        try:
            self._hold()
            yield
        except BaseException:
            self._run("ROLLBACK")
            raise
        else:
            self._run("COMMIT")
        finally:
            self._alone = False

    def head(self) -> Head:
        """Return the register's name and its last event's number and seal."""
        ((register, seq, hash_),) = self._run("SELECT register, seq, hash FROM head")
        return Head(register=register, seq=seq, hash=bytes(hash_))

    def latest(
        self,
        kind: str,
        upto: int = LAST,
        *,
        ids: Sequence[str] | None = None,
        about: str | None = None,
        decided: bool = False,
    ) -> list[Event]:
        """Return the last event up to a number of each record of a kind, in the order in which the records were added."""
        some = "AND state <> 'proposed'" if decided else ""
        values: dict[str, Any] = {"kind": kind, "upto": upto}
        if ids is not None:
            some += f" AND id IN ({self.LISTED})"
            values["ids"] = json.dumps(list(ids), ensure_ascii=False)
        if about is not None:
            some += " AND id IN (SELECT id FROM event WHERE kind = :kind AND about = :about AND seq <= :upto)"
            values["about"] = about
        query = f"""
            SELECT {", ".join(f"e.{name}" for name in COLUMNS.split(", "))} FROM event e
            JOIN (SELECT min(seq) AS first, max(seq) AS last FROM event WHERE kind = :kind AND seq <= :upto {some} GROUP BY id) l
            ON e.seq = l.last ORDER BY l.first"""
        found = map(event_of, self._run(query, **values))
        return [event for event in found if about is None or event.entry.about == about]

    def history(self, kind: str, id_: str) -> list[Event]:
        """Return every event of one record."""
        query = f"SELECT {COLUMNS} FROM event WHERE kind = :kind AND id = :id ORDER BY seq"
        return [event_of(row) for row in self._run(query, kind=kind, id=id_)]

    def at(self, recorded: str) -> int:
        """Return the number of the last event recorded up to a time (UTC, ISO 8601)."""
        query = "SELECT seq FROM event WHERE recorded <= :moment ORDER BY recorded DESC, seq DESC LIMIT 1"
        found = self._run(query, moment=recorded)
        return int(found[0][0]) if found else 0

    def text(self, digest: str) -> str | None:
        """Return the text that is kept under a digest, None if there is none."""
        found = self._run("SELECT text FROM document WHERE digest = :digest", digest=digest)
        return str(found[0][0]) if found else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def event_of(row: Sequence[Any]) -> Event:
    """Return the event of a row of `COLUMNS`."""
    seq, recorded, author, *cells, hash_ = row
    entry = Entry(**dict(zip(ENTRY, cells, strict=True)))
    return Event(seq=seq, recorded=recorded, author=author, entry=entry, hash=bytes(hash_))
