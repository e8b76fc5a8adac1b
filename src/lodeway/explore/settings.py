"""What ``evidence.toml`` may say: every key once, with what is allowed; all faults are found before anything runs."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lodeway.errors import Fault, InputError, UsageError
from lodeway.scenario.settings import read_document

__all__ = [
    "FILE",
    "KINDS",
    "MAKERS",
    "MODELS",
    "SHAPES",
    "Evidence",
    "Fuzzy",
    "GridSetting",
    "LayerSetting",
    "ModelSetting",
    "OccurrenceSetting",
    "ValidationSetting",
    "read",
]

FILE = "evidence.toml"
KINDS = ("continuous", "class")
MAKERS = ("distance", "density", "class")
MODELS = ("bagging", "boosting", "ensemble", "fuzzy", "logistic", "poisson", "weights")
SHAPES = ("large", "near", "small")
MEANT: Mapping[str, frozenset[str]] = {
    "": frozenset({"variable", "band", "nodata"}),
    "distance": frozenset({"layer"}),
    "density": frozenset({"layer", "radius"}),
    "class": frozenset({"layer", "column"}),
}
"""Keys of a layer that mean something for a raster and for each that is made; all others mean something for any."""


def _key(default: Any, allowed: str, check: Callable[[Any], bool], meaning: str) -> Any:
    return field(default=default, metadata={"allowed": allowed, "check": check, "meaning": meaning})


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _positive(value: Any) -> bool:
    return _number(value) and value > 0


def _notless(value: Any) -> bool:
    return _number(value) and value >= 0


def _whole(least: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= least


def _one_of(names: Sequence[str]) -> Callable[[Any], bool]:
    return lambda value: value in names


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_text(entry) for entry in value)


def _members(value: Any) -> bool:
    return _texts(value) and set(value) <= set(MODELS) - {"ensemble"}


@dataclass(frozen=True, slots=True)
class GridSetting:
    """``[grid]``: without it, the grid is that of the first layer that is a raster."""

    crs: str = _key("", "a coordinate system such as EPSG:32642", _text, "coordinate system of the grid")
    resolution: float = _key(0.0, "a number above 0", _positive, "side of a cell, in the units of the system")
    bounds: tuple[float, ...] = _key(
        (),
        "[west, south, east, north]",
        lambda value: (
            isinstance(value, list)
            and len(value) == 4
            and all(map(_number, value))
            and value[0] < value[2]
            and value[1] < value[3]
        ),
        "edges of the grid, in the units of the system",
    )
    ground: str = _key("", "a file of areas (.geojson, .gpkg)", _text, "areas outside of which nothing is asked")


@dataclass(frozen=True, slots=True)
class OccurrenceSetting:
    """``[occurrences]``."""

    file: str = _key("occurrences.csv", "a file name", _text, "table of the known deposits")
    crs: str = _key("EPSG:4326", "a coordinate system such as EPSG:4326", _text, "of columns x and y")
    types: tuple[str, ...] = _key((), "a list of types", _texts, "only deposits of these types")
    thin: float = _key(
        0.0, "a number of kilometres, 0 or more", _notless, "of deposits nearer than this, one counts [km]"
    )


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """How well a value of a layer suits the deposit, from 0 to 1, for the model ``fuzzy``."""

    shape: str = _key(
        "",
        ", ".join(SHAPES),
        _one_of(SHAPES),
        "which values suit: large ones, small ones, those near the midpoint; without it large or small, as the known deposits lie",
    )
    midpoint: float = _key(
        float("nan"), "a number", _number, "value of which half is true; without it the layer's median"
    )
    spread: float = _key(
        5.0,
        "a number above 0",
        _positive,
        "how sharply the membership changes: over the middle four fifths of the layer; where midpoint is stated and all amounts are above 0, as the exponent of their ratio to it",
    )


@dataclass(frozen=True, slots=True)
class LayerSetting:
    """One ``[[layer]]``."""

    name: str = _key("", "a text", _text, "what the layer is called")
    file: str = _key("", "a file name", _text, "raster, or features of which a layer is made")
    variable: str = _key("", "a text", _text, "variable of a NetCDF or Zarr file")
    band: int = _key(1, "a whole number from 1", _whole(1), "band of a raster, or step of a variable")
    nodata: float | str | tuple[float, ...] = _key(
        (),
        'a number, a list of numbers, or "none"',
        lambda value: (
            value == "none" or _number(value) or (isinstance(value, list) and bool(value) and all(map(_number, value)))
        ),
        "value that means missing, where the file does not say so; `none`: every value is one, even -9999",
    )
    kind: str = _key("continuous", ", ".join(KINDS), _one_of(KINDS), "whether values are amounts or codes of classes")
    make: str = _key(
        "",
        ", ".join(MAKERS),
        _one_of(MAKERS),
        "what is made of features: distance [km], density, or the class of the area",
    )
    layer: str = _key("", "a text", _text, "layer of a GeoPackage")
    column: str = _key("", "a text", _text, "property whose values are the classes")
    radius: float = _key(
        10.0, "a number of kilometres above 0", _positive, "of the circle in which density is counted [km]"
    )
    fuzzy: Fuzzy = field(default_factory=Fuzzy, metadata={"table": Fuzzy})
    source: str = _key("", "a text", _text, "where the layer comes from")
    licence: str = _key("", "a text", _text, "terms of its use")


@dataclass(frozen=True, slots=True)
class ModelSetting:
    """``[model]``."""

    kind: str = _key("poisson", ", ".join(MODELS), _one_of(MODELS), "the model")
    members: tuple[str, ...] = _key(
        ("poisson", "boosting"),
        f"a list of {', '.join(sorted(set(MODELS) - {'ensemble'}))}",
        _members,
        "of an ensemble",
    )
    background: int = _key(
        10_000, "a whole number from 100", _whole(100), "most cells without deposits that are learned from"
    )
    classes: int = _key(10, "a whole number from 2", _whole(2), "into which weights of evidence cut an amount")
    gamma: float = _key(
        0.9,
        "a number from 0 to 1",
        lambda value: _notless(value) and value <= 1,
        "of fuzzy overlay: 0 product, 1 algebraic sum",
    )
    ridge: float = _key(1.0, "a number, 0 or more", _notless, "how strongly coefficients are drawn to nothing")
    draws: int = _key(
        20,
        "a whole number, 0 or more",
        _whole(0),
        "models of resampled blocks, from which the range of the intensity comes",
    )
    seed: int = _key(0, "a whole number, 0 or more", _whole(0), "of everything drawn at random")


@dataclass(frozen=True, slots=True)
class ValidationSetting:
    """``[validation]``."""

    block: float = _key(
        0.0,
        "a number above 0",
        _positive,
        "side of a block: km, on a grid in degrees degrees; without it, from the data",
    )
    repeats: int = _key(20, "a whole number from 1", _whole(1), "times that blocks are laid anew")
    folds: int = _key(5, "a whole number from 2", _whole(2), "parts of which one is kept unseen")
    null: int = _key(
        19,
        "a whole number, 0 or more",
        _whole(0),
        "maps whose deposits are moved, to learn what chance gives; of fewer than 19 no signal follows",
    )
    tracts: str = _key("", "a file of areas (.geojson, .gpkg)", _text, "areas of which each is once left out")
    level: float = _key(
        0.8,
        "a number between 0 and 1",
        lambda value: _positive(value) and value < 1,
        "share of unseen deposits that the target area is to hold",
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """A whole ``evidence.toml``."""

    title: str
    grid: GridSetting
    occurrences: OccurrenceSetting
    layers: tuple[LayerSetting, ...]
    model: ModelSetting
    validation: ValidationSetting
    note: str = ""


TABLES: Mapping[str, Any] = {
    "grid": GridSetting,
    "occurrences": OccurrenceSetting,
    "model": ModelSetting,
    "validation": ValidationSetting,
}


def read(folder: str | Path) -> Evidence:
    r"""Return what the folder's ``evidence.toml`` says.

    Parameters
    ----------
    folder
        Folder with ``evidence.toml``.

    Raises
    ------
    UsageError
        When the folder or the file is not there.
    InputError
        With every fault: unknown keys with the nearest name, values that are not allowed, layers without a name or file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "evidence.toml").write_text('[[layer]]\nname = "dips"\nfile = "dips.tif"')
    ...     read(folder).layers[0].kind
    'continuous'
    """
    place = Path(folder)
    if not place.is_dir():
        raise UsageError(f"{place}: there is no such folder")
    file = place / FILE
    if not file.is_file():
        raise UsageError(f"{place}: a study needs {FILE}; there is none")
    document, faults = read_document(file, file=FILE)
    if document is None:
        raise InputError(faults)
    content = document.data
    known = {"title", "note", "layer", *TABLES}
    faults += [_unknown(name, known) for name in content if name not in known]
    texts = [name for name in ("title", "note") if name in content and not _text(content[name])]
    faults += [_wrong(name, content[name], "a text") for name in texts]
    parts = {name: _table(content.get(name, {}), kind, name, faults) for name, kind in TABLES.items()}
    evidence = Evidence(
        title=str(content.get("title", place.resolve().name)),
        note=str(content.get("note", "")),
        layers=_layers(content.get("layer", []), faults),
        **parts,
    )
    if not evidence.grid.crs and not any(not row.make for row in evidence.layers):
        faults.append(
            Fault(
                file=FILE,
                column="grid",
                message="no layer is a raster: state crs, resolution and bounds",
                allowed="[grid]",
            )
        )
    stated = [bool(evidence.grid.crs), evidence.grid.resolution > 0, bool(evidence.grid.bounds)]
    if any(stated) and not all(stated):
        faults.append(Fault(file=FILE, column="grid", message="crs, resolution and bounds belong together"))
    if faults:
        raise InputError(faults)
    return evidence


def _layers(rows: Any, faults: list[Fault]) -> tuple[LayerSetting, ...]:
    if not isinstance(rows, list) or not rows:
        faults.append(
            Fault(file=FILE, column="layer", message="there is no layer", allowed="[[layer]] with name and file")
        )
        return ()
    found: list[LayerSetting] = []
    for number, row in enumerate(rows, start=1):
        place = f"layer {number}"
        made = _table(row, LayerSetting, place, faults)
        lacking = [name for name in ("name", "file") if isinstance(row, dict) and name not in row]
        faults += [
            Fault(file=FILE, column=f"{place}.{name}", message="must be stated", allowed="a text") for name in lacking
        ]
        if made.name and made.name in {one.name for one in found}:
            faults.append(
                Fault(file=FILE, column=f"{place}.name", found=made.name, message="two layers have this name")
            )
        if isinstance(row, dict) and row.get("make", "") == made.make:
            faults += _idle(row, made.make, place)
        if made.make == "class" and not made.column:
            faults.append(
                Fault(file=FILE, column=f"{place}.column", message="a class layer needs the property of its classes")
            )
        found.append(dataclasses.replace(made, kind="class") if made.make == "class" else made)
    return tuple(found)


def _idle(row: Mapping[str, Any], make: str, place: str) -> list[Fault]:
    """Return a fault for each key that means nothing for a raster, or for a layer that is made so."""
    known = {entry.name for entry in dataclasses.fields(LayerSetting)}
    idle = set().union(*MEANT.values()) - MEANT[make]
    kind = f"a layer with make = {make!r}" if make else "a raster"
    allowed = ", ".join(sorted(known - idle - (set() if make else {"make"})))
    return [
        Fault(
            file=FILE,
            column=f"{place}.{name}",
            found=str(row[name]),
            allowed=allowed,
            message=f"means nothing for {kind}",
        )
        for name in row
        if name in idle
    ]


def _table(content: Any, kind: Any, place: str, faults: list[Fault]) -> Any:
    """Return a table's values in their class; what is wrong is left at its default and becomes a fault."""
    if not isinstance(content, dict):
        faults.append(_wrong(place, content, "a table"))
        return kind()
    fields = {entry.name: entry for entry in dataclasses.fields(kind)}
    values: dict[str, Any] = {}
    for name, value in content.items():
        if name not in fields:
            faults.append(_unknown(name, fields, place))
            continue
        told = fields[name].metadata
        if "table" in told:
            values[name] = _table(value, told["table"], f"{place}.{name}", faults)
        elif not told["check"](value):
            faults.append(_wrong(f"{place}.{name}", value, told["allowed"]))
        else:
            values[name] = tuple(value) if isinstance(value, list) else value
    return kind(**values)


def _unknown(name: str, known: Any, place: str = "") -> Fault:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return Fault(
        file=FILE,
        column=f"{place}.{name}" if place else name,
        found=name,
        allowed=", ".join(sorted(known)),
        suggestion=near[0] if near else "",
        message="unknown key",
    )


def _wrong(column: str, value: object, allowed: str) -> Fault:
    return Fault(file=FILE, column=column, found=str(value), allowed=allowed, message="this value is not allowed")
