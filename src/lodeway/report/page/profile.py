"""Writes a profile: a page without a script, of a first drawing, facts and sections."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from lodeway.report.files import write_whole
from lodeway.report.page.render import environment

__all__ = ["write_profile_page"]

_SECTION: dict[str, Any] = {
    "words": "",
    "nav": "",
    "key": [],
    "drawings": [],
    "wide": False,
    "table": None,
    "beside": None,
    "indicators": None,
}
"""What a section may have, and leaves out."""
_STYLES = ("page.css", "profile.css")


def write_profile_page(path: Path, document: dict[str, Any]) -> None:
    """Write a profile as one page, which opens from disk and asks nothing of the network.

    Parameters
    ----------
    path
        The HTML file, which is overwritten.
    document
        kind, over, title, sentences, hero (heading, words, key, drawing; breaks and what they are called, turns), sections (id,
        heading and what else one has), version_of_data, notes and credits; facts where there are some.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    from lodeway import __version__

    sections = [_SECTION | section for section in document["sections"]]
    for section in sections:
        section["drawings"] = [{"words": ""} | one for one in section["drawings"]]
    hero = {"breaks": [], "turns": "Turns", **document["hero"]}
    static = resources.files("lodeway.report.page") / "static"
    style = Markup("".join((static / name).read_text("utf-8") for name in _STYLES))
    shown = {"facts": [], **document, "hero": hero, "sections": sections}
    write_whole(path, environment().get_template("profile.html").render(version=__version__, style=style, **shown))
