"""What pays, and what a file of prices and costs must say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from lodeway.cli import main
from lodeway.errors import InputError
from lodeway.explore.assess import Estimate, assess, built_in, mark3
from lodeway.explore.assess.economics import Depth, Engineered, Mining, Terms, read_economics, value, worth
from lodeway.explore.assess.stated import Law

TEXT = """
price_year = 2024
discount_rate = 0.08
lead_time = 4
days = 350

[prices.Cu]
value = 4.0
unit = "USD/lb"
source = "test"

[recoveries.Cu]
value = 87
unit = "%"
source = "test"

[capacity]
factor = 0.1
exponent = 0.65
source = "test"

[[depths]]
from = 0
to = 250
share = 0.25
source = "test"

[[depths]]
from = 250
to = 1000
share = 0.75
source = "test"

[[mines]]
name = "open pit"
from = 0
to = 300
capital = { factor = 60000, exponent = 0.9 }
operating = { factor = 40, exponent = -0.1 }
source = "test"

[[mines]]
name = "block caving"
from = 200
to = 1000
capital = { factor = 200000, exponent = 0.85 }
operating = { factor = 60, exponent = -0.1 }
source = "test"
"""


def terms(**options: Any) -> Terms:
    """Return terms under which a tonne of ore costs 10 USD and sells its copper at 9,000 USD/t."""
    fields: dict[str, Any] = {
        "price_year": 2024,
        "discount_rate": 0.08,
        "lead_time": 0.0,
        "prices": {"Cu": 9000.0},
        "recoveries": {"Cu": 0.9},
        "capacity": Law(0.1, 0.65),
        "days": 350.0,
        "depths": (Depth(0, 500, 1.0),),
        "mines": (Mining("pit", 0, 500, Law(1000.0, 1.0), Law(10.0, 0.0)),),
        "sources": {},
    }
    return Terms(**(fields | options))


def npv(about: Terms, *, ore: float = 1e8, grade: float = 0.005, depth: float = 100.0) -> float:
    """Return the net present value of one deposit of copper."""
    found = value(np.array([ore]), np.array([[ore * grade]]), ("Cu",), about, np.array([depth]))
    return float(found.npv[0])


def test_value_by_hand() -> None:
    """100 Mt of 0.5 % at 15,849 t/d run 18 years: (40.5 - 10) USD/t of ore, discounted year by year in continuous time, less the capital."""
    capacity = 0.1 * 1e8**0.65
    life = 1e8 / (capacity * 350)
    rate = np.log(1.08)
    expected = 30.5 * capacity * 350 * (1 - np.exp(-rate * life)) / rate - 1000 * capacity
    assert npv(terms()) == pytest.approx(expected)


@given(st.floats(1e6, 1e10), st.floats(0.0005, 0.05), st.floats(1.01, 5))
def test_a_better_price_is_worth_more(ore: float, grade: float, factor: float) -> None:
    """At a higher price every deposit is worth more, at a longer lead time what pays is worth less."""
    low, high = terms(), terms(prices={"Cu": 9000.0 * factor})
    assert npv(high, ore=ore, grade=grade) > npv(low, ore=ore, grade=grade)
    if npv(low, ore=ore, grade=grade) > 0:
        assert npv(replace(low, lead_time=5.0), ore=ore, grade=grade) < npv(low, ore=ore, grade=grade)


def test_what_no_way_reaches_is_not_mined() -> None:
    """A deposit below every way of mining has no value, and of two ways the better is taken."""
    assert npv(terms(), depth=600) == -np.inf
    cheap = Mining("cheap", 0, 500, Law(500.0, 1.0), Law(8.0, 0.0))
    assert npv(terms(mines=(*terms().mines, cheap))) == npv(terms(mines=(cheap,)))


def test_free_mines_win_all_and_dear_ones_nothing() -> None:
    """Where mining costs nothing the metal to be won is that in the ground times the recovery; where it costs all there is, nothing."""
    outcome = assess(mark3(Estimate.of({"N90": 1, "N50": 2, "N10": 8})), built_in("porphyry-copper"), draws=2000)
    free = worth(outcome, terms(mines=(Mining("free", 0, 500, Law(0.0, 1.0), Law(0.0, 1.0)),)))
    assert free["recoverable"]["Cu"]["mean"] == pytest.approx(0.9 * outcome.metal["Cu"].mean)
    assert free["p_none"] == pytest.approx(outcome.ore.p0)
    assert free["without_price"] == ["Mo", "Au", "Ag"]
    dear = worth(outcome, terms(mines=(Mining("dear", 0, 500, Law(0.0, 1.0), Law(1e6, 0.0)),)))
    assert dear["recoverable"]["Cu"]["mean"] == 0
    assert dear["p_none"] == 1


def test_the_command_tells_what_pays(tmp_path: Path) -> None:
    """With a file of terms the document has what can be won, at most what is there, and names every source."""
    path = tmp_path / "terms.toml"
    path.write_text(TEXT, encoding="utf-8")
    arguments = ["assess", "--count", "N90=1,N50=2,N10=8", "--model", "porphyry-copper", "--economics", str(path)]
    run = CliRunner().invoke(main, [*arguments, "--draws", "2000", "--json"])
    assert run.exit_code == 0, run.output
    found = json.loads(run.stdout)
    economic = found["economic"]
    assert 0 < economic["recoverable"]["Cu"]["mean"] < 0.87 * found["metal"]["Cu"]["mean"]
    assert found["deposits"]["p0"] < economic["p_none"] < 1
    assert economic["assumed"]["prices"]["Cu"] == pytest.approx(4 / 0.00045359237)
    assert set(economic["assumed"]["sources"].values()) == {"test"}
    text = CliRunner().invoke(main, [*arguments, "--draws", "2000"])
    for told in ("NPV M USD", "Cu 8,818", "25% at 0-250 m", "block caving, 200-1000 m", "source         test"):
        assert told in text.stdout


ENGINEERED = """[[mines]]
name = "open pit"
method = "open-pit"
products = 1
index = 2.1
from = 0
to = 300
source = "test"
"""


def test_a_published_method_needs_no_laws_and_no_capacity(tmp_path: Path) -> None:
    """Where every way of mining names a method, capacity is Taylor's rule, and the document names method, index and the equations' source."""
    path = tmp_path / "terms.toml"
    capacity = TEXT[TEXT.index("[capacity]") : TEXT.index("[[depths]]")]
    mines = TEXT[TEXT.index("[[mines]]") :]
    path.write_text(TEXT.replace(capacity, "").replace(mines, ENGINEERED), encoding="utf-8")
    about = read_economics(path)
    outcome = assess(mark3(Estimate.of({"N90": 1, "N50": 2, "N10": 8})), built_in("porphyry-copper"), draws=2000)
    found = worth(outcome, about)
    assert found["assumed"]["mines"][0] | {"method": "open-pit", "index": 2.1} == found["assumed"]["mines"][0]
    assert "Camm (1991)" in found["assumed"]["sources"]["mines[1].method"]
    dear = worth(
        outcome, replace(about, mines=(replace(about.mines[0], engineered=replace(engineered(about), index=8.0)),))
    )
    assert (
        dear["recoverable"]["Cu"]["mean"] < found["recoverable"]["Cu"]["mean"] < 0.9 * 0.87 * outcome.metal["Cu"].mean
    )


def engineered(about: Terms) -> Engineered:
    """Return the published method of the first way of mining."""
    held = about.mines[0].engineered
    assert held is not None
    return held


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ('"open-pit"', '"open-pitt"', "mines[1].method"),
        ("products = 1", "products = 4", "mines[1].products"),
        ("products = 1", "", "mines[1].products"),
        ("index = 2.1", "", "mines[1].index"),
        ("index = 2.1", "index = 2.1\nwaste_grade = 2", "mines[1].waste_grade"),
        ("index = 2.1", 'index = 2.1\ntailings = "yes"', "mines[1].tailings"),
        ("index = 2.1", "index = 2.1\ncapital = { factor = 1, exponent = 1 }", "mines[1].capital"),
        ('method = "open-pit"\nproducts = 1\nindex = 2.1', "", "mines[1].method"),
    ],
)
def test_a_fault_of_a_published_method_has_its_place(tmp_path: Path, old: str, new: str, column: str) -> None:
    """Each fault of a way of mining that names a method names its key."""
    path = tmp_path / "terms.toml"
    path.write_text(TEXT.replace(TEXT[TEXT.index("[[mines]]") :], ENGINEERED.replace(old, new, 1)), encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_economics(path)
    assert column in {fault.column for fault in error.value.faults}


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("value = 87", "value = 187", "recoveries.Cu.value"),
        ('"USD/lb"', '"USD/km"', "prices.Cu.unit"),
        ("days = 350", "day = 350", "day"),
        ("share = 0.75", "share = 0.25", "depths"),
        ("exponent = 0.65", 'exponent = "x"', "capacity.exponent"),
        ('name = "open pit"', "", "mines[1].name"),
        ('[prices.Cu]\nvalue = 4.0\nunit = "USD/lb"\nsource = "test"', "[prices.Cu]\nvalue = 4.0", "prices.Cu.source"),
    ],
)
def test_a_fault_of_the_terms_has_its_place(tmp_path: Path, old: str, new: str, column: str) -> None:
    """Each fault names its key; figures without a source are faults."""
    path = tmp_path / "terms.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_economics(path)
    assert column in {fault.column for fault in error.value.faults}
