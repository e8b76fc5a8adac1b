"""``lodeway assess``: how many undiscovered deposits a tract may hold, and how much metal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lodeway.cli._rows import print_json

if TYPE_CHECKING:
    from lodeway.explore.assess.models import Shape
    from lodeway.explore.assess.tracts import Method

__all__ = ["command"]


@click.command("assess")
@click.option(
    "--tract",
    type=click.Path(path_type=Path),
    help="Tract as .toml or .geojson, or experts' estimates as .csv (Name, Weight, N90, N50, N10).",
)
@click.option(
    "--count",
    "numbers",
    metavar="NUMBERS",
    help='Numbers of deposits and their chance, "N90=1,N50=2,N10=8[,N05=8,N01=8]"; "mean=3,variance=7"; or '
    '"area=90000,D90=1e-5,D50=3e-5,D10=9e-5" (km², deposits/km²).',
)
@click.option(
    "--from",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that lodeway explore mapped: number and doubt are its map's, on all ground or within --tract OUTLINE.geojson.",
)
@click.option(
    "--despite-verdict",
    is_flag=True,
    help="With --from: take the number of a map whose verdict is no signal or not tested enough, and say so first.",
)
@click.option(
    "--method",
    type=click.Choice(["mark3", "negbin", "density", "intensity"]),
    help="How a number follows from it. Default: mark3 for N90…, else what fits.",
)
@click.option(
    "--model", metavar="NAME|FILE.csv", help="Grade and tonnage model: a built-in one, or a table of deposits."
)
@click.option(
    "--shape",
    type=click.Choice(["smoothed", "empirical", "lognormal", "kernel"]),
    help="How deposits are drawn from the model. Default: smoothed, of fewer than 100 empirical; with negbin lognormal, as MapMark4.",
)
@click.option(
    "--economics", type=click.Path(path_type=Path), help="Prices, recoveries and costs as .toml: what of it pays."
)
@click.option("--draws", type=click.IntRange(100, 1_000_000), default=20_000, show_default=True, help="Simulations.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same seed, the same draws.")
@click.option("--models", is_flag=True, help="List the built-in models and leave.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    tract: Path | None,
    numbers: str | None,
    folder: Path | None,
    despite_verdict: bool,
    method: Method | None,
    model: str | None,
    shape: Shape | None,
    economics: Path | None,
    draws: int,
    seed: int,
    models: bool,
    as_json: bool,
) -> None:
    """Assess how many undiscovered deposits a tract may hold, how much ore and metal, and what of it pays.

    Three parts: the number of deposits, a model of their grades and tonnages, and their simulation. Amounts are told by
    exceedance: q90 is reached or exceeded with a chance of 90 %. A map whose verdict is not a signal gives no number.

    With --json: tract, despite_verdict (the verdict of a map that is not to be used, else null), method, shape, draws, seed, convention, model (name, title, n, metals, reported, source, licence,
    date), deposits (mean, sd, variance, mode, p0, entropy, q95, q90, q50, q10, q05, pmf from 0 on, stated, known_included), ore and metal
    by element (unit, mean, sd, median, q95, q90, q50, q10, q05, p0, p_above_mean), economic (null without --economics)
    and flags (what to know). With --models: models.
    """
    if models:
        _list(as_json=as_json)
        return
    from lodeway.explore.assess.answer import assess

    found = assess(
        tract,
        count=numbers,
        folder=folder,
        despite_verdict=despite_verdict,
        model=model,
        method=method,
        shape=shape,
        economics=economics,
        draws=draws,
        seed=seed,
    )
    if as_json:
        print_json(found.to_dict())
    else:
        click.echo(repr(found))


def _list(*, as_json: bool) -> None:
    from lodeway.explore.assess.document import model_record
    from lodeway.explore.assess.library import built_in, built_in_names

    rows = [model_record(built_in(name)) | {"aliases": list(others)} for name, others in built_in_names().items()]
    if as_json:
        print_json({"models": rows})
        return
    for row in rows:
        metals = ", ".join(f"{metal} {number}" for metal, number in row["reported"].items())
        click.echo(f"{row['name']:<26}{row['n']:>4} deposits  {row['title']}; report {metals}")
