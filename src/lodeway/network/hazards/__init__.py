"""How much of a way, a line or a country's lines runs near features that a user brings."""
