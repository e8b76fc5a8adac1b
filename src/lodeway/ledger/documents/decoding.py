"""Bytes to characters: UTF-8 unless the file or the caller says otherwise, and never a guess."""

from __future__ import annotations

import codecs

from lodeway.ledger.documents._faults import refuse

__all__ = ["decode"]

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CONTROL = 0.02
"""Share of control characters beyond which bytes are no text."""


def decode(content: bytes, *, name: str, encoding: str | None = None) -> tuple[str, str]:
    """Return the characters of a file and the encoding that they were in.

    Parameters
    ----------
    content
        The file.
    name
        Its name, for errors.
    encoding
        What the caller or the file says; without it a byte order mark decides, and else UTF-8.

    Raises
    ------
    InputError
        When the bytes are not in that encoding, or are no text at all.

    Examples
    --------
    >>> decode("три".encode("cp1251"), name="a.txt", encoding="cp1251")
    ('три', 'cp1251')
    >>> decode("три".encode("cp1251"), name="a.txt")
    Traceback (most recent call last):
    lodeway.errors.InputError: a.txt: is not utf-8: byte 0 does not fit; found '0xf2', allowed: utf-8, or another encoding named with --encoding, such as cp1251 or shift_jis
    """
    chosen = encoding or next((code for mark, code in _MARKS if content.startswith(mark)), "utf-8")
    try:
        codecs.lookup(chosen)
        text = content.decode(chosen)
    except LookupError:
        raise refuse(
            name, "unknown encoding", found=chosen, allowed="names that Python knows, such as cp1251"
        ) from None
    except UnicodeDecodeError as error:
        allowed = f"{chosen}, or another encoding named with --encoding, such as cp1251 or shift_jis"
        found = hex(content[error.start]) if error.start < len(content) else ""
        raise refuse(name, f"is not {chosen}: byte {error.start} does not fit", found=found, allowed=allowed) from None
    strange = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f\x1b")
    if "\x00" in text or strange > CONTROL * max(len(text), 1):
        raise refuse(name, "holds control characters and is no text")
    return text, chosen
