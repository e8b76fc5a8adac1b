"""Small bar drawings as SVG: supply mix by market and year, a figure by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from lodeway.report.context.shape import Context
from lodeway.report.page.numerals import number
from lodeway.report.page.tableview import records

__all__ = ["Group", "Mix", "mixes", "year_bars"]

HOME, HOSTS, OTHERS, UNMET = "home supply", "host states", "other countries", "not met"
_NAMED = 4
"""Foreign origins that get a colour of their own."""
_WIDE, _HIGH, _LEFT, _TOP, _FOOT = 160, 96, 36, 6, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """Supply of a commodity to a market by year, drawn."""

    market: str
    svg: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The markets of a commodity."""

    commodity: str
    element: str
    mixes: tuple[Mix, ...]


def mixes(context: Context) -> tuple[tuple[Group, ...], tuple[tuple[str, str], ...]]:
    """Return supply mix drawings by commodity, and the key to their classes.

    Parameters
    ----------
    context
        Everything the page shows.

    Returns
    -------
    groups
        One per commodity that some market needs.
    key
        Style class and name of each kind of origin, in the order in which bars are stacked.
    """
    names = context["names"]
    shares, order = _shares(context)
    named = _largest(context, shares)
    key = (
        (HOME, "home"),
        (HOSTS, "hosts"),
        *((code, f"named{place}") for place, code in enumerate(named)),
        (OTHERS, "others"),
        (UNMET, "unmet"),
    )
    groups: dict[str, list[Mix]] = defaultdict(list)
    for market, commodity in order:
        stacks = {
            year: _stack(shares[market, commodity, year], market, named, context) for year in context["meta"]["years"]
        }
        title = f"{names['commodities'].get(commodity, commodity)}, {names['markets'].get(market, market)}"
        groups[commodity].append(
            Mix(
                market=names["markets"].get(market, market),
                svg=_stacked(stacks, [(kind, style) for kind, style in key], title, names["countries"]),
            )
        )
    return (
        tuple(
            Group(
                commodity=names["commodities"].get(commodity, commodity),
                element=names["elements"].get(commodity, ""),
                mixes=tuple(found),
            )
            for commodity, found in groups.items()
        ),
        tuple((style, names["countries"].get(kind, kind)) for kind, style in key),
    )


Shares = dict[tuple[str, str, int], dict[str, float]]


def _shares(context: Context) -> tuple[Shares, list[tuple[str, str]]]:
    """Return percent of demand by market, commodity, year and origin, and the pairs in the tables' order."""
    tables = context["view"]["tables"]
    shares: Shares = defaultdict(lambda: defaultdict(float))
    for row in records(tables["supply"]):
        if isinstance(row["share"], int | float) and isinstance(row["year"], int):
            shares[str(row["market"]), str(row["commodity"]), row["year"]][str(row["origin"])] += row["share"]
    pairs = {(str(row["market"]), str(row["commodity"])): None for row in records(tables["dependence"])}
    markets = list(context["names"]["markets"])
    commodities = list(context["names"]["commodities"])
    return shares, sorted(pairs, key=lambda pair: (commodities.index(pair[1]), markets.index(pair[0])))


def _largest(context: Context, shares: Shares) -> list[str]:
    """Return the foreign origins outside the host states that deliver the largest shares, all markets together."""
    home, hosts = context["names"]["home"], set(context["meta"]["hosts"])
    sums: dict[str, float] = defaultdict(float)
    for (market, _, _), origins in shares.items():
        for origin, share in origins.items():
            if origin not in hosts and origin not in home.get(market, []):
                sums[origin] += share
    return sorted(sums, key=lambda origin: (-sums[origin], origin))[:_NAMED]


def _stack(origins: Mapping[str, float], market: str, named: Sequence[str], context: Context) -> dict[str, float]:
    home, hosts = set(context["names"]["home"].get(market, [])), set(context["meta"]["hosts"])
    stack: dict[str, float] = defaultdict(float)
    for origin, share in origins.items():
        kind = HOME if origin in home else HOSTS if origin in hosts else origin if origin in named else OTHERS
        stack[kind] += share
    stack[UNMET] = max(0.0, 100 - sum(stack.values()))
    return stack


