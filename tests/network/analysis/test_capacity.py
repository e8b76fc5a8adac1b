"""The largest yearly flow between two places, and what bounds it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from lodeway.cli.capacity import command as capacity_command
from lodeway.errors import UsageError
from lodeway.network import Network, Terms, grow, path, weights
from lodeway.network.analysis.capacity import Flow, capacity, unknown
from lodeway.schema.tables import MODES
from tests.network.overlays import Case, cases, ends, places, ways
from tests.network.overlays import network as overlay


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A network with limits of gates and links."""

    case: Case
    allowed: NDArray[np.bool_]
    gate_limit: NDArray[np.float64]
    link: NDArray[np.int32]
    link_limit: NDArray[np.float64]

    def answer(self) -> Flow:
        """Return the flow from the first place to the last."""
        return capacity(
            self.case.network,
            self.allowed,
            *self.case.ends,
            gate_limit=self.gate_limit,
            link=self.link,
            link_limit=self.link_limit,
        )


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Draw limits of gates and links, some of them 0 and some unknown."""
    case = draw(cases())
    dice = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    names, link = case.network.links, case.network.legs.link
    unknown = draw(st.sampled_from([0.0, 0.3]))
    limits = []
    for size in (len(case.network.gates), len(names)):
        limit = dice.integers(0, 12, size).astype(float) * 1e5
        limit[dice.random(size) < unknown] = np.inf
        limits.append(limit)
    return Question(case, np.isfinite(case.weight), limits[0], link, limits[1])


def program(question: Question) -> float:
    """Return the largest flow by a linear program of every leg of the network, nothing joined and nothing left out."""
    network, legs = question.case.network, question.case.network.legs
    own = np.flatnonzero(question.allowed)
    if not own.size:
        return 0.0
    balance = np.zeros((len(network.terminal_country), own.size))
    balance[legs.tail[own], np.arange(own.size)] += 1
    balance[legs.head[own], np.arange(own.size)] -= 1
    start, end = question.case.ends
    rows = [terminal for terminal in range(len(balance)) if terminal not in (start, end)]
    limits = [(legs.gate[own] == gate, limit) for gate, limit in enumerate(question.gate_limit)]
    limits += [(question.link[own] == link, limit) for link, limit in enumerate(question.link_limit)]
    limits = [(use, limit) for use, limit in limits if np.isfinite(limit)]
    use = np.stack([use for use, _ in limits] or [np.zeros(own.size)]).astype(float)
    most = np.asarray([limit / 1e6 for _, limit in limits] or [0.0])
    even = np.zeros(len(rows))
    found = linprog(-balance[start], A_ub=use, b_ub=most, A_eq=balance[rows], b_eq=even, method="highs-ds")
    return np.inf if found.fun is None else -float(found.fun) * 1e6


@given(questions())
def test_flow_is_that_of_the_whole_program(question: Question) -> None:
    """Joining terminals and leaving out legs does not change the largest flow."""
    assert question.answer().tonnes == pytest.approx(program(question), rel=1e-6, abs=1e-3)


@given(questions())
def test_no_way_leads_past_the_cut(question: Question) -> None:
    """Without the gates and links of the cut no way is left; the cut's limits together are no less than the flow."""
    flow, legs = question.answer(), question.case.network.legs
    if flow.unlimited:
        return
    cut = np.isin(legs.gate, flow.gates) | np.isin(question.link, flow.links)
    assert next(ways(question.case.network, question.allowed & ~cut, *question.case.ends), None) is None
    limits = question.gate_limit[list(flow.gates)].sum() + question.link_limit[list(flow.links)].sum()
    assert flow.tonnes <= limits * (1 + 1e-9)
    assert flow.connected == (
        next(ways(question.case.network, question.allowed, *question.case.ends), None) is not None
    )


@given(questions())
def test_limits_are_kept(question: Question) -> None:
    """No gate or link passes more than its limit, and those of unknown limit have no figure."""
    flow = question.answer()
    for used, limit in ((flow.gate_tonnes, question.gate_limit), (flow.link_tonnes, question.link_limit)):
        assert np.array_equal(np.isnan(used), np.isinf(limit))
        known = np.isfinite(limit)
        assert (used[known] <= limit[known]).all()
        assert (used[known] >= 0).all()


