"""The best way between two places, really different ways, and what an answer tells of them."""

from lodeway.network.routes.choices import NEAR, Choices, find_choices, find_routes, find_way_by, route, time_value

__all__ = ["NEAR", "Choices", "find_choices", "find_routes", "find_way_by", "route", "time_value"]
