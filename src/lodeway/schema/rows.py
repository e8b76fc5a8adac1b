"""What every row says of its origin and of its money, and the words that tables share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from lodeway.schema.columns import column

__all__ = ["MODES", "NAN", "STAGES", "Mode", "Money", "Row", "Stage"]

Mode = Literal["rail", "road", "sea", "ferry"]
MODES = ("rail", "road", "sea", "ferry")
Stage = Literal["ore", "concentrate", "intermediate", "refined"]
STAGES = ("ore", "concentrate", "intermediate", "refined")
NAN = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What every row of every table says about where it comes from."""

    source: str = column(
        "Publisher and address of the figures, or the word assumption (then note and range must say why and how far).",
        "USGS MCS 2026, https://doi.org/10.5066/P13XCP3R",
        required=True,
        default="",
    )
    confidence: str = column(
        "H: published figure, M: derived or dated, L: weak or from general knowledge.",
        "M",
        kind="choice",
        choices=("H", "M", "L"),
        default="",
    )
    range: str = column("Low and high of the row's decisive figure, in the column's unit.", "8-12", default="")
    note: str = column("Reasoning, conversion or doubt, for the reader.", "grade x recovery x utilisation", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Money(Row):
    """A row with amounts of money, which may be stated in another currency or year."""

    currency: str = column(
        "ISO 4217 code of the row's amounts, where the header says USD; empty means what the header says.",
        "EUR",
        kind="currency",
        default="",
    )
    price_year: int = column(
        "Year of the row's prices; empty means the scenario's price year.", "2019", kind="year", default=0
    )
