"""The codes of IATI's lists that are used here, and what they stand for in a register.

Codelists of IATI 2.03 (https://iatistandard.org/en/iati-standard/203/codelists/), CC BY 4.0.
"""

from __future__ import annotations

from functools import cache

__all__ = [
    "ACTIVITY_STATUS",
    "DATE_TYPES",
    "DOCUMENT",
    "NAMESPACE",
    "ORGANISATION_ROLES",
    "REGION",
    "RELATED",
    "SECTORS",
    "STATUS_OF",
    "TRANSACTION_TYPES",
    "UNSPECIFIED",
    "alpha2",
    "alpha3",
    "region_of",
]

NAMESPACE = "urn:lodeway:ledger"
"""Of the attributes that IATI has no place for."""
ACTIVITY_STATUS = {
    "expected": "1",
    "announced": "1",
    "signed": "2",
    "committed": "2",
    "in_force": "2",
    "delivered": "4",
    "suspended": "6",
    "cancelled": "5",
}
"""ActivityStatus: 1 pipeline, 2 implementation, 3 finalisation, 4 closed, 5 cancelled, 6 suspended."""
STATUS_OF = {"1": "announced", "2": "signed", "3": "in_force", "4": "delivered", "5": "cancelled", "6": "suspended"}
DATE_TYPES = {"1": "planned start", "2": "actual start", "3": "planned end", "4": "actual end"}
TRANSACTION_TYPES = {
    "1": "incoming funds",
    "2": "outgoing commitment",
    "3": "disbursement",
    "4": "expenditure",
    "5": "interest payment",
    "6": "loan repayment",
    "7": "reimbursement",
    "8": "purchase of equity",
    "9": "sale of equity",
    "10": "credit guarantee",
    "11": "incoming commitment",
    "12": "outgoing pledge",
    "13": "incoming pledge",
}
ORGANISATION_ROLES = {"1": "provider", "2": "partner", "3": "extending", "4": "implementer"}
"""OrganisationRole: 1 funding, 2 accountable, 3 extending, 4 implementing."""
RELATED = {"1": "parent", "2": "child"}
DOCUMENT = "A12"
"""DocumentCategory: activity web page."""
REGION = "619"
"""Region (DAC): Central Asia, regional; for money whose split between countries is not known."""
REGIONS = {
    frozenset({"KAZ", "KGZ", "TJK", "TKM", "UZB"}): "619",
    frozenset({"ARM", "AZE", "GEO"}): "69",
}
ASIA = "798"
"""Asia, regional."""
WORLD = "998"
"""Developing countries, unspecified."""
SECTORS = {
    "connectivity": "21010",
    "green_resilient": "41010",
    "people": "11110",
}
"""Sector (DAC purpose codes): transport policy, environmental policy, education policy; by pillar."""
MINERALS = "32210"
"""Mineral and mining policy and administrative management."""
UNSPECIFIED = "99810"
"""Sectors not specified."""


@cache
def _alpha() -> dict[str, str]:
    """Return alpha-2 for each alpha-3 code, as CLDR has them."""
    from babel.core import get_global

    pairs = get_global("territory_aliases")
    return {long: shorts[0] for long, shorts in pairs.items() if len(long) == 3 and long.isalpha() and len(shorts) == 1}


def alpha2(country: str) -> str | None:
    """Return the alpha-2 code of a country, None if it is none.

    Examples
    --------
    >>> alpha2("KAZ"), alpha2("EU")
    ('KZ', None)
    """
    return _alpha().get(country)


def alpha3(country: str) -> str | None:
    """Return the alpha-3 code of a country, None if it is none.

    Examples
    --------
    >>> alpha3("KZ"), alpha3("1A")
    ('KAZ', None)
    """
    return {short: long for long, short in _alpha().items()}.get(country)


def region_of(countries: frozenset[str]) -> str:
    """Return the smallest region of the list that holds all countries.

    Examples
    --------
    >>> region_of(frozenset({"KAZ", "UZB"})), region_of(frozenset({"KAZ", "AZE"})), region_of(frozenset({"ROU"}))
    ('619', '798', '998')
    """
    for members, code in REGIONS.items():
        if countries <= members:
            return code
    return ASIA if countries <= frozenset().union(*REGIONS) else WORLD
