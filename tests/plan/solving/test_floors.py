"""What is known of routes from searches under other prices."""

from __future__ import annotations

import numpy as np
import pytest

from lodeway.network import build
from lodeway.plan.blocks.program import assemble
from lodeway.plan.instance.world import world
from lodeway.plan.routing import ways
from lodeway.plan.routing.ways import Finder
from lodeway.plan.solving import floors, pricing
from lodeway.plan.solving.floors import Floors
from lodeway.plan.solving.master import Master, master
from tests.plan.worlds import full_scenario


def begun(seed: int) -> tuple[Master, Finder, np.ndarray, np.ndarray]:
    """Return a program with its routes, what finds others, the least costs and the duals of its answer."""
    case = full_scenario(seed)
    about = world(case, build(case))
    program, finder = master(about, assemble(about)), ways.finder(about)
    least = pricing.seed(program, finder)
    done = pricing.converge(program, finder, least, progress=lambda text: None)
    assert done is not None
    return program, finder, least, done.answer.duals


@pytest.mark.parametrize("seed", range(6))
def test_floors_leave_the_least_reduced_costs_as_they_are(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under prices that rise and fall, a search that knows earlier ones proves what one that knows nothing proves, of fewer slots."""
    program, finder, least, duals = begun(seed)
    draw, known, asked = np.random.default_rng(seed), Floors(program), [0]
    search = finder.search

    def counted(lanes: np.ndarray, *given: object, **options: object) -> object:
        asked[0] += lanes.size
        return search(lanes, *given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Finder, "search", lambda self, lanes, *given, **options: counted(lanes, *given, **options))
    rows = [row for row in program.gate_row.reshape(-1).tolist() if row >= 0]
    knowing = alone = again = 0
    for number in range(5):
        changed = duals.copy()
        some = draw.choice(rows, size=max(1, len(rows) // 3))
        changed[some] = np.minimum(0.0, changed[some] + draw.uniform(-3.0, 1.0, some.size) * (number > 0))
        asked[0] = 0
        reduced, _ = pricing._proving(program, finder, changed, least, known)
        knowing, asked[0] = knowing + asked[0], 0
        plain, _ = pricing._search(program, finder, changed, least)
        alone += asked[0]
        worth = np.maximum(1.0, np.abs(program.attachment @ changed))
        assert reduced / worth == pytest.approx(plain / worth, abs=2 * pricing.PAYS)
        pays = plain < -1e-6 * worth
        cost = program.attachment @ changed + plain
        assert np.all(known.least(changed)[pays] <= cost[pays] + 1e-6 * worth[pays])
        asked[0] = 0
        pricing._proving(program, finder, changed, least, known)
        again += asked[0]
    assert knowing <= alone
    assert again < alone


def test_what_is_known_is_bounded() -> None:
    """The first search and the last ones are remembered; each only raises the floors."""
    program, _, _, duals = begun(0)
    known, size = Floors(program), program.per_tonne.most.size
    assert np.all(known.least(duals) == -np.inf)
    before = known.least(duals)
    for number in range(9):
        known.learn(duals, np.full(size, -10.0 + number))
        floor = known.least(duals)
        assert np.all(floor >= before)
        before = floor
    assert len(known.known) == floors.KEPT
    assert known.known[0].least == pytest.approx(program.attachment @ duals - 10.0)
    assert before == pytest.approx(program.attachment @ duals - 2.0)
    told = known.told(duals, np.full(size, 1e12))
    assert np.all(told.least(duals) == 1e12)
    assert len(known.known) == floors.KEPT
