"""Writes a profile page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lodeway.errors import UsageError
from lodeway.report.page.profile import write_profile_page
from lodeway.risk.statistics.data import Source

__all__ = ["write_profile"]


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
    write_profile_page(path, found)
    return {"title": found["title"], "kind": found["kind"]}
