"""``lodeway ledger effect``: what a promise changes in a scenario's plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._progress import Progress
from lodeway.cli._rows import as_json, limited, print_json, table
from lodeway.cli.ledger._opening import opened, place_of

if TYPE_CHECKING:
    from lodeway.ledger.effect import Effect
    from lodeway.ledger.register import Commitment, Register
    from lodeway.report.effect_page import Delivery, Measured, Quote
    from lodeway.scenario import Scenario

__all__ = ["effect"]

TABLES = (".csv", ".xlsx", ".parquet")


@click.command("effect")
@click.argument("commitment", required=False, metavar="[COMMITMENT]")
@place_of
@click.option(
    "--scenario", required=True, metavar="S", help="Scenario whose plan is looked at: a folder, workbook or example."
)
@click.option("--case", default="base", show_default=True, help="Case of the scenario.")
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Rank all commitments by what they change; those of which nothing is known come last.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page to FILE.html; with --all also a table to FILE.csv, .xlsx or .parquet.",
)
@limited
@as_json
def effect(
    commitment: str | None,
    place: str,
    scenario: str,
    case: str,
    every: bool,
    out: Path | None,
    limit: int,
    as_json: bool,
) -> None:
    """Tell what COMMITMENT changes: the sentence that promises it, what it touches, and the plan with it and without it.

    With it, the scenario's agreements hold as they stand; without it, those that name it in column ledger never come to hold. A commitment
    that no row names is matched by the places in its text: a proposal, which says that it is one. "No measurable effect": the costs of both
    plans are the same within what is proved. "Unknown": it touches nothing that the scenario knows, or no figure says how.

    With --json, of one: scenario, case, digest, commitment, quotes, basis, agreements, programmes, others, verdict, reason, change, most, proved,
    promised, lacks, sentences, touches, figures, builds, deliveries, hosts. With --all: scenario, case, digest, proved, effects, unknown.
    """
    from lodeway.cli._files import check_out
    from lodeway.errors import UsageError
    from lodeway.ledger.effect import resolved

    if (commitment is None) != every:
        raise UsageError("name one commitment, or give --all")
    check_out(out, ".html", *(TABLES if every else ()))
    progress = Progress()
    with opened(place) as register:
        rows = [row.record for row in register.standing()]
        chosen = rows if every else [_one(register, str(commitment))]
        about = resolved(_read(scenario, case, progress), register)
        found, measured = _found(chosen, rows, about, progress)
        head = {"scenario": about.name, "case": about.case, "digest": about.digest}
        if every:
            _all(found, measured, head, out=out, limit=limit, as_json=as_json)
        else:
            _single(found[0], measured, head, register, out=out, limit=limit, as_json=as_json)


def _one(register: Register, name: str) -> Commitment:
    from lodeway.ledger.register import Commitment

    return register.kept(Commitment, register.merged(name)).record


def _read(scenario: str, case: str, progress: Progress) -> Scenario:
    from lodeway import scenario as scenarios

    progress("read scenario")
    return scenarios.read(scenario, case=case)


def _found(
    chosen: Sequence[Commitment], rows: Sequence[Commitment], scenario: Scenario, progress: Progress
) -> tuple[tuple[Effect, ...], Measured]:
    from lodeway.ledger.effect import effects
    from lodeway.network import build
    from lodeway.report.effect_page import Measured
    from lodeway.report.lookup import Lookup

    network = build(scenario, progress=progress)
    with _bar(progress) as done:
        found = effects(chosen, scenario, commitments=rows, network=network, done=done)
    return found, Measured(Lookup(scenario))


@contextmanager
def _bar(progress: Progress) -> Iterator[Callable[[int, int], None]]:
    """Show on standard error how many plans are there: as a bar where that is a terminal, else line by line."""
    import sys

    if not sys.stderr.isatty():
        yield lambda done, of: progress(f"plan {done} of {of}")
        return
    with click.progressbar(length=1, label="plans", file=sys.stderr, show_pos=True) as bar:

        def tell(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield tell


def _single(
    found: Effect,
    measured: Measured,
    head: dict[str, Any],
    register: Register,
    *,
    out: Path | None,
    limit: int,
    as_json: bool,
) -> None:
    from lodeway.report.effect_page import document, quotes_of, write_effect

    quotes = quotes_of(register, found.commitment.id)
    if out is not None:
        write_effect(found, measured, quotes, out)
        click.echo(f"page: {out}", err=True)
    if as_json:
        print_json(head | document(found, measured, quotes))
    else:
        click.echo("\n".join(_text(found, measured, quotes, limit)))


def _text(found: Effect, measured: Measured, quotes: Sequence[Quote], limit: int) -> list[str]:
    import textwrap

    import polars as pl

    from lodeway.report.effect_page import deliveries, lines, sentences, touches
    from lodeway.report.effect_page.telling import ROLES, difference, firmness
    from lodeway.report.effect_page.telling import told as told_as

    told = [f"{found.commitment.id}: {found.commitment.title}"]
    for quote in quotes:
        where = ", ".join(word for word in (quote.source.publisher or quote.source.title, quote.source.address) if word)
        if quote.sentence:
            told.append("  «{}[{}]{}»".format(*quote.parts))
        told.append(f"  {where}{'' if quote.sentence else ' (text not kept)'}")
    told += [*textwrap.wrap(firmness(found), 100, initial_indent="  ", subsequent_indent="  "), ""]
    about = [
        {"touches": row.name, "kind": row.kind, "country": row.country, "state": ROLES[row.state]}
        for row in touches(found)
    ]
    if about:
        told += [*table(pl.DataFrame(about)), ""]
    for sentence in sentences(found, measured):
        told += textwrap.wrap(sentence, 100, initial_indent="- ", subsequent_indent="  ")
    if found.whole is None:
        return told
    rows = [
        {
            "": row.what,
            "with it": told_as(row, row.whole),
            "less without": difference(row, row.without),
            "less, at most": difference(row, row.bare),
        }
        for row in lines(found, measured)
    ]
    told += ["", *table(pl.DataFrame(rows))]
    moved = [_delivery(row) for row in deliveries(found, measured)[:limit]]
    return [*told, "", *table(pl.DataFrame(moved))] if moved else told


def _delivery(row: Delivery) -> dict[str, str]:
    from lodeway.report.effect_page.telling import cell

    parts = (("t", row.tonnes), ("days", row.days), ("share", row.share))
    cells = {
        f"{name} {side}": cell(value)
        for name, pair in parts
        for side, value in zip(("with", "without"), pair, strict=True)
    }
    return {"market": row.market, "commodity": row.commodity} | cells


def _all(
    found: Sequence[Effect], measured: Measured, head: dict[str, Any], *, out: Path | None, limit: int, as_json: bool
) -> None:
    import json

    import polars as pl

    from lodeway.atlas.export import write
    from lodeway.report.effect_page import summary, write_effects

    rows = [summary(row, measured) for row in found]
    if out is not None:
        if out.suffix.lower() == ".html":
            write_effects(found, measured, out)
        else:
            write(pl.DataFrame([_flat(row) for row in rows], infer_schema_length=None), out)
        click.echo(
            json.dumps({"file": str(out), "total": len(rows)}) if as_json else f"{out}: {len(rows):,} commitments"
        )
        return
    known = [row for row in rows if row["verdict"] != "unknown"]
    unknown = [
        {key: row[key] for key in ("id", "title", "status", "reason", "others")}
        for row in rows
        if row["verdict"] == "unknown"
    ]
    if as_json:
        proved = max((row.proved for row in found if row.whole is not None), default=None)
        print_json(head | {"proved": proved, "effects": known, "unknown": unknown})
        return
    click.echo("\n".join(_ranked(known, limit)))
    click.echo("\n".join(_reasons(unknown)))


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    return {key: ";".join(value) if isinstance(value, list) else value for key, value in row.items()}


def _ranked(known: Sequence[dict[str, Any]], limit: int) -> list[str]:
    import polars as pl

    some = [row for row in known if _counts(row, "change") or _counts(row, "most")]
    none = [row["id"] for row in known if row not in some]
    lines = (
        table(pl.DataFrame([_cells(row) for row in some[:limit]])) if some else ["nothing changes what the plan costs"]
    )
    if len(some) > limit:
        lines.append(f"{limit:,} of {len(some):,}; --limit, --json or --out shows the others")
    return [*lines, "", f"no measurable effect, even at most: {len(none):,}", *_wrapped(", ".join(none))]


def _cells(row: dict[str, Any]) -> dict[str, str]:
    from lodeway.report.effect_page.telling import cell

    stated = row["basis"] == "agreement"
    cells = {
        "id": row["id"],
        "commitment": row["title"],
        "touches": ", ".join(row["touches"]),
        "by": "row" if stated else "name",
        "dearer without": _dearer(row, "change") if stated else "",
        "at most": _dearer(row, "most"),
    }
    return cells | {name: "" if row[name] is None else cell(row[name]) for name in ("share", "jobs")}


def _counts(row: dict[str, Any], key: str) -> bool:
    """Return whether a difference of cost is more than is proved; where there is no plan without it is."""
    return row[key] is None or abs(row[key]) > (row["proved"] or 0.0)


def _dearer(row: dict[str, Any], key: str) -> str:
    from lodeway.report import words

    return "no plan" if row[key] is None else words.money(row[key]) if _counts(row, key) else "none"


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 100, initial_indent="  ", subsequent_indent="  ")


def _reasons(unknown: Sequence[dict[str, Any]]) -> list[str]:
    from collections import Counter

    from lodeway.ledger.effect.touching import general

    counts = Counter(general(row["reason"]) for row in unknown)
    lines = ["", f"unknown: {len(unknown):,}"]
    return lines + [
        f"  {count:>4}  {reason}" for reason, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
