"""What is written stays, is signed, and can be read as it stood at any time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from lodeway.errors import InputError, UsageError
from lodeway.ledger.register import Check, Commitment, Delivery, Head, Link, Merge, Party, Register, Source, Statement
from lodeway.ledger.register.records import KINDS, read_record
from lodeway.ledger.register.sqlite import SqliteStore
from tests.ledger.register.conftest import END, START, TEXT, Place, statement


def ids(kept: list[Any]) -> list[str]:
    """Return the ids of records."""
    return [row.record.id for row in kept]


def test_records_come_back_as_they_were_written(register: Register) -> None:
    """Every field of every kind of record survives, in the order of writing."""
    rows = [
        Source(id="a", title="«Саммит» 首脳会合\nA", published="2025-12", digest=""),
        Statement(id="s", source="a", start=2, end=5, text='"é\\', kind="count", value=150, qualifier="more_than"),
        Statement(id="range", source="a", end=1, text="x", value=(2.0, 3.5), detail={"converts": [1, 2]}),
        Commitment(
            id="c",
            title="Target",
            parties=(Party(name="JPN", role="provider"), Party(name="KAZ")),
            minerals=("uranium", "antimony"),
            amount=3e12,
            currency="JPY",
            umbrella=True,
            sources=("a",),
            meeting_start="2025-12-19",
            meeting_end="2025-12-20",
        ),
        Delivery(id="d", commitment="c", amount=719e6, currency="JPY", date="2026-01-30", kind="disbursement"),
        Check(id="k", subject="s", verdict="supported", dataset="USGS", year=2024),
        Link(id="s", commitment="c"),
        Merge(id="d", into="c"),
    ]
    assert register.add(*rows) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert {type(row) for row in rows} == set(KINDS.values())
    for row in rows:
        kept = register.kept(type(row), row.id)
        assert kept.record == row
        assert (kept.state, kept.action) == ("proposed", "added")
        assert kept.author
    assert read_record("commitment", "c", rows[3].body()) == rows[3]


def test_faults_are_told_all_at_once_and_nothing_is_written(register: Register) -> None:
    """A commitment with three faults, a statement of no source and a taken id leave the register empty."""
    bad = Commitment(id="c", title="T", status="promised", deadline="in 2030", amount=5.0)
    lost = Statement(id="s", source="nowhere", start=0, end=9, text="short")
    with pytest.raises(InputError) as raised:
        register.add(bad, lost, Commitment(id="ok", title="fine"))
    told = {(fault.file, fault.column) for fault in raised.value.faults}
    assert told == {
        ("commitment c", "status"),
        ("commitment c", "deadline"),
        ("commitment c", "currency"),
        ("statement s", "text"),
        ("statement s", "source"),
    }
    assert register.store.head().seq == 0
    register.add(Commitment(id="ok", title="fine"))
    with pytest.raises(InputError, match="is taken"):
        register.add(Commitment(id="ok", title="again"))


def test_words_must_stand_where_the_statement_says(filled: Register) -> None:
    """A statement whose words are not in that place of the kept text is refused; the sentence is found again."""
    wrong = replace(statement("agency", START + 2, END + 2), text="3 triliun yen")
    with pytest.raises(InputError, match="not what the source says"):
        filled.add(wrong)
    quoted = filled.quote(statement("agency"))
    assert quoted is not None
    sentence, start, end = quoted
    assert sentence == "Menteri berkata: nilai proyek 3 triliun yen."
    assert sentence[start:end] == "3 triliun yen"


def test_a_sentence_does_not_end_inside_a_number(register: Register) -> None:
    """Points between digits, or inside brackets of a date, are no ends."""
    text = "He came. It is worth $3.7 billion, as of 2025. Later more."
    start = text.index("$3.7 billion")
    register.add(Source(id="a", title="t", digest=register.add_text(text)))
    row = Statement(id="s", source="a", start=start, end=start + 12, text="$3.7 billion", kind="money")
    quoted = register.quote(row)
    assert quoted is not None
    assert quoted[0] == "It is worth $3.7 billion, as of 2025."


def test_reading_a_document_twice_states_nothing_twice(filled: Register) -> None:
    """Nor does it undo what a person corrected."""
    row = statement("agency")
    filled.correct(row.id, "the article says about", qualifier="about")
    assert filled.add(row) == []
    kept = filled.kept(Statement, row.id)
    assert (kept.record.qualifier, kept.record.rule, kept.action) == ("about", "person", "corrected")
    assert [state.record.rule for state in filled.history(Statement, row.id)] == ["money.id", "person"]


def test_the_register_is_read_as_it_stood(filled: Register) -> None:
    """By number and by time: what came later is not seen, what was then is."""
    before = filled.store.head().seq
    then = filled.kept(Commitment, "target")
    filled.change(replace(then.record, status="signed"), "signed in Tokyo")
    filled.add(Commitment(id="new", title="Later"))
    assert [row.record.status for row in filled.read(Commitment, ids=["target"])] == ["signed"]
    assert [row.record.status for row in filled.read(Commitment, ids=["target"], upto=before)] == ["announced"]
    assert "new" in ids(filled.read(Commitment))
    assert "new" not in ids(filled.read(Commitment, upto=before))
    assert filled.at(then.recorded) >= then.seq
    assert filled.at("1999-12-31") == 0
    assert filled.at("2999-12-31") == filled.store.head().seq


def test_what_is_rejected_gives_way_to_what_was_approved(filled: Register) -> None:
    """A proposal is seen until it is rejected; the approved view has only what was approved."""
    assert filled.read(Commitment, approved=True) == []
    filled.approve(Commitment, "target", "two sources")
    row = filled.kept(Commitment, "target").record
    filled.change(replace(row, amount=30e12), "another paper")
    assert filled.kept(Commitment, "target").record.amount == 30e12
    assert [kept.record.amount for kept in filled.read(Commitment, approved=True)] == [3e12]
    filled.reject(Commitment, "target", "ten times too much")
    assert filled.kept(Commitment, "target").record.amount == 3e12
    filled.reject(Commitment, "target-ja", "no such promise")
    assert ids(filled.read(Commitment)) == ["target", "grant"]


def test_what_was_approved_is_withdrawn_not_rejected(filled: Register) -> None:
    """Rejecting it is refused with the remedy and writes nothing; withdrawn, it counts no more and its history says why."""
    filled.approve(Commitment, "grant", "two sources")
    head = filled.store.head()
    with pytest.raises(UsageError, match="ledger withdraw grant"):
        filled.reject(Commitment, "grant", "wrong")
    assert filled.store.head() == head
    filled.change(Commitment(id="grant", title="still in question"), "a paper")
    seq = filled.withdraw(Commitment, "grant", "the paper was false")
    assert "grant" not in ids(filled.read(Commitment)) + ids(filled.standing())
    assert filled.read(Commitment, approved=True) == []
    assert ids(filled.read(Commitment, upto=seq - 1, approved=True)) == ["grant"]
    last = filled.history(Commitment, "grant")[-1]
    assert (last.action, last.state, last.reason) == ("withdrawn", "rejected", "the paper was false")
    assert last.record.title == "X-ray for the port"
    assert ids(filled.dropped(Commitment)) == ["grant"]
    for write in (filled.withdraw, filled.reject):
        with pytest.raises(UsageError, match=r"was withdrawn by .+: the paper was false; .*approve grant"):
            write(Commitment, "grant", "again")
    with pytest.raises(UsageError, match="was withdrawn"):
        filled.kept(Commitment, "grant")
    filled.approve(Commitment, "grant", "it was true")
    assert ids(filled.read(Commitment, approved=True)) == ["grant"]
    assert filled.verify() == []


def test_a_proposal_is_not_withdrawn(filled: Register) -> None:
    """What was never approved is rejected, and the message says so."""
    with pytest.raises(UsageError, match="ledger reject grant"):
        filled.withdraw(Commitment, "grant", "wrong")


def test_what_others_stand_on_is_not_withdrawn(filled: Register) -> None:
    """A commitment with a part, a delivery or a merge, and a source with statements, are named with what stands on them."""
    filled.add(Delivery(id="paid", commitment="target", kind="disbursement", date="2026-01-30"))
    filled.merge("target", "target-ja", "one goal")
    filled.approve(Commitment, "target")
    filled.approve(Commitment, "target-ja")
    filled.approve(Source, "agency")
    with pytest.raises(UsageError, match="stand commitment grant, delivery paid, merge target-ja: withdraw"):
        filled.withdraw(Commitment, "target", "wrong")
    with pytest.raises(UsageError, match="stand merge target-ja"):
        filled.withdraw(Commitment, "target-ja", "wrong")
    with pytest.raises(UsageError, match=f"stand statement {statement('agency').id}"):
        filled.withdraw(Source, "agency", "false")


def test_nothing_is_tied_to_what_was_withdrawn(filled: Register) -> None:
    """Neither statements nor deliveries, parts or merges: each is told that it does not stand."""
    filled.approve(Commitment, "grant")
    filled.withdraw(Commitment, "grant", "false")
    with pytest.raises(UsageError, match="'grant' was withdrawn"):
        filled.link([statement("agency").id], "grant", "about it")
    with pytest.raises(UsageError, match="'grant' was withdrawn"):
        filled.merge("grant", "target-ja", "one goal")
    for row in (
        Delivery(id="paid", commitment="grant", kind="disbursement", date="2026-01-30"),
        Commitment(id="part", title="P", part_of="grant"),
    ):
        with pytest.raises(InputError, match="no such commitment"):
            filled.add(row)


def test_merged_commitments_share_their_statements_until_they_are_split(filled: Register) -> None:
    """Merging keeps the reason; splitting gives each its own statements back."""
    row = statement("agency")
    filled.link([row.id], "target-ja", "the same sum")
    assert ids(filled.statements("target")) == []
    filled.merge("target", "target-ja", "one goal in two languages")
    assert ids(filled.statements("target")) == [row.id]
    assert filled.kept(Merge, "target-ja").reason == "one goal in two languages"
    assert filled.merged("target-ja") == "target"
    with pytest.raises(UsageError, match="part them first"):
        filled.merge("target-ja", "target", "the other way round")
    filled.split("target-ja", "another goal after all")
    assert ids(filled.statements("target")) == []
    assert ids(filled.statements("target-ja")) == [row.id]
    filled.unlink([row.id], "about something else")
    assert ids(filled.statements("target-ja")) == []


def test_what_belongs_to_a_record_is_found(filled: Register) -> None:
    """Parts of a commitment, deliveries of it, statements of a source."""
    assert ids(filled.read(Commitment, about="target")) == ["grant"]
    filled.add(Delivery(id="paid", commitment="grant", kind="disbursement", date="2026-01-30"))
    assert ids(filled.read(Delivery, about="grant")) == ["paid"]
    assert ids(filled.read(Statement, about="agency")) == [statement("agency").id]
    with pytest.raises(UsageError, match="did you mean 'target'"):
        filled.kept(Commitment, "targit")


def test_nothing_can_be_changed_or_deleted(filled: Register) -> None:
    """The file and the server refuse both, without any help of this program."""
    store = filled.store
    run = store._connection.execute if isinstance(store, SqliteStore) else store._run  # type: ignore[attr-defined]
    for statement_ in ("UPDATE event SET body = '{}'", "DELETE FROM event", "DELETE FROM document"):
        with pytest.raises(Exception, match="what is written stays"):
            run(statement_)
    assert filled.verify() == []


@pytest.mark.parametrize(
    ("statement_", "what"),
    [
        ("UPDATE event SET body = replace(body, '3000000000000', '30000000000000') WHERE seq = 3", "edited"),
        ("UPDATE event SET author = 'somebody else' WHERE seq = 2", "edited"),
        ("UPDATE event SET recorded = '2020-01-01T00:00:00.000000Z' WHERE seq = 4", "edited"),
        ("DELETE FROM event WHERE seq = 3", "missing"),
        ("DELETE FROM event WHERE seq > 3", "cut"),
        ("UPDATE document SET text = 'Menteri berkata lain.'", "document"),
    ],
)
def test_verify_finds_what_was_done_behind_its_back(place: Place, statement_: str, what: str) -> None:
    """An edit, a deleted row, a cut tail and another text are each found, and named."""
    with place.open() as register:
        source = Source(id="agency", title="Summit", digest=register.add_text(TEXT))
        register.add(source, statement("agency"), Commitment(id="c", title="T", amount=3e12, currency="JPY"))
        register.add(Commitment(id="d", title="U"))
        assert register.verify() == []
    place.run(statement_)
    with place.open() as register:
        assert what in {found.what for found in register.verify()}


def test_a_tail_cut_with_the_head_is_found_by_who_remembers_it(place: Place) -> None:
    """Whoever also rewrites the register's own head is found out by a head kept outside."""
    with place.open() as register:
        register.add(Commitment(id="c", title="T"))
        early = register.store.head()
        register.add(Commitment(id="d", title="U"))
        late = register.store.head()
    place.run("DELETE FROM event WHERE seq = 2")
    place.run("UPDATE head SET seq = 1, hash = (SELECT hash FROM event WHERE seq = 1)")
    with place.open() as register:
        assert register.verify() == []
        assert register.verify(early) == []
        assert [found.what for found in register.verify(late)] == ["cut"]
        assert register.verify(Head(register="another", seq=1, hash=early.hash))


