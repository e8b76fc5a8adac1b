"""Built-in grade and tonnage models, and those of the analyst's own tables."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np

from lodeway.errors import Fault, InputError, UsageError
from lodeway.explore.assess.estimates import figure
from lodeway.explore.assess.models import GradeTonnage
from lodeway.scenario.places import nearest
from lodeway.scenario.sheets import Sheet, read_csv
from lodeway.units import conversion, nearest_unit

__all__ = ["METALS", "Listed", "built_in", "built_in_names", "catalogue", "find_model", "read_model"]

METALS = (
    "Ag", "Al", "As", "Au", "B", "Ba", "Be", "Bi", "Cd", "Ce", "Co", "Cr", "Cs", "Cu", "Dy", "Er", "Eu", "F", "Fe",
    "Ga", "Gd", "Ge", "Hf", "Hg", "Ho", "In", "Ir", "K", "La", "Li", "Lu", "Mg", "Mn", "Mo", "Nb", "Nd", "Ni",
    "Os", "P", "Pb", "Pd", "PGE", "Pr", "Pt", "Rb", "Re", "REE", "REO", "Rh", "Ru", "S", "Sb", "Sc", "Se", "Sm",
    "Sn", "Sr", "Ta", "Tb", "Te", "Th", "Ti", "Tl", "Tm", "U", "V", "W", "Y", "Yb", "Zn", "Zr", "Al2O3", "Cr2O3",
    "Fe2O3", "Li2O", "MnO", "Nb2O5", "P2O5", "Ta2O5", "TiO2", "TREO", "U3O8", "V2O5", "WO3", "ZrO2",
)  # fmt: skip
"""Elements and oxides whose grades a table may state."""
_ORE = ("ore", "tonnage", "ore tonnage", "tonnes")
_TEXT = (
    "id",
    "name",
    "deposit",
    "deposit name",
    "deposit id",
    "location",
    "country",
    "type",
    "source",
    "note",
    "longitude",
    "latitude",
    "started",
)
_HEAD = re.compile(r"\s*(.*?)\s*(?:[\[(]\s*([^\])]*?)\s*[\])])?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A deposit of the built-in tables."""

    name: str
    country: str
    """As the table writes it."""
    longitude: float
    latitude: float
    kind: str
    """Table and type in it."""
    started: bool
    """Whether the table states when mining began; that it does not is no proof that it did not."""
    ore: float
    """t."""
    grades: Mapping[str, float]
    """Share of each metal that is reported [t/t]."""
    source: str


def _folder() -> Traversable:
    return resources.files("lodeway.explore.assess") / "deposits"


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads((_folder() / "models.toml").read_text("utf-8"))


def built_in_names() -> dict[str, tuple[str, ...]]:
    """Return the names of the built-in models and their other names.

    Examples
    --------
    >>> built_in_names()["vms-felsic"]
    ('kuroko',)
    """
    return {name: tuple(row.get("aliases", ())) for name, row in _declared().items() if name != "files"}


@cache
def built_in(name: str) -> GradeTonnage:
    """Return a built-in model.

    Parameters
    ----------
    name
        One of `built_in_names`, or its other name.

    Raises
    ------
    UsageError
        When there is none of this name; it names the nearest.

    Examples
    --------
    >>> model = built_in("porphyry-copper")
    >>> model.size, model.reported["Mo"]
    (422, 228)
    """
    names = {other: own for own, others in built_in_names().items() for other in (own, *others)}
    if name not in names:
        near = nearest(name, tuple(names))
        hint = f"; did you mean {near!r}?" if near else ""
        raise UsageError(f"no model {name!r}; built in: {', '.join(built_in_names())}; or a file, NAME.csv{hint}")
    own = names[name]
    row: Mapping[str, Any] = _declared()[own]
    about = next(file for file in _declared()["files"] if file["file"] == row["file"])
    with resources.as_file(_folder() / row["file"]) as path:
        sheet, faults = read_csv(path, file=row["file"])
    if sheet is None:
        raise InputError(faults)
    if row["types"]:
        place = sheet.header.index("type")
        kept = tuple(line for line in sheet.rows if line[1][place] in row["types"])
        sheet = Sheet(file=sheet.file, header=sheet.header, rows=kept)
    found = _read(sheet, own, faults)
    chosen = [found.metals.index(metal) for metal in row["metals"]]
    return GradeTonnage(
        name=own, title=row["title"], metals=tuple(row["metals"]), ore=found.ore, grades=found.grades[:, chosen],
        source=about["source"], licence=about["licence"], date=about["date"],
    )  # fmt: skip


