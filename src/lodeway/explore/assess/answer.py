"""The assessment of a tract as an answer: asked for in the words of whoever asks, told in a document, a table and lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from lodeway.errors import UsageError
from lodeway.explore.assess.document import document
from lodeway.explore.assess.economics import read_economics, worth
from lodeway.explore.assess.library import find_model
from lodeway.explore.assess.mapped import read_map
from lodeway.explore.assess.models import SHAPES, GradeTonnage, Shape
from lodeway.explore.assess.outcome import Outcome
from lodeway.explore.assess.outcome import assess as simulate
from lodeway.explore.assess.tracts import Method, Tract, parse_count, read_tract
from lodeway.explore.assess.tracts import count as count_of

if TYPE_CHECKING:
    import polars as pl

__all__ = ["TractAssessment", "assess"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class TractAssessment:
    """What a tract may hold. Printed it is what ``lodeway assess`` prints."""

    tract: Tract
    outcome: Outcome
    """Number of deposits, ore and metals [t], draw by draw."""
    economic: dict[str, Any] | None
    """What of it pays; None where prices and costs were not stated."""

    def to_dict(self) -> dict[str, Any]:
        """Return the document that ``lodeway assess --json`` prints."""
        return document(
            self.outcome,
            tract=self.tract.name,
            stated=self.tract.stated,
            economic=self.economic,
            why_not="what of it pays is not asked: --economics FILE states prices and costs",
            known_included=self.tract.known_included,
            despite=self.tract.despite,
            notes=self.tract.notes,
        )

    def to_frame(self) -> pl.DataFrame:
        """Return a row for the ore and for each metal: unit, mean, sd, median, amounts by chance of exceedance, p0, p_above_mean."""
        import polars as pl

        record = self.to_dict()
        amounts = ({} if record["ore"] is None else {"ore": record["ore"]}) | record["metal"]
        return pl.DataFrame([{"what": name} | row for name, row in amounts.items()])

    def __repr__(self) -> str:
        """Return what ``lodeway assess`` prints."""
        return "\n".join(_text(self.to_dict()))


def assess(
    tract: str | Path | Tract | None = None,
    *,
    count: str | None = None,
    folder: str | Path | None = None,
    despite_verdict: bool = False,
    model: str | GradeTonnage | None = None,
    method: Method | None = None,
    shape: Shape | None = None,
    economics: str | Path | None = None,
    draws: int = 20_000,
    seed: int = 1,
) -> TractAssessment:
    """Return how many undiscovered deposits a tract may hold, how much ore and metal, and what of it pays.

    As ``lodeway assess`` tells it, in the three-part form of the US Geological Survey: the number of deposits, a model of
    their grades and tonnages, and their simulation.

    Parameters
    ----------
    tract
        File (.toml, .geojson, or experts' estimates as .csv), or a tract that was read.
    count
        In place of it, numbers of deposits and their chance: ``N90=1,N50=2,N10=8[,N05=8,N01=8]``, ``mean=3,variance=7`` or
        ``area=90000,D90=1e-5,D50=3e-5,D10=9e-5`` [km2, deposits per km2].
    folder
        In place of both, a folder that ``lodeway explore`` mapped; with `tract` an outline (.geojson) within it.
    despite_verdict
        Take the number of a map whose verdict is no signal or not tested enough, and say so first.
    model
        Name of a built-in grade and tonnage model, a .csv of deposits, or what `lodeway.read_model` returned; by default the tract's.
    method
        How a number follows: mark3, negbin, density or intensity; by default what fits.
    shape
        How deposits are drawn from the model: smoothed, empirical, lognormal or kernel; by default as the home program of the method.
    economics
        File (.toml) of prices, recoveries and costs.
    draws
        Simulations, 100 to 1,000,000.
    seed
        The same seed gives the same draws.

    Returns
    -------
    TractAssessment
        Amounts in t; q90 is reached or exceeded with a chance of 90 %.

    Raises
    ------
    UsageError
        When none or several of `tract`, `count` and `folder` are given, or a model, method, shape or value is not allowed.
    InputError
        When a file is at fault.

    Examples
    --------
    >>> found = assess(count="N90=1,N50=2,N10=8", model="porphyry-copper", draws=1000)
    >>> found.to_frame()["what"].to_list()
    ['ore', 'Cu', 'Mo', 'Au', 'Ag']
    """
    if folder is not None and count is not None:
        raise UsageError("give --from FOLDER or --count NUMBERS, one of them")
    if despite_verdict and folder is None:
        raise UsageError("--despite-verdict belongs to --from FOLDER")
    if folder is None and (tract is None) == (count is None):
        raise UsageError("give --tract FILE, --count NUMBERS or --from FOLDER, one of them")
    if count is not None and not isinstance(count, str):
        raise UsageError(f"count {count!r}: give it as text, N90=1,N50=2,N10=8")
    for name, value, allowed in (("method", method, get_args(Method)), ("shape", shape, SHAPES)):
        if value is not None and value not in allowed:
            raise UsageError(f"{name} {value!r}: allowed are {', '.join(allowed)}")
    place = _tract(tract, count, folder, despite_verdict=despite_verdict)
    named = model or place.model
    if not named:
        raise UsageError("give --model NAME or FILE.csv; --models lists the built-in ones")
    terms = None if economics is None else read_economics(Path(economics))
    found = named if isinstance(named, GradeTonnage) else find_model(named)
    outcome = simulate(count_of(place.stated, method, model=found.name), found, shape=shape, draws=draws, seed=seed)
    return TractAssessment(tract=place, outcome=outcome, economic=None if terms is None else worth(outcome, terms))


def _tract(
    tract: str | Path | Tract | None, count: str | None, folder: str | Path | None, *, despite_verdict: bool
) -> Tract:
    if folder is not None:
        if isinstance(tract, Tract):
            raise UsageError("within a mapped folder a tract is an outline: give its file (.geojson)")
        return read_map(Path(folder), None if tract is None else Path(tract), despite_verdict=despite_verdict)
    if isinstance(tract, Tract):
        return tract
    if tract is not None:
        return read_tract(Path(tract))
    return Tract(stated=parse_count(count or ""))


def _text(record: dict[str, Any]) -> list[str]:
    """Return the lines that ``lodeway assess`` prints of its document."""
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
