"""Ways through small networks that a scenario brings itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lodeway.errors import InputError, NoRouteError, UsageError
from lodeway.network import Terms, build, grow, path, route, tree, weights
from lodeway.network.builder import digest
from lodeway.network.sample import sample
from lodeway.scenario import Scenario
from lodeway.schema.tables import Cost, Gate, Link, Site, Transfer


def line(name: str, start: float, end: float, **cells: object) -> Link:
    """Return a railway link along the equator in one country."""
    row = {"mode": "rail", "from_country": "AAA", "to_country": "AAA", "length": 100.0} | cells
    return Link(id=name, from_longitude=start, from_latitude=0.0, to_longitude=end, to_latitude=0.0, **row)  # type: ignore[arg-type]


def inland(*links: Link, gates: tuple[Gate, ...] = ()) -> Scenario:
    """Return a scenario with a site at 0 and one at 2 degrees east."""
    sites = (
        Site(id="a", country="AAA", longitude=0.0, latitude=0.0, kind="mine"),
        Site(id="b", country="AAA", longitude=2.0, latitude=0.0, kind="plant"),
    )
    return replace(sample(), sites=sites, links=links, gates=gates)


def test_figures_add_up() -> None:
    """100 km of rail at 0.05 and 1000 km of sea at 0.003 USD/t km and a port at 5 USD/t make 13 USD/t."""
    way = route(build(sample()), "mine", "market", year=2026)
    assert way.cost == pytest.approx(100 * 0.05 + 5 + 1000 * 0.003)
    assert way.hours == pytest.approx(100 / 40 + 24 + 1000 / 30)
    assert way.co2 == pytest.approx((100 * 11 + 1000 * 8) / 1000)
    assert way.modes == ("rail", "sea")


def test_transfer_is_paid_at_the_port() -> None:
    """A transfer from rail to sea adds its cost and delay once."""
    plain = route(build(sample()), "mine", "market", year=2026)
    world = replace(sample(), transfers=(Transfer(from_mode="rail", to_mode="sea", cost=7.0, delay=48.0),))
    way = route(build(world), "mine", "market", year=2026)
    assert (way.cost - plain.cost, way.hours - plain.hours) == pytest.approx((7.0, 48.0))


def test_prices_enter_the_choice_but_not_the_cost() -> None:
    """A price on a gate, on time and on CO2 is in the weight alone."""
    network = build(sample())
    priced = tree(network, "mine", year=2026, gate_price=np.asarray([11.0]), co2_price=100.0, time_value=0.5)
    way, plain = path(priced, "market"), route(network, "mine", "market", year=2026)
    assert way is not None
    assert way.cost == plain.cost
    assert way.weight == pytest.approx(plain.cost + 11 + 100 * plain.co2 / 1000 + 0.5 * plain.hours)


def test_dated_links_exist_from_opening_to_closing() -> None:
    """A link is used from the year it opens to the year before it closes; a planned one without a year never."""
    short = line("short", 0.0, 2.0, length=10.0, opens=2028, closes=2031, status="construction")
    planned = line("planned", 0.0, 2.0, length=1.0, status="planned")
    network = build(inland(line("long", 0.0, 2.0), short, planned))
    assert [route(network, "a", "b", year=year).km for year in (2027, 2028, 2030, 2031)] == [100, 10, 10, 100]


def test_the_other_way_through_a_gate_may_take_another_time() -> None:
    """What a gate states for the way back counts from its other country, its fee both ways; without it both take the same."""
    crossing = Gate(
        id="post",
        kind="crossing",
        mode="rail",
        from_country="AAA",
        to_country="BBB",
        from_longitude=1.0,
        from_latitude=0.0,
        to_longitude=1.0,
        to_latitude=0.0,
        delay=10.0,
        fee=5.0,
    )
    lines = line("here", 0.0, 1.0), line("there", 1.0, 2.0, from_country="BBB", to_country="BBB")
    for back, more in ((90.0, 80.0), (float("nan"), 0.0)):
        scenario = inland(*lines, gates=(replace(crossing, delay_back=back),))
        market = replace(scenario.sites[1], country="BBB")
        network = build(replace(scenario, sites=(scenario.sites[0], market)))
        there, home = route(network, "a", "b", year=2026), route(network, "b", "a", year=2026)
        assert there.gates == home.gates == (0,)
        assert home.hours - there.hours == pytest.approx(more)
        assert home.cost == pytest.approx(there.cost)


def test_a_gate_that_closed_was_open_before() -> None:
    """A gate of status closed is passed up to the year before it closed, never without a year, and where a search asks so."""
    scenario = sample()
    for closes, years in ((2026, {2025: True, 2026: False}), (0, {2025: False, 2026: False})):
        gates = tuple(replace(gate, status="closed", closes=closes) for gate in scenario.gates)
        network = build(replace(scenario, gates=gates))
        for year, there in years.items():
            found = path(tree(network, "mine", year=year), "market")
            assert (found is not None) is there
            asked = grow(network, "mine", weights(network, Terms(year=year, reopened=True)))
            assert path(asked, "market") is not None


def test_of_parallel_links_the_cheapest_is_taken() -> None:
    """Two links between the same places stay apart, and the weight decides."""
    network = build(inland(line("dear", 0.0, 2.0, cost=9.0), line("cheap", 0.0, 2.0, cost=2.0, length=300.0)))
    way = route(network, "a", "b", year=2026)
    assert (way.cost, way.km) == (2.0, 300.0)
    assert [network.links[link].id for link in network.legs.link[list(way.legs)] if link >= 0] == ["cheap"]


def test_link_passes_its_gate() -> None:
    """A link with a gate pays its fee, waits its delay, counts in its gates and closes with it."""
    gate = Gate(id="g", kind="transfer", fee=3.0, delay=5.0, opens=2030, status="construction")
    network = build(inland(line("only", 0.0, 2.0, gate="g"), gates=(gate,)))
    way = route(network, "a", "b", year=2030)
    assert (way.gates, way.cost, way.hours) == ((0,), pytest.approx(8.0), pytest.approx(7.5))
    with pytest.raises(
        NoRouteError, match=r"no way leads from a .AAA. to b .AAA. in 2029: links or gates that it needs open in 2030"
    ):
        route(network, "a", "b", year=2029)


def test_row_order_does_not_matter() -> None:
    """The network of a scenario with its rows turned round gives the same ways and the same digest."""
    world = inland(line("x", 0.0, 1.0), line("y", 1.0, 2.0), line("z", 0.0, 2.0, length=200.0))
    turned = replace(world, sites=world.sites[::-1], links=world.links[::-1], costs=world.costs[::-1])
    one, other = build(world), build(turned)
    assert one.digest == other.digest
    assert route(one, "a", "b", year=2026) == route(other, "a", "b", year=2026)


def test_avoiding_a_country_touches_none_of_its_terminals() -> None:
    """A link through another country is not used when that country is to be avoided."""
    through = (
        line("in", 0.0, 1.0, to_country="BBB", length=10.0),
        line("out", 1.0, 2.0, from_country="BBB", length=10.0),
    )
    network = build(inland(*through, line("around", 0.0, 2.0)))
    assert route(network, "a", "b", year=2026).countries == ("AAA", "BBB", "AAA")
    assert route(network, "a", "b", year=2026, avoid=frozenset({"BBB"})).km == 100


def test_missing_coordinates_and_rates_are_faults() -> None:
    """A link without an end, and a mode without a rate, are reported with file and column."""
    with pytest.raises(InputError, match=r"links.csv, column from_longitude: half"):
        build(inland(line("half", float("nan"), 2.0)))
    road_only = replace(
        inland(line("x", 0.0, 2.0)), costs=(Cost(mode="road", country="*", cost=1.0, speed=1.0, emissions=1.0),)
    )
    with pytest.raises(InputError, match=r"costs.csv, column mode"):
        build(road_only)


def test_unknown_site_is_named_with_the_nearest() -> None:
    """A misspelt site is answered with the one that was meant."""
    with pytest.raises(UsageError, match="did you mean market"):
        route(build(sample()), "mine", "markt", year=2026)


def test_far_site_is_flagged() -> None:
    """A site that no link reaches is named in the flags and has no way."""
    far = Site(id="far", country="AAA", longitude=50.0, latitude=0.0, kind="mine")
    network = build(replace(sample(), sites=(*sample().sites, far)))
    assert any(flag.startswith("far:") for flag in network.flags)
    assert path(tree(network, "far", year=2026), "market") is None


def test_the_year_of_prices_is_part_of_the_digest() -> None:
    """Fees of the atlas' gates are converted to the scenario's price year, so networks of two price years differ."""
    assert digest(replace(sample(), price_year=2020)) != digest(sample())


@pytest.mark.parametrize("avoid", ["BBB", {"Land"}, {"BBBB"}])
def test_a_country_that_is_none_is_refused(avoid: object) -> None:
    """One text in place of a set, and what is no country of the network, are refused, not taken for countries nobody passes."""
    with pytest.raises(UsageError, match=r"BBB|LAND"):
        route(build(sample()), "mine", "market", year=2026, avoid=avoid)  # type: ignore[arg-type]


def test_a_country_may_be_written_small() -> None:
    """A code in small letters bars its country, as the command does."""
    with pytest.raises(NoRouteError, match="BBB is barred") as error:
        route(build(sample()), "mine", "market", year=2026, avoid={"bbb"})
    assert error.value.cuts == ("BBB is barred",)


@pytest.mark.parametrize("value", [-5.0, float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["time_value", "co2_price"])
def test_a_price_that_is_none_is_refused(name: str, value: float) -> None:
    """Neither a route nor a tree is searched under a negative or missing price."""
    network = build(sample())
    with pytest.raises(UsageError, match=f"{name} .*: allowed is any number of 0 or more"):
        route(network, "mine", "market", year=2026, **{name: value})  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=f"{name} .*: allowed is any number of 0 or more"):
        tree(network, "mine", year=2026, **{name: value})  # type: ignore[arg-type]


def test_a_year_and_an_objective_that_are_none_are_refused() -> None:
    """A route is searched in years that a scenario may be about, and by an objective that there is."""
    network = build(sample())
    with pytest.raises(UsageError, match="year 1: allowed are 1990 to 2150"):
        route(network, "mine", "market", year=1)
    with pytest.raises(UsageError, match="by 'fast': allowed are cost, time, distance, co2"):
        route(network, "mine", "market", year=2026, by="fast")  # type: ignore[arg-type]


def test_no_way_is_another_error_than_a_wrong_question() -> None:
    """A loop over pairs can leave out those without a way and still hear of a site that is none."""
    network = build(sample())
    with pytest.raises(NoRouteError, match=r"no way leads from market .BBB. to mine .AAA. in 2026: AAA is barred"):
        route(network, "market", "mine", year=2026, avoid={"AAA"})
    with pytest.raises(UsageError, match="the network has no site 'mines'; did you mean mine"):
        route(network, "mines", "market", year=2026)
