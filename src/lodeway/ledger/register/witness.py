"""What the user's own machine remembers of a register: the last head it saw, so that a cut tail is found out."""

from __future__ import annotations

import json
from pathlib import Path

from lodeway.atlas.own import data_folder
from lodeway.ledger.register.chain import Head

__all__ = ["remember", "remembered"]


def _file(register: str) -> Path:
    return data_folder() / "registers" / f"{register}.json"


def remember(head: Head) -> None:
    """Keep a head in the user's own folder, unless a later one is there."""
    known = remembered(head.register)
    if known is not None and known.seq >= head.seq:
        return
    file = _file(head.register)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps({"seq": head.seq, "hash": head.hash.hex()}), encoding="utf-8")
    draft.replace(file)


def remembered(register: str) -> Head | None:
    """Return the last head that was seen of a register, None if none was."""
    try:
        values = json.loads(_file(register).read_text(encoding="utf-8"))
        return Head(register=register, seq=int(values["seq"]), hash=bytes.fromhex(values["hash"]))
    except (OSError, ValueError, KeyError):
        return None