@given(questions())
def test_the_free_way_passes_nothing_of_known_capacity(question: Question) -> None:
    """An unlimited flow names a way over legs without limits."""
    flow, legs = question.answer(), question.case.network.legs
    assert flow.unlimited == np.isinf(flow.tonnes) == bool(flow.free)
    for leg in flow.free:
        assert question.allowed[leg]
        assert legs.gate[leg] < 0 or np.isinf(question.gate_limit[legs.gate[leg]])
        assert question.link[leg] < 0 or np.isinf(question.link_limit[question.link[leg]])


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 9)), min_size=1, max_size=9))
def test_the_flow_equals_the_smallest_cut(rows: list[tuple[int, int, int]]) -> None:
    """When each link has a limit of its own, the flow is the smallest sum of limits over all ways to part the places."""
    roads = [(one, other, 100, -1) for one, other, _ in rows if one != other]
    limits = [limit for one, other, limit in rows if one != other]
    if not roads:
        return
    built = overlay(roads)
    link = built.legs.link
    flow = capacity(
        built,
        np.ones(link.size, dtype=bool),
        places(built)[0],
        places(built)[-1],
        gate_limit=np.zeros(0),
        link=link,
        link_limit=np.asarray(limits, dtype=float),
    )
    sides = [{0} | {place for place in range(1, 5) if number >> place & 1} for number in range(0, 32, 2)]
    cuts = [
        sum(limit for (one, other, _, _), limit in zip(roads, limits, strict=True) if (one in side) != (other in side))
        for side in sides
    ]
    assert flow.tonnes == pytest.approx(min(cuts))
    assert sum(limits[number] for number in flow.links) == pytest.approx(flow.tonnes)


def test_a_gate_bounds_both_directions_and_all_links_together() -> None:
    """Two links through one gate carry what the gate takes, and not twice that."""
    built = overlay([(0, 1, 100, 0), (0, 2, 100, 0), (1, 5, 100, -1), (2, 5, 100, -1)])
    allowed = np.ones(built.legs.km.size, dtype=bool)
    flow = capacity(built, allowed, places(built)[0], places(built)[-1], gate_limit=np.asarray([7e6]))
    assert (flow.tonnes, flow.gates, flow.gate_tonnes.tolist()) == (pytest.approx(7e6), (0,), [pytest.approx(7e6)])


def test_ways_carry_the_flow_and_name_gates_without_a_figure() -> None:
    """Of two ways, one through a gate without a figure, each carries its part; both together carry the flow."""
    built = overlay([(0, 1, 100, 0), (1, 5, 100, 1), (0, 2, 300, 2), (2, 5, 100, -1)])
    allowed = np.ones(built.legs.km.size, dtype=bool)
    limit = np.asarray([7e6, np.inf, 2e6])
    flow = capacity(built, allowed, places(built)[0], places(built)[-1], gate_limit=limit)
    assert [share.tonnes for share in flow.shares] == [pytest.approx(7e6), pytest.approx(2e6)]
    assert [unknown(built, share.legs, limit) for share in flow.shares] == [(1,), ()]
    for share in flow.shares:
        legs = built.legs
        assert [int(legs.head[leg]) for leg in share.legs[:-1]] == [int(legs.tail[leg]) for leg in share.legs[1:]]
        assert (legs.tail[share.legs[0]], legs.head[share.legs[-1]]) == (places(built)[0], places(built)[-1])


