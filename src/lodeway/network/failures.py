"""What the loss of each single gate or link costs every pair of places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.network._structure import Found, forward
from lodeway.network.model import Network

__all__ = ["Failures", "Loss", "failures"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loss:
    """What is lost with one gate or hand-made link."""

    kind: str
    """gate or link."""
    id: str
    extra: Array
    """What the best way weighs more, by origin and destination; infinite where no way is left."""

    @property
    def pairs(self) -> int:
        """Pairs whose best way uses it."""
        return int((self.extra > 0).sum())

    @property
    def cut(self) -> int:
        """Pairs that are cut off."""
        return int(np.isinf(self.extra).sum())

    @property
    def mean(self) -> float:
        """Mean extra weight of the pairs that are not cut off, all pairs counted."""
        finite = self.extra[np.isfinite(self.extra)]
        return float(finite.mean()) if finite.size else 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Failures:
    """All single failures, the gravest first: most pairs cut off, then the greatest mean extra weight."""

    weight: Array
    """Of the best way of each pair when nothing fails."""
    losses: tuple[Loss, ...]
    searches: int
    """Searches from one origin that were needed, beside the first from each."""


def failures(network: Network, weight: Array, places: Sequence[int]) -> Failures:
    """Return what the loss of each gate and hand-made link costs every pair of places.

    Only the gates and links that some pair's best way uses are looked at, and for each only the origins whose best
    ways use it are searched again: for all others nothing changes.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    weight
        Of each leg, infinite where it may not be used.
    places
        Terminals: every pair of them counts, in both directions.

    Examples
    --------
    >>> from lodeway.network import Terms, build, weights
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> found = failures(network, weights(network, Terms(year=2026)), network.site_terminal)
    >>> [(loss.kind, loss.id, loss.cut) for loss in found.losses]
    [('gate', 'harbour', 2), ('link', 'lane', 2), ('link', 'line', 2)]
    """
    ends = np.asarray(places, dtype=np.intp)
    base = forward(network, weight, ends)
    users = _users(network, base, ends)
    names = {"gate": [gate.id for gate in network.gates], "link": [link.id for link in network.links]}
    legs = {"gate": network.legs.gate, "link": network.legs.link}
    losses: list[Loss] = []
    searches = 0
    for (kind, number), rows in sorted(users.items()):
        broken = weight.copy()
        broken[legs[kind] == number] = np.inf
        again = forward(network, broken, ends[rows]).weight[:, ends]
        searches += len(rows)
        extra = np.zeros((ends.size, ends.size))
        before = base.weight[np.asarray(rows)][:, ends]
        known = np.isfinite(before)
        extra[rows] = np.where(known, again - np.where(known, before, 0.0), 0.0)
        # Ties in another order of summing are no loss.
        extra[extra < 1e-9 * np.abs(np.where(np.isfinite(extra), extra, 1.0)).max(initial=1.0)] = 0.0
        losses.append(Loss(kind=kind, id=names[kind][number], extra=extra))
    losses.sort(key=lambda loss: (-loss.cut, -loss.mean, loss.kind, loss.id))
    return Failures(weight=base.weight[:, ends], losses=tuple(losses), searches=searches)


def _users(network: Network, base: Found, ends: NDArray[np.intp]) -> dict[tuple[str, int], list[int]]:
    """Return for each gate and link the rows of the origins whose best way to some end uses it."""
    users: dict[tuple[str, int], list[int]] = {}
    for row in range(ends.size):
        used = np.unique(_legs_of_tree(network, base.leg[row], ends))
        for kind, column in (("gate", network.legs.gate), ("link", network.legs.link)):
            for number in np.unique(column[used]):
                if number >= 0:
                    users.setdefault((kind, int(number)), []).append(row)
    return users


def _legs_of_tree(network: Network, leg: NDArray[np.int32], ends: NDArray[np.intp]) -> NDArray[np.int32]:
    """Return the legs of the best ways from one origin to the ends, each place on them visited once."""
    here, seen, legs = np.unique(ends), np.zeros(leg.size, dtype=np.bool_), []
    while here.size:
        here = here[~seen[here] & (leg[here] >= 0)]
        seen[here] = True
        legs.append(leg[here])
        here = np.unique(network.legs.tail[leg[here]])
    return np.concatenate(legs) if legs else np.zeros(0, dtype=np.int32)
