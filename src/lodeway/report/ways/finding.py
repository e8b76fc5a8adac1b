"""The best ways between two places anywhere in the world, with what to know of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Literal

from lodeway.errors import NoRouteError, UsageError
from lodeway.network import Network, Path, Terms, build
from lodeway.network.asking import Asked, Names, dated, find_places, terms, words
from lodeway.network.hazards.exposure import Exposure, exposure
from lodeway.network.hazards.features import read_features
from lodeway.network.places import Place
from lodeway.network.routes import NEAR, Choices, find_choices, find_routes, find_way_by
from lodeway.network.routes.answer import access_notes, answer, figures, flags_of
from lodeway.network.routes.otherwise import Otherwise, otherwise
from lodeway.network.search.terms import Objective
from lodeway.plan.instance.trade import avoided
from lodeway.report.ways.telling import lines, note_of, of_choices, page, without_via
from lodeway.scenario.model import Scenario

if TYPE_CHECKING:
    import polars as pl

__all__ = ["MOST", "UNITS", "Ways", "find_route", "find_ways"]

MOST = 50
"""Most different ways that can be asked for."""
UNITS = {
    "km": "distance [km]",
    "hours": "time [h]",
    "cost": "cost [USD/t]",
    "freight": "freight [USD/t]",
    "co2": "co2 [kg/t]",
}
"""Columns of tables of ways, by the keys of their documents; per gross tonne."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Ways:
    """The ways found between two places, the best first, and what to know of them.

    Printed it is what ``lodeway route`` prints.
    """

    network: Network
    """The network searched, in which the two places stand beside those to pass."""
    origin: Place
    destination: Place
    via: tuple[Place, ...]
    terms: Terms
    paths: tuple[Path, ...]
    flags: tuple[str, ...]
    """What the reader should know, in sentences."""
    otherwise: tuple[Otherwise, ...]
    """Better ways that something closed, barred or not yet open keeps goods from."""
    choices: Choices | None = None
    """Of a Pareto set: how many near ways are left out, and whether it is complete."""
    exposures: tuple[Exposure, ...] = ()
    """How much of each way runs near the hazards that were brought, if any were."""

    @property
    def best(self) -> Path:
        """Return the best way: cost [USD/t], hours, km, kg CO2e per gross tonne, countries and modes in order."""
        return self.paths[0]

    def to_dict(self, *, geometry: bool = False) -> dict[str, Any]:
        """Return the document that ``lodeway route --json`` prints, with each way's line as GeoJSON on demand."""
        routes = [answer(self.network, way, self.terms, geometry=geometry) for way in self.paths]
        for row, near in zip(routes, self.exposures, strict=False):
            row["exposure"] = {"share": round(near.share, 4), "km": round(near.km, 1), "within": near.within}
        ends = (
            {name: getattr(place, name) for name in ("id", "name", "country", "longitude", "latitude")}
            for place in (self.origin, self.destination)
        )
        more = {}
        if self.choices is not None:
            more["pareto"] = {"near": NEAR, "left_out": self.choices.left_out, "complete": self.choices.complete}
        return {
            **dict(zip(("from", "to"), ends, strict=True)),
            "via": [place.id for place in self.via],
            "year": self.terms.year,
            "by": self.terms.by,
            "time_value": round(self.terms.time_value, 4),
            "flags": list(self.flags),
            **more,
            "otherwise": [_other(one, self.terms) for one in self.otherwise],
            "routes": routes,
        }

    def to_frame(self) -> pl.DataFrame:
        """Return the legs of all ways as a table: a row per leg in order of travel, way 1 being the best."""
        import polars as pl

        ways = self.to_dict()["routes"]
        rows = [{"way": number} | leg for number, way in enumerate(ways, start=1) for leg in way["legs"]]
        return pl.DataFrame(rows, infer_schema_length=None).rename(UNITS)

    def write(self, out: str | FilePath) -> FilePath:
        """Write a page with a map of the ways (.html) and return it."""
        from lodeway.report.map_page import write_routes

        write_routes(FilePath(out), page(self.to_dict(geometry=True)))
        return FilePath(out)

    def __repr__(self) -> str:
        """Return what ``lodeway route`` prints."""
        return "\n".join(lines(self.to_dict()))


