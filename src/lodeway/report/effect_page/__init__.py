"""What promises change, in figures: tables, JSON and a page of a promise with the plan that has it and the plan that does not."""

from lodeway.report.effect_page.figures import Delivery, Line, Measured, Touch, deliveries, lines, touches
from lodeway.report.effect_page.page import write_effect, write_effects
from lodeway.report.effect_page.telling import Quote, quotes_of, sentences
from lodeway.report.effect_page.values import document, summary

__all__ = [
    "Delivery",
    "Line",
    "Measured",
    "Quote",
    "Touch",
    "deliveries",
    "document",
    "lines",
    "quotes_of",
    "sentences",
    "summary",
    "touches",
    "write_effect",
    "write_effects",
]
