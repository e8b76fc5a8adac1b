"""Turns a sentence into marks: countries, shares, amounts, ranks and changes, with the words between them that say who does what."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from lodeway.risk.statistics.areas import Area
from lodeway.risk.statistics.materials import Material
from lodeway.risk.statistics.spellings import PEOPLES, any_of, country_names, material_names, materials, plain, spoken

__all__ = ["Level", "Marked", "Move", "mark"]

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty")  # fmt: skip
_TENS = {"ten": 10, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}  # fmt: skip
_LARGEST = r"(?:largest|biggest|leading|most important|main|greatest|top|foremost|primary|principal|chief)"
_N = rf"(?:\d+|{'|'.join(NUMBERS)})"
_ORDINAL = rf"(?:{'|'.join(ORDINALS)}|[1-9]\d*(?:st|[nr]d|th))"
_VAGUE = rf"(?:among|amongst|one of) (?:the )?(?:@\d+'s )?{_LARGEST}\b(?! {_N}\b)|\b(?:a|an) (?:leading|major|main|key|big|large|significant|important|large scale|top(?! {_N}\b))\b"
_FORM = r"(?:ores? and concentrates?|ores?|concentrates?)"

_MULTIPLES = {"thousand": 1e3, "kilo": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, None: 1.0}
_AT_LEAST = r"more than|well over|well above|over|above|at least|upwards of|in excess of|no less than|not less than|exceeding|exceeds|exceed|exceeded|as much as(?= half)"
_AT_MOST = r"less than|well under|well below|under|below|at most|up to|no more than|not more than|fewer than"
_ABOUT = r"nearly|almost|about|around|roughly|approximately|some|close to|just over|just under|slightly more than|slightly over|slightly less than|slightly under|a little over|a little under|an estimated|only|just|fully|as much as"
_BOUND = rf"(?:(?P<bound>{_AT_LEAST}|{_AT_MOST}|{_ABOUT}) )?(?:(?:{_ABOUT}) )?(?:a )?"
_FIGURE = r"\d+(?:[.,]\d+)?"
_PERCENT = r"(?:%|per ?cent)"
_WORDED = "≈"
"""Stands after a share that is told in words, as a half is."""
_SHARE = rf"{_BOUND}(?:(?<!from )(?:between )?(?!(?:19|20)\d\d )(?P<low>{_FIGURE}) ?{_PERCENT}?{_WORDED}? ?(?:to|and|–|—) ?(?P<high>{_FIGURE}) ?{_PERCENT}{_WORDED}?|(?P<one>{_FIGURE}) ?{_PERCENT}(?P<worded>{_WORDED})?)"
_AMOUNT = rf"{_BOUND}(?P<size>\d{{1,3}}(?:[,. ]\d{{3}})+(?!\d)|{_FIGURE}) ?(?P<times>thousand|million|billion|kilo|k|m)? ?(?:metric )?(?P<unit>tonnes?|tons?|t|kg|kilograms?|kilogrammes?)\b(?! (?:of )?(?:content|equivalent))"
_DENOMINATORS = {"third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}  # fmt: skip
_UP = r"(?:rose|risen|rise|rises|rising|grew|grown|grow|grows|increase[ds]?|went up|gone up|climbed|climbs|jumped|jumps|surged|surges|soared|soars|expanded)"
_DOWN = r"(?:fell|fallen|fall|falls|falling|declin(?:ed|es|e)|decrease[ds]?|dropped|drops|shrank|went down|gone down|slipped|slips|slid|plunged|plunges|plummeted|sank|slumped)"
_FACTORS = (
    (r"doubl(?:ed|es)|(?:rose|increased|grew) twofold", 2.0),
    (r"tripl(?:ed|es)|trebl(?:ed|es)|(?:rose|increased|grew) threefold", 3.0),
    (r"quadrupl(?:ed|es)|(?:rose|increased|grew) fourfold", 4.0),
    (r"halv(?:ed|es)|(?:was|were) halved|fell by half", 0.5),
)
_YEAR = r"(?:19|20)\d\d"
_FILLERS = (
    r"annually", r"per year", r"a year", r"per annum", r"each year", r"every year", r"yearly", r"annual", r"currently", r"now", r"today", r"still", r"already", r"also", r"alone",
    r"by far", r"by a wide margin", r"by (?:volume|weight|tonnage|mass)", r"in terms of (?:volume|weight|tonnage)", r"as well", r"all told",
)  # fmt: skip
"""Words that change nothing of what is claimed. What changes it (not, once, by value, may) is in none of the forms and so is not read."""


@dataclass(frozen=True, slots=True)
class Level:
    """A share or an amount [t] that is stated, with its bound; `upper` where it is a range."""

    kind: str
    value: float
    bound: str
    upper: float = math.nan


@dataclass(frozen=True, slots=True)
class Move:
    """A rise or fall: by how much, from and to what, since and until when; what is not stated is 0, NaN or None."""

    way: str
    factor: float = math.nan
    bound: str = "about"
    start: Level | None = None
    end: Level | None = None
    since: int = 0
    until: int = 0


@dataclass(slots=True)
class Marked:
    """A sentence as marks, and what each stands for.

    ``@0`` is the country `codes[0]`; ``%p`` a share, ``%t`` an amount, ``%r`` a rank, ``%o`` a bare ordinal, ``%v`` a rise or fall.
    """

    text: str = ""
    codes: list[str] = field(default_factory=list)
    spellings: list[str] = field(default_factory=list)
    material: Material | None = None
    named: str = ""
    """The word by which the commodity is named."""
    ore: bool = False
    refined: bool = False
    levels: list[Level] = field(default_factory=list)
    ranks: list[tuple[int, bool]] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    since: int = 0
    until: int = 0
    world: bool = False
    compared: dict[str, tuple[str, ...]] = field(default_factory=dict)
    vague: str = ""
    extra: list[str] = field(default_factory=list)
    """Commodities beside the one that is spoken of."""

    def replace(self, pattern: str, put: Callable[[re.Match[str]], str]) -> None:
        """Put what a function returns in place of all that a pattern finds."""
        self.text = " ".join(re.sub(pattern, put, self.text).split())


def mark(text: str, *, areas: tuple[Area | None, ...] = (), material: Material | None = None) -> Marked:
    """Return a sentence as marks.

    Examples
    --------
    >>> found = mark("China gets about 69 % of its bauxite in Guinea")
    >>> found.text, found.codes, found.levels[0].value, found.material.name
    ('@0 gets %p of its in @1', ['CHN', 'GIN'], 0.69, 'Bauxite')
    >>> found = mark("Uzbekistan is among the world's ten largest gold producers in 2024")
    >>> found.text, found.ranks, found.years
    ('@0 is %r producers', [(10, True)], [2024])
    """
    found = Marked(text=plain(text))
    _commodities(found, material)
    _countries(found, areas)
    _levels(found)
    _times(found)
    _world(found)
    _moves(found)
    _drop_commodity(found)
    for filler in _FILLERS:
        found.replace(rf"(?<![\w%@]){filler}\b", lambda _: " ")
    _compared(found)
    found.replace(r"(@\d+) ?, ?which\b", lambda match: match[1])
    found.replace(r"[,;:()\"]|[.!?](?!\w)", lambda _: " ")
    _ranks(found)
    return found


def _commodities(found: Marked, given: Material | None) -> None:
    """Mark the commodity as ``#``; others than the first, or than the one that is given, are told as extra."""
    named = materials()
    places = [(match.start(), match[1], named[match[1]]) for match in material_names().finditer(found.text)]
    found.text = material_names().sub("#", found.text)
    found.material = given or (places[0][2] if places else None)
    found.named = next((word for _, word, one in places if one is found.material), "")
    found.extra = [word for _, word, one in places if one is not found.material]


