"""The statistics that every indicator reads, packed so that a cold process has them at once.

Made once from the atlas' Parquet files, kept in the user's cache folder (``LODEWAY_CACHE`` names another; ``off`` keeps nothing) under the checksums of the
tables it came from, and mapped into memory the next time: one query then needs neither DuckDB nor a frame library.
"""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway import atlas
from lodeway.atlas import store
from lodeway.risk.statistics._gaps import missing_rows
from lodeway.risk.statistics._prices import typical_prices

__all__ = ["Pack", "pack"]

MAKE = 10
"""Changes when a pack is made otherwise from the same tables."""
TABLES = ("trade", "trade_codes", "governance", "countries", "production", "us_demand")
FLOWS = ("year", "code", "exporter", "importer", "value", "tonnes")
ARRAYS = (*FLOWS, "typical", "bought", "gaps")
_SMALL = {
    "trade_codes": "SELECT code, stage FROM it ORDER BY code",
    "governance": "SELECT year, iso3, political_stability, coalesce(standard_error, 0) FROM it ORDER BY year, iso3",
    "countries": "SELECT iso3, iso_numeric, name, coalesce(eu27, false) FROM it ORDER BY iso3",
    "production": (
        "SELECT commodity, statistic, year, scope, iso3, tonnes, value, unit, basis, estimated, detail, source FROM it "
        "ORDER BY commodity, statistic, detail, year, scope, area"
    ),
    "us_demand": (
        "SELECT commodity, year, value, qualifier FROM it WHERE statistic = 'net import reliance' ORDER BY commodity, year, detail"
    ),
}


@dataclass(frozen=True, slots=True)
class Pack:
    """Flows sorted by code, year, exporter, importer, with small numbers in place of names; rows of the small tables.

    Parameters
    ----------
    year, code, exporter, importer, value, tonnes
        One entry a flow; `code` counts in `codes`, the others in `areas`; value [kUSD], weight [t], NaN where it is missing.
    typical
        Typical price [kUSD/t] of a flow whose weight is doubtful by its own, NaN of all others, see `lodeway.risk.statistics._prices`.
    gaps
        Rows that seem to be missing, see `lodeway.risk.statistics._gaps`.
    codes, areas
        Names, in order.
    bought
        Weight of imports [t] by code, area and year, the European Union's from outside it in a last row: what is usual for an importer.
    starts
        Where each code's flows begin, and where the last one's end.
    years
        Every year from the first to the last.
    small
        Rows of the other tables.
    """

    year: NDArray[np.int16]
    code: NDArray[np.int16]
    exporter: NDArray[np.int16]
    importer: NDArray[np.int16]
    value: NDArray[np.float64]
    tonnes: NDArray[np.float64]
    typical: NDArray[np.float64]
    bought: NDArray[np.float64]
    gaps: NDArray[np.float64]
    codes: tuple[str, ...]
    areas: tuple[str, ...]
    starts: tuple[int, ...]
    years: tuple[int, ...]
    small: dict[str, list[list[Any]]]

    def of(self, code: str) -> slice:
        """Return where the flows of a code lie; nowhere if there is no such code."""
        if code not in self.codes:
            return slice(0, 0)
        place = self.codes.index(code)
        return slice(self.starts[place], self.starts[place + 1])


@cache
def pack() -> Pack:
    """Return the pack of the installed atlas, from the cache or made now.

    Examples
    --------
    >>> found = pack()
    >>> len(found.year) == found.starts[-1] == atlas.describe("trade").rows
    True
    """
    key = store.key_of("risk", MAKE, TABLES)
    kept = store.load(key)
    if kept is not None and set(kept[0]) == set(ARRAYS):
        arrays, values = kept
        return Pack(
            **arrays,
            codes=tuple(values["codes"]),
            areas=tuple(values["areas"]),
            starts=tuple(values["starts"]),
            years=tuple(values["years"]),
            small=values["small"],
        )
    found = _make()
    small = {name: getattr(found, name) for name in ("codes", "areas", "starts", "years", "small")}
    store.save(key, {name: getattr(found, name) for name in ARRAYS}, small)
    _forget_others(key)
    return found


def _forget_others(key: str) -> None:
    """Remove packs of other makes: nothing reads them again."""
    root = store.folder()
    for stale in () if root is None else root.glob("risk-*"):
        if stale.name != key:
            shutil.rmtree(stale, ignore_errors=True)


def _make() -> Pack:
    import duckdb

    with duckdb.connect(":memory:") as connection:

        def query(table: str, sql: str) -> duckdb.DuckDBPyConnection:
            place = str(atlas.path(table)).replace("'", "''")
            return connection.execute(f"WITH it AS (FROM read_parquet('{place}')) {sql}")

        small = {name: [list(row) for row in query(name, sql).fetchall()] for name, sql in _SMALL.items()}
        areas = [
            row[0]
            for row in query("trade", "SELECT exporter FROM it UNION SELECT importer FROM it ORDER BY 1").fetchall()
        ]
        codes = [row[0] for row in query("trade_codes", "SELECT code FROM it ORDER BY code").fetchall()]
        listed = ", ".join("'" + area.replace("'", "''") + "'" for area in areas)
        numbered = ", ".join(f"'{code}'" for code in codes)
        flows = query(
            "trade",
            f"SELECT year, list_position([{numbered}], code)::SMALLINT - 1 AS code, list_position([{listed}], exporter)::SMALLINT - 1 AS exporter, "
            f"list_position([{listed}], importer)::SMALLINT - 1 AS importer, value, coalesce(tonnes, 'nan'::DOUBLE) AS tonnes FROM it "
            "ORDER BY it.code, year, it.exporter, it.importer",
        ).fetchnumpy()
    arrays: dict[str, Any] = {
        name: np.asarray(np.ma.getdata(flows[name]), dtype=np.float64 if name in {"value", "tonnes"} else np.int16)
        for name in FLOWS
    }
    years = tuple(range(int(arrays["year"].min()), int(arrays["year"].max()) + 1))
    union = {iso3 for iso3, _, _, member in small["countries"] if member}
    arrays["typical"] = typical_prices(*(arrays[name] for name in FLOWS))
    arrays["gaps"] = missing_rows(*(arrays[name] for name in FLOWS))
    arrays["bought"] = _bought(arrays, np.array([area in union for area in areas]), len(codes), years)
    starts = np.searchsorted(arrays["code"], np.arange(len(codes) + 1)).tolist()
    return Pack(**arrays, codes=tuple(codes), areas=tuple(areas), starts=tuple(starts), years=years, small=small)


def _bought(
    arrays: dict[str, NDArray[Any]], union: NDArray[np.bool_], codes: int, years: tuple[int, ...]
) -> NDArray[np.float64]:
    """Return the weight of imports by code, area (the Union last) and year."""
    weight = np.nan_to_num(arrays["tonnes"])
    exporter, importer = arrays["exporter"].astype(np.int64), arrays["importer"].astype(np.int64)
    shape = (codes, len(union) + 1, len(years))
    into = np.flatnonzero(union[importer] & ~union[exporter])
    every = np.concatenate([np.arange(len(weight)), into])
    buyer = np.concatenate([importer, np.full(len(into), len(union))])
    cell = (arrays["code"][every].astype(np.int64) * shape[1] + buyer) * shape[2] + (arrays["year"][every] - years[0])
    return np.asarray(np.bincount(cell, weight[every], math.prod(shape)), dtype=np.float64).reshape(shape)
