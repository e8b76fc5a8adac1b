"""What each market needs of each demanded form in 2024, and how it grows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from lodeway.schema.tables import Demand
from tools.example import hand, measured
from tools.example.figures import span, tidy, words

__all__ = ["demands", "total"]

MANUFACTURING = (
    "World output of 2024 less the markets with a figure of their own, x the market's share of manufacturing value added "
    "among the remaining markets ({share:.1f} of {all:.1f} %)"
)


def demands(commodity: str, world: float) -> tuple[Demand, ...]:
    """Return the demand of every market for a commodity, adding up to the `world` output in t/a."""
    lines = [line for line in hand.plain("demands") if line["commodity"] == commodity]
    known = {line["market"]: _known(line, world) for line in lines if line["basis"] in ("quantity", "share", "trade")}
    left = world - math.fsum(known.values())
    if left <= 0:
        raise ValueError(f"{commodity}: markets need more than the world makes")
    shares = measured.manufacturing()
    by_share = [line["market"] for line in lines if line["basis"] == "manufacturing"]
    base = math.fsum(shares[market] for market in (*by_share, "ROW"))
    spread = {market: left * shares[market] / base for market in by_share}
    rest = left - math.fsum(spread.values())
    return tuple(_row(line, known, spread, rest, base, world) for line in lines)


def total(rows: Sequence[Demand], year: int) -> float:
    """Return what all markets together need in a year, t/a."""
    return sum(row.quantity * (1 + row.growth / 100) ** (year - row.year) for row in rows)


def _known(line: Mapping[str, str], world: float) -> float:
    if line["basis"] == "trade":
        home = frozenset(
            next(row["countries"] for row in hand.plain("markets") if row["id"] == line["market"]).split(";")
        )
        return measured.made_in(line["commodity"], home) + measured.net_imports(line["commodity"], home)
    value = float(line["quantity"])
    return value * world / 100 if line["basis"] == "share" else value


def _row(
    line: Mapping[str, str],
    known: Mapping[str, float],
    spread: Mapping[str, float],
    rest: float,
    base: float,
    world: float,
) -> Demand:
    market, commodity = line["market"], line["commodity"]
    growth = next(row for row in hand.plain("growth") if row["commodity"] == commodity)
    quantity = known.get(market, spread.get(market, rest))
    source, confidence, bounds, note = line["source"], line["confidence"], line["range"], line["note"]
    if line["basis"] == "share":
        note = f"{float(line['quantity']):g} % of {words(world)} t. {note}"
        low, high = (float(part) * world / 100 for part in bounds.split("-"))
        bounds = span(low, high)
    if line["basis"] == "manufacturing":
        reason = MANUFACTURING.format(share=measured.manufacturing()[market], all=base)
        source, confidence, note = "assumption", "L", ". ".join(part for part in (reason, note) if part)
    if line["basis"] == "remainder":
        source, confidence = "assumption", "L"
        note = f"What the world makes ({words(world)} t in 2024) less the other six markets"
    bounds = bounds or span(0.6 * quantity, 1.5 * quantity)
    return Demand(
        market=market,
        commodity=commodity,
        year=measured.YEAR,
        quantity=tidy(quantity),
        growth=float(line["growth"] or growth["growth"]),
        source=source,
        confidence=confidence,
        range=bounds,
        note=". ".join(part for part in (note, growth["note"], _growth_source(growth)) if part),
    )


def _growth_source(growth: Mapping[str, str]) -> str:
    return f"Growth by {growth['source']}, range {growth['range']} %/a"
