"""How well the ledger's grammar reads corpora that others have annotated, and how fast it is.

``PYTHONPATH=. python benchmarks/bench_ledger.py --nerel FOLDER --hironsan FILE [--texts FOLDER] [--show]`` prints one JSON line per corpus and kind. The corpora are not ours to ship:

- Without them, ``--texts FOLDER`` scores texts with annotated facts, by language and kind, value by value; default: the texts of the tests.
- NEREL (Russian news, https://github.com/nerel-ds/NEREL): give the folder ``NEREL-v1.1``, or one within it, with ``.txt`` and ``.ann`` files of brat.
- Hironsan's IOB2 corpus (Japanese Wikinews, https://github.com/Hironsan/IOB2Corpus, CC BY 2.5): give ``hironsan.txt``.

A fact and an annotated span match when they overlap. Recall is the share of annotated spans that a fact matches. Precision is the share of facts that match a span
of the same kind or, since corpora number what they do not call money or date (ages, ordinals), one of the kinds listed as near.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lodeway.ledger.extract import Fact, extract
from tests.ledger.scoring import SIX, TEXTS, cases, f1, score

__all__ = ["hironsan", "nerel"]

Span = tuple[int, int, str]
NEAR = {
    "nerel": {
        "money": ("MONEY",),
        "percent": ("PERCENT",),
        "date": ("DATE",),
        "country": ("COUNTRY", "ORGANIZATION", "NATIONALITY", "STATE_OR_PROVINCE"),
    },
    "hironsan": {"money": ("MNY",), "percent": ("PNT",), "date": ("DAT", "TIM")},
}
GOLD = {
    "nerel": {"money": "MONEY", "percent": "PERCENT", "date": "DATE", "country": "COUNTRY"},
    "hironsan": {"money": "MNY", "percent": "PNT", "date": "DAT"},
}
"""Kinds of ours and the label that counts for recall; periods count as found dates where the corpus calls them so."""


def nerel(folder: Path) -> Iterator[tuple[str, str, list[Span]]]:
    """Yield name, text and annotated spans of each document of a brat folder."""
    for path in sorted(folder.rglob("*.txt")):
        spans = []
        for line in path.with_suffix(".ann").read_text(encoding="utf-8").splitlines():
            found = re.match(r"T\d+\t(\S+) (\d+)(?: \d+;\d+)* (\d+)\t", line)
            if found:
                spans.append((int(found[2]), int(found[3]), found[1]))
        with path.open(encoding="utf-8", newline="") as file:
            yield path.stem, file.read(), spans


def hironsan(path: Path) -> Iterator[tuple[str, str, list[Span]]]:
    """Yield number, text and annotated spans of each sentence of an IOB2 file."""
    for number, block in enumerate(path.read_text(encoding="utf-8").split("\n\n")):
        text, spans = "", []
        for line in block.splitlines():
            cells = line.split("\t")
            if len(cells) < 2:
                continue
            start, tag = len(text), cells[-1]
            text += cells[0]
            if tag.startswith("B-"):
                spans.append((start, len(text), tag[2:]))
            elif tag.startswith("I-") and spans:
                spans[-1] = (spans[-1][0], len(text), spans[-1][2])
        if text:
            yield str(number), text, spans


def compare(
    name: str, language: str, documents: Iterable[tuple[str, str, list[Span]]], *, show: bool
) -> Iterator[dict[str, object]]:
    """Yield recall and precision of each kind."""
    counts = {kind: [0, 0, 0, 0] for kind in GOLD[name]}
    seconds, characters = 0.0, 0
    for document, text, spans in documents:
        start = time.process_time()
        facts = extract(text, language=language, adjectives=name == "nerel")
        seconds += time.process_time() - start
        characters += len(text)
        for kind, count in counts.items():
            gold = [span for span in spans if span[2] == GOLD[name][kind]]
            near = [span for span in spans if span[2] in NEAR[name][kind]]
            own = [fact for fact in facts if fact.kind == kind]
            also = [fact for fact in facts if fact.kind in ({"date", "period"} if kind == "date" else {kind})]
            missed = [span for span in gold if not any(overlaps(fact, span) for fact in also)]
            extra = [fact for fact in own if not any(overlaps(fact, span) for span in near)]
            count[0] += len(gold) - len(missed)
            count[1] += len(gold)
            count[2] += len(own) - len(extra)
            count[3] += len(own)
            if show:
                for start, end, _ in missed:
                    print(f"missed {kind} {document}: {text[start:end]!r} in {text[max(0, start - 30) : end + 20]!r}")
                for fact in extra:
                    print(
                        f"extra {kind} {document}: {fact.text!r} in {text[max(0, fact.start - 30) : fact.end + 20]!r}"
                    )
    for kind, (found, wanted, right, made) in counts.items():
        yield {
            "corpus": name, "kind": kind, "recall": round(found / wanted, 3) if wanted else None, "annotated": wanted,
            "precision": round(right / made, 3) if made else None, "facts": made,
        }  # fmt: skip
    yield {"corpus": name, "characters": characters, "cpu_seconds": round(seconds, 2)}


def values(folder: Path, *, show: bool) -> Iterator[dict[str, object]]:
    """Yield the F1 of each language and kind on a folder of annotated texts."""
    found = list(cases(folder))
    counts, faults = score(found)
    for language in sorted({row[0] for row in counts}):
        kinds = sorted({row[1] for row in counts if row[0] == language})
        scores = {kind: round(f1(counts, language, (kind,)), 3) for kind in kinds}
        yield {"corpus": "texts", "language": language, "six_kinds": round(f1(counts, language, SIX), 3), **scores}
    yield {
        "corpus": "texts",
        "texts": len(found),
        "six_kinds": round(f1(counts, kinds=SIX), 3),
        "all_kinds": round(f1(counts), 3),
    }
    if show:
        print(*faults, sep="\n")


def overlaps(fact: Fact, span: Span) -> bool:
    """Return whether a fact and a span share a character."""
    return fact.start < span[1] and fact.end > span[0]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one JSON line for each corpus that is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nerel", type=Path)
    parser.add_argument("--hironsan", type=Path)
    parser.add_argument("--texts", type=Path, default=TEXTS)
    parser.add_argument("--show", action="store_true", help="also print what was missed and what was made up")
    options = parser.parse_args(arguments)
    for row in values(options.texts, show=options.show):
        print(json.dumps(row))
    if options.nerel:
        for row in compare("nerel", "ru", nerel(options.nerel), show=options.show):
            print(json.dumps(row))
    if options.hironsan:
        for row in compare("hironsan", "ja", hironsan(options.hironsan), show=options.show):
            print(json.dumps(row))


if __name__ == "__main__":
    main()
