"""``lodeway ledger add`` and ``check``: documents into the register, and what does not agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._rows import as_json, print_json
from lodeway.cli.ledger._opening import VARIABLE, author_of, opened, place_of

if TYPE_CHECKING:
    from lodeway.ledger.checks import Finding, Reading
    from lodeway.ledger.documents import Document
    from lodeway.ledger.extract import Fact

__all__ = ["add", "check"]

WORDS = {"depends_on_year": "depends on the year or the source", "not_verifiable": "not verifiable"}
Decorator = Callable[..., Any]
published_on: Decorator = click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Day of publication of documents that do not state it.",
)
language_of: Decorator = click.option(
    "--language", metavar="CODE", help="en, id, ja or ru. Default: as each text shows."
)
encoding_of: Decorator = click.option(
    "--encoding", metavar="NAME", help="Of texts that are not UTF-8, such as cp1251 or shift_jis."
)


@click.command("add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@place_of
@author_of
@published_on
@language_of
@encoding_of
@as_json
def add(
    files: tuple[Path, ...],
    place: str,
    author: str,
    published: datetime | None,
    language: str | None,
    encoding: str | None,
    as_json: bool,
) -> None:
    """Read documents (text, HTML, PDF, EML, DOCX) and add each as a source with every fact that it states.

    The text is kept, so that each value is shown in its sentence. A document that is there already adds nothing. With --json: added (source,
    statements), head.
    """
    from lodeway.ledger.reading import records
    from lodeway.ledger.register import Source

    read = [_read(file, published, language, encoding) for file in files]  # all, before anything is written
    added = []
    with opened(place, author=author, create=True) as register:
        for document, facts, day in read:
            digest = register.add_text(document.text)
            source, statements = records(document, facts, digest=digest, published=day)
            there = bool(register.read(Source, ids=[source.id]))
            seqs = register.add(*([] if there else [source]), *statements)
            added.append({"source": source.id, "statements": len(seqs) - (not there)})
        head = register.store.head()
    if as_json:
        print_json({"added": added, "head": str(head)})
    else:
        for row in added:
            click.echo(f"{row['source']}: {row['statements']} statements")
        click.echo(f"head {head}")


@click.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE...]")
@click.option("--register", "place", envvar=VARIABLE, metavar="FILE|ADDRESS", help="Check what is in a register too.")
@published_on
@language_of
@encoding_of
@click.option("--all", "everything", is_flag=True, help="Print what agrees too.")
@click.option("--keep", is_flag=True, help="Keep the verdicts in the register.")
@as_json
def check(
    files: tuple[Path, ...],
    place: str | None,
    published: datetime | None,
    language: str | None,
    encoding: str | None,
    everything: bool,
    keep: bool,
    as_json: bool,
) -> None:
    """Check documents, those of a register, or both: conversions, sums, sources against each other, claims against the atlas.

    With --json: findings (kind, verdict, statements, evidence, message). Kinds: conversion, sum, across, parts, status, claim. Verdicts:
    consistent, conflict, supported, contradicted, depends_on_year, not_verifiable.
    """
    from lodeway.errors import UsageError
    from lodeway.ledger.checks import check as findings_of
    from lodeway.ledger.reading import readings

    if not files and not place:
        raise UsageError(f"name documents, or a register with --register or ${VARIABLE}")
    if keep and not place:
        raise UsageError("--keep needs a register")
    rows = [_reading(file, published, language, encoding) for file in files]
    if place:
        with opened(place) as register:
            rows = [*readings(register), *rows]
    found = findings_of(rows)
    if keep and place:
        _keep(place, found)
    if as_json:
        print_json({"findings": [finding.to_dict() for finding in found]})
        return
    shown = [finding for finding in found if everything or finding.verdict not in ("consistent", "supported")]
    for finding in shown:
        click.echo(f"{WORDS.get(finding.verdict, finding.verdict)} ({finding.kind}): {finding.message}")
    agreed = len(found) - len(shown)
    click.echo(f"{len(rows)} documents, {len(found)} checks" + (f", {agreed} of them agree" if agreed else ""))


def _read(
    file: Path, published: datetime | None, language: str | None, encoding: str | None
) -> tuple[Document, tuple[Fact, ...], date | None]:
    from lodeway.errors import UsageError
    from lodeway.ledger.documents import read_document
    from lodeway.ledger.extract import LANGUAGES, extract

    document = read_document(file, encoding=encoding, language=language)
    if document.language not in LANGUAGES:
        raise UsageError(
            f"{file}: no grammar for its language {document.language!r}; say --language, one of {', '.join(LANGUAGES)}"
        )
    day = document.published or (published.date() if published else None)
    return document, tuple(extract(document.text, language=document.language, published=day)), day


def _reading(file: Path, published: datetime | None, language: str | None, encoding: str | None) -> Reading:
    from lodeway.ledger.checks import Reading

    document, facts, day = _read(file, published, language, encoding)
    return Reading(id=document.name, text=document.text, facts=facts, published=day, agencies=document.agencies)


def _keep(place: str, found: list[Finding]) -> None:
    """Write each finding on a statement of the register as a check, unless the same verdict is there."""
    import hashlib

    from lodeway.ledger.register import Check, Statement

    with opened(place) as register:
        kinds = {
            (row.record.source, row.record.start, row.record.end): row.record.id for row in register.read(Statement)
        }
        there = {row.record.id for row in register.read(Check)}
        rows = []
        for finding in found:
            subject = next((kinds[place_] for place_ in finding.statements if place_ in kinds), None)
            if subject is None:
                continue
            word = f"{finding.kind}\n{finding.verdict}\n{finding.statements}\n{finding.message}"
            name = "k-" + hashlib.sha256(word.encode()).hexdigest()[:12]
            if name in there:
                continue
            evidence = finding.evidence
            rows.append(
                Check(
                    id=name,
                    subject=subject,
                    verdict=finding.verdict,
                    dataset=str(evidence.get("dataset") or finding.kind),
                    version=str(evidence.get("version") or ""),
                    year=int(evidence.get("year") or 0),
                    query=str(evidence.get("query") or ""),
                    message=finding.message,
                )
            )
        register.add(*rows)
