"""Map pages of answers: routes with their legs, and what is reached from a place at what cost."""

from lodeway.report.map_page.reach import write_reach
from lodeway.report.map_page.routes import write_routes

__all__ = ["write_reach", "write_routes"]
