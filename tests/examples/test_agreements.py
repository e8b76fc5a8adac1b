"""The example's agreements: promises of the register that ships with the program."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from lodeway.ledger.examples import example
from lodeway.ledger.register import Commitment, Source
from lodeway.scenario import Scenario, read

CASES = ("base", "agreements", "training")


@pytest.mark.parametrize("case", CASES)
def test_every_agreement_is_a_commitment_of_the_register(case: str) -> None:
    """Its id in the ledger is there, and none is tied twice."""
    known = {row.id for row in example() if isinstance(row, Commitment)}
    ids = [row.ledger for row in read("central-asia", case=case).agreements]
    assert ids
    assert set(ids) <= known
    assert len(set(ids)) == len(ids)


def test_sources_are_those_of_the_register() -> None:
    """Each row names every address that the register has for its commitment."""
    records = example()
    addresses = {row.id: row.address for row in records if isinstance(row, Source)}
    commitments = {row.id: row for row in records if isinstance(row, Commitment)}
    place = files("lodeway.examples") / "central-asia" / "agreements.csv"
    rows = list(csv.DictReader(place.read_text("utf-8").splitlines()))
    assert len(rows) > 15
    for row in rows:
        for source in commitments[row["ledger"]].sources:
            assert addresses[source] in row["source"], row["id"]


def test_sums_are_those_of_the_register(central_asia: Scenario) -> None:
    """What rows pay, in the currency of the promise, is what the register says: the loan for Aktau with the part that is told apart."""
    place = files("lodeway.examples") / "central-asia" / "agreements.csv"
    rows = {row["id"]: row for row in csv.DictReader(place.read_text("utf-8").splitlines())}
    commitments = {row.id: row for row in example() if isinstance(row, Commitment)}
    paid = {name: float(row["amount [USD]"]) for name, row in rows.items() if row["amount [USD]"]}
    paid["A110"] += paid["A111"]
    assert paid == {name: commitments[name].amount for name in paid}
    assert {name: rows[name]["currency"] for name in paid} == {name: commitments[name].currency for name in paid}
    assert all(row.amount > 0 for row in central_asia.agreements if row.funds)


def test_the_base_binds_nothing(central_asia: Scenario) -> None:
    """Its rows fund and enable; what must be taken or built stands in a case."""
    assert all(not row.requires and row.quantity != row.quantity for row in central_asia.agreements)
    assert not central_asia.limits
