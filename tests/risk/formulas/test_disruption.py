"""The disruption's closed form against the equilibrium it solves."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from lodeway import atlas
from lodeway.cli import main
from lodeway.errors import UsageError
from lodeway.risk.formulas.disruption import expected_loss, lost_value, price_ratio, quantity_ratio
from lodeway.risk.losses import losses

LOST = st.floats(0.0, 0.99)
DEMAND = st.floats(-3.0, -0.05)
SUPPLY = st.floats(0.0, 3.0)


@given(LOST, DEMAND, SUPPLY)
def test_the_market_clears(lost: float, demand: float, supply: float) -> None:
    """At the new price what is left of supply is what is demanded."""
    price = float(price_ratio(lost, demand_elasticity=demand, supply_elasticity=supply))
    quantity = float(quantity_ratio(lost, demand_elasticity=demand, supply_elasticity=supply))
    assert quantity == pytest.approx(price**demand, rel=1e-9)
    assert quantity == pytest.approx((1 - lost) * price**supply, rel=1e-9)
    assert price >= 1.0
    assert quantity <= 1.0


@given(LOST, DEMAND, SUPPLY)
def test_the_loss_is_the_area_under_demand(lost: float, demand: float, supply: float) -> None:
    """What buyers lose is the integral of demand between the two prices."""
    price = float(price_ratio(min(lost, 0.6), demand_elasticity=demand, supply_elasticity=supply + 0.2))
    area, _ = quad(lambda p: p**demand, 1.0, price)
    assert float(lost_value(100.0, price, demand_elasticity=demand)) == pytest.approx(100 * area, rel=1e-6, abs=1e-9)


def test_at_an_elasticity_of_minus_one_it_is_a_logarithm() -> None:
    """The limit of the formula where it divides by 0."""
    assert float(lost_value(1.0, 3.0, demand_elasticity=-1.0)) == pytest.approx(math.log(3.0))


def test_all_lost_has_no_price() -> None:
    """Without any supply no price clears the market."""
    assert math.isinf(float(price_ratio(1.0, demand_elasticity=-0.3, supply_elasticity=0.2)))


@pytest.mark.parametrize(("demand", "supply"), [(0.1, 0.2), (0.0, 0.0), (-0.3, -0.1)])
def test_signs_are_checked(demand: float, supply: float) -> None:
    """Demand that rises with the price, or supply that falls, is refused."""
    with pytest.raises(UsageError, match="must be below 0"):
        price_ratio(0.1, demand_elasticity=demand, supply_elasticity=supply)


def test_expected_loss_is_missing_without_a_probability() -> None:
    """Losses of unknown probability have no expected value."""
    assert np.isnan(expected_loss([5.0], math.nan)).all()


def test_who_loses_most() -> None:
    """All who buy pay the new price: losses are in proportion to what they paid, and the exporter itself is left out."""
    found = losses("rare earth", "CHN", year=2024, probability=0.1)
    rows = found["losses"]
    assert "CHN" not in {row["importer"] for row in rows}
    ratio = {round(row["loss_usd"] / row["value_usd"], 9) for row in rows if row["value_usd"]}
    assert len(ratio) == 1
    japan = next(row for row in rows if row["importer"] == "JPN")
    assert japan["direct_share"] == pytest.approx(0.661, abs=0.001)
    assert japan["expected_usd"] == pytest.approx(0.1 * japan["loss_usd"])
    assert losses("rare earth", "CHN", year=2024, severity=0.5)["price_ratio"] < found["price_ratio"]


def test_what_cannot_be_known_is_refused() -> None:
    """Losses of a trade that the data do not hold are not computed."""
    with pytest.raises(UsageError, match="284410"):
        losses("uranium", "KAZ")


@pytest.mark.parametrize("exporter", ["VAT", "MNE"])
def test_who_exports_nothing_loses_nobody_anything(exporter: str) -> None:
    """A country that sells none of it is no row of zeros: the command says so, names those who do, and ends with 2."""
    done = CliRunner().invoke(main, ["risk", "disruption", "antimony", "--exporter", exporter, "--year", "2024"])
    assert done.exit_code == 2
    assert "no exports of 261710 in 2024" in done.output
    assert "Largest exporters of antimony: " in done.output
    assert "Tajikistan (TJK)" in done.output


def test_a_small_exporter_is_told_as_one() -> None:
    """Austria's antimony is so little of the world's that its loss is told as one that nobody would feel; Tajikistan's is not."""
    small, large = (losses("antimony", exporter, year=2024)["notes"] for exporter in ("AUT", "TJK"))
    assert any("hardly an exporter" in note for note in small)
    assert not any("hardly an exporter" in note for note in large)


def test_trade_within_the_union_is_no_export() -> None:
    """What the Union's members sell each other is neither lost nor in the whole of which a part is lost."""
    members = set(atlas.read("countries").filter(pl.col("eu27"))["iso3"])
    inner = pl.col("exporter").is_in(members) & pl.col("importer").is_in(members)
    rows = atlas.read("trade").filter(pl.col("code").is_in(["261100", "810110"]), pl.col("year") == 2024, ~inner)
    sold = np.nansum(rows.filter(pl.col("exporter").is_in(members))["tonnes"].to_numpy())
    whole = np.nansum(rows["tonnes"].to_numpy())
    assert losses("tungsten", "EU", year=2024)["lost_share"] == pytest.approx(sold / whole, rel=1e-9)
