"""Profile pages hold what was computed, need nothing from elsewhere, and say what is not known."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from lodeway import atlas
from lodeway.atlas import own
from lodeway.errors import UsageError
from lodeway.report.risk_page import write_profile
from lodeway.report.risk_page.drawing import Bar, Column, Move, Place, bars, both, columns, moves, places, world
from lodeway.risk import assess
from lodeway.risk.series import DOUBTFUL
from lodeway.risk.statistics.areas import names

KINDS: dict[str, dict[str, Any]] = {
    "commodity": {"commodity": "antimony", "importer": "JPN"},
    "world": {"commodity": "antimony"},
    "country": {"importer": "JPN"},
    "pair": {"importer": "JPN", "partner": "CHN"},
    "unknown": {"commodity": "uranium", "importer": "KOR"},
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One page of each kind, by USGS alone."""
    folder = tmp_path_factory.mktemp("profiles")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(own.VARIABLE, str(folder / "own"))
        for kind, what in KINDS.items():
            write_profile(folder / f"{kind}.html", draws=40, **what)
    return {kind: (folder / f"{kind}.html").read_text(encoding="utf-8") for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_needs_nothing(kind: str, pages: dict[str, str]) -> None:
    """No script runs and nothing is fetched: no address of another file, and a policy that forbids it."""
    page = pages[kind]
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert not re.findall(r'(?:src|href)="(?!#|data:|https?://)', page)
    assert not re.findall(r'<(?:img|link|iframe|object)[^>]+(?:src|href)="http', page)
    assert "url(http" not in page


@pytest.mark.parametrize("kind", KINDS)
def test_drawings_are_labelled(kind: str, pages: dict[str, str]) -> None:
    """Every drawing is well-formed, has a name for those who do not see it, and no figure that is no number."""
    drawings = re.findall(r"<svg.*?</svg>", pages[kind], re.DOTALL)
    assert drawings
    for drawing in drawings:
        tree = ET.fromstring(drawing)
        assert tree.attrib["aria-label"]
        assert "nan" not in re.sub(r">[^<]*<", "><", drawing)


@pytest.mark.parametrize("kind", KINDS)
def test_contents_lead_to_sections(kind: str, pages: dict[str, str]) -> None:
    """Each entry of the contents leads to an id that is there once."""
    for anchor in re.findall(r'href="#([\w-]+)"', pages[kind]):
        assert pages[kind].count(f'id="{anchor}"') == 1


def test_the_antimony_page_answers(pages: dict[str, str]) -> None:
    """It says who sells Japan its few tonnes, that this may be re-export, how it changed, that nothing can be told from them, and which codes are missing."""
    page = pages["commodity"].replace("\xa0", " ")
    head = page[: page.index('<nav class="contents"')]
    counted = head.index("Ore and concentrate only (HS 261710), without antimony metal of heading 8110 (811000)")
    assert counted < head.index("imported 9 t of antimony (ore and concentrate)")
    assert "all of it from Austria" in head
    assert (
        "Austria is not named among the producers by USGS: what it sells may be its own or re-export. So little" in head
    )
    assert "Imports went from 3,962 t in 1995 to 9 t in 2024, down by more than 99 %." in head
    assert "China 2000-2005, Myanmar 2012-2015, India 2018-2022" in head
    assert "In 2024 there was hardly any trade. The weight of 2002, 2008, 2016 and 2017 is doubtful" in head
    assert "On whom Japan depends for antimony cannot be told from these data: a score would rest on 9 t." in head
    assert (
        "antimony metal of heading 8110 (HS 811000) and antimony oxides (HS 282580), which these data do not hold"
        in head
    )
    assert "China, Russia and Tajikistan make 86 % of the world" in head


def test_no_score_rests_on_nine_tonnes(pages: dict[str, str]) -> None:
    """Above the contents stand neither score nor rank nor share of nine tonnes, and the years are the same everywhere."""
    page = pages["commodity"].replace("\xa0", " ")
    head = page[: page.index('<nav class="contents"')]
    score = assess("antimony", "JPN", year=2024, production="usgs").value("geopolrisk_score").value
    assert f"{score:.3f}" not in head
    assert "GeoPolRisk for" not in head
    assert not re.search(r"<dd>(100 %|\d+ of \d+)</dd>", head)
    assert "1995 to 2023" not in page
    assert "Japan is not among them: its imports are too small for a score." in page


def test_a_page_with_trade_has_its_score(tmp_path: Path) -> None:
    """Japan's rare earths have score, rank and shares, of the same years in words and figures."""
    write_profile(tmp_path / "x.html", commodity="rare earth", importer="JPN", draws=40, production="usgs")
    page = (tmp_path / "x.html").read_text(encoding="utf-8").replace("\xa0", " ")
    score = assess("rare earth", "JPN", year=2024, production="usgs").value("geopolrisk_score").value
    assert f"GeoPolRisk for Japan is {score:.3f}" in page
    assert "Imports went from 26,858 t in 2000 to 24,149 t in 2024" in page
    assert "largest partner&#39;s share, 2000 to 2024" in page


def test_the_union_stands_in_place_of_its_members(tmp_path: Path, pages: dict[str, str]) -> None:
    """No ranking holds the Union beside its members: on its own page it stands in their place, on others they stand alone."""
    write_profile(tmp_path / "x.html", commodity="antimony", importer="EU", draws=40, production="usgs")
    own = re.search(r'<table id="table-importers">.*?</table>', (tmp_path / "x.html").read_text("utf-8"), re.DOTALL)
    other = re.search(r'<table id="table-importers">.*?</table>', pages["commodity"], re.DOTALL)
    assert own is not None
    assert other is not None
    assert [(name in own[0], name in other[0]) for name in ("European Union", "Italy")] == [
        (True, False),
        (False, True),
    ]


def test_what_is_not_known_is_said(pages: dict[str, str]) -> None:
    """A page of uranium names the missing code, shows no share, and does not call it safe."""
    page = pages["unknown"]
    assert "284410" in page
    assert "not the same as no risk" in page
    assert "not known" in page


def test_the_country_page_has_every_commodity(pages: dict[str, str]) -> None:
    """Commodities with a score stand in the matrix, the others with their reason below."""
    page = pages["country"]
    for name in ("Niobium", "Rare earth", "Germanium", "Uranium"):
        assert f'<th scope="row">{name}</th>' in page
    assert "Commodities without a score, and why" in page


def test_the_pair_page_counts(pages: dict[str, str]) -> None:
    """Japan has more than 65 % of its rare earths from China, and the share of the first year to compare with stands beside it."""
    page = pages["pair"].replace("\xa0", " ")
    row = re.search(r'<th scope="row">Rare earth</th>.*?</tr>', page, re.DOTALL)
    assert row is not None
    assert "66 %" in row[0]
    assert "83 %" in row[0]  # of 2000: of the years before, less than half of the value has a weight


def test_value_without_weight_is_not_none(pages: dict[str, str]) -> None:
    """Japan bought rhodium from China for 2,047 USD and the table of trade has no weight of it: share and tonnes are not known."""
    row = re.search(r'<th scope="row">Rhodium</th>.*?</tr>', pages["pair"], re.DOTALL)
    assert row is not None
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row[0])
    flows = atlas.read("trade").filter(code="711031", year=2024, exporter="CHN", importer="JPN")
    assert (flows["tonnes"].null_count(), len(flows)) == (1, 1)
    assert cells[:3] == ["not known", "not known", f"{flows['value'].item() * 1000:,.0f}"]


