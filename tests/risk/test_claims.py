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
    """What states neither rank nor share is refused with the forms that are understood."""
    done = CliRunner().invoke(main, ["risk", "claim", "a nice country", "--country", "TJK", "--commodity", "antimony"])
    assert done.exit_code == 2
    assert "understood" in done.stderr


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("not the largest producer", "not"),
        ("no longer the largest producer of tungsten", "longer"),
        ("largest refined tungsten producer", "refined"),
        ("largest producer outside China", "outside"),
        ("second largest producer in Central Asia", "central"),
        ("largest producer of tungsten and antimony", "and"),
        ("was the largest producer in 2019", "2019"),
        ("one of the largest producers", "one of the largest"),
    ],
)
def test_half_a_sentence_is_not_judged(text: str, word: str) -> None:
    """A sentence with words that are not read is refused, and the words are named."""
    with pytest.raises(UsageError, match=f"not understood in .*{word}"):
        check_claim(text, country="KAZ", commodity="tungsten")


def test_a_rank_of_zero_is_none() -> None:
    """Ranks begin at one."""
    with pytest.raises(UsageError, match="no rank or share"):
        check_claim("0th largest producer", country="CHN", commodity="antimony")


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
