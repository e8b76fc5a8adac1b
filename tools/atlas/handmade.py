"""Reads the hand tables: figures gathered from publications, one CSV a table, a source in every row."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tools.atlas.declared import TYPES

__all__ = ["HAND", "read"]

HAND = Path(__file__).parent / "hand"


def read(name: str, types: dict[str, str] | None = None) -> pl.DataFrame:
    """Return a hand table; columns named in `types` get that type, the others stay text; empty cells are null."""
    frame = pl.read_csv(HAND / f"{name}.csv", infer_schema=False)
    return frame.with_columns(_typed(column, word) for column, word in (types or {}).items())


def _typed(column: str, word: str) -> pl.Expr:
    cell = pl.col(column)
    match word:
        case "flag":
            return cell.replace_strict({"yes": True, "no": False}, return_dtype=pl.Boolean).alias(column)
        case "date":
            return cell.str.to_date("%Y-%m-%d")
        case _:
            return cell.cast(TYPES[word])
