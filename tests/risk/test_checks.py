"""What cannot be meant is refused, in Python and on the command line."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.errors import UsageError
from lodeway.risk.assessment import Settings
from lodeway.risk.formulas import concentration, disruption, eu, geopolrisk, origin, route


@pytest.mark.parametrize(
    "call",
    [
        lambda: concentration.hhi([-1, 2]),
        lambda: concentration.top_share([3, math.inf]),
        lambda: concentration.effective_suppliers([-1, -1]),
        lambda: disruption.price_ratio(1.5, demand_elasticity=-0.3, supply_elasticity=0.2),
        lambda: disruption.price_ratio(0.5, demand_elasticity=math.nan, supply_elasticity=0.2),
        lambda: disruption.expected_loss(100.0, -0.1),
        lambda: eu.weighted_hhi([1, 1], [11.0, 2.0]),
        lambda: eu.import_reliance(-1, 0, 1),
        lambda: eu.supply_risk(5, 5, 1.2),
        lambda: eu.supply_risk(5, 5, 0.5, recycling=2.0),
        lambda: eu.economic_importance([0.5, 0.6], [1, 1], largest=1),
        lambda: eu.economic_importance([1.0], [5.0], largest=1),
        lambda: geopolrisk.import_risk(1, -5, 10),
        lambda: geopolrisk.price(1, -2),
        lambda: origin.supply_mix([-1, 0], [[0, 1], [0, 0]]),
        lambda: route.path_risk(1.2),
        lambda: route.path_risk(0.2, [0.5], weight=-1),
        lambda: route.route_aware_score(0.5, [0.5], [-1]),
        lambda: Settings(probability=1.5),
        lambda: Settings(recycling=-0.1),
    ],
)
def test_functions_refuse(call: Callable[[], Any]) -> None:
    """A negative amount, a share above 1 and their like are no input, and what is allowed is told."""
    with pytest.raises(UsageError, match=r"allowed|must be|sum to|largest"):
        call()


def test_a_missing_figure_is_no_fault() -> None:
    """NaN stays what is not known."""
    assert float(concentration.hhi([math.nan, 2.0])) == 1.0
    assert math.isnan(float(disruption.expected_loss(1.0, math.nan)))


@pytest.mark.parametrize(
    "option", ["--probability", "--recycling", "--substitution", "--demand-elasticity", "--supply-elasticity"]
)
@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "2e400", "much"])
def test_options_take_finite_numbers(option: str, value: str) -> None:
    """What is no finite number ends with 2 and names what is allowed."""
    done = CliRunner().invoke(main, ["risk", "antimony", "--importer", "JPN", f"{option}={value}"])
    assert done.exit_code == 2
    assert "allowed" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["rank", "--importer", "JPN", "--year", "2031"], "1995 to"),
        (["disruption", "tungsten", "--exporter", "CHN", "--year", "1894"], "1995 to"),
        (["export", "--to", "openlca", "--year", "2031", "--out", "x.zip"], "1995 to"),
        (["--all", "--year", "2031", "--out", "x.parquet"], "1995 to"),
        (["--all", "--year", "2017", "--method", "geopolrisk-2.0.1", "--out", "x.parquet"], "2018 to 2024"),
    ],
)
def test_years_without_data_are_refused(arguments: list[str], told: str, request: pytest.FixtureRequest) -> None:
    """A year that no data reach is answered with those that they do, without advice that would not help."""
    if "geopolrisk-2.0.1" in arguments:
        request.getfixturevalue("wmd")
    done = CliRunner().invoke(main, ["risk", *arguments])
    assert done.exit_code == 2
    assert told in done.stderr
    assert "import-wmd" not in done.stderr


@pytest.mark.parametrize(
    ("commodity", "year", "hint"), [("antimony", 2020, True), ("antimony", 2010, False), ("strontium", 2020, False)]
)
def test_a_hint_is_given_where_it_helps(commodity: str, year: int, hint: bool) -> None:
    """World Mining Data is advised for its years and minerals alone."""
    from lodeway.risk import assess

    flags = assess(commodity, "JPN", year=year).value("production_hhi").flags
    assert ("import-wmd" in flags[0]) is hint
