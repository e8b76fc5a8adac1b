"""What is looked up once for one assessment, and what its figures share: the mix, its doubts, production, governance."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lodeway.risk.assessing.model import Partner, Settings, zero
from lodeway.risk.formulas.origin import LIMITS
from lodeway.risk.statistics import data, doubts
from lodeway.risk.statistics.areas import Area, names
from lodeway.risk.statistics.data import Flows, Production, Source
from lodeway.risk.statistics.materials import Material
from lodeway.risk.statistics.producers import Home, Producers, home, producers

__all__ = ["TRADE", "Case", "unknown_trade"]

TRADE = ("baci",)
"""Sources of trade."""


def unknown_trade(material: Material, year: int, flows: Flows) -> str:
    """Return why a material's trade is not known from these data; empty where it is.

    Examples
    --------
    >>> from lodeway.risk.statistics.materials import find_material
    >>> unknown_trade(find_material("uranium"), 2024, data.flows(("261210",), 2024))
    'not known from these data: natural uranium moves as U3O8 under 284410, not as ore under 261210; needs HS 284410 (natural uranium, its compounds and alloys (U3O8))'
    """
    needs = ", ".join(f"{code} ({form})" for code, form in material.absent.items())
    wanted = f"; needs HS {needs}" if needs else ""
    if material.unusable:
        return f"not known from these data: {material.unusable}{wanted}"
    if not material.codes:
        return f"not known from these data: no code of the trade table is {material.name.lower()}{wanted}"
    if not len(flows):
        return f"not known from these data: no flow of {', '.join(material.codes)} in {year}{wanted}"
    return ""


class Case:
    """One commodity, importer and year, with all that statistics say of them."""

    def __init__(self, material: Material, area: Area, year: int, source: Source | None, settings: Settings) -> None:
        self.material, self.area, self.year, self.settings = material, area, year, settings
        self.flows = data.flows(material.codes, year)
        self.source, self.made = _production(material, year, source)
        self.version = data.version(self.source)
        self.maker = self.made.source if self.made is not None else "wmd" if self.source == "wmd" else "usgs-mcs-2026"
        self.risks, self.governance_year = data.governance(year)
        self.unknown = unknown_trade(material, year, self.flows)
        inside = np.isin(self.flows.importer, list(area.members)) & ~np.isin(self.flows.exporter, list(area.members))
        self.imports = self.flows.where(inside)
        if not self.unknown and not len(self.imports):
            codes = ", ".join(material.codes)
            self.unknown = f"not known from these data: {area.name} has no imports of {codes} in {year}, which may be none or unreported"
        weighed = ~np.isnan(self.imports.tonnes)
        self.rows = {
            "codes": len(self.flows),
            "importer": len(self.imports),
            "without_tonnes": int((~weighed).sum()),
            "inside": int(
                (
                    np.isin(self.flows.importer, list(area.members)) & np.isin(self.flows.exporter, list(area.members))
                ).sum()
            ),
        }
        self.mix = () if self.unknown else self._mix()
        self.value_total = float(self.imports.value.sum())
        self.coverage = (
            float(self.imports.value[weighed].sum()) / self.value_total if self.value_total > 0 else math.nan
        )
        self.origins: tuple[Partner, ...] = ()

    def _mix(self) -> tuple[Partner, ...]:
        partners: dict[str, list[float]] = {}
        for partner, value, tonnes in zip(
            self.imports.exporter.tolist(), self.imports.value.tolist(), self.imports.tonnes.tolist(), strict=True
        ):
            row = partners.setdefault(partner, [0.0, 0.0, 0.0])
            row[0] += value
            if not math.isnan(tonnes):
                row[1] += tonnes
                row[2] += 1
        total = math.fsum(row[1] for row in partners.values())
        rows = [
            self.partner(
                country,
                tonnes if count else math.nan,
                value * 1000.0,
                tonnes / total if count and total > 0 else math.nan,
            )
            for country, (value, tonnes, count) in partners.items()
        ]
        return tuple(sorted(rows, key=lambda row: (-zero(row.tonnes), -row.value, row.country)))

    def partner(self, country: str, tonnes: float, value: float, share: float) -> Partner:
        """Return a row of the mix."""
        return Partner(
            country=country, name=names().get(country, country) if country else "origin not known", tonnes=tonnes, value=value, share=share,
            produces=self.producers.of(country), unnamed=self.producers.unnamed(country), governance=self.risks.get(country, math.nan),
        )  # fmt: skip

    @cached_property
    def producers(self) -> Producers:
        """Return who produces the material, by every source at hand."""
        return producers(self.material, self.year)

    @cached_property
    def home(self) -> Home:
        """Return what the importer produces itself."""
        if self.made is None:
            return Home(math.nan, self.no_production())
        return home(self.material, self.year, self.made, self.area)

    @cached_property
    def gross(self) -> float:
        """Return the part of the weight that is concentrate by gross weight; NaN where nothing has a weight."""
        weighed = np.nan_to_num(self.imports.tonnes)
        total = float(weighed.sum())
        return (
            float(weighed[np.isin(self.imports.code, list(self.material.gross))].sum()) / total if total else math.nan
        )

    def mix_flags(self) -> tuple[str, ...]:
        """Return what to know of the mix."""
        flags = []
        if self.rows["without_tonnes"]:
            flags.append(
                f"{self.rows['without_tonnes']} of {self.rows['importer']} flows have no weight ({1 - self.coverage:.1%} of value)"
            )
        flags += self.doubts
        if self.area.is_group:
            flags.append(f"trade among the members of {self.area.name} is left out")
        return tuple(flags)

    @cached_property
    def doubts(self) -> tuple[str, ...]:
        """Return what to know of the suppliers and of how much they supply, in words: see `lodeway.risk.statistics.doubts`."""
        found = []
        bought = math.fsum(zero(row.tonnes) for row in self.mix)
        usual = float(doubts.usual_tonnes(self.material.codes, [self.area.code])[0])
        if bought > 0 and (text := doubts.little(bought, usual)):
            found.append(text)
        without = [row for row in self.mix if row.produces is False]
        either = [row for row in self.mix if row.produces is False or row.unnamed]
        part, both = (
            math.fsum(zero(row.tonnes) for row in rows) / bought if bought > 0 else math.nan
            for rows in (without, either)
        )
        if without and (len(without) == len(self.mix) or doubts.barren(part)):
            tail = "re-export or processing, origin not known from these rows"
            found.append(
                f"{_part(part, without, self.mix)} comes from countries that do not produce it ({doubts.few([row.country for row in without])}): {tail}"
            )
        elif either and (len(either) == len(self.mix) or doubts.barren(part, both - part)):
            who = f"countries that {self.producers.told()} does not name among the producers ({doubts.few([row.country for row in either])})"
            tail = "they may produce it, or this is re-export or processing; origin not known from these rows"
            found.append(f"{_part(both, either, self.mix)} comes from {who}: {tail}")
        if self.gross > doubts.GROSS_PART:
            codes = ", ".join(self.material.gross)
            found.append(f"{self.gross:.1%} of the weight is concentrate by gross weight ({codes}), not content")
        if text := doubts.weights(self.imports):
            found.append(text)
        if text := doubts.without(bought, data.unseen(self.material.codes, self.area.members, self.year)):
            found.append(text)
        elif bought > 0 and (kept := self.material.kept(self.area.members)):
            found.append(f"{doubts.MISSING}: {kept}")
        return tuple(found)

    def governed(self, weight: NDArray[np.float64], told: NDArray[np.bool_]) -> float:
        """Return the share of the value whose weight and partner's governance are known."""
        total = float(weight.sum())
        return self.coverage * float(weight[told].sum()) / total if total > 0 else math.nan

    def governance_flags(self, weight: NDArray[np.float64], told: NDArray[np.bool_]) -> tuple[str, ...]:
        """Return what to know where governance counts too."""
        flags = list(self.mix_flags())
        if left := [row.country for row, one, size in zip(self.mix, told, weight, strict=True) if not one and size > 0]:
            flags.append(f"no governance figure, left out: {', '.join(left)}")
        if self.governance_year != self.year:
            flags.append(f"governance of {self.governance_year}, the nearest year before")
        if self.year >= data.GOVERNANCE_BREAK:
            flags.append(
                f"governance from {data.GOVERNANCE_BREAK} on is of another edition: compare with care with years before"
            )
        return tuple(flags)

    def no_production(self) -> str:
        """Return why production is not known."""
        name = self.material.name.lower()
        hint = data.import_hint(self.material, self.year)
        tail = f"; {hint}" if hint else ""
        years = data.production_years(self.material, "usgs")
        if years and self.year not in years and self.source == "usgs":
            return (
                f"not known from these data: USGS has production of {name} for {', '.join(map(str, years))} only{tail}"
            )
        return f"not known from these data: no usable production of {name} by country in {self.year}{tail}"

    def notes(self) -> tuple[str, ...]:
        """Return what to know of the whole assessment."""
        found = [f"{self.material.name}: {doubt}" for doubt in self.material.doubts]
        if self.material.unusable:
            found.append(self.unknown)
        if self.material.codes:
            found.append(
                f"Trade table: {self.rows['codes']:,} rows of {', '.join(self.material.codes)} in {self.year}, {self.rows['importer']} of them imports of "
                f"{self.area.name}, {self.rows['without_tonnes']} without weight"
                + (f", {self.rows['inside']} inside {self.area.name} left out" if self.rows["inside"] else "")
                + "; none is lost."
            )  # fmt: skip
        if self.origins:
            found += LIMITS
        return tuple(found)


def _part(share: float, rows: list[Partner], mix: tuple[Partner, ...]) -> str:
    return "all of it" if len(rows) == len(mix) else f"{share:.1%} of it"


def _production(material: Material, year: int, source: Source | None) -> tuple[Source, Production | None]:
    """Return the source that is used, and its production of the year; None where it has none."""
    made = data.used(material, year, source)
    return source or ("wmd" if made is not None and made.source == "wmd" else "usgs"), made
