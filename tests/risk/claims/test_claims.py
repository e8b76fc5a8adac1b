"""Claims against production and trade."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.errors import UsageError
from lodeway.risk.claims import VERDICTS, check_claim, read_claim
from lodeway.risk.claims.judging.evidence import share_holds

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
def test_missing_codes_are_named(text: str, options: dict[str, Any], missing: tuple[str, ...]) -> None:
    """A claim on trade that the table does not hold is not verifiable, and the codes that would tell are named."""
    found = check_claim(text, **options)
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
    exactly, coarse = read_claim("24 % of world production"), read_claim("25 % of world production")
    assert [share_holds(exactly, share) for share in (0.234, 0.236, 0.244)] == [False, True, True]
    assert [share_holds(coarse, share) for share in (0.22, 0.23, 0.27, 0.28)] == [False, True, True, False]


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
    from lodeway.risk.statistics import data

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
    options: dict[str, Any] = {"country": "TJK", "commodity": "antimony", "year": 2024, "source": "usgs"}
    assert check_claim("produces 22,000 tonnes", **options).verdict == "supported"
    assert check_claim("produces 27,500 t", **options).verdict == "contradicted"
    assert check_claim("produces more than 20 thousand tonnes", **options).verdict == "supported"


def test_all_that_is_unknown_is_told_at_once() -> None:
    """A country and a commodity that do not exist are both named; a sentence without either says which option is wanting."""
    with pytest.raises(UsageError, match=r"(?s)XXQ.*unobtainium"):
        check_claim("largest producer", country="XXQ", commodity="unobtainium")
    nobody = check_claim("largest producer")
    assert (nobody.verdict, nobody.missing) == ("not verifiable", ("commodity", "country"))
    assert "--commodity and --country" in nobody.explanation


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


def _exactly(text: str, verdict: str, **options: Any) -> None:
    found = check_claim(text, **options)
    assert (found.verdict, found.not_read) == (verdict, ()), found.explanation


@pytest.mark.parametrize(
    "words",
    [
        "is among the world's {} largest copper producers",
        "is one of the {} largest copper producers",
        "is one of the world's top {} producers of copper",
        "ranks in the top {} for copper production",
        "is a top {} copper producer",
        "belongs to the {} largest copper producers",
        "is among the first {} copper producers",
    ],
)
def test_a_set_of_ranks_is_no_first_rank(words: str) -> None:
    """Peru, third copper miner by USGS 2024, is among the three and the five largest, and not among the two."""
    for number, verdict in (("five", "supported"), ("three", "supported"), ("3", "supported"), ("two", "contradicted")):
        _exactly(f"Peru {words.format(number)}", verdict, year=2024, source="usgs")


@pytest.mark.parametrize("words", ["among the largest", "one of the leading", "a leading", "a major"])
def test_a_set_of_ranks_without_a_number_states_none(words: str) -> None:
    """Third is neither among the largest nor not: the claim states no number, and the words are named."""
    found = check_claim(f"Peru is {words} copper producer{'' if words.startswith('a ') else 's'}", year=2024)
    assert found.verdict == "not verifiable"
    assert "states no number" in found.explanation


BAUXITE = "110,091,480"
"""Tonnes of bauxite from Guinea to China in 2024 by BACI: 68.8 % of China's imports, 89.8 % of Guinea's exports."""


@pytest.mark.parametrize(
    "text",
    [
        "China gets 69 % of its bauxite in Guinea",
        "China buys two thirds of its bauxite in Guinea",
        "69% of China's bauxite imports came from Guinea",
        "69 % of China's bauxite comes from Guinea",
        "China relies on Guinea for 69 % of its bauxite",
        "China is 69 % dependent on Guinea for bauxite",
        "Guinea supplies China with 69 % of its bauxite",
        "Guinea is the source of 69 % of Chinese bauxite",
        "Guinea's share of China's bauxite imports stood at 69 %",
        "China sources between 60 and 70 % of its bauxite from Guinea",
        "the bulk of China's bauxite comes from Guinea",
        "China's largest bauxite supplier is Guinea",
        "China imported 110 million tons of bauxite from Guinea",
    ],
)
def test_goods_go_to_the_one_who_buys(text: str) -> None:
    """Whoever gets, buys, sources or depends is the importer, in whatever order the two are named."""
    found = check_claim(text, year=2024)
    assert (found.country, found.importer, found.not_read, found.verdict) == ("GIN", "CHN", (), "supported")
    assert BAUXITE in found.explanation


@pytest.mark.parametrize(
    "text",
    [
        "Guinea sends 90 % of its bauxite to China",
        "90 percent of Guinea's bauxite is shipped to China",
        "China takes 90 % of Guinea's bauxite exports",
        "China is Guinea's largest bauxite customer",
        "Guinea's bauxite exports to China reached 110 million tonnes",
    ],
)
def test_goods_come_from_the_one_who_sells(text: str) -> None:
    """A share of what one sells is of its exports, not of what the other buys."""
    found = check_claim(text, year=2024)
    assert (found.country, found.importer, found.not_read, found.verdict) == ("GIN", "CHN", (), "supported")
    assert BAUXITE in found.explanation


def test_the_other_way_round_is_another_claim() -> None:
    """Guinea buys no bauxite in China, and Turkey sells the European Union nearly all its boron."""
    _exactly("Guinea buys 69 % of its bauxite in China", "contradicted", year=2024)
    _exactly("Turkey is the source of 98.7 % of EU boron", "supported", year=2024)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("China's share of Japan's rare earth imports rose to 66 %", "supported"),
        ("China's share of Japan's rare earth imports fell to 66 %", "contradicted"),
        ("Japan's dependence on Chinese rare earths rose to 66 %", "supported"),
        ("Japan reduced its reliance on Chinese rare earths to 66 %", "contradicted"),
        ("China's exports of rare earths to Japan rose to 15,969 tonnes", "supported"),
        ("China's exports of rare earths to Japan fell to 15,969 tonnes", "contradicted"),
        ("China's rare earth exports to Japan fell", "contradicted"),
        ("China's share of Japan's rare earth imports fell from 89 % in 2008 to 66 % in 2024", "supported"),
        ("China's share of Japan's rare earth imports fell from 89 to 66 percent between 2008 and 2024", "supported"),
        ("China's share of Japan's rare earth imports fell from 90 % in 2009 to 66 % in 2024", "contradicted"),
        ("China's share of Japan's rare earth imports fell from 66 % in 2024 to 83 % in 2009", "not verifiable"),
        ("China's exports of rare earths to Japan rose by 22 %", "supported"),
        ("China's exports of rare earths to Japan rose by 5 %", "contradicted"),
        ("China's exports of rare earths to Japan fell by 22 %", "contradicted"),
        ("Kazakhstan increased its uranium output to 23,270 tonnes", "supported"),
        ("Kazakhstan has cut its uranium output to 23,270 tonnes", "contradicted"),
    ],
)
def test_a_rise_is_no_fall(text: str, verdict: str) -> None:
    """By BACI Japan had 49.7 % of its rare earths (13,064 t) from China in 2023, 66.1 % (15,969 t) in 2024, 88.7 % in 2008; uranium grew by a tenth."""
    _exactly(text, verdict, year=None if re.search("200[89]", text) else 2024)


def test_from_what_without_when_is_not_tested() -> None:
    """The year of the first figure is wanting; a part of a share may be percent or points; a rise of a tenth is not one of a fall."""
    found = check_claim("China's share of Japan's rare earth imports fell from 90 % to 66 %", year=2024)
    assert (found.verdict, found.missing) == ("not verifiable", ("the year of the first figure",))
    bare = check_claim("China's rare earth exports to Japan fell")
    assert (bare.verdict, bare.missing) == ("not verifiable", ("the year of the change",))
    for text in ("fell by 10 %", "rose by 5 percentage points"):
        found = check_claim(f"China's share of Japan's rare earth imports {text}", year=2024)
        assert found.verdict == "not verifiable"
        assert found.not_read


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("China is the largest exporter of antimony", ("811000", "282580")),
        ("Chile is the largest exporter of copper", ("740311",)),
        ("Russia is the largest exporter of nickel", ("750110", "750210")),
        ("Zimbabwe exports 100,000 tonnes of lithium", ("253090",)),
        ("Zimbabwe's lithium exports doubled since 2020", ("253090",)),
        ("Kazakhstan is the EU's largest supplier of phosphorus", ("251010",)),
    ],
)
def test_a_minor_form_settles_nothing(text: str, missing: tuple[str, ...]) -> None:
    """Where a form of the commodity is not in the trade table, what is there neither supports nor contradicts; what it says is told."""
    found = check_claim(text, year=None if "since" in text else 2020)
    assert (found.verdict, found.missing, found.not_read) == ("not verifiable", missing, ())
    assert found.evidence


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("China is the largest importer of copper concentrates", "supported"),
        ("China is the largest exporter of antimony ore", "contradicted"),
        ("Chile is the largest exporter of lithium carbonate", "supported"),
        ("Kazakhstan is the third largest exporter of chromite", "contradicted"),
    ],
)
def test_a_form_that_is_named_is_judged(text: str, verdict: str) -> None:
    """Of ore, concentrate or carbonate alone the table tells."""
    found = check_claim(text, year=2024)
    assert (found.verdict, found.missing) == (verdict, ())


def test_ore_and_metal_are_not_added_up() -> None:
    """Gold concentrate by gross weight hides who sells gold: Uzbekistan is rank 66 of both, and refined gold is judged alone."""
    both = check_claim("Uzbekistan is the largest exporter of gold", year=2024)
    assert both.verdict == "not verifiable"
    assert "gross weight" in both.explanation
    assert check_claim("Uzbekistan is the largest exporter of refined gold", year=2024).verdict == "contradicted"


@pytest.mark.parametrize("commodity", ["lithium", "mercury"])
def test_production_that_is_not_named_is_not_none(commodity: str) -> None:
    """The USGS leaves out what the United States mine of both: less than 1 % is not verifiable."""
    found = check_claim("less than 1 % of world production", country="USA", commodity=commodity, source="usgs")
    assert (found.verdict, found.best) == ("not verifiable", None)
    assert found.missing == (f"production of {commodity} by United States",)


@pytest.mark.parametrize(
    ("text", "year", "says"),
    [
        ("The United States imports all of its graphite", 2024, ("46% of it from China", "net import reliance as 100 %")),
        ("Japan imports 90 % of its antimony", None, ("imports of 9 t by BACI", "100% of it from Austria", "USGS names no home production")),
        ("Japan imports all of its germanium", None, ("imports are not known from these data",)),
        ("The US imports all of its lithium", 2024, ("home production is not known", "above 50 %")),
    ],
)  # fmt: skip
def test_who_imports_without_a_supplier_is_told_what_is_known(
    text: str, year: int | None, says: tuple[str, ...]
) -> None:
    """A claim on what part of its use a country imports is not about a supplier: the answer says what is known, and asks for none of it."""
    found = check_claim(text, year=year)
    assert (found.verdict, found.country, found.best) == ("not verifiable", "", None)
    assert "names no supplier" in found.explanation
    assert all(one in found.explanation for one in says), found.explanation
    assert found.missing[0].startswith("use of ")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Guinea is among China's three largest bauxite suppliers", "supported"),
        ("Guinea is one of China's top two suppliers of bauxite", "supported"),
        ("India is among China's two largest bauxite suppliers", "contradicted"),
        ("Guinea is among China's largest bauxite suppliers", "not verifiable"),
    ],
)
def test_among_the_largest_of_a_country(text: str, verdict: str) -> None:
    """A rank among those who sell to one country is read, with its number; without one the answer names the words."""
    found = check_claim(text, year=2024)
    assert found.verdict == verdict
    assert "@" not in found.explanation


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Norway is among the world's ten largest aluminium exporters", "760120"),
        ("The Netherlands is Germany's largest supplier of magnesite", "251990"),
    ],
)
def test_what_moves_mostly_in_another_form_is_not_verifiable(text: str, code: str) -> None:
    """Norway sells its aluminium as alloys and Germany buys magnesia, which the table lacks: neither rank can be told."""
    found = check_claim(text, year=2024)
    assert (found.verdict, found.missing) == ("not verifiable", (code,))


@pytest.mark.parametrize(
    ("text", "verdict", "missing"),
    [
        ("China produces 98 % of the world's dysprosium", "not verifiable", "production of dysprosium"),
        ("China supplies 66 % of Japan's yttrium", "not verifiable", "trade in yttrium"),
        ("Norway is the EU's largest supplier of ilmenite", "not verifiable", "trade in ilmenite"),
        ("Australia is the world's largest producer of lithium carbonate", "not verifiable", "production of lithium carbonate"),
        ("Qatar is the world's largest producer of LNG", "not verifiable", "production of lng"),
        ("The United States is the EU's largest supplier of LNG", "supported", ""),
        ("Norway is the EU's largest supplier of liquefied natural gas", "contradicted", ""),
        ("Norway is the EU's largest supplier of pipeline gas", "not verifiable", ""),
        ("Turkmenistan supplies more than half of Uzbekistan's pipeline gas", "contradicted", ""),
        ("China supplies most of Japan's lithium hydroxide", "supported", ""),
    ],
)  # fmt: skip
def test_a_part_is_not_the_whole(text: str, verdict: str, missing: str) -> None:
    """One rare earth, one mineral or one form is not judged by all of the material; what has a code of its own is judged by that."""
    found = check_claim(text, year=2024)
    assert (found.verdict, found.missing) == (verdict, (missing,) if missing else found.missing), found.explanation


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Chile's share of copper production fell since 2018", "supported"),
        ("Chile's share of copper production rose since 2018", "contradicted"),
        ("Chile's copper production doubled since 2018", "contradicted"),
    ],
)
def test_a_change_of_production_up_to_a_year(text: str, verdict: str, wmd: object) -> None:
    """Asked of 2024, a change since 2018 is held against both years: 28.2 % and 24.0 % of the world's copper."""
    found = check_claim(text, year=2024)
    assert (found.verdict, found.best.year if found.best else 0) == (verdict, 2024), found.explanation