def _stacked(
    stacks: Mapping[int, Mapping[str, float]], key: Sequence[tuple[str, str]], title: str, countries: Mapping[str, str]
) -> Markup:
    years = list(stacks)
    step = (_WIDE - _LEFT - 2) / len(years)
    high = _HIGH - _TOP - _FOOT
    parts = []
    for place, year in enumerate(years):
        told = ", ".join(
            f"{countries.get(kind, kind)} {number(stacks[year][kind])} %"
            for kind, _ in key
            if stacks[year].get(kind, 0) >= 0.5
        )
        parts.append(f"<g><title>{year}: {escape(told)}</title>")
        low = float(_TOP + high)
        for kind, style in key:
            size = stacks[year].get(kind, 0.0) * high / 100
            if size < 0.15:
                continue
            low -= size
            parts.append(
                f'<rect x="{_LEFT + place * step:.1f}" y="{low:.1f}" width="{step - 1.2:.1f}" height="{size:.1f}" class="{style}"/>'
            )
        parts.append("</g>")
    return _frame("".join(parts), years, title, [("0", 0.0), ("50", 0.5), ("100", 1.0)], _told(stacks, key, countries))


def _told(
    stacks: Mapping[int, Mapping[str, float]], key: Sequence[tuple[str, str]], countries: Mapping[str, str]
) -> str:
    years = list(stacks)
    ends = [years[0], years[-1]] if len(years) > 1 else years
    return "; ".join(
        f"{year}: "
        + ", ".join(
            f"{countries.get(kind, kind)} {number(stacks[year][kind])} %"
            for kind, _ in key
            if stacks[year].get(kind, 0) >= 0.5
        )
        for year in ends
    )


def _frame(body: str, years: Sequence[int], title: str, ticks: Sequence[tuple[str, float]], told: str) -> Markup:
    high = _HIGH - _TOP - _FOOT
    lines = "".join(
        f'<path d="M{_LEFT} {_TOP + high * (1 - at):.1f}H{_WIDE - 2}"/>'
        f'<text x="{_LEFT - 4}" y="{_TOP + high * (1 - at) + 3:.1f}" text-anchor="end">{escape(words)}</text>'
        for words, at in ticks
    )
    return Markup(
        f'<svg viewBox="0 0 {_WIDE} {_HIGH}" class="bars" role="img" aria-label="{escape(title)}. {escape(told)}">'
        f'<g class="axis">{lines}<text x="{_LEFT}" y="{_HIGH - 4}">{years[0]}</text>'
        f'<text x="{_WIDE - 2}" y="{_HIGH - 4}" text-anchor="end">{years[-1]}</text></g>{body}</svg>'
    )  # every text above is escaped


def year_bars(values: Mapping[int, float | None], title: str, unit: str) -> Markup:
    """Return a drawing of a figure by year; a year without a value stays empty and says so.

    Parameters
    ----------
    values
        Year to value, None where not known.
    title
        What is drawn.
    unit
        Its unit.

    Returns
    -------
    Markup
        An SVG element with a text that says the same.

    Examples
    --------
    >>> "2027: not known" in year_bars({2026: 1.0, 2027: None}, "Jobs", "1")
    True
    """
    years = list(values)
    known = [value for value in values.values() if value is not None]
    top = max([*known, 0.0]) or 1.0
    low = min([*known, 0.0])
    high = _HIGH - _TOP - _FOOT
    step = (_WIDE - _LEFT - 2) / len(years)
    parts = []
    for place, (year, value) in enumerate(values.items()):
        told = "not known" if value is None else f"{number(value, 1)} {unit}"
        parts.append(f"<g><title>{year}: {escape(told)}</title>")
        if value is not None:
            y = _TOP + high * (top - max(value, 0)) / (top - low)
            size = max(0.6, high * abs(value) / (top - low))
            parts.append(
                f'<rect x="{_LEFT + place * step:.1f}" y="{y:.1f}" width="{step - 1.2:.1f}" height="{size:.1f}" class="hosts"/>'
            )
        parts.append("</g>")
    ends = f"{years[0]}: {_say(values[years[0]], unit)}; {years[-1]}: {_say(values[years[-1]], unit)}"
    return _frame("".join(parts), years, title, [("0", -low / (top - low)), (number(top), 1.0)], ends)


def _say(value: float | None, unit: str) -> str:
    return "not known" if value is None else f"{number(value, 1)} {unit}"
