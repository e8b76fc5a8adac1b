"""The avoidance explorer's document: every choice of its reader ends at the best way, and nothing is invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeway.network import build, path, tree, weights
from lodeway.network.model import Network
from lodeway.network.search.terms import Objective
from lodeway.report.explorer import document, explore, ladder, render
from lodeway.report.explorer.choices import BANS, buyers, origins
from lodeway.report.explorer.condense import condense
from lodeway.report.explorer.simplify import simplify
from lodeway.report.explorer.states import OBJECTIVES, Finder, asked, settle, states
from lodeway.report.explorer.stretches import countries_of, cut, gates_of
from lodeway.scenario import read
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import MODES, Site

ALMATY = Site(
    id="almaty", name="Almaty", country="KAZ", longitude=76.93, latitude=43.28, kind="mine",
    source="GeoNames, https://www.geonames.org", confidence="H",
)  # fmt: skip
FIGURES = ("km", "hours", "cost", "co2")


@pytest.fixture(scope="module")
def example() -> Scenario:
    """The bundled example."""
    scenario = read("central-asia")
    return replace(scenario, sites=(*scenario.sites, ALMATY))


@pytest.fixture(scope="module")
def network(example: Scenario) -> Network:
    """The example's network, Almaty among its sites."""
    return build(example)


@pytest.fixture(scope="module")
def shown(example: Scenario, network: Network) -> dict[str, Any]:
    """What the explorer shows of the example for least cost and length, one gate closed at most."""
    return document(example, network, also=(ALMATY,), closures={"cost": 1, "distance": 1})


def tables(shown: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, int | None]]]:
    """Give origin, buyer, objective and states of every pair."""
    for origin, ends in shown["states"].items():
        for buyer, objectives in ends.items():
            for by, table in objectives.items():
                yield origin, buyer, by, table


def reachable(shown: dict[str, Any], table: dict[str, int | None], barred: set[str]) -> int | None:
    """Return the way at which a reader ends who bars these, as the page finds it."""
    codes = shown["codes"]
    columns, rows = shown["stretches"]["columns"], shown["stretches"]["rows"]
    key = ""
    while (number := table[key]) is not None:
        countries, parts = shown["ways"]["rows"][number]
        on = {*countries, *(rows[part][columns.index("gate")] for part in parts)}
        hit = sorted(codes[name] for name in barred & on)
        if not hit:
            break
        key = "".join(sorted(key + hit[0]))
    return number


def total(shown: dict[str, Any], number: int, figure: str) -> float:
    """Return a figure of a way, summed from its stretches."""
    place = shown["stretches"]["columns"].index(figure)
    return float(sum(shown["stretches"]["rows"][part][place] for part in shown["ways"]["rows"][number][1]))


@pytest.mark.parametrize("barred", [set(), {"RUS"}, {"CHN", "RUS"}, {"CHN", "IRN"}, {"CHN", "RUS", "IRN"}, set(BANS)])
@pytest.mark.parametrize("closed", ["", "suez", "khorgos", "aktau"])
def test_every_choice_ends_at_the_best_way(
    shown: dict[str, Any], network: Network, barred: set[str], closed: str
) -> None:
    """Whatever is barred, the page shows the way that a search of its own finds, or none where that finds none."""
    shut = np.asarray([gate.id == closed for gate in network.gates])
    lorry = (network.legs.mode == MODES.index("road")) & ~network.legs.access
    cost = np.where(lorry, np.inf, network.legs.km)
    length = replace(network, legs=replace(network.legs, cost=cost, hours=0 * network.legs.hours))
    for origin in ("almaty", "konchoch"):
        grown = tree(length, origin, year=2026, avoid=frozenset(barred), gate_closed=shut)
        for buyer, objectives in shown["states"][origin].items():
            found = path(grown, buyer)
            number = reachable(shown, objectives["distance"], barred | ({closed} - {""}))
            assert (number is None) == (found is None)
            if found is not None and number is not None:
                assert total(shown, number, "km") == pytest.approx(found.weight, abs=1.0)


def test_barring_more_never_shortens(shown: dict[str, Any]) -> None:
    """A way under more bans is never shorter than under fewer, by the measure that was least."""
    for _, _, by, table in tables(shown):
        if by != "distance":
            continue
        for few in (set(pair) for size in range(3) for pair in combinations(BANS, size)):
            for more in (few | {country} for country in BANS):
                one, other = reachable(shown, table, few), reachable(shown, table, more)
                if one is None:
                    assert other is None
                elif other is not None:
                    assert total(shown, other, "km") >= total(shown, one, "km") - 0.5


def test_a_way_touches_nothing_that_is_barred(shown: dict[str, Any]) -> None:
    """No way under a set of bans crosses one of its countries or passes one of its gates."""
    names = {code: name for name, code in shown["codes"].items()}
    place = shown["stretches"]["columns"].index("gate")
    for *_, table in tables(shown):
        for key, number in table.items():
            if number is not None:
                countries, parts = shown["ways"]["rows"][number]
                touched = {*countries, *(shown["stretches"]["rows"][part][place] for part in parts)}
                assert not touched & {names[code] for code in key}


