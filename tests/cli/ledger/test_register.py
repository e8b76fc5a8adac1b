"""A register from the command line: filled from a table, read, corrected, merged, verified, backed up."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.ledger.exchange import read_records, write_records
from lodeway.ledger.register import Statement

TABLE = """id;title;parties;amount;currency;status;announced;pillar;umbrella;part_of;minerals
goal;Business projects of five years;JPN:provider;;;announced;2025-12-20;;yes;;
rail;"Bridge; on the corridor";JPN:provider;20 000 000;USD;signed;2025-12;connectivity;no;goal;
mine;Antimony study;JPN:provider;;;expected;2025;;no;;antimony
mine-ja;アンチモン調査;JPN;;;expected;2025-12-20;;no;;antimony
"""

Ask = Callable[..., Any]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Return what runs `lodeway ledger` on a register filled from a table, and gives the JSON it prints."""
    monkeypatch.setenv("LODEWAY_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LODEWAY_REGISTER", str(tmp_path / "register.sqlite"))

    def run(*words: str, code: int = 0) -> Any:
        result = CliRunner().invoke(main, ["ledger", *words, "--json"])
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    table = tmp_path / "commitments.csv"
    table.write_text(TABLE, encoding="utf-8-sig")
    assert run("import", str(table), "--author", "desk")["added"] == 4
    return run


def ids(document: Any) -> list[str]:
    """Return the ids of a list of commitments."""
    return [row["id"] for row in document["commitments"]]


def test_the_table_is_listed_as_it_was_given(ask: Ask) -> None:
    """Every cell is there, under the name of its column."""
    rows = {row["id"]: row for row in ask("list")["commitments"]}
    assert list(rows) == ["goal", "rail", "mine", "mine-ja"]
    rail = rows["rail"]
    assert (rail["title"], rail["amount"], rail["currency"]) == ("Bridge; on the corridor", 20e6, "USD")
    assert (rail["parties"], rail["announced"], rail["part_of"]) == ("JPN:provider", "2025-12", "goal")
    assert (rail["state"], rail["author"], rail["umbrella"], rows["goal"]["umbrella"]) == (
        "proposed",
        "desk",
        False,
        True,
    )


def test_lists_are_narrowed(ask: Ask) -> None:
    """By status, party, pillar, and what belongs to a commitment; an unknown status is told."""
    assert ids(ask("list", "--status", "signed,expected")) == ["rail", "mine", "mine-ja"]
    assert ids(ask("list", "--party", "jpn", "--pillar", "connectivity")) == ["rail"]
    assert ids(ask("list", "--about", "goal")) == ["rail"]
    assert ask("list", "--approved")["total"] == 0
    assert "allowed: expected" in ask("list", "--status", "promised", code=2)["error"]["message"]


def test_a_correction_keeps_what_stood_there(ask: Ask) -> None:
    """The list shows the new amount, the list of the time before the old one, the history both with the reason."""
    before = ask("list")["head"].partition(":")[0]
    ask("correct", "rail", "amount=21e6", "status=in_force", "--reason", "the ministry's page")
    assert [row["amount"] for row in ask("list", "--status", "in_force")["commitments"]] == [21e6]
    assert "rail" in ids(ask("list", "--as-of", before, "--status", "signed"))
    history = ask("show", "rail")["history"]
    assert [(row["action"], row["reason"]) for row in history][-1] == ("corrected", "the ministry's page")
    told = ask("correct", "rail", "amuont=1", "amount=much", "--reason", "x", code=1)["error"]["faults"]
    assert {(fault["column"], fault["suggestion"]) for fault in told} == {("amuont", "amount"), ("amount", "")}


def test_two_that_are_one_are_merged_and_parted(ask: Ask) -> None:
    """The merged one is listed no longer, until it is parted."""
    ask("merge", "mine", "mine-ja", "--reason", "the same study")
    assert ids(ask("list")) == ["goal", "rail", "mine"]
    ask("split", "mine-ja", "--reason", "another ministry")
    assert ids(ask("list")) == ["goal", "rail", "mine", "mine-ja"]


def test_approval_is_an_event(ask: Ask) -> None:
    """What was approved is in the approved view as it was then; what is rejected after falls back to it."""
    ask("approve", "goal", "rail")
    ask("correct", "goal", "deadline=2035", "--reason", "a paper")
    assert [row["deadline"] for row in ask("list", "--approved")["commitments"]] == ["", ""]
    ask("reject", "goal", "--reason", "it says 2030")
    assert ask("show", "goal")["record"]["deadline"] == ""
    assert "did you mean 'goal'" in ask("approve", "gaol", code=2)["error"]["message"]


