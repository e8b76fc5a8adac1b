"""The ledger: what was promised, where it says so, and whether it is done."""
