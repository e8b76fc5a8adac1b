"""What the call itself is held to, and which problem a plan says it answers."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import pytest

from lodeway.errors import UsageError
from lodeway.plan import plan
from lodeway.plan.sample import sample


def test_the_digest_follows_the_content() -> None:
    """A scenario changed in Python is another problem; a plan says which one it answers."""
    case = sample()
    for change in ({"discount_rate": 0.1}, {"years": (2026, 2027)}, {"processes": case.processes[:1]}):
        other = replace(case, **change)
        assert other.digest != case.digest
        assert plan(other).digest == other.digest
    assert replace(case, title="Another title").digest == case.digest


@pytest.mark.parametrize(
    ("stated", "options", "told"),
    [
        ({"discount_rate": 5.0}, {}, "discount_rate is 5.0, allowed: a fraction from 0 to 1"),
        ({"carbon_price": math.nan}, {}, "carbon_price is nan"),
        ({"years": (2026, 2028)}, {}, "years are 2026, 2028"),
        ({"years": ()}, {}, "years are none"),
        ({}, {"gap": -1.0}, "gap is -1.0"),
        ({}, {"gap": math.nan}, "gap is nan"),
        ({}, {"method": "x"}, "unknown method 'x', allowed: routes, arcs"),
    ],
)
def test_what_no_file_could_state_is_not_planned(stated: dict[str, Any], options: dict[str, Any], told: str) -> None:
    """A scenario made in Python is held to what is asked of files, and the call to what is asked of the command."""
    with pytest.raises(UsageError, match=re.escape(told)):
        plan(replace(sample(), **stated), **options)
