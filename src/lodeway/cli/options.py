"""``lodeway options``: undeveloped deposits and unexplored tracts as supply that a plan may choose."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lodeway.cli._progress import Progress
from lodeway.cli._rows import print_json

if TYPE_CHECKING:
    from lodeway.options.known import Known
    from lodeway.options.revised import Spread
    from lodeway.options.worth import Worth

__all__ = ["command"]

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_CASE = click.option("--case", default="base", show_default=True, help="Case of the scenario.")
_SCENARIO = click.option(
    "--scenario", default="central-asia", show_default=True, help="Scenario in which the tracts are to supply."
)
_DRAWS = click.option(
    "--draws", type=click.IntRange(100, 1_000_000), default=20_000, show_default=True, help="Simulations of each tract."
)
_SEED = click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the simulations.")
_BEST = click.option(
    "--best", type=click.IntRange(min=0), default=20, show_default=True, help="How many tracts to plan anew."
)


STABLE = "stable: political stability of the Worldwide Governance Indicators, without a unit, from about -2.5 (least) to 2.5 (most)"
"""What the column of that name holds."""


@click.group("options")
def command() -> None:
    """Rank undeveloped deposits, tell what exploring a tract is worth to a plan, and write both into a scenario."""


@command.command("known")
@click.argument("scenario", default="central-asia")
@_CASE
@click.option("--country", default="", metavar="ISO3,...", help="Countries. Default: those of the scenario's target.")
@click.option("--projects-only", is_flag=True, help="Leave out deposits of the public tables.")
@click.option(
    "--limit", type=click.IntRange(min=0), default=25, show_default=True, help="Most rows of each to print as text."
)
@_JSON
def known(scenario: str, case: str, country: str, projects_only: bool, limit: int, as_json: bool) -> None:
    """Rank the known undeveloped deposits: metal, grade, way and cost to market, country risk, break-even price, effect on the plan.

    With --json: scenario, case, year, projects (id, name, site, country, commodity, element, grade %, metal t, output t/a, lead_time,
    way: market, site, km, hours, freight USD/gross t, borders; capital_rate, stability, stability_error, price, break_even,
    break_even_low, break_even_high USD/t, built t/a, effect USD, lack USD per t/a, source, confidence, reasons), deposits (name, country,
    longitude, latitude, kind, ore t, metal t, grades, each with its range: q90, q50, q10; site, mined, mining with note, source and confidence, way, capital_rate,
    stability, sold, like, price, break_even and break_even_range USD/t, output t/a, methods, credit USD/t, project, built t/a, effect, effect_dear and effect_cheap USD, lack, source,
    reasons) and flags. What is not known is null.
    """
    from lodeway.errors import UsageError
    from lodeway.network.asking import words
    from lodeway.options.document import known_document
    from lodeway.options.known import known as rank
    from lodeway.options.known import spans
    from lodeway.scenario import locate, read
    from lodeway.scenario.places import countries, nearest_country

    progress = Progress()
    world = read(scenario, case=case)
    chosen = frozenset(code.upper() for code in words(country))
    if unknown := sorted(chosen - countries().keys()):
        near = {code: nearest_country(code) for code in unknown}
        told = "; ".join(f"{code!r}" + (f", did you mean {hint!r}?" if hint else "") for code, hint in near.items())
        raise UsageError(f"no country {told}; allowed: ISO 3166 alpha-3 codes")
    found = rank(world, within=chosen, deposits=not projects_only, ranges=spans(locate(scenario)), say=progress)
    if as_json:
        print_json(known_document(found))
        return
    click.echo("\n".join(_known_text(found, limit)))


@command.command("value")
@click.argument("file", type=click.Path(path_type=Path))
@_SCENARIO
@_CASE
@_BEST
@_DRAWS
@_SEED
@_JSON
def value(file: Path, scenario: str, case: str, best: int, draws: int, seed: int, as_json: bool) -> None:
    """Tell what exploring each tract of FILE (.toml) is worth: planned anew with each outcome, less what exploring costs.

    With --json: scenario, case, years, draws, seed, tracts, the worthiest first (id, name, country, metal, commodity, like, chance of a find that
    would be mined, branches: name, chance, ore t, metal t, output, least, most t/a, opex USD/t, capex USD/(t/a), life, gain USD; exploration_cost, charge within the plan's years,
    estimate at the plan's prices, gain of planning anew, value, planned, buy, source) and flags.
    """
    from lodeway.options.document import worth_document
    from lodeway.options.tracts import read_prospects
    from lodeway.options.worth import worth
    from lodeway.scenario import read

    progress = Progress()
    world = read(scenario, case=case)
    prospects = read_prospects(file, world)
    found = worth(world, prospects, best=best, draws=draws, seed=seed, say=progress)
    if as_json:
        print_json(worth_document(world, found, draws=draws, seed=seed))
        return
    click.echo("\n".join(_value_text(found)))


@command.command("write")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@_CASE
@_DRAWS
@_SEED
@_JSON
def write(file: Path, folder: Path, case: str, draws: int, seed: int, as_json: bool) -> None:
    """Write each tract of FILE (.toml) as cases of the scenario in FOLDER: explored (expected), and each outcome.

    A plan of ID-explored buys exploration and mine as one project of expected size, or leaves it; ID-low, ID-middle and ID-high
    have the mine that was found; explored-all has every tract.

    With --json: files (paths), cases (name, chance; null for expected ones), without (ids of tracts in which nothing would be mined).
    """
    from lodeway.options.cases import write_cases
    from lodeway.options.tracts import read_prospects
    from lodeway.scenario import read

    world = read(str(folder), case=case)
    found = write_cases(folder, world, read_prospects(file, world), draws=draws, seed=seed)
    if as_json:
        print_json(found)
        return
    for path in found["files"]:
        click.echo(path)
    for name in found["without"]:
        click.echo(f"note: {name} holds nothing that would be mined")


_TOLD = "built:", "break_even and output:", "break_even: Cu is"
"""Beginnings of the reasons that are told in the text too; all are in the JSON document."""


def _known_text(found: Known, limit: int) -> list[str]:
    lines = [
        f"{'project':<28}{'by':<5}{'output t/a':>11}{'price':>9}{'break-even USD/t':>26}{'to':>5}{'km':>7}{'stable':>8}  plan"
    ]
    for row in found.projects[:limit]:
        span = f"{_figure(row.break_even)} ({_figure(row.break_even_low)}-{_figure(row.break_even_high)})"
        plan = (
            f"builds {row.built:,.0f}, worth {row.effect / 1e6:,.0f} M USD"
            if row.built
            else f"lacks {_figure(row.lack)} USD/(t/a)"
        )
        way = (row.way.market, f"{row.way.km:,.0f}") if row.way else ("", "")
        lines.append(
            f"{row.name[:27]:<28}{row.country:<5}{row.output:>11,.0f}{row.price:>9,.0f}{span:>26}{way[0]:>5}{way[1]:>7}"
            f"{_figure(row.stability, 1):>8}  {plan}"
        )
    if found.deposits:
        head = f"{'deposit':<26}{'by':<5}{'ore Mt (90-10 %)':>20}{'break-even USD/t (90-10 %)':>28}{'to':>5}{'km':>7}{'stable':>8}"
        lines += ["", f"{head}  {'plan, M USD (dear-cheap)':<26}{'mining':<20}metals; type"]
    for deposit in found.deposits[:limit]:
        way = (deposit.way.market, f"{deposit.way.km:,.0f}") if deposit.way else ("", "")
        metals = ", ".join(_metal(name, deposit.metal[name], share) for name, share in deposit.grades.items())
        ore = f"{deposit.ore / 1e6:,.0f} {_span(deposit.ore_range, 1e6)}"
        price = f"{_figure(deposit.break_even)} {_span(deposit.break_even_range, 1.0)}"
        plan = _figure(deposit.effect / 1e6)
        if not math.isnan(deposit.effect_dear):
            plan += f" ({_figure(deposit.effect_dear / 1e6)}-{_figure(deposit.effect_cheap / 1e6)})"
        told = deposit.mining + (f" ({deposit.mining_confidence})" if deposit.mining_confidence else "")
        lines.append(
            f"{deposit.name[:25]:<26}{deposit.country:<5}{ore:>20}{price:>28}{way[0]:>5}{way[1]:>7}{_figure(deposit.stability, 1):>8}"
            f"  {plan:<26}{told:<20}{metals}; {deposit.kind}{f', at {deposit.site}' if deposit.site else ''}"
        )
    why = [(row.name, row.reasons) for row in found.projects[:limit]]
    why += [(row.name, row.reasons) for row in found.deposits[:limit]]
    mined = [f"{row.name}, mining: {row.mining_note}" for row in found.deposits[:limit] if row.mining == "undeveloped"]
    notes = [f"{name}, {reason}" for name, reasons in why for reason in reasons if reason.startswith(_TOLD)]
    return [*lines, "", *(f"note: {words}" for words in (STABLE, *notes, *mined, *found.flags))]


def _span(spread: Spread, unit: float) -> str:
    """Return what is exceeded with a chance of 90 and of 10 %, nothing where it is not known."""
    if math.isnan(spread.q90):
        return ""
    return f"({_figure(spread.q90 / unit)}-{_figure(spread.q10 / unit)})"


def _metal(name: str, amount: float, share: float) -> str:
    """Return a metal of a deposit with its amount and grade: precious ones in t and g/t, others in kt and %."""
    if name in ("Ag", "Au", "PGE", "Pd", "Pt"):
        return f"{name} {amount:,.0f} t ({_two(1e6 * share)} g/t)"
    return f"{name} {amount / 1e3:,.0f} kt ({_two(100 * share)} %)"


def _two(value: float) -> str:
    """Return a number of two figures, in full."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _value_text(found: tuple[Worth, ...]) -> list[str]:
    lines = [f"{'tract':<32}{'find':>7}{'gain':>10}{'charge':>10}{'value':>10}  M USD, present value"]
    for row in found:
        gain = row.gain if row.planned else row.estimate
        told = "explore" if row.buy else "leave"
        how = "" if row.planned else ", at the plan's prices"
        figures = "".join(f"{amount / 1e6:>10,.1f}" for amount in (gain, row.charge, row.value))
        lines.append(f"{row.prospect.name[:31]:<32}{row.chance:>7.1%}{figures}  {told}{how}")
    return [*lines, "", "note: each tract for itself; two finds together are worth less than the sum"]


def _figure(value: float, digits: int = 0) -> str:
    """Return a number, or a dash for one that is not known; what rounds to nothing has no sign."""
    return f"{round(value, digits) + 0.0:,.{digits}f}" if value == value else "-"
