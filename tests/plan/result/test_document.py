"""The plan as plan.json states it."""

from __future__ import annotations

import json

from lodeway.plan import document, plan
from tests.plan.worlds import scenario

ANSWER = document(plan(scenario()), files={"report": "report.html"})

CONTRACT = {
    "builds": {"what", "kind", "site", "country", "year", "size", "unit", "capex"},
    "supply": {"market", "commodity", "year", "origin", "stage", "tonnes"},
    "unmet": {"market", "commodity", "year", "tonnes"},
    "routes": {
        "commodity",
        "from",
        "to",
        "year",
        "tonnes",
        "km",
        "hours",
        "cost",
        "co2",
        "countries",
        "gates",
        "modes",
    },
    "limits": {"kind", "scope", "year", "used", "bound", "price"},
}


def test_the_document_holds_the_keys_of_the_contract() -> None:
    """Every table that others read has rows, and every row the keys that were promised."""
    assert {"status", "case", "digest", "years", "bound", "gap", "files"} <= ANSWER.keys()
    assert set(ANSWER["objective"]) == {"value", "unit"}
    assert ANSWER["files"] == {"report": "report.html"}
    for table, keys in CONTRACT.items():
        assert ANSWER[table]
        assert all(keys <= row.keys() for row in ANSWER[table])


def test_the_document_is_json_without_special_numbers() -> None:
    """The text is strict JSON and reads back as the same value."""
    assert json.loads(json.dumps(ANSWER, allow_nan=False)) == ANSWER


def test_numbers_have_at_most_twelve_significant_digits() -> None:
    """No number carries the solver's last digits."""
    for row in ANSWER["routes"]:
        assert row["tonnes"] == float(f"{row['tonnes']:.12g}")


def test_supply_and_unmet_add_up_to_demand() -> None:
    """For Japan in 2026, 1200 t arrive or are missing."""
    arrived = sum(r["tonnes"] for r in ANSWER["supply"] if (r["market"], r["year"]) == ("JPN", 2026))
    missing = sum(r["tonnes"] for r in ANSWER["unmet"] if (r["market"], r["year"]) == ("JPN", 2026))
    assert round(arrived + missing, 6) == 1200.0
