"""Several desks write at the same moment: each decides on what really stands when it is written."""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from lodeway.errors import InputError, LodewayError
from lodeway.ledger.register import Commitment, Merge, Register, Source, Statement
from tests.ledger.register.conftest import END, START, TEXT, Place, statement

DESKS = 6
NAME = Statement.name("agency", START, END, "money")
Act = tuple[str, tuple[Any, ...], dict[str, Any]]


def _desk(address: str, barrier: Any, act: Act, answers: Any) -> None:
    """Do one thing, and wait for the other desks after it was looked up and before it is written."""
    method, values, fields = act
    with Place(address, print).open() as register:
        write: Callable[[Any], list[int]] = register.store.append

        def late(entries: Any) -> list[int]:
            with contextlib.suppress(threading.BrokenBarrierError):
                barrier.wait(1.5)  # whoever has the register alone waits in vain, and goes on
            return write(entries)

        register.store.append = late  # type: ignore[method-assign]
        try:
            getattr(register, method)(*values, **fields)
            answers.put("written")
        except LodewayError as error:
            answers.put(str(error))


def _at_once(place: Place, *acts: Act) -> list[str]:
    """Return what each of several desks is told that do one thing each at the same time."""
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(len(acts)), context.Queue()
    desks = [context.Process(target=_desk, args=(place.address, barrier, act, answers)) for act in acts]
    for desk in desks:
        desk.start()
    told = [answers.get(timeout=60) for _ in desks]
    for desk in desks:
        desk.join()
    return told


@pytest.fixture
def begun(place: Place) -> Place:
    """Return a place whose register holds a statement and two commitments; nobody has it open."""
    with place.open() as register:
        source = Source(id="agency", title="Summit", digest=register.add_text(TEXT))
        register.add(source, statement("agency"), Commitment(id="a", title="A"), Commitment(id="b", title="B"))
    return place


def _refused(told: Sequence[str]) -> list[str]:
    return [answer for answer in told if answer != "written"]


@pytest.mark.parametrize("method", ["add", "gather"])
def test_one_desk_adds_an_id_and_the_others_are_told(begun: Place, method: str) -> None:
    """Of six desks that add the same id at once one has written it, and five know that it is taken."""
    more = ((NAME,), "read") if method == "gather" else ()
    told = _at_once(begun, *((method, (Commitment(id="x", title=f"desk {n}"), *more), {}) for n in range(DESKS)))
    assert len(_refused(told)) == DESKS - 1
    assert all("is taken" in answer for answer in _refused(told))
    with begun.open() as register:
        assert len(register.history(Commitment, "x")) == 1
        assert register.verify() == []


def test_no_correction_is_lost(begun: Place) -> None:
    """Six desks correct six fields of one statement at once: in the end all six are corrected."""
    fields: dict[str, Any] = {
        "value": 4e12,
        "unit": "USD",
        "qualifier": "about",
        "announced": "2025-12-19",
        "confidence": 0.5,
        "kind": "amount",
    }
    told = _at_once(begun, *(("correct", (NAME, "read again"), {name: value}) for name, value in fields.items()))
    assert _refused(told) == []
    with begun.open() as register:
        assert register.kept(Statement, NAME).record == replace(statement("agency"), **fields, rule="person")


@pytest.mark.parametrize("method", ["approve", "reject"])
def test_what_is_decided_is_what_stood(begun: Place, method: str) -> None:
    """While one desk changes a proposal, five decide on it: each decision is about what stood right before it."""
    change: Act = ("change", (Commitment(id="a", title="changed"), "read again"), {})
    _at_once(begun, change, *((method, (Commitment, "a", "decided"), {}) for _ in range(DESKS - 1)))
    with begun.open() as register:
        states = register.history(Commitment, "a")
    assert [row.action for row in states].count("changed") == 1
    for before, row in itertools.pairwise(states):
        assert row.action == "changed" or row.record == before.record


def test_two_commitments_are_not_merged_into_each_other(begun: Place) -> None:
    """One desk merges a into b, another b into a: one of them is told to part them first."""
    told = _at_once(begun, ("merge", ("a", "b", "one"), {}), ("merge", ("b", "a", "one"), {}))
    assert [("part them first" in answer) for answer in _refused(told)] == [True]
    with begun.open() as register:
        assert len(register.read(Merge)) == 1
        assert len(register.standing()) == 1


def test_an_error_leaves_nothing_of_a_block(register: Register) -> None:
    """What was written before the error in a block of one's own is gone, and the register can be written again."""
    once, again = Commitment(id="a", title="A"), Commitment(id="a", title="again")
    with pytest.raises(InputError), register.together():
        assert register.add(once) + register.add(again) == []
    assert register.read(Commitment) == []
    assert register.add(once) == [1]
    assert register.verify() == []