def _countries(found: Marked, areas: tuple[Area | None, ...]) -> None:
    """Mark countries; what a country has (``China's``, ``Chinese``) gets a possessive."""
    extra = {word: area.code for area in areas if area is not None for word in (plain(area.name), area.code.casefold())}
    codes = dict(spoken()) | extra
    places: list[tuple[int, int, str, str]] = []
    for pattern in (*([any_of(extra)] if extra else []), country_names()):
        for match in pattern.finditer(found.text):
            if not any(start < match.end() and match.start() < end for start, end, _, _ in places):
                places.append((match.start(), match.end(), codes[match[1]], match[1]))
    places.sort()
    for number, (start, end, _, word) in reversed(list(enumerate(places))):
        owns = "'s" if found.text[start:end].endswith(("'", "'s")) or word in PEOPLES else ""
        before = found.text[:start].removesuffix("the ")
        found.text = f"{before}@{number}{owns}{found.text[end:]}"
    found.codes = [code for _, _, code, _ in places]
    found.spellings = [word for _, _, _, word in places]


def _levels(found: Marked) -> None:
    """Mark shares and amounts; parts in words are shares."""
    tens = "|".join(_TENS)
    found.replace(
        rf"\b({tens})(?: ({'|'.join(NUMBERS[:9])}))?(?= {_PERCENT})",
        lambda match: str(_TENS[match[1]] + (NUMBERS.index(match[2]) + 1 if match[2] else 0)),
    )
    found.replace(
        rf"\b(?:(a|an|one|two|three|four|five) )({'|'.join(_DENOMINATORS)})s?\b(?! {_LARGEST})(?! (?:producer|exporter|importer|supplier))",
        lambda match: (
            f"{100 * (1 if match[1] in {'a', 'an'} else NUMBERS.index(match[1]) + 1) / _DENOMINATORS[match[2]]:.1f} %{_WORDED}"
        ),
    )
    found.replace(r"\b(?:(?:a|one) )?half(?! a)\b", lambda _: f"50 %{_WORDED}")
    found.replace(
        r"\b(?:nearly|almost|virtually|practically) (?:all|the whole)(?: of)?\b", lambda _: "more than 90 % of"
    )
    found.replace(r"\bmost of\b|\bthe (?:bulk|majority) of\b", lambda _: "more than 50 % of")
    found.replace(r"\bmost(?= #)", lambda _: "more than 50 % of")
    found.replace(r"\b(?:mostly|mainly)\b", lambda _: "more than 50 %")
    found.replace(r"\ball(?: of)?(?= (?:its|their|the|@|of|#))", lambda _: "100 % of")
    found.replace(rf"\bfrom ({_FIGURE}) to (?={_FIGURE} ?{_PERCENT})", lambda match: f"from {match[1]} % to ")
    found.replace(rf"(?<![\w.,]){_SHARE}(?!\w)", lambda match: _kept(found, _share(match), "%p"))
    found.replace(rf"(?<![\w.,]){_AMOUNT}", lambda match: _kept(found, _tonnes(match), "%t"))


