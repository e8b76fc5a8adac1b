"""Every material, importer and year at once, as sums over one table: some 43,000 rows in less than a second."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lodeway.atlas.own import wmd_path
from lodeway.errors import UsageError
from lodeway.risk import exact
from lodeway.risk._sums import by_material, importers_of, read_trade, sums_of, unseen_of
from lodeway.risk.formulas import geopolrisk
from lodeway.risk.formulas.concentration import CRMA_CEILING, hhi_from_sums
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import EUROPEAN_UNION, find_area
from lodeway.risk.statistics.data import IMPORT_HINT, Source
from lodeway.risk.statistics.doubts import (
    ALL,
    BARREN,
    BORROWED,
    GROSS,
    GROSS_PART,
    HARDLY,
    HOME,
    LITTLE,
    LOW_COVERAGE,
    MISSING,
    MOSTLY_BARREN,
    MOSTLY_UNNAMED,
    ORDER,
    UNLIKELY,
    UNLIKELY_PART,
    UNNAMED,
    joined,
    unlikely,
    usual_tonnes,
)
from lodeway.risk.statistics.materials import MATERIALS, Material
from lodeway.risk.statistics.producers import home, matters, producers
from lodeway.risk.values import THIN

if TYPE_CHECKING:
    import polars as pl

__all__ = ["REASONS", "Counts", "flagged", "matrix", "reasons"]

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
REASONS = ("no trade", "no weight", "no governance", "no production", "production withheld", "wrong code", "no code")
"""Why a score is missing, by number; of the last two `needs` has the codes that would tell."""
_WRONG, _NO_CODE = 5, 6
_FLAGS = tuple(
    joined([flag for bit, flag in enumerate(ORDER) if number >> bit & 1]) for number in range(1 << len(ORDER))
)
"""Every set of flags as text, by the number whose bits they are."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of the trade table that were read."""

    read: int
    used: int
    without_tonnes: int
    other_codes: int

    def __str__(self) -> str:
        return (
            f"{self.read:,} rows of trade read: {self.used:,} of the materials' codes, of which {self.without_tonnes:,} have no weight; "
            f"{self.other_codes:,} of codes that no material uses"
        )


def matrix(
    years: Iterable[int],
    *,
    method: str = "repaired",
    production: Source | None = None,
    materials: Iterable[Material] | None = None,
) -> tuple[pl.DataFrame, Counts]:
    """Return the trade indicators of every material and importer in some years.

    Parameters
    ----------
    years
        Of trade and production.
    method
        ``repaired`` or ``geopolrisk-2.0.1``.
    production
        ``usgs`` or ``wmd``; by default USGS, and World Mining Data for years that USGS does not have and that were imported.
    materials
        By default every one. Of those without a code in the trade table the rows have production alone.

    Returns
    -------
    frame : polars.DataFrame
        ``commodity``, ``importer``, ``year``; ``import_tonnes`` [t], ``import_value`` [USD], ``imports_hhi``, ``imports_top1``, ``top_partner``, ``mix_governance``,
        ``production_hhi``, ``import_risk``, ``geopolrisk_score``, ``trade_price`` [kUSD/t], ``characterisation_factor`` [kg Cu-eq/kg], ``coverage``,
        ``flags`` (what to know of figures that are there, see `lodeway.risk.statistics.doubts`; joined by semicolons), ``reason`` (why the score is missing, one of `REASONS`), ``needs`` (codes
        that would tell and that the trade table lacks). One row for each material, each area that imports anything in the years, and the European Union.
    counts : Counts
        What became of the rows read.

    Raises
    ------
    UsageError
        When the method is unknown or a year has no trade, or World Mining Data is needed and not there.

    Examples
    --------
    >>> frame, counts = matrix([2024], production="usgs")
    >>> frame.filter(commodity="Antimony", importer="JPN")["import_tonnes"].item()
    9.0
    >>> counts.used + counts.other_codes == counts.read
    True
    """
    wanted = tuple(sorted(set(years)))
    chosen = tuple(MATERIALS if materials is None else materials)
    as_published = method == exact.METHOD
    if method not in {"repaired", exact.METHOD}:
        raise UsageError(f"unknown method {method!r}; allowed: repaired, {exact.METHOD}")
    if as_published and wmd_path() is None:
        raise UsageError(f"{exact.METHOD} needs World Mining Data; {IMPORT_HINT}")
    if as_published and (outside := [year for year in wanted if not exact.YEARS[0] <= year <= exact.YEARS[1]]):
        raise UsageError(
            f"{exact.METHOD} has production of {exact.YEARS[0]} to {exact.YEARS[1]}, not of {', '.join(map(str, outside))}"
        )
    trade = read_trade(wanted)
    importers = importers_of(trade)
    rows, kind = by_material(trade, chosen)
    coarse = np.array([[code in material.gross for code in trade.codes] for material in chosen])
    sums = sums_of(trade, rows, kind, importers, wanted, as_published, len(chosen), coarse[kind, trade.code[rows]])
    sums["unseen"] = unseen_of(chosen, importers, wanted)
    made = _made(chosen, importers, wanted, production, as_published, trade.areas)
    unusable = np.repeat([_unusable(material) for material in chosen], len(importers) * len(wanted))
    columns = _columns(sums, made, as_published, unusable)
    columns["flags"] = _flags(columns, sums, made, chosen, importers)
    frame = _frame(columns, chosen, importers, wanted, trade.areas)
    used = np.zeros(len(trade.year), bool)
    used[rows] = True
    missing = int(np.isnan(trade.tonnes[used]).sum())
    return frame, Counts(len(used), int(used.sum()), missing, int((~used).sum()))


