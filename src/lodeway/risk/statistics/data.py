"""What statistics say of one material: flows, production, governance, each with its edition and doubts."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lodeway import atlas
from lodeway.atlas.own import read_wmd, wmd_path
from lodeway.errors import UsageError
from lodeway.risk.formulas.geopolrisk import GAS_DENSITY, governance_risk
from lodeway.risk.statistics._pack import pack
from lodeway.risk.statistics.materials import Material

__all__ = [
    "GOVERNANCE_BREAK",
    "SOURCE_NAMES",
    "WMD_YEARS",
    "Flows",
    "Production",
    "Source",
    "flows",
    "forms",
    "gaps",
    "governance",
    "import_hint",
    "in_tonnes",
    "last_year",
    "numbered",
    "production",
    "production_years",
    "refined",
    "refined_years",
    "reserves",
    "sources",
    "unseen",
    "used",
    "version",
    "wmd_rows",
]

Source = Literal["usgs", "wmd"]
Array = NDArray[np.float64]
Texts = NDArray[Any]

GOVERNANCE_BREAK = 2023
"""First year of another edition of the Worldwide Governance Indicators: the mean step into it is 0.16 where others are about 0.1."""
SOURCE_NAMES = {"usgs-mcs-2026": "USGS", "wna": "World Nuclear Association", "wmd": "World Mining Data", "baci": "BACI"}
"""Ids of sources to names for people; the World Nuclear Association stands among the rows of USGS for uranium."""
IMPORT_HINT = "lodeway atlas import-wmd WHEEL_OR_DB reads World Mining Data from your own copy"
WMD_YEARS = (2018, 2024)
"""First and last year of World Mining Data in the copies that there are."""
_GAS = "Mio m3"
_REFINED = frozenset(
    {
        "Refinery production", "Refinery production: concentrate", "Smelter production", "Primary production", "Silicon metal",
        "Titanium sponge metal production",
    }
)  # fmt: skip
"""Details of the USGS table `production` that count metal, not ore."""


@dataclass(frozen=True, slots=True)
class Flows:
    """Bilateral flows: year, code, exporter, importer, value [kUSD], weight [t] (NaN where not known), typical price [kUSD/t] where the weight is doubtful (else NaN)."""

    year: NDArray[np.int64]
    code: Texts
    exporter: Texts
    importer: Texts
    value: Array
    tonnes: Array
    typical: Array

    def __len__(self) -> int:
        return len(self.year)

    def where(self, chosen: NDArray[np.bool_]) -> Flows:
        """Return the flows that are chosen."""
        return Flows(*(getattr(self, one.name)[chosen] for one in fields(self)))

    @property
    def doubtful(self) -> NDArray[np.bool_]:
        """Whether each flow's weight is doubtful by its price, see `lodeway.risk.statistics.doubts`."""
        return ~np.isnan(self.typical)

    @property
    def likely(self) -> Array:
        """Weights [t] as they would be at the typical price where they are doubtful, else as they stand."""
        return np.where(self.doubtful, self.value / self.typical, self.tonnes)


@dataclass(frozen=True, slots=True)
class Production:
    """Production or reserves of a material in a year, by country.

    Parameters
    ----------
    iso3, amounts
        Countries that are named, and their amounts in `unit`; NaN where a figure is withheld.
    tonnes
        The same in tonnes, NaN where the unit is none of weight.
    other
        Amount of countries that are not named; NaN where the source tells of none.
    total
        What the source gives as the world's; NaN where it does not.
    """

    source: str
    year: int
    unit: str
    basis: str
    iso3: tuple[str, ...]
    amounts: Array
    tonnes: Array
    other: float
    total: float
    estimated: float
    """Share of the named amounts that the source marks as estimates."""

    @property
    def coverage(self) -> float:
        """Share of the world's amount that has a country's name."""
        named = float(np.nansum(self.amounts))
        whole = named + (self.other if self.other > 0 else 0.0)
        return named / whole if whole > 0 else float("nan")

    def of(self, members: frozenset[str]) -> float:
        """Return the tonnes of some countries together: 0 where none is named, NaN where one is withheld."""
        inside = [number for number, iso3 in enumerate(self.iso3) if iso3 in members]
        return float(self.tonnes[inside].sum()) if inside else 0.0