def _kept(found: Marked, level: Level | None, sign: str) -> str:
    if level is None:
        return "impossible"
    found.levels.append(level)
    return f"{sign}{len(found.levels) - 1}"


def _share(match: re.Match[str]) -> Level | None:
    low, high = match["low"] or match["one"], match["high"]
    share = float(low.replace(",", ".")) / 100.0
    if high is None:
        bound = _bound(match["bound"])
        return Level("share", share, "in words" if match["worded"] and bound == "about" else bound)
    upper = float(high.replace(",", ".")) / 100.0
    # "More than 60 to 70 %" is none.
    return Level("share", share, "between", upper) if share < upper and _bound(match["bound"]) == "about" else None


def _tonnes(match: re.Match[str]) -> Level:
    size = re.sub(r"[,. ](?=\d{3}(?!\d))", "", match["size"]) if re.search(r"\d[,. ]\d{3}", match["size"]) else match["size"].replace(",", ".")  # fmt: skip
    scale = 0.001 if match["unit"].startswith("k") else 1.0
    return Level("amount", float(size) * _MULTIPLES[match["times"]] * scale, _bound(match["bound"]))


def _bound(word: str | None) -> str:
    if word and re.fullmatch(_AT_LEAST, word):
        return "at least"
    return "at most" if word and re.fullmatch(_AT_MOST, word) else "about"


def _times(found: Marked) -> None:
    """Take out years; those of a change stay with it, see `_moves`."""
    inside = rf"(?:(?:from|between) (?P<first>{_YEAR}) (?:to|and|until|till) (?P<last>{_YEAR})|since (?P<only>{_YEAR}))"

    def span(match: re.Match[str]) -> str:
        found.since = int(match["first"] or match["only"])
        found.until = int(match["last"] or 0)
        return " "

    found.replace(rf"\b{inside}\b,?", span)
    # "From 90 % in 2009 to 66 % in 2024": each year belongs to its figure.
    found.replace(rf"(%[pt]\d+) in ({_YEAR})\b", lambda match: f"{match[1]}~{match[2]}")

    def alone(match: re.Match[str]) -> str:
        found.years.append(int(match[1]))
        return " "

    found.replace(rf"(?:\b(?:in|during|as of|for|of) )?(?<!~)\b({_YEAR})\b,?", alone)


