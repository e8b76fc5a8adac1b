"""A register as one text file, and back: every event with its seal, every text under its digest."""

from __future__ import annotations

import base64
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lodeway.errors import Fault, InputError
from lodeway.ledger.register.chain import Entry, Event, Head, broken
from lodeway.ledger.register.register import Register

__all__ = ["back_up", "restore"]

FIELDS = ("action", "kind", "id", "about", "state", "body", "reason")


def back_up(register: Register, path: Path) -> Head:
    """Write a register to a file of JSON lines and return its head, which the file's first line also gives.

    The file is written beside its place first, so that an older one is whole until the new one is.
    """
    head = register.store.head()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(_lines(register, head))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return head


def _lines(register: Register, head: Head) -> Iterator[str]:
    yield _line({"register": head.register, "seq": head.seq, "hash": head.hash.hex()})
    for digest, text in register.store.texts():
        yield _line({"digest": digest, "text": text})
    for event in register.store.events():
        if event.seq > head.seq:
            break  # written meanwhile
        row = {name: getattr(event.entry, name) for name in FIELDS}
        yield _line(
            row | {"seq": event.seq, "recorded": event.recorded, "author": event.author, "hash": _short(event.hash)}
        )


def restore(path: Path, register: Register) -> Head:
    """Write a file that `back_up` wrote into a register that holds nothing, and return the head.

    Raises
    ------
    InputError
        When the file is not whole: nothing is written then.
    UsageError
        When the register holds something.
    """
    head, texts, events = None, {}, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            if "register" in row:
                head = Head(register=row["register"], seq=row["seq"], hash=bytes.fromhex(row["hash"]))
            elif "digest" in row:
                texts[row["digest"]] = row["text"]
            else:
                entry = Entry(**{name: row[name] for name in FIELDS})
                hash_ = base64.b64decode(row["hash"])
                events.append(
                    Event(seq=row["seq"], recorded=row["recorded"], author=row["author"], entry=entry, hash=hash_)
                )
        except (ValueError, KeyError, TypeError) as error:
            fault = Fault(file=path.name, row=number, message=f"not a line of a backup: {error}")
            raise InputError([fault]) from error
    if head is None:
        raise InputError([Fault(file=path.name, message="not a backup of a register: its first line names none")])
    found = [Fault(file=path.name, row=row.seq, message=row.message) for row in broken(events, head)]
    if found:
        raise InputError(found)
    for digest, text in texts.items():
        register.store.keep_text(digest, text)
    register.store.restore(head.register, events)
    return head


def _line(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True) + "\n"


def _short(hash_: bytes) -> str:
    return base64.b64encode(hash_).decode()
