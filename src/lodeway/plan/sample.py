"""A scenario of one mine and one market that plans in a moment, for examples and first steps."""

from __future__ import annotations

import dataclasses

from lodeway.network.sample import sample as ways
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Capital, Commodity, Demand, Market, Process

__all__ = ["sample"]


def sample() -> Scenario:
    """Return a scenario in which a market's demand outgrows the mine, so that a second one may pay.

    Examples
    --------
    >>> sample().years
    (2026, 2027, 2028)
    """
    return dataclasses.replace(
        ways(),
        years=(2026, 2027, 2028),
        commodities=(Commodity(id="ore", element="copper", stage="ore", price=1000.0, content=0.5),),
        markets=(Market(id="buyer", countries=("BBB",), sites=("market",)),),
        processes=(
            Process(id="pit", site="mine", recipe="-> 1 ore", status="operating", capacity=800.0),
            Process(
                id="pit-2",
                site="mine",
                recipe="-> 1 ore",
                status="candidate",
                opex=700.0,
                capex=3000.0,
                lead_time=1,
                life=20,
                max_size=500.0,
            ),
        ),
        demands=(Demand(market="buyer", commodity="ore", year=2026, quantity=1000.0),),
        capital=(Capital(country="*", rate=8.0),),
    )
