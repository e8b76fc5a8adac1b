"""``lodeway risk``: who depends on whom, by mine, refinery and route."""

from __future__ import annotations

import click

from lodeway.cli.risk.claim import claim
from lodeway.cli.risk.export import export
from lodeway.cli.risk.of import of
from lodeway.cli.risk.page import page
from lodeway.cli.risk.route import route
from lodeway.cli.risk.series import commodities, disruption, indicators, rank, series, sources

__all__ = ["command"]

_DEFAULT = "of"


class Group(click.Group):
    """A group that takes a first word which is no subcommand for a commodity."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return the arguments with the default subcommand before a commodity or an option of its own."""
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)


@click.group("risk", cls=Group, subcommand_metavar="COMMODITY [OPTIONS] | COMMAND [ARGS]...")
def command() -> None:
    """Tell how an importer depends on others for a commodity; check claims; compare, export and draw.

    `lodeway risk antimony --importer JPN` is short for `lodeway risk of antimony --importer JPN`, whose options `lodeway risk of --help` lists.
    `lodeway risk --all --year 2024 --out FILE.parquet` writes every commodity and importer.
    """


for _one in (of, claim, page, export, route, series, rank, sources, disruption, indicators, commodities):
    command.add_command(_one)