def test_who_is_not_named_has_no_rank() -> None:
    """Kyrgyzstan is one of the "other countries" of the USGS; World Mining Data give its rank; so for one that another is held against."""
    found = check_claim("Kyrgyzstan is among the top 40 gold producers", source="usgs", year=2024)
    assert found.verdict == "not verifiable"
    assert "USGS of 2024 does not name Kyrgyzstan" in found.explanation
    beside = check_claim("Uzbekistan produces more gold than Kyrgyzstan", source="usgs", year=2024)
    assert beside.verdict == "not verifiable"
    assert "does not name Kyrgyzstan" in beside.explanation


def test_world_mining_data_name_all(wmd: object) -> None:
    """By World Mining Data Tajikistan has the second rank and Austria, which is not among its rows, makes none."""
    found = check_claim(
        "less than 1 % of world production", country="AUT", commodity="antimony", source="wmd", year=2024
    )
    assert found.verdict == "supported"
    assert found.best is not None
    assert found.best.value == 0


def test_a_value_without_a_weight_is_not_zero() -> None:
    """Japan's gold from China in 2024 has a value of 5,285 USD and no weight."""
    found = check_claim("China is Japan's supplier of 5 % of its gold", year=2024)
    assert (found.verdict, found.best) == ("not verifiable", None)
    assert "no weight" in found.explanation


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Japan imported more than 80 % of its rare earths from China in 2008", "supported"),
        ("60 to 70 % of Japan's rare earth imports come from China in 2024", "supported"),
        ("70 to 80 % of Japan's rare earth imports come from China in 2024", "contradicted"),
        ("China produces more antimony than Tajikistan", "supported"),
        ("Tajikistan produces more antimony than China", "contradicted"),
        ("Tajikistan produces less antimony than China", "supported"),
        ("South Africa exports more manganese ore than Gabon", "supported"),
        ("Kazakhstan supplies 40 percent of the world's uranium", "supported"),
        ("four-fifths of the world's tungsten is mined in China in 2024", "supported"),
        ("Peru is the largest copper producer after Chile", "contradicted"),
        ("Brazil is by far the largest producer of niobium", "supported"),
        ("more than half of Japan's rare earth imports are from China in 2024", "supported"),
        ("Chile supplied half of Japan's copper ore in 2020", "supported"),  # 46.5 %
        ("Chile supplied almost half of Japan's copper ore in 2020", "supported"),
        ("Chile supplied more than half of Japan's copper ore in 2020", "contradicted"),
        ("Chile supplied 50 % of Japan's copper ore in 2020", "contradicted"),
        ("Chile supplied a third of Japan's copper ore in 2020", "contradicted"),
        ("Chile supplied between a third and a half of Japan's copper ore in 2020", "supported"),
        ("Gabon's manganese exports exceed those of Australia in 2024", "supported"),
        ("Chile's lithium reserves are the largest in the world", "supported"),
        ("After South Africa, Gabon is the second largest manganese exporter in 2024", "supported"),
        ("Gabon ranks second behind South Africa in manganese exports in 2024", "supported"),
    ],
)
def test_usual_phrasings_are_read(text: str, verdict: str) -> None:
    """As newspapers put it; figures of the USGS, the World Nuclear Association and BACI."""
    _exactly(text, verdict)


