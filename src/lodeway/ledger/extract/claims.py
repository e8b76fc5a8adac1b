"""Ranks and shares that a text claims: second in the world, 25 percent of the uranium that the United States needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lodeway.ledger.extract.amount import Amount
from lodeway.ledger.extract.facts import Kind, Qualifier, qualifier_of
from lodeway.ledger.extract.lexicon import Lexicon
from lodeway.ledger.extract.tokens import Tokens

__all__ = ["Claimed", "find_ranks", "find_shares"]

REACH = 5
"""Words between a superlative and the place in which it holds."""
KIND = 3
"""Words within which the kind stands of what is No. 1: uranium producer."""
LONGEST = 9
"""Words that the whole of a share may have."""
_ENDS = frozenset('.,;:()[]"“”«»!?。、」』（）–—')


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A rank or share and the tokens that claim it."""

    kind: Kind
    start: int
    end: int
    value: Decimal
    unit: str = ""
    qualifier: Qualifier = "exact"
    rule: str
    confidence: float


def find_ranks(tokens: Tokens, words: Lexicon) -> list[Claimed]:
    """Return every rank that is claimed, in order, none overlapping.

    Examples
    --------
    >>> from lodeway.ledger.extract.lexicon import lexicon
    >>> from lodeway.ledger.extract.tokens import tokenise
    >>> [int(row.value) for row in find_ranks(tokenise("the world's second-largest producer"), lexicon("en"))]
    [2]
    """
    found: list[Claimed] = []
    wanted = {"ordinal", "rankword", "superlative"}
    index = 0
    while index < len(tokens):
        known = words.firsts.get(tokens.words[index])
        hit = None
        if (known is not None and not wanted.isdisjoint(known)) or tokens.words[index].isdecimal():
            hit = _rank(tokens, words, index)
        if hit is not None and not words.before(tokens, hit.start, "one-of"):
            found.append(hit)
        index = hit.end if hit is not None else index + 1
    return found


def _number(tokens: Tokens, words: Lexicon, index: int) -> tuple[int, int] | None:
    """Return a place in an order and the token after it: second, kedua, ke-2, 2, 7th."""
    found = words.match(tokens, index, "ordinal")
    if found:
        return int(found[0].meaning), found[1]
    word = tokens.word(index)
    if word.isdecimal() and len(word) <= 2 and int(word) > 0:
        return int(word), index + 1
    return None


def _rank(tokens: Tokens, words: Lexicon, index: int) -> Claimed | None:
    numbered = _numbered(tokens, words, index)
    if numbered is not None:
        return numbered
    number = _number(tokens, words, index)
    if number is not None:
        return _number_first(tokens, words, index, *number)
    rankword = words.match(tokens, index, "rankword")
    if rankword is not None:
        counted = rankword[0].meaning == "number"  # nomor dua di dunia counts like an ordinal, in the world alone
        after = _number(tokens, words, rankword[1]) or (_cardinal(tokens, words, rankword[1]) if counted else None)
        if after is None or words.code == "ja":
            return None
        scope = words.match(tokens, after[1], "scope")
        end = scope[1] if scope else after[1]
        if not scope and (counted or not _followed_by_field(tokens, after[1])):
            return None
        return Claimed(kind="rank", start=index, end=end, value=Decimal(after[0]), rule="rank.place", confidence=0.9)
    return _superlative(tokens, words, index)


def _past_scope(tokens: Tokens, words: Lexicon, index: int) -> int | None:
    """Return the token after words such as in the world, None where there are none."""
    scope = words.match(tokens, index, "scope")
    return scope[1] if scope else None


def _cardinal(tokens: Tokens, words: Lexicon, index: int) -> tuple[int, int] | None:
    """Return a number up to ten in words, and the token after it."""
    found = words.match(tokens, index, "number")
    if found is None or found[0].how != "add" or not 1 <= int(found[0].meaning) <= 10:
        return None
    return int(found[0].meaning), found[1]


def _numbered(tokens: Tokens, words: Lexicon, index: int) -> Claimed | None:
    """Return the rank of what is the world's No. 2 of its kind."""
    word = tokens.words[index]
    if words.code != "en" or not word.isdecimal() or len(word) > 2:
        return None
    end = next((at + 1 for at in range(index + 1, index + KIND + 1) if words.match(tokens, at, "ranked")), None)
    if end is None or any(
        words.match(tokens, at, "function") or tokens.words[at] in _ENDS for at in range(index + 1, end)
    ):
        return None
    at = index - 1 - (tokens.words[index - 1] == ".")
    if at < 0 or tokens.words[at] != "no":
        return None
    scope = words.before(tokens, at, "scope")
    start = scope[1] if scope else at
    return Claimed(kind="rank", start=start, end=end, value=Decimal(word), rule="rank.number", confidence=0.85)


def _followed_by_field(tokens: Tokens, index: int) -> bool:
    """Return whether what is ranked follows: in production, dalam ekspor, по добыче, among exporters."""
    return tokens.word(index) in {
        "in",
        "among",
        "globally",
        "worldwide",
        "dalam",
        "untuk",
        "sebagai",
        "по",
        "среди",
        "в",
        "di",
    }


