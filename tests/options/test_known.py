"""Known undeveloped deposits of the example."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from lodeway.cli.options import _known_text
from lodeway.explore.assess.library import catalogue
from lodeway.explore.assess.mine_costs import costs
from lodeway.network import build
from lodeway.options import Known, known, with_rows
from lodeway.options.byproducts import prices
from lodeway.options.deposits import OPEN, offered
from lodeway.options.known import spans
from lodeway.options.likeness import like, simulate
from lodeway.options.revised import mining, revisions
from lodeway.plan.finance import annuity, interest_during_construction
from lodeway.plan.studies.kept import keep
from lodeway.scenario import capital_rate, locate, read
from lodeway.scenario.model import Scenario
from lodeway.scenario.places import countries

STATES = {"KAZ", "KGZ", "TJK", "TKM", "UZB"}


@pytest.fixture(scope="module")
def example() -> Scenario:
    """Return the example."""
    return read("central-asia")


@pytest.fixture(scope="module")
def found(example: Scenario) -> Known:
    """Return what is known and undeveloped in the five states."""
    return known(example, ranges=spans(locate("central-asia")))


def test_every_candidate_mine_of_the_five_states_is_there(example: Scenario, found: Known) -> None:
    """The projects are the scenario's candidate mines in the countries of its target, each once."""
    sites = {row.id: row.country for row in example.sites}
    mines = {
        row.id
        for row in example.processes
        if row.status == "candidate" and row.recipe.startswith("->") and sites[row.site] in STATES
    }
    assert sorted(row.id for row in found.projects) == sorted(mines)
    assert len(mines) > 15


def test_the_break_even_price_is_cost_and_freight(example: Scenario, found: Known) -> None:
    """Koksay breaks even at its running cost, the annuity of its capital and the freight of a tonne of copper to the market."""
    row = next(one for one in found.projects if one.id == "koksay-mine")
    mine = next(one for one in example.processes if one.id == "koksay-mine")
    goods = next(one for one in example.commodities if one.id == "copper-concentrate")
    rate = capital_rate(example, "KAZ")
    assert row.way is not None
    capital = mine.capex * interest_during_construction(rate, mine.lead_time) * annuity(rate, mine.life)
    assert row.break_even == pytest.approx(mine.opex + capital + row.way.freight / goods.content)
    # Its row states 2,800 to 4,500 about 3,600 USD/t, in money of 2018.
    assert row.break_even_low == pytest.approx(row.break_even - mine.opex * 800 / 3600)
    assert row.break_even_high == pytest.approx(row.break_even + mine.opex * 900 / 3600)


@pytest.mark.parametrize("project", ["koksay-mine", "ingichka-mine"])
def test_effects_are_those_of_a_scenario_without_the_row(example: Scenario, found: Known, project: str) -> None:
    """What the plan costs more without a project is what it costs more where the scenario does not have it."""
    network = build(example)
    without = replace(example, processes=tuple(row for row in example.processes if row.id != project))
    costs = [keep(one, network).base.answer.objective for one in (example, without)]
    row = next(one for one in found.projects if one.id == project)
    assert row.effect == pytest.approx(costs[1] - costs[0], rel=1e-3, abs=1e3)


def test_what_is_not_known_has_a_reason(found: Known) -> None:
    """Every figure that is missing is named in the reasons, and nothing that is missing is 0."""
    for row in found.projects:
        for name in ("grade", "metal", "break_even", "break_even_low", "lack"):
            if math.isnan(getattr(row, name)):
                assert any(name in reason for reason in row.reasons), (row.id, name)


def test_built_projects_lack_nothing(found: Known) -> None:
    """A project is either built, with an effect, or lacks something; the order is that of the effects."""
    for row in found.projects:
        assert (row.built > 0) != (row.lack > 0 or math.isnan(row.lack))
    effects = [row.effect for row in found.projects]
    assert effects == sorted(effects, reverse=True)


def test_deposits_of_the_tables_are_undeveloped_ones(found: Known) -> None:
    """Koksai is there with its published copper, at the scenario's site; Kounrad, mined since 1934, is not."""
    names = {row.name: row for row in found.deposits}
    assert names["Koksai"].site == "koksay"
    assert names["Koksai"].metal["Cu"] == pytest.approx(320e6 * 0.0055)
    assert "Kounrad" not in names
    assert {row.country for row in found.deposits} <= STATES
    assert names["Aktogai"].mined
    assert not names["Koksai"].mined
    assert names["Aktogai"].mining == "in the scenario"
    # Both are mined, which neither their table nor the scenario tells; where nothing tells, that must not pass for "undeveloped".
    assert {names[one].mining for one in ("Nurkazgan", "Maleevskoe")} == {"mined"}
    assert names["Saryshagan"].mining == "not told"
    assert names["Nurkazgan"].mining_confidence == "M"
    assert names["Priorskoe"].mining_confidence == "L"
    assert "to verify" in names["Priorskoe"].mining_source
    assert any("no proof" in flag for flag in found.flags)


