"""Supply risk: import of the module, one query from a cold process, and the whole matrix of 2018-2024."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time

from measure import UNITS_PER_MIB, Measurement, as_installed, command, peak, report

RUNS = 5
YEARS = range(2018, 2025)


def main() -> None:
    """Print a line of JSON for each, with its limit in seconds and MiB."""
    if len(sys.argv) > 1:
        _matrix(sys.argv[1])
        return
    with tempfile.TemporaryDirectory() as folder:
        as_installed(folder)
        _report()


def _report() -> None:
    imported = command([sys.executable, "-c", "import lodeway.risk"], runs=RUNS)
    report("import lodeway.risk", imported, limit=0.3, within=imported.seconds < 0.3)
    query = command(
        [sys.executable, "-m", "lodeway", "risk", "antimony", "--importer", "JPN", "--year", "2024", "--json"],
        runs=RUNS,
    )
    report("lodeway risk antimony --importer JPN, cold process", query)
    method = "geopolrisk-2.0.1" if _imported() else "repaired"
    best = min((_measured(method) for _ in range(RUNS)), key=lambda found: float(found["seconds"]))
    seconds, memory, rows = float(best["seconds"]), float(best["peak_mib"]), int(best["rows"])
    report(
        f"matrix 2018-2024, {method}",
        Measurement(seconds, memory),
        rows=float(rows),
        with_trade=float(best["with_trade"]),
        processor=float(best["processor"]),
        microseconds_a_row=1e6 * seconds / rows,
        limit=1.0,
        limit_mib=400.0,
        within=seconds < 1.0 and memory < 400.0,
    )

    fresh = min((_fresh() for _ in range(RUNS + 1)), key=lambda found: found.seconds)
    report(
        "matrix 2018-2024, fresh process, imports included, seconds of the processor",
        fresh,
        limit=1.0,
        limit_mib=400.0,
        within=fresh.seconds < 1.0 and fresh.peak_mib < 400.0,
    )


def _fresh() -> Measurement:
    """Return the processor's seconds and the memory of a process that makes the matrix and nothing else."""
    program = "from lodeway.risk import matrix; matrix(range(2018, 2025))"
    process = subprocess.Popen([sys.executable, "-c", program])
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, program)
    return Measurement(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / UNITS_PER_MIB)


def _imported() -> bool:
    from lodeway.atlas.own import wmd_path

    return wmd_path() is not None


def _measured(method: str) -> dict[str, float]:
    """Return what a fresh process measures of the matrix, reading included, modules loaded before."""
    done = subprocess.run([sys.executable, __file__, method], check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _matrix(method: str) -> None:
    import polars as pl

    from lodeway.risk import matrix

    pl.DataFrame({"a": [1]}).filter(pl.col("a") > 0)  # threads start before the clock
    start, processor = time.perf_counter(), time.process_time()
    frame, _ = matrix(YEARS, method=method)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    known = int(frame["import_value"].is_not_null().sum())
    print(
        json.dumps(
            {"seconds": seconds, "processor": processor, "peak_mib": peak(), "rows": len(frame), "with_trade": known}
        )
    )


if __name__ == "__main__":
    main()
