"""The limits that may be moved: which cell of which table bounds which rows of the program, and how steeply."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lodeway.plan.blocks.assembly import Assembly, Key
from lodeway.plan.instance.periods import holds
from lodeway.plan.instance.stores import DAYS
from lodeway.plan.instance.world import World
from lodeway.plan.solving.limits import INTERNAL
from lodeway.scenario import background

__all__ = ["Group", "Lever", "group_of", "groups", "levers"]

Group = tuple[str, str]
"""Kind and scope of a limit whose rows, one a year, stand or fall together."""

PERMITS = 1e3
"""What moving a limit by as much as lets through one tonne counts, in prices of the tonne: far above any cost of moving
goods, so that limits move no more than they must, and below the cost of a shortage."""
JOB = 1e8
"""What one more job counts [USD], for the same end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A cell of a scenario's table that bounds rows of the program."""

    group: Group
    table: str
    row: str
    """Key of the row, its parts joined by ``/``."""
    column: str
    value: float
    unit: str
    sense: int = 1
    """1 where a larger value lets more through, -1 where a smaller one does."""
    reach: Mapping[int, float]
    """Row of the program to the room it gains by one unit of the cell."""
    sunk: Mapping[int, float] = field(default_factory=dict)
    """Row to what must be added before it gains anything: other traffic beyond a gate's capacity."""
    dear: float
    """Cost of a unit while the least change is sought [USD]."""
    most: float = math.inf
    """Furthest value that makes sense."""
    whole: float = 0.0
    """Step in which the cell moves; 0 is any size."""
    moving: bool = False
    """The cell is a percentage of the gross tonnes that move, and `reach` counts gross tonnes."""
    physical: bool = False
    """Nature or a plant, not a rule or a purse: moved only where no other limit can be."""


def group_of(key: Key) -> Group | None:
    """Return the limit that a row of the program belongs to, None for balances and demands.

    Examples
    --------
    >>> group_of(("relation", "CHN", "JPN", "antimony", 2030)), group_of(("supply", "mine", "ore", 2030))
    (('relation', 'CHN/JPN/antimony'), None)
    >>> group_of(("origin_share", "jpn-65", "CHN", "JPN", "antimony", 2030))
    ('origin_share', 'jpn-65')
    """
    kind = str(key[0])
    if kind in INTERNAL or kind == "demand":
        return None
    if kind in (
        "origin_share",
        "stage_share",
        "budget",
        "build_rate",
        "transit_share",
        "workforce",
        "emissions",
        "measure",
        "resource",
    ):
        return kind, str(key[1])
    if kind == "size":
        return "build", str(key[2])
    parts = key[1:-1] if isinstance(key[-1], int) else key[1:]
    return kind, "/".join(str(part) for part in parts)


def groups(assembly: Assembly) -> dict[Group, list[int]]:
    """Return the rows of every limit, by limit."""
    found: dict[Group, list[int]] = defaultdict(list)
    for number, key in enumerate(assembly.row_keys):
        group = group_of(key)
        if group is not None:
            found[group].append(number)
    return dict(found)


def levers(world: World, assembly: Assembly) -> tuple[Lever, ...]:
    """Return every cell that may be moved, in order of its limit; limits of which no cell is known have none."""
    found = []
    for group, rows in sorted(groups(assembly).items()):
        make = _MAKERS.get(group[0])
        lever = make(world, assembly, group, rows) if make is not None else None
        if lever is not None and lever.reach:
            found.append(lever)
    return tuple(found)


Maker = Callable[[World, Assembly, Group, list[int]], "Lever | None"]


def _limit(world: World, assembly: Assembly, group: Group, rows: list[int]) -> Lever:
    limit = next(row for row in world.scenario.limits if row.id == group[1])
    share = group[0] in ("origin_share", "stage_share")
    reach = {row: _share_reach(world, assembly.row_keys[row], limit.unit) if share else 1.0 for row in rows}
    dear = {"budget": PERMITS, "workforce": JOB, "emissions": PERMITS * PERMITS}.get(
        group[0], PERMITS * _dearest(world)
    )
    if share:
        dear = PERMITS * min(world.commodities[str(assembly.row_keys[row][4])].price * reach[row] for row in rows)
    return Lever(
        group=group,
        table="limits",
        row=limit.id,
        column="value",
        value=limit.value,
        unit=limit.unit,
        sense=-1 if share and limit.sense == "least" else 1,
        reach=reach,
        dear=dear,
        most=(100.0 if limit.unit == "%" else 1.0) if share else math.inf,
        whole=1.0 if group[0] == "workforce" else 0.0,
    )


