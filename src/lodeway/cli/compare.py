"""``lodeway compare``: tell how two plans differ and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lodeway.cli._progress import Progress

if TYPE_CHECKING:
    from lodeway.report.differences import Comparison

__all__ = ["command"]


@click.command("compare")
@click.argument("a")
@click.argument("b", required=False)
@click.option(
    "--case", "cases", multiple=True, help="Two cases of scenario A, each given once: both are planned, then compared."
)
@click.option(
    "--as", "form", type=click.Choice(["text", "table"]), default="text", show_default=True, help="What to print."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write a page with sentences and tables to FILE.html.",
)
@click.option("--json", "as_json", is_flag=True, help="Print differences and tables as JSON.")
def command(a: str, b: str | None, cases: tuple[str, ...], form: str, out: Path | None, as_json: bool) -> None:
    """Tell how plan B differs from plan A, and what causes each difference.

    A and B are folders that `lodeway plan` wrote, which are read back without solving; or A is a scenario, of which two cases are planned:
    lodeway compare central-asia --case base --case diversify.
    """
    from lodeway.cli._rows import print_json
    from lodeway.report.differences import write_page

    found = _planned(a, cases, Progress()) if b is None else _opened(a, b, cases)
    if out is not None:
        write_page(out, found)
        click.echo(f"page: {out}", err=True)
    if as_json:
        print_json(found.to_dict())
    elif form == "table":
        click.echo("\n".join([found.title, *_table(found)]))
    else:
        click.echo(repr(found))


def _opened(a: str, b: str, cases: tuple[str, ...]) -> Comparison:
    from lodeway.errors import UsageError
    from lodeway.report.answers import compare_plans

    if cases:
        raise UsageError("--case goes with one scenario, not with two plans")
    return compare_plans(a, b)


def _planned(place: str, cases: tuple[str, ...], progress: Progress) -> Comparison:
    from lodeway.errors import UsageError
    from lodeway.network import build
    from lodeway.network.builder import digest
    from lodeway.plan import plan
    from lodeway.report.answers import compare_plans
    from lodeway.scenario import read

    if len(cases) != 2:
        raise UsageError("give two plans, or a scenario with two --case, as in: --case base --case diversify")
    first, second = (read(place, case=case) for case in cases)
    network = build(first, progress=progress)
    other = network if digest(first) == digest(second) else build(second, progress=progress)
    one = plan(first, network=network, progress=progress.about(f"plan {cases[0]}"))
    two = plan(second, network=other, progress=progress.about(f"plan {cases[1]}"))
    return compare_plans(one, two, names=(cases[0], cases[1]), scenarios=(first, second))


def _table(found: Comparison) -> list[str]:
    from lodeway.cli._rows import table

    rows = found.to_frame().select("topic", "what", "a", "b", "unit", "cause")
    return table(rows) if len(rows) else ["They are the same."]
