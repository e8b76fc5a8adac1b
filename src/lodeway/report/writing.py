"""Write a plan's report: page, tables, workbook, lines on a map, and the plan itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from lodeway.network.model import Network
from lodeway.plan import document
from lodeway.plan.result import Plan
from lodeway.report import page
from lodeway.report.context import context
from lodeway.report.context.shape import Context
from lodeway.report.figures import Table
from lodeway.report.files import csv_text, json_text, write_whole
from lodeway.report.lookup import Lookup
from lodeway.report.polylines import polylines
from lodeway.report.tables import case_tables, difference_tables
from lodeway.report.tables.flows import Ways, ways
from lodeway.report.workbook import workbook
from lodeway.scenario.archive import archive
from lodeway.scenario.model import Scenario
from lodeway.scenario.writing import check_folder

__all__ = ["SIGN", "write"]

SIGN = "plan.json"
"""File by which a folder with a report is known."""


def write(
    plan: Plan,
    *,
    base: Plan | None = None,
    scenario: Scenario,
    base_scenario: Scenario | None = None,
    network: Network,
    base_network: Network | None = None,
    folder: str | Path,
    progress: Callable[[str], None] | None = None,
) -> dict[str, str]:
    """Write everything a plan has to show into a folder.

    Each file is written beside its place and renamed, ``plan.json`` last, so that stopping at any moment leaves whole files.
    Files that an earlier run names in its ``plan.json`` and this one does not write are removed at the end.

    Parameters
    ----------
    plan
        Plan of the case.
    base
        Plan of the base, for comparison; None when the case is the base.
    scenario, base_scenario
        The scenarios that the plans were made from.
    network, base_network
        Network of the case, and that of the base where it is another.
    folder
        Where to write; made when it does not exist. It may hold an earlier report, and no scenario.
    progress
        Called with the name of each larger file before it is made.

    Returns
    -------
    dict[str, str]
        What each file is, to its path relative to the folder, e.g. ``{"report": "report.html", ...}``.

    Raises
    ------
    UsageError
        When the folder holds a scenario, or files and no report.

    Examples
    --------
    >>> import tempfile
    >>> from lodeway.network import build
    >>> from lodeway.plan import plan
    >>> from lodeway.plan.sample import sample
    >>> scenario = sample()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = write(plan(scenario), scenario=scenario, network=build(scenario), folder=folder)
    >>> files["plan"]
    'plan.json'
    """
    goal = Path(folder)
    check_folder(goal, SIGN)
    goal.mkdir(parents=True, exist_ok=True)
    before = _written_before(goal)
    files: dict[str, str] = {}
    for label, name, make in _makers(plan, base, scenario, base_scenario, network, base_network):
        if progress is not None and not name.endswith(".csv"):
            progress(name)
        write_whole(goal / name, make())
        files[label] = name
    write_whole(goal / "scenario.json", json_text(archive(scenario)))
    files["scenario"] = "scenario.json"
    files["plan"] = SIGN
    write_whole(goal / SIGN, json_text(document(plan, files=files)))
    for name in before - set(files.values()):
        (goal / name).unlink(missing_ok=True)
    return dict(sorted(files.items()))


def _written_before(folder: Path) -> set[str]:
    """Return the names of files that an earlier run wrote into the folder, by its own account."""
    try:
        earlier = json.loads((folder / SIGN).read_text(encoding="utf-8"))["files"].values()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return set()
    return {str(name) for name in earlier if Path(str(name)).name == str(name)}


def _makers(
    plan: Plan,
    base: Plan | None,
    scenario: Scenario,
    base_scenario: Scenario | None,
    network: Network,
    base_network: Network | None,
) -> Iterator[tuple[str, str, Callable[[], str | bytes]]]:
    """Yield what each file is, its name, and the function that makes its content."""
    numbers = ways(plan)
    tables = _named(plan, base, Lookup(scenario), network, numbers)
    shown = context(plan, base, scenario, base_scenario, network, base_network)
    for name, table in tables.items():
        yield name, f"{name}.csv", partial(csv_text, table)
    yield "workbook", "report.xlsx", partial(workbook, list(tables.values()), _about(shown))
    yield "lines", "routes.geojson", lambda: json_text(polylines(plan, network, numbers), indent=None)
    yield "report", "report.html", partial(page.render, shown)


def _named(plan: Plan, base: Plan | None, lookup: Lookup, network: Network, numbers: Ways) -> dict[str, Table]:
    """Return every table of the case by file name, those of the difference with the word difference before."""
    tables = case_tables(plan, lookup, network.gates, numbers)
    if base is not None:
        for name, table in difference_tables(plan, base, lookup).items():
            tables[f"difference_{name}"] = replace(table, name=f"difference_{name}")
    return tables


def _about(shown: Context) -> list[tuple[str, str]]:
    """Return the lines of the workbook's first sheet."""
    meta = shown["meta"]
    lines = [
        ("title", meta["title"]),
        ("question", meta["question"]),
        ("case", f"{meta['case']}: {meta['case_title']}"),
        *((f"answer {number}", sentence) for number, sentence in enumerate(meta["answer"], start=1)),
        ("years", f"{meta['years'][0]}-{meta['years'][-1]}"),
        ("money", f"{meta['money']}; present values at {meta['discount_rate']:g} % a year"),
        ("tonnes", "contained element, unless a column says gross"),
        ("countries", "ISO 3166 alpha-3"),
        ("digest", meta["digest"]),
        ("versions", f"Lodeway {meta['lodeway_version']}, atlas {meta['atlas_version']}"),
    ]
    lines += [("attribution", text) for text in meta["attributions"]]
    lines += [("licence", text) for text in meta["licences"]]
    return lines