def test_the_world_page_doubts_what_one_row_makes(tmp_path: Path) -> None:
    """World exports of tungsten in 2010 rest on 134,332 t at 95 USD/t: the year is pale and told, and the last year's first sellers are in the key."""
    write_profile(tmp_path / "x.html", commodity="tungsten", draws=40, production="usgs")
    page = (tmp_path / "x.html").read_text(encoding="utf-8").replace("\xa0", " ")
    assert "2010: 134,332 t from Mauritania to China at 95 USD/t" in page
    assert "2013: 62,004 t from Mexico to France" in page
    assert "2015: 51,800 t from Afghanistan to Pakistan" in page
    chart = re.findall(r"<svg.*?</svg>", page, re.DOTALL)[0]
    assert "World exports, t" in chart
    assert "Imports, t" not in chart
    pale = {int(year) for year in re.findall(r"<title>(\d{4}): [\d,]+ t, doubtful weight</title>", chart)}
    assert {2010, 2013, 2015} <= pale
    assert not {1995, 2000, 2022, 2023, 2024} & pale
    key = re.search(r'<ul class="colour-key">.*?</ul>', page, re.DOTALL)
    flows = atlas.read("trade").filter(pl.col("code").is_in(["261100", "810110"]), pl.col("year") == 2024)
    first = flows.group_by("exporter").agg(pl.col("tonnes").sum()).sort("tonnes", descending=True)["exporter"].to_list()
    assert key is not None
    assert all(names()[code] in key[0] for code in first[:4])
    write_profile(tmp_path / "y.html", commodity="tungsten", draws=40, year=2010)
    assert "The year&#39;s weight is doubtful, for it holds 134,332 t" in (tmp_path / "y.html").read_text(
        encoding="utf-8"
    )


