"""Profile pages of supply risk: a commodity (for an importer or the world), a country, a pair of countries.

Each is one HTML file with its drawings as SVG inside; it needs no script, no network and no other file.
"""

from lodeway.report.risk_page.page import write_profile

__all__ = ["write_profile"]