@pytest.mark.parametrize(
    "text",
    [
        "China was once Japan's largest supplier of rare earths",
        "China was until 2020 the largest supplier of rare earths to Japan",
        "Kazakhstan could become the largest uranium producer",
        "Kazakhstan lost its place as largest uranium producer",
        "Kazakhstan is the second largest producer of uranium in Asia",
        "China accounts for 66 % of Japan's rare earth imports by value",
        "Japan does not depend on China for 66 % of its rare earths",
        "China and Vietnam supply 78 % of Japan's rare earths",
        "Japan bought 15,969 tonnes of rare earths from China, 22 % more than in 2023",
        "Rare earths make up 66 % of Japan's imports from China",
        "Uranium accounts for 40 % of Kazakhstan's exports",
        "Two of the three largest producers of antimony are China and Russia",
        "Tajikistan is the third-biggest antimony producer, with 22,000 tonnes",
        "Japan imports more rare earths from China than from Vietnam",
        "Kazakhstan provides 40% of the world's uranium and 25 % of the EU's",
    ],
)
def test_what_is_read_in_part_is_not_judged(text: str) -> None:
    """A form must fit the whole sentence; where all words are known, the sentence itself is what is not read."""
    found = check_claim(text)
    assert (found.verdict, found.evidence) == ("not verifiable", ())
    assert found.not_read


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Kazakhstn is the largest uranium producer", "did you mean Kazakhstan by 'kazakhstn'"),
        ("China is the largest tungstn producer", "did you mean Tungsten by 'tungstn'"),
        ("Congo is the largest cobalt producer", "'congo' may be Democratic Republic of the Congo"),
        ("Korea is the largest importer of rare earths", "'korea' may be South Korea"),
    ],
)
def test_names_are_suggested(text: str, hint: str) -> None:
    """Misspelt and ambiguous names in the sentence are told as those of options are."""
    found = check_claim(text)
    assert found.verdict == "not verifiable"
    assert hint in found.explanation
    assert check_claim("DR Congo is the largest cobalt producer", year=2024).verdict == "supported"


