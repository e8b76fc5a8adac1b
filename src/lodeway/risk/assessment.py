"""Brings the indicators together for one commodity, importer and year."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.atlas.own import wmd_path
from lodeway.errors import UsageError
from lodeway.risk import concentration, data, disruption, eu, exact, geopolrisk
from lodeway.risk.areas import Area, find_area, names
from lodeway.risk.data import Flows, Production, Source
from lodeway.risk.materials import Material, find_material
from lodeway.risk.origin import LIMITS, supply_mix
from lodeway.risk.values import Value, known, missing

__all__ = ["METHODS", "REPAIRED", "Assessment", "Partner", "Settings", "assess", "unknown_trade"]

REPAIRED = "repaired"
METHODS = (REPAIRED, exact.METHOD)
_THIN = 0.5
"""Below this coverage a value says so."""
_TRADE = ("baci",)
_IMPORTED = ("imports_hhi", "imports_top1", "imports_top3", "imports_effective")


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
    """Whether the country produces the material; None where production is not known."""
    governance: float
    """Risk, 0 to 1; NaN where there is none."""

    def to_dict(self, key: str) -> dict[str, Any]:
        """Return the row as ``lodeway risk --json`` prints it, the country under `key`."""
        row: dict[str, Any] = {key: self.country or None, "name": self.name, "tonnes": _plain(self.tonnes)}
        if key == "partner":
            row["value_usd"] = _plain(self.value)
        return row | {"share": _plain(self.share), "produces": self.produces, "governance": _plain(self.governance)}


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
    """

    demand_elasticity: float = -0.3
    supply_elasticity: float = 0.2
    probability: float = math.nan
    governance: dict[str, float] | None = None
    trade: dict[str, float] | None = None
    recycling: float = math.nan
    substitution: float = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All that is known of a commodity's supply to an importer in a year."""

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
            "rows": dict(self.rows),
            "indicators": [value.to_dict() for value in self.indicators],
            "mix": [partner.to_dict("partner") for partner in self.mix],
            "origin_mix": [partner.to_dict("origin") for partner in self.origin_mix],
            "notes": list(self.notes),
        }


def assess(
    commodity: str,
    importer: str,
    *,
    year: int | None = None,
    method: str = REPAIRED,
    production: Source | None = None,
    settings: Settings | None = None,
) -> Assessment:
    """Return every indicator of a commodity for an importer and a year.

    Parameters
    ----------
    commodity
        Name of a material, see `MATERIALS`.
    importer
        ISO 3166 alpha-3, a trade statistician's number, or EU.
    year
        Of trade and production; the last one of trade by default.
    method
        ``repaired``, or ``geopolrisk-2.0.1``: exactly as that program, whose World Mining Data the user must have imported.
    production
        ``usgs`` or ``wmd``; by default USGS, and World Mining Data for years that USGS does not have and that were imported.
    settings
        What the analyst states.

    Raises
    ------
    UsageError
        When a name or method is unknown, the year is out of range, or World Mining Data is needed and not there.

    Examples
    --------
    >>> found = assess("antimony", "JPN", year=2024, production="usgs")
    >>> [(partner.country, partner.tonnes, partner.produces) for partner in found.mix]
    [('AUT', 9.0, False)]
    >>> assess("germanium", "JPN", year=2024).value("geopolrisk_score").flags[0]
    'not known from these data: no flow of 811230 in 2024; needs HS 811292 (germanium with other metals, from the Harmonised System 2007 on)'
    """
    material, area = find_material(commodity), find_area(importer)
    if method not in METHODS:
        raise UsageError(f"unknown method {method!r}; allowed: {', '.join(METHODS)}")
    latest = data.last_year()
    when = latest if year is None else year
    if not 1995 <= when <= latest:
        raise UsageError(f"no trade of {when}; allowed: 1995 to {latest}")
    if method == exact.METHOD:
        return _exact(material, area, when)
    case = _Case(material, area, when, production, settings or Settings())
    values = (*case.production_values(), *case.reserve_values(), *case.trade_values(), *case.origin_values())
    values += (*case.geopolrisk_values(values), *case.eu_values(), *case.disruption_values())
    return Assessment(
        material=material, importer=area, year=when, method=method, production_source=case.source, indicators=values, mix=case.mix,
        origin_mix=case.origins, notes=case.notes(), rows=case.rows,
    )  # fmt: skip


