"""GeoPolRisk with the faults of geopolrisk-py 2.0.1 repaired; `lodeway.risk.exact` lists them."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from lodeway.risk.assessing.case import TRADE, Case
from lodeway.risk.assessing.model import zero
from lodeway.risk.formulas import geopolrisk
from lodeway.risk.statistics.doubts import GROSS_PART
from lodeway.risk.values import Value, known, missing

__all__ = ["geopolrisk_values"]


def geopolrisk_values(case: Case, before: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return import risk, score, price and factor with the faults of geopolrisk-py 2.0.1 repaired."""
    names_ = ("import_risk", "geopolrisk_score", "trade_price", "characterisation_factor")
    sources = (*TRADE, "wgi", case.maker)
    if case.unknown:
        return tuple(missing(name, case.unknown, sources=sources, version=case.version) for name in names_)
    both = ~np.isnan(case.imports.tonnes) & (case.imports.tonnes > 0)
    mean = float(geopolrisk.price(case.imports.value[both].sum(), case.imports.tonnes[both].sum()))
    price = known(
        "trade_price", mean, coverage=case.coverage, flags=case.mix_flags(), sources=TRADE, version=case.version
    )
    if case.gross > GROSS_PART:
        reason = f"not known from these data: {case.gross:.1%} of the weight is concentrate by gross weight ({', '.join(case.material.gross)}), whose price is not the material's"
        price = missing("trade_price", reason, sources=TRADE, version=case.version)
    at_risk = _import_risk(case, sources)
    index = next(value for value in before if value.name == "production_hhi")
    told = partial(known, coverage=at_risk.coverage, sources=sources, version=case.version)
    flags = (*index.flags, *at_risk.flags)
    if not at_risk.known or not index.known:
        reason = (at_risk if not at_risk.known else index).flags[0]
        result = missing(
            "geopolrisk_score",
            reason,
            flags=tuple(flag for flag in flags if flag != reason),
            sources=sources,
            version=case.version,
        )
    else:
        result = told("geopolrisk_score", float(geopolrisk.score(index.value, at_risk.value)), flags=flags)
    if result.known and not price.known and case.gross > GROSS_PART:
        return at_risk, result, price, missing(names_[-1], price.flags[0], sources=sources, version=case.version)
    figure = float(geopolrisk.characterisation_factor(result.value, price.value))
    factor = told("characterisation_factor", figure, flags=result.flags)
    return at_risk, result, price, factor


def _import_risk(case: Case, sources: tuple[str, ...]) -> Value:
    home = case.home.tonnes
    if case.made is None or math.isnan(home):
        return missing("import_risk", case.home.reason, sources=sources, version=case.version)
    weight = np.array([zero(row.tonnes) for row in case.mix])
    risk = np.array([row.governance for row in case.mix])
    told = ~np.isnan(risk) & (weight > 0)
    if not told.any():
        return missing(
            "import_risk",
            "not known from these data: no import has both a weight and a governance figure",
            sources=sources,
            version=case.version,
        )
    flags = case.governance_flags(weight, told)
    flags += case.home.told(float(weight.sum()))
    if home > 0 and case.made.basis.startswith("contained"):
        flags += (f"home production counts content ({case.made.basis}), imports gross weight",)
    figure = geopolrisk.import_risk(float((risk[told] * weight[told]).sum()), float(weight[told].sum()), home)
    return known(
        "import_risk",
        float(figure),
        coverage=case.governed(weight, told),
        flags=flags,
        sources=sources,
        version=case.version,
    )