def test_another_year_than_the_one_asked_for() -> None:
    """What is said of 2023 is not held against 2024."""
    found = check_claim("Kazakhstan was the largest uranium producer in 2023", year=2024)
    assert (found.verdict, found.not_read) == ("not verifiable", ("2023",))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Kyrgyzstan's gold output was 26,493 kg in 2024", "supported"),
        ("Uzbekistan's gold production was 130.4 tonnes in 2024", "supported"),
        ("South Africa's platinum output was 125,634 kg in 2024", "supported"),
        ("South Africa's platinum output was 12,563 kg in 2024", "contradicted"),
        ("Russia produced 509 million tonnes of natural gas in 2024", "supported"),
    ],
)
def test_amounts_in_any_unit_of_weight(text: str, verdict: str, wmd: object) -> None:
    """World Mining Data give gold and platinum in kg and gas in volume: an amount in tonnes or kg is held against the same weight."""
    assert check_claim(text, source="wmd").verdict == verdict


@pytest.mark.parametrize(
    ("text", "year", "who"),
    [
        ("China is Taiwan's second largest supplier of iron ore", 2022, "Brazil to Taiwan"),
        ("Canada is Taiwan's third largest supplier of iron ore", 2022, "Brazil to Taiwan"),
        ("Mexico is Taiwan's largest supplier of crude oil", 2021, "Iran to Taiwan"),
        ("Colombia supplied 79 % of Panama's crude oil", 2023, "Ecuador to Panama"),
        ("Canada supplied 90 % of US sulphur imports", 2023, "Qatar to United States"),
        ("Peru is Taiwan's second largest supplier of copper concentrate", 2022, "Australia to Taiwan"),
        ("Australia supplies 78 % of Taiwan's coking coal", 2022, "Russia to Taiwan"),
        ("The US is Spain's second largest supplier of zinc ore", 2023, "Mexico to Spain"),
    ],
)
def test_a_rival_without_a_weight_is_not_none(text: str, year: int, who: str) -> None:
    """What another sells at a value and no weight could turn the rank or share: nothing is told, and it is said by whom."""
    found = check_claim(text, year=year)
    assert found.verdict == "not verifiable"
    assert found.explanation.startswith("turns on missing weights: ")
    assert who in found.explanation