def _frame(
    columns: dict[str, Any],
    materials: tuple[Material, ...],
    importers: tuple[str, ...],
    years: tuple[int, ...],
    areas: tuple[str, ...],
) -> pl.DataFrame:
    import polars as pl

    def named(words: tuple[str, ...], numbers: Whole) -> pl.Series:
        """Return words by number; None for a number that none has."""
        size = len(words)
        return pl.Series([*words, None], dtype=pl.String()).gather(
            pl.Series(np.where(numbers < 0, size, numbers).astype(np.uint32))
        )

    size = len(importers) * len(years)
    frame = pl.DataFrame(
        {
            "commodity": named(
                tuple(material.name for material in materials), np.repeat(np.arange(len(materials)), size)
            ),
            "importer": named(importers, np.tile(np.repeat(np.arange(len(importers)), len(years)), len(materials))),
            "year": np.tile(np.array(years, dtype=np.int16), len(materials) * len(importers)),
            **columns,
            "top_partner": named(areas, columns["top_partner"]),
            "flags": named(_FLAGS, columns["flags"]),
            "reason": named(REASONS, columns["reason"]),
            "needs": named(
                tuple(_needs(material) for material in materials),
                np.where(columns["reason"] >= 0, np.repeat(np.arange(len(materials)), size), -1),
            ),
        }
    )
    return frame.with_columns(pl.col(pl.Float64).fill_nan(None), pl.when(pl.col("needs") != "").then("needs"))


