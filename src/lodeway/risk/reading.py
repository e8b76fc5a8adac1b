"""Reads what a sentence claims of rank, share, change or amount, of whom and of what; says which words it does not read."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from lodeway.errors import UsageError
from lodeway.risk.areas import EUROPEAN_UNION, Area, names
from lodeway.risk.materials import MATERIALS, Material

__all__ = ["FORMS", "Claim", "Measure", "Reading", "read", "read_claim"]

Measure = Literal["production", "refining", "reserves", "exports", "imports", "supplier", "destination"]
FORMS = (
    '"second largest producer", "largest refiner", "among the top three exporters", "third largest reserves", "largest supplier" with --importer, '
    '"24 % of world production", "more than 65 percent of imports" with --importer, "doubled since 2015", "exports fell by 30 % since 2020", '
    '"produces 27,500 tonnes", "Japan depends for 60 % on China for rare earths", "90 % of Turkmen gas is exported to China", '
    '"second largest producer after China"'
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LARGEST = r"(?:largest|biggest|leading|most important|main|greatest|top)"
_PERCENT = r"(\d+(?:[.,]\d+)?)\s*(?:%|per ?cent)"
_DEPENDS = r"\b(?:depend(?:s|ed|ent|ence|ency|ing)?|rel(?:y|ies|ied|iant|iance|ying))\b"
_REFINING = r"\brefin(?:e|es|ed|er|ers|ery|eries|ing)\b|\bsmelt(?:s|ed|er|ers|ing)?\b|\bprocess(?:es|ed|or|ors|ing)\b"
_BUYS = r"\b(?:buy|buys|bought|gets?|got|obtains?|obtained|receives?|received|takes?|took|sources?|sourced)\b"
_SENDS = (
    r"\b(?:export|exports|exported|exporting|ships?|shipped|sends?|sent|sells?|sold|delivers?|delivered|goes|go|went)\b"
)
_WORDS: tuple[tuple[str, Measure], ...] = (
    (r"\breserves?\b|\bdeposits?\b", "reserves"),
    (
        rf"{_DEPENDS}|{_BUYS}(?=.*\bfrom\b)|\bsuppl(?:y|ies|ied|ier|iers)\b|\bimports? from\b|\bsource of\b|\bfrom\b(?=.*\bimports?\b)|\bimports?\b(?=.*\bfrom\b)",
        "supplier",
    ),
    (
        rf"\bexports? (?:go|goes|went|to)\b|\bof (?:its|their|the country's) exports\b|{_SENDS}(?=.*\bto [a-z])|{_BUYS}",
        "destination",
    ),
    (r"\bimporters?\b|\bimports?\b|\bimported\b|\bbuyers?\b", "imports"),
    (r"\bexporters?\b|\bexports?\b|\bexported\b", "exports"),
    (_REFINING, "refining"),
    (r"\bproduc\w*\b|\bmin(?:er|ers|es|ed|ing|e)\b|\boutput\b", "production"),
)
_PARTS = (
    (r"\b(?:a|one) third of\b", "33.3 % of"), (r"\btwo thirds of\b", "66.7 % of"), (r"\b(?:a|one) quarter of\b", "25 % of"),
    (r"\bthree quarters of\b", "75 % of"), (r"\b(?:a|one) fifth of\b", "20 % of"), (r"\b(?:a|one) half of\b|\bhalf of\b", "50 % of"),
    (r"\bmostly\b|\bmainly\b", "more than 50 %"), (r"\bhalf (?=its\b|their\b|the\b)", "50 % of "), (r"\b(?:nearly|almost) all of\b", "more than 90 % of"), (r"\bmost of\b", "more than 50 % of"),
)  # fmt: skip
"""Parts in words, and as they are read."""
_FACTORS = (
    (r"\bdoubl(?:ed|es|ing)\b|\btwofold\b", 2.0),
    (r"\btripl(?:ed|es|ing)\b|\btrebl(?:ed|es|ing)\b|\bthreefold\b", 3.0),
    (r"\bquadrupl(?:ed|es|ing)\b|\bfourfold\b", 4.0),
    (r"\bhalv(?:ed|es|ing)\b", 0.5),
)
_UP, _DOWN = (
    r"\b(?:rose|risen|rise|rises|grew|grown|grow|grows|increase[ds]?|up)\b",
    r"\b(?:fell|fallen|fall|falls|declin(?:ed|es|e)|decrease[ds]?|dropped|shrank|down)\b",
)
_SINCE = r"\b(?:since|from|between)\s+((?:19|20)\d\d)\b(?:\s*(?:to|and|until|till)\s+((?:19|20)\d\d)\b)?"
_AMOUNT = r"(\d+(?:[., ]\d{3})*(?:[.,]\d+)?)\s*(thousand|million|billion|kilo|k|m)?\s*(?:metric )?(?:tonnes?|tons?|t)\b"
_MULTIPLES = {"thousand": 1e3, "kilo": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, None: 1.0, "": 1.0}
_PEOPLES = {
    "chinese": "CHN", "japanese": "JPN", "russian": "RUS", "kazakh": "KAZ", "kazakhstani": "KAZ", "uzbek": "UZB", "tajik": "TJK", "turkmen": "TKM",
    "kyrgyz": "KGZ", "american": "USA", "korean": "KOR", "indian": "IND", "australian": "AUS", "european": EUROPEAN_UNION, "u.s.": "USA", "us": "USA",
    "usa": "USA", "uk": "GBR", "eu": EUROPEAN_UNION, "european union": EUROPEAN_UNION, "america": "USA", "britain": "GBR", "south korea": "KOR",
    "drc": "COD", "kyrgyz republic": "KGZ", "republic of korea": "KOR", "czech republic": "CZE", "burma": "MMR", "viet nam": "VNM", "türkiye": "TUR",
}  # fmt: skip
"""How people write of countries beside their names."""
_PLAIN = frozenset(
    re.findall(
        r"\S+",
        """
    a about account accounted accounts alone among an and approximately are around as at been between by cent come comes country country's countries
    for from global globally go goes got gets had has have held hold holds in is it its made make makes nearly number of on over per percent place
    position provide provided provides rank ranked ranking ranks roughly s sell sells share since some supplied t than that the their them to total
    tonnes tons was went were with within world world's worldwide year years annual annually volume
    sends sent ships shipped sold delivers delivered buy buys bought obtains obtained receives received takes took sources sourced only also
    above below biggest equal exceed exceeding exceeds first greatest important largest leading least less main more most no top under up level
    """,
    )
) - {"and"} | {*_ORDINALS, *_NUMBERS}
"""Words that change nothing that is not read, or are read as rank, share, bound or change."""


_OF_OUTPUT = r"\b(?:is|are|was|were) exported\b|\bexports?\b.*\bof (?:its|their)\b"
"""Speaks of what part of a country's production is exported, wherever to."""
_OWNS = "'s"
"""Stands for the word before a country whose own imports, supply or demand are spoken of."""
_AHEAD = r"(?:(?:only |just )?(?:after|behind)|following)"
_BEHIND = r"(?:(?:just )?ahead of|in front of)"
_NEXT = r"(?:followed by)"
_APART = frozenset({"outside", "except", "excluding", "without", "behind", "after", "than", "beside", "besides"})
"""Words before a country that is spoken of and left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is claimed: a rank, being among the first so many, a share, a change or an amount.

    Parameters
    ----------
    measure
        Of what.
    rank
        Claimed rank; 0 where none is.
    among
        The rank may be better than claimed: "among the top three".
    share
        Claimed share, 0 to 1; NaN where none is.
    bound
        ``about``, ``at least`` or ``at most``.
    factor
        Claimed ratio of the last year to the first; NaN where none is.
    since, until
        First and last year of a change; 0 where not stated.
    tonnes
        Claimed amount [t]; NaN where none is.
    refined
        Of trade: in metal and other refined forms alone.
    above, below, following
        Countries that are said to have more, less, and to come next in this order: "second largest after China", "followed by Russia".
    """

    measure: Measure
    rank: int = 0
    among: bool = False
    share: float = math.nan
    bound: str = "about"
    factor: float = math.nan
    since: int = 0
    until: int = 0
    tonnes: float = math.nan
    refined: bool = False
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    following: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A claim with those it speaks of; what the sentence does not name is empty.

    Parameters
    ----------
    claim
        None where neither rank, share, change nor amount is stated, or not of what.
    country, importer
        Codes of those of which it is said and to which goods go.
    year
        That is named; 0 where none is.
    unread
        Words that are not read: a firm answer to half a sentence would be a wrong one.
    """

    claim: Claim | None
    country: str
    importer: str
    material: Material | None
    year: int
    unread: tuple[str, ...]
    trade: bool = False
    """Whether the sentence speaks of exports, imports or supply."""


def read_claim(text: str) -> Claim:
    """Return what a sentence claims.

    Raises
    ------
    UsageError
        When no rank, share, change or amount, or not of what, can be read; says which forms are understood.

    Examples
    --------
    >>> claim = read_claim("second largest producer")
    >>> claim.measure, claim.rank, claim.among
    ('production', 2, False)
    >>> read_claim("provides over 65 % of world exports").share
    0.65
    >>> claim = read_claim("production more than doubled since 2015")
    >>> claim.factor, claim.bound, claim.since
    (2.0, 'at least', 2015)
    """
    found = _claim(_words(text))
    if found is None:
        raise UsageError(
            f"no rank, share, change or amount of production, refining, reserves, exports, imports or supply in {text!r}; understood: {FORMS}"
        )
    return found


def read(
    text: str, *, country: Area | None = None, importer: Area | None = None, material: Material | None = None
) -> Reading:
    """Return a sentence's claim and of whom and what it is said.

    Parameters
    ----------
    text
        The sentence.
    country, importer, material
        What is already known; their names in the sentence then only repeat it.

    Examples
    --------
    >>> found = read("Japan depends for 60 % on China for rare earths")
    >>> found.importer, found.country, found.material.name, found.claim.share, found.unread
    ('JPN', 'CHN', 'Rare earth', 0.6, ())
    >>> read("largest producer outside China in 2019").unread, read("largest producer in 2019").year
    (('outside', 'china'), 2019)
    """
    words = _words(text)
    words, spoken, of = _commodity(words, material)
    words, above, below, following = _compared(words)
    said = _claim(words)
    if said is None and (above or below or following) and (measure := _measure(words)):
        said = Claim(measure=measure)
    if said is not None:
        said = replace(said, above=above, below=below, following=following)
    if said is not None and said.measure != "refining" and re.search(_REFINING, words):
        said = replace(said, refined=True)
    words, given = _known(words, country, importer)
    words, mentioned = _areas(words)
    said = _between(said, mentioned, given)
    buyer, subject, extra = _roles(words, mentioned, said, country, importer, given)
    year, words = _year(words, said)
    unread = [*spoken, *_left(words), *extra]
    if said is not None and not math.isnan(said.share) and said.measure == "exports" and re.search(_OF_OUTPUT, words):
        unread.append("exported, as a share of production")
    return Reading(
        claim=said, country=subject, importer=buyer, material=of, year=year, unread=tuple(dict.fromkeys(unread)), trade=_of_trade(words, said)
    )  # fmt: skip


def _of_trade(words: str, said: Claim | None) -> bool:
    """Return whether a sentence speaks of trade, read or not."""
    measure = said.measure if said is not None else _measure(words)
    return measure in {"exports", "imports", "supplier", "destination"} or bool(re.search(_SENDS, words))


def _compared(words: str) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the words without "after China and Russia", "ahead of Canada" and "followed by Russia", and the countries of each."""
    codes = dict(_spoken())
    one = rf"(?:the\s+)?({'|'.join(re.escape(word) for word in codes)})(?!\w)"
    found: dict[str, list[str]] = {_AHEAD: [], _BEHIND: [], _NEXT: []}
    for kind, several in found.items():
        while match := re.search(rf",?\s*\b{kind}\s+{one}(?:(?:\s*,\s*and|\s*,|\s+and)\s+{one})*", words):
            several += [codes[name] for name in re.findall(one, match[0])]
            words = f"{words[: match.start()]} {words[match.end() :]}"
    above, below, following = (tuple(dict.fromkeys(several)) for several in found.values())
    return " ".join(words.split()), above, below, following


