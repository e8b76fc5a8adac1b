"""Supply outside Central Asia: one row per producing country and commodity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lodeway.schema.tables import Demand, Process, Site
from tools.example import hand, measured
from tools.example.central import COUNTRIES
from tools.example.demand import total
from tools.example.figures import span, tidy, words
from tools.example.recipes import spoken

__all__ = ["COMMODITIES", "FIRST_YEAR", "LAST_YEAR", "output", "processes", "sites"]

FIRST_YEAR, LAST_YEAR = 2026, 2035
SPARE = 0.02
"""Capacity above output that producers hold (assumption, 0-0.1): mines and smelters ran full in 2024."""
SMALLEST = 0.003
"""Producers below this share of the output outside Central Asia are left out."""
COMMODITIES = tuple(line["commodity"] for line in hand.plain("supply"))


@dataclass(frozen=True, slots=True)
class Output:
    """Output of 2024 outside Central Asia by country, and what was left out."""

    tonnes: Mapping[str, float]
    left_out: float
    others: Mapping[str, str]


def output(commodity: str) -> Output:
    """Return the output of 2024 in the demanded form by country outside Central Asia, t."""
    line = _line(commodity)
    made = {iso3: value * float(line["factor"]) for iso3, value in _stated(commodity, line).items()}
    stands = [row for row in hand.plain("supply_others") if row["commodity"] == commodity]
    rest = made.pop(measured.OTHERS, 0.0)
    for row in stands:
        made[row["iso3"]] = made.get(row["iso3"], 0.0) + rest * float(row["share"]) / 100
    outside = {iso3: value for iso3, value in made.items() if iso3 not in COUNTRIES}
    placed = {line["iso3"] for line in hand.plain("countries")}
    floor = SMALLEST * sum(outside.values())
    kept = {iso3: value for iso3, value in sorted(outside.items()) if value >= floor and iso3 in placed}
    return Output(
        tonnes=kept,
        left_out=sum(outside.values()) - sum(kept.values()) + (0.0 if stands else rest),
        others={row["iso3"]: row["note"] for row in stands},
    )


def _stated(commodity: str, line: Mapping[str, str]) -> Mapping[str, float]:
    if not line["atlas_commodity"]:
        return {iso3: float(row["tonnes"]) for iso3, row in _by_hand(commodity).items()}
    stated = measured.production(line["atlas_commodity"], line["detail"], measured.YEAR)
    shares = {row["iso3"]: float(row["share"]) for row in hand.plain("supply_shares") if row["commodity"] == commodity}
    return {iso3: share / 100 * sum(stated.values()) for iso3, share in shares.items()} if shares else stated


def processes(
    commodity: str, made: Output, demands: Sequence[Demand], central: float, counted: Mapping[str, float]
) -> tuple[Process, ...]:
    """Return one process per country outside Central Asia.

    Parameters
    ----------
    commodity
        The demanded form.
    made
        Output of 2024 outside Central Asia.
    demands
        What the markets need; its growth decides the growth of capacity.
    central
        What existing Central Asian works make of it, t/a.
    counted
        Country to the part of its output that is smelted from Central Asian concentrate and has a row of its own, t/a.
    """
    first, last = (total(demands, year) - central for year in (FIRST_YEAR, LAST_YEAR))
    growth = ((last / first) ** (1 / (LAST_YEAR - FIRST_YEAR)) - 1) * 100
    own = {iso3: tonnes - counted.get(iso3, 0.0) for iso3, tonnes in made.tonnes.items()}
    scale = (1 + SPARE) * first / sum(own.values())
    return tuple(
        _process(commodity, iso3, tonnes, scale, growth, made, apart=counted.get(iso3, 0.0))
        for iso3, tonnes in own.items()
    )


def _process(
    commodity: str, iso3: str, tonnes: float, scale: float, growth: float, made: Output, *, apart: float
) -> Process:
    line, place = _line(commodity), _place(iso3)
    stated = {} if line["atlas_commodity"] else _by_hand(commodity)[iso3]
    capacity = tidy(tonnes * scale)
    source = stated.get("source") or measured.source(line["atlas_commodity"])
    bounds = "" if iso3 in made.others else stated.get("range", "")
    stated_range = [float(part) - apart for part in bounds.split("-")] if bounds else [0.8 * tonnes, 1.2 * tonnes]
    low, high = (scale * part for part in stated_range)
    reason = ". ".join(part for part in (stated.get("note", ""), made.others.get(iso3, line["note"])) if part)
    note = (
        f"{reason}. {words(tonnes)} t in 2024, brought to {FIRST_YEAR} and grown with world demand "
        f"less existing Central Asian supply, with {SPARE:.0%} spare (assumption: producers outside keep pace at the reference price)"
    )
    return Process(
        id=f"{place['id']}-{commodity}",
        name=f"{place['name']}: {spoken(commodity)}",
        site=place["id"],
        recipe=f"-> 1 {commodity}",
        status="operating",
        capacity=capacity,
        growth=round(growth, 3),
        emissions=float(line["emissions"]),
        source=source,
        confidence="L" if iso3 in made.others or commodity == "rare-earths" or "assumption" in source else "M",
        range=span(low, high),
        note=note,
    )


def sites(countries: set[str]) -> tuple[Site, ...]:
    """Return the sites that stand for producing countries, in the order of their codes."""
    return tuple(
        Site(
            id=line["id"],
            name=line["name"],
            country=line["iso3"],
            longitude=float(line["longitude"]),
            latitude=float(line["latitude"]),
            kind="country",
            source="assumption",
            confidence="L",
            range="0-20 km",
            note=f"One place stands for all output of the country: {line['note']}; position from general knowledge, within 20 km",
        )
        for line in hand.plain("countries")
        if line["iso3"] in countries
    )


def _by_hand(commodity: str) -> Mapping[str, Mapping[str, str]]:
    """Return country to its row in the commodity's own hand table of output."""
    return {row["iso3"]: row for row in hand.plain(f"supply_{commodity}")}


def _line(commodity: str) -> Mapping[str, str]:
    return next(line for line in hand.plain("supply") if line["commodity"] == commodity)


def _place(iso3: str) -> Mapping[str, str]:
    return next(line for line in hand.plain("countries") if line["iso3"] == iso3)
