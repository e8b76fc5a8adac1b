"""Published assessments of the US Geological Survey, from their numbers of deposits to their metal."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.explore.assess import Estimate, Outcome, assess, built_in, mark3, negative_binomial, read_model

HERE = Path(__file__).parent
TRACTS = list(csv.DictReader((HERE / "published_tracts.csv").read_text(encoding="utf-8").splitlines()))
LEVELS = ("N90", "N50", "N10", "N05", "N01")
EXPERTS = list(csv.DictReader((HERE / "example_experts.csv").read_text(encoding="utf-8").splitlines()))
"""Weight, N90, N50 and N10 of the experts of MapMark4's four examples (CC0); the first is of table H1 of USGS SIR 2010-5090-T."""


def mapmark4(example: str = "1") -> list[Estimate]:
    """Return the estimates of one of MapMark4's examples."""
    return [
        Estimate.of({level: float(row[level]) for level in LEVELS[:3]}, weight=float(row["weight"]))
        for row in EXPERTS
        if row["example"] == example
    ]


@pytest.fixture(scope="module")
def example() -> Outcome:
    """Return MapMark4's own example, simulated often."""
    return assess(negative_binomial(mapmark4()), read_model(HERE / "example_deposits.csv"), draws=100_000)


@pytest.mark.parametrize("row", TRACTS, ids=[row["tract"] for row in TRACTS])
def test_published_tracts_are_met(row: dict[str, str]) -> None:
    """Number of deposits, ore, each metal and copper by chance lie within 10 % of the published ones, copper of 90 % and 95 % within 25 %.

    Published amounts have two digits: half of the last is allowed on top.
    """
    numbers = ",".join(f"{level}={row[level]}" for level in LEVELS)
    run = CliRunner().invoke(main, ["assess", "--count", numbers, "--model", row["model"], "--json"])
    assert run.exit_code == 0, run.output
    found = json.loads(run.stdout)
    deposits, copper = found["deposits"], found["metal"]["Cu"]
    pairs = {
        "mean": (deposits["mean"], 0.10),
        "sd": (deposits["sd"], 0.10),
        "ore": (found["ore"]["mean"], 0.10),
        **{metal: (found["metal"][metal]["mean"], 0.10) for metal in ("Cu", "Mo", "Au", "Ag")},
        "p_mean": (copper["p_above_mean"], 0.10),
        **{
            f"Cu{level}": (copper[f"q{level}"], 0.10 if level < "90" else 0.25)
            for level in ("95", "90", "50", "10", "05")
        },
    }
    pairs = {name: pair for name, pair in pairs.items() if row[name]}
    told = {name: float(row[name]) for name in pairs}
    half = {name: 0.5 * 10 ** (math.floor(math.log10(value)) - 1) for name, value in told.items()} | {
        "mean": 0.0,
        "sd": 0.0,
    }
    far = {
        name: (one, told[name])
        for name, (one, share) in pairs.items()
        if abs(one - told[name]) > share * told[name] + half[name]
    }
    assert far == {}
    assert abs(deposits["p0"] - float(row["p0"])) < 0.01


def test_a_reduced_facies_tract_has_its_published_numbers() -> None:
    """Of tract 003rfCu3003 (Lake Superior) 5.5 deposits are expected, and none with a chance of 4 %."""
    count = mark3(Estimate.of({"N90": 2, "N50": 5, "N10": 10}))
    assert round(count.mean, 1) == 5.5
    assert round(count.p0, 2) == 0.04


def test_a_reduced_facies_tract_is_near_without_breccias() -> None:
    """Copper of tract 003rfCu3003, published 18 Mt (0.59, 10, 47 and 67 at 90, 50, 10 and 5 %), lies nearer without the breccias of Katanga than with them: within 25 %."""
    told = {"mean": 18.0, "q90": 0.59, "q50": 10.0, "q10": 47.0, "q05": 67.0}
    count = mark3(Estimate.of({"N90": 2, "N50": 5, "N10": 10}))
    far = {}
    for name in ("sediment-copper-reduced", "sediment-copper-nonbrecciated"):
        copper = assess(count, built_in(name), draws=50_000).metal["Cu"]
        found = {key: copper.mean if key == "mean" else copper.exceeded(float(key[1:])) for key in told}
        far[name] = max(abs(found[key] / 1e6 / told[key] - 1) for key in told)
    assert far["sediment-copper-nonbrecciated"] < 0.25 < far["sediment-copper-reduced"]
    assert built_in("sediment-copper-nonbrecciated").size == 47
    assert "home-made" in built_in("sediment-copper-nonbrecciated").note


