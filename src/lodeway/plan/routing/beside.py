"""Half of the searches of a large plan, done by a second process beside this one.

SciPy's search keeps Python's lock, so that threads would wait for each other. The process is this file alone, run as a
program: it imports no more than NumPy and SciPy, runs nothing of the user's own script again, as `multiprocessing` would
where processes are not forked, and ends with the pipe it reads from.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import parent_process
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

__all__ = ["Beside", "Search", "beside", "searched"]

KEPT = 64
"""Shapes of networks that the other process remembers."""
MATRICES = 16
"""Shapes whose matrix is kept."""
CORES = 2
"""Cores from which a second process is of use."""
WORTH = 200_000
"""Starts times arcs from which half of a search is handed over: it takes a few milliseconds."""
LEAST = 8
"""Starts from which half of a search is handed over: the weights that the other process is told take as long as two or three."""

Floats = NDArray[np.float64]
Numbers = NDArray[np.int32]
Shape = tuple[Numbers, Numbers]
"""Where the arcs of each node begin, and their heads."""
Search = Callable[[Shape, Floats, NDArray[np.intp], float], tuple[Floats, Numbers]]
"""Does what `searched` does."""


_matrices: dict[int, tuple[Numbers, csr_array]] = {}
"""Of shapes searched lately, without weights, by the identity of their heads."""


def searched(shape: Shape, weight: Floats, starts: NDArray[np.intp], limit: float) -> tuple[Floats, Numbers]:
    """Return what each node weighs from each start, infinite beyond the limit, and the node before it.

    Examples
    --------
    >>> shape = np.array([0, 1, 2, 2], dtype=np.int32), np.array([1, 2], dtype=np.int32)
    >>> reached, before = searched(shape, np.array([2.0, 3.0]), np.array([0]), np.inf)
    >>> reached.tolist(), before[0, 1:].tolist()
    ([[0.0, 2.0, 5.0]], [0, 1])
    """
    pointers, indices = shape
    size = pointers.size - 1
    known, matrix = _matrices.get(id(indices), (None, None))
    if matrix is None or known is not indices:
        # To check a small matrix takes as long as to search it.
        matrix = csr_array((weight, indices, pointers), shape=(size, size))
        if len(_matrices) >= MATRICES:
            _matrices.clear()
        _matrices[id(indices)] = indices, matrix
    matrix.data = weight
    reached, before = dijkstra(csgraph=matrix, indices=starts, return_predecessors=True, limit=limit)
    matrix.data = np.zeros(0)
    return reached, before


class Beside:
    """A process that searches; where it cannot be had, or is lost, this one searches alone."""

    def __init__(self) -> None:
        self.known: dict[int, Shape] = {}
        """Shapes the process remembers, by their number."""
        self.process: subprocess.Popen[bytes] | None = None
        try:
            # The folder of this file is no place to import from: `-P` keeps it out.
            command = [sys.executable, "-P", str(Path(__file__).resolve())]
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError:
            self.process = None

    def search(self, shape: Shape, weight: Floats, starts: NDArray[np.intp], limit: float) -> tuple[Floats, Numbers]:
        """Return what `searched` does, to the last digit: every start is searched by itself."""
        process = self.process
        small = starts.size < LEAST or starts.size * weight.size < WORTH
        if small or process is None or process.stdin is None or process.stdout is None:
            return searched(shape, weight, starts, limit)
        half = starts.size // 2
        try:
            self._send(process.stdin, shape, weight, starts[half:], limit)
            mine = searched(shape, weight, starts[:half], limit)
            theirs = pickle.load(process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            self.close()
            return searched(shape, weight, starts, limit)
        except BaseException:
            # What was interrupted leaves half an answer in the pipe.
            self.close()
            raise
        return np.concatenate([mine[0], theirs[0]]), np.concatenate([mine[1], theirs[1]])

    def close(self) -> None:
        """End the process and wait until it is gone."""
        process, self.process = self.process, None
        self.known.clear()
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except OSError:
                        continue
            process.wait()

    def _send(self, pipe: IO[bytes], shape: Shape, weight: Floats, starts: NDArray[np.intp], limit: float) -> None:
        """Ask for a search, with the shape where the process does not remember it."""
        key = id(shape[1])
        new = key not in self.known
        if new:
            if len(self.known) >= KEPT:
                self.known.clear()
            # Kept here as well, so that no other array takes its identity.
            self.known[key] = shape
        pickle.dump((key, len(self.known) == 1, shape if new else None, weight, starts, limit), pipe, protocol=5)
        pipe.flush()


@contextmanager
def beside(*, large: bool) -> Iterator[Search]:
    """Give what searches: of a large plan with a second process, where a core is free for it, that is ended after."""
    # One of many processes has no core to spare, and what is frozen into one program has no Python to run.
    alone = parent_process() is not None or getattr(sys, "frozen", False) or not sys.executable
    if not large or alone or _cores() < CORES:
        yield searched
        return
    found = Beside()
    try:
        yield found.search
    finally:
        found.close()


def _cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Search what is asked for until nobody asks any more."""
    known: dict[int, Shape] = {}
    while True:
        try:
            key, first, shape, weight, starts, limit = pickle.load(asked)
        except EOFError:
            return
        if shape is not None:
            if first:
                known.clear()
            known[key] = shape
        pickle.dump(searched(known[key], weight, starts, limit), answers, protocol=5)
        answers.flush()


if __name__ == "__main__":
    # Ctrl-C is for the process that asks: it ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _serve(sys.stdin.buffer, sys.stdout.buffer)