def test_shares_carry_the_flow_without_detours(network: Network) -> None:
    """From Almaty to Poti across the Caspian alone the shares sum to the flow, the shortest first, none much longer than it need be."""
    search = Terms(year=2026, avoid=frozenset({"CHN", "RUS", "IRN"}), modes=frozenset({"rail", "ferry"}))
    limit = np.asarray([gate.capacity if gate.capacity >= 0 else np.inf for gate in network.gates])
    start, end = ends(network, "almaty", "poti-quay")
    flow = capacity(network, np.isfinite(weights(network, search)), start, end, gate_limit=limit)
    assert sum(share.tonnes for share in flow.shares) == pytest.approx(flow.tonnes)
    km = [float(network.legs.km[list(share.legs)].sum()) for share in flow.shares]
    shortest = path(grow(network, "almaty", weights(network, replace(search, by="distance"))), "poti-quay")
    assert shortest is not None
    assert km == sorted(km)
    assert shortest.km <= km[0] <= km[-1] <= 1.4 * shortest.km
    missing = {network.gates[gate].id for share in flow.shares for gate in unknown(network, share.legs, limit)}
    assert "boyuk-kesik" in missing


def test_the_command_says_not_known_where_no_figure_bounds_and_names_the_gates() -> None:
    """From Almaty to Poti by China and Karachi nothing has a figure: the answer says so; across the Caspian the ferries bound it."""
    result = CliRunner().invoke(capacity_command, ["Almaty", "Poti", "--avoid", "RUS,IRN,TKM", "--json"])
    document = json.loads(result.stdout)
    assert (document["tonnes"], document["unlimited"]) == (None, True)
    assert document["answer"].startswith("not known: these gates carry no figure: ")
    assert document["without_figure"] == document["ways"][0]["without_figure"] != []
    call = ["Almaty", "Poti", "--avoid", "RUS,IRN,CHN", "--modes", "rail,ferry"]
    bounded = json.loads(CliRunner().invoke(capacity_command, [*call, "--json"]).stdout)
    assert {row["gate"] for row in bounded["cut"]} <= {"aktau-alat", "kuryk-alat", "turkmenbashi-alat"}
    assert bounded["tonnes"] == sum(way["tonnes"] for way in bounded["ways"])
    assert "boyuk-kesik" in bounded["without_figure"]
    assert "carry no figure, and might bound it further: " in CliRunner().invoke(capacity_command, call).stdout


def test_wrong_limits_are_errors() -> None:
    """Limits that are missing, negative or too few, and a flow from a place to itself, are answered with what is wrong."""
    built = overlay([(0, 5, 300, 0), (0, 5, 350, -1)])
    allowed, (start, *_, end) = np.ones(built.legs.km.size, dtype=bool), places(built)
    for limit in ([-1.0], [np.nan], [1.0, 1.0]):
        with pytest.raises(UsageError, match="limits are 0 or more"):
            capacity(built, allowed, start, end, gate_limit=np.asarray(limit))
    with pytest.raises(UsageError, match="one place to another"):
        capacity(built, allowed, start, start, gate_limit=np.asarray([1.0]))
    with pytest.raises(UsageError, match="each leg has a link"):
        capacity(built, allowed, start, end, gate_limit=np.asarray([1.0]), link=np.zeros(allowed.size, dtype=np.int32))


def test_the_trans_caspian_route_carries_six_million_tonnes(network: Network) -> None:
    """From Almaty to Poti by rail without China, Russia, Turkmenistan and Iran the Caspian's ferries bound the flow: 6 Mt/a.

    The route's own association gives its capacity as 6 Mt a year (trend.az 3982954, December 2024).
    """
    legs = network.legs
    allowed = (legs.opens <= 2026) & ((legs.closes == 0) | (legs.closes > 2026))
    banned = np.isin(np.asarray(network.terminal_country), ["CHN", "RUS", "TKM", "IRN"])
    allowed &= ~(banned[legs.tail] | banned[legs.head]) & (legs.mode != MODES.index("road"))
    limit = np.asarray([gate.capacity if gate.capacity >= 0 else np.inf for gate in network.gates])
    start, end = ends(network, "almaty", "poti-quay")
    flow = capacity(network, allowed, start, end, gate_limit=limit)
    assert [network.gates[gate].id for gate in flow.gates] == ["aktau-alat", "kuryk-alat"]
    assert flow.tonnes == pytest.approx(6e6)
    assert flow.tonnes == pytest.approx(limit[list(flow.gates)].sum())
