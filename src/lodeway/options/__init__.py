"""Supply options: tracts and undeveloped deposits as dated, uncertain additions to a plan, and what knowing more is worth."""

from lodeway.options.branches import Branch, branches, explored
from lodeway.options.cases import write_cases
from lodeway.options.known import Deposit, Known, Project, known
from lodeway.options.rows import case_text, expected_mine, mine, site, with_rows
from lodeway.options.tracts import Prospect, read_prospects
from lodeway.options.worth import Worth, charge, worth

__all__ = [
    "Branch",
    "Deposit",
    "Known",
    "Project",
    "Prospect",
    "Worth",
    "branches",
    "case_text",
    "charge",
    "expected_mine",
    "explored",
    "known",
    "mine",
    "read_prospects",
    "site",
    "with_rows",
    "worth",
    "write_cases",
]
