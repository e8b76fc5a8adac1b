"""What an assessment is made of: partners, what the analyst states, values and notes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lodeway.errors import UsageError
from lodeway.risk import checks
from lodeway.risk.counted import Form, counted, lacking, told
from lodeway.risk.statistics.areas import Area
from lodeway.risk.statistics.materials import Material
from lodeway.risk.statistics.tables import Sector
from lodeway.risk.values import Value, or_none

if TYPE_CHECKING:
    import polars as pl

__all__ = ["REPAIRED", "Assessment", "Partner", "Settings", "zero"]

REPAIRED = "repaired"
"""Method of Lodeway, see `lodeway.risk.assessment.METHODS`."""

_MIX = {"share": float, "produces": bool, "unnamed": bool, "governance": float}
_FRAMES: dict[str, dict[str, Any]] = {
    "indicators": {
        "name": str,
        "value": float,
        "unit": str,
        "coverage": float,
        "flags": list[str],
        "sources": list[str],
        "version": str,
    },
    "mix": {"partner": str, "name": str, "tonnes": float, "value_usd": float, **_MIX},
    "origin_mix": {"origin": str, "name": str, "tonnes": float, **_MIX},
}
"""Columns of each table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A partner's part of imports: where goods come from, or where they were mined."""

    country: str
    """ISO 3166 alpha-3; empty for what is of unknown origin."""
    name: str
    tonnes: float
    value: float
    """[USD]; NaN for an origin."""
    share: float
    produces: bool | None
    """Whether the country produces the material; False only where a source says so, None where that is not known."""
    governance: float
    """Risk, 0 to 1; NaN where there is none."""
    unnamed: bool = False
    """Whether sources have production and none names the country, which may still produce."""

    def to_dict(self, key: str) -> dict[str, Any]:
        """Return the row as ``lodeway risk --json`` prints it, the country under `key`."""
        row: dict[str, Any] = {key: self.country or None, "name": self.name, "tonnes": or_none(self.tonnes)}
        if key == "partner":
            row["value_usd"] = or_none(self.value)
        return row | {
            "share": or_none(self.share),
            "produces": self.produces,
            "unnamed": self.unnamed,
            "governance": or_none(self.governance),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the analyst states.

    Parameters
    ----------
    demand_elasticity, supply_elasticity
        Of the disruption; assumptions unless the analyst knows better.
    probability
        Of the disruption in a year; NaN where it is not stated.
    governance, trade
        For the EU-style risk: 0..10 and trade parameter by country, in place of what is derived.
    recycling, substitution
        End-of-life recycling input rate and substitution index, 0 to 1.
    sectors
        Uses of the material by sector, for the EU-style economic importance; None where no table is stated.
    largest
        Value added of the largest sector of the economy; NaN where the largest of `sectors` is taken.
    importance_substitution
        Substitution index for economic importance, 0 to 1, in place of those of `sectors`.
    """

    demand_elasticity: float = -0.3
    supply_elasticity: float = 0.2
    probability: float = math.nan
    governance: dict[str, float] | None = None
    trade: dict[str, float] | None = None
    recycling: float = math.nan
    substitution: float = math.nan
    sectors: tuple[Sector, ...] | None = None
    largest: float = math.nan
    importance_substitution: float = math.nan

    def __post_init__(self) -> None:
        """Refuse rates outside 0 to 1; elasticities are checked where they are used."""
        for name in ("probability", "recycling", "substitution", "importance_substitution"):
            checks.fractions(getattr(self, name), what=name)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Assessment:
    """All that is known of a commodity's supply to an importer in a year. Printed: its figures in short, and how many are missing."""

    material: Material
    importer: Area
    year: int
    method: str
    production_source: str
    indicators: tuple[Value, ...]
    mix: tuple[Partner, ...]
    origin_mix: tuple[Partner, ...]
    notes: tuple[str, ...]
    rows: dict[str, int]

    def value(self, name: str) -> Value:
        """Return the value of an indicator by name."""
        return next(value for value in self.indicators if value.name == name)

    @property
    def forms(self) -> tuple[Form, ...]:
        """Forms of the material that its trade figures count."""
        return counted(self.material, unusable=self.method != REPAIRED)

    @property
    def lacks(self) -> tuple[Form, ...]:
        """Forms in which the material moves and that no trade figure counts."""
        return lacking(self.material)

    @property
    def trade(self) -> str:
        """What is counted as trade and what is lacking, in words."""
        return told(self.material, unusable=self.method != REPAIRED)

    def to_frame(self, name: str = "indicators") -> pl.DataFrame:
        """Return indicators, mix (partners) or origin_mix as a table; what is missing is null, and its first flag says why.

        Raises
        ------
        UsageError
            When there is no such table.
        """
        import polars as pl

        if name not in _FRAMES:
            raise UsageError(f"no table {name!r}; allowed are {', '.join(_FRAMES)}")
        return pl.DataFrame(self.to_dict()[name], schema=_FRAMES[name])

    def __repr__(self) -> str:
        """Return the figures that are known, and how many are not."""
        head = f"{self.material.name} to {self.importer.name} ({self.importer.code}), {self.year}, method {self.method}"
        known = [value for value in self.indicators if value.known]
        lines = [f"  {value.name}: {value.value:.4g} {value.unit}".rstrip() for value in known]
        missing = len(self.indicators) - len(known)
        return "\n".join(
            [head, *lines, f"  {missing} more not known: their first flag says why"] if missing else [head, *lines]
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the document that ``lodeway risk --json`` prints."""
        return {
            "commodity": self.material.name,
            "importer": self.importer.code,
            "importer_name": self.importer.name,
            "year": self.year,
            "method": self.method,
            "production_source": self.production_source,
            "codes": list(self.material.codes),
            "forms": [form.to_dict() for form in self.forms],
            "lacks": [form.to_dict() for form in self.lacks],
            "rows": dict(self.rows),
            "indicators": [value.to_dict() for value in self.indicators],
            "mix": [partner.to_dict("partner") for partner in self.mix],
            "origin_mix": [partner.to_dict("origin") for partner in self.origin_mix],
            "notes": list(self.notes),
        }


def zero(value: float) -> float:
    """Return the value, 0 where it is missing: for sums that leave out what is not known.

    Examples
    --------
    >>> zero(3.5), zero(math.nan)
    (3.5, 0.0)
    """
    return 0.0 if math.isnan(value) else value
