"""Who produces a commodity: the map, bars by source, and the largest in words."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lodeway.report.risk_page import drawing
from lodeway.report.risk_page.drawing import Bar
from lodeway.report.risk_page.figures import table
from lodeway.report.risk_page.words import percent
from lodeway.risk.assessment import Assessment
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import names
from lodeway.risk.statistics.data import Production, Source
from lodeway.risk.statistics.materials import Material
from lodeway.risk.statistics.producers import tables

__all__ = ["first_three", "largest_maker", "makers", "makers_map", "who_makes"]

_BARS = 9


def makers_map(material: Material, year: int, source: Source | None, found: Assessment | None) -> dict[str, Any]:
    """Return the map of producers and, of an importer, of those it buys from."""
    made = data.used(material, year, source)
    shares = _shares(made)
    partners = {} if found is None else {row.country: row.share for row in found.mix if math.isfinite(row.share)}
    members = () if found is None else tuple(sorted(found.importer.members))
    title = f"Countries that produce {material.name.lower()}" + (
        f", and those that {found.importer.name} buys from" if found is not None and found.mix else ""
    )
    return {
        "id": "map", "heading": title, "nav": "Map", "drawings": [{"caption": "", "drawing": drawing.world(shares, partners, members, title=title)}], "wide": True,
        "key": [("", "share of world production:"), *drawing.key(), *([("#0b6394", "circle: share of imports"), ("dashed", "line: who sells to whom, not the way it goes")] if partners else [])],
        "words": "" if made is not None else f"Production of {year} by country is not known from these data.",
    }  # fmt: skip


def _shares(made: Production | None, count: int | None = None) -> dict[str, float]:
    """Return the producers' shares, the largest first, so many of them; none where there are no figures."""
    if made is None:
        return {}
    whole = float(np.nansum(made.amounts)) + (made.other if made.other > 0 else 0.0)
    shares = [
        (iso3, amount / whole) for iso3, amount in zip(made.iso3, made.amounts.tolist(), strict=True) if amount > 0
    ]
    return dict(sorted(shares, key=lambda item: (-item[1], item[0]))[:count])


def makers(material: Material, year: int, members: frozenset[str]) -> dict[str, Any]:
    """Return bars of producers by each source there is, of refiners and of reserves."""
    produced = tables(material, year)
    drawings = [_makes_it(made, "Production", members) for made in produced]
    several = len(drawings) > 1
    if (
        material.chapter
        and (made := data.refined(material, year)) is not None
        and "Mine production" in material.details
    ):
        drawings.append(_makes_it(made, "Refined production", members))
    if (kept := data.reserves(material)) is not None:
        drawings.append(_makes_it(kept, "Reserves", members))
    if not drawings:
        words = f"Production of {year} by country is not known from these data."
        return {"id": "production", "heading": "Who produces it", "words": words}
    beside = None
    if len(drawings) == 1 and produced:
        amounts = dict(zip(produced[0].iso3, produced[0].amounts.tolist(), strict=True))
        rows = _shares(produced[0], 14)
        cells = [[names().get(code, code), percent(share), f"{amounts[code]:,.0f}"] for code, share in rows.items()]
        beside = table("producers", f"Production, {year}", ["Country", "Share", produced[0].unit], cells)
    words = (
        "Sources differ: where they rank countries otherwise, a claim on rank depends on the source." if several else ""
    )
    heading = "Who produces it, and who has it in the ground" if kept is not None else "Who produces it"
    return {
        "id": "production",
        "nav": "Who produces it",
        "heading": heading,
        "drawings": drawings,
        "words": words,
        "beside": beside,
    }


def _makes_it(made: Production, what: str, members: frozenset[str]) -> dict[str, Any]:
    known, amounts = names(), dict(zip(made.iso3, made.amounts.tolist(), strict=True))
    colour = "#8a7663" if what == "Reserves" else "#5d4b3c"
    rows = [
        Bar(
            known.get(code, code),
            share,
            f"{percent(share)} · {amounts[code]:,.0f} {made.unit}",
            colour,
            strong=code in members,
        )
        for code, share in _shares(made, _BARS).items()
    ]
    caption = f"{what}: {data.SOURCE_NAMES[made.source]}, {made.year}"
    return {
        "caption": caption,
        "drawing": drawing.both(lambda narrow: drawing.bars(rows, title=caption, narrow=narrow)),
        "words": _basis(made),
    }


def _basis(made: Production) -> str:
    """Return what the amounts count, and how much of them has no country's name."""
    parts = [f"Counts {made.basis}."] if made.basis else []
    if made.coverage < 0.995:
        parts.append(f"{percent(1 - made.coverage)} is of countries that are not named.")
    if made.estimated > 0.5:
        parts.append(f"{percent(made.estimated)} is estimated.")
    return " ".join(parts)


def largest_maker(found: Assessment) -> list[tuple[str, str]]:
    """Return the largest producer's share as a figure to take away; none where it is not known."""
    made = found.value("production_top1")
    if not made.known:
        return []
    maker = "".join(_largest(found, 1)) or "one country"
    return [(percent(made.value), f"of world production in {maker}")]


def first_three(found: Assessment) -> list[str]:
    """Return the names of the three largest producers; none where that many are not named."""
    first = _largest(found, 3)
    return first if len(first) == 3 else []


def _largest(found: Assessment, count: int) -> list[str]:
    """Return the names of the largest producers."""
    made = data.used(found.material, found.year, "wmd" if found.production_source == "wmd" else "usgs")
    return [names().get(code, code) for code in _shares(made, count)]


def who_makes(material: Material, year: int) -> str:
    """Return the three largest producers of a year in a sentence."""
    made = data.used(material, year)
    if made is None:
        return f"Who produces {material.name.lower()} in {year} is not known from these data."
    known = names()
    told = [f"{known.get(code, code)} made {percent(share)}" for code, share in _shares(made, 3).items()]
    return f"In {year} {', '.join(told)} of the world's {material.name.lower()}."
