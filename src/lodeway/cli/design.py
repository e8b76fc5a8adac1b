"""``lodeway design``: which links to build so that all goods arrive at least cost."""

from __future__ import annotations

import json
import math
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lodeway.cli._amount import Amount
from lodeway.cli._progress import Progress

if TYPE_CHECKING:
    from lodeway.plan.design import DesignPlan, Step

__all__ = ["command"]

WIDTH = 24
"""Characters of the bar."""
EVERY = 5.0
"""Seconds between two lines of progress where no bar can be drawn."""


@click.command("design")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--gap",
    type=Amount(),
    default=1e-9,
    show_default=True,
    help="End the search when cost may be no further from the best, as part of it.",
)
@click.option("--seconds", type=Amount(), default=None, help="Return the best design found after so long.")
@click.option(
    "--nodes",
    type=click.IntRange(min=0),
    default=None,
    help="Return the best design found after so many nodes of the search.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Folder for design.json, arcs.csv and flows.csv.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the design as JSON instead of a summary.")
def command(
    file: Path, gap: float, seconds: float | None, nodes: int | None, out: Path | None, *, as_json: bool
) -> None:
    """Find which links of FILE to build so that all goods arrive at least cost, and prove how good that is.

    FILE is a .dow (several commodities) or .inc (one commodity, GAMS) text. Ctrl-C ends the search and gives the best design
    found with its gap. Where demands cannot be met the exit code is 3, and the message names what is short, the links that are
    the bottleneck and the cheapest capacity that mends it.
    """
    from lodeway.plan.design import design, read
    from lodeway.scenario.writing import check_folder

    if out is not None:
        check_folder(out, "design.json")
    problem = read(file)
    shown = _Shown(gap)
    plan = design(problem, gap=gap, seconds=seconds, nodes=nodes, progress=shown)
    shown.close()
    if out is not None:
        _write(plan, out)
    if as_json:
        click.echo(json.dumps(plan.document(), ensure_ascii=False, indent=2))
        return
    for line in _summary(plan, out):
        click.echo(line)


class _Shown:
    """Shows on standard error how far the search has come: a bar in a terminal, else a line now and then."""

    def __init__(self, gap: float) -> None:
        self.wanted = max(gap, 1e-6)
        self.lines, self.last, self.drawn = Progress(), 0.0, False
        self.start = time.perf_counter()

    def __call__(self, step: Step) -> None:
        """Take in a step."""
        now = time.perf_counter()
        if sys.stderr.isatty():
            if now - self.start > 1.0 and now - self.last > 0.1:
                self.last, self.drawn = now, True
                click.echo(
                    f"\r\x1b[K{bar(step.gap, self.wanted)} {now - self.start:6.1f} s  {step}", err=True, nl=False
                )
        elif now - self.last > EVERY:
            self.last = now
            self.lines(str(step))

    def close(self) -> None:
        """Leave the terminal with an empty line."""
        if self.drawn:
            click.echo("\r\x1b[K", err=True, nl=False)


def bar(gap: float, wanted: float) -> str:
    """Return a bar that is full when the gap is what is wanted; each tenfold of the way counts the same.

    Examples
    --------
    >>> bar(1.0, 1e-4), bar(1e-2, 1e-4)
    ('[------------------------]', '[############------------]')
    """
    part = 0.0 if not gap < 1.0 else min(1.0, math.log(max(gap, wanted)) / math.log(min(wanted, 0.5)))
    full = round(part * WIDTH)
    return f"[{'#' * full}{'-' * (WIDTH - full)}]"


def _summary(plan: DesignPlan, out: Path | None) -> list[str]:
    """Return what a person wants to know first."""
    problem = plan.problem
    ended = {"seconds": "out of time", "nodes": "out of nodes", "keyboard": "stopped by hand", "": "proved"}[
        plan.stopped
    ]
    lines = [
        f"{problem.name}: {problem.nodes} nodes, {problem.arcs} links, {problem.commodities} commodities",
        f"cost {plan.objective:,.10g} = {plan.fixed_cost:,.10g} to build + {plan.variable_cost:,.10g} to carry",
        f"no design costs less than {plan.bound:,.10g}: gap {plan.gap:.2g}, {ended} after {plan.nodes} nodes",
        f"build {len(plan.names)} links:",
    ]
    rows = [row for row in plan.document()["arcs"] if row["fixed_cost"] > 0]
    for row in rows:
        most = "unbounded" if row["capacity"] is None else f"{row['capacity']:,.10g}"
        lines.append(f"  {row['arc']:<12} cost {row['fixed_cost']:>12,.10g}  carries {row['flow']:,.10g} of {most}")
    return [*lines, *([f"files in {out}"] if out is not None else [])]


def _write(plan: DesignPlan, folder: Path) -> None:
    """Write the design as JSON, its links and their flows as CSV."""
    import csv

    folder.mkdir(parents=True, exist_ok=True)
    document = plan.document()
    text = json.dumps(document, ensure_ascii=False, indent=2)
    (folder / "design.json").write_text(text + "\n", encoding="utf-8")
    tables = {
        "arcs.csv": (("arc", "from", "to", "fixed_cost", "capacity", "flow"), document["arcs"]),
        "flows.csv": (("arc", "commodity", "flow"), plan.flows()),
    }
    for name, (header, rows) in tables.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, header)
            writer.writeheader()
            writer.writerows(rows)