def test_what_was_approved_is_withdrawn_with_what_stands_on_it_before(ask: Ask) -> None:
    """`reject` names `withdraw`, which is refused while a part stands unless it is named too; the history is still shown."""
    ask("approve", "goal", "rail")
    assert "ledger withdraw rail" in ask("reject", "rail", "--reason", "no", code=2)["error"]["message"]
    assert "stand commitment rail" in ask("withdraw", "goal", "--reason", "no", code=2)["error"]["message"]
    changed = ask("withdraw", "rail", "goal", "--reason", "a false paper")["changed"]
    assert [row["id"] for row in changed] == ["rail", "goal"]
    assert ids(ask("list")) == ["mine", "mine-ja"]
    assert ask("list", "--approved")["total"] == 0
    shown = ask("show", "goal")
    assert shown["state"] == "rejected"
    assert [(row["action"], row["reason"]) for row in shown["history"]][-1] == ("withdrawn", "a false paper")
    ask("approve", "goal", "--reason", "true after all")
    assert ids(ask("list")) == ["goal", "mine", "mine-ja"]


def test_of_an_approved_commitment_what_was_proposed_for_it_is_rejected(ask: Ask) -> None:
    """A proposed merge goes, the commitments stay; withdrawing one takes a merge proposed for it along."""
    ask("approve", "mine", "mine-ja")
    ask("merge", "mine", "mine-ja", "--reason", "the same study")
    assert [row["id"] for row in ask("reject", "mine", "--reason", "another")["changed"]] == ["mine-ja"]
    assert ids(ask("list")) == ["goal", "rail", "mine", "mine-ja"]
    ask("merge", "mine", "mine-ja", "--reason", "the same study")
    ask("withdraw", "mine", "--reason", "false")
    assert ids(ask("list")) == ["goal", "rail", "mine-ja"]


