"""Claims against production and trade."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.errors import UsageError
from lodeway.risk.claims import VERDICTS, check_claim, read_claim

SECOND = "second largest producer"


def test_tajik_antimony_depends(wmd: object) -> None:
    """Tajikistan is second by World Mining Data 2024, third in 2023 and third by USGS, and the verdict says so."""
    found = check_claim(SECOND, country="TJK", commodity="antimony")
    assert found.verdict == "depends on the year"
    assert found.best is not None
    assert (found.best.source, found.best.year, found.best.rank) == ("wmd", 2024, 2)
    assert found.best.value == 27_500
    assert found.best.share == pytest.approx(0.195, abs=0.001)
    ranks = {(row.source, row.year): row.rank for row in found.evidence}
    assert ranks["wmd", 2023] == 3
    assert ranks["usgs-mcs-2026", 2024] == 3
    assert "rank 3 in 2023 by World Mining Data" in found.explanation
    assert "rank 3 in 2024 by USGS" in found.explanation


@pytest.mark.parametrize(
    ("year", "source", "verdict", "rank"),
    [
        (2024, None, "depends on the source", 2),
        (2024, "wmd", "supported", 2),
        (2024, "usgs", "contradicted", 3),
        (2023, None, "contradicted", 3),
    ],
)
def test_tajik_antimony_of_a_year(year: int, source: Any, verdict: str, rank: int, wmd: object) -> None:
    """Of one year and source the claim holds or does not."""
    found = check_claim(SECOND, country="TJK", commodity="antimony", year=year, source=source)
    assert found.verdict == verdict
    assert found.best is not None
    assert found.best.rank == rank


def test_without_world_mining_data() -> None:
    """By USGS alone Tajikistan is third, and a year that it lacks is not verifiable and says where to get it."""
    assert check_claim(SECOND, country="TJK", commodity="antimony").verdict == "contradicted"
    other = check_claim(SECOND, country="TJK", commodity="antimony", year=2019)
    assert other.verdict == "not verifiable"
    assert "import-wmd" in other.explanation


@pytest.mark.parametrize(
    ("text", "options", "missing"),
    [
        ("25 percent of US uranium supply", {"country": "KAZ", "importer": "USA", "commodity": "uranium"}, ("284410",)),
        ("97 % of its exports", {"country": "TJK", "importer": "USA", "commodity": "antimony"}, ("811000", "282580")),
        ("largest supplier", {"country": "CHN", "importer": "JPN", "commodity": "germanium"}, ("811292",)),
    ],
)
def test_missing_codes_are_named(text: str, options: dict[str, str], missing: tuple[str, ...]) -> None:
    """A claim on trade that the table does not hold is not verifiable, and the codes that would tell are named."""
    found = check_claim(text, **options)  # type: ignore[arg-type]
    assert found.verdict == "not verifiable"
    assert found.missing == missing
    assert found.best is None
    assert all(code in found.explanation for code in missing)


@pytest.mark.parametrize(
    ("text", "options", "verdict"),
    [
        ("largest supplier of rare earths", {"country": "CHN", "importer": "JPN"}, "supported"),
        ("more than 65 % of rare earth imports", {"country": "CHN", "importer": "JPN", "year": 2024}, "contradicted"),
        ("supplies more than 65 % of rare earths", {"country": "CHN", "importer": "JPN", "year": 2024}, "supported"),
        ("largest uranium producer", {"country": "KAZ", "source": "usgs"}, "supported"),
        ("among the top three antimony producers", {"country": "TJK", "source": "usgs"}, "supported"),
        ("among the top two antimony producers", {"country": "TJK", "source": "usgs"}, "contradicted"),
        (
            "90 % of exports go to China",
            {"country": "TKM", "importer": "CHN", "commodity": "natural gas", "year": 2024},
            "supported",
        ),
        ("largest reserves of antimony", {"country": "CHN"}, "supported"),
    ],
)
def test_known_claims(text: str, options: dict[str, Any], verdict: str) -> None:
    """Ranks and shares that the tables settle."""
    if "imports" in text:  # a share of all importers' imports
        options = {key: value for key, value in options.items() if key != "importer"}
    assert check_claim(text, **options).verdict == verdict


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the world's 3rd-largest exporter", ("exports", 3, False)),
        ("ranks fifth", None),
        ("No. 2 producer", ("production", 2, False)),
        ("one of the top 5 miners", ("production", 5, True)),
        ("biggest importer", ("imports", 1, False)),
        ("Second largest deposits", ("reserves", 2, False)),
    ],
)
def test_reading_ranks(text: str, expected: tuple[str, int, bool] | None) -> None:
    """Ranks in the forms that people write."""
    if expected is None:
        with pytest.raises(UsageError, match="understood"):
            read_claim(text)
    else:
        found = read_claim(text)
        assert (found.measure, found.rank, found.among) == expected


@pytest.mark.parametrize(
    ("text", "share", "bound"),
    [
        ("24 % of world production", 0.24, "about"),
        ("over 65 percent of exports", 0.65, "at least"),
        ("less than 5% of output", 0.05, "at most"),
    ],
)
def test_reading_shares(text: str, share: float, bound: str) -> None:
    """Shares with their bound."""
    found = read_claim(text)
    assert (found.share, found.bound) == (share, bound)


def test_a_rounded_share_may_be_rounded() -> None:
    """A stated 24 % holds at 23.6 and not at 23.4; a stated 25 % from 22.5 to 27.5."""
    from lodeway.risk.claims import _holds

    exactly, coarse = read_claim("24 % of world production"), read_claim("25 % of world production")
    assert [_holds(exactly, share) for share in (0.234, 0.236, 0.244)] == [False, True, True]
    assert [_holds(coarse, share) for share in (0.22, 0.23, 0.27, 0.28)] == [False, True, True, False]


def test_json_keeps_the_contract() -> None:
    """The command prints the keys that the contract names."""
    done = CliRunner().invoke(main, ["risk", "claim", SECOND, "--country", "TJK", "--commodity", "antimony", "--json"])
    document = json.loads(done.stdout)
    assert {"verdict", "rank", "value", "share", "year", "source", "missing"} <= set(document)
    assert document["verdict"] in VERDICTS
    assert document["rank"] == 3


def test_a_claim_that_is_none() -> None:
    """What states neither rank nor share is not verifiable, and the forms that are understood are told."""
    done = CliRunner().invoke(main, ["risk", "claim", "a nice country", "--country", "TJK", "--commodity", "antimony"])
    assert done.exit_code == 0
    assert "not verifiable" in done.stdout
    assert "understood" in done.stdout


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("not the largest producer", "not"),
        ("no longer the largest producer of tungsten", "longer"),
        ("largest producer outside China", "outside"),
        ("second largest producer in Central Asia", "central"),
        ("largest producer of tungsten and antimony", "and"),
        ("one of the largest producers", "one of the largest"),
    ],
)
def test_half_a_sentence_is_not_judged(text: str, word: str) -> None:
    """A sentence with words that are not read is not verifiable, and the words are named."""
    found = check_claim(text, country="KAZ", commodity="tungsten")
    assert found.verdict == "not verifiable"
    assert word in found.not_read
    assert word in found.explanation
    assert not found.evidence


def test_a_rank_of_zero_is_none() -> None:
    """Ranks begin at one."""
    assert check_claim("0th largest producer", country="CHN", commodity="antimony").verdict == "not verifiable"


def test_refiners_are_not_miners() -> None:
    """China is the largest refiner of copper by the USGS and only fourth of its miners; who refines tungsten no table says."""
    found = check_claim("largest refiner", country="CHN", commodity="copper", year=2024)
    assert found.verdict == "supported"
    assert found.best is not None
    assert found.best.value == 12_400_000  # Mineral Commodity Summaries 2026, copper: refinery production 2024
    assert check_claim("largest producer", country="CHN", commodity="copper", year=2024).verdict == "contradicted"
    silent = check_claim("largest refiner", country="CHN", commodity="tungsten")
    assert (silent.verdict, silent.missing) == ("not verifiable", ("refined production of tungsten by country",))


@pytest.mark.parametrize(
    ("text", "options", "missing"),
    [
        ("largest exporter of refined copper", {"country": "CHL"}, ("740311",)),
        ("largest antimony metal exporter", {"country": "CHN"}, ("811000",)),
        ("largest reserves of gallium", {"country": "CHN"}, ("reserves of gallium by country",)),
        ("doubled since 2015", {"country": "CHN", "commodity": "Sb"}, ("production of antimony by country in 2015",)),
        ("largest exporter of tungsten in 2031", {"country": "CHN"}, ("trade in tungsten of 2031",)),
        ("largest producer of tungsten in 2031", {"country": "CHN"}, ("production of tungsten by country in 2031",)),
    ],
)
def test_what_is_missing_is_named(text: str, options: dict[str, Any], missing: tuple[str, ...]) -> None:
    """A claim that these data cannot settle says which code or table would; a year to come gets no advice on World Mining Data."""
    found = check_claim(text, **options)
    assert found.verdict == "not verifiable"
    assert found.missing == missing
    assert "import-wmd" not in found.explanation


def test_a_change_is_a_ratio_of_two_years() -> None:
    """World exports of rare earths by China: what 2024 is to 2015 decides, and is told."""
    from lodeway.risk import data

    flows = data.flows(("284690", "284610", "280530"))
    sold = {
        year: float(flows.tonnes[(flows.exporter == "CHN") & (flows.year == year) & (flows.tonnes > 0)].sum())
        for year in (2015, 2024)
    }
    ratio = sold[2024] / sold[2015]
    found = check_claim(f"exports rose by {100 * (ratio - 1):.0f} % since 2015", country="CHN", commodity="rare earth")
    assert found.verdict == "supported"
    assert found.best is not None
    assert found.best.change == pytest.approx(ratio)
    doubled = check_claim("exports more than doubled since 2015", country="CHN", commodity="rare earth")
    assert doubled.verdict == ("supported" if ratio >= 2 else "contradicted")


@pytest.mark.parametrize(
    ("text", "country", "importer"),
    [
        ("Japan depends for 66 % on China for rare earths", "CHN", "JPN"),
        ("Japan imports 66 % of its rare earths from China", "CHN", "JPN"),
        ("China supplies 66 % of Japan's rare earth imports", "CHN", "JPN"),
        ("China is the largest supplier of rare earths to Japan", "CHN", "JPN"),
        ("90 % of Turkmenistan's natural gas exports go to China", "TKM", "CHN"),
        ("Kazakhstan provides 25 % of US uranium supply", "KAZ", "USA"),
        ("Kazakhstan is the world's largest uranium producer", "KAZ", ""),
    ],
)
def test_a_sentence_names_whom_it_speaks_of(text: str, country: str, importer: str) -> None:
    """Who supplies and who depends is read from the sentence."""
    found = check_claim(text, year=2024)
    assert (found.country, found.importer, found.not_read) == (country, importer, ())
    if "rare earth" in text:
        assert found.verdict == "supported"


def test_an_amount_is_compared() -> None:
    """Tajikistan's 22,000 t of 2024 by the USGS are not 27,500 t, and more than 20 thousand."""
    options = {"country": "TJK", "commodity": "antimony", "year": 2024, "source": "usgs"}
    assert check_claim("produces 22,000 tonnes", **options).verdict == "supported"  # type: ignore[arg-type]
    assert check_claim("produces 27,500 t", **options).verdict == "contradicted"  # type: ignore[arg-type]
    assert check_claim("produces more than 20 thousand tonnes", **options).verdict == "supported"  # type: ignore[arg-type]