def unknown_trade(material: Material, year: int, flows: Flows) -> str:
    """Return why a material's trade is not known from these data; empty where it is.

    Examples
    --------
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


class _Case:
    """What is looked up once for one assessment."""

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

    # Production and reserves.

    def production_values(self) -> tuple[Value, ...]:
        """Return the concentration of world production."""
        subject = (
            "production_hhi",
            "production_top1",
            "production_top3",
            "production_effective",
            "production_over_ceiling",
        )
        if self.made is None:
            reason = self._no_production()
            return tuple(missing(name, reason, sources=(self.maker,), version=self.version) for name in subject)
        return self._concentrated("production", self.made, (*subject,))

    def reserve_values(self) -> tuple[Value, ...]:
        """Return the concentration of world reserves."""
        subject = ("reserves_hhi", "reserves_top1", "reserves_top3", "reserves_effective")
        kept = data.reserves(self.material)
        if kept is None:
            reason = (
                f"not known from these data: USGS gives no usable reserves of {self.material.name.lower()} by country"
            )
            return tuple(missing(name, reason, sources=("usgs-mcs-2026",), version=self.version) for name in subject)
        return self._concentrated("reserves", kept, subject)

    def _concentrated(self, subject: str, made: Production, wanted: tuple[str, ...]) -> tuple[Value, ...]:
        flags = _production_flags(made)
        amounts = made.amounts
        # What is of no named country counts in the total, spread so thin that it adds nothing to the squares: a lower bound.
        total = float(np.nansum(amounts)) + (made.other if made.other > 0 else 0.0)
        part = np.sort(np.nan_to_num(amounts) / total)[::-1] if total > 0 else np.array([math.nan])
        index = float((part**2).sum())
        figures = {
            "hhi": index,
            "top1": float(part[0]),
            "top3": float(part[:3].sum()),
            "effective": 1.0 / index if index > 0 else math.nan,
            "over_ceiling": float(part[0] > concentration.CRMA_CEILING),
        }
        return tuple(
            known(
                name, figures[name.removeprefix(f"{subject}_")], coverage=made.coverage, flags=flags, sources=(made.source,),
                version=data.version("wmd" if made.source == "wmd" else "usgs"),
            )
            for name in wanted
        )  # fmt: skip

    # Trade.

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
            self._partner(
                country,
                tonnes if count else math.nan,
                value * 1000.0,
                tonnes / total if count and total > 0 else math.nan,
            )
            for country, (value, tonnes, count) in partners.items()
        ]
        return tuple(sorted(rows, key=lambda row: (-_zero(row.tonnes), -row.value, row.country)))

    def _partner(self, country: str, tonnes: float, value: float, share: float) -> Partner:
        return Partner(
            country=country, name=names().get(country, country) if country else "origin not known", tonnes=tonnes, value=value, share=share,
            produces=self._produces(country) if country else None, governance=self.risks.get(country, math.nan),
        )  # fmt: skip

    def _produces(self, country: str) -> bool | None:
        if self.made is None:
            return None
        if country not in self.made.iso3:
            return False
        amount = self.made.amounts[self.made.iso3.index(country)]
        return None if math.isnan(amount) else bool(amount > 0)

    def trade_values(self) -> tuple[Value, ...]:
        """Return size, price and concentration of imports, and the concentration of the world's exports."""
        return (*self._export_values(), *self._import_values())

    def _export_values(self) -> tuple[Value, ...]:
        wanted = ("exports_hhi", "exports_top1", "exports_top3", "exports_effective")
        reason = unknown_trade(self.material, self.year, self.flows)
        if reason:
            return tuple(missing(name, reason, sources=_TRADE, version=self.version) for name in wanted)
        keys, where = np.unique(self.flows.exporter.astype(str), return_inverse=True)
        weight = np.bincount(where, np.nan_to_num(self.flows.tonnes), len(keys))
        weighed = self.flows.value[~np.isnan(self.flows.tonnes)].sum() / self.flows.value.sum()
        return self._spread("exports", weight, float(weighed), ("re-exports count as exports",))

    def _import_values(self) -> tuple[Value, ...]:
        wanted = (
            "import_tonnes",
            "import_value",
            *_IMPORTED,
            "imports_over_ceiling",
            "mining_partners",
            "mix_governance",
        )
        if self.unknown:
            return tuple(missing(name, self.unknown, sources=_TRADE, version=self.version) for name in wanted)
        weight = np.array([_zero(row.tonnes) for row in self.mix])
        flags = self._mix_flags()
        total = float(weight.sum())
        facts = {"coverage": self.coverage, "flags": flags, "sources": _TRADE, "version": self.version}
        spread = self._spread("imports", weight, self.coverage, flags)
        top = float(concentration.top_share(weight))
        ceiling = known(
            "imports_over_ceiling", math.nan if math.isnan(top) else float(top > concentration.CRMA_CEILING), **facts
        )  # type: ignore[arg-type]
        return (
            known("import_tonnes", total if total > 0 else math.nan, **facts),  # type: ignore[arg-type]
            known("import_value", self.value_total * 1000.0, coverage=1.0, sources=_TRADE, version=self.version),
            *spread, ceiling, self._mining_partners(weight), self._mix_governance(weight),
        )  # fmt: skip

    def _spread(
        self, subject: str, weight: NDArray[np.float64], coverage: float, flags: tuple[str, ...]
    ) -> tuple[Value, ...]:
        figures = {
            "hhi": concentration.hhi(weight),
            "top1": concentration.top_share(weight),
            "top3": concentration.top_share(weight, 3),
            "effective": concentration.effective_suppliers(weight),
        }
        return tuple(
            known(
                f"{subject}_{key}", float(figure), coverage=coverage, flags=flags, sources=_TRADE, version=self.version
            )
            for key, figure in figures.items()
        )

    def _mix_flags(self) -> tuple[str, ...]:
        flags = []
        if self.rows["without_tonnes"]:
            flags.append(
                f"{self.rows['without_tonnes']} of {self.rows['importer']} flows have no weight ({1 - self.coverage:.1%} of value)"
            )
        if self.coverage < _THIN:
            flags.append("less than half of the value has a weight")
        if self.made is not None and all(row.produces is False for row in self.mix):
            flags.append(
                f"all of it comes from countries that do not produce it ({', '.join(row.country for row in self.mix)}): re-export, origin not known from these rows"
            )
        if self.area.is_group:
            flags.append(f"trade among the members of {self.area.name} is left out")
        return tuple(flags)

    def _mining_partners(self, weight: NDArray[np.float64]) -> Value:
        if self.made is None:
            return missing("mining_partners", self._no_production(), sources=_TRADE, version=self.version)
        from_producers = float(sum(_zero(row.tonnes) for row in self.mix if row.produces))
        total = float(weight.sum())
        flags = self._mix_flags()
        return known(
            "mining_partners", from_producers / total if total > 0 else math.nan, coverage=self.coverage, flags=flags,
            sources=(*_TRADE, self.maker), version=self.version,
        )  # fmt: skip

    def _mix_governance(self, weight: NDArray[np.float64]) -> Value:
        risk = np.array([row.governance for row in self.mix])
        told = ~np.isnan(risk) & (weight > 0)
        total = float(weight[told].sum())
        return known(
            "mix_governance", float((risk[told] * weight[told]).sum()) / total if total > 0 else math.nan,
            coverage=self._governed(weight, told), flags=self._governance_flags(weight, told), sources=(*_TRADE, "wgi"), version=self.version,
        )  # fmt: skip

    def _governed(self, weight: NDArray[np.float64], told: NDArray[np.bool_]) -> float:
        total = float(weight.sum())
        return self.coverage * float(weight[told].sum()) / total if total > 0 else math.nan

    def _governance_flags(self, weight: NDArray[np.float64], told: NDArray[np.bool_]) -> tuple[str, ...]:
        flags = list(self._mix_flags())
        if left := [row.country for row, one, size in zip(self.mix, told, weight, strict=True) if not one and size > 0]:
            flags.append(f"no governance figure, left out: {', '.join(left)}")
        if self.governance_year != self.year:
            flags.append(f"governance of {self.governance_year}, the nearest year before")
        if self.year >= data.GOVERNANCE_BREAK:
            flags.append(
                f"governance from {data.GOVERNANCE_BREAK} on is of another edition: compare with care with years before"
            )
        return tuple(flags)

    # Origins.

    def origin_values(self) -> tuple[Value, ...]:
        """Return the concentration of imports by country of mining."""
        wanted = ("origin_hhi", "origin_top1", "origin_top3", "origin_effective")
        reason = self.unknown or ("" if self.made is not None else self._no_production())
        if not reason and not any(_zero(row.tonnes) > 0 for row in self.mix):
            reason = "not known from these data: no import has a weight"
        if reason or self.made is None:
            return tuple(missing(name, reason, sources=_TRADE, version=self.version) for name in wanted)
        origins, unknown = self._traced(self.made)
        total = math.fsum([*origins.values(), unknown])
        rows = [
            self._partner(country, tonnes, math.nan, tonnes / total)
            for country, tonnes in origins.items()
            if tonnes > 0
        ]
        rows += [self._partner("", unknown, math.nan, unknown / total)] if unknown > 1e-9 * total else []
        self.origins = tuple(sorted(rows, key=lambda row: (-row.tonnes, row.country)))
        flags = (f"{unknown / total:.1%} is of unknown origin",) if unknown > 1e-3 * total else ()
        flags += ("content and gross weight are mixed, stocks are left out: indicative",)
        told = np.array([row.tonnes for row in self.origins if row.country])
        if told.sum() < _THIN * total:
            reason = f"not known from these data: {unknown / total:.1%} comes from countries that neither mine nor import enough of it"
            return tuple(missing(name, reason, sources=_TRADE, version=self.version) for name in wanted)
        figures = {
            "hhi": float(((told / total) ** 2).sum()),
            "top1": float(told.max() / total),
            "top3": float(np.sort(told)[::-1][:3].sum() / total),
        }
        figures["effective"] = 1.0 / figures["hhi"]
        sources = (*_TRADE, self.maker)
        return tuple(
            known(
                f"origin_{key}", figures[key], coverage=self.coverage * float(told.sum()) / total, flags=flags, sources=sources,
                version=self.version,
            )
            for key in ("hhi", "top1", "top3", "effective")
        )  # fmt: skip

    def _traced(self, made: Production) -> tuple[dict[str, float], float]:
        weighed = self.flows.where(~np.isnan(self.flows.tonnes))
        areas = np.unique(
            np.concatenate([weighed.exporter.astype(str), weighed.importer.astype(str), np.array(made.iso3, dtype=str)])
        )
        size = len(areas)
        source, target = (
            np.searchsorted(areas, weighed.exporter.astype(str)),
            np.searchsorted(areas, weighed.importer.astype(str)),
        )
        trade = np.bincount(source * size + target, weighed.tonnes, size * size).reshape(size, size)
        produced = np.zeros(size)
        produced[np.searchsorted(areas, np.array(made.iso3, dtype=str))] = np.nan_to_num(made.tonnes)
        inside = np.isin(areas, list(self.area.members))
        mix, unknown = supply_mix(produced, trade)
        bought = np.where(inside, 0.0, trade[:, inside].sum(axis=1))
        tonnes = bought @ mix
        return dict(zip(areas.tolist(), tonnes.tolist(), strict=True)), float(bought @ unknown)

    # GeoPolRisk, repaired.

    def geopolrisk_values(self, before: tuple[Value, ...]) -> tuple[Value, ...]:
        """Return import risk, score, price and factor with the faults of geopolrisk-py 2.0.1 repaired."""
        names_ = ("import_risk", "geopolrisk_score", "trade_price", "characterisation_factor")
        sources = (*_TRADE, "wgi", self.maker)
        if self.unknown:
            return tuple(missing(name, self.unknown, sources=sources, version=self.version) for name in names_)
        both = ~np.isnan(self.imports.tonnes) & (self.imports.tonnes > 0)
        mean = float(geopolrisk.price(self.imports.value[both].sum(), self.imports.tonnes[both].sum()))
        price = known(
            "trade_price", mean, coverage=self.coverage, flags=self._mix_flags(), sources=_TRADE, version=self.version
        )
        at_risk = self._import_risk(sources)
        index = next(value for value in before if value.name == "production_hhi")
        facts = {"coverage": at_risk.coverage, "sources": sources, "version": self.version}
        flags = (*index.flags, *at_risk.flags)
        if not at_risk.known or not index.known:
            reason = (at_risk if not at_risk.known else index).flags[0]
            result = missing("geopolrisk_score", reason, flags=flags[1:], sources=sources, version=self.version)
        else:
            result = known(
                "geopolrisk_score", float(geopolrisk.score(index.value, at_risk.value)), flags=flags, **facts
            )  # type: ignore[arg-type]
        factor = known(
            "characterisation_factor", float(geopolrisk.characterisation_factor(result.value, price.value)), flags=result.flags, **facts,  # type: ignore[arg-type]
        )  # fmt: skip
        return at_risk, result, price, factor

    def _import_risk(self, sources: tuple[str, ...]) -> Value:
        if self.made is None:
            return missing("import_risk", self._no_production(), sources=sources, version=self.version)
        home = self.made.of(self.area.members)
        if math.isnan(home):
            reason = f"not known from these data: production of {self.area.name} is withheld or has no weight"
            return missing("import_risk", reason, sources=sources, version=self.version)
        weight = np.array([_zero(row.tonnes) for row in self.mix])
        risk = np.array([row.governance for row in self.mix])
        told = ~np.isnan(risk) & (weight > 0)
        if not told.any():
            return missing(
                "import_risk",
                "not known from these data: no import has both a weight and a governance figure",
                sources=sources,
                version=self.version,
            )
        flags = self._governance_flags(weight, told)
        if not self.area.members & set(self.made.iso3) and self.made.other > 0:
            flags += (
                f"production of {self.area.name} is not named and counts as none (countries not named: {self.made.other:,.0f} t)",
            )
        if home > 0 and self.made.basis.startswith("contained"):
            flags += (f"home production counts content ({self.made.basis}), imports gross weight",)
        figure = geopolrisk.import_risk(float((risk[told] * weight[told]).sum()), float(weight[told].sum()), home)
        return known(
            "import_risk",
            float(figure),
            coverage=self._governed(weight, told),
            flags=flags,
            sources=sources,
            version=self.version,
        )

    # In the manner of the European Commission.

    def eu_values(self) -> tuple[Value, ...]:
        """Return import reliance and the EU-style supply risk."""
        sources = (*_TRADE, "wgi", self.maker)
        reason = self.unknown or ("" if self.made is not None else self._no_production())
        home = math.nan if self.made is None else self.made.of(self.area.members)
        if not reason and math.isnan(home):
            reason = f"not known from these data: production of {self.area.name} is withheld or has no weight"
        if reason or self.made is None:
            return tuple(
                missing(name, reason, sources=sources, version=self.version)
                for name in ("import_reliance", "eu_style_supply_risk")
            )
        out = np.isin(self.flows.exporter, list(self.area.members)) & ~np.isin(
            self.flows.importer, list(self.area.members)
        )
        bought, sold = float(np.nansum(self.imports.tonnes)), float(np.nansum(self.flows.tonnes[out]))
        reliance = float(eu.import_reliance(bought, sold, home))
        mixed = ("content and gross weight are mixed",) if home > 0 and self.made.basis.startswith("contained") else ()
        facts = {"sources": sources, "version": self.version}
        relied = known("import_reliance", reliance, coverage=self.coverage, flags=mixed, **facts)  # type: ignore[arg-type]
        if not relied.known:
            relied = missing(
                "import_reliance",
                "exports exceed imports and production together: no consumption can be read from these data",
                **facts,
            )  # type: ignore[arg-type]
            return relied, missing("eu_style_supply_risk", relied.flags[0], **facts)  # type: ignore[arg-type]
        return relied, self._eu_style(self.made, reliance, home, mixed, sources)

    def _eu_style(
        self, made: Production, reliance: float, home: float, mixed: tuple[str, ...], sources: tuple[str, ...]
    ) -> Value:
        stated = self.settings
        world, world_known = self._eu_concentration(
            dict(zip(made.iso3, np.nan_to_num(made.amounts).tolist(), strict=True))
        )
        sourcing = {row.country: _zero(row.tonnes) for row in self.mix}
        for country in self.area.members & set(made.iso3):
            sourcing[country] = made.of(frozenset({country}))
        own, own_known = self._eu_concentration(sourcing)
        recycling = 0.0 if math.isnan(stated.recycling) else stated.recycling
        substitution = 1.0 if math.isnan(stated.substitution) else stated.substitution
        figure = float(eu.supply_risk(world, own, reliance, recycling=recycling, substitution=substitution))
        flags = ["EU-style, not the Commission's figure"]
        if stated.governance is None:
            flags.append("governance: political stability alone, not the mean of six indicators")
        if stated.trade is None:
            flags.append("no table of trade restrictions: 0.8 for members of the Union, else 1")
        if math.isnan(stated.recycling):
            flags.append("no recycling rate stated: none assumed, upper bound")
        if math.isnan(stated.substitution):
            flags.append("no substitution index stated: none assumed, upper bound")
        return known(
            "eu_style_supply_risk", figure, coverage=min(world_known, own_known) * self.coverage, flags=(*flags, *mixed), sources=sources,
            version=self.version,
        )  # fmt: skip

    def _eu_concentration(self, amounts: dict[str, float]) -> tuple[float, float]:
        """Return the weighted concentration of amounts by country, and the share of them whose governance is known."""
        union = find_area("EU").members
        table, trade = self.settings.governance or {}, self.settings.trade or {}
        derived = {country: 10.0 * risk for country, risk in self.risks.items()}
        governed = {country: amount for country, amount in amounts.items() if amount > 0 and country in derived | table}
        total = math.fsum(amounts.values())
        if not governed or total <= 0:
            return math.nan, 0.0
        weight = [governed[country] for country in governed]
        worse = [table.get(country, derived.get(country, math.nan)) for country in governed]
        parameter = [trade.get(country, 0.8 if country in union else 1.0) for country in governed]
        return float(eu.weighted_hhi(weight, worse, parameter)), math.fsum(weight) / total

    # Loss of the largest partner.

    def disruption_values(self) -> tuple[Value, ...]:
        """Return price, quantity and loss if the largest partner stopped exporting."""
        wanted = ("disruption_price", "disruption_quantity", "disruption_loss", "disruption_expected_loss")
        known_mix = [row for row in self.mix if _zero(row.tonnes) > 0]
        if self.unknown or not known_mix:
            reason = self.unknown or "not known from these data: no import has a weight"
            return tuple(missing(name, reason, sources=_TRADE, version=self.version) for name in wanted)
        top = known_mix[0]
        sold = float(np.nansum(self.flows.tonnes[self.flows.exporter == top.country]))
        lost = sold / float(np.nansum(self.flows.tonnes))
        demand, supply = self.settings.demand_elasticity, self.settings.supply_elasticity
        ratio = float(disruption.price_ratio(lost, demand_elasticity=demand, supply_elasticity=supply))
        quantity = float(disruption.quantity_ratio(lost, demand_elasticity=demand, supply_elasticity=supply))
        loss = float(disruption.lost_value(self.value_total * 1000.0, ratio, demand_elasticity=demand))
        flags: tuple[str, ...] = (
            f"{top.name} stops exporting: {lost:.1%} of the weight in world trade is lost",
            f"elasticities are assumptions: demand {demand:g}, supply {supply:g}; no stocks, no spare capacity",
        )
        if math.isinf(ratio):
            flags = ("all of world trade would be lost: no price clears the market", *flags)
            ratio = quantity = loss = math.nan
        facts = {"coverage": self.coverage, "sources": _TRADE, "version": self.version}
        expected = float(disruption.expected_loss(loss, self.settings.probability))
        told = (
            flags
            if not math.isnan(self.settings.probability)
            else ("no probability of the disruption is stated", *flags)
        )
        return (
            known("disruption_price", ratio, flags=flags, **facts),  # type: ignore[arg-type]
            known("disruption_quantity", quantity, flags=flags, **facts),  # type: ignore[arg-type]
            known("disruption_loss", loss, flags=flags, **facts),  # type: ignore[arg-type]
            known("disruption_expected_loss", expected, flags=told, **facts),  # type: ignore[arg-type]
        )

    # Words.

    def _no_production(self) -> str:
        name = self.material.name.lower()
        years = data.production_years(self.material, "usgs")
        if years and self.year not in years and self.source == "usgs":
            return f"not known from these data: USGS has production of {name} for {', '.join(map(str, years))} only; {data.IMPORT_HINT} (2018-2024)"
        return (
            f"not known from these data: no usable production of {name} by country in {self.year}; {data.IMPORT_HINT}"
        )

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


