"""The ``lodeway`` command as a whole."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner

from lodeway.cli import COMMANDS, main
from lodeway.errors import Fault, InfeasibleError, InputError, LodewayError, UsageError


def commands() -> dict[str, click.Command]:
    """Return every command and subcommand by its full name."""
    found: dict[str, click.Command] = {}
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        found[name] = command
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                subcommand = command.get_command(context, inner)
                assert subcommand is not None
                found[f"{name} {inner}"] = subcommand
    return found


@pytest.fixture
def fail_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Return a function that makes `lodeway check` raise the given error."""

    def install(error: Exception) -> None:
        def callback(**_: object) -> None:
            raise error

        command = click.Command("check", params=[click.Option(["--json"], is_flag=True)], callback=callback)
        monkeypatch.setattr(type(main), "get_command", lambda *_: command)

    return install


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_of_each_command(name: str) -> None:
    """Each command explains itself, every option included, and leaves with 0."""
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output


def test_each_command_takes_json() -> None:
    """Every command, and every subcommand of a group, takes --json."""
    without = [
        name
        for name, command in commands().items()
        if not isinstance(command, click.Group) and not any("--json" in option.opts for option in command.params)
    ]
    assert without == []


def test_each_option_has_help() -> None:
    """Every option of every command says what it does."""
    silent = [
        f"{name} {option.opts[0]}"
        for name, command in commands().items()
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


def test_short_help_is_in_step() -> None:
    """The line in `lodeway --help` is the first sentence of the command's own help."""
    for name, (_, line) in COMMANDS.items():
        help_text = " ".join((commands()[name].help or "").split())
        assert help_text.startswith(line), f"{name}: {help_text[:80]!r}"


@pytest.mark.parametrize(
    ("error", "code", "kind"),
    [
        (InputError([Fault(file="sites.csv", row=3, column="country", message="unknown country")]), 1, "input"),
        (LodewayError("the disk is full"), 1, "error"),
        (UsageError("no case named 'x'"), 2, "usage"),
        (InfeasibleError(["demand of JPN must be met", "every gate is closed"]), 3, "infeasible"),
        (PermissionError(13, "Permission denied", "out/report.html"), 1, "error"),
    ],
)
def test_errors_become_exit_codes(
    fail_with: Callable[[Exception], None], error: Exception, code: int, kind: str
) -> None:
    """An error ends in its exit code, a message on stderr and, with --json, a record on stdout; never in a traceback."""
    fail_with(error)
    quiet = CliRunner().invoke(main, ["check"])
    assert (quiet.exit_code, quiet.stdout) == (code, "")
    assert quiet.stderr.startswith("lodeway: ")
    told = CliRunner().invoke(main, ["check", "--json"])
    assert told.exit_code == code
    assert json.loads(told.stdout)["error"]["kind"] == kind


def test_faults_and_conflicts_are_listed(fail_with: Callable[[Exception], None]) -> None:
    """With --json an input error carries its faults and an infeasible plan the limits in conflict."""
    fail_with(InputError([Fault(file="sites.csv", row=3, message="bad")]))
    record = json.loads(CliRunner().invoke(main, ["check", "--json"]).stdout)
    assert record["error"]["faults"][0]["row"] == 3
    fail_with(InfeasibleError(["a", "b"]))
    record = json.loads(CliRunner().invoke(main, ["check", "--json"]).stdout)
    assert record["error"]["conflicts"] == ["a", "b"]


def test_usage_errors_leave_with_2() -> None:
    """A call that is wrong leaves with 2 and names the nearest command."""
    result = CliRunner().invoke(main, ["pln"])
    assert result.exit_code == 2
    assert "Did you mean 'plan'?" in result.stderr
    assert json.loads(CliRunner().invoke(main, ["pln", "--json"]).stdout)["error"]["kind"] == "usage"


def test_version_names_program_and_atlas() -> None:
    """--version prints the versions of Lodeway and its atlas."""
    result = CliRunner().invoke(main, ["--version"])
    assert result.exit_code == 0
    assert result.output.startswith("lodeway ")
    assert "atlas" in result.output


def test_runs_as_a_module() -> None:
    """`python -m lodeway` is the command `lodeway`."""
    run = subprocess.run([sys.executable, "-m", "lodeway", "--help"], check=True, capture_output=True, text=True)
    assert run.stdout.startswith("Usage: lodeway ")


def test_help_loads_no_command() -> None:
    """`lodeway --help` imports none of the commands that it lists, nor anything heavy."""
    code = "import sys; from lodeway.cli import main; main(['--help'], standalone_mode=False)"
    script = f"import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); {code}"
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    loaded = set(run.stderr.split())
    assert loaded.isdisjoint(
        {"numpy", "polars", "duckdb", "highspy", *(place.split(":")[0] for place, _ in COMMANDS.values())}
    )


def test_broken_pipe_is_quiet() -> None:
    """A reader that closes the pipe early hears nothing more."""
    script = f"{sys.executable} -m lodeway atlas --help | true"
    run = subprocess.run(["bash", "-c", script], check=True, capture_output=True, text=True)
    assert run.stderr == ""
