"""Undiscovered deposits: the negative binomial, beside MapMark4 in R where it can be had, 20,000 draws, and the worth of tracts.

``python benchmarks/bench_assess.py [NDepositsPmf.R]``: the file is R/NDepositsPmf.R of github.com/USGS-R/MapMark4 (CC0); it needs Rscript.
Times are of the processor, one thread.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lodeway.explore.assess import Estimate, assess, built_in, mark3, negative_binomial
from measure import Measurement, one_thread, peak, report

EXPERTS = ((3, 10, 25), (2, 5, 10), (5, 7, 10), (2, 10, 20), (1, 2, 4), (3, 10, 20), (5, 10, 20), (3, 5, 7), (1, 2, 5))
"""N90, N50 and N10 of nine experts of MapMark4's first example, each with weight 1."""
RUNS = 5

R = """
source("{file}")
d <- data.frame(Name = letters[1:{size}], Weight = 1, N90 = c({n90}), N50 = c({n50}), N10 = c({n10}))
t <- system.time(r <- CalcNegBinomialPmf(d))
cat(t[["user.self"]] + t[["sys.self"]], sum(r$nDeposits * r$probs))
"""


def processor(task: Callable[[], object]) -> float:
    """Return the least processor time of some runs [s]."""
    best = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        task()
        best = min(best, time.process_time() - start)
    return best


def peer(file: Path) -> tuple[float, float]:
    """Return MapMark4's processor time [s] and mean for the same experts."""
    columns = [", ".join(str(row[place]) for row in EXPERTS) for place in range(3)]
    text = R.format(file=file, size=len(EXPERTS), n90=columns[0], n50=columns[1], n10=columns[2])
    run = subprocess.run(["Rscript", "-e", text], capture_output=True, text=True, check=True)
    seconds, mean = run.stdout.split()
    return float(seconds), float(mean)


def main() -> None:
    """Print a line of JSON for each."""
    one_thread()
    stated = [Estimate.of(dict(zip(("N90", "N50", "N10"), row, strict=True))) for row in EXPERTS]
    found = negative_binomial(stated)
    seconds = processor(lambda: negative_binomial(stated))
    more: dict[str, float] = {"mean": found.mean}
    if len(sys.argv) > 1 and shutil.which("Rscript"):
        theirs, mean = peer(Path(sys.argv[1]))
        more |= {"mapmark4_seconds": theirs, "mapmark4_mean": mean, "times_faster": theirs / seconds}
    report("negative binomial of nine experts", Measurement(seconds, peak()), **more)
    count, model = mark3(stated[0]), built_in("porphyry-copper")
    drawn = processor(lambda: assess(count, model))
    report("20,000 draws of whole porphyries", Measurement(drawn, peak()), deposits=20_000 * count.mean)


if __name__ == "__main__":
    main()
