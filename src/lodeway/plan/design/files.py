"""Reads a problem of network design from a file, whichever its form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lodeway.errors import UsageError
from lodeway.plan.design.dow import read_dow
from lodeway.plan.design.inc import read_inc
from lodeway.plan.design.problem import Design

__all__ = ["read"]

READERS: dict[str, Callable[[Path], Design]] = {".dow": read_dow, ".inc": read_inc}


def read(path: str | Path) -> Design:
    """Return the problem of a file; the ending of its name tells the form.

    Parameters
    ----------
    path
        A ``.dow`` or ``.inc`` file: see `read_dow` and `read_inc`.

    Returns
    -------
    Design
        The problem.

    Raises
    ------
    InputError
        With every fault of the file.
    UsageError
        When the ending is of no known form.

    Examples
    --------
    >>> read("links.csv")
    Traceback (most recent call last):
    ...
    lodeway.errors.UsageError: links.csv: the ending tells the form, found '.csv', allowed: .dow, .inc
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UsageError(
            f"{path.name}: the ending tells the form, found {path.suffix!r}, allowed: {', '.join(READERS)}"
        )
    return reader(path)