@pytest.mark.parametrize(
    ("text", "year", "part"),
    [
        ("Gabon is Gibraltar's largest supplier of crude oil", 2022, "71 % of the value"),
        ("Togo gets all of its crude oil from Niger", 2024, "85 % of the value"),
        ("Qatar is Taiwan's largest supplier of LNG", 2022, "52 % of the value"),
    ],
)
def test_too_much_without_a_weight_is_told(text: str, year: int, part: str) -> None:
    """Where most of what is imported has no weight, the reason is that, and not that there is no flow."""
    found = check_claim(text, year=year)
    assert found.verdict == "not verifiable"
    assert part in found.explanation
    assert "no flow" not in found.explanation


def test_a_verdict_that_stands_names_the_doubtful_flow(wmd: object) -> None:
    """One supplier alone is all of it at any weight; that the weight is doubtful is said beside it."""
    found = check_claim("North Korea buys all its copper ore from Papua New Guinea", year=2022)
    assert found.verdict == "supported"
    assert (
        "Stands at typical prices too; weight doubtful by its price: Papua New Guinea to North Korea"
        in found.explanation
    )
    assert "doubtful" not in check_claim("Peru is China's second largest supplier of copper ore", year=2020).explanation


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        # USGS, Mineral Commodity Summaries 2026: 110,000 t of antimony in 2025 and 119,000 t in 2024.
        ("World antimony production is about 110,000 tonnes", "supported"),
        ("Global antimony production was 119,000 t", "contradicted"),
        ("World antimony production fell", "supported"),
        ("World antimony exports are about 110,000 tonnes", "not verifiable"),
        ("Antimony production is about 110,000 tonnes", "not verifiable"),
    ],
)
def test_what_all_the_world_makes(text: str, verdict: str) -> None:
    """An amount of the world is held against the world's total, of no country; without the word it is said of nobody."""
    found = check_claim(text, year=2025, source="usgs")
    assert found.verdict == verdict
    assert (found.best is None) == (verdict == "not verifiable")
    if found.best is not None:
        assert (found.best.rank, found.best.value, found.country) == (None, 110_000.0, "WLD")


