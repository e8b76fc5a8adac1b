"""Whether the secure plan of an example keeps its promise: each gate that it uses is closed in a program written anew.

Usage: ``PYTHONPATH=. python benchmarks/force_gates.py [SCENARIO]``; six minutes of the processor for ``central-asia``. Ends with exit code 1
where a promise is broken.
"""

from __future__ import annotations

import json
import sys

from lodeway.plan.studies import secure
from lodeway.scenario import read
from tests.plan.studies.test_secure import forced, kept


def main(name: str) -> int:
    """Print a line of JSON for each gate; return the exit code."""
    case = read(name)
    found = secure(case, kinds=["country", "gate"], where_possible=True)
    told = {"extra": found.extra, "tried": len(found.tried), "share": found.promise.share}
    print(json.dumps(told | {"binding": sum(row.binds for row in found.tried)}), flush=True)
    waived = {
        (row.loss, row.market, row.commodity, row.year): row.reached for row in found.waivers if row.kind == "gate"
    }
    broken = 0
    for gate in sorted({gate for route in found.plan.routes for gate in route.gates}):
        needs = {
            need: tonnes * waived.get((gate, *need), found.promise.share) for need, tonnes in found.plan.demand.items()
        }
        holds = kept(forced(case, "gate", gate), found.plan, needs)
        broken += not holds
        print(json.dumps({"gate": gate, "kept": holds}), flush=True)
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "central-asia"))