def test_the_caspian_is_europes_door_first(shown: dict[str, Any]) -> None:
    """From Almaty the shortest way to Yokohama more than triples as China, Russia and Iran are barred; to Rotterdam it grows by less than a third."""
    rows = {
        (row["to"], tuple(row["barred"])): row
        for row in ladder(shown)
        if row["from"] == "almaty" and row["by"] == "distance"
    }
    east = [rows["yokohama", BANS[:count]]["km"] for count in range(4)]
    assert east == pytest.approx([6280, 8620, 15434, 20628], rel=0.03)
    free, middle = rows["rotterdam", ()]["km"], rows["rotterdam", ("RUS",)]["km"]
    assert free < middle < 1.33 * free


def test_ladder_bars_what_the_way_before_used(shown: dict[str, Any]) -> None:
    """Each rung bars a country of the way before it, and the last way uses none of the four."""
    rows = ladder(shown)
    for before, after in pairwise(rows):
        if len(after["barred"]) > len(before["barred"]):
            assert after["barred"][-1] in before["countries"]
        else:
            assert not set(before["countries"]) & set(BANS)


def test_no_way_has_no_figures(shown: dict[str, Any]) -> None:
    """Where no way is left figures are missing, never zero: China's own port without China."""
    cut_off = [row for row in ladder(shown) if row["to"] == "shanghai" and "CHN" in row["barred"]]
    assert cut_off
    assert all(row[figure] is None for row in cut_off for figure in FIGURES)


def test_stretches_add_up_to_the_way(network: Network) -> None:
    """Kilometres, hours, dollars, emissions and gates of the stretches are those of the path; idle ones have no figure."""
    found = path(tree(network, "konchoch", year=2026, time_value=0.1), "houston")
    assert found is not None
    parts = cut(network, found.legs)
    for figure in FIGURES:
        assert sum(getattr(part, figure) for part in parts) == pytest.approx(getattr(found, figure))
        assert all(getattr(part, figure) == 0 for part in parts if part.idle)
    assert tuple(part.gate for part in parts if part.gate >= 0) == found.gates


def test_stretches_hold_every_leg(network: Network) -> None:
    """Cutting a way loses no leg and changes no order."""
    found = path(tree(network, "almaty", year=2026), "rotterdam")
    assert found is not None
    assert tuple(leg for stretch in cut(network, found.legs) for leg in stretch.legs) == found.legs


def test_each_figure_has_a_source(shown: dict[str, Any]) -> None:
    """Gates, links and rates say where they come from; an assumption counts as a guess."""
    for table in ("gates", "links", "rates", "transfers"):
        assert shown[table]
        for row in shown[table]:
            assert row["source"]
            assert row["guess"] or not row["source"].startswith("assumption")


def test_missing_delays_are_missing(shown: dict[str, Any], network: Network) -> None:
    """A gate without a figure for its delay shows none, not zero."""
    rows = {gate.id: gate for gate in network.gates}
    for gate in shown["gates"]:
        assert (gate["delay"] is None) == bool(np.isnan(rows[gate["id"]].delay))


def test_origins_cover_every_mineral_of_the_hosts(example: Scenario) -> None:
    """Each element that the host states yield has an origin, each market a buyer."""
    found = origins(example)
    assert len(found) == len({origin.site.id for origin in found}) <= 14
    elements = {element for origin in found for element in origin.minerals}
    assert {"antimony", "uranium", "copper", "tungsten", "rare earths"} <= elements
    assert {"yokohama", "rotterdam", "houston", "busan", "mundra"} <= {buyer.site.id for buyer in buyers(example)}


def test_year_without_a_way_says_so(example: Scenario, network: Network) -> None:
    """A ban of kind all on the buyer's country leaves the pair one state: no way."""
    from lodeway.schema.tables import Ban

    case = replace(example, bans=(Ban(id="no-japan", country="JPN", kind="all", source="assumption"),))
    told = document(case, network, closures={"cost": 0})
    assert told["states"]["konchoch"]["yokohama"]["cost"] == {"": None}
    assert told["states"]["konchoch"]["busan"]["cost"][""] is not None


def test_page_holds_everything(shown: dict[str, Any]) -> None:
    """The page asks nothing of the network, holds a table of every pair, and stays below 3 MB."""
    page = render(shown)
    assert len(page.encode()) < 3_000_000
    assert "src=" not in page.partition("<body>")[2].partition('<script type="application/json"')[0]
    assert page.count('<tr><th scope="row">') == sum(row["by"] == "cost" for row in ladder(shown))
    inside = page.partition('id="data">')[2].partition("</script>")[0]
    assert json.loads(inside)["states"] == shown["states"]