@pytest.mark.parametrize(
    "text",
    [
        "Saudi Arabia was Japan's largest supplier of crude oil in 2015",
        "The United Arab Emirates was Japan's largest supplier of crude oil in 2015",
        "Japan's imports of crude oil from Saudi Arabia fell in 2015",
    ],
)
def test_a_row_that_seems_to_be_missing_is_not_none(text: str) -> None:
    """Japan had 57 and 59 million tonnes of Saudi crude oil in 2014 and 2016; that the table has no row of 2015 settles nothing."""
    found = check_claim(text)
    assert found.verdict == "not verifiable"
    assert found.explanation.startswith(
        "turns on a missing row: Saudi Arabia to Japan 2015 (HS 270900), next to nothing"
    )


def test_what_states_keep_to_themselves_is_not_told() -> None:
    """The table has no pipeline gas from Russia to Germany: neither that nor who else leads can be told; liquefied gas has its own code."""
    for text in (
        "Germany got more than half of its natural gas from Russia in 2021",
        "Iran's share of Turkey's gas imports was 50 % in 2021",
    ):
        found = check_claim(text)
        assert found.verdict == "not verifiable"
        assert "keep their imports to themselves" in found.explanation
    assert check_claim("Australia was Japan's largest supplier of LNG in 2023").verdict == "supported"


