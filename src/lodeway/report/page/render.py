"""Writes the report's page: one HTML file with its styles, script and data inside."""

from __future__ import annotations

import re
from importlib import resources

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from lodeway.report.context.shape import Context
from lodeway.report.page import bundle, embed, sections
from lodeway.report.page.bars import mixes

__all__ = ["environment", "linked", "render"]

_DRAWN = ("OpenStreetMap", "Natural Earth", "Eurostat")
"""Whose data the map itself shows: their attributions stand on every map, all others at the foot of the page."""

_ADDRESS = re.compile(r"https?://[^\s<>\"'()]*[^\s<>\"'().,;:]")


def render(context: Context) -> str:
    """Return the page as one HTML document that needs no network and no other file.

    All tables stand in the HTML, so that the page reads without its script; the script adds the map, the flow drawing,
    sorting and copying. When the map is idle, ``window.ready`` is true.

    Parameters
    ----------
    context
        Everything the page shows: `lodeway.report.context.context`.

    Returns
    -------
    str
        HTML, UTF-8.
    """
    groups, key = mixes(context)
    return (
        environment()
        .get_template("page.html")
        .render(
            version=context["meta"]["lodeway_version"],
            meta=context["meta"],
            view=context["view"],
            base=context["base"],
            comparison=context["comparison"],
            grids=sections.grids(context),
            matrix=sections.matrix(context),
            groups=groups,
            key=key,
            deals=sections.deals(context),
            hosts=sections.hosts(context),
            goal=sections.goal(context),
            differences=sections.difference(context),
            credits=[line for line in context["meta"]["attributions"] if any(name in line for name in _DRAWN)],
            elements=sorted(set(context["names"]["elements"].values())),
            data=Markup(embed.dump(embed.data(context))),  # holds no "<"
            script=Markup(bundle.script()),
            style=Markup(_style()),
        )
    )


def environment(*packages: str) -> Environment:
    """Return what makes pages of the templates of these packages and of the report's page."""
    found = Environment(
        loader=ChoiceLoader([PackageLoader(package, "templates") for package in (*packages, "lodeway.report.page")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["linked"] = linked
    return found


def _style() -> str:
    return (resources.files("lodeway.report.page") / "static" / "page.css").read_text("utf-8")


def linked(words: object) -> Markup:
    """Return text with its web addresses as links.

    Examples
    --------
    >>> str(linked("USGS, https://doi.org/10.5066/P13XCP3R."))
    'USGS, <a href="https://doi.org/10.5066/P13XCP3R" rel="noreferrer">https://doi.org/10.5066/P13XCP3R</a>.'
    """
    text = str(words)
    parts: list[Markup] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        parts.append(escape(text[end : found.start()]))
        parts.append(Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(found.group()))
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])
