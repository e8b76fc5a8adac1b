"""The register as others keep it: tables and lines of JSON."""

from lodeway.ledger.exchange.tables import flat, read_records, write_records

__all__ = ["flat", "read_records", "write_records"]
