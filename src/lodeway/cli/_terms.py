"""The options that every search of the network shares, and the terms that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from lodeway.cli._amount import Amount

if TYPE_CHECKING:
    from lodeway.network import Network, Terms
    from lodeway.network.places import Place
    from lodeway.network.search.terms import Objective
    from lodeway.scenario import Scenario

__all__ = ["Asked", "dated", "find_places", "rounded", "search_options", "terms", "words"]

Function = TypeVar("Function", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--avoid", default="", metavar="ISO3,...", help="Countries to keep out of; empty for none."),
    click.option(
        "--ban",
        type=click.Choice(["all", "transit"]),
        default="all",
        help="all: touch no country of --avoid; transit: pass through none, though goods may begin or end there.",
    ),
    click.option("--avoid-gate", default="", metavar="GATE,...", help="Gates not to pass: ids, names or aliases."),
    click.option("--avoid-link", default="", metavar="LINK,...", help="Hand-made links not to use: ids or names."),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the shared options say."""

    avoid: str
    ban: Literal["transit", "all"]
    avoid_gate: str
    avoid_link: str
    year: int | None
    by: Objective
    modes: str
    commodity: str
    time_value: float | None
    keep_bans: bool
    scenario: str
    case: str

    def read(self) -> Scenario:
        """Return the scenario that was named; a year that cannot be asked for is told of first."""
        from lodeway.network.analysis.years import check_year
        from lodeway.scenario import read

        if self.year is not None:
            check_year(self.year)
        return read(self.scenario, case=self.case)


def search_options(function: Function) -> Function:
    """Give a command the options of a search; it receives them by name, as `Asked` takes them."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def words(text: str) -> list[str]:
    """Return the words of a list with commas.

    Examples
    --------
    >>> words("RUS, CHN,")
    ['RUS', 'CHN']
    """
    return [word.strip() for word in text.split(",") if word.strip()]


def find_places(
    world: Scenario, texts: Sequence[str], asked: Asked | None = None, *, lists: bool = False
) -> tuple[Place, ...]:
    """Return the places that texts mean, each once; every unknown one is told of.

    Where no ship is asked for, ports mean their towns. With `lists` a text that is no place, but several with commas
    between, means these: ``Almaty,Tashkent``.
    """
    from lodeway.errors import each
    from lodeway.network.places import find_place
    from lodeway.schema.tables import MODES

    modes, year = (MODES, None) if asked is None else (_modes(asked), asked.year)
    find = partial(find_place, world, modes=modes, year=year)
    found = each(texts, partial(_listed, find) if lists else lambda text: (find(text),))
    return tuple({place.id: place for places in found for place in places}.values())


def _listed(find: Callable[[str], Place], text: str) -> tuple[Place, ...]:
    """Return the place that a text means, or those that its parts between commas mean, if any of them is a place."""
    from lodeway.errors import UsageError

    try:
        return (find(text),)
    except UsageError as whole:
        found, faults = [], []
        for part in words(text):
            try:
                found.append(find(part))
            except UsageError as fault:
                faults.append(str(fault))
        if not found:
            raise whole from None
        if faults:
            raise UsageError("\n".join(faults)) from None
        return tuple(found)


def _modes(asked: Asked) -> frozenset[str]:
    from lodeway.schema.tables import MODES

    return frozenset(mode.casefold() for mode in words(asked.modes)) or frozenset(MODES)


def terms(world: Scenario, network: Network, asked: Asked, *, standing: frozenset[str] = frozenset()) -> Terms:
    """Return the terms of a search; `standing` are countries that the scenario's own bans keep out of."""
    from lodeway.errors import each
    from lodeway.network import Terms
    from lodeway.network.places import find_gate, find_link

    return Terms(
        year=asked.year if asked.year is not None else world.years[0],
        by=asked.by,
        avoid=frozenset(code.upper() for code in words(asked.avoid)) | standing,
        ban=asked.ban,
        gates=frozenset(gate.id for gate in each(words(asked.avoid_gate), partial(find_gate, network.gates))),
        links=frozenset(link.id for link in each(words(asked.avoid_link), partial(find_link, network.links))),
        modes=_modes(asked),
        time_value=_time_value(world, asked),
    )


def dated(world: Scenario, network: Network, year: int) -> list[str]:
    """Return what to say of the year of travel: nothing, or that the network's dates do not reach it."""
    from lodeway.network.analysis.years import outside

    return list(filter(None, [outside(network, year, world.years[0])]))


def _time_value(world: Scenario, asked: Asked) -> float:
    from lodeway.errors import UsageError
    from lodeway.network.routes import time_value

    if asked.time_value is not None:
        return asked.time_value
    if not asked.commodity:
        return world.time_value
    rows = {row.id: row for row in world.commodities}
    if asked.commodity not in rows:
        raise UsageError(f"no commodity is called {asked.commodity!r}; there are {', '.join(sorted(rows))}")
    return time_value(rows[asked.commodity], world.discount_rate)


def rounded(value: float, digits: int) -> float | None:
    """Return a number for JSON: rounded, None where there is no way.

    Examples
    --------
    >>> rounded(1.26, 1), rounded(float("inf"), 1)
    (1.3, None)
    """
    return round(float(value), digits) if abs(value) < float("inf") else None
