"""The one value that the report's page is drawn from, and what it is put together of."""

from lodeway.report.context.gathering import context

__all__ = ["context"]
