"""``lodeway risk route``: risk of the real ways, from the network or from a plan's own flows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._progress import Progress
from lodeway.cli._rows import as_json, print_json
from lodeway.cli.risk._numbers import fraction

if TYPE_CHECKING:
    from lodeway.cli.risk._losses import Losses
    from lodeway.cli.risk._stated import Faults
    from lodeway.network.places import Place
    from lodeway.risk.route_aware import RouteRisk, Way
    from lodeway.risk.statistics.areas import Area
    from lodeway.risk.statistics.materials import Material
    from lodeway.scenario import Scenario

__all__ = ["route"]

_SHOWN = 12


@click.command("route")
@click.argument("commodity")
@click.option("--importer", required=True, metavar="A3", help="ISO 3166 alpha-3, a trade number, or EU.")
@click.option(
    "--plan", type=click.Path(path_type=Path), help="plan.json of lodeway plan: its own flows in place of trade."
)
@click.option(
    "--product",
    default="",
    metavar="ID",
    help="With --plan: the commodity's id there. Default: every id that COMMODITY's name is in.",
)
@click.option("--market", default="", help="With --plan: the market's id there. Default: the importer's code.")
@click.option(
    "--suppliers",
    type=click.IntRange(1, 30),
    default=6,
    show_default=True,
    help="Ways are sought from this many partners.",
)
@click.option(
    "--from",
    "starts",
    multiple=True,
    metavar="A3=PLACE",
    help="Where goods of a partner begin. Default: its largest city.",
)
@click.option(
    "--to", "end", default="", metavar="PLACE", help="Where they arrive. Default: the importer's largest city."
)
@click.option(
    "--transit-weight",
    type=fraction,
    default=1.0,
    show_default=True,
    help="0: only the origin counts, as in GeoPolRisk.",
)
@click.option(
    "--bilateral",
    type=click.Path(path_type=Path),
    help="CSV with country and risk (0-1): who might stop goods to this importer.",
)
@click.option(
    "--passage", "passages", multiple=True, metavar="GATE=RISK", help="Risk (0-1) of a strait, canal, port or crossing."
)
@click.option(
    "--year", type=int, help="Year of trade (of flows, with --plan). Default: the last of trade; the plan's first."
)
@click.option(
    "--production",
    type=click.Choice(["usgs", "wmd"]),
    help="Source of production. Default: USGS where it has the year.",
)
@click.option("--scenario", default="central-asia", help="Scenario whose rates, gates and links apply.")
@as_json
def route(commodity: str, importer: str, plan: Path | None, as_json: bool, **stated: Any) -> None:
    """Tell the risk of the producing country, of every country crossed and of narrow passages on the ways of COMMODITY to an importer.

    Ways come from the network, one from each of the largest partners, or with --plan from the plan's own flows. Beside the score stand the share of
    tonnage through each country and what the loss of one costs, and so for each gate: crossing, port, strait or canal. A gate counts 0 in the score
    unless --passage states its risk. With --json: commodity, importer, year, transit_weight, indicators (route_aware_score and geopolrisk_score of the
    same tonnes), transit (country, name, share), passages (gate, share, risk), ways (label, origin, produces, tonnes, countries, gates, origin_risk,
    risk), losses (country, share, stranded, detour_cost in USD/t, detour_hours), gate_losses (gate, name, kind and the same) and notes.
    """
    from lodeway.cli.risk._stated import Faults, passages_of
    from lodeway.risk import find_material
    from lodeway.risk.checks import both
    from lodeway.risk.route_aware import route_risk
    from lodeway.risk.statistics.areas import find_area
    from lodeway.scenario import read

    material, area = both(lambda: find_material(commodity), lambda: find_area(importer))
    bilateral = _bilateral(stated["bilateral"])
    faults = Faults()
    if plan is not None:
        if given := [name for name, key in (("--from", "starts"), ("--to", "end")) if stated[key]]:
            faults.append(f"{' and '.join(given)} cannot go with --plan, whose flows have their own ends")
        told = _read_plan(plan)
        world = read(stated["scenario"], case=str(told["case"]))
        passages = passages_of(world, stated["passages"], faults)
        faults.stop()
        ways, losses, year = _of_plan(told, world, commodity, material, area, stated)
    else:
        year = stated["year"]
        world = read(stated["scenario"])
        passages = passages_of(world, stated["passages"], faults)
        ways, losses = _of_network(world, commodity, area, stated, faults)
    found = route_risk(
        commodity,
        importer,
        ways,
        # Governance and production of a year to come are those of the last known.
        year=year if plan is None else None,
        weight=stated["transit_weight"],
        bilateral=bilateral,
        passages=passages,
        production=stated["production"],
        of_trade=plan is None,
    )
    document = found.to_dict() | {
        "losses": losses.countries,
        "gate_losses": losses.gates,
        "flows_of": "trade" if plan is None else f"plan {plan.name}, {year}",
    }
    if as_json:
        print_json(document)
    else:
        click.echo("\n".join(_text(found, losses)))


def _read_plan(file: Path) -> dict[str, Any]:
    """Return what is needed of a plan.json."""
    from lodeway.errors import Fault, InputError

    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        wanted = {key: told[key] for key in ("case", "routes")}
        if not all(
            {"market", "commodity", "year", "tonnes", "countries", "gates", "from", "to"} <= set(row)
            for row in wanted["routes"]
        ):
            raise KeyError("a route lacks a column")
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise InputError([Fault(file=str(file), message=f"not a plan.json: {error}")]) from error
    return wanted


def _of_plan(
    told: dict[str, Any], world: Scenario, commodity: str, material: Material, area: Area, stated: dict[str, Any]
) -> tuple[list[Way], Losses, int]:
    """Return the ways on which a plan delivers a commodity to a market in a year, what the loss of each country and gate costs, and the year."""
    from lodeway.cli.risk._losses import Line, lost
    from lodeway.errors import UsageError
    from lodeway.risk.route_aware import Way

    deliveries = [row for row in told["routes"] if row["market"]]
    markets = {row["market"] for row in deliveries}
    market = stated["market"] or ("EU" if area.is_group else area.code)
    if market not in markets:
        raise UsageError(f"the plan delivers to no market {market!r}; allowed: {', '.join(sorted(markets))}")
    products = sorted({row["commodity"] for row in deliveries if row["market"] == market})
    words = (
        {_id(word) for word in (commodity, material.name, *material.names)}
        if not stated["product"]
        else {_id(stated["product"])}
    )
    wanted = {
        product
        for product in products
        if product.casefold() in words
        or (not stated["product"] and any(f"-{word}-" in f"-{product.casefold()}-" for word in words))
    }
    if not wanted:
        asked = stated["product"] or material.name.lower()
        raise UsageError(f"the plan delivers no {asked!r} to {market}; --product takes one of {', '.join(products)}")
    mine = [row for row in deliveries if row["market"] == market and row["commodity"] in wanted]
    years = sorted({row["year"] for row in mine})
    year = stated["year"] if stated["year"] is not None else years[0]
    if year not in years:
        raise UsageError(f"the plan delivers none in {year}; allowed: {', '.join(map(str, years))}")
    mine = [row for row in mine if row["year"] == year]
    ways = [
        Way(
            origin=row["countries"][0] if row["countries"] else "", tonnes=row["tonnes"], countries=tuple(row["countries"]), gates=tuple(row["gates"]),
            label=f"{row['commodity']}: {row['from']} to {row['to']}",
        )
        for row in mine
    ]  # fmt: skip
    from lodeway.network import Terms, build

    progress = Progress()
    network = build(world, progress=progress)
    homes = {site.id: site.country for site in world.sites}
    lines = {
        number: Line(row["from"], row["to"], (homes[row["from"]], homes[row["to"]]), row["cost"], row["hours"])
        for number, row in enumerate(mine)
        if row["from"] in homes and row["to"] in homes and len(row["countries"]) > 2
    }
    terms = Terms(year=year, by="cost", time_value=world.time_value)
    return ways, lost(network, terms, area, ways, lines, progress), year


def _of_network(
    world: Scenario, commodity: str, area: Area, stated: dict[str, Any], faults: Faults
) -> tuple[list[Way], Losses]:
    """Return a way from each of the largest partners, the others without one, and what the loss of each country crossed and each gate costs."""
    from lodeway.cli.risk._losses import Line, lost
    from lodeway.cli.risk._stated import end_of, starts_of
    from lodeway.errors import NoRouteError, UsageError
    from lodeway.network import Terms, build
    from lodeway.network.routes import find_routes
    from lodeway.risk import assess
    from lodeway.risk.route_aware import Way

    based = assess(commodity, area.code, year=stated["year"], production=stated["production"])
    partners = [row for row in based.mix if row.tonnes > 0]
    if not partners:
        raise UsageError(based.value("import_tonnes").flags[0])
    starts = starts_of(world, stated["starts"], {row.country: row.name for row in partners}, faults)
    target = end_of(world, stated["end"], area, faults) or _largest_city(world, area.members)
    if target is None:
        raise UsageError("\n".join([*faults, f"no city of {area.name} is known; --to names a place"]))
    faults.stop()
    # A partner whose start is stated is among those whose way is sought, however little it sells.
    chosen = [row for place, row in enumerate(partners) if place < stated["suppliers"] or row.country in starts]
    progress = Progress()
    places = {row.country: starts.get(row.country) or _largest_city(world, frozenset({row.country})) for row in chosen}
    ends = {place.id: place for place in (*places.values(), target) if place is not None}
    network = build(world, places=tuple(ends.values()), progress=progress)
    terms = Terms(year=world.years[0], by="cost", time_value=world.time_value)
    ways, lines = [], {}
    for row in partners:
        place = places.get(row.country)
        way = Way(origin=row.country, tonnes=row.tonnes, label=row.name)
        if place is not None and place.id != target.id:
            progress(f"way from {place.name}")
            try:
                (line,) = find_routes(network, place.id, target.id, terms, ends=(place.country, target.country))[:1]
            except NoRouteError:
                ways.append(way)
                continue
            label = f"{place.name} to {target.name}"
            way = Way(
                origin=row.country,
                tonnes=row.tonnes,
                countries=tuple(line.countries),
                gates=tuple(network.gates[gate].id for gate in line.gates),
                label=label,
            )
            lines[len(ways)] = Line(place.id, target.id, (place.country, target.country), line.cost, line.hours)
        ways.append(way)
    return ways, lost(network, terms, area, ways, lines, progress)


def _largest_city(world: Scenario, members: frozenset[str]) -> Place | None:
    """Return the largest city of some countries; None where they have none."""
    import polars as pl

    from lodeway import atlas
    from lodeway.network.places import find_place

    cities = (
        pl.scan_parquet(atlas.path("cities"))
        .filter(pl.col("country").is_in(list(members)))
        .sort("population", descending=True, nulls_last=True)
    )
    found = cities.select("latitude", "longitude", "name", "country").head(1).collect().rows()
    if not found:
        return None
    from lodeway.errors import UsageError

    latitude, longitude, name, country = found[0]
    try:
        return find_place(world, f"{name}, {country}")
    except UsageError:
        return find_place(world, f"{latitude:.4f},{longitude:.4f}")


def _bilateral(file: Path | None) -> dict[str, float] | None:
    if file is None:
        return None
    from lodeway.risk.statistics.tables import read_country_table

    return read_country_table(file, {"risk": (0.0, 1.0)})[0]


def _id(text: str) -> str:
    return text.casefold().replace(" ", "-")


def _text(found: RouteRisk, losses: Losses) -> list[str]:
    lines = [f"{found.commodity} to {found.importer}, {found.year}, weight of transit {found.weight:g}", ""]
    for value in (found.score, found.plain):
        figure = f"{value.value:.4f}" if value.known else f"not known: {value.flags[0]}"
        lines.append(
            f"{'route-aware score' if value.name == 'route_aware_score' else 'GeoPolRisk score, same tonnes':<32}{figure}"
        )
    lines += ["", f"{'way':<34}{'tonnes':>10}{'origin':>8}{'way':>7}  countries"]
    for row in found.ways[:_SHOWN]:
        way = row.way
        barren = f" ({way.origin} is not named among the producers)" if row.unnamed else ""
        barren = f" ({way.origin} does not produce it)" if row.produces is False else barren
        lines.append(
            f"{way.label[:33]:<34}{way.tonnes:>10,.0f}{row.origin_risk:>8.3f}{row.risk:>7.3f}  {' '.join(way.countries) or 'no way sought'}{barren}"
        )
    lines += [
        "",
        "share of tonnage through: "
        + (", ".join(f"{code} {share:.0%}" for code, share in found.transit.items()) or "no other country"),
    ]
    lines += [f"without {loss['country']} ({loss['share']:.0%} cross it): {_detour(loss)}" for loss in losses.countries]
    for loss in losses.gates[:_SHOWN]:
        risk = found.stated.get(loss["gate"])
        counts = f"counts {risk:g}" if risk is not None else "counts 0"
        lines.append(
            f"without {loss['name']}, {loss['kind']} ({loss['share']:.0%} pass it; {counts} in the score): {_detour(loss)}"
        )
    if len(losses.gates) > _SHOWN:
        lines.append(f"and {len(losses.gates) - _SHOWN} more gates: --json gives all")
    lines += [f"flag: {flag}" for flag in dict.fromkeys([*found.score.flags, *found.plain.flags])]
    return [*lines, *(f"note: {note}" for note in found.notes)]


def _detour(loss: dict[str, Any]) -> str:
    """Return in words what a loss costs those that find another way, and how much finds none."""
    if loss["detour_cost"] is None:
        return f"no other way for any of it, {loss['stranded']:.0%} of all"
    cost, days = round(loss["detour_cost"]) + 0, round(loss["detour_hours"] / 24, 1) + 0  # no "-0"
    told = f"{cost:+,.0f} USD/t, {days:+,.1f} days"
    return told + (f"; {loss['stranded']:.0%} of all finds no other way" if loss["stranded"] else "")
