"""Statements about the same promise, found by likeness across documents and languages: what a person may approve, with the reasons."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from lodeway.ledger.checks import Reading
from lodeway.ledger.checks.across import LADDER, countries_of
from lodeway.ledger.checks.model import WHOLE, days_apart
from lodeway.ledger.checks.vocabulary import table
from lodeway.ledger.extract import Fact
from lodeway.ledger.extract.cldr import country_name
from lodeway.ledger.mentions import NEAR, SAME, Mention, groups, mentions
from lodeway.ledger.register import Commitment, Link, Party, Register, Statement

__all__ = ["Proposal", "keep", "proposals"]

MEETING = 4
"""Days that a meeting lasts at most."""
STANDS_FOR = {"planned": "expected", "launched": "signed", "joined": "signed"}
"""The step of a commitment's ladder that a status word of a text stands for, where it is not the word itself."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Statements, or records, that seem to be about one promise.

    Parameters
    ----------
    commitment
        What they make together; or, with ``into``, the record that seems to be the same as another one.
    into
        Id of a commitment of the register that is this one already; empty where there is none.
    statements
        Ids of the statements about it that are not linked with it yet.
    reasons
        Why, each in words.
    """

    commitment: Commitment
    into: str
    statements: tuple[str, ...]
    reasons: tuple[str, ...]


def proposals(register: Register, readings: Sequence[Reading]) -> list[Proposal]:
    """Return what seems to be one promise: statements of several documents, statements and a record, or two records.

    Notes
    -----
    Sums are alike when their ranges overlap at the rates of their days and what they are about is alike, as in the check across sources: countries,
    years, periods, agreements, status. Agreements are alike by name, or by kind and topic (a partnership on AI in three languages) with a common country
    within thirty days. Statements that only their own document makes are proposed too where it says how far the promise is, or until when. Nothing is written.

    Examples
    --------
    >>> from datetime import date
    >>> from lodeway.ledger.extract import extract
    >>> from lodeway.ledger.register import Source, open_register
    >>> from lodeway.ledger.reading import readings
    >>> day = date(2025, 12, 20)
    >>> texts = {"en": "Japan set a goal of 3 trillion yen in Central Asia over five years.", "ja": "日本は中央アジアで5年間に3兆円の事業を目指す。"}
    >>> with open_register(":memory:", author="desk") as register:
    ...     for code, text in texts.items():
    ...         source = Source(id=code, published="2025-12-20", language=code, digest=register.add_text(text))
    ...         facts = extract(text, language=code, published=day)
    ...         rows = [Statement(id=Statement.name(code, f.start, f.end, f.kind), source=code, start=f.start, end=f.end, text=f.text,
    ...                           kind=f.kind, value=f.value, unit=f.unit, detail=dict(f.detail)) for f in facts]
    ...         _ = register.add(source, *rows)
    ...     (found,) = proposals(register, readings(register))
    >>> found.commitment.title, len(found.statements), found.reasons[0]
    ('3 trillion JPY: Japan, Kazakhstan, Kyrgyzstan, Tajikistan, Turkmenistan, Uzbekistan', 3, 'en says 3 trillion yen, ja says 3兆円')
    """
    ids = {
        (row.record.source, row.record.start, row.record.end, row.record.kind): row.record.id
        for row in register.read(Statement)
    }
    records = [row.record for row in register.standing()]
    standing = {row.id for row in records}
    refused = {row.record.id for row in register.dropped(Commitment)}
    ties = {row.record.id: register.merged(row.record.commitment) for row in register.read(Link) if row.record.about}
    linked = {statement: commitment for statement, commitment in ties.items() if commitment in standing}
    named = [mention for one in readings for mention in mentions(one)]
    found = [
        proposal
        for group in groups(named)
        if (proposal := _proposal(group, ids, linked, records)) is not None and proposal.statements
        if proposal.into or proposal.commitment.id not in refused
    ]
    return [*found, *_twins(records)]


def keep(register: Register, found: Iterable[Proposal], *, approve: bool = False) -> list[int]:
    """Write proposals, each as proposed unless approved at once, and return the numbers of their events.

    All events of a proposal are written together: a process that is killed leaves no commitment without its statements.
    """
    seqs = []
    for one in found:
        reason = "; ".join(one.reasons)
        if not one.into:
            seqs += register.gather(one.commitment, one.statements, reason, approve=approve)
        elif one.statements:
            seqs += register.link(one.statements, one.into, reason, approve=approve)
        else:
            seqs.append(register.merge(one.into, one.commitment.id, reason, approve=approve))
    return seqs


# -- what they make together ------------------------------------------------------------------------------------------


def _proposal(
    group: list[Mention],
    ids: dict[tuple[str, int, int, str], str],
    linked: dict[str, str],
    records: Sequence[Commitment],
) -> Proposal | None:
    """Return what a group of mentions makes, None where it is no promise that anybody could be held to."""
    sources = list(dict.fromkeys(one.reading.id for one in group))
    ends = [str(one.detail["until"]) for mention in group for one in mention.near if "until" in one.detail]
    if len(sources) == 1 and not ends and not any(mention.statuses for mention in group):
        return None
    names = [name for mention in group for name in _statements(mention, ids)]
    known = {linked[name] for name in names if name in linked}
    made = _commitment(group, sources, min(ends, default=""))
    record = next((row for row in records if row.id in known or row.id == made.id or _twin(row, made)), None)
    into = record.id if record else ""
    fresh = tuple(dict.fromkeys(name for name in names if name not in linked))
    reasons = _reasons(group, sources, made)
    if record is not None:
        reasons = (*reasons, f"{record.id} is the same: {record.title}")
    return Proposal(made, into, fresh, reasons)


def _statements(mention: Mention, ids: dict[tuple[str, int, int, str], str]) -> Iterator[str]:
    """Yield the statements that a mention holds: the sum or name, what it is converted to, how far it is and until when."""
    span = [mention.fact.start, mention.fact.end]
    belongs = [mention.fact, *mention.statuses]
    belongs += [one for one in mention.near if "until" in one.detail or one.detail.get("direction") == "ahead"]
    belongs += [one for one in mention.reading.facts if one.kind == "money" and one.detail.get("converts") == span]
    for fact in belongs:
        name = ids.get((mention.reading.id, fact.start, fact.end, fact.kind))
        if name:
            yield name


def _commitment(group: list[Mention], sources: list[str], until: str) -> Commitment:
    """Return the record that a group of mentions makes; what no text says stays unknown."""
    first = group[0].fact
    own = {name for mention in group for name in countries_of(mention.near)}
    countries = sorted(own or frozenset.intersection(*(mention.countries for mention in group)))
    days = sorted(mention.reading.day for mention in group if mention.reading.day)
    told = sorted(
        ((LADDER[str(fact.value)], mention.reading.day or date.min, str(fact.value)) for mention in group for fact in mention.statuses),
    )  # fmt: skip
    status = STANDS_FOR.get(told[-1][2], told[-1][2]) if told else "announced"
    start, end = _meeting(group)
    key = "{}\n{}\n{}".format(*min(mention.place for mention in group))
    money = first.kind == "money"
    amount, qualifier = _amount(first) if money else (None, "")
    title = f"{_round(amount)} {first.unit}" if money and amount is not None else str(_longest(group))
    return Commitment(
        id=f"p-{hashlib.sha256(key.encode()).hexdigest()[:10]}",
        title=f"{title}: {', '.join(country_name(code) for code in countries)}" if countries else title,
        parties=tuple(Party(name=code) for code in countries),
        kind="" if money else "agreement",
        amount=amount,
        currency=first.unit if money else "",
        qualifier=qualifier,
        stock=_stock(group),
        status=status,
        status_date=told[-1][1].isoformat() if told and told[-1][1] != date.min else "",
        announced=days[0].isoformat() if days else "",
        meeting_start=start,
        meeting_end=end,
        deadline=until,
        sources=tuple(sources),
        note="put together from statements by likeness",
    )


def _amount(fact: Fact) -> tuple[float, str]:
    """Return the sum of a fact, the lower end of a range, and how firm it is."""
    if isinstance(fact.value, tuple):
        return float(fact.value[0]), "range"
    return fact.number, fact.qualifier


def _longest(group: list[Mention]) -> str:
    return max((str(mention.fact.value) for mention in group), key=len)


def _stock(group: list[Mention]) -> str:
    """Return whether sentences speak of a total that stands or of something new, by their own words."""
    if group[0].fact.kind != "money":
        return "unknown"
    kinds = {
        kind
        for mention in group
        for kind, pattern in table("stocks.csv")
        if pattern.search(mention.reading.text[slice(*mention.reading.sentence(mention.fact))])
    }
    return kinds.pop() if len(kinds) == 1 else "unknown"


def _meeting(group: list[Mention]) -> tuple[str, str]:
    """Return first and last day of the meeting that documents tell of: days that lie as far apart as one of them says that it lasts."""
    days = sorted({day for mention in group for day in _days(mention.reading)})
    lasts = {
        int(fact.value)
        for mention in group
        for fact in mention.reading.facts
        if fact.kind == "period" and fact.unit == "d" and isinstance(fact.value, int | float)
    }
    for one, other in combinations(days, 2):
        if (other - one).days + 1 in lasts and (other - one).days < MEETING:
            return one.isoformat(), other.isoformat()
    return "", ""


def _days(reading: Reading) -> Iterator[date]:
    """Yield the whole dates of a document, both ends of an interval."""
    for fact in reading.facts:
        for part in str(fact.value).split("/") if fact.kind == "date" else ():
            if WHOLE.fullmatch(part):
                yield date.fromisoformat(part)


def _reasons(group: list[Mention], sources: list[str], made: Commitment) -> tuple[str, ...]:
    """Return in words what the mentions have in common, and where they differ."""
    firsts = {source: next(one for one in group if one.reading.id == source) for source in sources}
    found = [", ".join(f"{source} says {one.fact.text}" for source, one in firsts.items())]
    if len(sources) > 1:
        shared = frozenset.intersection(*(one.countries for one in group))
        if shared:
            found.append(f"all name {', '.join(country_name(code) for code in sorted(shared))}")
        if any(one.countries != shared for one in firsts.values()):
            found += [
                f"{source} names {', '.join(country_name(code) for code in sorted(one.countries)) or 'no country'}"
                for source, one in firsts.items()
            ]
        days = sorted(one.reading.day for one in group if one.reading.day)
        if days:
            found.append(f"within {(days[-1] - days[0]).days} days")
    if made.meeting_start:
        found.append(f"one meeting, {made.meeting_start} to {made.meeting_end}")
    moved = {
        (one.reading.day.isoformat() if one.reading.day else "", str(fact.value)) for one in group for fact in one.statuses
    }  # fmt: skip
    if moved:
        found.append("status: " + ", ".join(f"{word} ({day})" if day else word for day, word in sorted(moved)))
    return tuple(found)


def _round(amount: float | None) -> str:
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if amount is not None and amount >= size:
            return f"{amount / size:.12g} {word}"
    return f"{amount or 0:,.0f}"


# -- records against each other ---------------------------------------------------------------------------------------


def _twin(one: Commitment, other: Commitment) -> bool:
    """Return whether two records are the same promise: the same sum, a common party, days that are near, neither part of the other."""
    if one.amount is None or other.amount is None or one.currency != other.currency or not one.amount:
        return False
    if abs(other.amount / one.amount - 1) > SAME or {one.stock, other.stock} == {"stock", "flow"}:
        return False
    if one.id == other.part_of or other.id == one.part_of or (one.part_of and one.part_of == other.part_of):
        return False
    mine, theirs = ({party.name for party in row.parties} for row in (one, other))
    days = [row.announced for row in (one, other)]
    if not all(len(day) == 10 for day in days) or len(mine & theirs) < 2:
        return False
    return days_apart(*map(date.fromisoformat, days)) <= NEAR


def _twins(records: Sequence[Commitment]) -> Iterator[Proposal]:
    """Yield records that seem to be the same promise written down twice."""
    by_currency: dict[str, list[Commitment]] = defaultdict(list)
    for row in records:
        if row.amount is not None:
            by_currency[row.currency].append(row)
    for rows in by_currency.values():
        for one, other in combinations(rows, 2):
            if _twin(one, other) and set(one.title.split()) & set(other.title.split()):
                both = sorted({party.name for party in one.parties} & {party.name for party in other.parties})
                reasons = (
                    f"both say {_round(other.amount)} {other.currency}",
                    f"both name {', '.join(both)}",
                    f"announced {one.announced} and {other.announced}",
                )
                yield Proposal(other, one.id, (), reasons)
