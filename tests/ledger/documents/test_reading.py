"""Documents of five formats, and files that were made to do harm."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest

from lodeway.errors import InputError, LodewayError, UsageError
from lodeway.ledger.documents import Document, containers, group_copies, read_document
from lodeway.ledger.documents.reading import LARGEST

STORY = "Five leaders met in Tokyo on Friday and agreed to build a railway of 523 km for $4.7 billion."
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Leaders &amp; roads</title>
<meta property="og:site_name" content="Example Daily"><link rel="canonical" href="https://example.org/a">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": "2025-12-20T08:00:00Z"}]}</script></head>
<body><nav>Home | World</nav><article><h1>Leaders</h1><p>STORY</p><script>alert("USD 5 billion")</script></article><footer>2026</footer></body></html>""".replace(
    "STORY", STORY
)


def write(folder: Path, name: str, content: bytes | str) -> Path:
    """Return the path of a new file."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def packed(**parts: bytes) -> bytes:
    """Return a zip file of parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return buffer.getvalue()


def pdf(text: str) -> bytes:
    """Return a PDF of one page, written by hand so that no other program's habits are tested."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)
    )


def test_text_is_kept_as_it_is(tmp_path: Path) -> None:
    """A text file's characters are the document's text, line ends and byte order mark and all; its digest is the file's."""
    content = "\ufeff" + STORY + "\r\n\tEnd. "
    document = read_document(write(tmp_path, "a.txt", content))
    assert document.text == content
    assert document.language == "en"
    assert document.digest == hashlib.sha256(content.encode()).hexdigest()


def test_page(tmp_path: Path) -> None:
    """Of a page, the article is read without scripts and menus, and the head says title, publisher, address and day."""
    document = read_document(write(tmp_path, "a.html", PAGE))
    assert document.text == f"Leaders\n{STORY}"
    assert (document.title, document.publisher, document.address) == (
        "Leaders & roads",
        "Example Daily",
        "https://example.org/a",
    )
    assert document.published == date(2025, 12, 20)


def test_page_in_another_encoding(tmp_path: Path) -> None:
    """A page's own word on its encoding is believed."""
    page = "<meta charset=shift_jis><p>日本と中央アジアは首脳会合を開いた。</p>".encode("shift_jis")
    document = read_document(write(tmp_path, "a.html", page))
    assert (document.text, document.language, document.encoding) == (
        "日本と中央アジアは首脳会合を開いた。",
        "ja",
        "shift_jis",
    )


def test_message(tmp_path: Path) -> None:
    """A message's text, subject, sender and date are read; of two versions the plain one."""
    message = (
        "From: Desk <desk@example.org>\nSubject: =?utf-8?b?0KHQsNC80LzQuNGC?=\nDate: Sat, 20 Dec 2025 10:00:00 +0900\nMIME-Version: 1.0\n"
        'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/html\n\n<p>no</p>\n'
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{STORY}\n--b--\n"
    )
    document = read_document(write(tmp_path, "a.eml", message))
    assert document.text.strip() == STORY
    assert (document.title, document.publisher, document.published) == ("Саммит", "Desk", date(2025, 12, 20))


def test_word_document(tmp_path: Path) -> None:
    """Paragraphs and tables of a Word document are read in order."""
    made = docx.Document()
    made.add_paragraph(STORY)
    row = made.add_table(1, 2).rows[0]
    row.cells[0].text, row.cells[1].text = "grant", "¥719 million"
    made.add_paragraph("End.")
    made.save(str(tmp_path / "a.docx"))
    assert read_document(tmp_path / "a.docx").text == f"{STORY}\ngrant\t¥719 million\nEnd."


