"""Tracts that may be explored: what is expected of each, what looking costs, and which known project a mine there would be like."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodeway.errors import InputError, UsageError
from lodeway.explore.assess.economics import Terms, read_economics
from lodeway.explore.assess.library import METALS, find_model
from lodeway.explore.assess.models import GradeTonnage
from lodeway.explore.assess.stated import Reader, read_toml
from lodeway.explore.assess.tracts import Stated, parse_count
from lodeway.scenario.model import Scenario
from lodeway.scenario.places import countries, nearest
from lodeway.schema.tables import Process

__all__ = ["Prospect", "read_prospects"]

_NUMBERS = {
    "recovery": 1.0, "detection": 1.0, "exploration_cost": math.inf, "exploration_time": 50.0,
    "least": math.inf, "most": math.inf,
}  # fmt: skip
"""Figures of a tract and the greatest that each may be."""
_OPTIONAL = {"least": 0.0, "most": math.inf}
_TEXTS = ("id", "name", "country", "count", "model", "metal", "commodity", "like", "source")
_KEYS = (*_TEXTS, *_NUMBERS, "economics", "longitude", "latitude", "note", "range", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """A tract that may be explored, and the mine that a find would become."""

    id: str
    name: str
    country: str
    longitude: float
    latitude: float
    stated: Stated
    model: GradeTonnage
    metal: str
    """Metal of the model that is sold."""
    commodity: str
    """Commodity of the scenario as which it is sold."""
    like: Process
    """Candidate of the scenario whose costs, lead time and life the mine has."""
    recovery: float
    """Share of the metal in ore that is won (0 to 1)."""
    detection: float
    """Chance that exploration finds the best deposit of the tract, if there is one (0 to 1)."""
    exploration_cost: float
    """USD of the scenario's price year, overnight."""
    exploration_time: int
    """Years until it is known what is there [a]."""
    least: float
    """Metal of the smallest deposit that would be mined [t]."""
    most: float
    """Greatest output of a mine [t/a]."""
    source: str
    note: str = ""
    range: str = ""
    """Low and high of its decisive figure, where the source is the word assumption."""
    terms: Terms | None = None
    """Prices and costs by size and depth; then only what pays is mined, and `like` gives the lead time alone."""


def read_prospects(file: Path, scenario: Scenario) -> tuple[Prospect, ...]:
    """Return the tracts of a file, checked against the scenario in which they are to supply.

    Parameters
    ----------
    file
        TOML of one or more ``[[tracts]]`` with id, name, country (ISO 3166 alpha-3), longitude, latitude [degree], count (as ``lodeway
        assess --count``), model, metal, commodity and like (ids of the scenario: what is sold, and the candidate mine whose costs
        are taken), recovery and detection (0 to 1), exploration_cost [USD], exploration_time [a], source; optional least [t of metal], most [t/a], economics (a file as ``lodeway assess --economics`` takes
        it, beside this one: sizes and costs are then its, and of `like` the lead time alone is taken), date, note and range; where the source is the word assumption, note and range say why and how far.
    scenario
        Where commodity and candidate are rows.

    Raises
    ------
    InputError
        With every fault of every tract.
    UsageError
        When there is no such file.
    """
    document = read_toml(file)
    reader = Reader(str(file))
    reader.keys(document, ("tracts",))
    found = [_prospect(row, place, reader, scenario) for place, row in reader.rows(document, "tracts")]
    names = [row.id for row in found if row is not None]
    taken = {site.id for site in scenario.sites}
    for name in sorted(set(names)):
        if names.count(name) > 1:
            reader.fault("id", "two tracts have one id", found=name)
        if name in taken:
            reader.fault("id", "a site of the scenario has this id", found=name)
    if reader.faults:
        raise InputError(reader.faults)
    return tuple(row for row in found if row is not None)


