"""The known undeveloped deposits first: projects that a scenario names, and deposits of public tables that it does not."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from lodeway import atlas
from lodeway.explore.assess.library import catalogue
from lodeway.network import build, path, tree
from lodeway.network._geometry import distance
from lodeway.network.model import Network
from lodeway.network.model import Path as Route
from lodeway.network.places import Place
from lodeway.plan.finance import annuity, interest_during_construction
from lodeway.plan.studies.kept import Kept, keep
from lodeway.scenario import capital_rate, parse_recipe
from lodeway.scenario.model import Scenario
from lodeway.scenario.numbers import parse_number
from lodeway.scenario.places import countries
from lodeway.scenario.sheets import read_csv
from lodeway.schema.tables import Process, Site

__all__ = ["Deposit", "Known", "Project", "Way", "known", "spans"]

LITTLE = 1e-3
"""Share of the most that may be built that is tried of a project which the plan leaves out."""
BUILT = 1e-6
"""Share of the most that may be built below which nothing is built."""
NEAR = 15.0
"""A deposit this near to a site of the scenario [km] is taken to be the same."""
_RANGE = re.compile(r"\s*([\d.]+)\s*-\s*([\d.]+)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The cheapest way to the nearest market."""

    market: str
    site: str
    km: float
    hours: float
    freight: float
    """USD per gross tonne."""
    borders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """An undeveloped mine that the scenario names. NaN is not known; `reasons` says why, and what seems odd of the others."""

    id: str
    name: str
    site: str
    country: str
    commodity: str
    element: str
    grade: float
    """%."""
    metal: float
    """That can be won [t]."""
    output: float
    """Most that may be made [t/a]."""
    lead_time: int
    way: Way | None
    capital_rate: float
    """Real, a year (0 to 1)."""
    stability: float
    """Political stability of the Worldwide Governance Indicators, about -2.5 to 2.5."""
    stability_error: float
    price: float
    """Reference price [USD/t]."""
    break_even: float
    """Price at the market at which a tonne pays for running cost, capital and freight [USD/t]."""
    break_even_low: float
    break_even_high: float
    """With the ends of the range that the row states for its running cost."""
    built: float
    """What the cheapest plan builds [t/a]."""
    effect: float
    """What the plan costs more without it [USD, present value]; 0 where it is not built."""
    lack: float
    """Subsidy at which the plan would begin to build it [USD, present value, per t/a]; 0 where it is built."""
    source: str
    confidence: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """A deposit of a public table of which no start of mining is told."""

    name: str
    country: str
    longitude: float
    latitude: float
    kind: str
    ore: float
    """t."""
    metal: dict[str, float]
    """Contained [t], of each metal that is reported."""
    grades: dict[str, float]
    """Share of the ore."""
    site: str
    """Site of the scenario within 15 km of it, "" for none."""
    mined: bool
    """Whether the scenario has a mine at that site which runs or is committed: then it may be known under another name."""
    mining: str
    """``in the scenario`` where `mined`; else ``not told``: the tables state no start, which is no proof that there was none."""
    way: Way | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known and undeveloped, best first."""

    scenario: str
    case: str
    year: int
    projects: tuple[Project, ...]
    deposits: tuple[Deposit, ...]
    flags: tuple[str, ...] = ()


def known(
    scenario: Scenario,
    *,
    within: Collection[str] = (),
    deposits: bool = True,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    say: Callable[[str], None] | None = None,
) -> Known:
    """Return the undeveloped mines that a scenario names, and deposits of the built-in tables, ranked.

    Projects come by what the plan would lose without them, then by how little they lack; deposits by their copper.

    Parameters
    ----------
    scenario
        What `lodeway.scenario.read` returned.
    within
        Countries (ISO 3166 alpha-3); left out: those of the scenario's target, or all that have a candidate mine.
    deposits
        Also tell of deposits of the public tables.
    ranges
        What `spans` read of the scenario's folder: low and high running cost of each process, as shares of the stated one.
    say
        Called with a line a step.

    Raises
    ------
    InfeasibleError
        When the scenario has no plan.
    """
    tell = say or _silent
    sites = {row.id: row for row in scenario.sites}
    mines = [row for row in scenario.processes if row.status == "candidate" and not parse_recipe(row.recipe).inputs]
    chosen = frozenset(within) or frozenset(scenario.target.countries if scenario.target else ())
    chosen = chosen or frozenset(sites[row.site].country for row in mines)
    mines = [row for row in mines if sites[row.site].country in chosen]
    listed = _listed(scenario, chosen) if deposits else ()
    tell("network")
    network = build(scenario, progress=say)
    tell("plan")
    kept = keep(scenario, network, say=tell)
    stable = _stability()
    told = ranges or {}
    projects = [_project(scenario, sites[row.site], row, network, kept, stable, told.get(row.id)) for row in mines]
    projects.sort(key=lambda row: (-row.effect, row.lack if math.isfinite(row.lack) else math.inf, row.id))
    found = _with_ways(scenario, listed, tell) if listed else ()
    flags = ["builds are of any size in the plan that is asked; effects of several projects do not add up"]
    if listed:
        flags.append(
            "the tables tell of these deposits no start of mining, which is no proof that there was none: where mining is "
            "'not told' look it up first; their costs are not known"
        )
    return Known(
        scenario=scenario.name, case=scenario.case, year=scenario.years[0], projects=tuple(projects),
        deposits=tuple(sorted(found, key=lambda row: -row.metal.get("Cu", 0.0))), flags=tuple(flags),
    )  # fmt: skip


def spans(folder: Path) -> dict[str, tuple[float, float]]:
    """Return the range that each process of a scenario's folder states for its running cost, as shares of that cost.

    A range stands in the money of its row, which reading turns into that of the scenario; shares are the same in both.
    """
    file = folder / "processes.csv"
    sheet = read_csv(file, file=file.name)[0] if file.is_file() else None
    if sheet is None:
        return {}
    heads = {head.partition("[")[0].strip(): place for place, head in enumerate(sheet.header)}
    found = {}
    for _, cells in sheet.rows if {"id", "opex", "range"} <= set(heads) else ():
        span = _RANGE.fullmatch(str(cells[heads["range"]]))
        stated = str(cells[heads["opex"]]).strip()
        if span and stated and float(parse_number(stated, decimal=sheet.decimal)) > 0:
            cost = float(parse_number(stated, decimal=sheet.decimal))
            found[str(cells[heads["id"]]).strip()] = float(span[1]) / cost, float(span[2]) / cost
    return found


def _project(
    scenario: Scenario,
    site: Site,
    row: Process,
    network: Network,
    kept: Kept,
    stable: dict[str, tuple[float, float]],
    span: tuple[float, float] | None,
) -> Project:
    commodity = parse_recipe(row.recipe).outputs[0][0]
    about = next(one for one in scenario.commodities if one.id == commodity)
    rate = capital_rate(scenario, site.country)
    way = _way(scenario, network, site.id, site.country, element=about.element)
    capital = row.capex * interest_during_construction(rate, row.lead_time) * annuity(rate, row.life)
    beside = capital + (way.freight / about.content if way else math.nan)
    low, high = (row.opex * share for share in span or (math.nan, math.nan))
    built, effect, lack = _in_plan(kept, row)
    reasons = []
    if math.isnan(row.resource):
        reasons.append("metal: the row states no resource")
    if math.isnan(row.grade):
        reasons.append("grade: the row states none")
    if way is None:
        reasons.append("way and break_even: no market of the element can be reached")
    if span is None:
        reasons.append("break_even_low and break_even_high: the row states no range")
    if math.isnan(lack):
        reasons.append("lack: no plan can hold it within the plan's years")
    break_even = row.opex + beside
    if built and break_even > about.price:
        reasons.append(_dear(row, built, break_even, about.price))
    stability, error = stable.get(site.country, (math.nan, math.nan))
    if math.isnan(stability):
        reasons.append("stability: the atlas has no figure of the country")
    return Project(
        id=row.id, name=row.name or row.id, site=site.id, country=site.country, commodity=commodity, element=about.element,
        grade=row.grade, metal=row.resource, output=row.max_size, lead_time=row.lead_time, way=way, capital_rate=rate,
        stability=stability, stability_error=error, price=about.price, break_even=break_even,
        break_even_low=low + beside, break_even_high=high + beside, built=built, effect=effect, lack=lack,
        source=row.source, confidence=row.confidence, reasons=tuple(reasons),
    )  # fmt: skip


def _dear(row: Process, built: float, break_even: float, price: float) -> str:
    """Return why a plan may build what breaks even above the reference price."""
    part = f"only {built / row.max_size:.0%} of the most" if built < 0.999 * row.max_size else "all of it"
    return (
        f"built: {part}, though it breaks even at {break_even:,.0f} USD/t, above the reference price of {price:,.0f}: the plan "
        "does not sell at that price, it meets demand at least cost, and to it a tonne is worth what it would pay to go without "
        "(dearer supply, limits, shortage); nor need it bear the freight to the nearest market abroad"
    )


def _in_plan(kept: Kept, row: Process) -> tuple[float, float, float]:
    """Return what the plan builds of a project, what it costs more without, or what the first of it lacks."""
    columns = kept.builds().get(("process", row.id))
    bound = kept.master.assembly.rows.get(("size", "process", row.id))
    if columns is None or bound is None:
        return 0.0, 0.0, math.nan
    project = next(one for one in kept.world.projects if one.kind == "process" and one.id == row.id)
    units = float(kept.base.answer.values[columns].sum())
    kept.reset()
    if units > BUILT * project.most:
        kept.limit([bound], [-np.inf], [0.0])
        done = kept.solve()
        effect = math.nan if done is None else max(0.0, done.answer.objective - kept.base.answer.objective)
        return units * project.step, effect, 0.0
    size = LITTLE * project.most
    kept.limit([bound], [size], [project.most])
    done = kept.solve()
    lack = math.nan if done is None else (done.answer.objective - kept.base.answer.objective) / (size * project.step)
    return 0.0, 0.0, max(0.0, lack) if math.isfinite(lack) else lack


def _way(scenario: Scenario, network: Network, origin: str, home: str, *, element: str = "") -> Way | None:
    """Return the cheapest way to a market abroad, one that needs the element where it is named."""
    needed = {row.id for row in scenario.commodities if not element or row.element == element}
    buying = {row.market for row in scenario.demands if row.commodity in needed}
    places = {
        site: row.id for row in scenario.markets if row.id in buying and home not in row.countries for site in row.sites
    }
    grown = tree(network, origin, year=scenario.years[0], time_value=scenario.time_value)
    ways = [(one, market) for site, market in places.items() if (one := path(grown, site)) is not None]
    if not ways:
        return None
    best, market = min(ways, key=lambda pair: (pair[0].weight, pair[0].destination))
    return Way(
        market=market, site=best.destination, km=best.km, hours=best.hours, freight=best.cost, borders=_borders(best)
    )  # fmt: skip


def _borders(way: Route) -> int:
    return max(0, len(way.countries) - 1)


def _stability() -> dict[str, tuple[float, float]]:
    """Return the latest political stability of each country, and its standard error."""
    rows = atlas.read("governance").sort("year")
    return {
        country: (float(value), float(error) if error is not None else math.nan)
        for country, value, error in rows.select("iso3", "political_stability", "standard_error").iter_rows()
    }


def _listed(scenario: Scenario, chosen: frozenset[str]) -> tuple[Deposit, ...]:
    """Return the deposits of the built-in tables in these countries that have no start of mining."""
    names = {name: code for code, name in countries().items() if code in chosen}
    mined = {
        row.site
        for row in scenario.processes
        if row.status in ("operating", "committed") and not parse_recipe(row.recipe).inputs
    }
    found = []
    for row in catalogue():
        code = names.get(row.country)
        if code is None or row.started:
            continue
        near = [one for one in scenario.sites if one.country == code and one.kind in ("deposit", "mine", "plant")]
        distances = {one.id: float(distance(row.longitude, row.latitude, one.longitude, one.latitude)) for one in near}
        same = min(distances, key=distances.__getitem__, default="")
        same = same if same and distances[same] <= NEAR else ""
        found.append(
            Deposit(
                name=row.name, country=code, longitude=row.longitude, latitude=row.latitude, kind=row.kind, ore=row.ore,
                metal={metal: row.ore * share for metal, share in row.grades.items()}, grades=dict(row.grades),
                site=same, mined=same in mined, mining="in the scenario" if same in mined else "not told", way=None, source=row.source,
            )
        )  # fmt: skip
    return tuple(found)


def _with_ways(scenario: Scenario, listed: Sequence[Deposit], tell: Callable[[str], None]) -> tuple[Deposit, ...]:
    """Return deposits with the way from each to a market."""
    tell("ways of the deposits")
    ids = [f"deposit {number}" for number in range(len(listed))]
    points = [
        Place(id=name, name=row.name, country=row.country, longitude=row.longitude, latitude=row.latitude)
        for name, row in zip(ids, listed, strict=True)
    ]
    ends = {site for row in scenario.markets for site in row.sites}
    markets = [
        Place(id=one.id, name=one.name, country=one.country, longitude=one.longitude, latitude=one.latitude)
        for one in scenario.sites
        if one.id in ends
    ]
    network = build(scenario, places=(*points, *markets))
    return tuple(
        replace(row, way=_way(scenario, network, name, row.country)) for name, row in zip(ids, listed, strict=True)
    )


def _silent(text: str) -> None:
    """Say nothing."""
