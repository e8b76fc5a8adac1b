"""Track gauge on both sides of a railway crossing: the countries' own, but for the exceptions listed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tools.atlas.transport import hand

__all__ = ["set_gauges"]

SIDES = ("from", "to")


def set_gauges(row: dict[str, Any]) -> None:
    """Write `from_gauge` and `to_gauge` [mm] of a railway crossing into its row, where they are missing.

    An exception counts when it names the crossing's two countries and one of the crossing's sides is within its
    radius; else each side has the gauge of its country, or the one that its railways have at borders. What a named crossing states itself stays.
    """
    exception = next((each for each in hand.rows("gauge_exceptions") if _meets(each, row)), None)
    own = {each["country"]: int(each["at_borders"] or each["gauge"]) for each in hand.rows("gauges")}
    for side in SIDES:
        if row.get(f"{side}_gauge") is None:
            country = row[f"{side}_country"]
            row[f"{side}_gauge"] = _of(exception, country) if exception else own.get(country)


def _of(exception: Mapping[str, str], country: str) -> int:
    side = next(side for side in SIDES if exception[f"{side}_country"] == country)
    return int(exception[f"{side}_gauge"])


def _meets(exception: Mapping[str, str], row: Mapping[str, Any]) -> bool:
    if {exception["from_country"], exception["to_country"]} != {row["from_country"], row["to_country"]}:
        return False
    place = float(exception["longitude"]), float(exception["latitude"])
    longitude, latitude = (np.asarray([row[f"{side}_{axis}"] for side in SIDES]) for axis in ("longitude", "latitude"))
    return bool(hand.near(longitude, latitude, place).min() <= float(exception["radius"]))
