"""Built-in grade and tonnage models, and those of the analyst's own tables."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np

from lodeway.errors import InputError, UsageError
from lodeway.explore.assess.deposit_tables import METALS, model_of, named, read_model
from lodeway.explore.assess.models import GradeTonnage
from lodeway.scenario.places import nearest
from lodeway.scenario.sheets import Sheet, read_csv

__all__ = ["METALS", "Listed", "built_in", "built_in_names", "catalogue", "find_model", "read_model"]


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
    if left_out := row.get("without", ()):
        place = sheet.header.index("name")
        kept = tuple(line for line in sheet.rows if line[1][place] not in left_out)
        sheet = Sheet(file=sheet.file, header=sheet.header, rows=kept)
    found = model_of(sheet, own, faults)
    chosen = [found.metals.index(metal) for metal in row["metals"]]
    return GradeTonnage(
        name=own, title=row["title"], metals=tuple(row["metals"]), ore=found.ore, grades=found.grades[:, chosen],
        source=about["source"], licence=about["licence"], date=about["date"], note=row.get("note", ""),
    )  # fmt: skip


@cache
def catalogue() -> tuple[Listed, ...]:
    """Return every deposit of those built-in tables that tell where they lie.

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
        model = model_of(sheet, about["file"], faults)
        heads = {named(head)[0]: place for place, head in enumerate(sheet.header)}
        if "longitude" not in heads:
            continue
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


def find_model(text: str) -> GradeTonnage:
    """Return a grade and tonnage model, built in or of a table of deposits.

    Parameters
    ----------
    text
        Name of a built-in model or another name of it, or a file where the text ends in ``.csv``.

    Raises
    ------
    UsageError
        When there is none of this name or no such file; it names the nearest.
    InputError
        When the table is at fault.

    Examples
    --------
    >>> print(find_model("kuroko"))
    vms-felsic                 ...
    """
    if text.lower().endswith(".csv"):
        path = Path(text)
        if not path.is_file():
            raise UsageError(f"no file {text}")
        return read_model(path)
    return built_in(text)
