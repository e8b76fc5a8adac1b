"""What a promise changes: the places it touches in a scenario, and the plan with it and without it.

With a promise, the rows of the scenario's table `agreements` that name it hold as they are stated; without it, they never come to hold.
"""

from __future__ import annotations

from lodeway.ledger.effect.effects import Effect, effects
from lodeway.ledger.effect.funding import Funding, Need, funding
from lodeway.ledger.effect.things import Thing, things
from lodeway.ledger.effect.touching import Touched, resolved, touched

__all__ = ["Effect", "Funding", "Need", "Thing", "Touched", "effects", "funding", "resolved", "things", "touched"]
