"""What a plan can be asked about."""

from __future__ import annotations

import pytest

from lodeway.errors import UsageError
from lodeway.report.subjects import find
from lodeway.scenario import read

SCENARIO = read("central-asia", case="diversify")


@pytest.mark.parametrize(
    ("text", "kind", "id_"),
    [
        ("SARIKUL-MINE", "process", "sarikul-mine"),
        ("Sarikul mine", "process", "sarikul-mine"),
        ("altynkol", "gate", "khorgos"),
        ("Khorgos", "gate", "khorgos"),
        ("kazakhstan", "country", "KAZ"),
        ("kaz", "country", "KAZ"),
        ("jpn", "market", "JPN"),
        ("country:jpn", "country", "JPN"),
        ("diversify-jpn", "limit", "diversify-JPN"),
        ("chn-2024-sb", "measure", "CHN-2024-SB"),
        ("iran-sanctions", "ban", "iran-sanctions"),
        ("antimony", "commodity", "antimony"),
    ],
)
def test_ids_and_names_of_any_case_are_found(text: str, kind: str, id_: str) -> None:
    """A mine, border, country, market, limit, measure, ban and commodity is found by id, name or alias."""
    found = find(SCENARIO, text)
    assert (found.kind, found.id) == (kind, id_)


def test_the_nearest_names_are_told() -> None:
    """A misspelt mine is told with what was probably meant."""
    with pytest.raises(UsageError, match="did you mean process sarikul-mine"):
        find(SCENARIO, "sarikul-mien")
