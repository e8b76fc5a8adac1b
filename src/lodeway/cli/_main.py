"""Entry point: runs a subcommand and turns its errors into messages and exit codes.

Exit codes: 0 done, 1 the input is at fault, 2 the call is wrong, 3 no plan satisfies the limits or no way leads there.
"""

from __future__ import annotations

import errno
import json
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from lodeway.cli._group import LazyGroup
from lodeway.errors import InfeasibleError, InputError, LodewayError, NoRouteError, UsageError

__all__ = ["main"]


def error_record(error: Exception) -> dict[str, Any]:
    """Return what ``--json`` prints for an error.

    Examples
    --------
    >>> error_record(InfeasibleError(["demand of JPN must be met", "every gate is closed"]))["error"]["conflicts"]
    ['demand of JPN must be met', 'every gate is closed']
    """
    record: dict[str, Any] = {"kind": "error", "message": str(error)}
    if isinstance(error, InputError):
        record |= {"kind": "input", "faults": [fault.to_dict() for fault in error.faults]}
    elif isinstance(error, InfeasibleError):
        record |= {
            "kind": "infeasible",
            "conflicts": list(error.conflicts),
            "short": [row.to_dict() for row in error.short],
            "repairs": [row.to_dict() for row in error.repairs],
        }
    elif isinstance(error, NoRouteError):
        record |= {"kind": "no-route", "cuts": list(error.cuts)}
    elif isinstance(error, UsageError):
        record["kind"] = "usage"
    elif isinstance(error, click.ClickException):
        record |= {"kind": "usage", "message": error.format_message()}
    return {"error": record}


def wants_json(arguments: Sequence[str]) -> bool:
    """Return whether ``--json`` is among the options, before any ``--``.

    Examples
    --------
    >>> wants_json(["route", "almaty", "yokohama", "--json"]), wants_json(["new", "--", "--json"])
    (True, False)
    """
    options = list(arguments)
    if "--" in options:
        options = options[: options.index("--")]
    return "--json" in options


def _argument(text: str) -> str:
    """Return an argument so that latitude,longitude in the southern hemisphere is not taken for an option.

    Examples
    --------
    >>> _argument("-21.1,55.5"), _argument("--json")
    (' -21.1,55.5', '--json')
    """
    return f" {text}" if re.fullmatch(r"-\d+(\.\d+)?[,;]\s*-?\d+(\.\d+)?", text) else text


def fail(error: Exception, exit_code: int, *, as_json: bool) -> NoReturn:
    """Print the error for a person, or as JSON for a program, and leave with the exit code."""
    if as_json:
        click.echo(json.dumps(error_record(error), ensure_ascii=False, indent=2))
    if isinstance(error, click.ClickException):
        error.show()
    else:
        click.echo(f"lodeway: {error}", err=True)
    sys.exit(exit_code)


class Program(LazyGroup):
    """The group with Lodeway's handling of errors around it."""

    def main(self, args: Sequence[str] | None = None, *positional: Any, **options: Any) -> Any:
        """Run the command line; errors end in a message and an exit code, never in a traceback."""
        arguments = [_argument(text) for text in (sys.argv[1:] if args is None else args)]
        as_json = wants_json(arguments)
        try:
            result = super().main(arguments, *positional, **(options | {"standalone_mode": False}))
        except LodewayError as error:
            fail(error, error.exit_code, as_json=as_json)
        except click.Abort:
            click.echo("Stopped.", err=True)
            sys.exit(130)
        except click.ClickException as error:
            fail(error, error.exit_code, as_json=as_json)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            place = f"{error.filename}: " if error.filename else ""
            fail(LodewayError(f"{place}{error.strerror or error}"), LodewayError.exit_code, as_json=as_json)
        sys.exit(result if isinstance(result, int) else 0)


def print_version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    """Print the versions of Lodeway and its atlas and leave."""
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"lodeway {version('lodeway')}, atlas {version('lodeway-atlas')}")
        ctx.exit()


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=print_version, help="Print the version."
)
def main() -> None:
    """Plan critical-mineral supply chains and the routes that carry them.

    Start with `lodeway plan central-asia`. Every command takes --json.
    Exit codes: 0 done, 1 the input is at fault, 2 the call is wrong (or names a file that is not there), 3 no plan satisfies the limits or no way leads there.
    """