def test_all_that_is_unknown_is_told_at_once() -> None:
    """A country and a commodity that do not exist are both named; a sentence without either says which option is wanting."""
    with pytest.raises(UsageError, match=r"(?s)XXQ.*unobtainium"):
        check_claim("largest producer", country="XXQ", commodity="unobtainium")
    with pytest.raises(UsageError, match="--commodity and --country"):
        check_claim("largest producer")


def test_imports_of_an_importer_are_what_its_suppliers_sell() -> None:
    """With an importer a share of imports is that of a supplier; a rank of exporters is that of the world, without one."""
    text = "more than 65 percent of imports"
    found = check_claim(text, country="CHN", commodity="rare earth", importer="JPN", year=2024)
    supplied = check_claim(
        "more than 65 percent of supply", country="CHN", commodity="rare earth", importer="JPN", year=2024
    )
    assert found.best == supplied.best
    assert found.verdict == supplied.verdict == "supported"
    with pytest.raises(UsageError, match="leave out --importer"):
        check_claim("second largest exporter", country="CHN", commodity="antimony", importer="JPN")


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("100 % of imports of JPN", "AUT"),
        ("largest supplier", "AUT"),
        ("Japan imports 100 % of its antimony from Austria", ""),
    ],
)
def test_a_country_without_a_mine_is_no_supplier(text: str, country: str) -> None:
    """Nine tonnes of ore by Austria are somebody else's: the claim is not verifiable, and says why; a mining country's is judged."""
    importer = "" if not country or "JPN" in text else "JPN"
    found = check_claim(
        text, country=country, commodity="antimony", importer=importer or ("JPN" if country else ""), year=2024
    )
    assert found.verdict == "not verifiable"
    assert "re-export" in found.explanation
    assert found.best is not None
    other = check_claim("largest supplier of antimony ore", country="TJK", importer="CHN", year=2024)
    assert other.verdict in {"supported", "contradicted"}


