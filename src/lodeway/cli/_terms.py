"""The options that every search of the network shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from lodeway.cli._amount import Amount

__all__ = ["rounded", "search_options"]

Function = TypeVar("Function", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--avoid", default="", metavar="ISO3,...", help="Countries to keep out of; empty for none."),
    click.option(
        "--ban",
        type=click.Choice(["all", "transit"]),
        default="all",
        help="all: touch no country of --avoid; transit: pass through none, though goods may begin or end there.",
    ),
    click.option(
        "--avoid-gate", "avoid_gates", default="", metavar="GATE,...", help="Gates not to pass: ids, names or aliases."
    ),
    click.option(
        "--avoid-link", "avoid_links", default="", metavar="LINK,...", help="Hand-made links not to use: ids or names."
    ),
    click.option(
        "--year", type=int, help="Year of travel, 1990 to 2150; dated links and gates count. Default: first year."
    ),
    click.option(
        "--by",
        type=click.Choice(["cost", "time", "distance", "co2"]),
        default="cost",
        help="What is least: freight with the cost of time, hours, kilometres or CO2e.",
    ),
    click.option("--modes", default="", metavar="MODE,...", help="Only rail, road, sea (with ferries) or ferry."),
    click.option("--commodity", default="", help="Commodity of the scenario: its value sets the cost of time."),
    click.option("--time-value", type=Amount(), help="USD per gross tonne and hour. Default: the scenario's."),
    click.option("--keep-bans", is_flag=True, help="Keep to the bans of the scenario and its case as well."),
    click.option("--scenario", default="central-asia", help="Scenario whose rates, gates and links apply."),
    click.option("--case", default="base", help="Case of the scenario."),
)


def search_options(function: Function) -> Function:
    """Give a command the options of a search; it receives them by name, as `lodeway.network.asking.Asked` takes them."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def rounded(value: float, digits: int) -> float | None:
    """Return a number for JSON: rounded, None where there is no way.

    Examples
    --------
    >>> rounded(1.26, 1), rounded(float("inf"), 1)
    (1.3, None)
    """
    return round(float(value), digits) if abs(value) < float("inf") else None
