"""A whole study: from a folder of evidence to a judged model and a map of intensity."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import Fault, InputError
from lodeway.explore import tiles
from lodeway.explore.cells import Cells, Gathered, gather
from lodeway.explore.evidence import Layer, Stack, open_stack, unmarked
from lodeway.explore.evidence.vectors import read_vectors
from lodeway.explore.grid import Grid
from lodeway.explore.models import Fitted, fit
from lodeway.explore.models.fuzzy import Overlay
from lodeway.explore.models.weights import Independence, WeightsOfEvidence, independence
from lodeway.explore.occurrences import Occurrence, Placed, place, read_occurrences
from lodeway.explore.settings import FILE, Evidence, ModelSetting, read
from lodeway.explore.validation import Judgement, judge
from lodeway.explore.validation.blocks import laid
from lodeway.explore.validation.counting import Level, Recalibrated, level_of
from lodeway.scenario.writing import check_folder

__all__ = ["Mapped", "Study", "digest", "explore", "resampled", "run"]


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """A judged model, before anything is mapped."""

    folder: Path
    evidence: Evidence
    digest: str
    grid: Grid
    layers: tuple[Layer, ...]
    placed: Placed
    gathered: Gathered
    judgement: Judgement
    model: Recalibrated
    draws: tuple[Recalibrated, ...]
    independence: Independence | None
    """Of weights of evidence only."""
    notes: tuple[str, ...]


def run(folder: str | Path, *, progress: Callable[[str], None] = lambda _: None) -> Study:
    """Return the study that a folder states: layers checked and read, a model fitted, and judged in unseen blocks.

    Parameters
    ----------
    folder
        With ``evidence.toml``, the files it names and the table of occurrences.
    progress
        Called with what is being done.

    Raises
    ------
    UsageError
        When the folder or its ``evidence.toml`` is not there.
    InputError
        With every fault of what lies in it.
    """
    place_of = Path(folder)
    evidence = read(place_of)
    faults: list[Fault] = []
    rows: tuple[Occurrence, ...] = ()
    try:
        rows = read_occurrences(place_of, evidence.occurrences)
    except InputError as error:
        faults += error.faults
    try:
        with open_stack(place_of, evidence) as stack:
            if not faults:
                return _run(place_of, evidence, stack, place(rows, evidence.occurrences, stack.grid), progress)
    except InputError as error:
        raise InputError([*faults, *error.faults]) from error
    raise InputError(faults)


def _run(folder: Path, evidence: Evidence, stack: Stack, placed: Placed, progress: Callable[[str], None]) -> Study:
    setting = evidence.model
    stack, evidence, missing = unmarked(stack, evidence)
    gathered = gather(
        stack, placed, background=setting.background, seed=setting.seed, moves=setting.draws, progress=progress
    )
    tracts = _tracts(folder, evidence, stack.grid, gathered.cells)
    judgement = judge(
        stack.grid,
        gathered.cells,
        stack.layers,
        setting,
        evidence.validation,
        tracts=tracts,
        within=gathered.moved,
        progress=progress,
    )
    model = fit(gathered.cells, stack.layers, setting)
    draws = resampled(gathered.cells, stack.layers, setting, judgement, moved=gathered.moved, progress=progress)
    return Study(
        folder=folder,
        evidence=evidence,
        digest=digest(folder, evidence),
        grid=stack.grid,
        layers=stack.layers,
        placed=placed,
        gathered=gathered,
        judgement=judgement,
        model=_level(model, judgement.level, gathered.cells),
        draws=draws,
        independence=independence(model, gathered.cells) if isinstance(model, WeightsOfEvidence) else None,
        notes=(*placed.notes, *gathered.notes, *missing, *_gaps(stack.layers, gathered.missing), *_flat(model)),
    )


def _flat(model: Fitted) -> list[str]:
    if not isinstance(model, Overlay) or model.slope > 0:
        return []
    return [
        "the map is flat: known deposits do not lie where the stated memberships are high; leave out shape in [layer.fuzzy] where you are not sure of it"
    ]


def _gaps(layers: Sequence[Layer], missing: Sequence[float]) -> list[str]:
    return [
        f"{layer.name} is missing on {share:.1%} of the ground: taken as missing, never as 0"
        for layer, share in zip(layers, missing, strict=True)
        if share > 0
    ]


def resampled(
    cells: Cells,
    layers: Sequence[Layer],
    setting: ModelSetting,
    judgement: Judgement,
    *,
    moved: Callable[[int], Cells] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Recalibrated, ...]:
    """Return models of blocks drawn with replacement, from which the range of the intensity comes.

    Each has a correction of its level of its own, learned in the same blocks from what was told of them unseen: the range holds the error of the
    correction too. With `moved`, what `lodeway.explore.cells.gather` returned, the deposits of each draw lie where they may also lie: the
    range holds the error of their places.

    Notes
    -----
    Block bootstrap: Künsch, H. R. (1989), Annals of Statistics 17, 1217-1241. A draw without deposits is drawn anew.
    """
    found: list[Recalibrated] = []
    for number in range(setting.draws):
        generator = np.random.default_rng([setting.seed, 6, number])
        own = moved(number) if moved else cells
        # One lattice for the cells that are fitted and those that were judged: with moved deposits they are not the same.
        block = laid(np.vstack([own.place, cells.place]), judgement.blocks.sides, generator)
        times = np.zeros(block.size)
        while (times[: len(own)] * own.count).sum() == 0 or (times[len(own) :] * cells.count).sum() == 0:
            drawn = generator.integers(block.max() + 1, size=block.max() + 1)
            times = np.bincount(drawn, minlength=int(block.max()) + 1)[block].astype(float)
        fitted, judged = _weighed(own, times[: len(own)]), times[len(own) :]
        model = fit(fitted, layers, dataclasses.replace(setting, seed=setting.seed + number))
        unseen = judgement.trials[number % len(judgement.trials)].intensity
        kept = judged > 0
        level = level_of(unseen[kept], (cells.count * judged)[kept], (cells.area * judged)[kept], tipped=True)
        found.append(_level(model, level, fitted))
        progress(f"resampled blocks: {number + 1} of {setting.draws}")
    return tuple(found)


def _weighed(cells: Cells, times: NDArray[np.float64]) -> Cells:
    """Return the cells that are there at all, as often as they are."""
    some = cells.take(times > 0)
    often = times[times > 0]
    return dataclasses.replace(some, area=some.area * often, count=some.count * often)


def _level(model: Fitted, level: Level, cells: Cells) -> Recalibrated:
    """Return the model with its level put right so that over what it has learned from it adds up to the deposits there."""
    return Recalibrated(model, level.levelled(model.intensity(cells.values), cells.count, cells.area))


def _tracts(folder: Path, evidence: Evidence, grid: Grid, cells: Cells) -> NDArray[np.int64] | None:
    """Return the tract in which each cell's middle lies, -1 outside all; None where none are stated."""
    import shapely

    if not evidence.validation.tracts:
        return None
    path = folder / evidence.validation.tracts
    try:
        if not path.is_file():
            raise ValueError("there is no such file")
        shapes = read_vectors(path, grid.crs).shapes
    except ValueError as error:
        fault = Fault(file=FILE, column="validation.tracts", found=path.name, message=str(error))
        raise InputError([fault]) from error
    x, y = grid.centres(*np.divmod(cells.cell, grid.width))
    found = np.full(len(cells), -1, np.int64)
    point, tract = shapely.STRtree(shapes).query(shapely.points(x, y), predicate="intersects")
    found[point] = tract
    return found


