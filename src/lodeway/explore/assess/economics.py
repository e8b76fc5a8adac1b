"""What of the undiscovered deposits pays: by depth, price, recovery and cost that the analyst states."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import InputError, UsageError
from lodeway.explore.assess.document import amount_record
from lodeway.explore.assess.outcome import Amount, Outcome
from lodeway.explore.assess.stated import Law, Reader, read_toml

__all__ = [
    "Depth",
    "Law",
    "Mining",
    "Terms",
    "Valued",
    "as_mines",
    "depths",
    "read_economics",
    "terms_of",
    "value",
    "worth",
]

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mining:
    """A way to mine and mill between two depths [m]: capital [USD] and operating cost [USD/t of ore], by capacity [t/d]."""

    name: str
    start: float
    end: float
    capital: Law
    operating: Law


@dataclass(frozen=True, slots=True)
class Depth:
    """Share of the deposits whose top lies between two depths [m]."""

    start: float
    end: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Prices, recoveries, sizes and costs, all as the analyst stated them, with their sources."""

    price_year: int
    discount_rate: float
    """Real, a year (0 to 1)."""
    lead_time: float
    """Years from decision to first output [a]."""
    prices: Mapping[str, float]
    """USD per tonne of metal."""
    recoveries: Mapping[str, float]
    """Share won of the metal in ore (0 to 1)."""
    capacity: Law
    """Ore a day [t/d], by ore of the deposit [t]."""
    days: float
    """Days of work a year."""
    depths: tuple[Depth, ...]
    mines: tuple[Mining, ...]
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Valued:
    """What each deposit would be as a mine, by the way of mining that is best at its depth."""

    npv: Values
    """Net present value at the decision [USD]; minus infinity where no way of mining reaches."""
    capital: Values
    """USD."""
    operating: Values
    """USD per tonne of ore."""
    ore_a_year: Values
    """t/a."""
    life: Values
    """Years of output [a]."""
    way: NDArray[np.int64]
    """Position of the way of mining; -1 where none reaches."""


def value(ore: Values, metal: Values, metals: tuple[str, ...], terms: Terms, depth: Values) -> Valued:
    """Return the net present value of deposits as mines.

    A deposit is mined at the capacity of its size, pays its capital at the decision, and sells what it wins evenly over
    its life, which begins after the lead time. Metals without a price or a recovery earn nothing.

    Parameters
    ----------
    ore, metal
        Ore [t], and each metal in it [t] by deposit and metal.
    metals
        Names of the metals.
    terms
        Prices and costs.
    depth
        Depth of each deposit's top [m].

    Notes
    -----
    The form is that of Robinson and Menzie (2012), USGS Scientific Investigations Report 2010-5090-H: capacity from tonnage
    (Taylor's rule), costs as powers of capacity (Camm, 1991, US Bureau of Mines Information Circular 9298). No figure of theirs is
    built in.

    Examples
    --------
    >>> free = Law(0.0, 1.0)
    >>> terms = Terms(price_year=2024, discount_rate=0.0, lead_time=0, prices={"Cu": 9000.0}, recoveries={"Cu": 0.9},
    ...               capacity=Law(1e-4, 1.0), days=350, depths=(), mines=(Mining("pit", 0, 100, free, free),), sources={})
    >>> round(float(value(np.array([1e6]), np.array([[1e4]]), ("Cu",), terms, np.array([10.0])).npv[0]))
    81000000
    """
    a_day = terms.capacity(ore)
    a_year = a_day * terms.days
    life = ore / a_year
    won = np.array([terms.prices.get(name, 0.0) * terms.recoveries.get(name, 0.0) for name in metals])
    sales = (metal @ won) / ore
    rate = math.log1p(terms.discount_rate)
    years = life if rate == 0 else -np.expm1(-rate * life) / rate
    years = years * math.exp(-rate * terms.lead_time)
    best = np.full(ore.size, -np.inf)
    capital, operating = np.full(ore.size, np.nan), np.full(ore.size, np.nan)
    way = np.full(ore.size, -1)
    for place, mine in enumerate(terms.mines):
        spent, running = mine.capital(a_day), mine.operating(a_day)
        reached = (mine.start <= depth) & (depth < mine.end)
        npv = np.where(reached, (sales - running) * a_year * years - spent, -np.inf)
        better = npv > best
        best = np.where(better, npv, best)
        capital, operating = np.where(better, spent, capital), np.where(better, running, operating)
        way = np.where(better, place, way)
    return Valued(npv=best, capital=capital, operating=operating, ore_a_year=a_year, life=life, way=way)


def depths(terms: Terms, number: int, generator: np.random.Generator) -> Values:
    """Return a depth for each deposit: a class by its share, evenly within it [m]."""
    shares = np.array([row.share for row in terms.depths])
    chosen = generator.choice(len(shares), number, p=shares / shares.sum())
    start = np.array([row.start for row in terms.depths])[chosen]
    end = np.array([row.end for row in terms.depths])[chosen]
    return np.asarray(start + (end - start) * generator.random(number))


