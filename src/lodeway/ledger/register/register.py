"""The register: what is added, corrected, approved, merged and parted, and what stood there at any time."""

from __future__ import annotations

import getpass
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar

from lodeway.errors import Fault, InputError, UsageError
from lodeway.ledger.register.chain import Entry, Event, Finding, Head, broken
from lodeway.ledger.register.postgres import PostgresStore
from lodeway.ledger.register.records import Commitment, Delivery, Link, Merge, Record, Source, Statement, read_record
from lodeway.ledger.register.sqlite import SqliteStore
from lodeway.ledger.register.store import LAST, Store

__all__ = ["Kept", "Register", "open_register"]

R = TypeVar("R", bound=Record)
P = ParamSpec("P")
T = TypeVar("T")
SERVER = ("postgresql://", "postgres://")
BREAK = re.compile(r"(?:[.!?…](?=[\s\"'»”)])|[。！？\n])[\s\"'»”)]*")
"""Where a sentence ends: not at the point inside a number."""


@dataclass(frozen=True, slots=True)
class Kept(Generic[R]):
    """A record as it stood, with the event that made it so."""

    record: R
    state: str
    """proposed, approved or rejected; what was withdrawn is rejected too, its action tells."""
    seq: int
    recorded: str
    author: str
    action: str
    reason: str


def open_register(place: Path | str, *, author: str = "", create: bool = False) -> Register:
    """Return the register in a file, or on a server.

    Parameters
    ----------
    place
        A file, ``:memory:``, or ``postgresql://user@host/database[?schema=lodeway]``.
    author
        Who writes; empty: the user of the machine. On a server it is always the name of the login.
    create
        Whether to make the register if there is none.

    Raises
    ------
    UsageError
        When there is no register and none shall be made, or the server does not answer.
    InputError
        When the file is something else.

    Examples
    --------
    >>> with open_register(":memory:", author="desk") as register:
    ...     _ = register.add(Commitment(id="target", title="Business projects", amount=3e12, currency="JPY"))
    ...     [kept.record.title for kept in register.read(Commitment)]
    ['Business projects']
    """
    if str(place).startswith(SERVER):
        return Register(PostgresStore(str(place), create=create))
    return Register(SqliteStore(place, author or getpass.getuser(), create=create))


