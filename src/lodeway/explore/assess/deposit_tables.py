"""Tables of known deposits, ours and the analyst's, as grade and tonnage models."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lodeway.errors import Fault, InputError, UsageError
from lodeway.explore.assess.estimates import figure
from lodeway.explore.assess.models import GradeTonnage
from lodeway.scenario.places import nearest
from lodeway.scenario.sheets import Sheet, read_csv
from lodeway.units import conversion, nearest_unit

__all__ = ["METALS", "model_of", "named", "read_model"]

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
    return model_of(sheet, file.stem, faults)


def model_of(sheet: Sheet, name: str, faults: Sequence[Fault]) -> GradeTonnage:
    """Return the model that a table states; `faults` are those of reading it.

    Raises
    ------
    InputError
        As for `read_model`.
    """
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
        if bare := [sheet.header[place] for place in places if not named(sheet.header[place])[1]]:
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
    alone = not any(named(head)[0] in _ORE for head in sheet.header)
    for place, head in enumerate(sheet.header):
        name, unit = named(head)
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


def named(head: str) -> tuple[str, str]:
    """Return name and unit of a column, "" for one that states no unit.

    Examples
    --------
    >>> named("Cu grade [%]"), named("Tonnage (mt)")
    (('cu', '%'), ('tonnage', 't'))
    """
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
