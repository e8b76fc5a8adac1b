"""What ``lodeway assess --json`` prints."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from lodeway.explore.assess.models import GradeTonnage
from lodeway.explore.assess.outcome import CONVENTION, LEVELS, Amount, Outcome
from lodeway.explore.assess.tracts import Stated

__all__ = ["amount_record", "document", "model_record"]

_UNREPORTED = "a metal that a known deposit does not report counts as none in those drawn after it: totals stand for the share that reports it"


def amount_record(amount: Amount) -> dict[str, Any]:
    """Return mean, deviation and amounts by chance of exceedance [t].

    Examples
    --------
    >>> import numpy as np
    >>> amount_record(Amount(np.array([0.0, 0.0, 3.0, 5.0])))["p0"]
    0.5
    """
    record: dict[str, Any] = {"unit": "t", "mean": amount.mean, "sd": amount.sd, "median": amount.exceeded(50)}
    record |= {f"q{level:02d}": amount.exceeded(level) for level in LEVELS}
    return record | {"p0": amount.p0, "p_above_mean": amount.above_mean}


def model_record(model: GradeTonnage) -> dict[str, Any]:
    """Return what is told of a grade and tonnage model."""
    return {
        "name": model.name,
        "title": model.title,
        "n": model.size,
        "metals": list(model.metals),
        "reported": model.reported,
        "source": model.source,
        "licence": model.licence or None,
        "date": model.date or None,
    }


def document(
    outcome: Outcome,
    *,
    tract: str,
    stated: Stated,
    economic: dict[str, Any] | None,
    why_not: str,
    known_included: bool = False,
    despite: str = "",
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the assessment with stable keys.

    Parameters
    ----------
    outcome
        What `assess` returned.
    tract
        Name of the tract, "" for none.
    stated
        What was known of the number of deposits.
    economic
        What `lodeway.explore.assess.economics` says of it; None with `why_not`, the reason.
    known_included
        The number is of all deposits, not of undiscovered ones alone.
    despite
        Verdict of a map that is not to be used, and whose number is taken all the same; "" for none.
    notes
        What else is to be known of the number.
    """
    count, model = outcome.count, outcome.model
    flags = [*notes, *count.notes, *([model.note] if model.note else [])]
    if any(number < model.size for number in model.reported.values()):
        flags.append(_UNREPORTED)
    if economic is None:
        flags.append(why_not)
    return {
        "tract": tract or None,
        "despite_verdict": despite or None,
        "method": count.method,
        "shape": outcome.shape,
        "draws": outcome.numbers.size,
        "seed": outcome.seed,
        "convention": CONVENTION,
        "model": model_record(model),
        "deposits": {
            "mean": count.mean,
            "sd": count.sd,
            "variance": count.variance,
            "mode": count.mode,
            "p0": count.p0,
            "entropy": count.entropy,
            **{f"q{level:02d}": count.quantile(level / 100) for level in LEVELS},
            "pmf": count.pmf.tolist(),
            "stated": _stated(stated),
            "known_included": known_included,
        },
        "ore": None if model.contained else amount_record(outcome.ore),
        "metal": {name: amount_record(amount) for name, amount in outcome.metal.items()},
        "economic": economic,
        "flags": flags,
    }


def _stated(stated: Stated) -> list[dict[str, Any]]:
    if stated.figures:
        return [dict(stated.figures)]
    names = ("N90", "N50", "N10", "N05", "N01")
    return [
        {"name": one.name or None, "weight": one.weight, **dict(zip(names, map(_plain, one.numbers), strict=True))}
        for one in stated.estimates
    ]


def _plain(value: float) -> float | int:
    return int(value) if math.isfinite(value) and value == int(value) else value
