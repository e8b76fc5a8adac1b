"""A tract: where it is, how many deposits are expected of it, and of which type."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from lodeway.errors import InputError, UsageError
from lodeway.explore.assess.counts import (
    Count,
    deposit_density,
    from_intensity,
    mark3,
    negative_binomial,
    pooled,
)
from lodeway.explore.assess.densities import by_area
from lodeway.explore.assess.estimates import LEVELS, Estimate, check_order, read_estimates, read_numbers
from lodeway.explore.assess.outlines import read_outline
from lodeway.explore.assess.stated import Reader, read_toml

__all__ = ["METHODS", "Method", "Stated", "Tract", "count", "parse_count", "read_tract"]

Method = Literal["mark3", "negbin", "density", "intensity"]
METHODS: tuple[Method, ...] = ("mark3", "negbin", "density", "intensity")
_INTENSITY = ("mean", "variance")
_DENSITY = ("area", "D90", "D50", "D10")
_AREA = ("area", "known")
_KEYS = ("name", "country", "longitude", "latitude", "model", "count", "source", "note", "date")


@dataclass(frozen=True, slots=True)
class Stated:
    """What is known of the number of deposits: experts' estimates, or figures keyed by name."""

    estimates: tuple[Estimate, ...] = ()
    figures: Mapping[str, float] | None = None

    @property
    def method(self) -> Method:
        """The method for it where none is asked for."""
        if self.estimates:
            return "mark3"
        return "intensity" if "mean" in (self.figures or {}) else "density"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tract:
    """A tract as a file states it."""

    stated: Stated
    name: str = ""
    country: str = ""
    longitude: float = math.nan
    latitude: float = math.nan
    model: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()
    known_included: bool = False
    """The number is of all deposits, known ones included, not of undiscovered ones alone."""
    despite: str = ""
    """Verdict of a map that is not to be used, and whose number is taken all the same."""


def parse_count(text: str) -> Stated:
    """Return what a text states of the number of deposits.

    Parameters
    ----------
    text
        ``N90=1,N50=2,N10=8[,N05=8,N01=8]``, an expert's numbers; ``mean=3.4,variance=7``, of a map of intensity; or
        ``area=90000,D90=1e-5,D50=3e-5,D10=9e-5``, km² and deposits per km²; or ``area=90000[,known=3]`` for a type whose density is published.

    Raises
    ------
    UsageError
        With all that is unknown, missing or out of order.

    Examples
    --------
    >>> parse_count("N90=1,N50=2,N10=8").estimates[0].n05
    8.0
    >>> parse_count("N90=1,N50=2")
    Traceback (most recent call last):
    lodeway.errors.UsageError: count: N10 is missing in 'N90=1,N50=2'
    """
    figures, wrong = read_numbers(text, known=(*LEVELS, *_INTENSITY, *_DENSITY, "known"))
    kinds = ((LEVELS, LEVELS[:3]), (_INTENSITY, _INTENSITY), (_AREA, _AREA[:1]), (_DENSITY, _DENSITY))
    names, needed = next((kind for kind in kinds if figures and set(figures) <= set(kind[0])), ((), ()))
    if not names and (figures or not wrong):
        wrong.append(
            f"{text!r} mixes kinds; allowed: {', '.join(LEVELS)} or {', '.join(_INTENSITY)} or {', '.join(_DENSITY)} or {', '.join(_AREA)}"
        )
    # What was stated but cannot be read is told above, and is not missing.
    if lacking := [
        name for name in needed if name not in figures and not any(told.startswith(f"{name} is ") for told in wrong)
    ]:
        wrong.append(f"{', '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} missing in {text!r}")
    if figures.get("known", 0.0) != round(figures.get("known", 0.0)):
        wrong.append(f"known is a whole number; found: {figures['known']:g}")
    if names == LEVELS and (order := check_order(figures)):
        wrong.append(order)
    if wrong:
        raise UsageError(f"count: {'; '.join(wrong)}")
    return Stated((Estimate.of(figures),)) if names == LEVELS else Stated(figures=figures)


