"""What IATI asks of an activity beyond its schema: codes of its lists, dates in order, shares that add up."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from lodeway.errors import Fault
from lodeway.ledger.exchange.iati.codes import DATE_TYPES, ORGANISATION_ROLES, RELATED, STATUS_OF, TRANSACTION_TYPES

__all__ = ["breaches"]

TOLERANCE = 0.01
"""Per cent by which shares may miss a hundred."""
IDENTIFIER = re.compile(r"[^/&|?\s]+")
CURRENCY = re.compile(r"[A-Z]{3}")


def breaches(file: Path | str) -> list[Fault]:
    """Return every rule that a file of activities breaks; ``row`` counts activities from 1.

    Rules of https://iatistandard.org/en/iati-standard/203/rulesets/standard-ruleset/ and of the codelists that the standard makes
    mandatory.
    """
    root = ET.parse(file).getroot()
    name = Path(file).name
    found = []
    seen: set[str] = set()
    for number, activity in enumerate(root.findall("iati-activity"), 1):
        for column, value, message in _broken(activity, seen):
            found.append(Fault(file=name, row=number, column=column, found=value, message=message))
    return found


Breach = tuple[str, str, str]


def _broken(activity: ET.Element, seen: set[str]) -> Iterator[Breach]:
    identifier = (activity.findtext("iati-identifier") or "").strip()
    if not IDENTIFIER.fullmatch(identifier):
        yield "iati-identifier", identifier, "has blanks or one of / & | ?"
    if identifier in seen:
        yield "iati-identifier", identifier, "stands twice"
    seen.add(identifier)
    publisher = activity.find("reporting-org")
    if publisher is not None and not identifier.startswith(publisher.get("ref", "")):
        yield "iati-identifier", identifier, "does not begin with the reporting organisation's"
    yield from _codes(activity)
    yield from _dates(activity)
    yield from _money(activity)
    yield from _shares(activity)
    for path in ("title", "description", "participating-org", "reporting-org"):
        for element in activity.findall(path):
            if not any((words.text or "").strip() for words in element.findall("narrative")) and not element.get("ref"):
                yield path, "", "says nothing"


def _codes(activity: ET.Element) -> Iterator[Breach]:
    lists = {
        ("activity-status", "code"): STATUS_OF,
        ("activity-date", "type"): DATE_TYPES,
        ("participating-org", "role"): ORGANISATION_ROLES,
        ("transaction/transaction-type", "code"): TRANSACTION_TYPES,
        ("related-activity", "type"): {**RELATED, "3": "", "4": "", "5": ""},
    }
    for (path, attribute), allowed in lists.items():
        for element in activity.findall(path):
            code = element.get(attribute, "")
            if code not in allowed:
                yield path, code, "is not in the codelist"


def _dates(activity: ET.Element) -> Iterator[Breach]:
    days = {one.get("type", ""): one.get("iso-date", "") for one in activity.findall("activity-date")}
    if "1" not in days and "2" not in days:
        yield "activity-date", "", "has neither a planned nor an actual start"
    for start, end in (("1", "3"), ("2", "4")):
        if days.get(start) and days.get(end) and days[start] > days[end]:
            yield "activity-date", days[end], "ends before it starts"
    for period in activity.findall("result/indicator/period"):
        start, end = (
            one.get("iso-date", "") if one is not None else ""
            for one in (period.find("period-start"), period.find("period-end"))
        )
        if start > end:
            yield "period", end, "ends before it starts"


def _money(activity: ET.Element) -> Iterator[Breach]:
    for value in activity.findall("transaction/value"):
        try:
            float(value.text or "")
        except ValueError:
            yield "value", value.text or "", "is not a number"
        if not value.get("value-date"):
            yield "value", value.text or "", "has no date"
        if not CURRENCY.fullmatch(value.get("currency", "") or activity.get("default-currency", "")):
            yield "value", value.get("currency", ""), "has no currency"


def _shares(activity: ET.Element) -> Iterator[Breach]:
    receiving = activity.findall("recipient-country") + activity.findall("recipient-region")
    if not receiving and activity.find("transaction/recipient-country") is None:
        yield "recipient-country", "", "neither a country nor a region receives"
    if len(receiving) > 1:
        yield from _hundred("recipient-country", receiving)
    sectors: dict[str, list[ET.Element]] = {}
    for sector in activity.findall("sector"):
        sectors.setdefault(sector.get("vocabulary", "1"), []).append(sector)
    if not sectors and activity.find("transaction/sector") is None:
        yield "sector", "", "none is named"
    for group in sectors.values():
        if len(group) > 1:
            yield from _hundred("sector", group)


def _hundred(path: str, elements: list[ET.Element]) -> Iterator[Breach]:
    total = sum(float(one.get("percentage", "nan")) for one in elements)
    if not abs(total - 100) <= TOLERANCE:
        yield path, f"{total:g}", "shares do not add up to 100"
