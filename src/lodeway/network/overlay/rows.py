"""The atlas' gates and links as rows of the scenario's tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lodeway.schema.tables import Gate, Link

__all__ = ["atlas_gates", "atlas_links"]


@lru_cache(maxsize=4)
def atlas_gates(price_year: int) -> tuple[Gate, ...]:
    """Return the gates of the atlas, fees in US dollars of `price_year`."""
    from lodeway import atlas

    rows = []
    for row in atlas.read("gates").iter_rows(named=True):
        values = _given(row, Gate)
        values["aliases"] = tuple(filter(None, (row["aliases"] or "").split(";")))
        if row["fee"] is not None and row["price_year"]:
            values["fee"] = atlas.usd(row["fee"], currency="USD", year=row["price_year"], price_year=price_year)
        rows.append(Gate(**(values | {"price_year": price_year})))
    return tuple(rows)


@lru_cache(maxsize=1)
def atlas_links() -> tuple[Link, ...]:
    """Return the hand-made links of the atlas."""
    from lodeway import atlas

    return tuple(Link(**_given(row, Link)) for row in atlas.read("links").iter_rows(named=True))


def _given(row: Mapping[str, Any], kind: type[Gate | Link]) -> dict[str, Any]:
    """Return the cells that are not empty, so that the others take the column's default."""
    names = {field.name for field in dataclasses.fields(kind)}
    return {name: value for name, value in row.items() if name in names and value not in (None, "")}