def read_tract(file: Path) -> Tract:
    """Return the tract that a file states.

    Parameters
    ----------
    file
        CSV with one row an expert (Name, Weight, N90, N50, N10, N05, N01); TOML with ``count`` (as `parse_count` reads it) and,
        optionally, name, country, longitude, latitude [degree], model, source, date and note; or GeoJSON of one outline with these
        among its properties, whose area stands in for that of densities which state none.

    Raises
    ------
    InputError
        With every fault of the file.
    UsageError
        When there is no such file, or its ending is another.
    """
    if not file.is_file():
        raise UsageError(f"no file {file}")
    if file.suffix.lower() == ".csv":
        return Tract(stated=Stated(read_estimates(file)), name=file.stem)
    if file.suffix.lower() in (".geojson", ".json"):
        found, size = read_outline(file)
        known = {key: value for key, value in found.items() if key in _KEYS}
        return tract_of(known, file=str(file), area=size)
    if file.suffix.lower() != ".toml":
        raise UsageError(f"{file}: unknown format {file.suffix!r}; allowed: .csv, .toml, .geojson")
    return tract_of(read_toml(file), file=str(file))


def tract_of(row: Mapping[str, Any], *, file: str, area: float = math.nan) -> Tract:
    """Return the tract that a table states; `file` names it in faults, `area` [km²] is that of its outline."""
    reader = Reader(file)
    reader.keys(row, _KEYS)
    stated = Stated()
    if not isinstance(row.get("count"), str):
        found, allowed = str(row.get("count", "")), 'a text such as "N90=1,N50=2,N10=8"'
        reader.fault("count", "the number of deposits is missing", found=found, allowed=allowed)
    else:
        try:
            stated = parse_count(_with_area(row["count"], area))
        except UsageError as error:
            reader.fault("count", str(error).removeprefix("count: "))
    places = {
        key: reader.degree(row, key, "", most) if key in row else math.nan
        for key, most in (("longitude", 180), ("latitude", 90))
    }
    texts = {key: row.get(key, "") for key in ("name", "country", "model", "source")}
    for key, value in texts.items():
        if not isinstance(value, str):
            reader.fault(key, "no text", found=str(value))
    if reader.faults:
        raise InputError(reader.faults)
    return Tract(stated=stated, longitude=places["longitude"], latitude=places["latitude"], **texts)


def _with_area(text: str, area: float) -> str:
    """Return what is stated of the number of deposits, densities with the area of the outline where they state none."""
    stated = text.replace(" ", "").lower()
    lacking = math.isfinite(area) and "d50=" in stated and "area=" not in stated
    return f"{text},area={area!r}" if lacking else text


def count(stated: Stated, method: Method | None = None, *, model: str = "") -> Count:
    """Return the chances of the number of deposits, by the method asked for or the one that fits what is stated.

    Parameters
    ----------
    stated
        What is known of it.
    method
        Left out: the one that fits.
    model
        Name of the built-in model, whose published density serves where an area stands alone.

    Raises
    ------
    UsageError
        When the method needs something else than what is stated.

    Examples
    --------
    >>> count(parse_count("mean=3,variance=3")).method
    'intensity'
    """
    chosen = method or stated.method
    figures = stated.figures or {}
    if chosen in ("mark3", "negbin"):
        if not stated.estimates:
            raise UsageError(f"{chosen} needs N90, N50 and N10; found: {', '.join(figures)}")
        return _of_experts(stated.estimates, chosen)
    if chosen == "density" and "area" in figures and set(figures) <= set(_AREA):
        return by_area(figures["area"], model, round(figures.get("known", 0.0)))
    needed = _INTENSITY if chosen == "intensity" else _DENSITY
    if not set(needed) <= set(figures):
        found = ", ".join(figures) or "experts' estimates"
        raise UsageError(f"{chosen} needs {', '.join(needed)}; found: {found}")
    if chosen == "intensity":
        return from_intensity(figures["mean"], figures["variance"])
    return deposit_density(figures["area"], figures["D90"], figures["D50"], figures["D10"])


def _of_experts(estimates: Sequence[Estimate], method: str) -> Count:
    if method == "negbin":
        return negative_binomial(estimates)
    return pooled([mark3(one) for one in estimates], [one.weight for one in estimates])
