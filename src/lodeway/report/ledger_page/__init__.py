"""The register as one HTML file: how far a target is, when what was promised, what is late, and the words that say so."""

from lodeway.report.ledger_page.page import write_register

__all__ = ["write_register"]
