"""The best way between every pair of places, in one table."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lodeway.errors import UsageError
from lodeway.network import Network, Terms, build, weights
from lodeway.network.analysis.reach import matrix
from lodeway.network.asking import Asked, Names, dated, find_places, terms
from lodeway.network.places import Place
from lodeway.network.search.terms import Objective
from lodeway.report.ways.finding import UNITS
from lodeway.scenario.model import Scenario

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Pairs", "find_matrix", "find_pairs"]

_DIGITS = {"km": 1, "hours": 1, "cost": 2, "freight": 2, "co2": 2}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Pairs:
    """The best way from each origin to each destination. Printed it is what ``lodeway matrix`` prints."""

    origins: tuple[Place, ...]
    destinations: tuple[Place, ...]
    terms: Terms
    flags: tuple[str, ...]
    """What the reader should know, in sentences."""
    rows: tuple[dict[str, Any], ...]
    """from, to, km, hours, cost [USD/t], freight [USD/t], co2 [kg/t], per gross tonne; None where there is no way."""

    def to_dict(self) -> dict[str, Any]:
        """Return the document that ``lodeway matrix --json`` prints."""
        return {
            "year": self.terms.year,
            "by": self.terms.by,
            "time_value": round(self.terms.time_value, 4),
            "flags": list(self.flags),
            "origins": [place.id for place in self.origins],
            "destinations": [place.id for place in self.destinations],
            "rows": list(self.rows),
        }

    def to_frame(self) -> pl.DataFrame:
        """Return the table that ``lodeway matrix --out`` writes: a row per pair, null where there is no way."""
        import polars as pl

        text, number = dict.fromkeys(("from", "to"), pl.String), dict.fromkeys(_DIGITS, pl.Float64)
        return pl.DataFrame(self.rows, schema={**text, **number}).rename(UNITS)

    def __repr__(self) -> str:
        """Return what ``lodeway matrix`` prints."""
        places = {place.id: place for place in (*self.origins, *self.destinations)}
        return "\n".join([*_table(self.rows, places), *(f"note: {flag}" for flag in self.flags)])


def find_matrix(
    origins: Names,
    destinations: Names = (),
    *,
    by: Objective = "cost",
    modes: Names = (),
    avoid: Names = (),
    ban: Literal["all", "transit"] = "all",
    avoid_gates: Names = (),
    avoid_links: Names = (),
    year: int | None = None,
    commodity: str = "",
    time_value: float | None = None,
    scenario: str | Path | Scenario = "central-asia",
    case: str = "base",
    progress: Callable[[str], None] | None = None,
) -> Pairs:
    """Return the best way from each origin to each destination, as ``lodeway matrix`` tells them: one search for many pairs.

    Parameters
    ----------
    origins, destinations
        Places, as `lodeway.find_route` takes them; without destinations the ways between all origins.
    by, modes, avoid, ban, avoid_gates, avoid_links, year, commodity, time_value, scenario, case, progress
        As `lodeway.find_route` takes them.

    Returns
    -------
    Pairs
        Figures per gross tonne; a pair without a way has none.

    Raises
    ------
    UsageError
        When a place, gate, country, mode, commodity or value is none that is allowed; every unknown one is told of.

    Examples
    --------
    >>> from lodeway.network.sample import sample
    >>> find_matrix(["mine"], ["market"], scenario=sample()).to_frame()["distance [km]"].to_list()
    [1100.0]
    """
    asked = Asked(
        scenario=scenario,
        case=case,
        by=by,
        modes=modes,
        avoid=avoid,
        ban=ban,
        avoid_gates=avoid_gates,
        avoid_links=avoid_links,
        year=year,
        commodity=commodity,
        time_value=time_value,
    )
    return find_pairs(asked, origins, destinations, progress=progress)


def find_pairs(
    asked: Asked, origins: Names, destinations: Names = (), *, progress: Callable[[str], None] | None = None
) -> Pairs:
    """Return the ways between pairs; parameters and errors are those of `find_matrix`, its shared ones in `asked`."""
    world = asked.read()
    starts = find_places(world, _texts(origins), asked, lists=True)
    ends = find_places(world, _texts(destinations), asked, lists=True) if destinations else starts
    if {place.id for place in starts} == {place.id for place in ends} and len(starts) == 1:
        raise UsageError("a matrix needs two places: name another PLACE or give --to")
    places = {place.id: place for place in (*starts, *ends)}
    network = build(world, places=tuple(places.values()), progress=progress)
    search = terms(world, network, asked)
    return Pairs(
        origins=starts,
        destinations=ends,
        terms=search,
        flags=tuple(dated(world, network, search.year)),
        rows=_rows(network, search, starts, ends),
    )


def _texts(names: Names) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _rows(
    network: Network, search: Terms, starts: tuple[Place, ...], ends: tuple[Place, ...]
) -> tuple[dict[str, Any], ...]:
    """Return one row for each pair of different places, those of one pair of countries searched together."""
    number = {site: place for place, site in enumerate(network.sites)}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    # A ban of transit spares the countries in which a way begins and ends; all other weights are the same for all.
    spared = search.avoid if search.ban == "transit" else frozenset()
    for origin in sorted({place.country if place.country in spared else "" for place in starts}):
        for destination in sorted({place.country if place.country in spared else "" for place in ends}):
            rows = [place for place in starts if (place.country if place.country in spared else "") == origin]
            columns = [place for place in ends if (place.country if place.country in spared else "") == destination]
            weight = weights(network, search, origin=origin or None, destination=destination or None)
            table = matrix(
                network,
                weight,
                [int(network.site_terminal[number[place.id]]) for place in rows],
                [int(network.site_arrival[number[place.id]]) for place in columns],
            )
            money = table.cost + search.time_value * table.hours
            figures = {"km": table.km, "hours": table.hours, "cost": money, "freight": table.cost, "co2": table.co2}
            for i, one in enumerate(rows):
                for j, other in enumerate(columns):
                    values = {name: _figure(figures[name][i, j], digits) for name, digits in _DIGITS.items()}
                    found[one.id, other.id] = {"from": one.id, "to": other.id} | values
    return tuple(found[one.id, other.id] for one in starts for other in ends if one.id != other.id)


def _figure(value: float, digits: int) -> float | None:
    return round(float(value), digits) if math.isfinite(value) else None


def _table(rows: Sequence[dict[str, Any]], places: dict[str, Place]) -> list[str]:
    lines = [f"{'from':<28}{'to':<28}{'km':>8}{'days':>7}{'USD/t':>9}{'kg CO2e/t':>11}"]
    for row in rows:
        names = (places[row[side]].name[:26] for side in ("from", "to"))
        start = "".join(f"{name:<28}" for name in names)
        if row["km"] is None:
            lines.append(f"{start}no way")
        else:
            days = row["hours"] / 24
            lines.append(f"{start}{row['km']:>8,.0f}{days:>7.1f}{row['cost']:>9,.2f}{row['co2']:>11,.1f}")
    return lines
