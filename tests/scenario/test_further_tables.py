"""Stocks, steps, training, agreements, recycling and shares: what they must state, told at its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lodeway.scenario import Scenario, capacity, check, demand_of, read
from lodeway.schema.tables import Demand, Process

Make = Callable[..., Path]

STOCKS = """\
place,commodity,initial [t],minimum [d],capacity [t],holding [USD/(t*a)],source
JPN,metal,900,60,2000,45,x
konchoch,concentrate,100,,,,x
"""
STEPS = """\
market,commodity,step,share [%],worth [USD/t],source
JPN,metal,1,60,90000,x
JPN,metal,2,40,30000,x
"""
TRAINING = """\
id,country,cost [USD],places [1/a],lead_time [a],attrition [%/a],source
school,TJK,12000,150,2,4,x
"""
AGREEMENTS = """\
id,market,commodity,origin,quantity [t/a],penalty [USD/t],funds,amount [USD],requires,required_size [t/a],source
deal,JPN,metal,TJK,500,3000,new-mine;school,1000000,new-mine,100,x
"""
LIMITS = """\
id,kind,scope,commodity,origin,stage,country,sense,value,unit,source
mines,origin_share,JPN,metal,mine,,,,65,%,x
own,stage_share,JPN,metal,,refined,TJK,least,10,%,x
pace,build_rate,new-mine,,,,,,2,kt/a,x
"""
GOOD = {
    "stocks.csv": STOCKS,
    "steps.csv": STEPS,
    "training.csv": TRAINING,
    "agreements.csv": AGREEMENTS,
    "limits.csv": LIMITS,
}


def test_all_of_them_are_read(make: Make) -> None:
    """A folder with every further table has no faults and its rows stand in the scenario in their units."""
    found = read(make(files=GOOD))
    assert [(row.place, row.minimum) for row in found.stocks] == [("JPN", 60.0), ("konchoch", 0.0)]
    assert [row.worth for row in found.steps] == [90000.0, 30000.0]
    assert found.training[0].places == 150.0
    assert found.agreements[0].funds == ("new-mine", "school")
    assert next(row for row in found.limits if row.id == "pace").value == 2000.0


FAULTS: dict[str, tuple[str, tuple[str, str], str, str, str]] = {
    "a market without demand": ("stocks.csv", ("JPN,metal", "JPN,concentrate"), "commodity", "concentrate", "has no demand"),
    "a name that no commodity has": ("stocks.csv", ("konchoch,concentrate", "isfara,metall"), "commodity", "metall", "unknown"),
    "goods that the site never sees": (
        "stocks.csv", ("konchoch,concentrate", "konchoch,metal"), "commodity", "metal", "no process at konchoch"
    ),
    "days of demand at a mine": ("stocks.csv", ("concentrate,100,,", "concentrate,100,7,"), "minimum", "7", "for markets"),
    "more than it can hold": ("stocks.csv", ("900,60,2000", "2900,60,2000"), "initial", "2900", "more than the stock"),
    "steps below 100 %": ("steps.csv", ("2,40,", "2,30,"), "share", "30", "add up to 90 %"),
    "steps that rise": ("steps.csv", ("40,30000", "40,95000"), "worth", "95000", "worth more than the step before"),
    "a quantity without a market": ("agreements.csv", ("deal,JPN,metal", "deal,,metal"), "market", "", "needs market"),
    "money without an amount": ("agreements.csv", ("1000000", ""), "amount", "", "has amount"),
    "a name that nothing has": ("agreements.csv", ("100,x", "100,x\nb,,,,,,new-mien,5,,,x"), "funds", "new-mien", "unknown"),
    "an agreement on nothing": ("agreements.csv", ("100,x", "100,x\nb,,,,,,,,,,x"), "quantity", "", "takes, funds"),
    "an offtake of what nobody needs": ("agreements.csv", ("deal,JPN,metal", "deal,JPN,concentrate"), "commodity", "concentrate", "no demand"),
    "a site elsewhere": (
        "agreements.csv", ("origin,quantity [t/a],penalty [USD/t],funds,amount [USD],requires,required_size [t/a],source\ndeal,JPN,metal,TJK,500,3000,new-mine;school,1000000,new-mine,100,x", "origin,site,quantity [t/a],source\ndeal,JPN,metal,KAZ,isfara,500,x"),
        "site", "isfara", "lies in TJK",
    ),
    "a stage share without a stage": ("limits.csv", ("refined", ""), "stage", "", "needs stage"),
    "a least share of all": ("limits.csv", ("TJK,least", "*,least"), "country", "*", "least share"),
    "a mine for a build rate": ("limits.csv", ("pace,build_rate,new-mine,,,", "pace,build_rate,new-mine,,mine,"), "origin", "mine", "has no origin"),
    "a pace of nothing": ("limits.csv", ("pace,build_rate,new-mine", "pace,build_rate,new-mien"), "scope", "new-mien", "unknown"),
    "a share of no country": ("limits.csv", ("TJK,least", "hom,least"), "country", "hom", "unknown"),
    "a share above all": ("limits.csv", (",65,%", ",165,%"), "value", "165", "above 100 %"),
    "a class larger than the school": (
        "training.csv", ("attrition [%/a],source\nschool,TJK,12000,150,2,4", "unit_size,max_size,source\nschool,TJK,12000,150,2,50,20"),
        "unit_size", "50", "a unit is larger",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_at_its_place(name: str, make: Make) -> None:
    """The fault's file, column, what was found there and why are told, and nothing else is at fault."""
    file, edit, column, found, message = FAULTS[name]
    files = GOOD | {file: GOOD[file].replace(*edit)}
    assert files[file] != GOOD[file]
    told = [fault for fault in check(make(files=files)) if fault.column == column]
    assert [(fault.file, fault.found) for fault in told] == [(file, found)]
    assert message in told[0].message


