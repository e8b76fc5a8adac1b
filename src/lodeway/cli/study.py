"""``lodeway study``: beyond one optimum."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._amount import Amount
from lodeway.cli._progress import Progress
from lodeway.cli._study import give, names, read, rows, shared

if TYPE_CHECKING:
    from lodeway.plan.studies.measures import Against

__all__ = ["command"]


@click.group()
def command() -> None:
    """Ask a scenario more than its cheapest plan: what is near it, what else costs, what is doubted, lost or shared.

    Each study keeps one program and asks it many times; routes are found on the whole network every time.
    """


@command.command()
@shared
@click.option(
    "--percent",
    type=Amount(),
    default=5.0,
    show_default=True,
    help="Per cent of freight, investment and unmet demand that a plan may cost more than the cheapest.",
)
@click.option(
    "--alternatives", type=click.IntRange(min=0), default=4, show_default=True, help="Plans that differ, to look for."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of random directions in which to look.")
def near(
    scenario: str, case: str, percent: float, alternatives: int, seed: int, out: Path | None, as_json: bool, **work: Any
) -> None:
    """Find what every plan near the cheapest builds, what none does and what is free; and plans that really differ.

    With --json: percent, least_cost, own, budget, spans (what, standing, least, cheapest, most, room, without), plans and builds.
    """
    from lodeway.plan.studies import near as study
    from lodeway.report.studies import show_near

    progress = Progress()
    case_ = read(scenario, case, out, progress)
    found = study(case_, percent=percent, alternatives=alternatives, seed=seed, say=progress, **work)
    give(show_near(found), out=out, as_json=as_json, progress=progress)


@command.command()
@shared
@click.option(
    "--against",
    type=click.Choice(["emissions", "share", "transit"]),
    default="emissions",
    show_default=True,
    help="emissions; share: largest share of one foreign country in an importer's yearly demand; transit: value through a country.",
)
@click.option(
    "--importer", "markets", multiple=True, metavar="MARKET", help="Only these importers count; may be given again."
)
@click.option(
    "--country",
    "through",
    multiple=True,
    metavar="ISO3",
    help="Country passed through, for transit; may be given again.  [default: the one passed most]",
)
@click.option("--points", type=click.IntRange(min=2), default=9, show_default=True, help="Points of the front.")
@click.option(
    "--highest-price",
    "cap",
    type=Amount(above=True),
    default=None,
    help="USD that anyone would pay for one unit less: there the front ends.  [default: 1000 per t CO2e, 1 per USD of goods, the plan's own cost for all of a share]",
)
def pareto(
    scenario: str,
    case: str,
    against: Against,
    markets: tuple[str, ...],
    through: tuple[str, ...],
    points: int,
    cap: float | None,
    out: Path | None,
    as_json: bool,
    **work: Any,
) -> None:
    """Find what less emissions, dependence or transit costs: plans of which none is better in both.

    With --json: against, through, markets, highest_price, points (value, cost, extra, price, unmet …) and builds by point.
    """
    from lodeway.plan.studies import Measure
    from lodeway.plan.studies import pareto as study
    from lodeway.report.studies import show_front

    progress = Progress()
    case_ = read(scenario, case, out, progress)
    measure = Measure(against=against, markets=markets, through=through)
    found = study(case_, measure, points=points, cap=cap, say=progress, **work)
    give(show_front(found), out=out, as_json=as_json, progress=progress)


@command.command()
@shared
@click.option(
    "--percent",
    type=Amount(above=True),
    default=20.0,
    show_default=True,
    help="Per cent up and down, where neither the scenario states a range nor --table does.",
)
@click.option(
    "--table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="CSV with columns parameter, low, high (a value, or per cent such as -20%): these assumptions alone.",
)
@click.option(
    "--only",
    "only",
    multiple=True,
    metavar="PARAMETER",
    help="Only this one, e.g. demands.quantity@copper; may be given again.",
)
@click.option(
    "--measure",
    type=click.Choice(["own", "objective", "investment", "unmet"]),
    default="own",
    show_default=True,
    help="What the bars show; own: freight, investment and unmet demand.",
)
def tornado(
    scenario: str,
    case: str,
    percent: float,
    table: Path | None,
    only: tuple[str, ...],
    measure: str,
    out: Path | None,
    as_json: bool,
    **work: Any,
) -> None:
    """Change one assumption at a time, low and high, and sort them by what they do to the plan.

    A parameter is a setting (discount_rate) or a column (processes.capex), or a column with @key for the rows that have the key.
    With --json: measure, base and bars (parameter, low, high, low_change, high_change, changed …), the longest first.
    """
    from lodeway.plan.studies import Doubt, Step, doubts, parse_step
    from lodeway.plan.studies import tornado as study
    from lodeway.report.studies import show_tornado

    progress = Progress()
    case_ = read(scenario, case, out, progress)
    if table is not None:
        stated = [
            Doubt(
                parameter=row["parameter"],
                title=row.get("title") or row["parameter"],
                low=parse_step(row["low"]),
                high=parse_step(row["high"]),
                source=row.get("source") or table.name,
            )
            for row in rows(table, ("parameter", "low", "high"))
        ]
    elif only:
        usual = {row.parameter: row for row in doubts(case_, percent)}
        stated = [
            usual.get(name)
            or Doubt(
                parameter=name, title=name, low=Step(-percent, True), high=Step(percent, True), source=f"±{percent:g} %"
            )
            for name in only
        ]
    else:
        stated = list(doubts(case_, percent))
    found = study(case_, stated, measure=measure, say=progress, **work)
    give(show_tornado(found), out=out, as_json=as_json, progress=progress)


@command.command()
@shared
@click.option(
    "--share",
    type=Amount(above=True, most=100.0),
    default=80.0,
    show_default=True,
    help="Per cent of the demand of each market, commodity and year that is still met.",
)
@click.option(
    "--lose",
    default="country,gate",
    show_default=True,
    help="Kinds of what may be lost, one at a time: country, gate, port, link, process, operator.",
)
@click.option(
    "--groups",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="CSV with columns group, kind, id: elements lost together, whatever their operator.",
)
@click.option(
    "--importer", "markets", multiple=True, metavar="MARKET", help="Only these hold the promise; may be given again."
)
@click.option(
    "--where-possible", is_flag=True, help="Lower promises that no builds can keep to what can be met, and list them."
)
def secure(
    scenario: str,
    case: str,
    share: float,
    lose: str,
    groups: Path | None,
    markets: tuple[str, ...],
    where_possible: bool,
    out: Path | None,
    as_json: bool,
    **work: Any,
) -> None:
    """Find the cheapest plan that still meets a share of demand after any single loss, and what that costs.

    With --json: share, extra (the cost of security), plain, secure, bound, gap, builds, losses and waivers. Exit code 3 when some promise cannot be kept,
    unless --where-possible.
    """
    from lodeway.plan.studies import Element
    from lodeway.plan.studies import secure as study
    from lodeway.report.studies import show_secure

    progress = Progress()
    case_ = read(scenario, case, out, progress)
    members = [
        Element(group=row["group"], kind=row["kind"], id=row["id"])
        for row in (rows(groups, ("group", "kind", "id")) if groups else ())
    ]
    found = study(
        case_,
        share=share / 100.0,
        kinds=names(lose),
        groups=members,
        markets=markets,
        where_possible=where_possible,
        say=progress,
        **work,
    )
    give(show_secure(found), out=out, as_json=as_json, progress=progress)


@command.command()
@shared
@click.option(
    "--importer", "importers", multiple=True, required=True, metavar="MARKET", help="Who plans; may be given again."
)
@click.option(
    "--coalition",
    "coalitions",
    multiple=True,
    metavar="A,B",
    help="Importers that plan together, beside each alone and all; may be given again. Up to five importers all coalitions are planned.",
)
def partners(
    scenario: str,
    case: str,
    importers: tuple[str, ...],
    coalitions: tuple[str, ...],
    out: Path | None,
    as_json: bool,
    **work: Any,
) -> None:
    """Plan for importers alone, in coalitions and together, and tell who gains what from joining.

    All others get what they get when nobody builds, over the same routes. With --json: status_quo, together, alone, members, coalitions, importers and contested.
    """
    from lodeway.plan.studies import partners as study
    from lodeway.report.studies import show_partners

    progress = Progress()
    case_ = read(scenario, case, out, progress)
    found = study(case_, importers, coalitions=[names(group) for group in coalitions], say=progress, **work)
    give(show_partners(found), out=out, as_json=as_json, progress=progress)
