"""What people say of rank, share, change and amount: read, and judged by production and by trade."""

from lodeway.risk.claims.checking import VERDICTS, Claim, Evidence, Verdict, check_claim, read_claim

__all__ = ["VERDICTS", "Claim", "Evidence", "Verdict", "check_claim", "read_claim"]
