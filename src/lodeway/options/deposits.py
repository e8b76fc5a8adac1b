"""Undeveloped deposits of the public tables: metal, way to a market, break-even price and what each would change in a plan."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lodeway.errors import InfeasibleError
from lodeway.explore.assess.library import Listed, catalogue
from lodeway.network import distance
from lodeway.network.model import Network
from lodeway.options.likeness import ELEMENTS, Likeness, Mine, like, simulate
from lodeway.options.projects import BUILT, LITTLE, Project
from lodeway.options.revised import Mining, Spread, mining, revisions
from lodeway.options.ways import Way, way_to_market
from lodeway.plan.studies.kept import Kept, hold
from lodeway.scenario import capital_rate, parse_recipe
from lodeway.scenario.model import Scenario
from lodeway.scenario.places import countries
from lodeway.schema.tables import Process, Site

__all__ = ["OPEN", "Deposit", "Offer", "deposit_of", "offered", "without"]

NEAR = 5.0
"""A deposit this near to a site of the scenario [km] is taken to be the same: deposits of one district lie further apart."""
OPEN = ("not told", "undeveloped")
"""What is told of mining at a deposit that may be developed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """A deposit of a public table of which no start of mining is told. NaN is not known; `reasons` says why."""

    name: str
    country: str
    longitude: float
    latitude: float
    kind: str
    ore: float
    """t."""
    ore_range: Spread
    """As it may be once it is estimated anew [t]."""
    metal: dict[str, float]
    """Contained [t], of each metal that is reported."""
    metal_range: dict[str, Spread]
    """t."""
    grades: dict[str, float]
    """Share of the ore."""
    grade_range: dict[str, Spread]
    """Share of the ore."""
    site: str
    """Site of the scenario within 5 km of it, "" for none."""
    mined: bool
    """Whether the scenario has a mine at that site which runs or is committed: then it may be known under another name."""
    mining: str
    """``in the scenario`` where `mined`; ``mined``, ``under construction`` or ``undeveloped`` where that is told; else ``not told``."""
    mining_note: str
    mining_source: str
    mining_confidence: str
    """M published, L general knowledge, to verify."""
    way: Way | None
    capital_rate: float
    """Real, a year (0 to 1)."""
    stability: float
    """Political stability of the Worldwide Governance Indicators, about -2.5 to 2.5."""
    stability_error: float
    sold: str
    """Metal that bears the costs, "" where none can."""
    like: str
    """Candidate of the scenario whose costs it has."""
    price: float
    """Reference price of the commodity [USD/t]."""
    break_even: float
    """Price at the market at which a tonne pays for running cost, capital and freight, median [USD/t]."""
    break_even_range: Spread
    output: Spread
    """t/a."""
    methods: dict[str, float]
    """Chance of each way of mining (0 to 1)."""
    credit: dict[str, float]
    """What each other metal earns, median [USD per tonne of the metal that is sold]; the break-even price has it taken off."""
    project: str
    """Candidate of the scenario at its site, whose effect it has; "" for none."""
    built: float
    """What the cheapest plan builds of it, of the middle costs [t/a]."""
    effect: float
    """What the plan costs less with it, of the middle costs [USD, present value]; 0 where it would not be built."""
    effect_dear: float
    """With the dearest fifth of its costs and sizes."""
    effect_cheap: float
    """With the cheapest fifth."""
    lack: float
    """Subsidy at which the plan would begin to build it [USD, present value, per t/a]; 0 where it is built."""
    source: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A deposit as place and candidates of a scenario: the dear, the middle and the cheap, or none."""

    row: Listed
    country: str
    place: Site
    same: str
    """Site of the scenario, "" for none."""
    project: str
    mined: bool
    told: Mining | None
    held: Likeness | None
    mine: Mine | None
    rows: tuple[Process, ...]
    reasons: tuple[str, ...]

    @property
    def mining(self) -> str:
        """What is told of mining."""
        return "in the scenario" if self.mined else self.told.state if self.told else "not told"


def offered(scenario: Scenario, chosen: Collection[str], spans: Mapping[str, tuple[float, float]]) -> tuple[Offer, ...]:
    """Return the deposits of the built-in tables in these countries that have no start of mining.

    Parameters
    ----------
    scenario
        Where they may be mined.
    chosen
        ISO 3166 alpha-3.
    spans
        What `lodeway.options.projects.spans` read: ranges of running costs.
    """
    names = {name: code for code, name in countries().items()}
    # Grades and draws are those of all deposits, whichever countries are asked for.
    places = [
        (number, row, names[row.country], _same(row, names[row.country], scenario))
        for number, row in enumerate(catalogue())
        if row.country in names and not row.started
    ]
    sites = {site: row for _, row, _, site in places if site}
    found = []
    for number, row, country, same in places:
        if country not in chosen:
            continue
        own = {one.id: one for one in scenario.processes if one.site == same and not parse_recipe(one.recipe).inputs}
        mined = any(one.status in ("operating", "committed") for one in own.values())
        told = mining().get((row.name, country))
        held, why = like(row, scenario, sites, spans)
        project = next((one.id for one in own.values() if _makes(one, held, scenario)), "")
        place = Site(
            id=f"deposit-{number}-{re.sub('[^a-z0-9]+', '-', row.name.lower()).strip('-')}", name=row.name, country=country,
            longitude=row.longitude, latitude=row.latitude, kind="deposit", source=row.source,
        )  # fmt: skip
        mine = simulate(row, held, scenario, country, seed=number) if held else None
        offer = Offer(
            row=row, country=country, place=place, same=same, project=project, mined=mined, told=told, held=held, mine=mine,
            rows=(), reasons=(f"sold, price, break_even, output, built, effect and lack: {why}",) if why else (),
        )  # fmt: skip
        if held and mine and not project and offer.mining in OPEN:
            offer = dataclasses.replace(offer, rows=mine.rows(*_pattern(offer, held)))
        elif held and not project:
            offer = dataclasses.replace(
                offer, reasons=(f"built, effect and lack: {offer.mining}, not asked of the plan",)
            )
        found.append(offer)
    return tuple(found)


def _same(row: Listed, country: str, scenario: Scenario) -> str:
    """Return the site of the scenario that a deposit is, "" for none."""
    near = [one for one in scenario.sites if one.country == country and one.kind in ("deposit", "mine", "plant")]
    distances = {one.id: float(distance(row.longitude, row.latitude, one.longitude, one.latitude)) for one in near}
    same = min(distances, key=distances.__getitem__, default="")
    return same if same and distances[same] <= NEAR else ""


def _makes(row: Process, held: Likeness | None, scenario: Scenario) -> bool:
    """Return whether a row is a candidate mine of the metal that the deposit sells."""
    outputs = {name for name, _ in parse_recipe(row.recipe).outputs}
    return held is not None and row.status == "candidate" and held.about.id in outputs


def _pattern(offer: Offer, held: Likeness) -> tuple[Process, float]:
    """Return a candidate at a deposit, and what can be won of it [t]."""
    row, metal = offer.row, held.metal
    pattern = dataclasses.replace(
        held.row, id=offer.place.id, name=row.name, site=offer.place.id, capacity=0.0, ore=math.nan, grade=100 * row.grades[metal],
        recovery=100 * held.recovery, opens=0, closes=0, source=row.source, confidence="L", range="", note="",
    )  # fmt: skip
    return pattern, row.ore * row.grades[metal] * held.recovery


def without(kept: Kept, offers: Sequence[Offer]) -> Kept:
    """Return a kept program in which every deposit is closed.

    Raises
    ------
    InfeasibleError
        When the scenario has no plan without them.
    """
    bounds = kept.master.assembly.rows
    closed = [bounds[key] for one in offers for row in one.rows if (key := ("size", "process", row.id)) in bounds]
    if not closed:
        return kept
    kept.reset()
    kept.limit(closed, [-np.inf] * len(closed), [0.0] * len(closed))
    done = kept.solve()
    if done is None:
        raise InfeasibleError(("no plan without the deposits of the tables",))
    return hold(kept.master, kept.finder, kept.least, done)


def deposit_of(
    scenario: Scenario,
    offer: Offer,
    network: Network,
    kept: Kept,
    stable: Mapping[str, tuple[float, float]],
    projects: Mapping[str, Project],
) -> Deposit:
    """Return what is known of a deposit: `kept` has all deposits closed, `projects` are those of the scenario by id."""
    row, held, mine = offer.row, offer.held, offer.mine
    reasons = list(offer.reasons)
    way = way_to_market(scenario, network, offer.place.id, offer.country, element=ELEMENTS[held.metal] if held else "")
    if way is None:
        reasons.append("way and break_even: no market can be reached")
    nothing = Spread(math.nan, math.nan, math.nan)
    prices = output = nothing
    if held and held.table != row.kind.partition(",")[0]:
        reasons.append(
            f"break_even: {held.row.id}, which it is like, is of {'another type' if held.table else 'no known type'} ({held.table or 'no table'}): "
            + (
                "its cost is carried over by the equations alone"
                if held.table
                else "it is taken to be mined as this deposit is"
            )
        )
    if mine and (nothing_paid := sorted(set(row.grades) - {held.metal if held else ""} - set(mine.credit))):
        reasons.append(f"credit: no price of {', '.join(nothing_paid)}")
    if offer.project:
        reasons.append(
            f"break_even and output: those of {offer.project}, of which the scenario knows more than the table"
        )
    elif held and mine:
        if (worth := _worth(held, mine)) < 0.5:
            reasons.append(
                f"break_even: {held.metal} is only {worth:.0%} of what it would earn, so that its price alone decides little"
            )
        freight = way.freight / held.about.content if way else math.nan
        prices, output = Spread.of(mine.cost + freight), Spread.of(mine.output)
    dear, middle, cheap = _effects(kept, offer.rows)
    built, effect, lack = middle
    if (same := projects.get(offer.project)) is not None:
        built, effect, lack = same.built, same.effect, same.lack
        reasons.append(f"built, effect and lack are those of {same.id}; of its dear and cheap ends nothing was asked")
    elif math.isnan(lack) and offer.rows:
        reasons.append("lack: no plan can hold it within the plan's years")
    steady, error = stable.get(offer.country, (math.nan, math.nan))
    ratio = np.array(revisions(row.kind.partition(",")[0]))
    told = offer.told or Mining("", "", "", "")
    return Deposit(
        name=row.name, country=offer.country, longitude=row.longitude, latitude=row.latitude, kind=row.kind, ore=row.ore,
        ore_range=Spread.of(row.ore * ratio[:, 0]),
        metal={metal: row.ore * share for metal, share in row.grades.items()},
        metal_range={metal: Spread.of(row.ore * share * ratio.prod(axis=1)) for metal, share in row.grades.items()},
        grades=dict(row.grades), grade_range={metal: Spread.of(share * ratio[:, 1]) for metal, share in row.grades.items()},
        site=offer.same, mined=offer.mined, mining=offer.mining, mining_note=told.note, mining_source=told.source,
        mining_confidence=told.confidence, way=way, capital_rate=capital_rate(scenario, offer.country), stability=steady,
        stability_error=error, sold=held.metal if held else "", like=held.row.id if held else "",
        price=held.about.price if held else math.nan, break_even=prices.q50, break_even_range=prices, output=output,
        methods=dict(mine.methods) if mine else {}, credit={name: float(np.median(one)) for name, one in mine.credit.items()} if mine else {},
        project=offer.project, built=built, effect=effect, effect_dear=dear[1], effect_cheap=cheap[1], lack=lack,
        source=row.source, reasons=tuple(reasons),
    )  # fmt: skip


def _worth(held: Likeness, mine: Mine) -> float:
    """Return what the metal that is sold earns, as a share of what all metals with a price earn (0 to 1)."""
    return held.about.price / (held.about.price + sum(float(np.median(one)) for one in mine.credit.values()))


def _effects(kept: Kept, rows: Sequence[Process]) -> list[tuple[float, float, float]]:
    """Return what the plan builds of each row, what it costs less with it, and what the first of it lacks."""
    return [_with(kept, row) for row in rows] or [(math.nan, math.nan, math.nan)] * 3


def _with(kept: Kept, row: Process) -> tuple[float, float, float]:
    columns, bound = kept.builds().get(("process", row.id)), kept.master.assembly.rows.get(("size", "process", row.id))
    if columns is None or bound is None:
        return 0.0, 0.0, math.nan
    project = next(one for one in kept.world.projects if one.kind == "process" and one.id == row.id)
    kept.reset()
    kept.limit([bound], [-np.inf], [project.most])
    done = kept.solve()
    if done is None:
        return math.nan, math.nan, math.nan
    units = float(done.answer.values[columns].sum())
    if units > BUILT * project.most:
        return units * project.step, max(0.0, kept.base.answer.objective - done.answer.objective), 0.0
    size = LITTLE * project.most
    kept.reset()
    kept.limit([bound], [size], [project.most])
    done = kept.solve()
    lack = math.nan if done is None else (done.answer.objective - kept.base.answer.objective) / (size * project.step)
    return 0.0, 0.0, max(0.0, lack) if math.isfinite(lack) else lack
