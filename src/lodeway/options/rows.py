"""Supply options as rows of a scenario: sites and candidate mines, in memory or as the text of a case."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

from lodeway.options.branches import Branch
from lodeway.options.tracts import Prospect
from lodeway.scenario.model import Scenario
from lodeway.scenario.writing import toml_value
from lodeway.schema.tables import Process, Site

__all__ = ["case_text", "expected_mine", "mine", "site", "with_rows"]

_GUESS = "assumption"


def site(prospect: Prospect) -> Site:
    """Return a tract as a place of the scenario."""
    return Site(
        id=prospect.id, name=prospect.name, country=prospect.country, longitude=prospect.longitude,
        latitude=prospect.latitude, kind="deposit", source=prospect.source,
        note=prospect.note, range=prospect.range,
    )  # fmt: skip


def mine(prospect: Prospect, branch: Branch, first_year: int) -> Process:
    """Return the mine that an outcome of exploration would become: it can be decided once the outcome is known.

    Parameters
    ----------
    prospect, branch
        The tract, and an outcome of exploring it.
    first_year
        Year in which exploration is decided.
    """
    like = prospect.like
    return dataclasses.replace(
        like, id=f"{prospect.id}-{branch.name}", name=f"{prospect.name}, {branch.name} find", site=prospect.id,
        capacity=0.0, ore=math.nan, grade=100 * branch.metal / branch.ore, recovery=100 * prospect.recovery,
        resource=branch.metal * prospect.recovery, max_size=branch.output, opex=branch.opex, capex=branch.capex, life=branch.life, unit_size=math.nan,
        opens=first_year + prospect.exploration_time, closes=0, source=_source(prospect), confidence="L", range=_span(branch.least, branch.most),
        note=f"{_costs(prospect)}; a find of {branch.metal:,.0f} t of metal, chance {branch.chance:.3f}",
    )  # fmt: skip


def expected_mine(prospect: Prospect, found: Sequence[Branch]) -> Process | None:
    """Return exploration and mine as one candidate of expected size: a plan that builds it buys exploration.

    Its output is what is expected, over all outcomes and none; what it costs a tonne of yearly output is that of a
    mine and the share of exploration that each expected tonne bears. It comes whole, since one cannot explore a part.

    Returns
    -------
    Process or None
        None where nothing would be found.
    """
    output = sum(branch.chance * branch.output for branch in found)
    metal = sum(branch.chance * branch.metal for branch in found)
    ore = sum(branch.chance * branch.ore for branch in found)
    if not output > 0:
        return None
    like = prospect.like
    shares = [branch.chance * branch.output / output for branch in found]
    opex, capex, life = (
        sum(share * getattr(branch, name) for share, branch in zip(shares, found, strict=True))
        for name in ("opex", "capex", "life")
    )
    return dataclasses.replace(
        like, id=f"{prospect.id}-explored", name=f"{prospect.name}, explored", site=prospect.id, capacity=0.0,
        ore=math.nan, grade=100 * metal / ore, recovery=100 * prospect.recovery, resource=metal * prospect.recovery,
        max_size=output, unit_size=output, capex=capex + prospect.exploration_cost / output, opex=opex,
        life=round(life),
        lead_time=prospect.exploration_time + like.lead_time, opens=0, closes=0, source=_source(prospect),
        confidence="L", range=_span(0.0, max(branch.most for branch in found)),
        note=f"Expected over the outcomes of exploring. {_costs(prospect)}; {prospect.exploration_cost:,.0f} USD of exploration",
    )  # fmt: skip


def _costs(prospect: Prospect) -> str:
    """Return in words where costs come from."""
    if prospect.terms:
        return f"Sizes and costs by the tract's prices and costs, lead time as {prospect.like.id}"
    return f"Costs, lead time and life as {prospect.like.id}"


def _span(low: float, high: float) -> str:
    """Return the range of an output, as a row states it."""
    return f"{low:.0f}-{high:.0f}"


def _source(prospect: Prospect) -> str:
    return f"{_GUESS}: simulated from {prospect.source}; model {prospect.model.name}"


def with_rows(scenario: Scenario, sites: Sequence[Site], processes: Sequence[Process], *, case: str) -> Scenario:
    """Return the scenario with further sites and processes, under the name of a case.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> with_rows(sample(), (), (), case="more").case
    'more'
    """
    return dataclasses.replace(
        scenario, case=case, sites=(*scenario.sites, *sites), processes=(*scenario.processes, *processes)
    )


def case_text(
    scenario: Scenario, title: str, question: str, sites: Sequence[Site], processes: Sequence[Process]
) -> str:
    """Return sites and processes as the text of a case, to be written as ``cases/NAME.toml`` of the scenario's folder."""
    lines = [f"title = {toml_value(title)}", f"question = {toml_value(question)}"]
    if scenario.case != "base":
        lines.append(f"inherits = {toml_value(scenario.case)}")
    for table, rows in (("sites", sites), ("processes", processes)):
        for row in rows:
            lines += ["", f"[{table}.{toml_value(row.id)}]", *_cells(row)]
    return "\n".join(lines) + "\n"


def _cells(row: Site | Process) -> list[str]:
    """Return the columns of a row that are not as declared by default."""
    lines = []
    for field in dataclasses.fields(row):
        value = getattr(row, field.name)
        if field.name == "id" or value == field.default or (isinstance(value, float) and not math.isfinite(value)):
            continue
        lines.append(f"{field.name} = {toml_value(value)}")
    return lines