def _number_first(tokens: Tokens, words: Lexicon, index: int, value: int, end: int) -> Claimed | None:
    """Return second-largest, второе место, 世界第2位, второй по величине."""
    at = end + 1 if tokens.word(end) == "-" else end
    superlative = words.match(tokens, at, "superlative")
    if superlative is not None:
        return Claimed(
            kind="rank", start=index, end=superlative[1], value=Decimal(value), rule="rank.ordinal", confidence=0.93
        )
    rankword = words.match(tokens, end, "rankword")
    scoped: int | None = None
    if words.code == "ru" and rankword is None and tokens.word(end) == "в" and words.match(tokens, index, "ordinal"):
        scoped = _past_scope(tokens, words, end)  # второй в мире экспортер
    if words.code == "en" and tokens.word(end) in {"place", "position"}:
        scoped = _past_scope(tokens, words, end + 1)
    if scoped is not None:
        return Claimed(kind="rank", start=index, end=scoped, value=Decimal(value), rule="rank.place", confidence=0.88)
    if rankword is None or words.code in {"en", "id"}:
        return None
    start = index
    if words.code == "ja":
        if tokens.word(index - 1) == "第":
            start -= 1
        scope = words.before(tokens, start, "scope")
        if tokens.words[end] == "番" and not scope:
            return None
        return Claimed(
            kind="rank",
            start=scope[1] if scope else start,
            end=rankword[1],
            value=Decimal(value),
            rule="rank.place",
            confidence=0.9,
        )
    scope = words.match(tokens, rankword[1], "scope")
    if not scope and not _followed_by_field(tokens, rankword[1]):
        return None
    last = scope[1] if scope else rankword[1]
    return Claimed(kind="rank", start=index, end=last, value=Decimal(value), rule="rank.place", confidence=0.9)


def _superlative(tokens: Tokens, words: Lexicon, index: int) -> Claimed | None:
    """Return what is largest somewhere, rank 1, or of a rank that follows: terbesar kedua di dunia."""
    found = words.match(tokens, index, "superlative")
    if found is None:
        return None
    end = found[1]
    value = 1
    after = _number(tokens, words, end) if words.code == "id" else None
    if after is not None and not tokens.words[end].isdecimal():
        value, end = after
    for step in range(end, min(end + (1 if words.code == "id" else REACH), len(tokens))):
        if tokens.words[step] in _ENDS:
            break
        scope = words.match(tokens, step, "scope")
        if scope:
            return Claimed(
                kind="rank", start=index, end=scope[1], value=Decimal(value), rule="rank.superlative", confidence=0.9
            )
    scope_before = words.before(tokens, index, "scope")
    if scope_before or value > 1:
        start = scope_before[1] if scope_before else index
        return Claimed(kind="rank", start=start, end=end, value=Decimal(value), rule="rank.superlative", confidence=0.9)
    if _of_all_countries(tokens, words, index, end):
        return Claimed(kind="rank", start=index, end=end, value=Decimal(1), rule="rank.country", confidence=0.75)
    return None


def _of_all_countries(tokens: Tokens, words: Lexicon, index: int, end: int) -> bool:
    """Return whether a superlative without a scope ranks a country among all: Chile is the biggest producer of copper.

    The sentence says what role it has, of a country, and nothing narrows it: no place behind, and no company that is the largest of its country.
    """
    if words.code == "ja":  # 最大の銅生産国: the role itself is a country's
        return any(_role(tokens, words, at) for at in range(end, min(end + KIND + 6, len(tokens)))) and not any(
            tokens.words[at] in _ENDS for at in range(end, min(end + KIND, len(tokens)))
        )
    if words.code == "id":  # produsen tembaga terbesar: the role stands before
        role = next((at for at in range(index - 1, max(-1, index - KIND - 3), -1) if _role(tokens, words, at)), None)
        subject, behind = role, end
    else:
        found = (at for at in range(end, min(end + KIND + 1, len(tokens))) if tokens.words[at] not in _ENDS)
        role = next((at for at in found if _role(tokens, words, at)), None)
        subject, behind = index, role + 1 if role is not None else end
    if subject is None or role is None or not _is_country(tokens, words, subject):
        return False
    for at in range(behind, min(behind + KIND + 1, len(tokens))):
        if tokens.words[at] in _ENDS:
            break
        if words.match(tokens, at, "toward"):
            return False
    return True


def _role(tokens: Tokens, words: Lexicon, index: int) -> bool:
    found = words.match(tokens, index, "ranked")
    return found is not None and found[0].meaning == "role"


def _is_country(tokens: Tokens, words: Lexicon, index: int) -> bool:
    """Return whether a country and a word such as is stand before a token, or a country and a comma: Chile, the biggest producer."""
    at = index - (tokens.word(index - 1) == "the")
    linked = words.before(tokens, at, "copula")
    while linked:
        at = linked[1]
        linked = words.before(tokens, at, "copula")
    if tokens.word(at - 1) == ",":
        at -= 1
    if at == index:
        return False
    country = words.before(tokens, at, "country")
    return country is not None and words.match(tokens, country[1] - 1, "toward") is None


