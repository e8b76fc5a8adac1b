"""Entries that each seal the one before, so that an edit, a missing row or a cut tail can be seen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = ["ORIGIN", "STATES", "Entry", "Event", "Finding", "Head", "broken", "seal"]

STATES = ("proposed", "approved", "rejected")
ORIGIN = bytes(32)
"""What the first event seals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is to be written: a record's whole content after a change, and why it changed."""

    action: str
    """Such as added, changed, corrected, approved, merged, split."""
    kind: str
    id: str
    about: str
    state: str
    body: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An entry as it was written: its number, when, by whom, and the seal over it and all before it."""

    seq: int
    recorded: str
    """UTC, ISO 8601 with microseconds."""
    author: str
    entry: Entry
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last event's number and seal: whoever knows them can tell whether the register still holds all up to there."""

    register: str
    """Name of the register, drawn at random when it is made."""
    seq: int = 0
    hash: bytes = ORIGIN

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash.hex()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with a register, and where."""

    seq: int
    what: str
    """edited, missing, cut, unsealed, document or unguarded."""
    message: str

    def to_dict(self) -> dict[str, int | str]:
        """Return the finding with the keys that ``lodeway ledger verify --json`` prints."""
        return {"seq": self.seq, "what": self.what, "message": self.message}


def seal(before: bytes, seq: int, recorded: str, author: str, entry: Entry) -> bytes:
    """Return the seal of an event: SHA-256 over the seal before it and every field with its length in bytes.

    With lengths in front no two events are written alike, whatever their texts hold.

    Examples
    --------
    >>> entry = Entry(action="added", kind="source", id="a", about="", state="proposed", body="{}")
    >>> seal(ORIGIN, 1, "2025-12-20T00:00:00.000000Z", "desk", entry).hex()[:16]
    '3a29639dbb5b8017'
    """
    return _sealed(
        f"{len(before) * 2}:{before.hex()},",
        str(seq),
        recorded,
        author,
        entry.action,
        entry.kind,
        entry.id,
        entry.about,
        entry.state,
        entry.body,
        entry.reason,
    )


def _sealed(start: str, *texts: str) -> bytes:
    parts = [start.encode()]
    for text in texts:
        raw = text.encode()
        parts.append(b"%d:%b," % (len(raw), raw))
    return hashlib.sha256(b"".join(parts)).digest()


def broken(events: Iterable[Event], head: Head) -> Iterator[Finding]:
    """Yield what is wrong with a chain, given what its head should be.

    Parameters
    ----------
    events
        All events in the order of their numbers.
    head
        The last event as the register itself, or somebody outside it, remembers it.
    """
    seq, before = 0, ORIGIN
    for event in events:
        if event.seq != seq + 1:
            yield Finding(
                seq=seq + 1,
                what="missing",
                message=f"events {seq + 1} to {event.seq - 1} are not there"
                if event.seq - 1 > seq + 1
                else f"event {seq + 1} is not there",
            )
        elif seal(before, event.seq, event.recorded, event.author, event.entry) != event.hash:
            yield Finding(
                seq=event.seq,
                what="edited",
                message=f"event {event.seq} ({event.entry.kind} {event.entry.id}) is not what was sealed",
            )
        seq, before = event.seq, event.hash
        if seq == head.seq and before != head.hash:
            yield Finding(
                seq=seq, what="unsealed", message=f"event {seq} has another seal than the one that is remembered"
            )
    if seq < head.seq:
        yield Finding(seq=seq + 1, what="cut", message=f"ends at event {seq}, though {head.seq} were written")
