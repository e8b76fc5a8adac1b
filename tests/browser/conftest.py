"""A report of real places, small enough to plan in a test: rail, ferry, sea, a way across the Pacific; and a browser that sees it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from lodeway.network import build
from lodeway.plan import plan
from lodeway.report import page as report_page
from lodeway.report.context import context
from lodeway.report.context.shape import Context
from lodeway.scenario.model import Scenario, Target
from lodeway.schema.tables import (
    Ban,
    Capital,
    Commodity,
    Cost,
    Demand,
    Gate,
    Link,
    Market,
    Process,
    Site,
    Transfer,
)

PLACES: dict[str, tuple[str, float, float]] = {
    "konchoch": ("TJK", 68.30, 39.28),
    "bekabad": ("UZB", 69.26, 40.21),
    "arys": ("KAZ", 68.80, 42.43),
    "aktogay": ("KAZ", 79.67, 46.95),
    "khorgos": ("KAZ", 80.40, 44.20),
    "lanzhou": ("CHN", 103.80, 36.06),
    "hunan": ("CHN", 112.50, 28.00),
    "shanghai": ("CHN", 121.90, 30.70),
    "aktau": ("KAZ", 51.17, 43.61),
    "alat": ("AZE", 49.41, 39.97),
    "poti": ("GEO", 41.65, 42.15),
    "rotterdam": ("NLD", 4.10, 51.95),
    "yokohama": ("JPN", 139.66, 35.44),
    "los-angeles": ("USA", -118.25, 33.73),
    "antofagasta": ("CHL", -70.40, -23.65),
}
KINDS: dict[str, Literal["mine", "plant", "market"]] = {
    "konchoch": "mine",
    "yokohama": "market",
    "rotterdam": "market",
    "los-angeles": "market",
}
RAIL = (
    ("konchoch", "bekabad", "arys", "khorgos", "lanzhou", "shanghai"),
    ("arys", "aktau"),
    ("aktogay", "khorgos"),
    ("hunan", "shanghai"),
    ("alat", "poti"),
)
SEA: tuple[tuple[Any, ...], ...] = (
    ("shanghai", (130.0, 30.5), "yokohama"),
    ("yokohama", (160.0, 40.0), (179.0, 43.0), (-160.0, 43.0), (-130.0, 37.0), "los-angeles"),
    ("shanghai", (121.0, 24.0), (106.0, 5.0), (95.0, 6.0), (80.0, 5.0), (52.0, 13.0), (43.3, 12.6), (33.0, 28.5), (32.3, 31.4), (10.5, 38.0),
     (-6.0, 35.9), (-10.0, 43.0), (-5.0, 48.8), "rotterdam"),
    ("poti", (29.1, 41.3), (26.0, 39.5), (22.0, 36.0), (10.5, 38.0)),
    ("antofagasta", (-90.0, -5.0), (-110.0, 15.0), "los-angeles"),
    ("antofagasta", (-110.0, -15.0), (-150.0, 5.0), (170.0, 22.0), "yokohama"),
)  # fmt: skip


def scenario(**options: Any) -> Scenario:
    """Return the scenario; keywords replace fields."""
    fields: dict[str, Any] = {
        "name": "eurasia",
        "title": "Antimony and copper across Eurasia",
        "question": 'Which mines and crossings are worth building, so that nobody depends on "one" country </script>?',
        "case": "base",
        "case_title": "Base",
        "years": (2026, 2027, 2028, 2029),
        "network": "links",
        "carbon_price": 10.0,
        "time_value": 0.05,
        "target": Target(
            name="3 trillion yen of projects", amount=3e12, currency="JPY", date="2025-12-19", first_year=2026, last_year=2030,
            countries=("KAZ", "TJK", "UZB"), source="Jiji Press, https://www.nippon.com/ja/news/yjj2025122000094/", value=1.9e10,
        ),
        "commodities": (
            Commodity(id="antimony-concentrate", name="Antimony concentrate", element="antimony", stage="concentrate", price=9000.0, content=0.5),
            Commodity(id="antimony", name="Antimony", element="antimony", stage="refined", price=22000.0),
            Commodity(id="copper", name="Refined copper", element="copper", stage="refined", price=9300.0),
        ),
        "sites": tuple(site(name) for name in PLACES),
        "markets": (
            Market(id="JPN", name="Japan", countries=("JPN",), sites=("yokohama",)),
            Market(id="EU", name="European Union", countries=("NLD", "DEU"), sites=("rotterdam",)),
            Market(id="USA", name="United States", countries=("USA",), sites=("los-angeles",)),
        ),
        "processes": processes(),
        "links": tuple(links()),
        "gates": tuple(gates()),
        "demands": (
            *(Demand(market=market, commodity="antimony", year=2026, quantity=quantity, growth=3.0)
              for market, quantity in {"JPN": 7000.0, "EU": 15000.0, "USA": 22000.0}.items()),
            *(Demand(market=market, commodity="copper", year=2026, quantity=quantity, growth=2.0, source="assumption")
              for market, quantity in {"JPN": 9e5, "EU": 2.8e6, "USA": 1.7e6}.items()),
        ),
        "costs": (
            Cost(mode="rail", country="*", cost=0.05, speed=40.0, emissions=11.0),
            Cost(mode="sea", country="*", cost=0.003, speed=30.0, emissions=8.0),
            Cost(mode="ferry", country="*", cost=0.05, speed=20.0, emissions=20.0),
        ),
        "transfers": (Transfer(from_mode="rail", to_mode="sea", cost=5.0, delay=72.0), Transfer(from_mode="sea", to_mode="rail", cost=5.0, delay=72.0)),
        "capital": (Capital(country="*", rate=8.0), Capital(country="TJK", rate=13.0)),
        "cases": {"base": "Base", "no-china": "Without China"},
    }  # fmt: skip
    return Scenario(**(fields | options))


def site(name: str) -> Site:
    """Return one of the known places."""
    country, longitude, latitude = PLACES[name]
    kind = KINDS.get(name, "plant")
    return Site(
        id=name, name=name.replace("-", " ").title(), country=country, longitude=longitude, latitude=latitude, kind=kind
    )


def without_china() -> Scenario:
    """Return the case in which nothing comes from or through China."""
    ban = Ban(id="no-china", country="CHN", kind="all")
    return scenario(case="no-china", case_title="Without China", bans=(ban,))


def processes() -> tuple[Process, ...]:
    """Return mines and smelters that exist, and two that may be built."""
    return (
        Process(id="konchoch-mine", name="Konchoch mine", site="konchoch", recipe="-> 1 antimony-concentrate", status="operating",
                capacity=16000.0, workers=60.0, emissions=2.0),
        Process(id="hunan-smelter", name="Hunan smelters", site="hunan", recipe="-> 1 antimony", status="operating", capacity=39000.0, emissions=5.0),
        Process(id="konchoch-smelter", name="Konchoch smelter", site="konchoch", recipe="1 antimony-concentrate -> 0.92 antimony",
                status="candidate", opex=3000.0, capex=9000.0, lead_time=1, life=20, max_size=14000.0, workers=40.0, pillar="green"),
        Process(id="aktogay-smelter", name="Aktogay smelter", site="aktogay", recipe="-> 1 copper", status="candidate", opex=4800.0,
                capex=7000.0, lead_time=2, life=25, max_size=300000.0, workers=8.0, emissions=4.0, pillar="green"),
        Process(id="chile-copper", name="Chilean refineries", site="antofagasta", recipe="-> 1 copper", status="operating", capacity=5.2e6, emissions=3.0),
    )  # fmt: skip


def links() -> list[Link]:
    """Return railways and sea lanes from place to place."""
    return [
        *(link("rail", one, other) for chain in RAIL for one, other in pairwise(chain)),
        *(link("sea", one, other) for chain in SEA for one, other in pairwise(chain)),
    ]


def link(mode: Any, one: Any, other: Any) -> Link:
    """Return a link between two places or points at sea."""
    here, there = (PLACES[end] if isinstance(end, str) else ("", *end) for end in (one, other))
    gate = "khorgos-gate" if (one, other) == ("khorgos", "lanzhou") else ""
    return Link(
        id=f"{mode}-{one}-{other}", mode=mode, from_country=here[0], from_longitude=here[1], from_latitude=here[2],
        to_country=there[0], to_longitude=there[1], to_latitude=there[2], gate=gate,
    )  # fmt: skip


def gates() -> list[Gate]:
    """Return ports, a border crossing and the Caspian ferry."""
    ports = ["shanghai", "yokohama", "rotterdam", "los-angeles", "antofagasta", "poti"]
    aktau, alat = PLACES["aktau"], PLACES["alat"]
    return [
        *(
            Gate(id=f"{name}-port", name=f"Port of {name.title()}", kind="port", mode="sea", from_country=PLACES[name][0], to_country=PLACES[name][0],
                 from_longitude=PLACES[name][1], from_latitude=PLACES[name][2], to_longitude=PLACES[name][1], to_latitude=PLACES[name][2],
                 fee=4.0, delay=24.0, status="open")
            for name in ports
        ),
        Gate(id="khorgos-gate", name="Khorgos / Altynkol", kind="crossing", mode="rail", from_country="KAZ", to_country="CHN", fee=16.5, delay=48.0,
             capacity=2e7, background=1.5e7, status="open"),
        Gate(id="aktau-port", name="Port of Aktau", kind="port", mode="ferry", from_country="KAZ", to_country="KAZ", from_longitude=aktau[1],
             from_latitude=aktau[2], to_longitude=aktau[1], to_latitude=aktau[2], fee=5.0, delay=24.0, status="open", capacity=60000.0,
             background=20000.0, capex=50.0, max_size=1e6, lead_time=1, pillar="connectivity"),
        Gate(id="alat-port", name="Port of Alat", kind="port", mode="ferry", from_country="AZE", to_country="AZE", from_longitude=alat[1],
             from_latitude=alat[2], to_longitude=alat[1], to_latitude=alat[2], fee=5.0, delay=24.0, status="open"),
        Gate(id="caspian", name="Aktau–Alat ferry", kind="ferry", mode="ferry", from_country="KAZ", to_country="AZE", from_longitude=aktau[1],
             from_latitude=aktau[2], to_longitude=alat[1], to_latitude=alat[2], length=468.0, fee=10.0, delay=40.0, status="open"),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def shown() -> Context:
    """Everything that the report of the case without China shows, beside the base."""
    case, base = without_china(), scenario()
    network = build(case)
    return context(plan(case, network=network), plan(base, network=network), case, base, network)


@pytest.fixture(scope="session")
def report(shown: Context, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Path of the report."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report_page.render(shown), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """A headless Chromium."""
    options = [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=options)
        yield started
        started.close()


@pytest.fixture
def outside() -> list[str]:
    """Addresses that the page asked for outside the report itself."""
    return []


@pytest.fixture
def complaints() -> list[str]:
    """What the page wrote to the console, and its uncaught errors."""
    return []


@pytest.fixture
def page(browser: Browser, report: Path, outside: list[str], complaints: list[str]) -> Iterator[Page]:
    """The report, opened from disk on a wide screen, its map idle; whatever lies outside is blocked and noted."""
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    opened.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    opened.on("pageerror", lambda error: complaints.append(str(error)))

    def judge(route: Any) -> None:
        if route.request.url.startswith(report.as_uri()):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    opened.route("**/*", judge)
    opened.goto(report.as_uri())
    opened.wait_for_function("window.ready === true")
    yield opened
    opened.close()


@pytest.fixture
def routes(shown: Context) -> list[dict[str, Any]]:
    """Rows of the case's table of routes, by column key."""
    table = shown["view"]["tables"]["routes"]
    keys = [column["key"] for column in table["columns"]]
    return [dict(zip(keys, row, strict=True)) for row in table["rows"]]
