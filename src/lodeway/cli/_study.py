"""What the commands of ``lodeway study`` share: options, reading, giving the answer."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._progress import Progress

if TYPE_CHECKING:
    from lodeway.report.studies import Shown
    from lodeway.scenario.model import Scenario

__all__ = ["give", "names", "read", "rows", "shared"]

Command = Callable[..., Any]


def shared(command: Command) -> Command:
    """Add the argument and the options that every study has."""
    for decorate in reversed(
        [
            click.argument("scenario"),
            click.option("--case", default="base", show_default=True, help="Case of the scenario."),
            click.option(
                "--out",
                type=click.Path(file_okay=False, path_type=Path),
                default=None,
                help="Folder for index.html, drawings, CSV tables and study.json.",
            ),
            click.option(
                "--workers",
                type=click.IntRange(min=1),
                default=1,
                show_default=True,
                help="Processes of this machine that share the work; the answer is the same.",
            ),
            click.option(
                "--cluster",
                metavar="ADDRESS",
                default="",
                help="Dask scheduler that shares it out, e.g. tcp://host:8786.",
            ),
            click.option("--json", "as_json", is_flag=True, help="Print the study as JSON instead of a summary."),
        ]
    ):
        command = decorate(command)
    return command


def read(scenario: str, case: str, out: Path | None, progress: Progress) -> Scenario:
    """Return the scenario's case, once it is sure that the study may be written to `out`."""
    from lodeway import scenario as scenarios
    from lodeway.report.studies import SIGN
    from lodeway.scenario.writing import check_folder

    if out is not None:
        check_folder(out, SIGN)
    progress("read scenario")
    return scenarios.read(scenario, case=case)


def give(shown: Shown, *, out: Path | None, as_json: bool, progress: Progress) -> None:
    """Write the files where asked for, and print the study."""
    from lodeway.report.files import json_text
    from lodeway.report.studies import document, summary, write

    files = write(shown, out, say=progress.about("write")) if out is not None else ()
    if as_json:
        click.echo(json_text(document(shown)), nl=False)
        return
    for line in summary(shown):
        click.echo(line)
    if files:
        click.echo(f"\n{len(files)} files: {out}")


def names(text: str) -> tuple[str, ...]:
    """Return names that commas part.

    Examples
    --------
    >>> names("JPN, EU,")
    ('JPN', 'EU')
    """
    return tuple(part.strip() for part in text.split(",") if part.strip())


def rows(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file that has these columns.

    Raises
    ------
    InputError
        When a column is missing or unknown, or a cell is empty; all faults at once.
    """
    from lodeway.errors import Fault, InputError

    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        heads = [head.strip() for head in reader.fieldnames or []]
        faults = [
            Fault(file=path.name, row=1, column=name, found=", ".join(heads), message="column is missing")
            for name in columns
            if name not in heads
        ]
        found = [{str(k).strip(): (v or "").strip() for k, v in row.items()} for row in reader]
    for number, row in enumerate(found, start=2):
        faults += [
            Fault(file=path.name, row=number, column=name, message="cell is empty")
            for name in columns
            if name in heads and not row[name]
        ]
    if faults:
        raise InputError(faults)
    yield from found
