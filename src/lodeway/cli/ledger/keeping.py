"""``lodeway ledger new``, ``verify``, ``backup``, ``restore``, ``serve-db``: the register as a thing to be kept."""

from __future__ import annotations

from pathlib import Path

import click

from lodeway.cli._rows import as_json, print_json
from lodeway.cli.ledger._opening import author_of, opened, place_of

__all__ = ["backup", "new", "restore", "serve", "verify"]


@click.command("new")
@place_of
@author_of
@click.option("--example", metavar="NAME", help="Fill it with an example register that ships: central-asia.")
@as_json
def new(place: str, author: str, example: str | None, as_json: bool) -> None:
    """Make a register, if there is none: empty, or with an example's commitments. With --json: register, head."""
    from lodeway.errors import UsageError

    with opened(place, author=author, create=True) as register:
        if example is not None:
            from lodeway.ledger.examples import example as records

            rows = records(example)
            if register.store.head().seq:
                raise UsageError(f"{place} already holds events; an example goes into a new register")
            register.add(*rows, approve=True, reason=f"example {example}")
        head = register.store.head()
    if as_json:
        print_json({"register": head.register, "head": str(head)})
    else:
        click.echo(f"register {head.register}, {head.seq:,} events")


@click.command("verify")
@place_of
@click.option("--head", "known", metavar="N:HASH", help="A head that you kept, such as one printed by another command.")
@as_json
def verify(place: str, known: str | None, as_json: bool) -> None:
    """Look for anything that shows the register to be other than it was written; exit code 1 if there is something.

    Each event seals all before it, so that an edit or a missing row shows. A tail that was cut shows by the head that the register keeps,
    by the one that this machine saw last, and by the one given. With --json: head, events, remembered, findings (seq, what, message).
    """
    from lodeway.errors import UsageError
    from lodeway.ledger.register import Head, open_register
    from lodeway.ledger.register.witness import remember, remembered

    with open_register(place) as register:
        own = register.store.head()
        memory = remembered(own.register)
        found = register.verify(memory)
        if known is not None:
            seq, _, hash_ = known.partition(":")
            try:
                given = Head(register=own.register, seq=int(seq), hash=bytes.fromhex(hash_))
            except ValueError as error:
                raise UsageError(f"--head {known}: a number, a colon and 64 hexadecimal digits") from error
            found += [row for row in register.verify(given) if row not in found]
    if not found:
        remember(own)
    if as_json:
        print_json(
            {
                "head": str(own),
                "events": own.seq,
                "remembered": str(memory) if memory else None,
                "findings": [row.to_dict() for row in found],
            }
        )
    else:
        click.echo("\n".join(f"{row.what}: {row.message}" for row in found) or f"{own.seq:,} events, all as written")
        click.echo(f"head {own}")
    if found:
        raise SystemExit(1)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@place_of
@as_json
def backup(file: Path, place: str, as_json: bool) -> None:
    """Write every event with its seal, and every text, to FILE (JSON lines). With --json: file, events, head."""
    from lodeway.cli._files import check_out
    from lodeway.ledger.register import back_up

    check_out(file, ".jsonl")
    with opened(place) as register:
        head = back_up(register, file)
    if as_json:
        print_json({"file": str(file), "events": head.seq, "head": str(head)})
    else:
        click.echo(f"{file}: {head.seq:,} events\nhead {head}")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@place_of
@as_json
def restore(file: Path, place: str, as_json: bool) -> None:
    """Bring back a register from FILE, which `backup` wrote, into a new place; seals, authors and times are the old ones.

    With --json: events, head.
    """
    from lodeway.errors import UsageError
    from lodeway.ledger.register import restore as bring_back

    if not file.is_file():
        raise UsageError(f"{file}: no such file")
    with opened(place, create=True) as register:
        head = bring_back(file, register)
    if as_json:
        print_json({"events": head.seq, "head": str(head)})
    else:
        click.echo(f"{head.seq:,} events\nhead {head}")


@click.command("serve-db")
@click.argument("address", metavar="ADDRESS")
@click.option("--grant", "grants", multiple=True, metavar="USER=ROLE", help="Let a user read, propose or approve.")
@as_json
def serve(address: str, grants: tuple[str, ...], as_json: bool) -> None:
    """Make a shared register in a PostgreSQL database (postgresql://owner@host/database[?schema=NAME]) and let users in.

    A user who may propose adds and changes, but what they write stays a proposal until one who may approve approves it.
    The server signs each change with the login. With --json: schema, register, granted, head.
    """
    from lodeway.errors import UsageError
    from lodeway.ledger.register.postgres import PostgresStore

    pairs = [grant.partition("=") for grant in grants]
    if wrong := [grant for grant, (user, _, role) in zip(grants, pairs, strict=True) if not user or not role]:
        raise UsageError(f"--grant {', '.join(wrong)}: USER=read, USER=propose or USER=approve")
    with PostgresStore(address, create=True) as store:
        for user, _, role in pairs:
            store.grant(user, role)
        head = store.head()
    granted = {user: role for user, _, role in pairs}
    if as_json:
        print_json({"schema": store.schema, "register": head.register, "granted": granted, "head": str(head)})
    else:
        click.echo(f"register {head.register} in schema {store.schema}, {head.seq:,} events")
        for user, role in granted.items():
            click.echo(f"{user} may {role}")
