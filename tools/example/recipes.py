"""Which intermediate form each demanded form is made of, and how much of it is won."""

from __future__ import annotations

from tools.example import hand

__all__ = ["output", "product_yield", "spoken"]


def output(recipe: str) -> str:
    """Return the first output of a recipe.

    Examples
    --------
    >>> output("1 antimony-concentrate -> 0.9 antimony")
    'antimony'
    """
    return recipe.partition("->")[2].split(" + ")[0].split()[-1]


def product_yield(commodity: str) -> tuple[str, float]:
    """Return the feed of a commodity and the share of it that is won; an empty feed and 1 for what is mined.

    Examples
    --------
    >>> product_yield("antimony"), product_yield("uranium")
    (('antimony-concentrate', 0.9), ('', 1.0))
    """
    for line in hand.plain("processes"):
        before, _, after = line["recipe"].partition("->")
        words = after.split()
        if words[-1] == commodity and before.strip():
            return before.split()[-1], float(words[0])
    return "", 1.0


def spoken(commodity: str) -> str:
    """Return the name of a commodity as it stands within a sentence, without what its brackets explain.

    Examples
    --------
    >>> spoken("copper"), spoken("rare-earths")
    ('refined copper', 'rare earths')
    """
    line = next(line for line in hand.plain("commodities") if line["id"] == commodity)
    name = line["name"].partition(" (")[0]
    return name[0].lower() + name[1:]
