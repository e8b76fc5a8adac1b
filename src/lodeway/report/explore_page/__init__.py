"""The page of a study of evidence, and the files that a GIS opens."""

from lodeway.report.explore_page.outputs import write_outputs

__all__ = ["write_outputs"]
