"""What exploring a tract is worth: plans that know what is there, against the plan that does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lodeway.errors import UsageError
from lodeway.network.model import Network
from lodeway.options.branches import Branch, branches, explored
from lodeway.options.rows import mine, site, with_rows
from lodeway.options.tracts import Prospect
from lodeway.plan.finance import annuity, discount_factors, interest_during_construction
from lodeway.plan.studies.kept import Kept, keep
from lodeway.scenario import capital_rate
from lodeway.scenario.model import Scenario

__all__ = ["Worth", "charge", "worth"]

LITTLE = 1e-4
"""Share of a mine that is opened to read what it is worth at the plan's prices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What exploring a tract is worth [USD of the price year, present value]."""

    prospect: Prospect
    branches: tuple[Branch, ...]
    chance: float
    """Of a find that would be mined (0 to 1)."""
    estimate: float
    """Expected gain at the plan's prices, before the charge: nearly the most that planning anew can show."""
    gain: float
    """Expected gain of planning anew with each outcome, before the charge; NaN where it was not planned anew."""
    gains: tuple[float, ...]
    """Gain with each branch; empty where it was not planned anew."""
    charge: float
    """What exploration costs within the plan's years."""

    @property
    def value(self) -> float:
        """Expected value of the information, after what it costs."""
        return (self.gain if self.gains else self.estimate) - self.charge

    @property
    def planned(self) -> bool:
        """Whether it was planned anew."""
        return bool(self.gains)

    @property
    def buy(self) -> bool:
        """Whether exploring pays."""
        return self.value > 0


def charge(prospect: Prospect, scenario: Scenario) -> float:
    """Return what exploration costs within the plan's years [USD, present value].

    It is paid back as the plan pays back any project: in equal parts, at the country's rate, over the years of the mine that it looks
    for, counted as far as the plan's years reach; so that a mine which runs beyond them bears its share only. It is
    due whether anything is found or not.
    """
    rate = capital_rate(scenario, prospect.country)
    lead = prospect.exploration_time + prospect.like.lead_time
    outlay = prospect.exploration_cost * interest_during_construction(rate, lead)
    start = scenario.years[0] + lead
    running = [start <= year < start + prospect.like.life for year in scenario.years]
    factors = discount_factors(scenario.years, scenario.discount_rate)
    return float(outlay * annuity(rate, prospect.like.life) * factors[np.asarray(running)].sum())


def worth(
    scenario: Scenario,
    prospects: Sequence[Prospect],
    *,
    network: Network | None = None,
    best: int = 20,
    draws: int = 20_000,
    seed: int = 1,
    say: Callable[[str], None] | None = None,
) -> tuple[Worth, ...]:
    """Return what exploring each tract is worth, the worthiest first.

    One plan is made with all tracts closed. A sliver of each outcome's mine then tells what it earns at the plan's prices; the
    best tracts are planned anew with each of their outcomes. Builds are of any size, as in all studies of one kept program.

    Parameters
    ----------
    scenario
        Where the tracts are to supply.
    prospects
        Tracts, each looked at for itself: what two finds are worth together is less than the sum.
    network
        What `lodeway.network.build` made of the scenario with the tracts' sites; built here when left out.
    best
        How many tracts to plan anew.
    draws, seed
        Of the assessments.
    say
        Called with a line a step.

    Raises
    ------
    UsageError
        When there is no tract.
    InfeasibleError
        When the scenario has no plan.

    Notes
    -----
    Expected value of sample information: Raiffa, H., Schlaifer, R. (1961), Applied statistical decision theory. A plan's cost is convex in what a
    mine may make, so that its first sliver earns the most a tonne: the estimate bounds the gain but for the sliver.
    """
    if not prospects:
        raise UsageError("there is no tract")
    tell = say or _silent
    found = {row.id: branches(row, explored(row, draws=draws, seed=seed)) for row in prospects}
    first = scenario.years[0]
    mines = {row.id: [mine(row, branch, first) for branch in found[row.id]] for row in prospects}
    wider = with_rows(
        scenario, [site(row) for row in prospects], [one for rows in mines.values() for one in rows], case=scenario.case
    )
    tell("plan without and with the tracts")
    kept = keep(wider, network, say=tell)
    rows = _Rows(kept, {one.id: one.max_size for every in mines.values() for one in every})
    base = rows.cost({})
    slopes = rows.slopes()
    told = []
    for row in prospects:
        ids = [one.id for one in mines[row.id]]
        estimate = sum(
            branch.chance * slopes.get(name, 0.0) * branch.output
            for branch, name in zip(found[row.id], ids, strict=True)
        )
        told.append((estimate - charge(row, scenario), row, ids, estimate))
    told.sort(key=lambda entry: (-entry[0], entry[1].id))
    results = []
    for place, (_, row, ids, estimate) in enumerate(told):
        gains: tuple[float, ...] = ()
        if place < best:
            tell(f"plan anew: {row.name}")
            gains = tuple(max(0.0, base - rows.cost({name: 1.0})) for name in ids) or (0.0,)
        chances = [branch.chance for branch in found[row.id]] or [0.0]
        gain = float(np.dot(chances, gains)) if gains else float("nan")
        results.append(
            Worth(
                prospect=row, branches=found[row.id], chance=sum(branch.chance for branch in found[row.id]),
                estimate=estimate, gain=gain, gains=gains, charge=charge(row, scenario),
            )
        )  # fmt: skip
    return tuple(sorted(results, key=lambda entry: (-entry.value, entry.prospect.id)))


class _Rows:
    """The rows of a kept program that bound how much of each outcome's mine may be built."""

    def __init__(self, kept: Kept, most: dict[str, float]) -> None:
        self.kept = kept
        rows = kept.master.assembly.rows
        # A mine that could not run within the plan's years has no row: it is worth nothing to the plan.
        self.rows = {name: rows["size", "process", name] for name in most if ("size", "process", name) in rows}
        self.most = {name: most[name] for name in self.rows}

    def cost(self, shares: dict[str, float]) -> float:
        """Return the cost of the plan in which these shares of the mines may be built, and nothing of the others."""
        return self._solve(shares)[0]

    def slopes(self) -> dict[str, float]:
        """Return what the first sliver of each mine earns [USD, present value, per t/a]; 0 for one that does not pay."""
        duals = self._solve(dict.fromkeys(self.rows, LITTLE))[1]
        return {name: max(0.0, -float(duals[row])) for name, row in self.rows.items()}

    def _solve(self, shares: dict[str, float]) -> tuple[float, np.ndarray[tuple[int], np.dtype[np.float64]]]:
        self.kept.reset()
        names = list(self.rows)
        high = [shares.get(name, 0.0) * self.most[name] for name in names]
        self.kept.limit([self.rows[name] for name in names], [-np.inf] * len(names), high)
        done = self.kept.solve()
        if done is None:
            raise UsageError("closing a tract left no plan")
        return done.answer.objective, np.asarray(done.answer.duals)


def _silent(text: str) -> None:
    """Say nothing."""