def _world(found: Marked) -> None:
    """Take out words that say "of all the world"."""
    before = found.text
    found.replace(r"(?<![\w%@])(?:the )?(?:world's|worldwide|world wide|global|globally)(?!\w)", lambda _: " ")
    found.replace(
        r"(?<![\w%@])world(?= (?:#|mine|mined|mining|refined|production|output|exports?|imports?|reserves|supply|supplies|total|producers?|exporters?|importers?|top))",
        lambda _: " ",
    )
    found.replace(
        r"\b(?:in|across|around|on) (?:the )?(?:whole |entire )?(?:world|globe|earth|planet)\b", lambda _: " "
    )
    found.world = found.text != before


def _moves(found: Marked) -> None:
    """Mark rises and falls with the figures that they start and end with."""
    level = r"(%[pt]\d+)(?:~(\d{4}))?"
    has = r"(?:(?:has|have|had) )?"

    def told(match: re.Match[str], start: int, end: int) -> str:
        way = "rose" if re.fullmatch(_UP, match[1]) else "fell"
        first = found.levels[int(match[start][2:])] if start else None
        last = found.levels[int(match[end][2:])] if end else None
        since = int(match[start + 1] or 0) if start else 0
        until = int(match[end + 1] or 0) if end else 0
        if until and not since and not found.since:
            found.years.append(until)  # held against the year before
            until = 0
        found.moves.append(Move(way, start=first, end=last, since=since or found.since, until=until or found.until))
        return " %v"

    # "Japan cut its dependence to 60 %" is a fall of Japan's dependence.
    up, down = r"raised|increased|boosted|lifted|expanded|grew", r"cut|reduced|lowered|decreased|trimmed|slashed"
    found.replace(
        rf"@(\d+) {has}(?:({up})|{down}) (?:its|their) ((?:[^\s%]+ ){{1,7}}?)(?=(?:to|by|from) %)",
        lambda match: f"@{match[1]}'s {match[3]}{'rose' if match[2] else 'fell'} ",
    )
    moved = rf"{has}\b({_UP}|{_DOWN})"
    found.replace(rf"{moved} from {level} to {level}", lambda match: told(match, 2, 4))
    found.replace(rf"{moved} to {level},? from {level}", lambda match: told(match, 4, 2))
    found.replace(rf"{moved} to {level}", lambda match: told(match, 0, 2))
    found.replace(rf"{moved} (?:by )?(%p\d+)(?:~(\d{{4}}))?(?! points?| percentage)", lambda match: _by(found, match))
    for pattern, factor in _FACTORS:
        found.replace(
            rf"{has}(?:\b(?P<bound>more than|less than|nearly|almost|about|roughly|over) )?{has}\b(?:{pattern})",
            partial(_times_as_much, found, factor),
        )
    found.replace(rf"{moved}(?! to\b| by\b| from\b| %)", lambda match: told(match, 0, 0))
    # A year beside a figure that no change took is that of the sentence.
    found.replace(r"(%[pt]\d+)~(\d{4})", lambda match: _dated(found, match))
    found.replace(r"(%[pt])\d+", lambda match: match[1])


def _dated(found: Marked, match: re.Match[str]) -> str:
    found.years.append(int(match[2]))
    return match[1]


def _by(found: Marked, match: re.Match[str]) -> str:
    """Mark a change by a part; of a share it may be read in points too, so it is not read there."""
    by, up = found.levels[int(match[2][2:])], bool(re.fullmatch(_UP, match[1]))
    if by.bound == "between":
        return match[0]
    if match[3]:
        found.years.append(int(match[3]))
    factor = 1 + by.value if up else max(1 - by.value, 0.0)
    found.moves.append(
        Move(
            "rose" if up else "fell",
            factor=factor,
            bound="about" if by.bound == "in words" else by.bound if up else _turned(by.bound),
            since=found.since,
            until=found.until,
        )
    )
    return " %v"


def _times_as_much(found: Marked, factor: float, match: re.Match[str]) -> str:
    bound = {"more than": "at least", "over": "at least", "less than": "at most"}.get(match["bound"] or "", "about")
    way = "rose" if factor > 1 else "fell"
    bound = bound if factor > 1 else _turned(bound)
    found.moves.append(Move(way, factor=factor, bound=bound, since=found.since, until=found.until))
    return " %v"