def version(source: Source | None = None) -> str:
    """Return the editions that values rest on: of the atlas, and of production where it matters.

    Examples
    --------
    >>> version("usgs").startswith("atlas ")
    True
    """
    text = f"atlas {atlas.version()} ({atlas.describe('trade').version})"
    if source == "usgs":
        text += f"; {atlas.describe('production').version}"
    elif source == "wmd":
        text += f"; World Mining Data, own copy {read_wmd(_wmd_file())['sha256'][:12]}"
    return text


def import_hint(material: Material, year: int | None = None) -> str:
    """Return how to have production that these data lack, where a copy of World Mining Data would help; else nothing.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> import_hint(find_material("strontium"), 2020), import_hint(find_material("antimony"), 2031)
    ('', '')
    """
    first, last = WMD_YEARS
    if not material.sheet or wmd_path() is not None or (year is not None and not first <= year <= last):
        return ""
    return f"{IMPORT_HINT} ({first}-{last})"


def last_year() -> int:
    """Return the last year of trade.

    Examples
    --------
    >>> last_year() >= 2024
    True
    """
    return pack().years[-1]


def flows(codes: tuple[str, ...], year: int | None = None) -> Flows:
    """Return every flow of some codes, of one year or of all.

    Examples
    --------
    >>> found = flows(("261710",), 2024)
    >>> japan = found.where(found.importer == "JPN")
    >>> japan.exporter.tolist(), japan.tonnes.tolist()
    (['AUT'], [9.0])
    """
    found = pack()
    parts = [np.arange(0)]
    for code in codes:
        place = found.of(code)
        if year is not None and place.stop > place.start:
            first, last = np.searchsorted(found.year[place], [year, year + 1])  # a code's flows lie in order of years
            place = slice(place.start + int(first), place.start + int(last))
        parts.append(np.arange(place.start, place.stop))
    rows = np.concatenate(parts)
    areas, words = np.array(found.areas, dtype=object), np.array(found.codes, dtype=object)
    return Flows(
        found.year[rows].astype(np.int64), words[found.code[rows]], areas[found.exporter[rows]], areas[found.importer[rows]],
        found.value[rows], found.tonnes[rows], found.typical[rows],
    )  # fmt: skip


def gaps(codes: tuple[str, ...]) -> Flows:
    """Return the rows of some codes that seem to be missing, with the mean value and weight of the years on both sides, see `lodeway.risk.statistics._gaps`.

    Examples
    --------
    Japan had 57 and 59 million tonnes of crude oil from Saudi Arabia in 2014 and 2016; the table has no row of 2015.

    >>> found = gaps(("270900",))
    >>> japan = found.where((found.importer == "JPN") & (found.exporter == "SAU"))
    >>> japan.year.tolist(), (japan.tonnes / 1e6).round().tolist()
    ([2015], [58.0])
    """
    found = pack()
    places = [found.codes.index(code) for code in codes if code in found.codes]
    rows = found.gaps[np.isin(found.gaps[:, 1], places)]
    areas, words = np.array(found.areas, dtype=object), np.array(found.codes, dtype=object)
    year, code, exporter, importer = rows[:, :4].astype(np.int64).T
    return Flows(
        year, words[code], areas[exporter], areas[importer], rows[:, 4], rows[:, 5], np.full(len(rows), math.nan)
    )


def unseen(codes: tuple[str, ...], members: frozenset[str], year: int | None = None) -> Flows:
    """Return the rows that seem to be missing of what some countries together import from others, of one year or of all; see `gaps`.

    Examples
    --------
    >>> unseen(("270900",), frozenset({"JPN"}), 2015).exporter.tolist()
    ['SAU']
    """
    rows = gaps(codes)
    into = np.isin(rows.importer, list(members)) & ~np.isin(rows.exporter, list(members))
    return rows.where(into & (True if year is None else rows.year == year))


