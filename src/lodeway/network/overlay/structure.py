"""The overlay before it is priced: what joins what, over how many kilometres of which mode in which country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["NO_COUNTRY", "Structure", "joined"]

NO_COUNTRY = -1
"""Number of the country of a terminal at sea."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Structure:
    """Terminals and legs as arrays; it follows from atlas, gates and links, not from any rate."""

    countries: tuple[str, ...]
    """ISO 3166 alpha-3 code of each number in `terminal_country`."""
    changes: tuple[str, ...]
    """Change of mode of each number in `change`, such as "rail-sea"; the first is none."""
    terminal_country: NDArray[np.int16]
    terminal_node: NDArray[np.int32]
    terminal_name: tuple[str, ...]
    marks: Mapping[str, int]
    """Terminals that sites are attached to, by what they are: "rail:12" a node of the railways, "yard:poti" a port's."""
    flags: tuple[str, ...]
    flag_leg: NDArray[np.int32]
    """First of the two legs, there and back, that each flag is about; -1 for one about a place or the whole."""
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    mode: NDArray[np.int8]
    km: NDArray[np.float64]
    change: NDArray[np.int8]
    gate: NDArray[np.int32]
    link: NDArray[np.int32]
    opens: NDArray[np.int32]
    closes: NDArray[np.int32]
    access: NDArray[np.bool_]
    node_longitude: NDArray[np.float32]
    node_latitude: NDArray[np.float32]
    leg_nodes: NDArray[np.int32]
    leg_start: NDArray[np.int64]
    leg_dashed: NDArray[np.bool_]


def joined(base: Structure, more: Structure) -> Structure:
    """Return a structure with the terminals, nodes and legs of another added, whose numbering goes on from `base`."""
    codes = tuple(dict.fromkeys((*base.countries, *more.countries)))
    changes = tuple(dict.fromkeys((*base.changes, *more.changes)))
    country = np.asarray([*(codes.index(code) for code in more.countries), NO_COUNTRY], dtype=np.int16)
    change = np.asarray([changes.index(name) for name in more.changes], dtype=np.int8)

    def stack(name: str) -> NDArray[np.generic]:
        return np.concatenate((getattr(base, name), getattr(more, name)))

    return Structure(
        countries=codes,
        changes=changes,
        terminal_country=np.concatenate((base.terminal_country, country[more.terminal_country])),
        terminal_name=(*base.terminal_name, *more.terminal_name),
        marks={**base.marks, **more.marks},
        flags=(*base.flags, *more.flags),
        flag_leg=np.concatenate(
            (base.flag_leg, np.where(more.flag_leg < 0, -1, more.flag_leg + base.tail.size).astype(np.int32))
        ),
        change=np.concatenate((base.change, change[more.change])),
        leg_start=np.concatenate((base.leg_start, base.leg_start[-1] + more.leg_start[1:])),
        **{name: stack(name) for name in _STACKED},  # type: ignore[arg-type]
    )


_OF_TERMINALS_AND_NODES = ("terminal_node", "node_longitude", "node_latitude")
_OF_LEGS = ("tail", "head", "mode", "km", "gate", "link", "opens", "closes", "access", "leg_nodes", "leg_dashed")
_STACKED = (*_OF_TERMINALS_AND_NODES, *_OF_LEGS)
