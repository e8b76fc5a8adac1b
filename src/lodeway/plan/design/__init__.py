"""Fixed-charge network design: which links to build so that all goods arrive at least cost, proved.

::

    from lodeway.plan.design import design, read

    plan = design(read("instance.dow"), seconds=60)
"""

from lodeway.plan.design.bottleneck import Bottleneck, bottleneck
from lodeway.plan.design.dow import read_dow
from lodeway.plan.design.files import read
from lodeway.plan.design.inc import read_inc
from lodeway.plan.design.problem import Design, Rule, make_design
from lodeway.plan.design.result import DesignPlan
from lodeway.plan.design.search import design
from lodeway.plan.design.watch import Step

__all__ = [
    "Bottleneck",
    "Design",
    "DesignPlan",
    "Rule",
    "Step",
    "bottleneck",
    "design",
    "make_design",
    "read",
    "read_dow",
    "read_inc",
]
