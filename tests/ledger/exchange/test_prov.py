"""Another program reads the history of a register and finds who made what from what."""

from __future__ import annotations

from pathlib import Path

import pytest

from lodeway.errors import UsageError
from lodeway.ledger.exchange.prov import write_prov
from lodeway.ledger.register import Commitment, Source, Statement, open_register


def test_the_prov_library_reads_the_history(tmp_path: Path) -> None:
    """A correction is a revision by its author, a statement has its source as primary source."""
    prov = pytest.importorskip("prov.model", reason="not run: needs prov")
    with open_register(":memory:", author="Анна (desk)") as register:
        register.add(Source(id="page 1", title="T"), Statement(id="s", source="page 1", start=0, end=1, text="9"))
        register.correct("s", "misread", value=8.0)
        register.add(Commitment(id="目標", title="Goal"))
        file = write_prov(register.store.events(), tmp_path / "r.prov.json")
        seals = [event.hash.hex() for event in register.store.events()]
    document = prov.ProvDocument.deserialize(file, format="json")
    entities = list(document.get_records(prov.ProvEntity))
    assert {str(value) for entity in entities for value in entity.get_attribute("lw:seal")} == set(seals)
    kinds = [str(next(iter(row.get_attribute("prov:type")))) for row in document.get_records(prov.ProvDerivation)]
    assert sorted(kinds) == ["prov:PrimarySource", "prov:Revision"]
    (author,) = document.get_records(prov.ProvAgent)
    assert str(author.label) == "Анна (desk)"
    assert len(list(document.get_records(prov.ProvAssociation))) == 4


def test_another_ending_is_told(tmp_path: Path) -> None:
    """Before anything is written."""
    with pytest.raises(UsageError, match="allowed"):
        write_prov([], tmp_path / "a.xml")
