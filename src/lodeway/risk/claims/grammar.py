"""Forms of sentences on rank, share, amount and change: who sells, who buys, and of what a share is a share.

A sentence in marks (see `wording`) is read where one form fits the whole of it; a form that fits a part is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

__all__ = ["Fit", "Measure", "fit", "vocabulary"]

Measure = Literal["production", "refining", "reserves", "exports", "imports", "supplier", "destination"]

_BE = r"(?:is|are|was|were|remains?|remained)"
_BUY = r"(?:imports?|imported|buys?|bought|gets?|got|obtains?|obtained|sources?|sourced|receives?|received|takes?|took|purchases?|purchased|procures?|procured|draws?|drew|acquires?|acquired)"
_SELL = r"(?:exports?|exported|sends?|sent|ships?|shipped|sells?|sold|delivers?|delivered)"
_SUPPLY = r"(?:suppl(?:y|ies|ied)|provides?|provided|delivers?|delivered)"
_ACCOUNT = r"(?:accounts? for|accounted for|makes? up|made up|represents?|represented|contributes?|contributed|constitutes?|covers?|covered|meets?|met|is responsible for|was responsible for)"
_FROM = rf"(?:(?:comes?|came|coming|originates?|originated|stems?) from|{_BE} from|{_BE} (?:imported|bought|sourced|obtained|purchased|shipped|brought) (?:from|in)|{_BE} (?:supplied|provided|delivered|sold) by)"
_GO = rf"(?:(?:goes|go|went|flows?|flowed|heads?|headed) to|{_BE} (?:exported|sent|shipped|sold|delivered) to|{_BE} (?:destined|bound) for|{_BE} (?:bought|taken|absorbed|purchased|imported) by)"
_DEPENDS = rf"(?:depends?|depended|rel(?:y|ies|ied)|{_BE} (?:dependent|reliant))"
_GOODS = r"(?:imports?|suppl(?:y|ies)|needs?|demand|requirements?|purchases|import needs)"
_SUPPLIER = r"(?:suppliers?|sources?|providers?|sellers?)"
_BUYER = r"(?:buyers?|customers?|markets?|export markets?|destinations?|export destinations?|importers?|clients?|purchasers?)"
_LEVEL = rf"(?:{_BE}|stands? at|stood at|reach(?:es|ed)?|amounts? to|amounted to|came to|hits?|total(?:s|l?ed)|accounts? for|accounted for|makes? up|made up)"
_S, _B = r"@(?P<s>\d)", r"@(?P<b>\d)"
_SS, _BS = rf"{_S}'s", rf"{_B}(?:'s)?"
_THE = r"(?:the )?"
_P = r"%p(?: of)?"
_OF_ALL = r"(?: of (?:its|their|the|all|the total|its total|total))?"
_TOTAL = r"(?:total )?"

_TWO: tuple[tuple[str, Measure], ...] = (
    # shares of what one imports
    (rf"{_B} {_BUY} {_P}(?: (?:the|its|their))?(?: {_TOTAL}{_GOODS})? (?:from|in) {_S}", "supplier"),
    (rf"{_B} {_BUY} from {_S} {_P}(?: (?:its|their))?(?: {_TOTAL}{_GOODS})?", "supplier"),
    (rf"{_B} {_DEPENDS}(?: for {_P}(?: (?:its|their))?(?: {_TOTAL}{_GOODS})?)? (?:up)?on {_S}(?:'s)?(?: (?:imports|suppl(?:y|ies)|exports))?(?: for {_P}(?: (?:its|their))?(?: {_TOTAL}{_GOODS})?)?", "supplier"),
    (rf"{_B} {_BE} %p (?:dependent|reliant) (?:up)?on {_S}", "supplier"),
    (rf"{_P}(?: all)? {_BS}(?: {_TOTAL}{_GOODS})? {_FROM} {_S}", "supplier"),
    (rf"{_P} {_THE}(?:{_GOODS} (?:of|by|to|into) {_B}|(?:imported|bought|purchased|used|needed) (?:by|in) {_B}|(?:that )?{_B} {_BUY}) {_FROM} {_S}", "supplier"),
    (rf"{_S} (?:{_SUPPLY}|{_BE} {_THE}(?:source|supplier|provider) of) {_P} {_BS}(?: {_TOTAL}{_GOODS})?", "supplier"),
    (rf"{_S} {_ACCOUNT} {_P} {_BS} {_TOTAL}{_GOODS}", "supplier"),
    (rf"{_S} (?:{_SUPPLY}|{_ACCOUNT}|{_BE} {_THE}(?:source|supplier|provider) of) {_P} {_THE}(?:{_TOTAL}{_GOODS} (?:of|by|to|into) {_B}|(?:imported|bought|purchased|used|needed) (?:by|in) {_B}|that {_B} {_BUY})", "supplier"),
    (rf"{_S} {_BE} {_BS} {_SUPPLIER} of {_P}(?: (?:its|their))?(?: {_GOODS})?", "supplier"),
    (rf"{_S} (?:supplies|supplied|provides|provided) {_B} with {_P}(?: (?:its|their))?(?: {_TOTAL}{_GOODS})?", "supplier"),
    (rf"{_S} (?:suppl(?:y|ies|ied)|provides?|provided) {_P} to {_B}", "supplier"),
    (rf"(?:{_SS} share (?:of|in) |the share of {_S} in ){_BS} {_TOTAL}{_GOODS} (?:%v|{_LEVEL} {_P})", "supplier"),
    (rf"{_BS} {_GOODS} from {_S} (?:accounts? for|accounted for|makes? up|made up|represents?|represented|{_BE}) %p{_OF_ALL}(?: {_GOODS})?", "supplier"),
    (rf"{_BS} (?:dependence|dependency|reliance) (?:up)?on {_S}(?:'s)?(?: (?:imports|suppl(?:y|ies)|exports))? (?:%v|{_LEVEL} {_P})", "supplier"),
    # ranks among those who sell to one
    (rf"{_S} {_BE} (?:the )?{_BS} %r {_SUPPLIER}(?: of {_GOODS})?", "supplier"),
    (rf"{_S} {_BE} {_THE}%r (?:{_SUPPLIER} (?:to|for|of) {_B}|{_SUPPLIER} of {_BS} {_GOODS}|exporter to {_B})", "supplier"),
    (rf"{_S} ranks %o among {_SUPPLIER} (?:to|of) {_B}", "supplier"),
    (rf"(?:{_BS} %r {_SUPPLIER}(?: of {_GOODS})?|{_THE}%r {_SUPPLIER} (?:to|for|of) {_BS}(?: {_GOODS})?) {_BE} {_S}", "supplier"),
    # shares of what one exports
    (rf"{_S} {_SELL} {_P} (?:(?:its|their)(?: (?:exports|shipments))?|(?:exports|shipments)) to {_B}", "destination"),
    (rf"{_P} {_SS}(?: (?:exports|shipments))? {_GO} {_B}", "destination"),
    (rf"{_P} {_THE}(?:exports|shipments) (?:of|from) {_S} {_GO} {_B}", "destination"),
    (rf"{_B} (?:{_BUY}|absorbs?|absorbed) {_P} {_SS}(?: (?:exports|shipments))?", "destination"),
    (rf"{_B} {_ACCOUNT} {_P} {_SS} (?:exports|shipments)", "destination"),
    (rf"(?:{_B}'s share (?:of|in) |the share of {_B} in ){_SS} exports (?:%v|{_LEVEL} {_P})", "destination"),
    (rf"{_SS} exports to {_B} (?:account for|accounted for|make up|made up|represent|{_BE}) %p of (?:its|their|the|all|the total|total)(?: exports)?", "destination"),
    # ranks among those who buy from one
    (rf"{_B} {_BE} (?:the )?{_SS} %r {_BUYER}(?: (?:of|for) exports)?", "destination"),
    (rf"{_B} {_BE} {_THE}%r {_BUYER} (?:of|for) {_SS}(?: exports)?", "destination"),
    (rf"(?:{_SS} %r {_BUYER}|{_THE}%r {_BUYER} (?:of|for) {_SS}(?: exports)?) {_BE} {_B}", "destination"),
    # amounts and changes of what goes from one to the other
    (rf"{_S} (?:{_SELL}|suppl(?:y|ies|ied)) %t(?: of)? to {_B}", "destination"),
    (rf"{_S} (?:supplies|supplied) {_B} with %t", "destination"),
    (rf"{_B} {_BUY} %t(?: of)? (?:from|in) {_S}", "supplier"),
    (rf"(?:{_SS} (?:exports|shipments|deliveries|sales)|(?:exports|shipments|deliveries|sales) (?:from|by|of) {_S}) to {_B} (?:%v|{_LEVEL} %t)", "destination"),
    (rf"(?:{_BS} (?:imports|purchases)|imports (?:by|of|to|into) {_B}) from {_S} (?:%v|{_LEVEL} %t)", "supplier"),
)  # fmt: skip
"""Forms on two countries."""

_PRODUCE = r"(?:produces?|produced|mines?|mined)"
_REFINE = r"(?:refines?|refined|smelts?|smelted|process(?:es|ed)?)"
_NOUNS: tuple[tuple[str, str, str, Measure], ...] = (
    (r"(?:producers?|miners?|producing country|producing countries|mining country|mining countries|mine producers?)", r"(?:production|output|mining|mine production|mine output|mined output|mined production|mined supply)", _PRODUCE, "production"),
    (r"(?:refiners?|smelters?|processors?|refined producers?)", r"(?:refining|refinery production|refinery output|refined production|refined output|smelting|smelter production|processing)", _REFINE, "refining"),
    (r"(?:exporters?|exporting country|exporting countries)", r"(?:exports|shipments)", r"(?:exports?|exported)", "exports"),
    (r"(?:importers?|importing country|importing countries)", r"imports", r"(?:imports?|imported)", "imports"),
)  # fmt: skip
"""Of each measure: who does it, what is done, and the verb."""
_HAVE = (
    r"(?:has|have|had|holds?|held|boasts?|boasted|possess(?:es|ed)?|owns?|owned|sits on|accounts? for|accounted for)"
)


@dataclass(frozen=True, slots=True)
class Fit:
    """What a sentence says by its form: numbers of the countries among its marks, -1 where none has the part."""

    measure: Measure
    country: int
    importer: int
    than: int = -1
    """The country that is said to have less, or more where `less`."""
    less: bool = False


def _form(pattern: str) -> re.Pattern[str]:
    """Return a form with a number after each group's name: one country may stand in one of several places."""
    places = iter(range(100))
    return re.compile(re.sub(r"\(\?P<(\w+)>", lambda match: f"(?P<{match[1]}_{next(places)}>", pattern))


