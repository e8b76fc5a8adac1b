"""Documents: files of five formats to text with its language and origin; copies of one story told apart from independent sources."""

from __future__ import annotations

from lodeway.ledger.documents.copies import group_copies
from lodeway.ledger.documents.model import FORMATS, Document
from lodeway.ledger.documents.reading import LARGEST, LONGEST, read_document

__all__ = ["FORMATS", "LARGEST", "LONGEST", "Document", "group_copies", "read_document"]
