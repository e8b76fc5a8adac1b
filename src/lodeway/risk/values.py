"""What an indicator is, and a value of one: never a bare number, never 0 for what is not known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from lodeway.risk.indicators import INDICATORS

__all__ = ["THIN", "Value", "known", "low_coverage", "missing", "or_none"]

THIN = 0.5
"""Below this coverage a figure is marked wherever it is shown or written."""


def low_coverage(coverage: float) -> str:
    """Return the flag of a figure that rests on less than half of what it speaks of.

    Examples
    --------
    >>> low_coverage(0.32)
    'low coverage: rests on 32 %'
    """
    return f"low coverage: rests on {coverage:.0%}".replace("%", " %")


def or_none(value: float) -> float | None:
    """Return a figure as JSON has it: None where it is not known.

    Examples
    --------
    >>> or_none(0.5), or_none(math.nan)
    (0.5, None)
    """
    return float(value) if math.isfinite(value) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of an indicator.

    Parameters
    ----------
    name
        Key of `INDICATORS`.
    value
        The figure, NaN where it is not known; then the first flag says why.
    unit
        Of the value; empty where it has none.
    coverage
        What share of the importer's trade (or of the world's production) the figure rests on, 0 to 1; NaN where that is not known.
    flags
        Doubts, and for a missing value the reason.
    sources
        Ids of the data, see ``lodeway atlas show sources``.
    version
        Editions of the data.
    """

    name: str
    value: float
    unit: str
    coverage: float
    flags: tuple[str, ...]
    sources: tuple[str, ...]
    version: str

    def __post_init__(self) -> None:
        if not math.isfinite(self.value) and not self.flags:
            raise ValueError(f"{self.name}: a missing value needs its reason")

    @property
    def known(self) -> bool:
        """Whether there is a figure."""
        return math.isfinite(self.value)

    def to_dict(self) -> dict[str, Any]:
        """Return the value as ``lodeway risk --json`` prints it; what is missing is None."""
        return {
            "name": self.name,
            "value": or_none(self.value),
            "unit": self.unit,
            "coverage": or_none(self.coverage),
            "flags": list(self.flags),
            "sources": list(self.sources),
            "version": self.version,
        }


def known(
    name: str,
    value: float,
    *,
    coverage: float = math.nan,
    flags: tuple[str, ...] = (),
    sources: tuple[str, ...] = (),
    version: str = "",
) -> Value:
    """Return a value with the unit of its indicator; one that turns out as NaN says that its parts are missing.

    Examples
    --------
    >>> known("production_hhi", 0.25).unit, known("trade_price", float("nan")).flags
    ('', ('not known: a figure that it is made of is missing',))
    """
    figure = float(value)
    if math.isfinite(figure) and coverage < THIN:
        flags = (low_coverage(coverage), *flags)
    if not math.isfinite(figure):
        flags = flags or ("not known: a figure that it is made of is missing",)
        figure = math.nan
    return Value(
        name=name,
        value=figure,
        unit=INDICATORS[name].unit,
        coverage=float(coverage),
        flags=flags,
        sources=sources,
        version=version,
    )


def missing(
    name: str, reason: str, *, flags: tuple[str, ...] = (), sources: tuple[str, ...] = (), version: str = ""
) -> Value:
    """Return a missing value with its reason first among the flags.

    Examples
    --------
    >>> missing("trade_price", "no flows").to_dict()["value"] is None
    True
    """
    return known(name, math.nan, flags=(reason, *flags), sources=sources, version=version)
