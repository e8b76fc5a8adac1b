"""Which rows and places of a scenario a promise touches: as the scenario states it, or proposed by the names in its text."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lodeway.errors import LodewayError
from lodeway.ledger.effect.things import Thing, words_of
from lodeway.ledger.extract import extract
from lodeway.ledger.rates import last_known, per_dollar
from lodeway.ledger.register.records import Commitment
from lodeway.ledger.register.register import Register
from lodeway.ledger.tracking import last_day
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Agreement

__all__ = ["Basis", "Touched", "dollars", "general", "resolved", "touched"]

Basis = Literal["agreement", "names", ""]

LIKE = 0.9
"""How alike two spellings of a name must be, of six letters or more."""
LONG = 6
MOVES = frozenset(
    words_of("border corridor crossing freight gate highway port rail railway road route seaport terminal transit")
)
"""Words that say that a promise is about the movement of goods."""
SOFT = frozenset(words_of("customs digital digitalisation feasibility forum procedures study survey surveys"))
"""Words of promises that change how a place works, not how much of it there is."""
AFLOAT = frozenset(words_of("ferries ship ships shipyard vessel vessels"))
"""Words of promises about ships, which are none about the port that builds or meets them."""
WORKS = ("grant", "investment", "loan", "offtake", "target")
"""Kinds of commitments whose place is that of the works; that of others is often where they were signed."""
REGION = re.compile(r"[^;,]*\b(?:region|oblast|province)\b")
"""A place so large that a mine of its name need not be meant."""
STRANGE = "names no mine, plant, port, crossing or link of the scenario"
IDLE = ("target", "institution")
"""Kinds of commitments that no one acts by: what reaches a target are other commitments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What a commitment touches in a scenario."""

    commitment: Commitment
    basis: Basis
    """agreement: rows of the scenario name it; names: a proposal, by names in its text; empty: it touches nothing that could change."""
    rows: tuple[Agreement, ...] = ()
    """Rows of the scenario, or the one that is proposed."""
    things: tuple[Thing, ...] = ()
    programmes: tuple[str, ...] = ()
    """Programmes and corridors that its text names."""
    reason: str = ""
    """Why nothing can be said of its effect; empty where something can."""
    others: tuple[str, ...] = ()
    """Commitments that stand for it: what holds it, or what it holds."""


def touched(
    commitment: Commitment, scenario: Scenario, known: Sequence[Thing], commitments: Iterable[Commitment] = ()
) -> Touched:
    """Return what a commitment touches in a scenario.

    Parameters
    ----------
    commitment
        What was promised.
    scenario
        What `lodeway.scenario.read` returned.
    known
        What `lodeway.ledger.effect.things` made of it.
    commitments
        The others of the register: what holds it and what it holds.

    Notes
    -----
    A row of `agreements` with its id in column `ledger` is what the analyst states, and comes first. Without one, names are looked for in title
    and place: a mine or plant is meant where its site and what it makes are both named, a gate or link where its name stands in a promise about
    transport of a country on its sides. That is a proposal, and says so.

    Examples
    --------
    >>> from lodeway.ledger.effect.things import things
    >>> from lodeway.plan.sample import sample
    >>> loan = Commitment(id="L1", title="Loan for the second pit of Karakol", place="Karakol")
    >>> touched(loan, sample(), things(sample())).reason
    'names no mine, plant, port, crossing or link of the scenario'
    """
    rows = tuple(row for row in scenario.agreements if row.ledger == commitment.id)
    programmes = _programmes(commitment)
    if rows:
        names = {name for row in rows for name in (*row.funds, *row.enables, *row.requires)}
        sites = {row.site for row in rows if row.site}
        about = {row.id for row in scenario.processes if row.site in sites}
        own = tuple(thing for thing in known if thing.id in names or (thing.id in about and thing.kind == "process"))
        return Touched(commitment=commitment, basis="agreement", rows=rows, things=own, programmes=programmes)
    reason, others = _aside(commitment, scenario, commitments)
    found = () if reason else tuple(_meant(commitment, known))
    soft = not SOFT.isdisjoint(words_of(commitment.title))
    open_ = [] if soft else [thing for thing in found if thing.state != "there"]
    if not reason and not open_:
        reason = _unmatched(found, programmes)
    proposal = (_proposed(commitment, open_, scenario.price_year),) if not reason else ()
    return Touched(
        commitment=commitment,
        basis="names" if proposal else "",
        rows=proposal,
        things=tuple(open_) if proposal else found,
        programmes=programmes,
        reason=reason,
        others=others,
    )


def resolved(scenario: Scenario, register: Register) -> Scenario:
    """Return the scenario with each agreement's id of the ledger led on to what that commitment was merged into."""
    rows = tuple(replace(row, ledger=register.merged(row.ledger)) if row.ledger else row for row in scenario.agreements)
    return replace(scenario, agreements=rows)


