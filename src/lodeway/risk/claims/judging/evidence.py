"""What one source says of a claim for one year, and whether the claim holds by it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from lodeway.risk.claims.reading import Claim
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import find_area
from lodeway.risk.values import or_none

__all__ = ["ROUND", "Evidence", "Other", "compared", "judged", "share_holds", "verdict_of"]

POINTS = 0.005
"""A share that is stated in whole percent may be off by half a point either way,"""
CUT = 0.01
"""or have lost its decimals: 98.7 % is called 98 % and 99 %;"""
ROUND = 0.025
"""and it may be off by this much when it is a multiple of five, or thirds."""
WORDED = 0.1
"""A share that is told in words may be off by this part: 46 % and 54 % are called half."""
NEAR = 0.05
"""An amount that is stated as about so much may be off by this part,"""
CHANGE = 0.1
"""and a doubling, tripling or halving by this much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A country that is said to have more or less, and what it has."""

    country: str
    said: str
    """``more``, ``less`` or ``next``: the first to come after the country, or after the one before."""
    rank: int | None
    value: float
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one source says for one year."""

    source: str
    year: int
    rank: int | None
    value: float
    unit: str
    share: float
    holds: bool
    change: float = math.nan
    """Ratio to the amount of the claim's first year."""
    others: tuple[Other, ...] = ()
    """Countries that are said to have more or less."""
    before: float = math.nan
    """Share or amount of the year from which it is said to have risen or fallen."""
    before_year: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the row as ``lodeway risk claim --json`` prints it."""
        return {
            "source": self.source, "year": self.year, "rank": self.rank, "value": or_none(self.value), "unit": self.unit,
            "share": or_none(self.share), "change": or_none(self.change), "before": or_none(self.before), "before_year": self.before_year or None,
            "holds": self.holds,
            "others": [asdict(one) for one in self.others],
        }  # fmt: skip


def judged(
    claim: Claim, source: str, year: int, amount: float, others: dict[str, float], whole: float, unit: str
) -> Evidence:
    """Return what a source says of a country that has an amount of a whole, beside what others have, and whether the claim holds."""
    rank = 1 + sum(other > amount for other in others.values()) if amount > 0 else None
    share = amount / whole
    if claim.rank:
        holds = rank is not None and (rank <= claim.rank if claim.among else rank == claim.rank)
    elif not math.isnan(claim.tonnes):
        holds = _reaches(amount * data.in_tonnes(unit), claim.tonnes, claim.bound, NEAR)
    elif not math.isnan(claim.share):
        holds = share_holds(claim, share)
    else:
        holds = bool(claim.above or claim.below or claim.following or claim.move)
    beside = tuple(_beside(claim, amount, rank, others))
    holds = holds and all(one.holds for one in beside)
    return Evidence(
        source=source, year=year, rank=rank, value=amount, unit=unit, share=share, holds=holds, others=beside
    )


def _beside(claim: Claim, amount: float, mine: int | None, others: dict[str, float]) -> Iterator[Other]:
    """Yield what those have that are said to have more or less than a country's amount, or to come next."""
    for said, codes in (("more", claim.above), ("less", claim.below), ("next", claim.following)):
        for place, code in enumerate(codes, start=1):
            theirs = math.fsum(others.get(member, 0.0) for member in find_area(code).members)
            rank = 1 + (amount > theirs) + sum(other > theirs for iso3, other in others.items() if iso3 != code)
            holds = theirs > amount if said == "more" else theirs < amount
            if said == "next":
                holds = mine is not None and theirs > 0 and rank == mine + place
            yield Other(country=code, said=said, rank=rank if theirs > 0 else None, value=theirs, holds=holds)


def compared(claim: Claim, rows: Sequence[Evidence], year: int | None) -> tuple[Evidence, ...]:
    """Return the evidence of each year as it is, or of a change what one year says against an earlier."""
    if not math.isnan(claim.factor):
        return tuple(_changed(claim, rows))
    return tuple(_moved(claim, rows, year)) if claim.move else tuple(rows)


def _changed(claim: Claim, rows: Sequence[Evidence]) -> Iterator[Evidence]:
    """Yield by source the last year of a change against its first; nothing where a source lacks one of them."""
    for source in dict.fromkeys(row.source for row in rows):
        mine = {row.year: row for row in rows if row.source == source}
        last = claim.until or max(mine)
        first = mine.get(claim.since)
        if first is not None and last in mine and last > claim.since and first.value > 0:
            ratio = mine[last].value / first.value
            yield replace(mine[last], change=ratio, holds=_changes(claim, ratio))


