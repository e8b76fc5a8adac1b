"""Evidence: layers of rasters and features on one grid, in any window of it; what is missing is NaN."""

from lodeway.explore.evidence.stack import Layer, Stack, open_stack, unmarked

__all__ = ["Layer", "Stack", "open_stack", "unmarked"]