def _part(found: re.Match[str], name: str) -> int:
    """Return the number of the country that has a part in a sentence, -1 where none has."""
    parts = [int(value) for key, value in found.groupdict().items() if value and key.rpartition("_")[0] == name]
    return parts[0] if parts else -1


@cache
def _one() -> tuple[tuple[re.Pattern[str], Measure], ...]:
    """Return the forms on one country, and the world."""
    forms: list[tuple[str, Measure]] = []
    for who, what, verb, measure in _NOUNS:
        source = rf"(?:%p of {_THE}{_TOTAL}{what}) (?:{_FROM}|(?:is|was|takes place|took place) in|{_BE} (?:produced|mined) (?:in|by)) {_S}"
        forms += [
            (rf"{_S}(?: (?:{_BE}|ranks|belongs|counts))?(?: as)?(?: the)? %r {who}", measure),
            (rf"(?:the )?%r {who}(?: {_BE} {_S})?", measure),
            (
                rf"{_S} (?:{_BE}|ranks?|ranked|comes|came|stands|stood) (?:%o|%r|in %o place|%o place) (?:in|by|for|among|amongst) {_THE}(?:{what}|{who})",
                measure,
            ),
            (rf"{_S} {_BE} %r (?:in|of|for|by) {_THE}(?:{what}|{who})", measure),
            (rf"{_S} (?:has|had|leads|led) {_THE}%r {what}", measure),
            (rf"{_S} (?:{verb}|{_ACCOUNT}|{_SUPPLY}|{_HAVE}) {_P} {_THE}{_TOTAL}{what}", measure),
            (rf"%p of {_THE}{_TOTAL}{what}", measure),
            (source, measure),
            (rf"(?:{_SS} share (?:of|in) |the share of {_S} in ){_THE}{_TOTAL}{what} (?:%v|{_LEVEL} {_P})", measure),
            (rf"(?:{_SS} {what}|{what} (?:of|in|from|by) {_S}|{what}) (?:%v|{_LEVEL} %t)", measure),
            (rf"(?:{_S} )?{verb} %t(?: of)?", measure),
            (rf"{_SS} {what} {_BE} (?:the )?%r", measure),
            (rf"{_S} {_BE} (?:in {what}|an? {who})", measure),  # those ahead or behind are told
        ]
    forms += [
        (rf"{_S} {_PRODUCE} {_P}(?: (?:the|all))?(?: (?:total|supply))?", "production"),
        (rf"{_S} {_REFINE} {_P}(?: (?:the|all))?(?: (?:total|supply))?", "refining"),
        (rf"{_S} {_HAVE} (?:the )?%r (?:known |proven )?(?:reserves|deposits)", "reserves"),
        (r"(?:the )?%r (?:known |proven )?(?:reserves|deposits)", "reserves"),
        (rf"{_S} (?:ranks?|ranked|{_BE}) (?:%o|%r) (?:in|by) (?:reserves|deposits)", "reserves"),
        (rf"{_S} (?:{_HAVE}|{_ACCOUNT}|{_BE} home to) {_P} {_THE}{_TOTAL}(?:known |proven )?reserves", "reserves"),
        (rf"{_S} (?:{_HAVE}|{_BE} home to) reserves of %t", "reserves"),
        (rf"{_S} (?:{_HAVE}|{_BE} home to) %t of reserves", "reserves"),
        (rf"%p of {_THE}{_TOTAL}reserves(?: (?:{_BE}|lie|lies) in {_S})?", "reserves"),
        (rf"{_SS} reserves {_LEVEL} %t", "reserves"),
        (rf"{_SS} reserves {_BE} (?:the )?%r", "reserves"),
        (rf"{_SS} (?:production|output) (?:accounts for|accounted for|makes up|made up|{_BE}) %p of (?:the )?total(?: production| output)?", "production"),
        (rf"(?:production|output) (?:of|in|from) {_S} (?:accounts for|accounted for|makes up|made up|{_BE}) %p of (?:the )?total(?: production| output)?", "production"),
        (rf"{_S} (?:leads|led) in (?:production|output)", "production"),
        (r"%v", "production"),
        (rf"{_S} %v", "production"),
    ]  # fmt: skip
    return tuple((_form(pattern), measure) for pattern, measure in forms)


