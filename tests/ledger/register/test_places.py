"""What is no register is told, and a server's users may do what their role says."""

from __future__ import annotations

import sqlite3
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from lodeway.errors import InputError, UsageError
from lodeway.ledger.register import Commitment, open_register
from lodeway.ledger.register.postgres import PostgresStore
from tests.ledger.register.conftest import Place


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Nothing is made unless asked for."""
    with pytest.raises(UsageError, match="no register at"):
        open_register(tmp_path / "none.sqlite", author="desk")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("create", [False, True])
def test_other_files_are_left_alone(tmp_path: Path, create: bool) -> None:
    """A text and another program's database are no registers, and stay what they are."""
    text, other = tmp_path / "notes.txt", tmp_path / "other.sqlite"
    text.write_text("Menteri berkata: nilai proyek 3 triliun yen. " * 40, encoding="utf-8")
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE mine (x)")
    connection.commit()
    connection.close()
    before = text.read_bytes(), other.read_bytes()
    for path in (text, other):
        with pytest.raises(InputError, match="not a register"):
            open_register(path, author="desk", create=create)
    assert (text.read_bytes(), other.read_bytes()) == before


@pytest.mark.database
@pytest.mark.parametrize("place", ["server"], indirect=True)
def test_roles_read_propose_and_approve(place: Place, postgres: Any) -> None:
    """A reader cannot write, a proposer cannot approve, an approver can; each signs with the own login."""
    from pg8000.native import Connection

    owner = Connection(
        postgres.user, host=postgres.host, port=postgres.port, database=postgres.database, password=postgres.password
    )
    tail = uuid.uuid4().hex[:8]
    users = {role: f"{role}_{tail}" for role in ("read", "propose", "approve")}
    with place.open() as register:
        assert isinstance(register.store, PostgresStore)
        for role, user in users.items():
            owner.run(f"CREATE ROLE {user} LOGIN PASSWORD 'secret'")
            register.store.grant(user, role)
        with pytest.raises(UsageError, match="knows no user"):
            register.store.grant("nobody_there", "read")
        register.add(Commitment(id="c", title="T"))
    parts = urlsplit(place.address)

    def login(role: str) -> str:
        return parts._replace(netloc=f"{users[role]}:secret@{parts.hostname}:{parts.port}").geturl()

    try:
        with open_register(login("read")) as reader:
            assert len(reader.read(Commitment)) == 1
            with pytest.raises(UsageError, match="permission denied"):
                reader.add(Commitment(id="d", title="T"))
        with open_register(login("propose")) as proposer:
            proposer.add(Commitment(id="d", title="T"))
            for wrong in (
                lambda: proposer.approve(Commitment, "d"),
                lambda: proposer.add(Commitment(id="e", title="T"), approve=True),
                lambda: proposer.reject(Commitment, "c", "no"),
            ):
                with pytest.raises(UsageError, match="may propose, but not approve"):
                    wrong()
        with open_register(login("approve")) as approver:
            approver.approve(Commitment, "d", "read it")
            kept = approver.history(Commitment, "d")
            assert [(row.author, row.state) for row in kept] == [
                (users["propose"], "proposed"),
                (users["approve"], "approved"),
            ]
            assert approver.verify() == []
    finally:
        for user in users.values():
            owner.run(f"DROP OWNED BY {user}")
            owner.run(f"DROP ROLE {user}")
        owner.close()
