"""The example as it ships."""

from __future__ import annotations

import pytest

from lodeway.scenario import Scenario, read


@pytest.fixture(scope="session")
def central_asia() -> Scenario:
    """The base case of central-asia."""
    return read("central-asia")
