"""Known undeveloped deposits of the example."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from lodeway.cli.options import _known_text
from lodeway.network import build
from lodeway.options import Known, known
from lodeway.options.known import spans
from lodeway.plan.finance import annuity, interest_during_construction
from lodeway.plan.studies.kept import keep
from lodeway.scenario import capital_rate, locate, read
from lodeway.scenario.model import Scenario

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
    # Both are mined, but neither their table nor the scenario tells: that must not pass for "undeveloped".
    assert {names[one].mining for one in ("Nurkazgan", "Maleevskoe")} == {"not told"}
    assert any("no proof" in flag for flag in found.flags)


def test_what_is_built_above_its_price_is_explained(found: Known) -> None:
    """A project that is built though it breaks even above the reference price has a reason, and no other has one."""
    dear = {row.id for row in found.projects if row.built and row.break_even > row.price}
    assert {row.id for row in found.projects if any(one.startswith("built:") for one in row.reasons)} == dear


def test_the_text_has_every_metal_of_a_deposit(found: Known) -> None:
    """A line of a volcanogenic deposit names zinc, lead, gold and silver beside copper, with amount and grade."""
    line = next(one for one in _known_text(found, 1000) if one.startswith("Maleevskoe"))
    assert "Cu 966 kt (2.3 %), Zn 3,150 kt (7.5 %), Pb 546 kt (1.3 %), Au 32 t (0.75 g/t), Ag 3,150 t (75 g/t)" in line
    assert "not told" in line


def test_one_country_alone(example: Scenario) -> None:
    """Asked for one country, only its projects are told."""
    only = known(example, within={"TJK"}, deposits=False)
    assert {row.country for row in only.projects} == {"TJK"}
    assert only.deposits == ()
