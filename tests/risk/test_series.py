"""Series, trends, breaks and rankings."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.errors import UsageError
from lodeway.risk.assessment import assess
from lodeway.risk.ranking import disagreements, rank_importers, rank_materials
from lodeway.risk.series import DOUBTFUL, LITTLE, LOW, series, trend


@pytest.fixture(scope="module")
def earths() -> Any:
    """Japan's rare earths since 1995."""
    return series("rare earth", "JPN")


@pytest.mark.parametrize("year", [1995, 2010, 2024])
def test_a_year_is_its_assessment(year: int, earths: Any) -> None:
    """Figures of a year are those that an assessment of it gives."""
    found = assess("rare earth", "JPN", year=year)
    place = earths.years.index(year)
    for name in ("import_tonnes", "import_value", "imports_hhi", "imports_top1", "mix_governance", "trade_price"):
        assert earths.values[name][place] == pytest.approx(found.value(name).value, rel=1e-9), name
    assert earths.leaders[place] == found.mix[0].country


def test_dependence_on_china_has_fallen(earths: Any) -> None:
    """From 98 % in 1995 to 66 % in 2024, a trend that is no chance; governance is compared up to the break alone."""
    assert earths.values["imports_top1"][0] == pytest.approx(0.98, abs=0.01)
    assert earths.values["imports_top1"][-1] == pytest.approx(0.66, abs=0.01)
    trends = {one.name: one for one in earths.trends}
    assert trends["imports_top1"].slope < -0.1
    assert trends["imports_top1"].chance < 0.001
    assert trends["mix_governance"].last == 2022
    assert trends["imports_top1"].last == 2024


def test_governance_breaks_in_2023(earths: Any) -> None:
    """The splice of the governance indicators is told in every series."""
    assert [one.year for one in earths.breaks if one.kind == "edition"] == [2023]


def test_a_new_leader_and_a_doubtful_weight_are_told() -> None:
    """Japan's antimony turns from India to Austria in 2023; the 58,192 t of 2002 are fifteen times any other year's, and Myanmar's prices of some years unlikely."""
    found = series("antimony", "JPN")
    assert ("supplier", "Austria leads in place of India") in {
        (one.kind, one.why) for one in found.breaks if one.year == 2023
    }
    doubtful = [one for one in found.breaks if one.kind == "weight"]
    assert [one.year for one in doubtful if "times that of any other year" in one.why] == [2002]
    seller = {2008: "China", 2016: "Myanmar", 2017: "Myanmar"}
    assert {one.year for one in doubtful} == {2002, *seller}
    assert all(f"by its price: {seller[one.year]} to Japan" in one.why for one in doubtful if one.year != 2002)


@pytest.mark.parametrize("commodity", ["uranium", "germanium", "gallium"])
def test_unknown_stays_unknown(commodity: str) -> None:
    """A commodity whose trade the data do not hold has no figure in any year, and the reason."""
    found = series(commodity, "JPN")
    if commodity != "germanium":  # it had flows before its code was merged
        assert "not known from these data" in found.reason
        assert all(np.isnan(figures).all() for figures in found.values.values())


def test_shares_of_a_year_sum_to_one(earths: Any) -> None:
    """Partners' shares sum to 1 in every year with imports."""
    assert earths.shares.sum(axis=0) == pytest.approx(np.ones(30))


def test_trend_of_noise_is_chance() -> None:
    """A steady slope is found and is no chance; figures that repeat have none; seven years are too few."""
    slope, chance = trend(range(20), [3.0 - 0.05 * year for year in range(20)])
    assert slope == pytest.approx(-0.5)
    assert chance < 1e-6
    assert trend(range(20), [1.0] * 20) == (0.0, 1.0)
    assert all(math.isnan(figure) for figure in trend(range(7), range(7)))


def test_ranking_is_reproducible_and_ordered() -> None:
    """The same seed gives the same ranking; ranks run from 1 without a gap, and each lies within its range."""
    first, second = rank_materials("JPN", draws=200, seed=3), rank_materials("JPN", draws=200, seed=3)
    assert first == second
    known = [row for row in first if not row.reason]
    assert [row.rank for row in known] == list(range(1, len(known) + 1))
    assert all(row.best <= row.rank <= row.worst and row.low <= row.score <= row.high for row in known)
    assert {row.name for row in first if row.reason} >= {"Germanium", "Uranium"}


def test_median_of_draws_is_near_the_score() -> None:
    """Half of the draws lie above the score of the data as they stand, within a tenth."""
    row = next(row for row in rank_importers("tungsten", year=2024, draws=400) if row.code == "JPN")
    assert row.score == pytest.approx(assess("tungsten", "JPN", year=2024).value("geopolrisk_score").value, rel=0.1)