def test_another_deposit_of_a_mined_district_is_not_mined(found: Known) -> None:
    """Kyzata lies 8 km from Almalyk's mine, which is another deposit: it is asked of the plan, and gains the most."""
    row = next(one for one in found.deposits if one.name == "Kyzata")
    assert (row.site, row.mining, row.mining_confidence) == ("", "undeveloped", "M")
    assert row.effect == max(one.effect for one in found.deposits if math.isfinite(one.effect)) > 1e9
    assert found.deposits[0] == row


def test_countries_that_are_asked_for_change_no_figure(example: Scenario) -> None:
    """Kyzata is like Koksay and costs the same to mine, whether Uzbekistan alone is asked for or all five states."""
    alone, among = (
        {one.row.name: one for one in offered(example, chosen, {})}["Kyzata"] for chosen in ({"UZB"}, STATES)
    )
    assert alone.held is not None
    assert alone.held.row.id == "koksay-mine"
    assert alone.mine is not None
    assert among.mine is not None
    assert np.array_equal(alone.mine.cost, among.mine.cost)


def test_a_deposit_that_is_a_project_has_one_break_even_price(found: Known) -> None:
    """Koksai of the table is the project Koksay: its effect is that project's, and its break-even price stands there alone."""
    row = next(one for one in found.deposits if one.name == "Koksai")
    project = next(one for one in found.projects if one.id == row.project)
    assert row.effect == project.effect
    assert math.isnan(row.break_even)
    assert any(reason.startswith("break_even and output: those of koksay-mine") for reason in row.reasons)


def test_a_deposit_of_other_metals_says_so(found: Known) -> None:
    """Maiskoe has fifteen times as much zinc as copper: its price of copper decides little, and a reason says so; Saryshagan's does not need one."""
    reasons = {one.name: " ".join(one.reasons) for one in found.deposits}
    assert "Cu is only" in reasons["Maiskoe"]
    assert "Cu is only" not in reasons["Saryshagan"]


def test_ranges_of_deposits_are_those_of_later_estimates(found: Known) -> None:
    """Ore and metal of a porphyry spread as porphyries did that were estimated anew: few shrank by half, one in ten grew fivefold."""
    row = next(one for one in found.deposits if one.name == "Saryshagan")
    ratios = np.array([later for later, _ in revisions("porphyry-copper")])
    assert row.ore_range.q10 == pytest.approx(row.ore * np.percentile(ratios, 90))
    assert row.ore_range.q90 < row.ore < row.ore_range.q10
    assert row.metal_range["Cu"].q90 < row.metal["Cu"] < row.metal_range["Cu"].q10
    # Koksai of the table (2008) is 320 Mt at 0.55 %; the scenario's row quotes 736 Mt at 0.42 % from 2018: within the range.
    koksai = next(one for one in found.deposits if one.name == "Koksai")
    assert koksai.ore_range.q90 < 736e6 < koksai.ore_range.q10
    assert koksai.grade_range["Cu"].q90 < 0.0042 < koksai.grade_range["Cu"].q10


def test_the_break_even_price_of_a_deposit_is_cost_by_size_grade_and_freight(example: Scenario, found: Known) -> None:
    """Saryshagan, half as rich as Koksay, breaks even at Koksay's costs by grade and by the equations of a pit, less what its molybdenum and gold earn, at the median of its draws within a tenth."""
    row = next(one for one in found.deposits if one.name == "Saryshagan")
    mine = next(one for one in example.processes if one.id == row.like)
    goods = next(one for one in example.commodities if one.id == "copper-concentrate")
    assert row.like == "koksay-mine"
    assert row.methods == {"open pit": 1.0}
    assert row.way is not None
    recovery = 0.79  # Bozshakol's, the one that states it
    years = 0.2 * row.ore**0.25
    sizes = (
        (row.ore, row.ore / years / 350),
        (mine.resource / 0.0055 / recovery, mine.max_size / 0.0055 / recovery / 350),
    )
    here, there = (
        costs("open-pit", np.array([ore]), np.array([rate]), np.zeros(1), products=made)
        for (ore, rate), made in zip(sizes, (2, 1), strict=True)
    )
    poorer = 0.0055 / row.grades["Cu"]
    rate = capital_rate(example, "KAZ")
    yearly = annuity(rate, round(years)) * interest_during_construction(rate, mine.lead_time)
    running = mine.opex * float(here.operating[0] / there.operating[0])
    capital = mine.capex * float(here.capital[0] / sizes[0][1] / (there.capital[0] / sizes[1][1])) * yearly
    told = poorer * (running + capital) - sum(row.credit.values()) + row.way.freight / goods.content
    assert row.break_even == pytest.approx(told, rel=0.1)
    assert row.break_even_range.q90 < row.break_even < row.break_even_range.q10


