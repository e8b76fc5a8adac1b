"""``lodeway risk series``, ``rank``, ``sources`` and ``disruption``: how figures move, compare and differ."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._rows import as_json, limited, print_json, table
from lodeway.cli.risk._numbers import Number, fraction

if TYPE_CHECKING:
    from lodeway.risk.statistics.data import Source

__all__ = ["commodities", "disruption", "indicators", "rank", "series", "sources"]


@click.command("series")
@click.argument("commodity")
@click.option("--importer", required=True, metavar="A3", help="ISO 3166 alpha-3, a trade number, or EU.")
@as_json
def series(commodity: str, importer: str, as_json: bool) -> None:
    """Tell how imports of COMMODITY have moved since 1995: concentration, largest partner, governance; trends and breaks.

    A year whose weight is doubtful, that has hardly any trade or low coverage is marked, and no trend rests on it. With --json: commodity, importer,
    reason (why nothing is known), series (year, top_partner, the figures and flag), shares (by partner), trends (name, per_decade, chance, first,
    last, years counted), breaks (year, kind, why) and notes.
    """
    import polars as pl

    from lodeway.risk.series import series as find

    found = find(commodity, importer).to_dict()
    if as_json:
        print_json(found)
        return
    if found["reason"]:
        click.echo(found["reason"])
        return
    rows = pl.DataFrame(found["series"]).select(
        "year", "top_partner", "imports_top1", "imports_hhi", "mix_governance", "import_tonnes", "coverage", "flag"
    )
    click.echo("\n".join(table(rows.with_columns(pl.col("year").cast(pl.String)))))
    for one in found["trends"]:
        if one["per_decade"] is not None:
            click.echo(
                f"trend {one['name']}: {one['per_decade']:+.3g} in ten years, {one['years']} years of {one['first']}-{one['last']}, chance {one['chance']:.2g}"
            )
        else:
            click.echo(f"trend {one['name']}: not told, {one['years']} years that it could rest on")
    for one in found["breaks"]:
        click.echo(f"break {one['year']}: {one['why']}")
    for note in found["notes"]:
        click.echo(f"note: {note}")


@click.command("rank")
@click.argument("commodity", required=False)
@click.option(
    "--importer", metavar="A3", help="Rank all commodities for this importer instead of importers of COMMODITY."
)
@click.option("--year", type=int, help="Year of trade. Default: the last.")
@click.option(
    "--draws",
    type=click.IntRange(10, 100_000),
    default=1000,
    show_default=True,
    help="Draws of shares, sources and governance.",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Where the draws start.")
@click.option(
    "--production",
    type=click.Choice(["usgs", "wmd"]),
    help="Source of production that the order follows. Default: USGS where it has the year.",
)
@click.option("--union", is_flag=True, help="Of COMMODITY: the European Union in place of its members.")
@limited
@as_json
def rank(
    commodity: str | None,
    importer: str | None,
    year: int | None,
    draws: int,
    seed: int,
    production: Source | None,
    union: bool,
    limit: int,
    as_json: bool,
) -> None:
    """Rank importers of COMMODITY, or commodities for --importer, by GeoPolRisk score with ranges.

    The order is that of one source of production; a range reaches over what nine of ten draws give by every source there is, and a row whose sources
    disagree says so. With --json: ranking (name, code, score, low, high, rank, best, worst, sources, disagree, coverage, flags, reason), draws,
    seed and assumptions.
    """
    from lodeway.risk.ranking import SPREAD_ESTIMATED, SPREAD_REPORTED, SPREAD_TRADE, rank_importers, rank_materials

    if (commodity is None) == (importer is None):
        raise click.UsageError("give either COMMODITY or --importer")
    if union and commodity is None:
        raise click.UsageError("--union goes with COMMODITY: --importer EU ranks commodities for the Union")
    rows = (
        rank_importers(commodity, year=year, production=production, draws=draws, seed=seed, union=union)
        if commodity is not None
        else rank_materials(importer or "", year=year, production=production, draws=draws, seed=seed)
    )
    spread = (
        f"assumed standard deviation of the logarithm: {SPREAD_ESTIMATED} of estimated, {SPREAD_REPORTED} of reported production, {SPREAD_TRADE} of trade; "
        "governance by its standard error; scores and order by the first source of a row, ranges over every source"
    )
    if as_json:
        print_json({"ranking": [row.to_dict() for row in rows], "draws": draws, "seed": seed, "assumptions": [spread]})
        return
    click.echo(f"{'rank':>4}  {'90 %':<9}{'name':<28}{'score':>9}  90 %")
    for row in rows[:limit]:
        if row.reason:
            click.echo(f"{'':>4}  {'':<9}{row.name[:27]:<28}{'not known':>9}  {row.reason[:60]}")
        else:
            mark = f"  {'; '.join(row.flags)}" if row.flags else ""
            click.echo(
                f"{row.rank:>4}  {f'{row.best}-{row.worst}':<9}{row.name[:27]:<28}{row.score:>9.4f}  {row.low:.4f}-{row.high:.4f}{mark}"
            )
    if len(rows) > limit:
        click.echo(f"{limit:,} of {len(rows):,} rows; --json or --limit shows the others")
    click.echo(spread)


@click.command("sources")
@click.option("--year", type=int, help="Year of production. Default: the last of trade.")
@as_json
def sources(year: int | None, as_json: bool) -> None:
    """Show where World Mining Data and the USGS differ in the concentration of production, the widest first.

    With --json: sources (name, year, hhi_usgs, hhi_wmd, ratio).
    """
    from lodeway.risk.ranking import disagreements

    rows = disagreements(year)
    if as_json:
        print_json({"sources": [row.to_dict() for row in rows]})
        return
    click.echo(f"{'commodity':<28}{'USGS':>8}{'WMD':>8}{'ratio':>8}")
    for row in rows:
        click.echo(f"{row.name:<28}{row.usgs:>8.3f}{row.wmd:>8.3f}{row.ratio:>8.2f}")


@click.command("disruption")
@click.argument("commodity")
@click.option("--exporter", required=True, metavar="A3", help="Country that stops exporting.")
@click.option("--severity", type=fraction, default=1.0, show_default=True, help="Share of its exports that is lost.")
@click.option("--year", type=int, help="Year of trade. Default: the last.")
@click.option("--probability", type=fraction, help="Of it in a year: adds the expected loss.")
@click.option(
    "--demand-elasticity", type=Number(below=0.0), default=-0.3, show_default=True, help="Below 0; an assumption."
)
@click.option(
    "--supply-elasticity", type=Number(least=0.0), default=0.2, show_default=True, help="0 or above; an assumption."
)
@limited
@as_json
def disruption(
    commodity: str,
    exporter: str,
    severity: float,
    year: int | None,
    probability: float | None,
    demand_elasticity: float,
    supply_elasticity: float,
    limit: int,
    as_json: bool,
) -> None:
    """Tell what the loss of an exporter of COMMODITY does to price and quantity, and what each importer loses.

    With --json: commodity, exporter, year, lost_share, price_ratio, quantity_ratio, losses (importer, name, value_usd, direct_share, loss_usd,
    expected_usd) and notes.
    """
    from lodeway.risk.losses import losses

    found = losses(
        commodity,
        exporter,
        year=year,
        severity=severity,
        probability=math.nan if probability is None else probability,
        demand_elasticity=demand_elasticity,
        supply_elasticity=supply_elasticity,
    )
    if as_json:
        print_json(found)
        return
    click.echo(
        f"{_share(found['lost_share'])} of the weight in world trade is lost: {_ratio(found['price_ratio'])} times the price"
    )
    click.echo(f"{'importer':<28}{'imports USD':>16}{'from it':>9}{'loss USD':>16}{'expected':>14}")
    rows: list[dict[str, Any]] = found["losses"]
    for row in rows[:limit]:
        share = "" if row["direct_share"] is None else f"{row['direct_share']:.0%}"
        click.echo(
            f"{row['name'][:27]:<28}{row['value_usd']:>16,.0f}{share:>9}{_money(row['loss_usd']):>16}{_money(row['expected_usd']):>14}"
        )
    for note in found["notes"]:
        click.echo(f"note: {note}")


@click.command("indicators")
@as_json
def indicators(as_json: bool) -> None:
    """List every indicator: unit, formula, reference and what a high value means.

    With --json: indicators (name, title, unit, formula, reference, high).
    """
    from lodeway.risk.indicators import INDICATORS

    rows = [
        {key: getattr(one, key) for key in ("name", "title", "unit", "formula", "reference", "high")}
        for one in INDICATORS.values()
    ]
    if as_json:
        print_json({"indicators": rows})
        return
    for row in rows:
        unit = f" [{row['unit']}]" if row["unit"] else ""
        click.echo(
            f"{row['name']}{unit}: {row['title']}\n    {row['formula']}\n    high: {row['high']}\n    {row['reference']}"
        )


@click.command("commodities")
@as_json
def commodities(as_json: bool) -> None:
    """List every commodity: symbols, the codes that are read as its trade, and those that it also moves under and that the trade table lacks.

    With --json: commodities (name, symbols, names, codes, absent, production_usgs, production_wmd, unusable, doubts).
    """
    from lodeway.risk.statistics.materials import MATERIALS, SYMBOLS

    symbols: dict[str, list[str]] = {}
    for symbol, name in SYMBOLS.items():
        symbols.setdefault(name, []).append(symbol)
    if as_json:
        rows = [
            {
                "name": one.name, "symbols": symbols.get(one.name, []), "names": list(one.names), "codes": list(one.codes), "absent": dict(one.absent),
                "production_usgs": one.chapter or None, "production_wmd": one.sheet or None, "unusable": one.unusable or None, "doubts": list(one.doubts),
            }
            for one in MATERIALS
        ]  # fmt: skip
        print_json({"commodities": rows})
        return
    click.echo(f"{'commodity':<24}{'symbol':<14}{'read as its trade':<26}not in the trade table")
    for one in MATERIALS:
        read = ", ".join(one.codes) + (" (not used)" if one.unusable else "")
        click.echo(
            f"{one.name:<24}{' '.join(symbols.get(one.name, []))[:13]:<14}{read or 'none':<26}{', '.join(one.absent)}".rstrip()
        )


def _share(share: float) -> str:
    """Return a share in percent, small ones with figures that say how small."""
    return f"{share:.1%}" if share >= 0.001 else f"{100 * share:.2g}%"


def _money(value: float | None) -> str:
    return "not known" if value is None else f"{value:,.0f}"


def _ratio(value: float | None) -> str:
    return "not known" if value is None else f"{value:.2f}"
