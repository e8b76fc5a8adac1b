"""The avoidance explorer: one page that shows how a way moves when countries and gates are barred."""

from lodeway.report.explorer.document import document
from lodeway.report.explorer.page import explore, ladder, render

__all__ = ["document", "explore", "ladder", "render"]
