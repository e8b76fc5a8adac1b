"""Scenarios that ship with Lodeway, and where a scenario is."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from lodeway.errors import UsageError
from lodeway.scenario.places import hint

__all__ = ["examples", "is_example", "locate", "new"]

_FOLDER = Path(__file__).parent.parent / "examples"


@cache
def examples() -> tuple[str, ...]:
    """Return the names of the examples.

    Examples
    --------
    >>> "central-asia" in examples()
    True
    """
    return tuple(sorted(path.parent.name for path in _FOLDER.glob("*/scenario.toml")))


def locate(folder: str | Path) -> Path:
    """Return where a scenario is: a folder, a workbook, or else the example of that name.

    Raises
    ------
    UsageError
        When there is none.

    Examples
    --------
    >>> locate("central-asia").name
    'central-asia'
    """
    path = Path(folder)
    if path.is_dir() or (path.is_file() and path.suffix.lower() in (".xlsx", ".xlsm")):
        return path
    if path.is_file():
        raise UsageError(f"{path} is neither a folder nor a workbook (.xlsx)")
    if str(folder) in examples():
        return _FOLDER / str(folder)
    raise UsageError(
        f"no folder, workbook or example {str(folder)!r}; {hint(str(folder), examples(), name='examples')}"
    )


def is_example(folder: Path) -> bool:
    """Return whether a folder, by whatever path, is one of the examples that ship with Lodeway.

    Examples
    --------
    >>> is_example(locate("central-asia")), is_example(Path("central-asia"))
    (True, False)
    """
    return folder.resolve().is_relative_to(_FOLDER.resolve())


def new(name: str | Path, example: str) -> Path:
    """Copy an example to a new folder and return that folder.

    Parameters
    ----------
    name
        Folder to make; it must not exist yet.
    example
        Name of an example.

    Raises
    ------
    UsageError
        When the folder exists or the example does not.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as scratch:
    ...     (new(f"{scratch}/mine", "central-asia") / "scenario.toml").is_file()
    True
    """
    target = Path(name)
    if example not in examples():
        raise UsageError(f"no example {example!r}; {hint(example, examples(), name='examples')}")
    if target.exists():
        raise UsageError(f"{target} exists already; choose another name")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".lodeway-") as scratch:
        copy = Path(scratch) / target.name
        shutil.copytree(_FOLDER / example, copy)
        copy.rename(target)
    return target
