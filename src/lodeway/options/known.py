"""The known undeveloped deposits first: projects that a scenario names, and deposits of public tables that it does not."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from lodeway.network import build
from lodeway.options.deposits import Deposit, listed, with_ways
from lodeway.options.projects import Project, project_of, spans, stability
from lodeway.options.ways import Way
from lodeway.plan.studies.kept import keep
from lodeway.scenario import parse_recipe
from lodeway.scenario.model import Scenario

__all__ = ["Deposit", "Known", "Project", "Way", "known", "spans"]


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
    held = listed(scenario, chosen) if deposits else ()
    tell("network")
    network = build(scenario, progress=say)
    tell("plan")
    kept = keep(scenario, network, say=tell)
    stable = stability()
    told = ranges or {}
    projects = [project_of(scenario, sites[row.site], row, network, kept, stable, told.get(row.id)) for row in mines]
    projects.sort(key=lambda row: (-row.effect, row.lack if math.isfinite(row.lack) else math.inf, row.id))
    if held:
        tell("ways of the deposits")
        held = with_ways(scenario, held)
    flags = ["builds are of any size in the plan that is asked; effects of several projects do not add up"]
    if held:
        flags.append(
            "the tables tell of these deposits no start of mining, which is no proof that there was none: where mining is "
            "'not told' look it up first; their costs are not known"
        )
    return Known(
        scenario=scenario.name, case=scenario.case, year=scenario.years[0], projects=tuple(projects),
        deposits=tuple(sorted(held, key=lambda row: -row.metal.get("Cu", 0.0))), flags=tuple(flags),
    )  # fmt: skip


def _silent(text: str) -> None:
    """Say nothing."""
