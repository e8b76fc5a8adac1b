"""What a plan can be asked about, found by id or name."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lodeway.errors import UsageError
from lodeway.network.overlay.laying import merge
from lodeway.scenario.model import Scenario
from lodeway.scenario.places import countries
from lodeway.schema.tables import Gate

__all__ = ["Subject", "find", "gates_of", "subjects"]


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """A row of the scenario, or a country."""

    kind: str
    """process, site, gate, link, training, limit, measure, ban, agreement, market, commodity or country."""
    id: str
    name: str


def gates_of(scenario: Scenario) -> tuple[Gate, ...]:
    """Return the gates of a scenario's network: those of the atlas with the scenario's own laid over them.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> [gate.id for gate in gates_of(sample())]
    ['harbour']
    """
    if scenario.network != "atlas":
        return merge((), scenario.gates)
    from lodeway.network.overlay.rows import atlas_gates

    return merge(atlas_gates(scenario.price_year), scenario.gates)


def subjects(scenario: Scenario) -> Iterator[tuple[Subject, tuple[str, ...]]]:
    """Yield everything that can be asked about with its further spellings, what is meant first where two share a name."""
    for process in scenario.processes:
        yield Subject("process", process.id, process.name or process.id), ()
    for gate in gates_of(scenario):
        yield Subject("gate", gate.id, gate.name or gate.id), (*gate.name.split(" / "), *gate.aliases)
    for kind, rows in _tables(scenario):
        for row in rows:
            yield Subject(kind, row.id, getattr(row, "name", "") or row.id), ()
    used = {site.country for site in scenario.sites}
    used |= {code for gate in gates_of(scenario) for code in (gate.from_country, gate.to_country)}
    for code, name in sorted(countries().items()):
        if code in used:
            yield Subject("country", code, name), ()


def _tables(scenario: Scenario) -> Iterator[tuple[str, tuple[Any, ...]]]:
    yield "link", scenario.links
    yield "training", scenario.training
    yield "limit", scenario.limits
    yield "measure", scenario.measures
    yield "ban", scenario.bans
    yield "agreement", scenario.agreements
    yield "market", scenario.markets
    yield "commodity", scenario.commodities
    yield "site", scenario.sites


def find(scenario: Scenario, text: str) -> Subject:
    """Return what a text names: an id first, then a name, whatever the case and accents.

    Parameters
    ----------
    scenario
        Whose rows may be meant.
    text
        Id or name; ``KIND:ID`` where two kinds share a name, as in ``country:JPN``.

    Raises
    ------
    UsageError
        When nothing is called so; names the nearest.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> find(sample(), "PIT-2")
    Subject(kind='process', id='pit-2', name='pit-2')
    """
    known = list(subjects(scenario))
    kind, _, rest = text.partition(":")
    if rest and kind in {subject.kind for subject, _ in known}:
        known, text = [(subject, more) for subject, more in known if subject.kind == kind], rest
    wanted = _plain(text)
    spelt: dict[str, Subject] = {}
    for place in range(3):
        for subject, more in known:
            for name in ((subject.id,), (subject.name,), more)[place]:
                spelt.setdefault(_plain(name), subject)
    if wanted in spelt:
        return spelt[wanted]
    near = difflib.get_close_matches(wanted, spelt, n=4) or [name for name in spelt if wanted and wanted in name][:4]
    nearest = ", ".join(dict.fromkeys(f"{spelt[name].kind} {spelt[name].id}" for name in near))
    hint = f"; did you mean {nearest}?" if nearest else ""
    raise UsageError(f"nothing in the plan's scenario is called {text!r}{hint}")


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(letter for letter in letters if not unicodedata.combining(letter))))
