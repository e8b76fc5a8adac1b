"""Undeveloped mines that a scenario names: what they cost, break even at, and are worth to the plan."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lodeway import atlas
from lodeway.network.model import Network
from lodeway.options.ways import Way, way_to_market
from lodeway.plan.finance import annuity, interest_during_construction
from lodeway.plan.studies.kept import Kept
from lodeway.scenario import capital_rate, parse_recipe
from lodeway.scenario.model import Scenario
from lodeway.scenario.numbers import parse_number
from lodeway.scenario.sheets import read_csv
from lodeway.schema.tables import Process, Site

__all__ = ["Project", "project_of", "spans", "stability"]

LITTLE = 1e-3
"""Share of the most that may be built that is tried of a project which the plan leaves out."""
BUILT = 1e-6
"""Share of the most that may be built below which nothing is built."""
_RANGE = re.compile(r"\s*([\d.]+)\s*-\s*([\d.]+)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """An undeveloped mine that the scenario names. NaN is not known; `reasons` says why, and what seems odd of the others."""

    id: str
    name: str
    site: str
    country: str
    commodity: str
    element: str
    grade: float
    """%."""
    metal: float
    """That can be won [t]."""
    output: float
    """Most that may be made [t/a]."""
    lead_time: int
    way: Way | None
    capital_rate: float
    """Real, a year (0 to 1)."""
    stability: float
    """Political stability of the Worldwide Governance Indicators, about -2.5 to 2.5."""
    stability_error: float
    price: float
    """Reference price [USD/t]."""
    break_even: float
    """Price at the market at which a tonne pays for running cost, capital and freight [USD/t]."""
    break_even_low: float
    break_even_high: float
    """With the ends of the range that the row states for its running cost."""
    built: float
    """What the cheapest plan builds [t/a]."""
    effect: float
    """What the plan costs more without it [USD, present value]; 0 where it is not built."""
    lack: float
    """Subsidy at which the plan would begin to build it [USD, present value, per t/a]; 0 where it is built."""
    source: str
    confidence: str
    reasons: tuple[str, ...] = ()


def spans(folder: Path) -> dict[str, tuple[float, float]]:
    """Return the range that each process of a scenario's folder states for its running cost, as shares of that cost.

    A range stands in the money of its row, which reading turns into that of the scenario; shares are the same in both.
    """
    file = folder / "processes.csv"
    sheet = read_csv(file, file=file.name)[0] if file.is_file() else None
    if sheet is None:
        return {}
    heads = {head.partition("[")[0].strip(): place for place, head in enumerate(sheet.header)}
    found = {}
    for _, cells in sheet.rows if {"id", "opex", "range"} <= set(heads) else ():
        span = _RANGE.fullmatch(str(cells[heads["range"]]))
        stated = str(cells[heads["opex"]]).strip()
        cost = float(parse_number(stated, decimal=sheet.decimal)) if span and stated else 0.0
        if span and cost > 0:
            found[str(cells[heads["id"]]).strip()] = float(span[1]) / cost, float(span[2]) / cost
    return found


def stability() -> dict[str, tuple[float, float]]:
    """Return the latest political stability of each country, and its standard error."""
    rows = atlas.read("governance").sort("year")
    return {
        country: (float(value), float(error) if error is not None else math.nan)
        for country, value, error in rows.select("iso3", "political_stability", "standard_error").iter_rows()
    }


def project_of(
    scenario: Scenario,
    site: Site,
    row: Process,
    network: Network,
    kept: Kept,
    stable: Mapping[str, tuple[float, float]],
    span: tuple[float, float] | None,
) -> Project:
    """Return what is known of a candidate mine: `stable` and `span` are what `stability` and `spans` say of its country and row."""
    commodity = parse_recipe(row.recipe).outputs[0][0]
    about = next(one for one in scenario.commodities if one.id == commodity)
    rate = capital_rate(scenario, site.country)
    way = way_to_market(scenario, network, site.id, site.country, element=about.element)
    capital = row.capex * interest_during_construction(rate, row.lead_time) * annuity(rate, row.life)
    beside = capital + (way.freight / about.content if way else math.nan)
    low, high = (row.opex * share for share in span or (math.nan, math.nan))
    built, effect, lack = _in_plan(kept, row)
    reasons = []
    if math.isnan(row.resource):
        reasons.append("metal: the row states no resource")
    if math.isnan(row.grade):
        reasons.append("grade: the row states none")
    if way is None:
        reasons.append("way and break_even: no market of the element can be reached")
    if span is None:
        reasons.append("break_even_low and break_even_high: the row states no range")
    if math.isnan(lack):
        reasons.append("lack: no plan can hold it within the plan's years")
    break_even = row.opex + beside
    if built and break_even > about.price:
        reasons.append(_dear(row, built, break_even, about.price))
    steady, error = stable.get(site.country, (math.nan, math.nan))
    if math.isnan(steady):
        reasons.append("stability: the atlas has no figure of the country")
    return Project(
        id=row.id, name=row.name or row.id, site=site.id, country=site.country, commodity=commodity, element=about.element,
        grade=row.grade, metal=row.resource, output=row.max_size, lead_time=row.lead_time, way=way, capital_rate=rate,
        stability=steady, stability_error=error, price=about.price, break_even=break_even,
        break_even_low=low + beside, break_even_high=high + beside, built=built, effect=effect, lack=lack,
        source=row.source, confidence=row.confidence, reasons=tuple(reasons),
    )  # fmt: skip


def _dear(row: Process, built: float, break_even: float, price: float) -> str:
    """Return why a plan may build what breaks even above the reference price."""
    part = f"only {built / row.max_size:.0%} of the most" if built < 0.999 * row.max_size else "all of it"
    return (
        f"built: {part}, though it breaks even at {break_even:,.0f} USD/t, above the reference price of {price:,.0f}: the plan "
        "does not sell at that price, it meets demand at least cost, and to it a tonne is worth what it would pay to go without "
        "(dearer supply, limits, shortage); nor need it bear the freight to the nearest market abroad"
    )


def _in_plan(kept: Kept, row: Process) -> tuple[float, float, float]:
    """Return what the plan builds of a project, what it costs more without, or what the first of it lacks."""
    columns = kept.builds().get(("process", row.id))
    bound = kept.master.assembly.rows.get(("size", "process", row.id))
    if columns is None or bound is None:
        return 0.0, 0.0, math.nan
    project = next(one for one in kept.world.projects if one.kind == "process" and one.id == row.id)
    units = float(kept.base.answer.values[columns].sum())
    kept.reset()
    if units > BUILT * project.most:
        kept.limit([bound], [-np.inf], [0.0])
        done = kept.solve()
        effect = math.nan if done is None else max(0.0, done.answer.objective - kept.base.answer.objective)
        return units * project.step, effect, 0.0
    size = LITTLE * project.most
    kept.limit([bound], [size], [project.most])
    done = kept.solve()
    lack = math.nan if done is None else (done.answer.objective - kept.base.answer.objective) / (size * project.step)
    return 0.0, 0.0, max(0.0, lack) if math.isfinite(lack) else lack
