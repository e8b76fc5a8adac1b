"""Whose data a report rests on: attributions and licences."""

from __future__ import annotations

from lodeway import atlas
from lodeway.scenario.model import Scenario

__all__ = ["attributions", "licences"]

_TRANSPORT = "© OpenStreetMap contributors (railways and roads, Open Database License 1.0)"
_ATTRIBUTIONS = (
    "CEPII: BACI, bilateral trade (Etalab Open Licence 2.0)",
    "World Bank: Worldwide Governance Indicators (CC BY 4.0)",
    "U.S. Geological Survey: Mineral Commodity Summaries 2026 (public domain)",
    "European Central Bank: euro reference rates",
    "U.S. Bureau of Labor Statistics: consumer prices (public domain)",
    "Natural Earth: country outlines (public domain)",
)


def attributions(scenario: Scenario) -> tuple[str, ...]:
    """Return the lines that name whose data a report shows; OpenStreetMap's first where the atlas' network is used."""
    return ((_TRANSPORT,) if scenario.network == "atlas" else ()) + _ATTRIBUTIONS


def licences() -> tuple[str, ...]:
    """Return one line per table of the atlas: what it is, its version and its licence."""
    own = (
        "This report: figures of the scenario are facts with the sources listed; Lodeway is licensed under Apache-2.0."
    )
    return (
        own,
        *(f"{table.title} ({table.name}, {table.version}): {table.licence}" for table in atlas.tables()),
    )
