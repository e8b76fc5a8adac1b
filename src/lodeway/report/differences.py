"""How two plans differ: one sentence for each difference, which names what caused it, and the tables behind them."""

from __future__ import annotations

import dataclasses
import math
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lodeway.errors import UsageError
from lodeway.plan.result import LimitUse, Plan
from lodeway.report import words
from lodeway.report.figures import Table, figure, table
from lodeway.report.lookup import Lookup
from lodeway.report.subjects import gates_of
from lodeway.report.tables import compare
from lodeway.report.why import label
from lodeway.scenario.digest import WORDING
from lodeway.scenario.model import Scenario
from lodeway.scenario.places import hint
from lodeway.schema import TABLES, key

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Comparison", "Difference", "comparison", "tables", "write_page"]

WIDTH = 100
"""Columns of text."""
SHOWN = 12
"""Differences of one topic that are told, the weightiest first; the tables have all."""
LEAST = 1e-3
"""Share of the larger value below which two values are the same."""
NOTE = (
    "B less A. The cause of a difference is, in this order, a change of its own row between the two scenarios, a limit that "
    "they state differently and that binds on its goods, another row that they state differently and that bears on its goods, the "
    "limit that binds in one plan and not in the other and weighs most on its goods, or the price of its goods where it stands."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference between two plans."""

    topic: str = figure("scenario, cost, build, supply, unmet, gate or limit.")
    what: str = figure("Id of what differs; ids joined by a slash.")
    a: float = figure("Value in plan A.", title="A", kind="number", digits=1)
    b: float = figure("Value in plan B.", title="B", kind="number", digits=1)
    unit: str = figure("Unit of both.")
    cause: str = figure("What caused it.")
    text: str = figure("The same in a sentence.", title="In words")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Comparison:
    """Two plans and their differences. Printed it is what ``lodeway compare`` prints."""

    a: Plan
    b: Plan
    names: tuple[str, str]
    differences: tuple[Difference, ...]
    tables: tuple[Table, ...]

    @property
    def title(self) -> str:
        """Return which plan is set against which."""
        return f"{self.names[1]} against {self.names[0]}"

    def to_dict(self) -> dict[str, Any]:
        """Return the document that ``lodeway compare --json`` prints: the plans, and the rows of each table."""
        plans = [
            {
                "name": name,
                "scenario": plan.scenario,
                "case": plan.case,
                "digest": plan.digest,
                "objective": plan.objective,
            }
            for name, plan in zip(self.names, (self.a, self.b), strict=True)
        ]
        rows = {
            one.name: [dict(zip([c.key for c in one.columns], map(_plain, row), strict=True)) for row in one.rows]
            for one in self.tables
        }
        return {"a": plans[0], "b": plans[1]} | rows

    def to_frame(self, name: str = "differences") -> pl.DataFrame:
        """Return one of the tables: differences (with their causes), cost, builds, supply or unmet; what is missing is null.

        Raises
        ------
        UsageError
            When there is no such table.
        """
        known = {one.name: one for one in self.tables}
        if name not in known:
            raise UsageError(f"no table {name!r}; {hint(name, known, name='tables')}")
        return known[name].to_frame()

    def __repr__(self) -> str:
        """Return what ``lodeway compare`` prints."""
        lines = [self.title]
        for row in self.differences:
            lines += textwrap.wrap(row.text, WIDTH, initial_indent="- ", subsequent_indent="  ")
        return "\n".join(lines if self.differences else [*lines, "They are the same."])


def _plain(cell: Any) -> Any:
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    return list(cell) if isinstance(cell, tuple) else cell


def comparison(a: Plan, b: Plan, first: Scenario, second: Scenario, *, names: tuple[str, str]) -> Comparison:
    """Return how plan B differs from plan A.

    Parameters
    ----------
    a, b
        The plans.
    first, second
        The scenarios they answer.
    names
        What they are called.

    Raises
    ------
    UsageError
        When the plans are of other years, or their money of another year: their costs and tonnes are then not of the same thing.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from lodeway.plan import plan
    >>> from lodeway.plan.sample import sample
    >>> dear = replace(sample(), processes=(sample().processes[0], replace(sample().processes[1], capex=1e6)))
    >>> found = comparison(plan(sample()), plan(dear), sample(), dear, names=("cheap", "dear"))
    >>> next(row.text for row in found.differences if row.topic == "build")
    'dear does not build pit-2 (200 t/a in cheap), because its row of processes differs: capex 3,000 in cheap, 1,000,000 in dear.'
    """
    for setting, remedy in (("years", "plan the same years"), ("price_year", "state both in USD of one year")):
        one, other = _setting(first, setting), _setting(second, setting)
        if one != other:
            raise UsageError(
                f"{names[0]} and {names[1]} cannot be compared: {setting} {one} and {other}; {remedy}, then compare"
            )
    told = tuple(_Pair(a, b, first, second, names).tell())
    return Comparison(a=a, b=b, names=names, differences=told, tables=tables(a, b, Lookup(second), told))


def tables(a: Plan, b: Plan, lookup: Lookup, told: tuple[Difference, ...]) -> tuple[Table, ...]:
    """Return the tables of a comparison: differences in words, cost, builds, supply, unmet demand."""
    note = (
        "B less A. Money as present value in USD of the scenario's price year; tonnes are contained tonnes of one year."
    )
    return (
        table("differences", "Differences and their causes", NOTE, Difference, told),
        table("cost", "Cost by part", note, compare.CostChange, compare.cost(b, a)),
        table("builds", "Builds", note, compare.BuildChange, compare.builds(b, a)),
        table("supply", "Supply by origin", note, compare.SupplyChange, compare.supply(b, a)),
        table("unmet", "Unmet demand", note, compare.UnmetChange, compare.unmet(b, a)),
    )


class _Pair:
    """Two plans with everything that their differences look up."""

    def __init__(self, a: Plan, b: Plan, first: Scenario, second: Scenario, names: tuple[str, str]) -> None:
        self.a, self.b, self.first, self.second, self.names = a, b, first, second, names
        self.lookup = Lookup(second)

    def tell(self) -> Iterator[Difference]:
        yield from self._scenario()
        yield from self._cost()
        for topic in (self._builds, self._unmet, self._supply, self._gates, self._limits):
            rows = sorted(topic(), key=lambda pair: -pair[0])
            yield from (row for _, row in rows[:SHOWN])

    @cached_property
    def changed(self) -> dict[tuple[str, str], tuple[Any, Any]]:
        """Rows that differ between the scenarios, by table and key; None where there is none."""
        found = {}
        for name in TABLES:
            rows = [{str(key(name, row)): row for row in getattr(one, name)} for one in (self.first, self.second)]
            for row in sorted(rows[0].keys() | rows[1].keys()):
                pair = rows[0].get(row), rows[1].get(row)
                if repr(pair[0]) != repr(pair[1]):
                    found[name, row] = pair
        return found

    def _scenario(self) -> Iterator[Difference]:
        yield from self._settings()
        for (name, row), (before, after) in self.changed.items():
            yield self._row(name, row, before, after)

    def _settings(self) -> Iterator[Difference]:
        """Tell every setting that differs: all of the scenario that enters its digest but the tables."""
        for field in dataclasses.fields(Scenario):
            values = getattr(self.first, field.name), getattr(self.second, field.name)
            if field.name in TABLES or field.name in WORDING or values[0] == values[1]:
                continue
            before, after = (_setting(one, field.name) for one in (self.first, self.second))
            numbers = [float(value) if isinstance(value, int | float) else math.nan for value in values]
            yield Difference(
                topic="scenario",
                what=field.name,
                a=numbers[0],
                b=numbers[1],
                unit="",
                cause="stated",
                text=f"{self.names[1]} has {field.name} {after} in place of {before}.",
            )

    def _row(self, name: str, row: str, before: Any, after: Any) -> Difference:
        if before is None or after is None:
            text = f"{self.names[1]} {'adds' if before is None else 'leaves out'} {row} in {name}."
        else:
            text = f"{self.names[1]} changes {row} in {name}: {self._cells(before, after)}."
        return Difference(
            topic="scenario", what=f"{name}/{row}", a=math.nan, b=math.nan, unit="", cause="stated", text=text
        )

    def _cells(self, before: Any, after: Any) -> str:
        cells = []
        for field in dataclasses.fields(before):
            old, new = getattr(before, field.name), getattr(after, field.name)
            if repr(old) != repr(new) and field.name not in ("source", "note", "range", "confidence"):
                cells.append(f"{field.name} {_cell(old)} in {self.names[0]}, {_cell(new)} in {self.names[1]}")
        return "; ".join(cells) or "its source"

    def _cost(self) -> Iterator[Difference]:
        for row in compare.cost(self.b, self.a):
            if abs(row.change) > max(1.0, 1e-9 * abs(row.base)):
                more = "more" if row.change > 0 else "less"
                part = "in all" if row.part == "all" else f"for {row.part}"
                largest = max(
                    (one for one in compare.cost(self.b, self.a) if one.part != "all"), key=lambda one: abs(one.change)
                )
                cause = f"most of it {largest.part}" if row.part == "all" else "builds, supply and shortages below"
                yield Difference(
                    topic="cost",
                    what=row.part,
                    a=row.base,
                    b=row.case,
                    unit="USD",
                    cause=cause,
                    text=f"{self.names[1]} costs {words.money(abs(row.change))} {more} {part}"
                    + (f", {cause}." if row.part == "all" else "."),
                )

    def _builds(self) -> Iterator[tuple[float, Difference]]:
        for row in compare.builds(self.b, self.a):
            name = row.name or row.what
            size = {
                "added": f"builds {name} ({words.amount(row.case_size)} {row.unit}, {row.case_year})",
                "dropped": f"does not build {name} ({words.amount(row.base_size)} {row.unit} in {self.names[0]})",
                "larger": f"builds {name} larger, {words.amount(row.case_size)} in place of {words.amount(row.base_size)} {row.unit}",
                "smaller": f"builds {name} smaller, {words.amount(row.case_size)} in place of {words.amount(row.base_size)} {row.unit}",
                "earlier": f"builds {name} earlier, {row.case_year} in place of {row.base_year}",
                "later": f"builds {name} later, {row.case_year} in place of {row.base_year}",
            }[row.change]
            tables = {"process": "processes", "gate": "gates", "link": "links", "training": "training"}
            cause = self._cause(row.commodity, {row.what, row.country}, (tables[row.kind], row.what))
            yield (
                abs(row.capex_change) or 1.0,
                self._told("build", row.what, row.base_size, row.case_size, row.unit, size, cause),
            )

    def _unmet(self) -> Iterator[tuple[float, Difference]]:
        totals: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for row in compare.unmet(self.b, self.a):
            totals[row.market, row.commodity][0] += row.base
            totals[row.market, row.commodity][1] += row.case
        for (market, commodity), (before, after) in totals.items():
            more = "more" if after > before else "less"
            what = f"leaves {self.lookup.market_name(market)} {words.tonnes(abs(after - before))} {more} short of "
            what += self.lookup.commodity_name(commodity)
            cause = self._cause(commodity, {market}, ("demands", market))
            weight = abs(after - before) * self.lookup.price(commodity)
            yield weight, self._told("unmet", f"{market}/{commodity}", before, after, "t", what, cause)

    def _supply(self) -> Iterator[tuple[float, Difference]]:
        totals: dict[tuple[str, str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        whole: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for place, plan in enumerate((self.a, self.b)):
            for row in plan.supply:
                totals[row.market, row.commodity, row.origin][place] += row.tonnes
                whole[row.market, row.commodity][place] += row.tonnes
        for (market, commodity, origin), (before, after) in totals.items():
            if abs(after - before) <= LEAST * max(before, after):
                continue
            shares = [
                100 * part / all_ if all_ > 0 else 0.0
                for part, all_ in zip((before, after), whole[market, commodity], strict=True)
            ]
            more = "more" if after > before else "less"
            what = (
                f"brings {self.lookup.market_name(market)} {words.tonnes(abs(after - before))} {more} "
                f"{self.lookup.commodity_name(commodity)} from {self.lookup.country_name(origin)} ({words.percent(shares[1])} of it in "
                f"place of {words.percent(shares[0])})"
            )
            cause = self._cause(commodity, {market, origin}, ("relations", f"{origin}/{market}/{commodity}"))
            weight = abs(after - before) * self.lookup.price(commodity)
            yield weight, self._told("supply", f"{origin}/{market}/{commodity}", before, after, "t", what, cause)

    def _gates(self) -> Iterator[tuple[float, Difference]]:
        totals: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        moved: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for place, plan in enumerate((self.a, self.b)):
            for row in plan.routes:
                for gate in set(row.gates):
                    totals[gate][place] += row.gross_tonnes
                    moved[gate][row.commodity] += row.gross_tonnes * (1 if place else -1)
        for gate, (before, after) in totals.items():
            if abs(after - before) > LEAST * max(before, after):
                more = "more" if after > before else "fewer"
                top = max(moved[gate], key=lambda name: abs(moved[gate][name]))
                what = f"sends {words.tonnes(abs(after - before)).removesuffix(' t')} {more} gross tonnes through {self._name(gate)}"
                cause = f"supply of {self.lookup.commodity_name(top)} moved"
                if ("gates", gate) in self.changed:
                    cause = self._own("gates", gate)
                yield abs(after - before), self._told("gate", gate, before, after, "gross t", what, cause)

    def _limits(self) -> Iterator[tuple[float, Difference]]:
        for (kind, scope), (before, after) in self._worth.items():
            if abs(after - before) > LEAST * max(before, after):
                limit = label(kind, scope, self.lookup, self._names)
                if before == 0:
                    what = f"is bound by {limit}, which does not bind in {self.names[0]}"
                elif after == 0:
                    what = f"is no longer bound by {limit}"
                else:
                    what = f"pays {'more' if after > before else 'less'} for {limit}"
                name = {"measure": "measures", "relation": "relations", "gate": "gates"}.get(kind, "limits")
                row = scope if name in ("relations", "gates", "measures") else scope.split("/")[0]
                cause = self._own(name, row) if (name, row) in self.changed else "what is bought and built changed"
                yield abs(after - before), self._told("limit", f"{kind}/{scope}", before, after, "USD", what, cause)

    @cached_property
    def _worth(self) -> dict[tuple[str, str], tuple[float, float]]:
        """What one percent more of each limit is worth in both plans [USD], over all years."""
        found: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for place, plan in enumerate((self.a, self.b)):
            for row in plan.limits:
                if row.kind != "demand" and row.price > 0:
                    found[row.kind, row.scope][place] += _weight(row)
        return {name: (values[0], values[1]) for name, values in sorted(found.items())}

    def _cause(self, commodity: str, names: set[str], own: tuple[str, str]) -> str:
        """Return what caused a difference: its own row, a limit on its goods, or what they are worth."""
        for name, row in self.changed:
            if name == own[0] and (row == own[1] or row.startswith(f"{own[1]}/")):
                return self._own(name, row)
        goods = {commodity, *self._downstream(commodity)} - {""}
        best = max(
            (
                (
                    ("limits", scope.split("/")[0]) in self.changed,
                    bool(names & set(scope.split("/"))),
                    abs(after - before),
                    after > before,
                    kind,
                    scope,
                )
                for (kind, scope), (before, after) in self._worth.items()
                if abs(after - before) > LEAST * max(before, after) and self._bears(kind, scope, goods, names)
            ),
            default=None,
        )
        stated = self._stated(goods)
        if best is not None and (best[0] or not stated):
            *_, harder, kind, scope = best
            stem = ("limits", scope.split("/")[0])
            whose = ""
            if stem in self.changed:
                before, after = self.changed[stem]
                whose = (
                    f", which {self.names[1]} {'adds' if before is None else 'drops' if after is None else 'changes'},"
                )
            return f"{label(kind, scope, self.lookup, self._names)}{whose} {'binds harder' if harder else 'binds less'}"
        return stated or self._worth_words(commodity, names)

    def _bears(self, kind: str, scope: str, goods: set[str], names: set[str]) -> bool:
        """Return whether a limit could move goods: it names them, or names no goods but a country or project of theirs."""
        parts = set(scope.split("/"))
        if kind in ("capacity", "resource", "build"):
            return False  # that more of a project's own room is wanted is what is to be explained
        named = parts & self.lookup.commodities.keys()
        return bool(named & goods) if named else bool(parts & names) or kind in ("budget", "emissions", "workforce")

    def _worth_words(self, commodity: str, names: set[str]) -> str:
        """Return how the worth of goods differs where they are needed; without a difference sources are swapped."""
        sites = {site for market in self.second.markets if market.id in names for site in market.sites}
        sites |= {process.site for process in self.second.processes if process.id in names}
        keys = [
            place
            for place in self.a.prices.keys() & self.b.prices.keys()
            if place[0] in sites and place[1] == commodity
        ]
        if keys:
            before, after = (math.fsum(plan.prices[place] for place in keys) / len(keys) for plan in (self.a, self.b))
            if abs(after - before) > 0.01 * max(abs(before), abs(after)):
                return f"a tonne there is worth {words.price(after)} in place of {words.price(before)}"
        if not commodity:
            return "other goods pass"
        goods = self.lookup.commodity_name(commodity)
        return f"sources that cost about the same are swapped: no limit on {goods} differs, and it is worth as much as before"

    def _stated(self, goods: set[str]) -> str:
        """Return the rows of the scenarios that differ and bear on goods, in words."""
        elements = {row.element for row in self.second.commodities if row.id in goods}
        hits = []
        for (name, row), pair in self.changed.items():
            one = pair[1] if pair[1] is not None else pair[0]
            touched = elements & set(getattr(one, "elements", ())) or getattr(one, "commodity", None) in goods
            if name in ("bans", "gates", "links") or touched:
                verb = "adds" if pair[0] is None else "leaves out" if pair[1] is None else "changes"
                hits.append(f"{self.names[1]} {verb} {row} in {name}")
        return words.join(hits[:3]) + (f" and {len(hits) - 3} more rows" if len(hits) > 3 else "")

    def _downstream(self, commodity: str) -> set[str]:
        found: set[str] = set()
        wanted = [commodity]
        while wanted:
            name = wanted.pop()
            for recipe in self.lookup.yields.values():
                if name in recipe.inputs:
                    wanted += [made for made in recipe.outputs if made not in found]
                    found |= set(recipe.outputs)
        return found

    def _own(self, table: str, row: str) -> str:
        before, after = self.changed[table, row]
        if before is None or after is None:
            return f"its row of {table} is {'new' if before is None else 'gone'}"
        return f"its row of {table} differs: {self._cells(before, after)}"

    def _told(self, topic: str, what: str, a: float, b: float, unit: str, text: str, cause: str) -> Difference:
        return Difference(
            topic=topic, what=what, a=a, b=b, unit=unit, cause=cause, text=f"{self.names[1]} {text}, because {cause}."
        )

    @cached_property
    def _names(self) -> dict[str, str]:
        return {gate.id: gate.name or gate.id for gate in gates_of(self.second)}

    def _name(self, gate: str) -> str:
        return self._names.get(gate, gate)


def _weight(row: LimitUse) -> float:
    return row.price * row.bound / 100 if math.isfinite(row.bound) else 0.0


def _setting(scenario: Scenario, name: str) -> str:
    """Return a setting in words."""
    value = getattr(scenario, name)
    if name == "years":
        return f"{value[0]}-{value[-1]}"
    if name == "target":
        return "none" if value is None else f"{value.name} ({words.amount(value.amount)} {value.currency})"
    return str(value) if name == "price_year" else _cell(value)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "nothing" if math.isnan(value) else words.amount(value)
    if isinstance(value, tuple):
        return ";".join(map(str, value)) or "nothing"
    return str(value) or "nothing"


def write_page(path: Path, found: Comparison) -> None:
    """Write a comparison as one page that opens from disk and asks nothing of the network.

    Parameters
    ----------
    path
        The HTML file, which is overwritten.
    found
        What `comparison` returned.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    from importlib import resources

    from markupsafe import Markup

    from lodeway import __version__
    from lodeway.report.files import write_whole
    from lodeway.report.page.render import environment

    style = (resources.files("lodeway.report.page") / "static" / "page.css").read_text("utf-8")
    topics: dict[str, list[str]] = defaultdict(list)
    for row in sorted(found.differences, key=lambda row: (row.topic, row.what) == ("cost", "all"), reverse=True):
        topics[_TOPICS[row.topic]].append(row.text)
    text = (
        environment()
        .get_template("compare.html")
        .render(
            title=f"{found.names[1]} against {found.names[0]}",
            names=found.names,
            plans=(found.a, found.b),
            topics=topics,
            tables=[(one, [[_shown(cell) for cell in row] for row in one.rows]) for one in found.tables],
            style=Markup(style),
            version=__version__,
        )
    )
    write_whole(path, text)


def _shown(cell: Any) -> str:
    if isinstance(cell, float):
        return "" if math.isnan(cell) else f"{cell:,.6g}" if abs(cell) < 1000 else f"{cell:,.0f}"
    return ", ".join(map(str, cell)) if isinstance(cell, tuple) else str(cell)


_TOPICS = {
    "scenario": "What the scenarios state differently",
    "cost": "Cost",
    "build": "Builds",
    "unmet": "Unmet demand",
    "supply": "Supply by origin",
    "gate": "Tonnes through gates",
    "limit": "Limits that bind",
}
