"""What a register holds: sources, statements, commitments, deliveries, checks and what ties them.

Dates are ISO 8601 and may stop at the month or the year (``2025-12``, ``2025``): what a source does not say is not filled in.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

from lodeway.errors import Fault, InputError

__all__ = [
    "KINDS",
    "NATURES",
    "QUALIFIERS",
    "STATUSES",
    "Check",
    "Commitment",
    "Delivery",
    "Link",
    "Merge",
    "Party",
    "Record",
    "Source",
    "Statement",
    "canonical",
    "read_record",
]

STATUSES = ("expected", "announced", "signed", "committed", "in_force", "delivered", "suspended", "cancelled")
"""The ladder of a commitment; the last two are ways off it."""
NATURES = ("state", "private", "joint", "unknown")
QUALIFIERS = (
    "",
    "exact",
    "about",
    "more_than",
    "less_than",
    "up_to",
    "range",
    "several",
    "tens_of",
    "hundreds_of",
    "thousands_of",
)
VERDICTS = ("supported", "contradicted", "depends_on_year", "not_verifiable", "conflict", "consistent")
STOCKS = ("flow", "stock", "unknown")
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
CURRENCY = re.compile(r"[A-Z]{3}")
ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(values: Mapping[str, Any]) -> str:
    """Return the one way in which values are written as JSON, so that their digest is the same everywhere.

    Examples
    --------
    >>> canonical({"b": 1, "a": "é"})
    '{"a":"é","b":1}'
    """
    return ENCODER.encode(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One thing of the register; its fields are its content, its id never changes."""

    KIND: ClassVar[str]
    DATES: ClassVar[tuple[str, ...]] = ()
    CHOICES: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    id: str = ""

    @property
    def about(self) -> str:
        """Return the id of the record that this one belongs to, empty if to none."""
        return ""

    def body(self) -> str:
        """Return the content as canonical JSON, without the id and without what is left at its default."""
        values = {}
        for name, default in _defaults(self.KIND):
            value = getattr(self, name)
            if value != default:
                values[name] = [dataclasses.asdict(part) for part in value] if name == "parties" else value
        return canonical(values)

    def faults(self) -> list[Fault]:
        """Return everything that is wrong with the content, one fault a field."""
        found = []
        if not self.id:
            found.append(self._fault("id", "", "a name", "every record has an id"))
        for name in self.DATES:
            value = getattr(self, name)
            if value and not DATE.fullmatch(value):
                found.append(self._fault(name, value, "YYYY, YYYY-MM or YYYY-MM-DD", "not a date"))
        for name, allowed in self.CHOICES.items():
            value = getattr(self, name)
            if value not in allowed:
                found.append(self._fault(name, value, ", ".join(word for word in allowed if word), "not one of these"))
        return found

    def _fault(self, column: str, found: object, allowed: str, message: str) -> Fault:
        return Fault(file=f"{self.KIND} {self.id}", column=column, found=str(found), allowed=allowed, message=message)


