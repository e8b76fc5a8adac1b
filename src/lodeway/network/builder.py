"""Builds the network of a scenario."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from lodeway.network.model import Network
from lodeway.network.overlay.attaching import Place
from lodeway.scenario.model import Scenario

__all__ = ["build", "digest", "site_places"]


def build(
    scenario: Scenario,
    *,
    places: Sequence[Place] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Network:
    """Return the network on which the scenario's goods travel.

    With ``scenario.network == "atlas"`` it is the railways, roads, sea lanes, gates and hand-made links of the
    atlas with the scenario's gates and links laid over them by id (an empty cell keeps the atlas' value);
    with ``"links"`` it is the scenario's own links and gates alone. What follows from the atlas and these tables
    is kept in the user's cache folder; rates are applied anew.

    Parameters
    ----------
    scenario
        What `lodeway.scenario.read` returned.
    places
        What to attach to it in place of the scenario's sites, as `lodeway.network.places.find_place` returns them.
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
    from lodeway.network.overlay.pricing import legs

    chosen = tuple(sorted(places if places is not None else site_places(scenario), key=lambda place: place.id))
    if scenario.network == "links":
        from lodeway.network.overlay.from_links import overlay as from_links

        structure, terminals, gates, links = from_links(scenario, chosen)
    else:
        from lodeway.network.overlay.making import overlay as from_atlas

        structure, terminals, gates, links = from_atlas(scenario, chosen, progress=progress or _silent)
    codes = (*structure.countries, "")
    return Network(
        digest=digest(scenario),
        sites=tuple(place.id for place in chosen),
        site_terminal=np.asarray([departure for departure, _ in terminals], dtype=np.int32),
        site_arrival=np.asarray([arrival for _, arrival in terminals], dtype=np.int32),
        gates=gates,
        links=links,
        terminal_name=structure.terminal_name,
        terminal_country=tuple(codes[number] for number in structure.terminal_country.tolist()),
        legs=legs(structure, costs=scenario.costs, transfers=scenario.transfers, gates=gates, links=links),
        node_longitude=structure.node_longitude,
        node_latitude=structure.node_latitude,
        leg_nodes=structure.leg_nodes,
        leg_start=structure.leg_start,
        leg_dashed=structure.leg_dashed,
        flags=structure.flags,
        flag_leg=structure.flag_leg,
    )


def site_places(scenario: Scenario) -> list[Place]:
    """Return the scenario's sites as places."""
    return [
        Place(
            id=site.id,
            name=site.name or site.id,
            country=site.country,
            longitude=site.longitude,
            latitude=site.latitude,
        )
        for site in scenario.sites
    ]


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