def as_mines(outcome: Outcome, terms: Terms) -> Valued:
    """Return what each deposit of an outcome would be as a mine, at a depth that the terms give it by chance."""
    drawn = outcome.deposits
    deep = depths(terms, drawn.ore.size, np.random.default_rng([outcome.seed, 1]))
    return value(drawn.ore, drawn.metal, outcome.model.metals, terms, deep)


def worth(outcome: Outcome, terms: Terms) -> dict[str, Any]:
    """Return what of an outcome pays: metal to be won, net present value, chance of nothing; and what was assumed.

    Raises
    ------
    UsageError
        When the model states no ore, or no metal of it has a price and a recovery.
    """
    model, drawn = outcome.model, outcome.deposits
    priced = [name for name in model.metals if name in terms.prices and name in terms.recoveries]
    if model.contained or not priced:
        wanted = "ore and grades" if model.contained else f"a price and a recovery of one of {', '.join(model.metals)}"
        raise UsageError(f"what of {model.name} pays cannot be told without {wanted}")
    valued = as_mines(outcome, terms)
    pays = valued.npv > 0
    number = outcome.total(pays.astype(float))
    recoverable = {
        name: amount_record(outcome.total(np.where(pays, drawn.metal[:, place] * terms.recoveries[name], 0.0)))
        for place, name in enumerate(model.metals)
        if name in priced
    }
    npv = outcome.total(np.where(pays, valued.npv, 0.0))
    ways = {mine.name: float(np.mean(pays & (valued.way == place))) for place, mine in enumerate(terms.mines)}
    return {
        "price_year": terms.price_year,
        "deposits": {"mean": number.mean, "sd": number.sd},
        "p_none": number.p0,
        "recoverable": recoverable,
        "npv": _money(npv),
        "share_by_way": ways,
        "without_price": [name for name in model.metals if name not in priced],
        "assumed": {
            "discount_rate": terms.discount_rate,
            "lead_time": terms.lead_time,
            "prices": dict(terms.prices),
            "recoveries": dict(terms.recoveries),
            "sources": dict(terms.sources),
        },
    }


def _money(amount: Amount) -> dict[str, Any]:
    return amount_record(amount) | {"unit": "USD"}


def read_economics(file: Path) -> Terms:
    """Return the terms that a TOML file states.

    Parameters
    ----------
    file
        price_year, discount_rate [a share, or value and unit], lead_time [a], days; tables ``prices.Cu`` and ``recoveries.Cu`` with value, unit and source;
        ``capacity`` with factor, exponent and source (t/d of the deposit's t); lists ``depths`` (from, to [m], share) and ``mines``
        (name, from, to [m], capital and operating, each with factor and exponent of the capacity [t/d]; source).

    Raises
    ------
    InputError
        With every fault: what is missing, unknown, out of range, or stands without a source.
    UsageError
        When there is no such file.
    """
    return terms_of(read_toml(file), file=str(file))


_KEYS = (
    "price_year", "discount_rate", "lead_time", "days", "source", "prices", "recoveries", "capacity", "depths", "mines", "note",
)  # fmt: skip


def terms_of(row: Mapping[str, Any], *, file: str) -> Terms:
    """Return the terms of a table of TOML; `file` names it in faults."""
    reader = Reader(file)
    reader.keys(row, _KEYS)
    prices = reader.valued(row, "prices", "USD/t", math.inf)
    recoveries = reader.valued(row, "recoveries", "%", 100.0)
    capacity = reader.law(row.get("capacity"), "capacity", sourced=True)
    found_depths = tuple(
        Depth(
            reader.number(one, "from", place),
            reader.number(one, "to", place),
            reader.number(one, "share", place, most=1),
        )
        for place, one in reader.rows(row, "depths")
    )
    mines = tuple(
        Mining(
            reader.text(one, "name", place),
            reader.number(one, "from", place),
            reader.number(one, "to", place),
            reader.law(one.get("capital"), f"{place}.capital"),
            reader.law(one.get("operating"), f"{place}.operating"),
        )
        for place, one in reader.rows(row, "mines")
    )
    total = math.fsum(one.share for one in found_depths)
    if found_depths and not reader.faults and abs(total - 1) > 0.051:
        reader.fault("depths", "shares do not sum to 1", found=f"{total:g}", allowed="1, give or take rounding")
    figures = {name: reader.number(row, name, name) for name in ("lead_time", "days")}
    rate = reader.number(row, "discount_rate", "discount_rate", most=1)
    year = reader.number(row, "price_year", "price_year")
    if reader.faults:
        raise InputError(reader.faults)
    return Terms(
        price_year=round(year), discount_rate=rate, prices=prices, capacity=capacity,
        recoveries={name: share / 100 for name, share in recoveries.items()},
        depths=found_depths, mines=mines, sources=reader.sources, **figures,
    )  # fmt: skip
