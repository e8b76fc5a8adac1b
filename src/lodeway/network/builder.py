"""Builds the network of a scenario."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from lodeway.network.model import Network
from lodeway.scenario.model import Scenario

__all__ = ["build", "digest"]


def build(scenario: Scenario, *, progress: Callable[[str], None] | None = None) -> Network:
    """Return the network on which the scenario's goods travel.

    With ``scenario.network == "atlas"`` it is the railways, sea lanes, gates and hand-made links of the
    atlas with the scenario's gates and links laid over them by id (an empty cell keeps the atlas' value);
    with ``"links"`` it is the scenario's own links and gates alone.

    Parameters
    ----------
    scenario
        What `lodeway.scenario.read` returned.
    progress
        Called with a short text before each long step.

    Returns
    -------
    Network
        The same for any order of the scenario's rows.

    Raises
    ------
    InputError
        When a link or gate lacks a place, or a mode lacks a rate.

    Examples
    --------
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> network.sites, len(network.gates)
    (('market', 'mine'), 1)
    """
    if scenario.network == "links":
        from lodeway.network import _from_links

        return _from_links.build(scenario, digest(scenario))
    from lodeway.network import _from_atlas

    return _from_atlas.build(scenario, digest(scenario), progress=progress or _silent)


def _silent(text: str) -> None:
    """Say nothing."""


def digest(scenario: Scenario) -> str:
    """Return a digest of everything the network follows from: scenarios of one digest share a network.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from lodeway.network.sample import sample
    >>> digest(replace(sample(), discount_rate=0.1)) == digest(sample())
    True
    """
    tables = (scenario.sites, scenario.links, scenario.gates, scenario.costs, scenario.transfers)
    text = repr([sorted(repr(row) for row in table) for table in tables])
    text += f"{scenario.network} {scenario.time_value!r} {scenario.price_year}"
    if scenario.network == "atlas":
        from lodeway import atlas

        text += f" {atlas.version()}"
    return hashlib.sha256(text.encode()).hexdigest()
