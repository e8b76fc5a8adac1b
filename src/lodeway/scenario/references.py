"""Every name in a table must exist in the table it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lodeway.errors import Fault
from lodeway.scenario.cases import Tables
from lodeway.scenario.places import atlas_ids, countries, nearest, nearest_country
from lodeway.scenario.recipes import parse_recipe
from lodeway.scenario.records import Record
from lodeway.schema import TABLES, columns, key_columns

__all__ = ["check_duplicates", "check_references"]

_LONG = 12
"""So many allowed names are listed in a fault; of more only the number."""


def check_duplicates(tables: Tables) -> Iterator[Fault]:
    """Give a fault for each row whose key stands in its table already."""
    for table, records in tables.items():
        seen: dict[tuple[Any, ...], Record] = {}
        for record in records:
            if record.key is None:
                continue
            first = seen.setdefault(record.key, record)
            if first is not record:
                found = "/".join(str(part) for part in record.key)
                message = f"duplicate key; it stands in row {first.row} already"
                yield record.fault(key_columns(table)[0], message, found=found, allowed="each key once")


def check_references(tables: Tables, *, readable: frozenset[str], network: str) -> Iterator[Fault]:
    """Give a fault for each name that does not exist.

    Parameters
    ----------
    tables
        Rows by table.
    readable
        Tables that were read with a whole key column; references to others are not checked, their own fault says enough.
    network
        With ``atlas`` the gates of the atlas count as existing.
    """
    names = {table: _values(tables, table, key_columns(table)[0]) for table in TABLES if len(key_columns(table)) == 1}
    names["commodities.element"] = _values(tables, "commodities", "element")
    for table, records in tables.items():
        for name, column in columns(table).items():
            sources = column.reference.split("|") if column.reference else []
            if sources and all(source == "country" or source.split(".")[0] in readable for source in sources):
                allowed = _allowed(sources, names, column.wildcard)
                for record in records:
                    yield from _check_cell(record, name, allowed, sources)
    if "commodities" in readable:
        for record in tables.get("processes", ()):
            yield from _check_recipe(record, names["commodities"])
    yield from _check_scopes(tables, names, readable)
    yield from _check_projects(tables, names, readable, network=network)
    known = names["gates"] | (atlas_ids("gates") if network == "atlas" else set())
    for record in tables.get("links", ()) if "gates" in readable or network == "atlas" else ():
        yield from _check_name(record, "gate", record.get("gate"), known, "a gate")


def _values(tables: Tables, table: str, column: str) -> set[str]:
    return {value for record in tables.get(table, ()) if (value := record.get(column))}


def _allowed(sources: list[str], names: Mapping[str, set[str]], wildcard: bool) -> set[str]:
    allowed = {"*"} if wildcard else set()
    for source in sources:
        allowed |= set(countries()) if source == "country" else names[source]
    return allowed


def _check_cell(record: Record, name: str, allowed: set[str], sources: list[str]) -> Iterator[Fault]:
    value = record.get(name)
    what = " or ".join({"country": "ISO 3166 alpha-3 code"}.get(source, f"an entry of {source}") for source in sources)
    for word in value if isinstance(value, tuple) else (value,):
        yield from _check_name(record, name, word, allowed, what)


def _check_name(record: Record, name: str, word: str | None, allowed: set[str], what: str) -> Iterator[Fault]:
    if not word or word in allowed:
        return
    listed = what if len(allowed) > _LONG else f"{what}: {', '.join(sorted(allowed))}"
    suggestion = nearest(word, allowed)
    if not suggestion and "ISO" in what:
        suggestion = nearest_country(word)
    yield record.fault(name, "unknown name", found=word, allowed=listed, suggestion=suggestion)


def _check_recipe(record: Record, commodities: set[str]) -> Iterator[Fault]:
    text = record.get("recipe")
    if text is None:
        return
    recipe = parse_recipe(text)
    for commodity in dict.fromkeys(name for name, _ in (*recipe.inputs, *recipe.outputs)):
        yield from _check_name(record, "recipe", commodity, commodities, "an entry of commodities")


def _check_projects(
    tables: Tables, names: Mapping[str, set[str]], readable: frozenset[str], *, network: str
) -> Iterator[Fault]:
    """What an agreement funds, enables or requires can be built."""
    kinds = ("processes", "gates", "links", "training")
    if not readable.issuperset(kinds):
        return
    known = set[str]().union(*(names[kind] for kind in kinds))
    known |= (atlas_ids("gates") | atlas_ids("links")) if network == "atlas" else set()
    for record in tables.get("agreements", ()):
        for name in ("funds", "enables", "requires"):
            for word in record.get(name) or ():
                yield from _check_name(record, name, word, known, f"an entry of {', '.join(kinds)}")


def _check_scopes(tables: Tables, names: Mapping[str, set[str]], readable: frozenset[str]) -> Iterator[Fault]:
    """A share is scoped by market, a build rate by country or what is built, any other limit by country."""
    for record in tables.get("limits", ()):
        kind, scope = record.get("kind"), record.get("scope")
        if kind in ("origin_share", "stage_share", "transit_share"):
            if "markets" in readable:
                yield from _check_name(record, "scope", scope, names["markets"] | {"*"}, "an entry of markets or *")
            whose = set(countries()) | {"*", "home"}
            yield from _check_name(record, "country", record.get("country"), whose, "ISO 3166 alpha-3 code, home or *")
        elif kind == "build_rate":
            built = names["processes"] | names["gates"] | names["links"]
            allowed = set(countries()) | {"*"} | built
            if "processes" in readable:
                what = "ISO 3166 alpha-3 code, an entry of processes, gates or links, or *"
                yield from _check_name(record, "scope", scope, allowed, what)
        elif kind:
            allowed = set(countries()) | {"*"}
            yield from _check_name(record, "scope", record.get("scope"), allowed, "ISO 3166 alpha-3 code or *")
