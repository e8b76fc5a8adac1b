"""Countries and unions by every name that a language has for them."""

from __future__ import annotations

from dataclasses import dataclass

from lodeway.ledger.extract.lexicon import Lexicon
from lodeway.ledger.extract.tokens import Tokens

__all__ = ["Named", "find_countries"]


SIGNS = 6
"""Signs of one letter that stand together at most."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name, the tokens that say it, and what it stands for."""

    start: int
    end: int
    code: str
    rule: str
    confidence: float


def find_countries(tokens: Tokens, words: Lexicon, taken: bytearray, *, adjectives: bool = False) -> list[Named]:
    """Return every country named by tokens that nothing else has taken.

    A longer name that holds one, such as New Mexico or South China Sea, is none. Signs of one letter, as in 日米韓, count where they
    stand together or before a word such as government.

    Examples
    --------
    >>> from lodeway.ledger.extract.lexicon import lexicon
    >>> from lodeway.ledger.extract.tokens import tokenise
    >>> tokens = tokenise("AS dan Korea Selatan; bahasa Inggris")
    >>> [row.code for row in find_countries(tokens, lexicon("id"), bytearray(len(tokens)))]
    ['USA', 'KOR']
    """
    found: list[Named] = []
    index, firsts = 0, words.firsts
    wanted = {"country", "nothing", "currency", "nation-sign", "country-code"} | (
        {"adjective"} if adjectives else set()
    )
    while index < len(tokens):
        known = firsts.get(tokens.words[index])
        if taken[index] or known is None or wanted.isdisjoint(known):
            index += 1
            continue
        hits, end = _at(tokens, words, index, adjectives)
        found += hits
        index = max(end, index + 1)
    return found


def _at(tokens: Tokens, words: Lexicon, index: int, adjectives: bool) -> tuple[list[Named], int]:
    """Return the countries named at a token, and where to go on."""
    nothing = words.match(tokens, index, "nothing")
    country = words.match(tokens, index, "country")
    if nothing and (country is None or nothing[1] >= country[1]):
        return [], nothing[1]
    if country is not None:
        return [Named(index, country[1], country[0].meaning, "country.name", 0.97)], country[1]
    money = words.match(tokens, index, "currency")
    if money and money[1] - index > 1:  # the AS of dolar AS, the 米 of 米ドル
        return [], money[1]
    signs = _signs(tokens, words, index)
    if signs:
        return signs, signs[-1].end
    if adjectives:
        adjective = words.match(tokens, index, "adjective")
        if adjective:
            return [Named(index, adjective[1], adjective[0].meaning, "country.adjective", 0.9)], adjective[1]
    return [], index + 1


def _signs(tokens: Tokens, words: Lexicon, index: int) -> list[Named]:
    """Return countries by their signs of one letter, 日米韓 or 米政府."""
    end, found = index, []
    while (
        end < min(len(tokens), index + SIGNS)
        and (phrase := words.match(tokens, end, "nation-sign"))
        and (end == index or tokens.glued(end))
    ):
        found.append(Named(end, phrase[1], phrase[0].meaning, "country.sign", 0.85))
        end = phrase[1]
    context = words.match(tokens, end, "nation-context") is not None
    if len(found) > 1:
        strong = any(row.code in {"USA", "KOR", "RUS", "GBR", "AUS"} for row in found)
        return found if (strong or context) and not _inside_word(tokens, index) else []
    return found if found and context and found[0].code == "USA" and not _inside_word(tokens, index) else []


def _inside_word(tokens: Tokens, index: int) -> bool:
    """Return whether a sign stands in the middle of a run of other letters, as 米 in 新米."""
    before = tokens.words[index - 1] if index and tokens.glued(index) else ""
    return "一" <= before <= "鿿" and before not in "対訪駐在元前現"