def _alone(method: Callable[Concatenate[Register, P], T]) -> Callable[Concatenate[Register, P], T]:
    """Return the method so that nobody else writes between what it looks up and what it writes."""

    @wraps(method)
    def held(self: Register, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with self.together():
            return method(self, *args, **kwargs)

    return held


class Register:
    """Statements, commitments, deliveries and checks, with every state that they ever had.

    Nothing is overwritten: each change is one more event, with its author and the reason. What stood there at a time is
    read with ``upto``, the number of an event, which `at` gives for a date.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    # -- writing ------------------------------------------------------------------------------------------------------

    def together(self) -> AbstractContextManager[None]:
        """Return a block in which nobody else writes: what is read in it still holds when it is written, all or nothing.

        Each method below is such a block by itself. An error must leave the block: nothing of it is written then.

        Examples
        --------
        >>> with open_register(":memory:", author="desk") as register:
        ...     _ = register.add(Commitment(id="mine", title="Mine"))
        ...     with register.together():
        ...         mine = register.kept(Commitment, "mine").record
        ...         _ = register.change(replace(mine, status="signed"), "signed in Tokyo")
        ...     register.kept(Commitment, "mine").record.status
        'signed'
        """
        return self.store.writing()

    @_alone
    def add(self, *records: Record, approve: bool = False, reason: str = "") -> list[int]:
        """Write new records, all or none, and return the numbers of their events.

        A statement that is there already, perhaps corrected by a person since, is left alone.

        Raises
        ------
        InputError
            With every fault of every record: fields that do not fit, ids that are taken, records that are pointed at
            and not there, words that do not stand where the statement says.
        """
        fresh = self._fresh(records)
        faults = [fault for record in fresh for fault in record.faults()]
        faults += self._taken(fresh) + self._dangling(fresh) + self._misquoted(fresh)
        if faults:
            raise InputError(faults)
        return self._append([_entry(record, "added", _state(approve), reason) for record in fresh])

    def add_text(self, text: str) -> str:
        """Keep a document's text and return its digest."""
        digest = hashlib.sha256(text.encode()).hexdigest()
        self.store.keep_text(digest, text)
        return digest

    @_alone
    def change(self, record: Record, reason: str, *, approve: bool = False, action: str = "changed") -> int:
        """Write what a record says from now on.

        Raises
        ------
        UsageError
            When there is no such record.
        InputError
            When the new content does not fit.
        """
        self._last(type(record), record.id)
        faults = record.faults() + self._dangling([record]) + self._misquoted([record])
        if faults:
            raise InputError(faults)
        return self._append([_entry(record, action, _state(approve), reason)])[0]

    @_alone
    def correct(self, /, id_: str, reason: str, *, approve: bool = False, **values: Any) -> int:
        """Set fields of a statement to what a person reads; what was read before stays in its history."""
        before = self.kept(Statement, id_).record
        return self.change(replace(before, **values, rule="person"), reason, approve=approve, action="corrected")

    @_alone
    def approve(self, kind: type[Record], id_: str, reason: str = "") -> int:
        """Approve what a record says now; one that was rejected or withdrawn stands again."""
        kept = self._last(kind, id_)
        return self._append([_entry(kept.record, "approved", "approved", reason)])[0]

    def ties(self, commitment: str) -> list[Kept[Link] | Kept[Merge]]:
        """Return what was proposed to be linked with a commitment or merged with it, and is neither approved nor rejected."""
        rows: list[Kept[Link] | Kept[Merge]] = [*self.read(Link, about=commitment), *self.read(Merge, about=commitment)]
        rows += self.read(Merge, ids=[commitment])
        return [row for row in rows if row.state == "proposed"]

    @_alone
    def reject(self, kind: type[Record], id_: str, reason: str) -> int:
        """Reject what was proposed: what was approved before stands again, if anything was.

        Raises
        ------
        UsageError
            When nothing is proposed: what is approved can be withdrawn.
        """
        kept = self._last(kind, id_)
        if kept.state == "approved":
            remedy = f'`lodeway ledger withdraw {id_} --reason "..."` takes it back'
            raise UsageError(f"{kind.KIND} {id_!r} is approved, and no change of it is proposed: {remedy}")
        if kept.state == "rejected":
            raise UsageError(_out(kept))
        before = self.store.latest(kind.KIND, ids=[id_], decided=True)
        if before and before[0].entry.state == "approved":
            return self._append([replace(before[0].entry, action="rejected", reason=reason)])[0]
        return self._append([_entry(kept.record, "rejected", "rejected", reason)])[0]

    @_alone
    def withdraw(self, kind: type[Record], id_: str, reason: str) -> int:
        """Take back what was approved: it stays in its history and counts no more, nor does a change proposed for it.

        Raises
        ------
        UsageError
            When it was never approved, or when something else stands on it: what is part of a commitment, delivered for it or merged
            with it, what states or names a source.
        """
        kept = self._last(kind, id_)
        if kept.state == "rejected":
            raise UsageError(_out(kept))
        before = self.store.latest(kind.KIND, ids=[id_], decided=True)
        if not before or before[0].entry.state != "approved":
            raise UsageError(
                f'{kind.KIND} {id_!r} is only proposed: `lodeway ledger reject {id_} --reason "..."` rejects it'
            )
        if users := self._users(kind, id_):
            raise UsageError(
                f"on {kind.KIND} {id_!r} stand {', '.join(users)}: withdraw, change or split these first, or in the same command before it"
            )
        return self._append([replace(before[0].entry, action="withdrawn", state="rejected", reason=reason)])[0]

    @_alone
    def link(self, statements: Iterable[str], commitment: str, reason: str, *, approve: bool = False) -> list[int]:
        """Say that statements are about a commitment."""
        self.kept(Commitment, commitment)
        names = list(statements)
        self._must_have(Statement, names)
        links = [Link(id=name, commitment=commitment) for name in names]
        return self._append([_entry(link, "linked", _state(approve), reason) for link in links])

    @_alone
    def gather(
        self, commitment: Commitment, statements: Iterable[str], reason: str, *, approve: bool = False
    ) -> list[int]:
        """Write a new commitment and that statements are about it, both or neither.

        Raises
        ------
        InputError
            When the commitment does not fit or its id is taken.
        UsageError
            When a statement is not there.
        """
        names = list(statements)
        faults = commitment.faults() + self._taken([commitment]) + self._dangling([commitment])
        if faults:
            raise InputError(faults)
        self._must_have(Statement, names)
        links = [Link(id=name, commitment=commitment.id) for name in names]
        entries = [
            _entry(commitment, "added", _state(approve), reason),
            *(_entry(link, "linked", _state(approve), reason) for link in links),
        ]
        return self._append(entries)

    @_alone
    def unlink(self, statements: Iterable[str], reason: str, *, approve: bool = False) -> list[int]:
        """Say that statements are not about the commitment that they were linked with."""
        names = list(statements)
        self._must_have(Link, names)
        return self._append([_entry(Link(id=name), "unlinked", _state(approve), reason) for name in names])

    @_alone
    def merge(self, one: str, other: str, reason: str, *, approve: bool = False) -> int:
        """Say that ``other`` is the same commitment as ``one``: its statements count as those of ``one``.

        Raises
        ------
        UsageError
            When either is not there, or ``one`` was itself merged into ``other``.
        """
        self._must_have(Commitment, [one, other])
        if self.merged(one) == other or one == other:
            raise UsageError(f"{one} is part of {other} already: part them first")
        return self._append([_entry(Merge(id=other, into=one), "merged", _state(approve), reason)])[0]

    @_alone
    def split(self, other: str, reason: str, *, approve: bool = False) -> int:
        """Undo a merge: the commitment stands for itself again, with the statements that it had."""
        if self.merged(other) == other:
            raise UsageError(f"{other} is not merged into another commitment")
        return self._append([_entry(Merge(id=other), "split", _state(approve), reason)])[0]

    # -- reading ------------------------------------------------------------------------------------------------------

    def at(self, recorded: str) -> int:
        """Return the number of the last event recorded up to a date or time (UTC, ISO 8601; a date means its end)."""
        return self.store.at(recorded if "T" in recorded else f"{recorded}T23:59:59.999999Z")

    def read(
        self,
        kind: type[R],
        *,
        upto: int = LAST,
        ids: Sequence[str] | None = None,
        about: str | None = None,
        approved: bool = False,
    ) -> list[Kept[R]]:
        """Return the records of a kind as they stood after event ``upto``, those rejected left out.

        Parameters
        ----------
        kind
            `Source`, `Statement`, `Commitment`, `Delivery`, `Check` or `Link`.
        upto
            Number of an event; see `at`.
        ids
            Only these.
        about
            Only those that belong to this record: statements of a source, deliveries of a commitment.
        approved
            Only what was approved by then and not withdrawn, in the state that was.
        """
        events = self.store.latest(kind.KIND, upto, ids=ids, about=about, decided=approved)
        return [_kept(kind, event) for event in events if event.entry.state != "rejected"]

    def kept(self, kind: type[R], id_: str, *, upto: int = LAST) -> Kept[R]:
        """Return one record as it stood after event ``upto``.

        Raises
        ------
        UsageError
            When there is none of this name, where the message names the nearest; or when it was rejected or withdrawn.
        """
        found = self._last(kind, id_, upto)
        if found.state == "rejected":
            raise UsageError(_out(found))
        return found

    def dropped(self, kind: type[R], *, upto: int = LAST) -> list[Kept[R]]:
        """Return the records of a kind that were rejected or withdrawn, as they were then."""
        events = self.store.latest(kind.KIND, upto)
        return [_kept(kind, event) for event in events if event.entry.state == "rejected"]

    def history(self, kind: type[R], id_: str) -> list[Kept[R]]:
        """Return every state that a record had, the first one first."""
        return [_kept(kind, event) for event in self.store.history(kind.KIND, id_)]

    def statements(self, commitment: str, *, upto: int = LAST) -> list[Kept[Statement]]:
        """Return the statements about a commitment and about all that were merged into it."""
        names, waiting = [], [commitment]
        while waiting:
            name = waiting.pop()
            names += [kept.record.id for kept in self.read(Link, about=name, upto=upto)]
            waiting += [kept.record.id for kept in self.read(Merge, about=name, upto=upto)]
        return self.read(Statement, ids=names, upto=upto)

    def merged(self, commitment: str, *, upto: int = LAST) -> str:
        """Return the commitment that one was merged into in the end: itself if into none."""
        seen: set[str] = set()
        while commitment not in seen:
            seen.add(commitment)
            found = self.read(Merge, ids=[commitment], upto=upto)
            if found and found[0].record.into:
                commitment = found[0].record.into
        return commitment

    def standing(self, *, upto: int = LAST) -> list[Kept[Commitment]]:
        """Return the commitments that were not merged into another."""
        gone = self.gone(upto=upto)
        return [row for row in self.read(Commitment, upto=upto) if row.record.id not in gone]

    def gone(self, *, upto: int = LAST) -> frozenset[str]:
        """Return the ids of commitments that were merged into another."""
        return frozenset(row.record.id for row in self.read(Merge, upto=upto) if row.record.into)

    def quote(self, statement: Statement) -> tuple[str, int, int] | None:
        """Return the sentence that a statement stands in and where in it its words are; None if the text is not kept."""
        text = self._text(statement.source)
        if text is None:
            return None
        start = max((found.end() for found in BREAK.finditer(text, 0, statement.start)), default=0)
        after = BREAK.search(text, statement.end)
        end = after.start() + 1 if after else len(text)
        return text[start:end].rstrip(), statement.start - start, statement.end - start

    # -- trust --------------------------------------------------------------------------------------------------------

    def verify(self, head: Head | None = None) -> list[Finding]:
        """Return everything that shows the register to be other than it was written; empty if nothing does.

        Parameters
        ----------
        head
            A head that somebody outside the register remembers, such as the last one printed: without one, a tail that was cut
            together with the register's own memory of it cannot be seen.
        """
        own = self.store.head()
        found = list(broken(self.store.events(), own))
        if head is not None:
            if head.register != own.register:
                found.append(
                    Finding(seq=0, what="unsealed", message="another register than the one that is remembered")
                )
            else:
                new = {row.seq for row in found}
                found += [row for row in broken(self.store.events(), head) if row.seq not in new]
        for digest, text in self.store.texts():
            if hashlib.sha256(text.encode()).hexdigest() != digest:
                found.append(Finding(seq=0, what="document", message=f"the text under {digest} is another one"))
        return found + list(self.store.guards())

    def close(self) -> None:
        """Let the file or the server go."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, entries: Sequence[Entry]) -> list[int]:
        return self.store.append(entries) if entries else []

    # -- checks before writing ----------------------------------------------------------------------------------------

    def _fresh(self, records: Sequence[Record]) -> list[Record]:
        """Return the records without statements that are there already, and without any that comes twice."""
        names = [record.id for record in records if isinstance(record, Statement)]
        there = {event.entry.id for event in self.store.latest(Statement.KIND, ids=names)} if names else set()
        fresh: dict[tuple[str, str], Record] = {}
        for record in records:
            key = (record.KIND, record.id)
            if isinstance(record, Statement) and (record.id in there or key in fresh):
                continue
            if key in fresh:
                raise InputError([Fault(file=f"{record.KIND} {record.id}", column="id", message="is there twice")])
            fresh[key] = record
        return list(fresh.values())

    def _taken(self, records: Sequence[Record]) -> list[Fault]:
        return [
            Fault(file=f"{kind} {event.entry.id}", column="id", message="is taken; change it instead of adding it")
            for kind, names in _by_kind((type(record), record.id) for record in records).items()
            if kind is not Statement
            for event in self.store.latest(kind.KIND, ids=names)
        ]

    def _dangling(self, records: Sequence[Record]) -> list[Fault]:
        """Return a fault for every name that points at nothing, neither in the register nor among what is added."""
        wanted: dict[tuple[type[Record], str], list[tuple[Record, str]]] = defaultdict(list)
        for record in records:
            for column, kind, name in _references(record):
                wanted[kind, name].append((record, column))
        there = {(type(record), record.id) for record in records}
        for kind, names in _by_kind(wanted).items():
            there |= {(kind, row.record.id) for row in self.read(kind, ids=names)}
        return [
            Fault(file=f"{record.KIND} {record.id}", column=column, found=name, message=f"no such {kind.KIND}")
            for (kind, name), users in wanted.items()
            if (kind, name) not in there
            for record, column in users
        ]

    def _misquoted(self, records: Sequence[Record]) -> list[Fault]:
        """Return a fault for every statement whose words are not what its source's text has in that place."""
        texts: dict[str, str | None] = {}
        new = {record.id: record.digest for record in records if isinstance(record, Source)}
        found = []
        for record in records:
            if not isinstance(record, Statement):
                continue
            if record.source not in texts:
                texts[record.source] = self._text(record.source, new.get(record.source, ""))
            text = texts[record.source]
            if text is not None and text[record.start : record.end] != record.text:
                found.append(
                    Fault(
                        file=f"{record.KIND} {record.id}",
                        column="text",
                        found=record.text,
                        allowed=text[record.start : record.end],
                        message="not what the source says in that place",
                    )
                )
        return found

    def _text(self, source: str, digest: str = "") -> str | None:
        if not digest:
            found = self.store.latest(Source.KIND, ids=[source])
            record = read_record(Source.KIND, source, found[0].entry.body) if found else None
            digest = record.digest if isinstance(record, Source) else ""
        return self.store.text(digest) if digest else None

    def _must_have(self, kind: type[Record], names: Sequence[str]) -> None:
        found = {event.entry.id: _kept(kind, event) for event in self.store.latest(kind.KIND, ids=names)}
        faults = [
            _out(found[name]) if name in found else f"no {kind.KIND} {name!r}{self._nearest(kind, name)}"
            for name in names
            if name not in found or found[name].state == "rejected"
        ]
        if faults:
            raise UsageError("; ".join(faults))

    def _last(self, kind: type[R], id_: str, upto: int = LAST) -> Kept[R]:
        """Return the last state of a record, whatever it is."""
        found = self.store.latest(kind.KIND, upto, ids=[id_])
        if not found:
            raise UsageError(f"no {kind.KIND} {id_!r}{self._nearest(kind, id_)}")
        return _kept(kind, found[0])

    def _users(self, kind: type[Record], id_: str) -> list[str]:
        """Return the kind and id of what stands on a record."""
        rows: list[Kept[Any]] = []
        if kind is Source:
            rows += self.read(Statement, about=id_)
            rows += [row for row in self.read(Commitment) if id_ in row.record.sources]
            rows += [row for row in self.read(Delivery) if row.record.source == id_]
        elif kind is Commitment:
            rows += [*self.read(Commitment, about=id_), *self.read(Delivery, about=id_), *self.read(Merge, about=id_)]
            rows += [row for row in self.read(Merge, ids=[id_]) if row.record.into]
        return [f"{row.record.KIND} {row.record.id}" for row in rows]

    def _nearest(self, kind: type[Record], id_: str) -> str:
        import difflib

        names = [event.entry.id for event in self.store.latest(kind.KIND)]
        near = difflib.get_close_matches(id_, names, n=1)
        return f"; did you mean {near[0]!r}?" if near else ""


def _state(approve: bool) -> str:
    return "approved" if approve else "proposed"


def _out(kept: Kept[Any]) -> str:
    """Return the sentence that a record was rejected or withdrawn, and how it comes back."""
    record = kept.record
    why = f": {kept.reason}" if kept.reason else ""
    return (
        f"{record.KIND} {record.id!r} was {kept.action} by {kept.author} on {kept.recorded[:10]}{why}; "
        f"`lodeway ledger approve {record.id}` makes it stand again"
    )


def _entry(record: Record, action: str, state: str, reason: str) -> Entry:
    return Entry(
        action=action,
        kind=record.KIND,
        id=record.id,
        about=record.about,
        state=state,
        body=record.body(),
        reason=reason,
    )


def _kept(kind: type[R], event: Event) -> Kept[R]:
    entry = event.entry
    record = read_record(entry.kind, entry.id, entry.body)
    assert isinstance(record, kind)
    return Kept(record, entry.state, event.seq, event.recorded, event.author, entry.action, entry.reason)


def _references(record: Record) -> Iterator[tuple[str, type[Record], str]]:
    """Yield the column, kind and name of each record that another points at."""
    if isinstance(record, Statement):
        yield "source", Source, record.source
    elif isinstance(record, Delivery):
        yield "commitment", Commitment, record.commitment
        if record.source:
            yield "source", Source, record.source
    elif isinstance(record, Commitment):
        if record.part_of:
            yield "part_of", Commitment, record.part_of
        for name in record.sources:
            yield "sources", Source, name


def _by_kind(pairs: Iterable[tuple[type[Record], str]]) -> dict[type[Record], list[str]]:
    found: dict[type[Record], list[str]] = defaultdict(list)
    for kind, name in pairs:
        found[kind].append(name)
    return found
