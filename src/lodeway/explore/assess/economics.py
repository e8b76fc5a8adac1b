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
from lodeway.explore.assess.mine_costs import METHODS, SOURCE, costs, taylor
from lodeway.explore.assess.outcome import Amount, Outcome
from lodeway.explore.assess.stated import Law, Reader, read_toml
from lodeway.scenario.places import nearest

__all__ = [
    "Depth",
    "Engineered",
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
NOTHING = Law(0.0, 0.0)
FLAGS = (
    "a deposit's ore is mined at the capacity of its size over its life; no tax, royalty, closure or freight, and no option to wait or to mine only the richest",
    "what is to be won is metal in concentrate of deposits that pay; the net present value is that at the decision to build, before what finding them costs",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engineered:
    """Costs of a published way of mining, by tonnage and depth (`lodeway.explore.assess.mine_costs`)."""

    method: str
    """One of `METHODS`."""
    products: int
    """Concentrates that the mill makes, 0 to 3; 0 is no mill."""
    index: float
    """Dollars of the price year for a dollar of 1989."""
    tailings: bool = True
    waste_grade: float = 0.0
    """Grade at which the waste that is mined with the ore is sold, as a share of the ore's: nothing, or 1 as RAEF has it."""


@dataclass(frozen=True, slots=True)
class Mining:
    """A way to mine and mill between two depths [m]: capital [USD] and operating cost [USD/t of ore], by capacity [t/d], or those of a published method."""

    name: str
    start: float
    end: float
    capital: Law = NOTHING
    operating: Law = NOTHING
    engineered: Engineered | None = None


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
    capacity: Law | None
    """Ore a day [t/d], by ore of the deposit [t]; None is Taylor's rule."""
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
    """USD per tonne of ore that is milled."""
    milled: Values
    """Ore that is mined and milled, with the waste that comes with it [t]."""
    taken: Values
    """Share of the metal in the ground that reaches the mill."""
    ore_a_year: Values
    """Milled [t/a]."""
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
    (Taylor's rule), costs as powers of capacity (Camm, 1991, US Bureau of Mines Information Circular 9298), whose figures a way of mining
    takes where it names a method.

    Examples
    --------
    >>> free = Law(0.0, 1.0)
    >>> terms = Terms(price_year=2024, discount_rate=0.0, lead_time=0, prices={"Cu": 9000.0}, recoveries={"Cu": 0.9},
    ...               capacity=Law(1e-4, 1.0), days=350, depths=(), mines=(Mining("pit", 0, 100, free, free),), sources={})
    >>> round(float(value(np.array([1e6]), np.array([[1e4]]), ("Cu",), terms, np.array([10.0])).npv[0]))
    81000000
    """
    won = np.array([terms.prices.get(name, 0.0) * terms.recoveries.get(name, 0.0) for name in metals])
    sales = metal @ won
    rate = math.log1p(terms.discount_rate)
    nothing = np.full(ore.size, np.nan)
    best = Valued(
        npv=np.full(ore.size, -np.inf), capital=nothing, operating=nothing, milled=nothing, taken=np.zeros(ore.size),
        ore_a_year=nothing, life=nothing, way=np.full(ore.size, -1),
    )  # fmt: skip
    for place, mine in enumerate(terms.mines):
        milled, taken, paid = _milled(ore, mine.engineered)
        a_day = taylor(milled, terms.days) if terms.capacity is None else terms.capacity(milled)
        a_year = a_day * terms.days
        life = milled / a_year
        years = life if rate == 0 else -np.expm1(-rate * life) / rate
        years = years * math.exp(-rate * terms.lead_time)
        spent, running = _cost(mine, ore, a_day, depth)
        reached = (mine.start <= depth) & (depth < mine.end)
        npv = np.where(reached, (sales * paid / milled - running) * a_year * years - spent, -np.inf)
        better = npv > best.npv
        best = Valued(
            npv=np.where(better, npv, best.npv), capital=np.where(better, spent, best.capital),
            operating=np.where(better, running, best.operating), milled=np.where(better, milled, best.milled),
            taken=np.where(better, taken, best.taken), ore_a_year=np.where(better, a_year, best.ore_a_year),
            life=np.where(better, life, best.life), way=np.where(better, place, best.way),
        )  # fmt: skip
    return best


def _milled(ore: Values, about: Engineered | None) -> tuple[Values, float, float]:
    """Return the ore that is milled [t], the share of the metal in the ground that is in it, and the share that is paid for."""
    if about is None:
        return ore, 1.0, 1.0
    method = METHODS[about.method]
    waste = 1 + method.dilution
    return ore * method.mined * waste, method.mined, method.mined * (1 + about.waste_grade * method.dilution)


def _cost(mine: Mining, ore: Values, a_day: Values, depth: Values) -> tuple[Values, Values]:
    """Return capital [USD] and running cost [USD per tonne that is milled]."""
    about = mine.engineered
    if about is None:
        return mine.capital(a_day), mine.operating(a_day)
    found = costs(about.method, ore, a_day, depth, products=about.products, tailings=about.tailings)
    return about.index * found.capital, about.index * found.operating


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
        name: amount_record(
            outcome.total(np.where(pays, drawn.metal[:, place] * valued.taken * terms.recoveries[name], 0.0))
        )
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
            "days": terms.days,
            "depths": [{"from": one.start, "to": one.end, "share": one.share} for one in terms.depths],
            "mines": [_way(mine) for mine in terms.mines],
            "prices": dict(terms.prices),
            "recoveries": dict(terms.recoveries),
            "sources": dict(terms.sources),
        },
        "flags": list(FLAGS),
    }


def _way(mine: Mining) -> dict[str, Any]:
    """Return a way of mining as it was stated."""
    told: dict[str, Any] = {"name": mine.name, "from": mine.start, "to": mine.end}
    if (about := mine.engineered) is not None:
        return told | {
            "method": about.method,
            "products": about.products,
            "index": about.index,
            "tailings": about.tailings,
            "waste_grade": about.waste_grade,
        }
    laws = {"capital": mine.capital, "operating": mine.operating}
    return told | {name: {"factor": law.factor, "exponent": law.exponent} for name, law in laws.items()}


def _money(amount: Amount) -> dict[str, Any]:
    return amount_record(amount) | {"unit": "USD"}


def read_economics(file: Path) -> Terms:
    """Return the terms that a TOML file states.

    Parameters
    ----------
    file
        price_year, discount_rate [a share, or value and unit], lead_time [a], days; tables ``prices.Cu`` and ``recoveries.Cu`` with value, unit and source;
        ``capacity`` with factor, exponent and source (t/d of the deposit's t; left out, Taylor's rule); lists ``depths`` (from, to [m], share) and ``mines``
        (name, from, to [m], capital and operating, each with factor and exponent of the capacity [t/d], or instead of both a published
        method with products, index and, if need be, tailings and waste_grade; source).

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
    capacity = reader.law(row["capacity"], "capacity", sourced=True) if "capacity" in row else None
    found_depths = tuple(
        Depth(
            reader.number(one, "from", place),
            reader.number(one, "to", place),
            reader.number(one, "share", place, most=1),
        )
        for place, one in reader.rows(row, "depths")
    )
    mines = tuple(_mining(reader, one, place) for place, one in reader.rows(row, "mines"))
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


_MINE = ("name", "from", "to", "source", "note")
_LAWS = (*_MINE, "capital", "operating")
_METHOD = (*_MINE, "method", "products", "index", "tailings", "waste_grade")


def _mining(reader: Reader, row: Mapping[str, Any], place: str) -> Mining:
    """Return a way of mining: with laws of its own, or a published one."""
    engineered = "method" in row
    reader.keys(row, _METHOD if engineered else _LAWS, place)
    where = reader.text(row, "name", place), reader.number(row, "from", place), reader.number(row, "to", place)
    if not engineered:
        if not {"capital", "operating"} & set(row):
            reader.fault(f"{place}.method", "missing", allowed=f"{', '.join(METHODS)}; or capital and operating")
            return Mining(*where)
        capital, operating = (reader.law(row.get(name), f"{place}.{name}") for name in ("capital", "operating"))
        return Mining(*where, capital, operating)
    method = row["method"] if isinstance(row["method"], str) else ""
    if method not in METHODS:
        near = nearest(method, tuple(METHODS))
        reader.fault(
            f"{place}.method", "unknown method", found=str(row["method"]), allowed=", ".join(METHODS), suggestion=near
        )
    products = row.get("products")
    if isinstance(products, bool) or products not in (0, 1, 2, 3):
        told = "" if products is None else str(products)
        reader.fault(f"{place}.products", "not in range" if told else "missing", found=told, allowed="0, 1, 2 or 3")
        products = 0
    tailings = row.get("tailings", True)
    if not isinstance(tailings, bool):
        reader.fault(f"{place}.tailings", "no truth value", found=str(tailings), allowed="true, false")
    waste = reader.number(row, "waste_grade", place, most=1) if "waste_grade" in row else 0.0
    reader.sources[f"{place}.method"] = SOURCE
    about = Engineered(
        method=method, products=int(products), index=reader.number(row, "index", place), tailings=bool(tailings), waste_grade=waste,
    )  # fmt: skip
    return Mining(*where, engineered=about)
