"""The register: append-only, sealed, in a file or on a server."""

from lodeway.ledger.register.backup import back_up, restore
from lodeway.ledger.register.chain import Event, Finding, Head
from lodeway.ledger.register.records import (
    Check,
    Commitment,
    Delivery,
    Link,
    Merge,
    Party,
    Record,
    Source,
    Statement,
)
from lodeway.ledger.register.register import Kept, Register, open_register

__all__ = [
    "Check",
    "Commitment",
    "Delivery",
    "Event",
    "Finding",
    "Head",
    "Kept",
    "Link",
    "Merge",
    "Party",
    "Record",
    "Register",
    "Source",
    "Statement",
    "back_up",
    "open_register",
    "restore",
]
