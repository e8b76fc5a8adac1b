"""Reads what a sentence claims of rank, share, change or amount, of whom and of what; says which words it does not read."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lodeway.errors import UsageError
from lodeway.risk.claims.grammar import Fit, Measure, fit, vocabulary
from lodeway.risk.claims.wording import Level, Marked, mark
from lodeway.risk.statistics.areas import Area
from lodeway.risk.statistics.materials import Material
from lodeway.risk.statistics.spellings import ambiguous, materials, plain, spoken

__all__ = ["FORMS", "Claim", "Measure", "Reading", "near", "read", "read_claim"]

FORMS = (
    '"second largest producer", "largest refiner", "among the top three exporters", "third largest reserves", "largest supplier" with --importer, '
    '"24 % of world production", "more than 65 percent of imports" with --importer, "doubled since 2015", "exports fell by 30 % since 2020", '
    '"produces 27,500 tonnes", "Japan depends for 60 % on China for rare earths", "90 % of Turkmen gas is exported to China", '
    '"China\'s share of Japan\'s imports fell to 66 %", "produces more than Bolivia", "second largest producer after China"'
)
_ORES = frozenset(
    {"chromite", "chrome ore", "chromium ore", "stibnite", "wolframite", "scheelite", "cassiterite", "ilmenite", "rutile", "coltan", "tantalite"}
)  # fmt: skip
"""Names of commodities that are said of ore alone."""
_OF_OUTPUT = re.compile(
    r"%p of @(\d)'s(?: exports)? (?:is|are|was|were) exported|@(\d) exports? %p of (?:its|their)(?: output| production)?"
)
"""Speaks of what part of a country's production is exported, wherever to."""
_SELF, _BUYER = 8, 9
"""Numbers that stand for the country and the importer that options name."""


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
        ``about``, ``in words`` (a half, two thirds), ``at least``, ``at most``, or ``between`` it and `upper`.
    upper
        Upper end of a range; NaN where none is.
    factor
        Claimed ratio of the last year to the first; NaN where none is.
    since, until
        First and last year of a change; 0 where not stated.
    tonnes
        Claimed amount [t]; NaN where none is.
    refined, ore
        Of trade: in metal and other refined forms alone, or in ore and concentrate alone.
    above, below, following
        Countries that are said to have more, less, and to come next in this order: "second largest after China", "followed by Russia".
    move
        ``rose`` or ``fell``: against the year `since`, or the year before where none is stated.
    start
        Share or amount from which it is said to have risen or fallen.
    of_share
        It is the share that rose or fell, not the amount.
    """

    measure: Measure
    rank: int = 0
    among: bool = False
    share: float = math.nan
    bound: str = "about"
    upper: float = math.nan
    factor: float = math.nan
    since: int = 0
    until: int = 0
    tonnes: float = math.nan
    refined: bool = False
    ore: bool = False
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    following: tuple[str, ...] = ()
    move: str = ""
    start: Level | None = None
    of_share: bool = False

    @property
    def of_trade(self) -> bool:
        """Whether it is said of trade, not of what is produced or lies in the ground."""
        return self.measure in {"exports", "imports", "supplier", "destination"}


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
    named
        The word by which the commodity is named.
    """

    claim: Claim | None
    country: str
    importer: str
    material: Material | None
    year: int
    unread: tuple[str, ...]
    trade: bool = False
    """Whether the sentence speaks of exports, imports or supply."""
    named: str = ""
    vague: str = ""
    """Words that state a rank without its number: "among the largest"."""
    unclear: str = ""
    """Names that are said of more than one country, with those: "Congo"."""
    world: bool = False
    """Whether it speaks of the world."""

    @property
    def of_whole(self) -> bool:
        """Whether an amount or change of all that the world produces, refines or has in the ground is claimed, of no country."""
        claim = self.claim
        if (
            claim is None
            or not self.world
            or self.country
            or claim.of_trade
            or claim.rank
            or not math.isnan(claim.share)
        ):
            return False
        stated = not math.isnan(claim.tonnes) or not math.isnan(claim.factor) or bool(claim.move)
        return stated and not (claim.above or claim.below or claim.following or claim.of_share)


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
    >>> claim = read_claim("one of the five largest exporters")
    >>> claim.rank, claim.among
    (5, True)
    """
    found = _claim(mark(text), None, None)[0]
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
    >>> found = read("China gets 69 % of its bauxite in Guinea")
    >>> found.importer, found.country
    ('CHN', 'GIN')
    >>> read("largest producer outside China in 2019").unread, read("largest producer in 2019").year
    (('outside', 'china'), 2019)
    >>> read("China has 35 % of its tin ore from Congo").unclear
    "'congo' may be Democratic Republic of the Congo (COD) or Republic of the Congo (COG)"
    """
    found = mark(text, areas=(country, importer), material=material)
    doubtful = ambiguous(re.sub(r"@\d+", " ", found.text))
    claim, form = _claim(found, country, importer)
    codes = dict(enumerate(found.codes)) | {
        _SELF: country.code if country else "",
        _BUYER: importer.code if importer else "",
    }
    subject, buyer = country.code if country else "", importer.code if importer else ""
    unread = list(found.extra)
    if form is not None:
        unread += [
            found.spellings[number]
            for number, given in ((form.country, subject), (form.importer, buyer))
            if 0 <= number < _SELF and given and codes[number] != given
        ]
        subject = subject or codes.get(form.country, "")
        buyer = buyer or codes.get(form.importer, "")
    else:
        subject = subject or next(iter(found.codes), "")
    if claim is None or form is None:
        unread += _unread(found, text)
    else:
        unread += _contrary(found, claim, form)
    years = sorted(set(found.years))
    return Reading(
        claim=claim, country=subject, importer=buyer, material=found.material, year=years[0] if len(years) == 1 else 0,
        unread=tuple(dict.fromkeys(unread)), trade=_of_trade(found, claim), named=found.named, vague=found.vague,
        unclear="; ".join(f"{name!r} may be {' or '.join(several)}" for name, several in doubtful.items()), world=found.world,
    )  # fmt: skip


