"""Commitments as activities of the International Aid Transparency Initiative (IATI 2.03), out and in."""

from lodeway.ledger.exchange.iati.reading import read_iati
from lodeway.ledger.exchange.iati.rules import breaches
from lodeway.ledger.exchange.iati.writing import unplaced, write_iati

__all__ = ["breaches", "read_iati", "unplaced", "write_iati"]
