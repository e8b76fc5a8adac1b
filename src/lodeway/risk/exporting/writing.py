"""Writes factors in the formats of other programs."""

from __future__ import annotations

import bz2
import io
import json
import uuid
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lodeway.errors import UsageError
from lodeway.risk.exporting.factors import UNIT, FactorSet

__all__ = ["FORMATS", "brightway", "openlca", "simapro", "write_factors"]

DATABASE = "lodeway raw materials"
"""Brightway database of the flows that the factors speak of."""
CATEGORIES = ("natural resource", "in ground")
_NAMESPACE = uuid.UUID("6f2b1c9a-53f5-5d0a-9c57-3d9e1c7f4b10")
_MASS, _MASS_UNITS, _KILOGRAM = (
    "93a60a56-a3c8-11da-a746-0800200b9a66",
    "93a60a57-a4c8-11da-a746-0800200c9a66",
    "20aadc24-a391-41cf-b340-3e4529f44bde",
)
"""Ids of mass, its units and the kilogram in openLCA's reference data (olca-schema, units.csv, CC0)."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Date of a zip's members: the same factors give the same file."""


def write_factors(found: FactorSet, form: str, file: str | Path) -> Path:
    """Write factors to a file, which is replaced when it is whole; return its path.

    Parameters
    ----------
    found
        See `factors`.
    form
        One of `FORMATS`: ``brightway`` (``.bw2package``), ``simapro`` (``.csv``) or ``openlca`` (``.zip``).
    file
        Where to.

    Raises
    ------
    UsageError
        When the format is unknown, the suffix is another, or the folder does not exist.
    """
    place = Path(file)
    if form not in FORMATS:
        raise UsageError(f"unknown format {form!r}; allowed: {', '.join(FORMATS)}")
    suffix, make = FORMATS[form]
    if place.suffix.lower() != suffix:
        raise UsageError(f"{place}: {form} files end in {suffix}")
    if not place.parent.is_dir():
        raise UsageError(f"{place}: folder {place.parent} does not exist")
    whole = place.with_name(f".{place.name}.part")
    whole.write_bytes(make(found))
    whole.replace(place)
    return place


def brightway(found: FactorSet) -> bytes:
    """Return a BW2Package: a database of flows, and one method an importer, ``(title, importer)``.

    ``bw2io.BW2Package.import_file`` reads it. Without the flows' database the method would point at nothing; link its flows to those of your
    background database by name.
    """
    flows = {
        (DATABASE, _code(material)): {
            "name": material, "unit": "kilogram", "type": "natural resource", "categories": CATEGORIES, "exchanges": [],
            "database": DATABASE, "code": _code(material), "comment": found.comment_of_flow(material),
        }
        for material in found.materials()
    }  # fmt: skip
    package: list[dict[str, Any]] = [
        {
            "metadata": {"format": "Lodeway", "comment": found.comment, "version": found.version},
            "name": DATABASE,
            "class": {"module": "bw2data.backends.base", "name": "SQLiteBackend"},
            "data": flows,
        }
    ]
    package += [
        {
            "metadata": {
                "unit": UNIT,
                "description": found.comment_of(importer),
                "importer": importer,
                "flags": {factor.material: list(factor.flags) for factor in found.of(importer) if factor.flags},
            },
            "name": (found.title, importer),
            "class": {"module": "bw2data.method", "name": "Method"},
            "data": [((DATABASE, _code(factor.material)), factor.value) for factor in found.of(importer)],
        }
        for importer in found.importers()
    ]
    return bz2.compress(json.dumps(_tagged(package), ensure_ascii=False).encode("utf-8"))


def _tagged(value: Any) -> Any:
    """Return a value as BW2Package writes it: JSON knows neither tuples nor keys that are no text."""
    if isinstance(value, tuple):
        return {"__tuple__": True, "data": [_tagged(item) for item in value]}
    if isinstance(value, dict):
        return {
            "__dict__": True,
            "keys": [_tagged(key) for key in value],
            "values": [_tagged(item) for item in value.values()],
        }
    return [_tagged(item) for item in value] if isinstance(value, list) else value


