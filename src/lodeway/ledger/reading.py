"""From a document to what the register keeps of it, and back to what checks look at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import cast

from lodeway.ledger.checks import Reading
from lodeway.ledger.documents import Document
from lodeway.ledger.extract import Fact
from lodeway.ledger.extract.facts import Kind, qualifier_of
from lodeway.ledger.register import Register, Source, Statement

__all__ = ["facts_of", "readings", "records"]

UNSAFE = re.compile(r"[^a-z0-9]+")
AGENCIES = "; "


def records(
    document: Document, facts: Sequence[Fact], *, digest: str, published: date | None = None
) -> tuple[Source, list[Statement]]:
    """Return a document as a source, and its facts as statements, each with its place.

    Parameters
    ----------
    document
        What was read.
    facts
        As `lodeway.ledger.extract.extract` gives them.
    digest
        Under which the register keeps the text.
    published
        Day of publication where the document does not state it.
    """
    name = UNSAFE.sub("-", document.name.rpartition(".")[0].lower() or document.name.lower()).strip("-") or "text"
    id_ = f"{name[:40]}-{document.digest[:8]}"
    day = published or document.published
    source = Source(
        id=id_,
        title=document.title,
        address=document.address,
        publisher=document.publisher,
        agency=AGENCIES.join(document.agencies),
        language=document.language,
        published=day.isoformat() if day else "",
        retrieved=datetime.now(UTC).date().isoformat(),
        digest=digest,
    )
    return source, [_statement(id_, fact, source.published) for fact in facts]


def _statement(source: str, fact: Fact, published: str) -> Statement:
    value = fact.value
    return Statement(
        id=Statement.name(source, fact.start, fact.end, fact.kind),
        source=source,
        start=fact.start,
        end=fact.end,
        text=fact.text,
        kind=fact.kind,
        value=float(value) if isinstance(value, int) else value,
        unit=fact.unit,
        qualifier=fact.qualifier,
        announced=published,
        confidence=fact.confidence,
        rule=fact.rule,
        detail=dict(fact.detail),
    )


def readings(register: Register, *, upto: int | None = None) -> list[Reading]:
    """Return every document of a register whose text is kept, with its facts as they stand, corrected or not."""
    from lodeway.ledger.register.store import LAST

    last = LAST if upto is None else upto
    found = []
    for kept in register.read(Source, upto=last):
        source = kept.record
        text = register.store.text(source.digest) if source.digest else None
        if text is None:
            continue
        statements = [
            replace(row.record, detail={**row.record.detail, "corrected": True})
            if row.action == "corrected" or row.record.rule == "person"
            else row.record
            for row in register.read(Statement, about=source.id, upto=last)
        ]
        found.append(
            Reading(
                id=source.id,
                text=text,
                published=date.fromisoformat(source.published) if len(source.published) == 10 else None,
                facts=facts_of(statements),
                agencies=tuple(name for name in source.agency.split(AGENCIES) if name),
            )
        )
    return found


def facts_of(statements: Sequence[Statement]) -> tuple[Fact, ...]:
    """Return statements as the facts that they were made of, in the order of the text."""
    return tuple(
        Fact(
            kind=cast(Kind, row.kind),
            start=row.start,
            end=row.end,
            text=row.text,
            value=row.value,
            unit=row.unit,
            qualifier=qualifier_of(row.qualifier or "exact"),
            confidence=row.confidence,
            rule=row.rule,
            detail=row.detail,
        )
        for row in sorted(statements, key=lambda row: (row.start, row.end))
    )
