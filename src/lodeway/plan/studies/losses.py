"""What may be lost: a supplier country, a gate, a port, a link, all that an operator runs, or any group of elements at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lodeway.errors import UsageError
from lodeway.plan.instance.lanes import Lane
from lodeway.plan.instance.world import World
from lodeway.scenario.places import hint

__all__ = ["KINDS", "Element", "Loss", "leaves", "losses"]

KINDS = ("country", "gate", "port", "link", "process", "operator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A member of a group that is lost together, such as all that one operator runs."""

    group: str
    kind: str
    """One of `KINDS`; `losses` tells of any other."""
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What is lost at once, from the first year on.

    A country that is lost sends nothing abroad; it still supplies itself, and goods of others may still pass through. A gate or link that is
    lost lets nothing pass. A process that is lost makes nothing. An operator that is lost takes the processes of its sites, its gates
    and its links along.
    """

    kind: str
    id: str
    name: str
    countries: frozenset[str] = frozenset()
    gates: frozenset[int] = frozenset()
    """Indices into the network's gates."""
    links: frozenset[int] = frozenset()
    """Indices into the network's links."""
    processes: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells it from others."""
        return self.kind, self.id


def losses(world: World, kinds: Sequence[str], groups: Sequence[Element] = ()) -> tuple[Loss, ...]:
    """Return every single loss of the kinds asked for, and of every group, in order of kind and id.

    Raises
    ------
    UsageError
        When a kind or a group's member is unknown.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.plan.sample import sample
    >>> from lodeway.plan.instance.world import world
    >>> [(loss.kind, loss.id) for loss in losses(world(sample(), build(sample())), ["country", "gate"])]
    [('country', 'AAA'), ('gate', 'harbour')]
    """
    found: dict[tuple[str, str], Loss] = {}
    for kind in kinds:
        if kind not in KINDS:
            raise UsageError(f"nothing of kind {kind!r} can be lost; {hint(kind, KINDS, name='kinds')}")
        for element in _all(world, kind):
            loss = _single(world, kind, element)
            found[loss.key] = loss
    members: dict[str, list[Loss]] = {}
    for row in groups:
        if row.kind not in KINDS:
            raise UsageError(
                f"group {row.group!r}: nothing of kind {row.kind!r}; {hint(row.kind, KINDS, name='kinds')}"
            )
        known = _all(world, row.kind, every=True)
        if row.id not in known:
            raise UsageError(f"group {row.group!r}: no {row.kind} {row.id!r}; {hint(row.id, known, name=row.kind)}")
        members.setdefault(row.group, []).append(_single(world, row.kind, row.id))
    for group, parts in members.items():
        found["group", group] = _joint("group", group, parts)
    return tuple(found[key] for key in sorted(found))


def leaves(world: World, lane: Lane) -> bool:
    """Return whether a lane leads out of its country: to a plant elsewhere, or to a market that is not its own.

    A bloc's supply of itself stays at home; what goes to the rest of the world leaves, though its country is part of it.
    """
    if not lane.market:
        return world.country[lane.destinations[0]] != lane.country
    return lane.market not in world.where.blocs or lane.country not in world.where.members(lane.market)


def _joint(kind: str, name: str, parts: Sequence[Loss]) -> Loss:
    """Return the loss of several things at once."""
    return Loss(
        kind=kind,
        id=name,
        name=name,
        countries=frozenset().union(*(part.countries for part in parts)),
        gates=frozenset().union(*(part.gates for part in parts)),
        links=frozenset().union(*(part.links for part in parts)),
        processes=frozenset().union(*(part.processes for part in parts)),
    )


def _run_by(world: World) -> dict[str, list[tuple[str, str]]]:
    """Return what each operator runs: kind and id of processes at its sites, gates and links."""
    found: dict[str, list[tuple[str, str]]] = {}
    runs = {site.id: site.operator for site in world.scenario.sites}
    for operation in world.operations:
        found.setdefault(runs[operation.process.site], []).append(("process", operation.process.id))
    for kind, rows in (("gate", world.network.gates), ("link", world.network.links)):
        for row in rows:
            found.setdefault(row.operator, []).append((kind, row.id))
    return {name: members for name, members in found.items() if name}


def _all(world: World, kind: str, *, every: bool = False) -> list[str]:
    if kind == "country":
        return sorted({lane.country for lane in world.lanes if every or leaves(world, lane)})
    if kind in ("gate", "port"):
        return sorted(gate.id for gate in world.network.gates if kind == "gate" or gate.kind == "port")
    if kind == "link":
        return sorted(link.id for link in world.network.links)
    if kind == "operator":
        return sorted(_run_by(world))
    return sorted(operation.process.id for operation in world.operations)


def _single(world: World, kind: str, name: str) -> Loss:
    if kind == "country":
        return Loss(kind=kind, id=name, name=name, countries=frozenset((name,)))
    if kind == "operator":
        return _joint(kind, name, [_single(world, *member) for member in _run_by(world)[name]])
    if kind in ("gate", "port"):
        number, gate = next((n, gate) for n, gate in enumerate(world.network.gates) if gate.id == name)
        return Loss(kind=kind, id=name, name=gate.name or name, gates=frozenset((number,)))
    if kind == "link":
        number, link = next((n, link) for n, link in enumerate(world.network.links) if link.id == name)
        return Loss(kind=kind, id=name, name=link.name or name, links=frozenset((number,)))
    process = next(row.process for row in world.operations if row.process.id == name)
    return Loss(kind=kind, id=name, name=process.name or name, processes=frozenset((name,)))
