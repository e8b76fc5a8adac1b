"""What experts state of the number of undiscovered deposits, as text of an option or as a table of one row an expert."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from lodeway.errors import Fault, InputError
from lodeway.scenario.numbers import parse_number
from lodeway.scenario.places import nearest
from lodeway.scenario.sheets import Sheet, read_csv

__all__ = ["LEVELS", "Estimate", "check_order", "figure", "read_estimates", "read_numbers"]

LEVELS = ("N90", "N50", "N10", "N05", "N01")
"""Numbers that are reached or exceeded with a chance of 90, 50, 10, 5 and 1 %."""
_NEEDED = LEVELS[:3]
_ABOUT = ("name", "weight", "source", "note", "date")
_PAIR = re.compile(r"\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(\S.*?)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One expert's numbers of deposits: each is reached or exceeded with the chance in its name [%].

    N05 and N01 that are not stated equal the next number before them, as in the published assessments.

    Examples
    --------
    >>> Estimate.of({"N90": 1, "N50": 2, "N10": 8})
    Estimate(n90=1.0, n50=2.0, n10=8.0, n05=8.0, n01=8.0, weight=1.0, name='')
    """

    n90: float
    n50: float
    n10: float
    n05: float
    n01: float
    weight: float = 1.0
    name: str = ""

    @classmethod
    def of(cls, numbers: Mapping[str, float], *, weight: float = 1.0, name: str = "") -> Estimate:
        """Return the estimate of these numbers, keyed N90, N50, N10 and, where they are stated, N05 and N01."""
        n05 = numbers.get("N05", numbers["N10"])
        return cls(
            n90=float(numbers["N90"]), n50=float(numbers["N50"]), n10=float(numbers["N10"]),
            n05=float(n05), n01=float(numbers.get("N01", n05)), weight=weight, name=name,
        )  # fmt: skip

    @property
    def numbers(self) -> tuple[float, float, float, float, float]:
        """N90, N50, N10, N05 and N01."""
        return self.n90, self.n50, self.n10, self.n05, self.n01


def read_numbers(text: str, *, known: Sequence[str]) -> tuple[dict[str, float], list[str]]:
    """Return the numbers that a text such as ``N90=1,N50=2,N10=8`` states, and all that is wrong with the others.

    Parameters
    ----------
    text
        Pairs of a name and a number of 0 or more, with commas or semicolons between them.
    known
        Names that are allowed, in any case of letters.

    Examples
    --------
    >>> read_numbers("n90=1, N50=-2", known=LEVELS)
    ({'N90': 1.0}, ["N50 is '-2'; allowed: a number of 0 or more"])
    """
    names = {name.lower(): name for name in known}
    found: dict[str, float] = {}
    wrong: list[str] = []
    for part in re.split(r"[,;]", text):
        match = _PAIR.fullmatch(part)
        if not match:
            wrong.append(f"{part.strip()!r} is no NAME=NUMBER")
            continue
        name = names.get(match[1].lower())
        value = figure(match[2])
        if name is None:
            near = nearest(match[1].upper(), tuple(known)) or nearest(match[1], tuple(known))
            hint = f"; did you mean {near!r}?" if near else ""
            wrong.append(f"{match[1]!r} is unknown; allowed: {', '.join(known)}{hint}")
        elif name in found:
            wrong.append(f"{name} is stated twice")
        elif not (math.isfinite(value) and value >= 0):
            wrong.append(f"{name} is {match[2]!r}; allowed: a number of 0 or more")
        else:
            found[name] = value
    return found, wrong


