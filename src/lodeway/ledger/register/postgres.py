"""The register on a PostgreSQL server: for an office that shares one.

Nobody writes the tables but a function of the database. It numbers, dates and seals what is appended, signs it with the
name under which the caller logged in, and lets only those who may approve write anything but proposals.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from lodeway.errors import UsageError
from lodeway.ledger.register._sql import COLUMNS, ENTRY, WAIT, SqlStore, event_of
from lodeway.ledger.register.chain import ORIGIN, Entry, Event, Finding

if TYPE_CHECKING:
    from pg8000.native import Connection

__all__ = ["ROLES", "PostgresStore"]

ROLES = ("read", "propose", "approve")
"""Each may do what those before it may."""
SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,50}")
GUARDS = ("event_stays", "event_is_whole", "document_stays", "document_is_whole")
PAGE = 10_000
"""Events that are read at a time."""

TABLES = """
CREATE SCHEMA {s};
CREATE TABLE {s}.event (
    seq bigint PRIMARY KEY CHECK (seq > 0), recorded text COLLATE "C" NOT NULL, author text NOT NULL CHECK (author <> ''),
    action text NOT NULL, kind text NOT NULL, id text NOT NULL CHECK (id <> ''), about text NOT NULL,
    state text NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected')), body text NOT NULL,
    reason text NOT NULL, hash bytea NOT NULL CHECK (length(hash) = 32));
CREATE INDEX event_record ON {s}.event (kind, id, seq);
CREATE INDEX event_about ON {s}.event (kind, about, seq);
CREATE INDEX event_recorded ON {s}.event (recorded);
CREATE TABLE {s}.document (digest text PRIMARY KEY, text text NOT NULL);
CREATE TABLE {s}.head (one integer PRIMARY KEY CHECK (one = 1), register text NOT NULL, seq bigint NOT NULL, hash bytea NOT NULL);

CREATE FUNCTION {s}.stays() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION '%: what is written stays', TG_TABLE_NAME;
END $body$;
CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE ON {s}.event FOR EACH ROW EXECUTE FUNCTION {s}.stays();
CREATE TRIGGER event_is_whole BEFORE TRUNCATE ON {s}.event FOR EACH STATEMENT EXECUTE FUNCTION {s}.stays();
CREATE TRIGGER document_stays BEFORE UPDATE OR DELETE ON {s}.document FOR EACH ROW EXECUTE FUNCTION {s}.stays();
CREATE TRIGGER document_is_whole BEFORE TRUNCATE ON {s}.document FOR EACH STATEMENT EXECUTE FUNCTION {s}.stays();

CREATE FUNCTION {s}.part(words text) RETURNS text LANGUAGE sql IMMUTABLE AS
    $body$ SELECT octet_length(convert_to(words, 'UTF8')) || ':' || words || ',' $body$;

CREATE FUNCTION {s}.append(entries json) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {s}, pg_temp AS $body$
DECLARE
    number bigint;
    before bytea;
    moment text COLLATE "C" := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
    earlier text COLLATE "C";
    one record;
BEGIN
    SELECT seq, hash INTO number, before FROM head FOR UPDATE;
    SELECT recorded INTO earlier FROM event WHERE seq = number;
    moment := greatest(moment, earlier);
    FOR one IN
        SELECT value ->> 'action' AS action, value ->> 'kind' AS kind, value ->> 'id' AS id, value ->> 'about' AS about,
            value ->> 'state' AS state, value ->> 'body' AS body, value ->> 'reason' AS reason
        FROM json_array_elements(entries) WITH ORDINALITY ORDER BY ordinality
    LOOP
        IF one.state <> 'proposed' AND NOT pg_has_role(session_user, '{s}_approve', 'MEMBER') THEN
            RAISE insufficient_privilege USING MESSAGE = format('%s may propose, but not approve', session_user);
        END IF;
        number := number + 1;
        before := sha256(convert_to(
            part(encode(before, 'hex')) || part(number::text) || part(moment) || part(session_user::text)
            || part(one.action) || part(one.kind) || part(one.id) || part(one.about) || part(one.state)
            || part(one.body) || part(one.reason), 'UTF8'));
        INSERT INTO event VALUES (number, moment, session_user, one.action, one.kind, one.id, one.about, one.state,
            one.body, one.reason, before);
    END LOOP;
    UPDATE head SET seq = number, hash = before;
    RETURN number;
