"""What is asked of plans that are at hand or were written: why one is as it is, and how two differ."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lodeway.errors import UsageError
from lodeway.plan.result import Plan
from lodeway.plan.result.reopen import Opened
from lodeway.plan.result.reopen import reopen as open_plan
from lodeway.report.differences import Comparison, comparison
from lodeway.report.subjects import Subject
from lodeway.report.why import Statement, why
from lodeway.report.why import against as set_against
from lodeway.scenario.model import Scenario

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Explanation", "compare_plans", "explain", "open_plan"]

WIDTH = 100
"""Columns of text."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Explanation:
    """Why a plan treats something as it does. Printed it is what ``lodeway explain`` prints."""

    scenario: str
    case: str
    digest: str
    subject: Subject
    against: str
    """What the subject is set against, as it was asked for; empty for nothing."""
    statements: tuple[Statement, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the document that ``lodeway explain --json`` prints."""
        if self.against:
            asked = {"what": self.subject.id, "against": self.against}
        else:
            asked = {"kind": self.subject.kind, "what": self.subject.id, "name": self.subject.name}
        about = {"scenario": self.scenario, "case": self.case, "digest": self.digest}
        told = [
            {
                "text": row.text,
                "value": row.value if math.isfinite(row.value) else None,
                "unit": row.unit,
                "origin": row.origin,
            }
            for row in self.statements
        ]
        return about | asked | {"statements": told}

    def to_frame(self) -> pl.DataFrame:
        """Return a row per sentence: text, value (null where it rests on no figure), unit, origin in ``plan.json``."""
        import polars as pl

        schema = {"text": pl.String, "value": pl.Float64, "unit": pl.String, "origin": pl.String}
        return pl.DataFrame(self.to_dict()["statements"], schema=schema)

    def __repr__(self) -> str:
        """Return what ``lodeway explain`` prints."""
        name = f"{self.subject.id} against {self.against}" if self.against else f"{self.subject.kind} {self.subject.id}"
        lines = [f"{self.scenario}, case {self.case}: {name}"]
        lines += [
            textwrap.fill(row.text, WIDTH, initial_indent="- ", subsequent_indent="  ") for row in self.statements
        ]
        return "\n".join(lines)


def explain(
    plan: Opened | Plan | str | Path, subject: str, *, against: str | None = None, scenario: Scenario | None = None
) -> Explanation:
    """Return why a plan builds, ships or leaves out what is asked about, as ``lodeway explain`` tells it. Nothing is solved anew.

    Parameters
    ----------
    plan
        What `lodeway.open_plan` returned, a folder that ``lodeway plan`` wrote, or a plan with its `scenario`, made with
        ``explained=True``.
    subject
        Id or name of a mine, plant, site, gate (border, port), link, training, country, limit, measure, ban, agreement,
        market or commodity; KIND:ID where two share a name.
    against
        Tell why `subject` and not this one: both are processes.
    scenario
        The scenario that a plan answers; an opened one has its own.

    Raises
    ------
    UsageError
        When nothing is called so, there is no plan, or the plan answers another state of the scenario.

    Examples
    --------
    >>> from lodeway.plan import plan
    >>> from lodeway.plan.sample import sample
    >>> explain(plan(sample(), explained=True), "pit-2", scenario=sample()).statements[0].text
    'pit-2 is built: 200 t/a decided in 2026, running from 2027, for 600 thousand USD.'
    """
    found, answered = _opened(plan, scenario)
    if not found.rejected and not isinstance(plan, (Opened, str, Path)):
        built = {row.what for row in found.builds}
        if left := [row.id for row in answered.processes if row.status == "candidate" and row.id not in built]:
            raise UsageError(
                f"the plan does not say why it leaves out {', '.join(left[:3])}: make it with explained=True"
            )
    if against is None:
        about, statements = why(found, answered, subject)
    else:
        about, statements = Subject("process", subject, subject), set_against(found, answered, subject, against)
    return Explanation(
        scenario=found.scenario,
        case=found.case,
        digest=found.digest,
        subject=about,
        against=against or "",
        statements=statements,
    )


def compare_plans(
    a: Opened | Plan | str | Path,
    b: Opened | Plan | str | Path,
    *,
    names: tuple[str, str] | None = None,
    scenarios: tuple[Scenario, Scenario] | None = None,
) -> Comparison:
    """Return how plan B differs from plan A, and what causes each difference, as ``lodeway compare`` tells it.

    Parameters
    ----------
    a, b
        What `lodeway.open_plan` returned, folders that ``lodeway plan`` wrote, or plans with their `scenarios`.
    names
        What they are called; by default their cases where these differ, else their folders.
    scenarios
        The scenarios that the plans answer; opened ones have their own.

    Raises
    ------
    UsageError
        When there is no plan, or it answers another state of the scenario.

    Examples
    --------
    >>> from lodeway.plan import plan
    >>> from lodeway.plan.sample import sample
    >>> same = plan(sample())
    >>> compare_plans(same, same, scenarios=(sample(), sample()))
    B against A
    They are the same.
    """
    first, second = scenarios or (None, None)
    (one, before), (other, after) = _opened(a, first), _opened(b, second)
    return comparison(one, other, before, after, names=names or _names(a, b, (one.case, other.case)))


def _opened(plan: Opened | Plan | str | Path, scenario: Scenario | None) -> tuple[Plan, Scenario]:
    """Return a plan with the scenario that it answers."""
    if isinstance(plan, Plan):
        if scenario is None:
            raise UsageError("a plan that was not opened from a folder needs the scenario that it answers")
        if scenario.digest != plan.digest:
            raise UsageError(f"the plan answers another state of scenario {plan.scenario!r}: plan it anew")
        return plan, scenario
    opened = plan if isinstance(plan, Opened) else open_plan(plan)
    return opened.plan, opened.scenario


def _names(a: Opened | Plan | str | Path, b: Opened | Plan | str | Path, cases: tuple[str, str]) -> tuple[str, str]:
    """Return what two plans are called: their cases where these differ, else where they lie, else A and B."""
    if cases[0] != cases[1]:
        return cases
    first, second = (
        letter if isinstance(one, Plan) else str(one.folder if isinstance(one, Opened) else one)
        for one, letter in ((a, "A"), (b, "B"))
    )
    return first, second
