"""Natural-hazard exposure: how much of a way runs near features that a user brings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.errors import UsageError
from lodeway.network._nearness import Index
from lodeway.network._sampling import Samples, Stretches, sample
from lodeway.network.features import Features
from lodeway.network.model import Network
from lodeway.schema.tables import MODES

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Exposure", "Part", "Shares", "Stretch", "exposure", "leg_exposure", "line_exposure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What of a way belongs to one mode or one country."""

    name: str
    """Mode, or ISO 3166 alpha-3 code; empty at sea."""
    length: float
    """Kilometres of the way."""
    km: float
    """Kilometres within the distance."""
    share: float
    """NaN when there is no length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a way that runs within the distance of features without a break."""

    mode: str
    country: str
    start: float
    """Kilometres from the origin."""
    km: float
    feature: str
    """Name of the feature that it comes nearest to."""
    nearest: float
    """Least distance to it [km]; 0 inside an area."""
    uncertain: bool
    """Some of it is drawn straight, so that the true line may run up to 10 km aside."""
    leg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """How much of a way runs within a distance of features."""

    features: str
    within: float
    """The distance [km]."""
    length: float
    """Kilometres of the way."""
    km: float
    """Kilometres of it within the distance."""
    share: float
    """``km / length``; NaN for a way without length."""
    share_low: float
    """Share if the true line runs 10 km farther off wherever it is drawn straight."""
    share_high: float
    """Share if it runs 10 km nearer there."""
    uncertain: float
    """Share of the way that is drawn straight (dashed, or more than 10 km between two known places)."""
    by_mode: tuple[Part, ...]
    by_country: tuple[Part, ...]
    """A crossing counts to the country that it enters."""
    stretches: tuple[Stretch, ...]
    """In order of travel."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shares:
    """Share of each line within a distance of features, as arrays of one entry per line."""

    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    uncertain: NDArray[np.bool_]


def line_exposure(
    longitude: ArrayLike,
    latitude: ArrayLike,
    other_longitude: ArrayLike,
    other_latitude: ArrayLike,
    features: Features,
    *,
    within: float,
    uncertain: ArrayLike = False,
) -> Shares:
    """Return which share of each great circle between two places lies within a distance of features.

    Parameters
    ----------
    longitude, latitude, other_longitude, other_latitude
        Degrees, shape (n,): both ends.
    features
        What `lodeway.network.features.read_features` returned.
    within
        Kilometres on the sphere; 0 counts what lies inside areas only.
    uncertain
        Lines whose course is not known; those longer than 10 km always are.

    Returns
    -------
    Shares
        A line is looked at in equal parts of at most 1 km, so that each end of an exposed stretch is right to 0.5 km. `low` and
        `high` move uncertain lines 10 km away from features and towards them.

    Raises
    ------
    UsageError
        When the distance is negative or not a number.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from lodeway.network.features import read_features
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "fault.geojson"
    ...     _ = file.write_text('{"type": "LineString", "coordinates": [[70, 39], [70, 41]]}')
    ...     fault = read_features(file)
    >>> shares = line_exposure([69.95, 70.0], [40.0, 40.0], [70.05, 70.1], [40.0, 40.0], fault, within=5)
    >>> shares.share.round(2).tolist()
    [1.0, 0.56]
    """
    stretches = Stretches.of(longitude, latitude, other_longitude, other_latitude, uncertain=uncertain)
    found = sample(stretches, Index.of(features), _distance(within))
    return _shares(found, stretches)


def _shares(found: Samples, stretches: Stretches) -> Shares:
    count = stretches.km.size
    share, low, high = (found.share(flag, count) for flag in (found.near, found.low, found.high))
    return Shares(share=share, low=low, high=high, uncertain=stretches.uncertain)


def _distance(within: float) -> float:
    if not (math.isfinite(within) and within >= 0):
        raise UsageError(f"the distance must be a number of kilometres from 0 up, not {within}")
    return within


def exposure(network: Network, legs: Sequence[int], features: Features, *, within: float) -> Exposure:
    """Return how much of a way runs within a distance of features, and where.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    legs
        Indices of the legs in order of travel: `Path.legs`.
    features
        What `lodeway.network.features.read_features` returned: fault lines, flood zones.
    within
        Kilometres on the sphere; 0 counts what lies inside areas only.

    Returns
    -------
    Exposure
        Kilometres are those of the legs; each leg's are shared out along its line as drawn, which is looked at in parts of at most
        1 km. A gate without length has no part in it.

    Raises
    ------
    UsageError
        When the distance is negative or not a number.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from lodeway.network import build, route
    >>> from lodeway.network.features import read_features
    >>> from lodeway.network.sample import sample
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "fault.geojson"
    ...     _ = file.write_text('{"type": "LineString", "coordinates": [[0.5, -1], [0.5, 1]]}')
    ...     fault = read_features(file)
    >>> network = build(sample())
    >>> found = exposure(network, route(network, "mine", "market", year=2026).legs, fault, within=5)
    >>> round(found.km), [(part.name, round(part.share, 3)) for part in found.by_mode]
    (10, [('rail', 0.099), ('sea', 0.0)])
    """
    chosen = np.asarray(legs, dtype=np.int64)
    leg, tail, head, dashed = _pairs(network, chosen)
    stretches = _between_nodes(network, tail, head, dashed)
    found = sample(stretches, Index.of(features), _distance(within))
    travelled = _travelled(network, chosen, leg, stretches.km)
    sampled = travelled[found.stretch] * found.part
    length, km = float(travelled.sum()), float(sampled[found.near].sum())
    modes, countries = _belonging(network, chosen)
    exposed = np.bincount(leg[found.stretch], weights=sampled * found.near, minlength=chosen.size)
    whole = np.bincount(leg, weights=travelled, minlength=chosen.size)
    return Exposure(
        features=features.source,
        within=within,
        length=length,
        km=km,
        share=_ratio(km, length),
        share_low=_ratio(float(sampled[found.low].sum()), length),
        share_high=_ratio(float(sampled[found.high].sum()), length),
        uncertain=_ratio(float(travelled[stretches.uncertain].sum()), length),
        by_mode=_parts(modes, whole, exposed),
        by_country=_parts(countries, whole, exposed),
        stretches=_runs(found, sampled, leg, stretches.uncertain, features, chosen, modes, countries),
    )


def _pairs(
    network: Network, legs: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    """Return place in `legs`, both nodes and dashes of every stretch between two nodes."""
    first, last = network.leg_start[legs], network.leg_start[legs + 1] - 1
    counts = last - first
    leg = np.repeat(np.arange(legs.size), counts)
    entry = np.arange(leg.size) - np.repeat(np.cumsum(counts) - counts, counts) + first[leg]
    return leg, network.leg_nodes[entry], network.leg_nodes[entry + 1], network.leg_dashed[entry]


def _between_nodes(
    network: Network, tail: NDArray[np.int32], head: NDArray[np.int32], dashed: NDArray[np.bool_]
) -> Stretches:
    longitude, latitude = network.node_longitude, network.node_latitude
    return Stretches.of(longitude[tail], latitude[tail], longitude[head], latitude[head], uncertain=dashed)


def _travelled(
    network: Network, legs: NDArray[np.int64], leg: NDArray[np.int64], drawn: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each stretch's part of the length of its leg [km]; a leg drawn as a point is one part."""
    counts = np.bincount(leg, minlength=legs.size)
    whole = np.bincount(leg, weights=drawn, minlength=legs.size)
    part = np.where(whole[leg] > 0, drawn / np.where(whole[leg] > 0, whole[leg], 1.0), 1.0 / counts[leg])
    return np.asarray(network.legs.km[legs][leg] * part, dtype=np.float64)