@pytest.mark.parametrize(
    "text",
    [
        "97 % of Tajikistan's antimony is exported to the United States",
        "97% of Tajikistan's antimony exports go to the United States",
        "97 percent of Tajik antimony goes to the US",
        "Tajikistan exports 97 % of its antimony to the United States",
        "Tajikistan sells 97 % of its antimony to the USA",
        "the United States buys 97 % of Tajikistan's antimony",
        "Tajikistan's antimony is exported to the United States",
    ],
)
def test_where_tajik_antimony_goes_needs_codes(text: str) -> None:
    """In whatever words: ore has no flow to the United States, and metal (heading 8110) and oxide are not in the table."""
    found = check_claim(text)
    assert (found.verdict, found.country, found.commodity) == ("not verifiable", "TJK", "Antimony")
    assert found.missing == ("811000", "282580")
    assert "811000" in found.explanation
    if "97" in text:
        assert (found.importer, found.not_read) == ("USA", ())


@pytest.mark.parametrize(
    ("text", "country", "importer"),
    [
        ("90 % of Turkmenistan's natural gas is exported to China", "TKM", "CHN"),
        ("Turkmenistan sends 90 % of its natural gas exports to China", "TKM", "CHN"),
        ("China buys 90 % of Turkmenistan's natural gas", "TKM", "CHN"),
        ("China accounts for 90 % of Turkmenistan's natural gas exports", "TKM", "CHN"),
        ("nearly all of Turkmenistan's natural gas exports go to China", "TKM", "CHN"),
        ("66 % of Japan's rare earth imports come from China", "CHN", "JPN"),
        ("China accounts for 66 % of Japan's imports of rare earths", "CHN", "JPN"),
        ("Japan gets two-thirds of its rare earths from China", "CHN", "JPN"),
        ("China supplies most of Japan's rare earths", "CHN", "JPN"),
    ],
)
def test_shares_between_two_countries(text: str, country: str, importer: str) -> None:
    """The share of one's exports that goes to another, and of one's imports that comes from another, in the words that people use (2024)."""
    found = check_claim(text, year=2024)
    assert (found.country, found.importer, found.not_read) == (country, importer, ())
    assert found.verdict == ("contradicted" if text.startswith("nearly all") else "supported")
    assert found.best is not None
    assert found.best.share == pytest.approx(0.895 if country == "TKM" else 0.661, abs=0.001)


