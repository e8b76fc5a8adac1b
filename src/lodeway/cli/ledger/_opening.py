"""Opens the register that a command is about, and remembers the last head that was seen of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from lodeway.ledger.register import Register

__all__ = ["KINDS", "VARIABLE", "author_of", "kind_of", "opened", "place_of"]

VARIABLE = "LODEWAY_REGISTER"
KINDS = ("commitments", "statements", "sources", "deliveries", "checks")

Decorator = Callable[..., Any]
place_of: Decorator = click.option(
    "--register",
    "place",
    envvar=VARIABLE,
    required=True,
    metavar="FILE|ADDRESS",
    help=f"A file, or postgresql://user@host/database[?schema=NAME]. Default: ${VARIABLE}.",
)
author_of: Decorator = click.option(
    "--author", default="", help="Who writes. Default: the user of this machine; on a server always the login."
)


@contextmanager
def opened(place: str, *, author: str = "", create: bool = False) -> Iterator[Register]:
    """Open a register for a command; afterwards this machine remembers its head."""
    from lodeway.ledger.register import open_register
    from lodeway.ledger.register.witness import remember

    with open_register(place, author=author, create=create) as register:
        yield register
        remember(register.store.head())


def kind_of(word: str) -> type[Any]:
    """Return the kind of record that a plural means."""
    from lodeway.ledger import register

    names = {
        "commitments": register.Commitment,
        "statements": register.Statement,
        "sources": register.Source,
        "deliveries": register.Delivery,
        "checks": register.Check,
    }
    return names[word]
