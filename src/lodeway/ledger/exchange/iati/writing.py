"""Writes commitments as IATI activities: the same records give the same bytes."""

from __future__ import annotations

import dataclasses
import os
import tempfile
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from lodeway.errors import UsageError
from lodeway.ledger.exchange.iati.codes import (
    ACTIVITY_STATUS,
    DOCUMENT,
    MINERALS,
    NAMESPACE,
    SECTORS,
    UNSPECIFIED,
    alpha2,
    region_of,
)
from lodeway.ledger.exchange.tables import flat
from lodeway.ledger.register.records import Commitment, Delivery, Party, Record, Source
from lodeway.ledger.tracking import first_day, last_day

__all__ = ["unplaced", "write_iati"]

KEPT = (
    "kind",
    "pillar",
    "minerals",
    "place",
    "actors",
    "meeting",
    "meeting_start",
    "meeting_end",
    "qualifier",
    "nature",
    "stock",
    "umbrella",
    "status",
    "status_date",
    "announced",
    "deadline",
    "sources",
    "conflicts",
    "confidence",
    "note",
    "parties",
)
"""Fields that IATI has no place for, or one that is coarser: kept as attributes of a namespace of our own."""
PLEDGES = ("expected", "announced")
UNKNOWN_ORGANISATION = "90"
"""OrganisationType: other."""
GOVERNMENT = "10"