def near(words: tuple[str, ...]) -> dict[str, str]:
    """Return names of countries and commodities that words may be meant as.

    Examples
    --------
    >>> near(("kazakhstn", "tungstn", "behind"))
    {'kazakhstn': 'Kazakhstan', 'tungstn': 'Tungsten'}
    """
    from lodeway.risk.statistics.areas import names

    known = names()
    choices = {plain(name): name for name in known.values()}
    choices |= {word: known.get(code, word) for word, code in spoken()}
    choices |= {word: one.name for word, one in materials().items()}
    found = {}
    for word in words:
        if len(word) > 4 and word not in vocabulary() and word not in choices:
            for close in difflib.get_close_matches(word, choices, n=1, cutoff=0.8):
                found[word] = choices[close]
    return found


def _claim(found: Marked, country: Area | None, importer: Area | None) -> tuple[Claim | None, Fit | None]:
    """Return what is claimed and by which form; None where no form fits the whole sentence."""
    if found.vague or (importer is None and _OF_OUTPUT.fullmatch(found.text)):
        return None, None
    for text in _ways(found, country, importer):
        form = fit(text, world=found.world)
        if form is not None and (claim := _stated(found, form, text)) is not None:
            return claim, form
    return None, None


def _ways(found: Marked, country: Area | None, importer: Area | None) -> Iterator[str]:
    """Yield the sentence as it stands and with those who are not named in it put where they may be left out."""
    texts = [found.text]
    if country is None or country.code not in found.codes:
        me = f"@{_SELF}"
        its = re.sub(r"\b(?:its|their)\b", f"{me}'s", found.text)
        exports = re.sub(r"(?<!s )\bexports\b", f"{me}'s exports", found.text, count=1)
        texts += [f"{me} {found.text}", f"{me} is {found.text}", f"{me}'s {found.text}", f"{me} accounts for {found.text}", its, exports]  # fmt: skip
    if importer is not None and importer.code not in found.codes:
        for text in texts:
            yield from _served(text)
    yield from texts
    if importer is None:
        for text in texts:
            yield from _served(text)


def _served(text: str) -> Iterator[str]:
    you = f"@{_BUYER}"
    yield re.sub(r"\b(imports|supply|supplies|needs|demand)\b", rf"{you}'s \1", text)
    yield f"{text} to {you}"
    yield f"{text} go to {you}"


