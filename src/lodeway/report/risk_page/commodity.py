"""What the profile of a commodity shows, for an importer or for the world."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.atlas.own import wmd_path
from lodeway.errors import UsageError
from lodeway.report.risk_page import drawing
from lodeway.report.risk_page.drawing import Bar, Column, Place
from lodeway.report.risk_page.figures import CREDITS, OWN, figure, indicator_rows, table
from lodeway.report.risk_page.words import amount, called, capital, changed, meaning, percent, supplies
from lodeway.risk import assess, data
from lodeway.risk.areas import Area, find_area, names
from lodeway.risk.assessment import Assessment, Partner, unknown_trade
from lodeway.risk.checks import both, years_of_trade
from lodeway.risk.data import Production, Source
from lodeway.risk.materials import Material, find_material
from lodeway.risk.producers import producers, tables
from lodeway.risk.ranking import Ranked, rank_importers, rank_materials
from lodeway.risk.series import DOUBTFUL, LITTLE, Series, series

__all__ = ["document"]

_NAMED = 7
"""Partners with a colour of their own."""
_BARS = 9
_MAYBE = "#d9a58c"
"""Of a partner that no source names among the producers."""
_LATE = 4
"""Sellers of the last year that have a colour."""
_NOTES = 6
"""Doubtful years that are told."""
_ONE_FLOW, _CHEAP = 0.2, 0.1
"""A flow of at least this part of the median year around, at a price below this part of all others', makes its year doubtful."""
_AROUND = 3
"""Years on each side that a year is compared with."""
_GRAM = 1e-6
"""[t]: what is divided by is never 0."""


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
            ("What it means.", meaning(found, mine, known, little=little, makers=_first_three(found))),
        ]
        facts = _little_facts(found, course) if little else _facts(found, course, mine, known)
        chart = _map(material, when, production, found)
        hero = _course(course, called(area)) if not course.reason else _as_hero(chart)
        sections.append(_mixes(found, little=little))
        sections.append(chart if not course.reason else {})
        sections.append(_makers(material, when, area.members))
        sections.append(_importers(material, when, area, draws, little=little))
        sections.append({"id": "indicators", "heading": "Every indicator", "indicators": indicator_rows(found)})
        notes, title = found.notes, f"{material.name} for {called(area)}"
    else:
        flows = data.flows(material.codes)
        sentences = [("Who mines it.", _makes(material, when)), ("Who sells it.", _exports(material, when))]
        facts = []
        hero = _world_course(material, flows)
        sections.append(_map(material, when, production, None))
        sections.append(_makers(material, when, frozenset()))
        sections.append(_importers(material, when, None, draws))
        notes, title = (
            tuple(f"{material.name}: {doubt}" for doubt in material.doubts),
            f"{material.name}: who mines it, who sells it, who depends on it",
        )
    if area is not None and little:
        pass  # said in what it means
    elif material.absent and material.doubts and any(code in material.doubts[0] for code in material.absent):
        sentences.append(("What is not seen.", material.doubts[0]))
    elif material.absent and not material.unusable:
        forms = ", ".join(f"{form} ({code})" for code, form in material.absent.items())
        if area is None or not unknown_trade(material, when, data.flows(material.codes, when)):
            sentences.append(("What is not seen.", f"These data do not hold {forms}."))
    return {
        "kind": "commodity", "title": title, "over": f"Supply risk · {when} · HS {', '.join(material.codes) or 'no code in the trade table'}",
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


def _course(found: Series, who: str) -> dict[str, Any]:
    known = names()
    chosen = found.partners[:_NAMED]
    rows = []
    for place, year in enumerate(found.years):
        told = not np.isnan(found.shares[:, place]).all()
        shares = (
            {known.get(code, code): float(found.shares[row, place]) for row, code in enumerate(chosen)}
            if told
            else None
        )
        tonnes = float(found.values["import_tonnes"][place])
        rows.append(Column(year, shares, tonnes if math.isfinite(tonnes) else None, found.flags[place]))
    labels = [known.get(code, code) for code in chosen]
    forms = " and ".join(data.forms(found.material.codes))
    title = f"Share of {who}'s imports of {found.material.name.lower()} ({forms}) by country, {found.years[0]} to {found.years[-1]}"
    return _hero(
        title,
        rows,
        labels,
        "t",
        [f"{one.year}: {one.why}" for one in found.breaks if one.kind not in {"edition", "jump"}][-6:],
    )


def _hero(
    title: str,
    rows: list[Column],
    labels: list[str],
    unit: str,
    breaks: list[str],
    *,
    of: str = "Imports",
    ceiling: bool = True,
) -> dict[str, Any]:
    colours = drawing.line_colours(labels)
    return {
        "heading": title, "words": "", "breaks": breaks,
        "drawing": drawing.both(lambda narrow: drawing.columns(rows, labels, unit=unit, title=title, of=of, ceiling=ceiling, narrow=narrow)),
        "key": [
            *((colours[name], name) for name in labels), (drawing.OTHERS, "others"), *([("dashed", "65 %: the EU's ceiling")] if ceiling else []),
            *([("", f"hatched: no {of.lower()} with a weight")] if any(row.shares is None for row in rows) else []),
            *([("", f"pale: {', '.join(sorted({row.flag for row in rows if row.flag}))}")] if any(row.flag for row in rows) else []),
        ],
    }  # fmt: skip


def _world_course(material: Material, flows: data.Flows) -> dict[str, Any]:
    forms = " and ".join(data.forms(material.codes))
    title = f"Share of world exports of {material.name.lower()}{f' ({forms})' if forms else ''} by country"
    if reason := unknown_trade(material, data.last_year(), flows):
        return {"heading": title, "drawing": "", "key": [], "words": reason, "breaks": []}
    weighed, total, years = _totals(flows)
    keys, who = data.numbered(weighed.exporter)
    grid = np.zeros((len(keys), len(years)))
    np.add.at(grid, (who, weighed.year - years[0]), weighed.tonnes)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(total > 0, grid / total, math.nan)
    known = names()
    flags, why = _doubtful(weighed, total, years)
    sure = [place for place, year in enumerate(years) if year not in flags]
    # The largest sellers of the last year have a colour beside those of all years together.
    last = next((place for place in reversed(range(len(years))) if total[place] > 0), len(years) - 1)
    late = np.argsort(-np.nan_to_num(shares[:, last]), kind="stable")[:_LATE].tolist()
    ever = [row for row in np.argsort(-np.nansum(shares[:, sure], axis=1), kind="stable").tolist() if row not in late]
    chosen = [*late, *ever[: _NAMED - len(late)]]
    order = sorted(chosen, key=lambda row: -float(np.nansum(shares[row, sure])))
    labels = [known.get(str(keys[row]), str(keys[row])) for row in order]
    rows = [
        Column(
            year,
            {label: float(shares[row, place]) for label, row in zip(labels, order, strict=True)}
            if total[place] > 0
            else None,
            float(total[place]) if total[place] > 0 else None,
            flags.get(year, ""),
        )
        for place, year in enumerate(years)
    ]
    hero = _hero(title, rows, labels, "t", why[-_NOTES:], of="World exports", ceiling=False)
    return hero | {"turns": "Doubtful, for one flow is priced at a tenth of all others or less"}


def _totals(flows: data.Flows) -> tuple[data.Flows, NDArray[np.float64], range]:
    """Return flows with a weight, their total by year [t], and the years."""
    weighed = flows.where(~np.isnan(flows.tonnes))
    years = range(1995, data.last_year() + 1)
    total = np.bincount(weighed.year - years[0], weighed.tonnes, len(years))
    return weighed, total.astype(np.float64), years


def _doubtful(weighed: data.Flows, total: NDArray[np.float64], years: range) -> tuple[dict[int, str], list[str]]:
    """Return the years of world exports that one flow of an unlikely weight makes large, and that flow in words."""
    known, flags, why = names(), {}, []
    for place, year in enumerate(years):
        around = [
            float(total[other])
            for other in range(max(place - _AROUND, 0), min(place + _AROUND + 1, len(years)))
            if other != place and total[other] > 0
        ]
        rows = np.flatnonzero(weighed.year == year)
        if not around or not len(rows):
            continue
        first = rows[int(np.argmax(weighed.tonnes[rows]))]
        tonnes, value = float(weighed.tonnes[first]), float(weighed.value[first]) * 1000.0
        whole = float(weighed.value[rows].sum()) * 1000.0
        # A weight that is large and worth little beside all others of the year is an error of units more likely than a sale.
        cheap = value / tonnes < _CHEAP * (whole - value) / max(float(total[place]) - tonnes, _GRAM)
        if tonnes > _ONE_FLOW * float(np.median(around)) and cheap:
            flags[year] = DOUBTFUL
            seller, buyer = (
                known.get(str(code), str(code)) for code in (weighed.exporter[first], weighed.importer[first])
            )
            why.append(f"{year}: {amount(tonnes)} from {seller} to {buyer} at {value / tonnes:,.0f} USD/t")
    return flags, why


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


def _map(material: Material, year: int, source: Source | None, found: Assessment | None) -> dict[str, Any]:
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


def _makers(material: Material, year: int, members: frozenset[str]) -> dict[str, Any]:
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


def _little_facts(found: Assessment, course: Series) -> list[tuple[str, str]]:
    """Return the figures to take away where a year's imports are too small for shares and scores."""
    tonnes, forms = found.value("import_tonnes").value, " and ".join(data.forms(found.material.codes))
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
    facts += _maker(found)
    if found.material.absent:
        codes = ", ".join(found.material.absent)
        facts.append((codes, f"HS codes that would tell: {', '.join(found.material.absent.values())}"))
    return facts


def _maker(found: Assessment) -> list[tuple[str, str]]:
    made = found.value("production_top1")
    if not made.known:
        return []
    maker = "".join(_largest(found, 1)) or "one country"
    return [(percent(made.value), f"of world production in {maker}")]


def _facts(found: Assessment, course: Series, rank: Ranked | None, known: int) -> list[tuple[str, str]]:
    """Return the figures to take away."""
    facts: list[tuple[str, str]] = []
    top = next((row for row in found.mix if math.isfinite(row.share)), None)
    if top is not None:
        barren = ", not named among the producers" if top.unnamed else ""
        barren = ", which does not produce it" if top.produces is False else barren
        facts.append((percent(top.share), f"of imports from {top.name}{barren}, {found.year}"))
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
    facts += _maker(found)
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


def _first_three(found: Assessment) -> list[str]:
    """Return the names of the three largest producers; none where that many are not named."""
    first = _largest(found, 3)
    return first if len(first) == 3 else []


def _largest(found: Assessment, count: int) -> list[str]:
    """Return the names of the largest producers."""
    made = data.used(found.material, found.year, "wmd" if found.production_source == "wmd" else "usgs")
    return [names().get(code, code) for code in _shares(made, count)]


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


def _makes(material: Material, year: int) -> str:
    made = data.used(material, year)
    if made is None:
        return f"Who produces {material.name.lower()} in {year} is not known from these data."
    known = names()
    told = [f"{known.get(code, code)} made {percent(share)}" for code, share in _shares(made, 3).items()]
    return f"In {year} {', '.join(told)} of the world's {material.name.lower()}."


def _exports(material: Material, year: int) -> str:
    flows = data.flows(material.codes, year)
    if reason := unknown_trade(material, year, flows):
        return f"Trade in it is {reason}."
    keys, where = data.numbered(flows.exporter)
    weight = np.bincount(where, np.nan_to_num(flows.tonnes), len(keys))
    order = np.argsort(-weight, kind="stable")[:3]
    known = names()
    parts = [
        f"{known.get(str(keys[row]), str(keys[row]))} {percent(float(weight[row] / weight.sum()))}" for row in order
    ]
    text = f"Of {amount(float(weight.sum()))} in world trade {', '.join(parts)} (re-exports included)."
    flags, why = _doubtful(*_totals(data.flows(material.codes)))
    if year not in flags:
        return text
    return (
        f"{text} The year's weight is doubtful, for it holds {why[list(flags).index(year)].removeprefix(f'{year}: ')}."
    )
