"""The errors that Lodeway raises on purpose.

::

    LodewayError
    ├── InputError        the input is at fault; carries every `Fault` found     exit 1
    ├── UsageError        the call itself is wrong (unknown case, table or place, no such file)   exit 2
    ├── InfeasibleError   no plan satisfies the limits; names those in conflict   exit 3
    └── NoRouteError      no way leads there; names the bans and closures that cut it   exit 3
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

__all__ = [
    "Change",
    "Fault",
    "InfeasibleError",
    "InputError",
    "LodewayError",
    "NoRouteError",
    "Repair",
    "Shortage",
    "UsageError",
    "each",
]

Asked = TypeVar("Asked")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in one place of the input.

    Examples
    --------
    >>> print(Fault(file="sites.csv", row=3, column="country", found="KAS", allowed="ISO 3166 alpha-3",
    ...             suggestion="KAZ", message="unknown country"))
    sites.csv, row 3, column country: unknown country; found 'KAS', allowed: ISO 3166 alpha-3; did you mean 'KAZ'?
    >>> print(Fault(file="scenario.toml", column="years.first", message="must be stated"))
    scenario.toml, key years.first: must be stated
    """

    file: str
    row: int = 0
    column: str = ""
    found: str = ""
    allowed: str = ""
    suggestion: str = ""
    message: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            # Of a document that is no table a key is named, with those that it lies in.
            place += f", {'key' if self.file.endswith(('.toml', '.json')) else 'column'} {self.column}"
        text = f"{place}: {self.message}"
        if self.found:
            text += f"; found {self.found!r}"
        if self.allowed:
            text += f", allowed: {self.allowed}"
        if self.suggestion:
            text += f"; did you mean {self.suggestion!r}?"
        return text

    def to_dict(self) -> dict[str, str | int]:
        """Return the fault with the keys that ``lodeway check --json`` prints."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """What must be had and cannot be, with the limits that together exclude it."""

    what: str = "demand"
    """demand, stock, offtake, requirement, origin_share or stage_share."""
    scope: str = ""
    """Ids joined by ``/``."""
    market: str
    commodity: str
    year: int
    tonnes: float
    """Missing in the plan that leaves least undelivered, in `unit`."""
    unit: str = "t"
    because: tuple[str, ...]
    """In words: without any one of these the demand could be met."""

    def to_dict(self) -> dict[str, Any]:
        """Return the shortage with the keys that ``lodeway plan --json`` prints."""
        return asdict(self) | {"because": list(self.because)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One cell of a scenario's table to change, in the schema's units; a row to take out has no column."""

    table: str
    row: str
    """Key of the row, its parts joined by ``/``."""
    column: str
    before: float | str
    after: float | str
    unit: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the change with the keys ``table``, ``row``, ``column``, ``from``, ``to`` and ``unit``."""
        ends = {"from": _plain(self.before), "to": _plain(self.after)}
        return {"table": self.table, "row": self.row, "column": self.column, **ends, "unit": self.unit}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """Changes that together make a scenario feasible, none of which can be spared.

    Examples
    --------
    >>> raised = Change(table="limits", row="cap", column="value", before=9e6, after=9.5e6, unit="USD")
    >>> print(Repair(changes=(raised,), cost=1e6, words="raise cap").case("more-money", inherits="base"))
    title = "more-money: raise cap"
    inherits = "base"
    <BLANKLINE>
    [limits."cap"]
    value = 9500000.0
    unit = "USD"
    source = "proposed repair"
    note = "before: value 9000000.0"
    """

    changes: tuple[Change, ...]
    cost: float
    """What the plan then costs more than the one that leaves the demand unmet, for nothing [USD, present value]; NaN
    where it is not known."""
    words: str

    def to_dict(self) -> dict[str, Any]:
        """Return the repair with the keys that ``lodeway plan --json`` prints."""
        return {"words": self.words, "cost": _plain(self.cost), "changes": [row.to_dict() for row in self.changes]}

    def case(self, name: str, *, inherits: str) -> str:
        """Return the repair as the text of a case, to be written as ``cases/NAME.toml``."""
        lines = [f"title = {_quoted(f'{name}: {self.words}')}", f"inherits = {_quoted(inherits)}"]
        blocks: dict[tuple[str, str], list[Change]] = {}
        for change in self.changes:
            blocks.setdefault((change.table, change.row), []).append(change)
        for (table, row), changes in blocks.items():
            lines += ["", f"[{table}.{_quoted(row)}]"]
            if any(not change.column for change in changes):
                lines.append("remove = true")
                continue
            lines += [f"{change.column} = {_quoted(change.after)}" for change in changes]
            lines += [f"unit = {_quoted(change.unit)}" for change in changes if change.column == "value"]
            told = ", ".join(f"{change.column} {change.before}" for change in changes)
            lines += ['source = "proposed repair"', f"note = {_quoted(f'before: {told}')}"]
        return "\n".join(lines)


def _plain(value: float | str) -> float | str | None:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _quoted(value: float | str) -> str:
    """Return a value as TOML writes it; a number that is missing empties its cell."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value) if math.isfinite(value) else '""'


class LodewayError(Exception):
    """Base of every error that Lodeway raises on purpose."""

    exit_code = 1


class InputError(LodewayError):
    """The input is at fault; `faults` holds everything that was found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UsageError(LodewayError):
    """The call is wrong: an unknown case, table, place or option value, or a file or folder that is named and not there."""

    exit_code = 2


class InfeasibleError(LodewayError):
    """No plan satisfies all limits.

    `conflicts` says in words which limits exclude each other, `short` what is missing for it, `repairs` what
    would help: each the least move of its cells, in the order in which they are advised.
    """

    exit_code = 3

    def __init__(
        self, conflicts: Sequence[str], *, short: Sequence[Shortage] = (), repairs: Sequence[Repair] = ()
    ) -> None:
        self.conflicts, self.short, self.repairs = tuple(conflicts), tuple(short), tuple(repairs)
        lines = list(self.conflicts)
        for number, repair in enumerate(self.repairs):
            lines.append(f"{'or' if number else 'it is enough to'} {repair.words}")
        super().__init__("no plan satisfies all limits:\n" + "\n".join(f"- {line}" for line in lines))


class NoRouteError(LodewayError):
    """No way leads from one place to another; `cuts` names the bans and closures that together cut it, if any do."""

    exit_code = 3

    def __init__(self, message: str, cuts: Sequence[str] = ()) -> None:
        self.cuts = tuple(cuts)
        super().__init__(message)


def each(texts: Iterable[Asked], find: Callable[[Asked], Found]) -> list[Found]:
    """Return what each text means; every fault is told at once.

    Raises
    ------
    UsageError
        With every fault, one a line.

    Examples
    --------
    >>> def find(text):
    ...     if not text.isdecimal():
    ...         raise UsageError(f"no number: {text!r}")
    ...     return int(text)
    >>> each(["1", "842"], find)
    [1, 842]
    >>> each(["one", "842", "two"], find)
    Traceback (most recent call last):
    ...
    lodeway.errors.UsageError: no number: 'one'
    no number: 'two'
    """
    found: list[Found] = []
    faults: list[str] = []
    for text in texts:
        try:
            found.append(find(text))
        except UsageError as error:
            faults.append(str(error))
    if faults:
        raise UsageError("\n".join(faults))
    return found
