"""The same scores by geopolrisk-py 2.0.1 and by Lodeway, in one run; that program in an environment of its own.

It needs Python 3.11 and an old pandas, so it runs beside: ``uv run --isolated --no-project --python 3.11 --with geopolrisk-py==2.0.1``. Its time is told by
parts: start (import), preparation that each call repeats, and each row after it. Seconds are of the processor, since both programs
wait for it where a machine is shared; the modules of both are compiled before, as installed programs are; a row counts where it has a score. World Mining Data of its wheel is read for the comparison
into a folder that is removed afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from measure import Measurement, as_installed, report

YEAR = 2024
MATERIALS = ("Antimony", "Cobalt", "Copper", "Graphite", "Rare earth", "Tungsten")
TIMES = 25
"""Each row is asked so often: its own time is small beside the preparation's, which two calls never take alike."""
COUNTRIES = {"Japan": "JPN", "India": "IND", "Germany": "DEU", "Rep. of Korea": "KOR"}
PEER = f"""
import json, sys, time, importlib.util, pathlib
start = time.process_time()
from geopolrisk.assessment.main import gprs_calc
imported = time.process_time() - start
start = time.process_time()
gprs_calc([{YEAR}], ["Japan"], ["Antimony"])
one = time.process_time() - start
start = time.process_time()
rows = gprs_calc([{YEAR}], {list(COUNTRIES)!r} * {TIMES}, {list(MATERIALS)!r})
many = time.process_time() - start
spec = importlib.util.find_spec("geopolrisk")
told = {{"imported": imported, "one": one, "many": many, "lib": str(pathlib.Path(spec.origin).parent / "lib")}}
told["rows"] = [[row["Raw Material"], row["Country [Economic Entity]"], row["GeoPolRisk Score"]] for row in rows.to_dict("records")]
pathlib.Path(sys.argv[1]).write_text(json.dumps(told))
"""


def main() -> None:
    """Print a line of JSON for each program, with the ratios and the largest relative difference."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        as_installed(str(place / "compiled"))
        theirs, cold, memory = _theirs(place)
        os.environ["LODEWAY_DATA"] = str(place / "own")
        from lodeway.atlas.own import import_wmd

        import_wmd(theirs["lib"])
        query = [
            "-m",
            "lodeway",
            "risk",
            "antimony",
            "--importer",
            "JPN",
            "--year",
            str(YEAR),
            "--method",
            "geopolrisk-2.0.1",
            "--json",
        ]
        ours = _processor([sys.executable, *query])
        report(
            "geopolrisk-py, one query, cold process",
            Measurement(theirs["imported"] + theirs["one"], memory),
            process=cold,
        )
        report(
            "lodeway, one query, cold process", ours, times_faster=(theirs["imported"] + theirs["one"]) / ours.seconds
        )
        a_row = (theirs["many"] - theirs["one"]) / (len(theirs["rows"]) - 1)
        report(
            "geopolrisk-py, a row after its preparation", Measurement(a_row, memory), rows=float(len(theirs["rows"]))
        )
        seconds, rows = _matrix()
        report("lodeway, a row of the matrix 2018-2024, reading included", Measurement(seconds / rows, 0.0), rows=float(rows), all_rows=seconds, times_faster=a_row * rows / seconds)  # fmt: skip
        report(
            "agreement",
            Measurement(0.0, 0.0),
            largest_relative_difference=_difference(theirs["rows"]),
            rows=float(len(theirs["rows"])),
        )


def _theirs(folder: Path) -> tuple[dict[str, Any], float, float]:
    script, told = folder / "peer.py", folder / "told.json"
    script.write_text(PEER, encoding="utf-8")
    uv = [shutil.which("uv") or ""] if shutil.which("uv") else [sys.executable, "-m", "uv"]
    arguments = [
        *uv,
        "run",
        "--quiet",
        "--isolated",
        "--compile-bytecode",
        "--no-project",
        "--python",
        "3.11",
        "--with",
        "geopolrisk-py==2.0.1",
        "python",
        str(script),
        str(told),
    ]
    # It writes to the home folder: give it one that is removed.
    environment = os.environ | {"HOME": str(folder), "UV_CACHE_DIR": _cache(uv)}
    del environment["PYTHONPYCACHEPREFIX"]  # its modules are compiled where they lie
    process = subprocess.Popen(
        arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return json.loads(told.read_text(encoding="utf-8")), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _cache(uv: list[str]) -> str:
    return subprocess.run([*uv, "cache", "dir"], check=True, capture_output=True, text=True).stdout.strip()


def _matrix() -> tuple[float, int]:
    from lodeway.risk import matrix

    matrix([YEAR], method="geopolrisk-2.0.1")  # what is loaded on first use is not measured
    start = time.process_time()
    frame, _ = matrix(range(2018, 2025), method="geopolrisk-2.0.1")
    return time.process_time() - start, int(frame["reason"].null_count())


def _processor(arguments: list[str]) -> Measurement:
    """Return the processor's seconds and the memory of the cheapest of three runs of a command."""
    runs = []
    for _ in range(3):
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, arguments)
        runs.append(Measurement(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
    return min(runs, key=lambda run: run.seconds)


def _difference(rows: list[list[Any]]) -> float:
    from lodeway.risk import assess

    worst = 0.0
    for material, country, score in rows:
        found = (
            assess(material, COUNTRIES[country], year=YEAR, method="geopolrisk-2.0.1").value("geopolrisk_score").value
        )
        worst = max(worst, abs(found - score) / score if score else abs(found))
    return worst


if __name__ == "__main__":
    main()
