"""The register that ships can be added as it is, and says where everything comes from."""

from __future__ import annotations

import pytest

from lodeway.errors import UsageError
from lodeway.ledger.examples import example
from lodeway.ledger.exchange.iati.writing import unplaced
from lodeway.ledger.register import Commitment, Delivery, Source, open_register
from lodeway.ledger.tracking import track


def test_it_can_be_added_and_verified() -> None:
    """All rows at once, none at fault."""
    with open_register(":memory:", author="example") as register:
        register.add(*example(), approve=True)
        assert register.verify() == []
        assert len(register.read(Commitment, approved=True)) > 300


def test_every_commitment_and_delivery_has_a_source_with_an_address() -> None:
    """No row without."""
    rows = example()
    addresses = {row.id: row.address for row in rows if isinstance(row, Source)}
    assert all(address.startswith("http") for address in addresses.values())
    assert all(row.sources for row in rows if isinstance(row, Commitment))
    assert all(row.source in addresses for row in rows if isinstance(row, Delivery))


def test_every_source_has_its_place_in_an_export() -> None:
    """Each is named by a commitment or delivery, so that IATI loses none."""
    assert unplaced(example()) == []


def test_the_grant_for_aktau_does_not_count_towards_business_projects() -> None:
    """The first delivery is the state's money: it is a delivery of the customs programme, not of the three trillion yen."""
    rows = example()
    goal = next(row for row in rows if row.id == "A001")
    assert isinstance(goal, Commitment)
    assert (goal.amount, goal.currency, goal.nature) == (3e12, "JPY", "private")
    grant = next(row for row in rows if isinstance(row, Delivery) and row.amount == 719e6)
    assert grant.commitment == "A006"
    progress = track(
        goal,
        [row for row in rows if isinstance(row, Commitment)],
        [row for row in rows if isinstance(row, Delivery)],
    )
    assert progress.delivered == 0
    assert progress.total("yes") < 3e12 / 10


def test_an_unknown_example_is_told() -> None:
    """With those there are."""
    with pytest.raises(UsageError, match="central-asia"):
        example("atlantis")
