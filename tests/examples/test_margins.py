"""Margins of the plants that stand."""

from lodeway.scenario import read
from tools.example.central import COUNTRIES


def test_only_standing_plants_of_the_host_states_have_a_margin() -> None:
    """Every operating or committed plant of the five states has one, with its reason; nobody else has."""
    scenario = read("central-asia")
    country = {site.id: site.country for site in scenario.sites}
    for row in scenario.processes:
        standing = row.status in ("operating", "committed") and country[row.site] in COUNTRIES
        assert (row.margin > 0) == standing, row.id
        assert ("Margin" in row.note) == standing, row.id