@cache
def _worldwide() -> tuple[tuple[re.Pattern[str], Measure], ...]:
    """Return the forms that say of what they are a share by naming the world alone."""
    forms: tuple[tuple[str, Measure], ...] = (
        (rf"{_S} (?:{_SUPPLY}|{_ACCOUNT}) {_P}(?: (?:the|all))?(?: suppl(?:y|ies))?", "production"),
        (rf"{_S} {_BE} {_THE}(?:source|supplier|provider) of {_P}(?: {_THE}suppl(?:y|ies))?", "production"),
        (rf"(?:{_SS} share (?:of|in) ){_THE}supply (?:%v|{_LEVEL} {_P})", "production"),
        (rf"{_P}(?: (?:the|all))?(?: suppl(?:y|ies))? (?:(?:comes?|came|originates?|originated) from|{_BE} (?:produced|mined) (?:in|by)|{_BE} (?:supplied|provided) by) {_S}", "production"),
        (rf"{_P} {_BE} (?:refined|smelted|processed) (?:in|by) {_S}", "refining"),
        (rf"{_S} {_BE} (?:the )?%r supplier", "production"),
        (rf"{_S} exports? {_P}", "exports"),
        (rf"{_S} (?:imports?|buys?) {_P}", "imports"),
    )  # fmt: skip
    return tuple((_form(pattern), measure) for pattern, measure in forms)