def _transit(world: World, assembly: Assembly, group: Group, rows: list[int]) -> Lever:
    """Return the lever of a share of transit: gross tonnes beyond it, since the share is of what moves."""
    limit = next(row for row in world.scenario.limits if row.id == group[1])
    return Lever(
        group=group,
        table="limits",
        row=limit.id,
        column="value",
        value=limit.value,
        unit="%",
        reach=dict.fromkeys(rows, 1.0),
        dear=PERMITS * _dearest(world),
        moving=True,
        most=math.inf,
    )


def _share_reach(world: World, key: Key, unit: str) -> float:
    """Return the tonnes of one more unit of an origin's share: of a year's demand, or of that of all its years."""
    limit = next(row for row in world.scenario.limits if row.id == key[1])
    years = [int(key[5])] if key[5] else [year for year in world.years if holds(limit, year)]
    tonnes = sum(world.demand.get((str(key[3]), str(key[4]), year), 0.0) for year in years)
    return tonnes / 100.0 if unit == "%" else tonnes


def _relation(world: World, assembly: Assembly, group: Group, rows: list[int]) -> Lever | None:
    origin, market, commodity = group[1].split("/")
    row = next(
        row
        for row in world.scenario.relations
        if (row.origin, row.market, row.commodity) == (origin, market, commodity)
    )
    first, floor = world.years[0], world.demand.get((market, commodity, world.years[0]), 0.0) / 100.0
    by_floor = row.level == 0 or row.floor * floor > row.multiple * row.level
    step = floor if by_floor else row.level
    if step <= 0:
        return None
    growth = 1.0 + row.growth / 100.0
    return Lever(
        group=group,
        table="relations",
        row=group[1],
        column="floor" if by_floor else "multiple",
        value=row.floor if by_floor else row.multiple,
        unit="%" if by_floor else "",
        reach={number: step * growth ** (int(assembly.row_keys[number][-1]) - first) for number in rows},
        dear=PERMITS * world.commodities[commodity].price * step,
    )


def _measure(world: World, assembly: Assembly, group: Group, rows: list[int]) -> Lever:
    measure = next(row for row in world.scenario.measures if row.id == group[1])
    prices = [row.price for row in world.commodities.values() if row.element in measure.elements]
    return Lever(
        group=group,
        table="measures",
        row=measure.id,
        column="quota",
        value=measure.quota,
        unit="t/a",
        reach=dict.fromkeys(rows, 1.0),
        dear=PERMITS * max(prices),
    )


def _passage(world: World, assembly: Assembly, group: Group, rows: list[int]) -> Lever | None:
    known = world.network.gates if group[0] == "gate" else world.network.links
    gate = next(row for row in known if row.id == group[1])
    if gate.status == "candidate":
        return None
    over = {
        row: background(gate, int(assembly.row_keys[row][-1]), first=world.years[0]) - gate.capacity for row in rows
    }
    return Lever(
        group=group,
        table=f"{group[0]}s",
        row=gate.id,
        column="capacity",
        value=gate.capacity,
        unit="t/a",
        reach=dict.fromkeys(rows, 1.0),
        sunk={row: amount for row, amount in over.items() if amount > 0},
        dear=PERMITS * _dearest(world),
    )


def _size(world: World, assembly: Assembly, group: Group, rows: list[int]) -> Lever:
    kind = str(assembly.row_keys[rows[0]][1])
    project = next(row for row in world.projects if (row.kind, row.id) == (kind, group[1]))
    return Lever(
        group=group,
        table={"process": "processes", "gate": "gates", "link": "links", "training": "training"}[kind],
        row=project.id,
        column="max_size",
        value=project.most * project.step,
        unit="t/a",
        reach=dict.fromkeys(rows, 1.0 / project.step),
        dear=PERMITS * _dearest(world),
        whole=project.step if project.whole else 0.0,
        physical=True,
    )


def _capacity(world: World, assembly: Assembly, group: Group, rows: list[int]) -> Lever | None:
    operation = next(row for row in world.operations if row.process.id == group[1])
    if not operation.exists or operation.process.capacity <= 0:
        return None
    growth = operation.capacity / operation.process.capacity
    places = {row: world.years.index(int(assembly.row_keys[row][-1])) for row in rows}
    return Lever(
        group=group,
        table="processes",
        row=operation.process.id,
        column="capacity",
        value=operation.process.capacity,
        unit="t/a",
        reach={row: float(growth[place]) for row, place in places.items() if growth[place] > 0},
        dear=PERMITS * _dearest(world),
        physical=True,
    )


