"""The answer of a study as plain values: what ``lodeway explore --json`` prints and the page shows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from lodeway.explore.study import Mapped, Study
from lodeway.explore.validation.judging import CAPTURED

__all__ = ["FILES", "document"]

FILES = ("intensity", "target", "targets", "report", "json")
"""What may be written; target area and targets only where there is a signal."""


def document(mapped: Mapped, files: Mapping[str, Path]) -> dict[str, Any]:
    """Return the document; a figure that is not known is None.

    Parameters
    ----------
    mapped
        The study and its map.
    files
        What was written, by what it is: some of `FILES`.
    """
    study = mapped.study
    own = study.judgement
    curve = own.curve
    at = np.interp(CAPTURED, curve.area, curve.middle)
    return {
        "title": study.evidence.title,
        "digest": study.digest,
        "verdict": own.verdict,
        "signal": own.signal,
        "doubts": list(own.doubts),
        "auc": {
            "random": _number(own.random),
            "block": _number(own.block),
            "gap": _number(own.gap),
            "se": _number(own.se),
            "repeats": len(own.repeats),
            "located": _number(float(np.mean(own.located))) if own.located else None,
            "tracts": _number(own.tracts),
            "null": {"scores": [_number(one) for one in own.null], "probability": _number(own.probability)},
        },
        "blocks": {"size": _number(own.blocks.size), "unit": own.blocks.unit, "why": own.blocks.why},
        "capture": {f"{share:g}": _number(value) for share, value in zip(CAPTURED, at, strict=True)},
        "count": {
            "expected": _number(own.count.expected),
            "found": _number(own.count.found),
            "interval": [_number(own.count.low), _number(own.count.high)],
            "dispersion": _number(own.count.dispersion),
        },
        "target_area": {
            "level": own.target.level,
            "area_share": _number(own.target.area_share),
            "coverage": _number(own.target.coverage),
            "area": _number(own.target.area_share * study.gathered.ground),
            "intensity_above": _number(mapped.limit, 6),
        },
        "layers": [
            {"name": row.name, "importance": _number(row.importance), "direction": row.direction}
            for row in own.influences
        ],
        "ground": {"area": _number(study.gathered.ground), "expected": _number(mapped.total)},
        "model": {"kind": study.evidence.model.kind, **_independence(study)},
        "notes": list(study.notes),
        "files": {name: str(files[name]) if name in files else None for name in FILES},
    }


def _independence(study: Study) -> dict[str, Any]:
    test = study.independence
    if test is None:
        return {}
    return {
        "independence": {
            "expected": _number(test.expected),
            "found": _number(test.found),
            "z": _number(test.z),
            "probability": _number(test.probability, 6),
        }
    }


def _number(value: float, digits: int = 4) -> float | None:
    """Return a figure to so many significant digits after the point, or None where it is missing."""
    if not math.isfinite(value):
        return None
    if value == 0:
        return 0.0
    return float(f"{value:.{digits}g}") if abs(value) < 1 else round(float(value), digits)
