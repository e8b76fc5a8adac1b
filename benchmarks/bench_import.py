"""How long it takes to import Lodeway and to print its help, beside a bare Python in the same run."""

from __future__ import annotations

import sys

from measure import command, report

RUNS = 7


def main() -> None:
    """Print a line of JSON for bare Python, the import and the help, each with its limit in seconds."""
    bare = command([sys.executable, "-c", "pass"], runs=RUNS)
    report("python -c pass", bare)
    for name, arguments, limit in (
        ("import lodeway", ["-c", "import lodeway"], 0.3),
        ("lodeway --help", ["-m", "lodeway", "--help"], 0.5),
        ("lodeway plan --help", ["-m", "lodeway", "plan", "--help"], 0.5),
    ):
        measured = command([sys.executable, *arguments], runs=RUNS)
        report(
            name,
            measured,
            limit=limit,
            within=measured.seconds < limit,
            ratio_to_python=measured.seconds / bare.seconds,
        )


if __name__ == "__main__":
    main()
