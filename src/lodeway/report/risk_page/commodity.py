"""What the profile of a commodity shows, for an importer or for the world."""

from __future__ import annotations

import math
from typing import Any

from lodeway.atlas.own import wmd_path
from lodeway.errors import UsageError
from lodeway.report.risk_page import drawing
from lodeway.report.risk_page.courses import course_of, who_sells, world_course
from lodeway.report.risk_page.drawing import Bar, Place
from lodeway.report.risk_page.figures import CREDITS, OWN, figure, indicator_rows, table
from lodeway.report.risk_page.makers import first_three, largest_maker, makers, makers_map, who_makes
from lodeway.report.risk_page.words import amount, called, capital, changed, meaning, percent, supplies
from lodeway.risk import assess
from lodeway.risk.assessment import Assessment, Partner
from lodeway.risk.checks import both, years_of_trade
from lodeway.risk.counted import counted, only, told
from lodeway.risk.ranking import Ranked, rank_importers, rank_materials
from lodeway.risk.series import LITTLE, Series, series
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import Area, find_area
from lodeway.risk.statistics.data import Source
from lodeway.risk.statistics.materials import Material, find_material
from lodeway.risk.statistics.producers import producers

__all__ = ["document"]

_BARS = 9
_MAYBE = "#d9a58c"
"""Of a partner that no source names among the producers."""


def document(
    commodity: str, importer: str, *, year: int | None, production: Source | None, draws: int
) -> dict[str, Any]:
    """Return what the page shows."""
    material, area = both(lambda: find_material(commodity), lambda: find_area(importer) if importer else None)
    when = years_of_trade(year, data.last_year())
    sections: list[dict[str, Any]] = []
    if area is not None:
        found, course = assess(commodity, importer, year=when, production=production), series(commodity, importer)
        ranking = rank_materials(area.code, year=when, draws=draws)
        mine = next((row for row in ranking if row.name == material.name), None)
        known = sum(not row.reason for row in ranking)
        little = course.flags[course.years.index(when)] == LITTLE
        sentences = [
            ("Who supplies.", supplies(found, little=little)),
            ("How that changed.", changed(course, when)),
            ("What it means.", meaning(found, mine, known, little=little, makers=first_three(found))),
        ]
        facts = _little_facts(found, course) if little else _facts(found, course, mine, known)
        chart = makers_map(material, when, production, found)
        hero = course_of(course, called(area)) if not course.reason else _as_hero(chart)
        sections.append(_mixes(found, little=little))
        sections.append(chart if not course.reason else {})
        sections.append(makers(material, when, area.members))
        sections.append(_importers(material, when, area, draws, little=little))
        sections.append({"id": "indicators", "heading": "Every indicator", "indicators": indicator_rows(found)})
        notes, title = found.notes, f"{material.name} for {called(area)}"
    else:
        flows = data.flows(material.codes)
        sentences = [("Who mines it.", who_makes(material, when)), ("Who sells it.", who_sells(material, when))]
        facts = []
        hero = world_course(material, flows)
        sections.append(makers_map(material, when, production, None))
        sections.append(makers(material, when, frozenset()))
        sections.append(_importers(material, when, None, draws))
        notes, title = (
            tuple(f"{material.name}: {doubt}" for doubt in material.doubts),
            f"{material.name}: who mines it, who sells it, who depends on it",
        )
    if counted(material):
        sentences.insert(0, ("What is counted as trade.", f"{capital(told(material))}."))
    over = [f"Supply risk · {when}", f"HS {', '.join(material.codes) or 'no code in the trade table'}", only(material)]
    return {
        "kind": "commodity", "title": title, "over": " · ".join(filter(None, over)),
        "sentences": sentences, "facts": facts, "hero": hero, "sections": [section for section in sections if section], "notes": list(notes),
        "credits": [*CREDITS, *([OWN] if wmd_path() is not None else [])], "version_of_data": data.version(),
    }  # fmt: skip


