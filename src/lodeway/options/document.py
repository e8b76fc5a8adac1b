"""What the commands of ``lodeway options`` print with ``--json``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from lodeway.options.known import Known
from lodeway.options.worth import Worth
from lodeway.scenario.model import Scenario

__all__ = ["known_document", "worth_document"]


def known_document(found: Known) -> dict[str, Any]:
    """Return the known undeveloped deposits with stable keys; what is not known is null, with its reason."""
    return {
        "scenario": found.scenario,
        "case": found.case,
        "year": found.year,
        "projects": [_plain(asdict(row)) for row in found.projects],
        "deposits": [_plain(asdict(row)) for row in found.deposits],
        "flags": list(found.flags),
    }


def worth_document(scenario: Scenario, found: Sequence[Worth], *, draws: int, seed: int) -> dict[str, Any]:
    """Return what exploring each tract is worth with stable keys."""
    return {
        "scenario": scenario.name,
        "case": scenario.case,
        "years": list(scenario.years),
        "draws": draws,
        "seed": seed,
        "tracts": [_worth(row) for row in found],
        "flags": [
            "each tract for itself: two finds together are worth less than the sum",
            "builds are of any size; money is USD of the price year, present value over the plan's years",
        ],
    }


def _worth(row: Worth) -> dict[str, Any]:
    about = row.prospect
    gains = row.gains if row.gains and row.branches else (math.nan,) * len(row.branches)
    return {
        "id": about.id,
        "name": about.name,
        "country": about.country,
        "metal": about.metal,
        "commodity": about.commodity,
        "like": about.like.id,
        "chance": row.chance,
        "branches": [_plain(asdict(branch) | {"gain": gain}) for branch, gain in zip(row.branches, gains, strict=True)],
        "exploration_cost": about.exploration_cost,
        "charge": row.charge,
        "estimate": row.estimate,
        "gain": _plain(row.gain),
        "value": row.value,
        "planned": row.planned,
        "buy": row.buy,
        "source": about.source,
    }


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it: what is no number is null."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
