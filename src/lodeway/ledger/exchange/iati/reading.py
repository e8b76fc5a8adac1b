"""Reads IATI activities into sources, commitments and deliveries: our own files whole, others' as far as IATI says."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from xml.parsers import expat

from lodeway.errors import Fault, InputError, UsageError
from lodeway.ledger.exchange.iati.codes import NAMESPACE, ORGANISATION_ROLES, STATUS_OF, alpha3
from lodeway.ledger.exchange.tables import read_values
from lodeway.ledger.register.records import Commitment, Delivery, Party, Record, Source

__all__ = ["read_iati"]

OWN = f"{{{NAMESPACE}}}"


def read_iati(file: Path | str, *, publisher: str = "XM-LODEWAY") -> list[Record]:
    """Return the records of an IATI 2.0x activity file: sources, then commitments, then deliveries.

    Parameters
    ----------
    file
        XML. A document type declaration is refused, and with it every entity that could grow.
    publisher
        Start of the identifiers that is left off.

    Raises
    ------
    InputError
        When it is not XML, not an activity file, or a value cannot be read; with every fault.
    UsageError
        When the file is not there.
    """
    place = Path(file)
    if not place.is_file():
        raise UsageError(f"{place}: no such file")
    content = place.read_bytes()
    _refuse_doctype(content, place.name)
    root = ET.fromstring(content)
    if root.tag != "iati-activities":
        raise InputError(
            [Fault(file=place.name, found=root.tag, allowed="iati-activities", message="another kind of file")]
        )
    sources: dict[str, Source] = {}
    commitments: list[Commitment] = []
    deliveries: list[Delivery] = []
    faults: list[Fault] = []
    for number, activity in enumerate(root.findall("iati-activity"), 1):
        try:
            documents = _documents(activity)
            row = _commitment(activity, publisher, tuple(documents))
            sources |= documents
            commitments.append(row)
            deliveries += _deliveries(activity, row)
        except InputError as error:
            faults += [
                Fault(file=place.name, row=number, column=fault.column, found=fault.found, message=fault.message)
                for fault in error.faults
            ]
        except (KeyError, ValueError) as error:
            faults.append(Fault(file=place.name, row=number, message=f"activity {number} cannot be read: {error}"))
    if faults:
        raise InputError(faults)
    return [*sources.values(), *_parents_first(commitments), *deliveries]


def _refuse_doctype(content: bytes, name: str) -> None:
    def refuse(*_: Any) -> None:
        raise InputError([Fault(file=name, message="has a document type declaration, which is not read")])

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise InputError([Fault(file=name, row=error.lineno, message=f"not XML: {error}")]) from error


def _text(element: ET.Element | None) -> str:
    if element is None:
        return ""
    narrative = element.find("narrative")
    return ((narrative if narrative is not None else element).text or "").strip()


def _own(element: ET.Element) -> dict[str, str]:
    return {name.removeprefix(OWN): value for name, value in element.attrib.items() if name.startswith(OWN)}


def _documents(activity: ET.Element) -> dict[str, Source]:
    found = {}
    for link in activity.findall("document-link"):
        own = _own(link)
        address = link.get("url", "")
        name = own.pop("id", "") or address
        language = link.find("language")
        values = {
            "title": _text(link.find("title")),
            "language": language.get("code", "") if language is not None else "",
        }
        found[name] = Source(id=name, address=address, **(own or values))
    return found


def _commitment(activity: ET.Element, publisher: str, sources: tuple[str, ...]) -> Commitment:
    own = _own(activity)
    values: dict[str, Any] = (
        read_values(Commitment, [f"{name}={cell}" for name, cell in own.items()])
        if own
        else _foreign(activity) | {"sources": sources}
    )
    identifier = _text(activity.find("iati-identifier")).removeprefix(f"{publisher}-")
    related = [link.get("ref", "") for link in activity.findall("related-activity") if link.get("type") == "1"]
    money = [one for one in activity.findall("transaction") if _code(one, "transaction-type") in ("2", "12")]
    amounts = [(float(value.text or ""), value.get("currency", "")) for one in money for value in one.findall("value")]
    for target in activity.findall("result/indicator/period/target"):
        unit = _text(activity.find("result/indicator/title")).partition("[")[2].rstrip("]")
        if own.get("kind") == "target" and target.get("value"):
            amounts.append((float(target.get("value", "")), unit))
    currencies = {currency or activity.get("default-currency", "") for _, currency in amounts}
    if len(currencies) == 1:
        values |= {"amount": sum(amount for amount, _ in amounts), "currency": currencies.pop()}
    row = Commitment(
        id=identifier,
        title=_text(activity.find("title")),
        part_of=related[0].removeprefix(f"{publisher}-") if related else "",
        **values,
    )
    faults = row.faults()
    if faults:
        raise InputError(faults)
    return row


def _foreign(activity: ET.Element) -> dict[str, Any]:
    """Return what an activity of somebody else says in IATI's own terms."""
    parties = []
    for one in activity.findall("participating-org"):
        role = ORGANISATION_ROLES.get(one.get("role", ""), "partner")
        parties.append(Party(name=_text(one) or one.get("ref", ""), role=role))
    for one in activity.findall("recipient-country"):
        code = one.get("code", "")
        parties.append(Party(name=alpha3(code) or code, role="recipient"))
    days = {one.get("type", ""): one.get("iso-date", "") for one in activity.findall("activity-date")}
    status = activity.find("activity-status")
    return {
        "parties": tuple(parties),
        "announced": days.get("2") or days.get("1") or "",
        "deadline": days.get("4") or days.get("3") or "",
        "status": STATUS_OF.get(status.get("code", "") if status is not None else "", "announced"),
        "note": _text(activity.find("description")),
    }


def _code(element: ET.Element, name: str) -> str:
    found = element.find(name)
    return found.get("code", "") if found is not None else ""


def _deliveries(activity: ET.Element, row: Commitment) -> list[Delivery]:
    found = []
    for number, one in enumerate(activity.findall("transaction")):
        if _code(one, "transaction-type") not in ("3", "4"):
            continue
        own = _own(one)
        value, day = one.find("value"), one.find("transaction-date")
        plain = {
            "kind": "disbursement",
            "date": day.get("iso-date", "") if day is not None else "",
            "amount": (value.text or "") if value is not None else "",
            "currency": value.get("currency", "") or activity.get("default-currency", "") if value is not None else "",
        }
        found.append(
            _delivery(one.get("ref") or f"{row.id}-{number}", row, _text(one.find("description")), own or plain)
        )
    for result in activity.findall("result"):
        for reference in result.findall("indicator/reference"):
            own = _own(reference)
            if own:
                found.append(_delivery(reference.get("code", ""), row, _text(result.find("title")), own))
    return found


def _delivery(id_: str, row: Commitment, title: str, cells: dict[str, str]) -> Delivery:
    values = read_values(Delivery, [f"{name}={cell}" for name, cell in cells.items() if cell])
    return Delivery(id=id_, commitment=row.id, title=title, **values)


def _parents_first(rows: list[Commitment]) -> list[Commitment]:
    """Return commitments so that each comes after what it is part of; a parent that is not in the file is let go."""
    import dataclasses

    there = {row.id for row in rows}
    return [row if row.part_of in there else dataclasses.replace(row, part_of="") for row in rows]
