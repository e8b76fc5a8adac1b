"""The ``lodeway`` command: one module per subcommand, imported only when it is called."""

from lodeway.cli._group import COMMANDS, LazyGroup
from lodeway.cli._main import main

__all__ = ["COMMANDS", "LazyGroup", "main"]
