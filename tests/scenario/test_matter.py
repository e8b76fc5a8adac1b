"""Recipes neither make matter alone nor in a cycle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodeway.errors import Fault
from lodeway.scenario import check
from lodeway.scenario.matter import check_matter
from lodeway.scenario.records import Record

Make = Callable[..., Path]


def recipes(*texts: str) -> list[Fault]:
    """Return the faults of processes with these recipes over commodities of one element."""
    names = sorted({word for text in texts for word in text.replace("->", "+").split() if word[0].isalpha()})
    tables = {
        "commodities": tuple(
            Record(table="commodities", file="commodities.csv", row=k, values={"id": name, "element": "antimony"})
            for k, name in enumerate(names, 2)
        ),
        "processes": tuple(
            Record(
                table="processes",
                file="processes.csv",
                row=k,
                values={"id": f"p{k}", "recipe": text, "status": "operating"},
            )
            for k, text in enumerate(texts, 2)
        ),
    }
    return list(check_matter(tables))


def test_a_cycle_that_loses_matter_is_sound() -> None:
    """Recycling with a yield below 1 round the cycle is no fault."""
    assert recipes("1 a -> 0.9 b", "1 b -> 0.9 a", "1 b -> 1 c") == []


def test_a_cycle_of_three_is_named_in_order() -> None:
    """The fault names the processes in the order in which matter passes them, at the recipe with the highest yield."""
    (fault,) = recipes("1 a -> 0.9 b", "1 b -> 0.9 c", "1 c -> 1.3 a", "1 b -> 0.5 d")
    assert fault.message == "a cycle of recipes makes matter: p2 -> p3 -> p4 -> p2"
    assert (fault.row, fault.column) == (4, "recipe")


def test_a_cycle_that_needs_matter_from_outside_is_no_cycle_of_its_own() -> None:
    """A loop that gains only from a second input takes that input's matter and is sound."""
    assert recipes("1 a + 1 x -> 1.5 b", "1 b -> 1 a") == []


def test_a_recipe_alone_makes_matter() -> None:
    """More of an element out than in is a fault without any cycle."""
    (fault,) = recipes("1 a -> 1.01 b")
    assert "makes matter: 1.01 t of antimony out of 1 t" in fault.message


def test_a_mine_may_make_matter() -> None:
    """A process without inputs takes from the ground."""
    assert recipes("-> 1 a + 0.2 b") == []


@given(yields=st.lists(st.floats(0.1, 2.0), min_size=2, max_size=5))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_ring_makes_matter_if_and_only_if_its_yields_multiply_to_more_than_1(yields: list[float]) -> None:
    """A ring of processes is a fault exactly when the product of its yields is above 1."""
    ring = [f"1 c{k} -> {rate:.6f} c{(k + 1) % len(yields)}" for k, rate in enumerate(yields)]
    product = 1.0
    for rate in yields:
        product *= float(f"{rate:.6f}")
    named = any("cycle" in fault.message for fault in recipes(*ring))
    if abs(product - 1) > 1e-4:
        assert named == (product > 1)


@pytest.mark.parametrize("status", ["operating", "candidate"])
def test_an_element_does_not_turn_into_another(make: Make, status: str) -> None:
    """An output of an element that no input holds is made of nothing."""
    edits = {
        "commodities.csv": ("metal,antimony", "metal,tungsten"),
        "processes.csv": ("metal,operating", f"metal,{status}"),
    }
    messages = [fault.message for fault in check(make(edits=edits)) if fault.column == "recipe"]
    assert messages == ["the recipe makes matter: 0.9 t of tungsten out of 0 t"]
