"""Explore: where undiscovered deposits may be, how much they may hold and how sure that is."""
