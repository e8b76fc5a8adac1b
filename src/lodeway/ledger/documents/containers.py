"""Reads PDF, DOCX and EML, each by the library that keeps up with its format."""

from __future__ import annotations

import struct
import zipfile
import zlib
from datetime import date
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from io import BytesIO

from lodeway.errors import InputError
from lodeway.ledger.documents._faults import missing, refuse
from lodeway.ledger.documents.decoding import decode
from lodeway.ledger.documents.model import Parts
from lodeway.ledger.documents.pages import read_html

__all__ = ["UNPACKED", "read_docx", "read_eml", "read_pdf"]

UNPACKED = 64 * 1024 * 1024
"""Bytes that a container may unpack to."""
FOLD = 200
"""Times that a part of a container may grow when it is unpacked; text in XML grows tenfold."""
PAGES = 2000
"""Pages of a PDF that are read."""


def read_pdf(content: bytes, *, name: str) -> Parts:
    """Return the text of a PDF, its pages parted by form feeds.

    Raises
    ------
    InputError
        When it is encrypted, damaged, too long, or holds pictures of text only.
    LodewayError
        When pypdf is not installed.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise missing(name, "pypdf") from None
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise refuse(name, "is encrypted")
        if len(reader.pages) > PAGES:
            raise refuse(name, f"has more than {PAGES} pages")
        pages: list[str] = []
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > UNPACKED:
                raise refuse(name, f"unpacks to more than {UNPACKED:,} characters")
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except InputError:
        raise
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        OSError,
        zlib.error,
        struct.error,
    ) as error:
        raise refuse(name, f"is no PDF that can be read: {type(error).__name__}: {error}"[:300]) from None
    text = "\f".join(pages)
    if not text.strip("\f \n"):
        raise refuse(name, "holds no text, only pictures; it needs character recognition first")
    return Parts(text=text, title=title)


def read_docx(content: bytes, *, name: str) -> Parts:
    """Return the text of a Word document: paragraphs, and tables row by row.

    Raises
    ------
    InputError
        When it is no such document, unpacks to too much, or declares entities.
    LodewayError
        When python-docx is not installed.
    """
    try:
        import docx
        from docx.opc.exceptions import OpcError
        from docx.table import Table
        from lxml.etree import LxmlError
    except ImportError:
        raise missing(name, "python-docx") from None
    _check_container(content, name)
    try:
        document = docx.Document(BytesIO(content))
        lines: list[str] = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                lines += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
            else:
                lines.append(block.text)
        title = document.core_properties.title or ""
    except (OpcError, LxmlError, zipfile.BadZipFile, KeyError, ValueError, RecursionError, AttributeError) as error:
        raise refuse(name, f"is no Word document that can be read: {type(error).__name__}: {error}"[:300]) from None
    text = "\n".join(lines)
    if not text.strip():
        raise refuse(name, "holds no text")
    return Parts(text=text, title=title)


def _check_container(content: bytes, name: str) -> None:
    """Refuse a container that would unpack to too much, or whose XML declares entities."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            total = sum(entry.file_size for entry in entries)
            if total > UNPACKED or len(entries) > 5000:
                raise refuse(
                    name, f"unpacks to {total:,} bytes in {len(entries):,} parts", allowed=f"{UNPACKED:,} bytes"
                )
            for entry in entries:
                if entry.file_size > 1024 * 1024 and entry.file_size > FOLD * max(entry.compress_size, 1):
                    raise refuse(name, f"part {entry.filename!r} grows more than {FOLD} times when unpacked")
                if entry.filename.endswith((".xml", ".rels")):
                    with archive.open(entry) as part:
                        head = part.read(1 << 16)
                        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                            raise refuse(name, f"part {entry.filename!r} declares entities")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise refuse(name, f"is no Word document: {error}") from None


def read_eml(content: bytes, *, name: str) -> Parts:
    r"""Return the text of a message, its subject, sender and date; attachments are left aside.

    Raises
    ------
    InputError
        When it has no text.

    Examples
    --------
    >>> read_eml(b"From: A <a@b.org>\nSubject: S\nDate: Sat, 20 Dec 2025 10:00:00 +0900\n\nText", name="a.eml").published
    datetime.date(2025, 12, 20)
    """
    try:
        message = BytesParser(EmailMessage, policy=policy.default).parsebytes(content)
        body = message.get_body(preferencelist=("plain", "html"))
        raw = body.get_payload(decode=True) if body is not None else b""
        charset = (body.get_content_charset() if body is not None else None) or "utf-8"
        subtype = body.get_content_subtype() if body is not None else "plain"
        subject, sender, day = str(message["subject"] or ""), str(message["from"] or ""), _day(message)
    except (MessageError, LookupError, ValueError, RecursionError, AttributeError, TypeError) as error:
        raise refuse(name, f"is no message that can be read: {error}") from None
    if not isinstance(raw, bytes) or not raw.strip():
        raise refuse(name, "holds no text")
    text, encoding = decode(raw, name=name, encoding=charset)
    address = ""
    if subtype == "html":
        page = read_html(text, name=name)
        text, address = page.text, page.address
    publisher = parseaddr(sender)[0] or parseaddr(sender)[1]
    return Parts(text=text, title=subject, publisher=publisher, address=address, published=day, encoding=encoding)


def _day(message: EmailMessage) -> date | None:
    if not message["date"]:
        return None
    try:
        return parsedate_to_datetime(str(message["date"])).date()
    except (ValueError, TypeError):
        return None
