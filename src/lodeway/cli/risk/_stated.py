"""What the analyst states of ways: where goods begin and end, and the risk of passages; every fault is told at once."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lodeway.errors import UsageError

if TYPE_CHECKING:
    from lodeway.network.places import Place
    from lodeway.risk.statistics.areas import Area
    from lodeway.scenario import Scenario

__all__ = ["Faults", "end_of", "passages_of", "starts_of"]


class Faults(list[str]):
    """Faults found so far."""

    def stop(self) -> None:
        """Raise them together, if there are any.

        Raises
        ------
        UsageError
            With every fault, one a line.
        """
        if self:
            raise UsageError("\n".join(self))


def passages_of(world: Scenario, texts: Sequence[str], faults: Faults) -> dict[str, float]:
    """Return the risk of each gate of ``GATE=RISK``, by id; a gate may be named by its id, name or alias."""
    from lodeway.network.overlay.laying import merge
    from lodeway.network.overlay.rows import atlas_gates
    from lodeway.network.places import find_gate

    gates = merge(atlas_gates(world.price_year), world.gates) if texts else ()
    found: dict[str, float] = {}
    for name, value in _pairs(texts, "--passage", "GATE=RISK", faults):
        try:
            gate = find_gate(gates, name).id
        except UsageError as error:
            faults.append(f"--passage {name}: {error}")
            continue
        try:
            risk = float(value.replace(",", "."))
        except ValueError:
            risk = float("nan")
        if not 0.0 <= risk <= 1.0:
            faults.append(f"--passage {name}: found risk {value!r}, allowed: 0 to 1")
        elif gate in found:
            faults.append(f"--passage {name}: the risk of {gate} is stated twice")
        else:
            found[gate] = risk
    return found


def starts_of(world: Scenario, texts: Sequence[str], partners: dict[str, str], faults: Faults) -> dict[str, Place]:
    """Return where goods of each partner begin, from ``A3=PLACE``: a partner it must be, and the place must lie in it.

    Parameters
    ----------
    world
        Its sites and gates are places too.
    texts
        As given.
    partners
        Code to name of the countries that sell to the importer.
    faults
        What is wrong is added.
    """
    from lodeway.network.places import find_place
    from lodeway.risk.statistics.areas import find_area

    found: dict[str, Place] = {}
    for name, text in _pairs(texts, "--from", "A3=PLACE", faults):
        try:
            code = find_area(name).code
        except UsageError as error:
            faults.append(f"--from {name}={text}: {error}")
            code = ""
        if code and code not in partners:
            near = difflib.get_close_matches(code, partners, n=1)
            hint = f"; did you mean {near[0]} ({partners[near[0]]})?" if near else ""
            faults.append(
                f"--from {name}={text}: {code} sells none of it to this importer{hint} Allowed: {', '.join(partners)}"
            )
        try:
            place = find_place(world, text)
        except UsageError as error:
            faults.append(f"--from {name}={text}: {error}")
            continue
        if code and place.country != code:
            faults.append(
                f"--from {name}={text}: {place.name} lies in {place.country or 'no country'}, allowed: a place in {code}"
            )
        elif code in found:
            faults.append(f"--from {name}={text}: where goods of {code} begin is stated twice")
        elif code:
            found[code] = place
    return found


def end_of(world: Scenario, text: str, area: Area, faults: Faults) -> Place | None:
    """Return the place where goods arrive, which must lie in the importer; None where none is stated."""
    from lodeway.network.places import find_place

    if not text:
        return None
    try:
        place = find_place(world, text)
    except UsageError as error:
        faults.append(f"--to {text}: {error}")
        return None
    if place.country not in area.members:
        faults.append(
            f"--to {text}: {place.name} lies in {place.country or 'no country'}, allowed: a place in {area.name}"
        )
    return place


def _pairs(texts: Sequence[str], option: str, form: str, faults: Faults) -> list[tuple[str, str]]:
    """Return the parts of each KEY=VALUE."""
    found = []
    for text in texts:
        key, sign, value = (part.strip() for part in text.partition("="))
        if sign and key and value:
            found.append((key, value))
        else:
            faults.append(f"{option} takes {form}, not {text!r}")
    return found
