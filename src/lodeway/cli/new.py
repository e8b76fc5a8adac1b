"""``lodeway new``: start a scenario from an example."""

from __future__ import annotations

import json

import click

__all__ = ["command"]


@click.command("new")
@click.argument("name")
@click.option(
    "--from", "example", default="central-asia", show_default=True, metavar="EXAMPLE", help="Example to copy."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(name: str, example: str, as_json: bool) -> None:
    """Copy an example to a new folder NAME, to change there."""
    from lodeway.scenario import new

    folder = new(name, example)
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    if as_json:
        click.echo(json.dumps({"folder": str(folder), "files": files}, indent=2))
        return
    click.echo(f"{folder}: {len(files)} files from {example}. Change them, then: lodeway check {folder}")
