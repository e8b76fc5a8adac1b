"""What keeps the events: one file or one server, with the same answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol, Self

from lodeway.ledger.register.chain import Entry, Event, Finding, Head

__all__ = ["LAST", "Store"]

LAST = 2**62
"""Stands for the number of the last event."""


class Store(Protocol):
    """An append-only log of events, and texts under their digest."""

    author: str
    """Who writes: what is appended is signed with this name."""

    def head(self) -> Head:
        """Return the register's name and its last event's number and seal."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """Keep other writers out, and keep all that is written inside, or nothing; inside itself it changes nothing."""
        ...

    def append(self, entries: Sequence[Entry]) -> list[int]:
        """Write entries as the next events, all or none, and return their numbers once they are safe on disk."""
        ...

    def events(self, after: int = 0) -> Iterator[Event]:
        """Yield the events after a number, in order."""
        ...

    def latest(
        self,
        kind: str,
        upto: int = LAST,
        *,
        ids: Sequence[str] | None = None,
        about: str | None = None,
        decided: bool = False,
    ) -> list[Event]:
        """Return the last event up to a number of each record of a kind, in the order in which the records were added.

        With ``ids`` only these records; with ``about`` only those that then belong to that record; with ``decided``
        the last event that approved, rejected or withdrew, proposals left out.
        """
        ...

    def history(self, kind: str, id_: str) -> list[Event]:
        """Return every event of one record."""
        ...

    def at(self, recorded: str) -> int:
        """Return the number of the last event recorded up to a time (UTC, ISO 8601)."""
        ...

    def keep_text(self, digest: str, text: str) -> None:
        """Keep a document's text under the SHA-256 of its UTF-8."""
        ...

    def text(self, digest: str) -> str | None:
        """Return the text that is kept under a digest, None if there is none."""
        ...

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield every digest with its text."""
        ...

    def guards(self) -> Iterator[Finding]:
        """Yield a finding for every guard against change that is not in place."""
        ...

    def restore(self, register: str, events: Sequence[Event]) -> None:
        """Write events with the numbers, times, authors and seals that they have, into a register that holds none."""
        ...

    def close(self) -> None:
        """Let the file or the server go."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
