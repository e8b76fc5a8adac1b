"""A deposit of a table as the mine that it would be: costs of the candidate that it is like, by way of mining, size and grade."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.assess.library import Listed
from lodeway.explore.assess.mine_costs import METHODS, SOURCE, costs
from lodeway.options.byproducts import PAID, RECOVERIES, concentrates, prices
from lodeway.options.revised import revisions
from lodeway.plan.finance import annuity, interest_during_construction
from lodeway.scenario import capital_rate, parse_recipe
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Commodity, Process

__all__ = ["ELEMENTS", "Likeness", "Mine", "like", "simulate"]

Values = NDArray[np.float64]

ELEMENTS = {
    "Ag": "silver", "Au": "gold", "Co": "cobalt", "Cu": "copper", "Mo": "molybdenum", "Pb": "lead", "Zn": "zinc",
}  # fmt: skip
"""Elements of the tables' metals, as scenarios name them."""
WAYS = {
    "porphyry-copper": ("open-pit",),
    "sediment-copper": ("open-pit", "room-and-pillar"),
    "vms": ("open-pit", "vertical-crater-retreat"),
}
"""How deposits of each table are mined near the surface and below: RAEF's classes of massive, flat and steep bodies; known porphyries lie at the surface."""
SHALLOW = 61.0
"""Depth of a body's top from which it is mined underground [m]: Smith (1992), as RAEF applies it."""
DEEPEST = 300.0
"""Depth down to which the tops of the other bodies lie, all depths alike [m]: assumption; the tables do not tell it."""
DAYS = 350
TAYLOR = 0.2, 0.25
"""Life [a] by ore [t]: Taylor, H. K. (1986): Rates of working of mines; a simple rule of thumb. Transactions of the Institution of Mining and Metallurgy 95, A203-A204."""
DRAWS = 5000
NAMES = ("dear", "middle", "cheap")
"""Fifths of the draws by break-even price: the dearest, the middle and the cheapest, which stand about q10, q50 and q90 of it."""
METHOD = (
    "costs of deposits: those of the candidate that each is like, times what the published equations say of both, by way of mining, tonnage, depth and number of concentrates: "
    f"{SOURCE}; porphyries by open pit, others underground where their top lies below {SHALLOW:g} m, tops evenly to {DEEPEST:g} m (assumption: the tables tell no depth); "
    "life by Taylor's rule (1986); range of the running cost where the candidate's row states one"
)
CREDITED = (
    "metals beside the one that is sold lower its cost where they have a price, by what flotation recovers (Camm 1991) at "
    f"{PAID[0]:.0%} to {PAID[1]:.0%} of that price (assumption); their freight is not charged, and a metal without a price earns nothing. A candidate's cost may already be net of its own by-products"
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """The candidate mine of a scenario whose costs a deposit has."""

    row: Process
    about: Commodity
    metal: str
    """Metal of the table that is sold."""
    grade: float
    """Share of the ore of the candidate."""
    recovery: float
    """Share that is won (0 to 1)."""
    span: tuple[float, float]
    """Low and high running cost, as shares of the stated one."""
    table: str
    """Table of the deposit at its site, "" where none is known."""


@dataclass(frozen=True, slots=True)
class Mine:
    """A deposit as mines, one in each draw of its uncertain figures."""

    ore: Values
    """t."""
    ratio: Values
    """Of each metal to what the table states."""
    output: Values
    """t/a."""
    opex: Values
    """USD per tonne of output."""
    capex: Values
    """USD per t/a."""
    life: Values
    """Years."""
    cost: Values
    """Running cost, less what other metals earn, and capital of a tonne of output [USD]; freight comes on top."""
    credit: Mapping[str, Values]
    """What each other metal earns [USD per tonne of output]; `opex` has it taken off, but is never less than 0."""
    methods: Mapping[str, float]
    """Share of the draws by way of mining."""

    def rows(self, pattern: Process, resource: float) -> tuple[Process, ...]:
        """Return the dearest, the middle and the cheapest fifth of the draws as candidates of a scenario.

        Parameters
        ----------
        pattern
            Candidate with id, site and lead time.
        resource
            Metal that can be won by the table's figures [t].
        """
        order = np.argsort(-self.cost, kind="stable")
        fifth = order.size // 5
        middle = (order.size - fifth) // 2
        starts = (0, middle, order.size - fifth)
        found = []
        for name, start in zip(NAMES, starts, strict=True):
            part = order[start : start + fifth]
            output, opex, capex, life = (
                float(np.median(one[part])) for one in (self.output, self.opex, self.capex, self.life)
            )
            found.append(
                dataclasses.replace(
                    pattern, id=f"{pattern.id}-{name}", max_size=output, opex=opex, capex=capex, life=max(1, round(life)),
                    resource=resource * float(np.median(self.ratio[part])), unit_size=math.nan,
                )
            )  # fmt: skip
        return tuple(found)


def like(
    deposit: Listed, scenario: Scenario, sites: Mapping[str, Listed], spans: Mapping[str, tuple[float, float]]
) -> tuple[Likeness | None, str]:
    """Return the candidate that a deposit is like, or None and why there is none.

    It is one that makes a commodity of one of the deposit's metals, states running cost and capital, and has a known grade. Of several metals the one
    whose content is worth most is sold; of several candidates the one whose output is nearest is taken.

    Parameters
    ----------
    deposit
        A row of the built-in tables.
    scenario
        Whose candidates are looked at.
    sites
        Deposit of the tables at each site of the scenario, for the grades of candidates that state none.
    spans
        What `lodeway.options.projects.spans` read.
    """
    goods = {row.id: row for row in scenario.commodities}
    found: list[tuple[float, float, Likeness]] = []
    lacking: set[str] = set()
    for row in scenario.processes:
        recipe = parse_recipe(row.recipe)
        if row.status != "candidate" or recipe.inputs or len(recipe.outputs) != 1:
            continue
        about = goods[recipe.outputs[0][0]]
        metal = next((one for one, element in ELEMENTS.items() if element == about.element), "")
        if metal not in deposit.grades or not (row.opex > 0 and row.capex > 0 and row.max_size > 0):
            continue
        there = sites.get(row.site)
        grade = row.grade / 100 if row.grade > 0 else there.grades.get(metal, math.nan) if there else math.nan
        recovery = _recovery(scenario, about, row)
        if not (grade > 0 and recovery > 0):
            lacking.add(f"{row.id} has no grade" if not grade > 0 else f"no mine of {about.element} states a recovery")
            continue
        contained = deposit.ore * deposit.grades[metal]
        output = contained * recovery / life(deposit.ore)
        near = abs(math.log(output / row.max_size))
        table = there.kind.partition(",")[0] if there else ""
        held = Likeness(row, about, metal, grade, recovery, spans.get(row.id, (1.0, 1.0)), table)
        found.append((-contained * about.price, near, held))
    if found:
        return min(found, key=lambda entry: entry[:2])[2], ""
    names = ", ".join(ELEMENTS.get(metal, metal) for metal in deposit.grades)
    return None, "; ".join(sorted(lacking)) or f"the scenario has no candidate mine of {names} with costs"


def life(ore: float) -> float:
    """Return the life of a mine by Taylor's rule [a].

    Examples
    --------
    >>> round(life(100e6))
    20
    """
    return float(TAYLOR[0] * ore ** TAYLOR[1])


def _recovery(scenario: Scenario, about: Commodity, row: Process) -> float:
    """Return the share that is won: of the candidate, or the median of the mines of its commodity that state one."""
    if row.recovery > 0:
        return row.recovery / 100
    told = [
        one.recovery / 100
        for one in scenario.processes
        if one.recovery > 0 and [name for name, _ in parse_recipe(one.recipe).outputs] == [about.id]
    ]
    return float(np.median(told)) if told else math.nan


def simulate(deposit: Listed, held: Likeness, scenario: Scenario, country: str, *, seed: int = 1) -> Mine:
    """Return a deposit as mines, one a draw.

    Parameters
    ----------
    deposit, held
        The deposit and what it is like.
    scenario, country
        Where capital has its price; ISO 3166 alpha-3.
    seed
        The same seed, the same draws.
    """
    generator = np.random.default_rng(seed)
    pairs = np.array(revisions(deposit.kind.partition(",")[0]))
    ratio = pairs[generator.permutation(np.arange(DRAWS) % len(pairs))]
    ore, grade = deposit.ore * ratio[:, 0], deposit.grades[held.metal] * ratio[:, 1]
    low, high = held.span
    share = low + (high - low) * generator.random(DRAWS)
    lives = TAYLOR[0] * ore ** TAYLOR[1]
    output = ore * grade * held.recovery / lives
    known = prices(scenario, ELEMENTS)
    ratios, methods = _ratios(deposit, held, ore, lives, known, generator)
    poorer = held.grade / grade
    gross = held.row.opex * share * poorer * ratios[0]
    capex = held.row.capex * poorer * ratios[1]
    paid = PAID[0] + (PAID[1] - PAID[0]) * generator.random(DRAWS)
    credit = {
        metal: known[metal] * RECOVERIES[metal] * paid * (there * ratio[:, 1]) / (grade * held.recovery)
        for metal, there in deposit.grades.items()
        if metal != held.metal and metal in known and metal in RECOVERIES
    }
    earned = sum(credit.values(), start=np.zeros(DRAWS))
    rate = capital_rate(scenario, country)
    whole = np.maximum(1, np.rint(lives)).astype(int)
    by_life = {years: annuity(rate, years) for years in set(whole.tolist())}
    yearly = np.array([by_life[years] for years in whole.tolist()])
    cost = gross - earned + capex * interest_during_construction(rate, held.row.lead_time) * yearly
    return Mine(
        ore=ore, ratio=ratio.prod(axis=1), output=output, opex=np.maximum(0.0, gross - earned), capex=capex, life=lives,
        cost=cost, credit=credit, methods=methods,
    )  # fmt: skip


def _ratios(
    deposit: Listed,
    held: Likeness,
    ore: Values,
    lives: Values,
    known: Mapping[str, float],
    generator: np.random.Generator,
) -> tuple[tuple[Values, Values], dict[str, float]]:
    """Return running cost and capital of a tonne of ore over those of the candidate, by the equations, and the share of the draws by way of mining.

    A candidate of no known type is taken to be mined as the deposit is.
    """
    own = WAYS[deposit.kind.partition(",")[0]]
    theirs = WAYS.get(held.table, own)[-1]
    tops = DEEPEST * generator.random(DRAWS) if len(own) > 1 else np.zeros(DRAWS)
    a_day = ore / lives / DAYS
    made = concentrates(deposit.grades, known)
    ways = [costs(way, ore, a_day, tops, products=made) for way in own]
    running, capital = np.array([one.operating for one in ways]), np.array([one.capital for one in ways]) / a_day
    best = (tops >= SHALLOW).astype(int)
    chosen = best, np.arange(DRAWS)
    rate = np.array([held.row.max_size / (held.grade * held.recovery) / DAYS])
    size = np.array([_ore(held)])
    there = costs(theirs, size, rate, np.array([0.0 if theirs == "open-pit" else DEEPEST / 2]))
    methods = {METHODS[way].name: float(np.mean(best == place)) for place, way in enumerate(own)}
    return (running[chosen] / there.operating, capital[chosen] / (there.capital / rate)), methods


def _ore(held: Likeness) -> float:
    """Return the ore of the candidate [t]: what its row's resource says, else what its capacity mines over its life."""
    row = held.row
    won = row.resource if row.resource > 0 else row.max_size * row.life
    return won / (held.grade * held.recovery)
