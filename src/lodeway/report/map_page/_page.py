"""What both map pages share: template, styles, script and outlines."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from lodeway.report.context.charts import countries
from lodeway.report.files import write_whole
from lodeway.report.page import bundle, embed
from lodeway.report.page.render import environment

__all__ = ["CREDITS", "write"]

_PACKAGE = "lodeway.report.map_page"
_STYLES = (("lodeway.report.page", "page.css"), (_PACKAGE, "map-page.css"))

CREDITS = ("© OpenStreetMap contributors", "Natural Earth")
"""Whose data the map shows, unless the document names others as ``credits``."""


def write(
    path: Path, template: str, entry: str, document: Mapping[str, Any], data: Mapping[str, Any], **more: Any
) -> None:
    """Write a page of a template that starts at a script module, with its data inside."""
    from lodeway import __version__

    text = (
        environment(_PACKAGE)
        .get_template(template)
        .render(
            title=document["title"],
            note=document.get("note", ""),
            flags=document.get("flags", []),
            credits=document.get("credits", CREDITS),
            version=__version__,
            data=Markup(embed.dump({**data, "outlines": embed.outlines(countries())})),  # holds no "<"
            script=Markup(bundle.script(entry, package=_PACKAGE)),
            style=Markup("".join((resources.files(own) / "static" / name).read_text("utf-8") for own, name in _STYLES)),
            **more,
        )
    )
    write_whole(path, text)
