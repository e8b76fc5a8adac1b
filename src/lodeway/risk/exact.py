"""GeoPolRisk exactly as geopolrisk-py 2.0.1 computes it, faults included, so that published figures can be met again.

`REPAIRS` lists what the repaired mode does otherwise, and why.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lodeway.risk.formulas.concentration import hhi_from_sums
from lodeway.risk.formulas.geopolrisk import characterisation_factor, import_risk, price, score
from lodeway.risk.statistics.areas import EUROPEAN_UNION, Area
from lodeway.risk.statistics.data import Flows, governance, wmd_rows
from lodeway.risk.statistics.materials import Material

__all__ = [
    "GUYANA",
    "METHOD",
    "NEUTRAL",
    "REPAIRS",
    "YEARS",
    "ExactScore",
    "exact_governance",
    "exact_production",
    "exact_score",
]

METHOD = "geopolrisk-2.0.1"
YEARS = (2018, 2024)
"""First and last year of its production."""
NEUTRAL = 0.5
"""Risk that it gives a partner whose stability it does not find; Taiwan, filed without a number, among them."""
GUYANA = {
    2018: 0.3971595525741577,
    2019: 0.4512307643890381,
    2020: 0.43665055632591243,
    2021: 0.4344655215740204,
    2022: 0.4337067067623138,
}
"""Risk that it reads for Guyana: French Guiana's, which its copy of the Worldwide Governance Indicators (CC BY 4.0) files first under Guyana."""

REPAIRS = (
    ("Nothing imported is missing, not 0.", "Germanium and uranium otherwise score 0: 'no data' reads as 'no risk'."),
    ("Uranium is never read from ore (261210).", "It moves as U3O8 under 284410."),
    ("Natural gas: million cubic metres become tonnes (0.8 kg/m3).", "Home production and imports are added up."),
    (
        "A partner without a governance figure is left out and lowers the coverage.",
        "0.5 is a guess; Taiwan has a figure.",
    ),
    ("Price: only flows that have both value and weight.", "Flows without weight otherwise add value alone."),
    (
        "A country that stands twice in production is summed; Guyana has its own governance figure.",
        "Faults of the copies.",
    ),
    ("Trade inside the European Union is no import.", "Otherwise it dilutes what comes from outside."),
    ("Production is not cut to whole units; what no country is named for counts in the total.", "Small producers."),
    ("Production that is withheld makes import risk missing.", "It otherwise counts as none."),
    ("USGS production by default; World Mining Data from the user's own copy on request.", "It has no open licence."),
)
"""What the repaired mode changes, and why."""


@dataclass(frozen=True, slots=True)
class ExactScore:
    """What geopolrisk-py 2.0.1 prints; `degenerate` where nothing was imported and it prints 0."""

    hhi: float
    import_risk: float
    score: float
    price: float
    factor: float
    degenerate: bool


def exact_governance(year: int) -> dict[str, float]:
    """Return the risk that the method reads by country; a country that is not there has `NEUTRAL`.

    Examples
    --------
    >>> exact_governance(2024)["TWN"]
    0.5
    """
    risks, _ = governance(year)
    risks = risks | {"TWN": NEUTRAL}
    return risks | ({"GUY": GUYANA[year]} if year in GUYANA else {})


def exact_production(material: Material, year: int) -> tuple[float, dict[str, float]]:
    """Return concentration of world production, and production by country [t], as the method counts them.

    Amounts are cut to whole units for the concentration alone; of a country that stands twice the first row counts; only kilograms
    are converted.
    """
    found = wmd_rows(material, year)
    named = [(iso3, 0.0 if math.isnan(amount) else amount) for iso3, amount, _, _ in found if iso3]
    whole = [int(value) for _, value in named]
    concentration = float(hhi_from_sums(sum(whole), sum(value * value for value in whole)))
    factor = 1000.0 if found[0][2] == "kg" else 1.0
    return concentration, {iso3: value / factor for iso3, value in reversed(named)}


def exact_score(material: Material, area: Area, year: int, imports: Flows) -> ExactScore:
    """Return the method's figures for one importer.

    Parameters
    ----------
    material
        With trade codes and a sheet of World Mining Data.
    area
        Importer; for a group, partners inside it carry no risk but their goods count.
    year
        Within `YEARS`.
    imports
        All flows of the year into the members of `area`.

    Raises
    ------
    UsageError
        When World Mining Data has not been imported.
    """
    concentration, by_country = exact_production(material, year)
    home = sum(by_country.get(iso3, 0.0) for iso3 in sorted(area.members))
    risks = exact_governance(year)
    inside = area.members if area.code == EUROPEAN_UNION else frozenset()
    weight = np.nan_to_num(imports.tonnes)
    risk = np.array(
        [0.0 if partner in inside else risks.get(partner, NEUTRAL) for partner in imports.exporter.tolist()]
    )
    total, value = float(weight.sum()), float(imports.value.sum())
    at_risk = _zero(float(import_risk(float((risk * weight).sum()), total, home)))
    mean = _zero(float(price(value, total)))
    result = float(score(concentration, at_risk))
    return ExactScore(concentration, at_risk, result, mean, float(characterisation_factor(result, mean)), total <= 0)


def _zero(value: float) -> float:
    """Return the value; the method prints 0 for what cannot be computed."""
    return 0.0 if math.isnan(value) else value
