"""Files that a command is told to write or read: looked at before the work, so that a slip costs no waiting."""

from __future__ import annotations

from pathlib import Path

__all__ = ["check_out"]


def check_out(path: Path | None, *endings: str) -> None:
    """Return when a file can be written there; without a path there is nothing to write.

    Parameters
    ----------
    path
        File to write.
    endings
        Those that its name may have.

    Raises
    ------
    UsageError
        When its folder does not exist or its ending is another: like any file or folder that is named and not there.

    Examples
    --------
    >>> check_out(Path("way.html"), ".html")
    >>> check_out(Path("way.pdf"), ".html")
    Traceback (most recent call last):
    lodeway.errors.UsageError: way.pdf: unknown format '.pdf'; allowed: .html
    """
    from lodeway.errors import UsageError

    if path is None:
        return
    if path.suffix.lower() not in endings:
        raise UsageError(f"{path}: unknown format {path.suffix!r}; allowed: {', '.join(endings)}")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: folder {path.parent} does not exist")