def test_explore_writes_the_page(example: Scenario, network: Network, tmp_path: Path) -> None:
    """Explore writes the file, tells what it does, and returns what the page shows."""
    said: list[str] = []
    out = tmp_path / "explorer.html"
    told = explore(example, network, out=out, closures={"cost": 0}, progress=said.append)
    assert out.read_text(encoding="utf-8") == render(told)
    assert any("Konchoch" in text for text in said)


def test_finder_keeps_its_trees(example: Scenario, network: Network) -> None:
    """Buyers share the searches of an origin."""
    finder = Finder(network=network, year=2026, time_value=example.time_value, sites=("konchoch", "yokohama", "busan"))
    for buyer in ("yokohama", "busan"):
        finder.way("konchoch", buyer, by="cost", barred=frozenset())
    assert finder.searches == 1


@pytest.mark.parametrize("by", OBJECTIVES)
@pytest.mark.parametrize("barred", [(), ("CHN",), ("CHN", "RUS", "suez"), ("IRN", "malacca", "aktau")])
def test_the_small_network_gives_the_same_ways(network: Network, by: Objective, barred: tuple[str, ...]) -> None:
    """Condensed to where bans act, a network gives ways of the same weight as the whole one, made of legs that meet."""
    weight = weights(network, asked(network, by, year=2026, time_value=0.1))
    ends = ("almaty", "konchoch", "rotterdam", "yokohama", "houston")
    small = condense(network, weight, countries=BANS, gates=("suez", "malacca", "aktau"), sites=ends)
    whole = replace(network, legs=replace(network.legs, cost=weight, hours=np.zeros_like(weight)))
    assert len(small.network.terminal_country) < len(network.terminal_country) / 4
    for origin in ends[:2]:
        one, other = (
            tree(
                searched,
                origin,
                year=2026,
                avoid=frozenset(name for name in barred if name.isupper()),
                gate_closed=np.asarray([gate.id in barred for gate in searched.gates]),
            )
            for searched in (small.network, whole)
        )
        for end in ends[2:]:
            here, there = path(one, end), path(other, end)
            assert (here is None) == (there is None)
            if here is not None and there is not None:
                assert here.weight == pytest.approx(there.weight, rel=1e-12)
                legs = list(small.expand(here.legs))
                assert weight[legs].sum() == pytest.approx(there.weight, rel=1e-9)
                np.testing.assert_array_equal(network.legs.head[legs[:-1]], network.legs.tail[legs[1:]])


def test_weights_shut_what_is_not_open(network: Network) -> None:
    """A leg that opens later, has closed, or touches a country barred in any case weighs infinitely much."""
    weight = weights(network, asked(network, "time", year=2026, time_value=0.0, standing={"RUS", "XYZ"}))
    legs = network.legs
    country = np.asarray(network.terminal_country)
    shut = (legs.opens > 2026) | ((legs.closes > 0) & (legs.closes <= 2026))
    shut |= (country[legs.tail] == "RUS") | (country[legs.head] == "RUS")
    np.testing.assert_array_equal(np.isinf(weight), shut)
    np.testing.assert_allclose(weight[~shut], legs.hours[~shut], atol=1e-3)


def test_countries_and_gates_are_those_of_the_path(network: Network) -> None:
    """Countries and gates read off legs are those that the path states."""
    found = path(tree(network, "almaty", year=2026), "yokohama")
    assert found is not None
    assert countries_of(network, found.legs) == found.countries
    assert gates_of(network, found.legs) == tuple(network.gates[gate].id for gate in found.gates)


BANNED = st.frozensets(st.sampled_from(["A", "B", "c", "d", "e"]))


@settings(deadline=None)
@given(
    ways=st.lists(st.tuples(st.frozensets(st.sampled_from(["A", "B", "c", "d", "e"])), st.integers(1, 9)), min_size=1),
    barred=BANNED,
)
def test_states_suffice_for_any_choice(ways: list[tuple[frozenset[str], int]], barred: frozenset[str]) -> None:
    """For any set of ways, settling among the states finds the least way that touches nothing barred."""

    def best(key: frozenset[str]) -> tuple[int, ...] | None:
        free = [(weight, place) for place, (touched, weight) in enumerate(ways) if not touched & key]
        return (min(free)[1],) if free else None

    def on(found: tuple[int, ...]) -> list[str]:
        return sorted(ways[found[0]][0])

    known = states(best, on, gates=5)
    assert known[settle(known, on, barred)] == best(barred)


@given(
    st.lists(st.tuples(st.integers(-1800000, 1800000), st.integers(-800000, 800000)), min_size=2, max_size=40),
    st.floats(0.001, 5),
)
def test_simplified_line_keeps_its_ends_and_order(nodes: list[tuple[int, int]], tolerance: float) -> None:
    """A simplified line starts and ends where it did and adds no node."""
    thin = simplify(nodes, tolerance)
    assert (thin[0], thin[-1]) == (nodes[0], nodes[-1])
    rest = iter(nodes)
    assert all(node in rest for node in thin)
