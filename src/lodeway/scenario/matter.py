"""Recipes must not make matter, neither alone nor in a cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from lodeway.errors import Fault
from lodeway.scenario.cases import Tables
from lodeway.scenario.recipes import Recipe, parse_recipe
from lodeway.scenario.records import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["check_matter"]

_TOLERANCE = 1e-9


def check_matter(tables: Tables) -> Iterator[Fault]:
    """Give a fault for each cycle of processes that yields more than it takes, and each recipe that does so alone.

    Tonnes are tonnes of the commodity's element, so a process with inputs may make no more of an element than it
    takes. A process without inputs is a mine and may.
    """
    elements = {record.get("id"): record.get("element") for record in tables.get("commodities", ())}
    recipes = [
        (record, recipe)
        for record in tables.get("processes", ())
        if record.get("status") != "closed" and (text := record.get("recipe")) and (recipe := parse_recipe(text)).inputs
        if all(elements.get(name) for name, _ in (*recipe.inputs, *recipe.outputs))
    ]
    told: set[tuple[object, ...] | None] = set()
    for cycle in _cycles(recipes):
        told |= {record.key for record, recipe in cycle if _gain(recipe, elements)[0] > 1 + _TOLERANCE}
        yield _cycle_fault(cycle, elements)
    for record, recipe in recipes:
        gain, element, made, taken = _gain(recipe, elements)
        if gain > 1 + _TOLERANCE and record.key not in told:
            message = f"the recipe makes matter: {made:g} t of {element} out of {taken:g} t"
            yield record.fault("recipe", message, allowed=f"at most {taken:g} t of {element}")


def _gain(recipe: Recipe, elements: Mapping[str, str]) -> tuple[float, str, float, float]:
    """Return the worst ratio of an element made to that taken, the element, and both amounts."""
    made: dict[str, float] = defaultdict(float)
    taken: dict[str, float] = defaultdict(float)
    for name, amount in recipe.outputs:
        made[elements[name]] += amount
    for name, amount in recipe.inputs:
        taken[elements[name]] += amount
    ratios = [(out / taken[element] if taken[element] else float("inf"), element) for element, out in made.items()]
    gain, element = max(ratios)
    return gain, element, made[element], taken[element]


def _cycle_fault(cycle: Sequence[tuple[Record, Recipe]], elements: Mapping[str, str]) -> Fault:
    """Return the fault of a cycle, at the recipe with the highest yield."""
    names = [str(record.get("id")) for record, _ in cycle]
    record, _ = max(cycle, key=lambda pair: (_gain(pair[1], elements)[0], pair[0].row))
    round_trip = " -> ".join([*names, names[0]])
    message = f"a cycle of recipes makes matter: {round_trip}"
    return record.fault("recipe", message, allowed="a product of yields round the cycle of at most 1")


def _cycles(recipes: Sequence[tuple[Record, Recipe]]) -> Iterator[list[tuple[Record, Recipe]]]:
    """Give cycles of recipes that together make something out of nothing, until none is left."""
    remaining = list(recipes)
    while remaining := _within_loops(remaining):
        used = _from_nothing([recipe for _, recipe in remaining])
        if not used:
            return
        yield _in_order([remaining[k] for k in used])
        remaining = [pair for k, pair in enumerate(remaining) if k not in used]


def _within_loops(recipes: Sequence[tuple[Record, Recipe]]) -> list[tuple[Record, Recipe]]:
    """Return the recipes that can lie on a loop: something made is taken by another and the other way round."""
    kept = list(recipes)
    while True:
        made = {name for _, recipe in kept for name, _ in recipe.outputs}
        taken = {name for _, recipe in kept for name, _ in recipe.inputs}
        fewer = [
            (record, recipe)
            for record, recipe in kept
            if any(name in made for name, _ in recipe.inputs) and any(name in taken for name, _ in recipe.outputs)
        ]
        if len(fewer) == len(kept):
            return kept
        kept = fewer


def _from_nothing(recipes: Sequence[Recipe]) -> list[int]:
    """Return the recipes of one way to make something out of nothing, none if there is no way.

    Solves max sum(S x) subject to S x >= 0, sum(x) <= 1, x >= 0, where column k of S is what recipe k makes less what
    it takes. Above 0 means that every commodity is made at least as fast as it is taken, and one faster.
    """
    import numpy as np
    from scipy.optimize import linprog

    net = _net(recipes)
    answer = linprog(
        -net.sum(axis=0),
        A_ub=np.vstack([-net, np.ones(len(recipes))]),
        b_ub=np.append(np.zeros(len(net)), 1.0),
        method="highs-ds",
    )
    if answer.x is None or answer.fun is None or answer.fun >= -_TOLERANCE:
        return []
    return [k for k, activity in enumerate(answer.x) if activity > _TOLERANCE]


def _net(recipes: Sequence[Recipe]) -> NDArray[np.float64]:
    import numpy as np

    names = sorted({name for recipe in recipes for name, _ in (*recipe.inputs, *recipe.outputs)})
    place = {name: k for k, name in enumerate(names)}
    net = np.zeros((len(names), len(recipes)))
    for column, recipe in enumerate(recipes):
        for name, amount in recipe.outputs:
            net[place[name], column] += amount
        for name, amount in recipe.inputs:
            net[place[name], column] -= amount
    return net


def _in_order(cycle: Sequence[tuple[Record, Recipe]]) -> list[tuple[Record, Recipe]]:
    """Return the recipes so that each takes something that the one before makes, as far as that goes."""
    left = list(cycle)
    ordered = [left.pop(0)]
    while left:
        made = {name for name, _ in ordered[-1][1].outputs}
        follower = next((pair for pair in left if any(name in made for name, _ in pair[1].inputs)), left[0])
        left.remove(follower)
        ordered.append(follower)
    return ordered
