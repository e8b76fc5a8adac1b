"""A design is checked when it is made."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lodeway.errors import InputError, UsageError
from lodeway.plan.design import Rule, make_design, read

SOUND: dict[str, Any] = {
    "tail": [0, 1],
    "head": [1, 2],
    "capacity": [5, np.inf],
    "fixed": [1, 0],
    "cost": [2, 3],
    "balance": [4, 0, -4],
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"head": [1, 3]}, "design, row 2, column head: no such node; found '3', allowed: 0 to 2"),
        ({"capacity": [-1, 5]}, "row 1, column capacity: not allowed; found '-1', allowed: a number of at least 0"),
        ({"capacity": [np.nan, 5]}, "row 1, column capacity: not allowed; found 'nan'"),
        ({"fixed": [np.inf, 0]}, "row 1, column fixed: not allowed; found 'inf'"),
        ({"cost": [[2, 2], [3, 3]]}, "column cost: wrong size; found '2 x 2', allowed: 2 x 1"),
        ({"fixed": [1]}, "column fixed: wrong size; found '1', allowed: 2"),
        ({"balance": [4, 0, -3]}, "column k1: goods do not balance; found 'supply 4, demand 3'"),
        ({"rules": (Rule("one", (0, 7)),)}, "one: no such arc; found '7', allowed: 0 to 1"),
        (
            {"rules": (Rule("two", (0,), least=2),)},
            "two: asks for more arcs than it names; found '2', allowed: at most 1",
        ),
    ],
)
def test_faults_are_named(change: dict[str, Any], expected: str) -> None:
    """Each fault names its place, what was found and what is allowed."""
    with pytest.raises(InputError) as caught:
        make_design(**(SOUND | change))
    assert expected in str(caught.value)


def test_all_faults_come_at_once() -> None:
    """Three faults in three arrays are three faults."""
    with pytest.raises(InputError) as caught:
        make_design(**(SOUND | {"head": [1, 9], "fixed": [-1, 0], "cost": [1, np.nan]}))
    assert [fault.column for fault in caught.value.faults] == ["fixed", "cost", "head"]


def test_a_design_is_frozen_and_keeps_its_own_figures() -> None:
    """What is handed in may change later; the design does not, and cannot be written to."""
    capacity = np.array([5.0, 6.0])
    problem = make_design(**(SOUND | {"capacity": capacity}))
    capacity[0] = 99
    assert problem.capacity[0] == 5
    with pytest.raises(ValueError, match="read-only"):
        problem.capacity[0] = 1


def test_unknown_ending_is_refused() -> None:
    """The ending tells the form of a file; the error names those that are known."""
    with pytest.raises(UsageError, match=r"\.dow, \.inc"):
        read("links.xlsx")
