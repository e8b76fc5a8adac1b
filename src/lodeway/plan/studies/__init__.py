"""Beyond one optimum: plans near the cheapest, fronts, sensitivity, security and partners, each from one kept program."""

from lodeway.plan.studies.losses import Element, Loss
from lodeway.plan.studies.measures import Measure
from lodeway.plan.studies.near import Alternative, Near, Span, near
from lodeway.plan.studies.parameters import Doubt, Step, doubts, parse_step
from lodeway.plan.studies.pareto import Front, Point, pareto
from lodeway.plan.studies.partners import Coalition, Contested, Importer, Member, Partners, partners
from lodeway.plan.studies.secure import Secure, Tried, secure
from lodeway.plan.studies.sensitivity import Bar, Outcome, Tornado, tornado
from lodeway.plan.studies.waivers import Waiver

__all__ = [
    "Alternative",
    "Bar",
    "Coalition",
    "Contested",
    "Doubt",
    "Element",
    "Front",
    "Importer",
    "Loss",
    "Measure",
    "Member",
    "Near",
    "Outcome",
    "Partners",
    "Point",
    "Secure",
    "Span",
    "Step",
    "Tornado",
    "Tried",
    "Waiver",
    "doubts",
    "near",
    "pareto",
    "parse_step",
    "partners",
    "secure",
    "tornado",
]
