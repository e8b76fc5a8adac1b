"""``lodeway plan``: find what to build and ship, and write the report."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from lodeway.cli._amount import Amount
from lodeway.cli._progress import Progress

if TYPE_CHECKING:
    from lodeway.network.model import Network
    from lodeway.scenario.model import Scenario

__all__ = ["command"]


@click.command("plan")
@click.argument("scenario")
@click.option(
    "--case",
    default="base",
    show_default=True,
    help="Case of the scenario; any other than base is compared with base, if that can be planned.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Folder for the report: new, empty, or with an earlier report.  [default: out/SCENARIO-CASE]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON instead of a summary.")
@click.option(
    "--repair",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="Where no plan satisfies all limits, write the first repair told as a case to FILE, e.g. SCENARIO/cases/mended.toml.",
)
@click.option(
    "--method",
    type=click.Choice(["routes", "arcs"]),
    default="routes",
    show_default=True,
    help="routes: generate routes as they pay; arcs: every flow on every leg in one program, for small scenarios.",
)
@click.option(
    "--gap",
    type=Amount(),
    default=1e-6,
    show_default=True,
    help="Part of the plan's own cost that may be left between cost and bound where a large program stops.",
)
@click.option(
    "--write-lp",
    "lp_file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="Write the program, arc by arc, to FILE (.lp or .mps) for another solver, and stop.",
)
def command(
    scenario: str,
    case: str,
    out: Path | None,
    as_json: bool,
    repair: Path | None,
    method: Literal["routes", "arcs"],
    gap: float,
    lp_file: Path | None,
) -> None:
    """Plan SCENARIO, a folder or an example's name, and write its report.

    Finds what to mine, refine, build and ship at least cost, proves how good that is, and writes report.html, report.xlsx,
    one CSV per table, routes.geojson, plan.json and scenario.json, from which `lodeway explain` tells why. A summary goes to standard output, progress to standard error.
    """
    from lodeway.errors import InfeasibleError
    from lodeway.plan import document, plan
    from lodeway.report import SIGN, write
    from lodeway.scenario.cases import check_case_file
    from lodeway.scenario.writing import check_folder, write_whole

    progress = Progress()
    progress("read scenario")
    if lp_file is not None:
        _write_lp(scenario, case, lp_file, as_json=as_json)
        return
    if repair is not None:
        check_case_file(repair)
    base_scenario, case_scenario = _read(scenario, case)
    folder = out or Path("out") / f"{case_scenario.name}-{case}"
    check_folder(folder, SIGN)
    base_network, network = _networks(base_scenario, case_scenario, progress)
    base = None
    if case_scenario.years != base_scenario.years:
        told = f"Warning: case {case} plans other years than {base_scenario.case}; it is compared with nothing."
        click.echo(told, err=True)
    elif case_scenario is not base_scenario:
        try:
            base = plan(
                base_scenario, network=base_network, method=method, gap=gap, progress=progress.about("plan base")
            )
        except InfeasibleError:
            told = f"Warning: case {base_scenario.case} cannot be planned; {case} is compared with nothing."
            click.echo(told, err=True)
    try:
        result = plan(
            case_scenario,
            network=network,
            method=method,
            gap=gap,
            explained=True,
            progress=progress.about(f"plan {case}"),
        )
    except InfeasibleError as error:
        if repair is not None and error.repairs:
            write_whole(repair, error.repairs[0].case(repair.stem, inherits=case) + "\n")
            click.echo(f"first repair: {repair}", err=True)
        raise
    if repair is not None:
        click.echo(f"A plan satisfies all limits: no repair is needed, {repair} is not written.", err=True)
    for interrupted in (found for found in (base, result) if found is not None and found.note):
        click.echo(
            f"Warning: case {interrupted.case} was interrupted: the best plan so far, gap {interrupted.gap:.2g}.",
            err=True,
        )
    files = write(
        result,
        base=base,
        scenario=case_scenario,
        base_scenario=base_scenario,
        network=network,
        base_network=base_network,
        folder=folder,
        progress=progress.about("write"),
    )
    if as_json:
        from lodeway.report.files import json_text

        click.echo(json_text(document(result, files=files)), nl=False)
        return
    from lodeway.report.summary import summary

    for line in summary(result, base, case_scenario, network, folder, files):
        click.echo(line)
    click.echo(f"{time.perf_counter() - progress.start:.1f} s{_peak_memory()}")


def _write_lp(scenario: str, case: str, file: Path, *, as_json: bool) -> None:
    """Write the program of a case to a file and tell its name."""
    from lodeway.plan import write_lp
    from lodeway.plan.arcs import check_model_file
    from lodeway.report.files import json_text
    from lodeway.scenario import read

    check_model_file(file)
    written = write_lp(read(scenario, case=case), file)
    click.echo(json_text({"file": str(written)}) if as_json else str(written), nl=not as_json)


def _read(place: str, case: str) -> tuple[Scenario, Scenario]:
    """Return the base and the case, which are one and the same for the case base."""
    from lodeway.scenario import read

    base = read(place)
    return base, base if case == base.case else read(place, case=case)


def _networks(base: Scenario, case: Scenario, progress: Callable[[str], None]) -> tuple[Network, Network]:
    """Return the networks of base and case; one and the same unless the case changes what it follows from."""
    from lodeway.network import build
    from lodeway.network.builder import digest

    network = build(case, progress=progress)
    if base is case or digest(base) == network.digest:
        return network, network
    return build(base, progress=progress), network


def _peak_memory() -> str:
    """Return the most memory that the process has held, where the system tells."""
    if sys.platform == "win32":
        return ""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f", peak memory {peak / (2**20 if sys.platform == 'darwin' else 2**10):,.0f} MiB"
