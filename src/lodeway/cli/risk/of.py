"""``lodeway risk COMMODITY``: every indicator of one commodity and importer, or the whole matrix."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._rows import as_json, print_json
from lodeway.cli.risk._numbers import Number, fraction

if TYPE_CHECKING:
    from lodeway.risk.assessment import Assessment, Settings
    from lodeway.risk.statistics.data import Source
    from lodeway.risk.values import Value

__all__ = ["of", "years_of"]

_SHOWN = 12
"""Partners printed."""
_METHODS = ("repaired", "geopolrisk-2.0.1")


@click.command("of")
@click.argument("commodity", required=False)
@click.option("--importer", metavar="A3", help="ISO 3166 alpha-3, a trade number such as 842, or EU.")
@click.option(
    "--year", metavar="Y", help="Year of trade and production; with --all also Y-Y. Default: the last of trade."
)
@click.option(
    "--method",
    type=click.Choice(_METHODS),
    default="repaired",
    show_default=True,
    help="geopolrisk-2.0.1: exactly as that program.",
)
@click.option(
    "--production",
    type=click.Choice(["usgs", "wmd"]),
    help="USGS, or World Mining Data from your own copy. Default: USGS where it has the year.",
)
@click.option(
    "--demand-elasticity", type=Number(below=0.0), default=-0.3, show_default=True, help="Of the disruption; below 0."
)
@click.option(
    "--supply-elasticity", type=Number(least=0.0), default=0.2, show_default=True, help="Of the disruption; 0 or above."
)
@click.option("--probability", type=fraction, help="Of the disruption in a year: adds the expected loss.")
@click.option(
    "--eu-table",
    type=click.Path(path_type=Path),
    help="CSV with country, governance (0-10) and trade, for the EU-style risk.",
)
@click.option("--recycling", type=fraction, help="End-of-life recycling input rate, for the EU-style risk.")
@click.option("--substitution", type=fraction, help="Substitution index, for the EU-style risk.")
@click.option(
    "--shares",
    type=click.Path(path_type=Path),
    help="CSV with sector, share of use and value_added, for the EU-style economic importance; also substitution_importance, substitution_risk.",
)
@click.option(
    "--largest-value-added",
    type=Number(least=0.0),
    help="Of the largest sector of the economy, in the unit of --shares. Default: the largest there.",
)
@click.option("--importance-substitution", type=fraction, help="Substitution index for the economic importance.")
@click.option("--all", "everything", is_flag=True, help="Every commodity and importer: needs --out.")
@click.option(
    "--out",
    metavar="FILE",
    help="With --all: file to write (.parquet, .csv or .xlsx). Else the commodity's profile for the importer, as a page (.html).",
)
@as_json
def of(
    commodity: str | None,
    importer: str | None,
    year: str | None,
    method: str,
    production: Source | None,
    everything: bool,
    out: str | None,
    as_json: bool,
    **stated: Any,
) -> None:
    """Tell how an importer depends on others for COMMODITY.

    The first line says which forms of it are counted as trade, and which the trade table lacks; figures of trade are then marked, such as "ore and
    concentrate only".

    With --json: commodity, importer, year, method, production_source, codes, forms and lacks (code, form), rows (of the trade table), indicators (name, value, unit,
    coverage, flags, sources, version), mix (partner, tonnes, value_usd, share, produces, unnamed, governance), origin_mix and notes. A missing
    value is null; its first flag says why. With --out FILE.html: file, title, kind.
    """
    if everything:
        _everything(year, method, production, out, as_json=as_json)
        return
    if commodity is None or importer is None:
        raise click.UsageError("give COMMODITY and --importer, or --all --out FILE")
    if out is not None:
        _page(commodity, importer, year, method, production, out, as_json=as_json)
        return
    from lodeway.risk import assess

    found = assess(
        commodity,
        importer,
        year=None if year is None else years_of(year)[0],
        method=method,
        production=production,
        settings=_settings(**stated),
    )
    if as_json:
        print_json(found.to_dict())
    else:
        click.echo("\n".join(_text(found)))


def _page(
    commodity: str, importer: str, year: str | None, method: str, production: Source | None, out: str, *, as_json: bool
) -> None:
    """Write the profile that `lodeway risk page` writes."""
    if Path(out).suffix.lower() not in {".html", ".htm"}:
        raise click.UsageError(f"--out {out}: without --all a profile is written, whose name ends in .html")
    if method != "repaired":
        raise click.UsageError("a profile is of the method 'repaired'")
    from lodeway.report.risk_page import write_profile

    when = None if year is None else years_of(year)[0]
    found = write_profile(Path(out), commodity=commodity, importer=importer, year=when, production=production)
    if as_json:
        print_json({"file": out, **found})
    else:
        click.echo(f"{out}: {found['title']}")


def years_of(text: str) -> tuple[int, ...]:
    """Return the years of ``2024`` or ``2018-2024``.

    Examples
    --------
    >>> years_of("2018-2020")
    (2018, 2019, 2020)
    """
    found = re.fullmatch(r"\s*(\d{4})(?:\s*[-:]\s*(\d{4}))?\s*", text)
    if not found:
        raise click.UsageError(f"--year takes a year or two, such as 2024 or 2018-2024, not {text!r}")
    first, last = int(found[1]), int(found[2] or found[1])
    if last < first:
        raise click.UsageError(f"--year {text}: the last year is before the first")
    return tuple(range(first, last + 1))


def _everything(year: str | None, method: str, production: Source | None, out: str | None, *, as_json: bool) -> None:
    from lodeway.atlas.export import write
    from lodeway.risk.matrices import flagged, matrix, reasons
    from lodeway.risk.statistics import data

    if out is None:
        raise click.UsageError("--all needs --out FILE.parquet (or .csv, .xlsx)")
    years = (data.last_year(),) if year is None else years_of(year)
    frame, counts = matrix(years, method=method, production=production)
    place = write(frame, out)
    # What geopolrisk-py prints as 0 for want of data has a reason beside it and is no score.
    scored = frame["geopolrisk_score"].is_not_null() & frame["reason"].is_null()
    known, marked = int(scored.sum()), flagged(frame.filter(scored))
    if as_json:
        told = {
            "read": counts.read,
            "used": counts.used,
            "without_tonnes": counts.without_tonnes,
            "other_codes": counts.other_codes,
        }
        print_json(
            {
                "file": str(place), "total": len(frame), "commodities": frame["commodity"].n_unique(), "with_score": known,
                "flags": marked, "reasons": reasons(frame), "trade_rows": told,
            }
        )  # fmt: skip
        return
    click.echo(f"{place}: {len(frame):,} rows of {frame['commodity'].n_unique()} commodities, {known:,} with a score")
    for flag, bearing in marked.items():
        click.echo(f"marked among those with a score: {bearing:,} rows: {flag}")
    for reason, count in reasons(frame).items():
        click.echo(f"no score for {count['rows']:,} rows of {count['materials']} commodities: {reason}")
    lacking = frame.filter(frame["reason"].is_in(["no code", "wrong code"])).select("commodity", "needs").unique()
    if len(lacking):
        codes = [f"{name} {needed or 'not known'}" for name, needed in lacking.sort("commodity").iter_rows()]
        click.echo(f"codes that would tell: {'; '.join(codes)}")
    click.echo(str(counts))


def _settings(
    demand_elasticity: float, supply_elasticity: float, probability: float | None, eu_table: Path | None, recycling: float | None,
    substitution: float | None, shares: Path | None, largest_value_added: float | None, importance_substitution: float | None,
) -> Settings:  # fmt: skip
    from lodeway.risk.assessment import Settings
    from lodeway.risk.statistics.tables import read_sector_table

    governance, trade = (None, None) if eu_table is None else _read_table(eu_table)
    return Settings(
        demand_elasticity=demand_elasticity,
        supply_elasticity=supply_elasticity,
        probability=_or_nan(probability),
        governance=governance,
        trade=trade,
        recycling=_or_nan(recycling),
        substitution=_or_nan(substitution),
        sectors=None if shares is None else read_sector_table(shares),
        largest=_or_nan(largest_value_added),
        importance_substitution=_or_nan(importance_substitution),
    )


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value


def _read_table(file: Path) -> tuple[dict[str, float] | None, dict[str, float] | None]:
    from lodeway.risk.statistics.tables import read_country_table

    governance, trade = read_country_table(file)
    return governance, trade


def _text(found: Assessment) -> list[str]:
    from lodeway.risk.counted import only
    from lodeway.risk.indicators import INDICATORS

    lines = [
        f"{found.material.name} to {found.importer.name} ({found.importer.code}), {found.year}, method {found.method}; counted as trade: {found.trade}",
        "",
    ]
    mark = only(found.material)
    lines.append(f"{'indicator':<52}{'value':>14}  {'unit':<12}{'coverage':>9}")
    for value in found.indicators:
        coverage = f"{value.coverage:.0%}" if math.isfinite(value.coverage) else ""
        lines.append(
            f"{INDICATORS[value.name].title[:51]:<52}{_figure(value):>14}  {value.unit:<12}{coverage:>9}{f'  {mark}' if any(flag.endswith(mark) for flag in value.flags) else ''}".rstrip()
        )
    lines += _partners("partner", found.mix) + _partners("origin", found.origin_mix)
    reasons: dict[str, list[str]] = {}
    for value in found.indicators:
        for flag in value.flags:
            reasons.setdefault(flag, []).append(value.name)
    lines += ["", *(f"flag: {flag} ({_names(where)})" for flag, where in reasons.items())]
    return [*lines, *(f"note: {note}" for note in found.notes)]


def _names(where: list[str]) -> str:
    return ", ".join(where[:3]) + (f" and {len(where) - 3} more" if len(where) > 3 else "")


def _figure(value: Value) -> str:
    if not value.known:
        return "not known"
    return f"{value.value:,.0f}" if abs(value.value) >= 1000 else f"{value.value:.4g}"


def _partners(key: str, rows: Any) -> list[str]:
    if not rows:
        return []
    lines = ["", f"{key:<30}{'tonnes':>14}{'share':>9}{'USD':>16}  produces"]
    for row in rows[:_SHOWN]:
        tonnes = f"{row.tonnes:,.0f}" if math.isfinite(row.tonnes) else "not known"
        share = f"{row.share:.1%}" if math.isfinite(row.share) else ""
        value = f"{row.value:,.0f}" if math.isfinite(row.value) else ""
        produces = {True: "yes", False: "no", None: "not named" if row.unnamed else "not known"}[row.produces]
        produces = produces if row.country else ""
        lines.append(
            f"{(row.name + f' ({row.country})' if row.country else row.name)[:29]:<30}{tonnes:>14}{share:>9}{value:>16}  {produces}"
        )
    if len(rows) > _SHOWN:
        lines.append(f"and {len(rows) - _SHOWN} more: --json gives all")
    return lines