def test_gold_from_kyrgyzstan_is_not_said_to_be_mined_elsewhere(tmp_path: Path) -> None:
    """USGS does not name Kyrgyzstan: the page says that, not that it mines none; no page by the USGS alone says so of anyone."""
    for commodity, importer in (("gold", "KAZ"), ("lithium", "EU"), ("selenium", "JPN")):
        write_profile(tmp_path / "x.html", commodity=commodity, importer=importer, draws=40, production="usgs")
        page = (tmp_path / "x.html").read_text(encoding="utf-8")
        assert "none of it" not in page
        assert "does not produce it" not in page
        assert "not named among the producers by USGS" in page


@pytest.mark.parametrize(
    "what",
    [
        {},
        {"partner": "CHN"},
        {"commodity": "tin", "importer": "JPN", "partner": "CHN"},
        {"importer": "EU", "partner": "DEU"},
    ],
)
def test_wrong_profiles(what: dict[str, Any], tmp_path: Path) -> None:
    """What makes no profile is refused, and nothing is written."""
    with pytest.raises(UsageError):
        write_profile(tmp_path / "x.html", **what)
    assert not list(tmp_path.iterdir())


def test_columns_show_gaps_and_stack_to_the_whole() -> None:
    """A year without figures is hatched; the parts of another fill its whole height."""
    drawn = str(
        columns([Column(2000, None, None), Column(2001, {"A": 0.25, "B": 0.5}, 10.0)], ["A", "B"], unit="t", title="x")
    )
    heights = [
        float(height) for height, share in re.findall(r'height="([\d.]+)" fill="#\w+"><title>2001 \w+: (\d+)%', drawn)
    ]
    assert sum(heights) == pytest.approx(270.0)
    assert "url(#nothing-" in drawn


def test_bars_keep_to_scale_and_escape() -> None:
    """Half the share has half the length; a name cannot break out of the drawing."""
    drawn = str(bars([Bar("A <b>", 0.8, "80 %"), Bar("C", 0.4, "40 %", hatched=True)], title="x", most=1.0))
    ET.fromstring(drawn)
    widths = [float(width) for width in re.findall(r'<rect x="150.0" y="[\d.]+" width="([\d.]+)"', drawn)]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.11)


def test_dots_lie_within_their_range() -> None:
    """A dot lies between the ends of its line."""
    drawn = str(places([Place("A", 0.2, 0.1, 0.4)], title="x", axis="score"))
    first, last = (float(found) for found in re.findall(r'<line x1="([\d.]+)" x2="([\d.]+)" y1="13.0"', drawn)[0])
    dot = float(re.findall(r'<circle cx="([\d.]+)"', drawn)[0])
    assert first < dot < last