def simapro(found: FactorSet) -> bytes:
    """Return a method in SimaPro's CSV (semicolons, Windows-1252): one impact category an importer."""
    lines = [
        "{SimaPro 9.0}", "{methods}", f"{{Project: {found.title}}}", "{CSV Format version: 8.0.5}", "{CSV separator: Semicolon}",
        "{Decimal separator: .}", "{Date separator: -}", "{Short date format: yyyy-MM-dd}", "", "Method", "", "Name", found.title, "",
        "Version", f"1;{found.year}", "", "Comment", found.comment_of_all().replace(";", ","), "", "Category", "Others", "", "Use Damage Assessment", "No", "",
        "Use Normalization", "No", "", "Use Weighting", "No", "", "Use Addition", "No", "",
    ]  # fmt: skip
    for importer in found.importers():
        lines += ["Impact category", f"GeoPolRisk {importer};{UNIT}", "", "Substances"]
        lines += [f"Raw;in ground;{factor.material};;{factor.value!r};kg" for factor in found.of(importer)]
        lines.append("")
    return "\r\n".join([*lines, "End", ""]).encode("cp1252")


def openlca(found: FactorSet) -> bytes:
    """Return a zip of openLCA's JSON-LD (schema version 2): a method with one impact category an importer, its flows and the unit."""
    mass = _reference("FlowProperty", _MASS, "Mass")
    kilogram = _reference("Unit", _KILOGRAM, "kg")
    flows = {material: _reference("Flow", _code(material), material) for material in found.materials()}
    categories = {
        importer: _reference("ImpactCategory", _code(found.title, importer), f"GeoPolRisk {importer}")
        for importer in found.importers()
    }
    entities: dict[str, list[dict[str, Any]]] = {
        "unit_groups": [
            _reference("UnitGroup", _MASS_UNITS, "Units of mass")
            | {
                "defaultFlowProperty": mass,
                "units": [{"@id": _KILOGRAM, "name": "kg", "conversionFactor": 1.0, "isRefUnit": True}],
            }
        ],
        "flow_properties": [
            mass
            | {
                "flowPropertyType": "PHYSICAL_QUANTITY",
                "unitGroup": _reference("UnitGroup", _MASS_UNITS, "Units of mass"),
            }
        ],
        "flows": [
            flow
            | ({"description": told} if (told := found.comment_of_flow(material)) else {})
            | {
                "category": "Elementary flows/Resource/in ground",
                "flowType": "ELEMENTARY_FLOW",
                "flowProperties": [
                    {
                        "conversionFactor": 1.0,
                        "flowProperty": mass,
                        "isRefFlowProperty": True,
                    }
                ],
            }
            for material, flow in flows.items()
        ],
        "lcia_categories": [
            category
            | {
                "description": found.comment_of(importer),
                "refUnit": UNIT,
                "impactFactors": [
                    {
                        "flow": flows[factor.material],
                        "flowProperty": mass,
                        "unit": kilogram,
                        "value": factor.value,
                    }
                    for factor in found.of(importer)
                ],
            }
            for importer, category in categories.items()
        ],
        "lcia_methods": [
            _reference("ImpactMethod", _code(found.title), found.title)
            | {"description": found.comment, "version": "01.00.000", "impactCategories": list(categories.values())}
        ],
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        _member(archive, "olca-schema.json", {"version": 2})
        for folder, rows in entities.items():
            for row in rows:
                _member(archive, f"{folder}/{row['@id']}.json", row)
    return buffer.getvalue()


def _reference(kind: str, identity: str, name: str) -> dict[str, Any]:
    return {"@type": kind, "@id": identity, "name": name}


def _member(archive: zipfile.ZipFile, name: str, value: Mapping[str, Any]) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, json.dumps(value, ensure_ascii=False, indent=1))


def _code(*words: str) -> str:
    """Return an id that is the same for the same words."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(words)))


FORMATS: Mapping[str, tuple[str, Callable[[FactorSet], bytes]]] = MappingProxyType(
    {"brightway": (".bw2package", brightway), "simapro": (".csv", simapro), "openlca": (".zip", openlca)}
)
"""Name of each format to the suffix of its files and what writes it."""
