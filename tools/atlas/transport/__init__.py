"""Tables of transport: railways, roads, sea lanes, ports, gates, links, the reports of welds and of stretched roads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from tools.atlas.transport import hand
from tools.atlas.transport.borders import at_borders
from tools.atlas.transport.gates import gate_table, link_table
from tools.atlas.transport.lines import edge_table, node_table, weld_table
from tools.atlas.transport.open_water import with_harbours, with_straight_lanes
from tools.atlas.transport.passenger import passenger_edges
from tools.atlas.transport.polygons import read_polygons
from tools.atlas.transport.rail import railways, station_table
from tools.atlas.transport.rail_lengths import rail_stretch_table, stretch_railways
from tools.atlas.transport.road import roads
from tools.atlas.transport.sea import port_table, sea, sea_tables
from tools.atlas.transport.stretch import lengthen, stretch, stretch_table

__all__ = ["build"]


def build(sources: Mapping[str, Path], out: Path) -> None:
    """Write the tables of transport into `out` as Parquet.

    `sources` maps ids of source packages (scgraph-data, searoute, world-atlas) to their files.
    """
    polygons = list(read_polygons(sources["world-atlas"]))
    rail = railways(sources["scgraph-data"], polygons)
    road = roads(sources["scgraph-data"], polygons)
    ports = port_table(sources["searoute"], polygons)
    harbours = (ports["longitude"].to_numpy().astype(float), ports["latitude"].to_numpy().astype(float))
    lanes = with_straight_lanes(with_harbours(sea(sources["searoute"]), *harbours), polygons)
    road, old = at_borders(road, polygons)
    road, stretched = stretch(road, hand.rows("road_lengths"))
    road = lengthen(road, stretched)
    passenger = passenger_edges(rail)
    rail, restored = stretch_railways(rail, passenger, hand.rows("rail_lengths"))
    tables = {
        "rail_nodes": node_table(rail),
        "rail_edges": edge_table(rail, passenger),
        "rail_stretches": rail_stretch_table(rail, restored),
        "welds": weld_table([rail, road]),
        "road_nodes": node_table(road),
        "road_edges": edge_table(road),
        "stretches": stretch_table(road, stretched),
        **sea_tables(lanes),
        "ports": ports,
        "gates": gate_table(rail, road, old, lanes),
        "links": link_table(),
        "stations": station_table(),
    }
    for name, table in tables.items():
        write(table, out / f"{name}.parquet")


def write(table: pl.DataFrame, path: Path) -> None:
    """Write a table with fixed settings, so that the same table gives the same bytes."""
    table.write_parquet(
        path, compression="zstd", compression_level=15, statistics=True, row_group_size=262_144, use_pyarrow=False
    )