def check_order(numbers: Mapping[str, float]) -> str:
    """Return all that is wrong with the order of an estimate's numbers, "" if nothing is.

    Examples
    --------
    >>> check_order({"N90": 1, "N50": 3, "N10": 2})
    'N10 is 2, less than N50, which is 3; a number that is less likely to be reached cannot be smaller'
    >>> check_order({"N90": 1, "N50": 3, "N10": 3})
    ''
    """
    stated = [(name, numbers[name]) for name in LEVELS if name in numbers]
    falls = [(before, after) for before, after in pairwise(stated) if after[1] < before[1]]
    if not falls:
        return ""
    told = ", and ".join(
        f"{after} is {high:g}, less than {before}, which is {low:g}" for (before, low), (after, high) in falls
    )
    return f"{told}; a number that is less likely to be reached cannot be smaller"


def read_estimates(file: Path) -> tuple[Estimate, ...]:
    """Return what each expert of a table states; experts of weight 0 are left out.

    Parameters
    ----------
    file
        CSV with the columns N90, N50, N10 and, optionally, N05, N01, Name, Weight (1 where it is left out), source, note.

    Raises
    ------
    InputError
        With every fault: unknown or missing columns, what is no number of 0 or more, numbers out of order.
    """
    sheet, faults = read_csv(file, file=str(file))
    if sheet is None:
        raise InputError(faults)
    places, wrong = _places(sheet)
    faults += wrong
    if lacking := [name for name in _NEEDED if name not in places]:
        message = "columns are missing"
        faults.append(
            Fault(file=sheet.file, row=1, message=message, found=", ".join(sheet.header), allowed=", ".join(lacking))
        )
        raise InputError(faults)
    estimates: list[Estimate] = []
    for row, cells in sheet.rows:
        texts = {name: str(cells[place]).strip() for name, place in places.items()}
        numbers, wrong = _numbers(texts, sheet, row)
        faults += wrong
        weight = numbers.pop("weight", 1.0)
        if not faults and weight > 0:
            estimates.append(Estimate.of(numbers, weight=weight, name=texts.get("name", "")))
    if not faults and not estimates:
        faults.append(Fault(file=sheet.file, message="no expert has a weight above 0"))
    if faults:
        raise InputError(faults)
    return tuple(estimates)


def _places(sheet: Sheet) -> tuple[dict[str, int], list[Fault]]:
    """Return where each known column stands, and a fault for each that is unknown or stands there twice."""
    places: dict[str, int] = {}
    faults: list[Fault] = []
    known = {name.lower(): name for name in (*LEVELS, *_ABOUT)}
    for place, head in enumerate(sheet.header):
        name = known.get(head.strip().lower())
        if name is not None and name not in places:
            places[name] = place
            continue
        message = "the column is unknown" if name is None else "the column stands here twice"
        near = nearest(head, tuple(known.values()))
        allowed = ", ".join((*LEVELS, "Name", "Weight"))
        faults.append(Fault(file=sheet.file, row=1, column=head, message=message, suggestion=near, allowed=allowed))
    return places, faults


def _numbers(texts: Mapping[str, str], sheet: Sheet, row: int) -> tuple[dict[str, float], list[Fault]]:
    """Return the numbers of a row and what is wrong with them."""
    numbers: dict[str, float] = {}
    faults: list[Fault] = []
    for name in (*LEVELS, "weight"):
        text = texts.get(name, "")
        if not text and name not in _NEEDED:
            continue
        numbers[name] = figure(text, sheet.decimal)
        if not (math.isfinite(numbers[name]) and numbers[name] >= 0):
            allowed = "a number of 0 or more"
            faults.append(
                Fault(file=sheet.file, row=row, column=name, found=text, message="not in range", allowed=allowed)
            )
    if wrong := check_order(numbers):
        faults.append(Fault(file=sheet.file, row=row, message=wrong))
    return numbers, faults


def figure(text: str, decimal: Literal[".", ","] = ".") -> float:
    """Return a number as people write it, NaN for what is none.

    Examples
    --------
    >>> figure("2,5", ","), figure("few")
    (2.5, nan)
    """
    try:
        return float(parse_number(text, decimal=decimal))
    except (ValueError, OverflowError):
        return math.nan