def _write(address: str, writer: int, count: int) -> None:
    with Place(address, print).open() as register:
        for number in range(count):
            register.add(Commitment(id=f"{writer}-{number}", title="T"))


def test_twenty_writers_leave_one_chain(place: Place) -> None:
    """Each writes ten commitments at the same time as the others; none is lost and the chain is whole."""
    with place.open():
        pass
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(place.address, number, 10)) for number in range(20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * 20
    with place.open() as register:
        assert register.store.head().seq == 200
        assert len(register.read(Commitment)) == 200
        assert register.verify() == []


WRITER = """
import sys
from lodeway.ledger.register import Commitment, open_register
with open_register(sys.argv[1], author="desk") as register:
    for number in range(1000):
        register.add(Commitment(id=f"c{number}", title="T"))
        print(number, flush=True)
"""


@pytest.mark.parametrize("after", [3, 250])
def test_a_killed_writer_loses_nothing_acknowledged(place: Place, after: int) -> None:
    """A process is killed amid a thousand adds: all it was told are written are there, and the chain is whole."""
    with place.open():
        pass
    writer = subprocess.Popen([sys.executable, "-c", WRITER, place.address], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    with writer:
        for line in writer.stdout:
            if int(line) == after:
                os.kill(writer.pid, signal.SIGKILL)
                break
        told = [after, *(int(line) for line in writer.stdout)]
    with place.open() as register:
        there = ids(register.read(Commitment))
        assert there == [f"c{number}" for number in range(len(there))]
        assert told[-1] < len(there) <= 1000
        assert register.verify() == []
