"""The errors that Lodeway raises on purpose.

::

    LodewayError
    ├── InputError        the input is at fault; carries every `Fault` found     exit 1
    ├── UsageError        the call itself is wrong (unknown case, table or place, no such file)   exit 2
    ├── InfeasibleError   no plan satisfies the limits; names those in conflict   exit 3
    └── NoRouteError      no way leads there; names the bans and closures that cut it   exit 3
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

__all__ = ["Fault", "InfeasibleError", "InputError", "LodewayError", "NoRouteError", "UsageError"]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in one place of the input.

    Examples
    --------
    >>> print(Fault(file="sites.csv", row=3, column="country", found="KAS", allowed="ISO 3166 alpha-3",
    ...             suggestion="KAZ", message="unknown country"))
    sites.csv, row 3, column country: unknown country; found 'KAS', allowed: ISO 3166 alpha-3; did you mean 'KAZ'?
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
            place += f", column {self.column}"
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
    """No plan satisfies all limits; `conflicts` names, in words, the limits that exclude each other."""

    exit_code = 3

    def __init__(self, conflicts: Sequence[str]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__("no plan satisfies all limits:\n" + "\n".join(f"- {line}" for line in self.conflicts))


class NoRouteError(LodewayError):
    """No way leads from one place to another; `cuts` names the bans and closures that together cut it, if any do."""

    exit_code = 3

    def __init__(self, message: str, cuts: Sequence[str] = ()) -> None:
        self.cuts = tuple(cuts)
        super().__init__(message)
