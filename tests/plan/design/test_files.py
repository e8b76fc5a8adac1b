"""Problems of network design are read from the two forms in which they are published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lodeway.errors import InfeasibleError, InputError
from lodeway.plan.design import design, read, read_dow, read_inc

DOW = """ TWO GOODS
 4 5 2
 1 2 3 10 20 1 1
 1 2 1 10 50 1 1
 2 3 2 inf -4 1 1
 2 4 2 8 7.5 1 1
 1 4 9 0 1 1 1
 1 3 5
 1 4 2.5
"""

INC = """$ontext
a diamond; written by hand
$offtext
Set n / n1*n4 /;
Set s / a1*a2 /;
* nothing is known of this one
yupp('n1','n1','a1')=0;
Parameter fcost(m,n,s) /
$ondelim
   n1      n2      a1    4
   n1      n2      a2    9
   n2      n4      a1   -1
   n1      n3      a1    6
   n3      n4      a1    5
$offdelim
/;
Parameter vcost(m,n,s) /
$ondelim
   n1      n2      a1    3
   n1      n2      a2    1
   n2      n4      a1    7
   n1      n3      a1    1
   n3      n4      a1    0
$offdelim
/;
Parameter demand(n) / n1 6, n4 -6 /;
demand(n) = -demand(n);
fcost(m,n,s) = 10 * fcost(m,n,s);
* Upper bound for flow on any arc
u = -sum(n$(demand(n)<0), demand(n));
xupp(m,n,s)$(fcost(m,n,s) or vcost(m,n,s)) = u;
loop((m,n,s)$(fcost(m,n,s)<0),
   fcost(m,n,s)=0;
   vcost(m,n,s)=0;
);
"""


def written(folder: Path, name: str, text: str) -> Path:
    """Return the path of a file with that text."""
    path = folder / name
    path.write_bytes(text.encode())
    return path


def faults(path: Path) -> list[str]:
    """Return what a reader finds wrong."""
    with pytest.raises(InputError) as caught:
        read(path)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\n\n"])
def test_dow_is_read(tmp_path: Path, ending: str) -> None:
    """Arcs and goods come out as they stand; lines may end and be blank as they like; an arc of cost below 0 is free."""
    problem = read_dow(written(tmp_path, "two.dow", DOW.replace("\n", ending)))
    assert problem.arc_names == ("1>2", "1>2", "2>3", "2>4", "1>4")
    assert problem.capacity.tolist() == [10, 10, np.inf, 8, 0]
    assert problem.fixed.tolist() == [20, 50, 0, 7.5, 1]
    assert problem.cost.ravel().tolist() == [3, 1, 0, 2, 9]
    assert problem.balance.tolist() == [[5, 2.5], [0, 0], [-5, 0], [0, -2.5]]
    # the first of the parallel arcs carries all: 20 + 7.5 to build, 3 x 7.5 + 2 x 2.5 to carry
    assert design(problem).objective == 55.0


def test_dow_may_break_its_lines_anywhere(tmp_path: Path) -> None:
    """Figures count, not the lines on which they stand."""
    title, sizes, *rest = DOW.splitlines()
    words = " ".join(rest).split()
    broken = "\n".join([title, sizes, *(" ".join(words[i : i + 4]) for i in range(0, len(words), 4))])
    plain, other = read(written(tmp_path, "a.dow", DOW)), read(written(tmp_path, "b.dow", broken))
    assert np.array_equal(plain.balance, other.balance)
    assert np.array_equal(plain.fixed, other.fixed)


def test_dow_names_every_fault(tmp_path: Path) -> None:
    """Each fault names its line, what stands there and what is allowed."""
    text = DOW.replace(" 1 2 3 10 20", " 1 9 3 10 20").replace("2 4 2 8 7.5", "2 4 x -8 7.5").replace("1 3 5", "1 3 -5")
    found = faults(written(tmp_path, "bad.dow", text))
    assert found == [
        "bad.dow, row 3, column to: no such node; found '9', allowed: 1 to 4",
        "bad.dow, row 6, column variable cost: not understood; found 'x', allowed: a number",
        "bad.dow, row 8, column demand: below zero; found '-5', allowed: 0 or more",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title", "row 2: the file ends here, allowed: nodes arcs commodities"),
        ("title\n4 x 2\n", "row 2, column arcs: not understood; found 'x', allowed: a whole number"),
        ("title\n4 5\n", "row 2: too few figures; found '4 5', allowed: nodes arcs commodities"),
        (DOW.replace(" 1 4 2.5\n", ""), "5 arcs and 2 commodities: 7 lines"),
    ],
)
def test_dow_that_is_cut_short_says_so(tmp_path: Path, text: str, expected: str) -> None:
    """A file that ends early, or whose sizes are none, is a fault and no crash."""
    assert expected in faults(written(tmp_path, "short.dow", text))[0]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_inc_is_read(tmp_path: Path, ending: str) -> None:
    """Data and statements give what the library's model makes of them."""
    problem = read_inc(written(tmp_path, "diamond.inc", INC.replace("\n", ending)))
    assert problem.arc_names == ("n1>n2/a1", "n1>n2/a2", "n1>n3", "n2>n4", "n3>n4")
    assert problem.fixed.tolist() == [40, 90, 60, 0, 50]
    assert problem.cost.ravel().tolist() == [3, 1, 1, 0, 0]
    assert problem.capacity.tolist() == [6] * 5
    # `demand` is what is needed; negated, n1 needs -6: it supplies
    assert problem.balance.ravel().tolist() == [6, 0, 0, -6]
    assert design(problem).objective == 58.0  # 40 + 3 x 6 over n2, the last arc free


