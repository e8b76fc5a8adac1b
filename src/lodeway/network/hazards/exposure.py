"""Natural-hazard exposure: how much of a way runs near features that a user brings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.network.hazards._leg_lines import belonging, between_nodes, checked, pairs
from lodeway.network.hazards._nearness import Index
from lodeway.network.hazards._sampling import Samples, sample
from lodeway.network.hazards.features import Features
from lodeway.network.model import Network

__all__ = ["ExposedStretch", "Exposure", "Part", "exposure"]


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
class ExposedStretch:
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
    stretches: tuple[ExposedStretch, ...]
    """In order of travel."""


def exposure(network: Network, legs: Sequence[int], features: Features, *, within: float) -> Exposure:
    """Return how much of a way runs within a distance of features, and where.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    legs
        Indices of the legs in order of travel: `Path.legs`.
    features
        What `lodeway.network.hazards.features.read_features` returned: fault lines, flood zones.
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
    >>> from lodeway.network.hazards.features import read_features
    >>> from lodeway.network.sample import sample
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "fault.geojson"
    ...     _ = file.write_text('{"type": "LineString", "coordinates": [[0.5, -1], [0.5, 1]]}')
    ...     fault = read_features(file)
    >>> network = build(sample())
    >>> found = exposure(network, route(network, "mine", "market", year=2026).legs, fault, within=5)
    >>> round(found.km), [(part.name, round(part.share, 3)) for part in found.by_mode]
    (9, [('rail', 0.089), ('sea', 0.0)])
    """
    chosen = np.asarray(legs, dtype=np.int64)
    leg, tail, head, dashed = pairs(network, chosen)
    stretches = between_nodes(network, tail, head, dashed)
    found = sample(stretches, Index.of(features), checked(within))
    travelled = _travelled(network, chosen, leg, stretches.km)
    sampled = travelled[found.stretch] * found.part
    length, km = float(travelled.sum()), float(sampled[found.near].sum())
    modes, countries = belonging(network, chosen)
    exposed = np.bincount(leg[found.stretch], weights=sampled * found.near, minlength=chosen.size).astype(np.float64)
    whole = np.bincount(leg, weights=travelled, minlength=chosen.size).astype(np.float64)
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


def _travelled(
    network: Network, legs: NDArray[np.int64], leg: NDArray[np.int64], drawn: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each stretch's part of the length of its leg [km]; a leg drawn as a point is one part."""
    counts = np.bincount(leg, minlength=legs.size)
    whole = np.bincount(leg, weights=drawn, minlength=legs.size)
    part = np.where(whole[leg] > 0, drawn / np.where(whole[leg] > 0, whole[leg], 1.0), 1.0 / counts[leg])
    return np.asarray(network.legs.km[legs][leg] * part, dtype=np.float64)


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
) -> tuple[ExposedStretch, ...]:
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
                ExposedStretch(
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
