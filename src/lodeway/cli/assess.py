"""``lodeway assess``: how many undiscovered deposits a tract may hold, and how much metal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._rows import print_json

if TYPE_CHECKING:
    from lodeway.explore.assess.models import Shape
    from lodeway.explore.assess.tracts import Method, Tract

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
    from lodeway.errors import UsageError

    if models:
        _list(as_json=as_json)
        return
    if folder is not None and numbers is not None:
        raise click.UsageError("give --from FOLDER or --count NUMBERS, one of them")
    if despite_verdict and folder is None:
        raise click.UsageError("--despite-verdict belongs to --from FOLDER")
    if folder is None and (tract is None) == (numbers is None):
        raise click.UsageError("give --tract FILE, --count NUMBERS or --from FOLDER, one of them")
    from lodeway.explore.assess.document import document
    from lodeway.explore.assess.economics import read_economics, worth
    from lodeway.explore.assess.library import find_model
    from lodeway.explore.assess.outcome import assess
    from lodeway.explore.assess.tracts import count

    place = _tract(tract, numbers, folder, despite_verdict=despite_verdict)
    named = model or place.model
    if not named:
        raise UsageError("give --model NAME or FILE.csv; --models lists the built-in ones")
    terms = None if economics is None else read_economics(economics)
    found = find_model(named)
    outcome = assess(count(place.stated, method, model=found.name), found, shape=shape, draws=draws, seed=seed)
    economic = None if terms is None else worth(outcome, terms)
    record = document(
        outcome,
        tract=place.name,
        stated=place.stated,
        economic=economic,
        why_not="what of it pays is not asked: --economics FILE states prices and costs",
        known_included=place.known_included,
        despite=place.despite,
        notes=place.notes,
    )
    if as_json:
        print_json(record)
        return
    click.echo("\n".join(_text(record)))


def _tract(file: Path | None, numbers: str | None, folder: Path | None, *, despite_verdict: bool) -> Tract:
    from lodeway.explore.assess.tracts import Tract, parse_count, read_tract

    if folder is not None:
        from lodeway.explore.assess.mapped import read_map

        return read_map(folder, file, despite_verdict=despite_verdict)
    if file is not None:
        return read_tract(file)
    assert numbers is not None
    return Tract(stated=parse_count(numbers))


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


def _text(record: dict[str, Any]) -> list[str]:
    deposits, model = record["deposits"], record["model"]
    found = (
        f"{record['tract'] or 'Tract'}: {deposits['mean']:.2f} ± {deposits['sd']:.2f} {'deposits, known ones included' if deposits['known_included'] else 'undiscovered deposits'} "
        f"({record['method']}); none with a chance of {deposits['p0']:.1%}"
    )
    despite = record["despite_verdict"]
    lines = [
        *([f"Not to be used, the map says {despite}"] if despite else []),
        found,
        f"like the {model['n']} of {model['name']} ({record['shape']}); {record['draws']:,} draws, seed {record['seed']}",
        "",
        f"{'t':<10}{'mean':>12}" + "".join(f"{f'{level} %':>12}" for level in (95, 90, 50, 10, 5)) + f"{'none':>8}",
    ]
    amounts = {} if record["ore"] is None else {"ore": record["ore"]}
    for name, row in (amounts | record["metal"]).items():
        figures = "".join(f"{_short(row[key]):>12}" for key in ("mean", "q95", "q90", "q50", "q10", "q05"))
        lines.append(f"{name:<10}{figures}{row['p0']:>8.1%}")
    if record["economic"] is not None:
        lines += ["", *_economic(record["economic"])]
    lines += ["", f"N % is {record['convention'].partition('qNN is ')[2]}"]
    return [*lines, *(f"note: {flag}" for flag in record["flags"])]


def _economic(row: dict[str, Any]) -> list[str]:
    """Return what pays, and all that was assumed for it."""
    assumed, shares = row["assumed"], row["share_by_way"]
    head = (
        f"{'to be won':<10}{'mean':>12}"
        + "".join(f"{f'{level} %':>12}" for level in (95, 90, 50, 10, 5))
        + f"{'none':>8}"
    )
    lines = [
        f"of these pay: {row['deposits']['mean']:.2f} ± {row['deposits']['sd']:.2f} deposits; none with a chance of {row['p_none']:.1%}",
        head,
    ]
    for name, one in (row["recoverable"] | {"NPV M USD": row["npv"]}).items():
        scale, zero = (1e6, row["p_none"]) if one["unit"] == "USD" else (1.0, one["p0"])
        figures = "".join(f"{_short(one[key] / scale):>12}" for key in ("mean", "q95", "q90", "q50", "q10", "q05"))
        lines.append(f"{name:<10}{figures}{zero:>8.1%}")
    prices = ", ".join(f"{name} {_short(price)}" for name, price in assumed["prices"].items())
    won = ", ".join(f"{name} {share:.0%}" for name, share in assumed["recoveries"].items())
    deep = ", ".join(f"{one['share']:.0%} at {one['from']:g}-{one['to']:g} m" for one in assumed["depths"])
    lines += [
        "",
        f"assumed: money of {row['price_year']}; {assumed['discount_rate']:.1%} a year, {assumed['lead_time']:g} years from decision to output, {assumed['days']:g} days of work a year",
        f"  price [USD/t]  {prices}",
        f"  recovered      {won}"
        + (
            f"; without a price or recovery, so nothing: {', '.join(row['without_price'])}"
            if row["without_price"]
            else ""
        ),
        f"  depth of tops  {deep}",
        *(
            f"  mining         {_mining(one)}: pays for {shares[one['name']]:.1%} of all deposits"
            for one in assumed["mines"]
        ),
        *(f"  source         {text}" for text in dict.fromkeys(assumed["sources"].values())),
    ]
    return [*lines, *(f"note: {flag}" for flag in row["flags"])]


def _mining(one: dict[str, Any]) -> str:
    where = f"{one['name']}, {one['from']:g}-{one['to']:g} m"
    if "method" not in one:
        capital, running = one["capital"], one["operating"]
        return f"{where}, capital {capital['factor']:g} x (t/d)^{capital['exponent']:g} USD, running cost {running['factor']:g} x (t/d)^{running['exponent']:g} USD/t of ore"
    pond = "with" if one["tailings"] else "without"
    return f"{where}, {one['method']} of Camm (1991) x {one['index']:g}, {one['products']} concentrates, {pond} tailings pond"


def _short(value: float) -> str:
    """Return an amount with three figures."""
    return f"{value:,.0f}" if 100 <= value < 1e6 else f"{value:.3g}"
