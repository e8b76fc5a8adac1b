"""Risk on the way, against GeoPolRisk and by its properties."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.errors import UsageError
from lodeway.risk.assessment import assess
from lodeway.risk.formulas.route import path_risk, route_aware_score, transit_dependency
from lodeway.risk.route_aware import Way, route_risk

RISK = st.floats(0, 1)
SEVERAL = st.lists(RISK, max_size=6)


@given(RISK, SEVERAL)
def test_without_weight_only_the_origin_counts(origin: float, transit: list[float]) -> None:
    """Transit weight 0 and no passages leave the origin's own risk, to the last digit."""
    assert path_risk(origin, transit, weight=0.0) == origin


@given(RISK, SEVERAL, RISK, RISK, SEVERAL)
def test_a_further_country_never_lowers_it(
    origin: float, transit: list[float], one: float, weight: float, passages: list[float]
) -> None:
    """Risk stays within 0 and 1, and grows with each country crossed."""
    before = path_risk(origin, transit, weight=weight, passages=passages)
    after = path_risk(origin, [*transit, one], weight=weight, passages=passages)
    assert 0 <= before <= 1
    assert after >= before - 1e-12


def test_closed_forms() -> None:
    """A certain stop anywhere makes the risk 1; independent halves multiply."""
    assert path_risk(0.2, [1.0]) == 1.0
    assert path_risk(0.2, passages=[1.0]) == 1.0
    assert path_risk(0.5, [0.5, 0.5]) == pytest.approx(0.875)
    assert math.isnan(path_risk(0.2, [math.nan]))


def test_score_without_supply_is_missing() -> None:
    """No tonnes and no home production give no score."""
    assert math.isnan(route_aware_score(0.3, [], []))


def test_transit_shares() -> None:
    """A country counts once a way, and neither where goods begin nor where they end."""
    ways = [["KAZ", "RUS", "KAZ", "RUS", "JPN"], ["UZB", "KAZ", "CHN", "JPN"]]
    assert transit_dependency(ways, [1.0, 3.0]) == {"CHN": 0.75, "KAZ": 0.75, "RUS": 0.25}
    assert transit_dependency([], []) == {}


def test_without_weight_it_is_geopolrisk() -> None:
    """On the tonnes of trade, whatever the ways, transit weight 0 gives the GeoPolRisk score."""
    based = assess("tungsten", "JPN", year=2024, production="usgs")
    ways = [
        Way(origin=row.country, tonnes=row.tonnes, countries=(row.country, "RUS", "IRN", "JPN"))
        for row in based.mix
        if row.tonnes > 0
    ]
    found = route_risk("tungsten", "JPN", ways, year=2024, weight=0.0, production="usgs")
    assert found.score.value == pytest.approx(based.value("geopolrisk_score").value, rel=1e-12)
    assert found.score.value == found.plain.value
    heavier = route_risk("tungsten", "JPN", ways, year=2024, weight=0.5, production="usgs")
    assert heavier.score.value > found.score.value
    assert heavier.transit == {"IRN": 1.0, "RUS": 1.0} or heavier.transit["IRN"] == pytest.approx(1.0)


def test_bilateral_terms_stand_in_place_of_governance() -> None:
    """A country that is stated never to stop goods adds nothing; one that always does makes the way certain to fail."""
    way = [Way(origin="KAZ", tonnes=10.0, countries=("KAZ", "RUS", "JPN"), gates=("vladivostok",))]
    safe = route_risk("chromite", "JPN", way, year=2024, bilateral={"RUS": 0.0}, production="usgs")
    shut = route_risk("chromite", "JPN", way, year=2024, bilateral={"RUS": 1.0}, production="usgs")
    narrow = route_risk(
        "chromite", "JPN", way, year=2024, bilateral={"RUS": 0.0}, passages={"vladivostok": 1.0}, production="usgs"
    )
    assert safe.ways[0].risk == pytest.approx(safe.ways[0].origin_risk)
    assert shut.ways[0].risk == narrow.ways[0].risk == 1.0
    assert narrow.passages == {"vladivostok": 1.0}


def test_composite_never_stands_alone() -> None:
    """The document has transit shares beside the score, and a note that says why."""
    document = route_risk(
        "tungsten", "JPN", [Way(origin="KAZ", tonnes=1.0, countries=("KAZ", "CHN", "JPN"))], year=2024
    ).to_dict()
    assert document["transit"] == [{"country": "CHN", "name": "China", "share": 1.0}]
    assert "misleads" in document["notes"][0]


def test_risks_lie_within_bounds() -> None:
    """What is stated is checked."""
    with pytest.raises(UsageError, match=r"RUS 1\.5"):
        route_risk("tungsten", "JPN", [], bilateral={"RUS": 1.5})


def test_coverage_is_of_what_has_a_way() -> None:
    """Tonnes without a way count with their origin's risk, and the coverage and a flag say how many they are."""
    ways = [Way(origin="KAZ", tonnes=3.0, countries=("KAZ", "CHN", "JPN")), Way(origin="VNM", tonnes=1.0)]
    found = route_risk("tungsten", "JPN", ways, year=2024, production="usgs")
    assert (found.score.coverage, found.plain.coverage) == (0.75, 1.0)
    assert "25% of the tonnes have no way: the risk of crossing is not in" in found.score.flags
    assert found.score.flags != found.plain.flags
