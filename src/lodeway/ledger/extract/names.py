"""People with office, organisations, places, agreements and programmes with their other names, status words and pillars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lodeway.ledger.extract.facts import Kind
from lodeway.ledger.extract.lexicon import Lexicon
from lodeway.ledger.extract.tokens import Tokens

__all__ = ["Name", "find_names"]

SIMPLE: tuple[tuple[str, Kind], ...] = (
    ("agreement", "agreement"),
    ("pillar", "pillar"),
    ("organisation", "organisation"),
    ("person", "person"),
    ("place", "place"),
    ("status", "status"),
)
"""Classes of words that stand for themselves, and the kind of fact that they make; the first that fits wins."""
LONGEST_NAME = 9
"""Words that a name put together from capitals may have."""
FIRM = 4
"""Words that a firm's name in guillemets has at most."""
FIELD = 2
"""Words that name the field of an agreement."""
NEGATION = 4
"""Words before a status among which one that denies it is looked for: has not yet been signed."""
UNDENIED = frozenset({"expected", "cancelled"})
"""Statuses that, denied, say nothing of where a promise stands."""
_LINKS = frozenset({"–", "-", "—"})
_PARTICLES = frozenset({"von", "der", "de", "van", "bin", "al", "фон", "дер", "оглы", "кызы"})
_OPEN, _CLOSE = '“"«「『', '”"»」』'


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name, the tokens that say it, and what it stands for."""

    kind: Kind
    start: int
    end: int
    value: str
    rule: str
    confidence: float
    detail: dict[str, Any] = field(default_factory=dict)


def find_names(tokens: Tokens, words: Lexicon, taken: bytearray) -> list[Name]:
    """Return every name among tokens that nothing else has taken, in order, none overlapping."""
    reader = _Reader(tokens, words, taken)
    found: list[Name] = []
    index, firsts = 0, words.firsts
    wanted = {cls for cls, _ in SIMPLE} | {"office", "agreement-word", "organisation-word", "said"}
    while index < len(tokens):
        known = firsts.get(tokens.words[index], frozenset())
        if wanted.isdisjoint(known):
            quoted = reader.quoted(index)
            found += [quoted] if quoted is not None else []
            index = quoted.end if quoted is not None else index + 1
            continue
        last = found[-1].end if found else 0
        hits = [hit for hit in reader.read(index, known) if hit.start >= last]
        found += hits
        index = max([index + 1, *(hit.end for hit in hits)])
    return found


class _Reader:
    def __init__(self, tokens: Tokens, words: Lexicon, taken: bytearray) -> None:
        self.tokens, self.words, self.taken = tokens, words, taken
        self.joined = words.settings["order"] == "ymd"

    def read(self, index: int, known: frozenset[str]) -> Iterator[Name]:
        """Yield what is named at a token."""
        hit = self._organisation(index) if "organisation-word" in known else None
        hit = hit or (self._agreement(index) if "agreement-word" in known else None)
        if hit is not None and self._free(hit.start, hit.end):
            yield hit
            return
        for cls, kind in SIMPLE:
            hit = self._simple(index, cls, kind) if cls in known else None
            if hit is not None:
                yield hit
                return
        for hit in self._person(index) if "office" in known else self._speaker(index) if "said" in known else ():
            if self._free(hit.start, hit.end):
                yield hit

    def quoted(self, index: int) -> Name | None:
        """Return the firm whose name stands in guillemets, «Росатом», where no word before it says that it is something else."""
        if self.words.code != "ru" or self.tokens.words[index] != "«" or not self._capital(index + 1):
            return None
        end = index + 1
        while end < len(self.tokens) and end - index <= FIRM and self.tokens.words[end] != "»":
            end += 1
        inside = self.tokens.words[index + 1 : end]
        if self.tokens.word(end) != "»" or not all(word.isalpha() or word in {"-", "—"} for word in inside):
            return None
        if self.words.before(self.tokens, index, "not-a-firm") or not self._free(index + 1, end):
            return None
        known = self.words.match(self.tokens, index + 1, "organisation")
        if known is None and any(self.words.match(self.tokens, at, "function") for at in range(index + 1, end)):
            return None
        if self.words.match(self.tokens, index + 1, "agreement"):
            return None
        value = known[0].meaning if known else self._text(index + 1, end)
        return Name(
            kind="organisation", start=index + 1, end=end, value=value, rule="organisation.quoted", confidence=0.7
        )

    def _free(self, start: int, end: int) -> bool:
        return not any(self.taken[start:end])

    def _simple(self, index: int, cls: str, kind: Kind) -> Name | None:
        found = self.words.match(self.tokens, index, cls)
        if found is None or not self._free(index, found[1]):
            return None
        negated = self._negated(index, found[1]) if cls == "status" else ""
        if negated == "not" or (negated and found[0].meaning in UNDENIED):
            return None
        confidence = {"status": 0.75, "place": 0.9, "pillar": 0.85}.get(cls, 0.95)
        value = found[0].meaning
        if cls == "status" and value != "cancelled" and (negated or self.words.before(self.tokens, index, "will")):
            value = "expected"  # to be delivered, будет подписан
        return Name(kind=kind, start=index, end=found[1], value=value, rule=f"{cls}.table", confidence=confidence)

    def _negated(self, start: int, end: int) -> str:
        """Return ``yet`` where the words beside a status say that it is not so yet, ``not`` where it is not so, else nothing.

        What is not yet signed is expected to be; what was not signed has no status.
        """
        if self.joined:
            after = self.words.match(self.tokens, end, "negation")
            return after[0].meaning if after else ""
        at = start
        for _ in range(NEGATION):
            found = self.words.before(self.tokens, at, "negation")
            if found is None:
                return ""
            if found[0].meaning != "between":
                return found[0].meaning
            at = found[1]
        return ""

    def _capital(self, index: int) -> bool:
        raw = self.tokens.raw(index) if index < len(self.tokens) else ""
        return bool(raw) and raw[0].isupper() and raw[0].isalpha()

    def _run(self, index: int, *, links: bool) -> int:
        """Return the token after a run of words in capitals; hyphens within it may join."""
        end = index
        while end < len(self.tokens) and end - index < LONGEST_NAME:
            if end > index and ("\n" in self.tokens.gap(end) or self._seam(end)):
                break
            word = self.tokens.words[end]
            if (
                self._capital(end)
                or (end > index and ((word in _LINKS and links) or word in _PARTICLES) and self._capital(end + 1))
                or (end > index and word in _PARTICLES and self.tokens.word(end + 1) in _PARTICLES)
            ):
                end += 1
            else:
                break
        return end

    def _seam(self, at: int) -> bool:
        """Return whether two words in a row have lost the space between them."""
        return (
            self.tokens.glued(at)
            and self.tokens.words[at - 1].isalpha()
            and self.tokens.words[at].isalpha()
            and len(self.tokens.words[at - 1]) > 2
        )

    def _person(self, index: int) -> Iterator[Name]:
        """Yield the person whom an office introduces: Presiden Tajikistan, Emomali Rahmon; トカエフ大統領 is read backwards."""
        office = self.words.match(self.tokens, index, "office")
        if office is None:
            return
        if self.joined:
            yield from self._person_before(index, office[1])
            return
        at = office[1]
        country = self.words.match(self.tokens, at, "country")
        if country:
            at = country[1]
        if self.tokens.word(at) == "," and country:
            at += 1
        end = self._run(at, links=True)
        if not 2 <= end - at <= 6 or "\n" in self.tokens.gap(at) or not self._personal(at, end):
            return
        detail = {"office": self._text(index, office[1])}
        if country:
            detail["country"] = country[0].meaning
        yield self._named(at, end, "person.office", 0.85, detail)

    def _personal(self, start: int, end: int) -> bool:
        """Return whether a run of capitals can be a person: no country, office or acronym in it."""
        for at in range(start, end):
            raw = self.tokens.raw(at)
            if len(raw) > 1 and raw.isupper():
                return False
            if any(
                self.words.match(self.tokens, at, cls)
                for cls in ("country", "office", "organisation-word", "month", "weekday", "agreement-word")
            ):
                return False
        return True

    def _person_before(self, index: int, end: int) -> Iterator[Name]:
        """Yield the person before an office or title, in katakana or after a country's name."""
        start = index
        while (
            start > max(0, index - LONGEST_NAME)
            and self.tokens.glued(start)
            and (self._katakana(start - 1) or self.tokens.words[start - 1] in {"・", "="})
        ):
            start -= 1
        if start == index or not self._katakana(start):
            return
        name = self.tokens.text[self.tokens.starts[start] : self.tokens.ends[index - 1]]
        if self.words.match(self.tokens, start, "country") or len(name) < 2 or not self._free(start, index):
            return
        known = self.words.match(self.tokens, start, "person")
        value = known[0].meaning if known else name
        office = self._text(index, end)
        yield Name(
            kind="person",
            start=start,
            end=index,
            value=value,
            rule="person.office",
            confidence=0.8,
            detail={"office": office},
        )

    def _katakana(self, index: int) -> bool:
        word = self.tokens.words[index]
        return "ァ" <= word[0] <= "ヺ" and len(word) > 1

    def _speaker(self, index: int) -> Iterator[Name]:
        """Yield the person whom a verb of saying introduces: kata Tomohiko Uyama, a professor."""
        said = self.words.match(self.tokens, index, "said")
        if said is None:
            return
        end = self._run(said[1], links=False)
        if 2 <= end - said[1] <= 4 and self.tokens.word(end) in {",", ".", "("} and self._personal(said[1], end):
            yield self._named(said[1], end, "person.speaker", 0.75, {})

    def _named(self, start: int, end: int, rule: str, confidence: float, detail: dict[str, Any]) -> Name:
        known = self.words.match(self.tokens, start, "person")
        value = known[0].meaning if known and known[1] == end else self._text(start, end)
        return Name(kind="person", start=start, end=end, value=value, rule=rule, confidence=confidence, detail=detail)

    def _text(self, start: int, end: int) -> str:
        return self.tokens.text[self.tokens.starts[start] : self.tokens.ends[end - 1]]

    def _agreement(self, index: int) -> Name | None:
        """Return an agreement named by its kind and the words around it: Kemitraan Kerja Sama AI, “kemitraan AI”, Paris Accord."""
        found = self.words.match(self.tokens, index, "agreement-word")
        known = self.words.match(self.tokens, index, "agreement")
        if found is None or (known and known[1] >= found[1]):
            return None
        if self.joined:
            return self._joined_name(index, found[1], "agreement")
        if index and self.tokens.words[index - 1] in _OPEN and self.words.settings["order"] != "mdy":
            end = index
            while end < len(self.tokens) and end - index < LONGEST_NAME and self.tokens.words[end] not in _CLOSE:
                end += 1
            if self.tokens.word(end) and self.tokens.words[end] in _CLOSE and end - index > 1:
                return self._agreed(index, end)
        if self.words.settings["order"] == "mdy":
            start = index
            while (
                start
                and self._capital(start - 1)
                and index - start < LONGEST_NAME
                and not self._starts_sentence(start - 1)
            ):
                start -= 1
            return self._agreed(start, found[1]) if index - start >= 1 and self._capital(index) else None
        end = self._run(index, links=True) if self._capital(index) else index
        if end - index < 2:
            end = self._field(found[1])
        return self._agreed(index, end) if end - index >= 2 else None

    def _field(self, index: int) -> int:
        """Return the token after what an agreement is on, партнерство в сфере ИИ; the same token where none is named."""
        link = self.words.match(self.tokens, index, "field")
        if link is None:
            return index
        end = link[1]
        while end < min(len(self.tokens), link[1] + FIELD) and self.tokens.words[end].isalpha():
            if self.words.match(self.tokens, end, "function"):
                break
            end += 1
        return end if end > link[1] else index

    def _starts_sentence(self, index: int) -> bool:
        return index == 0 or self.tokens.words[index - 1] in {".", "!", "?", "“", '"'}

    def _agreed(self, start: int, end: int) -> Name:
        return Name(
            kind="agreement", start=start, end=end, value=self._text(start, end), rule="agreement.word", confidence=0.75
        )

    def _joined_name(self, index: int, end: int, kind: Kind) -> Name | None:
        """Return a name that ends in a word of its kind, in a script without spaces: back to the nearest particle."""
        start = index
        while start and self.tokens.glued(start) and index - start < 16 and self._of_name(start - 1):
            start -= 1
        if index - start < (2 if kind == "organisation" else 1):
            return None
        after = self.tokens.word(end)
        if kind == "organisation" and after and "一" <= after <= "鿿" and self.tokens.glued(end):
            return None
        value = self._text(start, end)
        return Name(kind=kind, start=start, end=end, value=value, rule=f"{kind}.word", confidence=0.7)

    def _of_name(self, index: int) -> bool:
        word = self.tokens.words[index]
        return (
            "一" <= word[0] <= "鿿"
            or "ァ" <= word[0] <= "ヺ"
            or word in {"・", "ー"}
            or (word.isascii() and word.isalpha())
        )

    def _organisation(self, index: int) -> Name | None:
        """Return an organisation named by its kind and the capitals beside it: Universitas Hokkaido, Ministry of Energy, 経済産業省."""
        found = self.words.match(self.tokens, index, "organisation-word")
        if found is None or ((known := self.words.match(self.tokens, index, "organisation")) and known[1] >= found[1]):
            return None
        if self.joined:
            return self._joined_name(index, found[1], "organisation")
        if self.words.settings["order"] == "mdy":
            return self._organisation_in_capitals(index, found[1])
        at = found[1]
        if self.tokens.word(at) and self.tokens.words[at] in '«“"':
            end = at + 1
            while end < len(self.tokens) and end - at < LONGEST_NAME and self.tokens.words[end] not in _CLOSE:
                end += 1
            if end < len(self.tokens) and self.tokens.words[end] in _CLOSE and end > at + 1:
                return Name(
                    kind="organisation",
                    start=index,
                    end=end + 1,
                    value=self._text(at + 1, end),
                    rule="organisation.word",
                    confidence=0.85,
                )
        if not self._capital(index) or self.words.code == "ru":
            return None
        end = self._run(index, links=False)
        if end - index < 2:
            return None
        return Name(
            kind="organisation",
            start=index,
            end=end,
            value=self._text(index, end),
            rule="organisation.word",
            confidence=0.8,
        )

    def _organisation_in_capitals(self, index: int, end: int) -> Name | None:
        if not self._capital(index):
            return None
        start = index
        while start and self._capital(start - 1) and index - start < 5 and self.tokens.words[start - 1] != "the":
            if self._starts_sentence(start - 1) and self.tokens.words[start - 1] in {"the", "a", "an"}:
                break
            start -= 1
        if self.tokens.word(end) == "of":
            last = self._run(end + 1, links=False)
            end = last if last > end + 1 else end
        if end - start < 2:
            return None
        return Name(
            kind="organisation",
            start=start,
            end=end,
            value=self._text(start, end),
            rule="organisation.word",
            confidence=0.75,
        )
