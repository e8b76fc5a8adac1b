"""Sea lanes and the passages that are gates."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from lodeway.network import Network, path, tree
from lodeway.network.geometry import distance
from lodeway.network.overlay.sea import Sea, read_sea


@pytest.fixture(scope="module")
def sea() -> Sea:
    """The sea lanes of the atlas."""
    return read_sea()


def length(sea: Sea, start: tuple[float, float], end: tuple[float, float], *, without: str = "") -> float:
    """Return the length of the shortest way at sea between two places, one passage left out."""
    used = sea.passage != without if without else np.ones(sea.u.size, dtype=np.bool_)
    size = sea.longitude.size
    matrix = csr_array((sea.km[used], (sea.u[used], sea.v[used])), shape=(size, size))
    first, last = (int(np.argmin(distance(*place, sea.longitude, sea.latitude))) for place in (start, end))
    return float(dijkstra(matrix, directed=False, indices=[first])[0, last])


@pytest.mark.parametrize(
    ("passage", "one", "other"),
    [
        ("suez", (32.6, 29.7), (32.3, 31.5)),
        ("bab-el-mandeb", (45.0, 12.3), (42.0, 15.0)),
        ("hormuz", (52.0, 26.5), (58.0, 25.0)),
        ("gibraltar", (-7.0, 36.0), (-4.0, 36.0)),
        ("bosphorus", (29.2, 41.4), (28.5, 40.8)),
        ("dardanelles", (28.0, 40.7), (25.0, 40.0)),
        ("panama", (-80.0, 9.8), (-79.5, 7.5)),
    ],
)
def test_closing_a_passage_leaves_no_way_close_by(
    sea: Sea, passage: str, one: tuple[float, float], other: tuple[float, float]
) -> None:
    """Without its marked edge the two sides of a passage are joined around a continent or not at all."""
    assert length(sea, one, other) < 700
    assert length(sea, one, other, without=passage) > 5_000


def test_caspian_is_landlocked(sea: Sea) -> None:
    """No lane leads from the Caspian to the ocean, and none lies in the canal between Volga and Don."""
    assert length(sea, (51.0, 42.0), (0.0, 0.0)) == np.inf
    inside = (sea.longitude > 39.2) & (sea.longitude < 48.9) & (sea.latitude > 45.4) & (sea.latitude < 50.5)
    assert not inside.any()


def test_ships_go_around_the_cape_without_suez(network: Network) -> None:
    """With the Suez Canal closed Shanghai-Rotterdam is some 6,000 km longer and touches no Egypt."""
    closed = np.asarray([gate.id == "suez" for gate in network.gates])
    way = path(tree(network, "shanghai-quay", year=2026, gate_closed=closed), "rotterdam-quay")
    assert way is not None
    assert way.countries == ("CHN", "NLD")
    assert 24_500 < way.km < 27_000


def test_caspian_ferry_is_as_long_as_on_the_lanes(network: Network) -> None:
    """Aktau-Alat is 468 km, drawn over water through several nodes."""
    number = next(number for number, gate in enumerate(network.gates) if gate.id == "aktau-alat")
    leg = int(np.flatnonzero(network.legs.gate == number)[0])
    assert network.legs.km[leg] == pytest.approx(468, abs=1)
    assert network.leg_start[leg + 1] - network.leg_start[leg] > 2
