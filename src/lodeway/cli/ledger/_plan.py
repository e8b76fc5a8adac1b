"""A plan beside the register: read back from its file, with who pays for its builds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from lodeway.ledger.effect import Funding, Need
    from lodeway.ledger.register import Register
    from lodeway.plan import Plan
    from lodeway.scenario import Scenario

__all__ = ["beside", "document", "plan_of", "scenario_of", "text"]

Decorator = Callable[..., Any]
plan_of: Decorator = click.option(
    "--plan",
    "plan_place",
    metavar="FOLDER|FILE",
    type=click.Path(path_type=Path),
    help="Folder or plan.json that `lodeway plan` wrote: tell who pays for its builds.",
)
scenario_of: Decorator = click.option(
    "--scenario", metavar="S", help="Scenario of that plan, where its folder does not hold it and it is no example."
)


def beside(register: Register, plan: Path | None, scenario: str | None) -> Funding | None:
    """Return who pays for the builds of a plan; None without a plan.

    Raises
    ------
    UsageError
        When there is no plan, a scenario is named without one, or the plan answers another scenario.
    """
    from lodeway.errors import UsageError
    from lodeway.ledger.effect import funding, resolved

    if plan is None:
        if scenario is not None:
            raise UsageError("--scenario goes with --plan")
        return None
    found, about = _opened(plan, scenario)
    return funding(found, resolved(about, register), (row.record for row in register.standing()))


def _opened(place: Path, scenario: str | None) -> tuple[Plan, Scenario]:
    """Return a plan with its scenario."""
    import json

    from lodeway.errors import UsageError
    from lodeway.plan import reopen
    from lodeway.plan.result.reopen import from_document
    from lodeway.scenario import read

    if scenario is None:
        opened = reopen(place)
        return opened.plan, opened.scenario
    file = place / "plan.json" if place.is_dir() else place
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
        plan = from_document(known)
    except FileNotFoundError as error:
        raise UsageError(f"{place}: no plan there; `lodeway plan {scenario} --out {place}` writes one") from error
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{file} is no plan: {error!r}") from error
    about = read(scenario, case=plan.case)
    if about.digest != plan.digest:
        raise UsageError(f"{file} answers another state of scenario {scenario!r}: plan it anew")
    return plan, about


def document(found: Funding) -> dict[str, Any]:
    """Return who pays for what as plain values; a promise that pays nothing has no sum."""
    import math

    return {
        "builds": [
            {
                "what": row.what,
                "name": row.name,
                "kind": row.kind,
                "country": row.country,
                "year": row.year,
                "capex": row.capex,
                "firm": row.firm,
                "hoped": row.hoped,
                "open": row.open,
                "payments": [
                    {"commitment": each.commitment, "amount": each.amount, "firm": each.firm} for each in row.payments
                ],
                "enabled_by": list(row.enabled_by),
            }
            for row in found.needs
        ],
        "commitments": [
            {
                "id": row.commitment.id,
                "title": row.commitment.title,
                "status": row.commitment.status,
                "agreement": row.agreement,
                "needed": row.needed,
                "promised": None if math.isnan(row.promised) else row.promised,
                "paid": row.paid,
                "reason": row.reason,
            }
            for row in found.uses
        ],
        "unneeded": [row.commitment.id for row in found.unneeded],
        "unpaid": [row.what for row in found.unpaid],
        "strangers": list(found.strangers),
    }


def text(found: Funding) -> list[str]:
    """Return who pays for what as lines of text."""
    import math

    import polars as pl

    from lodeway.cli._rows import table
    from lodeway.report import words

    total = math.fsum(row.capex for row in found.needs)
    firm, hoped = (math.fsum(getattr(row, name) for row in found.needs) for name in ("firm", "hoped"))
    lines = [
        f"builds of the plan: {len(found.needs)} for {words.money(total)}; firmly promised {words.money(firm)}, announced {words.money(hoped)}",
        *table(pl.DataFrame([_paid(row) for row in found.needs if row.payments or row.enabled_by])),
        "",
        f"nobody pays for {len(found.unpaid)} of them, {words.money(math.fsum(row.capex for row in found.unpaid))}:",
        *(f"  {row.year}  {row.name} ({row.country}), {words.money(row.capex)}" for row in found.unpaid),
        "",
        f"not needed by the plan: {len(found.unneeded)}",
        *(f"  {row.commitment.id}  {row.commitment.title}: {row.reason}" for row in found.unneeded),
    ]
    if found.strangers:
        lines += [
            "",
            f"agreements of commitments that this register does not hold, or that were rejected or withdrawn: {', '.join(found.strangers)}",
        ]
    return lines


def _paid(row: Need) -> dict[str, str]:
    from lodeway.report import words

    payers = ", ".join(f"{each.commitment}{'' if each.firm else ' (not firm)'}" for each in row.payments)
    return {
        "build": row.name,
        "cost": words.money(row.capex),
        "paid by": payers,
        "firm": words.money(row.firm),
        "announced": words.money(row.hoped),
        "open": words.money(row.open),
        "enabled by": ", ".join(row.enabled_by),
    }