def _exact(material: Material, area: Area, year: int) -> Assessment:
    first, last = exact.YEARS
    if not first <= year <= last:
        raise UsageError(f"{exact.METHOD} has production of {first} to {last}, not of {year}")
    if not material.codes or not material.sheet:
        raise UsageError(f"{exact.METHOD} does not know {material.name!r}: it has no trade code for it")
    flows = data.flows(material.codes, year)
    imports = flows.where(np.isin(flows.importer, list(area.members)))
    result = exact.exact_score(material, area, year, imports)
    version = data.version("wmd")
    flags = (f"as geopolrisk-py 2.0.1 computes it; method {REPAIRED} says what it gets wrong",)
    if result.degenerate:
        flags = ("nothing was imported in these data: 0 stands for 'no data', not for 'no risk'", *flags)
    sources = ("baci", "wgi", "wmd")
    figures = {
        "production_hhi": result.hhi,
        "import_risk": result.import_risk,
        "geopolrisk_score": result.score,
        "trade_price": result.price,
        "characterisation_factor": result.factor,
    }
    values = tuple(
        known(name, figure, flags=flags, sources=sources, version=version) for name, figure in figures.items()
    )
    case = _Case(material, area, year, "wmd", Settings())
    changes = tuple(f"{what} {why}" for what, why in exact.REPAIRS)
    return Assessment(
        material=material, importer=area, year=year, method=exact.METHOD, production_source="wmd", indicators=values, mix=case.mix,
        origin_mix=(), notes=(*case.notes(), "The repaired method differs:", *changes), rows=case.rows,
    )  # fmt: skip


