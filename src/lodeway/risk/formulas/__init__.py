"""One module a published formula: pure functions on arrays, which read no data."""
