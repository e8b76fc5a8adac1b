"""A document as the ledger keeps it: its text, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

__all__ = ["FORMATS", "Document", "Format", "Parts"]

Format = Literal["text", "html", "pdf", "eml", "docx"]
FORMATS: dict[str, Format] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".eml": "eml",
    ".docx": "docx",
}
"""Endings of file names and the format that each says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the reader of a format finds: text, and what the file itself says of its origin."""

    text: str
    title: str = ""
    language: str = ""
    publisher: str = ""
    address: str = ""
    published: date | None = None
    encoding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text and its origin.

    Parameters
    ----------
    name
        Name of its file.
    format
        One of text, html, pdf, eml, docx.
    text
        What a reader sees. Of a text file, the file as decoded, character for character.
    language
        ISO 639-1 code.
    title, publisher, address
        As the file states or its first lines show; empty where neither does.
    agencies
        News agencies that the text names as its source, in order.
    published
        Day of publication.
    digest
        SHA-256 of the file.
    encoding
        How its characters were encoded.
    """

    name: str
    format: Format
    text: str
    language: str
    title: str = ""
    publisher: str = ""
    agencies: tuple[str, ...] = ()
    address: str = ""
    published: date | None = None
    digest: str
    encoding: str = "utf-8"

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the text, with the keys that ``lodeway ledger extract --json`` prints."""
        return {
            "name": self.name,
            "format": self.format,
            "language": self.language,
            "title": self.title,
            "publisher": self.publisher,
            "agencies": list(self.agencies),
            "address": self.address,
            "published": self.published.isoformat() if self.published else None,
            "digest": self.digest,
            "encoding": self.encoding,
            "characters": len(self.text),
        }
