"""Numbers, tables and files that a plan's reader holds in hand."""

from lodeway.report.writing import SIGN, write

__all__ = ["SIGN", "write"]