HEADER = "id,site,recipe,status,capacity [t/a],kind,collection [%],recovery [%],delay [a],started,source\n"
BASE = (
    HEADER
    + "mine,konchoch,-> 1 concentrate,operating,2300,,,,,,x\nsmelter,isfara,1 concentrate -> 0.9 metal,operating,1800,,,,,,x\n"
)
RECYCLING = {
    "tokyo,-> 1 metal,operating,500,recycling,40,80,5,": None,
    "tokyo,-> 1 metal,operating,500,recycling,,80,5,": ("collection", "needs collection"),
    "tokyo,1 concentrate -> 1 metal,operating,500,recycling,40,80,5,": ("recipe", "the one commodity"),
    "tokyo,-> 1 concentrate,operating,500,recycling,40,80,5,": ("recipe", "uses no concentrate"),
    "isfara,-> 1 metal,operating,500,recycling,40,80,5,": ("recipe", "no market uses no metal"),
    "tokyo,-> 1 metal,operating,500,,40,80,5,": ("collection", "only recycling"),
    "tokyo,-> 1 metal,candidate,,recycling,40,80,5,2001": ("started", "a candidate has not started"),
}


@pytest.mark.parametrize("row", RECYCLING)
def test_recycling_states_what_is_collected_in_a_market_that_uses_it(row: str, make: Make) -> None:
    """A recycler without collection, with a feed, outside a market, or of what nobody uses is a fault; a whole one is none."""
    expected = RECYCLING[row]
    faults = check(make(files={"processes.csv": f"{BASE}again,{row},x\n"}))
    if expected is None:
        assert faults == ()
    else:
        assert any(f.column == expected[0] and expected[1] in f.message for f in faults)


def test_links_state_what_building_them_costs(make: Make) -> None:
    """A candidate link needs capex and the most that may be built; a unit larger than that is a fault."""
    ends = "rail,68.3,39.28,TJK,70.63,40.12,TJK"
    header = (
        "id,mode,from_longitude [degree],from_latitude [degree],from_country,to_longitude [degree],to_latitude [degree],"
        "to_country,status,capex [USD/(t/a)],max_size [t/a],unit_size [t/a],source\n"
    )
    faults = check(make("one", files={"links.csv": f"{header}a,{ends},candidate,,,,x\nb,{ends},candidate,5,10,20,x\n"}))
    assert [(fault.row, fault.column) for fault in faults] == [(2, "capex"), (2, "max_size"), (3, "unit_size")]
    assert check(make("two", files={"links.csv": f"{header}a,{ends},candidate,5,10,10,x\n"})) == ()


def test_capacity_ends_with_its_life() -> None:
    """A plant that started in 2008 and lives for 20 years runs in 2027 and not in 2028."""
    plain = Scenario(name="s", title="", question="", case="base", case_title="", years=(2026, 2027, 2028))
    plant = Process(id="p", site="s", recipe="-> 1 ore", status="operating", capacity=10.0, started=2008, life=20)
    assert [capacity(plant, plain, year) for year in plain.years] == [10.0, 10.0, 0.0]


def test_demand_before_its_first_row_shrinks_backwards() -> None:
    """1100 t in 2026 growing 10 % a year were 1000 t in 2025; what nobody needs is 0."""
    rows = (Demand(market="JPN", commodity="metal", year=2026, quantity=1100.0, growth=10.0),)
    plain = Scenario(name="s", title="", question="", case="base", case_title="", years=(2026,), demands=rows)
    assert demand_of(plain, "JPN", "metal", 2025) == pytest.approx(1000.0)
    assert demand_of(plain, "JPN", "ore", 2025) == 0.0
