"""The register as others keep it: tables, lines of JSON, IATI, PROV-JSON."""

from lodeway.ledger.exchange.iati import breaches, read_iati, unplaced, write_iati
from lodeway.ledger.exchange.prov import write_prov
from lodeway.ledger.exchange.tables import flat, read_records, write_records

__all__ = ["breaches", "flat", "read_iati", "read_records", "unplaced", "write_iati", "write_prov", "write_records"]
