"""Writes the page of one promise, and the page on which all are ranked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from lodeway.ledger.effect import Effect
from lodeway.report import words
from lodeway.report.effect_page.drawing import PALE, WITH, WITHOUT, pair, ranking, shares
from lodeway.report.effect_page.figures import Line, Measured, builds, changes, deliveries, lines, touches
from lodeway.report.effect_page.telling import ROLES, Quote, cell, difference, firmness, sentences, told
from lodeway.report.files import write_whole
from lodeway.report.ledger_page.page import web
from lodeway.report.page.render import environment

__all__ = ["write_effect", "write_effects"]

_PACKAGE = "lodeway.report.effect_page"
_STYLES = (
    ("lodeway.report.page", "page.css"),
    ("lodeway.report.ledger_page", "ledger-page.css"),
    (_PACKAGE, "effect-page.css"),
)
SHOWN, LEAST = 14, 0.5
"""Deliveries that are drawn, and the percent of demand from which on a share is."""


def write_effect(effect: Effect, measured: Measured, quotes: Sequence[Quote], path: Path) -> None:
    """Write the page of one promise: its words in their sentence, how firm it is, and the plan with it and without it.

    Parameters
    ----------
    effect
        What `lodeway.ledger.effect.effects` returned for it.
    measured
        Figures of plans of the scenario.
    quotes
        What `quotes_of` found in the register.
    path
        The HTML file, which is overwritten.
    """
    lookup = measured.lookup
    moved = deliveries(effect, measured)
    drawn = [row for row in moved if max((value for value in row.share if math.isfinite(value)), default=0.0) >= LEAST][
        :SHOWN
    ]
    text = (
        _pages()
        .get_template("effect.html")
        .render(
            **_common(),
            effect=effect,
            row=effect.commitment,
            title=effect.commitment.title,
            scenario=lookup.scenario,
            sentences=sentences(effect, measured),
            firmness=firmness(effect),
            parties=", ".join(lookup.country_name(party.name) for party in effect.commitment.parties),
            quotes=quotes,
            touches=[(row, ROLES[row.state], lookup.country_name(row.country)) for row in touches(effect)],
            stated=effect.stated,
            figures=[_figure(row, stated=effect.verdict == "effect") for row in lines(effect, measured)]
            if effect.whole
            else [],
            same=effect.verdict != "effect" and abs(effect.most) <= effect.proved,
            shares=shares(drawn, lookup) if drawn else None,
            deliveries=moved,
            builds=builds(effect),
            lookup=lookup,
        )
    )
    write_whole(path, text)


def write_effects(effects: Sequence[Effect], measured: Measured, path: Path) -> None:
    """Write the page on which all promises are ranked by what they change, with those of which nothing can be said and why.

    Parameters
    ----------
    effects
        What `lodeway.ledger.effect.effects` returned.
    measured
        Figures of plans of the scenario.
    path
        The HTML file, which is overwritten.
    """
    known = [row for row in effects if row.whole is not None]
    unknown = [row for row in effects if row.whole is None]
    some = [row for row in known if row.stated]
    proposed = [row for row in known if row.verdict == "effect" and row.touched.basis == "names"]
    change = "changes" if len(some) == 1 else "change"
    first = (
        f"Of {len(effects):,} promises {len(known):,} touch a project that the plan can build or do without. {words.plural(len(some), 'promise')} "
        f"{change} the plan's cost by what the scenario states; {len(proposed):,} more could, if what they name hung on them."
    )
    lead = [first, f"Of the other {len(unknown):,} nothing can be said, each for a reason that stands below."]
    text = (
        _pages()
        .get_template("effects.html")
        .render(
            **_common(),
            title="What the promises change",
            scenario=measured.lookup.scenario,
            sentences=lead,
            ranking=ranking(known),
            rows=[_ranked(row, measured) for row in known if row.counts],
            idle=[_ranked(row, measured) for row in known if not row.counts],
            unknown=unknown,
            proved=max((row.proved for row in known), default=0.0),
        )
    )
    write_whole(path, text)


def _pages() -> Any:
    pages = environment(_PACKAGE)
    pages.filters["web"] = web
    pages.filters["money"] = _money
    pages.filters["amount"] = cell
    return pages


def _common() -> dict[str, Any]:
    from lodeway import __version__

    style = "".join((resources.files(own) / "static" / name).read_text("utf-8") for own, name in _STYLES)
    return {
        "version": __version__,
        "style": Markup(style),
        "with_colour": WITH,
        "without_colour": WITHOUT,
        "pale_colour": PALE,
    }


def _figure(row: Line, *, stated: bool) -> dict[str, Any]:
    """Return a figure's tile: both values, their difference and two bars."""
    against = row.without if stated else row.bare
    return {
        "row": row,
        "whole": told(row, row.whole),
        "without": told(row, against),
        "change": difference(row, against),
        "bars": pair(row.whole, against, row.what),
    }


def _ranked(effect: Effect, measured: Measured) -> dict[str, Any]:
    return {
        "effect": effect,
        "row": effect.commitment,
        "touches": ", ".join(thing.name for thing in effect.touched.things),
        "proposal": effect.touched.basis == "names",
        "differences": changes(effect, measured),
    }


def _money(value: float) -> str:
    """Return money in words; what is missing or endless as what it means.

    Examples
    --------
    >>> _money(1.5e9), _money(math.inf), _money(0.0)
    ('1.5 billion USD', 'no plan', '0')
    """
    if math.isinf(value):
        return "no plan"
    return "" if math.isnan(value) else words.money(value) if value else "0"
