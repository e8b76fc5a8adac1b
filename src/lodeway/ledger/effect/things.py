"""What a promise can touch: the mines, plants, gates, links and schools of a scenario, and the words that name each."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from lodeway.network.overlay.laying import merge
from lodeway.network.overlay.rows import atlas_gates, atlas_links
from lodeway.plan.studies.lapse import COMING
from lodeway.scenario import parse_recipe
from lodeway.scenario.model import Scenario
from lodeway.scenario.places import countries
from lodeway.schema.tables import Gate, Link

__all__ = ["Kind", "State", "Thing", "things", "words_of"]

Kind = Literal["process", "gate", "link", "training"]
State = Literal["candidate", "coming", "there"]

SHORTEST = 4
"""Letters that a word needs to say which thing is meant."""
SHARED = 3
"""Sites that may share a word which still says what is meant: the blocks of one deposit, a plant and its mine."""


def words_of(text: str) -> list[str]:
    """Return the words of a text, without accents and in small letters, those of two letters or less left out.

    Examples
    --------
    >>> words_of("Sarytogan's graphite, Karagandá")
    ['sarytogan', 'graphite', 'karaganda']
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[^\W\d_]{3,}", "".join(letter for letter in letters if not unicodedata.combining(letter)))


PLAIN = frozenset(
    words_of(
        "alumina back block blocks branch chemical completion complex concentrator country crossing design earth expansion ferroalloy ferry "
        "fields first full further furnaces gold half harbour idle line lower magnesium metals mine mines mining north northern phase plant "
        "port railway ramp refinery renewal rest restart road route second site smelter smelters south southern stage station technological "
        "titanium upper works"
    )
)
"""Words of names that say what a thing is, not which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something of a scenario that a promise may be about."""

    kind: Kind
    id: str
    name: str
    country: str
    state: State
    """candidate: the plan may build or enlarge it; coming: committed or under construction; there: as it stands."""
    names: tuple[frozenset[str], ...]
    """Sets of words, each of which names it when all its words are said."""
    elements: frozenset[str] = frozenset()
    """What a mine or plant makes or uses."""
    countries: frozenset[str] = frozenset()
    """On both sides of a gate or link."""
    ferry: bool = False


def things(scenario: Scenario) -> tuple[Thing, ...]:
    """Return everything of a scenario that a promise may touch, in order of kind and id; markets and whole countries left out.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> [(row.kind, row.id, row.state) for row in things(sample())]
    [('gate', 'harbour', 'there'), ('link', 'lane', 'there'), ('link', 'line', 'there'), ('process', 'pit', 'there'), ('process', 'pit-2', 'candidate')]
    """
    gates, links = merge(_gates(scenario), scenario.gates), merge(_links(scenario), scenario.links)
    found = [*_processes(scenario), *map(_of_gate, gates), *map(_of_link, links), *_schools(scenario)]
    return tuple(sorted(found, key=lambda row: (row.kind, row.id)))


def _gates(scenario: Scenario) -> tuple[Gate, ...]:
    return atlas_gates(scenario.price_year) if scenario.network == "atlas" else ()


def _links(scenario: Scenario) -> tuple[Link, ...]:
    return atlas_links() if scenario.network == "atlas" else ()


def _processes(scenario: Scenario) -> Iterator[Thing]:
    element = {row.id: row.element for row in scenario.commodities}
    sites = {row.id: row for row in scenario.sites}
    own = {row.id: _which([row.id, row.name]) for row in scenario.sites}
    common = Counter(word for words in own.values() for word in words)
    states: dict[str, State] = {"candidate": "candidate", "committed": "coming"}
    for row in scenario.processes:
        site = sites[row.site]
        if site.kind in ("market", "country") or row.status == "closed":
            continue
        recipe = parse_recipe(row.recipe)
        made = frozenset(element[name] for name, _ in (*recipe.inputs, *recipe.outputs))
        told = {word for made_ in made for word in words_of(made_)}
        known = [word for word in sorted(own[site.id] - told) if common[word] <= SHARED]
        yield Thing(
            kind="process",
            id=row.id,
            name=row.name or row.id,
            country=site.country,
            state=states.get(row.status, "there"),
            names=tuple(frozenset((word,)) for word in known),
            elements=made,
        )


def _of_gate(row: Gate) -> Thing:
    """Return a gate; a ferry is named by both its ends, a crossing or port by any of its names."""
    parts = [row.id] if row.kind == "ferry" else [row.id, *row.name.split(" / "), *row.aliases]
    sets = [_which([part]) for part in parts]
    grows = row.status == "candidate" or not (math.isnan(row.capacity) or math.isnan(row.capex))
    return Thing(
        kind="gate",
        id=row.id,
        name=row.name or row.id,
        country=row.from_country,
        state="coming" if row.status in COMING else "candidate" if grows and row.status != "closed" else "there",
        names=tuple(dict.fromkeys(frozenset(words) for words in sets if words)),
        countries=frozenset((row.from_country, row.to_country)),
        ferry=row.kind == "ferry",
    )


def _of_link(row: Link) -> Thing:
    return Thing(
        kind="link",
        id=row.id,
        name=row.name or row.id,
        country=row.from_country,
        state="coming" if row.status in COMING else "candidate" if row.status == "candidate" else "there",
        names=_ends(row.id),
        countries=frozenset((row.from_country, row.to_country)),
    )


def _ends(name: str) -> tuple[frozenset[str], ...]:
    """Return the words of a line's id, which must all be said: its ends, or the letters by which it is known."""
    words = _which([name]) or _which([name], shortest=3)
    return (frozenset(words),) if words else ()


def _schools(scenario: Scenario) -> Iterator[Thing]:
    for row in scenario.training:
        yield Thing(
            kind="training", id=row.id, name=row.name or row.id, country=row.country, state="candidate", names=()
        )


def _which(texts: Iterable[str], *, shortest: int = SHORTEST) -> set[str]:
    """Return the words of names that say which thing is meant."""
    lands = {word for name in countries().values() for word in words_of(name)}
    words = {word for text in texts for word in words_of(text.replace("-", " "))}
    return {word for word in words if len(word) >= shortest and word not in PLAIN and word not in lands}
