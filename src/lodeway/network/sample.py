"""A scenario of three places, for examples and first steps: a mine, a port, a market overseas."""

from __future__ import annotations

from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Cost, Gate, Link, Site

__all__ = ["sample"]


def sample() -> Scenario:
    """Return a scenario whose network is 100 km of railway, a port and 1000 km of sea.

    Examples
    --------
    >>> sample().network
    'links'
    """
    return Scenario(
        name="sample",
        title="Mine, port, market",
        question="Which way does a tonne go?",
        case="base",
        case_title="Base",
        years=(2026,),
        network="links",
        sites=(
            Site(id="mine", country="AAA", longitude=0.0, latitude=0.0, kind="mine"),
            Site(id="market", country="BBB", longitude=10.0, latitude=0.0, kind="market"),
        ),
        links=(
            Link(
                id="line",
                mode="rail",
                from_longitude=0.0,
                from_latitude=0.0,
                from_country="AAA",
                to_longitude=1.0,
                to_latitude=0.0,
                to_country="AAA",
                length=100.0,
            ),
            Link(
                id="lane",
                mode="sea",
                from_longitude=1.0,
                from_latitude=0.0,
                from_country="AAA",
                to_longitude=10.0,
                to_latitude=0.0,
                to_country="BBB",
                length=1000.0,
            ),
        ),
        gates=(
            Gate(
                id="harbour",
                kind="port",
                mode="sea",
                from_country="AAA",
                to_country="AAA",
                from_longitude=1.0,
                from_latitude=0.0,
                to_longitude=1.0,
                to_latitude=0.0,
                fee=5.0,
                delay=24.0,
            ),
        ),
        costs=(
            Cost(mode="rail", country="*", cost=0.05, speed=40.0, emissions=11.0),
            Cost(mode="sea", country="*", cost=0.003, speed=30.0, emissions=8.0),
        ),
    )
