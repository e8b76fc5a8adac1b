"""The linear program of a plan without its routes: every column and row there is from the start."""

from __future__ import annotations

from lodeway.plan import blocks
from lodeway.plan.blocks import variables
from lodeway.plan.blocks.assembly import Assembly
from lodeway.plan.instance.world import World

__all__ = ["assemble"]


def assemble(about: World) -> Assembly:
    """Return every row and column but the routes, family by family."""
    assembly = Assembly()
    variables.activities(about, assembly)
    variables.shares(about, assembly)
    variables.builds(about, assembly)
    variables.shortages(about, assembly)
    variables.surpluses(about, assembly)
    variables.stocks(about, assembly)
    for family in (
        blocks.balance,
        blocks.labels,
        blocks.process_capacity,
        blocks.resource,
        blocks.gate_capacity,
        blocks.link_capacity,
        blocks.build_bounds,
        blocks.build_rate,
        blocks.demand,
        blocks.relation,
        blocks.stocks,
        blocks.recycling,
        blocks.offtake,
        blocks.requirement,
        blocks.share,
        blocks.transit_share,
        blocks.quota,
        blocks.funding,
        blocks.budget,
        blocks.emissions,
        blocks.workforce,
    ):
        family(about, assembly)
    return assembly
