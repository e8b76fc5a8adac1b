"""``lodeway failures``: what the loss of each gate and link costs every pair of places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodeway.cli._files import check_out
from lodeway.cli._progress import Progress
from lodeway.cli._terms import rounded, search_options
from lodeway.cli.reach import UNITS

if TYPE_CHECKING:
    from lodeway.network import Network
    from lodeway.network.analysis.failures import Failures

__all__ = ["command"]

SHOWN = 20


@click.command("failures")
@click.argument("places", metavar="PLACE...", nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path), help="Write a row per loss and pair: .csv, .parquet or .xlsx.")
@search_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(places: tuple[str, ...], out: Path | None, as_json: bool, **choice: Any) -> None:
    """Close each gate and hand-made link that the ways between the PLACEs use, one at a time, and all that an operator runs at once; tell what that costs. Places may be given one by one or with commas between.

    With --json: year, by, unit, places (ids), flags (what to know), and losses, the gravest first: kind (gate, link or operator), id, name, pairs (that
    use it), cut (pairs without another way), mean (extra weight of a pair, all pairs counted), and rows: from, to,
    extra (null where no way is left).
    """
    from lodeway.errors import UsageError
    from lodeway.network import build, weights
    from lodeway.network.analysis.failures import failures
    from lodeway.network.asking import Asked, dated, find_places, terms

    asked = Asked(**choice)
    check_out(out, ".csv", ".parquet", ".xlsx")
    world = asked.read()
    ends = find_places(world, places, asked, lists=True)
    if len(ends) < 2:
        raise UsageError("name at least two different places")
    progress = Progress()
    network = build(world, places=ends, progress=progress)
    search = terms(world, network, asked)
    progress("closing each gate and link in turn")
    found = failures(network, weights(network, search), network.sites)
    document: dict[str, Any] = {
        "year": search.year,
        "by": search.by,
        "unit": UNITS[search.by],
        "places": list(network.sites),
        "flags": dated(world, network, search.year),
        "losses": _losses(network, found),
    }
    if out is not None:
        import polars as pl

        from lodeway.atlas.export import write

        head = ("kind", "id", "name")
        rows = [{key: loss[key] for key in head} | row for loss in document["losses"] for row in loss["rows"]]
        write(pl.DataFrame(rows).rename({"extra": f"extra [{document['unit']}]"}), out)
        click.echo(f"Rows: {out}", err=True)
    if as_json:
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    elif out is None:
        click.echo("\n".join(_table(document)))


def _losses(network: Network, found: Failures) -> list[dict[str, Any]]:
    """Return what each loss costs, the gravest first: most pairs cut off, then the greatest mean."""
    names = {("gate", gate.id): gate.name or gate.id for gate in network.gates}
    names |= {("link", link.id): link.name or link.id for link in network.links}
    operators = {gate.operator for gate in network.gates} | {link.operator for link in network.links}
    names |= {("operator", name): name for name in operators}
    size = max(len(found.sites) * (len(found.sites) - 1), 1)
    losses = []
    for number, element in enumerate(found.elements):
        extra = found.extra(number)
        rows = [
            {"from": found.sites[i], "to": found.sites[j], "extra": rounded(loss, 3)}
            for (_, i, j), loss in zip(found.pairs.tolist(), found.loss.tolist(), strict=True)
            if _ == number and loss > 0
        ]
        known = extra[(extra > 0) & (extra < float("inf"))]
        losses.append(
            {
                "kind": element.kind,
                "id": element.id,
                "name": names[element.kind, element.id],
                "pairs": int((found.pairs[:, 0] == number).sum()),
                "cut": sum(row["extra"] is None for row in rows),
                "mean": round(float(known.sum()) / size, 3),
                "rows": rows,
            }
        )
    return sorted(losses, key=lambda loss: (-loss["cut"], -loss["mean"], loss["kind"], loss["id"]))


def _table(document: dict[str, Any]) -> list[str]:
    unit, losses = document["unit"], document["losses"]
    lines = [f"{len(losses)} gates and links are used between {len(document['places'])} places, {document['year']}", ""]
    lines.append(f"{'lost':<44}{'pairs':>7}{'cut off':>9}{'mean extra':>12}{'worst extra':>13}  [{unit}]")
    for loss in losses[:SHOWN]:
        worst = max((row["extra"] for row in loss["rows"] if row["extra"] is not None), default=0.0)
        name = f"{loss['name'][:36]} ({loss['kind']})"
        lines.append(f"{name:<44}{loss['pairs']:>7}{loss['cut']:>9}{loss['mean']:>12,.1f}{worst:>13,.1f}")
    if len(losses) > SHOWN:
        lines.append(f"and {len(losses) - SHOWN} more: --json or --out gives all")
    return [*lines, *(f"note: {flag}" for flag in document["flags"])]
