"""The tables of the report, one kind a module, and all of them for a plan and for a case against its base."""

from lodeway.report.tables.cases import case_tables, difference_tables

__all__ = ["case_tables", "difference_tables"]
