"""``lodeway check``: every fault of a scenario, all at once."""

from __future__ import annotations

import json
from itertools import groupby

import click

__all__ = ["command"]


@click.command("check")
@click.argument("folder")
@click.option("--case", default=None, help="Check the files and this case only. Default: every case.")
@click.option("--json", "as_json", is_flag=True, help="Print the faults as JSON.")
def command(folder: str, case: str | None, as_json: bool) -> int:
    """Report every fault of a scenario FOLDER, workbook or example; exit code 1 if there is one."""
    from lodeway.scenario import check

    faults = check(folder, case=case)
    if as_json:
        click.echo(json.dumps({"faults": [fault.to_dict() for fault in faults]}, indent=2, ensure_ascii=False))
    elif not faults:
        click.echo(f"{folder}: no faults")
    else:
        for file, group in groupby(faults, key=lambda fault: fault.file):
            listed = list(group)
            click.echo(f"{file}: {_count(len(listed))}")
            for fault in listed:
                click.echo(f"  {fault}")
        files = len({fault.file for fault in faults})
        click.echo(f"{_count(len(faults))} in {files} file{'s' if files > 1 else ''}; nothing was run or written")
    return 1 if faults else 0


def _count(number: int) -> str:
    return f"{number} fault{'s' if number > 1 else ''}"