@cache
def _beside() -> tuple[tuple[re.Pattern[str], Measure], ...]:
    """Return the forms that hold one country against another."""
    forms: list[tuple[str, Measure]] = [
        (rf"{_S} (?:has|had|holds?) (?:(?P<more>more|larger|bigger|greater)|less|fewer|smaller) reserves than @(?P<than>\d)(?:'s)?", "reserves"),
    ]  # fmt: skip
    for who, what, verb, measure in _NOUNS:
        forms += [
            (rf"{_S} {verb} (?:(?P<more>more)|less)(?: of)? than @(?P<than>\d)(?: does| did)?", measure),
            (rf"{_SS} {what} (?:(?P<more>exceeds?|exceeded|{_BE} (?:larger|higher|greater|bigger) than)|{_BE} (?:smaller|lower|less) than) (?:(?:that|those) of )?@(?P<than>\d)(?:'s)?", measure),
            (rf"{_S} {_BE} an? (?:(?P<more>larger|bigger|greater)|smaller) {who} than @(?P<than>\d)", measure),
        ]  # fmt: skip
    forms.append((rf"{_S} (?P<more>outproduces?|outproduced) @(?P<than>\d)", "production"))
    return tuple((_form(pattern), measure) for pattern, measure in forms)


@cache
def _between() -> tuple[tuple[re.Pattern[str], Measure], ...]:
    return tuple((_form(pattern), measure) for pattern, measure in _TWO)