def _stated(found: Marked, form: Fit, text: str) -> Claim | None:
    """Return the claim of a form; None where it states nothing that can be tested."""
    claim = Claim(
        measure=form.measure, refined=found.refined, ore=found.ore or found.named in _ORES,
        above=found.compared["above"], below=found.compared["below"], following=found.compared["following"],
    )  # fmt: skip
    if found.refined and claim.measure == "production":
        claim = replace(claim, measure="refining")
    if form.than >= 0:
        other = (found.codes[form.than],)
        return replace(claim, above=(*claim.above, *other)) if form.less else replace(claim, below=(*claim.below, *other))  # fmt: skip
    if "%v" in text:
        return _moving(found, claim, text)
    if "%p" in text or "%t" in text:
        return _level(claim, found.levels[0]) if len(found.levels) == 1 else None
    if "%r" in text or "%o" in text:
        rank, among = found.ranks[0] if len(found.ranks) == 1 else (0, False)
        if rank == 1 and not among:
            rank += len(claim.above)  # the largest after China is the second
        return replace(claim, rank=rank, among=among) if rank else None
    if re.search(r" (?:leads|led) in ", text):
        return replace(claim, rank=1)
    return claim if claim.above or claim.below or claim.following else None


def _level(claim: Claim, level: Level) -> Claim | None:
    """Return a claim with a share or amount; None where it is a share of more than all."""
    if level.kind == "share":
        highest = level.value if math.isnan(level.upper) else level.upper
        return replace(claim, share=level.value, bound=level.bound, upper=level.upper) if highest <= 1.0 else None
    return replace(claim, tonnes=level.value, bound=level.bound)


def _moving(found: Marked, claim: Claim, text: str) -> Claim | None:
    """Return a claim with a rise or fall; None where it mixes shares and amounts, or a share is said to move by a part."""
    (move,) = found.moves if len(found.moves) == 1 else (None,)
    if move is None:
        return None
    of_share = bool(re.search(r"\b(?:share|dependence|dependency|reliance)\b", text))
    claim = replace(claim, since=move.since, until=move.until, of_share=of_share)
    if not math.isnan(move.factor):
        return None if of_share else replace(claim, factor=move.factor, bound=move.bound)
    levels = [level for level in (move.start, move.end) if level is not None]
    if any((level.kind == "share") != of_share for level in levels):
        return None
    told: Claim | None = replace(claim, move=move.way, start=move.start)
    return _level(told, move.end) if told is not None and move.end is not None else told


def _contrary(found: Marked, claim: Claim, form: Fit) -> list[str]:
    """Return the words of a sentence whose form is read that still have no part in it."""
    used = {form.country, form.importer, form.than}
    compared = {code for codes in found.compared.values() for code in codes}
    rest = [
        word
        for number, (code, word) in enumerate(zip(found.codes, found.spellings, strict=True))
        if number not in used and code not in compared and code not in {found.codes[one] for one in used if 0 <= one < len(found.codes)}
        and f"@{number}" in found.text
    ]  # fmt: skip
    changes = bool(claim.move) or not math.isnan(claim.factor)
    if found.since and not changes:
        rest.append(f"since {found.since}")
    years = sorted(set(found.years))
    if len(years) > 1:
        rest += [str(year) for year in years]
    if claim.move and claim.rank:
        rest.append(claim.move)
    return rest


def _unread(found: Marked, text: str) -> list[str]:
    """Return the words that no form has; where all are known, the sentence, whose order is not read."""
    if found.vague:
        return [found.vague]
    if _OF_OUTPUT.fullmatch(found.text):
        return ["exported, as a share of production"]
    words: list[str] = []
    before = ""
    for word in re.findall(r"[^\s,.;:()\"]+", found.text):
        if sign := re.fullmatch(r"@(\d+)(?:'s)?", word):
            if before in words:
                words.append(found.spellings[int(sign[1])])
        elif word.removesuffix("'s") not in vocabulary() and not re.fullmatch(r"%[a-z]|'s?", word):
            words.append(word)
        before = word
    return words or [f"how the words of {text!r} go together"]


def _of_trade(found: Marked, claim: Claim | None) -> bool:
    """Return whether a sentence speaks of trade, read or not."""
    if claim is not None:
        return claim.of_trade
    return bool(
        re.search(r"\b(?:export|import|ship|shipped|sen[dt]|sells?|sold|deliver|suppl|goes|buy|bought)", found.text)
    )
