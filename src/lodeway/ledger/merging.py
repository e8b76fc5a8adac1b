"""Statements about the same promise, found by likeness across documents and languages: what a person may approve, with the reasons."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from lodeway.ledger.checks import Reading
from lodeway.ledger.checks.across import (
    CLOSE,
    ENOUGH,
    LADDER,
    QUALIFIERS,
    Observation,
    agree,
    around,
    countries_of,
    likeness,
    observations,
    same_name,
    statuses,
)
from lodeway.ledger.checks.claims import table
from lodeway.ledger.extract import LANGUAGES, Fact
from lodeway.ledger.register import Commitment, Link, Merge, Party, Register, Statement
from lodeway.ledger.register.records import STATUSES

if TYPE_CHECKING:
    from lodeway.ledger.extract.lexicon import Lexicon

__all__ = ["Proposal", "keep", "proposals"]

NEAR = 30
"""Days between two texts that may speak of the same agreement under two names, or two records of the same promise."""
MEETING = 4
"""Days that a meeting lasts at most."""
SAME = 0.02
"""Amounts of two records in one currency that differ by less are the same."""
LOOSE = 0.1
"""Sums in two currencies, or said with "about" or "more than", may differ by so much."""
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


@dataclass(frozen=True, slots=True)
class _Mention:
    """A sum or an agreement that a document names, and what stands around it."""

    reading: Reading
    fact: Fact
    countries: frozenset[str]
    near: tuple[Fact, ...]
    statuses: tuple[Fact, ...]
    words: frozenset[str]
    seen: Observation | None

    @property
    def place(self) -> tuple[str, int, int]:
        """Document and characters."""
        return (self.reading.id, self.fact.start, self.fact.end)


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
    linked = {row.record.id: register.merged(row.record.commitment) for row in register.read(Link) if row.record.about}
    gone = {row.record.id for row in register.read(Merge) if row.record.into}
    records = [row.record for row in register.read(Commitment) if row.record.id not in gone]
    mentions = [mention for one in readings for mention in _mentions(one)]
    found = [
        proposal
        for group in _groups(mentions)
        if (proposal := _proposal(group, ids, linked, records)) is not None and proposal.statements
    ]
    return [*found, *_twins(records)]


def keep(register: Register, found: Iterable[Proposal], *, approve: bool = False) -> list[int]:
    """Write proposals, each as proposed unless approved at once, and return the numbers of their events."""
    seqs = []
    for one in found:
        reason = "; ".join(one.reasons)
        if not one.into:
            seqs += register.add(one.commitment, approve=approve, reason=reason)
        elif not one.statements:
            seqs.append(register.merge(one.into, one.commitment.id, reason, approve=approve))
        if one.statements:
            seqs += register.link(one.statements, one.into or one.commitment.id, reason, approve=approve)
    return seqs


# -- what documents name ----------------------------------------------------------------------------------------------


def _mentions(reading: Reading) -> Iterator[_Mention]:
    seen = {one.place: one for one in observations(reading) if one.fact.kind == "money"}
    for fact in reading.facts:
        place = (reading.id, fact.start, fact.end)
        if fact.kind == "agreement" and fact.value:
            near = tuple(around(reading, fact))
            yield _Mention(
                reading=reading,
                fact=fact,
                countries=countries_of(near) or countries_of(reading.facts),
                near=near,
                statuses=tuple(statuses(reading, fact)),
                words=_words(str(fact.value)),
                seen=None,
            )
        elif place in seen and fact.kind == "money":
            near = tuple(around(reading, fact))
            told = tuple(one for one in near if one.kind == "status" and str(one.value) in LADDER)
            yield _Mention(reading, fact, seen[place].countries, near, told, frozenset(), seen[place])


def _words(name: str) -> frozenset[str]:
    """Return what an agreement's name says in any language: its kind and its topics.

    Examples
    --------
    >>> _words("AI Cooperation Partnership") == _words("Kemitraan Kerja Sama AI") == _words("партнёрство в сфере ИИ") == {"partnership", "AI"}
    True
    """
    from lodeway.ledger.extract.lexicon import lexicon

    topics = {topic for topic, pattern in table("topics.csv") if pattern.search(name)}
    return frozenset(topics | {kind for code in LANGUAGES for kind in _kinds(lexicon(code), name)})


def _kinds(words: Lexicon, name: str) -> Iterator[str]:
    from lodeway.ledger.extract.tokens import tokenise

    tokens = tokenise(name)
    for index in range(len(tokens)):
        found = words.match(tokens, index, "agreement-word")
        if found and found[0].meaning:
            yield found[0].meaning


def _groups(mentions: Sequence[_Mention]) -> list[list[_Mention]]:
    """Return mentions that are alike, directly or through others, each group in the order of the documents."""
    root = list(range(len(mentions)))

    def top(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    for one, other in _candidates(mentions):
        if _alike(mentions[one], mentions[other]):
            root[top(other)] = top(one)
    groups: dict[int, list[_Mention]] = defaultdict(list)
    for number, mention in enumerate(mentions):
        groups[top(number)].append(mention)
    return list(groups.values())


def _candidates(mentions: Sequence[_Mention]) -> Iterator[tuple[int, int]]:
    """Yield pairs that could be alike: agreements, and sums whose ranges overlap, so that a great register asks of few."""
    agreements = [number for number, one in enumerate(mentions) if one.seen is None]
    yield from combinations(agreements, 2)
    sums = sorted((one.seen.low, one.seen.high, number) for number, one in enumerate(mentions) if one.seen is not None)
    for at, (_, high, number) in enumerate(sums):
        for low, _, other in sums[at + 1 :]:
            if low > high * (1 + CLOSE):
                break
            yield min(number, other), max(number, other)


def _alike(one: _Mention, other: _Mention) -> bool:
    if one.seen is not None and other.seen is not None:
        if (
            one.seen.family != other.seen.family
            or not agree(one.seen, other.seen)
            or not _as_much(one.seen, other.seen)
        ):
            return False
        if one.reading is other.reading:
            return one.fact.value == other.fact.value and one.fact.unit == other.fact.unit
        common = one.countries & other.countries or one.seen.agreements & other.seen.agreements
        return bool(common) and likeness(one.seen, other.seen) >= ENOUGH
    if one.seen is not None or other.seen is not None:
        return False
    if same_name(str(one.fact.value), str(other.fact.value)):
        return True
    topical = len(one.words & other.words) >= 2 and one.words & {topic for topic, _ in table("topics.csv")}
    days = abs((one.reading.day - other.reading.day).days) if one.reading.day and other.reading.day else 0
    return bool(topical and one.countries & other.countries and days <= NEAR)


def _as_much(one: Observation, other: Observation) -> bool:
    """Return whether two sums are as near to each other as rounding, a rate or a word such as "about" explains."""
    loose = one.fact.unit != other.fact.unit or {one.fact.qualifier, other.fact.qualifier} != {"exact"}
    return abs(_stated(one) / _stated(other) - 1) <= (LOOSE if loose else SAME)


def _stated(one: Observation) -> float:
    """Return the sum itself in the family's unit, without what its qualifier adds."""
    if isinstance(one.fact.value, tuple):
        return one.middle
    return one.low / QUALIFIERS.get(one.fact.qualifier, (1 - CLOSE / 2, 1.0))[0]