def test_the_negative_binomial_is_mapmark4s() -> None:
    """Mean, variance, entropy and chance of none equal those that MapMark4 prints for its example, to all its digits."""
    count = negative_binomial(mapmark4())
    assert float(f"{count.mean:.6g}") == 10.6613
    assert float(f"{count.variance:.6g}") == 43.0923
    assert float(f"{count.entropy:.6g}") == 3.19684
    assert float(f"{count.p0:.3g}") == 0.00787
    assert (count.mode, count.pmf.size - 1) == (7, 42)


@pytest.mark.parametrize(
    ("example", "mean", "variance", "greatest"),
    [
        ("1", 10.66134753, 43.09225961, 42),
        ("2", 111.6439275, 3961.028699, 413),
        ("3", 6.359443519, 6.285392095, 15),
        ("4", 1.108929764, 1.113685525, 6),
    ],
)
def test_the_negative_binomial_is_that_of_mapmark4_in_r(
    example: str, mean: float, variance: float, greatest: int
) -> None:
    """MapMark4's own code, run in R 4.2.2 on its four examples, ends at the same distribution to ten digits."""
    count = negative_binomial(mapmark4(example))
    assert (count.mean, count.variance) == (pytest.approx(mean, rel=1e-9), pytest.approx(variance, rel=1e-9))
    assert count.pmf.size - 1 == greatest


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("Ore", (4.1e8, 8.2e8, 2.0e9, 4.3e9, 8.0e9, 1.3e10, 1.7e10)),
        ("Cu", (1.8e6, 3.7e6, 9.5e6, 2.1e7, 4.0e7, 6.6e7, 9.0e7)),
        ("Au", (1.5e2, 3.1e2, 8.0e2, 1.8e3, 3.4e3, 5.8e3, 7.8e3)),
    ],
)
def test_quantiles_are_mapmark4s(example: Outcome, name: str, published: tuple[float, ...]) -> None:
    """Each published quantile, of two digits, lies within its rounding and three standard errors of 20,000 draws."""
    amount = example.ore if name == "Ore" else example.metal[name]
    for level, figure in zip((95, 90, 75, 50, 25, 10, 5), published, strict=True):
        share = level / 100
        step = 3 * (share * (1 - share) / 20_000) ** 0.5 * 100
        rounding = 0.5 * 10 ** (len(str(int(figure))) - 2)
        least, most = amount.exceeded(level + step), amount.exceeded(level - step)
        assert least - rounding <= figure <= most + rounding, (level, least, figure, most)


def test_correlations_are_those_of_mapmark4s_formula(example: Outcome) -> None:
    """Totals of ore and copper, ore and gold, copper and gold go together as MapMark4's formula says."""
    totals = [example.ore.draws, *(amount.draws for amount in example.metal.values())]
    found = np.corrcoef(totals)
    # Tails are so heavy that a hundred thousand draws leave some hundredths of doubt.
    assert (found[0, 1], found[0, 2], found[1, 2]) == pytest.approx((0.903, 0.892, 0.819), abs=0.06)
    assert example.ore.p0 == pytest.approx(0.0080, abs=0.0005)
    assert example.ore.above_mean == pytest.approx(0.36, abs=0.01)


def test_means_are_those_of_mapmark4s_formula(example: Outcome) -> None:
    """Mean totals lie within two standard errors and the rounding of the means that MapMark4 works out without drawing."""
    for amount, formula in (
        (example.ore, 6.06e9),
        (example.metal["Cu"], 3.07e7),
        (example.metal["Au"], 2.64e3),
    ):
        error = 2 * amount.sd / amount.draws.size**0.5
        assert amount.mean == pytest.approx(formula, abs=error + formula * 0.005)


def test_models_have_their_published_sizes() -> None:
    """Each model of porphyry copper has as many deposits as its report counts."""
    sizes = {"porphyry-copper": 422, "porphyry-copper-gold": 115, "porphyry-copper-moly": 51}
    assert {name: built_in(name).size for name in sizes} == sizes
