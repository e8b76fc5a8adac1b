"""The avoidance explorer: one page that shows how a way moves when countries and gates are barred."""

from lodeway.report.explorer.document import document

__all__ = ["document"]