def test_where_most_weight_is_doubtful_typical_prices_are_no_ground() -> None:
    """97 % of the beryllium of 2017 are tonnes at a hundredth of the price of the metal."""
    found = check_claim("Saudi Arabia was the largest exporter of beryllium in 2017")
    assert found.verdict == "not verifiable"
    assert found.explanation.startswith("most of the weight of 2017 is doubtful by its price: Saudi Arabia")


@pytest.mark.parametrize(
    ("text", "verdict", "said"),
    [
        # A steady course of many years at the mine's price, most of it by weight and by value.
        ("Kazakhstan was Russia's largest supplier of steam coal in 2022", "supported", ""),
        ("Australia was Malaysia's largest supplier of rare earths in 2022", "supported", ""),
        # Nigeria's row is missing, and on one side it has no weight.
        ("Sweden was Togo's largest supplier of crude oil in 2023", "not verifiable", "missing row"),
        ("Lithuania was Czechia's largest supplier of platinum in 2020", "not verifiable", "doubtful weight"),
        # Japan's rank is the same with what is missing, which is said beside it.
        ("Japan was the third largest importer of crude oil in 2015", "contradicted", "Saudi Arabia to Japan 2015"),
        ("Japan's imports of crude oil doubled in 2016", "contradicted", "Saudi Arabia to Japan 2015"),
    ],
)
def test_steady_courses_stand_and_gaps_are_told(text: str, verdict: str, said: str) -> None:
    """What is steady for years is not doubted for being cheap; what turns a verdict, or is missing beside it, is named."""
    found = check_claim(text)
    assert found.verdict == verdict
    assert said in found.explanation
