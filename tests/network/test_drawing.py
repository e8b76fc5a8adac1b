"""Lines on the map run through every original node."""

from __future__ import annotations

import numpy as np

from lodeway import atlas
from lodeway.network import Network, route, segments
from lodeway.network.geometry import distance
from lodeway.schema.tables import MODES


def test_consecutive_nodes_are_joined(network: Network) -> None:
    """Every stretch between two nodes of a leg is an edge of the atlas, or belongs to a gate, link, port or access."""
    rail, sea = atlas.read("rail_edges"), atlas.read("sea_edges")
    offset, size = atlas.read("rail_nodes").height, len(network.node_longitude)
    known = np.concatenate(
        [
            rail["u"].to_numpy().astype(np.int64) * size + rail["v"].to_numpy(),
            (sea["u"].to_numpy().astype(np.int64) + offset) * size + sea["v"].to_numpy() + offset,
        ]
    )
    inner = offset + atlas.read("sea_nodes").height
    lengths = np.diff(network.leg_start)
    leg = np.repeat(np.arange(lengths.size), lengths)
    stays = leg[:-1] == leg[1:]
    one, other = network.leg_nodes[:-1][stays].astype(np.int64), network.leg_nodes[1:][stays].astype(np.int64)
    free = (network.legs.gate < 0) & (network.legs.link < 0)
    checked = free[leg[:-1][stays]] & (one < inner) & (other < inner)
    pairs = np.minimum(one, other)[checked] * size + np.maximum(one, other)[checked]
    assert checked.sum() > 1_000_000
    assert np.isin(pairs, known).all()


def test_legs_begin_and_end_at_their_terminals(network: Network) -> None:
    """Legs that meet in a terminal meet in one original node."""
    node = np.full(len(network.terminal_country), -1)
    first, last = network.leg_nodes[network.leg_start[:-1]], network.leg_nodes[network.leg_start[1:] - 1]
    node[network.legs.tail] = first
    node[network.legs.head] = last
    assert (node[network.legs.tail] == first).all()
    assert (node[network.legs.head] == last).all()


def test_lengths_are_no_shorter_than_the_line(network: Network) -> None:
    """A railway leg between stations is as long as the chords between its nodes, within the rounding of their places."""
    following = np.append(network.leg_nodes[1:], network.leg_nodes[-1:])
    chord = distance(
        network.node_longitude[network.leg_nodes],
        network.node_latitude[network.leg_nodes],
        network.node_longitude[following],
        network.node_latitude[following],
    )
    chord[network.leg_start[1:] - 1] = 0.0
    drawn = np.add.reduceat(chord, network.leg_start[:-1])
    place = np.isin(network.legs.tail, network.site_terminal) | np.isin(network.legs.head, network.site_arrival)
    rail = (network.legs.mode == MODES.index("rail")) & (network.legs.gate < 0) & ~place
    steps = np.diff(network.leg_start)[rail]
    assert (network.legs.km[rail] >= drawn[rail] * 0.97 - 0.2 * steps).all()


def test_route_is_drawn_through_all_its_nodes(network: Network) -> None:
    """The polyline of a route holds every original node of its legs in order."""
    way = route(network, "konchoch", "yokohama-quay", year=2026)
    pieces = segments(network, way.legs)
    drawn = [point for piece in pieces for point in piece.coordinates]
    wanted = iter(drawn)
    for leg in way.legs:
        for node in network.leg_nodes[network.leg_start[leg] : network.leg_start[leg + 1]]:
            place = (
                round(float(network.node_longitude[node]), 5),
                round(float(network.node_latitude[node]), 5),
            )
            assert place in drawn
    assert next(wanted) == drawn[0]
    assert {piece.mode for piece in pieces} == set(way.modes)
    assert pieces[0].mode == "road"


def test_long_gaps_on_land_are_dashed(network: Network) -> None:
    """A stretch of railway of more than 50 km between nodes is dashed; one at sea is not."""
    pieces = segments(network, route(network, "dostyk-station", "aktau-station", year=2026).legs)
    for piece in pieces:
        longitude, latitude = np.asarray(piece.coordinates).T
        steps = distance(longitude[:-1], latitude[:-1], longitude[1:], latitude[1:])
        assert (steps > 50).all() if piece.dashed else (steps <= 50).all()
    sea = list(segments(network, route(network, "shanghai-quay", "rotterdam-quay", year=2026).legs))
    assert not any(piece.dashed for piece in sea if piece.mode == "sea")


def test_pacific_crossing_breaks_at_the_meridian(network: Network) -> None:
    """No segment jumps from one side of the map to the other."""
    way = route(network, "yokohama-quay", "houston-quay", year=2026)
    for piece in segments(network, way.legs):
        longitude = np.asarray(piece.coordinates)[:, 0]
        assert np.abs(np.diff(longitude)).max() <= 180
