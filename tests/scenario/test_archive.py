"""A scenario as one JSON document."""

from __future__ import annotations

import json

import pytest

from lodeway.scenario import digest, read
from lodeway.scenario.archive import archive, unarchive


@pytest.mark.parametrize("case", ["base", "diversify", "china-embargo"])
def test_the_example_comes_back_as_it_was(case: str) -> None:
    """Every case of the example, with dates, lists, missing numbers and target, is the same after JSON."""
    before = read("central-asia", case=case)
    after = unarchive(json.loads(json.dumps(archive(before), allow_nan=False)))
    assert digest(after) == before.digest
    assert repr(after) == repr(before)


def test_what_a_later_version_adds_is_passed_over() -> None:
    """A key and a column that are not known do not hinder reading."""
    document = archive(read("central-asia"))
    document["moons"] = 2
    document["sites"][0]["moons"] = 2
    assert unarchive(document).name == "central-asia"
