"""A click group that imports a subcommand only when it is called."""

from __future__ import annotations

import difflib
from importlib import import_module
from typing import Any

import click

__all__ = ["COMMANDS", "LazyGroup"]

COMMANDS: dict[str, tuple[str, str]] = {
    "assess": (
        "lodeway.cli.assess:command",
        "Assess how many undiscovered deposits a tract may hold, how much ore and metal, and what of it pays.",
    ),
    "atlas": ("lodeway.cli.atlas:command", "List the tables of the bundled open data; show, export or query them."),
    "capacity": (
        "lodeway.cli.capacity:command",
        "Find the most gross tonnes a year from FROM to TO, and the cut of gates that bounds it.",
    ),
    "check": (
        "lodeway.cli.check:command",
        "Report every fault of a scenario FOLDER, workbook or example; exit code 1 if there is one.",
    ),
    "describe": (
        "lodeway.cli.describe:command",
        "Write FOLDER/datapackage.json: fields, units, keys, sources and licence of every table.",
    ),
    "compare": (
        "lodeway.cli.compare:command",
        "Tell how plan B differs from plan A, and what causes each difference.",
    ),
    "explain": (
        "lodeway.cli.explain:command",
        "Tell why the plan in PLAN, a folder that `lodeway plan` wrote, treats WHAT as it does.",
    ),
    "explore": (
        "lodeway.cli.explore:command",
        "Map where undiscovered deposits may be, from the evidence in FOLDER, and tell how far the map can be trusted.",
    ),
    "design": (
        "lodeway.cli.design:command",
        "Find which links of FILE to build so that all goods arrive at least cost, and prove how good that is.",
    ),
    "failures": (
        "lodeway.cli.failures:command",
        "Close each gate and hand-made link that the ways between the PLACEs use, one at a time, and all that an operator runs at once; tell what that costs.",
    ),
    "ledger": (
        "lodeway.cli.ledger:command",
        "Keep what was promised, with its source, its author and every state that it had.",
    ),
    "matrix": (
        "lodeway.cli.matrix:command",
        "Find the best way from each PLACE to each --to, or between all of them.",
    ),
    "network": (
        "lodeway.cli.network:command",
        "Show what the network is made of and export it; without a subcommand: its statistics.",
    ),
    "new": ("lodeway.cli.new:command", "Copy an example to a new folder NAME, to change there."),
    "options": (
        "lodeway.cli.options:command",
        "Rank undeveloped deposits, tell what exploring a tract is worth to a plan, and write both into a scenario.",
    ),
    "plan": ("lodeway.cli.plan:command", "Plan SCENARIO, a folder or an example's name, and write its report."),
    "reach": (
        "lodeway.cli.reach:command",
        "Find every station, port, crossing and city that can be reached from FROM.",
    ),
    "risk": (
        "lodeway.cli.risk:command",
        "Tell how an importer depends on others for a commodity; check claims; compare, export and draw.",
    ),
    "route": (
        "lodeway.cli.route:command",
        "Find the best ways from FROM to TO; or write the page in which to bar countries and crossings.",
    ),
    "study": (
        "lodeway.cli.study:command",
        "Ask a scenario more than its cheapest plan: what is near it, what else costs, what is doubted, lost or shared.",
    ),
    "template": ("lodeway.cli.template:command", "Write empty tables with header, units, meanings and an example."),
}
"""Command name to the place of its click command and the line that ``lodeway --help`` prints."""


class LazyGroup(click.Group):
    """Group whose help needs no import of the commands that it lists."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, imported now; None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is not a click command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return name, command and remaining arguments; an unknown name is answered with the nearest one."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            near = difflib.get_close_matches(name, COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else f" Commands: {', '.join(sorted(COMMANDS))}."
            raise click.UsageError(f"No such command '{name}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the lines kept here."""
        rows: list[Any] = [(name, line) for name, (_, line) in sorted(COMMANDS.items())]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
