"""``lodeway compare``: tell how two plans differ and why."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._progress import Progress

if TYPE_CHECKING:
    from lodeway.plan import Plan
    from lodeway.report.differences import Comparison
    from lodeway.scenario import Scenario

__all__ = ["command"]

WIDTH = 100


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
    from lodeway.report.differences import comparison, write_page

    pairs = _planned(a, cases, Progress()) if b is None else _opened(a, b, cases)
    (one, first), (other, second) = pairs
    names = _names(a, b, pairs)
    found = comparison(one, other, first, second, names=names)
    if out is not None:
        write_page(out, found)
        click.echo(f"page: {out}", err=True)
    if as_json:
        print_json(_document(found))
        return
    click.echo(f"{names[1]} against {names[0]}")
    for line in _table(found) if form == "table" else _sentences(found):
        click.echo(line)


def _opened(a: str, b: str, cases: tuple[str, ...]) -> list[tuple[Plan, Scenario]]:
    from lodeway.errors import UsageError
    from lodeway.plan import reopen

    if cases:
        raise UsageError("--case goes with one scenario, not with two plans")
    return [(opened.plan, opened.scenario) for opened in (reopen(a), reopen(b))]


def _planned(place: str, cases: tuple[str, ...], progress: Progress) -> list[tuple[Plan, Scenario]]:
    from lodeway.errors import UsageError
    from lodeway.network import build
    from lodeway.network.builder import digest
    from lodeway.plan import plan
    from lodeway.scenario import read

    if len(cases) != 2:
        raise UsageError("give two plans, or a scenario with two --case, as in: --case base --case diversify")
    first, second = (read(place, case=case) for case in cases)
    network = build(first, progress=progress)
    other = network if digest(first) == digest(second) else build(second, progress=progress)
    return [
        (plan(first, network=network, progress=progress.about(f"plan {cases[0]}")), first),
        (plan(second, network=other, progress=progress.about(f"plan {cases[1]}")), second),
    ]


def _names(a: str, b: str | None, pairs: list[tuple[Plan, Scenario]]) -> tuple[str, str]:
    """Return what the plans are called: their cases where these differ, else their folders."""
    cases = pairs[0][0].case, pairs[1][0].case
    return cases if b is None or cases[0] != cases[1] else (a, b)


def _sentences(found: Comparison) -> list[str]:
    lines = []
    for row in found.differences:
        lines += textwrap.wrap(row.text, WIDTH, initial_indent="- ", subsequent_indent="  ")
    return lines or ["They are the same."]


def _table(found: Comparison) -> list[str]:
    import polars as pl

    from lodeway.cli._rows import table

    columns = ("topic", "what", "a", "b", "unit", "cause")
    rows = [{name: getattr(row, name) for name in columns} for row in found.differences]
    return (
        table(pl.DataFrame(rows, schema_overrides={"a": pl.Float64, "b": pl.Float64}))
        if rows
        else ["They are the same."]
    )


def _document(found: Comparison) -> dict[str, Any]:
    import math

    def plain(cell: Any) -> Any:
        if isinstance(cell, float):
            return cell if math.isfinite(cell) else None
        return list(cell) if isinstance(cell, tuple) else cell

    plans = [
        {"name": name, "scenario": plan.scenario, "case": plan.case, "digest": plan.digest, "objective": plan.objective}
        for name, plan in zip(found.names, (found.a, found.b), strict=True)
    ]
    tables = {
        one.name: [dict(zip([c.key for c in one.columns], map(plain, row), strict=True)) for row in one.rows]
        for one in found.tables
    }
    return {"a": plans[0], "b": plans[1]} | tables