def fit(text: str, *, world: bool = False) -> Fit | None:
    """Return what a sentence in marks says of whom; None where no form fits the whole of it.

    Parameters
    ----------
    text
        In marks, see `wording.mark`.
    world
        Whether it speaks of the world.

    Examples
    --------
    >>> fit("@0 gets %p of its in @1")
    Fit(measure='supplier', country=1, importer=0, than=-1, less=False)
    >>> fit("@0 takes %p of @1's exports").measure, fit("@0 takes %p of")
    ('destination', None)
    """
    if len(re.findall("%[ptvro]", text)) > 1:
        return None
    stated = "%" in text
    for pattern, measure in _between() if stated and not world else ():
        if found := pattern.fullmatch(text):
            return Fit(measure, _part(found, "s"), _part(found, "b"))
    for pattern, measure in (*_one(), *(_worldwide() if world else ())):
        if found := pattern.fullmatch(text):
            return Fit(measure, _part(found, "s"), -1)
    for pattern, measure in () if stated else _beside():
        if found := pattern.fullmatch(text):
            more = any(value for key, value in found.groupdict().items() if key.startswith("more"))
            return Fit(measure, _part(found, "s"), -1, _part(found, "than"), not more)
    return None


@cache
def vocabulary() -> frozenset[str]:
    """Return the words of the forms: all others are not read.

    Examples
    --------
    >>> "exports" in vocabulary(), "outside" in vocabulary()
    (True, False)
    """
    whole = " ".join(pattern.pattern for pattern, _ in (*_between(), *_one(), *_worldwide(), *_beside()))
    # Endings that a pattern leaves open: both the word with and without them.
    whole = re.sub(r"\(\?P<\w+>", "(", whole).replace("(?:", "(")
    whole = re.sub(r"l\?ed", "ed|totalled", whole)
    words: set[str] = set()
    for word in re.findall(r"[a-z]+(?:\([a-z|]+\)\??|\?)?", whole):
        stem, _, ends = word.partition("(")
        if ends:
            words |= {stem + end for end in ends.rstrip(")?").split("|")} | {stem}
        elif word.endswith("?"):
            words |= {word[:-1], word[:-2]}
        else:
            words.add(word)
    return frozenset(words | {"it", "a", "of", "by", "than", "s"})