def _moved(claim: Claim, rows: Sequence[Evidence], year: int | None) -> Iterator[Evidence]:
    """Yield by source the years in which something is said to have risen or fallen, held against the year since when, or the one before."""
    for source in dict.fromkeys(row.source for row in rows):
        mine = {row.year: row for row in rows if row.source == source}
        last = claim.until or max(mine)
        for when in [last] if claim.since else [year] if year is not None else sorted(mine):
            earlier = claim.since or when - 1
            if when not in mine or earlier not in mine or earlier >= when:
                continue
            now, then = mine[when], mine[earlier]
            was, has = (then.share, now.share) if claim.of_share else (then.value, now.value)
            moved = has > was if claim.move == "rose" else has < was
            if claim.start is not None:
                first = replace(claim, share=claim.start.value, tonnes=claim.start.value, bound=claim.start.bound, upper=claim.start.upper)  # fmt: skip
                moved = moved and (
                    share_holds(first, was)
                    if claim.of_share
                    else _reaches(was * data.in_tonnes(now.unit), first.tonnes, first.bound, NEAR)
                )
            yield replace(now, holds=now.holds and moved, before=was, before_year=earlier)


def _reaches(figure: float, stated: float, bound: str, near: float) -> bool:
    """Return whether a figure is what is stated of it; about so much is within a part of it."""
    if bound == "at least":
        return figure >= stated
    return figure <= stated if bound == "at most" else abs(figure - stated) <= near * stated


def _changes(claim: Claim, ratio: float) -> bool:
    """Return whether a ratio is the one that is claimed, and on the same side of 1: what fell by a tenth has not risen by less than a fifth."""
    if (ratio > 1) != (claim.factor > 1):
        return False
    if claim.bound != "about" or claim.factor in {0.5, 2.0, 3.0, 4.0}:
        return _reaches(ratio, claim.factor, claim.bound, CHANGE)
    part = abs(claim.factor - 1)
    coarse = math.isclose(part * 20, round(part * 20), abs_tol=1e-9)
    return abs(ratio - claim.factor) <= max(ROUND if coarse else POINTS, NEAR * part) + 1e-9


def share_holds(claim: Claim, share: float) -> bool:
    """Return whether a share is the one that is claimed, as coarsely as that is stated.

    Examples
    --------
    >>> from lodeway.risk.claims.reading import read_claim
    >>> [share_holds(read_claim("24 % of world production"), share) for share in (0.234, 0.236, 0.249, 0.251)]
    [False, True, True, False]
    """
    if claim.bound == "at least":
        return share >= claim.share
    if claim.bound == "at most":
        return share <= claim.share
    if claim.bound == "between":
        return claim.share - POINTS <= share <= claim.upper + POINTS
    if claim.bound == "in words":
        return abs(share - claim.share) <= WORDED * claim.share + 1e-9
    coarse = math.isclose(claim.share * 20, round(claim.share * 20), abs_tol=1e-9)
    coarse |= math.isclose(claim.share * 3, round(claim.share * 3), abs_tol=0.0015)  # a third, or two
    whole = math.isclose(claim.share * 100, round(claim.share * 100), abs_tol=1e-9)
    above = share - claim.share
    if coarse or not whole:
        return abs(above) <= (ROUND if coarse else POINTS) + 1e-9
    return -POINTS - 1e-9 <= above < CUT


def verdict_of(evidence: tuple[Evidence, ...]) -> str:
    """Return what all evidence together says of a claim, one of `lodeway.risk.claims.VERDICTS`.

    Examples
    --------
    >>> row = Evidence(source="baci", year=2024, rank=1, value=9.0, unit="t", share=1.0, holds=True)
    >>> verdict_of((row,)), verdict_of((row, replace(row, year=2023, holds=False))), verdict_of(())
    ('supported', 'depends on the year', 'not verifiable')
    """
    if not evidence:
        return "not verifiable"
    if all(row.holds for row in evidence):
        return "supported"
    if not any(row.holds for row in evidence):
        return "contradicted"
    by_source: dict[str, set[bool]] = {}
    for row in evidence:
        by_source.setdefault(row.source, set()).add(row.holds)
    return "depends on the year" if any(len(kinds) > 1 for kinds in by_source.values()) else "depends on the source"