def _belonging(network: Network, legs: NDArray[np.int64]) -> tuple[list[str], list[str]]:
    """Return mode and country of each leg; the country at sea is empty."""
    modes = [MODES[number] if number >= 0 else "" for number in network.legs.mode[legs].tolist()]
    ends = zip(network.legs.tail[legs].tolist(), network.legs.head[legs].tolist(), strict=True)
    countries = [network.terminal_country[head] or network.terminal_country[tail] for tail, head in ends]
    water = [mode in ("sea", "ferry") for mode in modes]
    return modes, ["" if wet else country for wet, country in zip(water, countries, strict=True)]


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.nan


def _parts(names: Sequence[str], length: NDArray[np.float64], km: NDArray[np.float64]) -> tuple[Part, ...]:
    """Return the sums by name, in order of first mention, those without length left out."""
    sums: dict[str, list[float]] = {}
    for name, whole, near in zip(names, length.tolist(), km.tolist(), strict=True):
        total = sums.setdefault(name, [0.0, 0.0])
        total[0] += whole
        total[1] += near
    return tuple(
        Part(name=name, length=whole, km=near, share=near / whole) for name, (whole, near) in sums.items() if whole > 0
    )


def _runs(
    found: Samples,
    sampled: NDArray[np.float64],
    leg: NDArray[np.int64],
    uncertain: NDArray[np.bool_],
    features: Features,
    legs: NDArray[np.int64],
    modes: list[str],
    countries: list[str],
) -> tuple[Stretch, ...]:
    """Return the exposed runs in order; one ends where mode or country changes."""
    names = {name: number for number, name in enumerate(dict.fromkeys(zip(modes, countries, strict=True)))}
    kind = np.asarray([names[pair] for pair in zip(modes, countries, strict=True)], dtype=np.int64)
    own = leg[found.stretch]
    counted = sampled > 0
    position = np.cumsum(sampled) - sampled
    keep = np.flatnonzero(counted)
    state = np.where(found.near[keep], kind[own[keep]], -1) if keep.size else np.zeros(0, dtype=np.int64)
    cuts = np.flatnonzero(np.diff(state)) + 1
    runs: Iterable[NDArray[np.int64]] = np.split(keep, cuts)
    result = []
    for run in runs:
        if run.size and found.near[run[0]]:
            nearest = run[int(found.apart[run].argmin())]
            first = int(own[run[0]])
            result.append(
                Stretch(
                    mode=modes[first],
                    country=countries[first],
                    start=float(position[run[0]]),
                    km=float(sampled[run].sum()),
                    feature=features.names[found.feature[nearest]],
                    nearest=max(float(found.apart[nearest]), 0.0),
                    uncertain=bool(uncertain[found.stretch[run]].any()),
                    leg=int(legs[first]),
                )
            )
    return tuple(result)