def _turned(bound: str) -> str:
    """Return the bound of what is left after a fall: what more than halved is at most a half."""
    return {"at least": "at most", "at most": "at least"}.get(bound, bound)


def _drop_commodity(found: Marked) -> None:
    """Take out the commodity, of which all of the sentence speaks; keep in mind whether ore or metal is named."""
    if re.match(rf"(?:the )?#(?: {_FORM}| metal)? (?:accounts? for|accounted for|makes? up|made up|represents?|represented|constitutes?|contributes?|contributed|has|had|is|are|was|were|%)", found.text):  # fmt: skip
        found.extra.append(f"what part {found.named or 'it'} is of all goods")
    if re.search(rf"# {_FORM}\b|\b{_FORM} of #", found.text):
        found.ore = True
        found.replace(rf"# {_FORM}\b|\b{_FORM} of #", lambda _: "#")
    if re.search(r"\brefined #|# metal\b|\bmetal of #", found.text):
        found.refined = True
        found.replace(r"\brefined #|# metal\b|\bmetal of #", lambda _: "#")
    found.replace(r"\b(?:of|for|in) (?:the )?#(?= |$|,|\.)(?! (?:imports?|exports?|production|output|mining|reserves?|refining|suppl|needs?|demand|purchases|shipments|consumption|requirements|mine|deposits))", lambda _: " ")  # fmt: skip
    found.replace(r"#", lambda _: " ")


def _compared(found: Marked) -> None:
    """Take out "after China and Russia", "ahead of Canada" and "followed by Russia", and keep the countries of each."""
    found.replace(r"\bsecond only to\b", lambda _: "second largest after")
    several = r"(@\d+(?:(?: ?, and| ?,| and) @\d+)*)(?!\d|'s)"
    for said, words in (
        ("above", r"(?:(?:only |just )?(?:after|behind)|following)"),
        ("below", r"(?:(?:just )?ahead of|in front of)"),
        ("following", r"followed by"),
    ):
        codes: list[str] = []

        def put(match: re.Match[str], codes: list[str] = codes) -> str:
            codes.extend(found.codes[int(number)] for number in re.findall(r"@(\d+)", match[1]))
            return " "

        # "After China, Kazakhstan is": what follows the comma is whom the sentence speaks of.
        found.replace(rf"^{words} (@\d+(?: and @\d+)*) ?,", put)
        found.replace(rf"(?: ?,)? ?\b{words} {several}", put)
        found.compared[said] = tuple(dict.fromkeys(codes))


def _ranks(found: Marked) -> None:
    """Mark ranks and sets of ranks; among the largest, without a number, is vague."""

    def put(number: str, among: bool) -> str:
        found.ranks.append((_number(number), among))
        return "%r"

    # "Among China's three largest suppliers": whose they are stays before the rank.
    inside = r"(?:(?:to be )?(?:among|amongst|one of|in|within|inside|part of|to) )"
    found.replace(
        rf"\b{inside}(?:the )?(@\d+'s )?(?:{_LARGEST}|first) ({_N})\b(?: {_LARGEST})?",
        lambda match: (match[1] or "") + put(match[2], among=True),
    )
    found.replace(
        rf"\b{inside}(?:the )?(@\d+'s )?({_N}) {_LARGEST}\b",
        lambda match: (match[1] or "") + put(match[2], among=True),
    )
    found.replace(rf"\b(?:a )?top ({_N})\b", lambda match: put(match[1], among=True))
    if vague := re.search(_VAGUE, found.text):
        found.vague = re.sub(r"@(\d+)", lambda match: found.spellings[int(match[1])], vague[0])
        return
    found.replace(rf"\b({_ORDINAL}) {_LARGEST}\b", lambda match: put(match[1], among=False))
    found.replace(rf"(?:\bnumber|\bno\.?|#) ?({_N})\b", lambda match: put(match[1], among=False))
    found.replace(rf"(?<!\w){_LARGEST}\b", lambda _: put("1", among=False))
    ordinals: list[str] = re.findall(rf"\b{_ORDINAL}\b", found.text)
    if len(ordinals) == 1 and not found.ranks:
        found.ranks.append((_number(ordinals[0]), False))
        found.replace(rf"\b{_ORDINAL}\b", lambda _: "%o")


def _number(word: str) -> int:
    if word in ORDINALS:
        return ORDINALS.index(word) + 1
    if word in NUMBERS:
        return NUMBERS.index(word) + 1
    return int(re.sub(r"\D", "", word))
