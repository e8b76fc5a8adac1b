"""A plan read back from its folder, without solving it anew."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from lodeway.errors import UsageError
from lodeway.plan import result
from lodeway.plan.result.document import RENAMED, TABLES
from lodeway.scenario import read
from lodeway.scenario.archive import unarchive
from lodeway.scenario.model import Scenario

__all__ = ["Opened", "from_document", "reopen"]


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A plan with the scenario that it answers. Printed it is the plan in a few lines."""

    plan: result.Plan
    scenario: Scenario
    folder: Path

    def __repr__(self) -> str:
        """Return the plan in a few lines."""
        return repr(self.plan)


def reopen(place: str | Path) -> Opened:
    """Return the plan of a folder that ``lodeway plan`` wrote, or of its ``plan.json``, with its scenario.

    Parameters
    ----------
    place
        The folder or the file. The scenario is read from ``scenario.json`` beside it; without that file the plan
        must be of a bundled example that has not changed.

    Raises
    ------
    UsageError
        When there is no plan, it was written by an older version, or its scenario is not to be found.

    Examples
    --------
    >>> import tempfile
    >>> from lodeway.network import build
    >>> from lodeway.plan import plan
    >>> from lodeway.plan.sample import sample
    >>> from lodeway.report import write
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write(plan(sample()), scenario=sample(), network=build(sample()), folder=folder)
    ...     reopen(folder).plan.to_frame("builds")["what"].to_list()
    ['pit-2']
    """
    file = Path(place)
    file = file / "plan.json" if file.is_dir() else file
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(f"{place}: no plan there; `lodeway plan SCENARIO --out {place}` writes one") from error
    except ValueError as error:
        raise UsageError(f"{file} is no JSON: {error}") from error
    missing = [key for key in ("prices", "demand", "rejected", "limits") if key not in document]
    if missing:
        raise UsageError(f"{file} lacks {', '.join(missing)}: an older version wrote it; plan anew")
    return Opened(from_document(document), _scenario(file, document), file.parent)


def _scenario(file: Path, document: Mapping[str, Any]) -> Scenario:
    beside = file.with_name("scenario.json")
    if beside.exists():
        found = unarchive(json.loads(beside.read_text(encoding="utf-8")))
    else:
        found = read(document["scenario"], case=document["case"])
    if found.digest != document["digest"]:
        raise UsageError(f"{file} answers another state of scenario {document['scenario']!r}: plan it anew")
    return found


def from_document(document: Mapping[str, Any]) -> result.Plan:
    """Return the plan of a document; legs of routes, which a document leaves out, are empty.

    Parameters
    ----------
    document
        What `lodeway.plan.result.document` returned.

    Examples
    --------
    >>> from lodeway.plan import document, plan
    >>> from lodeway.plan.sample import sample
    >>> once = document(plan(sample()))
    >>> document(from_document(once)) == once
    True
    """
    tables = {name: tuple(_row(make, row) for row in document.get(name, ())) for name, make in TABLES.items()}
    return result.Plan(
        scenario=document["scenario"],
        case=document["case"],
        digest=document["digest"],
        status=document["status"],
        years=tuple(document["years"]),
        objective=document["objective"]["value"],
        bound=document["bound"],
        gap=document["gap"],
        own=document["own"],
        parts=document["parts"],
        prices={(row["site"], row["commodity"], row["year"]): row["price"] for row in document["prices"]},
        demand={(row["market"], row["commodity"], row["year"]): row["tonnes"] for row in document["demand"]},
        rounds=document["rounds"],
        columns=document["columns"],
        note=document.get("note", ""),
        **tables,
    )


def _row(make: Callable[..., Any], cells: Mapping[str, Any]) -> Any:
    renamed = RENAMED if make is result.RouteFlow else {}
    names = {renamed.get(field.name, field.name): field for field in fields(make)}  # type: ignore[arg-type]
    known: dict[str, Any] = {"legs": ()} if make is result.RouteFlow else {}
    for key, value in cells.items():
        if key in names:
            field = names[key]
            known[field.name] = _cell(value, str(field.type))
    return make(**known)


def _cell(value: Any, kind: str) -> Any:
    if value is None and kind == "float":
        return math.nan
    return tuple(_cell(item, "") for item in value) if isinstance(value, list) else value
