"""What the loss of each gate, link, operator or railway costs every pair of places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.network.analysis.repair import Forest, costs, forest, repaired, steps
from lodeway.network.model import Network
from lodeway.network.search.structure import check
from lodeway.schema.tables import MODES

__all__ = ["Element", "Failures", "elements", "failures"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """Something that can fail, with all its legs at once."""

    kind: Literal["gate", "link", "operator", "leg"]
    id: str
    """Of the gate or hand-made link; an operator's name; of a leg its number and that of its mirror image."""
    legs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Failures:
    """What single failures cost each pair of places."""

    sites: tuple[str, ...]
    weight: Floats
    """Per pair, origins by destinations, before any failure; infinite where there is no way."""
    elements: tuple[Element, ...]
    """Those that some best way uses; the loss of any other costs nothing."""
    pairs: NDArray[np.intp]
    """Element, origin and destination of each entry of `loss`: every pair whose best way uses the element."""
    loss: Floats
    """Extra weight, infinite where the pair is cut off; 0 if another way is as good."""
    searches: int
    """Trees repaired, mostly the part behind the failure alone."""
    naive: int
    """Searches of the whole network that recomputing everything for each element takes."""

    def extra(self, element: int) -> Floats:
        """Return the extra weight of every pair when an element fails, NaN where there was no way before."""
        result = np.where(np.isfinite(self.weight), 0.0, np.nan)
        low, high = np.searchsorted(self.pairs[:, 0], [element, element + 1])
        result[self.pairs[low:high, 1], self.pairs[low:high, 2]] = self.loss[low:high]
        return result


def elements(network: Network, *, rail: bool = False) -> tuple[Element, ...]:
    """Return gates, hand-made links and their operators, each with its legs, and on request the other railway legs.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    rail
        Whether each railway leg that passes no gate and uses no hand-made link, with its mirror image, is one too.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.analysis.failures import elements
    >>> from lodeway.network.sample import sample
    >>> [(element.kind, element.id) for element in elements(build(sample()))]
    [('gate', 'harbour'), ('link', 'lane'), ('link', 'line')]
    """
    legs = network.legs
    gates: dict[int, list[int]] = {}
    links: dict[int, list[int]] = {}
    for leg in np.flatnonzero(legs.gate >= 0).tolist():
        gates.setdefault(int(legs.gate[leg]), []).append(leg)
    for leg in np.flatnonzero(legs.link >= 0).tolist():
        links.setdefault(int(legs.link[leg]), []).append(leg)
    found = [Element(kind="gate", id=network.gates[gate].id, legs=tuple(own)) for gate, own in sorted(gates.items())]
    found += [Element(kind="link", id=network.links[link].id, legs=tuple(own)) for link, own in sorted(links.items())]
    run: dict[str, set[int]] = {}
    for rows, legs_of in ((network.gates, gates), (network.links, links)):
        for number, own in legs_of.items():
            run.setdefault(rows[number].operator, set()).update(own)
    found += [Element(kind="operator", id=name, legs=tuple(sorted(own))) for name, own in sorted(run.items()) if name]
    if not rail:
        return tuple(found)
    pairs: dict[tuple[int, int, float], list[int]] = {}
    for leg in np.flatnonzero((legs.mode == MODES.index("rail")) & (legs.gate < 0)).tolist():
        if legs.link[leg] < 0:
            tail, head = int(legs.tail[leg]), int(legs.head[leg])
            pairs.setdefault((min(tail, head), max(tail, head), float(legs.km[leg])), []).append(leg)
    found += [Element(kind="leg", id="-".join(map(str, own)), legs=tuple(own)) for own in pairs.values()]
    return tuple(found)


