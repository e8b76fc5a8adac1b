"""What states and purses allow: measures on trade, bans on transit, limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from lodeway.schema.columns import column
from lodeway.schema.rows import NAN, STAGES, Row, Stage

__all__ = ["Ban", "Limit", "Measure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Row):
    """A state's act on trade."""

    id: str = column("Short name.", "CHN-2024-SB", key=True, required=True)
    imposing: str = column("Country or market that imposes it.", "CHN", reference="country|markets", required=True)
    targets: tuple[str, ...] = column(
        "Countries or markets on the other side; * is all.",
        "*",
        kind="list",
        reference="country|markets",
        wildcard=True,
        required=True,
    )
    elements: tuple[str, ...] = column(
        "Elements it touches.", "antimony", kind="list", reference="commodities.element", required=True
    )
    stages: tuple[str, ...] = column(
        "Stages it touches; empty is all.", "refined", kind="list", choices=STAGES, default=()
    )
    direction: Literal["export", "import"] = column(
        "Which way.", "export", kind="choice", choices=("export", "import"), required=True
    )
    kind: Literal["ban", "quota", "tax", "licence"] = column(
        "ban: nothing passes; quota: bounded tonnes; tax: rate on the price; licence: delay.",
        "licence",
        kind="choice",
        choices=("ban", "quota", "tax", "licence"),
        required=True,
    )
    quota: float = column(
        "Contained tonnes a year, for a quota.", "96600", kind="number", unit="t/a", minimum=0, default=NAN
    )
    rate: float = column("Share of the price, for a tax.", "25", kind="number", unit="%", minimum=0, default=NAN)
    delay: float = column("Wait for a permit, for a licence.", "63", kind="number", unit="d", minimum=0, default=NAN)
    in_force: date | None = column("First day.", "2024-09-15", kind="date", default=None)
    ends: date | None = column("Last day; empty: open.", "2027-12-31", kind="date", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Row):
    """A bound on the whole plan or a part of it."""

    id: str = column("Short name.", "jpn-65", key=True, required=True)
    kind: Literal["budget", "emissions", "workforce", "origin_share", "stage_share", "transit_share", "build_rate"] = (
        column(
            "budget: overnight capital [USD]; emissions [t CO2e]; workforce: jobs in new capacity [1], which training adds to; "
            "origin_share: tonnes from one foreign country, in percent of that year's demand; stage_share: the same by where a "
            "stage of the goods was made; transit_share: gross tonnes through a country, neither from nor to it, in percent of what "
            "moves; build_rate: new capacity decided in a year [t/a].",
            "origin_share",
            kind="choice",
            choices=("budget", "emissions", "workforce", "origin_share", "stage_share", "transit_share", "build_rate"),
            required=True,
        )
    )
    scope: str = column(
        "Market (shares), country (others), or a process, gate or link (build_rate); * is each market (transit_share: all that moves), or all countries together.",
        "*",
        default="*",
    )
    commodity: str = column(
        "Commodity (shares: * is each; transit_share: all together), or first output (build_rate: * is all together).",
        "*",
        reference="commodities",
        wildcard=True,
        default="*",
    )
    origin: Literal["last", "mine"] = column(
        "Whose tonnes an origin_share counts: those of the country of the last process, or of the mine, through all refineries between.",
        "mine",
        kind="choice",
        choices=("last", "mine"),
        default="last",
    )
    stage: Stage | Literal[""] = column(
        "Stage whose country a stage_share asks for.", "concentrate", kind="choice", choices=STAGES, default=""
    )
    country: str = column(
        "Country of a share: ISO 3166 alpha-3, home for the market's own together, or * for each foreign one by itself.",
        "home",
        default="*",
    )
    sense: Literal["most", "least"] = column(
        "most: the share is at most the value; least: at least.",
        "least",
        kind="choice",
        choices=("most", "least"),
        default="most",
    )
    opens: int = column("First year; empty: the plan's first.", "2030", kind="year", default=0)
    closes: int = column("First year it no longer holds; empty: never.", "2036", kind="year", default=0)
    whole: bool = column("The value bounds the sum over the years, not each year.", "no", kind="flag", default=False)
    value: float = column("The bound, in unit.", "65", kind="number", minimum=0, required=True)
    unit: str = column("Unit of the value.", "%", required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban(Row):
    """A country that routes must avoid."""

    id: str = column("Short name.", "no-russia", key=True, required=True)
    country: str = column("Which country.", "RUS", kind="country", required=True)
    kind: Literal["transit", "all"] = column(
        "transit: through, but neither from nor to; all: also nothing from or to.",
        "all",
        kind="choice",
        choices=("transit", "all"),
        required=True,
    )
    buyers: tuple[str, ...] = column(
        "Countries or markets whose goods must keep to it; empty is every buyer.",
        "JPN;EU",
        kind="list",
        reference="country|markets",
        default=(),
    )
    opens: int = column("First year; empty: the plan's first.", "2026", kind="year", default=0)
    closes: int = column("First year it no longer holds; empty: never.", "2030", kind="year", default=0)
