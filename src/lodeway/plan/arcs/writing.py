"""Writes the arc-by-arc program to a file that other solvers read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lodeway.errors import UsageError
from lodeway.plan.arcs.model import ArcModel
from lodeway.plan.arcs.solving import loaded
from lodeway.plan.blocks.assembly import Key

__all__ = ["FORMATS", "check_model_file", "write_model"]

FORMATS = (".lp", ".mps")


def write_model(model: ArcModel, file: str | Path) -> Path:
    """Write a program in the LP or MPS format, as the file's ending says, and return the path.

    Rows and columns are named after what they stand for: kind, ids and year, joined by ``.``; what the formats do not
    allow in a name becomes ``_``.

    Raises
    ------
    UsageError
        When the ending is another or the folder does not exist.
    """
    place = check_model_file(file)
    solver = loaded(model)
    for number, name in enumerate(_names(model.column_keys)):
        solver.passColName(number, name)
    for number, name in enumerate(_names(model.row_keys)):
        solver.passRowName(number, name)
    solver.writeModel(str(place))
    return place


def check_model_file(file: str | Path) -> Path:
    """Return the path of a file that a program can be written to.

    Raises
    ------
    UsageError
        When its ending is neither ``.lp`` nor ``.mps``, or its folder does not exist.

    Examples
    --------
    >>> check_model_file("plan.mps").name
    'plan.mps'
    """
    place = Path(file)
    if place.suffix.lower() not in FORMATS:
        raise UsageError(f"{place}: unknown format {place.suffix!r}; allowed: {', '.join(FORMATS)}")
    if not place.parent.is_dir():
        raise UsageError(f"{place}: folder {place.parent} does not exist")
    return place


def _names(keys: Iterable[Key]) -> Iterator[str]:
    """Yield a name for each key, no two the same."""
    seen: set[str] = set()
    for number, key in enumerate(keys):
        name = re.sub(r"[^A-Za-z0-9_.]", "_", ".".join(str(part) for part in key))
        name = name if name not in seen and len(name) < 200 else f"{name[:200]}.{number}"
        seen.add(name)
        yield name
