"""What central-asia says of demand, prices and relations."""

from __future__ import annotations

from collections import defaultdict

import pytest

from lodeway import atlas
from lodeway.scenario import Scenario, capital_rate, home, parse_recipe

STATES = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
POUND = 0.45359237  # kg, international pound
PRICES = {
    # form: (USGS commodity, part of the detail, USD per stated unit to USD per contained tonne)
    "antimony": ("antimony", "Price, metal", 1000 / POUND),
    "tungsten-concentrate": ("tungsten", "Price, concentrate", 100 / 0.793),
    "titanium-sponge": ("titanium sponge metal", "Price", 1000),
    "ferrochrome": ("chromium", "Ferrochromium", 1000 / POUND),
    "chromite": ("chromium", "Chromite ore", 1 / 0.30),
    "copper": ("copper", "London Metal Exchange", 10 / POUND),
    "gallium": ("gallium", "Price", 1000),
    "vanadium": ("vanadium", "Price", 1000 / POUND / 0.56),
}
BASKET = {
    "lanthanum": 0.30,
    "cerium": 0.48,
    "rare earths": 0.20,
    "samarium": 0.01,
    "europium": 0.001,
    "gadolinium": 0.002,
}


def test_at_least_eight_minerals(central_asia: Scenario) -> None:
    """At least eight elements are needed, each by all seven markets."""
    element = {row.id: row.element for row in central_asia.commodities}
    markets: dict[str, set[str]] = defaultdict(set)
    for row in central_asia.demands:
        markets[element[row.commodity]].add(row.market)
    assert len(markets) >= 8
    assert all(found == {"JPN", "EU", "USA", "KOR", "IND", "CHN", "ROW"} for found in markets.values())


def test_every_row_is_sourced_or_reasoned(central_asia: Scenario) -> None:
    """Each row names a publisher with an address, or is an assumption with reasoning and range."""
    for table in ("commodities", "sites", "markets", "processes", "demands", "relations"):
        for row in getattr(central_asia, table):
            if "assumption" in row.source.lower():
                assert row.note, row
                assert row.range, row
            else:
                assert "http" in row.source, row


@pytest.mark.parametrize("commodity", PRICES)
def test_price_of_2024(central_asia: Scenario, commodity: str) -> None:
    """Reference prices are USGS's of 2024, converted to a tonne of contained element."""
    name, detail, factor = PRICES[commodity]
    table = atlas.query(
        f"select value from prices where year = 2024 and commodity = '{name}' and contains(detail, '{detail}')"
    )
    price = next(row.price for row in central_asia.commodities if row.id == commodity)
    assert price == pytest.approx(table["value"].item() * factor, rel=0.01)


def test_rare_earths_are_priced_as_a_basket(central_asia: Scenario) -> None:
    """The price of rare earths is that of a light ore's oxides together, a fifth of NdPr's."""
    table = atlas.query("select commodity, detail, value from prices where year = 2024 and contains(detail, 'oxide')")
    oxide = {
        name: value
        for name, detail, value in table.iter_rows()
        if name in BASKET and (name != "rare earths" or "NdPr" in detail)
    }
    basket = 1000 * sum(share * oxide[name] for name, share in BASKET.items())
    price = next(row.price for row in central_asia.commodities if row.id == "rare-earths")
    assert price == pytest.approx(basket, rel=0.05)
    assert price < 0.3 * 1000 * oxide["rare earths"]


def test_uranium_is_counted_in_tonnes_of_uranium(central_asia: Scenario) -> None:
    """52.71 USD a pound of U3O8 (EIA, 2024) is the price of a tonne of uranium in it."""
    price = next(row.price for row in central_asia.commodities if row.id == "uranium")
    assert price == pytest.approx(52.71 * 1000 / POUND / 0.848, rel=0.005)


def test_relations_bound_origins_outside_central_asia(central_asia: Scenario) -> None:
    """Each maker outside the five states has a bound in every market but its own; the five states have none."""
    country = {row.id: row.country for row in central_asia.sites}
    needed = {row.commodity for row in central_asia.demands}
    makers = {
        (country[row.site], name)
        for row in central_asia.processes
        for name, _ in parse_recipe(row.recipe).outputs
        if name in needed and country[row.site] not in STATES
    }
    expected = {
        (origin, market.id, commodity)
        for origin, commodity in makers
        for market in central_asia.markets
        if origin not in home(central_asia, market.id)
    }
    assert {(row.origin, row.market, row.commodity) for row in central_asia.relations} == expected


def test_some_candidates_pay_and_some_do_not(central_asia: Scenario) -> None:
    """At the prices of 2024 neither all candidates pay nor none: cost against the value that they add."""
    price = {row.id: row.price for row in central_asia.commodities}
    country = {row.id: row.country for row in central_asia.sites}
    ratio = {}
    for row in (row for row in central_asia.processes if row.status == "candidate"):
        recipe = parse_recipe(row.recipe)
        name, amount = recipe.outputs[0]
        added = price[name] - sum(used * price[feed] for feed, used in recipe.inputs) / amount
        rate = capital_rate(central_asia, country[row.site])
        yearly = row.capex * (1 + rate) ** (row.lead_time / 2) * rate / (1 - (1 + rate) ** -row.life)
        ratio[row.id] = (row.opex + yearly) / added
    paying = {name for name, value in ratio.items() if value < 1}
    assert {"north-katpar-mine", "inkai-3-mine", "uktmp-idle"} <= paying
    assert {
        "upper-kairakty-mine",
        "kuirektykol-mine",
        "stepnogorsk-separation",
        "balasausqandiq-mine",
    } <= ratio.keys() - paying
