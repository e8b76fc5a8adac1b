"""A fingerprint of everything in a scenario that can change a result."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from datetime import date
from typing import Any

from lodeway.scenario.model import Scenario, Target
from lodeway.schema import SCHEMA_VERSION, TABLES, key

__all__ = ["WORDING", "digest"]

WORDING = ("name", "title", "question", "licence", "case", "case_title", "cases", "sources")
"""What names or explains the scenario without changing a result."""


def digest(scenario: Scenario) -> str:
    """Return the SHA-256 of settings, tables, atlas version and schema version as 64 hexadecimal digits.

    Neither the order of rows nor the units, the dialect or the kind of file enter it, and the case only by what it
    changes: two scenarios of the same digest are the same problem.

    Examples
    --------
    >>> first, second = (Scenario(name=name, title="", question="", case="base", case_title="", years=(2026,))
    ...                  for name in ("one", "two"))
    >>> digest(first) == digest(second), len(digest(first))
    (True, 64)
    """
    content: dict[str, Any] = {"schema": SCHEMA_VERSION}
    for field in dataclasses.fields(Scenario):
        value = getattr(scenario, field.name)
        if field.name in TABLES:
            rows = sorted(value, key=lambda row: key(field.name, row))
            content[field.name] = [_plain(dataclasses.asdict(row)) for row in rows]
        elif field.name not in WORDING:
            content[field.name] = _plain(dataclasses.asdict(value) if isinstance(value, Target) else value)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Return the value as JSON knows it; a missing number is null, one without limit a text, and 1.0 is 1."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if math.isinf(value):
            return str(value)
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value.isoformat() if isinstance(value, date) else value
