"""Quantities and their conversion: the unit of a column stands in its header and is checked here.

The registry is closed on purpose. Only the units below are known, and only the prefixes k, M and G, because
a wide registry reads ``kt`` as knots and ``mt`` as a thousandth of a tonne without complaint.
Factors are exact fractions, so that 2.3 kt/a and 2300 t/a become the same number.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from lodeway.errors import UsageError

__all__ = ["CURRENCIES", "Conversion", "conversion", "convert", "nearest_unit"]

# ISO 4217, active alphabetic codes of national currencies.
CURRENCIES: tuple[str, ...] = tuple(
    re.findall(
        r"\w+",
        """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES
    VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG""",
    )
)
"""ISO 4217 codes that a header or a ``currency`` cell may state."""

_PREFIXES = ("kilo- = 1000 = k-", "mega- = 1000000 = M-", "giga- = 1000000000 = G-")
_UNITS = (
    "gram = [mass] = g",
    "milligram = 1/1000 gram = mg",
    "tonne = 1000000 gram = t",
    "pound = 453.59237 gram = lb",  # NIST SP 811, appendix B.8: exact by definition
    "ounce = 28.349523125 gram = oz",
    "troy_ounce = 31.1034768 gram = ozt",
    "second = [time] = s",
    "minute = 60 second = min",
    "hour = 3600 second = h",
    "day = 24 hour = d",
    "week = 7 day",
    "year = 365.25 day = a = yr = y",
    "metre = [length] = m = meter",
    "centimetre = 1/100 metre = cm",
    "millimetre = 1/1000 metre = mm",
    "mile = 1609.344 metre = mi",
    "nautical_mile = 1852 metre = nmi",
    "degree = [angle] = deg = °",
    "joule = gram * 1000 * metre ** 2 / second ** 2 = J",
    "watt = joule / second = W",
    "watt_hour = watt * hour = Wh",
    "percent = 0.01 = %",
    "permille = 0.001 = ‰",
    "ppm = 1/1000000",
)
_WORD = re.compile(r"[^\W\d]+|[%‰°]")
_TERM = r"(?:(?:\d+(?:\.\d+)?\s+)?(?:[^\W\d]\w*|[%‰°])|\d+(?:\.\d+)?)"
_PRODUCT = rf"{_TERM}(?:\s*[*/]\s*{_TERM})*"
_FACTOR = rf"(?:{_TERM}|\(\s*{_PRODUCT}\s*\))"
_EXPRESSION = re.compile(rf"\s*{_FACTOR}(?:\s*[*/]\s*{_FACTOR})*\s*", re.ASCII)
_LONGEST = 40
"""Signs of the longest unit that is looked at."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """How to turn a value in one unit into another: multiply by `factor`, then from `currency` to USD if there is one."""

    factor: Fraction
    currency: str = ""
    """ISO 4217 code found in the unit, "" if it names no money."""


@cache
def _registry() -> Any:
    from pint import UnitRegistry  # 0.3 s, and only needed when a header differs from the schema

    registry: Any = UnitRegistry(None, non_int_type=Fraction)
    for definition in (*_PREFIXES, *_UNITS, "USD = [money]"):
        registry.define(definition)
    for code in CURRENCIES:
        if code != "USD":
            registry.define(f"{code} = 1 USD")  # same dimension only; rates are the atlas' business
    return registry


@cache
def _known() -> tuple[str, ...]:
    words = [word.strip() for line in _UNITS for word in (line.split("=")[0], *line.split("=")[2:])]
    return (
        *words,
        "kt",
        "Mt",
        "kg",
        "km",
        "kWh",
        "MWh",
        "GWh",
        "Mlb",
        "klb",
        "Gt",
        "GJ",
        "MJ",
        "MW",
        "kW",
        *CURRENCIES,
    )


def nearest_unit(text: str, *, wanted: str = "") -> str:
    """Return `text` with each unknown word replaced by the nearest known unit, "" if there is none.

    Of words that are as near those of the unit `wanted` come first.

    Examples
    --------
    >>> nearest_unit("USD/tonn")
    'USD/tonne'
    """
    known = set(_known())

    def mend(match: re.Match[str]) -> str:
        word = match.group()
        if word in known:
            return word
        same = [unit for unit in known if unit.lower() == word.lower()]
        first = difflib.get_close_matches(word, _WORD.findall(wanted), n=1, cutoff=0.6)
        close = same or first or difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
        return close[0] if close else "?"

    mended = _WORD.sub(mend, text)
    return "" if "?" in mended or mended == text else mended


def conversion(found: str, wanted: str) -> Conversion:
    """Return how a value in unit `found` becomes one in unit `wanted`.

    Parameters
    ----------
    found
        Unit as a header states it, e.g. ``kt/a``, ``EUR/t``, ``%`` or ``1000 t/a``.
    wanted
        Unit that the value is to have; its money, if any, is USD.

    Returns
    -------
    Conversion
        The exact factor, and the currency that `found` names.

    Raises
    ------
    UsageError
        When `found` is no known unit, names two currencies, or measures something else than `wanted`.

    Examples
    --------
    >>> conversion("kt/a", "t/a").factor
    Fraction(1000, 1)
    >>> conversion("EUR/kg", "USD/t")
    Conversion(factor=Fraction(1000, 1), currency='EUR')
    """
    if found == wanted:
        return Conversion(Fraction(1), "USD" if "USD" in wanted else "")
    quantity, currencies = _parse(found)
    target, _ = _parse(wanted)
    if quantity.dimensionality != target.dimensionality or len(currencies) > 1:
        raise UsageError(f"{found!r} cannot be converted to {wanted!r}")
    factor = Fraction((quantity / target).to_base_units().magnitude)
    if factor <= 0:
        raise UsageError(f"{found!r} is no unit")
    return Conversion(factor, currencies[0] if currencies else "")


@cache
def _parse(text: str) -> tuple[Any, tuple[str, ...]]:
    from pint.errors import UndefinedUnitError

    registry = _registry()
    plain = text.replace("·", "*")
    if len(plain) > _LONGEST or not _EXPRESSION.fullmatch(plain):
        raise UsageError(f"{text!r} is no unit")
    try:
        quantity = registry.Quantity(
            registry.parse_expression(plain.replace("%", " percent ").replace("‰", " permille "))
        )
    except (UndefinedUnitError, ZeroDivisionError):
        raise UsageError(f"{text!r} is no known unit") from None
    roots = {registry.parse_unit_name(name)[0][1] for name, _ in quantity.unit_items()}
    return quantity, tuple(sorted(roots & set(CURRENCIES)))


def convert(value: float, found: str, wanted: str) -> float:
    """Return `value`, given in unit `found`, in unit `wanted`.

    Parameters
    ----------
    value
        A finite number.
    found, wanted
        Units; both name the same money or none.

    Raises
    ------
    UsageError
        When the units do not fit, or would need an exchange rate (see `lodeway.atlas.usd`).

    Examples
    --------
    >>> convert(55.9, "Mlb/a", "t/a")
    25355.813483
    """
    if {code for unit in (found, wanted) for code in _parse(unit)[1]} not in (
        set(),
        *({code} for code in _parse(wanted)[1]),
    ):
        raise UsageError(f"{found!r} to {wanted!r} needs an exchange rate")
    return float(Fraction(repr(value)) * conversion(found, wanted).factor)