def test_no_flow_is_none_where_every_form_is_known() -> None:
    """Natural gas has all its codes in the table: that Turkmenistan sells 90 % of it to Japan is contradicted by 0 t."""
    found = check_claim("90 % of Turkmenistan's natural gas exports go to Japan", year=2024)
    assert found.verdict == "contradicted"
    assert found.best is not None
    assert (found.best.value, found.best.rank) == (0, None)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Tajikistan is the third largest producer of antimony after China", "supported"),
        ("Tajikistan is the third-largest antimony producer, behind China and Russia", "supported"),
        ("Tajikistan ranks third in antimony production, after China and Australia", "contradicted"),
        ("Tajikistan is the third largest antimony producer, ahead of Myanmar", "supported"),
        ("Tajikistan is the third largest antimony producer, ahead of Russia", "contradicted"),
        ("Tajikistan is second only to China in antimony production", "contradicted"),
        ("Tajikistan is behind China in antimony production", "supported"),
        ("Tajikistan is the third largest antimony producer, followed by Bolivia", "supported"),
        ("Tajikistan is the third largest antimony producer, followed by Bolivia and Myanmar", "supported"),
        ("Tajikistan is the third largest antimony producer, followed by Myanmar", "contradicted"),
        (
            "Uzbekistan is the fifth largest uranium producer after Kazakhstan, Canada, Namibia and Australia",
            "supported",
        ),
    ],
)
def test_those_ahead_and_behind_are_checked_too(text: str, verdict: str) -> None:
    """By USGS 2024 China and Russia mine more antimony than Tajikistan, Myanmar and Australia less."""
    found = check_claim(text, year=2024, source="usgs")
    assert found.not_read == ()
    assert found.verdict == verdict


def test_the_claim_of_the_ministry(wmd: object) -> None:
    """Second after China: China is ahead everywhere, second is true of World Mining Data 2024 alone; both are told."""
    found = check_claim("Tajikistan is the second largest producer of antimony after China")
    assert found.verdict == "depends on the year"
    assert found.best is not None
    assert [(one.country, one.said, one.rank, one.holds) for one in found.best.others] == [("CHN", "more", 1, True)]
    assert all(row.others[0].holds for row in found.evidence)
    wrong = check_claim("Tajikistan is the second largest producer of antimony after Russia", year=2024, source="wmd")
    assert wrong.verdict == "contradicted"
    assert "RUS rank 4, 24,670 t" in wrong.explanation


def test_exported_somewhere_is_no_share_of_world_exports() -> None:
    """What part of a country's production is exported is not what part of world exports it has: not read."""
    found = check_claim("97 % of Tajikistan's antimony is exported")
    assert found.verdict == "not verifiable"
    assert found.not_read == ("exported, as a share of production",)