def find_shares(tokens: Tokens, words: Lexicon, amounts: list[Amount]) -> Iterator[Claimed]:
    """Yield what percentages and fractions are said to be a part of: 25 percent of the uranium, a third of world output."""
    yield from _fractions(tokens, words)
    for row in amounts:
        if row.kind != "percent" or row.high is not None or row.detail.get("points"):
            continue
        start, end = row.start, _whole_after(tokens, words, row.end)
        if words.code == "ja":
            start, end = _whole_before(tokens, words, row.start), row.end
        if start == row.start and end == row.end:
            continue
        about = words.before(tokens, start, "qualifier-before") if row.qualifier == "about" else None
        yield Claimed(
            kind="share", start=about[1] if about else start, end=end, value=row.low, unit="%", qualifier=row.qualifier,
            rule="share", confidence=0.75,
        )  # fmt: skip


def _whole_after(tokens: Tokens, words: Lexicon, index: int) -> int:
    """Return the token after the words of the whole that follow a percentage; the same token where none do."""
    of = words.match(tokens, index, "share-of")
    if words.settings["order"] == "mdy" and of is None:
        return index
    at = of[1] if of else index
    end = _whole_of(tokens, words, at)
    return end if end > at else index


def _whole_of(tokens: Tokens, words: Lexicon, at: int) -> int:
    """Return the token after the words of a whole that begins at a token."""
    end = at
    while end < len(tokens) and end - at < LONGEST:
        word = tokens.words[end]
        if word in _ENDS or "\n" in tokens.gap(end) or word[0].isdecimal() or _stops(tokens, words, end):
            break
        if end == at and not word[0].isalpha():
            break
        money = any(words.match(tokens, end, cls) for cls in ("currency-sign", "currency-code"))
        if money or (words.code == "id" and words.verbal(word)):
            break
        if words.match(tokens, end, "weekday") or words.match(tokens, end, "month"):
            break
        end += 1
    while end > at and (words.match(tokens, end - 1, "function") or not tokens.words[end - 1][0].isalnum()):
        end -= 1
    return end


def _stops(tokens: Tokens, words: Lexicon, index: int) -> bool:
    """Return whether a word ends the whole of a share: в does, but for the country to which something goes."""
    if words.match(tokens, index, "share-stop") is None:
        return False
    toward = tokens.words[index] in words.settings.get("toward", ())
    return not (toward and words.match(tokens, index + 1, "country"))


def _whole_before(tokens: Tokens, words: Lexicon, index: int) -> int:
    """Return the token at which the whole begins that stands before the and a percentage: 生産の約7割."""
    firm = words.before(tokens, index, "qualifier-before")
    at = firm[1] if firm else index
    if not at or tokens.words[at - 1] != "の":
        return index
    start = at - 1
    while start and tokens.glued(start) and at - start < 14 and _of_noun(tokens.words[start - 1]):
        start -= 1
    return start if start < at - 1 else index


def _fractions(tokens: Tokens, words: Lexicon) -> Iterator[Claimed]:
    """Yield the shares that a fraction tells of what a country makes, sells, buys or holds: a third of world output, 世界生産の半数.

    A fraction of anything else, half the day or a third of the members, is no claim that data could bear out.
    """
    index = 0
    while index < len(tokens):
        known = words.firsts.get(tokens.words[index])
        hit = _fraction(tokens, words, index) if known is not None and "fraction" in known else None
        if hit is not None:
            yield hit
        index = max(index + 1, hit.end) if hit is not None else index + 1


def _fraction(tokens: Tokens, words: Lexicon, index: int) -> Claimed | None:
    found = words.match(tokens, index, "fraction")
    if found is None:
        return None
    start, end = index, found[1]
    if words.code == "ja":
        start = _whole_before(tokens, words, index)
        whole = range(start, index)
    else:
        end = _whole_after(tokens, words, end)
        if end == found[1] and words.match(tokens, end, "the"):
            end = _whole_of(tokens, words, end)
        whole = range(found[1], end)
    if not any(words.match(tokens, at, "whole") for at in whole):
        return None
    qualifier = qualifier_of(found[0].how)
    before = words.before(tokens, index, "qualifier-before")
    after = words.match(tokens, found[1], "qualifier-after") if words.code == "ja" else None
    if qualifier == "about" and (before or after):
        qualifier = qualifier_of((before or after or found)[0].meaning)
    return Claimed(
        kind="share", start=min(start, before[1]) if before else start, end=after[1] if after else end,
        value=Decimal(found[0].meaning), unit="%", qualifier=qualifier, rule="share.fraction", confidence=0.7,
    )  # fmt: skip


def _of_noun(word: str) -> bool:
    return "一" <= word[0] <= "鿿" or "ァ" <= word[0] <= "ヺ" or word == "の"