def test_the_map_has_no_line_across_the_world() -> None:
    """Countries on both sides of the 180th meridian are not smeared over the map: no step is longer than a third of it."""
    drawn = str(world({"RUS": 0.5}, {"AUT": 1.0}, ["JPN"], title="x"))
    for path in re.findall(r'<path d="(M[^"]+Z)"', drawn):
        for ring in path.split("Z"):
            steps = [float(point.split()[0]) for point in re.split(r"[ML]", ring) if point]
            assert all(abs(after - before) < 280 for before, after in pairwise(steps))
    assert "AUT 100%" in drawn


def test_a_line_of_the_map_is_no_way(pages: dict[str, str]) -> None:
    """It is straight and dashed, and the key says that it tells who sells to whom."""
    drawn = str(world({"RUS": 0.5}, {"AUT": 1.0}, ["JPN"], title="x"))
    assert not re.search(r'<path d="M[^"]*Q', drawn)
    assert re.search(r"<line [^>]*stroke-dasharray[^>]*><title>AUT sells to the importer: not the way it goes", drawn)
    assert "line: who sells to whom, not the way it goes" in pages["commodity"]


def test_a_doubtful_weight_does_not_flatten_the_others() -> None:
    """The scale is that of the years that are sure: half their greatest is half as high; the doubtful one is cut and told in figures."""
    rows = [Column(2000, {"A": 1.0}, 100.0), Column(2001, {"A": 1.0}, 50.0), Column(2002, {"A": 1.0}, 9000.0, DOUBTFUL)]
    drawn = str(columns(rows, ["A"], unit="t", title="x"))
    tall = {
        year: float(height)
        for height, year in re.findall(r'height="([\d.]+)" fill="#4d6271"[^>]*><title>(\d{4}):', drawn)
    }
    assert tall["2000"] == pytest.approx(2 * tall["2001"], abs=0.02)
    assert tall["2002"] < 1.2 * tall["2000"]
    assert "9,000 t in 2002: doubtful weight" in drawn
    assert drawn.count('fill-opacity=".38"') == 2  # its column and its bar


def test_the_strip_of_antimony_can_be_read(pages: dict[str, str]) -> None:
    """The 58,192 t of 2002 are told, and the 3,962 t of 1995 have the full height."""
    page = pages["commodity"]
    assert "58,192 t in 2002: doubtful weight" in page
    (height,) = set(re.findall(r'height="([\d.]+)" fill="#4d6271"><title>1995: 3,962 t', page)) - {"56.00"}
    assert float(height) == pytest.approx(64.0)


def test_shares_move_from_hollow_to_full() -> None:
    """The hollow dot stands at the share that was, the full one at the share that is."""
    drawn = str(moves([Move("A", 0.2, 0.6, 1995)], title="x"))
    ET.fromstring(drawn)
    before, after = (float(place) for place in re.findall(r'<circle cx="([\d.]+)"', drawn))
    assert (after - before) == pytest.approx((560 - 160 - 30) * 0.4, abs=0.2)
    assert "20% in 1995, 60% now" in drawn


@pytest.mark.parametrize("kind", KINDS)
def test_patterns_bear_names_of_their_own(kind: str, pages: dict[str, str]) -> None:
    """No id stands twice, so that a drawing that is hidden takes nothing from another."""
    ids = re.findall(r' id="([^"]+)"', pages[kind])
    assert len(ids) == len(set(ids))


def test_wide_and_narrow_are_two_drawings() -> None:
    """Both are on the page; the narrow one is drawn for a small screen, not shrunk."""
    text = str(both(lambda narrow: bars([Bar("A", 0.5, "50 %")], title="x", narrow=narrow)))
    widths = [int(width) for width in re.findall(r'viewBox="0 0 (\d+)', text)]
    assert widths[0] > 500
    assert widths[1] < 390