def reasons(frame: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Return for each reason of a matrix how many rows and materials have no score for it, the most frequent first.

    Examples
    --------
    >>> frame, _ = matrix([2024], production="usgs")
    >>> found = reasons(frame)
    >>> found["wrong code"]["materials"], sum(one["rows"] for one in found.values()) == frame["reason"].count()
    (1, True)
    """
    import polars as pl

    counted = (
        frame.drop_nulls("reason")
        .group_by("reason")
        .agg(pl.len().alias("rows"), pl.col("commodity").n_unique().alias("materials"))
        .sort("rows", "reason", descending=[True, False])
    )
    return {
        row["reason"]: {"rows": row["rows"], "materials": row["materials"]} for row in counted.iter_rows(named=True)
    }


def flagged(frame: pl.DataFrame) -> dict[str, int]:
    """Return how many rows of a matrix bear each flag; a row may bear several.

    Examples
    --------
    >>> frame, _ = matrix([2024], production="usgs")
    >>> found = flagged(frame)
    >>> "hardly any trade" in found, found == flagged(frame.drop_nulls("flags"))
    (True, True)
    """
    import polars as pl

    told = frame["flags"].drop_nulls()
    # One flag is part of another's words: each is compared whole.
    each = told.str.split("; ").list.explode() if len(told) else pl.Series([], dtype=pl.String())
    return {flag: int((each == flag).sum()) for flag in ORDER if (each == flag).any()}


def _unusable(material: Material) -> int:
    """Return the number of the reason why a material's trade cannot be read at all; -1 where it can."""
    return _WRONG if material.unusable else -1 if material.codes else _NO_CODE


def _needs(material: Material) -> str:
    return ", ".join(f"{code} ({form})" for code, form in material.absent.items())


@dataclass(frozen=True, slots=True)
class _Made:
    """Production by material, importer and year: at home [t], concentration, number of the reason why there is none; and who produces."""

    home: Array
    index: Array
    states: Whole
    producers: NDArray[np.int8]
    """By material, area of trade and year: 1 where it produces, 0 where it does not, 2 where it is not named, -1 where that is not known."""
    unnamed: Array
    """What an importer may produce among the countries that are not named [t], by material, importer and year."""
    borrowed: NDArray[np.bool_]
    """Whether what an importer produces is, in part, by another source than all else."""


def _made(
    materials: tuple[Material, ...],
    importers: tuple[str, ...],
    years: tuple[int, ...],
    source: Source | None,
    as_published: bool,
    areas: tuple[str, ...],
) -> _Made:
    place = {area: number for number, area in enumerate(importers)}
    buyers = [find_area(importer) for importer in importers]
    seller = {area: number for number, area in enumerate(areas)}
    union = find_area(EUROPEAN_UNION).members
    shape = (len(materials), len(importers), len(years))
    own_made, index, states = np.zeros(shape), np.full(shape, math.nan), np.full(shape, -1)
    unnamed, borrowed = np.zeros(shape), np.zeros(shape, bool)
    makes = np.full((len(materials), len(areas), len(years)), -1, np.int8)
    for row, material in enumerate(materials):
        for column, year in enumerate(years):
            known = producers(material, year)
            if known.sources:
                makes[row, :, column] = 0 if known.whole else 2
            for country, says in known.named.items():
                if country in seller:
                    makes[row, seller[country], column] = -1 if says is None else int(says)
            if as_published:
                index[row, :, column], by_country = _exactly(material, year)
                for country, tonnes in by_country.items():
                    if country in place:
                        own_made[row, place[country], column] = tonnes
                own_made[row, -1, column] = sum(tonnes for country, tonnes in by_country.items() if country in union)
                continue
            made = data.used(material, year, source)
            if made is None:
                states[row, :, column], own_made[row, :, column] = 3, math.nan
                continue
            whole = np.nansum(made.amounts) + (made.other if made.other > 0 else 0.0)
            index[row, :, column] = float(hhi_from_sums(whole, np.nansum(made.amounts**2)))
            # Importers that no source names are all alike, save the United States, whose figures are withheld.
            unnamed[row, :, column] = made.other if made.other > 0 and not known.whole else 0.0
            for number, area in enumerate(buyers):
                if area.is_group or area.code == "USA" or area.code in known.named:
                    found = home(material, year, made, area)
                    own_made[row, number, column], unnamed[row, number, column] = found.tonnes, found.unnamed
                    borrowed[row, number, column] = bool(found.borrowed)
    states[np.isnan(own_made) & (states < 0)] = 4
    return _Made(own_made, index, states, makes, unnamed, borrowed)


def _flags(
    columns: dict[str, Any],
    sums: dict[str, Any],
    made: _Made,
    materials: tuple[Material, ...],
    importers: tuple[str, ...],
) -> Whole:
    """Return the number of each row's set of flags, -1 where it has none."""
    of_cell, who, together = sums["pairs"]
    years = made.producers.shape[2]
    kind, when = of_cell // (len(importers) * years), of_cell % years
    produces = made.producers[kind, who, when]
    tonnes = columns["import_tonnes"]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.bincount(of_cell, together * (produces == 0), len(tonnes)) / tonnes
        either = part + np.bincount(of_cell, together * (produces == 2), len(tonnes)) / tonnes
        gross = sums["gross"] / tonnes
    usual = np.concatenate([np.repeat(usual_tonnes(material.codes, importers), years) for material in materials])
    rated = ~np.isnan(columns["import_risk"])
    kept = np.array([bool(material.kept(find_area(one).members)) for material in materials for one in importers])
    told = {
        LOW_COVERAGE: columns["coverage"] < THIN, LITTLE: tonnes < HARDLY * usual, BARREN: part > ALL,
        MOSTLY_BARREN: (part > 0.5) & ~(part > ALL), UNNAMED: ~(part > 0.5) & (either > ALL),
        MOSTLY_UNNAMED: ~(part > 0.5) & (either > 0.5) & ~(either > ALL),
        HOME: rated & (made.unnamed.ravel() > 0) & matters(made.unnamed.ravel(), tonnes), BORROWED: rated & made.borrowed.ravel(), GROSS: gross > GROSS_PART,
        UNLIKELY: unlikely(tonnes, sums["doubtful"], sums["likely"]) > UNLIKELY_PART,
        MISSING: (sums["unseen"] > UNLIKELY_PART * (tonnes + sums["unseen"])) | (np.repeat(kept, years) & (tonnes > 0)),
    }  # fmt: skip
    number = sum(told[flag].astype(np.int64) << bit for bit, flag in enumerate(ORDER))
    return np.where(number > 0, number, -1)


def _exactly(material: Material, year: int) -> tuple[float, dict[str, float]]:
    """Return production as the published method counts it; none where its data have no sheet of the material."""
    return exact.exact_production(material, year) if material.sheet else (math.nan, {})


def _columns(sums: dict[str, Any], made: _Made, as_published: bool, unusable: Whole) -> dict[str, Any]:
    """Return the indicators that follow from the sums; `unusable` numbers the reason why trade cannot be read, -1 where it can."""
    tonnes, governed, index = sums["tonnes"], sums["governed"], made.index.ravel()
    imports = tonnes if as_published else governed
    price = geopolrisk.price(sums["value"] if as_published else sums["valued"], tonnes)
    risk = geopolrisk.import_risk(sums["at_risk"], imports, made.home.ravel())
    if as_published:
        # What the method does not know at all is no 0 of its.
        risk, price = (np.where(unusable == _NO_CODE, math.nan, np.nan_to_num(figure)) for figure in (risk, price))
        reason = np.where(unusable == _NO_CODE, _NO_CODE, np.where(tonnes > 0, -1, 0))
    else:
        reason = np.select(
            [unusable >= 0, sums["rows"] == 0, tonnes <= 0, governed <= 0], [unusable, 0, 1, 2], default=made.states.ravel()
        )  # fmt: skip
        risk = np.where(reason >= 0, math.nan, risk)
        price = np.where(unusable >= 0, math.nan, price)
    score = geopolrisk.score(index, risk)
    if not as_published:
        with np.errstate(divide="ignore", invalid="ignore"):
            price = np.where(sums["gross"] / tonnes > GROSS_PART, math.nan, price)
    gone = (sums["rows"] == 0) | (unusable >= 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        top = np.where(tonnes > 0, sums["top"] / tonnes, math.nan)
        governance = np.where(governed > 0, sums["at_risk"] / governed, math.nan)
        coverage = np.where(
            sums["value"] > 0, sums["valued"] / sums["value"] * np.where(tonnes > 0, governed / tonnes, 0.0), math.nan
        )
    blank = math.nan
    return {
        "import_tonnes": np.where((tonnes > 0) & (unusable < 0), tonnes, blank),
        "import_value": np.where(gone, blank, sums["value"] * 1000.0),
        "imports_hhi": np.where(gone, blank, hhi_from_sums(tonnes, sums["squares"])),
        "imports_top1": np.where(gone, blank, top),
        "imports_over_ceiling": np.where(gone | np.isnan(top), blank, top > CRMA_CEILING),
        "top_partner": np.where(gone | (tonnes <= 0), -1, sums["top_partner"]),
        "mix_governance": np.where(gone, blank, governance),
        "production_hhi": index,
        "import_risk": risk,
        "geopolrisk_score": score,
        "trade_price": price,
        "characterisation_factor": geopolrisk.characterisation_factor(score, price),
        "coverage": np.where(gone, blank, coverage),
        "reason": reason,
    }
