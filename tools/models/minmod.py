"""Reads a folder of mineral sites of MinMod (DARPA-CRITICALMAAS/ta2-minmod-data, MIT), as it was when it was pinned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

__all__ = ["sites"]

SITES = Path("data/mineral-sites/usc")
PINNED = {
    "mudd_jowitt_copper": "f0f5c1a0215010c2cb081cd584540194a1ac8d4ac8a29e83f18aba34dfb1ea8e",
    "mudd_jowitt_nickel": "8993541c41142e2fd121851e205aa4dcfa88d124ffa8d4ee07d5d04ae96ce109",
}
"""SHA-256 of the names and texts of a folder's files, in order of their names."""


def sites(repository: Path, folder: str) -> list[Mapping[str, Any]]:
    """Return the sites of a folder; one that is not as it was pinned is an error."""
    root = repository / SITES / folder
    digest, found = hashlib.sha256(), list[Mapping[str, Any]]()
    for path in sorted(root.rglob("*.json"), key=lambda path: path.relative_to(root).as_posix()):
        raw = path.read_bytes()
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + raw)
        told = json.loads(raw)
        found += told if isinstance(told, list) else [told]
    if digest.hexdigest() != PINNED[folder]:
        raise click.ClickException(f"{root} is not as it was pinned: {digest.hexdigest()}, not {PINNED[folder]}")
    return found
