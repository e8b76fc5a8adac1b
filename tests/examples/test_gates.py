"""What central-asia says of crossings, ports and ferries."""

from __future__ import annotations

import math

from lodeway.scenario import Scenario

CORRIDOR = ("aktau", "kuryk", "alat", "aktau-alat", "kuryk-alat", "akhalkalaki", "poti")


def test_traffic_of_others_leaves_room_in_every_year(central_asia: Scenario) -> None:
    """Background traffic never outgrows a gate: else each further tonne would have to pay for an expansion."""
    span = central_asia.years[-1] - central_asia.years[0]
    stated = [row for row in central_asia.gates if not math.isnan(row.capacity) and row.status != "candidate"]
    assert len(stated) >= 14
    full = {
        row.id: row.background * (1 + row.background_growth / 100) ** span / row.capacity
        for row in stated
        if row.background * (1 + row.background_growth / 100) ** span > row.capacity
    }
    assert full == {}


def test_the_trans_caspian_route_can_grow(central_asia: Scenario) -> None:
    """Each link of the way over the Caspian and through the Caucasus can be expanded at a stated cost."""
    gates = {row.id: row for row in central_asia.gates}
    for name in CORRIDOR:
        assert gates[name].capex > 0, name
        assert gates[name].max_size >= 1e6, name


def test_dostyk_carries_what_its_second_track_allows(central_asia: Scenario) -> None:
    """Dostyk takes 35 Mt a year since its second track (The Astana Times, November 2024)."""
    gate = next(row for row in central_asia.gates if row.id == "dostyk")
    assert gate.capacity == 35e6
