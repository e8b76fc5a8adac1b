"""What the profile of a country shows: every commodity against every indicator."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from lodeway.atlas.own import wmd_path
from lodeway.report.risk_page import drawing
from lodeway.report.risk_page.drawing import Bar, Place
from lodeway.report.risk_page.figures import CREDITS, OWN, figure, level, table
from lodeway.report.risk_page.words import percent
from lodeway.risk.checks import years_of_trade
from lodeway.risk.counted import only
from lodeway.risk.formulas.concentration import CRMA_CEILING
from lodeway.risk.matrices import matrix
from lodeway.risk.ranking import Ranked, rank_materials
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import find_area, names
from lodeway.risk.statistics.data import Source
from lodeway.risk.statistics.doubts import LITTLE
from lodeway.risk.statistics.materials import find_material

__all__ = ["document"]

_HEADINGS = (
    "Commodity", "Rank", "Nine of ten draws", "GeoPolRisk", "Imports (t)", "Largest partner", "Its share", "HHI of imports", "HHI of production",
    "Governance risk", "Coverage", "To know",
)  # fmt: skip
_DOTS = 20
_PARTNERS = 10


def document(importer: str, *, year: int | None, production: Source | None, draws: int) -> dict[str, Any]:
    """Return what the page shows."""
    area = find_area(importer)
    when = years_of_trade(year, data.last_year())
    frame, counts = matrix([when], production=production)
    rows = {row["commodity"]: row for row in frame.filter(importer=area.code).iter_rows(named=True)}
    ranking = rank_materials(area.code, year=when, production=production, draws=draws)
    ranked = [row for row in ranking if not row.reason]
    known = names()
    cells: list[list[Any]] = []
    for row in ranked:
        one = rows[row.name]
        partner = known.get(one["top_partner"], one["top_partner"] or "")
        cells.append(
            [
                row.name, str(row.rank), f"{row.best} to {row.worst}", (figure(row.score), level(row.score, worst=0.4)), _text(one["import_tonnes"]), partner,
                (_percent(one["imports_top1"]), _level(one["imports_top1"])), (_text(one["imports_hhi"]), _level(one["imports_hhi"])),
                (_text(one["production_hhi"]), _level(one["production_hhi"])), (_text(one["mix_governance"]), _level(one["mix_governance"])), _percent(one["coverage"]),
                "; ".join(filter(None, (only(find_material(row.name)), one["flags"]))),
            ]
        )  # fmt: skip
    silent = [[row.name, row.reason] for row in ranking if row.reason]
    # Shares of hardly any trade say nothing.
    little = {row.name for row in ranked if LITTLE in (rows[row.name]["flags"] or "")}
    sure = [row for row in ranked if row.name not in little]
    over = [row for row in sure if (rows[row.name]["imports_top1"] or 0.0) > CRMA_CEILING]
    leaders: dict[str, list[str]] = {}
    for row in over:
        leaders.setdefault(str(rows[row.name]["top_partner"]), []).append(row.name)
    most = max(leaders, key=lambda code: len(leaders[code]), default="")
    sentences = [
        (
            "What carries most risk.",
            f"Of {len(ranked)} commodities whose risk is known for {area.name} in {when}, {', '.join(row.name.lower() for row in sure[:5])} carry the highest GeoPolRisk scores.",
        ),
        (
            "On whom it rests.",
            f"For {len(over)} of them one partner has more than 65 % of imports"
            + (
                f"; most often {known.get(most, most)} ({', '.join(name.lower() for name in leaders[most][:8])})."
                if most
                else "."
            ),
        ),
        (
            "What is not seen.",
            f"For {len(silent)} commodities nothing can be said from these data; that is not the same as no risk.",
        ),
    ]
    disagree = [row.name.lower() for row in ranked if row.disagree]
    facts = [
        (str(len(over)), f"of {len(ranked)} commodities come by more than 65 % from one country"),
        *([(str(len(leaders[most])), f"of these from {known.get(most, most)}")] if most else []),
        *([(sure[0].name, f"carries the highest score, {sure[0].score:.2f}")] if sure else []),
        (str(len(silent)), "commodities of which nothing can be said"),
    ]
    dots = [Place(row.name, row.score, row.low, row.high, number < 5) for number, row in enumerate(sure[:_DOTS])]
    title = f"GeoPolRisk score of {area.name}'s imports, {when}, with the range of nine of ten draws"
    sections = [
        _partners(area.name, rows, sure, known),
        {
            "id": "matrix", "heading": "Commodities and indicators", "wide": True, "words": _words(disagree),
            "table": table("matrix", f"{area.name}, {when}: every commodity whose score is known, worst first", _HEADINGS, cells),
        },
        {"id": "unknown", "heading": "What is not known", "wide": True, "table": table("unknown", "Commodities without a score, and why", ["Commodity", "Why"], silent)},
    ]  # fmt: skip
    return {
        "kind": "country", "title": f"{area.name}: what it depends on, and on whom", "over": f"Supply risk · {when} · {len(rows)} commodities",
        "sentences": sentences, "facts": facts,
        "hero": {"heading": title, "drawing": drawing.both(lambda narrow: drawing.places(dots, title=title, axis="score", narrow=narrow)), "key": [], "words": "", "breaks": []},
        "sections": sections, "notes": [str(counts)], "credits": [*CREDITS, *([OWN] if wmd_path() is not None else [])], "version_of_data": data.version(),
    }  # fmt: skip


def _words(disagree: list[str]) -> str:
    text = "Darker is worse. Ranks are by one source of production; their ranges are of every source, and of shares and governance within their error."
    return f"{text} Sources disagree on {', '.join(disagree)}." if disagree else text


def _partners(
    who: str, rows: dict[str, dict[str, Any]], ranked: Sequence[Ranked], known: dict[str, str]
) -> dict[str, Any]:
    """Return for each country how many commodities it is the largest supplier of, and of how many above 65 %."""
    first: dict[str, list[str]] = {}
    over: dict[str, list[str]] = {}
    for row in ranked:
        one = rows[row.name]
        if one["top_partner"] is None:
            continue
        first.setdefault(one["top_partner"], []).append(row.name)
        if one["imports_top1"] > CRMA_CEILING:
            over.setdefault(one["top_partner"], []).append(row.name)

    def drawn(several: dict[str, list[str]], colour: str, title: str) -> Any:
        order = sorted(several, key=lambda code: (-len(several[code]), code))[:_PARTNERS]
        found = [
            Bar(
                known.get(code, code),
                len(several[code]),
                str(len(several[code])),
                colour,
                note=", ".join(several[code]).lower(),
            )
            for code in order
        ]
        return drawing.both(lambda narrow: drawing.bars(found, title=title, narrow=narrow))

    told = "; ".join(
        f"{known.get(code, code)}: {', '.join(several).lower()}"
        for code, several in sorted(over.items(), key=lambda item: (-len(item[1]), item[0]))
    )
    return {
        "id": "partners", "nav": "On whom", "heading": f"On whom {who} depends",
        "drawings": [
            {"caption": "Commodities of which a country is the largest supplier", "drawing": drawn(first, "#4d6271", "Largest suppliers")},
            {"caption": "Commodities of which it has more than 65 % of imports", "drawing": drawn(over, drawing.COLOURS[0], "Suppliers above 65 %"), "words": told},
        ] if over else [{"caption": "Commodities of which a country is the largest supplier", "drawing": drawn(first, "#4d6271", "Largest suppliers")}],
    }  # fmt: skip


def _text(value: float | None) -> str:
    return figure(math.nan if value is None else value)


def _percent(value: float | None) -> str:
    return "not known" if value is None else percent(value)


def _level(value: float | None) -> str:
    return "" if value is None else level(value)
