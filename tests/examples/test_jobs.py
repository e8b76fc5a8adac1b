"""What central-asia says of jobs, against published numbers of staff."""

from __future__ import annotations

from collections import defaultdict

import pytest

from lodeway.scenario import Scenario

STATES = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
MOST = 25_000
PUBLISHED = {
    # works: (their processes, published staff); Kazchrome, investkz.com, NS Energy, Today.az, The Astana Times, einpresswire,
    # Interfax, Almalyk MMC, MINEX Forum
    "Donskoy": (("donskoy-mine",), 7750),
    "Aksu": (("aksu-plant",), 6000),
    "Navoiyuran": (("navoi-mines",), 9000),
    "Zhezkazgan smelter": (("zhezkazgan-smelter",), 2000),
    "Boguty": (("boguty-mine", "boguty-ramp-up"), 1000),
    "Talco plant": (("talco-smelter", "talco-smelter-completion"), 500),
    "Aktogay smelter": (("aktogay-smelter",), 1000),
    "Yoshlik": (("yoshlik-mine",), 5647),
    "Sarikul": (("sarikul-mine",), 400),
    "North Katpar and Upper Kairakty": (("north-katpar-mine", "upper-kairakty-mine"), 2000),
}
FACTOR = 1.3


def jobs(scenario: Scenario) -> dict[str, float]:
    """Return process to jobs at full size; processes without a figure are left out."""
    return {
        row.id: row.workers * max(row.capacity, row.max_size if row.status == "candidate" else 0.0) / 1000
        for row in scenario.processes
        if row.workers == row.workers
    }


@pytest.mark.parametrize("works", PUBLISHED)
def test_jobs_agree_with_published_staff(central_asia: Scenario, works: str) -> None:
    """Jobs per kilotonne times kilotonnes give the published staff within a factor of 1.3."""
    processes, published = PUBLISHED[works]
    found = jobs(central_asia)
    assert published / FACTOR < sum(found[name] for name in processes) < published * FACTOR


def test_no_site_employs_more_than_a_town(central_asia: Scenario) -> None:
    """No site has more than 25,000 jobs, with everything built that could be."""
    found = jobs(central_asia)
    sites: dict[str, float] = defaultdict(float)
    for row in central_asia.processes:
        sites[row.site] += found.get(row.id, 0.0)
    assert {site: number for site, number in sites.items() if number > MOST} == {}


def test_kazakh_uranium_employs_what_kazatomprom_does(central_asia: Scenario) -> None:
    """Operating Kazakh uranium mines have fewer jobs than Kazatomprom's 20,000 (World Nuclear News, 2015) and more than half."""
    country = {row.id: row.country for row in central_asia.sites}
    found = jobs(central_asia)
    number = sum(
        found.get(row.id, 0.0)
        for row in central_asia.processes
        if row.status == "operating" and row.recipe.endswith(" uranium") and country[row.site] == "KAZ"
    )
    assert 10_000 < number <= 20_000


def test_jobs_of_a_state_are_plausible(central_asia: Scenario) -> None:
    """No Central Asian state has more than 60,000 jobs in the mines and works that operate or are committed."""
    country = {row.id: row.country for row in central_asia.sites}
    found = jobs(central_asia)
    total: dict[str, float] = defaultdict(float)
    for row in central_asia.processes:
        if row.status in ("operating", "committed"):
            total[country[row.site]] += found.get(row.id, 0.0)
    assert {state: total[state] for state in STATES if total[state] > 60_000} == {}