def _resource(world: World, assembly: Assembly, group: Group, rows: list[int]) -> Lever:
    operation = next(row for row in world.operations if row.process.id == group[1])
    return Lever(
        group=group,
        table="processes",
        row=operation.process.id,
        column="resource",
        value=operation.process.resource,
        unit="t",
        reach=dict.fromkeys(rows, 1.0),
        dear=PERMITS * _dearest(world),
        physical=True,
    )


def _offtake(world: World, assembly: Assembly, group: Group, rows: list[int]) -> Lever:
    agreement = next(row for row in world.scenario.agreements if row.id == group[1])
    return _cell(
        group,
        "agreements",
        agreement.id,
        "quantity",
        agreement.quantity,
        "t/a",
        -1,
        dict.fromkeys(rows, agreement.firmness / 100.0),
        PERMITS * world.commodities[agreement.commodity].price * agreement.firmness / 100.0,
    )


def _stock(world: World, assembly: Assembly, group: Group, rows: list[int]) -> Lever | None:
    """Return the cell that rules most years: days of demand, tonnes, or what must lie there in the end."""
    place, commodity = group[1].split("/")
    row = next(row for row in world.scenario.stocks if (row.place, row.commodity) == (place, commodity))
    years = {number: int(assembly.row_keys[number][-1]) for number in rows}
    days = {number: world.demand.get((place, commodity, year), 0.0) / DAYS for number, year in years.items()}
    asked = {number: assembly.row_lower[number] for number in rows}
    by_days = {n: days[n] for n in rows if days[n] > 0 and math.isclose(asked[n], row.minimum * days[n], rel_tol=1e-9)}
    by_tonnes = {n: 1.0 for n in rows if n not in by_days and math.isclose(asked[n], row.least, rel_tol=1e-9)}
    price = PERMITS * world.commodities[commodity].price
    if by_days:
        steepest = max(by_days.values())
        return _cell(group, "stocks", group[1], "minimum", row.minimum, "d", -1, by_days, price * steepest)
    if by_tonnes:
        return _cell(group, "stocks", group[1], "least", row.least, "t", -1, by_tonnes, price)
    final = row.initial if math.isnan(row.final) else row.final
    return _cell(group, "stocks", group[1], "final", final, "t", -1, dict.fromkeys(rows, 1.0), price)


def _store(world: World, assembly: Assembly, group: Group, rows: list[int]) -> Lever:
    place, commodity = group[1].split("/")
    row = next(row for row in world.scenario.stocks if (row.place, row.commodity) == (place, commodity))
    reach, dear = dict.fromkeys(rows, 1.0), PERMITS * world.commodities[commodity].price
    return _cell(group, "stocks", group[1], "capacity", row.capacity, "t", 1, reach, dear)


def _training(world: World, assembly: Assembly, group: Group, rows: list[int]) -> Lever:
    row = next(row for row in world.scenario.training if row.id == group[1])
    return _cell(group, "training", row.id, "places", row.places, "1/a", 1, dict.fromkeys(rows, 1.0), JOB)


def _fund(world: World, assembly: Assembly, group: Group, rows: list[int]) -> Lever:
    row = next(row for row in world.scenario.agreements if row.id == group[1])
    return _cell(group, "agreements", row.id, "amount", row.amount, "USD", 1, dict.fromkeys(rows, 1.0), PERMITS)


def _cell(
    group: Group,
    table: str,
    row: str,
    column: str,
    value: float,
    unit: str,
    sense: int,
    reach: Mapping[int, float],
    dear: float,
) -> Lever:
    return Lever(
        group=group,
        table=table,
        row=row,
        column=column,
        value=value,
        unit=unit,
        sense=sense,
        reach=reach,
        dear=dear,
    )


def _dearest(world: World) -> float:
    """Return the highest price of a commodity, gross [USD per gross tonne]."""
    return max(row.price * row.content for row in world.commodities.values())


_MAKERS: Mapping[str, Maker] = {
    "budget": _limit,
    "build": _size,
    "capacity": _capacity,
    "emissions": _limit,
    "gate": _passage,
    "link": _passage,
    "build_rate": _limit,
    "stage_share": _limit,
    "offtake": _offtake,
    "stock": _stock,
    "store": _store,
    "training": _training,
    "fund": _fund,
    "measure": _measure,
    "origin_share": _limit,
    "transit_share": _transit,
    "relation": _relation,
    "resource": _resource,
    "workforce": _limit,
}
