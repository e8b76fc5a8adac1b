"""Undiscovered deposits: the negative binomial, and 20,000 draws. Times are of the processor, one thread.

``peer_mapmark4.py`` compares the negative binomial with MapMark4 in R.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from lodeway.explore.assess import Estimate, assess, built_in, mark3, negative_binomial
from measure import Measurement, one_thread, peak, report

EXPERTS = ((3, 10, 25), (2, 5, 10), (5, 7, 10), (2, 10, 20), (1, 2, 4), (3, 10, 20), (5, 10, 20), (3, 5, 7), (1, 2, 5))
"""N90, N50 and N10 of nine experts of MapMark4's first example, each with weight 1."""
RUNS = 5


def processor(task: Callable[[], object]) -> float:
    """Return the least processor time of some runs [s]."""
    best = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        task()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """Print a line of JSON for each."""
    one_thread()
    stated = [Estimate.of(dict(zip(("N90", "N50", "N10"), row, strict=True))) for row in EXPERTS]
    found = negative_binomial(stated)
    seconds = processor(lambda: negative_binomial(stated))
    report("negative binomial of nine experts", Measurement(seconds, peak()), mean=found.mean)
    count, model = mark3(stated[0]), built_in("porphyry-copper")
    drawn = processor(lambda: assess(count, model))
    report("20,000 draws of whole porphyries", Measurement(drawn, peak()), deposits=20_000 * count.mean)


if __name__ == "__main__":
    main()
