"""What sources of production, refining and reserves say of a claim."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lodeway.risk.claims.judging.evidence import Evidence, compared, judged
from lodeway.risk.claims.reading import Claim, Measure
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import WORLD, Area, find_area
from lodeway.risk.statistics.data import Production, Source
from lodeway.risk.statistics.materials import Material

__all__ = ["of_production", "tables"]


def of_production(
    claim: Claim, material: Material, area: Area, year: int | None, source: Source | None
) -> tuple[tuple[Evidence, ...], str, tuple[str, ...]]:
    """Return what each source of production, refining or reserves says, each year; or why none does, and what is missing."""
    every = tables(claim.measure, material, source)
    told = sorted({table.year for table in every})
    wanted = {year}
    if year is not None and claim.since:
        wanted = {claim.since, claim.until or year}
    elif year is not None and claim.move:
        wanted = {year, year - 1}
    asked = [table for table in every if None in wanted or table.year in wanted]
    rows = [row for table in asked for row in _of_table(claim, table, area)]
    if found := compared(claim, rows, year):
        return found, "", ()
    silent = () if area is WORLD else (_unknown(claim, table, area) for table in asked)
    unknown = list(dict.fromkeys(filter(None, silent)))
    if unknown and len(unknown) >= len({table.year for table in asked}):
        return (), f"not known: {'; '.join(unknown)}", (f"{_what(claim)} of {material.name.lower()} by {area.name}",)
    what, name = _what(claim), material.name.lower()
    lacking = year
    if claim.since:
        lacking = claim.since if claim.since not in told or not claim.until else claim.until
    elif claim.move and year is not None and year in told:
        lacking = year - 1
    when = f" in {lacking}" if lacking is not None else ""
    known = f"; there are figures for {', '.join(map(str, told))}" if told else ""
    hint = data.import_hint(material, lacking) if claim.measure == "production" and source != "usgs" else ""
    reason = f"no {what} of {name} by {area.name}{when} in these data{known}" + (f". {hint}" if hint else "")
    return (), reason, (f"{what} of {name} by country{when}",)


def _what(claim: Claim) -> str:
    return {"reserves": "reserves", "refining": "refined production"}.get(claim.measure, "production")


def _of_table(claim: Claim, table: Production, area: Area) -> Iterator[Evidence]:
    """Yield what a table says of a country; nothing where the figure of one that is spoken of is withheld or not named."""
    if area is WORLD:
        yield from _of_all(claim, table)
        return
    if _unknown(claim, table, area):
        return
    named = dict(zip(table.iso3, table.amounts.tolist(), strict=True))
    inside = [iso3 for iso3 in named if iso3 in area.members]
    amount = math.fsum(named[iso3] for iso3 in inside)
    others = {iso3: made for iso3, made in named.items() if iso3 not in inside and not math.isnan(made)}
    whole = math.fsum(others.values()) + amount + (table.other if table.other > 0 else 0.0)
    stated = not math.isnan(claim.tonnes) or (claim.start is not None and not claim.of_share)
    if whole > 0 and not (stated and math.isnan(data.in_tonnes(table.unit))):
        yield judged(claim, table.source, table.year, amount, others, whole, table.unit)


def _of_all(claim: Claim, table: Production) -> Iterator[Evidence]:
    """Yield what a table says that all produce: the world's total as its source gives it, else the sum of what has a name and what is lumped together."""
    whole = table.total
    if math.isnan(whole):
        named = table.amounts.tolist()
        whole = math.fsum(named) + (table.other if table.other > 0 else 0.0)  # a withheld figure makes the sum unknown
    of_weight = not math.isnan(data.in_tonnes(table.unit))
    if whole > 0 and (of_weight or math.isnan(claim.tonnes)):
        row = judged(claim, table.source, table.year, whole, {}, whole, table.unit)
        yield replace(row, rank=None)


def _unknown(claim: Claim, table: Production, area: Area) -> str:
    """Return why a table does not tell what one of the countries that are spoken of makes; empty where it tells.

    The USGS names the largest alone, and withholds some: who is not named may make some. World Mining Data names all.
    """
    named = dict(zip(table.iso3, table.amounts.tolist(), strict=True))
    for one in (area, *(find_area(code) for code in (*claim.above, *claim.below, *claim.following))):
        inside = [made for iso3, made in named.items() if iso3 in one.members]
        told = f"{data.SOURCE_NAMES[table.source]} of {table.year}"
        if any(math.isnan(made) for made in inside):
            return f"{told} withholds the figure of {one.name}"
        if not inside and table.source != "wmd":
            return f"{told} does not name {one.name}, which may be among those that it lumps together or leaves out"
    return ""


def tables(measure: Measure, material: Material, source: Source | None = None) -> list[Production]:
    """Return every table of production, refining or reserves, of all years; of the last two the USGS has the only ones."""
    found: Iterable[Production | None]
    if measure == "production":
        found = (
            data.production(material, when, one)
            for one in ((source,) if source else reversed(data.sources(material)))
            for when in data.production_years(material, one)
        )
    elif source == "wmd":
        found = ()
    elif measure == "reserves":
        found = (data.reserves(material),)
    else:
        found = (data.refined(material, when) for when in data.refined_years(material))
    return [table for table in found if table is not None]