@cache
def catalogue() -> tuple[Listed, ...]:
    """Return every deposit of the built-in tables with its place.

    Examples
    --------
    >>> next(row.country for row in catalogue() if row.name == "Koksai")
    'Kazakhstan'
    """
    found = []
    for about in _declared()["files"]:
        with resources.as_file(_folder() / about["file"]) as path:
            sheet, faults = read_csv(path, file=about["file"])
        if sheet is None:
            raise InputError(faults)
        model = _read(sheet, about["file"], faults)
        heads = {_named(head)[0]: place for place, head in enumerate(sheet.header)}
        for number, (_, cells) in enumerate(sheet.rows):
            text = {name: str(cells[place]).strip() for name, place in heads.items()}
            grades = zip(model.metals, model.grades[number].tolist(), strict=True)
            found.append(
                Listed(
                    name=text["name"], country=text["country"], longitude=float(text["longitude"]),
                    latitude=float(text["latitude"]), kind=f"{about['file'].removesuffix('.csv')}, {text['type']}",
                    started=bool(text.get("started")), ore=float(model.ore[number]),
                    grades={metal: share for metal, share in grades if np.isfinite(share)}, source=about["source"],
                )
            )  # fmt: skip
    return tuple(found)


def read_model(file: Path) -> GradeTonnage:
    """Return the model that an analyst's table states.

    Parameters
    ----------
    file
        CSV of one row a deposit. ``ore [t]`` (or ``Tonnage``, with its unit in brackets; t where none is stated) and a column for each
        metal, named by its symbol, with its unit (``Cu [%]``, ``Au [g/t]``; % where none is stated). An empty grade is not
        reported. Without ore and with one metal the table states contained metal [t].

    Raises
    ------
    InputError
        With every fault: unknown columns or units, figures that are none or not above 0, grades of more than the whole.
    """
    sheet, faults = read_csv(file, file=str(file))
    if sheet is None:
        raise InputError(faults)
    return _read(sheet, file.stem, faults)


def find_model(text: str) -> GradeTonnage:
    """Return the model of a name, or of a file where the text ends in ``.csv``."""
    if text.lower().endswith(".csv"):
        path = Path(text)
        if not path.is_file():
            raise UsageError(f"no file {text}")
        return read_model(path)
    return built_in(text)


def _read(sheet: Sheet, name: str, faults: Sequence[Fault]) -> GradeTonnage:
    ore, metals, wrong = _columns(sheet)
    found = [*faults, *wrong]
    contained = ore is None and len(metals) == 1
    if not found and ore is None and not contained:
        found.append(
            Fault(file=sheet.file, row=1, message="no column of ore", allowed="ore [t], or one metal alone [t]",
                  found=", ".join(sheet.header))
        )  # fmt: skip
    if not found and not metals:
        found.append(Fault(file=sheet.file, row=1, message="no column of a metal", allowed="Cu [%], Au [g/t], …"))
    if found:
        raise InputError(found)
    mass = next(iter(metals.values())) if contained else ore
    assert mass is not None
    tonnes = _figures(sheet, mass[0], mass[1], required=True, faults=found)
    grades = np.ones((len(sheet.rows), 1))
    if not contained:
        columns = [_figures(sheet, place, factor, required=False, faults=found) for place, factor in metals.values()]
        grades = np.array(columns).T.reshape(len(sheet.rows), len(metals))
        found += _too_rich(sheet, grades)
    if not found and not sheet.rows:
        found.append(Fault(file=sheet.file, message="there is no deposit"))
    if found:
        raise InputError(found)
    return GradeTonnage(
        name=name, title=name, metals=tuple(metals), ore=np.array(tonnes), grades=grades, source=sheet.file,
        note=_assumed(sheet, None if ore is None else ore[0], [place for place, _ in metals.values()]), contained=contained,
    )  # fmt: skip