def test_a_deposit_mined_underground_costs_more_a_tonne_of_ore(example: Scenario) -> None:
    """Of two deposits that differ only in type, the volcanogenic one is mined underground four times in five and costs at least half as much again."""
    ranges = spans(locate("central-asia"))
    listed = next(row for row in catalogue() if row.name == "Limannoe")
    alone = replace(listed, grades={"Cu": listed.grades["Cu"]})
    sites = {one.same: one.row for one in offered(example, {"KAZ"}, ranges) if one.same}
    found = {}
    for kind in ("porphyry-copper, 17", "vms, Bimodal-Mafic"):
        one = replace(alone, kind=kind)
        held, _ = like(one, example, sites, ranges)
        assert held is not None
        found[kind] = simulate(one, held, example, "KAZ")
    pit, under = found.values()
    assert under.methods["vertical crater retreat"] == pytest.approx(1 - 61 / 300, abs=0.03)
    assert np.median(under.opex) > 1.5 * np.median(pit.opex)
    assert np.median(under.capex) > 1.2 * np.median(pit.capex)


def test_other_metals_lower_the_break_even_price(example: Scenario, found: Known) -> None:
    """Zinc and gold of a deposit earn what flotation wins of them at 65 to 90 % of their price; silver, of which no price is known, nothing."""
    row = next(one for one in found.deposits if one.name == "Limannoe")
    assert set(row.credit) == {"Zn", "Au"}
    assert any(reason == "credit: no price of Ag" for reason in row.reasons)
    zinc = (
        2777.82 * 0.90 * row.grades["Zn"] / (row.grades["Cu"] * 0.79)
    )  # LME 2024; recoveries of Camm (1991) and Bozshakol
    assert 0.65 * zinc < row.credit["Zn"] < 0.90 * zinc
    assert row.credit["Zn"] == pytest.approx(0.775 * zinc, rel=0.02)
    assert prices(example, {"Ag": "silver", "Pb": "lead"}) == {}


@pytest.mark.parametrize("name", ["Limannoe", "Kyzylkain", "Saryshagan"])
def test_the_effect_of_a_deposit_is_that_of_a_scenario_with_it(example: Scenario, found: Known, name: str) -> None:
    """What the plan gains with a deposit is what a scenario that has it as a candidate costs less."""
    spans_ = spans(locate("central-asia"))
    offer = next(one for one in offered(example, {"KAZ"}, spans_) if one.row.name == name)
    middle = next(one for one in offer.rows if one.id.endswith("-middle"))
    with_it = with_rows(example, [offer.place], [middle], case="with")
    costs = [keep(one, build(one)).base.answer.objective for one in (example, with_it)]
    row = next(one for one in found.deposits if one.name == name)
    # Each plan's cost is proved to some millionths of itself.
    assert row.effect == pytest.approx(costs[0] - costs[1], abs=1e-6 * costs[0])
    assert (row.effect > 0) == (row.built > 0)
    assert row.effect_dear <= row.effect <= row.effect_cheap


def test_what_is_told_of_mining_belongs_to_a_deposit_of_the_tables() -> None:
    """Every row about mining names a deposit of the built-in tables, has a source, and says how sure it is."""
    listed = {(row.name, row.country) for row in catalogue()}
    for (name, country), told in mining().items():
        assert (name, countries()[country]) in listed
        assert told.state in ("mined", "under construction", "undeveloped")
        assert told.source
        assert told.confidence == ("L" if "general knowledge" in told.source else "M")


def test_deposits_come_by_what_they_change(found: Known) -> None:
    """Those that may be developed come first, by effect; what is not asked of the plan has a reason."""
    asked = [row.mining in OPEN for row in found.deposits]
    assert asked == sorted(asked, reverse=True)
    effects = [row.effect for row in found.deposits if row.mining in OPEN]
    assert effects == sorted(effects, reverse=True)
    assert effects[0] > 0
    for row in found.deposits:
        for figure in ("break_even", "effect", "lack", "price"):
            if math.isnan(getattr(row, figure)):
                assert any(figure in reason for reason in row.reasons), (row.name, figure)


def test_what_is_built_above_its_price_is_explained(found: Known) -> None:
    """A project that is built though it breaks even above the reference price has a reason, and no other has one."""
    dear = {row.id for row in found.projects if row.built and row.break_even > row.price}
    assert {row.id for row in found.projects if any(one.startswith("built:") for one in row.reasons)} == dear


def test_the_text_has_every_metal_of_a_deposit(found: Known) -> None:
    """A line of a volcanogenic deposit names zinc, lead, gold and silver beside copper, with amount and grade."""
    line = next(one for one in _known_text(found, 1000) if one.startswith("Maleevskoe"))
    assert "Cu 966 kt (2.3 %), Zn 3,150 kt (7.5 %), Pb 546 kt (1.3 %), Au 32 t (0.75 g/t), Ag 3,150 t (75 g/t)" in line
    assert "mined (M)" in line


def test_one_country_alone(example: Scenario) -> None:
    """Asked for one country, only its projects are told."""
    only = known(example, within={"TJK"}, deposits=False)
    assert {row.country for row in only.projects} == {"TJK"}
    assert only.deposits == ()