def leg_exposure(network: Network, features: Features, *, within: float) -> pl.DataFrame:
    """Return for every leg of a network the share of it that lies within a distance of features.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    features
        What `lodeway.network.features.read_features` returned.
    within
        Kilometres on the sphere; 0 counts what lies inside areas only.

    Returns
    -------
    polars.DataFrame
        One row per leg, in their order: ``leg`` (index), ``from_country``, ``to_country``, ``mode``, ``gate`` (id), ``links`` (ids of hand-made
        links, separated by semicolons), ``km`` (its length), ``share``, ``share_low``, ``share_high`` (uncertain stretches 10 km farther
        or nearer) and ``uncertain`` (share drawn straight). A leg drawn as a point, such as a port, has share 1 or 0 by its place.

    Raises
    ------
    UsageError
        When the distance is negative or not a number.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from lodeway.network import build
    >>> from lodeway.network.features import read_features
    >>> from lodeway.network.sample import sample
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "flood.geojson"
    ...     _ = file.write_text('{"type": "Point", "coordinates": [1.0, 0.0]}')
    ...     zone = read_features(file)
    >>> leg_exposure(build(sample()), zone, within=1).filter(gate="harbour")["share"].to_list()
    [1.0, 1.0]
    """
    import polars as pl

    every = np.arange(network.legs.tail.size)
    leg, tail, head, dashed = _pairs(network, every)
    known, stretch = _unique(len(network.node_longitude), tail, head, dashed)
    stretches = _between_nodes(network, *known)
    found = _shares(sample(stretches, Index.of(features), _distance(within)), stretches)
    weight = stretches.km[stretch]
    whole = np.bincount(leg, weights=weight, minlength=every.size)
    weight = np.where(whole[leg] > 0, weight, 1.0)
    total = np.bincount(leg, weights=weight, minlength=every.size)
    modes, _ = _belonging(network, every)
    country = network.terminal_country

    def mean(share: NDArray[np.float64] | NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.bincount(leg, weights=weight * share[stretch], minlength=every.size) / total

    return pl.DataFrame(
        {
            "leg": every,
            "from_country": [country[place] for place in network.legs.tail.tolist()],
            "to_country": [country[place] for place in network.legs.head.tolist()],
            "mode": modes,
            "gate": [network.gates[gate].id if gate >= 0 else "" for gate in network.legs.gate.tolist()],
            "links": [";".join(links) for links in network.hand_links],
            "km": network.legs.km,
            "share": mean(found.share),
            "share_low": mean(found.low),
            "share_high": mean(found.high),
            "uncertain": mean(found.uncertain),
        }
    )


def _unique(
    size: int, tail: NDArray[np.int32], head: NDArray[np.int32], dashed: NDArray[np.bool_]
) -> tuple[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]], NDArray[np.int64]]:
    """Return the different stretches, either way round, and the number of each pair's: legs share most of theirs."""
    low, high = np.minimum(tail, head).astype(np.int64), np.maximum(tail, head)
    key, stretch = np.unique((low * size + high) * 2 + dashed, return_inverse=True)
    pair = key // 2
    return ((pair // size).astype(np.int32), (pair % size).astype(np.int32), key % 2 == 1), stretch
