"""Which weights are doubted by their price."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from lodeway.cli import main
from lodeway.report.risk_page import write_profile
from lodeway.risk.assessment import assess
from lodeway.risk.claims import check_claim
from lodeway.risk.losses import losses
from lodeway.risk.matrices import matrix
from lodeway.risk.ranking import rank_materials
from lodeway.risk.series import DOUBTFUL, series
from lodeway.risk.statistics import data
from lodeway.risk.statistics._pack import pack
from lodeway.risk.statistics._prices import ONE, WORLD, _others, typical_prices
from lodeway.risk.statistics.doubts import UNLIKELY, priced


def flow(code: str, exporter: str, importer: str, year: int) -> data.Flows:
    """Return the flow of a pair in a year."""
    found = data.flows((code,), year)
    return found.where((found.exporter == exporter) & (found.importer == importer))


@pytest.mark.parametrize(
    ("code", "exporter", "importer", "year", "low", "high"),
    [
        # Guinea mined 123 million t in 2023 (World Mining Data), and China had 70 to 110 million of it in 2022 and 2024; the table has 14.
        ("260600", "GIN", "CHN", 2023, 90e6, 110e6),
        # The table's 2.8 million t would be at 7.4 kUSD/t: more than refined copper is worth for its copper.
        ("260300", "CHL", "CHN", 2024, 6e6, 10e6),
        # Papua New Guinea mined 75,834 t of copper in 2022 (World Mining Data); the table has 14 million t of ore to North Korea.
        ("260300", "PNG", "PRK", 2022, 1e3, 1e5),
        ("261100", "MRT", "CHN", 2010, 100, 5e3),
        # Brazil mined 18,000 t of tin in 2023 (World Mining Data); in 2021 and 2024 the pair's price is as wrong, and vouches for nothing.
        ("260900", "BRA", "CHN", 2023, 100, 3e3),
        # All that Uganda exports of iron ore in other years is below 0.35 million t; next to the world's trade it is little.
        ("260111", "UGA", "KEN", 2023, 1e4, 5e5),
        # Sold to China as ilmenite in nine years of ten, to all others in this one; at the price of rutile, which the world knows as well.
        ("261400", "MOZ", "CHN", 2024, 1.5e6, 4e6),
        # Crude oil at a third of the price of the year.
        ("270900", "QAT", "KOR", 2012, 3e6, 6e6),
        # Catalysts weighed with what carries them: the weight of platinum that the world mines in two years, to one country.
        ("711510", "SVK", "CZE", 2021, 0.1, 5),
        # Others of the kind are no company for it, as they are doubted too.
        ("711510", "LTU", "CZE", 2020, 0.01, 1),
        ("711510", "BGR", "GBR", 2020, 0.05, 5),
        # A shipload beside samples of a few kilograms in other years.
        ("250490", "USA", "DOM", 2020, 1e3, 2e4),
        # Sierra Leone sells some hundred tonnes of tin ore in other years.
        ("260900", "SLE", "CHN", 2014, 1e3, 3e4),
    ],
)
def test_weights_that_are_wrong_are_doubted(
    code: str, exporter: str, importer: str, year: int, low: float, high: float
) -> None:
    """Prices far too high and far too low are both doubted, and the weight at the typical price is near what is known."""
    found = flow(code, exporter, importer, year)
    assert found.doubtful.all()
    assert low < found.likely.item() < high


@pytest.mark.parametrize(
    ("code", "exporter", "importer", "year"),
    [
        ("260600", "AUS", "CHN", 2023), ("260600", "GIN", "CHN", 2022), ("260600", "GIN", "CHN", 2024), ("260300", "CHL", "CHN", 2019), ("260300", "CHL", "CHN", 2023),
        # Ore that Japan paid what ore costs, beside much that China had from Myanmar for a third of it.
        ("261710", "MMR", "JPN", 2012), ("260300", "PER", "CHN", 2024), ("261710", "TJK", "CHN", 2023), ("261100", "PRK", "CHN", 2024),
        # Laterite is a hundredth of the price of nickel concentrate, and others sell it too; Ekibastuz coal goes to power plants over the border at mine price.
        ("260400", "PHL", "CHN", 2011), ("260400", "PHL", "CHN", 2015), ("270119", "KAZ", "RUS", 2008), ("270119", "KAZ", "RUS", 2022),
    ],
)  # fmt: skip
def test_weights_that_are_right_are_not(code: str, exporter: str, importer: str, year: int) -> None:
    """Flows at the price of their years stand, also beside a great one that is wrong."""
    found = flow(code, exporter, importer, year)
    assert len(found) == 1
    assert not found.doubtful.any()


def test_few_flows_are_doubted() -> None:
    """Of all flows 3.0 % are doubted, by value 1.2 % and by weight 2.4 %; on both sides, and never one without a weight."""
    found = pack()
    doubtful = ~np.isnan(found.typical)
    assert 0.015 < doubtful.mean() < 0.035
    assert found.value[doubtful].sum() < 0.015 * found.value.sum()
    assert found.tonnes[doubtful].sum() < 0.03 * np.nansum(found.tonnes)
    assert not np.isnan(found.tonnes[doubtful]).any()
    times = found.value[doubtful] / found.tonnes[doubtful] / found.typical[doubtful]
    assert np.minimum(np.abs(np.log(times)), math.log(2.5)).min() == pytest.approx(math.log(2.5))
    assert (times > 1).sum() > 1000
    assert (times < 1).sum() > 1000


@pytest.mark.parametrize(("money", "mass"), [(1.0, 1000.0), (0.02, 1.0), (7.0, 0.3)])
def test_units_do_not_matter(money: float, mass: float) -> None:
    """In another currency and unit of weight the same flows are doubted, at the typical price in those units."""
    found = pack()
    rows = np.concatenate([np.arange(found.of(code).start, found.of(code).stop) for code in ("260600", "261710")])
    of = (found.year[rows], found.code[rows], found.exporter[rows], found.importer[rows])
    plain = typical_prices(*of, found.value[rows], found.tonnes[rows])
    other = typical_prices(*of, found.value[rows] * money, found.tonnes[rows] * mass)
    assert not np.isnan(plain).all()
    # A price at the very edge of a limit may fall either way in the last digit.
    assert (np.isnan(plain) != np.isnan(other)).sum() <= 2
    both = ~np.isnan(plain) & ~np.isnan(other)
    assert other[both] == pytest.approx(plain[both] * money / mass, rel=1e-5)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 50), st.integers(1, 1000)), min_size=1, max_size=40))
def test_the_median_of_others_is_that_of_a_list(rows: list[tuple[int, int, int]]) -> None:
    """The middle by value of all others in a group is what going through them one by one gives."""
    group, price, worth = (np.array(column) for column in zip(*rows, strict=True))
    told = _others(group, price.astype(float), worth.astype(float), WORLD)
    for place, (own, _, _) in enumerate(rows):
        whole = sum(one for key, _, one in rows if key == own)
        beside = sorted(
            (figure, min(one, ONE * whole))
            for row, (key, figure, one) in enumerate(rows)
            if key == own and row != place
        )
        if len(beside) < WORLD:
            assert math.isnan(told[place])
            continue
        half, summed = sum(one for _, one in beside) / 2, 0.0
        # At a tie the figures on both sides of the half are middles.
        middles = []
        for figure, one in beside:
            if summed <= half * (1 + 1e-9) and summed + one >= half * (1 - 1e-9):
                middles.append(figure)
            summed += one
        assert told[place] in middles


def test_a_doubtful_weight_is_told_wherever_it_stands() -> None:
    """China's bauxite of 2023: the answer, the matrix, the series, the ranking and the command name Guinea's price; the figures stay those of the table."""
    answer = assess("bauxite", "CHN", year=2023)
    row = next(one for one in answer.mix if one.country == "GIN")
    assert row.tonnes == flow("260600", "GIN", "CHN", 2023).tonnes.item()
    told = next(one for one in answer.value("import_tonnes").flags if one.startswith(UNLIKELY))
    assert "Guinea to China 2023, 13,785,076 t at 0.46 kUSD/t, where 0.063 is typical" in told
    frame, _ = matrix([2023], materials=[answer.material])
    china = frame.filter(importer="CHN")
    assert UNLIKELY in china["flags"].item()
    assert china["import_tonnes"].item() == pytest.approx(answer.value("import_tonnes").value)
    course = series("bauxite", "CHN")
    flags = dict(zip(course.years, course.flags, strict=True))
    assert (flags[2022], flags[2023], flags[2024]) == ("", DOUBTFUL, "")
    assert any("Guinea to China 2023" in one.why for one in course.breaks if one.year == 2023)
    printed = CliRunner().invoke(main, ["risk", "bauxite", "--importer", "CHN", "--year", "2023", "--json"])
    document = json.loads(printed.stdout)
    flagged = next(one for one in document["indicators"] if one["name"] == "imports_top1")["flags"]
    assert told in flagged


def test_losses_and_pairs_name_doubtful_weights(tmp_path: Path) -> None:
    """What Guinea's loss would cost, and what China has from it, rest on the same weight: both say so; of iron ore nothing is said."""
    notes = losses("bauxite", "GIN", year=2023)["notes"]
    assert any(one.startswith(UNLIKELY) and "Guinea to China 2023" in one for one in notes)
    assert not any(one.startswith(UNLIKELY) for one in losses("iron ore", "AUS", year=2023)["notes"])
    assert any("Guinea to China 2023" in one for one in assess("bauxite", "CHN", year=2023).value("exports_hhi").flags)
    write_profile(tmp_path / "x.html", importer="CHN", partner="GIN", year=2023)
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert page.count(UNLIKELY) >= 1
    assert "Guinea to China 2023, 13,785,076 t at 0.46 kUSD/t" in page
    write_profile(tmp_path / "y.html", commodity="bauxite", importer="CHN", year=2023, draws=40)
    page = (tmp_path / "y.html").read_text(encoding="utf-8")
    head = page[: page.index('<nav class="contents"')]
    assert "These shares are not sure, weight doubtful by its price: Guinea to China 2023" in head


