"""Builds all tables into one folder: sorted rows, fixed writer settings, a manifest with checksums."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from tools.atlas import cities, countries, facts, governance, handmade, money, trade, transport
from tools.atlas.declared import Table, tables
from tools.atlas.document import document
from tools.atlas.fetch import packages, sha256

__all__ = ["FOLDER", "MANIFEST", "build", "differences"]

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "atlas" / "src" / "lodeway_atlas" / "tables"
MANIFEST = "tables.json"
DOCUMENT = ROOT / "atlas" / "DATA.md"
VERSION = "1.0.0"
LIMIT = 45_000_000
"""Most bytes that all tables together may have."""


def build(sources: Mapping[str, Path], folder: Path = FOLDER) -> dict[str, Any]:
    """Write every table and the manifest into `folder`, and DATA.md; return the manifest.

    Each file is written beside its place and renamed. Tables of transport come from
    ``tools.atlas.transport.build(sources, out)``, which writes its own Parquet files into `out`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    declared = tables()
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        out = Path(temporary)
        _write_all(sources, declared, out)
        written = sorted(out.glob("*.parquet"))
        if unknown := [path.stem for path in written if path.stem not in declared]:
            raise SystemExit(f"tables without a declaration: {', '.join(unknown)}")
        manifest = _manifest(declared, written)
        (out / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        for path in [*written, out / MANIFEST]:
            path.replace(folder / path.name)
    for stale in {path.name for path in folder.glob("*.parquet")} - {path.name for path in written}:
        (folder / stale).unlink()
    if folder == FOLDER:
        sources_of_tables = pl.read_parquet(folder / "sources.parquet").to_dicts()
        DOCUMENT.write_text(document(manifest, sources_of_tables), encoding="utf-8")
    return manifest


def differences(sources: Mapping[str, Path], folder: Path = FOLDER) -> list[str]:
    """Rebuild in a temporary place and return the names of the files that differ from `folder`'s."""
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary) / "tables"
        build(sources, fresh)
        names = {
            path.name for place in (fresh, folder) for path in place.iterdir() if path.suffix in {".parquet", ".json"}
        }
        return sorted(
            name
            for name in names
            if not ((fresh / name).exists() and (folder / name).exists())
            or sha256(fresh / name) != sha256(folder / name)
        )


def _write_all(sources: Mapping[str, Path], declared: Mapping[str, Table], out: Path) -> None:
    transport.build(sources, out)
    frames = {
        **countries.build(sources),
        **cities.build(sources),
        **trade.build(sources),
        **governance.build(sources),
        **money.build(sources),
    }
    done = frames.keys() | {path.stem for path in out.glob("*.parquet")}
    frames |= facts.build(
        table for name, table in declared.items() if name not in done and (handmade.HAND / f"{name}.csv").exists()
    )
    for name, frame in frames.items():
        _write(declared[name], frame, out)
        print(f"{name}: {len(frame):,} rows", file=sys.stderr)


def _write(table: Table, frame: pl.DataFrame, out: Path) -> None:
    shaped = frame.select(pl.col(name).cast(kind) for name, kind in table.schema.items()).sort(
        table.sort, nulls_last=True
    )
    if shaped.select(table.sort).is_duplicated().any():
        raise SystemExit(f"{table.name}: rows share the key {', '.join(table.sort)}")
    shaped.write_parquet(
        out / f"{table.name}.parquet",
        compression="zstd",
        compression_level=15,
        statistics=True,
        row_group_size=262_144,
        use_pyarrow=False,
    )


def _manifest(declared: Mapping[str, Table], written: list[Path]) -> dict[str, Any]:
    entries = {path.stem: _entry(declared[path.stem], path) for path in written}
    total = sum(entry["bytes"] for entry in entries.values())
    if total > LIMIT:
        raise SystemExit(f"the tables have {total:,} bytes, {LIMIT:,} are allowed")
    pinned = [
        {
            key: getattr(package, key)
            for key in ("id", "registry", "name", "version", "file", "sha256", "licence", "purpose")
        }
        for package in packages()
    ]
    return {"version": VERSION, "tables": entries, "packages": pinned}


def _entry(table: Table, path: Path) -> dict[str, Any]:
    schema = pl.read_parquet_schema(path)
    if dict(schema) != table.schema:
        raise SystemExit(f"{table.name}: declared {table.schema}, written {dict(schema)}")
    return {
        "title": table.title,
        "rows": pl.scan_parquet(path).select(pl.len()).collect().item(),
        "sources": list(table.sources),
        "licence": table.licence,
        "version": table.version,
        "date": table.date,
        "changes": table.changes,
        "doubts": table.doubts,
        "columns": [
            {"name": column.name, "type": column.type, "unit": column.unit, "meaning": column.meaning}
            for column in table.columns
        ],
        "key": list(table.sort),
        "bytes": path.stat().st_size,
        "sha256": sha256(path),
    }
