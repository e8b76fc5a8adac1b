"""``lodeway ledger extract``: the facts of one document."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._rows import as_json, print_json

if TYPE_CHECKING:
    from lodeway.ledger.extract import Fact

__all__ = ["extract", "shown"]


@click.command("extract")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Day of publication, YYYY-MM-DD, from which dates without a year are told. Default: as the file states it.",
)
@click.option("--language", metavar="CODE", help="en, id, ja or ru. Default: as the text shows.")
@click.option("--encoding", metavar="NAME", help="Of a text that is not UTF-8, such as cp1251 or shift_jis.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only facts of this kind; may be given again.")
@click.option("--adjectives", is_flag=True, help="Count Japanese, японский and the like as countries too.")
@as_json
def extract(
    file: Path,
    published: datetime | None,
    language: str | None,
    encoding: str | None,
    kinds: tuple[str, ...],
    adjectives: bool,
    as_json: bool,
) -> None:
    """Read FILE (text, HTML, PDF, EML, DOCX) into facts, each with its place in the text.

    With --json: document, language, published, facts: kind, start, end, text, value, unit, qualifier, confidence, rule, detail; and text
    where FILE is not itself a text, since places count its characters.
    """
    from lodeway.errors import UsageError
    from lodeway.ledger.documents import read_document
    from lodeway.ledger.extract import KINDS, LANGUAGES
    from lodeway.ledger.extract import extract as read_facts

    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise UsageError(f"unknown kind {unknown[0]!r}; allowed: {', '.join(KINDS)}")
    if language is not None and language not in LANGUAGES:
        raise UsageError(f"no grammar for language {language!r}; allowed: {', '.join(LANGUAGES)}")
    document = read_document(file, encoding=encoding, language=language)
    if document.language not in LANGUAGES:
        seen = (
            f"seems to be in language {document.language!r}"
            if document.language
            else "is in no language that can be told"
        )
        raise UsageError(f"{file}: {seen}; say --language, one of {', '.join(LANGUAGES)}")
    day = published.date() if published else document.published
    facts = read_facts(document.text, language=document.language, published=day, adjectives=adjectives)
    facts = tuple(fact for fact in facts if not kinds or fact.kind in kinds)
    if as_json:
        record: dict[str, Any] = {
            "document": document.to_dict(),
            "language": document.language,
            "published": day.isoformat() if day else None,
            "facts": [fact.to_dict() for fact in facts],
        }
        if document.format != "text":
            record["text"] = document.text
        print_json(record)
        return
    click.echo(
        f"{shown(document.name)}: {document.language}, {_origin(document.publisher, document.agencies, day)}{len(facts)} facts"
    )
    _print(facts)


def _origin(publisher: str, agencies: tuple[str, ...], day: date | None) -> str:
    parts = [shown(publisher), f"by {', '.join(agencies)}" if agencies else "", day.isoformat() if day else ""]
    return "".join(f"{part}, " for part in parts if part)


def shown(text: str) -> str:
    r"""Return text that a terminal prints as it is: no control characters, no marks that turn its direction.

    Examples
    --------
    >>> shown("a" + chr(27) + "[31mb" + chr(0x202E) + "c")
    'a[31mbc'
    """
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", re.sub(r"\s+", " ", text))


def _print(facts: tuple[Fact, ...]) -> None:
    """Print facts as a table that fits a terminal."""
    import polars as pl

    from lodeway.cli._rows import table

    if not facts:
        return
    columns: dict[str, list[str]] = {
        "kind": [fact.kind for fact in facts],
        "value": [_value(fact) for fact in facts],
        "unit": [fact.unit if fact.unit != fact.value else "" for fact in facts],
        "qualifier": [fact.qualifier if fact.qualifier != "exact" else "" for fact in facts],
        "place": [f"{fact.start}-{fact.end}" for fact in facts],
        "text": [shown(fact.text) for fact in facts],
    }
    click.echo("\n".join(table(pl.DataFrame(columns))))


def _value(fact: Fact) -> str:
    if isinstance(fact.value, tuple):
        return "–".join(f"{one:,}" for one in fact.value)
    if isinstance(fact.value, int | float):
        return f"{fact.value:,}"
    return shown(fact.value) if fact.value is not None else "?"
