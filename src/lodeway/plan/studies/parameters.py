"""What a scenario assumes and one may doubt: settings and columns, each with a low and a high value."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from lodeway.errors import UsageError
from lodeway.scenario.model import Scenario
from lodeway.scenario.places import hint
from lodeway.schema import TABLES

__all__ = ["SETTINGS", "Doubt", "Step", "changed", "doubts", "parse_step", "reprices"]

SETTINGS = ("carbon_price", "discount_rate", "time_value", "unmet_factor")

USUAL: tuple[tuple[str, str], ...] = (
    ("commodities.price", "prices of commodities"),
    ("demands.quantity", "demand"),
    ("processes.capacity", "existing capacity"),
    ("processes.capex", "capital cost of mines and plants"),
    ("processes.opex", "running cost of what is built"),
    ("processes.max_size", "most that may be built"),
    ("processes.margin", "margin of existing plants"),
    ("capital.rate", "cost of capital"),
    ("gates.capex", "capital cost of gates"),
    ("gates.capacity", "capacity of gates"),
    ("gates.background", "other traffic at gates"),
    ("relations.level", "levels of trade relations"),
    ("costs.cost@rail", "freight rates by rail"),
    ("costs.cost@road", "freight rates by road"),
    ("costs.cost@sea", "freight rates by sea"),
)
"""Columns doubted by default, with what people call them."""
NETWORK = ("costs", "gates", "links", "sites", "transfers")
"""Tables that the network follows from."""


@dataclass(frozen=True, slots=True)
class Step:
    """A new value, or a change in per cent of what is stated."""

    value: float
    relative: bool

    def of(self, stated: float) -> float:
        """Return the value that takes the place of a stated one.

        Examples
        --------
        >>> Step(20.0, True).of(50.0), Step(20.0, False).of(50.0)
        (60.0, 20.0)
        """
        return stated * (1.0 + self.value / 100.0) if self.relative else self.value

    def __str__(self) -> str:
        return f"{self.value:+g} %" if self.relative else f"{self.value:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """An assumption with a low and a high value."""

    parameter: str
    """A setting, ``table.column``, or ``table.column@key`` for the rows that have the key in one of their fields."""
    title: str
    low: Step
    high: Step
    source: str
    """Where low and high come from."""


def parse_step(text: str) -> Step:
    """Return a step from what people write: ``-20%``, ``+5 %`` or a plain number.

    Raises
    ------
    UsageError
        When the text is no number.

    Examples
    --------
    >>> str(parse_step("-20%")), str(parse_step("0.03"))
    ('-20 %', '0.03')
    """
    relative = text.strip().endswith("%")
    try:
        value = float(text.strip().removesuffix("%"))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise UsageError(f"{text!r} is no step; allowed: a number, or per cent such as -20%")
    return Step(value, relative)


def doubts(scenario: Scenario, percent: float) -> tuple[Doubt, ...]:
    """Return what is doubted by default: settings by the range that the scenario states, columns by some per cent."""
    ranges = {row.setting: row.range for row in scenario.sources}
    found = []
    for setting in SETTINGS:
        span = re.fullmatch(r"\s*([\d.]+)\s*-\s*([\d.]+)\s*", ranges.get(setting, ""))
        if span:
            low, high, source = Step(float(span[1]), False), Step(float(span[2]), False), "scenario's range"
        else:
            low, high, source = Step(-percent, True), Step(percent, True), f"±{percent:g} %"
        if low.relative and not getattr(scenario, setting):
            continue
        found.append(Doubt(parameter=setting, title=setting.replace("_", " "), low=low, high=high, source=source))
    for parameter, title in USUAL:
        if any(True for _ in _stated(scenario, parameter)):
            low, high = Step(-percent, True), Step(percent, True)
            found.append(Doubt(parameter=parameter, title=title, low=low, high=high, source=f"±{percent:g} %"))
    return tuple(found)


def changed(scenario: Scenario, parameter: str, step: Step) -> Scenario:
    """Return the scenario with one assumption changed.

    Raises
    ------
    UsageError
        When there is no such setting, table or column, or no row with the key.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> changed(sample(), "demands.quantity", Step(10.0, True)).demands[0].quantity
    1100.0
    """
    if parameter in SETTINGS:
        settings: dict[str, Any] = {parameter: step.of(getattr(scenario, parameter))}
        return replace(scenario, **settings)
    table, column, _ = _parts(parameter)
    touched = {number for number, _ in _stated(scenario, parameter)}
    if not touched:
        raise UsageError(f"{parameter}: no row of {table} has a value there")
    rows = tuple(
        replace(row, **{column: step.of(getattr(row, column))}) if number in touched else row
        for number, row in enumerate(getattr(scenario, table))
    )
    tables: dict[str, Any] = {table: rows}
    return replace(scenario, **tables)


def reprices(parameter: str) -> bool:
    """Return whether ways through the network may change their figures with an assumption."""
    return parameter.partition(".")[0] in NETWORK


def check(parameters: Sequence[str]) -> None:
    """Raise UsageError for the first parameter that is none."""
    for parameter in parameters:
        if parameter not in SETTINGS:
            _parts(parameter)


def _parts(parameter: str) -> tuple[str, str, str]:
    """Return table, column and key of a parameter."""
    place, _, key = parameter.partition("@")
    table, _, column = place.partition(".")
    if table not in TABLES:
        known = (*SETTINGS, *TABLES)
        raise UsageError(f"nothing is called {table!r}; {hint(table, known, name='settings and tables')}")
    numbers = [field.name for field in fields(TABLES[table]) if field.type in ("float", float)]
    if column not in numbers:
        raise UsageError(f"{table} has no column of numbers {column!r}; {hint(column, numbers, name='columns')}")
    return table, column, key


def _stated(scenario: Scenario, parameter: str) -> Iterator[tuple[int, float]]:
    """Yield number and value of each row that the parameter touches and that states a value other than zero."""
    table, column, key = _parts(parameter)
    for number, row in enumerate(getattr(scenario, table)):
        value = float(getattr(row, column))
        named = not key or any(getattr(row, field.name) == key for field in fields(row))
        if named and math.isfinite(value) and value != 0.0:
            yield number, value
