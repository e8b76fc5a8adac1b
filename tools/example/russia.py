"""Russia's own consumption: what it makes for itself crosses no border, in no case."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lodeway.schema.tables import Demand
from tools.example import hand, measured
from tools.example.figures import span, tidy, words
from tools.example.outside import Output

__all__ = ["MANUFACTURING", "OwnUse", "case_text", "own_use", "without_own_use"]

MANUFACTURING = 1.8
"""Russia's share of the world's manufacturing value added, % (assumption from general knowledge, 1.3-2.5)."""
SPREAD = (1.3 / MANUFACTURING, 2.5 / MANUFACTURING)
MARKET, ISO3 = "ROW", "RUS"


@dataclass(frozen=True, slots=True)
class OwnUse:
    """What Russia uses of a commodity in 2024, t contained, and what it makes of it."""

    tonnes: float
    made: float
    range: str
    source: str
    confidence: str
    note: str

    @property
    def covered(self) -> bool:
        """Whether Russia makes more than it uses."""
        return self.tonnes < self.made


def own_use(commodity: str, made: Output, demands: Sequence[Demand]) -> OwnUse:
    """Return Russia's own use of a commodity.

    Parameters
    ----------
    commodity
        The demanded form; the hand table `russia` says how its use is found.
    made
        Output of 2024 outside Central Asia.
    demands
        What the markets need, Russia's use included.
    """
    line = next(line for line in hand.plain("russia") if line["commodity"] == commodity)
    world = math.fsum(row.quantity for row in demands)
    output = made.tonnes.get(ISO3, 0.0)
    bounds, note = line["range"], line["note"]
    if line["basis"] == "quantity":
        tonnes = float(line["quantity"])
    elif line["basis"] == "share":
        tonnes = float(line["quantity"]) * world / 100
        bounds = span(*(float(part) * world / 100 for part in bounds.split("-")))
    elif line["basis"] == "trade":
        home = frozenset({ISO3})
        tonnes = measured.made_in(commodity, home) + measured.net_imports(commodity, home)
    else:
        tonnes = min(output / 2, MANUFACTURING / 100 * world)
        bounds = span(*(factor * tonnes for factor in SPREAD))
        note = (
            f"the lesser of half its output and {MANUFACTURING:g} % of world demand, its share of manufacturing value added "
            "(from general knowledge, 1.3-2.5 %)"
        )
    return OwnUse(tonnes, output, bounds, line["source"], line["confidence"], note)


def without_own_use(use: OwnUse, made: Output, demands: tuple[Demand, ...]) -> tuple[Output, tuple[Demand, ...]]:
    """Return output and demand less what Russia makes for itself; both as they are where it makes less than it uses."""
    if not use.covered:
        return made, demands
    words_of = f"{words(use.tonnes)} t ({use.range}; {use.source}): {use.note}"
    less = replace(
        made,
        tonnes={**made.tonnes, ISO3: use.made - use.tonnes},
        others={**made.others, ISO3: f"Output of 2024, {words(use.made)} t, less what Russia uses itself, {words_of}"},
    )
    return less, tuple(_less(row, use.tonnes, words_of) if row.market == MARKET else row for row in demands)


def _less(row: Demand, tonnes: float, words_of: str) -> Demand:
    low, high = (max(0.0, float(part) - tonnes) for part in row.range.split("-"))
    return replace(
        row,
        quantity=tidy(row.quantity - tonnes),
        range=span(low, high),
        note=f"Without what Russia makes for itself, {words_of}. {row.note}",
    )


def case_text(uses: Mapping[str, OwnUse], demands: Sequence[Demand]) -> str:
    """Return the file of the case `no-russia`: its hand-written head, and a block for each commodity that Russia must buy.

    Parameters
    ----------
    uses
        Commodity to what Russia uses of it.
    demands
        Of the example.
    """
    text = (hand.FOLDER / "no-russia.toml").read_text(encoding="utf-8")
    rest = {row.commodity: row for row in demands if row.market == MARKET}
    return text + "".join(_block(rest[commodity], use) for commodity, use in uses.items() if not use.covered)


def _block(row: Demand, use: OwnUse) -> str:
    low, high = (float(part) for part in use.range.split("-"))
    cells = {
        "quantity": tidy(row.quantity - use.tonnes),
        "source": f"assumption on {use.source}",
        "confidence": use.confidence,
        "range": span(row.quantity - high, row.quantity - low),
        "note": f"Rest of the world as in the base case ({words(row.quantity)} t) less what Russia uses itself, "
        f"{words(use.tonnes)} t ({use.range}): {use.note}",
    }
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in cells.items()]
    return "\n".join(["", f'[demands."{MARKET}/{row.commodity}/{row.year}"]', *lines, ""])
