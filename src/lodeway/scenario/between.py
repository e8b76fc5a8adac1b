"""Markets share the world without overlap, and capital has a price where something can be built."""

from __future__ import annotations

from collections.abc import Iterator

from lodeway.errors import Fault
from lodeway.scenario.cases import Tables

__all__ = ["check_markets"]


def check_markets(tables: Tables, *, readable: frozenset[str]) -> Iterator[Fault]:
    """Give faults that show only between tables: countries in two markets, sites outside theirs, capital without a price."""
    country = {record.get("id"): record.get("country") for record in tables.get("sites", ())}
    owner: dict[str, str] = {}
    for record in tables.get("markets", ()):
        for code in record.get("countries") or ():
            first = owner.setdefault(code, str(record.get("id")))
            if first != record.get("id"):
                yield record.fault(
                    "countries", f"{code} belongs to {first} already", found=code, allowed="each country in one market"
                )
    for record in tables.get("markets", ()):
        for site in record.get("sites") or ():
            home = owner.get(country.get(site) or "", owner.get("*", ""))
            if country.get(site) and record.get("countries") is not None and home != record.get("id"):
                message = f"the site lies in {country[site]}, outside the market"
                yield record.fault("sites", message, found=site, allowed="a site in one of the market's countries")
    yield from _capital(tables, country, readable)


def _capital(tables: Tables, country: dict[str, str], readable: frozenset[str]) -> Iterator[Fault]:
    rated = {record.get("country") for record in tables.get("capital", ())}
    if "*" in rated or "capital" not in readable:
        return
    for record in tables.get("processes", ()):
        code = country.get(record.get("site"))
        if record.get("status") == "candidate" and code and code not in rated:
            message = f"no cost of capital for {code}, where a candidate stands"
            yield Fault(
                file="capital.csv", column="country", found=code, allowed="a row for the country, or *", message=message
            )
            rated.add(code)