def failures(
    network: Network,
    weight: Floats,
    sites: Sequence[str],
    which: Sequence[Element] | None = None,
) -> Failures:
    """Return what the loss of each element costs every pair of places.

    Parameters
    ----------
    network, weight
        As `lodeway.network.analysis.reach.reach` takes them.
    sites
        Ids of sites; each is an origin and a destination.
    which
        What can fail, one at a time: every gate, hand-made link and operator of these when left out.

    Returns
    -------
    Failures
        Extra weight per element and pair.

    Raises
    ------
    UsageError
        When a weight is missing or negative, or the network has no such site.

    Notes
    -----
    A failure changes only the pairs whose best ways use what fails. They are searched again from the origin or
    backward from the destination, whichever covers all of them with less work; and of a tree only the part that lies
    behind the failure, into which ways lead from the rest of the tree, whose weights stand (G. Ramalingam & T. Reps 1996,
    doi:10.1006/jagm.1996.0046). The result is that of recomputing everything.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.analysis.failures import failures
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> found = failures(network, network.legs.cost, network.sites)
    >>> found.extra(0).tolist()
    [[0.0, inf], [inf, 0.0]]
    """
    check(network, weight)
    chosen = elements(network) if which is None else tuple(which)
    if unknown := sorted(set(sites) - set(network.sites)):
        raise UsageError(f"the network has no site {', '.join(unknown)}")
    numbers = [network.sites.index(site) for site in sites]
    starts, ends = network.site_terminal[numbers].astype(np.intp), network.site_arrival[numbers].astype(np.intp)
    there = forest(network, weight, starts)
    back = forest(network, weight, ends, backward=True)
    leg, origin, destination = steps(there, ends)
    order = np.argsort(leg, kind="stable")
    leg, origin, destination = leg[order], origin[order], destination[order]
    kept: list[Element] = []
    pairs: list[NDArray[np.intp]] = []
    loss: list[Floats] = []
    searches = 0
    for element in chosen:
        own = np.unique(np.asarray(element.legs, dtype=np.intp))
        low, high = np.searchsorted(leg, own), np.searchsorted(leg, own + 1)
        if (low == high).all():
            continue
        uses = np.concatenate([np.arange(*span) for span in zip(low.tolist(), high.tolist(), strict=True)])
        table = np.zeros((ends.size, ends.size), dtype=np.bool_)
        table[origin[uses], destination[uses]] = True
        rows, columns = _cover(table, costs(there, own), costs(back, own))
        extra = np.zeros(table.shape)
        extra[:, columns] = _rise(back, columns, own, weight, starts).T
        extra[rows] = _rise(there, rows, own, weight, ends)
        hit = np.argwhere(table)
        pairs.append(np.column_stack([np.full(len(hit), len(kept), dtype=np.intp), hit]))
        loss.append(extra[table])
        searches += rows.size + columns.size
        kept.append(element)
    before = there.reached[:, ends]
    np.fill_diagonal(before, 0.0)
    return Failures(
        sites=tuple(sites),
        weight=before,
        elements=tuple(kept),
        pairs=np.concatenate(pairs) if pairs else np.zeros((0, 3), dtype=np.intp),
        loss=np.concatenate(loss) if loss else np.zeros(0),
        searches=searches,
        naive=len(kept) * ends.size,
    )


def _cover(
    table: NDArray[np.bool_], row_cost: Floats, column_cost: Floats
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows and columns that hold every True of a table, at little cost: the best bargains first.

    The rows, or the columns, that are at least half as good a bargain as the best are taken together.
    """
    left = table.copy()
    rows, columns = np.zeros(len(table), dtype=np.bool_), np.zeros(len(table), dtype=np.bool_)
    while left.any():
        by_row, by_column = left.sum(axis=1) / row_cost, left.sum(axis=0) / column_cost
        best = max(by_row.max(), by_column.max())
        if by_row.max() == best:
            chosen = by_row >= best / 2
            rows |= chosen
            left[chosen] = False
        else:
            chosen = by_column >= best / 2
            columns |= chosen
            left[:, chosen] = False
    return np.flatnonzero(rows), np.flatnonzero(columns)


def _rise(
    trees: Forest, rows: NDArray[np.intp], lost: NDArray[np.intp], weight: Floats, ends: NDArray[np.intp]
) -> Floats:
    """Return how much more the ways between the places of `rows` and all places weigh without the lost legs."""
    before = trees.reached[rows][:, ends]
    if not rows.size:
        return before
    after = repaired(trees, rows, lost, weight, ends)
    known = np.isfinite(before)
    return np.where(known, after - np.where(known, before, 0.0), 0.0)
