"""Every table of a scenario, declared once: reading, checks, templates and docs follow from here.

A class is a table's row; a field is a column. The unit in a column's declaration is the unit
of the value in memory; files may state any compatible unit in the header. A missing number is
NaN, a missing year is 0, a missing date is None, a missing text is "".
"""

from __future__ import annotations

from lodeway.schema.buyers import Demand, Market, Relation, Step
from lodeway.schema.commitments import Agreement, Stock, Training
from lodeway.schema.policy import Ban, Limit, Measure
from lodeway.schema.rows import MODES, STAGES, Money, Row
from lodeway.schema.supply import Capital, Commodity, Process, Site
from lodeway.schema.transport import Cost, Gate, Link, Transfer

__all__ = [
    "MODES",
    "STAGES",
    "TABLES",
    "Agreement",
    "Ban",
    "Capital",
    "Commodity",
    "Cost",
    "Demand",
    "Gate",
    "Limit",
    "Link",
    "Market",
    "Measure",
    "Money",
    "Process",
    "Relation",
    "Row",
    "Site",
    "Step",
    "Stock",
    "Training",
    "Transfer",
]

TABLES: dict[str, type[Row]] = {
    "commodities": Commodity,
    "sites": Site,
    "markets": Market,
    "processes": Process,
    "links": Link,
    "gates": Gate,
    "relations": Relation,
    "measures": Measure,
    "demands": Demand,
    "steps": Step,
    "stocks": Stock,
    "training": Training,
    "agreements": Agreement,
    "limits": Limit,
    "bans": Ban,
    "costs": Cost,
    "transfers": Transfer,
    "capital": Capital,
}
"""Table name (and file stem) to the class of its rows, in the order that references need."""
