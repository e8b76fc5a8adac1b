"""Numbers, tables and files that a plan's reader holds in hand. `write` is loaded when it is first used."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lodeway.report.writing import SIGN, write

__all__ = ["SIGN", "write"]


def __getattr__(name: str) -> Any:
    """Return a public name, loaded on first use."""
    if name not in __all__:
        raise AttributeError(f"module 'lodeway.report' has no attribute {name!r}")
    from lodeway.report import writing

    globals()[name] = getattr(writing, name)
    return globals()[name]
