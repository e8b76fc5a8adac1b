"""The secure plan of the bundled example: its price, its proof, and each supplier country lost in turn."""

from __future__ import annotations

from lodeway.plan import residuals
from lodeway.plan.studies import secure
from lodeway.scenario import read
from tests.plan.studies.test_secure import forced, kept


def test_the_example_survives_the_loss_of_any_supplier() -> None:
    """Security has a proved price; each loss that binds leaves the promise kept, that of China only thanks to it."""
    case = read("central-asia")
    found = secure(case, kinds=["country"], where_possible=True)
    assert found.extra > 0
    assert found.plan.objective - found.bound <= 0.005 * found.plan.own
    assert residuals(found.plan, case)[0].share < 1e-6
    binding = [row for row in found.tried if row.binds]
    assert "CHN" in {row.id for row in binding}
    waived = {(row.loss, row.market, row.commodity, row.year): row.reached for row in found.waivers}
    for loss in binding:
        needs = {need: tonnes * waived.get((loss.id, *need), 0.8) for need, tonnes in found.plan.demand.items()}
        assert kept(forced(case, "country", loss.id), found.plan, needs), loss.id
        if loss.id == "CHN":
            assert not kept(forced(case, "country", loss.id), found.plain, needs)
