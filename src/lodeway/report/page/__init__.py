"""The report's page: one HTML file that opens from disk and asks nothing of the network."""

from lodeway.report.page.render import render

__all__ = ["render"]
