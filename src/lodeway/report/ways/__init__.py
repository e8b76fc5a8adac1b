"""Ways between places as answers: found from the words that people use, told in sentences, tables and pages."""

from lodeway.report.ways.finding import Ways, find_route
from lodeway.report.ways.pairs import Pairs, find_matrix

__all__ = ["Pairs", "Ways", "find_matrix", "find_route"]
