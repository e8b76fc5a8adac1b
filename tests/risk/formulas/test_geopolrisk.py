"""GeoPolRisk against the published program's own figures, and what the repaired mode does otherwise."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.errors import UsageError
from lodeway.risk.assessment import Assessment, assess
from lodeway.risk.exact import METHOD
from lodeway.risk.formulas.geopolrisk import COPPER, characterisation_factor, governance_risk, import_risk, price, score

ROWS = list(
    csv.DictReader((Path(__file__).parent / "geopolrisk_reference.csv").read_text(encoding="utf-8").splitlines())
)
"""What geopolrisk-py 2.0.1 printed, twelve digits."""
NAMES = {
    "hhi": "production_hhi", "import_risk": "import_risk", "geopolrisk_score": "geopolrisk_score", "price_kusd_per_t": "trade_price",
    "cf_kgCueq_per_kg": "characterisation_factor",
}  # fmt: skip


def label(row: dict[str, str]) -> str:
    """Return what a row is of."""
    return f"{row['material']}-{row['importer_code']}-{row['year']}"


def exact(row: dict[str, str]) -> Assessment:
    """Return the assessment of a row."""
    return assess(row["material"], row["importer_code"], year=int(row["year"]), method=METHOD)


@pytest.mark.parametrize("row", [row for row in ROWS if row["degenerate_zero"] == "False"], ids=label)
def test_published_figures_are_met(row: dict[str, str], wmd: object) -> None:
    """All five figures equal those of geopolrisk-py to 1e-9."""
    found = exact(row)
    assert {name: found.value(ours).value for name, ours in NAMES.items()} == {
        name: pytest.approx(float(row[name]), rel=1e-9) for name in NAMES
    }


@pytest.mark.parametrize("row", [row for row in ROWS if row["degenerate_zero"] == "True"], ids=label)
def test_no_data_is_not_no_risk(row: dict[str, str], wmd: object) -> None:
    """Where geopolrisk-py prints 0 for want of data, its mode says so, and the repaired mode has no score from any source."""
    assert exact(row).value("geopolrisk_score").value == 0.0
    assert "no data" in exact(row).value("geopolrisk_score").flags[0]
    for source in ("usgs", "wmd", None):
        found = assess(row["material"], row["importer_code"], year=int(row["year"]), production=source)
        assert math.isnan(found.value("geopolrisk_score").value)
        assert found.value("geopolrisk_score").to_dict()["value"] is None
        assert "not known" in found.value("geopolrisk_score").flags[0]


def test_reference_has_all_rows() -> None:
    """201 rows, 13 of them degenerate."""
    assert len(ROWS) == 201
    assert sum(row["degenerate_zero"] == "True" for row in ROWS) == 13


def test_gas_is_counted_in_tonnes(wmd: object) -> None:
    """With million cubic metres as tonnes China's gas scores 0.0191, not 0.0509; the United States' a sixtieth."""
    found = {
        code: assess("Natural gas", code, year=2024, production="wmd").value("geopolrisk_score").value
        for code in ("CHN", "USA", "IND")
    }
    assert found["CHN"] == pytest.approx(0.0191, abs=2e-4)
    assert found["IND"] == pytest.approx(0.0232, abs=2e-4)
    assert found["USA"] < 0.001


def test_taiwan_has_a_governance_figure(wmd: object) -> None:
    """The repaired mode reads Taiwan's stability; geopolrisk-py takes 0.5."""
    repaired = assess("Tungsten", "JPN", year=2024, production="wmd")
    taiwan = next(row for row in repaired.mix if row.country == "TWN")
    assert taiwan.governance == pytest.approx(0.3166657, abs=1e-6)


def test_trade_inside_the_union_is_no_import() -> None:
    """No member is a partner of the Union, and the rows inside are counted."""
    found = assess("Tungsten", "EU", year=2024, production="usgs")
    assert not {row.country for row in found.mix} & found.importer.members
    assert found.rows["inside"] > 0


def test_method_needs_the_users_own_copy() -> None:
    """Without World Mining Data the published method says how to get it; a year that it does not have is refused."""
    with pytest.raises(UsageError, match="import-wmd"):
        assess("Antimony", "JPN", year=2024, method=METHOD)
    with pytest.raises(UsageError, match="2018 to 2024"):
        assess("Antimony", "JPN", year=2015, method=METHOD)


@given(st.floats(-5, 5))
def test_governance_is_within_bounds(estimate: float) -> None:
    """Risk lies between 0 and 1 and falls as stability rises."""
    assert 0 <= float(governance_risk(estimate)) <= 1
    assert float(governance_risk(estimate)) >= float(governance_risk(estimate + 0.1))


@given(st.floats(0, 1), st.floats(0.1, 1e6), st.floats(0, 1e6), st.floats(1e-3, 1e3))
def test_import_risk_knows_no_unit(risk: float, imports: float, home: float, factor: float) -> None:
    """Kilograms give what tonnes give, and home production only lowers it."""
    plain = float(import_risk(risk * imports, imports, home))
    assert float(import_risk(risk * imports * factor, imports * factor, home * factor)) == pytest.approx(
        plain, rel=1e-9
    )
    assert plain <= risk + 1e-12


def test_closed_forms() -> None:
    """A monopoly of the most unstable country without home production scores 1; a score of 1 at copper's worth is one copper."""
    assert float(score(1.0, import_risk(10.0, 10.0, 0.0))) == 1.0
    assert float(characterisation_factor(1.0, COPPER)) == pytest.approx(1.0)
    assert math.isnan(float(price(5.0, 0.0)))
    assert math.isnan(float(import_risk(0.0, 0.0, 0.0)))
