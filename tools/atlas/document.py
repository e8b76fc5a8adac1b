"""Writes atlas/DATA.md from what the tables declare and the table of sources, so that it never lags behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["document"]

HEAD = """# The data of the atlas

Written by `python -m tools.atlas`; change `tools/atlas/tables.toml` or the tables in `tools/atlas/hand/`, not this file.

The code of Lodeway is Apache-2.0. **The data keep their own licences**, named below for every table; their texts are in
`LICENSES/`. Whoever passes a table on passes its attribution on. Maps that show rail or road must say
"© OpenStreetMap contributors". A missing value is null in every table; it never stands as 0.

Not here, on purpose: World Mining Data (no open licence) and any code of the packages that the data came in.

Every figure is checked before it ships: `tests/atlas/` compares sums with published totals, reserves with
production, units, codes and checksums, and lists the cases that do not fit with their reasons.
"""


def document(manifest: Mapping[str, Any], sources: Sequence[Mapping[str, Any]]) -> str:
    """Return the text of DATA.md.

    Parameters
    ----------
    manifest
        What `tables.json` holds.
    sources
        Rows of the table `sources`.
    """
    known = {source["id"]: source for source in sources}
    lines = [HEAD, f"Atlas {manifest['version']}. Tables: {len(manifest['tables'])}.", ""]
    for name, table in sorted(manifest["tables"].items()):
        lines += _section(name, table, known)
    lines += ["## Source packages", ""]
    lines += ["Fetched by name and version from the Python and npm registries, checked by SHA-256.", ""]
    for package in manifest["packages"]:
        lines.append(f"- **{package['name']} {package['version']}** ({package['registry']}): {package['purpose']}.")
        lines.append(f"  Licence: {package['licence']}. SHA-256 `{package['sha256']}`.")
    return "\n".join(lines).rstrip() + "\n"


def _section(name: str, table: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield f"## {name}"
    yield ""
    yield f"{table['title']}. {table['rows']:,} rows."
    yield ""
    yield f"- Version: {table['version']}; date: {table['date']}"
    yield f"- Licence: {table['licence']}"
    for source in (known[identifier] for identifier in table["sources"]):
        carrier = f"; carried by {source['package']}" if source["package"] else ""
        where = f", <{source['address']}>" if source["address"] else ""
        yield f"- Source: {source['publisher']}, {source['title']}{where}{carrier}"
        yield f"  - Attribution: {source['attribution']}"
    yield f"- Changes made: {table['changes']}"
    if table["doubts"]:
        yield f"- Known doubts: {table['doubts']}"
    yield ""
    for column in table["columns"]:
        unit = f" [{column['unit']}]" if column["unit"] else ""
        yield f"- `{column['name']}`{unit}: {column['meaning']}"
    yield ""
