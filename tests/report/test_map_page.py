"""Map pages hold every figure they were given, and invent none."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.report.map_page import write_reach, write_routes
from lodeway.report.map_page.reach import classes
from lodeway.report.map_page.routes import lines

ROUTE: dict[str, Any] = {
    "label": "Konchoch to <Yokohama>",
    "km": 14594.2,
    "hours": 691.5,
    "cost": 276.31,
    "co2": None,
    "countries": ["TJK", "UZB", "TKM", "IRN", "JPN"],
    "gates": ["kudukli", "bandar-abbas"],
    "legs": [{"mode": "rail", "from": "Konchoch", "to": "Kudukli", "km": 90.0, "hours": 2.0, "cost": None}],
    "geometry": {
        "rail": {"type": "MultiLineString", "coordinates": [[[68.3, 39.3], [56.2, 27.1]]]},
        "sea": {"type": "MultiLineString", "coordinates": [[[56.2, 27.1], [139.7, 35.4]]]},
    },
}


def data(page: str) -> Any:
    """Return the data inside a page."""
    return json.loads(page.partition('id="data">')[2].partition("</script>")[0])


def written(tmp_path: Path, write: Any, document: dict[str, Any]) -> str:
    """Return the page that is written."""
    path = tmp_path / "page.html"
    write(path, document)
    return path.read_text(encoding="utf-8")


def test_routes_stand_in_tables_and_data(tmp_path: Path) -> None:
    """Figures, countries, gates and legs of a route stand in the page; a missing one is not known, never 0."""
    page = written(tmp_path, write_routes, {"title": "A route", "routes": [ROUTE]})
    for text in (
        "14,594",
        "691.5",
        "276.31",
        "TJK UZB TKM IRN JPN",
        "kudukli, bandar-abbas",
        "Konchoch to &lt;Yokohama&gt;",
    ):
        assert text in page
    assert page.count("not known</td>") == 2
    assert [strand["mode"] for strand in data(page)["strands"]] == ["rail", "sea"]
    assert data(page)["routes"][0]["strands"] == [1, 2]


def test_route_without_geometry_stands_in_the_tables(tmp_path: Path) -> None:
    """A route that has no line on the map still has its row."""
    page = written(tmp_path, write_routes, {"title": "A route", "routes": [{"label": "unseen", "km": 3.0}]})
    assert "unseen" in page
    assert data(page)["routes"][0]["strands"] == []


@pytest.mark.parametrize(
    "geometry",
    [
        {"rail": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}},
        {"rail": {"type": "MultiLineString", "coordinates": [[[0, 0], [1, 1]]]}},
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"mode": "rail"},
                    "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
                }
            ],
        },
    ],
)
def test_geometries_of_all_forms_give_the_same_lines(geometry: dict[str, Any]) -> None:
    """A mapping by mode and a FeatureCollection say the same."""
    assert lines(geometry) == [{"mode": "rail", "dashed": False, "coordinates": [[0, 0], [1, 1]]}]


def test_reach_counts_what_is_not_reached(tmp_path: Path) -> None:
    """Places without a way are counted by country and have no figure."""
    points = [
        {"longitude": 69.3, "latitude": 41.3, "hours": 30.0, "cost": 41.0, "country": "UZB"},
        {"longitude": 67.0, "latitude": 39.7, "hours": 50.0, "cost": 61.0, "country": "UZB"},
        {"longitude": 44.5, "latitude": 40.2, "hours": math.nan, "cost": None, "country": "ARM"},
    ]
    page = written(
        tmp_path,
        write_reach,
        {"title": "Reach", "origin": {"name": "A", "longitude": 77, "latitude": 43}, "points": points},
    )
    assert [point["cost"] for point in data(page)["points"]] == [41.0, 61.0, None]
    uzbekistan = page.partition('<th scope="row">Uzbekistan</th>')[2].partition("</tr>")[0]
    assert [cell.partition(">")[2] for cell in uzbekistan.split("</td>")[:5]] == ["2", "2", "41", "51", "61"]
    armenia = page.partition('<th scope="row">Armenia</th>')[2].partition("</tr>")[0]
    assert armenia.count("not reached") == 6


@given(st.lists(st.floats(0.01, 1e7), min_size=1))
def test_classes_hold_every_value(values: list[float]) -> None:
    """Classes rise in equal steps, are at most seven, and the last holds the greatest value."""
    bounds = classes(values)
    assert 1 <= len(bounds) <= 7
    assert bounds[-1] >= max(values) * (1 - 1e-9)
    assert len(bounds) == 1 or bounds[-2] < max(values) * (1 + 1e-9)
    assert all(math.isclose(bound, bounds[0] * (place + 1)) for place, bound in enumerate(bounds))