def _assumed(sheet: Sheet, ore: int | None, metals: Sequence[int]) -> str:
    """Return in words which units were assumed of columns that state none; "" where all do."""
    told = []
    mass, shares = (metals, []) if ore is None else ([ore], metals)
    for places, unit in ((mass, "t"), (shares, "%")):
        if bare := [sheet.header[place] for place in places if not _named(sheet.header[place])[1]]:
            told.append(f"{', '.join(bare)} taken as {unit}")
    return (
        f"{sheet.file}: no unit in the header, {'; '.join(told)}; write it as ore [Mt], Cu [%], Au [g/t]"
        if told
        else ""
    )


def _columns(sheet: Sheet) -> tuple[tuple[int, float] | None, dict[str, tuple[int, float]], list[Fault]]:
    """Return place and factor (to t, or to t/t) of the ore and of each metal."""
    ore: tuple[int, float] | None = None
    metals: dict[str, tuple[int, float]] = {}
    faults: list[Fault] = []
    symbols = {symbol.lower(): symbol for symbol in METALS}
    alone = not any(_named(head)[0] in _ORE for head in sheet.header)
    for place, head in enumerate(sheet.header):
        name, unit = _named(head)
        if name in _ORE and ore is None:
            factor = _factor(sheet, head, unit or "t", "t", faults)
            ore = place, factor
        elif name in symbols and symbols[name] not in metals:
            wanted = "t" if alone else "%"
            factor = _factor(sheet, head, unit or wanted, wanted, faults)
            metals[symbols[name]] = place, factor * (1.0 if alone else 0.01)
        elif name not in _TEXT:
            twice = name in _ORE or name in symbols
            near = nearest(name, (*_ORE, *_TEXT, *METALS))
            faults.append(
                Fault(file=sheet.file, row=1, column=head, suggestion=near,
                      message="the column stands here twice" if twice else "the column is unknown",
                      allowed=f"ore [t], a metal such as Cu [%] or Au [g/t], {', '.join(_TEXT)}")
            )  # fmt: skip
    return ore, metals, faults


def _named(head: str) -> tuple[str, str]:
    match = _HEAD.fullmatch(head)
    assert match is not None
    name = match[1].lower().removesuffix(" grade").strip()
    unit = (match[2] or "").strip()
    return name, "t" if unit == "mt" else unit  # US reports write mt for metric ton


def _factor(sheet: Sheet, head: str, unit: str, wanted: str, faults: list[Fault]) -> float:
    try:
        return float(conversion(unit, wanted).factor)
    except UsageError as error:
        faults.append(
            Fault(file=sheet.file, row=1, column=head, found=unit, message=str(error),
                  allowed="t, kt, Mt" if wanted == "t" else "%, g/t, ppm", suggestion=nearest_unit(unit, wanted=wanted))
        )  # fmt: skip
        return 1.0


def _figures(sheet: Sheet, place: int, factor: float, *, required: bool, faults: list[Fault]) -> list[float]:
    """Return the figures of a column, NaN for an empty cell; a grade of 0 is not reported."""
    values = []
    for row, cells in sheet.rows:
        text = str(cells[place]).strip()
        value = np.nan if not text else figure(text, sheet.decimal)
        bad = bool(text) and not np.isfinite(value)
        if bad or value < 0 or (required and not value > 0):
            faults.append(
                Fault(file=sheet.file, row=row, column=sheet.header[place], found=text,
                      message="no figure that can be used", allowed="a number above 0" if required else "a number above 0, or empty")
            )  # fmt: skip
        values.append(value * factor if value > 0 else np.nan)
    return values


def _too_rich(sheet: Sheet, grades: np.ndarray[Any, np.dtype[np.float64]]) -> list[Fault]:
    total = np.nansum(grades, axis=1)
    return [
        Fault(
            file=sheet.file,
            row=row,
            found=f"{share:.1%}",
            message="the grades leave no gangue",
            allowed="below 100 % together",
        )
        for (row, _), share in zip(sheet.rows, total, strict=True)
        if share >= 1
    ]
