"""Says on standard error what a command is doing."""

from __future__ import annotations

import time
from collections.abc import Callable

import click

__all__ = ["Progress"]

_SILENT_FOR = 2.0
"""Seconds before progress is told."""


class Progress:
    """Tells on standard error what is being done, once the command has run for more than two seconds."""

    def __init__(self) -> None:
        self.start = time.perf_counter()

    def __call__(self, text: str) -> None:
        """Tell of a step."""
        passed = time.perf_counter() - self.start
        if passed > _SILENT_FOR:
            click.echo(f"{passed:6.1f} s  {text}", err=True)

    def about(self, subject: str) -> Callable[[str], None]:
        """Return a function that tells of steps of one subject."""
        return lambda text: self(f"{subject}: {text}")
