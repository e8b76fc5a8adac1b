"""What the terminal shows of a plan: at most thirty lines."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from lodeway.network.model import Network
from lodeway.plan.result import Plan
from lodeway.report import words
from lodeway.report.context.answer import answer
from lodeway.report.lookup import Lookup
from lodeway.report.tables.bankability import Bankability, bankability
from lodeway.report.tables.builds import by_project
from lodeway.report.tables.compare import headline
from lodeway.report.tables.dependence import dependence
from lodeway.scenario.model import Scenario

__all__ = ["summary"]

_WIDTH = 100
_MOST_LINES = 29
_LEAST_BUILDS = 5


def summary(
    plan: Plan, base: Plan | None, scenario: Scenario, network: Network, folder: str | Path, files: Mapping[str, str]
) -> list[str]:
    """Return the lines that tell of a plan in a terminal.

    Parameters
    ----------
    plan, base
        Plan of the case and of the base (None when the case is the base).
    scenario
        Scenario of the case.
    network
        Network of the case.
    folder
        Where its files are.
    files
        What `lodeway.report.write` returned.
    """
    lookup = Lookup(scenario)
    banks = bankability(plan, lookup, network.gates)
    told = answer(plan, lookup, dependence(plan, lookup), banks)
    lines = [
        f"{scenario.title or scenario.name}, case {plan.case}: {plan.status}, gap {plan.gap:.1e} of {words.money(plan.own)} decided",
        "",
    ]
    lines += _wrap(told)
    if base is not None:
        lines += ["", *_wrap([" ".join(headline(plan, base, lookup))])]
    lines += _table(plan, banks, max(_LEAST_BUILDS, _MOST_LINES - len(lines) - 5))
    lines += ["", f"Report: {Path(folder) / files['report']} (and {len(files) - 1} more files in {folder})"]
    return lines


def _wrap(told: Sequence[str]) -> list[str]:
    return [line for sentence in told for line in textwrap.wrap(sentence, _WIDTH)]


def _table(plan: Plan, banks: Sequence[Bankability], most: int) -> list[str]:
    """Return the largest builds, one a line, as many as fit."""
    if not plan.builds:
        return []
    merged = by_project(plan)
    verdicts = {row.what: row.verdict for row in banks}
    lines = ["", f"{'build':<44} {'in':<4} {'decided':<11} {'t/a':>10} {'capital cost':>18}  verdict"]
    for what, rows in list(merged.items())[:most]:
        name = (rows[0].name or what)[:44]
        years = (
            f"{min(row.year for row in rows)}-{max(row.year for row in rows)}" if len(rows) > 1 else str(rows[0].year)
        )
        size = words.amount(math.fsum(row.size for row in rows))
        capex = words.money(math.fsum(row.capex for row in rows))
        lines.append(f"{name:<44} {rows[0].country:<4} {years:<11} {size:>10} {capex:>18}  {verdicts.get(what, '')}")
    if len(merged) > most:
        lines.append(f"and {len(merged) - most} more, in builds.csv")
    return lines
