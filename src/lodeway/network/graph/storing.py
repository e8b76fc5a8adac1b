"""A hierarchy in a folder of arrays, to be mapped into memory instead of being read."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import fields
from pathlib import Path

import numpy as np

from lodeway.errors import UsageError
from lodeway.network.graph.contracting import Hierarchy

__all__ = ["load", "save"]

FORM = "form.json"
VERSION = 1
"""Raised whenever the arrays of `Hierarchy` change their meaning."""


def save(h: Hierarchy, folder: Path) -> None:
    """Keep a hierarchy in a new folder, which appears under its name only when it is complete.

    Parameters
    ----------
    h
        What `contract` made of a graph.
    folder
        A folder that does not exist; those above it are made.

    Raises
    ------
    UsageError
        If something of that name exists.
    """
    if folder.exists():
        raise UsageError(f"{folder} exists already")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    try:
        for field in fields(h):
            np.save(draft / f"{field.name}.npy", getattr(h, field.name))
        (draft / FORM).write_text(json.dumps({"hierarchy": VERSION}), encoding="utf-8")
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def load(folder: Path) -> Hierarchy:
    """Return a hierarchy that `save` kept, with its arrays mapped into memory, read-only.

    Parameters
    ----------
    folder
        The folder given to `save`.

    Raises
    ------
    UsageError
        If the folder holds no hierarchy, or one of another version of the program.

    Examples
    --------
    >>> import tempfile
    >>> from lodeway.network.graph import contract, graph_of
    >>> with tempfile.TemporaryDirectory() as place:
    ...     save(contract(graph_of(2, [0], [1], [1.0])), Path(place) / "kept")
    ...     load(Path(place) / "kept")
    Hierarchy(2 nodes, 1 edges, 0 rounds, core 2)
    """
    try:
        version = json.loads((folder / FORM).read_text(encoding="utf-8"))["hierarchy"]
        arrays = {field.name: np.load(folder / f"{field.name}.npy", mmap_mode="r") for field in fields(Hierarchy)}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{folder} holds no hierarchy: {error}") from error
    if version != VERSION:
        raise UsageError(f"{folder} holds a hierarchy of form {version}; form {VERSION} is due")
    return Hierarchy(**arrays)