def dollars(commitment: Commitment, price_year: int) -> float:
    """Return what a commitment promises in USD of a year's prices; NaN where it names no sum or no rate is known.

    At the European Central Bank's reference rate of the day on which it was announced, then by US consumer prices; a day later than these are
    known, or none, counts at the last rate and in money of the last year that is.

    Examples
    --------
    >>> round(dollars(Commitment(id="a", title="Loan", amount=3e12, currency="JPY", announced="2025-12-19"), 2024) / 1e9, 2)
    18.59
    """
    from lodeway import atlas

    if commitment.amount is None:
        return math.nan
    day = min(last_day(commitment.announced), last_known())
    nominal = commitment.amount / per_dollar(commitment.currency, day)
    for year in (day.year, day.year - 1, day.year - 2):
        try:
            return atlas.usd(nominal, currency="USD", year=year, price_year=price_year)
        except LodewayError:
            continue
    return math.nan


def _aside(
    commitment: Commitment, scenario: Scenario, commitments: Iterable[Commitment]
) -> tuple[str, tuple[str, ...]]:
    """Return why a commitment is not looked for by name, with those that stand for it; empty where it is."""
    if commitment.status in ("cancelled", "suspended"):
        return f"{commitment.status}: nothing is left of it that could change the plan", ()
    if commitment.status == "delivered":
        return "delivered: what it changed stands in the scenario's figures of today", ()
    stated = {row.ledger for row in scenario.agreements}
    rows = {row.id: row for row in commitments}
    parts = tuple(sorted(row.id for row in rows.values() if row.part_of == commitment.id))
    if mine := tuple(name for name in parts if name in stated):
        return f"holds {', '.join(mine)}, which are looked at one by one", parts
    above = commitment.part_of
    while above in rows:
        if above in stated:
            return f"part of {above}, whose row stands for it", (above,)
        above = rows[above].part_of
    if commitment.kind in IDLE:
        return (
            f"{'an' if commitment.kind[0] in 'aeiou' else 'a'} {commitment.kind}: what comes of it are other commitments",
            (),
        )
    if commitment.kind == "offtake":
        return "an offtake of a quantity that the register does not hold: a row of agreements would state it", ()
    if commitment.umbrella:
        if parts:
            return f"holds {', '.join(parts)}, which are looked at one by one", parts
        return "a package over deals that are not known one by one", ()
    return "", ()


def _unmatched(found: Sequence[Thing], programmes: Sequence[str]) -> str:
    if found:
        names = ", ".join(thing.name for thing in found[:3])
        return f"names {names}, and no figure says what would change there"
    if programmes:
        return f"names {', '.join(programmes)} as a whole, no project of it"
    return STRANGE


def general(reason: str) -> str:
    """Return why nothing can be said of a commitment without the names that differ from one to the next, so that many can be counted.

    Examples
    --------
    >>> general("holds L2, L3, which are looked at one by one"), general("names Aktau, and no figure says what would change there")
    ('holds others, which are looked at one by one', 'names something of the scenario, and no figure says what would change there')
    """
    for start, end, told in (
        ("holds ", "one by one", "holds others, which are looked at one by one"),
        ("part of ", "stands for it", "part of another, whose row stands for it"),
        ("names ", "would change there", "names something of the scenario, and no figure says what would change there"),
        ("names ", "no project of it", "names a programme as a whole, no project of it"),
    ):
        if reason.startswith(start) and reason.endswith(end):
            return told
    return reason


def _programmes(commitment: Commitment) -> tuple[str, ...]:
    facts = extract(f"{commitment.title}. {commitment.place}", language="en")
    return tuple(
        dict.fromkeys(str(fact.value) for fact in facts if fact.kind == "agreement" and fact.rule == "agreement.table")
    )


def _meant(commitment: Commitment, known: Sequence[Thing]) -> list[Thing]:
    """Return what a commitment's title and place name; what is called so itself goes before what has the name beside its own."""
    title, place = (words_of(text.replace("-", " ")) for text in (commitment.title, REGION.sub("", commitment.place)))
    parties = {party.name for party in commitment.parties}
    minerals = {word for name in commitment.minerals for word in words_of(name)} | set(title)
    moves = commitment.pillar == "connectivity" or not MOVES.isdisjoint(title)
    there = title + (place if commitment.kind in WORKS else [])
    found = []
    for thing in known:
        if thing.kind == "process":
            fits = thing.country in parties and any(set(words_of(name)) <= minerals for name in thing.elements)
        else:
            fits = moves and bool(thing.countries & parties) and (thing.ferry or AFLOAT.isdisjoint(title))
        text = title + place if thing.kind == "process" else there
        if fits and any(all(_said(word, text) for word in words) for words in thing.names):
            found.append(thing)
    own = [row for row in found if row.kind != "process" and set(words_of(row.id.replace("-", " "))) <= set(there)]
    return [row for row in found if row.kind == "process" or row in own or not own]


def _said(word: str, text: Sequence[str]) -> bool:
    if word in text:
        return True
    near = [other for other in text if other[0] == word[0] and len(word) >= LONG <= len(other)]
    return bool(near) and bool(difflib.get_close_matches(word, near, n=1, cutoff=LIKE))


def _proposed(commitment: Commitment, found: Sequence[Thing], price_year: int) -> Agreement:
    """Return the row that an analyst could write: it enables what it names, and pays for it if it says how much."""
    amount = dollars(commitment, price_year)
    pays = tuple(thing.id for thing in found if thing.state == "candidate") if amount > 0 else ()
    return Agreement(
        id=commitment.id,
        name=commitment.title,
        ledger=commitment.id,
        enables=tuple(thing.id for thing in found),
        funds=pays,
        amount=amount if pays else math.nan,
    )
