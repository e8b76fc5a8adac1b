"""Why a plan is as it is, sentence by sentence, each figure with its unit and where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lodeway.plan.result import Plan
from lodeway.report import words
from lodeway.report.subjects import Subject, find
from lodeway.report.why import limits, places, projects
from lodeway.report.why.asked import Asked, Statement
from lodeway.report.why.projects import sum_of
from lodeway.scenario.model import Scenario

__all__ = ["against", "why"]

TELLERS: dict[str, Callable[[Asked, str], Iterator[Statement]]] = {
    "process": projects.of_process,
    "training": projects.of_training,
    "site": places.of_site,
    "gate": places.of_gate,
    "link": places.of_link,
    "market": places.of_market,
    "commodity": places.of_commodity,
    "country": places.of_country,
    "limit": limits.of_limit,
    "measure": limits.of_measure,
    "ban": limits.of_ban,
    "agreement": limits.of_agreement,
}
"""Kind of what is asked about to who tells of it."""


def why(plan: Plan, scenario: Scenario, what: str) -> tuple[Subject, tuple[Statement, ...]]:
    """Return what is asked about and the sentences that explain it.

    Parameters
    ----------
    plan
        A plan made with ``explained=True``, or read back by `lodeway.plan.result.reopen`.
    scenario
        The scenario it answers.
    what
        Id or name of a process, site, gate, link, training, country, limit, measure, ban, agreement, market or commodity.

    Raises
    ------
    UsageError
        When nothing is called so.

    Examples
    --------
    >>> from lodeway.plan import plan
    >>> from lodeway.plan.sample import sample
    >>> subject, statements = why(plan(sample(), explained=True), sample(), "pit-2")
    >>> statements[0].text
    'pit-2 is built: 200 t/a decided in 2026, running from 2027, for 600 thousand USD.'
    """
    subject = find(scenario, what)
    told = tuple(TELLERS[subject.kind](Asked(plan, scenario), subject.id))
    return subject, told or (Statement(text=f"The plan does not use {subject.name}."),)


def against(plan: Plan, scenario: Scenario, one: str, other: str) -> tuple[Statement, ...]:
    """Return why one project is built rather than another, line by line per tonne of first output.

    Parameters
    ----------
    plan, scenario
        As for `why`.
    one, other
        Processes by id or name.

    Raises
    ------
    UsageError
        When one of them is no process that may be built.
    """
    asked = Asked(plan, scenario)
    pair = [find(scenario, name) for name in (one, other)]
    sums = [sum_of(asked, subject) for subject in pair]
    names = [asked.name(subject.id) for subject in pair]
    lines = {key: [mine[key] for mine in sums] for key in ("revenue", "feed", "operation", "investment", "limits")}
    net = [row["revenue"] - row["feed"] - row["operation"] - row["investment"] - row["limits"] for row in sums]
    better = 0 if net[0] >= net[1] else 1
    first, second = names[better], names[1 - better]
    told = [
        Statement(
            text=f"After all cost {first} leaves {words.price(net[better])} of {asked.product(pair[better].id)} at the plan's prices, "
            f"{second} {words.price(net[1 - better])}: {words.price(net[better] - net[1 - better])} less.",
            value=net[better] - net[1 - better],
            unit="USD/t",
            origin="builds, rejected: revenue - feed - operation - investment - limits, per discounted tonne",
        )
    ]
    titles = {
        "revenue": "its product is worth {} where it stands, that of {} {}",
        "feed": "its feed costs {}, that of {} {}",
        "operation": "its operation costs {}, that of {} {}",
        "investment": "its capital costs {}, that of {} {}",
        "limits": "it takes {} from scarce limits, {} {}",
    }
    for key, (mine, theirs) in sorted(lines.items(), key=lambda row: -abs(row[1][0] - row[1][1])):
        if abs(mine - theirs) > 1e-6 * max(abs(mine), abs(theirs), 1.0):
            text = titles[key].format(words.price(mine), names[1], words.price(theirs))
            told.append(
                Statement(text=f"Of {names[0]}: {text}.", value=mine - theirs, unit="USD/t", origin=f"{key} / tonnes")
            )
    return tuple(told)
