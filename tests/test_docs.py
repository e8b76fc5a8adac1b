"""The documentation says everything there is, and its examples run."""

from __future__ import annotations

import contextlib
import dataclasses
import doctest
import importlib.util
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
from click.testing import CliRunner

import lodeway
from lodeway.cli import main
from lodeway.plan import document, plan, result
from lodeway.plan.sample import sample
from lodeway.schema import TABLES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", DOCS / "tutorial.md", *sorted((DOCS / "how-to").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)")
BLOCK = re.compile(r"^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PREFIX = re.compile(r"^.*?uv run (?:--\S+ )*(?=lodeway )")
TIMING = re.compile(r"^[\d.]+ s, peak memory [\d,]+ MiB$", re.MULTILINE)
"""What differs from run to run."""
SHELL = re.compile(r"[|<>;&$`]")
"""Signs of a command that only a shell can run."""
LOOSE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """Return the module that writes the reference pages."""
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of what pages share in this run, on all its workers: what each plan's command printed and wrote."""
    here = tmp_path_factory.getbasetemp()
    folder = (here.parent if "PYTEST_XDIST_WORKER" in os.environ else here) / "planned"
    folder.mkdir(exist_ok=True)
    return folder


def test_every_command_and_option_is_documented(generate: ModuleType) -> None:
    """The section of each command names every spelling of every option of it."""
    assert _undocumented(generate, generate.commands()) == []


@pytest.mark.parametrize(("name", "option"), [("lodeway check", "--json"), ("lodeway matrix", "--avoid")])
def test_an_option_that_only_other_commands_document_is_missed(generate: ModuleType, name: str, option: str) -> None:
    """An option that is taken out of one command's section is told of, though the same stands under other commands."""
    page = generate.commands()
    head, heading, rest = page.partition(f"## {name}\n")
    section, following, others = rest.partition("\n## ")
    kept = "\n".join(line for line in section.splitlines() if not re.match(rf"\| `{option}\b(?!-)", line))
    assert option in others
    assert _undocumented(generate, head + heading + kept + following + others) == [f"{name} {option}"]
    assert _undocumented(generate, f"{head}## {others}") == [
        f"{name} {word}" for word in ["", *_spellings(dict(generate.walk("lodeway", main))[name])]
    ]


def _undocumented(generate: ModuleType, page: str) -> list[str]:
    """Return each command without a section in a page, and each spelling of an option that its own section lacks."""
    parts = re.split(r"^## (.+)\n", page, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    missing = []
    for name, command in generate.walk("lodeway", main):
        rows = [line for line in sections.get(name, "").splitlines() if line.startswith("| `")]
        told = {word for row in rows for word in re.findall(r"--?[a-z][a-z0-9-]*", row.split("`")[1])}
        missing += [] if name in sections else [f"{name} "]
        missing += [f"{name} {word}" for word in _spellings(command) if word not in told]
    return missing


def _spellings(command: click.Command) -> list[str]:
    return [word for option in _options(command) for word in (*option.opts, *option.secondary_opts)]


def test_links_lead_to_files_of_the_repository() -> None:
    """Every relative link of README and documentation leads to a file that is there where the sources are read, not to one that the build makes."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "atlas").glob("*.md")]
    pages += [page for page in DOCS.rglob("*.md") if not {"_generated", "_build"} & set(page.parts)]
    links = [(page, link) for page in pages for link in LINK.findall(page.read_text(encoding="utf-8"))]
    assert len(links) > 20
    dead = [
        f"{page.relative_to(ROOT)}: {link}"
        for page, link in links
        if "_generated" in link or not (page.parent / link).resolve().is_file()
    ]
    assert dead == []


def test_files_of_which_the_build_makes_pages_are_there() -> None:
    """Each file whose links the build turns to a page is linked somewhere, and the page is one that the build writes."""
    conf = (DOCS / "conf.py").read_text(encoding="utf-8")
    text = "".join(page.read_text(encoding="utf-8") for page in (DOCS / "explanation").glob("*.md"))
    generator = (DOCS / "generate.py").read_text(encoding="utf-8")
    pairs = re.findall(r'"\.\./\.\./(\S+)": "\.\./_generated/(\S+)",', conf)
    assert len(pairs) == conf.count("../_generated/")
    for file, page in pairs:
        assert (ROOT / file).is_file()
        assert f"](../../{file})" in text
        assert f'"{page}":' in generator


def _options(command: click.Command) -> Iterator[click.Option]:
    """Yield the options of a command."""
    yield from (parameter for parameter in command.params if isinstance(parameter, click.Option))


def test_every_table_and_column_is_documented(generate: ModuleType) -> None:
    """The page of scenario tables has a heading for every table and a row for every column."""
    page = generate.scenario_tables()
    for name, row in TABLES.items():
        assert f"\n## {name}\n" in page
        for field in dataclasses.fields(row):
            assert f"| `{field.name}` |" in page


def test_every_atlas_table_is_documented(generate: ModuleType) -> None:
    """The page of atlas tables names every table that the atlas holds."""
    from lodeway import atlas

    page = generate.atlas_tables()
    assert [table.name for table in atlas.tables() if f"\n## {table.name}\n" not in page] == []


def test_every_key_of_plan_json_is_documented() -> None:
    """The page on plan.json has the keys of the document and of the rows of each list, and no others."""
    page = (DOCS / "reference" / "plan-json.md").read_text(encoding="utf-8")
    found = {
        title: {key for row in re.findall(r"^\| (`.*?`) \|", text, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}
        for title, text in re.findall(r"^#+ ([\w.]+)\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL)
    }
    rows = {
        "builds": result.Build,
        "supply": result.Supply,
        "unmet": result.Unmet,
        "routes": result.RouteFlow,
        "activities": result.Activity,
        "surplus": result.Surplus,
        "stocks": result.StockLevel,
        "shortfalls": result.Shortfall,
        "limits": result.LimitUse,
        "rejected": result.Rejected,
    }
    names = {"origin": "from", "destination": "to"}
    expected = {
        name: {field.name for field in dataclasses.fields(row)} - ({"legs"} if name == "routes" else set())
        for name, row in rows.items()
    }
    expected["routes"] = {names.get(key, key) for key in expected["routes"]}
    written = document(plan(sample()))
    expected |= {name: set(written[name][0]) for name in ("prices", "demand")}
    assert found == expected | {"plan.json": set(written)}


@pytest.mark.parametrize("name", lodeway.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    """The page on Python documents every name that `import lodeway` offers."""
    assert re.search(
        rf"auto\w+:: {name}$", (DOCS / "reference" / "python.md").read_text(encoding="utf-8"), re.MULTILINE
    )


@pytest.mark.usefixtures("forgotten_network")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_examples_run(page: Path, planned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block of Python or shell on the page runs, in order, in one folder; output that is shown is what comes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    shell = page.name == "README.md"
    names: dict[str, Any] = {}
    for language, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "console":
            _run_console(text, planned, shell=shell)
        else:
            script = tmp_path / "block.py"
            script.write_text(text, encoding="utf-8")
            names = runpy.run_path(str(script), init_globals=names)


def _run_console(text: str, planned: Path, *, shell: bool) -> None:
    """Run each line after a ``$``; compare what it prints with the lines below it, if there are any."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        if "pytest" in command:
            continue
        printed = _shared(PREFIX.sub("", command), planned, shell=shell)
        if expected.strip():
            match = doctest.OutputChecker().check_output(TIMING.sub("", expected), TIMING.sub("", printed), LOOSE)
            assert match, (
                f"{command} printed\n{printed}\nbut the page shows\n{expected}\nIf that is right, `just readme` refreshes it."
            )


def _shared(command: str, planned: Path, *, shell: bool) -> str:
    """Return what a command prints; a plan of the example that another page has made in this run is copied, not made again."""
    if not re.fullmatch(r"lodeway plan central-asia( --case [\w-]+)?", command):
        return _run(command, shell=shell)
    place = planned / command.replace(" ", "_")
    if place.exists():
        shutil.copytree(place / "out", "out", dirs_exist_ok=True)
    else:
        assert not Path("out").exists()
        printed = _run(command, shell=shell)
        draft = Path(tempfile.mkdtemp(dir=planned))
        shutil.copytree("out", draft / "out")
        (draft / "printed.txt").write_text(printed, encoding="utf-8")
        with contextlib.suppress(OSError):  # another worker was first
            draft.rename(place)
    return (place / "printed.txt").read_text(encoding="utf-8")


def _run(command: str, *, shell: bool) -> str:
    """Return what a command prints: in a shell, as a reader runs it, or in this process, which has what commands import."""
    words = shlex.split(command)
    into = words[-2:-1] == [">"]
    words, file = (words[:-2], words[-1]) if into else (words, "")
    plain = command.rpartition(" > ")[0] if into else command
    if shell or words[0] != "lodeway" or SHELL.search(plain):
        run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=900)
        assert run.returncode == 0, f"{command}\n{run.stderr}"
        return run.stdout
    result = CliRunner().invoke(main, words[1:], prog_name="lodeway")
    assert result.exit_code == 0, f"{command}\n{result.stderr}{result.exc_info}"
    if file:
        Path(file).write_text(result.stdout, encoding="utf-8")
    return "" if file else result.stdout
