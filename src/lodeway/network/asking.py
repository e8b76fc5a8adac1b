"""What a search of the network is asked, in the words of whoever asks: the terms and places that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from lodeway.errors import UsageError, each
from lodeway.network.model import Network
from lodeway.network.overlay.attaching import Place
from lodeway.network.places import find_gate, find_link, find_place
from lodeway.network.routes import time_value
from lodeway.network.search.terms import OBJECTIVES, Objective, Terms
from lodeway.network.search.years import check_year, outside
from lodeway.scenario import read
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import MODES

__all__ = ["Asked", "Names", "dated", "find_places", "terms", "words"]

Names = str | Iterable[str]
"""Names one by one, or in one text with commas between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of every search, as the shared options of the commands say it.

    Parameters
    ----------
    scenario, case
        Scenario whose rates, gates and links apply: a folder, a workbook or an example, with a case of it; or one that was read.
    by
        What is least: cost (freight with the cost of time), time, distance or co2.
    modes
        Only these modes; none given: all.
    avoid
        Countries (ISO 3166 alpha-3) to keep out of.
    ban
        all: touch none of them; transit: pass through none, though goods may begin or end there.
    avoid_gates, avoid_links
        Gates not to pass and hand-made links not to use: ids, names or aliases.
    year
        Year of travel, 1990 to 2150; by default the scenario's first.
    commodity
        Commodity of the scenario whose value sets the cost of time.
    time_value
        That cost itself [USD per gross tonne and hour].
    keep_bans
        Keep to the bans of the scenario and its case as well.

    Raises
    ------
    UsageError
        When an objective, ban or year is not allowed.

    Examples
    --------
    >>> Asked(by="speed")
    Traceback (most recent call last):
    lodeway.errors.UsageError: by 'speed': allowed are cost, time, distance, co2
    """

    scenario: str | Path | Scenario = "central-asia"
    case: str = "base"
    by: Objective = "cost"
    modes: Names = ()
    avoid: Names = ()
    ban: Literal["all", "transit"] = "all"
    avoid_gates: Names = ()
    avoid_links: Names = ()
    year: int | None = None
    commodity: str = ""
    time_value: float | None = None
    keep_bans: bool = False

    def __post_init__(self) -> None:
        """Refuse what can be told to be wrong before anything is read."""
        for name, value, allowed in (("by", self.by, OBJECTIVES), ("ban", self.ban, ("all", "transit"))):
            if value not in allowed:
                raise UsageError(f"{name} {value!r}: allowed are {', '.join(allowed)}")
        if self.year is not None:
            check_year(self.year)

    def read(self) -> Scenario:
        """Return the scenario that was named."""
        return self.scenario if isinstance(self.scenario, Scenario) else read(self.scenario, case=self.case)


def words(names: Names) -> list[str]:
    """Return the names of a list, or of one text with commas between.

    Examples
    --------
    >>> words("RUS, CHN,"), words(["Khorgos, rail"])
    (['RUS', 'CHN'], ['Khorgos, rail'])
    """
    return [word.strip() for word in (names.split(",") if isinstance(names, str) else names) if word.strip()]


def find_places(
    world: Scenario, texts: Sequence[str], asked: Asked | None = None, *, lists: bool = False
) -> tuple[Place, ...]:
    """Return the places that texts mean, each once; every unknown one is told of.

    Where no ship is asked for, ports mean their towns. With `lists` a text that is no place, but several with commas
    between, means these: ``Almaty,Tashkent``.
    """
    modes, year = (MODES, None) if asked is None else (_modes(asked), asked.year)
    find = partial(find_place, world, modes=modes, year=year)
    found = each(texts, partial(_listed, find) if lists else lambda text: (find(text),))
    return tuple({place.id: place for places in found for place in places}.values())


def _listed(find: Callable[[str], Place], text: str) -> tuple[Place, ...]:
    """Return the place that a text means, or those that its parts between commas mean, if any of them is a place."""
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
    return frozenset(mode.casefold() for mode in words(asked.modes)) or frozenset(MODES)


def terms(world: Scenario, network: Network, asked: Asked, *, standing: frozenset[str] = frozenset()) -> Terms:
    """Return the terms of a search; `standing` are countries that the scenario's own bans keep out of."""
    return Terms(
        year=asked.year if asked.year is not None else world.years[0],
        by=asked.by,
        avoid=frozenset(code.upper() for code in words(asked.avoid)) | standing,
        ban=asked.ban,
        gates=frozenset(gate.id for gate in each(words(asked.avoid_gates), partial(find_gate, network.gates))),
        links=frozenset(link.id for link in each(words(asked.avoid_links), partial(find_link, network.links))),
        modes=_modes(asked),
        time_value=_time_value(world, asked),
    )


def dated(world: Scenario, network: Network, year: int) -> list[str]:
    """Return what to say of the year of travel: nothing, or that the network's dates do not reach it."""
    return list(filter(None, [outside(network, year, world.years[0])]))


def _time_value(world: Scenario, asked: Asked) -> float:
    if asked.time_value is not None:
        return asked.time_value
    if not asked.commodity:
        return world.time_value
    rows = {row.id: row for row in world.commodities}
    if asked.commodity not in rows:
        raise UsageError(f"no commodity is called {asked.commodity!r}; there are {', '.join(sorted(rows))}")
    return time_value(rows[asked.commodity], world.discount_rate)
