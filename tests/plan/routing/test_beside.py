"""Searches with a second process, against those of this one alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeway.network import build
from lodeway.plan import plan, solve
from lodeway.plan.result.document import document
from lodeway.plan.routing import beside
from lodeway.plan.routing.beside import Beside, Shape, searched
from lodeway.plan.solving import pricing
from tests.plan.worlds import rich_scenario


@pytest.fixture
def helped(monkeypatch: pytest.MonkeyPatch) -> list[Beside]:
    """Let plans of any size be searched with a second process; return what each had."""
    found: list[Beside] = []

    def noted() -> Beside:
        found.append(Beside())
        return found[-1]

    monkeypatch.setattr(solve, "MANY", 0)
    monkeypatch.setattr(pricing, "HUGE", 0)
    monkeypatch.setattr(beside, "CORES", 1)
    monkeypatch.setattr(beside, "WORTH", 0)
    monkeypatch.setattr(beside, "LEAST", 2)
    monkeypatch.setattr(beside, "Beside", noted)
    # One of many workers that run tests has no core to spare either, unlike here.
    monkeypatch.setattr(beside, "parent_process", lambda: None)
    return found


def shape_of(seed: int, size: int) -> tuple[Shape, Any]:
    """Return a network of some nodes with a weight of each arc, some of them shut."""
    draw = np.random.default_rng(seed)
    joined = draw.random((size, size)) < 0.4
    pointers = np.concatenate([[0], np.cumsum(joined.sum(axis=1))]).astype(np.int32)
    indices = np.nonzero(joined)[1].astype(np.int32)
    weight = draw.uniform(1.0, 9.0, indices.size)
    weight[draw.random(indices.size) < 0.1] = np.inf
    return (pointers, indices), weight


@pytest.mark.parametrize("seed", range(3))
def test_a_plan_is_the_same_with_a_second_process(
    seed: int, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """To the last digit: values, routes and bound."""
    case = rich_scenario(seed)
    network = build(case)
    monkeypatch.setattr(pricing, "HUGE", 0)
    alone = plan(case, network=network)
    helpers = request.getfixturevalue("helped")
    together = plan(case, network=network)
    assert helpers, "no second process was begun"
    assert json.dumps(document(together)) == json.dumps(document(alone))


@given(st.integers(0, 2**32 - 1), st.sampled_from([3.0, 10.0, np.inf]))
@settings(max_examples=20)
def test_halves_are_the_whole(two: Beside, seed: int, limit: float) -> None:
    """What both processes find is what one finds, also once the other has forgotten shapes."""
    shape, weight = shape_of(seed, 2 + seed % 12)
    starts = np.arange(shape[0].size - 1)
    one, both = searched(shape, weight, starts, limit), two.search(shape, weight, starts, limit)
    assert two.process is not None
    for mine, theirs in zip(one, both, strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.fixture(scope="module")
def two() -> Any:
    """Two processes that search together and remember few shapes."""
    patch = pytest.MonkeyPatch()
    patch.setattr(beside, "WORTH", 0)
    patch.setattr(beside, "KEPT", 3)
    found = Beside()
    yield found
    found.close()
    patch.undo()


def test_a_process_that_is_lost_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search is done here, and no process is left behind."""
    monkeypatch.setattr(beside, "WORTH", 0)
    monkeypatch.setattr(beside, "LEAST", 2)
    shape, weight = shape_of(1, 8)
    found = Beside()
    process = found.process
    assert process is not None
    process.kill()
    for _ in range(2):
        reached, _ = found.search(shape, weight, np.arange(8), np.inf)
        np.testing.assert_array_equal(reached, searched(shape, weight, np.arange(8), np.inf)[0])
    assert found.process is None
    assert process.returncode is not None


def test_an_interrupted_search_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half an answer would be taken for the next one."""
    monkeypatch.setattr(beside, "WORTH", 0)
    monkeypatch.setattr(beside, "LEAST", 2)
    shape, weight = shape_of(1, 8)
    found = Beside()
    process = found.process
    assert process is not None

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(beside, "searched", stopped)
    with pytest.raises(KeyboardInterrupt):
        found.search(shape, weight, np.arange(8), np.inf)
    assert found.process is None
    assert process.returncode is not None


def test_without_python_to_run_one_searches_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As where processes are not allowed."""
    monkeypatch.setattr(beside, "WORTH", 0)
    monkeypatch.setattr(beside, "LEAST", 2)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    found = Beside()
    assert found.process is None
    shape, weight = shape_of(1, 8)
    np.testing.assert_array_equal(
        found.search(shape, weight, np.arange(8), np.inf)[0], searched(shape, weight, np.arange(8), np.inf)[0]
    )


def test_the_process_ends_with_its_pipe() -> None:
    """Whoever asks may end in any way: nobody is left waiting."""
    command = [sys.executable, "-P", beside.__file__]
    ended = subprocess.run(command, input=b"", capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")
