"""What promises change in the bundled example: lapses asked of one kept program, beside plans made anew; CPU seconds of this process."""

from __future__ import annotations

import json
import time
from dataclasses import replace

from lodeway.network import build
from lodeway.plan import plan
from lodeway.plan.studies.lapse import Ask, lapse, lapses
from lodeway.scenario import read
from measure import one_thread


def main() -> None:
    """Print a line of JSON: seconds for each way, and the largest relative difference of cost between them."""
    one_thread()
    scenario = read("central-asia")
    network = build(scenario)
    built = {row.what for row in plan(scenario, network=network).builds}
    asks = [
        Ask((replace(row, enables=row.funds),), alone=True)
        for row in scenario.agreements
        if not built.isdisjoint(row.funds)
    ]
    start = time.process_time()
    _, kept = lapses(scenario, asks, network=network)
    between = time.process_time()
    anew = [plan(lapse(scenario, ask).scenario, network=network) for ask in asks]
    end = time.process_time()
    worst = max(abs(one.objective / two.objective - 1) for one, two in zip(kept, anew, strict=True) if one is not None)
    told = {
        "lapses": len(asks),
        "kept_seconds": between - start,
        "anew_seconds": end - between,
        "largest_difference": worst,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
