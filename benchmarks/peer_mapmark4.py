"""Number of deposits: Lodeway's negative binomial beside MapMark4's in R, on MapMark4's own examples.

``peer_mapmark4.py FOLDER`` needs Rscript (Debian: r-base-core) and a folder with the sources of github.com/USGS-R/MapMark4 (CC0), of which
R/NDepositsPmf.R and data/ExampleDepEst1.rda to 4 are read. Times are of the processor, without the start of R and of Python: one fit in R, the
fastest of some in Python.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench_assess import processor
from lodeway.explore.assess import Estimate, negative_binomial
from measure import Measurement, claim, one_thread, peak, report

EXAMPLES = 4
FASTER = 50.0
"""Times that Lodeway is at least faster."""
CLOSE = 1e-9
"""Most that a chance may differ: both go the same steps to the same distribution."""

R = """
source("{folder}/R/NDepositsPmf.R")
load("{folder}/data/ExampleDepEst{number}.rda")
experts <- ExampleDepEst{number}
spent <- system.time(found <- CalcNegBinomialPmf(experts))
cat("seconds", spent[["user.self"]] + spent[["sys.self"]], "\\n")
cat(paste("expert", experts$Weight, experts$N90, experts$N50, experts$N10, "\\n"))
cat(sprintf("chance %d %.17g\\n", as.integer(found$nDeposits), found$probs))
"""


def mapmark4(folder: Path, number: int) -> tuple[float, list[Estimate], NDArray[np.float64]]:
    """Return the time of a fit in R [s], the experts of an example, and the chance of each number of deposits from 0 on."""
    text = R.format(folder=folder.resolve(), number=number)
    run = subprocess.run(["Rscript", "-e", text], check=True, capture_output=True, text=True)
    told: dict[str, list[list[float]]] = {"seconds": [], "expert": [], "chance": []}
    for line in run.stdout.splitlines():
        word, *numbers = line.split()
        told[word].append([float(one) for one in numbers])
    experts = [
        Estimate.of({"N90": n90, "N50": n50, "N10": n10}, weight=weight) for weight, n90, n50, n10 in told["expert"]
    ]
    pmf = np.zeros(int(told["chance"][-1][0]) + 1)
    for deposits, chance in told["chance"]:
        pmf[int(deposits)] = chance
    return told["seconds"][0][0], experts, pmf


def main() -> None:
    """Print a line of JSON for each example, and its claims."""
    one_thread()
    folder = Path(sys.argv[1])
    for number in range(1, EXAMPLES + 1):
        theirs, experts, pmf = mapmark4(folder, number)
        found = negative_binomial(experts)
        seconds = processor(partial(negative_binomial, experts))
        size = max(found.pmf.size, pmf.size)
        apart = np.abs(np.pad(found.pmf, (0, size - found.pmf.size)) - np.pad(pmf, (0, size - pmf.size))).max()
        mean = float(pmf @ np.arange(pmf.size))
        report(
            f"MapMark4's example {number}",
            Measurement(seconds, peak()),
            experts=len(experts),
            mapmark4_seconds=theirs,
            mean=found.mean,
            mapmark4_mean=mean,
        )
        claim(f"negative binomial of example {number}, times faster than MapMark4", theirs / seconds, least=FASTER)
        claim(f"the same, largest difference of a chance, from 0 to {pmf.size - 1} deposits", apart, most=CLOSE)


if __name__ == "__main__":
    main()
