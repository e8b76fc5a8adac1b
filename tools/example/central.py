"""What stands in Central Asia: listed works, and one row for the rest of each country's output."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lodeway.schema.tables import Process, Site
from tools.example import hand, measured
from tools.example.recipes import output, product_yield, spoken

__all__ = [
    "COUNTRIES",
    "NationalTotal",
    "existing_supply",
    "importing_works",
    "listed",
    "national_totals",
    "rest_of_country",
]

COUNTRIES = ("KAZ", "KGZ", "TJK", "TKM", "UZB")


@dataclass(frozen=True, slots=True)
class NationalTotal:
    """What a country made of a commodity in a year, in contained tonnes."""

    country: str
    site: str
    commodity: str
    year: int
    tonnes: float
    source: str
    note: str


def national_totals() -> tuple[NationalTotal, ...]:
    """Return the output of each Central Asian country, from the atlas or with its own source where the atlas has none."""
    return tuple(_total(line) for line in hand.plain("national"))


def _total(line: Mapping[str, str]) -> NationalTotal:
    year = int(line["year"])
    given = hand.number(line["tonnes"])
    gross = given if given is not None else measured.production(line["commodity"], line["detail"], year)[line["iso3"]]
    return NationalTotal(
        country=line["iso3"],
        site=line["site"],
        commodity=line["output"],
        year=year,
        tonnes=gross * float(line["factor"]),
        source=line["source"] or measured.source(line["commodity"]),
        note=line["note"],
    )


def listed() -> tuple[Process, ...]:
    """Return the works listed one by one, their capacity computed from ore, grade, recovery and utilisation."""
    designs = {line["id"]: hand.number(line["design"]) for line in hand.plain("processes")}
    return tuple(_converted(row, designs[row.id]) for row in hand.rows("processes", Process))


def _converted(row: Process, design: float | None) -> Process:
    if row.status == "candidate":
        return row
    if design is not None:
        return replace(row, capacity=round(design * row.utilisation / 100))
    if row.ore == row.ore:  # not missing
        won = row.ore * row.grade * row.recovery * row.utilisation / 1e6
        return replace(row, capacity=round(won))
    return row


def rest_of_country(works: Iterable[Process], sites: Sequence[Site]) -> tuple[Process, ...]:
    """Return one row per country and commodity whose listed operating works do not add up to the national total.

    Raises
    ------
    ValueError
        When the listed works make more than the country did: then something is counted twice.
    """
    country = {site.id: site.country for site in sites}
    names = {site.id: site.name for site in sites}
    rows = []
    for total in national_totals():
        parts = [
            row.capacity
            for row in works
            if row.status == "operating"
            and country[row.site] == total.country
            and output(row.recipe) == total.commodity
        ]
        rest = total.tonnes - sum(parts)
        if rest < -0.005 * total.tonnes:
            raise ValueError(f"{total.country} {total.commodity}: listed {sum(parts)} t/a, made {total.tonnes} t")
        if rest > 0.005 * total.tonnes:
            rows.append(_rest(total, rest, bool(parts), place=names[total.site]))
    return tuple(rows)


def _rest(total: NationalTotal, tonnes: float, listed_some: bool, *, place: str) -> Process:
    feed, share = product_yield(total.commodity)
    what = "less the works listed one by one" if listed_some else "no works are listed one by one"
    return Process(
        id=f"{total.site}-{total.commodity}",
        name=f"{place}: {spoken(total.commodity)}",
        site=total.site,
        recipe=f"1 {feed} -> {share:g} {total.commodity}" if feed else f"-> 1 {total.commodity}",
        status="operating",
        capacity=round(tonnes),
        emissions=measured.emissions(total.commodity),
        source=total.source,
        confidence="M",
        range=f"0-{2 * round(tonnes)}",
        note=f"Output of {total.year}, {round(total.tonnes)} t, {what}. {total.note}".strip(),
    )


def importing_works() -> tuple[Process, ...]:
    """Return works outside Central Asia that smelt imported concentrate, as large as the imports of 2024."""
    return tuple(_importing(line) for line in hand.plain("importers"))


def _importing(line: Mapping[str, str]) -> Process:
    only = line["from_central_asia_only"]
    gross = measured.imports(line["codes"], line["iso3"], exporter="" if only == "no" else only)
    share = float(line["yield"])
    tonnes = round(gross * float(line["content"]) * share)
    return Process(
        id=line["id"],
        name=line["name"],
        site=line["site"],
        recipe=f"1 {line['input']} -> {share:g} {line['output']}",
        status="operating",
        capacity=tonnes,
        workers=float(line["workers"]),
        emissions=float(line["emissions"]),
        source=f"assumption on {measured.BACI}",
        confidence="L",
        range=f"{round(tonnes * 0.6)}-{round(tonnes * 1.5)}",
        note=f"{line['note']}: {round(gross)} t gross of {line['codes']} in 2024 x {line['content']} x {share:g}. "
        "Capacity that smelts imports today and may turn to Central Asian feed",
    )


def existing_supply(commodity: str, works: Iterable[Process], sites: Iterable[Site]) -> float:
    """Return what operating works make of Central Asian ore in the demanded form, t/a, wherever it is smelted."""
    country = {site.id: site.country for site in sites}
    running = [row for row in works if row.status == "operating"]
    feed, share = product_yield(commodity)
    if not feed:
        return sum(
            row.capacity for row in running if output(row.recipe) == commodity and country[row.site] in COUNTRIES
        )
    mined = sum(row.capacity for row in running if output(row.recipe) == feed)
    return min(share * mined, sum(row.capacity for row in running if output(row.recipe) == commodity))
