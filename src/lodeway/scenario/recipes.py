"""Recipes: what a process takes and makes, in tonnes of contained element."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from lodeway.errors import UsageError
from lodeway.scenario.numbers import parse_number

__all__ = ["Recipe", "parse_recipe"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Amounts of each commodity that a process takes and makes; no input means a mine."""

    inputs: tuple[tuple[str, float], ...]
    outputs: tuple[tuple[str, float], ...]

    def per_tonne(self) -> Recipe:
        """Return the recipe per tonne of its first output.

        Examples
        --------
        >>> parse_recipe("2 ore -> 0.5 metal + 0.1 slag").per_tonne()
        Recipe(inputs=(('ore', 4.0),), outputs=(('metal', 1.0), ('slag', 0.2)))
        """
        whole = self.outputs[0][1]
        inputs, outputs = (
            tuple((name, amount / whole) for name, amount in side) for side in (self.inputs, self.outputs)
        )
        return Recipe(inputs, outputs)

    def __str__(self) -> str:
        """Return the recipe as a cell states it."""
        sides = (" + ".join(f"{_amount(value)} {name}" for name, value in side) for side in (self.inputs, self.outputs))
        return " -> ".join(sides).strip()


def _amount(value: float) -> str:
    return str(int(value)) if value.is_integer() and value < 1e15 else repr(value)


@cache
def parse_recipe(text: str, *, decimal: Literal[".", ","] = ".") -> Recipe:
    """Return the recipe that a cell states.

    Parameters
    ----------
    text
        ``inputs -> outputs``; each side is amounts and commodities joined by ``+``; an amount of 1 may be left out.
    decimal
        Decimal mark of the file.

    Raises
    ------
    UsageError
        When there is no arrow, no output, an amount that is not above 0, or a commodity twice on one side.

    Examples
    --------
    >>> parse_recipe("1 antimony-concentrate -> 0.9 antimony").outputs
    (('antimony', 0.9),)
    >>> parse_recipe("-> 1 copper-concentrate + 0.01 gold-ore").inputs
    ()
    """
    before, arrow, after = text.replace("→", "->").partition("->")
    if not arrow or "->" in after:
        raise UsageError("a recipe needs one arrow")
    recipe = Recipe(_side(before, decimal), _side(after, decimal))
    if not recipe.outputs:
        raise UsageError("a recipe makes something")
    return recipe


def _side(text: str, decimal: Literal[".", ","]) -> tuple[tuple[str, float], ...]:
    if not text.strip():
        return ()
    terms = tuple(_term(term, decimal) for term in text.split(" + "))
    if len({commodity for commodity, _ in terms}) < len(terms):
        raise UsageError("a commodity stands twice on one side of the recipe")
    return terms


def _term(text: str, decimal: Literal[".", ","]) -> tuple[str, float]:
    words = text.split()
    amount, name = ("1", words) if len(words) == 1 else (words[0] if words else "", words[1:])
    if len(name) != 1:
        raise UsageError(f"{text.strip()!r} is no amount and commodity")
    try:
        value = float(parse_number(amount, decimal=decimal))
    except ValueError:
        raise UsageError(f"{amount!r} is no amount") from None
    if value <= 0:
        raise UsageError(f"the amount {amount} is not above 0")
    return name[0], value
