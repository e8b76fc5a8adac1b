"""Import reliance and supply risk in the manner of the European Commission."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial

import numpy as np

from lodeway.risk.assessing.case import TRADE, Case
from lodeway.risk.assessing.model import zero
from lodeway.risk.formulas import eu
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import find_area
from lodeway.risk.statistics.data import Production
from lodeway.risk.statistics.producers import reliance
from lodeway.risk.values import Value, known, missing

__all__ = ["eu_values", "importance_value", "threshold_notes"]


def eu_values(case: Case) -> tuple[Value, ...]:
    """Return import reliance and the EU-style supply risk."""
    sources = (*TRADE, "wgi", case.maker)
    reason = case.unknown or ("" if case.made is not None else case.no_production())
    home = case.home.tonnes
    if not reason and math.isnan(home):
        reason = case.home.reason
    if reason or case.made is None:
        risk = missing("eu_style_supply_risk", reason, sources=sources, version=case.version)
        said = reliance(case.material, case.year) if case.area.members == {"USA"} and not case.unknown else None
        if said is not None and not math.isnan(said.share):
            flags = (
                f"as USGS publishes it; {case.home.reason}",
                "share of consumption, old scrap counts as home supply",
            )
            told = known(
                "import_reliance",
                said.share,
                coverage=1.0,
                flags=flags,
                sources=("usgs-mcs-2026",),
                version=data.version("usgs"),
            )
            return told, risk
        return missing("import_reliance", reason, sources=sources, version=case.version), risk
    out = np.isin(case.flows.exporter, list(case.area.members)) & ~np.isin(case.flows.importer, list(case.area.members))
    bought, sold = float(np.nansum(case.imports.tonnes)), float(np.nansum(case.flows.tonnes[out]))
    relies = float(eu.import_reliance(bought, sold, home))
    mixed: tuple[str, ...] = (
        ("content and gross weight are mixed",) if home > 0 and case.made.basis.startswith("contained") else ()
    )
    mixed += case.home.told(bought)
    nothing = partial(missing, sources=sources, version=case.version)
    relied = known(
        "import_reliance", relies, coverage=case.coverage, flags=mixed, sources=sources, version=case.version
    )
    if not relied.known:
        reason = "exports exceed imports and production together: no consumption can be read from these data"
        return nothing("import_reliance", reason), nothing("eu_style_supply_risk", reason)
    return relied, _eu_style(case, case.made, relies, home, mixed, sources)


def importance_value(case: Case) -> Value:
    """Return the EU-style economic importance, from the analyst's own table of uses."""
    stated = case.settings
    if stated.sectors is None:
        reason = "not known from these data: no table of the material's uses by sector is stated (--shares)"
        return missing("eu_style_economic_importance", reason, sources=("own",), version=case.version)
    flags = ["EU-style, from your own tables; not the Commission's figure"]
    largest = max(one.value_added for one in stated.sectors)
    if math.isnan(stated.largest):
        flags.append(
            "scaled by the largest sector of your table: state that of the whole economy with --largest-value-added"
        )
    else:
        largest = stated.largest
    index, told = _substitution(stated.importance_substitution, [(one.share, one.importance) for one in stated.sectors])
    flags += told
    figure = eu.economic_importance(
        [one.share for one in stated.sectors],
        [one.value_added for one in stated.sectors],
        largest=largest,
        substitution=index,
    )
    return known(
        "eu_style_economic_importance",
        figure,
        coverage=1.0,
        flags=tuple(flags),
        sources=("own",),
        version="your own tables",
    )


def threshold_notes(values: Iterable[Value]) -> tuple[str, ...]:
    """Return how both figures stand to the Commission's thresholds; nothing where one is missing."""
    found = {value.name: value for value in values if value.known}
    if not {"eu_style_supply_risk", "eu_style_economic_importance"} <= set(found):
        return ()
    risk, importance = found["eu_style_supply_risk"].value, found["eu_style_economic_importance"].value
    both = risk >= eu.RISK_THRESHOLD and importance >= eu.IMPORTANCE_THRESHOLD
    place = "at or above both" if both else "not at or above both"
    text = f"EU-style: supply risk {risk:.1f} (threshold {eu.RISK_THRESHOLD:g}), economic importance {importance:.1f} (threshold {eu.IMPORTANCE_THRESHOLD:g})"
    return (f"{text}: {place}, on your tables. The Commission's own list rests on its own.",)


def _substitution(stated: float, sectors: list[tuple[float, float]]) -> tuple[float, list[str]]:
    """Return the index that is stated, or the mean of those of sectors by share of use, or none; and what to know of it."""
    if not math.isnan(stated):
        return stated, []
    if all(math.isnan(index) for _, index in sectors):
        return 1.0, ["no substitution index stated: none assumed, upper bound"]
    told = (
        []
        if not any(math.isnan(index) and share > 0 for share, index in sectors)
        else ["sectors without a substitution index count as 1: upper bound"]
    )
    total = math.fsum(share for share, _ in sectors)
    return math.fsum(share * (1.0 if math.isnan(index) else index) for share, index in sectors) / total, told


def _eu_style(
    case: Case, made: Production, reliance: float, home: float, mixed: tuple[str, ...], sources: tuple[str, ...]
) -> Value:
    stated = case.settings
    world, world_known = _eu_concentration(
        case, dict(zip(made.iso3, np.nan_to_num(made.amounts).tolist(), strict=True))
    )
    sourcing = {row.country: zero(row.tonnes) for row in case.mix}
    sourcing |= case.home.by
    own, own_known = _eu_concentration(case, sourcing)
    recycling = 0.0 if math.isnan(stated.recycling) else stated.recycling
    by_sector = [(one.share, one.risk) for one in stated.sectors or ()]
    substitution, replaceable = _substitution(stated.substitution, by_sector)
    figure = float(eu.supply_risk(world, own, reliance, recycling=recycling, substitution=substitution))
    flags = ["EU-style, not the Commission's figure"]
    if stated.governance is None:
        flags.append("governance: political stability alone, not the mean of six indicators")
    if stated.trade is None:
        flags.append("no table of trade restrictions: 0.8 for members of the Union, else 1")
    if math.isnan(stated.recycling):
        flags.append("no recycling rate stated: none assumed, upper bound")
    flags += replaceable
    return known(
        "eu_style_supply_risk", figure, coverage=min(world_known, own_known) * case.coverage, flags=(*flags, *mixed), sources=sources,
        version=case.version,
    )  # fmt: skip


def _eu_concentration(case: Case, amounts: dict[str, float]) -> tuple[float, float]:
    """Return the weighted concentration of amounts by country, and the share of them whose governance is known."""
    union = find_area("EU").members
    table, trade = case.settings.governance or {}, case.settings.trade or {}
    derived = {country: 10.0 * risk for country, risk in case.risks.items()}
    governed = {country: amount for country, amount in amounts.items() if amount > 0 and country in derived | table}
    total = math.fsum(amounts.values())
    if not governed or total <= 0:
        return math.nan, 0.0
    weight = [governed[country] for country in governed]
    worse = [table.get(country, derived.get(country, math.nan)) for country in governed]
    parameter = [trade.get(country, 0.8 if country in union else 1.0) for country in governed]
    return float(eu.weighted_hhi(weight, worse, parameter)), math.fsum(weight) / total
