"""Checks of what sources say: against reference rates, against their own sums, against each other, against the atlas."""

from lodeway.ledger.checks.across import compare
from lodeway.ledger.checks.arithmetic import sums
from lodeway.ledger.checks.claims import claims
from lodeway.ledger.checks.conversions import conversion, conversions
from lodeway.ledger.checks.model import KINDS, VERDICTS, Finding, Reading

__all__ = ["KINDS", "VERDICTS", "Finding", "Reading", "check", "claims", "compare", "conversion", "conversions", "sums"]


def check(readings: list[Reading]) -> list[Finding]:
    """Return what every check finds in some documents, each finding with its evidence.

    Examples
    --------
    >>> from datetime import date
    >>> from lodeway.ledger.extract import extract
    >>> day = date(2025, 12, 20)
    >>> texts = {"a": "Japan plans projects of 3 trillion yen in Central Asia in five years.",
    ...          "b": "Japan plans projects of 30 trillion yen in Central Asia in five years."}
    >>> readings = [Reading(id=name, text=text, published=day, facts=extract(text, language="en", published=day))
    ...             for name, text in texts.items()]
    >>> for finding in check(readings):
    ...     print(finding.kind, finding.verdict, finding.message)
    across conflict a says 3 trillion yen, b says 30 trillion yen: one is ten times the other
    """
    alone = [finding for one in readings for ask in (conversions, sums, claims) for finding in ask(one)]
    return [*alone, *compare(readings)]
