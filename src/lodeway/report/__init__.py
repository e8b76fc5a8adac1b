"""Numbers, tables and files that a plan's reader holds in hand."""

from lodeway.report.writing import write

__all__ = ["write"]
