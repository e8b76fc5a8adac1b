"""``lodeway explain``: tell why a plan builds, ships and leaves out what it does."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from lodeway.report.why import Statement

__all__ = ["command"]

WIDTH = 100


@click.command("explain")
@click.argument("plan")
@click.argument("what")
@click.option("--against", metavar="OTHER", help="Tell why WHAT and not OTHER: both are processes.")
@click.option("--json", "as_json", is_flag=True, help="Print every sentence with its figure, unit and origin as JSON.")
def command(plan: str, what: str, against: str | None, as_json: bool) -> None:
    """Tell why the plan in PLAN, a folder that `lodeway plan` wrote, treats WHAT as it does.

    WHAT is the id or name of a mine, plant, site, gate (border, port), link, training, country, limit, measure, ban, agreement,
    market or commodity; KIND:ID where two share a name. Nothing is solved anew.
    """
    from lodeway.cli._rows import print_json
    from lodeway.plan import reopen
    from lodeway.report import why

    opened = reopen(plan)
    if against is not None:
        name, statements = f"{what} against {against}", why.against(opened.plan, opened.scenario, what, against)
        record: dict[str, Any] = {"what": what, "against": against}
    else:
        subject, statements = why.why(opened.plan, opened.scenario, what)
        name, record = f"{subject.kind} {subject.id}", {"kind": subject.kind, "what": subject.id, "name": subject.name}
    if as_json:
        about = {"scenario": opened.plan.scenario, "case": opened.plan.case, "digest": opened.plan.digest}
        print_json(about | record | {"statements": [_plain(row) for row in statements]})
        return
    click.echo(f"{opened.plan.scenario}, case {opened.plan.case}: {name}")
    for row in statements:
        click.echo(textwrap.fill(row.text, WIDTH, initial_indent="- ", subsequent_indent="  "))


def _plain(row: Statement) -> dict[str, Any]:
    value = row.value if math.isfinite(row.value) else None
    return {"text": row.text, "value": value, "unit": row.unit, "origin": row.origin}
