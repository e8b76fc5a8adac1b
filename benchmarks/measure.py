"""Time and peak memory of a command, measured from outside in a fresh process."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Measurement", "as_installed", "claim", "command", "one_core", "one_thread", "peak", "report"]


@dataclass(frozen=True, slots=True)
class Measurement:
    """The fastest of some runs."""

    seconds: float
    peak_mib: float
    """Largest resident set of the process."""


UNITS_PER_MIB = 1024**2 if sys.platform == "darwin" else 1024
"""macOS counts the resident set in bytes, Linux in KiB (getrusage(2))."""


def peak() -> float:
    """Return the largest resident set of this process so far, in MiB.

    Where Linux tells it, that of the program alone: getrusage(2) also counts what the process was before it became this program.
    """
    status = Path("/proc/self/status")
    if status.exists():
        told = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
        return int(told["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNITS_PER_MIB


def one_thread() -> None:
    """Let the programs that this process starts use one thread for sums and products of arrays, as well."""
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))


def as_installed(folder: str) -> None:
    """Let the Python programs that this process starts keep compiled modules in a folder, as installed programs have them from their second run on."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = folder


def one_core() -> None:
    """Keep this process, threads included, to one core where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def command(arguments: Sequence[str], *, runs: int = 1) -> Measurement:
    """Return time and memory of the fastest of `runs` runs; a run that fails raises CalledProcessError.

    Examples
    --------
    >>> command([sys.executable, "-c", "pass"]).seconds < 5
    True
    """
    best: Measurement | None = None
    for _ in range(runs):
        start = time.perf_counter()
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, arguments)
        if best is None or seconds < best.seconds:
            best = Measurement(seconds, usage.ru_maxrss / UNITS_PER_MIB)
    if best is None:
        raise ValueError("runs must be at least 1")
    return best


def report(name: str, measured: Measurement, **more: float | str | bool) -> None:
    """Print one line of JSON about a measurement."""
    figures = asdict(measured) | more
    short = {key: float(f"{value:.4g}") if isinstance(value, float) else value for key, value in figures.items()}
    print(json.dumps({"name": name} | short), flush=True)


def claim(what: str, ratio: float, *, least: float = 0.0, most: float = float("inf")) -> None:
    """Print one line of JSON about a ratio that the documentation states, with the bound it is held to.

    Examples
    --------
    >>> claim("a matrix, times faster than SciPy", 17.04, least=4)
    {"claim": "a matrix, times faster than SciPy", "measured": 17.04, "least": 4, "holds": true}
    """
    bound = {"least": least} if least else {"most": most}
    print(
        json.dumps(
            {"claim": what, "measured": float(f"{ratio:.4g}")} | bound | {"holds": bool(least <= ratio <= most)}
        ),
        flush=True,
    )
