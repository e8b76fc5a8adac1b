"""``lodeway ledger merge --propose``: what seems to be one promise, for a person to approve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._rows import print_json
from lodeway.cli.ledger._opening import opened

if TYPE_CHECKING:
    from lodeway.ledger.merging import Proposal

__all__ = ["propose"]


def propose(place: str, author: str, *, keep: bool, approve: bool, as_json: bool) -> None:
    """Print every proposal with its reasons, and write them where that is asked."""
    from lodeway.ledger.merging import keep as write
    from lodeway.ledger.merging import proposals
    from lodeway.ledger.reading import readings

    with opened(place, author=author) as register:
        found = proposals(register, readings(register))
        seqs = write(register, found, approve=approve) if keep else []
        head = register.store.head()
    if as_json:
        print_json({"proposals": [_row(one) for one in found], "written": len(seqs), "head": str(head)})
        return
    for one in found:
        click.echo(_headline(one))
        click.echo("\n".join(f"    {reason}" for reason in one.reasons))
    click.echo(f"{len(found)} proposals" + (f", {len(seqs)} events written\nhead {head}" if keep else ""))


def _row(one: Proposal) -> dict[str, Any]:
    from lodeway.ledger.exchange import flat

    return {
        "commitment": flat(one.commitment),
        "into": one.into or None,
        "statements": list(one.statements),
        "reasons": list(one.reasons),
    }


def _headline(one: Proposal) -> str:
    made = one.commitment
    if one.into and not one.statements:
        return f"merge {one.into} {made.id}: {made.title}"
    what = f"to {one.into}" if one.into else f"new {made.id} ({made.status})"
    return f"{what}: {made.title}, {len(one.statements)} statements of {len(made.sources)} documents"
