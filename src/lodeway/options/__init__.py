"""Supply options: tracts and undeveloped deposits as dated, uncertain additions to a plan, and what knowing more is worth."""
