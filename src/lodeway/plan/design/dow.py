"""Reads multicommodity problems in the text form of the Canad instances (``.dow``)."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import Fault, InputError
from lodeway.plan.design.problem import Design, make_design

__all__ = ["read_dow"]

ARC = ("from", "to", "variable cost", "capacity", "fixed cost")
COMMODITY = ("from", "to", "demand")
SHOWN = 40
"""Faults after which a file is not read further: what follows is most likely a consequence."""
Line = tuple[int, list[str]]


def read_dow(path: str | Path) -> Design:
    r"""Return the problem of a ``.dow`` file.

    Parameters
    ----------
    path
        Line 1 holds a title, line 2 the numbers of nodes, arcs and commodities, then a line for each arc (from, to, variable
        cost, capacity, fixed cost; what follows is not read) and for each commodity (from, to, demand). Nodes count from 1.
        Blank lines do not matter. An arc whose fixed cost is below 0 exists and costs nothing.

    Returns
    -------
    Design
        Commodities between the same two nodes stay apart.

    Raises
    ------
    InputError
        With every fault found: the line, what stands there and what is allowed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> text = "two ways\n3 3 1\n1 2 1 9 5\n1 3 2 9 8\n2 3 1 9 0\n1 3 6\n"
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "two.dow").write_text(text)
    ...     read_dow(Path(folder, "two.dow"))
    Design two: 3 nodes, 3 arcs, 1 commodities
    """
    path = Path(path)
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    every = [(number, line.split()) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, words) for number, words in every[1:] if words]
    faults: list[Fault] = []
    if not lines:
        raise InputError([Fault(path.name, row=2, allowed="nodes arcs commodities", message="the file ends here")])
    number, words = lines[0]
    sizes = _numbers(path.name, number, words, ("nodes", "arcs", "commodities"), faults, whole=3)
    if faults:
        raise InputError(faults)
    nodes, arcs, commodities = (int(size) for size in sizes)
    wanted = 1 + arcs + commodities
    lines = lines if len(lines) == wanted else _rejoined(lines, arcs, commodities)
    if len(lines) != wanted:
        found = f"{len(lines) - 1} lines after it"
        allowed = f"{arcs} arcs and {commodities} commodities: {wanted - 1} lines"
        faults.append(Fault(path.name, row=number, found=found, allowed=allowed, message="number of lines differs"))
    links = _table(path.name, lines[1 : 1 + arcs], ARC, nodes, faults)
    goods = _table(path.name, lines[1 + arcs : wanted], COMMODITY, nodes, faults)
    if faults:
        raise InputError(faults)
    balance = np.zeros((nodes, commodities))
    column = np.arange(commodities)
    np.add.at(balance, (goods[:, 0].astype(np.intp) - 1, column), goods[:, 2])
    np.add.at(balance, (goods[:, 1].astype(np.intp) - 1, column), -goods[:, 2])
    exists = links[:, 4] < 0
    return make_design(
        name=path.stem,
        node_names=tuple(str(node + 1) for node in range(nodes)),
        commodity_names=tuple(
            f"{number + 1} ({int(row[0])} to {int(row[1])})" for number, row in enumerate(goods.tolist())
        ),
        tail=links[:, 0].astype(np.intp) - 1,
        head=links[:, 1].astype(np.intp) - 1,
        cost=np.where(exists, 0.0, links[:, 2]),
        capacity=links[:, 3],
        fixed=np.where(exists, 0.0, links[:, 4]),
        balance=balance,
    )


def _rejoined(lines: list[Line], arcs: int, commodities: int) -> list[Line]:
    """Return lines put together anew where figures were broken over other lines than their own, if their number fits."""
    words = [(number, word) for number, row in lines[1:] for word in row]
    for size in (7, 5):
        if len(words) == arcs * size + commodities * len(COMMODITY):
            starts = [*range(0, arcs * size, size), *range(arcs * size, len(words), len(COMMODITY)), len(words)]
            parts = [words[start:end] for start, end in pairwise(starts)]
            return [lines[0], *((part[0][0], [word for _, word in part]) for part in parts)]
    return lines


def _table(
    file: str, lines: list[Line], header: tuple[str, ...], nodes: int, faults: list[Fault]
) -> NDArray[np.float64]:
    """Return rows of numbers; their first two columns are nodes, the others at least 0 unless they are a fixed cost."""
    rows = np.zeros((len(lines), len(header)))
    for place, (number, words) in enumerate(lines):
        if len(faults) >= SHOWN:
            break
        before = len(faults)
        values = _numbers(file, number, words, header, faults, whole=2)
        if len(faults) > before:
            continue
        rows[place] = values
        for name, value in zip(header, values, strict=True):
            ends = name in ("from", "to")
            if ends and not 1 <= value <= nodes:
                faults.append(Fault(file, number, name, f"{value:g}", f"1 to {nodes}", message="no such node"))
            elif not ends and name != "fixed cost" and value < 0:
                faults.append(Fault(file, number, name, f"{value:g}", "0 or more", message="below zero"))
    return rows


def _numbers(
    file: str, number: int, words: list[str], header: tuple[str, ...], faults: list[Fault], *, whole: int
) -> list[float]:
    """Return the numbers of a line, as many as the header has; what is none is a fault."""
    if len(words) < len(header):
        found = " ".join(words)
        faults.append(Fault(file, number, found=found, allowed=" ".join(header), message="too few figures"))
        return []
    values = []
    for place, (name, word) in enumerate(zip(header, words, strict=False)):
        pattern = r"\d+(\.0*)?" if place < whole else r"[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?"
        if re.fullmatch(pattern, word):
            values.append(float(word.lower().replace("d", "e")))
        elif place >= whole and word.lower().lstrip("+") in ("inf", "infinity") and name == "capacity":
            values.append(np.inf)
        else:
            allowed = "a whole number" if place < whole else "a number"
            faults.append(Fault(file, number, name, word, allowed, message="not understood"))
    return values