def write_iati(records: Iterable[Record], file: Path | str, *, publisher: str = "XM-LODEWAY") -> Path:
    """Write commitments, with deliveries as transactions and sources as documents, to an XML file.

    Parameters
    ----------
    records
        Commitments, deliveries and sources; others are left out.
    file
        Ends in ``.xml``. An earlier file stays whole until the new one is.
    publisher
        The reporting organisation's identifier; it begins each activity's identifier.

    Raises
    ------
    UsageError
        When the ending is another, the folder is not there, or a commitment has no date, which IATI requires.

    Notes
    -----
    Money whose split between several countries is not known names the region that holds them, never invented shares. What was announced or is
    expected is an outgoing pledge (12), what is signed an outgoing commitment (2), what was paid a disbursement (3). A target is a result
    with a target value.
    """
    place = Path(file)
    if place.suffix.lower() != ".xml":
        raise UsageError(f"{place}: unknown format {place.suffix!r}; allowed: .xml")
    if not place.parent.is_dir():
        raise UsageError(f"{place}: folder {place.parent} does not exist")
    rows = list(records)
    sources = {row.id: row for row in rows if isinstance(row, Source)}
    paid: dict[str, list[Delivery]] = defaultdict(list)
    for row in rows:
        if isinstance(row, Delivery):
            paid[row.commitment].append(row)
    commitments = [row for row in rows if isinstance(row, Commitment)]
    undated = [row.id for row in commitments if not row.announced]
    if undated:
        raise UsageError(f"IATI wants a date of every activity; none is known of {', '.join(undated)}")
    ET.register_namespace("lodeway", NAMESPACE)
    root = ET.Element("iati-activities", {"version": "2.03"})
    for row in commitments:
        root.append(_activity(row, paid[row.id], sources, publisher))
    ET.indent(root)
    _write(ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n", place)
    return place


def unplaced(records: Iterable[Record]) -> list[str]:
    """Return the ids of the sources that `write_iati` cannot write: no activity names them, or they have no address.

    Examples
    --------
    >>> from lodeway.ledger.register import Commitment, Source
    >>> there = Commitment(id="A", title="Loan", announced="2026-01-05", sources=("one", "two"))
    >>> rows = [Source(id="one", address="https://example.org/1"), Source(id="two"), Source(id="three", address="https://example.org/3")]
    >>> unplaced([there, *rows])
    ['two', 'three']
    """
    rows = list(records)
    named = {name for row in rows if isinstance(row, Commitment) for name in row.sources}
    named |= {row.source for row in rows if isinstance(row, Delivery)}
    return [row.id for row in rows if isinstance(row, Source) and (row.id not in named or not row.address)]


def _write(content: bytes, place: Path) -> None:
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(place)
    finally:
        Path(name).unlink(missing_ok=True)


def _activity(row: Commitment, paid: list[Delivery], sources: dict[str, Source], publisher: str) -> ET.Element:
    cells = flat(row)
    kept = {f"{{{NAMESPACE}}}{name}": _word(cells[name]) for name in KEPT if cells[name] not in (None, "", False)}
    activity = ET.Element("iati-activity", {"{http://www.w3.org/XML/1998/namespace}lang": "en", **kept})
    ET.SubElement(activity, "iati-identifier").text = f"{publisher}-{row.id}"
    reporting = ET.SubElement(
        activity, "reporting-org", {"ref": publisher, "type": UNKNOWN_ORGANISATION, "secondary-reporter": "1"}
    )
    _narrative(reporting, "Register kept with Lodeway")
    _narrative(ET.SubElement(activity, "title"), row.title)
    _narrative(ET.SubElement(activity, "description", {"type": "1"}), _description(row))
    for party in row.parties or (Party(name="not named"),):
        _organisation(activity, party)
    ET.SubElement(activity, "activity-status", {"code": ACTIVITY_STATUS[row.status]})
    _date(activity, "1", first_day(row.announced).isoformat(), "announced")
    if row.deadline:
        _date(activity, "3", last_day(row.deadline).isoformat(), "deadline")
    _recipient(activity, row)
    sector = MINERALS if row.minerals else SECTORS.get(row.pillar, UNSPECIFIED)
    ET.SubElement(activity, "sector", {"vocabulary": "1", "code": sector})
    if row.amount is not None and row.kind != "target":
        kind = "12" if row.status in PLEDGES else "2"
        _transaction(activity, kind, row.announced, row.amount, row.currency, row.title)
    for one in paid:
        if one.amount is not None and one.kind == "disbursement":
            _transaction(activity, "3", one.date or row.announced, one.amount, one.currency, one.title, one)
    for name in dict.fromkeys([*row.sources, *(one.source for one in paid)]):
        if name in sources and sources[name].address:
            _document(activity, sources[name])
    if row.part_of:
        ET.SubElement(activity, "related-activity", {"ref": f"{publisher}-{row.part_of}", "type": "1"})
    for one in paid:
        if one.amount is None or one.kind != "disbursement":
            _milestone(activity, one, row)
    if row.amount is not None and row.kind == "target":
        _target(activity, row)
    return activity


def _word(cell: object) -> str:
    return "yes" if cell is True else str(cell)


def _description(row: Commitment) -> str:
    parts = (row.note, f"Sources disagree: {row.conflicts}" if row.conflicts else "")
    return "; ".join(part for part in parts if part) or row.title


def _narrative(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "narrative").text = text


def _organisation(activity: ET.Element, party: Party) -> None:
    roles = {"provider": "1", "extending": "3", "implementer": "4", "recipient": "4"}
    country = alpha2(party.name)
    values = {"role": roles.get(party.role, "2"), "type": GOVERNMENT if country else UNKNOWN_ORGANISATION}
    _narrative(ET.SubElement(activity, "participating-org", values), party.name)


def _date(activity: ET.Element, kind: str, day: str, words: str) -> None:
    _narrative(ET.SubElement(activity, "activity-date", {"type": kind, "iso-date": day}), words)


def _recipient(activity: ET.Element, row: Commitment) -> None:
    """Name the one country that receives, or the region of those that do."""
    named = [party.name for party in row.parties if party.role == "recipient"]
    region = {"KAZ", "KGZ", "TJK", "TKM", "UZB", "ARM", "AZE", "GEO"}
    receiving = named or [party.name for party in row.parties if party.name in region]
    countries = [name for name in receiving if alpha2(name)]
    if len(countries) == 1:
        ET.SubElement(activity, "recipient-country", {"code": alpha2(countries[0]) or "", "percentage": "100"})
    else:
        code = region_of(frozenset(countries)) if countries else "998"
        ET.SubElement(activity, "recipient-region", {"vocabulary": "1", "code": code, "percentage": "100"})


def _transaction(
    activity: ET.Element,
    kind: str,
    on: str,
    amount: float,
    currency: str,
    words: str,
    delivery: Delivery | None = None,
) -> None:
    day = first_day(on).isoformat()
    kept = _kept(delivery)
    transaction = ET.SubElement(activity, "transaction", {"ref": delivery.id, **kept} if delivery else {})
    ET.SubElement(transaction, "transaction-type", {"code": kind})
    ET.SubElement(transaction, "transaction-date", {"iso-date": day})
    value = ET.SubElement(transaction, "value", {"currency": currency, "value-date": day})
    value.text = f"{amount:.15g}" if amount != int(amount) else str(int(amount))
    _narrative(ET.SubElement(transaction, "description"), words or "no title")


def _kept(delivery: Delivery | None) -> dict[str, str]:
    if delivery is None:
        return {}
    cells = {row.name: getattr(delivery, row.name) for row in dataclasses.fields(delivery)}
    return {
        f"{{{NAMESPACE}}}{name}": str(cells[name])
        for name in ("date", "kind", "amount", "currency", "source", "note")
        if cells[name] not in (None, "")
    }


def _document(activity: ET.Element, source: Source) -> None:
    link = ET.SubElement(activity, "document-link", {"format": "text/html", "url": source.address})
    link.set(f"{{{NAMESPACE}}}id", source.id)
    for name in ("agency", "published", "retrieved", "digest", "publisher", "language", "title"):
        if getattr(source, name):
            link.set(f"{{{NAMESPACE}}}{name}", getattr(source, name))
    _narrative(ET.SubElement(link, "title"), source.title or source.publisher or source.address)
    ET.SubElement(link, "category", {"code": DOCUMENT})
    if source.language:
        ET.SubElement(link, "language", {"code": source.language})


def _milestone(activity: ET.Element, one: Delivery, row: Commitment) -> None:
    """Write a delivery that is no payment as a result: it was reached, or it slipped."""
    result = ET.SubElement(activity, "result", {"type": "1"})
    _narrative(ET.SubElement(result, "title"), one.title or one.kind)
    indicator = ET.SubElement(result, "indicator", {"measure": "5"})
    _narrative(ET.SubElement(indicator, "title"), one.kind)
    reference = {"vocabulary": "99", "code": one.id, "indicator-uri": f"{NAMESPACE}:{one.id}"}
    ET.SubElement(indicator, "reference", {**reference, **_kept(one)})
    _period(indicator, row.announced, one.date or row.announced, actual=one.date)


def _target(activity: ET.Element, row: Commitment) -> None:
    result = ET.SubElement(activity, "result", {"type": "2"})
    _narrative(ET.SubElement(result, "title"), row.title)
    indicator = ET.SubElement(result, "indicator", {"measure": "1"})
    _narrative(ET.SubElement(indicator, "title"), f"Amount [{row.currency}]")
    amount = row.amount or 0.0
    _period(indicator, row.announced, row.deadline or row.announced, target=amount)


def _period(
    indicator: ET.Element, start: str, end: str, *, target: float | None = None, actual: str | None = None
) -> None:
    period = ET.SubElement(indicator, "period")
    ET.SubElement(period, "period-start", {"iso-date": first_day(start).isoformat()})
    ET.SubElement(period, "period-end", {"iso-date": max(last_day(end), first_day(start)).isoformat()})
    if target is not None:
        ET.SubElement(period, "target", {"value": f"{target:.15g}" if target != int(target) else str(int(target))})
    if actual is not None:
        comment = ET.SubElement(ET.SubElement(period, "actual"), "comment")
        _narrative(comment, f"on {actual}" if actual else "on a day that is not known")
