"""The known undeveloped deposits first: projects that a scenario names, and deposits of public tables that it does not."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from lodeway.network import build
from lodeway.options.deposits import OPEN, Deposit, deposit_of, offered, without
from lodeway.options.likeness import CREDITED
from lodeway.options.likeness import METHOD as COSTED
from lodeway.options.projects import Project, project_of, spans, stability
from lodeway.options.revised import METHOD as REVISED
from lodeway.options.rows import with_rows
from lodeway.options.ways import Way
from lodeway.plan.studies.kept import keep
from lodeway.scenario import parse_recipe
from lodeway.scenario.model import Scenario

__all__ = ["Deposit", "Known", "Project", "Way", "known", "spans"]


UNTOLD = (
    "the tables tell of these deposits no start of mining, which is no proof that there was none: where mining is 'not told' "
    "look it up first; (M) is published, (L) general knowledge, to verify"
)


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

    Projects come by what the plan would lose without them, then by how little they lack; deposits, those that are mined last, by what the
    plan would gain with them, then by what they break even at. All effects are of one kept program, in which the deposits are closed but for the one that is asked.

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
    told = ranges or {}
    offers = offered(scenario, chosen, told) if deposits else ()
    wider = with_rows(
        scenario, [one.place for one in offers], [row for one in offers for row in one.rows], case=scenario.case
    )
    tell("network")
    network = build(wider, progress=say)
    tell("plan")
    kept = without(keep(wider, network, say=tell), offers)
    stable = stability()
    projects = [project_of(scenario, sites[row.site], row, network, kept, stable, told.get(row.id)) for row in mines]
    projects.sort(key=lambda row: (-row.effect, row.lack if math.isfinite(row.lack) else math.inf, row.id))
    if offers:
        tell("plan with each deposit")
    by_id = {row.id: row for row in projects}
    held = [deposit_of(scenario, one, network, kept, stable, by_id) for one in offers]
    held.sort(key=_rank)
    flags = ["builds are of any size in the plan that is asked; effects of several projects do not add up"]
    if held:
        flags += [
            REVISED,
            COSTED,
            CREDITED,
            UNTOLD,
        ]
    return Known(
        scenario=scenario.name, case=scenario.case, year=scenario.years[0], projects=tuple(projects),
        deposits=tuple(held), flags=tuple(flags),
    )  # fmt: skip


def _rank(row: Deposit) -> tuple[bool, float, float, str]:
    """Return the order of a deposit: mined ones last; by what the plan gains with it, then by what it breaks even at."""
    dear = row.break_even / row.price if math.isfinite(row.break_even) else math.inf
    return row.mining not in OPEN, -(row.effect if math.isfinite(row.effect) else 0.0), dear, row.name


def _silent(text: str) -> None:
    """Say nothing."""
