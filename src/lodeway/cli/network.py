"""``lodeway network``: what the network is made of, and its export to a GIS."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._amount import Amount
from lodeway.cli._hazards import command as hazards
from lodeway.cli._rows import WIDTH, as_json, give, limited, out_to, print_json, table

if TYPE_CHECKING:
    import polars as pl

    from lodeway.network import Network

__all__ = ["command"]

_scenario = click.option(
    "--scenario", default="central-asia", show_default=True, help="Scenario whose sites, gates and links apply."
)
_case = click.option("--case", default="base", show_default=True, help="Case of the scenario.")
_country = click.option("--country", metavar="ISO3", help="Only rows with one side in this country.")


@click.group(invoke_without_command=True)
@_scenario
@_case
@out_to
@as_json
@click.pass_context
def command(context: click.Context, scenario: str, case: str, out: str | None, as_json: bool) -> None:
    """Show what the network is made of and export it; without a subcommand: its statistics.

    --out writes the kilometres of each country by mode. With --json: scenario, case, overlay (terminals, legs, points), graphs (mode, nodes, edges, km, components, largest),
    countries (country, mode, km), gates (kind, status, count), flags.
    """
    if context.invoked_subcommand is not None:
        return
    from lodeway.network.analysis.inventory import statistics

    network = _build(scenario, case)
    found = statistics(network)
    overlay = {"terminals": found.terminals, "legs": found.legs, "points": found.points}
    if out is not None:
        give("countries", found.countries, found.countries, out=out, limit=0, as_json=as_json)
        return
    if as_json:
        frames = {"graphs": found.graphs, "countries": found.countries, "gates": found.gates}
        head: dict[str, Any] = {"scenario": scenario, "case": case, "overlay": overlay}
        print_json(head | {key: frame.to_dicts() for key, frame in frames.items()} | {"flags": list(network.flags)})
        return
    click.echo("\n".join(table(found.graphs)))
    click.echo("\nlongest by country [km]")
    click.echo("\n".join(table(_widely(found.countries).head(20))))
    click.echo("\ngates")
    click.echo("\n".join(table(found.gates)))
    figures = ", ".join(f"{value:,} {key}" for key, value in overlay.items())
    click.echo(f"\noverlay of {scenario}, case {case}: {figures}; {len(network.flags)} notes (--json shows them)")


def _widely(countries: pl.DataFrame) -> pl.DataFrame:
    """Return a row per country with a column per mode."""
    import polars as pl

    wide = countries.pivot("mode", index="country", values="km")
    return wide.sort(pl.sum_horizontal("rail", "road"), descending=True)


@command.command()
@_country
@click.option("--longer", type=Amount(), default=0.0, metavar="KM", help="Only gaps longer than this.")
@out_to
@limited
@as_json
def welds(country: str | None, longer: float, out: str | None, limit: int, as_json: bool) -> None:
    """List every gap in the lines that was closed, longest first: ends, length, reason.

    As text: nodes are those of the atlas' tables rail_nodes or road_nodes; --json and --out have every column.
    """
    import polars as pl

    from lodeway.network.analysis import inventory

    rows = inventory.welds(country, longer)
    nodes = pl.format("{}-{}", "u", "v").alias("nodes")
    shown = rows.select(nodes, "mode", "km", _place("from"), _place("to"), "reason")
    give("welds", rows, shown, out=out, limit=limit, as_json=as_json, more={"km": rows["km"].sum()})


def _place(side: str) -> pl.Expr:
    import polars as pl

    return pl.format(
        "{} {} {}",
        pl.col(f"{side}_country").fill_null("?"),
        *(pl.col(f"{side}_{axis}").round(3) for axis in ("longitude", "latitude")),
    ).alias(f"{side} (lon lat)")


@command.command()
@_country
@out_to
@limited
@as_json
def stretches(country: str | None, out: str | None, limit: int, as_json: bool) -> None:
    """List the railways and roads that were scaled to a published length, edge by edge: drawn and given length, factor, source.

    With --json: stretches (mode, line, name, drawn, km, factor, length of the whole line, both ends, source, address,
    quote, confidence, note, u, v), total, km.
    """
    from lodeway.network.analysis import inventory

    rows = inventory.stretches(country)
    shown = rows.select("mode", "name", "drawn", "km", "factor", _place("from"), _place("to"), "confidence", "source")
    give("stretches", rows, shown, out=out, limit=limit, as_json=as_json, more={"km": rows["km"].sum()})


@command.command()
@_country
@out_to
@limited
@as_json
def borders(country: str | None, out: str | None, limit: int, as_json: bool) -> None:
    """List the border crossings: both sides, gauges, dwell, fee, years, status.

    As text: dwell in hours from the first country to the second, fee in USD per gross tonne, capacity in gross tonnes a
    year; --json and --out have every column, such as delay_back, the hours the other way where they differ, and the source.
    """
    from lodeway.network.analysis import inventory

    rows = inventory.borders(country)
    give("borders", rows, _crossings(rows), out=out, limit=limit, as_json=as_json)


def _crossings(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of crossings that fit a terminal."""
    import polars as pl

    gauge = pl.when(pl.col("from_gauge") == pl.col("to_gauge")).then(pl.col("from_gauge").cast(pl.String))
    return rows.select(
        "id",
        "name",
        pl.format("{}-{}", "from_country", "to_country").alias("between"),
        gauge.otherwise(pl.format("{}/{}", "from_gauge", "to_gauge")).alias("gauge"),
        pl.col("delay").alias("h"),
        pl.col("fee").alias("USD/t"),
        *(pl.col(name) for name in ("capacity",) if name in rows.columns),
        *("opens", "closes", "status"),
    )


