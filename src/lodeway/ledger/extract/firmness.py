"""How firmly an amount is said: about, more than, up to, by the words before and after it."""

from __future__ import annotations

from dataclasses import replace

from lodeway.ledger.extract.amount import Amount, Page
from lodeway.ledger.extract.facts import qualifier_of

__all__ = ["qualified"]

CHANGE_REACH = 8
"""Words before "to" in which a verb of change makes it no upper bound: grew to 10 million."""


def qualified(page: Page, amount: Amount) -> Amount:
    """Return an amount with what the words before and after it say of its firmness."""
    if amount.qualifier != "exact" or amount.kind == "date":
        return amount
    after = page.words.match(page.tokens, amount.end, "qualifier-after")
    if page.words.match(page.tokens, amount.end, "comparison"):  # 11% lebih tinggi
        after = None
    if after and not page.tokens.parted(amount.end) and not _begins_another(page, after[1]):
        qualifier = qualifier_of(after[0].meaning)
        return replace(amount, qualifier=qualifier, end=after[1] if qualifier != "about" else amount.end)
    return _qualified_before(page, amount)


def _begins_another(page: Page, end: int) -> bool:
    """Return whether words that seem to follow an amount open the next one: three years and more than $100 billion."""
    found = page.words.match(page.tokens, end - 1, "qualifier-before")
    return found is not None and found[1] > end


def _qualified_before(page: Page, amount: Amount) -> Amount:
    at = amount.start
    for _ in range(3):
        found = page.words.before(page.tokens, at, "qualifier-before")
        if found is not None:
            qualifier = qualifier_of(found[0].meaning)
            if page.words.before(page.tokens, at, "spread"):  # split over three tranches
                return amount
            if qualifier == "up_to" and _changes(page, found[1]) and len(found[0].rest) == 0:
                return amount
            if amount.kind == "period" and page.tokens.words[found[1]] in page.words.settings.get("spans", ()):
                return amount
            wide = qualifier != "about" and not any(page.taken[found[1] : amount.start])
            return replace(amount, qualifier=qualifier, start=found[1] if wide else amount.start)
        passed = page.words.before(page.tokens, at, "skip")
        if passed is None:
            return amount
        at = passed[1]
    return amount


def _changes(page: Page, index: int) -> bool:
    """Return whether a verb of change stands shortly before a word."""
    for at in range(index - 1, max(-1, index - CHANGE_REACH - 1), -1):
        if page.tokens.words[at] in {".", ";", "。"}:
            return False
        if page.words.match(page.tokens, at, "change"):
            return True
    return False
