"""Reads HTML: what a reader sees, without scripts, styles and menus, and what the page says of itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from lodeway.ledger.documents._faults import missing, refuse
from lodeway.ledger.documents.model import Parts

__all__ = ["read_html"]

DEPTH = 200
"""Elements within elements beyond which a page is refused; pages of real sites stay below 60."""
_SILENT = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "nav",
        "footer",
        "form",
        "button",
        "iframe",
        "object",
        "select",
        "head",
    }
)
_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_DATES = (
    "article:published_time",
    "datepublished",
    "date",
    "pubdate",
    "dc.date",
    "dc.date.issued",
    "publish-date",
    "parsely-pub-date",
)


def read_html(content: str, *, name: str) -> Parts:
    """Return the text of a page and what its head says of title, language, publisher, address and day of publication.

    Raises
    ------
    InputError
        When its elements are nested too deeply, or there is no text.
    LodewayError
        When lxml is not installed.

    Examples
    --------
    >>> page = "<html lang='id'><head><title>A&lt;b&gt;</title><meta property='article:published_time' content='2025-12-20T10:00:00+07:00'></head>"
    >>> parts = read_html(page + "<body><nav>Menu</nav><p>Tiga pilar.</p><script>alert(1)</script></body></html>", name="a.html")
    >>> parts.text, parts.title, parts.published.isoformat()
    ('Tiga pilar.', 'A<b>', '2025-12-20')
    """
    try:
        from lxml import etree, html
    except ImportError:
        raise missing(name, "lxml") from None
    _check_depth(content, name)
    source = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", content)
    if not source.strip():
        raise refuse(name, "holds no text")
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(source, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise refuse(name, f"is no HTML that can be read: {error}") from None
    head = dict(_head(root))
    main = _main(root)
    text = re.sub(r"[ \t]*\n[ \t\n]*", "\n", re.sub(r"[ \t\r\f]+", " ", "".join(_seen(main)))).strip()
    if not text:
        raise refuse(name, "holds no text")
    title = head.get("og:title") or "".join(root.xpath("//title[1]//text()")[:20])
    address = head.get("og:url") or "".join(root.xpath("//link[@rel='canonical']/@href")[:1])
    return Parts(
        text=text,
        title=_line(title),
        language=str(root.get("lang") or "")[:2].lower(),
        publisher=_line(head.get("og:site_name", "")),
        address=address if re.match(r"https?://", address) else "",
        published=_published(root, head),
    )


def _check_depth(content: str, name: str) -> None:
    """Refuse a page nested so deeply that readers of trees would stop half way without saying so."""
    depth = 0
    for found in re.finditer(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})\b", content):
        if found[2].lower() in {
            "br",
            "img",
            "meta",
            "link",
            "input",
            "hr",
            "source",
            "p",
            "li",
            "td",
            "tr",
            "th",
            "option",
            "dd",
            "dt",
            "wbr",
            "col",
            "area",
            "path",
            "base",
            "embed",
            "track",
        }:
            continue
        depth = max(0, depth - 1) if found[1] else depth + 1
        if depth > DEPTH:
            raise refuse(name, f"elements are nested more than {DEPTH} deep")


def _line(text: str) -> str:
    """Return a title as one line without control characters."""
    return re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+", " ", text).strip()[:300]


def _head(root: Any) -> Iterator[tuple[str, str]]:
    for meta in root.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = meta.get("content")
        if key and content:
            yield key.lower(), content


def _main(root: Any) -> Any:
    """Return the article of a page, or else its body."""
    for path in ("//article", "//main", "//body"):
        found = root.xpath(path)
        if found:
            best = max(found, key=lambda one: len(one.text_content()))
            if len(best.text_content().strip()) > 0:
                return best
    return root


def _seen(element: Any) -> Iterator[str]:
    """Yield what a reader sees, with line breaks where blocks begin and end."""
    from lxml import etree

    hidden = 0
    for event, one in etree.iterwalk(element, events=("start", "end")):
        tag = one.tag if isinstance(one.tag, str) else ""
        silent = tag in _SILENT
        if event == "start":
            hidden += silent
            if tag in _BLOCK:
                yield "\n"
            if not hidden and one.text:
                yield one.text.replace("\n", " ")
        else:
            hidden -= silent
            if tag in _BLOCK:
                yield "\n"
            if not hidden and one is not element and one.tail:
                yield one.tail.replace("\n", " ")


def _published(root: Any, head: dict[str, str]) -> date | None:
    """Return the day of publication: of the head, of structured data, of the first time element."""
    values = [head[key] for key in _DATES if key in head]
    for script in root.xpath("//script[@type='application/ld+json']/text()")[:20]:
        try:
            values += list(_dates_of(json.loads(script)))
        except (ValueError, RecursionError):
            continue
    values += root.xpath("//time/@datetime")[:1]
    for value in values:
        found = re.match(r"\s*(\d{4})-(\d\d)-(\d\d)", value)
        if found:
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue
    return None


def _dates_of(value: Any) -> Iterator[str]:
    """Yield what structured data call the date of publication."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if isinstance(one.get("datePublished"), str):
                yield one["datePublished"]
            waiting += list(one.values())
        elif isinstance(one, list):
            waiting += one