# -- what they make together ------------------------------------------------------------------------------------------


def _proposal(
    group: list[_Mention],
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
    known = Counter(linked[name] for name in names if name in linked)
    made = _commitment(group, sources, min(ends, default=""))
    record = next((row for row in records if row.id in known or row.id == made.id or _twin(row, made)), None)
    into = record.id if record else ""
    fresh = tuple(dict.fromkeys(name for name in names if name not in linked))
    reasons = _reasons(group, sources, made)
    if record is not None:
        reasons = (*reasons, f"{record.id} is the same: {record.title}")
    return Proposal(made, into, fresh, reasons)


def _statements(mention: _Mention, ids: dict[tuple[str, int, int, str], str]) -> Iterator[str]:
    """Yield the statements that a mention holds: the sum or name, what it is converted to, how far it is and until when."""
    span = [mention.fact.start, mention.fact.end]
    belongs = [mention.fact, *mention.statuses]
    belongs += [one for one in mention.near if "until" in one.detail or one.detail.get("direction") == "ahead"]
    belongs += [one for one in mention.reading.facts if one.kind == "money" and one.detail.get("converts") == span]
    for fact in belongs:
        name = ids.get((mention.reading.id, fact.start, fact.end, fact.kind))
        if name:
            yield name


def _commitment(group: list[_Mention], sources: list[str], until: str) -> Commitment:
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
    key = "\n".join("{}\n{}\n{}".format(*place) for place in sorted(mention.place for mention in group)[:1])
    money = first.kind == "money"
    amount, qualifier = _amount(first) if money else (None, "")
    title = f"{_round(amount)} {first.unit}" if money and amount is not None else str(_longest(group))
    return Commitment(
        id=f"p-{hashlib.sha256(key.encode()).hexdigest()[:10]}",
        title=f"{title}: {', '.join(_named(code) for code in countries)}" if countries else title,
        parties=tuple(Party(name=code) for code in countries),
        kind="" if money else "agreement",
        amount=amount,
        currency=first.unit if money else "",
        qualifier=qualifier,
        stock=_stock(group),
        status=status if status in STATUSES else "announced",
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
    return float(fact.value), fact.qualifier  # type: ignore[arg-type]


def _longest(group: list[_Mention]) -> str:
    return max((str(mention.fact.value) for mention in group), key=len)


def _stock(group: list[_Mention]) -> str:
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


def _meeting(group: list[_Mention]) -> tuple[str, str]:
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
            if len(part) == 10 and part[:4].isdigit():
                yield date.fromisoformat(part)


def _reasons(group: list[_Mention], sources: list[str], made: Commitment) -> tuple[str, ...]:
    """Return in words what the mentions have in common, and where they differ."""
    firsts = {source: next(one for one in group if one.reading.id == source) for source in sources}
    found = [", ".join(f"{source} says {one.fact.text}" for source, one in firsts.items())]
    if len(sources) > 1:
        shared = frozenset.intersection(*(one.countries for one in group))
        if shared:
            found.append(f"all name {', '.join(_named(code) for code in sorted(shared))}")
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


def _named(code: str) -> str:
    from lodeway.ledger.extract.cldr import country_name

    return country_name(code)


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
    if one.id in (other.part_of,) or other.id in (one.part_of,) or (one.part_of and one.part_of == other.part_of):
        return False
    mine, theirs = ({party.name for party in row.parties} for row in (one, other))
    days = [row.announced for row in (one, other)]
    if not all(len(day) == 10 for day in days) or len(mine & theirs) < 2:
        return False
    return abs((date.fromisoformat(days[0]) - date.fromisoformat(days[1])).days) <= NEAR


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
