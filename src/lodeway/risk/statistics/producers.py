"""Which countries produce a material, and what an importer produces itself, by every source at hand: what no source names is not 0."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.risk.statistics import data
from lodeway.risk.statistics._pack import pack
from lodeway.risk.statistics.areas import Area
from lodeway.risk.statistics.data import SOURCE_NAMES, Production
from lodeway.risk.statistics.doubts import few
from lodeway.risk.statistics.materials import Material

__all__ = ["Home", "Producers", "Reliance", "home", "matters", "producers", "reliance", "tables"]

_AMERICA = "USA"
_MATTERS = 0.05
"""Unnamed production above this part of imports is told."""


@dataclass(frozen=True, slots=True)
class Producers:
    """Who produces a material in a year.

    Parameters
    ----------
    named
        Country to whether it produces; None where a source names it and withholds the figure.
    sources
        Names of the sources that have figures, for people.
    whole
        Whether one of them lists every producer: a country that none names then produces nothing.
    """

    named: Mapping[str, bool | None]
    sources: tuple[str, ...]
    whole: bool

    def of(self, country: str) -> bool | None:
        """Return whether a country produces the material: False only where a source says so, None where that is not known."""
        if not country or not self.sources:
            return None
        return self.named.get(country, False if self.whole else None)

    def unnamed(self, country: str) -> bool:
        """Return whether sources have figures and none names the country, which may still produce."""
        return bool(country and self.sources and not self.whole and country not in self.named)

    def told(self) -> str:
        """Return the names of the sources as text."""
        return " and ".join(self.sources)


def producers(material: Material, year: int) -> Producers:
    """Return who produces a material in a year, by every source at hand.

    World Mining Data lists every producer. The USGS lists the largest, lumps others together where it tells of them at all, and withholds figures of
    the United States: its silence says nothing.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> found = producers(find_material("rare earth"), 2024)
    >>> found.of("CHN"), found.named.get("LAO"), found.sources[0]
    (True, None, 'USGS')
    """
    found = tables(material, year)
    named: dict[str, bool | None] = {}
    for made in found:
        for iso3, amount in zip(made.iso3, made.amounts.tolist(), strict=True):
            says = None if math.isnan(amount) else amount > 0
            # That one source has a figure above 0 outweighs another's 0 or silence.
            named[iso3] = True if says or named.get(iso3) else named[iso3] if says is None and iso3 in named else says
    return Producers(
        named, tuple(SOURCE_NAMES[made.source] for made in found), any(made.source == "wmd" for made in found)
    )


def tables(material: Material, year: int) -> list[Production]:
    """Return production in a year by every source at hand, the USGS first.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> [made.source for made in tables(find_material("antimony"), 2024)][0]
    'usgs-mcs-2026'
    """
    return [made for source in data.sources(material) if (made := data.production(material, year, source)) is not None]


@dataclass(frozen=True, slots=True)
class Reliance:
    """Net import reliance of the United States as the USGS publishes it: share of consumption; NaN where it gives words alone."""

    share: float
    words: str

    def told(self) -> str:
        """Return it as text.

        Examples
        --------
        >>> Reliance(0.86, "").told(), Reliance(math.nan, "above 50").told(), Reliance(math.nan, "net exporter").told()
        ('86 %', 'above 50 %', 'net exporter')
        """
        if not math.isnan(self.share):
            return f"{self.share:.0%}".replace("%", " %")
        return f"{self.words} %" if self.words[-1:].isdigit() else self.words


def reliance(material: Material, year: int) -> Reliance | None:
    """Return what the USGS says of the United States' net import reliance; None where it says nothing or several things.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> reliance(find_material("lithium"), 2024), reliance(find_material("fluorspar"), 2024)
    (Reliance(share=nan, words='above 50'), Reliance(share=1.0, words=''))
    """
    rows = [row for row in pack().small["us_demand"] if row[0] == material.chapter and row[1] == year]
    if not material.chapter or len(rows) != 1:
        return None
    value, words = rows[0][2], rows[0][3]
    return Reliance(math.nan if value is None else value / 100.0, words or "")


@dataclass(frozen=True, slots=True)
class Home:
    """What an importer produces itself.

    Parameters
    ----------
    tonnes
        [t]; NaN where it is withheld or may be anything.
    reason
        Why it is not known; empty where it is.
    flags
        What to know of it.
    by
        The same by member [t].
    unnamed
        What it may produce beside, being among countries that no source names [t]; 0 where there is nothing.
    doubt
        The same in words.
    borrowed
        Members whose figure is of another source than all else, the first one having none.
    """

    tonnes: float
    reason: str = ""
    flags: tuple[str, ...] = ()
    by: Mapping[str, float] = field(default_factory=dict)
    unnamed: float = 0.0
    doubt: str = ""
    borrowed: tuple[str, ...] = ()

    def told(self, imports: float) -> tuple[str, ...]:
        """Return what to know beside imports of so much [t]: what it may produce counts where it is more than a twentieth of them."""
        return (*self.flags, self.doubt) if self.doubt and bool(matters(self.unnamed, imports)) else self.flags


def home(material: Material, year: int, made: Production, area: Area) -> Home:
    """Return what an importer produces of a material in a year.

    Parameters
    ----------
    material, year, area
        Of what, when, and who.
    made
        Production by the source that is used; another source at hand serves where this one withholds or does not name.

    Examples
    --------
    >>> from lodeway.risk.statistics.areas import find_area
    >>> from lodeway.risk.statistics.materials import find_material
    >>> lithium = find_material("lithium")
    >>> found = home(lithium, 2024, data.production(lithium, 2024, "usgs"), find_area("USA"))
    >>> found.tonnes, found.reason.split(":")[0]
    (nan, 'not known from these data')
    """
    other = next((one for one in tables(material, year) if one.source == "wmd"), None)
    other = None if made.source == "wmd" else other
    amounts = dict(zip(made.iso3, made.tonnes.tolist(), strict=True))
    more = {} if other is None else dict(zip(other.iso3, other.tonnes.tolist(), strict=True))
    by: dict[str, float] = {}
    borrowed, unnamed, blank, silent = [], [], [], []
    for member in sorted(area.members):
        tonnes = amounts.get(member, math.nan)
        if not math.isnan(tonnes):
            by[member] = tonnes
        elif not math.isnan(more.get(member, math.nan)):
            by[member] = more[member]
            borrowed.append(member)
        elif member in amounts or (member in more and not area.is_group):
            blank.append(member)
        elif member in more:
            silent.append(member)
        elif made.source != "wmd" and other is None:
            unnamed.append(member)
    if blank:
        return Home(
            math.nan,
            f"not known from these data: production of {_called(blank, area)} is withheld or has no weight",
        )
    if _AMERICA in unnamed:
        unnamed.remove(_AMERICA)
        if reason := _withheld(material, year):
            return Home(math.nan, reason)
    lumped = made.other if unnamed and made.other > 0 else 0.0
    doubt = f"production of {_called(unnamed, area)} is not named and counts as none (countries not named: {lumped:,.0f} t): upper bound"
    flags = () if other is None else _second(area, made, other, borrowed, silent)
    return Home(math.fsum(by.values()), "", flags, by, lumped, doubt if lumped > 0 else "", tuple(borrowed))


def _second(area: Area, made: Production, other: Production, borrowed: list[str], silent: list[str]) -> tuple[str, ...]:
    """Return what to know of figures that a second source has or lacks."""
    name, found = SOURCE_NAMES[other.source], []
    if borrowed:
        found.append(
            f"home production of {_called(borrowed, area)} by {name}, for which {SOURCE_NAMES[made.source]} has none"
        )
    if silent:
        found.append(f"{name} has no figure of {', '.join(silent)}, which counts as none")
    return tuple(found)


def _withheld(material: Material, year: int) -> str:
    """Return why production of the United States, which the USGS does not give, is not known; empty where their net import reliance says that there is none."""
    said = reliance(material, year)
    if said is not None and said.share == 1.0:
        return ""
    tail = "" if said is None else f"; it gives their net import reliance as {said.told()}"
    return f"not known from these data: USGS does not give production of the United States, which it withholds for many goods{tail}"


def matters(unnamed: ArrayLike, imports: ArrayLike) -> NDArray[np.bool_]:
    """Return whether production of countries that are not named [t] is more than a twentieth of an importer's imports [t].

    Examples
    --------
    >>> matters(340000.0, 2e6), matters(1000.0, 1e6)
    (np.True_, np.False_)
    """
    return np.asarray(unnamed) > _MATTERS * np.asarray(imports)


def _called(members: list[str], area: Area) -> str:
    """Return an importer's name, and of a group the members that are meant."""
    if not area.is_group:
        return area.name
    return f"{area.name} ({few(members)})"