@command.command()
@_country
@out_to
@limited
@as_json
def gauges(country: str | None, out: str | None, limit: int, as_json: bool) -> None:
    """List the track gauge of each country, its exceptions, and the crossings where the gauge changes.

    With --json: gauges (country, gauge in mm of most of its railways, crossings, exceptions, note) and breaks (every column of the crossings). --out writes the breaks.
    """
    import polars as pl

    from lodeway.network.analysis import inventory

    breaks = inventory.gauge_breaks(country)
    usual = inventory.gauges()
    if country is not None:
        usual = usual.filter(pl.col("country") == country.strip().upper())
    if out is None and not as_json:
        named = usual.group_by("gauge").agg("country", "exceptions").sort("gauge")
        for gauge, countries, exceptions in named.iter_rows():
            click.echo(_listed(f"{gauge} mm: ", sorted(countries)))
            if others := sorted({place for own in exceptions for place in own}):
                click.echo(_listed("  another gauge at: ", others))
        if country is not None and (note := "".join(usual["note"])):
            click.echo(f"  {note}")
        click.echo("\nthe gauge changes at")
    more = {"gauges": usual.to_dicts()}
    give("breaks", breaks, _crossings(breaks), out=out, limit=limit, as_json=as_json, more=more)


def _listed(start: str, names: list[str]) -> str:
    """Return names with commas on lines that fit a terminal; none is broken."""
    lines = wrap(", ".join(names), WIDTH, initial_indent=start, subsequent_indent="    ", break_on_hyphens=False)
    return "\n".join(lines)


@command.command()
@out_to
@limited
@as_json
def links(out: str | None, limit: int, as_json: bool) -> None:
    """List the links added by hand: closed, planned and new lines, with status and years.

    --json and --out have every column, such as the source.
    """
    import polars as pl

    from lodeway.network.analysis import inventory

    rows = inventory.hand_links()
    between = pl.format("{}-{}", "from_country", "to_country").alias("between")
    shown = rows.select("id", "name", between, "mode", pl.col("length").alias("km"), "status", "opens", "closes")
    give("links", rows, shown, out=out, limit=limit, as_json=as_json)


@command.command()
@click.argument("file", metavar="OUT")
@click.option(
    "--layer",
    "chosen",
    multiple=True,
    type=click.Choice(["nodes", "legs", "gates"]),
    help="Only this layer; repeatable.",
)
@_scenario
@_case
@as_json
def export(file: str, chosen: tuple[str, ...], scenario: str, case: str, as_json: bool) -> None:
    """Write nodes, legs and gates to OUT: .gpkg (GeoPackage), .parquet (GeoParquet) or .geojson.

    A GeoPackage holds all layers; of the others each layer has a file of its own, such as OUT-legs.parquet.
    """
    from lodeway.network.gis.export import network_layers
    from lodeway.network.gis.layers import check_target, write_features

    check_target(file)
    layers = [layer for layer in network_layers(_build(scenario, case)) if not chosen or layer.name in chosen]
    files = [str(place) for place in write_features(file, layers)]
    if as_json:
        print_json({"files": files, "layers": {layer.name: len(layer.rows) for layer in layers}})
        return
    click.echo(f"{', '.join(files)}: " + ", ".join(f"{len(layer.rows):,} {layer.name}" for layer in layers))


command.add_command(hazards)


def _build(scenario: str, case: str) -> Network:
    from lodeway.network import build
    from lodeway.scenario import read

    return build(read(scenario, case=case))
