"""Writes a profile page."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from lodeway.errors import UsageError
from lodeway.report.files import write_whole
from lodeway.report.page.render import environment
from lodeway.risk.data import Source

__all__ = ["write_profile"]

_PACKAGE = "lodeway.report.risk_page"
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
_STYLES = (("lodeway.report.page", "page.css"), (_PACKAGE, "risk-page.css"))


def write_profile(
    path: Path,
    *,
    commodity: str = "",
    importer: str = "",
    partner: str = "",
    year: int | None = None,
    production: Source | None = None,
    draws: int = 400,
) -> dict[str, Any]:
    """Write a profile as one page, which opens from disk and asks nothing of the network; return what it is of.

    Parameters
    ----------
    path
        The HTML file, which is overwritten.
    commodity
        With it: a profile of the commodity, for the importer where one is given, else for the world.
    importer
        Alone: a profile of the country over all commodities. With `partner`: of the pair.
    partner
        Country that `importer` may depend on.
    year
        Of trade; the last one by default.
    production
        ``usgs`` or ``wmd``.
    draws
        Of the ranking.

    Raises
    ------
    UsageError
        When a name is unknown, or the three do not make a profile.
    OSError
        When the file cannot be written.
    """
    from lodeway import __version__

    if commodity and partner:
        raise UsageError("a pair's profile is of all commodities: give importer and partner, or commodity and importer")
    if partner and not importer:
        raise UsageError("a pair's profile needs an importer")
    if commodity:
        from lodeway.report.risk_page.commodity import document

        found = document(commodity, importer, year=year, production=production, draws=draws)
    elif importer and partner:
        from lodeway.report.risk_page.pair import document as of_pair

        found = of_pair(importer, partner, year=year)
    elif importer:
        from lodeway.report.risk_page.country import document as of_country

        found = of_country(importer, year=year, production=production, draws=draws)
    else:
        raise UsageError("give a commodity, an importer, or both")
    found["sections"] = [_SECTION | section for section in found["sections"]]
    for section in found["sections"]:
        section["drawings"] = [{"words": ""} | one for one in section["drawings"]]
    found.setdefault("facts", [])
    found["hero"] = {"breaks": [], "turns": "Turns", **found["hero"]}
    style = Markup("".join((resources.files(own) / "static" / name).read_text("utf-8") for own, name in _STYLES))
    text = environment(_PACKAGE).get_template("profile.html").render(version=__version__, style=style, **found)
    write_whole(path, text)
    return {"title": found["title"], "kind": found["kind"]}
