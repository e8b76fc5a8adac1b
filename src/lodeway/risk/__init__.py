"""Who depends on whom, by mine, refinery and route: indicators of supply risk on open trade and production.

Formulas are pure functions on arrays, one per published formula; `INDICATORS` says of each its unit, reference and what a high value
means. `assess` brings them together for a commodity, an importer and a year. Names are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lodeway.risk.assessment import Assessment, assess
    from lodeway.risk.claims import Verdict, check_claim
    from lodeway.risk.indicators import INDICATORS, Indicator
    from lodeway.risk.matrices import matrix
    from lodeway.risk.statistics.materials import MATERIALS, Material, find_material
    from lodeway.risk.values import Value

__all__ = [
    "INDICATORS",
    "MATERIALS",
    "Assessment",
    "Indicator",
    "Material",
    "Value",
    "Verdict",
    "assess",
    "check_claim",
    "find_material",
    "matrix",
]

_PLACES = {
    "INDICATORS": "indicators",
    "MATERIALS": "statistics.materials",
    "Assessment": "assessment",
    "Indicator": "indicators",
    "Material": "statistics.materials",
    "Value": "values",
    "Verdict": "claims",
    "assess": "assessment",
    "check_claim": "claims",
    "find_material": "statistics.materials",
    "matrix": "matrices",
}


def __getattr__(name: str) -> Any:
    """Return a public name, loaded on first use."""
    if name not in _PLACES:
        raise AttributeError(f"module 'lodeway.risk' has no attribute {name!r}")
    value = getattr(import_module(f"lodeway.risk.{_PLACES[name]}"), name)
    globals()[name] = value
    return value