def _prospect(row: Mapping[str, Any], place: str, reader: Reader, scenario: Scenario) -> Prospect | None:
    """Return a tract, None where something of it cannot be used."""
    before = len(reader.faults)
    reader.keys(row, _KEYS, place)
    texts = {key: reader.text(row, key, place) for key in _TEXTS if key != "source"}
    numbers = {
        key: reader.number({key: _OPTIONAL.get(key)} | dict(row), key, place, most=most)
        for key, most in _NUMBERS.items()
        if key in row or key not in _OPTIONAL
    }
    places = {key: reader.degree(row, key, place, most) for key, most in (("longitude", 180), ("latitude", 90))}
    stated, model, like = Stated(), None, None
    try:
        stated = parse_count(texts["count"]) if texts["count"] else stated
    except UsageError as error:
        reader.fault(f"{place}.count", str(error).removeprefix("count: "))
    try:
        model = find_model(texts["model"]) if texts["model"] else None
    except UsageError as error:
        reader.fault(f"{place}.model", str(error))
    if model is not None and texts["metal"] and texts["metal"] not in model.metals:
        near = nearest(texts["metal"], model.metals) or nearest(texts["metal"], METALS)
        reader.fault(
            f"{place}.metal", "the model has no such metal", found=texts["metal"], allowed=", ".join(model.metals), suggestion=near
        )  # fmt: skip
    if texts["country"] and texts["country"] not in countries():
        reader.fault(f"{place}.country", "unknown country", found=texts["country"], allowed="ISO 3166 alpha-3")
    like = _like(texts, place, reader, scenario)
    terms = _terms(row, place, reader, texts["metal"], scenario)
    note, span = _reasons(row, place, reader)
    if len(reader.faults) > before or model is None or like is None:
        return None
    values = _OPTIONAL | numbers
    return Prospect(
        id=texts["id"], name=texts["name"], country=texts["country"], stated=stated, model=model, metal=texts["metal"],
        commodity=texts["commodity"], like=like, recovery=values["recovery"], detection=values["detection"],
        exploration_cost=values["exploration_cost"], exploration_time=round(values["exploration_time"]),
        least=values["least"], most=values["most"], source=reader.sources[place], note=note, range=span, terms=terms, **places,
    )  # fmt: skip


def _reasons(row: Mapping[str, Any], place: str, reader: Reader) -> tuple[str, str]:
    """Return note and range of a tract; an assumption must have both."""
    assumed = reader.sources[place].lower().startswith("assumption")
    note, span = (reader.text(row, key, place) if assumed or key in row else "" for key in ("note", "range"))
    if assumed and span and not any(sign.isdigit() for sign in span):
        reader.fault(f"{place}.range", "a range holds numbers", found=span, allowed="low and high, e.g. 8-12")
    return note, span


def _terms(row: Mapping[str, Any], place: str, reader: Reader, metal: str, scenario: Scenario) -> Terms | None:
    """Return the prices and costs of the file that a tract names, which lies beside the file of tracts."""
    if "economics" not in row:
        return None
    file = Path(reader.file).parent / reader.text(row, "economics", place)
    try:
        terms = read_economics(file)
    except UsageError as error:
        reader.fault(f"{place}.economics", str(error))
        return None
    except InputError as error:
        reader.faults += error.faults
        return None
    if terms.price_year != scenario.price_year:
        found, allowed = str(terms.price_year), f"{scenario.price_year}, that of the scenario"
        reader.fault(f"{place}.economics", "money of another price year", found=found, allowed=allowed)
    if metal not in terms.prices or metal not in terms.recoveries:
        reader.fault(
            f"{place}.economics", "no price or no recovery of the metal", found=metal, allowed=", ".join(terms.prices)
        )
    return terms


def _like(texts: Mapping[str, str], place: str, reader: Reader, scenario: Scenario) -> Process | None:
    """Return the candidate whose costs a mine would have; it must make the commodity and need no feed."""
    commodities = tuple(row.id for row in scenario.commodities)
    if texts["commodity"] and texts["commodity"] not in commodities:
        near = nearest(texts["commodity"], commodities)
        reader.fault(
            f"{place}.commodity", "the scenario has no such commodity", found=texts["commodity"],
            allowed=", ".join(commodities), suggestion=near,
        )  # fmt: skip
        return None
    fitting = {
        row.id: row
        for row in scenario.processes
        if row.status == "candidate" and row.recipe.replace(" ", "") == f"->1{texts['commodity']}"
    }
    if texts["like"] and texts["like"] not in fitting:
        near = nearest(texts["like"], tuple(fitting))
        reader.fault(
            f"{place}.like", "no candidate mine of this commodity", found=texts["like"],
            allowed=", ".join(fitting) or "none in this scenario", suggestion=near,
        )  # fmt: skip
    return fitting.get(texts["like"])
