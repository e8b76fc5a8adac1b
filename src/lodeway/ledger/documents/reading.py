"""From a file to a document: the reader of its format, its language, its origin."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from lodeway.errors import UsageError
from lodeway.ledger.documents import containers, languages, provenance
from lodeway.ledger.documents._faults import refuse
from lodeway.ledger.documents.decoding import decode
from lodeway.ledger.documents.model import FORMATS, Document, Format, Parts
from lodeway.ledger.documents.pages import read_html

__all__ = ["LARGEST", "LONGEST", "read_document"]

LARGEST = 32 * 1024 * 1024
"""Bytes that a file may have."""
LONGEST = 8 * 1024 * 1024
"""Characters that its text may have; the longest communiqué has some hundred thousand."""


def read_document(path: Path, *, encoding: str | None = None, language: str | None = None) -> Document:
    """Return a file's text and origin.

    Parameters
    ----------
    path
        A file whose ending says its format: .txt, .md, .html, .pdf, .eml or .docx. Without an ending, it is a text.
    encoding
        Of a text or page, where it is not UTF-8 and does not say so.
    language
        ISO 639-1 code, where it is known; else it is found.

    Raises
    ------
    UsageError
        When there is no such file, or its format is not known.
    InputError
        When it is too large, damaged, encrypted or no text.
    LodewayError
        When the library that reads its format is not installed.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such file")
    kind = FORMATS.get(path.suffix.lower()) if path.suffix else "text"
    if kind is None:
        raise UsageError(f"{path}: unknown format {path.suffix!r}; allowed: {', '.join(FORMATS)}")
    size = path.stat().st_size
    if size > LARGEST:
        raise refuse(path.name, "is too large", found=f"{size:,} bytes", allowed=f"at most {LARGEST:,} bytes")
    content = path.read_bytes()
    parts = _parts(content, kind, path.name, encoding)
    if len(parts.text) > LONGEST:
        raise refuse(
            path.name, "is too long", found=f"{len(parts.text):,} characters", allowed=f"at most {LONGEST:,} characters"
        )
    if not parts.text.strip():
        raise refuse(path.name, "holds no text")
    return Document(
        name=path.name,
        format=kind,
        text=parts.text,
        language=language or languages.find_language(parts.text) or parts.language,
        title=parts.title,
        publisher=parts.publisher or provenance.find_publisher(parts.text),
        agencies=provenance.find_agencies(parts.text),
        address=parts.address,
        published=parts.published,
        digest=hashlib.sha256(content).hexdigest(),
        encoding=parts.encoding or "utf-8",
    )


def _parts(content: bytes, kind: Format, name: str, encoding: str | None) -> Parts:
    if kind == "pdf":
        return containers.read_pdf(content, name=name)
    if kind == "docx":
        return containers.read_docx(content, name=name)
    if kind == "eml":
        return containers.read_eml(content, name=name)
    if kind == "html" and encoding is None:
        declared = re.search(rb"<meta[^>]{0,200}?charset=[\"']?\s*([A-Za-z0-9_-]{2,30})", content[:4096], re.IGNORECASE)
        encoding = declared[1].decode("ascii") if declared else None
    text, used = decode(content, name=name, encoding=encoding)
    if kind == "html":
        page = read_html(text, name=name)
        return Parts(
            text=page.text, title=page.title, language=page.language, publisher=page.publisher, address=page.address,
            published=page.published, encoding=used,
        )  # fmt: skip
    return Parts(text=text, encoding=used)
