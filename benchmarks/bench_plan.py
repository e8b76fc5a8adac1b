"""Time and peak memory of the main job, `lodeway plan central-asia`, for each case that is named (default: base, diversify)."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from measure import command, report

LIMIT_SECONDS = 60.0
LIMIT_MIB = 4096.0


def main(cases: list[str]) -> None:
    """Print a line of JSON for each case, with the gap that its plan proves."""
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            arguments = ["-m", "lodeway", "plan", "central-asia", "--case", case, "--out", folder, "--json"]
            measured = command([sys.executable, *arguments])
            plan = json.loads(Path(folder, "plan.json").read_text(encoding="utf-8"))
        report(
            f"lodeway plan central-asia --case {case}",
            measured,
            limit_seconds=LIMIT_SECONDS,
            limit_mib=LIMIT_MIB,
            within=measured.seconds < LIMIT_SECONDS and measured.peak_mib < LIMIT_MIB,
            status=plan["status"],
            gap=float(plan["gap"]),
        )


if __name__ == "__main__":
    main(sys.argv[1:] or ["base", "diversify"])