def test_doubtful_weights_widen_the_ranks() -> None:
    """China's copper of 2024, a third of it from Chile or more: the row is marked, and the range holds both mixes."""
    rows = {row.name: row for row in rank_materials("CHN", year=2024, draws=400, production="usgs")}
    assert any(flag.startswith(UNLIKELY) and "Chile to China 2024" in flag for flag in rows["Copper"].flags)
    assert not any(flag.startswith(UNLIKELY) for flag in rows["Iron"].flags)
    assert rows["Copper"].low <= rows["Copper"].score <= rows["Copper"].high


@pytest.mark.parametrize(
    ("text", "year", "flow_", "as_it_stands", "otherwise"),
    [
        ("Australia is China's largest bauxite supplier", 2023, "Guinea to China 2023", "supported", "contradicted"),
        ("Guinea is China's largest bauxite supplier", 2023, "Guinea to China 2023", "contradicted", "supported"),
        ("Guinea supplies more than half of China's bauxite", 2023, "Guinea to China 2023", "contradicted", "supported"),
        ("China's bauxite imports from Guinea fell", 2023, "Guinea to China 2023", "supported", "contradicted"),
        ("Peru is China's largest supplier of copper ore", 2024, "Chile to China 2024", "supported", "contradicted"),
        ("Papua New Guinea is the largest exporter of copper ore", 2022, "Papua New Guinea to North Korea", "supported", "contradicted"),
        ("Chile is the largest exporter of copper ore", 2022, "Papua New Guinea to North Korea", "contradicted", "supported"),
    ],
)  # fmt: skip
def test_no_verdict_turns_on_a_doubtful_weight(
    text: str, year: int, flow_: str, as_it_stands: str, otherwise: str
) -> None:
    """A rank, share or change that would be another at the typical price is not verifiable, and the answer says by which flow; the evidence stays that of the table."""
    found = check_claim(text, year=year)
    assert (found.verdict, found.not_read) == ("not verifiable", ()), found.explanation
    assert f": {flow_}" in found.explanation
    assert f"stands: {as_it_stands}; at" in found.explanation or f"stand: {as_it_stands}; at" in found.explanation
    assert f"price: {otherwise}." in found.explanation or f"prices: {otherwise}." in found.explanation
    assert found.best is not None


@pytest.mark.parametrize(
    ("text", "year", "verdict"),
    [
        ("Guinea is China's largest bauxite supplier", 2024, "supported"),
        ("Australia is China's largest bauxite supplier", 2024, "contradicted"),
        ("Mexico is China's largest copper ore supplier", 2024, "contradicted"),
        ("China is the largest importer of copper ore", 2024, "supported"),
        ("Guinea is among China's three largest bauxite suppliers", 2023, "supported"),
    ],
)
def test_verdicts_that_no_price_turns_stand(text: str, year: int, verdict: str) -> None:
    """Where the answer is the same with the weight and without, it is given."""
    assert check_claim(text, year=year).verdict == verdict


def test_flows_in_words() -> None:
    """Of many the ones whose weights would differ most are named and the rest counted; of none nothing is said."""
    found: Any = data.flows(("260300",), 2022)
    told = priced(found, most=2)
    assert told.startswith("Papua New Guinea to North Korea 2022, 14,170,100 t at 0.0057 kUSD/t")
    assert f"and {int(found.doubtful.sum()) - 2} more" in told
    assert priced(found.where(~found.doubtful)) == ""