def numbered(texts: Texts) -> tuple[Texts, NDArray[np.int64]]:
    """Return the texts there are, in order, and the number of each among them.

    Examples
    --------
    >>> words, places = numbered(np.array(["JPN", "CHN", "JPN"], dtype=object))
    >>> words.tolist(), places.tolist()
    (['CHN', 'JPN'], [1, 0, 1])
    """
    # numpy.unique would load its masked arrays, which a cold process has no other need of.
    every: list[str] = texts.tolist()
    words = sorted(set(every))
    place = {word: number for number, word in enumerate(words)}
    return np.array(words, dtype=object), np.array([place[text] for text in every], dtype=np.int64)


@cache
def forms(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return how far the goods of some codes are worked.

    Examples
    --------
    >>> forms(("261100", "810110"))
    ('ore and concentrate', 'refined')
    """
    stages = dict(pack().small["trade_codes"])
    return tuple(dict.fromkeys(str(stages[code]) for code in codes if code in stages))


@cache
def governance(year: int) -> tuple[dict[str, float], int]:
    """Return governance risk by country, and the year that it is of: the last one at or before the year asked for.

    Examples
    --------
    >>> risks, of = governance(1997)
    >>> of, 0 < risks["NOR"] < risks["TJK"] < 1
    (1996, True)
    """
    rows = _governance_rows()
    of = max((one for one in rows if one <= year), default=min(rows))
    chosen = rows[of]
    risks = governance_risk([estimate for _, estimate in chosen])
    return dict(zip([iso3 for iso3, _ in chosen], risks.tolist(), strict=True)), of


@cache
def _governance_rows() -> dict[int, list[tuple[str, float]]]:
    """Return country and estimate by year."""
    found: dict[int, list[tuple[str, float]]] = {}
    for year, iso3, estimate, _ in pack().small["governance"]:
        found.setdefault(year, []).append((iso3, estimate))
    return found


def production_years(material: Material, source: Source) -> tuple[int, ...]:
    """Return the years that a source has production of a material for.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> production_years(find_material("antimony"), "usgs")
    (2024, 2025)
    """
    if source == "usgs":
        return tuple(sorted({year for year, *_ in _usgs(material, "production")}))
    return tuple(sorted(_wmd_table(_wmd_file()).get(material.sheet, {})))


def sources(material: Material) -> tuple[Source, ...]:
    """Return the sources of production at hand for a material, the USGS first.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> sources(find_material("antimony"))[0]
    'usgs'
    """
    return ("usgs", "wmd") if material.sheet and wmd_path() is not None else ("usgs",)


def used(material: Material, year: int, source: Source | None = None) -> Production | None:
    """Return production by the source that is asked for, else by the first at hand that has the year; None where none has.

    Raises
    ------
    UsageError
        When World Mining Data is asked for and has not been imported.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> used(find_material("antimony"), 2024).source
    'usgs-mcs-2026'
    """
    asked = sources(material) if source is None else (source,)
    return next((made for one in asked if (made := production(material, year, one)) is not None), None)


def production(material: Material, year: int, source: Source) -> Production | None:
    """Return a material's production in a year; None where the source has none.

    Raises
    ------
    UsageError
        When World Mining Data is asked for and has not been imported.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> made = production(find_material("antimony"), 2024, "usgs")
    >>> made.unit, made.of(frozenset({"TJK"}))
    ('t', 22000.0)
    """
    return _usgs_production(material, year, "production") if source == "usgs" else _wmd_production(material, year)


def reserves(material: Material) -> Production | None:
    """Return a material's reserves by the USGS; None where it gives none.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> reserves(find_material("antimony")).year
    2025
    """
    years = sorted({year for year, *_ in _usgs(material, "reserves")})
    return _usgs_production(material, years[-1], "reserves") if years else None


def refined(material: Material, year: int) -> Production | None:
    """Return refinery, smelter or other metal production of a material in a year by the USGS; None where it has none by country.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> made = refined(find_material("copper"), 2024)
    >>> made.iso3[made.amounts.argmax()], refined(find_material("tungsten"), 2024) is None
    ('CHN', True)
    """
    return _usgs_production(material, year, "refined")


def refined_years(material: Material) -> tuple[int, ...]:
    """Return the years of `refined`.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> refined_years(find_material("copper"))
    (2024, 2025)
    """
    return tuple(sorted({year for year, *_ in _usgs(material, "refined")}))


@cache
def _usgs_rows() -> dict[tuple[str, str], list[tuple[Any, ...]]]:
    """Return the rows of the table `production` by chapter and statistic."""
    found: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for chapter, statistic, *row in pack().small["production"]:
        found.setdefault((chapter, statistic), []).append(tuple(row))
    return found


@cache
def _usgs(material: Material, statistic: str) -> tuple[tuple[Any, ...], ...]:
    found = _usgs_rows().get((material.chapter, "reserves" if statistic == "reserves" else "production"), [])
    if statistic == "refined":
        return tuple(row for row in found if row[8] in _REFINED)
    details = material.details if statistic == "production" else ("Reserves",)
    kept = [row for row in found if row[8] in details]
    if statistic == "reserves" and not kept and len({row[8] for row in found}) == 1:
        kept = found
    return tuple(kept)


def _usgs_production(material: Material, year: int, statistic: str) -> Production | None:
    found = [row for row in _usgs(material, statistic) if row[0] == year]
    named: dict[str, float] = {}
    estimated = 0.0
    for row in found:
        if row[1] == "country":
            tonnes = float("nan") if row[3] is None else float(row[3])
            named[row[2]] = named.get(row[2], 0.0) + tonnes
            estimated += tonnes if row[7] and tonnes == tonnes else 0.0
    if not named:
        return None
    amounts = np.array(list(named.values()))
    others = [float(row[3]) for row in found if row[1] == "other" and row[3] is not None]
    totals = [float(row[3]) for row in found if row[1] == "world" and row[3] is not None]
    whole = float(np.nansum(amounts))
    basis = next((row[6] for row in found if row[6]), "")
    publisher = "wna" if any("Nuclear" in str(row[9]) for row in found) else "usgs-mcs-2026"
    return Production(
        publisher, year, "t", basis, tuple(named), amounts, amounts, sum(others) if others else float("nan"),
        sum(totals) if totals else float("nan"), estimated / whole if whole > 0 else float("nan"),
    )  # fmt: skip


def wmd_rows(material: Material, year: int) -> list[tuple[str, float, str, str]]:
    """Return the rows of a material's sheet of World Mining Data for a year as they stand: country (empty: the world), amount, unit, quality.

    Raises
    ------
    UsageError
        When World Mining Data has not been imported.
    """
    return _wmd_table(_wmd_file()).get(material.sheet, {}).get(year, [])


def _wmd_file() -> Path:
    file = wmd_path()
    if file is None:
        raise UsageError(f"World Mining Data has not been imported; {IMPORT_HINT}")
    return file


@cache
def _wmd_table(file: Path) -> dict[str, dict[int, list[tuple[str, float, str, str]]]]:
    """Return the rows by sheet and year."""
    found: dict[str, dict[int, list[tuple[str, float, str, str]]]] = {}
    for sheet, year, iso3, amount, _, unit, quality in read_wmd(file)["rows"]:
        rows = found.setdefault(sheet, {}).setdefault(year, [])
        rows.append((iso3 or "", float("nan") if amount is None else float(amount), unit, quality))
    return found


def in_tonnes(unit: str) -> float:
    """Return the tonnes of one unit of a production table; NaN where it is none of weight.

    >>> in_tonnes("kg"), in_tonnes("t"), in_tonnes("ct")
    (0.001, 1.0, nan)
    """
    return {"t": 1.0, "metr. t": 1.0, "kg": 0.001, _GAS: GAS_DENSITY}.get(unit, float("nan"))


def _wmd_production(material: Material, year: int) -> Production | None:
    found = wmd_rows(material, year)
    if not found:
        return None
    unit = found[0][2]
    named: dict[str, float] = {}
    estimated = 0.0
    for code, amount, _, kind in found:
        if code:
            named[code] = named.get(code, 0.0) + amount
            estimated += amount if kind == "e" and amount == amount else 0.0
    factor = in_tonnes(unit)
    values = np.array(list(named.values()))
    totals = [amount for code, amount, _, _ in found if not code]
    whole = math.fsum(amount for amount in named.values() if amount == amount)
    return Production(
        "wmd", year, unit.replace("metr. t", "t"), "content" if factor == 1.0 else "", tuple(named), values, values * factor, float("nan"),
        totals[0] if totals else float("nan"), estimated / whole if whole > 0 else float("nan"),
    )  # fmt: skip
