"""Where each figure of a way comes from: rows of gates, hand-made links and rates, told as published or guessed."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from typing import Any

from lodeway.network.model import Network
from lodeway.network.routes.answer import changes_gauge
from lodeway.report.context.charts import gate_place
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Cost, Gate, Link, Transfer

__all__ = ["gates", "links", "rates", "transfers"]

_NO_DIGITS = 2


def _origin(row: Gate | Link | Cost | Transfer) -> dict[str, Any]:
    """Return what a row says of itself; a guess is called a guess."""
    guess = row.source.lower().startswith("assumption") or row.confidence == "L"
    return {
        "source": row.source,
        "confidence": row.confidence,
        "range": row.range,
        "note": row.note,
        "guess": guess,
    }


def gates(network: Network, used: Collection[str], closable: Collection[str]) -> list[dict[str, Any]]:
    """Return the gates that some way uses.

    Returns
    -------
    list of dict
        ``id``, ``name``, ``kind``, ``countries``, ``longitude``, ``latitude``, ``gauges`` [mm] where they differ, ``delay`` [h] and ``fee`` [USD/t]
        (None: no figure, counted as none), ``closable``, and ``source``, ``confidence``, ``range``, ``note``, ``guess``.
    """
    return [_gate(network, gate, gate.id in closable) for gate in network.gates if gate.id in used]


def _gate(network: Network, gate: Gate, choice: bool) -> dict[str, Any]:
    longitude, latitude = gate_place(gate, network)
    return {
        "id": gate.id,
        "name": gate.name or gate.id,
        "kind": gate.kind,
        "countries": list(dict.fromkeys(filter(None, (gate.from_country, gate.to_country)))),
        "longitude": round(longitude, 3),
        "latitude": round(latitude, 3),
        "gauges": [gate.from_gauge, gate.to_gauge] if changes_gauge(gate) else [],
        "delay": _known(gate.delay),
        "fee": _known(gate.fee),
        "closable": choice,
        **_origin(gate),
    }


def links(scenario: Scenario, used: Collection[str]) -> list[dict[str, Any]]:
    """Return the hand-made links that some way uses: ``id``, ``name``, ``mode``, ``length`` [km], ``status``, and their source."""
    rows = {link.id: link for link in _atlas_links(scenario)}
    rows |= {link.id: link for link in scenario.links if link.id not in rows or link.source}
    return [
        {
            "id": link.id,
            "name": link.name or link.id,
            "mode": link.mode,
            "length": _known(link.length),
            "status": link.status,
            **_origin(link),
        }
        for link in (rows[name] for name in sorted(used) if name in rows)
    ]


def _atlas_links(scenario: Scenario) -> Iterable[Link]:
    if scenario.network != "atlas":
        return ()
    from lodeway import atlas

    columns = ("id", "name", "mode", "length", "status", "source", "confidence", "range", "note")
    rows = atlas.read("links").select(columns).iter_rows(named=True)
    return tuple(Link(**{key: value for key, value in row.items() if value not in (None, "")}) for row in rows)


def rates(scenario: Scenario, used: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the freight rates that apply on some way.

    Parameters
    ----------
    scenario
        Its table of costs.
    used
        Mode and country of each stretch; the country is empty at sea.

    Returns
    -------
    list of dict
        ``mode``, ``country`` (* for all others), ``cost`` [USD/(t*km)], ``speed`` [km/h], ``emissions`` [g/(t*km)], and their source.
    """
    rows = {(row.mode, row.country): row for row in scenario.costs}
    keys = {(mode, country if (mode, country) in rows else "*") for mode, country in used}
    return [
        {
            "mode": row.mode,
            "country": row.country,
            "cost": round(row.cost, 4),
            "speed": row.speed,
            "emissions": row.emissions,
            **_origin(row),
        }
        for key, row in rows.items()
        if key in keys
    ]


def transfers(scenario: Scenario) -> list[dict[str, Any]]:
    """Return handling between modes: ``from``, ``to``, ``cost`` [USD/t], ``delay`` [h], and its source."""
    return [
        {
            "from": row.from_mode,
            "to": row.to_mode,
            "cost": round(row.cost, _NO_DIGITS),
            "delay": row.delay,
            **_origin(row),
        }
        for row in scenario.transfers
    ]


def _known(value: float) -> float | None:
    return None if math.isnan(value) else round(value, _NO_DIGITS)
