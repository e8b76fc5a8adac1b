"""Risk of an importer's supply on its real ways: who produces, who is crossed, which narrow passages are used."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lodeway.errors import UsageError
from lodeway.risk.assessment import Assessment, assess
from lodeway.risk.formulas.route import path_risk, route_aware_score, transit_dependency
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import find_area, names
from lodeway.risk.statistics.data import Source
from lodeway.risk.statistics.doubts import barren
from lodeway.risk.statistics.producers import Home, home, producers
from lodeway.risk.values import Value, known, missing, or_none

__all__ = ["Crossing", "RouteRisk", "Way", "route_risk"]

_NAMED = 6
"""Gates that a note names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What an importer gets on one way: tonnes, countries in order of travel (origin and destination included), gates passed."""

    origin: str
    tonnes: float
    countries: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A way with its risk, and that of its origin alone."""

    way: Way
    origin_risk: float
    risk: float
    produces: bool | None
    """Whether the origin produces it; False only where a source says so, None where that is not known."""
    unnamed: bool
    """Whether sources have production and none names the origin, which may still produce."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRisk:
    """Scores with and without the way, transit shares, and each way's risk."""

    commodity: str
    importer: str
    year: int
    weight: float
    score: Value
    plain: Value
    transit: Mapping[str, float]
    passages: Mapping[str, float]
    stated: Mapping[str, float]
    """Risk of gates that the analyst states; every other counts 0."""
    ways: tuple[Crossing, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the document that ``lodeway risk route --json`` prints."""
        known_names = names()
        return {
            "commodity": self.commodity, "importer": self.importer, "year": self.year, "transit_weight": self.weight,
            "indicators": [self.score.to_dict(), self.plain.to_dict()],
            "transit": [{"country": code, "name": known_names.get(code, code), "share": share} for code, share in self.transit.items()],
            "passages": [{"gate": gate, "share": share, "risk": self.stated.get(gate)} for gate, share in self.passages.items()],
            "ways": [
                {
                    "label": one.way.label, "origin": one.way.origin, "produces": one.produces, "unnamed": one.unnamed, "tonnes": one.way.tonnes, "countries": list(one.way.countries),
                    "gates": list(one.way.gates), "origin_risk": or_none(one.origin_risk), "risk": or_none(one.risk),
                }
                for one in self.ways
            ],
            "notes": list(self.notes),
        }  # fmt: skip


def route_risk(
    commodity: str,
    importer: str,
    ways: Sequence[Way],
    *,
    year: int | None = None,
    weight: float = 1.0,
    bilateral: Mapping[str, float] | None = None,
    passages: Mapping[str, float] | None = None,
    production: Source | None = None,
    of_trade: bool = True,
) -> RouteRisk:
    """Return the route-aware score of an importer's supply, beside it what a composite hides.

    Parameters
    ----------
    commodity, importer
        Name of a material; ISO 3166 alpha-3, number or EU.
    ways
        All that the importer gets, way by way. A way without countries has the risk of its origin alone.
    year
        Of governance and production; the last one of trade by default.
    weight
        Of transit, 0 to 1; with 0, and no passages, the score is GeoPolRisk.
    bilateral
        How likely each country is to stop goods on their way to this importer, 0 to 1: a statement of the scenario, in place of governance.
    passages
        Risk of gates, 0 to 1, by id.
    production
        ``usgs`` or ``wmd``.
    of_trade
        The tonnes are those of trade, whose doubts then go with the score; not so the flows of a plan.

    Raises
    ------
    UsageError
        When a name is unknown or a risk is not within 0..1.

    Examples
    --------
    >>> plain = route_risk("tungsten", "JPN", [Way(origin="KAZ", tonnes=10.0, countries=("KAZ", "CHN", "JPN"))], weight=0.0)
    >>> plain.score.value == plain.plain.value, plain.transit
    (True, {'CHN': 1.0})
    """
    stated, narrow = dict(bilateral or {}), dict(passages or {})
    if wrong := [
        f"{key} {value:g}" for key, value in {**stated, **narrow, "weight": weight}.items() if not 0.0 <= value <= 1.0
    ]:
        raise UsageError(f"risks and weights lie within 0 and 1, not {', '.join(wrong)}")
    based = assess(commodity, importer, year=year, production=production)
    area = find_area(importer)
    risks, _ = data.governance(based.year)
    made = data.used(based.material, based.year, production)
    makers = producers(based.material, based.year)
    rows = []
    silent: set[str] = set()
    for way in ways:
        crossed = [
            code for code in dict.fromkeys(way.countries[1:-1]) if code not in area.members and code != way.origin
        ]
        transit = [stated.get(code, risks.get(code, math.nan)) for code in crossed]
        silent |= (
            {code for code, risk in zip(crossed, transit, strict=True) if math.isnan(risk)} if weight > 0 else set()
        )
        told = [risk for risk in transit if not math.isnan(risk)]
        origin = risks.get(way.origin, math.nan)
        passed = [narrow[gate] for gate in way.gates if gate in narrow]
        risk = path_risk(origin, told, weight=weight, passages=passed)
        rows.append(
            Crossing(
                way=way,
                origin_risk=origin,
                risk=risk,
                produces=makers.of(way.origin),
                unnamed=makers.unnamed(way.origin),
            )
        )
    doubts = _doubts(based, rows, of_trade)
    own = Home(math.nan, "") if made is None else home(based.material, based.year, made, area)
    score, plain = _scores(based, rows, own, doubts)
    total = math.fsum(way.tonnes for way in ways)
    by_gate: dict[str, float] = {}
    for way in ways:
        for gate in dict.fromkeys(way.gates):
            by_gate[gate] = by_gate.get(gate, 0.0) + way.tonnes / total
    order = sorted(by_gate.items(), key=lambda item: (-item[1], item[0]))
    notes = [
        "A composite alone misleads: governance punishes a way for crossing many small states; read it beside transit shares and losses."
    ]
    if not stated:
        notes.append("No bilateral terms are stated: every country crossed counts with its governance risk.")
    if silent:
        notes.append(f"No risk is known of {', '.join(sorted(silent))}, crossed but not counted.")
    if uncounted := [gate for gate, _ in order if gate not in narrow]:
        more = f" and {len(uncounted) - _NAMED} more" if len(uncounted) > _NAMED else ""
        notes.append(
            f"Gates and sea passages count 0 in the score unless --passage GATE=RISK states a risk; none is stated for {', '.join(uncounted[:_NAMED])}{more}."
        )
    if without := sorted({row.way.origin for row in rows if row.produces is False}):
        notes.append(
            f"Not producers: {', '.join(without)}. Their ways begin where goods are re-exported or processed, and their risk is not that of the mine."
        )
    if maybe := sorted({row.way.origin for row in rows if row.unnamed}):
        notes.append(
            f"Not named among the producers by {makers.told()}: {', '.join(maybe)}. They may produce it, re-export or process it."
        )
    if unrouted := sorted({way.origin for way in ways if not way.countries}):
        notes.append(f"No way was sought or found from {', '.join(unrouted)}: the origin's risk alone counts.")
    return RouteRisk(
        commodity=based.material.name, importer=area.code, year=based.year, weight=weight, score=score, plain=plain,
        transit=transit_dependency([way.countries for way in ways], [way.tonnes for way in ways]), passages=dict(order), stated=narrow, ways=tuple(rows),
        notes=tuple(notes),
    )  # fmt: skip


def _doubts(based: Assessment, rows: list[Crossing], of_trade: bool) -> tuple[str, ...]:
    """Return what to know of who supplies, and of how much."""
    if of_trade:
        bought = based.value("import_tonnes")
        return bought.flags if bought.known else ()
    total = math.fsum(row.way.tonnes for row in rows)
    if not total > 0:
        return ()
    without = math.fsum(row.way.tonnes for row in rows if row.produces is False)
    maybe = math.fsum(row.way.tonnes for row in rows if row.unnamed)
    return tuple(filter(None, [barren(without / total, maybe / total)]))


def _scores(based: Assessment, rows: list[Crossing], own: Home, doubts: tuple[str, ...]) -> tuple[Value, Value]:
    """Return the score of the ways, and of the same tonnes without them."""
    index = based.value("production_hhi")
    names_ = ("route_aware_score", "geopolrisk_score")
    told = [row for row in rows if not math.isnan(row.origin_risk) and row.way.tonnes > 0]
    reason = "" if index.known else index.flags[0]
    if not reason and not told:
        reason = "not known from these data: no way has both tonnes and an origin with a governance figure"
    if not reason and math.isnan(own.tonnes):
        reason = own.reason
    sources = (*index.sources, "wgi")
    if reason:
        first, second = (missing(name, reason, sources=sources, version=index.version) for name in names_)
        return first, second
    tonnes = [row.way.tonnes for row in told]
    every = math.fsum(row.way.tonnes for row in rows)
    coverage = math.fsum(tonnes) / every
    on_ways = math.fsum(row.way.tonnes for row in told if row.way.countries) / every
    lacking = (
        ()
        if on_ways == coverage
        else (f"{coverage - on_ways:.0%} of the tonnes have no way: the risk of crossing is not in",)
    )
    figures = (
        route_aware_score(index.value, [row.risk for row in told], tonnes, home_production=own.tonnes),
        route_aware_score(index.value, [row.origin_risk for row in told], tonnes, home_production=own.tonnes),
    )
    first, second = (
        known(
            name,
            figure,
            coverage=share,
            flags=(*index.flags, *doubts, *own.told(every), *flags),
            sources=sources,
            version=index.version,
        )
        for name, figure, share, flags in zip(names_, figures, (on_ways, coverage), (lacking, ()), strict=True)
    )
    return first, second