END $body$;

CREATE FUNCTION {s}.keep_text(key text, words text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {s}, pg_temp AS $body$
BEGIN
    IF key <> encode(sha256(convert_to(words, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'the digest is not that of the text';
    END IF;
    INSERT INTO document VALUES (key, words) ON CONFLICT DO NOTHING;
END $body$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {s} FROM PUBLIC;
GRANT USAGE ON SCHEMA {s} TO {s}_read;
GRANT SELECT ON ALL TABLES IN SCHEMA {s} TO {s}_read;
GRANT EXECUTE ON FUNCTION {s}.append(json), {s}.keep_text(text, text) TO {s}_propose;
"""


class PostgresStore(SqlStore):
    """A register in one schema of a PostgreSQL database.

    Parameters
    ----------
    address
        ``postgresql://user[:password]@host[:port]/database[?schema=lodeway]``; the password may stand in PGPASSWORD.
    create
        Whether to make schema, roles and function if they are not there; needs an owner of the database.

    Raises
    ------
    UsageError
        When pg8000 is not installed, the server does not answer, or there is no register.
    """

    BEGIN = "BEGIN"
    LISTED = "SELECT json_array_elements_text(CAST(:ids AS json))"

    def __init__(self, address: str, *, create: bool = False) -> None:
        parts = urlsplit(address)
        self.schema = parse_qs(parts.query).get("schema", ["lodeway"])[0]
        if not SCHEMA.fullmatch(self.schema):
            raise UsageError(f"schema {self.schema!r}: lower-case letters, digits and _ only")
        self.author = unquote(parts.username or os.environ.get("PGUSER", "postgres"))
        self._connection = _connect(self.author, parts)
        if not self._run("SELECT 1 FROM pg_namespace WHERE nspname = :name", name=self.schema):
            if not create:
                self._connection.close()
                raise UsageError(
                    f"no register in schema {self.schema!r} of that database; `lodeway ledger serve-db ADDRESS` makes one"
                )
            self._create()
        self._run(f"SET search_path = {self.schema}")

    def _run(self, query: str, **values: Any) -> list[list[Any]]:
        """Run one statement and return its rows; what the server refuses is an error of usage."""
        from pg8000.exceptions import DatabaseError

        try:
            return self._connection.run(query, **values) or []
        except DatabaseError as error:
            told = error.args[0] if error.args else {}
            raise UsageError(str(told.get("M", error)) if isinstance(told, dict) else str(error)) from error

    def _hold(self) -> None:
        """Take the lock of the register, which every role may take; whoever falls silent with it is cut off."""
        for name in ("lock_timeout", "idle_in_transaction_session_timeout"):
            self._run(f"SET LOCAL {name} = '{WAIT:.0f}s'")
        self._run("SELECT pg_advisory_xact_lock(hashtext(:name))", name=f"lodeway {self.schema}")

    def _create(self) -> None:
        with self.writing():
            if self._run("SELECT 1 FROM pg_namespace WHERE nspname = :name", name=self.schema):
                return  # somebody was quicker
            for role in ROLES:
                name = f"{self.schema}_{role}"
                if not self._run("SELECT 1 FROM pg_roles WHERE rolname = :name", name=name):
                    self._run(f"CREATE ROLE {name} NOLOGIN")
            for lower, higher in pairwise(ROLES):
                self._run(f"GRANT {self.schema}_{lower} TO {self.schema}_{higher}")
            self._run(TABLES.format(s=self.schema))
            self._run(
                f"INSERT INTO {self.schema}.head VALUES (1, :register, 0, :hash)",
                register=str(uuid.uuid4()),
                hash=ORIGIN,
            )

    def grant(self, user: str, role: str) -> None:
        """Let a user of the server read, propose or approve."""
        if role not in ROLES:
            raise UsageError(f"role {role!r}: {', '.join(ROLES)}")
        if not self._run("SELECT 1 FROM pg_roles WHERE rolname = :user", user=user):
            raise UsageError(f"the server knows no user {user!r}")
        quoted = self._run("SELECT quote_ident(:user)", user=user)[0][0]
        for other in ROLES:
            self._run(f"REVOKE {self.schema}_{other} FROM {quoted}")
        self._run(f"GRANT {self.schema}_{role} TO {quoted}")

    def append(self, entries: Sequence[Entry]) -> list[int]:
        """Write entries as the next events, all or none, and return their numbers once they are safe on disk."""
        if not entries:
            return []
        rows = [{name: getattr(entry, name) for name in ENTRY} for entry in entries]
        ((last,),) = self._run("SELECT append(CAST(:rows AS json))", rows=json.dumps(rows, ensure_ascii=False))
        return list(range(last - len(entries) + 1, last + 1))

    def events(self, after: int = 0) -> Iterator[Event]:
        """Yield the events after a number, in order."""
        while rows := self._run(
            f"SELECT {COLUMNS} FROM event WHERE seq > :after ORDER BY seq LIMIT {PAGE}", after=after
        ):
            yield from map(event_of, rows)
            after = rows[-1][0]

    def keep_text(self, digest: str, text: str) -> None:
        """Keep a document's text under the SHA-256 of its UTF-8."""
        self._run("SELECT keep_text(:digest, :words)", digest=digest, words=text)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield every digest with its text."""
        for (digest,) in self._run("SELECT digest FROM document ORDER BY digest"):
            yield digest, self.text(digest) or ""

    def guards(self) -> Iterator[Finding]:
        """Yield a finding for every trigger that is gone or switched off."""
        rows = self._run(
            "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE nspname = :name AND tgenabled IN ('O', 'A')",
            name=self.schema,
        )
        there = {name for (name,) in rows}
        for name in GUARDS:
            if name not in there:
                yield Finding(seq=0, what="unguarded", message=f"trigger {name} was taken out or switched off")

    def restore(self, register: str, events: Sequence[Event]) -> None:
        """Write events with the numbers, times, authors and seals that they have, into a register that holds none."""
        with self.writing():
            if self.head().seq:
                raise UsageError(f"schema {self.schema!r} already holds events; restore into a new one")
            for start in range(0, len(events), PAGE):
                rows = [
                    {"seq": event.seq, "recorded": event.recorded, "author": event.author, "hash": event.hash.hex()}
                    | {name: getattr(event.entry, name) for name in ENTRY}
                    for event in events[start : start + PAGE]
                ]
                self._run(
                    f"INSERT INTO event SELECT seq, recorded, author, {', '.join(ENTRY)}, decode(hash, 'hex') FROM "
                    "json_to_recordset(CAST(:rows AS json)) AS x(seq bigint, recorded text, author text, hash text, "
                    + ", ".join(f"{name} text" for name in ENTRY)
                    + ")",
                    rows=json.dumps(rows, ensure_ascii=False),
                )
            seq, hash_ = (events[-1].seq, events[-1].hash) if events else (0, ORIGIN)
            self._run(
                "UPDATE head SET register = :register, seq = :seq, hash = :hash", register=register, seq=seq, hash=hash_
            )

    def close(self) -> None:
        """Let the server go."""
        self._connection.close()


def _connect(user: str, parts: Any) -> Connection:
    try:
        from pg8000.exceptions import DatabaseError, InterfaceError
        from pg8000.native import Connection
    except ModuleNotFoundError as error:
        raise UsageError("a shared register needs pg8000: pip install 'lodeway[shared]'") from error
    password = unquote(parts.password) if parts.password else os.environ.get("PGPASSWORD")
    try:
        return Connection(
            user,
            host=parts.hostname or "localhost",
            port=parts.port or 5432,
            database=unquote(parts.path.lstrip("/")) or "postgres",
            password=password,
        )
    except (DatabaseError, InterfaceError, OSError) as error:
        raise UsageError(f"{parts.hostname}: the server lets nobody in: {error}") from error
