"""Where goods were mined or made at an earlier stage, carried through refineries where a limit asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lodeway.plan.instance.operations import Operation
from lodeway.scenario import home, stated_demand
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Commodity, Limit

__all__ = ["MINE", "NOWHERE", "OTHER", "Tracks", "point_of", "tracks"]

MINE = "mine"
"""The point of a chain at which its element first appears; other points are stages."""
OTHER = "other"
"""Every country that no limit tells apart."""
NOWHERE = "none"
"""The goods have not passed that point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracks:
    """Labels of goods: for each point that some limit asks for, the country in which they passed it, joined by ``+``.

    Commodities that no limit follows have no label. Shares of labels are exact: every label has its own balances and
    lanes; capacities, demands and limits hold for the sum.
    """

    points: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Element to its points, in order."""
    named: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """(element, point) to the countries told apart there."""
    followed: Mapping[str, str] = field(default_factory=dict)
    """Commodity that carries labels to its element."""
    made: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """(site, commodity) to the labels of what is made there."""
    flows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Commodity to the labels of what may arrive anywhere."""

    def at(self, site: str, commodity: str) -> tuple[str, ...]:
        """Return the labels of what leaves a site: the empty one where nobody follows it."""
        return self.made.get((site, commodity), ()) if commodity in self.followed else ("",)

    def arriving(self, commodity: str) -> tuple[str, ...]:
        """Return the labels of what may arrive."""
        return self.flows.get(commodity, ()) if commodity in self.followed else ("",)

    def tied(self, operation: Operation, commodity: str) -> tuple[tuple[str, float], ...]:
        """Return the followed inputs of a followed output's element, each with its share of their tonnes."""
        element = self.followed.get(commodity, "")
        fed = [(name, amount) for name, amount in operation.inputs if self.followed.get(name) == element]
        total = sum(amount for _, amount in fed)
        return tuple((name, amount / total) for name, amount in fed) if element else ()

    def out(self, operation: Operation, commodity: Commodity, label: str = "") -> str:
        """Return the label of an output made of feed of a label; without feed of its element it begins here."""
        points = self.points[commodity.element]
        before = label.split("+") if label else [NOWHERE] * len(points)
        return "+".join(
            self._told(commodity.element, point, operation.country)
            if point == commodity.stage or (point == MINE and not label)
            else was
            for point, was in zip(points, before, strict=True)
        )

    def passed(self, label: str, element: str, point: str) -> str:
        """Return where goods of a label passed a point."""
        return label.split("+")[self.points[element].index(point)]

    def stored(self, element: str, country: str) -> str:
        """Return the label of what lay in a stock before the plan: it counts as of the country that it lies in."""
        return "+".join(self._told(element, point, country) for point in self.points[element])

    def _told(self, element: str, point: str, country: str) -> str:
        return country if country in self.named[element, point] else OTHER


def point_of(limit: Limit, commodity: Commodity) -> str:
    """Return the point whose country a share counts; empty for the last process, which every lane knows.

    Examples
    --------
    >>> metal = Commodity(id="metal", element="antimony", stage="refined", price=1.0)
    >>> share = Limit(id="s", kind="stage_share", stage="concentrate", value=65.0, unit="%")
    >>> point_of(share, metal)
    'concentrate'
    """
    if limit.kind == "origin_share":
        return MINE if limit.origin == "mine" else ""
    return "" if limit.stage == commodity.stage else limit.stage


def tracks(scenario: Scenario, operations: Sequence[Operation]) -> Tracks:
    """Return the labels that the limits of a scenario ask for."""
    goods = {row.id: row for row in scenario.commodities}
    points: dict[str, set[str]] = defaultdict(set)
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    ends: set[str] = set()
    made_in = {operation.country for operation in operations}
    for limit, market, commodity in _asked(scenario):
        point, element = point_of(limit, goods[commodity]), goods[commodity].element
        if point:
            ends.add(commodity)
            points[element].add(point)
            own = home(scenario, market)
            chosen = {"*": made_in - own, "home": made_in & own}.get(limit.country, {limit.country})
            named[element, point] |= chosen
    if not ends:
        return Tracks()
    followed = _upstream(operations, goods, ends)
    plain = Tracks(
        points={element: tuple(sorted(found)) for element, found in points.items()},
        named={key: frozenset(found) for key, found in named.items()},
        followed=followed,
    )
    made, flows = _spread(scenario, operations, goods, plain)
    return Tracks(points=plain.points, named=plain.named, followed=followed, made=made, flows=flows)


def _asked(scenario: Scenario) -> Iterator[tuple[Limit, str, str]]:
    """Yield every share with the markets and commodities that it holds for."""
    wanted = sorted({key[:2] for key in stated_demand(scenario)})
    for limit in sorted(scenario.limits, key=lambda row: row.id):
        if limit.kind in ("origin_share", "stage_share"):
            for market, commodity in wanted:
                if limit.scope in ("*", market) and limit.commodity in ("*", commodity):
                    yield limit, market, commodity


def _upstream(operations: Sequence[Operation], goods: Mapping[str, Commodity], ends: set[str]) -> dict[str, str]:
    """Return the commodities from which processes make those of interest out of the same element, with the element."""
    found, size = set(ends), 0
    while size < len(found):
        size = len(found)
        for operation in operations:
            elements = {goods[name].element for name, _ in operation.outputs if name in found}
            found |= {name for name, _ in operation.inputs if goods[name].element in elements}
    return {name: goods[name].element for name in sorted(found)}


def _spread(
    scenario: Scenario, operations: Sequence[Operation], goods: Mapping[str, Commodity], plain: Tracks
) -> tuple[dict[tuple[str, str], tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return the labels by place and by commodity, spread from mines and stocks until no new one appears."""
    country = {site.id: site.country for site in scenario.sites}
    made: dict[tuple[str, str], set[str]] = defaultdict(set)
    flows: dict[str, set[str]] = defaultdict(set)
    for stock in scenario.stocks:
        if stock.place in country and stock.commodity in plain.followed and stock.initial > 0:
            made[stock.place, stock.commodity].add(plain.stored(plain.followed[stock.commodity], country[stock.place]))
    count = -1
    while count < sum(map(len, made.values())):
        count = sum(map(len, made.values()))
        for operation in operations:
            for name, _ in operation.outputs:
                if name in plain.followed:
                    fed = plain.tied(operation, name)
                    before = {label for goods_in, _ in fed for label in flows[goods_in]} if fed else {""}
                    made[operation.process.site, name] |= {plain.out(operation, goods[name], x) for x in before}
        for (_, name), labels in made.items():
            flows[name] |= labels
    return (
        {key: tuple(sorted(labels)) for key, labels in made.items()},
        {key: tuple(sorted(labels)) for key, labels in flows.items()},
    )