def test_pdf(tmp_path: Path) -> None:
    """The text of a PDF is read."""
    assert read_document(write(tmp_path, "a.pdf", pdf(STORY))).text.strip() == STORY


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("big.txt", b"a" * (LARGEST + 1), "is too large; found '33,554,433 bytes', allowed: at most 33,554,432 bytes"),
        ("long.txt", b"word " * 2_000_000, "is too long; found '10,000,000 characters'"),
        ("deep.html", "<body>" + "<div>" * 100_000 + "x", "elements are nested more than 200 deep"),
        ("lists.html", "<body>" + "<ul><li>" * 100_000 + "x", "elements are nested more than 200 deep"),
        ("wrong.txt", "сделка".encode("cp1251"), "is not utf-8: byte 0 does not fit"),
        ("program.txt", b"\x00\x01\x02" * 50, "holds control characters and is no text"),
        ("empty.txt", b" \n", "holds no text"),
        ("empty.html", b"<html><body><script>x</script></body></html>", "holds no text"),
        ("a.pdf", b"%PDF-1.4 nothing", "is no PDF that can be read"),
        ("a.docx", b"nothing", "is no Word document"),
        ("bomb.docx", packed(document=b"0" * 80_000_000), "unpacks to 80,000,000 bytes"),
        ("fold.docx", packed(document=b"0" * 30_000_000), "part 'word/document.xml' grows more than 200 times"),
        ("entities.docx", packed(document=b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>'), "part 'word/document.xml' declares entities"),
        ("a.eml", b"Subject: nothing\n\n", "holds no text"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.endswith(("txt", "html", "pdf", "docx", "eml")) else "",
)  # fmt: skip
def test_harmful_files_are_refused(tmp_path: Path, name: str, content: bytes | str, message: str) -> None:
    """A file that is too large, nested, packed or damaged to read ends in an error that names it and says what is wrong."""
    with pytest.raises(InputError) as caught:
        read_document(write(tmp_path, name, content))
    assert str(caught.value).startswith(f"{name}: {message}")


def test_entities_of_a_page_are_not_expanded(tmp_path: Path) -> None:
    """A page that declares entities within entities is read without them."""
    bomb = '<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    document = read_document(write(tmp_path, "a.html", f"{bomb}<html><body><p>{STORY} &b;</p></body></html>"))
    assert "lollol" not in document.text
    assert len(document.text) < 300


def test_a_script_in_a_title_is_text(tmp_path: Path) -> None:
    """A title keeps markup as characters in one line, without marks that turn its direction."""
    page = f"<title>&lt;script&gt;alert(1)&lt;/script&gt;\u202e\n!</title><p>{STORY}</p>"
    document = read_document(write(tmp_path, "a.html", page))
    assert document.title == "<script>alert(1)</script> !"
    assert "alert" not in document.text


def test_missing_reader_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its library a format is refused with the line that installs it."""
    monkeypatch.setitem(__import__("sys").modules, "pypdf", None)
    with pytest.raises(LodewayError, match=r"needs pypdf; install it with: pip install 'lodeway\[ledger\]'"):
        read_document(write(tmp_path, "a.pdf", b"%PDF"))


def test_other_formats_are_named(tmp_path: Path) -> None:
    """An unknown ending and a missing file are faults of the call."""
    with pytest.raises(UsageError, match=r"unknown format '\.xls'; allowed: \.txt"):
        read_document(write(tmp_path, "a.xls", b"x"))
    with pytest.raises(UsageError, match="no such file"):
        read_document(tmp_path / "b.txt")


def test_a_pdf_of_pictures_says_so() -> None:
    """A PDF without text asks for character recognition."""
    with pytest.raises(InputError, match="only pictures"):
        containers.read_pdf(pdf(""), name="a.pdf")


def paper(text: str, *agencies: str, language: str = "en", published: date | None = None) -> Document:
    """Return a document."""
    return Document(
        name="", format="text", text=text, language=language, digest="", agencies=agencies, published=published
    )


def test_copies_count_once() -> None:
    """A story with another head and tail is a copy; its translation by the same agency is one too; another story is not."""
    body = (
        STORY
        + " The line opens in 2030 and creates 2,300 jobs, of which 60 percent are in the mountains, officials said after the meeting."
    )
    translated = "Pemimpin bertemu: jalur 523 km senilai 4.7 miliar dolar dibuka 2030 dengan 2,300 pekerjaan, 60 persen di pegunungan."
    other = (
        "Five leaders met in Tokyo on Friday. "
        + "Nothing else is the same in this account of a quite different evening. " * 3
    )
    documents = [
        paper(f"TOKYO (AFP) {body}", "AFP", published=date(2025, 12, 20)),
        paper(other, "AFP", published=date(2025, 12, 20)),
        paper(f"{body} Read more on our site.", published=date(2025, 12, 21)),
        paper(translated, "AFP", language="id", published=date(2025, 12, 21)),
        paper(translated, "AFP", language="id", published=date(2024, 1, 1)),
    ]
    assert group_copies(documents[:4]) == ((0, 2, 3), (1,))
    assert group_copies([documents[0], documents[4]]) == ((0,), (1,))
