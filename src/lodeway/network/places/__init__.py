"""Finds a place, a gate or a link by what people call it."""

from lodeway.network.overlay.attaching import Place
from lodeway.network.places.finding import find_gate, find_link, find_place

__all__ = ["Place", "find_gate", "find_link", "find_place"]