def test_verify_finds_a_cut_tail_by_what_this_machine_saw(ask: Ask, tmp_path: Path) -> None:
    """Even where the register's own head was cut with it."""
    ask("correct", "rail", "amount=1", "--reason", "x")
    assert ask("verify")["findings"] == []
    connection = sqlite3.connect(tmp_path / "register.sqlite")
    guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("DELETE FROM event WHERE seq = 5")
    connection.execute("UPDATE head SET seq = 4, hash = (SELECT hash FROM event WHERE seq = 4)")
    for _, guard in guards:
        connection.execute(guard)
    connection.commit()
    connection.close()
    assert [row["what"] for row in ask("verify", code=1)["findings"]] == ["cut"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl"])
def test_tables_come_back(ask: Ask, tmp_path: Path, ending: str) -> None:
    """What is exported and imported into another register is the same."""
    file = str(tmp_path / f"out{ending}")
    assert ask("export", file)["total"] == 4
    other = str(tmp_path / "other.sqlite")
    assert ask("import", file, "--register", other)["added"] == 4
    same = [row | {"recorded": "", "author": ""} for row in ask("list")["commitments"]]
    assert [row | {"recorded": "", "author": ""} for row in ask("list", "--register", other)["commitments"]] == same


def test_statements_come_back_from_tables(tmp_path: Path) -> None:
    """Numbers, ranges, names and what else the text says, in every format."""
    rows = [
        Statement(
            id="a", source="s", end=3, text="150", kind="count", value=150.0, unit="document", qualifier="more_than"
        ),
        Statement(id="b", source="s", end=3, text="2-3", kind="money", value=(2.0, 3.5), detail={"converts": [1, 2]}),
        Statement(id="c", source="s", end=3, text="KAZ", kind="country", value="KAZ"),
    ]
    for ending in (".csv", ".xlsx", ".jsonl"):
        assert read_records(Statement, write_records(rows, tmp_path / f"s{ending}")) == rows


def test_iati_and_prov_are_written(ask: Ask, tmp_path: Path) -> None:
    """IATI comes back with the same commitments; PROV has every event."""
    told = ask("export", str(tmp_path / "a.xml"))
    assert told["breaches"] == []
    other = str(tmp_path / "other.sqlite")
    assert ask("import", str(tmp_path / "a.xml"), "--register", other)["added"] == 4
    assert ids(ask("list", "--register", other)) == ids(ask("list"))
    assert ask("export", str(tmp_path / "a.prov.json"))["total"] == 4


def test_backup_and_restore(ask: Ask, tmp_path: Path) -> None:
    """The restored register has the same head."""
    head = ask("backup", str(tmp_path / "b.jsonl"))["head"]
    other = str(tmp_path / "other.sqlite")
    assert ask("restore", str(tmp_path / "b.jsonl"), "--register", other)["head"] == head
    assert ask("verify", "--register", other, "--head", head)["findings"] == []


def test_faults_of_a_table_are_told_all_at_once(ask: Ask, tmp_path: Path) -> None:
    """With row and column; nothing is added."""
    bad = tmp_path / "bad.csv"
    bad.write_text("id,title,amuont,umbrella,status\na,T,1,perhaps,signed\nb,U,2,yes,promised\n", encoding="utf-8")
    faults = ask("import", str(bad), code=1)["error"]["faults"]
    assert {(fault["row"], fault["column"]) for fault in faults} == {(1, "amuont"), (2, "umbrella"), (3, "status")}
    assert ask("list")["total"] == 4


@pytest.mark.database
def test_a_shared_register_is_made_and_let_in(postgres: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`serve-db` makes it once; asked again it is the same."""
    import uuid

    from pg8000.native import Connection

    monkeypatch.setenv("LODEWAY_DATA", str(tmp_path))
    schema = f"test_{uuid.uuid4().hex[:12]}"
    word = f":{postgres.password}" if postgres.password else ""
    address = f"postgresql://{postgres.user}{word}@{postgres.host}:{postgres.port}/{postgres.database}?schema={schema}"

    def run(*words: str, code: int = 0) -> Any:
        result = CliRunner().invoke(main, ["ledger", *words, "--json"])
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    assert "serve-db" in run("list", "--register", address, code=2)["error"]["message"]
    first = run("serve-db", address, "--grant", f"{postgres.user}=approve")
    assert first["granted"] == {postgres.user: "approve"}
    assert run("serve-db", address)["register"] == first["register"]
    table = tmp_path / "c.csv"
    table.write_text("id,title\nc,T\n", encoding="utf-8")
    run("import", str(table), "--register", address)
    assert run("list", "--register", address)["commitments"][0]["author"] == postgres.user
    owner = Connection(
        postgres.user, host=postgres.host, port=postgres.port, database=postgres.database, password=postgres.password
    )
    owner.run(f"DROP SCHEMA {schema} CASCADE")
    for role in ("approve", "propose", "read"):
        owner.run(f"DROP OWNED BY {schema}_{role}")
        owner.run(f"DROP ROLE {schema}_{role}")
    owner.close()


def test_texts_of_other_encodings_are_added_and_checked_when_named(ask: Ask, tmp_path: Path) -> None:
    """Without the name it is a fault of the file, which says how to name one."""
    text = "Япония пообещала вложить 5 млрд долларов в Казахстан до 2030 года, сообщил министр экономики в пятницу."
    file = tmp_path / "old.txt"
    file.write_bytes(text.encode("cp1251"))
    assert "--encoding" in ask("add", str(file), code=1)["error"]["faults"][0]["allowed"]
    assert ask("add", str(file), "--encoding", "cp1251")["added"][0]["statements"] > 2
    assert ask("check", str(file), "--encoding", "cp1251")["findings"] == []


def test_commitments_without_their_sources_say_once_what_to_import(ask: Ask, tmp_path: Path) -> None:
    """Seven sources that are not there are one fault with the command that brings them; then all come in."""
    names = [f"s{number}" for number in range(7)]
    sources, promises = tmp_path / "sources.csv", tmp_path / "more.csv"
    sources.write_text(
        "id,address\n" + "".join(f"{name},https://example.org/{name}\n" for name in names), encoding="utf-8"
    )
    rows = "".join(f"c{name},T,2025-12-20,{name}\n" for name in names)
    promises.write_text("id,title,announced,sources\n" + rows, encoding="utf-8")
    (fault,) = ask("import", str(promises), code=1)["error"]["faults"]
    assert fault["column"] == "sources"
    assert "and 2 more" in fault["found"]
    assert "lodeway ledger import FILE --what sources" in fault["message"]
    assert ask("import", str(sources), "--what", "sources")["added"] == 7
    assert ask("import", str(promises))["added"] == 7


def test_sources_that_iati_has_no_place_for_are_named(ask: Ask, tmp_path: Path) -> None:
    """What is told as written is what comes back; the rest is named."""
    sources = tmp_path / "sources.csv"
    sources.write_text("id,address\nalone,https://example.org/a\n", encoding="utf-8")
    ask("import", str(sources), "--what", "sources")
    told = ask("export", str(tmp_path / "a.xml"))
    assert (told["total"], told["left_out"]) == (4, ["alone"])
    assert ask("import", str(tmp_path / "a.xml"), "--register", str(tmp_path / "o.sqlite"))["added"] == told["total"]


def test_the_hint_for_a_register_that_is_not_there_runs(tmp_path: Path) -> None:
    """The command between backticks, word by word."""
    place = tmp_path / "none.sqlite"
    told = CliRunner().invoke(main, ["ledger", "list", "--register", str(place)])
    assert told.exit_code == 2
    hint = told.stderr.split("`")[1].split()
    assert CliRunner().invoke(main, hint[1:]).exit_code == 0
    assert place.is_file()
