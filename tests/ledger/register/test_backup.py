"""A backup brings a register back with every event, author, time and seal."""

from __future__ import annotations

from pathlib import Path

import pytest

from lodeway.errors import InputError, UsageError
from lodeway.ledger.register import Commitment, Register, back_up, open_register, restore
from lodeway.ledger.register.witness import remember, remembered
from tests.ledger.register.conftest import TEXT


def test_a_register_comes_back_whole(filled: Register, tmp_path: Path) -> None:
    """From a file or a server into a file: the head is the same, so everything is."""
    filled.approve(Commitment, "target", "checked")
    head = back_up(filled, tmp_path / "backup.jsonl")
    with open_register(tmp_path / "copy.sqlite", author="other", create=True) as copy:
        assert restore(tmp_path / "backup.jsonl", copy) == head
        assert copy.store.head() == filled.store.head() == head
        assert list(copy.store.events()) == list(filled.store.events())
        assert [text for _, text in copy.store.texts()] == [TEXT]
        assert copy.verify(head) == []
        with pytest.raises(UsageError, match="already holds events"):
            restore(tmp_path / "backup.jsonl", copy)


def test_a_file_comes_back_on_a_server(place: object, register: Register, tmp_path: Path) -> None:
    """What one desk kept becomes the shared register of an office, seals and all."""
    with open_register(tmp_path / "desk.sqlite", author="desk", create=True) as desk:
        desk.add(Commitment(id="c", title="Цель — 目標\t\n", note="\\"))
        desk.change(Commitment(id="c", title="Goal"), "translated")
        head = back_up(desk, tmp_path / "backup.jsonl")
    assert restore(tmp_path / "backup.jsonl", register) == head
    register.add(Commitment(id="d", title="after"))
    assert register.verify(head) == []


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda lines: lines[:-1], "ends at event"),
        (lambda lines: lines[:2] + lines[3:], "is not there"),
        (lambda lines: [line.replace("719000000", "719") for line in lines], "is not what was sealed"),
        (lambda lines: lines[1:], "names none"),
        (lambda lines: [*lines, "{"], "not a line of a backup"),
        (lambda lines: ["not json"], "not a line of a backup"),
    ],
)
def test_a_spoiled_backup_is_refused_whole(tmp_path: Path, spoil: object, told: str) -> None:
    """A cut, a lost line, an edit: the place is named, and nothing is written."""
    path = tmp_path / "backup.jsonl"
    with open_register(tmp_path / "a.sqlite", author="desk", create=True) as register:
        for name in ("a", "b", "c"):
            register.add(Commitment(id=name, title="T", amount=719e6, currency="JPY"))
        back_up(register, path)
    assert callable(spoil)
    path.write_text("\n".join(spoil(path.read_text(encoding="utf-8").splitlines())), encoding="utf-8")
    with open_register(tmp_path / "b.sqlite", author="desk", create=True) as empty:
        with pytest.raises(InputError, match=told):
            restore(path, empty)
        assert empty.store.head().seq == 0


def test_the_machine_remembers_the_last_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An older head does not replace a later one; a register never seen is not remembered."""
    monkeypatch.setenv("LODEWAY_DATA", str(tmp_path))
    with open_register(":memory:", author="desk") as register:
        assert remembered(register.store.head().register) is None
        register.add(Commitment(id="a", title="T"))
        early = register.store.head()
        register.add(Commitment(id="b", title="T"))
        late = register.store.head()
        remember(late)
        remember(early)
        assert remembered(late.register) == late
