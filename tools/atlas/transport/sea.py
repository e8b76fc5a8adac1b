"""The sea lanes and ports of searoute: without inland Russia and the Arctic, passages marked."""

from __future__ import annotations

import ast
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tools.atlas.transport import hand
from tools.atlas.transport.tags import Polygons, country_of

__all__ = ["Sea", "port_table", "sea", "sea_tables"]

LABELS = {"bosphorus": "bosporus", "hormuz": "ormuz", "bab-el-mandeb": "babalmandab"}
"""Ids of passages whose label in searoute differs."""
ARCTIC = ("northwest", "bering")
VOLGA_DON = (39.2, 45.4, 48.9, 50.5)
"""Box of the canal and rivers that join the Caspian to the Sea of Azov: inland water of Russia."""


@dataclass(frozen=True, slots=True)
class Sea:
    """Nodes and edges at sea; `passage` names the gate that an edge is, else empty."""

    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    u: NDArray[np.int64]
    v: NDArray[np.int64]
    km: NDArray[np.float64]
    passage: list[str]


def sea(sdist: Path) -> Sea:
    """Return the sea lanes with one marked edge for each passage of the hand table of gates."""
    edges = _literal(_text(sdist, "marnet_dict.py"), "edge_list=")
    pairs: dict[tuple[tuple[float, float], tuple[float, float]], tuple[float, str]] = {}
    for start, others in edges.items():
        for end, values in others.items():
            one, other = _place(start), _place(end)
            if one != other:
                key = (one, other) if one < other else (other, one)
                row = float(values["weight"]), values.get("passage") or ""
                pairs[key] = min(pairs.get(key, row), row)
    kept = {key: row for key, row in pairs.items() if row[1] not in ARCTIC and not any(map(_left_out, key))}
    places = sorted({place for key in kept for place in key})
    number = {place: index for index, place in enumerate(places)}
    keys = sorted(kept)
    points = np.asarray(places)
    u, v = (np.asarray([number[key[side]] for key in keys], dtype=np.int64) for side in (0, 1))
    labels = [kept[key][1] for key in keys]
    result = Sea(points[:, 0], points[:, 1], u, v, np.maximum([kept[key][0] for key in keys], 0.001), [""] * len(keys))
    _mark(result, labels)
    return result


def _place(point: tuple[float, float]) -> tuple[float, float]:
    """Return a place with longitude in (-180, 180], the precision of the source kept."""
    longitude = (point[0] + 180.0) % 360.0 - 180.0
    return round(180.0 if longitude == -180.0 else longitude, 5), round(point[1], 5)


def _left_out(place: tuple[float, float]) -> bool:
    west, south, east, north = VOLGA_DON
    inland = west <= place[0] <= east and south <= place[1] <= north
    arctic = place[1] > 72.5 or (place[1] > 66.0 and (place[0] > 60.0 or place[0] < -60.0))
    return inland or arctic


def _mark(lanes: Sea, labels: list[str]) -> None:
    """Write into `passage`, for each gate, its id at the labelled edge nearest to the gate's place."""
    for gate in hand.rows("gates"):
        if gate["kind"] != "passage":
            continue
        label = LABELS.get(gate["id"], gate["id"])
        own = [edge for edge, name in enumerate(labels) if name == label]
        place = float(gate["from_longitude"]), float(gate["from_latitude"])
        middle = (lanes.longitude[lanes.u[own]] + lanes.longitude[lanes.v[own]]) / 2
        parallel = (lanes.latitude[lanes.u[own]] + lanes.latitude[lanes.v[own]]) / 2
        lanes.passage[own[int(np.argmin(hand.near(middle, parallel, place)))]] = gate["id"]


def sea_tables(lanes: Sea) -> dict[str, pl.DataFrame]:
    """Return the tables of nodes and edges."""
    nodes = pl.DataFrame(
        {
            "id": np.arange(lanes.longitude.size, dtype=np.int32),
            "longitude": lanes.longitude.astype(np.float32),
            "latitude": lanes.latitude.astype(np.float32),
        }
    )
    edges = pl.DataFrame(
        {
            "u": lanes.u.astype(np.int32),
            "v": lanes.v.astype(np.int32),
            "km": lanes.km.astype(np.float32),
            "passage": lanes.passage,
        }
    ).sort("u", "v", "km")
    # A straight lane takes the place of a longer one between the same two nodes.
    return {"sea_nodes": nodes, "sea_edges": edges.unique(["u", "v"], keep="first", maintain_order=True)}


def port_table(sdist: Path, polygons: Polygons) -> pl.DataFrame:
    """Return the ports of searoute with the country each lies in."""
    ports = list(_literal(_text(sdist, "ports_dict.py"), "node_list=").values())
    longitude, latitude = (np.asarray([float(port[axis]) for port in ports]) for axis in ("x", "y"))
    frame = pl.DataFrame(
        {
            "locode": [port["port"] or "" for port in ports],
            "name": [(port["name"] or "").strip() for port in ports],
            "country": country_of(longitude, latitude, polygons).tolist(),
            "longitude": longitude.round(4).astype(np.float32),
            "latitude": latitude.round(4).astype(np.float32),
        }
    )
    key = ["locode", "name", "longitude", "latitude"]
    return frame.unique(key, keep="first", maintain_order=True).sort(key)


def _text(sdist: Path, name: str) -> str:
    with tarfile.open(sdist) as archive:
        stream = archive.extractfile(f"searoute-1.6.0/searoute/data/{name}")
        if stream is None:
            raise FileNotFoundError(name)
        return stream.read().decode("utf-8")


def _literal(text: str, name: str) -> dict[Any, dict[Any, Any]]:
    """Return a dictionary of the module, read as a literal: the module itself is never run."""
    line = next(line for line in text.splitlines() if line.startswith(name))
    value: dict[Any, dict[Any, Any]] = ast.literal_eval(line[len(name) :])
    return value
