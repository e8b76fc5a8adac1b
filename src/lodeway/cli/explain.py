"""``lodeway explain``: tell why a plan builds, ships and leaves out what it does."""

from __future__ import annotations

import click

__all__ = ["command"]


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
    from lodeway.report.answers import explain

    found = explain(plan, what, against=against)
    if as_json:
        print_json(found.to_dict())
    else:
        click.echo(repr(found))
