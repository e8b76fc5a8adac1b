"""Sentences that answer: who supplies, how that changed, what it means, and what these data cannot tell."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from lodeway.risk import data
from lodeway.risk.areas import names
from lodeway.risk.assessment import Assessment, Partner
from lodeway.risk.ranking import Ranked
from lodeway.risk.series import DOUBTFUL, LITTLE, LOW, Series

__all__ = ["amount", "capital", "changed", "listed", "meaning", "percent", "supplies"]


def percent(share: float) -> str:
    r"""Return a share in percent, as people write it.

    Examples
    --------
    >>> percent(0.661), percent(0.004), percent(2e-7), percent(1.0)
    ('66\xa0%', '0.4\xa0%', '<0.1\xa0%', '100\xa0%')
    """
    figure = 100 * share
    if 0 < figure < 0.1:
        return "<0.1\N{NO-BREAK SPACE}%"
    return f"{figure:.0f}\N{NO-BREAK SPACE}%" if figure >= 1 or figure == 0 else f"{figure:.1g}\N{NO-BREAK SPACE}%"


def amount(tonnes: float) -> str:
    """Return tonnes with thousands apart.

    Examples
    --------
    >>> amount(9.0), amount(24149.08), amount(0.25)
    ('9 t', '24,149 t', '0.25 t')
    """
    return f"{tonnes:,.0f} t" if tonnes >= 1 else f"{tonnes:.2g} t"


def capital(text: str) -> str:
    """Return text with a capital at its start.

    Examples
    --------
    >>> capital("not known")
    'Not known'
    """
    return text[:1].upper() + text[1:]


def listed(rows: Sequence[Partner], count: int = 3) -> str:
    """Return the first partners with their shares."""
    parts = [f"{row.name} {percent(row.share)}" for row in rows[:count] if row.share >= 0.005]
    return ", ".join(parts)


def supplies(found: Assessment, *, little: bool = False) -> str:
    """Return who supplies the importer, and who mined it; `little` where the year's imports are too small to say more."""
    name, who, year = found.material.name.lower(), found.importer.name, found.year
    size = found.value("import_tonnes")
    if not size.known:
        return f"{capital(size.flags[0])}."
    form = ", ".join(data.forms(found.material.codes))
    text = f"In {year} {who} imported {amount(size.value)} of {name} ({form}) for {found.value('import_value').value / 1e6:,.1f} million USD, "
    text += f"all of it from {found.mix[0].name}." if found.mix[0].share > 0.995 else f"from {listed(found.mix)}."
    if little:
        text += " That is hardly any: shares of it say little."
    origins = [row for row in found.origin_mix if row.country]
    barren = [row for row in found.mix if row.produces is False and row.share >= 0.05]
    if found.mix and all(row.produces is False for row in found.mix):
        text += f" {listed_names(barren)} {'mines' if len(barren) == 1 else 'mine'} none of it: this is re-export."
    elif barren:
        text += f" {listed_names(barren)} {'mines' if len(barren) == 1 else 'mine'} none of it."
    if origins and found.value("origin_hhi").known:
        text += f" Followed back through re-exporters it was mined in {listed(origins)} (indicative)."
    return text


def listed_names(rows: Sequence[Partner]) -> str:
    """Return names joined by commas and "and"."""
    words = [row.name for row in rows]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "They"


def changed(found: Series, year: int) -> str:
    """Return how supply has moved up to a year."""
    known_names = names()
    known = [place for place, leader in enumerate(found.leaders) if leader and found.years[place] <= year]
    if not known:
        return "Not known from these data."
    # A year of low coverage is no year to compare with.
    compared = [place for place in known if found.flags[place] not in {DOUBTFUL, LOW}] or known
    told = [place for place in compared if found.flags[place] != LITTLE] or compared
    first, last = compared[0], known[-1] if found.years[known[-1]] == year else told[-1]
    tonnes, top = found.values["import_tonnes"], found.values["imports_top1"]
    doubtful = {found.years[place] for place in known if found.flags[place] == DOUBTFUL}
    sure = np.array([math.nan if year in doubtful else size for year, size in zip(found.years, tonnes, strict=True)])
    peak = int(np.nanargmax(sure)) if not np.isnan(sure).all() else first
    before = found.leaders[first]
    text = f"In {found.years[first]} it was {known_names.get(before, before)} with {percent(top[first])} of {amount(tonnes[first])}"
    leaders = [found.leaders[place] for place in known]
    leads = {leader: leaders.count(leader) for leader in dict.fromkeys(leaders)}
    most = max(leads, key=lambda leader: leads[leader])
    text += f"; {known_names.get(most, most)} led in {leads[most]} of {len(known)} years with imports"
    if peak not in (first, last):
        text += f"; most was {amount(tonnes[peak])} in {found.years[peak]}"
    text += f". In {found.years[last]} imports are {_moved(tonnes[first], tonnes[last])} and the largest share is {percent(top[last])}."
    trend = next((one for one in found.trends if one.name == "imports_hhi"), None)
    if doubtful:
        text += f" The weight of {', '.join(map(str, sorted(doubtful)))} is doubtful: it is far from all other years."
    if trend is not None and trend.chance < 0.05 and year == found.years[-1]:
        text += f" From {trend.first} to {trend.last} concentration {'falls' if trend.slope < 0 else 'rises'} by {abs(trend.slope):.2f} in ten years, too steadily for chance."
    if found.years[last] < year:
        text += f" After {found.years[last]} too little is known."
    return text


def _moved(before: float, after: float) -> str:
    ratio = after / before
    if ratio >= 1.5:
        return f"{ratio:,.1f} times as much"
    if ratio < 0.01:
        return "down by more than 99 %"
    return (
        f"down by {percent(1 - ratio)}"
        if ratio < 0.95
        else f"up by {percent(ratio - 1)}"
        if ratio > 1.05
        else "about as much"
    )


def meaning(found: Assessment, rank: Ranked | None, known: int) -> str:
    """Return what the indicators mean."""
    index, top3 = found.value("production_hhi"), found.value("production_top3")
    name = found.material.name.lower()
    text = ""
    if index.known:
        source = data.SOURCE_NAMES[index.sources[0]]
        text = f"Three countries make {percent(top3.value)} of the world's {name} ({source}), a concentration of {index.value:.2f}"
        text += ", high by any standard" if index.value > 0.25 else ", moderate" if index.value > 0.15 else ", low"
        text += ". "
    score = found.value("geopolrisk_score")
    if score.known:
        text += f"GeoPolRisk for {found.importer.name} is {score.value:.3f}"
        if rank is not None and not rank.reason:
            text += f", number {rank.rank} of {known} commodities (nine of ten draws: {rank.best} to {rank.worst})"
        text += ". "
    elif found.value("import_tonnes").known:
        text += f"GeoPolRisk is {score.flags[0]}. "
    else:
        text += "GeoPolRisk is not known for the same reason: that is not the same as no risk. "
    if found.value("imports_over_ceiling").known and found.value("imports_over_ceiling").value:
        text += f"One partner has {percent(found.value('imports_top1').value)} of imports, above the 65 % that the EU sets as its ceiling."
    return text.strip()
