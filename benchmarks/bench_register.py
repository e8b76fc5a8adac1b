"""The register in a file with 100,000 statements: adding them, reading as of a moment, verifying the chain."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from lodeway.ledger.register import Commitment, Link, Register, Source, Statement, open_register
from measure import Measurement, peak, report

STATEMENTS = 100_000
BATCH = 1_000
EACH = 50
"""Statements about one commitment."""


def main() -> None:
    """Print a line of JSON for each step, with its limit."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_register(Path(folder) / "r.sqlite", author="b", create=True) as kept,
    ):
        _commitments(kept)
        seconds = _timed(lambda: _statements(kept))
        each = STATEMENTS / seconds
        report(
            "add statements", Measurement(seconds, peak()), a_second=each, limit_a_second=5_000.0, within=each >= 5_000
        )
        half = kept.store.head().seq // 2
        moment = kept.store.head().seq - 1
        for name, ask in {
            "all commitments as of the middle": lambda: kept.read(Commitment, upto=half),
            "all commitments as of yesterday": lambda: kept.read(Commitment, upto=moment),
            "statements of a commitment as of yesterday": lambda: kept.statements("c7", upto=moment),
            "statements of a source as of the middle": lambda: kept.read(Statement, about="s7", upto=half),
        }.items():
            taken = median(_timed(ask) for _ in range(9))
            report(name, Measurement(taken, peak()), limit=0.05, within=taken < 0.05)
        report("verify", Measurement(_timed(kept.verify), peak()), events=float(kept.store.head().seq))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _commitments(register: Register) -> None:
    count = STATEMENTS // EACH
    register.add(*(Source(id=f"s{number}", title="t") for number in range(count)))
    register.add(*(Commitment(id=f"c{number}", title="t", amount=1e9, currency="USD") for number in range(count)))


def _statements(register: Register) -> None:
    for numbers in _batches():
        rows = [
            Statement(
                id=f"s-{number}",
                source=f"s{number // EACH}",
                start=number,
                end=number + 13,
                text="3 triliun yen",
                kind="money",
                value=3e12,
                unit="JPY",
                announced="2025-12-20",
                confidence=0.9,
                rule="money.id",
            )
            for number in numbers
        ]
        register.add(*rows, *(Link(id=row.id, commitment=f"c{int(row.id[2:]) // EACH}") for row in rows))


def _batches() -> Iterator[range]:
    for start in range(0, STATEMENTS, BATCH):
        yield range(start, start + BATCH)


if __name__ == "__main__":
    main()