def find_route(
    origin: str,
    destination: str,
    *,
    by: Objective = "cost",
    modes: Names = (),
    avoid: Names = (),
    ban: Literal["all", "transit"] = "all",
    avoid_gates: Names = (),
    avoid_links: Names = (),
    via: Names = (),
    year: int | None = None,
    alternatives: int = 1,
    pareto: bool = False,
    commodity: str = "",
    time_value: float | None = None,
    keep_bans: bool = False,
    hazards: str | FilePath | None = None,
    within: float = 5.0,
    scenario: str | FilePath | Scenario = "central-asia",
    case: str = "base",
    progress: Callable[[str], None] | None = None,
) -> Ways:
    """Return the best ways between two places of the world, as ``lodeway route`` tells them.

    Several names are given as a list, or in one text with commas between.

    Parameters
    ----------
    origin, destination
        A site, gate, port, station or city by any of its names, or ``latitude,longitude``.
    by
        What is least: cost (freight with the cost of time), time, distance or co2.
    modes
        Only rail, road, sea (with ferries) or ferry; none given: all.
    avoid
        Countries (ISO 3166 alpha-3) to keep out of.
    ban
        all: touch none of them; transit: pass through none, though goods may begin or end there.
    avoid_gates, avoid_links
        Gates not to pass and hand-made links not to use: ids, names or aliases.
    via
        Places to pass, in order.
    year
        Year of travel, 1990 to 2150; dated links and gates count. By default the scenario's first.
    alternatives
        This many really different ways, at most 50.
    pareto
        Every way that none beats, or nearly equals, in cost, hours, CO2e and borders at once.
    commodity
        Commodity of the scenario: its value sets the cost of time.
    time_value
        That cost itself [USD per gross tonne and hour]; by default the scenario's.
    keep_bans
        Keep to the bans of the scenario and its case as well.
    hazards
        GeoJSON or GeoPackage of what to keep away from; how much of each way is near is told.
    within
        Distance [km] that counts as near.
    scenario, case
        Scenario whose rates, gates and links apply, by name or as `lodeway.read_scenario` returned it, and the case to read.
    progress
        Called with a short text before each long step.

    Returns
    -------
    Ways
        Figures per gross tonne.

    Raises
    ------
    UsageError
        When a place, gate, country, mode, commodity or value is none that is allowed; every unknown one is told of.
    NoRouteError
        When no way leads there; it says which bans or closures cut it.

    Examples
    --------
    >>> from lodeway.network.sample import sample
    >>> found = find_route("mine", "market", scenario=sample())
    >>> found.best.km, found.best.countries, found.to_frame()["mode"].to_list()
    (1100.0, ('AAA', 'BBB'), ['rail', 'transfer', 'sea'])
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
        keep_bans=keep_bans,
    )
    return find_ways(
        asked,
        (origin, destination),
        via=via,
        alternatives=alternatives,
        pareto=pareto,
        hazards=hazards,
        within=within,
        progress=progress,
    )


def find_ways(
    asked: Asked,
    ends: tuple[str, str],
    *,
    via: Names = (),
    alternatives: int = 1,
    pareto: bool = False,
    hazards: str | FilePath | None = None,
    within: float = 5.0,
    progress: Callable[[str], None] | None = None,
) -> Ways:
    """Return the ways between two places; parameters and errors are those of `find_route`, its shared ones in `asked`."""
    stops = [via] if isinstance(via, str) and via else list(via)
    if pareto and alternatives > 1:
        raise UsageError("--alternatives and --pareto are two questions: ask one of them")
    if stops and (pareto or alternatives > 1):
        raise UsageError("--via names one way: leave out --alternatives and --pareto, or --via")
    if not 1 <= alternatives <= MOST:
        raise UsageError(f"alternatives {alternatives}: allowed are 1 to {MOST}")
    features = None if hazards is None else read_features(FilePath(hazards))
    world = asked.read()
    places = find_places(world, ends, asked)
    if len(places) < 2:
        raise UsageError(f"{ends[0]} and {ends[1]} are the same place")
    passed = find_places(world, stops, asked, lists=True)
    if same := [place.name for place in passed if place.id in {end.id for end in places}]:
        raise UsageError(f"--via {', '.join(same)}: the way begins or ends there")
    network = build(world, places=(*places, *passed), progress=progress)
    standing = _standing(world, asked, places)
    search = terms(world, network, asked, standing=standing if asked.keep_bans else frozenset())
    between = network, places[0].id, places[1].id, search
    countries = places[0].country, places[1].country
    choices = find_choices(*between, ends=countries) if pareto else None
    if choices is not None:
        ways = choices.ways
    elif passed:
        ids = [place.id for place in (places[0], *passed, places[1])]
        ways = (find_way_by(network, ids, search, ends=countries),)
    else:
        ways = find_routes(*between, ends=countries, different=alternatives)
    flags = [*access_notes(network, ways, search), *flags_of(network, ways, ends=(places[0].id, places[1].id))]
    flags += [] if choices is None else of_choices(choices)
    flags += dated(world, network, search.year)
    better: tuple[Otherwise, ...] = ()
    if passed:
        flags.append(without_via(find_routes(*between, ends=countries)[0], search))
    else:
        better = otherwise(*between, ends=countries, best=ways[0])
    flags += [note_of(network, one, ways[0], search) for one in better]
    flags += _of_bans(world, asked, standing, ways)
    near = () if features is None else tuple(exposure(network, way.legs, features, within=within) for way in ways)
    return Ways(
        network=network,
        origin=places[0],
        destination=places[1],
        via=passed,
        terms=search,
        paths=ways,
        flags=tuple(flags),
        otherwise=better,
        choices=choices,
        exposures=near,
    )


def _of_bans(world: Scenario, asked: Asked, standing: frozenset[str], ways: Sequence[Path]) -> list[str]:
    """Return what to say of the scenario's own bans: that they are kept to, or that a way breaks them."""
    case = f"case {world.case} of scenario {world.name}"
    if asked.keep_bans:
        return [f"{case} bans transit of {', '.join(sorted(standing))}: kept to"] if standing else []
    touched = sorted(standing & {code for way in ways for code in way.countries})
    return [f"{case} bans transit of {', '.join(touched)}: not kept to here; --keep-bans does"] if touched else []


def _other(found: Otherwise, search: Terms) -> dict[str, Any]:
    """Return a better way that is not to be had, as the document tells it."""
    return {
        "kind": found.kind,
        "gates": list(found.gates),
        "links": list(found.links),
        "countries": list(found.countries),
        "year": found.year or None,
        **figures(found.way, search),
        "by": list(found.way.countries),
    }


def _standing(world: Scenario, asked: Asked, ends: tuple[Place, ...]) -> frozenset[str]:
    """Return the countries that the scenario's bans keep goods between these ends out of."""
    own = {end.country for end in ends}
    if asked.ban == "all" and (barred := sorted(own & {code.upper() for code in words(asked.avoid)})):
        raise NoRouteError(
            f"--avoid bars {', '.join(barred)}, where the way begins or ends; "
            "with --ban transit goods may begin and end there",
            [f"{code} is barred" for code in barred],
        )
    year = asked.year if asked.year is not None else world.years[0]
    found = avoided(world, year, ends[0].country, ends[1].country)
    if found is None and asked.keep_bans:
        told = f"case {world.case} of scenario {world.name} bans all trade between {' and '.join(sorted(own))}"
        raise NoRouteError(told, [f"ban of case {world.case}"])
    return found or frozenset()