@cache
def _defaults(kind: str) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a kind of record but its id, each with its default."""
    fields = [row for row in dataclasses.fields(KINDS[kind]) if row.name != "id"]
    return tuple((row.name, _default(row)) for row in fields)


@cache
def _names(kind: str) -> frozenset[str]:
    return frozenset(name for name, _ in _defaults(kind))


def _default(row: dataclasses.Field[Any]) -> Any:
    if row.default_factory is not dataclasses.MISSING:
        return row.default_factory()
    return None if row.default is dataclasses.MISSING else row.default


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Record):
    """Where something is said: a document or a page.

    The text itself is kept beside, under its digest, where one may keep it.
    """

    KIND: ClassVar[str] = "source"
    DATES: ClassVar[tuple[str, ...]] = ("published", "retrieved")

    title: str = ""
    address: str = ""
    publisher: str = ""
    agency: str = ""
    """Who wrote what the publisher prints: copies of one agency's story count once."""
    language: str = ""
    """ISO 639-1."""
    published: str = ""
    retrieved: str = ""
    digest: str = ""
    """SHA-256 of the text as UTF-8; empty where the text is not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Record):
    """A value as a source gives it, with the very words that say so.

    Its id follows from source, place and kind, so that reading a document twice states nothing twice.
    """

    KIND: ClassVar[str] = "statement"
    DATES: ClassVar[tuple[str, ...]] = ("announced", "valid_from", "valid_to")
    CHOICES: ClassVar[Mapping[str, tuple[str, ...]]] = {"qualifier": QUALIFIERS}

    source: str
    start: int = 0
    """First character of the words in the source's text."""
    end: int = 0
    """First character after them."""
    text: str = ""
    kind: str = ""
    """What kind of value it is, such as money or date."""
    value: float | str | tuple[float, float] | None = None
    """A number, two for a range, an ISO date or code, or a name."""
    unit: str = ""
    qualifier: str = ""
    asserted_by: str = ""
    """Who says so according to the source; empty: the source itself."""
    announced: str = ""
    valid_from: str = ""
    valid_to: str = ""
    confidence: float = 1.0
    rule: str = ""
    """What read it: the rule or model, or ``person``."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """What else the text says of the value, such as what it converts."""

    @property
    def about(self) -> str:
        """Return the source's id."""
        return self.source

    def faults(self) -> list[Fault]:
        """Return what is wrong: besides fields of their own, words that are not as long as their place."""
        found = Record.faults(self)
        if not 0 <= self.start <= self.end:
            found.append(self._fault("start", f"{self.start}:{self.end}", "0 <= start <= end", "no place in a text"))
        elif len(self.text) != self.end - self.start:
            found.append(
                self._fault("text", self.text, f"{self.end - self.start} characters", "not as long as its place")
            )
        if not 0 <= self.confidence <= 1:
            found.append(self._fault("confidence", self.confidence, "0 to 1", "no share"))
        return found

    @staticmethod
    def name(source: str, start: int, end: int, kind: str) -> str:
        """Return the id of what a source states at a place.

        Examples
        --------
        >>> Statement.name("agency-2025", 12, 20, "money")
        's-c225f61ff36b'
        """
        return "s-" + hashlib.sha256(f"{source}\n{start}\n{end}\n{kind}".encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who takes part in a commitment, and how."""

    name: str
    """ISO 3166 alpha-3, ``EU``, or an organisation's name."""
    role: str = "partner"
    """Such as partner, provider, recipient, implementer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Record):
    """What somebody promised: the view that is merged from every statement about it."""

    KIND: ClassVar[str] = "commitment"
    DATES: ClassVar[tuple[str, ...]] = ("meeting_start", "meeting_end", "announced", "status_date", "deadline")
    CHOICES: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "status": STATUSES,
        "nature": NATURES,
        "qualifier": QUALIFIERS,
        "stock": STOCKS,
    }

    title: str
    parties: tuple[Party, ...] = ()
    actors: str = ""
    kind: str = ""
    """Such as target, agreement, mou, loan, grant, investment, deal, programme, offtake."""
    pillar: str = ""
    minerals: tuple[str, ...] = ()
    place: str = ""
    meeting: str = ""
    meeting_start: str = ""
    meeting_end: str = ""
    amount: float | None = None
    currency: str = ""
    qualifier: str = ""
    nature: str = "unknown"
    """Whose money it is."""
    stock: str = "unknown"
    """``stock`` is a total that stands at a time, ``flow`` something new: the two are never added."""
    umbrella: bool = False
    """Holds other commitments, which therefore do not count beside it."""
    part_of: str = ""
    status: str = "announced"
    status_date: str = ""
    announced: str = ""
    deadline: str = ""
    sources: tuple[str, ...] = ()
    """Ids of the sources that it rests on where no statement is kept."""
    conflicts: str = ""
    """Where sources disagree, in words."""
    confidence: str = ""
    """high, medium or low."""
    note: str = ""

    @property
    def about(self) -> str:
        """Return the id of what it is part of."""
        return self.part_of

    def faults(self) -> list[Fault]:
        """Return what is wrong: besides fields of their own, amounts without a currency and meetings that end too early."""
        found = Record.faults(self)
        if (self.amount is None) != (not self.currency):
            found.append(self._fault("currency", self.currency, "an amount with its currency", "one without the other"))
        if self.currency and not CURRENCY.fullmatch(self.currency):
            found.append(self._fault("currency", self.currency, "ISO 4217, such as JPY", "not a currency"))
        if self.meeting_start and self.meeting_end and self.meeting_end < self.meeting_start:
            found.append(self._fault("meeting_end", self.meeting_end, f"from {self.meeting_start}", "ends too early"))
        if self.id and self.id == self.part_of:
            found.append(self._fault("part_of", self.id, "another commitment", "cannot hold itself"))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Record):
    """What was done about a commitment: money paid, a milestone reached, a date that slipped."""

    KIND: ClassVar[str] = "delivery"
    DATES: ClassVar[tuple[str, ...]] = ("date",)
    CHOICES: ClassVar[Mapping[str, tuple[str, ...]]] = {"kind": ("disbursement", "milestone", "slip")}

    commitment: str
    title: str = ""
    kind: str = "milestone"
    date: str = ""
    amount: float | None = None
    currency: str = ""
    source: str = ""
    note: str = ""

    @property
    def about(self) -> str:
        """Return the commitment's id."""
        return self.commitment


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Record):
    """A verdict on a statement or commitment, with what it was compared with."""

    KIND: ClassVar[str] = "check"
    CHOICES: ClassVar[Mapping[str, tuple[str, ...]]] = {"verdict": VERDICTS}

    subject: str
    """Id of the statement or commitment."""
    verdict: str
    dataset: str = ""
    version: str = ""
    year: int = 0
    query: str = ""
    message: str = ""

    @property
    def about(self) -> str:
        """Return the id of what it judges."""
        return self.subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Record):
    """Says that a statement is about a commitment; its id is the statement's."""

    KIND: ClassVar[str] = "link"

    commitment: str = ""
    """Empty once the two are parted."""

    @property
    def about(self) -> str:
        """Return the commitment's id."""
        return self.commitment


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Record):
    """Says that a commitment is the same as another; its id is that of the one that goes."""

    KIND: ClassVar[str] = "merge"

    into: str = ""
    """Empty once the two are parted."""

    @property
    def about(self) -> str:
        """Return the id of the commitment that stays."""
        return self.into


KINDS: dict[str, type[Record]] = {
    kind.KIND: kind for kind in (Source, Statement, Commitment, Delivery, Check, Link, Merge)
}


def read_record(kind: str, id_: str, body: str) -> Record:
    """Return the record that was written as ``body``.

    Raises
    ------
    InputError
        When the kind or a field is not known, as in a register that a later version of the program wrote.
    """
    made = KINDS.get(kind)
    if made is None:
        raise InputError([Fault(file=kind, found=kind, allowed=", ".join(KINDS), message="not a kind of record")])
    values = json.loads(body)
    unknown = sorted(values.keys() - _names(kind))
    if unknown:
        raise InputError([Fault(file=f"{kind} {id_}", column=name, message="not a field") for name in unknown])
    for name, value in values.items():
        if name == "parties":
            values[name] = tuple(Party(**part) for part in value)
        elif isinstance(value, list):
            values[name] = tuple(value)
    return made(id=id_, **values)
