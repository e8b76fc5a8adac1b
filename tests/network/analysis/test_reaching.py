"""Every place of the example reaches every market."""

from __future__ import annotations

import numpy as np

from lodeway.network import Terms, build, grow, weights
from lodeway.scenario import read

ISLANDS: dict[str, str] = {}
"""Markets' sites that cannot be reached, with the reason: none."""


def test_every_place_reaches_every_market() -> None:
    """From every site of the example goods reach every site of every market in the first year, nothing barred."""
    world = read("central-asia")
    network = build(world)
    weight = weights(network, Terms(year=world.years[0]))
    ends = sorted({site for market in world.markets for site in market.sites})
    terminal = {site: int(network.site_arrival[number]) for number, site in enumerate(network.sites)}
    cut = {
        (site.id, end)
        for site in world.sites
        for end in ends
        if site.id != end and not np.isfinite(grow(network, site.id, weight).weight[terminal[end]])
    }
    assert {end for _, end in cut} == set(ISLANDS)
    assert all(end in ISLANDS for _, end in cut)