def _production(material: Material, year: int, source: Source | None) -> tuple[Source, Production | None]:
    """Return the source that is used, and its production of the year; None where it has none."""
    if source is not None:
        return source, data.production(material, year, source)
    made = data.production(material, year, "usgs")
    if made is None and material.sheet and wmd_path() is not None:
        other = data.production(material, year, "wmd")
        if other is not None:
            return "wmd", other
    return "usgs", made


def _production_flags(made: Production) -> tuple[str, ...]:
    flags = []
    if made.other > 0:
        flags.append(f"countries not named have {1 - made.coverage:.1%}: HHI is a lower bound")
    withheld = [iso3 for iso3, amount in zip(made.iso3, made.amounts, strict=True) if math.isnan(amount)]
    if withheld:
        flags.append(f"not given for {', '.join(withheld)}")
    named = float(np.nansum(made.amounts)) + (made.other if made.other > 0 else 0.0)
    if made.total > 0 and abs(named - made.total) > 0.03 * made.total:
        flags.append(f"rows and published total differ by {named / made.total - 1:+.1%}")
    if made.estimated > _THIN:
        flags.append(f"{made.estimated:.0%} of it is estimated")
    return tuple(flags)


def _zero(value: float) -> float:
    return 0.0 if math.isnan(value) else value


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
