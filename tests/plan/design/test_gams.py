"""The part of GAMS that instances use runs as GAMS runs it."""

from __future__ import annotations

import pytest

from lodeway.plan.design.gams import run

HEAD = (
    "Set n / n1*n3 /; Set s / a, b /; Parameter d(n) / n1 2, n2 -3, n3 0.5 /; Parameter c(n,m) / n1.n2 4, n3.n1 -2 /;"
)
ALIAS = {"n": "n", "m": "n", "s": "s"}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("u = 2 + 3 * 4 - 6 / 3;", 12.0),
        ("u = -2 ** 2;", -4.0),
        ("u = (2 + 3) * 4;", 20.0),
        ("u = sum(n, d(n));", -0.5),
        ("u = sum(n$(d(n) > 0), d(n));", 2.5),
        ("u = sum((n,m), c(n,m) * d(m));", -16.0),
        ("u = smax(n, abs(d(n))) + smin(n, d(n));", 0.0),
        ("u = sum((n,m)$(c(n,m) and not d(n) < 1), 1);", 1.0),
        ("u = sum((n,m)$(c(n,m) or d(n) = -3), 1);", 5.0),
        ("u = max(1, d('n1'), 1.5) + min(d('n2'), 0);", -1.0),
        ("d(n)$(d(n) < 0) = 10; u = sum(n, d(n));", 12.5),
        ("d('n3') = 7; u = d('n3');", 7.0),
        ("loop(n$(d(n) > 0), d(n) = d(n) + 1; c(n,m) = 1;); u = sum(n, d(n)) + sum((n,m), c(n,m));", 7.5),
        ("loop((n,m)$(c(n,m) < 0), c(n,m) = 0;); u = sum((m,n), c(m,n));", 4.0),
        ("u = sum(n, d(n)$(d(n) > 0));", 2.5),
        ("u = 1 $ (2 <> 2) + 5;", 5.0),
        ("u = 1e2 + .5;", 100.5),
    ],
)
def test_statements(statement: str, expected: float) -> None:
    """Operators bind, sums run and conditions hold as the language says."""
    space = run(HEAD + statement, "x", alias=ALIAS, domains={"u": ()})
    assert float(space.array("u")) == pytest.approx(expected)


def test_index_order_is_kept() -> None:
    """c(m,n) is the transpose of c(n,m)."""
    space = run(HEAD + "Parameter t(n,m); t(n,m) = c(m,n);", "x", alias=ALIAS, domains={})
    assert (space.array("t") == space.array("c").T).all()