def _as_hero(section: dict[str, Any]) -> dict[str, Any]:
    """Return a section's drawing for the first screen, where there is no course of supply to show."""
    return {
        "heading": section["heading"],
        "drawing": section["drawings"][0]["drawing"],
        "key": section["key"],
        "words": section["words"],
    }


def _mixes(found: Assessment, *, little: bool) -> dict[str, Any]:
    """Return bars of partners, and of countries of mining."""
    if not found.mix:
        return {
            "id": "mix",
            "heading": "Where it comes from",
            "words": capital(found.value("import_tonnes").flags[0]) + ".",
        }
    top = [row for row in found.mix if math.isfinite(row.share)][:_BARS]
    direct = [_bar(row, origin=False) for row in top]
    origins = [_bar(row, origin=True) for row in found.origin_mix[:_BARS] if row.share >= 0.001]
    drawings = [
        {
            "caption": f"As traded: country that sold it, {found.year}",
            "drawing": drawing.both(
                lambda narrow: drawing.bars(direct, title="Imports by partner", most=1.0, narrow=narrow)
            ),
        }
    ]
    if origins:
        drawings.append(
            {
                "caption": "As mined: followed back through re-exporters (indicative)",
                "drawing": drawing.both(
                    lambda narrow: drawing.bars(origins, title="Imports by country of mining", most=1.0, narrow=narrow)
                ),
            }
        )
    words = ""
    if any(row.produces is False for row in top):
        words = "Hatched: the country does not produce it, so what it sells was mined elsewhere."
    if any(row.unnamed for row in top):
        words = f"{words} Pale: not named among the producers by {producers(found.material, found.year).told()}: it may sell its own or re-export.".strip()
    if little:
        words = f"{amount(found.value('import_tonnes').value)} do not tell who supplies {called(found.importer)}. {words}".strip()
    return {"id": "mix", "heading": "Where it comes from", "drawings": drawings, "words": words}


def _bar(row: Partner, *, origin: bool) -> Bar:
    tonnes = amount(row.tonnes) if math.isfinite(row.tonnes) else "weight not known"
    barren = not origin and row.produces is False
    colour = drawing.OTHERS if not row.country else _MAYBE if row.unnamed else drawing.COLOURS[0]
    told = ", does not produce it" if barren else ", not named among the producers" if row.unnamed else ""
    text = f"{percent(row.share)} · {tonnes}" if not origin else percent(row.share)
    return Bar(
        row.name if row.country else "not known",
        row.share,
        text,
        colour,
        barren,
        f"{row.name}: {percent(row.share)}{told}",
    )


def _little_facts(found: Assessment, course: Series) -> list[tuple[str, str]]:
    """Return the figures to take away where a year's imports are too small for shares and scores."""
    tonnes, forms = found.value("import_tonnes").value, ", ".join(data.forms(found.material.codes))
    facts = [(amount(tonnes), f"of {forms} in {found.year}: too little to tell who supplies {called(found.importer)}")]
    before = next((place for place, flag in enumerate(course.flags) if not flag and course.leaders[place]), None)
    if before is not None:
        then = amount(float(course.values["import_tonnes"][before]))
        facts.append(
            (
                f"{then} \N{RIGHTWARDS ARROW} {amount(tonnes)}",
                f"imports of {forms}, {course.years[before]} to {found.year}",
            )
        )
    facts += largest_maker(found)
    if found.material.absent:
        codes = ", ".join(found.material.absent)
        facts.append((codes, f"HS codes that would tell: {', '.join(found.material.absent.values())}"))
    return facts


