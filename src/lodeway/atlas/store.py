"""Keeps arrays that take long to make in the user's cache folder, to be mapped into memory the next time."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.atlas.tables import describe

__all__ = ["VARIABLE", "folder", "key_of", "load", "save"]

VARIABLE = "LODEWAY_CACHE"
"""Environment variable that names another folder; "off" keeps nothing."""
KEPT = 32
"""Entries that are kept, the last used ones."""
META = "meta.json"

Arrays = Mapping[str, NDArray[Any]]


def key_of(name: str, make: int, tables: Iterable[str], *more: str) -> str:
    """Return the key of an entry made from tables of the atlas, in one way of making it, and further words."""
    words = [str(make), *(describe(table).sha256 for table in tables), *more]
    return f"{name}-{hashlib.sha256(chr(10).join(words).encode()).hexdigest()[:24]}"


def folder() -> Path | None:
    """Return the folder of the cache, None when it is switched off."""
    named = os.environ.get(VARIABLE, "")
    if named.casefold() == "off":
        return None
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_cache_dir("lodeway", appauthor=False))


def load(key: str) -> tuple[dict[str, NDArray[Any]], dict[str, Any]] | None:
    """Return the arrays of an entry, mapped into memory and read-only, and its further values; None if there is none."""
    root = folder()
    if root is None:
        return None
    place = root / key
    try:
        meta = json.loads((place / META).read_text(encoding="utf-8"))
        arrays = {name: np.load(place / f"{name}.npy", mmap_mode="r") for name in meta["arrays"]}
        os.utime(place)
    except (OSError, ValueError, KeyError):  # absent, half removed or of another make: it is made again
        return None
    return arrays, meta["values"]


def save(key: str, arrays: Arrays, values: Mapping[str, Any]) -> None:
    """Keep an entry; a folder that cannot be written keeps nothing, and the work goes on without it."""
    root = folder()
    if root is None:
        return
    try:
        root.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=root))
    except OSError:
        return
    try:
        for name, array in arrays.items():
            np.save(draft / f"{name}.npy", array)
        meta = {"arrays": sorted(arrays), "values": dict(values)}
        (draft / META).write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")
        shutil.rmtree(root / key, ignore_errors=True)  # an entry that could not be read
        draft.rename(root / key)
    except OSError:  # no room, or another process was first
        shutil.rmtree(draft, ignore_errors=True)
        return
    _prune(root)


def _prune(root: Path) -> None:
    entries = [place for place in root.iterdir() if (place / META).exists() and not place.name.startswith(".")]
    entries.sort(key=lambda place: place.stat().st_mtime, reverse=True)
    for place in entries[KEPT:]:
        shutil.rmtree(place, ignore_errors=True)
