"""Sentences that answer: who supplies, how that changed, what it means, and what these data cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from lodeway.report.words import join
from lodeway.risk.assessment import Assessment, Partner
from lodeway.risk.ranking import Ranked
from lodeway.risk.series import DOUBTFUL, LITTLE, LOW, Series
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import Area, names
from lodeway.risk.statistics.doubts import UNLIKELY
from lodeway.risk.statistics.producers import producers

__all__ = ["amount", "called", "capital", "changed", "forms_absent", "listed", "meaning", "percent", "supplies"]

_LEAST = 0.05
"""Share of a supplier whose mining is told."""
_SPELLS = 5
"""Spells of a largest supplier that are told."""


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


def called(area: Area) -> str:
    """Return an importer's name as it stands within a sentence.

    Examples
    --------
    >>> from lodeway.risk.statistics.areas import find_area
    >>> called(find_area("JPN")), called(find_area("EU"))
    ('Japan', 'the European Union')
    """
    return f"the {area.name}" if area.is_group else area.name


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
    name, who, year = found.material.name.lower(), called(found.importer), found.year
    size = found.value("import_tonnes")
    if not size.known:
        return f"{capital(size.flags[0])}."
    form = ", ".join(data.forms(found.material.codes))
    text = f"In {year} {who} imported {amount(size.value)} of {name} ({form}) for {found.value('import_value').value / 1e6:,.1f} million USD, "
    text += f"all of it from {found.mix[0].name}." if found.mix[0].share > 0.995 else f"from {listed(found.mix)}."
    if doubt := next((flag for flag in size.flags if flag.startswith(UNLIKELY)), ""):
        text += f" These shares are not sure, {doubt}."
    origins = [row for row in found.origin_mix if row.country]
    barren = [row for row in found.mix if row.produces is False and row.share >= _LEAST]
    if found.mix and all(row.produces is False for row in found.mix):
        text += f" {listed_names(barren)} {'mines' if len(barren) == 1 else 'mine'} none of it: this is re-export or processing."
    elif barren:
        text += f" {listed_names(barren)} {'mines' if len(barren) == 1 else 'mine'} none of it."
    if silent := [row for row in found.mix if row.unnamed and row.share >= _LEAST]:
        one = len(silent) == 1
        text += f" {listed_names(silent)} {'is' if one else 'are'} not named among the producers by {producers(found.material, year).told()}: what {'it sells' if one else 'they sell'} may be {'its' if one else 'their'} own or re-export."
    if little:
        return f"{text} So little does not tell who supplies {who}."
    if origins and found.value("origin_hhi").known:
        text += f" Followed back through re-exporters it was mined in {listed(origins)} (indicative)."
    return text


def listed_names(rows: Sequence[Partner]) -> str:
    """Return names joined by commas and "and"."""
    return join([row.name for row in rows]) or "They"


def changed(found: Series, year: int) -> str:
    """Return how supply has moved up to a year."""
    known_names = names()
    known = [place for place, leader in enumerate(found.leaders) if leader and found.years[place] <= year]
    if not known:
        return "Not known from these data."
    tonnes, top = found.values["import_tonnes"], found.values["imports_top1"]
    doubtful = [found.years[place] for place in known if found.flags[place] == DOUBTFUL]
    # A year of low coverage or doubtful weight is no year to compare with, and one of hardly any trade has no shares to speak of.
    compared = [place for place in known if found.flags[place] not in {DOUBTFUL, LOW}] or known
    told = [place for place in compared if found.flags[place] != LITTLE] or compared
    first, last = told[0], compared[-1]
    text = f"Imports went from {amount(tonnes[first])} in {found.years[first]} to {amount(tonnes[last])} in {found.years[last]}, {_moved(tonnes[first], tonnes[last])}. "
    text += _led([(found.years[place], known_names.get(found.leaders[place], found.leaders[place])) for place in told])
    if told[-1] == last and last != first:
        text += f" The largest supplier's share was {percent(top[first])} and is {percent(top[last])}."
    if few := [found.years[place] for place in known if place > told[-1] and found.flags[place] == LITTLE]:
        text += f" In {join([str(one) for one in few])} there was hardly any trade."
    trend = next((one for one in found.trends if one.name == "imports_hhi"), None)
    if doubtful:
        text += f" The weight of {join([str(one) for one in doubtful])} is doubtful: it, or its price, is far from all others."
    if trend is not None and trend.chance < 0.05 and year == found.years[-1] and not few:
        text += f" From {trend.first} to {trend.last} concentration {'falls' if trend.slope < 0 else 'rises'} by {abs(trend.slope):.2f} in ten years, too steadily for chance."
    if found.years[known[-1]] < year:
        text += f" After {found.years[known[-1]]} nothing is known."
    return text


def _led(leaders: Sequence[tuple[int, str]]) -> str:
    """Return who supplied most, and when: every spell of two years or more, the last five where there are more.

    Examples
    --------
    >>> _led([(1995, "China"), (1996, "China"), (1997, "Bolivia"), (1999, "India"), (2001, "India")])
    'Most came from China 1995-1996, India 1999-2001.'
    >>> _led([(1995, "China"), (1996, "China")])
    'In every year compared most came from China.'
    """
    spells = [(who, [year for year, _ in spell]) for who, spell in groupby(leaders, key=lambda one: one[1])]
    if len(spells) == 1:
        return f"In every year compared most came from {spells[0][0]}."
    long = [spell for spell in spells if len(spell[1]) > 1] or spells
    told = [f"{who} {years[0]}" + (f"-{years[-1]}" if len(years) > 1 else "") for who, years in long[-_SPELLS:]]
    return f"Most came from {', '.join(told)}."


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


def meaning(
    found: Assessment, rank: Ranked | None, known: int, *, little: bool = False, makers: Sequence[str] = ()
) -> str:
    """Return what the indicators mean; `little` where the year's imports are too small for a score; `makers` are the three largest producers."""
    name, who = found.material.name.lower(), called(found.importer)
    score = found.value("geopolrisk_score")
    made = _made(found, makers)
    if little:
        text = f"On whom {who} depends for {name} cannot be told from these data: a score would rest on {amount(found.value('import_tonnes').value)}. "
        if found.material.absent:
            text += f"It also moves as {forms_absent(found)}, which these data do not hold. "
        return f"{text}What is known: {made}" if made else text.strip()
    text = capital(made)
    if score.known:
        text += f" GeoPolRisk for {who} is {score.value:.3f} (0 to 1: how concentrated production is, times how unstable the suppliers are)"
        if rank is not None and not rank.reason:
            text += f", number {rank.rank} of {known} commodities (nine of ten draws: {rank.best} to {rank.worst})"
        text += ". "
    elif found.value("import_tonnes").known:
        text += f" GeoPolRisk is {score.flags[0]}. "
    else:
        text += " GeoPolRisk is not known for the same reason: that is not the same as no risk. "
    if found.value("imports_over_ceiling").known and found.value("imports_over_ceiling").value:
        text += f"One partner has {percent(found.value('imports_top1').value)} of imports, above the 65 % that the EU sets as its ceiling."
    return text.strip()


def forms_absent(found: Assessment) -> str:
    """Return the forms that the trade table lacks, with their codes."""
    return join([f"{form} (HS {code})" for code, form in found.material.absent.items()])


def _made(found: Assessment, makers: Sequence[str]) -> str:
    """Return how concentrated production is."""
    index, top3 = found.value("production_hhi"), found.value("production_top3")
    if not index.known:
        return ""
    source = data.SOURCE_NAMES[index.sources[0]]
    how = "high by any standard" if index.value > 0.25 else "moderate" if index.value > 0.15 else "low"
    return f"{join(makers) or 'three countries'} make {percent(top3.value)} of the world's {found.material.name.lower()} ({source}), a concentration of {index.value:.2f}, {how}."