def digest(folder: Path, evidence: Evidence) -> str:
    """Return SHA-256 of the study: version of the program, what the study states, and the bytes of every file that it names.

    Where the folder lies and when its files were written is no part of it. Files are read in pieces: layers may be many gigabytes.
    """
    from lodeway import __version__

    hashed = hashlib.sha256(__version__.encode())
    named = {row.file for row in evidence.layers} | {evidence.grid.ground, evidence.validation.tracts} - {""}
    for name in (FILE, evidence.occurrences.file, *sorted(named)):
        place = folder / name
        # Zarr is a folder.
        for path in sorted(one for one in place.rglob("*") if one.is_file()) if place.is_dir() else [place]:
            with path.open("rb") as file:
                own = hashlib.file_digest(file, "sha256").hexdigest()
            hashed.update(f"{name} {path.relative_to(place).as_posix()} {own}\n".encode())
    return hashed.hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Mapped:
    """A study with its map."""

    study: Study
    intensity: Path
    target: Path | None
    """None where there is no signal: a target area would be one of chance."""
    limit: float
    """Intensity above which ground is target [deposits per km²]."""
    total: float
    """Sum of the intensity over the ground: deposits, known ones included, that the model expects."""


def explore(
    folder: str | Path,
    out: str | Path,
    *,
    client: Any = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Mapped:
    """Run a study and map it: `run`, then ``intensity.tif`` and, where there is a signal, ``target.tif`` in `out`.

    Both carry verdict, model, score and what their numbers are among their tags. A ``target.tif`` of an earlier run goes.

    Parameters
    ----------
    folder
        Of the study.
    out
        Folder to write to; made when it is not there.
    client
        A ``distributed.Client`` that shares the tiles among its workers.
    progress
        Called with what is being done.

    Raises
    ------
    UsageError
        When `out` holds evidence or a scenario, or files and no map.
    """
    place_of = Path(out)
    check_folder(place_of, "explore.json", ".tiles-*", "intensity.tif")
    study = run(folder, progress=progress)
    place_of.mkdir(parents=True, exist_ok=True)
    job = tiles.Job(study.folder, study.evidence, study.model, study.draws, place_of / f".tiles-{study.digest[:16]}")
    intensity = tiles.predict(
        job, place_of / "intensity.tif", tags=_tags(study, _INTENSITY), client=client, progress=progress
    )
    limit, total = tiles.threshold(intensity, study.judgement.target.area_share)
    target: Path | None = place_of / "target.tif"
    if study.judgement.signal:
        tiles.write_target(intensity, limit, place_of / "target.tif", tags=_tags(study, _TARGET.format(limit)))
    else:
        (place_of / "target.tif").unlink(missing_ok=True)
        target = None
    return Mapped(study, intensity, target, limit, total)


_INTENSITY = "deposits per km2, known ones included: times the area of the cells they add up to a number of deposits"
_TARGET = "1 where intensity.tif is above {:.4g} deposits per km2, 0 on other ground"


def _tags(study: Study, meaning: str) -> dict[str, str]:
    """Return what a raster says of itself, also in the description that TIFF has for it, which is ASCII."""
    own = study.judgement
    told = {
        "title": study.evidence.title,
        "verdict": own.verdict,
        "model": study.evidence.model.kind,
        "auc": f"{own.block:.3f} ± {own.se:.3f} in unseen blocks",
        "meaning": meaning,
    }
    words = f"{own.verdict}. {meaning}".replace("±", "+-")
    return told | {"TIFFTAG_IMAGEDESCRIPTION": words.encode("ascii", "replace").decode()}