def _between(said: Claim | None, mentioned: list[_Mention], given: tuple[str, ...]) -> Claim | None:
    """Return the claim as one on two countries where it is said of one's own imports or exports: "China accounts for 66 % of Japan's imports"."""
    several = len(mentioned) + len(given) > 1
    if said is None or not several or math.isnan(said.share):
        return said
    if said.measure == "imports" and any(one.before == _OWNS for one in mentioned):
        return replace(said, measure="supplier")
    if said.measure == "exports" and any(one.sells for one in mentioned):
        return replace(said, measure="destination")
    return said


def _words(text: str) -> str:
    words = " ".join(text.casefold().replace("-", " ").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    words = re.sub(r"\bsecond only to\b", "second largest after", words)
    for part, share in _PARTS:
        words = re.sub(part, share, words)
    return words


def _measure(words: str) -> Measure | None:
    return next((name for pattern, name in _WORDS if re.search(pattern, words)), None)


def _claim(words: str) -> Claim | None:
    measure = _measure(words)
    if measure is None:
        # What is said to have doubled, and of nothing else, is how much is made.
        return _change(words, "production")
    if found := _change(words, measure):
        return found
    if percent := re.search(_PERCENT, words):
        share = float(percent[1].replace(",", ".")) / 100.0
        return Claim(measure=measure, share=share, bound=_bound(words[: percent.start()])) if share <= 1.0 else None
    if (place := _rank(words)) and place[0] > 0:
        return Claim(measure=measure, rank=place[0], among=place[1])
    if amount := re.search(_AMOUNT, words):
        size = re.sub(r"[, ](?=\d{3})", "", amount[1]).replace(",", ".")
        return Claim(measure=measure, tonnes=float(size) * _MULTIPLES[amount[2]], bound=_bound(words[: amount.start()]))
    return None


def _change(words: str, measure: Measure) -> Claim | None:
    """Return a change since a year."""
    span = re.search(_SINCE, words)
    since, until = (int(span[1]), int(span[2] or 0)) if span else (0, 0)
    for pattern, factor in _FACTORS:
        if found := re.search(pattern, words):
            bound = (
                "at least"
                if re.search(r"more than\s*$", words[: found.start()])
                else "at most"
                if re.search(r"less than\s*$", words[: found.start()])
                else "about"
            )
            if factor < 1 and bound == "at least":
                bound = "at most"  # more than halved
            return Claim(measure=measure, factor=factor, bound=bound, since=since, until=until)
    moved = re.search(
        rf"({_UP}|{_DOWN})\s+(?:by\s+)?(?:(more than|over|about|at least|nearly|almost)\s+)?{_PERCENT}", words
    )
    if not moved:
        return None
    part = float(moved[3].replace(",", ".")) / 100.0
    up = bool(re.fullmatch(_UP, moved[1]))
    least = moved[2] in {"more than", "over", "at least"}
    bound = ("at least" if up else "at most") if least else "about"
    return Claim(measure=measure, factor=1 + part if up else max(1 - part, 0.0), bound=bound, since=since, until=until)


def _bound(before: str) -> str:
    if re.search(r"(?:more than|over|above|at least|exceeds?|exceeding)\s*(?:about\s*)?$", before):
        return "at least"
    if re.search(r"(?:less than|under|below|at most|up to)\s*(?:about\s*)?$", before):
        return "at most"
    return "about"


def _rank(words: str) -> tuple[int, bool] | None:
    """Return the rank that is claimed, and whether a better one holds too."""
    numbers = "|".join(_NUMBERS)
    if found := re.search(
        rf"\b(?:among|one of|in|within)\b.*?\b(?:top|first|largest)\s+(\d+|{numbers})\b|\btop\s+(\d+|{numbers})\b",
        words,
    ):
        return _number(found[1] or found[2]), True
    if found := re.search(rf"\b({'|'.join(_ORDINALS)}|\d+(?:st|[nr]d|th))\s+{_LARGEST}\b", words):
        return _number(found[1]), False
    if found := re.search(rf"\b(?:ranks?|ranked|comes?)\s+({'|'.join(_ORDINALS)})\b", words):
        return _number(found[1]), False
    if found := re.search(r"\b(?:ranks?|ranked|number|no\.?|#)\s*(\d+|" + numbers + r")\b", words):
        return _number(found[1]), False
    if re.search(rf"\b{_LARGEST}\b|\bmost\b", words):
        return 1, False
    return None


def _number(word: str) -> int:
    if word in _ORDINALS:
        return _ORDINALS.index(word) + 1
    if word in _NUMBERS:
        return _NUMBERS.index(word) + 1
    return int(re.sub(r"\D", "", word))


def _commodity(words: str, given: Material | None) -> tuple[str, tuple[str, ...], Material | None]:
    """Return the words without the commodity, those of them that name another one, and the commodity."""
    mentioned = [(word, one) for word, one in _commodities() if re.search(rf"\b{re.escape(word)}s?\b", words)]
    of = given or (mentioned[0][1] if mentioned else None)
    other: list[str] = []
    for word, one in mentioned:
        if not re.search(rf"\b{re.escape(word)}s?\b", words):
            continue  # part of a longer name that is gone
        words = re.sub(rf"\b{re.escape(word)}(?:s|'s)?\b", " ", words)
        if one is not of:
            other.append(word)
    return " ".join(words.split()), tuple(other), of


@cache
def _commodities() -> tuple[tuple[str, Material], ...]:
    """Return every name of a commodity, the longest first."""
    pairs = [(_words(word), one) for one in MATERIALS for word in (one.name, *one.names) if len(word) > 2]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


def _known(words: str, country: Area | None, importer: Area | None) -> tuple[str, tuple[str, ...]]:
    """Return the words without the countries that options name, and their codes."""
    given: list[str] = []
    for area in (country, importer):
        if area is None:
            continue
        given.append(area.code)
        spoken = {
            _words(area.name),
            area.code.casefold(),
            *(word for word, code in _PEOPLES.items() if code == area.code),
        }
        # "is", "in", "no" and their like are words before they are codes of two letters.
        spoken |= (
            {area.code[:2].casefold()}
            - _PLAIN
            - {"is", "in", "no", "at", "be", "my", "me", "so", "as", "by", "to", "it", "am"}
        )
        for word in sorted(spoken, key=len, reverse=True):
            words = re.sub(rf"(?<![\w.]){re.escape(word)}(?:'s?|s)?(?!\w)", " ", words)
    return " ".join(words.split()), tuple(given)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A country that is named: the word before it (`_OWNS` where imports or supply are its own), its name, and whether goods or exports are its own."""

    code: str
    before: str
    word: str
    sells: bool


def _areas(words: str) -> tuple[str, list[_Mention]]:
    """Return the words without the countries, and each country that is named."""
    found: list[tuple[int, int, str, str]] = []
    for word, code in _spoken():
        for match in re.finditer(rf"(?<![\w.]){re.escape(word)}(?:'s?)?(?!\w)", words):
            if not any(start < match.end() and match.start() < end for start, end, _, _ in found):
                found.append((match.start(), match.end(), code, word))
    rows: list[_Mention] = []
    for start, end, code, word in sorted(found):
        before = words[:start].removesuffix("the ").split()
        owns = re.match(r"\s*(?:\w+\s+)?(?:imports?|suppl(?:y|ies)|demand|needs|consumption|market)\b", words[end:])
        possessive = words[start:end].endswith(("'s", "'")) or bool(before and before[-1] == "of")
        rows.append(
            _Mention(
                code, _OWNS if owns and possessive else before[-1] if before else "", word, possessive and not owns
            )
        )
    for start, end, _, _ in sorted(found, reverse=True):
        words = f"{words[:start]} {words[end:]}"
    return " ".join(words.split()), rows


@cache
def _spoken() -> tuple[tuple[str, str], ...]:
    """Return how countries are named in sentences, the longest first."""
    pairs = {_words(name): code for code, name in names().items() if len(name) > 3} | _PEOPLES
    return tuple(sorted(pairs.items(), key=lambda pair: (-len(pair[0]), pair[0])))


def _roles(
    words: str,
    mentioned: list[_Mention],
    said: Claim | None,
    country: Area | None,
    importer: Area | None,
    given: tuple[str, ...],
) -> tuple[str, str, tuple[str, ...]]:
    """Return importer, country, and the names that have no part to play."""
    buyer, subject = (importer.code if importer else ""), (country.code if country else "")
    measure = said.measure if said is not None else ""
    two = measure in {"supplier", "destination"}
    depends = measure == "supplier" and bool(re.search(rf"{_DEPENDS}|\bimport(?:s|ed)?\b|{_BUYS}", words))
    bought = measure == "destination" and not any(one.before == "to" for one in mentioned)
    seller = next((one.code for one in mentioned if one.sells and one.code not in given), "") if bought else ""
    extra: list[str] = []
    for one in mentioned:
        code, before = one.code, one.before
        if code in given:
            continue
        if before in _APART:
            extra.append(one.word)
        elif seller and not subject and code == seller:
            subject = code
        elif seller and not buyer and code != seller:
            buyer = code
        elif measure == "supplier" and before in {"from", "on", "upon"} and not subject:
            subject = code
        elif (two and before in {"to", _OWNS} and not buyer) or (
            depends and not buyer and not any(row.before in {"to", _OWNS} for row in mentioned)
        ):
            buyer = code
        elif not subject:
            subject = code
        elif two and not buyer:
            buyer = code
        elif code not in {buyer, subject}:
            extra.append(one.word)
    return buyer, subject, tuple(extra)


def _year(words: str, said: Claim | None) -> tuple[int, str]:
    """Return the year that is named, and the words without years."""
    if said is not None and not math.isnan(said.factor):
        words = re.sub(_SINCE, " ", words)
    years = re.findall(r"(?:\b(?:in|of|for)\s+)?\b((?:19|20)\d\d)\b", words)
    if len(set(years)) != 1:
        return 0, words
    return int(years[0]), re.sub(rf"\b{years[0]}\b", " ", words)


def _left(words: str) -> list[str]:
    """Return the words that are not read."""
    rest = words
    if re.search(rf"\bone of the\s+{_LARGEST}\b(?!\s+(?:\d+|{'|'.join(_NUMBERS)})\b)", rest):
        return ["one of the largest", *_left(rest.replace("one of the", "", 1))]
    for pattern, _ in (*_WORDS, *_FACTORS, (_UP, 0), (_DOWN, 0)):
        rest = re.sub(pattern.partition("(?=")[0] if "(?=" in pattern and "|" not in pattern else pattern, " ", rest)
    rest = re.sub(r"\bimports?\b|\bexports?\b|\bgets?\b|\bbuys?\b|\bimported\b", " ", rest)
    rest = re.sub(_AMOUNT, " ", rest)
    rest = re.sub(rf"(?:\bno\.?|#)?\s*{_PERCENT}|\b\d+(?:st|[nr]d|th)\b|(?:\bno\.?|#)\s*\d+\b", " ", rest)
    rest = re.sub(r"\b(?:top|first|largest|number|ranks?|ranked)\s+\d+\b", " ", rest)
    return [word for word in re.findall(r"[^\s,.;:()\"]+", rest) if word not in _PLAIN and word != "'"]