def _facts(found: Assessment, course: Series, rank: Ranked | None, known: int) -> list[tuple[str, str]]:
    """Return the figures to take away."""
    facts: list[tuple[str, str]] = []
    top = next((row for row in found.mix if math.isfinite(row.share)), None)
    if top is not None:
        barren = ", not named among the producers" if top.unnamed else ""
        barren = ", which does not produce it" if top.produces is False else barren
        mark = f" ({only(found.material)})" if only(found.material) else ""
        facts.append((percent(top.share), f"of imports{mark} from {top.name}{barren}, {found.year}"))
    sure = [
        place
        for place, flag in enumerate(course.flags)
        if not flag and course.leaders[place] and course.years[place] <= found.year
    ]
    if len(sure) > 1 and course.years[sure[-1]] == found.year:
        first, last = sure[0], sure[-1]
        shares = course.values["imports_top1"]
        facts.append(
            (
                f"{percent(float(shares[first]))} \N{RIGHTWARDS ARROW} {percent(float(shares[last]))}",
                f"largest partner's share, {course.years[first]} to {course.years[last]}",
            )
        )
    facts += largest_maker(found)
    score = found.value("geopolrisk_score")
    if score.known and rank is not None and not rank.reason:
        facts.append((f"{rank.rank} of {known}", f"place by GeoPolRisk score, {score.value:.3f}; the first is worst"))
    price = found.value("disruption_price")
    if price.known and top is not None and price.value >= 1.05:
        facts.append(
            (
                f"\N{MULTIPLICATION SIGN}{price.value:.1f}",
                f"price if {top.name} stopped exporting, on assumed elasticities",
            )
        )
    if not found.mix and found.material.absent:
        facts.append(
            (next(iter(found.material.absent)), f"the HS code that would tell who supplies {found.importer.name}")
        )
    return facts


def _importers(material: Material, year: int, area: Area | None, draws: int, *, little: bool = False) -> dict[str, Any]:
    union = area is not None and area.is_group
    try:
        ranking = [row for row in rank_importers(material.name, year=year, draws=draws, union=union) if not row.reason]
    except UsageError as error:
        return {"id": "importers", "heading": "Who depends most", "words": capital(str(error)) + "."}
    rows = ranking[:14]
    if area is not None and not little and all(row.code != area.code for row in rows):
        rows += [row for row in [_own(ranking, material, area, year, draws)] if row is not None]
        rows.sort(key=lambda row: -row.score)
    dots = [Place(row.name, row.score, row.low, row.high, area is not None and row.code == area.code) for row in rows]
    if not dots:
        return {
            "id": "importers",
            "heading": "Who depends most",
            "words": f"No importer's score of {year} is known from these data.",
        }
    shown = table(
        "importers", "Importers by GeoPolRisk score", ["Importer", "Rank", "Nine of ten draws", "Score"],
        [[row.name, str(row.rank) if row.rank else "small", f"{row.best} to {row.worst}" if row.rank else "", figure(row.score)] for row in rows],
    )  # fmt: skip
    dotted = drawing.both(lambda narrow: drawing.places(dots, title="Importers by score", axis="score", narrow=narrow))
    return {
        "id": "importers", "heading": "Who depends most", "beside": shown,
        "drawings": [{"caption": f"GeoPolRisk score of importers, {year}, with the range of nine of ten draws", "drawing": dotted}],
        "words": (
            f"Importers of at least 0.5 % of the weight traded{', the European Union in place of its members' if union else ''}; shares, sources of production "
            "and governance are drawn anew within their error."
            + (f" {area.name} is not among them: its imports are too small for a score." if area is not None and little else "")
        ),
    }  # fmt: skip


def _own(ranking: list[Ranked], material: Material, area: Area, year: int, draws: int) -> Ranked | None:
    """Return the importer's own row, though it imports too little to be ranked."""
    listed = next((row for row in ranking if row.code == area.code), None)
    if listed is not None:
        return listed
    own = next(
        (
            row
            for row in rank_materials(area.code, year=year, draws=draws)
            if row.name == material.name and not row.reason
        ),
        None,
    )
    return (
        None
        if own is None
        else Ranked(
            name=area.name, code=area.code, score=own.score, low=own.low, high=own.high, rank=0, best=0, worst=0
        )
    )