def test_inc_without_negation_runs_the_other_way(tmp_path: Path) -> None:
    """Leave out the statement that negates demand and the goods have no way."""
    text = INC.replace("demand(n) = -demand(n);", "").replace("fcost(m,n,s) = 10 * fcost(m,n,s);", "")
    problem = read(written(tmp_path, "other.inc", text))
    assert problem.balance.ravel().tolist() == [-6, 0, 0, 6]
    assert problem.fixed.tolist() == [4, 9, 6, 0, 5]


def test_inc_rules_are_kept(tmp_path: Path) -> None:
    """The library's further equations become rules: here one arc into a node that needs goods, though two pay."""
    text = INC.replace(
        "xupp(m,n,s)$(fcost(m,n,s) or vcost(m,n,s)) = u;", "xupp(m,n,s)$(fcost(m,n,s) or vcost(m,n,s)) = 5;"
    )
    free = read(written(tmp_path, "free.inc", text))
    assert {"n2>n4", "n3>n4"} <= {free.arc_names[arc] for arc in np.flatnonzero(design(free).built)}
    ruled = read(written(tmp_path, "ruled.inc", text + "usett1 = 1; usett2 = 1; usetree = 1;"))
    assert [rule.name for rule in ruled.rules] == [
        "one arc out of n1", "one arc out of n2", "one arc into n2 at most", "one arc out of n3",
        "one arc into n3 at most", "one arc into n4",
    ]  # fmt: skip
    with pytest.raises(InfeasibleError, match="rule"):
        design(ruled)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            ("n1      n3      a1    6", "n1      n9      a1    6"),
            "found 'n1 n9 a1 6', allowed: fcost: elements of the set n",
        ),
        (
            ("demand(n) = -demand(n);", "demand(n) = -wish(n);"),
            "row 27: not understood; found 'wish', allowed: a parameter",
        ),
        (("demand(n) = -demand(n);", "demand(k) = 1;"), "row 27: not understood; found 'k', allowed: an index"),
        (("loop((m", "whilst((m"), "row 32: not understood; found 'whilst', allowed: a parameter"),
    ],
)
def test_inc_names_its_faults(tmp_path: Path, change: tuple[str, str], expected: str) -> None:
    """Each fault names the line on which its statement begins, what stands there and what is allowed."""
    assert expected in faults(written(tmp_path, "bad.inc", INC.replace(*change)))[0]


def test_inc_that_states_nothing_says_what_is_missing(tmp_path: Path) -> None:
    """All that is missing is told at once."""
    found = faults(written(tmp_path, "empty.inc", "Set n / n1*n4 /;"))
    assert [line.split(":")[0] for line in found] == ["empty.inc, column fcost or vcost", "empty.inc, column s"]
