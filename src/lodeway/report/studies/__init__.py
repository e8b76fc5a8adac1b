"""What a study shows: sentences, drawings and tables, as text, JSON, CSV and one page."""

from lodeway.report.studies.near import show_near
from lodeway.report.studies.pareto import show_front
from lodeway.report.studies.partners import show_partners
from lodeway.report.studies.secure import show_secure
from lodeway.report.studies.shape import Shown
from lodeway.report.studies.tornado import show_tornado
from lodeway.report.studies.writing import SIGN, document, summary, write

__all__ = [
    "SIGN",
    "Shown",
    "document",
    "show_front",
    "show_near",
    "show_partners",
    "show_secure",
    "show_tornado",
    "summary",
    "write",
]