def test_the_order_does_not_move_with_the_seed(wmd: object) -> None:
    """Scores and order are those of the first source; another seed and more draws move the ranges alone."""
    first, second = rank_materials("JPN", draws=100, seed=1), rank_materials("JPN", draws=300, seed=2)
    assert [(row.name, row.score) for row in first if not row.reason] == [
        (row.name, row.score) for row in second if not row.reason
    ]
    row = next(row for row in first if row.name == "Mercury")
    assert row.score == pytest.approx(assess("mercury", "JPN", production="usgs").value("geopolrisk_score").value)
    other = next(row for row in rank_materials("JPN", draws=100, production="wmd") if row.name == "Mercury")
    assert other.score == pytest.approx(assess("mercury", "JPN", production="wmd").value("geopolrisk_score").value)


def test_sources_that_disagree_say_so(wmd: object) -> None:
    """Mercury's ranges by USGS and World Mining Data do not meet: the row spans both and is flagged; nickel's do."""
    rows = {row.name: row for row in rank_materials("JPN", draws=300)}
    mercury = rows["Mercury"]
    assert mercury.disagree
    assert "sources disagree" in mercury.flags[0]
    assert {one.source for one in mercury.sources} == {"usgs-mcs-2026", "wmd"}
    assert mercury.low == min(one.low for one in mercury.sources)
    assert mercury.high == max(one.high for one in mercury.sources)
    assert not rows["Nickel"].disagree


def test_no_trend_rests_on_years_that_say_nothing() -> None:
    """Platinum's imports have no weight up to 1999, and antimony's weight of 2002 is doubtful: those years are flagged and not counted."""
    platinum = series("platinum", "JPN")
    flagged = [year for year, flag in zip(platinum.years, platinum.flags, strict=True) if flag == LOW]
    assert flagged == [1995, 1996, 1997, 1998, 1999]
    assert {one.first for one in platinum.trends} == {2000}
    antimony = series("antimony", "JPN")
    assert antimony.flags[antimony.years.index(2002)] == DOUBTFUL
    assert antimony.flags[antimony.years.index(2024)] == LITTLE  # 9 t against a median of hundreds
    shares, tonnes = ({one.name: one for one in antimony.trends}[name] for name in ("imports_top1", "import_tonnes"))
    assert shares.counted < tonnes.counted < len(antimony.years)
    assert not [one for one in antimony.breaks if one.year == 2002 and one.kind == "supplier"]
    assert [row["flag"] for row in antimony.to_dict()["series"]][antimony.years.index(2002)] == DOUBTFUL


def test_too_few_years_give_no_trend() -> None:
    """Fewer than eight years that count give no trend, and how many there are is told."""
    rhenium = series("germanium", "JPN")
    assert all(math.isnan(one.slope) == (one.counted < 8) for one in rhenium.trends)


def test_where_sources_disagree_the_range_is_wide(wmd: object) -> None:
    """Mercury's concentration is .89 by USGS and .42 by World Mining Data: so is its score."""
    rows = {row.name: row for row in rank_materials("JPN", draws=300)}
    assert rows["Mercury"].high > 1.8 * rows["Mercury"].low
    assert rows["Nickel"].high < 1.8 * rows["Nickel"].low


@pytest.mark.parametrize(
    ("name", "usgs", "other"),
    [
        ("Antimony", 0.264, 0.213),
        ("Tungsten", 0.678, 0.615),
        ("Rhenium", 0.233, 0.521),
        ("Mercury", 0.891, 0.418),
        ("Tin", 0.135, 0.135),
    ],
)
def test_known_disagreements(name: str, usgs: float, other: float, wmd: object) -> None:
    """Concentration of 2024 by both sources, as tabulated before."""
    row = next(row for row in disagreements(2024) if row.name == name)
    assert (row.usgs, row.wmd) == (pytest.approx(usgs, abs=0.001), pytest.approx(other, abs=0.001))


def test_disagreement_needs_both() -> None:
    """Without World Mining Data there is nothing to compare."""
    with pytest.raises(UsageError, match="import-wmd"):
        disagreements()


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (
            ["series", "tungsten", "--importer", "USA"],
            {"commodity", "importer", "reason", "series", "shares", "trends", "breaks", "notes"},
        ),
        (["rank", "tungsten", "--draws", "50"], {"ranking", "draws", "seed", "assumptions"}),
        (["rank", "--importer", "KOR", "--draws", "50"], {"ranking", "draws", "seed", "assumptions"}),
        (
            ["disruption", "tungsten", "--exporter", "CHN"],
            {
                "commodity",
                "exporter",
                "year",
                "severity",
                "lost_share",
                "price_ratio",
                "quantity_ratio",
                "losses",
                "notes",
            },
        ),
        (["indicators"], {"indicators"}),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_commands(arguments: list[str], keys: set[str]) -> None:
    """Each command prints its document with --json, and text without."""
    done = CliRunner().invoke(main, ["risk", *arguments, "--json"])
    assert done.exit_code == 0, done.output
    assert set(json.loads(done.stdout)) == keys
    text = CliRunner().invoke(main, ["risk", *arguments])
    assert text.exit_code == 0, text.output
    assert text.output.strip()


def test_rank_needs_one_of_two() -> None:
    """A commodity or an importer, not both and not neither."""
    assert CliRunner().invoke(main, ["risk", "rank"]).exit_code == 2
    assert CliRunner().invoke(main, ["risk", "rank", "tin", "--importer", "JPN"]).exit_code == 2
