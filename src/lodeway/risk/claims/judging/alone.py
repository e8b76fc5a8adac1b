"""What is known of how far a country imports a material, where a claim names no supplier."""

from __future__ import annotations

import math

import numpy as np

from lodeway.risk.assessment import unknown_trade
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import Area, names
from lodeway.risk.statistics.materials import Material
from lodeway.risk.statistics.producers import home, reliance

__all__ = ["no_supplier"]


def no_supplier(material: Material, buyer: Area, year: int) -> str:
    """Return that a claim on what a country imports names no supplier, with what is known of its imports, home production and net import reliance.

    Examples
    --------
    >>> from lodeway.risk.statistics.areas import find_area
    >>> from lodeway.risk.statistics.materials import find_material
    >>> told = no_supplier(find_material("graphite"), find_area("USA"), 2024)
    >>> "names no supplier" in told, "net import reliance as 100 %" in told
    (True, True)
    """
    name = material.name.lower()
    known = [_imports(material, buyer, year), _made(material, buyer, year)]
    if buyer.code == "USA" and (said := reliance(material, year)) is not None:
        known.append(f"the USGS gives the net import reliance as {said.told()}")
    return (
        f"says what part of its {name} {buyer.name} imports and names no supplier: how much is used these data do not tell. Known of {year}: "
        f"{'; '.join(known)}. For a supplier's share name it in the claim or with --country"
    )


def _imports(material: Material, buyer: Area, year: int) -> str:
    flows = data.flows(material.codes, year)
    if reason := unknown_trade(material, year, flows):
        return f"imports are {reason}"
    members = list(buyer.members)
    into = flows.where(np.isin(flows.importer, members) & ~np.isin(flows.exporter, members) & ~np.isnan(flows.tonnes))
    total = float(into.tonnes.sum())
    if not total > 0:
        return f"no imports of {', '.join(material.codes)} with a weight"
    keys, who = data.numbered(into.exporter)
    weight = np.bincount(who, into.tonnes, len(keys))
    first = str(keys[int(weight.argmax())])
    return f"imports of {total:,.0f} t by BACI (HS {', '.join(material.codes)}), {weight.max() / total:.0%} of it from {names().get(first, first)}"


def _made(material: Material, buyer: Area, year: int) -> str:
    made = data.used(material, year)
    if made is None:
        return "no production by country"
    own = home(material, year, made, buyer)
    if math.isnan(own.tonnes):
        return f"home production is {own.reason}"
    source = data.SOURCE_NAMES[made.source]
    if not own.by and not own.doubt:
        return f"{source} names no home production"
    told = own.doubt or f"home production of {own.tonnes:,.0f} t by {source}"
    return "; ".join((told, *own.flags))
